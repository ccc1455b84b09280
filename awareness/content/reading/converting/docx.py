"""A DOCX as lines, by mammoth: without comments and hidden text, tracked changes as if accepted."""

import io
import re
import xml.dom.expatbuilder  # noqa: F401  # mammoth loads it when it reads, which is too late
import zipfile
from pathlib import PurePosixPath

import mammoth
from lxml import etree

from awareness.content.reading.converting.html import lines_of_markup
from awareness.content.reading.refused import MAX_DOCX_PARTS, MAX_UNPACKED_BYTES, FileRefused

MAX_RATIO = 200  # times that a part may unpack to; text of a word processor stays under 60
DOCUMENT_PART = "word/document.xml"
CHANGE_TAG = re.compile(rb"<w:(?:del|ins|moveFrom|moveTo)\b")
COMMENT_TAG = re.compile(rb"<w:comment\b")
VANISH_TAG = re.compile(rb"<\w+:vanish\b")
OFF = ("0", "false", "off")
# What of a run that is not shown has to stay: a field that begins in it may end elsewhere.
KEPT_IN_HIDDEN_RUN = {"rPr", "fldChar", "instrText"}
STYLE_MAP = "p[style-name='Title'] => h1:fresh\np[style-name='Caption'] => p:fresh"


def lines_of_docx(data: bytes) -> tuple[list[str], dict[str, int]]:
    """The lines, and how many comments and changes were left out.

    FileRefused: broken, unknown_type, climbs_out, unpacks_too_big, entities.
    """
    removed = _check_parts(data)
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(_without_hidden_text(data)),
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


def _without_hidden_text(data: bytes) -> bytes:
    """A DOCX of the parts that are XML without the text that a word processor shows and prints for
    nobody; the same bytes where none is hidden. lxml's errors where a part is damaged."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {
            name: archive.read(name)
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }
    if not any(map(VANISH_TAG.search, parts.values())):
        return data
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    trees = {
        name: etree.fromstring(part, parser)
        for name, part in parts.items()
        if name.startswith("word/") and name.endswith(".xml")
    }
    hidden_styles = _hidden_styles(trees.get("word/styles.xml"))
    for name, tree in trees.items():
        if name != "word/styles.xml":
            for run in tree.iter("{*}r"):
                if _is_hidden(run, hidden_styles):
                    _empty_run(run)
            parts[name] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8")
    without = io.BytesIO()
    with zipfile.ZipFile(without, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return without.getvalue()


def _hidden_styles(styles: etree._Element | None) -> frozenset[str]:
    """The styles whose text is not shown, by their own word or by the style they are based on."""
    says: dict[str, bool | None] = {}
    based_on: dict[str, str] = {}
    for style in styles.iter("{*}style") if styles is not None else ():
        name = _value(style, "styleId")
        says[name] = _vanishes(style.find("{*}rPr"))
        based_on[name] = _value(style.find("{*}basedOn"))
    hidden = set()
    for name in says:
        at, seen = name, set()
        while says.get(at) is None and at in based_on and at not in seen:
            seen.add(at)
            at = based_on[at]
        if says.get(at):
            hidden.add(name)
    return frozenset(hidden)


def _is_hidden(run: etree._Element, hidden_styles: frozenset[str]) -> bool:
    """What the run itself says, else its own style and that of its paragraph."""
    properties = run.find("{*}rPr")
    vanishes = _vanishes(properties)
    if vanishes is not None:
        return vanishes
    paragraph = next(run.iterancestors("{*}p"), None)
    styles = (
        properties.find("{*}rStyle") if properties is not None else None,
        paragraph.find("{*}pPr/{*}pStyle") if paragraph is not None else None,
    )
    return any(_value(style) in hidden_styles for style in styles)


def _vanishes(properties: etree._Element | None) -> bool | None:
    """Whether properties of text say that it is not shown; None where they say nothing of it."""
    vanish = properties.find("{*}vanish") if properties is not None else None
    return None if vanish is None else _value(vanish) not in OFF


def _value(element: etree._Element | None, name: str = "val") -> str:
    """An attribute of Word's, in whichever namespace it stands; "" where there is none."""
    attributes = element.attrib if element is not None else {}
    return next((v for key, v in attributes.items() if etree.QName(key).localname == name), "")


def _empty_run(run: etree._Element) -> None:
    for child in list(run):
        if not isinstance(child.tag, str) or etree.QName(child).localname not in KEPT_IN_HIDDEN_RUN:
            run.remove(child)
