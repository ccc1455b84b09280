"""The subjects as their files say, for whoever shows a page: read again when a file changes."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path
from time import monotonic

import yaml
from django.conf import settings
from pydantic import ValidationError

from awareness.subjects.core_yaml import Loader
from awareness.subjects.folders import FILE, names, within
from awareness.subjects.schema import Measure, SubjectFile

NO_WORDS = Measure()
SECONDS = 1.0  # for that long files are not looked at again
Stamp = tuple[tuple[str, int, int], ...]  # path, time and size of each subject.yaml


def subjects() -> Mapping[str, SubjectFile]:
    """Every subject that can be read, by key, in their order. What cannot be is told by
    check_content, and by Django's own checks when the site starts."""
    return _now()[0]


def problems() -> list[str]:
    return _now()[1]


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
    return tuple(term for subject in subjects().values() for term in subject.rules.fixed)


def measures() -> Mapping[str, Measure]:
    """What the subjects count, by name; of two of one name the first subject's."""
    dirs = tuple(settings.CONTENT_DIRS)
    return _measures(dirs, _stamp(dirs))


def measure(name: str) -> Measure:
    """The words for what a figure counts; empty where no subject has any."""
    return measures().get(name, NO_WORDS)


def _now() -> tuple[dict[str, SubjectFile], list[str]]:
    dirs = tuple(settings.CONTENT_DIRS)
    return _read(dirs, _stamp(dirs))


_stamps: dict[tuple[Path, ...], tuple[float, Stamp]] = {}


def _stamp(dirs: tuple[Path, ...]) -> Stamp:
    """Another one when a subject was published, edited or taken away, by whatever process."""
    looked, stamp = _stamps.get(dirs, (0.0, ()))
    if not looked or monotonic() - looked > SECONDS:
        stats = [(path, path.stat()) for path in _paths(dirs)]
        stamp = tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in stats)
        _stamps[dirs] = (monotonic(), stamp)
    return stamp


def _paths(dirs: tuple[Path, ...]) -> list[Path]:
    """The subject.yaml that counts of each subject."""
    there = (
        [path for folder in within(dirs, name) if (path := folder / FILE).is_file()]
        for name in names(dirs)
    )
    return [paths[-1] for paths in there if paths]


@lru_cache(maxsize=8)
def _measures(dirs: tuple[Path, ...], stamp: Stamp) -> dict[str, Measure]:
    known: dict[str, Measure] = {}
    for each in _read(dirs, stamp)[0].values():
        known = dict(each.measures) | known
    return known


@lru_cache(maxsize=8)
def _read(dirs: tuple[Path, ...], stamp: Stamp) -> tuple[dict[str, SubjectFile], list[str]]:
    """`stamp` is what the cache is by: the files as they were then."""
    read, wrong = [], []
    for path in _paths(dirs):
        try:
            data = yaml.load(path.read_text("utf-8"), Loader=Loader)  # noqa: S506  (a safe one)
            read.append(SubjectFile.model_validate(data))
        except (OSError, ValueError, yaml.YAMLError, ValidationError) as error:
            wrong.append(f"{path}: {error}")
    read.sort(key=lambda subject: (subject.order, subject.key))
    return {subject.key: subject for subject in read}, wrong
