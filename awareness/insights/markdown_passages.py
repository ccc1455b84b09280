"""Markdown becomes HTML that is ours and nothing else: no raw HTML, known tags, our classes. Pure.

A text is cut into passages, so that a figure's note can stand beside the words that use it.
"""

import re
from dataclasses import dataclass

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

ALLOWED_TAGS = {"p", "h2", "h3", "ol", "ul", "li", "strong", "em", "a", "blockquote", "br", "hr"}
ALLOWED_ATTRIBUTES = {
    "a": {"href", "class", "rel"},
    "h2": {"class"},
    "h3": {"class"},
    "ol": {"start"},
}
CHART_LINE = re.compile(r"^\{chart:([^{}]+)\}$")
BREAK_TYPES = ("softbreak", "hardbreak")
MAX_UNBROKEN_LETTERS = (
    12  # characters; words longer than this may break over a line, a number may not
)
markdown = MarkdownIt("commonmark", {"html": False, "typographer": False})


@dataclass(frozen=True)
class Passage:
    """A piece of text with what belongs beside and below it."""

    html: str  # clean
    anchors: tuple[str, ...]  # ids of the notes that its figures lead to, each once
    chart: str = ""  # key of the drawing that follows it, or ""


def render_html(text: str) -> str:
    """The whole of a text as clean HTML; a chart's line is left out."""
    return "".join(passage.html for passage in passages_of(text))


def words_on_one_line(text: str) -> str:
    """The words of a text as one line, without its links."""
    tokens = markdown.parseInline(text)[0].children or []
    return "".join(" " if token.type in BREAK_TYPES else token.content for token in tokens)


def passages_of(text: str) -> list[Passage]:
    """Cut a resolved text after each chart and before each heading of the second order."""
    passages: list[Passage] = []
    blocks: list[list[Token]] = []
    for block in _top_level_blocks(markdown.parse(text)):
        chart = _chart_key(block)
        if chart:
            passages.append(_passage_of(blocks, chart))
            blocks = []
            continue
        if block[0].tag == "h2" and blocks:
            passages.append(_passage_of(blocks))
            blocks = []
        blocks.append(block)
    if blocks:
        passages.append(_passage_of(blocks))
    return passages


def _top_level_blocks(tokens: list[Token]) -> list[list[Token]]:
    """Top-level blocks, each with all its tokens."""
    blocks: list[list[Token]] = []
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            blocks.append(block)
            block = []
    return blocks


def _chart_key(block: list[Token]) -> str:
    """The key of the chart that a block is; "" for any other block."""
    inline = next((token for token in block if token.type == "inline"), None)
    match = CHART_LINE.match(inline.content.strip()) if inline and block[0].tag == "p" else None
    return match[1] if match else ""


def _passage_of(blocks: list[list[Token]], chart: str = "") -> Passage:
    """The blocks as clean HTML with our classes; `chart` is the key of the drawing behind them."""
    tokens = [token for block in blocks for token in block]
    anchors: dict[str, None] = {}
    for token in tokens:
        if token.type == "heading_open":
            token.attrSet("class", "aw-h2" if token.tag == "h2" else "aw-h3")
        if token.type == "inline":
            anchors |= dict.fromkeys(_class_links(token.children or []))
    html = markdown.renderer.render(tokens, markdown.options, {})
    clean = nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes={"https", "mailto"},
        link_rel=None,
    )
    return Passage(clean, tuple(anchors), chart)


def _class_links(children: list[Token]) -> list[str]:
    """Give links to notes their class, and say which notes they lead to."""
    anchors = []
    for place, token in enumerate(children):
        if token.type != "link_open":
            continue
        href = str(token.attrGet("href") or "")
        if href.startswith("#source-"):
            words = "".join(t.content for t in _until_close(children[place:]))
            token.attrSet(
                "class", "aw-fig aw-fig--words" if len(words) > MAX_UNBROKEN_LETTERS else "aw-fig"
            )
            anchors.append(href.removeprefix("#"))
        elif not href.startswith(("#", "/")):
            token.attrSet("rel", "noopener noreferrer")
    return anchors


def _until_close(tokens: list[Token]) -> list[Token]:
    """The tokens of a link, from its opening one, without its closing one."""
    end = next(place for place, token in enumerate(tokens) if token.type == "link_close")
    return tokens[:end]
