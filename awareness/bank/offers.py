"""What item models can ask of each report, and why the rest gives nothing. Pure.

An offer is a line for questions.yaml that passes every guard and the gate. Nobody has to take any:
there is no quota. At most two items rest on one figure, so that a page asks of its report and not
of one number. An offer is named by its family and the figures that it asks about: its words may
change.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

from awareness.bank import comparability, gate
from awareness.bank.authored import Estimate, GeneratedQuestion
from awareness.bank.build import A_FIGURE, complete
from awareness.bank.guards import Refused
from awareness.bank.item_models import MODELS, QuestionRequest, draft
from awareness.bank.resolve import resolve
from awareness.insights.figures import figure_in_digits
from awareness.insights.ledger import Figure, Kind, Ledger, Table, Use
from awareness.insights.resolved_texts import ProseError
from quizzes.errors import SpecError
from quizzes.kinds import Spec

# Families that the ledger alone can feed, those that need the most of it first.
UNAIDED = ("Q2", "Q12", "Q13", "Q11-of-whom", "Q11-counts", "Q14", "Q9")
ENOUGH = "enough"  # the reason of what could be made and is offered no more
ABOUT = frozenset({"about"})
ALIKE, MOST_ALIKE = "alike", 2  # so many of one page differ in nothing but a label and a number
VARYING = re.compile(r"“[^”]*”|\b(?:one|two|three|four|five|six|seven|eight|nine|ten) in \w+|\d\S*")
UNFINISHED = "unfinished"  # a text of its figures names what is not there

type Form = tuple[str, ...]
type Asks = tuple[str, frozenset[str]]  # a family, and the full keys of what it asks about


def asks(report_slug: str, family: str, source: str | Sequence[str]) -> Asks:
    """What a line of a report asks about."""
    keys = [source] if isinstance(source, str) else source
    return family, frozenset(key if ":" in key else f"{report_slug}:{key}" for key in keys)


@dataclass(frozen=True)
class Refusal:
    """One try that gives nothing: the guard or rule, with its words and numbers."""

    family: str
    source: str
    guard: str
    message: str
    numbers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Offer:
    """An item that can be taken as it stands: its line, and what people would read."""

    family: str
    request: QuestionRequest
    figures: tuple[str, ...]
    spec: Spec
    insights: frozenset[str] = frozenset()  # whose figures it asks about

    @property
    def is_about(self) -> bool:
        """Whether it asks of nothing but how the report was made: who answered, and from where."""
        return self.insights == ABOUT

    @cached_property
    def form(self) -> Form:
        """What it asks, without the labels and numbers that it asks it of."""
        options = [option.text for option in getattr(self.spec, "options", ())]
        headline = getattr(self.spec, "headline", None) or ""
        texts = (VARYING.sub("…", text) for text in (self.spec.stem, headline, *sorted(options)))
        return self.family, *texts

    @property
    def asks(self) -> Asks:
        return asks(self.request.report, self.family, self.request.source)

    @property
    def line(self) -> dict[str, Any]:
        """The entry of questions.yaml, without objective and pages: those are an author's."""
        question_request = self.request
        return {
            "generate": question_request.model, "key": question_request.key,
            "from": question_request.source, "seed": question_request.seed,
        }  # fmt: skip


@dataclass
class ReportOffers:
    """What one report gives."""

    report: str
    offers: list[Offer] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def tried(self) -> int:
        return len(self.offers) + len(self.refusals)

    @property
    def by_guard(self) -> dict[str, int]:
        """How many tries each guard or rule stopped, the most first."""
        return dict(Counter(refusal.guard for refusal in self.refusals).most_common())


def offers(ledger: Ledger) -> list[ReportOffers]:
    """Every report of the ledger with a figure that has a number, in the ledger's order."""
    return [
        of_report(ledger, report_slug)
        for report_slug in ledger.reports
        if any(_usable_figures(ledger, report_slug))
    ]


type Outcomes = list[tuple[Asks, Offer | Refusal]]


def outcomes(ledger: Ledger, report_slug: str) -> Outcomes:
    """What each try of a report makes, or why it makes nothing. A millisecond or more a try."""
    outcomes: Outcomes = []
    for question_request in tries(ledger, report_slug):
        outcome: Offer | Refusal
        try:
            outcome = _offer(ledger, question_request)
        except Refused as no:
            outcome = _refusal(question_request, no.guard, no.message, no.numbers)
        except (ProseError, KeyError, SpecError) as error:  # a figure that is being written
            outcome = _refusal(question_request, UNFINISHED, str(error), {})
        outcomes.append(
            (asks(report_slug, question_request.model, question_request.source), outcome)
        )
    return outcomes


