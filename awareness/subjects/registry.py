"""The subjects as their files say, for whoever shows a page: read once in a process."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings
from pydantic import ValidationError

from awareness.subjects.folders import FILE, names, within
from awareness.subjects.schema import Measure, SubjectFile

NO_WORDS = Measure()
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, ten times as fast


def subjects() -> Mapping[str, SubjectFile]:
    """Every subject that can be read, by key, in their order. What cannot be is told by
    check_content, and by Django's own checks when the site starts."""
    return _read(tuple(settings.CONTENT_DIRS))[0]


def problems() -> list[str]:
    return _read(tuple(settings.CONTENT_DIRS))[1]


def subject(key: str) -> SubjectFile | None:
    return subjects().get(key)


def first() -> str:
    """The key of the subject that is meant where none is named; "" where there is none at all."""
    return next(iter(subjects()), "")


def words_of(keys: Collection[str]) -> SubjectFile | None:
    """The subject whose words a page wears: of one subject that one's; None for several."""
    known = [subject for key, subject in subjects().items() if key in keys]
    return known[0] if len(known) == 1 else None


def fixed_terms() -> tuple[str, ...]:
    """Terms of every subject that a reader meets as one word."""
    return tuple(term for each in subjects().values() for term in each.rules.fixed)


def measures() -> Mapping[str, Measure]:
    """What the subjects count, by name; of two of one name the first subject's."""
    return _measures(tuple(settings.CONTENT_DIRS))


def measure(name: str) -> Measure:
    """The words for what a figure counts; empty where no subject has any."""
    return measures().get(name, NO_WORDS)


@lru_cache(maxsize=8)
def _measures(dirs: tuple[Path, ...]) -> dict[str, Measure]:
    known: dict[str, Measure] = {}
    for each in _read(dirs)[0].values():
        known = dict(each.measures) | known
    return known


@lru_cache(maxsize=8)
def _read(dirs: tuple[Path, ...]) -> tuple[dict[str, SubjectFile], list[str]]:
    read, wrong = [], []
    for name in names(dirs):
        path = [folder / FILE for folder in within(dirs, name) if (folder / FILE).is_file()][-1]
        try:
            data = yaml.load(path.read_text("utf-8"), Loader=LOADER)  # noqa: S506  (a safe one)
            read.append(SubjectFile.model_validate(data))
        except (OSError, ValueError, yaml.YAMLError, ValidationError) as error:
            wrong.append(f"{path}: {error}")
    read.sort(key=lambda subject: (subject.order, subject.key))
    return {subject.key: subject for subject in read}, wrong
