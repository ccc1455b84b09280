"""What item models can ask of each report, and why the rest gives nothing. Pure.

An offer is a line for questions.yaml that passes every guard and the gate. Nobody has to take any:
there is no quota. At most two items rest on one figure, so that a page asks of its report and not
of one number. An offer is named by its family and the figures that it asks about: its words may
change.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

from awareness.bank import comparability, gate
from awareness.bank.authored import Estimate, GeneratedQuestion
from awareness.bank.build import MOST_PER_FIGURE, complete_draft
from awareness.bank.guards import RefusedItem
from awareness.bank.item_models import MODELS, QuestionRequest, draft_question
from awareness.bank.resolve import resolve_spec
from awareness.insights.figures import figure_in_digits
from awareness.insights.ledger import Figure, Kind, Ledger, Table, Use
from awareness.insights.resolved_texts import ProseError
from quizzes.errors import SpecError
from quizzes.kinds import Single, Spec
from quizzes.kinds.options import OptionSpec

# Families that the ledger alone can feed, those that need the most of it first.
UNAIDED_FAMILIES = ("Q2", "Q12", "Q13", "Q11-of-whom", "Q11-counts", "Q14", "Q9")
ENOUGH_ON_FIGURE = "enough"  # the reason of what could be made and is offered no more
ABOUT_REPORT_ONLY = frozenset({"about"})
# So many of one page differ in nothing but a label and a number.
ALIKE_ON_PAGE, MOST_ALIKE = "alike", 2
# Two of them are offered: so many are made and tried, for those that authors take or refuse.
MOST_MADE, MOST_TRIED = 40, 120
VARYING_PARTS = re.compile(
    r"“[^”]*”|\b(?:one|two|three|four|five|six|seven|eight|nine|ten) in \w+|\d\S*"
)
UNFINISHED_FIGURE = "unfinished"  # a text of its figures names what is not there

type OfferForm = tuple[str, ...]
type AskedFigures = tuple[str, frozenset[str]]  # a family, and the full keys of what it asks about


def asked_figures(report_slug: str, family: str, source: str | Sequence[str]) -> AskedFigures:
    """The family of a line of a report, and the full keys of the figures that it asks about."""
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
        return self.insights == ABOUT_REPORT_ONLY

    @cached_property
    def form(self) -> OfferForm:
        """What it asks, without the labels and numbers that it asks it of."""
        options = [row.text for row in self.spec.rows] if isinstance(self.spec, OptionSpec) else []
        headline = self.spec.headline if isinstance(self.spec, Single) else ""
        texts = (
            VARYING_PARTS.sub("…", text) for text in (self.spec.stem, headline, *sorted(options))
        )
        return self.family, *texts

    @property
    def asks(self) -> AskedFigures:
        return asked_figures(self.request.report, self.family, self.request.source)

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


def offers_by_report(ledger: Ledger) -> list[ReportOffers]:
    """Every report of the ledger with a figure that has a number, in the ledger's order."""
    return [
        offers_of_report(ledger, report_slug)
        for report_slug in ledger.reports
        if any(_usable_figures(ledger, report_slug))
    ]


type OutcomeByAsked = list[tuple[AskedFigures, Offer | Refusal]]


def outcomes_of_report(ledger: Ledger, report_slug: str, more: int = 0) -> OutcomeByAsked:
    """What each request that can be made of a report gives: an offer, or the refusal that says why
    there is none. A millisecond or more a request: of figures of which the same is said but for
    their labels and numbers, the first are tried, and so many `more`."""
    outcomes: OutcomeByAsked = []
    tried, made = Counter[Hashable](), Counter[Hashable]()
    for question_request in possible_requests(ledger, report_slug):
        outcome: Offer | Refusal
        alike = _alike(ledger, question_request)
        if tried[alike] >= MOST_TRIED + more or made[alike] >= MOST_MADE + more:
            continue
        tried[alike] += 1
        try:
            outcome = _checked_offer(ledger, question_request)
        except RefusedItem as no:
            outcome = _refusal(question_request, no.guard, no.message, no.numbers)
        except (ProseError, KeyError, SpecError) as error:  # a figure that is being written
            outcome = _refusal(question_request, UNFINISHED_FIGURE, str(error), {})
        made[alike] += isinstance(outcome, Offer)
        outcomes.append(
            (asked_figures(report_slug, question_request.model, question_request.source), outcome)
        )
    return outcomes


