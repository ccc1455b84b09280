"""The bank at a glance: how many items of which sort, where keys stand, how long and how hard the
texts are, and whether all of it is within bounds. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from awareness.bank import gate
from awareness.bank.build import BuiltQuestion
from awareness.bank.clues import AnswerOption, GuessingResult, OptionSet, guess_without_stem
from awareness.bank.guards.text import (
    MOST_OPTION_WORDS,
    MOST_SENTENCE_WORDS,
    MOST_STEM_WORDS,
    word_count,
)
from awareness.bank.offers import Offer, ReportOffers
from awareness.bank.reading import school_grade
from awareness.insights.ledger import Ledger
from awareness.subjects.question_keys import situation_and_form
from quizzes.kinds import Scenario, Single, Spec
from quizzes.kinds.base import Row
from quizzes.kinds.options import Option

MOST_AT_POSITION = (
    0.4  # no place among the options holds more of the keys, or a third of them rounded up
)
MOST_LONGEST_KEYS = 0.4  # and no more keys than that are the longest of their options
LEAST_CHECKS = 2  # questions that check each insight, at least: one is remembered by its letter
# A reader of the options alone: at most so far above chance, as shares.
STYLE_MARGIN, WORDS_MARGIN = 0.10, 0.12
EDITION_BY_DECISIONS = {
    "decisions": "ordinary",
    "plain decisions": "plain",
}  # what is read: its edition
LEAST_JUDGED = 30  # choices; of fewer, the share is told and held against no bound
SENTENCE_BREAK = re.compile(r"(?<=[.!?])\s+|(?<=[.!?][\"”])\s+")


@dataclass(frozen=True)
class Measure:
    """One thing that was measured over the bank, beside its bound. `worst` is a question's key."""

    name: str
    items: int
    middle: float
    most: float
    bound: float
    worst: str

    @property
    def within(self) -> bool:
        return self.most <= self.bound


@dataclass(frozen=True)
class OptionTell:
    """What a reader of the options alone gets right of one sort of choices, beside its bound.

    `bound` is the share right that is still allowed, None where nothing is judged. A share above a
    bound that only `warns` leaves the bank within bounds.
    """

    choices_of: str
    words: str
    guessing: GuessingResult
    bound: float | None
    warns: bool

    @property
    def within(self) -> bool:
        return self.bound is None or self.guessing.right.value <= self.bound

    @property
    def what(self) -> str:
        """One line for a report: of which choices, by which words, how many come out right and how
        many may."""
        right = self.guessing.right
        return (
            f"{self.choices_of} by {self.words}: {right.value:.0%} right by the options alone "
            f"({right.low:.0%} to {right.high:.0%}), at most {self.bound:.0%}"
        )


@dataclass(frozen=True)
class InsightRow:
    """What can be taught of one insight of a report, its pages, and how many questions check it."""

    report: str
    insight: str
    figures: int
    pages: tuple[str, ...]
    questions: int

    @property
    def enough(self) -> bool:
        return self.questions >= LEAST_CHECKS


def teachable_insights(
    ledger: Ledger,
    pages: Mapping[str, Sequence[tuple[str, str]]],
    built_questions: Sequence[BuiltQuestion],
) -> list[InsightRow]:
    """Every insight with something to teach, by report. `pages` maps a page to its insights.

    A question counts for the insight of the page whose check asks it, and where the page has
    several, for those of its own figures; a guess is no check. What frames a report (its foreword)
    counts where a page is written on it.
    """
    figures_by_insight = Counter(
        (f.report, f.insight) for f in ledger.figures.values() if f.use.may_be_key
    )
    questions_by_insight: dict[tuple[str, str], set[str]] = {}
    for question in built_questions:
        for page in question.explainers if question.kind != "numeric" else ():
            insights_of_page = pages.get(page, ())
            figures = (ledger.figures[key] for key in question.figures if key in ledger.figures)
            own_insights = {(figure.report, figure.insight) for figure in figures}
            for insight in (
                insights_of_page
                if len(insights_of_page) == 1
                else own_insights.intersection(insights_of_page)
            ):
                questions_by_insight.setdefault(insight, set()).add(question.key)
    pages_by_insight: dict[tuple[str, str], list[str]] = {}
    for page, insights_of_page in pages.items():
        for insight in insights_of_page:
            pages_by_insight.setdefault(insight, []).append(page)
    return [
        InsightRow(
            *insight,
            count,
            tuple(pages_by_insight.get(insight, ())),
            len(questions_by_insight.get(insight, ())),
        )
        for insight, count in sorted(figures_by_insight.items())
        if ledger.reports[insight[0]].kind == "report"
        and (insight[1].isdigit() or insight in pages_by_insight)
    ]


