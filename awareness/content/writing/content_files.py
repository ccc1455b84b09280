"""A file of a subject's folder, whole: from a zip, or one that no other kind writes. Pure."""

import re
from pathlib import Path
from typing import Any

from awareness.content.files import read_text
from awareness.content.writing import Fields, ObjectRef, Writer

NAME = r"[\w][\w.-]*"
REPORT = r"reports/(?P<report>[\w-]{1,80})"
MODULE = r"modules/[\w-]{1,80}"  # without a point: what is called as a file is no folder
# What a subject's folder holds, by path. Of what lies beside a report.yaml `text` is a report's
# own text, which its figures name lines of.
KNOWN = re.compile(
    r"(?:subject|library|discrepancies|needs|support)\.yaml"
    rf"|{REPORT}/(?:(?:report|questions)\.yaml|figures\.csv|insights/{NAME}\.md"
    rf"|tables/{NAME}\.(?:csv|yaml)|(?P<text>{NAME}\.(?:txt|md)))"
    rf"|modules/{NAME}\.yaml|{MODULE}/(?:questions\.yaml|{NAME}\.md)"
    rf"|scenarios/{NAME}\.yaml|library/{NAME}\.md"
)


def is_known(path: str) -> bool:
    """Whether a path below a subject's folder is one that content is read from."""
    return KNOWN.fullmatch(path) is not None


def report_of(path: str) -> str:
    """The name of the report's folder that a known path lies in, "" for none."""
    match = KNOWN.fullmatch(path)
    return (match["report"] or "") if match else ""


def is_report_text(path: str) -> bool:
    """Whether it is a report's own text, and no content of ours."""
    match = KNOWN.fullmatch(path)
    return bool(match and match["text"])


def units(ref: ObjectRef) -> tuple[str, ...]:
    """The report's folder, for its files speak of each other; else the file alone."""
    if not is_known(ref.key) or report_of(ref.key) != ref.report:
        return ()
    return (f"reports/{ref.report}",) if ref.report else (ref.key,)


def text(folder: Path, ref: ObjectRef) -> str:
    path = folder / ref.key
    is_there = bool(units(ref)) and path.is_file()
    return (read_text(path, [], strict=False) or "") if is_there else ""


def read(folder: Path, ref: ObjectRef) -> dict[str, Any] | None:
    is_there = bool(units(ref)) and (folder / ref.key).is_file()
    return {"text": text(folder, ref)} if is_there else None


def write(folder: Path, ref: ObjectRef, fields: Fields) -> None:
    """ValueError for a path that no content is read from."""
    if not units(ref):
        raise ValueError("no file of content")
    path = folder / ref.key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(fields["text"], encoding="utf-8")


def field_of(folder: Path, ref: ObjectRef, path: Path, line_number: int) -> str:
    return "text" if path == folder / ref.key else ""


WRITER = Writer(units, text, read, write, field_of)