def _alike(ledger: Ledger, question_request: QuestionRequest) -> Hashable:
    """What a request has in common with those that ask the same of other labels and numbers."""
    source = question_request.source
    keys = [source] if isinstance(source, str) else source
    figures = (ledger.figure(key, question_request.report) for key in keys)
    return question_request.model, *(
        (figure.insight, figure.kind, figure.unit, figure.use, figure.population, figure.question,
         figure.key.rpartition("/")[0])
        for figure in figures
    )  # fmt: skip


def offers_of_report(
    ledger: Ledger,
    report_slug: str,
    taken: Sequence[AskedFigures] = (),
    refused: Collection[AskedFigures] = (),
) -> ReportOffers:
    """What the models make of one report, less what is `taken` or was `refused`."""
    return undecided_offers(report_slug, outcomes_of_report(ledger, report_slug), taken, refused)


def undecided_offers(
    report_slug: str,
    outcomes: OutcomeByAsked,
    taken: Sequence[AskedFigures],
    refused: Collection[AskedFigures],
) -> ReportOffers:
    """What is offered of the outcomes: each family in turn, two items a figure at most, and two on
    a page that ask the same of another label.

    What is `taken` rests on its figures already. Neither that nor what was `refused` is there.
    """
    report_offers = ReportOffers(report_slug)
    by_family: dict[str, list[Offer]] = defaultdict(list)
    left_out = {*taken, *refused}
    for asked, outcome in outcomes:
        if asked in left_out:
            continue
        if isinstance(outcome, Offer):
            by_family[outcome.family].append(outcome)
        else:
            report_offers.refusals.append(outcome)
    items_by_figure = Counter(key for _family, keys in taken for key in keys)
    offers_by_form: Counter[OfferForm] = Counter()  # of the report
    offers_by_page_and_form: Counter[tuple[OfferForm, frozenset[str]]] = Counter()
    while any(by_family.values()):
        for family in UNAIDED_FAMILIES:
            while by_family[family]:
                # What the survey itself is comes last, what is like those before it later.
                offer = min(by_family[family], key=lambda o: (o.is_about, offers_by_form[o.form]))
                by_family[family].remove(offer)
                if any(items_by_figure[key] >= MOST_PER_FIGURE for key in offer.figures):
                    message = f"{MOST_PER_FIGURE} items rest on it already"
                    report_offers.refusals.append(
                        _refusal(offer.request, ENOUGH_ON_FIGURE, message, {})
                    )
                    continue
                if offers_by_page_and_form[offer.form, offer.insights] >= MOST_ALIKE:
                    message = f"{MOST_ALIKE} items of its page ask the same of another label"
                    report_offers.refusals.append(
                        _refusal(offer.request, ALIKE_ON_PAGE, message, {})
                    )
                    continue
                offers_by_form[offer.form] += 1
                offers_by_page_and_form[offer.form, offer.insights] += 1
                items_by_figure.update(offer.figures)
                report_offers.offers.append(offer)
                break
    return report_offers


def _checked_offer(ledger: Ledger, question_request: QuestionRequest) -> Offer:
    """The offer of a request; RefusedItem where a guard or the gate refuses it, or where it sets
    numbers together that cannot be compared."""
    draft = draft_question(ledger, question_request)
    problem = next(
        comparability.comparability_problems(
            ledger, question_request.report, draft.question, draft
        ),
        None,
    )
    if problem:
        raise RefusedItem(comparability.COMPARABILITY_RULE, problem.what)
    spec = resolve_spec(ledger, question_request.report, draft)
    broken_rule = next(iter(gate.broken_rules(spec, ledger.rules(question_request.report))), None)
    if broken_rule:
        raise RefusedItem(broken_rule.rule, broken_rule.what)
    keys = tuple(dict.fromkeys(draft.key_figures))
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


def possible_requests(ledger: Ledger, report_slug: str) -> Iterator[QuestionRequest]:
    """Every request that the ledger alone can make of a report."""
    for table in ledger.tables.values():
        if table.report == report_slug and table.chart and table.chart != "table":
            for column in table.col_labels:
                cells = [line[column].key for line in table.cells.values() if column in line]
                yield _request(report_slug, "Q2", f"{table.key}-{column}", cells)
    for pair in _comparable_pairs(ledger, report_slug):
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


