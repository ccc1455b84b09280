"""What a page would not show as it was written: a pasted list, a table, a strange heading."""

import re
from collections.abc import Iterator

from markdown_it.token import Token

from awareness.content.checks.content_texts import ContentText, content_texts
from awareness.content.files import Text
from awareness.content.parsed import Content
from awareness.content.problems import Problem, problem
from awareness.insights.markdown_passages import TAGS, markdown

BULLET = re.compile(r"^[ \t]*([•●◦▪■·‣–—])[ \t]+\S", re.MULTILINE)
PIPES = re.compile(
    r"^[ \t]*\|.+\|[ \t]*$|^[ \t]*:?-{3,}:?[ \t]*(?:\|[ \t]*:?-{3,}:?[ \t]*)+$", re.MULTILINE
)
NO_SPACE = re.compile(r"^#{1,6}[^\s#]", re.MULTILINE)
# A list of numbers that a paragraph runs into: only one that begins with 1 begins a list there.
RUN_INTO = re.compile(
    r"^(?![ \t]*[0-9]+[.)])[^\n]*\S[^\n]*\n[ \t]*((?!1[.)])[0-9]+[.)])[ \t]", re.MULTILINE
)
DASHES = re.compile(r"^[ \t]*(?:[-*+]|[0-9]+[.)])[ \t]+\S", re.MULTILINE)
MENDS = {
    "h1": ("a heading of the first order", "begin it with ##: the page has its title"),
    "h4": ("a heading of the fourth order", "use ## and ### alone"),
    "h5": ("a heading of the fifth order", "use ## and ### alone"),
    "h6": ("a heading of the sixth order", "use ## and ### alone"),
    "code": ("a block of code", "take out the four spaces (or ```) before it"),
    "img": ("a picture", "leave it out: drawings are made from figures, {chart:key}"),
}
AS_TABLE = "write its numbers into tables/ and draw them, {chart:key}, or say them in sentences"


def check_pages(content: Content) -> Iterator[Problem]:
    for content_text in content_texts(content):
        if content_text.kind == "record":
            continue
        yield from _pasted(content_text)
        if content_text.markdown:
            yield from _not_shown(content_text.text)


def _pasted(content_text: ContentText) -> Iterator[Problem]:
    """Lines that only look like a list or a table; they would run together."""
    text = content_text.text
    if match := BULLET.search(text.value):
        yield _at(text, match.start(1), f"a list with “{match[1]}”", "begin each line with “- ”")
    if match := PIPES.search(text.value):
        yield _at(text, match.start(), "a table with pipes", AS_TABLE)
    if content_text.markdown:
        if match := RUN_INTO.search(text.value):
            message = f"a list that begins with {match[1]} after a line of text"
            yield _at(text, match.start(1), message, "leave an empty line before the list")
        if match := NO_SPACE.search(text.value):
            yield _at(text, match.start(), "a heading without a space", "write “## Heading”")
    elif len(marks := list(DASHES.finditer(text.value))) > 1:
        yield _at(text, marks[0].start(), "a list in a text of one paragraph", "write sentences")


def _not_shown(text: Text) -> Iterator[Problem]:
    """Parts of Markdown that a page leaves out: their words would stand there bare."""
    for token in markdown.parse(text.value):
        line = token.map[0] if token.map else 0
        for part in (token, *(token.children or [])):
            if message := _wrong(part):
                place = type(text.place)(text.place.path, text.place.line + line)
                yield problem(place, message, MENDS.get(part.tag, ("", "leave it out"))[1])


def _wrong(token: Token) -> str:
    inline_code = token.type == "code_inline"  # its words stay as they are
    if token.nesting < 0 or not token.tag or token.tag in TAGS or inline_code:
        return ""
    return MENDS.get(token.tag, (f"<{token.tag}> is not shown", ""))[0] + " is not shown here"


def _at(text: Text, offset: int, message: str, fix: str) -> Problem:
    """A problem at the line in which an offset of the text stands."""
    line = text.value[offset:].split("\n", 1)[0]
    return problem(text.place_of(line.strip() or text.value), message, fix)