def of_report(
    ledger: Ledger, report_slug: str, taken: Sequence[Asks] = (), refused: Collection[Asks] = ()
) -> ReportOffers:
    """What the models make of one report, less what is `taken` or was `refused`."""
    return less_decided(report_slug, outcomes(ledger, report_slug), taken, refused)


def less_decided(
    report_slug: str, made: Outcomes, taken: Sequence[Asks], refused: Collection[Asks]
) -> ReportOffers:
    """What is offered of the outcomes: each family in turn, two items a figure at most, and two on
    a page that ask the same of another label.

    What is `taken` rests on its figures already. Neither that nor what was `refused` is there.
    """
    report_offers = ReportOffers(report_slug)
    by_family: dict[str, list[Offer]] = defaultdict(list)
    left_out = {*taken, *refused}
    for asks, outcome in made:
        if asks in left_out:
            continue
        if isinstance(outcome, Offer):
            by_family[outcome.family].append(outcome)
        else:
            report_offers.refusals.append(outcome)
    used = Counter(key for _family, keys in taken for key in keys)
    forms: Counter[Form] = Counter()  # of the report
    of_pages: Counter[tuple[Form, frozenset[str]]] = Counter()
    while any(by_family.values()):
        for family in UNAIDED:
            while by_family[family]:
                # What the survey itself is comes last, what is like those before it later.
                offer = min(by_family[family], key=lambda o: (o.is_about, forms[o.form]))
                by_family[family].remove(offer)
                if any(used[key] >= A_FIGURE for key in offer.figures):
                    message = f"{A_FIGURE} items rest on it already"
                    report_offers.refusals.append(_refusal(offer.request, ENOUGH, message, {}))
                    continue
                if of_pages[offer.form, offer.insights] >= MOST_ALIKE:
                    message = f"{MOST_ALIKE} items of its page ask the same of another label"
                    report_offers.refusals.append(_refusal(offer.request, ALIKE, message, {}))
                    continue
                forms[offer.form] += 1
                of_pages[offer.form, offer.insights] += 1
                used.update(offer.figures)
                report_offers.offers.append(offer)
                break
    return report_offers


def _offer(ledger: Ledger, question_request: QuestionRequest) -> Offer:
    """The item of a request; Refused by a guard, by the gate, or where groups meet."""
    made = draft(ledger, question_request)
    meet = next(comparability.problems(ledger, question_request.report, made.question, made), None)
    if meet:
        raise Refused(comparability.RULE, meet.what)
    spec = resolve(ledger, question_request.report, made)
    broken = next(iter(gate.judge(spec, ledger.rules(question_request.report))), None)
    if broken:
        raise Refused(broken.rule, broken.what)
    keys = tuple(dict.fromkeys(made.key_figures))
    insights = frozenset(ledger.figures[key].insight for key in keys if key in ledger.figures)
    return Offer(question_request.model, question_request, keys, spec, insights)


def _refusal(
    question_request: QuestionRequest, guard: str, message: str, numbers: Mapping[str, Any]
) -> Refusal:
    keys = (
        [question_request.source]
        if isinstance(question_request.source, str)
        else question_request.source
    )
    return Refusal(question_request.model, " + ".join(keys), guard, message, numbers)


def tries(ledger: Ledger, report_slug: str) -> Iterator[QuestionRequest]:
    """Every request that the ledger alone can make of a report."""
    for table in ledger.tables.values():
        if table.report == report_slug and table.chart and table.chart != "table":
            for column in table.col_labels:
                cells = [line[column].key for line in table.cells.values() if column in line]
                yield _request(report_slug, "Q2", f"{table.key}-{column}", cells)
    for pair in _pairs(ledger, report_slug):
        yield _request(report_slug, "Q12", "-".join(f.key for f in pair), [f.key for f in pair])
    for figure in _usable_figures(ledger, report_slug):
        for model in ("Q12", "Q13"):
            yield _request(report_slug, model, figure.key, [figure.key])
        for model in ("Q11-of-whom", "Q11-counts", "Q14", "Q9"):
            yield _request(report_slug, model, figure.key, figure.key)