def bank_report(
    built_questions: Sequence[BuiltQuestion],
    offers_by_report: Sequence[ReportOffers],
    insight_rows: Sequence[InsightRow] = (),
) -> dict[str, Any]:
    """Everything `manage.py item_report` says, as plain JSON values."""
    questions = [question for question in built_questions if question.kind != "scenario"]
    measured = bank_measures(questions)
    balance, length = key_positions(questions), longest_keys(questions)
    measured_tells = option_tells(built_questions)
    outside = [f"{m.name}: {m.most:g} of {m.worst}, at most {m.bound:g}" for m in measured
               if not m.within]  # fmt: skip
    outside += [part["what"] for part in (balance, length) if not part["within"]]
    outside += [tell.what for tell in measured_tells if not (tell.within or tell.warns)]
    families = Counter(item_family(question) for question in questions)
    outside += [
        f"{row.report}, insight {row.insight}: {row.questions} questions, at least {LEAST_CHECKS}"
        for row in insight_rows
        if not row.enough
    ]
    generated = len(questions) - families["authored"]
    return {
        "items": {
            "live": len(questions),
            "generated": generated,
            "by_family": dict(sorted(families.items(), key=_family_order)),
            "by_kind": dict(sorted(Counter(question.kind for question in questions).items())),
            "by_report": dict(sorted(Counter(q.key.partition("/")[0] for q in questions).items())),
        },
        "insights": [asdict(row) | {"enough": row.enough} for row in insight_rows],
        "reports": [
            _report_offers_row(report_offers, questions) for report_offers in offers_by_report
        ],
        "keys": balance,
        "longest": length,
        "measures": [asdict(measure) | {"within": measure.within} for measure in measured],
        "tells": [_tell_row(tell) for tell in measured_tells],
        "outside": outside,
    }


def item_family(question: BuiltQuestion) -> str:
    """The item model behind a question, without its version; "authored" where there is none."""
    return (question.spec.item_model or "authored").partition("@")[0]


def _family_order(pair: tuple[str, int]) -> tuple[int, str]:
    number = re.match(r"Q(\d+)", pair[0])
    return (int(number[1]) if number else 99, pair[0])


def _report_offers_row(
    report_offers: ReportOffers, questions: Sequence[BuiltQuestion]
) -> dict[str, Any]:
    """What one report gives, what of it was taken, and why the rest gives nothing."""
    key_prefix = f"{report_offers.report}/"
    built = [q for q in questions if q.spec.item_model and q.key.startswith(key_prefix)]
    taken_asks = {(item_family(question), frozenset(question.figures)) for question in built}
    offers = [
        offer_row(offer) | {"taken": (offer.family, frozenset(offer.figures)) in taken_asks}
        for offer in report_offers.offers
    ]
    families = Counter(offer.family for offer in report_offers.offers)
    return {
        "report": report_offers.report,
        "tried": report_offers.tried,
        "offered": len(report_offers.offers),
        "by_family": dict(sorted(families.items(), key=_family_order)),
        "taken": len(built),
        "taken_by_family": dict(
            sorted(Counter(map(item_family, built)).items(), key=_family_order)
        ),
        "refused": report_offers.by_guard,
        "offers": offers,
        "refusals": [asdict(refusal) for refusal in report_offers.refusals],
    }


def offer_row(offer: Offer) -> dict[str, Any]:
    """An offer as JSON: its line for questions.yaml, and what people would read."""
    spec = offer.spec
    options = [
        {"text": row.text, "correct": isinstance(row, Option) and row.correct,
         "feedback": row.feedback if isinstance(row, Option | Row) else ""}
        for row in spec.rows
    ]  # fmt: skip
    headline, drawing = (spec.headline, spec.drawing) if isinstance(spec, Single) else ("", None)
    return {
        "line": offer.line, "stem": spec.stem, "headline": headline,
        "bars": [f"{bar.label} {bar.shown}" for bar in drawing.bars] if drawing else [],
        "options": options,
    }  # fmt: skip


def key_positions(questions: Sequence[BuiltQuestion]) -> dict[str, Any]:
    """Where the right answers stand among the options as stored, over the bank, as JSON: how many
    were counted, how many stand at each position, and whether that is within bounds. Questions
    whose options are numbers in order are not counted."""
    places = [place for q in questions if (place := gate.key_position(q.spec)) is not None]
    count_by_place = Counter(places)
    imbalance = gate.out_of_balance(places)
    return {
        "counted": len(places),
        "by_position": {str(n + 1): count_by_place[n] for n in range(max(places, default=-1) + 1)},
        "bound": MOST_AT_POSITION,
        "within": imbalance is None,
        "what": imbalance.what if imbalance else "",
    }


