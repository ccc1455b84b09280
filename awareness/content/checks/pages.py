"""What a page would not show as it was written: a pasted list, a table, a strange heading, HTML.

A page shows headings (## and ###), lists, quotations, bold, italics, links and drawings. Every
other sign of Markdown is refused, and what Word and web pages put before the lines of a list.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from markdown_it.token import Token

from awareness.content.checks.content_texts import content_texts
from awareness.content.files import Text
from awareness.content.parsed_content import Content
from awareness.content.problems import Problem, problem
from awareness.insights.ledger import Location
from awareness.insights.markdown_passages import ALLOWED_TAGS, CHART_LINE, markdown

BULLETS = "•●◦▪■‣"
# One line that begins so is an item of a list already.
BULLET = re.compile(rf"[ \t\xa0]*([{BULLETS}\ue000-\uf8ff]|[·–—](?=\s))")
# What several lines in a row begin with where they are a list: a number, a letter, a sign.
ITEM_START = re.compile(
    r"\s*(?:[0-9]{1,3}[.)](?=[\s\xa0]|[^\W\d_])|\(?(?:[0-9]{1,3}|[ivx]{1,4}|[A-Za-z])\)(?=[\s\xa0])"
    r"|(?:[ivx]{1,4}|[a-z])\.(?=[\s\xa0])|[0-9]+(?:\.[0-9]+)+\.?[ \t\xa0]|[0-9]{1,3}:[ \t\xa0]"
    r"|o[\s\xa0])"
)
NUMBERED_ITEM = re.compile(r"[ \t]*([0-9]+[.)])[ \t]")
TABLE_WITH_PIPES = re.compile(
    r"^[ \t]*\|.+\|[ \t]*$|^[ \t]*:?-{3,}:?[ \t]*(?:\|[ \t]*:?-{3,}:?[ \t]*)+$", re.MULTILINE
)
TABLE_WITH_GAPS = re.compile(r"\S[^\S\n]*(?:\t|[ \xa0]{3,}| \| )[^\S\n]*\S")
HEADING_WITHOUT_SPACE = re.compile(r"^(?:#{1,6}[^\s#]|#{7,})", re.MULTILINE)
HTML_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>|<!--")
STRUCK_THROUGH = re.compile(r"~~\S")
TICK_BOX = re.compile(r"\[[ xX]\](?=\s)")
FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")
# What Markdown takes for no link, as it leads to a program, and so shows with its signs.
LINK_AS_TYPED = re.compile(r"\[[^\[\]]+\]\(\s*<?([^)\s>]*)|<([A-Za-z][A-Za-z0-9+.-]*:[^\s<>]*)>")
# Markdown where a text is shown as it is typed.
MARKDOWN_SIGNS = re.compile(
    r"\*\*\S|\[[^\[\]]+\]\(\S|`[^`\n]+`|(?<![\w*])\*[^\s*][^*\n]*\*(?![\w*])"
    r"|(?<!\w)__?[^\s_][^_\n]*__?(?!\w)"
)
DEFINITION_ITEM = re.compile(r"[ \t]*:[ \t\xa0]+\S")
LIST_ITEM = re.compile(r"^[ \t]*(?:[-*+]|[0-9]+[.)])[ \t]+\S", re.MULTILINE)
# What opens a quotation, a reference or a sum of money is no sign of a list.
NO_LIST_SIGNS = "\"'“‘«‹„([{#@&¿¡…$€£¥"
UNDERLINES = ("=", "-")  # a line of these below a text makes a heading of it
LINK_STARTS = ("https://", "mailto:", "/", "#")
FAULT_AND_FIX_BY_TAG = {
    "h1": ("a heading of the first order", "begin it with ##: the page has its title"),
    "h4": ("a heading of the fourth order", "use ## and ### alone"),
    "h5": ("a heading of the fifth order", "use ## and ### alone"),
    "h6": ("a heading of the sixth order", "use ## and ### alone"),
    "code": ("a block of code", "take out the four spaces (or ```) before it"),
    "img": ("a picture", "leave it out: drawings are made from figures, {chart:key}"),
}
FIX_TABLE = "write its numbers into tables/ and draw them, {chart:key}, or say them in sentences"
FIX_LIST = "begin each line with “- ”"

type Slip = tuple[int, str, str]  # line of the text from nought, what is wrong, what would be right


def check_pages(content: Content) -> Iterator[Problem]:
    for content_text in content_texts(content):
        if content_text.kind != "record":
            yield from text_problems(content_text.text, content_text.markdown)


def text_problems(text: Text, is_markdown: bool) -> Iterator[Problem]:
    """What of a text would not be shown as it is written: of a page, or of a single paragraph."""
    if is_markdown:
        for line_number, message, fix in _markdown_slips(text.value):
            yield problem(
                Location(text.location.path, text.location.line + line_number), message, fix
            )
        return
    lines = text.value.split("\n")
    slips = [
        *_list_or_table_slips(lines),
        *(slip for line_number in lines for slip in _bare_sign_slips(line_number, 0)),
    ]
    for number, words in enumerate(lines):
        if match := MARKDOWN_SIGNS.search(words):
            message = f"signs of Markdown ({match[0][:20]}), which are shown here as they stand"
            slips.append((number, message, "write the words alone"))
    if len(LIST_ITEM.findall(text.value)) > 1:
        first = next(n for n, line_number in enumerate(lines) if LIST_ITEM.match(line_number))
        slips.append((first, "a list in a text of one paragraph", "write sentences"))
    for line_number, message, fix in slips:
        words = lines[line_number].strip()
        yield problem(text.location_of(words or text.value), message, fix)


def _markdown_slips(value: str) -> Iterator[Slip]:
    """What a page would not show as its Markdown was written."""
    # A table or a heading that is none for Markdown stands in a paragraph among others.
    if match := HEADING_WITHOUT_SPACE.search(value):
        line_number = value.count("\n", 0, match.start())
        yield line_number, "a heading without a space", "write “## Heading”"
    reference_definitions: dict[str, dict[str, dict[str, object]]] = {}
    tokens = markdown.parse(value, reference_definitions)
    for reference in reference_definitions.get("references", {}).values():
        lines = reference.get("map")
        line_number = lines[0] if isinstance(lines, list) else 0
        yield (
            line_number,
            "a footnote or a link apart from its words",
            ("write the link at its words, [words](https://…), and say a note in the text"),
        )
    lines = value.split("\n")
    numbers: list[list[int]] = []  # of the lists around: those of the items so far
    indents: list[tuple[int, int]] = []  # of the lists around: first line, spaces before its items
    for position, token in enumerate(tokens):
        line_number = token.map[0] if token.map else 0
        if token.type in ("bullet_list_open", "ordered_list_open"):
            indents.append((line_number, _indent(lines[line_number])))
            numbers.append([])
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            indents.pop()
            numbers.pop()
        elif token.type == "list_item_open":
            yield from _item_slips(line_number, lines, indents)
            yield from _number_slips(token, numbers[-1], line_number)
        elif token.type == "heading_open" and (token.markup in UNDERLINES or token.level):
            yield _heading_slip(token, line_number)
            continue
        elif token.type == "inline":
            in_paragraph = tokens[position - 1].type == "paragraph_open"
            yield from _inline_slips(token, line_number, in_paragraph)
        if token.type != "inline" and (slip := _fault_of_unshown(token)):
            yield line_number, *slip


def _item_slips(
    line_number: int, lines: list[str], indents: list[tuple[int, int]]
) -> Iterator[Slip]:
    """An item stands as far in as the first of its list: else one level looks like two."""
    first, indent = indents[-1]
    item_indent = _indent(lines[line_number])
    if line_number > first and item_indent > indent:
        message = "an item further in than its list, and not within the item above"
        fix = "put two spaces before it under “- ”, three under “1. ”, or none"
        yield line_number, message, fix
    elif line_number == first and len(indents) == 1 and item_indent:
        text_before = lines[line_number - 1] if line_number else ""
        if ITEM_START.match(text_before) or text_before.lstrip().startswith(("- ", "* ", "+ ")):
            fix = "put two spaces before it under “- ”, three under “1. ”, or none"
            yield (
                line_number,
                "an item further in than its list, and not within the item above",
                fix,
            )


def _number_slips(item: Token, numbers: list[int], line_number: int) -> Iterator[Slip]:
    """A page numbers a list on from its first number, or from 1. where all have 1."""
    if not item.info:
        return
    numbers.append(int(item.info))
    first, number = numbers[0], numbers[-1]
    if number not in (first, first + len(numbers) - 1):
        message = f"the number {number} is shown as {first + len(numbers) - 1}"
        yield line_number, message, "number the items in order, or say the numbers in the text"


def _indent(line: str) -> int:
    """Spaces before the sign of an item, those of the items and quotations around included."""
    return len(line) - len(line.lstrip(" >"))


def _heading_slip(token: Token, line_number: int) -> Slip:
    """A heading that is a line of signs below a text, or stands within a list or quotation."""
    if token.markup in UNDERLINES:
        last = token.map[1] - 1 if token.map else line_number
        message = f"a line of {token.markup * 3} makes a heading of the text above it"
        return last, message, "write “## Heading”, or leave an empty line above it"
    return (
        line_number,
        "a heading in a list or a quotation",
        "end the list with an empty line before it",
    )


def _inline_slips(token: Token, line_number: int, in_paragraph: bool) -> Iterator[Slip]:
    """What is wrong with the words of one paragraph, heading or item."""
    shown_lines = [""]  # its lines as they are shown, without the signs of bold and italics
    bold_depth, all_bold, first_line_is_bold = (
        0,
        True,
        False,
    )  # whether the first line is bold, and ends so
    for part in token.children or []:
        part_line = line_number + len(shown_lines) - 1
        if part.type in ("softbreak", "hardbreak"):
            first_line_is_bold |= len(shown_lines) == 1 and all_bold and not bold_depth
            shown_lines.append("")
        elif part.type in ("strong_open", "strong_close"):
            bold_depth += part.nesting
        elif part.type == "link_open":
            yield from _link_slips(str(part.attrGet("href") or ""), part_line)
        elif slip := _fault_of_unshown(part):
            yield part_line, *slip
        else:
            shown_lines[-1] += part.content
            all_bold &= bool(bold_depth) or not part.content.strip()
        if part.type == "text":
            yield from _bare_sign_slips(part.content, part_line)
    for offset, words in enumerate(shown_lines):
        if match := LINK_AS_TYPED.search(words):
            yield from _link_slips(match[1] or match[2] or "", line_number + offset)
    if not in_paragraph:
        return
    for offset, message, fix in _list_or_table_slips(shown_lines):
        yield line_number + offset, message, fix
    for offset, words in enumerate(shown_lines):
        if len(shown_lines) > 1 and CHART_LINE.match(words.strip()):
            fix = "leave an empty line before and after it"
            yield line_number + offset, "a drawing within a paragraph", fix
        if offset and (number := NUMBERED_ITEM.match(words)):
            message = f"a list that begins with {number[1]} after a line of text"
            yield line_number + offset, message, "leave an empty line before the list"
    if first_line_is_bold and shown_lines[0].strip():
        yield line_number, "a heading in bold, which runs into the text", "write “## Heading”"


def _list_or_table_slips(lines: list[str]) -> Iterator[Slip]:
    """Lines of one paragraph that only look like a list or a table."""
    for number, line in enumerate(lines):
        if match := BULLET.match(line):
            sign = match[1] if match[1] < "\ue000" or match[1] > "\uf8ff" else "a sign of Word"
            yield number, f"a list with “{sign}”", FIX_LIST
            return
        if sum(line.count(sign) for sign in BULLETS) > 1:
            yield number, "a list within a line", "give each item a line that begins with “- ”"
            return
    for number, line in enumerate(lines):
        if DEFINITION_ITEM.match(line):
            fix = "begin each with “- ”, its word first: “- Word: what it is”"
            yield number, "a list of words with what they are", fix
            return
        if TABLE_WITH_PIPES.match(line):
            yield number, "a table with pipes", FIX_TABLE
            return
    for number, (line, below) in enumerate(pairwise(lines)):
        if ITEM_START.match(line) and ITEM_START.match(below) and not NUMBERED_ITEM.match(below):
            message = f"a list with “{line.split()[0]}”"
            yield number, message, "begin each line with “- ”, or with “1. ”, “2. ” and so on"
            return
        if TABLE_WITH_GAPS.search(line.strip()) and TABLE_WITH_GAPS.search(below.strip()):
            yield number, "a table with spaces, tabs or pipes between its columns", FIX_TABLE
            return
        if _begins_with_sign(line) and _begins_with_sign(below):
            yield number, "lines that begin with a sign, as those of a list do", FIX_LIST
            return


def _begins_with_sign(line: str) -> bool:
    first = line.strip()[:1]
    if not first or first in NO_LIST_SIGNS or first in "|<`\\":
        return False
    return unicodedata.category(first)[0] in "PS"


def _bare_sign_slips(words: str, line_number: int) -> Iterator[Slip]:
    """Signs of HTML and of other Markdown in words that are shown as they stand."""
    if match := HTML_TAG.search(words):
        fix = "leave it out; **bold**, *italics* and [words](https://…) are shown"
        yield line_number, f"HTML ({match[0][:20]})", fix
    if STRUCK_THROUGH.search(words):
        yield line_number, "words struck through", "leave them out"
    if TICK_BOX.match(words):
        yield line_number, "a box to tick", FIX_LIST
    if match := FOOTNOTE.search(words):
        yield line_number, f"a footnote ({match[0]})", "say it in the text"


def _link_slips(href: str, line_number: int) -> Iterator[Slip]:
    if not href.startswith(LINK_STARTS):
        message = f"the link to {href[:40]!r} leads nowhere"
        yield line_number, message, "write the whole address, https://…"


def _fault_of_unshown(token: Token) -> tuple[str, str] | None:
    """A part of Markdown that a page leaves out: its words would stand there bare."""
    inline_code = token.type == "code_inline"  # its words stay as they are
    if token.nesting < 0 or not token.tag or token.tag in ALLOWED_TAGS or inline_code:
        return None
    message, fix = FAULT_AND_FIX_BY_TAG.get(token.tag, (f"<{token.tag}>", "leave it out"))
    return f"{message} is not shown here", fix
