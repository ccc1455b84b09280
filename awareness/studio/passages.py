"""What a reviewer looks at: a changed text sentence by sentence, everything else field by field.
Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import zip_longest
from typing import Any

from awareness.studio import diff

# A sentence ends before a blank, where the next one begins as sentences do.
BEGINS = r"(?=[\"“‘(A-ZÅÄÖÆØÜ{\d])"
# Blanks alone: any other white space is read, and shown where it differs.
SENTENCE_END = re.compile(rf"(?<=[.!?…])[ \t]+{BEGINS}|(?<=[.!?…][\"”’)])[ \t]+{BEGINS}")
# What ends with a point and no sentence: initials, U.S., e.g., titles; others before a number.
ABBREVIATION = re.compile(
    r"(?:^|[\s(\[“‘\"'])(?:(?:[^\W\d_]\.)+|Dr\.|Mrs?\.|Ms\.|Prof\.|St\.|vs\.|cf\.|ca\.|approx\.)$"
)
BEFORE_NUMBER = re.compile(
    r"(?:^|[\s(\[“‘\"'])(?:Nos?|Figs?|Arts?|Sec|Ch|Vol|pp?|paras?|al)\.$", re.IGNORECASE
)
SMALL = 800  # letters of both sides of a passage: two long sentences each
LONGEST = 300_000  # letters of a file that is shown line by line
FIGURE = re.compile(r"\{figure:([\w./:-]+)")


@dataclass(frozen=True)
class Passage:
    """A sentence or a field that differs from what is published. "" is nothing there. `follows` is
    the sentence that it stands behind now: the same words elsewhere may say something else."""

    field: str
    before: str
    after: str
    follows: str = ""

    @property
    def digest(self) -> str:
        """Names the passage as long as neither side changes and it stays in its place."""
        parts = "\x1f".join((self.field, self.before, self.after, self.follows))
        return sha256(parts.encode()).hexdigest()

    @property
    def is_small(self) -> bool:
        """Whether it is read at a glance."""
        return len(self.before) + len(self.after) <= SMALL

    @property
    def anchor(self) -> str:
        """Where it stands on the page of a review."""
        return f"p-{self.digest[:12]}"

    @property
    def pieces(self) -> tuple[diff.Piece, ...]:
        return diff.words(self.before, self.after)

    @property
    def figures(self) -> list[str]:
        """Keys of the figures it names now, once each, as they are written."""
        return list(dict.fromkeys(FIGURE.findall(self.after)))


def passages(
    before: Mapping[str, Any], after: Mapping[str, Any], order: Iterable[str] = ()
) -> list[Passage]:
    """Every passage that differs, field by field. `order` are the names of the fields as the form
    has them, which a database need not keep; others come last, by name and number."""
    return [
        passage
        for name in dict.fromkeys([*order, *sorted({*after, *before}, key=_by_number)])
        for passage in _of_field(name, before.get(name), after.get(name))
    ]


def _by_number(name: str) -> list[tuple[str, int]]:
    """Orders row2 before row10."""
    return [(words, int(part or 0)) for words, part in re.findall(r"([^0-9]+|^)([0-9]*)", name)]


def _of_field(name: str, before: Any, after: Any) -> Iterator[Passage]:
    if before == after or (_empty(before) and _empty(after)):
        return
    if not isinstance(before or "", str) or not isinstance(after or "", str):
        old, new = diff.as_words(before), diff.as_words(after)
        if old != new:
            yield Passage(name, old, new)
        return
    yield from _of_text(name, sentences(before or ""), sentences(after or ""))


def _of_text(name: str, before: list[str], after: list[str]) -> Iterator[Passage]:
    for tag, a, b, c, d in diff.opcodes(before, after):
        if tag != "equal":
            pairs = zip_longest(before[a:b], after[c:d], fillvalue="")
            for place, (old, new) in enumerate(pairs, c):
                behind = min(place, d)
                yield Passage(name, old, new, after[behind - 1] if behind else "")


def line_runs(
    before: Mapping[str, Any], after: Mapping[str, Any], order: Iterable[str] = ()
) -> list[Passage]:
    """The same for whole files, whose text is no prose: lines that differ one behind the other are
    one passage. Of what is too long to be read on a page there is one passage, which counts it."""
    old, new = (version.get("text") or "" for version in (before, after))
    if old == new:
        return []
    if len(new) > LONGEST or len(old) > LONGEST:
        return [Passage("text", _counted(old), _counted(new))]
    # Not splitlines(): it takes other signs for the end of a line, and shows none of them.
    lines, others = (
        version.removesuffix("\n").split("\n") if version else [] for version in (old, new)
    )
    return [
        Passage("text", "\n".join(lines[a:b]), "\n".join(others[c:d]), others[c - 1] if c else "")
        for tag, a, b, c, d in diff.opcodes(lines, others)
        if tag != "equal"
    ]


def _counted(text: str) -> str:
    """What stands for a long text: how much it is, and a name that no other text has."""
    return f"{len(text.splitlines())} lines, SHA-256 {sha256(text.encode()).hexdigest()}" * bool(
        text
    )


def sentences(text: str) -> list[str]:
    """A text in sentences. What a page makes of blanks is part of them: the first one of a line has
    the line's indent, and before it ¶ where a paragraph begins, ⏎ after two blanks, else ↵."""
    parts: list[str] = []
    begins = ""
    for line in text.split("\n"):
        words = line.strip(" \t")
        if words:
            indent = line[: len(line) - len(line.lstrip(" \t"))]
            first, *others = _cut(words)
            parts += [f"{begins}{indent}{first}", *others]
        begins = "" if not parts else "¶ " if not words else "⏎ " if line.endswith("  ") else "↵ "
    return parts


def stays(old: Passage, new: Passage, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a passage of one revision (`before`) is this one of the next (`after`): it says the
    same in its place, or what it follows was written anew there. What it follows now stood nowhere
    before, and what it followed stands nowhere now: else one of them was moved."""
    if (old.field, old.before, old.after) != (new.field, new.before, new.after):
        return False
    if old.follows == new.follows:
        return True
    stood, stands = (sentences(str(body.get(new.field) or "")) for body in (before, after))
    return bool(old.follows and new.follows) and not (new.follows in stood or old.follows in stands)


def _cut(line: str) -> list[str]:
    """A line in sentences."""
    parts, begins = [], 0
    for match in SENTENCE_END.finditer(line):
        text_before, number = line[begins : match.start()], line[match.end()].isdigit()
        if not (ABBREVIATION.search(text_before) or (number and BEFORE_NUMBER.search(text_before))):
            parts.append(text_before)
            begins = match.end()
    return [*parts, line[begins:]]


def same(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether two objects say the same, up to how many blanks and lines part their words."""
    return all(_bare(before.get(name)) == _bare(after.get(name)) for name in {*before, *after})


def _bare(value: Any) -> Any:
    if isinstance(value, str):
        return re.sub("[ \t\n]+", " ", value).strip(" ")
    return "" if _empty(value) else value


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {})
