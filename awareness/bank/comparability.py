"""G6 for a whole question: whose numbers stand in it together, and what its right answer rests on.

Numbers of two groups (insights.comparable) stand in one question only with a reason, and then each
group is told with its base. Reason or not, no right answer rests on a change from one edition to
another, nor does it speak of more people than were asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from awareness.bank.guards.base import Guard, guard
from awareness.bank.resolve import Path, figures_of, texts
from awareness.insights import comparable
from awareness.insights.ledger import Figure, Ledger
from awareness.insights.prose import resolve_text

RULE = "G6"
CHANGE = "ask what each edition says by itself; a change between two surveys is no answer"
WIDER = "say of whom it is a share: “of the officers who answered”"
# Words that make everybody of those who were asked. Which conclusion goes beyond the data may have
# them as its key: there the right answer is the one that does not hold.
EVERYBODY = re.compile(
    r"\b(?:all|every|most|any)\s+(?:of\s+(?:the|all)\s+)?(?:\w+\s+)?"
    r"(?:officers?|forces?|employers?|businesses|business|compan(?:y|ies)|firms?|organi[sz]ations?|"
    r"workplaces?|employees?|people|adults?|men|women|countr(?:y|ies)|children|child)\b"
    r"(?!\s+(?:who|in the survey|that|asked|with|of these|interviewed))"
    r"|\b(?:everywhere|worldwide|in the world)\b"
    r"|\b(?:officers|police|employers|businesses|companies|workplaces|people) in general\b",
    re.I,
)

# Words that set what was answered against another edition: an answer that has them rests on a
# change, whether or not it names the number of the other one.
_MORE = (
    r"\b(?:more|fewer|less|larger|smaller|higher|lower|rose|risen|rises?|grew|grown|fell|fallen|"
    r"doubled|halved|increased|decreased|changed|same)\b"
)
_OTHER = (
    r"\b(?:(?:report|survey|edition)s? before|(?:earlier|previous|last|next|later) "
    r"(?:reports?|surveys?|editions?))\b"
)
CHANGED = re.compile(
    rf"{_MORE}[^.;]*\b(?:than|since|from|compared|as)\b[^.;]*"
    rf"(?:{_OTHER}|\b(?:year|time)s? before\b|\b(?:earlier|previous|last|next|later) years?\b"
    r"|\bin (?:\{say:)?(?:19|20)\d\d\b)",
    re.I,
)
# The same, where the stem names the other edition. That it cannot be told is a right answer.
MORE, OTHER = re.compile(_MORE, re.I), re.compile(_OTHER, re.I)
OPEN = re.compile(r"\b(?:cannot|nobody|no one|not|nothing|open)\b", re.I)

BEYOND = re.compile(r"\bgo(?:es)? (?:beyond|too far)\b", re.I)


@dataclass(frozen=True)
class Meeting:
    """What is wrong, how to mend it, and the part of the question to blame."""

    what: str
    right: str
    at: Path


def problems(ledger: Ledger, definition: Mapping, whole: Mapping) -> Iterator[Meeting]:
    """What G6 says of a question. `whole` is the definition that an item model made of it."""
    report = definition["report"]
    meet = comparable.meeting(comparable.groups(figures_of(ledger, report, whole)))
    if meet and not definition.get("side_by_side"):
        yield Meeting(meet, comparable.MEND, _where(ledger, report, definition))
    if _asks_what_goes_beyond(definition):
        return
    for at, told, keys in _right_answers(ledger, report, whole):
        figures = [ledger.figure(key, report) for key in keys]
        if len(reports := comparable.editions(ledger, figures)) > 1:
            what = f"the right answer rests on {' and '.join(sorted(reports))} together"
            yield Meeting(what, CHANGE, at)
        changed = CHANGED.search(told)
        if OTHER.search(whole["stem"]) and not OPEN.search(told):
            changed = changed or MORE.search(told)
        if changed:
            yield Meeting(f"the right answer rests on a change: {changed[0]!r}", CHANGE, at)
        wide = EVERYBODY.search(told)
        if wide and any(figure.value is not None for figure in figures):
            yield Meeting(f"the right answer says {wide[0]!r} of those who answered", WIDER, at)


def seen(figures: Sequence[Figure], reason: str) -> list[Guard]:
    """The guard as it is kept with a question of several groups; none for one group."""
    found = comparable.groups(figures)
    if len(found) < 2:
        return []
    return [guard(RULE, bool(reason), comparable.meeting(found), groups=len(found), reason=reason)]


def _asks_what_goes_beyond(definition: Mapping) -> bool:
    if definition.get("generate"):
        return definition["generate"] == "Q12" and definition.get("goal", "beyond") == "beyond"
    return bool(BEYOND.search(definition["stem"]))


def _right_answers(
    ledger: Ledger, report: str, whole: Mapping
) -> Iterator[tuple[Path, str, list[str]]]:
    """(where, words, figure keys) of everything that is right: an option, a pair, an order."""

    def keys(part: Mapping) -> list[str]:
        named = resolve_text(ledger, report, part["text"])[1]
        return [*named, *(part.get("figures") or ())]

    options = whole.get("options") or ()
    if whole["kind"] == "ordering":
        yield ("options",), "", [key for option in options for key in keys(option)]
    elif whole["kind"] == "numeric":
        yield ("from",), "", list(whole.get("key_figures") or ())
    else:
        for at, option in enumerate(options):
            if option.get("correct"):
                yield ("options", at), option["text"], keys(option)
    for at, stem in enumerate(whole.get("stems") or ()):
        yield ("stems", at), stem["text"], keys(stem)


def _where(ledger: Ledger, report: str, definition: Mapping) -> Path:
    """The part with which a second group comes in; of a generated question its `from`."""
    if definition.get("generate"):
        return ("from",)
    found: dict[comparable.Group, list[Figure]] = {}
    for at, keys in _named(ledger, report, definition):
        found |= comparable.groups(ledger.figure(key, report) for key in keys)
        if len(found) > 1:
            return at
    return ()


def _named(ledger: Ledger, report: str, definition: Mapping) -> Iterator[tuple[Path, list[str]]]:
    for at, text in texts(definition):
        yield at, resolve_text(ledger, report, text)[1]
    yield ("figures",), list(definition.get("figures") or ())
    for name in ("options", "stems", "claims"):
        for n, line in enumerate(definition.get(name) or ()):
            yield (name, n, "figures"), list(line.get("figures") or ())