def longest_keys(questions: Sequence[BuiltQuestion]) -> dict[str, Any]:
    """How often the key is the longest answer: whoever has read nothing can see that much.

    One key may well be; of three options each a third of all, if length tells nothing.
    """
    ratios = [ratio for q in questions if (ratio := key_ratio(q.spec)) is not None]
    longest_count = sum(ratio > 1 for ratio in ratios)
    most = max(-(-len(ratios) // 3), int(len(ratios) * MOST_LONGEST_KEYS))
    return {
        "counted": len(ratios),
        "longest": longest_count,
        "bound": MOST_LONGEST_KEYS,
        "within": longest_count <= most,
        "what": (
            f"the key is the longest answer in {longest_count} of {len(ratios)}; in at most {most}"
        ),
    }


def option_tells(built_questions: Sequence[BuiltQuestion]) -> list[OptionTell]:
    """How far a reader who sees no stem gets: by how options are built, and by all their words."""
    rows = []
    choices_by_name = {"questions": _option_sets_of_questions(built_questions)} | {
        name: _option_sets_of_decisions(built_questions, edition)
        for name, edition in EDITION_BY_DECISIONS.items()
    }
    for name, groups in choices_by_name.items():
        for words_seen, style, margin in (
            ("function words", True, STYLE_MARGIN),
            ("all words", False, WORDS_MARGIN),
        ):
            if len(groups) < 2:
                continue  # nothing to learn from
            guessing = guess_without_stem(groups, style=style)
            is_judged = guessing.choices >= LEAST_JUDGED
            # A rule that was learned may be recognised in a decision by what it is about.
            warns = name in EDITION_BY_DECISIONS and not style
            bound = guessing.chance + margin if is_judged else None
            rows.append(OptionTell(name, words_seen, guessing, bound, warns))
    return rows


def _option_sets_of_questions(built: Sequence[BuiltQuestion]) -> dict[str, list[OptionSet]]:
    """By question key the options of each single choice, in a list of its own."""
    return {
        question.key: [
            [AnswerOption(option.text, option.correct) for option in question.spec.options]
        ]
        for question in built
        if isinstance(question.spec, Single)
    }


def _option_sets_of_decisions(
    built: Sequence[BuiltQuestion], edition: str
) -> dict[str, list[OptionSet]]:
    """The decisions of every situation, as an edition words them; its forms tell one story and
    belong together."""
    groups: dict[str, list[OptionSet]] = {}
    for question in built:
        if isinstance(question.spec, Scenario):
            situation = situation_and_form(question.key)[0]
            for node in question.spec.in_edition(edition).nodes.values():
                if node.choices:
                    decision = [AnswerOption(choice.text, choice.best) for choice in node.choices]
                    groups.setdefault(situation, []).append(decision)
    return groups


def _tell_row(tell: OptionTell) -> dict[str, Any]:
    guessing = asdict(tell.guessing)
    right = guessing.pop("right")
    return {
        "of": tell.choices_of,
        "words": tell.words,
        **guessing,
        "right": right["value"],
        "low": right["low"],
        "high": right["high"],
        "bound": tell.bound,
        "warns": tell.warns,
        "within": tell.within,
    }


def bank_measures(questions: Sequence[BuiltQuestion]) -> list[Measure]:
    """Lengths in words, the key's length beside the others', and the reading grade."""
    stems = {q.key: [word_count(q.spec.stem)] for q in questions}
    sentences = {q.key: list(map(word_count, SENTENCE_BREAK.split(q.spec.stem))) for q in questions}
    options = {q.key: [word_count(row.text) for row in q.spec.rows] for q in questions}
    ratios = {q.key: [ratio] for q in questions if (ratio := key_ratio(q.spec)) is not None}
    grades = {q.key: [school_grade(question_text(q.spec))] for q in questions}
    return [
        _measure("words in a stem", stems, MOST_STEM_WORDS),
        _measure("words in a sentence of a stem", sentences, MOST_SENTENCE_WORDS),
        _measure("words in an option", options, MOST_OPTION_WORDS),
        _measure("length of the key beside the longest other", ratios, gate.MOST_KEY_RATIO),
        _measure("reading grade", grades, gate.MOST_GRADE),
    ]


def _measure(name: str, values_by_key: Mapping[str, Sequence[float]], bound: float) -> Measure:
    """The measure of these values by question key: of each question its largest counts."""
    most = {key: max(values) for key, values in values_by_key.items() if values}
    if not most:
        return Measure(name, 0, 0.0, 0.0, float(bound), worst="")
    worst = max(most, key=most.__getitem__)
    middle = median(most.values())
    return Measure(name, len(most), round(middle, 2), round(most[worst], 2), float(bound), worst)


def key_ratio(spec: Spec) -> float | None:
    """Letters of the key by those of the longest other option; None where it tells nothing."""
    if not isinstance(spec, Single) or gate.are_names(spec.options):
        return None
    lengths = {
        correct: max(len(option.text) for option in spec.options if option.correct is correct)
        for correct in (True, False)
    }
    return lengths[True] / lengths[False]


def question_text(spec: Spec) -> str:
    """What people read of a question: its stem, and what is said about each answer."""
    return " ".join([spec.stem, *spec.row_feedback])
