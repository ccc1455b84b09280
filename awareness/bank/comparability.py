"""G6 for a whole question: whose numbers stand in it together, and what its right answer rests on.

Numbers of two groups (insights.comparable) stand in one question only with a reason, and then each
group is told with its base. Reason or not, no right answer rests on a change from one edition to
another, nor does it speak of more people than were asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from awareness.bank.authored import (
    AnyQuestion,
    Estimate,
    GeneratedQuestion,
    OrderingQuestion,
    Path,
    Question,
)
from awareness.bank.guards.base import Guard, guard
from awareness.bank.resolve import QuestionDraft, figures_of
from awareness.insights import comparable
from awareness.insights.ledger import Figure, Ledger
from awareness.insights.resolved_texts import resolve_text

RULE = "G6"
CHANGE = "ask what each edition says by itself; a change between two surveys is no answer"
WIDER = "say of whom it is a share: “of those who answered”"
# Words that make everybody of those who were asked. Which conclusion goes beyond the data may have
# them as its key: there the right answer is the one that does not hold.
PEOPLE = (
    r"employers?", r"businesses", r"business", r"compan(?:y|ies)", r"firms?", r"organi[sz]ations?",
    r"workplaces?", r"employees?", r"people", r"adults?", r"men", r"women", r"countr(?:y|ies)",
)  # fmt: skip

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

BEYOND = re.compile(r"\bgo(?:es)? (?:beyond|too far)\b|\bthat sentence (?:speak|do)\?", re.I)


@dataclass(frozen=True)
class Meeting:
    """What is wrong, how to mend it, and the part of the question to blame."""

    what: str
    right: str
    at: Path


def problems(
    ledger: Ledger, report_slug: str, question: AnyQuestion, draft: QuestionDraft
) -> Iterator[Meeting]:
    """What G6 says of an entry; `draft` is what an item model made of it, or the entry itself."""
    meet = comparable.what_meets(
        comparable.figures_by_group(figures_of(ledger, report_slug, draft.question))
    )
    if meet and not question.side_by_side:
        yield Meeting(
            meet, comparable.FIX_SEVERAL_GROUPS, _path_to_blame(ledger, report_slug, question)
        )
    if _asks_what_goes_beyond(question, draft.question.stem):
        return
    for path, text, keys in _right_answers(ledger, report_slug, draft):
        figures = [ledger.figure(key, report_slug) for key in keys]
        if len(reports := comparable.reports_behind(ledger, figures)) > 1:
            message = f"the right answer rests on {' and '.join(sorted(reports))} together"
            yield Meeting(message, CHANGE, path)
        changed = CHANGED.search(text)
        if OTHER.search(draft.question.stem) and not OPEN.search(text):
            changed = changed or MORE.search(text)
        if changed:
            yield Meeting(f"the right answer rests on a change: {changed[0]!r}", CHANGE, path)
        wide = _everybody(ledger.rules(report_slug).people).search(text)
        if wide and any(figure.value is not None for figure in figures):
            yield Meeting(f"the right answer says {wide[0]!r} of those who answered", WIDER, path)


@lru_cache(maxsize=32)
def _everybody(people: tuple[str, ...]) -> re.Pattern[str]:
    """Words for everybody of those who were asked; `people` are those of the subject."""
    whom = "|".join((*PEOPLE, *people))
    return re.compile(
        rf"\b(?:all|every|most|any)\s+(?:of\s+(?:the|all)\s+)?(?:\w+\s+)?(?:{whom})\b"
        r"(?!\s+(?:who|in the survey|that|asked|with|of these|interviewed))"
        r"|\b(?:everywhere|worldwide|in the world)\b"
        rf"|\b(?:{whom}) in general\b",
        re.I,
    )


def seen(figures: Sequence[Figure], reason: str) -> list[Guard]:
    """The guard as it is kept with a question of several groups; none for one group."""
    groups = comparable.figures_by_group(figures)
    if len(groups) < 2:
        return []
    message = comparable.what_meets(groups)
    return [guard(RULE, bool(reason), message, groups=len(groups), reason=reason)]


def _asks_what_goes_beyond(question: AnyQuestion, stem: str) -> bool:
    """Whether the right answer names what does not hold."""
    if isinstance(question, GeneratedQuestion) and question.claims:
        return question.generate == "Q12" and question.goal == "beyond"
    return bool(BEYOND.search(stem))


def _right_answers(
    ledger: Ledger, report_slug: str, draft: QuestionDraft
) -> Iterator[tuple[Path, str, list[str]]]:
    """(path, text, figure keys) of everything that is right: an option, a pair, an order."""
    right = [
        (path, row.text, [*resolve_text(ledger, report_slug, row.text)[1], *row.figures])
        for path, row in draft.question.right_rows()
    ]
    match draft.question:
        case OrderingQuestion():
            yield ("options",), "", [key for _path, _text, keys in right for key in keys]
        case Estimate():
            yield ("from",), "", list(draft.key_figures)
        case _:
            yield from right


def _path_to_blame(ledger: Ledger, report_slug: str, question: AnyQuestion) -> Path:
    """The part with which a second group comes in; of a generated question its `from`."""
    if isinstance(question, GeneratedQuestion):
        return ("from",)
    groups: dict[comparable.Group, list[Figure]] = {}
    for path, keys in _figures_named(ledger, report_slug, question):
        groups |= comparable.figures_by_group(ledger.figure(key, report_slug) for key in keys)
        if len(groups) > 1:
            return path
    return ()


def _figures_named(
    ledger: Ledger, report_slug: str, question: Question
) -> Iterator[tuple[Path, Sequence[str]]]:
    for path, text in question.texts():
        yield path, resolve_text(ledger, report_slug, text)[1]
    yield from question.cited()
