"""The subjects as their files say, for whoever shows a page: read again when a file changes."""

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import Any

import yaml
from django.conf import settings
from pydantic import ValidationError

from awareness.subjects.core_yaml import CoreLoader
from awareness.subjects.folders import SUBJECT_FILE, folders_of_subject, subject_folder_names
from awareness.subjects.schema import Measure, SubjectFile

NO_MEASURE = Measure()
REQUIRED_KEYS = {name for name, field in SubjectFile.model_fields.items() if field.is_required()}
SECONDS_UNCHECKED = 1.0  # for that long files are not looked at again
FileStamp = tuple[tuple[str, int, int], ...]  # path, time and size of each subject.yaml


def subjects() -> Mapping[str, SubjectFile]:
    """Every subject that can be read, by key, in their order. What cannot be is told by
    check_content, and by Django's own checks when the site starts."""
    return _subjects_and_problems()[0]


def subject_problems() -> list[str]:
    """What cannot be read of the subjects' files: a sentence each, beginning with the path."""
    return _subjects_and_problems()[1]


def subject_by_key(key: str) -> SubjectFile | None:
    return subjects().get(key)


def first_subject_key() -> str:
    """The key of the subject that is meant where none is named; "" where there is none at all."""
    return next(iter(subjects()), "")


def only_subject() -> Mapping[str, SubjectFile]:
    """The subject that a thing of no known one is of: the one there is, by its key; {} where there
    are several, for then the words of any may be wrong."""
    return known if len(known := subjects()) == 1 else {}


def subject_or_only(key: str) -> SubjectFile | None:
    """The subject of that key; of a key that is not known the one there is (`only_subject`)."""
    return subject_by_key(key) or next(iter(only_subject().values()), None)


def subject_of_words(keys: Collection[str]) -> SubjectFile | None:
    """The subject whose words a page wears: of one subject that one's; None for several."""
    known = [subject for key, subject in subjects().items() if key in keys]
    return known[0] if len(known) == 1 else None


def fixed_terms() -> tuple[str, ...]:
    """Terms of every subject that a reader meets as one word."""
    return tuple(term for subject in subjects().values() for term in subject.rules.fixed)


def measures() -> Mapping[str, Measure]:
    """What the subjects count, by name; of two of one name the first subject's."""
    return _read_if_changed(_measures_of_stamp)


def measure_words(name: str) -> Measure:
    """The words for what a figure counts; empty where no subject has any."""
    return measures().get(name, NO_MEASURE)


def _subjects_and_problems() -> tuple[dict[str, SubjectFile], list[str]]:
    return _read_if_changed(_subjects_of_stamp)


def _read_if_changed[Told](read: Callable[[FileStamp], Told]) -> Told:
    """What `read` gives for the files that there are now; it keeps what it gave for their stamp. A
    file that is exchanged just then is gone for a moment: it is looked for again, once."""
    dirs = tuple(settings.CONTENT_DIRS)
    try:
        return read(_current_stamp(dirs))
    except FileNotFoundError:
        _stamps.pop(dirs, None)
        return read(_current_stamp(dirs))


_stamps: dict[tuple[Path, ...], tuple[float, FileStamp]] = {}


def _current_stamp(dirs: tuple[Path, ...]) -> FileStamp:
    """Path, time and size of each subject.yaml, looked at again after `SECONDS_UNCHECKED`: another
    stamp when a subject was published, edited or taken away, by whatever process. One that lost a
    file is not kept: the next to ask looks whether it is back."""
    looked_at, last_stamp = _stamps.get(dirs, (0.0, ()))
    if looked_at and monotonic() - looked_at <= SECONDS_UNCHECKED:
        return last_stamp
    stats = [(path, path.stat()) for path in _subject_file_paths(dirs)]
    stamp = tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in stats)
    lost_paths = {path for path, *_ in last_stamp} - {path for path, *_ in stamp}
    _stamps[dirs] = (0.0 if lost_paths else monotonic(), stamp)
    return stamp


def _subject_file_paths(dirs: tuple[Path, ...]) -> list[Path]:
    """The subject.yaml that counts of each subject."""
    by_name = (
        [
            path
            for folder in folders_of_subject(dirs, name)
            if (path := folder / SUBJECT_FILE).is_file()
        ]
        for name in subject_folder_names(dirs)
    )
    return [paths[-1] for paths in by_name if paths]


@lru_cache(maxsize=8)
def _measures_of_stamp(stamp: FileStamp) -> dict[str, Measure]:
    """What all subjects count, by name; of two of one name the first subject's."""
    measure_by_name: dict[str, Measure] = {}
    for subject in _subjects_of_stamp(stamp)[0].values():
        measure_by_name = dict(subject.measures) | measure_by_name
    return measure_by_name


def _as_far_as_it_fits(data: Any) -> tuple[SubjectFile, list[str]]:
    """The subject without those of its keys that do not fit, and their names: a rule that a release
    tightens takes no subject off the pages. ValidationError where what is needed does not fit."""
    left_out: list[str] = []
    while True:
        try:
            return SubjectFile.model_validate(data), left_out
        except ValidationError as error:
            keys = {str(fault["loc"][0]) for fault in error.errors() if fault["loc"]}
            if not isinstance(data, dict) or not (spare := keys & data.keys() - REQUIRED_KEYS):
                raise
            data = {key: value for key, value in data.items() if key not in spare}
            left_out += sorted(spare)


@lru_cache(maxsize=8)
def _subjects_of_stamp(stamp: FileStamp) -> tuple[dict[str, SubjectFile], list[str]]:
    """The subjects by key, in their order, and what is wrong with their files, of the files that a
    stamp names. FileNotFoundError where one is gone since; then nothing is cached."""
    subjects, problems = [], []
    for path, _time, _size in stamp:
        try:
            text = Path(path).read_text("utf-8")
            data = yaml.load(text, Loader=CoreLoader)  # noqa: S506  (a safe one)
            subject, left_out = _as_far_as_it_fits(data)
            subjects.append(subject)
            problems += [f"{path}: {part} does not fit and is left out" for part in left_out]
        except FileNotFoundError:
            raise
        except (OSError, ValueError, yaml.YAMLError, ValidationError) as error:
            problems.append(f"{path}: {error}")
    subjects.sort(key=lambda subject: (subject.order, subject.key))
    return {subject.key: subject for subject in subjects}, problems