def _comparable_pairs(ledger: Ledger, report_slug: str) -> Iterator[tuple[Figure, Figure]]:
    """Neighbours of a table, down its columns and along its rows; outside tables, answers to one
    question one after the other."""
    for table in ledger.tables.values():
        if table.report == report_slug:
            yield from _neighbour_pairs(table)
    by_question: dict[tuple[Any, ...], list[Figure]] = defaultdict(list)
    for figure in _usable_figures(ledger, report_slug):
        if "/" not in figure.key and figure.question and figure.kind is Kind.SHARE:
            same_question = (figure.question, figure.population, figure.measure, figure.unit)
            by_question[same_question].append(figure)
    for answers in by_question.values():
        yield from pairwise(answers)


def _neighbour_pairs(table: Table) -> Iterator[tuple[Figure, Figure]]:
    """Each two numbers that stand next to each other in a column or a row of the table."""
    rows = list(table.cells.values())
    columns = [[line[col] for line in rows if col in line] for col in table.col_labels]
    lines = [[line[col] for col in table.col_labels if col in line] for line in rows]
    for cells in (*columns, *lines):
        numbers = [figure for figure in cells if figure.value is not None]
        yield from pairwise(numbers)


def _request(
    report_slug: str, model: str, name: str, source: str | Sequence[str]
) -> QuestionRequest:
    return QuestionRequest(report_slug, model, _item_key(model, name), source, seed=1)


def _item_key(model: str, name: str) -> str:
    """A key for an item, from its family's task and what it rests on."""
    return f"{MODELS[model].task}-{name}".replace("/", "-").replace("_", "-")


def entry_by_hand(ledger: Ledger, report_slug: str, generated: GeneratedQuestion) -> dict[str, Any]:
    """The entry of questions.yaml that says what a line makes now: references stay, the rest is an
    author's from then on. RefusedItem as the item model refuses, and for a guess: its key is
    computed.
    """
    question = complete_draft(ledger, report_slug, generated).question
    if isinstance(question, Estimate):
        raise RefusedItem("guess", "a guess is computed and not written by hand")
    written = question.model_dump(mode="json", exclude_defaults=True)
    entry = _with_short_keys(
        written | {"explainers": list(generated.explainers)}, f"{report_slug}:"
    )
    return _entry_with_base_references(ledger, report_slug, question.figures, entry)


def _entry_with_base_references(
    ledger: Ledger, report_slug: str, keys: Sequence[str], entry: dict[str, Any]
) -> dict[str, Any]:
    """The entry of a question that uses the figures `keys`, with a reference to a figure in place
    of each number of those who answered that some figure of the report has: an author's texts hold
    no number that is typed."""
    for base in {ledger.figures[key].base_n for key in keys} - {None}:
        printed = f"{base:,}"
        figures = (figure for figure in _usable_figures(ledger, report_slug)
                   if figure.value == base and figure_in_digits(figure) == printed)  # fmt: skip
        if figure := next(figures, None):
            number = re.compile(rf"(?<![\d.,{{:/-]){re.escape(printed)}(?![\d.,]*\d)")
            entry = _with_reference(entry, number, f"{{figure:{figure.key}}}")
            caveats = [*entry.get("caveats", ()), *figure.caveats]
            entry |= {"caveats": list(dict.fromkeys(caveats))} if caveats else {}
    return entry


def _with_reference(part: Any, number: re.Pattern[str], reference: str, field: str = "") -> Any:
    """A part of an entry with a reference in place of a number in its texts."""
    match part:
        case dict():
            return {
                name: _with_reference(value, number, reference, name)
                for name, value in part.items()
            }
        case list():
            return [_with_reference(value, number, reference, field) for value in part]
        case str() if field in ("stem", "text", "feedback", "headline"):
            return number.sub(reference, part)
    return part


def _with_short_keys(part: Any, report_slug: str) -> Any:
    """A part of an entry, with figures and caveats of its own report named without it."""
    match part:
        case dict():
            return {name: _with_short_keys(value, report_slug) for name, value in part.items()}
        case list() | tuple():
            return [_with_short_keys(value, report_slug) for value in part]
        case str():
            return part.removeprefix(report_slug).replace(f"{{figure:{report_slug}", "{figure:")
    return part
