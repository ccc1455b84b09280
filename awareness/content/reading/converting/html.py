"""HTML as lines, by lxml: a paragraph, a heading, a point of a list, a row of a table is a line."""

import re
from collections.abc import Iterator

from lxml import etree, html

from awareness.content.reading.converting.letters import clean_line, decode_any, told_from_headings
from awareness.content.reading.refused import FileRefused

UNREAD_TAGS = {
    "head", "script", "style", "noscript", "noframes", "template", "datalist", "svg", "math",
    "iframe", "object", "audio", "video", "canvas", "nav",
}  # fmt: skip
# Hidden from everybody. What only a style sheet hides is read: a button may open it. `aria-hidden`
# hides nothing from the eye, and a search of the page finds what is hidden until it is found.
HIDING_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\b", re.IGNORECASE
)
HASHES_BY_TAG = {f"h{level}": "#" * level for level in range(1, 7)}
BLOCK_TAGS = {
    "p", "div", "section", "article", "main", "header", "footer", "aside", "blockquote", "figure",
    "figcaption", "caption", "dl", "dt", "dd", "ul", "ol", "pre", "address", "details", "summary",
    "table", "thead", "tbody", "tfoot", "hr", "body", "html", "fieldset", "legend",
}  # fmt: skip


def lines_of_html(data: bytes) -> list[str]:
    """The lines of an HTML file. FileRefused: broken, encoding, holds_nul."""
    return lines_of_markup(_decoded_as_declared(data))


def _decoded_as_declared(data: bytes) -> str:
    """The text in the encoding that the file names, or else by its bytes."""
    charset = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", data[:4096], re.IGNORECASE)
    if charset and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode(charset[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode_any(data)


def lines_of_markup(markup: str) -> list[str]:
    """The lines of HTML; [] where nothing is in it. FileRefused: broken."""
    parser = html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    # lxml takes no text that names its own encoding, and no NUL.
    markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup).replace("\0", " ")
    try:
        tree = html.document_fromstring(markup, parser=parser, ensure_head_body=True)
    except etree.ParserError:
        return []  # there is nothing in it
    except (etree.XMLSyntaxError, ValueError, RecursionError):
        raise FileRefused("broken") from None
    return list(_tidy_lines(_LineWalker(tree).lines))


class _LineWalker:
    """Walks the elements in order without calling itself, however deep they are nested."""

    def __init__(self, tree: html.HtmlElement) -> None:
        self.lines: list[str] = []
        self.words: list[str] = []
        self.before = ""
        self.in_head = False
        skipped: html.HtmlElement | None = None
        for event, element in etree.iterwalk(tree, events=("start", "end")):
            if skipped is not None:
                if event == "end" and element is skipped:
                    skipped = None
                    self.words.append(element.tail or "")
            elif event == "start":
                skipped = self._start(element)
            else:
                self._end(element)
        self._flush()

    def _start(self, element: html.HtmlElement) -> html.HtmlElement | None:
        """The element itself where nothing in it is read."""
        tag = element.tag
        if _is_unread(element):
            return element
        if tag == "sup" and _is_footnote(element, "".join(self.words)):
            self.words.append(f"[^{(element.text_content() or '').strip(' []()')}]")
            return element
        if tag == "tr":
            self._flush()
            head = _is_head_row(element)
            if self.in_head and not head:
                self.lines.append("| --- |")  # under the rows of heads
            self.in_head = head
            self.lines.append(_row_line(element))
            return element
        if tag in BLOCK_TAGS or tag in HASHES_BY_TAG or tag == "li":
            self._flush()
            self.before = (
                f"{HASHES_BY_TAG[tag]} " if tag in HASHES_BY_TAG else "- " if tag == "li" else ""
            )
        elif tag == "br":
            self._flush(keep=True)
        elif tag == "img" and (element.get("alt") or "").strip():
            self.words.append(f" ![{element.get('alt')}] ")
        self.words.append(element.text or "")
        return None

    def _end(self, element: html.HtmlElement) -> None:
        if element.tag == "table":
            self.in_head = False
        if element.tag in BLOCK_TAGS or element.tag in HASHES_BY_TAG or element.tag == "li":
            self._flush()
            if element.tag not in ("thead", "tbody", "tfoot"):
                self.lines.append("")
        self.words.append(element.tail or "")

    def _flush(self, keep: bool = False) -> None:
        text = " ".join("".join(self.words).split())
        self.words = []
        if text:
            self.lines.append(self.before + text if self.before else told_from_headings(text))
            self.before = ""
        elif not keep:
            self.before = ""


def _is_unread(element: html.HtmlElement) -> bool:
    """Whether a reader of the page sees nothing of it, or it only leads elsewhere."""
    return (
        element.tag in UNREAD_TAGS
        or element.get("hidden", "until-found").strip().lower() != "until-found"
        or bool(HIDING_STYLE.search(element.get("style", "")))
        or (element.tag == "dialog" and "open" not in element.attrib)
    )


def _is_footnote(sup: html.HtmlElement, before: str) -> bool:
    """Whether raised digits lead to a footnote, and are no power (m², 10⁶)."""
    note = re.fullmatch(r"\s*[\[(]?\d{1,3}[\])]?\s*", sup.text_content() or "")
    return bool(note) and not re.search(r"\b(?:[cdkm]?m|10)$", before)


def _is_head_row(row: html.HtmlElement) -> bool:
    parent = row.getparent()
    in_head = parent is not None and parent.tag == "thead"
    return in_head or all(cell.tag == "th" for cell in row.iterchildren("td", "th"))


def _row_line(row: html.HtmlElement) -> str:
    """A row as | cell | cell |; a cell over several columns is followed by empty ones."""
    cells = []
    for cell in row.iterchildren("td", "th"):
        if _is_unread(cell):
            continue
        text = " ".join(" ".join(_texts_in(cell)).split()).replace("|", "/")
        span = cell.get("colspan", "1")
        cells += [text, *[""] * (min(int(span), 50) - 1 if span.isdecimal() else 0)]
    return f"| {' | '.join(cells)} |" if cells else ""


def _texts_in(element: html.HtmlElement) -> Iterator[str]:
    """The texts of an element and what it holds, in their order."""
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        if event == "end":
            yield each.tail or "" if each is not element else ""
        elif _is_unread(each):
            walk.skip_subtree()
        else:
            yield each.text or ""


def _tidy_lines(lines: list[str]) -> Iterator[str]:
    """No two empty lines in a row, none at both ends."""
    text_before = ""
    for line in map(clean_line, lines):
        if line or text_before:
            yield line
        text_before = line
