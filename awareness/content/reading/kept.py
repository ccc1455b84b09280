"""The kept text of a report: what its figures name lines of. Lines never change once kept.

It is a text file. Line 1 of a Markdown or text file is line 1 here. A PDF has a mark before each
page, which is a line like others. Headings begin with #, rows of HTML and DOCX tables are lines
with |. The last line says by which converter the text was made of which original, and how many
lines there are, so that a text that was cut off is seen.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

CONVERTER_VERSION = (
    2  # raised when any file would come out as other lines; kept texts stay as they are
)
PAGE_MARK = re.compile(r"=== page ([0-9]+) ===")
PRIVATE_SIGN = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
END_MARK = re.compile(
    r"=== end of ([0-9]+) lines, made of (pdf|docx|html|markdown|text) ([0-9a-f]{64}) "
    r"by converter ([0-9]+) ==="
)


def without_private_signs(words: str) -> str:
    """Words that were taken from a kept text, without signs of one font alone."""
    return " ".join(PRIVATE_SIGN.sub(" ", words).split()) if PRIVATE_SIGN.search(words) else words


class NotKeptTextError(Exception):
    """A file is no whole kept text: its last line is missing or counts other lines."""


@dataclass(frozen=True)
class KeptText:
    """Lines from 1 on: `line(1)` is the first. `original` is the SHA-256 of the report's file."""

    lines: tuple[str, ...]
    kind: str  # pdf, docx, html, markdown, text
    original: str
    converter: int = CONVERTER_VERSION

    def line(self, number: int) -> str:
        return self.lines[number - 1]

    def line_for_people(self, number: int) -> str:
        """A line for people: signs of one font alone, of which others show a box, are blanks. In
        as many letters, so that numbers stand in their columns."""
        return PRIVATE_SIGN.sub(" ", self.line(number))

    def page(self, number: int) -> int | None:
        """The page of a line; None in what has no pages."""
        index = bisect_right(self._page_starts, number)
        return int(_page_in_mark(self.lines[self._page_starts[index - 1] - 1])) if index else None

    def page_lines(self, page_number: int) -> range:
        """The lines of a page, without its mark; none where there is no such page."""
        for index, start in enumerate(self._page_starts):
            if int(_page_in_mark(self.line(start))) == page_number:
                ends = [*self._page_starts[index + 1 :], len(self.lines) + 1]
                return range(start + 1, ends[0])
        return range(0)

    def is_page_mark(self, number: int) -> bool:
        """Whether a line only says which page begins: nothing that the report prints."""
        return number in self._page_starts

    @cached_property
    def _page_starts(self) -> list[int]:
        if self.kind != "pdf":
            return []
        return [n for n, line in enumerate(self.lines, 1) if PAGE_MARK.fullmatch(line)]

    def __str__(self) -> str:
        end = (
            f"=== end of {len(self.lines)} lines, made of {self.kind} {self.original} by "
            f"converter {self.converter} ==="
        )
        return "\n".join([*self.lines, end, ""])


def _page_in_mark(mark: str) -> str:
    match = PAGE_MARK.fullmatch(mark)
    assert match is not None  # noqa: S101
    return match[1]


def parse_kept_text(text: str) -> KeptText:
    """The kept text that `str` wrote. NotKeptTextError when it is not whole."""
    *lines, end, last = text.split("\n") if text.count("\n") else ["", "", "x"]
    match = END_MARK.fullmatch(end)
    if last or not match or int(match[1]) != len(lines):
        raise NotKeptTextError
    return KeptText(tuple(lines), match[2], match[3], int(match[4]))


def told_from_marks(line: str) -> str:
    """A line of a report that looks like a mark of ours, told apart by a space before it."""
    return f" {line}" if PAGE_MARK.fullmatch(line) or END_MARK.fullmatch(line) else line
