"""Finds the files of the content and reads their bytes as text, or says what is wrong with them."""

import os
import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path

from awareness.content.problems import Problem, problem
from awareness.insights.ledger import Location


def shown_path(path: Path) -> str:
    """A path as an author knows it: from the folder the command runs in, where that is shorter."""
    return _shortest_path(path, os.getcwd())


@lru_cache(maxsize=4096)
def _shortest_path(path: Path, working_folder: str) -> str:
    near = os.path.relpath(path, working_folder)
    return near if not near.startswith("..") else str(path)


def read_text(path: Path, problems: list[Problem], strict: bool = True) -> str | None:
    """A file's text, or None and a problem with the line of the first byte that is wrong.

    `strict` refuses control signs too; a report's text may have them, between its pages.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        problems.append(
            problem(Location(shown_path(path), 1), "is missing", "every pack has this file")
        )
        return None
    except OSError as error:
        message = f"cannot be opened ({error.strerror})"
        problems.append(problem(Location(shown_path(path), 1), message, "let it be read"))
        return None
    try:
        text = decode_utf8(data)
        if strict and (sign := CONTROL_SIGN.search(text)):
            before = len(text[: sign.start()].encode())
            message = f"a control sign (U+{ord(sign[0]):04X}) stands here"
            raise NotText(before, message, "take it out")
    except NotText as error:
        line_number = data[: error.byte].count(b"\n") + 1
        problems.append(problem(Location(shown_path(path), line_number), str(error), error.fix))
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


class NotText(Exception):
    """Bytes that are no text in UTF-8; `byte` is the first that is wrong."""

    def __init__(self, byte: int, message: str, fix: str = "save it as UTF-8"):
        super().__init__(message)
        self.byte, self.fix = byte, fix


# Signs of no text: control signs, and halves of signs, which no file in UTF-8 holds by itself.
CONTROL_SIGN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
ENCODING_BY_MARK = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def decode_utf8(data: bytes) -> str:
    """Bytes as text. NotText says what they seem to be saved as."""
    wide = ENCODING_BY_MARK.get(data[:2])
    if wide or data[:200].count(b"\0") > len(data[:200]) // 4:
        raise NotText(0, f"is saved as {wide or 'UTF-16'} and not as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wrong = data[error.start : error.start + 1]
        sign = wrong.decode("cp1252", "replace")
        seems = f": “{sign}” seems to be saved as Windows-1252" if sign.isalpha() else ""
        raise NotText(error.start, f"is not UTF-8{seems}") from None


HIDDEN_PREFIXES = (".", "~$")  # files of a system or of a program that has one open
SYSTEM_FOLDERS = ("__MACOSX",)
ALLOWED_NAME = re.compile(r"[\w.-]+")


def is_left_out(path: Path) -> bool:
    """Whether a file is none of an author's: hidden, a lock of an office program, of a system."""
    return path.name.startswith(HIDDEN_PREFIXES) or path.name in SYSTEM_FOLDERS


def listed_paths(folder: Path, pattern: str) -> list[Path]:
    """What a folder holds by a pattern, in order, without what is left out."""
    return [
        path
        for path in sorted(folder.glob(pattern))
        if not any(is_left_out(Path(part)) for part in path.relative_to(folder).parts)
    ]


def files_within(folder: Path | str, left_out: Collection[str] = ()) -> Iterator[os.DirEntry[str]]:
    """All files that `listed_paths` finds in a folder and in the folders in it, in order, without
    those of the names in `left_out`. A page asks it whether any changed: it takes a tenth of the
    time."""
    if not os.path.isdir(folder):
        return
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name in left_out or is_left_out(Path(entry.name)):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from files_within(entry.path, left_out)
        elif entry.is_file():
            yield entry


def odd_name_problems(folder: Path) -> list[Problem]:
    """Files whose names no reader would find: “where (conflicted copy).csv”."""
    return [
        problem(
            Location(shown_path(path), 1),
            "the file's name is that of a copy, or has signs that no file here has",
            "delete it, or name it with letters, digits, hyphens and points",
        )
        for path in listed_paths(folder, "**/*")
        if path.is_file() and not ALLOWED_NAME.fullmatch(path.name)
    ]
