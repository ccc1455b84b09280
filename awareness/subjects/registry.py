"""The subjects as their files say, for whoever shows a page: read again when a file changes."""

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import Any

import yaml
from django.conf import settings
from pydantic import ValidationError

from awareness.subjects.core_yaml import Loader
from awareness.subjects.folders import FILE, names, within
from awareness.subjects.schema import Measure, SubjectFile

NO_WORDS = Measure()
NEEDED = {name for name, field in SubjectFile.model_fields.items() if field.is_required()}
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


def only() -> Mapping[str, SubjectFile]:
    """The subject that a thing of no known one is of: the one there is, by its key; {} where there
    are several, for then the words of any may be wrong."""
    return known if len(known := subjects()) == 1 else {}


def subject_or_only(key: str) -> SubjectFile | None:
    """The subject of that key; of a key that is not known the one there is (`only`)."""
    return subject(key) or next(iter(only().values()), None)


def words_of(keys: Collection[str]) -> SubjectFile | None:
    """The subject whose words a page wears: of one subject that one's; None for several."""
    known = [subject for key, subject in subjects().items() if key in keys]
    return known[0] if len(known) == 1 else None


def fixed_terms() -> tuple[str, ...]:
    """Terms of every subject that a reader meets as one word."""
    return tuple(term for subject in subjects().values() for term in subject.rules.fixed)


def measures() -> Mapping[str, Measure]:
    """What the subjects count, by name; of two of one name the first subject's."""
    return _of_files(_measures)


def measure(name: str) -> Measure:
    """The words for what a figure counts; empty where no subject has any."""
    return measures().get(name, NO_WORDS)


def _now() -> tuple[dict[str, SubjectFile], list[str]]:
    return _of_files(_read)


def _of_files[Told](read: Callable[[Stamp], Told]) -> Told:
    """What is read from the files that there are. One that is exchanged just then is gone for a
    moment: it is looked for again."""
    dirs = tuple(settings.CONTENT_DIRS)
    try:
        return read(_stamp(dirs))
    except FileNotFoundError:
        _stamps.pop(dirs, None)
        return read(_stamp(dirs))


_stamps: dict[tuple[Path, ...], tuple[float, Stamp]] = {}


def _stamp(dirs: tuple[Path, ...]) -> Stamp:
    """Another one when a subject was published, edited or taken away, by whatever process. One that
    lost a file is not kept: the next to ask looks whether it is back."""
    looked, known = _stamps.get(dirs, (0.0, ()))
    if looked and monotonic() - looked <= SECONDS:
        return known
    stats = [(path, path.stat()) for path in _paths(dirs)]
    stamp = tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in stats)
    is_lost = {path for path, *_ in known} - {path for path, *_ in stamp}
    _stamps[dirs] = (0.0 if is_lost else monotonic(), stamp)
    return stamp


def _paths(dirs: tuple[Path, ...]) -> list[Path]:
    """The subject.yaml that counts of each subject."""
    by_name = (
        [path for folder in within(dirs, name) if (path := folder / FILE).is_file()]
        for name in names(dirs)
    )
    return [paths[-1] for paths in by_name if paths]


@lru_cache(maxsize=8)
def _measures(stamp: Stamp) -> dict[str, Measure]:
    known: dict[str, Measure] = {}
    for subject in _read(stamp)[0].values():
        known = dict(subject.measures) | known
    return known


def _as_far_as_it_fits(data: Any) -> tuple[SubjectFile, list[str]]:
    """The subject without those of its keys that do not fit, and their names: a rule that a release
    tightens takes no subject off the pages. ValidationError where what is needed does not fit."""
    left_out: list[str] = []
    while True:
        try:
            return SubjectFile.model_validate(data), left_out
        except ValidationError as error:
            keys = {str(fault["loc"][0]) for fault in error.errors() if fault["loc"]}
            if not isinstance(data, dict) or not (spare := keys & data.keys() - NEEDED):
                raise
            data = {key: value for key, value in data.items() if key not in spare}
            left_out += sorted(spare)


@lru_cache(maxsize=8)
def _read(stamp: Stamp) -> tuple[dict[str, SubjectFile], list[str]]:
    """By the files as they are. FileNotFoundError where one is gone since, and nothing is kept."""
    read, wrong = [], []
    for path, _time, _size in stamp:
        try:
            text = Path(path).read_text("utf-8")
            data = yaml.load(text, Loader=Loader)  # noqa: S506  (a safe one)
            subject, left_out = _as_far_as_it_fits(data)
            read.append(subject)
            wrong += [f"{path}: {part} does not fit and is left out" for part in left_out]
        except FileNotFoundError:
            raise
        except (OSError, ValueError, yaml.YAMLError, ValidationError) as error:
            wrong.append(f"{path}: {error}")
    read.sort(key=lambda subject: (subject.order, subject.key))
    return {subject.key: subject for subject in read}, wrong
