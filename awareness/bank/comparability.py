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
from awareness.bank.guards.base import Guard, new_guard
from awareness.bank.resolve import QuestionDraft, figures_of
from awareness.insights import comparable
from awareness.insights.ledger import Figure, Ledger
from awareness.insights.resolved_texts import resolve_text

COMPARABILITY_RULE = "G6"
MEND_CHANGE = "ask what each edition says by itself; a change between two surveys is no answer"
MEND_WIDER = "say of whom it is a share: “of those who answered”"
# Words that make everybody of those who were asked. Which conclusion goes beyond the data may have
# them as its key: there the right answer is the one that does not hold.
PEOPLE_PATTERNS = (
    r"employers?", r"businesses", r"business", r"compan(?:y|ies)", r"firms?", r"organi[sz]ations?",
    r"workplaces?", r"employees?", r"people", r"adults?", r"men", r"women", r"countr(?:y|ies)",
)  # fmt: skip

# Words that set what was answered against another edition: an answer that has them rests on a
# change, whether or not it names the number of the other one.
_COMPARED_PATTERN = (
    r"\b(?:more|fewer|less|larger|smaller|higher|lower|rose|risen|rises?|grew|grown|fell|fallen|"
    r"doubled|halved|increased|decreased|changed|same)\b"
)
_OTHER_EDITION_PATTERN = (
    r"\b(?:(?:report|survey|edition)s? before|(?:earlier|previous|last|next|later) "
    r"(?:reports?|surveys?|editions?))\b"
)
CHANGE_IN_ANSWER = re.compile(
    rf"{_COMPARED_PATTERN}[^.;]*\b(?:than|since|from|compared|as)\b[^.;]*"
    rf"(?:{_OTHER_EDITION_PATTERN}|\b(?:year|time)s? before\b"
    r"|\b(?:earlier|previous|last|next|later) years?\b"
    r"|\bin (?:\{say:)?(?:19|20)\d\d\b)",
    re.I,
)
# The same, where the stem names the other edition. That it cannot be told is a right answer.
COMPARED, OTHER_EDITION = (
    re.compile(_COMPARED_PATTERN, re.I),
    re.compile(_OTHER_EDITION_PATTERN, re.I),
)
LEFT_OPEN = re.compile(r"\b(?:cannot|nobody|no one|not|nothing|open)\b", re.I)

ASKS_BEYOND = re.compile(r"\bgo(?:es)? (?:beyond|too far)\b|\bthat sentence (?:speak|do)\?", re.I)


@dataclass(frozen=True)
class ComparabilityProblem:
    """Numbers that must not stand together: what is wrong, how to mend it, and the path of the part
    of the question to blame."""

    what: str
    right: str
    at: Path


def comparability_problems(
    ledger: Ledger, report_slug: str, question: AnyQuestion, draft: QuestionDraft
) -> Iterator[ComparabilityProblem]:
    """Each place where an entry sets numbers together that cannot be compared (G6). `draft` is what
    an item model made of the entry, or an authored entry itself."""
    message_of_groups = comparable.what_meets(
        comparable.figures_by_group(figures_of(ledger, report_slug, draft.question))
    )
    if message_of_groups and not question.side_by_side:
        yield ComparabilityProblem(
            message_of_groups,
            comparable.FIX_SEVERAL_GROUPS,
            _path_to_blame(ledger, report_slug, question),
        )
    if _asks_what_goes_beyond(question, draft.question.stem):
        return
    for path, text, keys in _right_answer_parts(ledger, report_slug, draft):
        figures = [ledger.figure(key, report_slug) for key in keys]
        if len(reports := comparable.reports_behind(ledger, figures)) > 1:
            message = f"the right answer rests on {' and '.join(sorted(reports))} together"
            yield ComparabilityProblem(message, MEND_CHANGE, path)
        change_words = CHANGE_IN_ANSWER.search(text)
        if OTHER_EDITION.search(draft.question.stem) and not LEFT_OPEN.search(text):
            change_words = change_words or COMPARED.search(text)
        if change_words:
            yield ComparabilityProblem(
                f"the right answer rests on a change: {change_words[0]!r}", MEND_CHANGE, path
            )
        everybody_words = _everybody_pattern(ledger.rules(report_slug).people).search(text)
        if everybody_words and any(figure.value is not None for figure in figures):
            yield ComparabilityProblem(
                f"the right answer says {everybody_words[0]!r} of those who answered",
                MEND_WIDER,
                path,
            )


@lru_cache(maxsize=32)
def _everybody_pattern(people: tuple[str, ...]) -> re.Pattern[str]:
    """Words for everybody of those who were asked; `people` are those of the subject."""
    any_people = "|".join((*PEOPLE_PATTERNS, *people))
    return re.compile(
        rf"\b(?:all|every|most|any)\s+(?:of\s+(?:the|all)\s+)?(?:\w+\s+)?(?:{any_people})\b"
        r"(?!\s+(?:who|in the survey|that|asked|with|of these|interviewed))"
        r"|\b(?:everywhere|worldwide|in the world)\b"
        rf"|\b(?:{any_people}) in general\b",
        re.I,
    )


def group_guards(figures: Sequence[Figure], reason: str) -> list[Guard]:
    """The guard G6 as it is kept with a question of several groups, in a list; [] for one group.
    `reason` is the author's, "" where there is none: then the guard has not passed."""
    groups = comparable.figures_by_group(figures)
    if len(groups) < 2:
        return []
    message = comparable.what_meets(groups)
    return [new_guard(COMPARABILITY_RULE, bool(reason), message, groups=len(groups), reason=reason)]


def _asks_what_goes_beyond(question: AnyQuestion, stem: str) -> bool:
    """Whether the right answer names what does not hold."""
    if isinstance(question, GeneratedQuestion) and question.claims:
        return question.generate == "Q12" and question.goal == "beyond"
    return bool(ASKS_BEYOND.search(stem))


def _right_answer_parts(
    ledger: Ledger, report_slug: str, draft: QuestionDraft
) -> Iterator[tuple[Path, str, list[str]]]:
    """(path, text, figure keys) of everything that is right: an option, a pair, an order."""
    parts = [
        (path, row.text, [*resolve_text(ledger, report_slug, row.text).figure_keys, *row.figures])
        for path, row in draft.question.right_rows()
    ]
    match draft.question:
        case OrderingQuestion():
            yield ("options",), "", [key for _path, _text, keys in parts for key in keys]
        case Estimate():
            yield ("from",), "", list(draft.key_figures)
        case _:
            yield from parts


def _path_to_blame(ledger: Ledger, report_slug: str, question: AnyQuestion) -> Path:
    """The part with which a second group comes in; of a generated question its `from`."""
    if isinstance(question, GeneratedQuestion):
        return ("from",)
    groups: dict[comparable.Group, list[Figure]] = {}
    for path, keys in _named_figure_keys(ledger, report_slug, question):
        groups |= comparable.figures_by_group(ledger.figure(key, report_slug) for key in keys)
        if len(groups) > 1:
            return path
    return ()


def _named_figure_keys(
    ledger: Ledger, report_slug: str, question: Question
) -> Iterator[tuple[Path, Sequence[str]]]:
    """(path, figure keys) of each text and each list of figures of a question."""
    for path, text in question.texts():
        yield path, resolve_text(ledger, report_slug, text).figure_keys
    yield from question.cited()