def _usable_figures(ledger: Ledger, report_slug: str) -> Iterator[Figure]:
    """The figures of a report with a value that may be shown, definitions left out."""
    return (
        figure
        for figure in ledger.figures.values()
        if figure.report == report_slug
        and figure.value is not None
        and figure.use is not Use.NEVER
        and figure.measure != "definition"
    )


def _pairs(ledger: Ledger, report_slug: str) -> Iterator[tuple[Figure, Figure]]:
    """Neighbours of a table, down its columns and along its rows; outside tables, answers to one
    question one after the other."""
    for table in ledger.tables.values():
        if table.report == report_slug:
            yield from _neighbours(table)
    by_question: dict[tuple[Any, ...], list[Figure]] = defaultdict(list)
    for figure in _usable_figures(ledger, report_slug):
        if "/" not in figure.key and figure.question and figure.kind is Kind.SHARE:
            same_question = (figure.question, figure.population, figure.measure, figure.unit)
            by_question[same_question].append(figure)
    for answers in by_question.values():
        yield from pairwise(answers)


def _neighbours(table: Table) -> Iterator[tuple[Figure, Figure]]:
    rows = list(table.cells.values())
    columns = [[line[col] for line in rows if col in line] for col in table.col_labels]
    lines = [[line[col] for col in table.col_labels if col in line] for line in rows]
    for cells in (*columns, *lines):
        numbers = [figure for figure in cells if figure.value is not None]
        yield from pairwise(numbers)


def _request(
    report_slug: str, model: str, name: str, source: str | Sequence[str]
) -> QuestionRequest:
    return QuestionRequest(report_slug, model, _key(model, name), source, seed=1)


def _key(model: str, name: str) -> str:
    """A key for an item, from its family's task and what it rests on."""
    return f"{MODELS[model].task}-{name}".replace("/", "-").replace("_", "-")


def by_hand(ledger: Ledger, report_slug: str, generated: GeneratedQuestion) -> dict[str, Any]:
    """The entry of questions.yaml that says what a line makes now: references stay, the rest is an
    author's from then on. Refused as the item model refuses, and for a guess: its key is computed.
    """
    question = complete(ledger, report_slug, generated).question
    if isinstance(question, Estimate):
        raise Refused("guess", "a guess is computed and not written by hand")
    written = question.model_dump(mode="json", exclude_defaults=True)
    whole = _within(written | {"explainers": list(generated.explainers)}, f"{report_slug}:")
    return _with_bases(ledger, report_slug, question.figures, whole)


def _with_bases(
    ledger: Ledger, report_slug: str, keys: Sequence[str], entry: dict[str, Any]
) -> dict[str, Any]:
    """The entry with the numbers of those who answered as references, where a figure has them: an
    author's texts hold no number that is typed."""
    for base in {ledger.figures[key].base_n for key in keys} - {None}:
        printed = f"{base:,}"
        figures = (figure for figure in _usable_figures(ledger, report_slug)
                   if figure.value == base and figure_in_digits(figure) == printed)  # fmt: skip
        if figure := next(figures, None):
            number = re.compile(rf"(?<![\d.,{{:/-]){re.escape(printed)}(?![\d.,]*\d)")
            entry = _put(entry, number, f"{{figure:{figure.key}}}")
            known = [*entry.get("caveats", ()), *figure.caveats]
            entry |= {"caveats": list(dict.fromkeys(known))} if known else {}
    return entry


def _put(part: Any, number: re.Pattern[str], reference: str, field: str = "") -> Any:
    """A part of an entry with a reference in place of a number in its texts."""
    match part:
        case dict():
            return {name: _put(value, number, reference, name) for name, value in part.items()}
        case list():
            return [_put(value, number, reference, field) for value in part]
        case str() if field in ("stem", "text", "feedback", "headline"):
            return number.sub(reference, part)
    return part


def _within(part: Any, report_slug: str) -> Any:
    """A part of an entry, with figures and caveats of its own report named without it."""
    match part:
        case dict():
            return {name: _within(value, report_slug) for name, value in part.items()}
        case list() | tuple():
            return [_within(value, report_slug) for value in part]
        case str():
            return part.removeprefix(report_slug).replace(f"{{figure:{report_slug}", "{figure:")
    return part
