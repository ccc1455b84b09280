"""Turns the fields of what authors wrote into files, and files into those fields. Pure.

One module a kind of object. It says which paths of a subject's folder hold the object
(`exchanged_paths`), what stands there (`stored_text`, `read_fields`), and writes fields there
(`write_fields`): reading again gives the fields, what did not change keeps its lines, and comments
of others stay. A kind that is not in `writers()` can be drafted nowhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

Fields = Mapping[str, Any]  # what JSON can hold, by the names of the form's fields


class ObjectKind(StrEnum):
    """What can be drafted."""

    REPORT = "report"
    FIGURE = "figure"
    TABLE = "table"
    CHART = "chart"
    PAGE = "page"
    QUESTION = "question"
    SITUATION = "situation"
    MODULE = "module"
    DISCREPANCY = "discrepancy"
    SUBJECT = "subject"
    FILE = "file"


@dataclass(frozen=True)
class ObjectRef:
    """Which object of the content: `subject` is a subject's key, `report` the slug of a report (of
    a question of a module's own: of that module), "" where the object has none; the key of a file
    is its path below the subject's folder.

    ValueError for a key that leads out of the folder: files are called by it.
    """

    kind: ObjectKind
    subject: str
    report: str
    key: str

    def __post_init__(self) -> None:
        if ".." in f"{self.subject}/{self.report}/{self.key}".split("/") or "\0" in self.key:
            raise ValueError("a key that leads out of the folder")


@dataclass(frozen=True)
class Writer:
    """How the objects of one kind stand below the folder of their subject.

    `exchanged_paths`: paths below it that are exchanged as one when the object is published; of
    several it may name one that is not there.
    `stored_text`: the object as its files hold it, "" where there is none.
    `read_fields`: its fields, None where there is none; `write_fields` puts them into the files of
    a copy.
    `field_at_line`: the field in which a line of a file stands, "" for none of this object's.
    """

    exchanged_paths: Callable[[ObjectRef], tuple[str, ...]]
    stored_text: Callable[[Path, ObjectRef], str]
    read_fields: Callable[[Path, ObjectRef], dict[str, Any] | None]
    write_fields: Callable[[Path, ObjectRef, Fields], None]
    field_at_line: Callable[[Path, ObjectRef, Path, int], str]


def writers() -> dict[ObjectKind, Writer]:
    """The writer of each kind. They are imported here, for each of them reads this module."""
    from awareness.content.writing import (
        charts,
        content_files,
        discrepancies,
        figures,
        modules,
        pages,
        questions,
        reports,
        situations,
        subjects,
        tables,
    )

    return {
        ObjectKind.REPORT: reports.WRITER,
        ObjectKind.FIGURE: figures.WRITER,
        ObjectKind.TABLE: tables.WRITER,
        ObjectKind.CHART: charts.WRITER,
        ObjectKind.PAGE: pages.WRITER,
        ObjectKind.QUESTION: questions.WRITER,
        ObjectKind.SITUATION: situations.WRITER,
        ObjectKind.MODULE: modules.WRITER,
        ObjectKind.DISCREPANCY: discrepancies.WRITER,
        ObjectKind.SUBJECT: subjects.WRITER,
        ObjectKind.FILE: content_files.WRITER,
    }


def text_digest(text: str) -> str:
    """Names a text, "" for none: whoever began from another one is told."""
    return sha256(text.encode()).hexdigest() if text else ""
