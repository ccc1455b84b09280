"""A DOCX as lines, by mammoth: without comments, with tracked changes as if accepted."""

import io
import re
import xml.dom.expatbuilder  # noqa: F401  # mammoth loads it when it reads, which is too late
import zipfile
from pathlib import PurePosixPath

import mammoth

from awareness.content.reading.converting.html import lines_of_markup
from awareness.content.reading.refused import MAX_DOCX_PARTS, MAX_UNPACKED_BYTES, FileRefused

MAX_RATIO = 200  # times that a part may unpack to; text of a word processor stays under 60
DOCUMENT_PART = "word/document.xml"
CHANGE_TAG = re.compile(rb"<w:(?:del|ins|moveFrom|moveTo)\b")
COMMENT_TAG = re.compile(rb"<w:comment\b")
STYLE_MAP = "p[style-name='Title'] => h1:fresh\np[style-name='Caption'] => p:fresh"


def lines_of_docx(data: bytes) -> tuple[list[str], dict[str, int]]:
    """The lines, and how many comments and changes were left out.

    FileRefused: broken, unknown_type, climbs_out, unpacks_too_big, entities.
    """
    removed = _check_parts(data)
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=STYLE_MAP,
            convert_image=mammoth.images.img_element(lambda image: {"src": ""}),
            external_file_access=False,
        )
    except FileRefused:
        raise
    except MemoryError:
        raise
    except Exception:  # mammoth names no errors of its own; whatever it stumbles over is damage
        raise FileRefused("broken") from None
    return lines_of_markup(f"<body>{result.value}</body>"), removed


def _check_parts(data: bytes) -> dict[str, int]:
    """Looks into each part before anything reads it as XML."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _refuse_bad_parts(parts)
            if DOCUMENT_PART not in {part.filename for part in parts}:
                raise FileRefused("unknown_type")
            return _read_parts(archive, parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise FileRefused("broken") from None
    except zipfile.zlib.error:  # type: ignore[attr-defined]
        raise FileRefused("broken") from None


def _refuse_bad_parts(parts: list[zipfile.ZipInfo]) -> None:
    """FileRefused: climbs_out, unpacks_too_big, broken (a part stands twice)."""
    for part in parts:
        path = PurePosixPath(part.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in part.filename:
            raise FileRefused("climbs_out")
    has_swollen_part = any(
        part.file_size > 1_000_000 and part.file_size > MAX_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if (
        has_swollen_part
        or len(parts) > MAX_DOCX_PARTS
        or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES
    ):
        raise FileRefused("unpacks_too_big")
    if len({part.filename for part in parts}) < len(parts):
        raise FileRefused("broken")


def _read_parts(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> dict[str, int]:
    """{comments, changes}: how many the document has. FileRefused: entities."""
    removed = {"comments": 0, "changes": 0}
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        text = archive.read(part)  # raises where it is longer than it says
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\0" in text[:200]:
            raise FileRefused("entities")
        if part.filename == DOCUMENT_PART:
            removed["changes"] = len(CHANGE_TAG.findall(text))
        if part.filename == "word/comments.xml":
            removed["comments"] = len(COMMENT_TAG.findall(text))
    return removed
