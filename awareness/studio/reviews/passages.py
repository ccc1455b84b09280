"""What a reviewer looks at: a changed text sentence by sentence, everything else field by field.
Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import zip_longest
from typing import Any

from awareness.studio.published import diff

# A sentence ends before a blank, where the next one begins as sentences do.
SENTENCE_START = r"(?=[\"“‘(A-ZÅÄÖÆØÜ{\d])"
# Blanks alone: any other white space is read, and shown where it differs.
SENTENCE_END = re.compile(
    rf"(?<=[.!?…])[ \t]+{SENTENCE_START}|(?<=[.!?…][\"”’)])[ \t]+{SENTENCE_START}"
)
# What ends with a point and no sentence: initials, U.S., e.g., titles; others before a number.
ABBREVIATION = re.compile(
    r"(?:^|[\s(\[“‘\"'])(?:(?:[^\W\d_]\.)+|Dr\.|Mrs?\.|Ms\.|Prof\.|St\.|vs\.|cf\.|ca\.|approx\.)$"
)
BEFORE_NUMBER = re.compile(
    r"(?:^|[\s(\[“‘\"'])(?:Nos?|Figs?|Arts?|Sec|Ch|Vol|pp?|paras?|al)\.$", re.IGNORECASE
)
MOST_LETTERS_OF_SMALL = 800  # of both sides of a small passage: two long sentences each
MOST_LETTERS_SHOWN = 300_000  # of a file that is shown line by line
FIGURE_REFERENCE = re.compile(r"\{figure:([\w./:-]+)")


@dataclass(frozen=True)
class Passage:
    """A sentence or a field that differs from what is published; a side where nothing stands is "".
    `follows` is the sentence that it stands behind now: the same words elsewhere may say something
    else."""

    field: str
    before: str
    after: str
    follows: str = ""

    @property
    def digest(self) -> str:
        """Names the passage as long as neither side changes and it stays in its place."""
        content = "\x1f".join((self.field, self.before, self.after, self.follows))
        return sha256(content.encode()).hexdigest()

    @property
    def is_small(self) -> bool:
        """Whether it is read at a glance."""
        return len(self.before) + len(self.after) <= MOST_LETTERS_OF_SMALL

    @property
    def anchor(self) -> str:
        return passage_anchor(self.digest)

    @property
    def pieces(self) -> tuple[diff.Piece, ...]:
        """What leads from one side to the other, by words."""
        return diff.word_pieces(self.before, self.after)

    @property
    def figures(self) -> list[str]:
        """Keys of the figures it names now, once each, as they are written."""
        return list(dict.fromkeys(FIGURE_REFERENCE.findall(self.after)))


def passage_anchor(digest: str) -> str:
    """The id of the element where a passage stands on the page of a review."""
    return f"p-{digest[:12]}"


def changed_passages(
    before: Mapping[str, Any], after: Mapping[str, Any], order: Iterable[str] = ()
) -> list[Passage]:
    """Every passage in which two bodies differ, field by field. `order` are the names of the fields
    as the form has them, which a database need not keep; others come last, by name and number."""
    field_names = dict.fromkeys([*order, *sorted({*after, *before}, key=_number_order)])
    return [
        passage
        for name in field_names
        for passage in _passages_of_field(name, before.get(name), after.get(name))
    ]


def _number_order(name: str) -> list[tuple[str, int]]:
    """A key that sorts row2 before row10."""
    return [
        (letters, int(digits or 0)) for letters, digits in re.findall(r"([^0-9]+|^)([0-9]*)", name)
    ]


def _passages_of_field(name: str, before: Any, after: Any) -> Iterator[Passage]:
    """The passages in which two values of a field differ: of a text its sentences, else one."""
    if before == after or (_is_empty(before) and _is_empty(after)):
        return
    if not isinstance(before or "", str) or not isinstance(after or "", str):
        text_before, text_after = diff.texts_of_values(before, after)
        if text_before != text_after:
            yield Passage(name, text_before, text_after)
        return
    yield from _passages_of_text(name, sentences(before or ""), sentences(after or ""))


def _passages_of_text(name: str, before: list[str], after: list[str]) -> Iterator[Passage]:
    """The passages of a text, given by its sentences: those of a changed stretch are paired in
    their order."""
    for tag, start_before, end_before, start, end in diff.opcodes(before, after):
        if tag == "equal":
            continue
        pairs = zip_longest(before[start_before:end_before], after[start:end], fillvalue="")
        for index, (sentence_before, sentence_after) in enumerate(pairs, start):
            index_after = min(index, end)  # of what went without another: where it would stand
            follows = after[index_after - 1] if index_after else ""
            yield Passage(name, sentence_before, sentence_after, follows)


def changed_line_runs(
    before: Mapping[str, Any], after: Mapping[str, Any], order: Iterable[str] = ()
) -> list[Passage]:
    """Every passage in which the `text` of two bodies differs, of whole files that are no prose:
    lines that differ one behind the other are one passage. Of what is too long to be read on a page
    there is one passage, which counts it. `order` is not read: it is called as
    `changed_passages`."""
    text_before, text_after = (body.get("text") or "" for body in (before, after))
    if text_before == text_after:
        return []
    if max(len(text_before), len(text_after)) > MOST_LETTERS_SHOWN:
        return [Passage("text", _summary(text_before), _summary(text_after))]
    lines_before, lines_after = _lines(text_before), _lines(text_after)
    return [
        Passage(
            "text",
            "\n".join(lines_before[start_before:end_before]),
            "\n".join(lines_after[start:end]),
            lines_after[start - 1] if start else "",
        )
        for tag, start_before, end_before, start, end in diff.opcodes(lines_before, lines_after)
        if tag != "equal"
    ]


def _lines(text: str) -> list[str]:
    """The lines of a file's text; none of an empty one."""
    # Not splitlines(): it takes other signs for the end of a line, and shows none of them.
    return text.removesuffix("\n").split("\n") if text else []


