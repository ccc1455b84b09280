"""A file of a subject's folder, whole: from a zip, or one that no other kind writes. Pure."""

import re
from pathlib import Path
from typing import Any

from awareness.content.text_files import read_text
from awareness.content.writing import Fields, ObjectRef, Writer

NAME_PATTERN = r"[\w][\w.-]*"
REPORT_FOLDER_PATTERN = r"reports/(?P<report>[\w-]{1,80})"
# Without a point: what is called as a file is no folder.
MODULE_FOLDER_PATTERN = r"modules/[\w-]{1,80}"
# What a subject's folder holds, by path. Of what lies beside a report.yaml the group `text` is a
# report's own text, which its figures name lines of.
CONTENT_PATH = re.compile(
    r"(?:subject|library|discrepancies|needs|support)\.yaml"
    rf"|{REPORT_FOLDER_PATTERN}/(?:(?:report|questions)\.yaml|figures\.csv|insights/{NAME_PATTERN}\.md"
    rf"|tables/{NAME_PATTERN}\.(?:csv|yaml)|(?P<text>{NAME_PATTERN}\.(?:txt|md)))"
    rf"|modules/{NAME_PATTERN}\.yaml|{MODULE_FOLDER_PATTERN}/(?:questions\.yaml|{NAME_PATTERN}\.md)"
    rf"|scenarios/{NAME_PATTERN}\.yaml|library/{NAME_PATTERN}\.md"
)


def is_known(path: str) -> bool:
    """Whether a path below a subject's folder is one that content is read from."""
    return CONTENT_PATH.fullmatch(path) is not None


def report_folder_name(path: str) -> str:
    """The name of the report's folder that a known path lies in, "" for none."""
    match = CONTENT_PATH.fullmatch(path)
    return (match["report"] or "") if match else ""


def is_report_text(path: str) -> bool:
    """Whether it is a report's own text, and no content of ours."""
    match = CONTENT_PATH.fullmatch(path)
    return bool(match and match["text"])


def exchanged_paths(ref: ObjectRef) -> tuple[str, ...]:
    """The report's folder, for its files speak of each other; else the file alone."""
    if not is_known(ref.key) or report_folder_name(ref.key) != ref.report:
        return ()
    return (f"reports/{ref.report}",) if ref.report else (ref.key,)


def stored_text(folder: Path, ref: ObjectRef) -> str:
    """The lines of the file as its file holds them; "" where there is none."""
    path = folder / ref.key
    is_there = bool(exchanged_paths(ref)) and path.is_file()
    return (read_text(path, [], strict=False) or "") if is_there else ""


def read_fields(folder: Path, ref: ObjectRef) -> dict[str, Any] | None:
    """The file as the fields of its form; None where there is none."""
    is_there = bool(exchanged_paths(ref)) and (folder / ref.key).is_file()
    return {"text": stored_text(folder, ref)} if is_there else None


def write_fields(folder: Path, ref: ObjectRef, fields: Fields) -> None:
    """ValueError for a path that no content is read from."""
    if not exchanged_paths(ref):
        raise ValueError("no file of content")
    path = folder / ref.key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(fields["text"], encoding="utf-8")


def field_at_line(folder: Path, ref: ObjectRef, path: Path, line_number: int) -> str:
    """The form's field that a line of the file's file belongs to; "" for none of it."""
    return "text" if path == folder / ref.key else ""


WRITER = Writer(exchanged_paths, stored_text, read_fields, write_fields, field_at_line)