def _summary(text: str) -> str:
    """What stands for a long text: how many lines it has, and a name that no other text has; "" for
    an empty one."""
    if not text:
        return ""
    return f"{len(text.splitlines())} lines, SHA-256 {sha256(text.encode()).hexdigest()}"


def sentences(text: str) -> list[str]:
    """A text in sentences. What a page makes of blanks is part of them: the first one of a line has
    the line's indent, and before it ¶ where a paragraph begins, ⏎ after two blanks, else ↵."""
    all_sentences: list[str] = []
    line_sign = ""  # of how the next line begins
    for line in text.split("\n"):
        words = line.strip(" \t")
        if words:
            indent = line[: len(line) - len(line.lstrip(" \t"))]
            first_sentence, *other_sentences = _split_line(words)
            all_sentences += [f"{line_sign}{indent}{first_sentence}", *other_sentences]
        if not all_sentences:
            line_sign = ""
        elif not words:
            line_sign = "¶ "
        else:
            line_sign = "⏎ " if line.endswith("  ") else "↵ "
    return all_sentences


def is_same_passage(
    earlier: Passage,
    later: Passage,
    earlier_body: Mapping[str, Any],
    later_body: Mapping[str, Any],
) -> bool:
    """Whether a passage of one revision is that of the next: it says the same in its place, or what
    it follows was written anew there. What it follows now stood nowhere before, and what it
    followed stands nowhere now: else one of them was moved."""
    if (earlier.field, earlier.before, earlier.after) != (later.field, later.before, later.after):
        return False
    if earlier.follows == later.follows:
        return True
    if not (earlier.follows and later.follows):
        return False
    earlier_sentences, later_sentences = (
        sentences(str(body.get(later.field) or "")) for body in (earlier_body, later_body)
    )
    return later.follows not in earlier_sentences and earlier.follows not in later_sentences


def _split_line(line: str) -> list[str]:
    """A line in sentences."""
    line_sentences, start = [], 0
    for match in SENTENCE_END.finditer(line):
        sentence, is_before_number = line[start : match.start()], line[match.end()].isdigit()
        is_abbreviation = ABBREVIATION.search(sentence) or (
            is_before_number and BEFORE_NUMBER.search(sentence)
        )
        if not is_abbreviation:
            line_sentences.append(sentence)
            start = match.end()
    return [*line_sentences, line[start:]]


def say_same(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether two bodies say the same, up to how many blanks and lines part their words."""
    return all(
        _with_single_blanks(before.get(name)) == _with_single_blanks(after.get(name))
        for name in {*before, *after}
    )


def _with_single_blanks(value: Any) -> Any:
    """A text with one blank between its words; "" for a value that is empty, else the value."""
    if isinstance(value, str):
        return re.sub("[ \t\n]+", " ", value).strip(" ")
    return "" if _is_empty(value) else value


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})
