"""Figures agree with each other: what is derived with its parts, a base with who answered."""

from collections.abc import Iterator
from decimal import Decimal

from awareness.bank.cells import decimal_places
from awareness.content.formula import figure_keys as formula_keys
from awareness.content.formula import typed_numbers
from awareness.content.parsed_content import Content
from awareness.content.problems import Problem, problem
from awareness.insights import comparable
from awareness.insights.ledger import Figure, Span

MOST_PLACES = 8  # that a row keeps of a number


def check_agreement(content: Content) -> Iterator[Problem]:
    """Outside tables; what stands in one is held against its row (ledger.py, source.py)."""
    known_bases = _known_bases(content)
    for figure in content.ledger.figures.values():
        if "/" in figure.key:
            continue
        if figure.formula:
            yield from _derived_figure_problems(figure, content)
        base_is_known = (figure.report, figure.base_n) in known_bases or not content.is_fully_read(
            figure.report
        )
        if figure.base_n is not None and not (base_is_known or _names_base_lines(figure, content)):
            message = f"{figure.key}: `base_n` {figure.base_n} is no figure of this report"
            fix = "name the lines that print it in `base_where`, or mend it"
            yield problem(figure.location, message, fix)


def _names_base_lines(figure: Figure, content: Content) -> bool:
    """Whether it names lines that print its base, which are compared with it (source.py)."""
    cells = content.figures.get(figure.full_key) or {}
    return "base_where" in cells and bool(cells["base_where"].value.strip())


def _known_bases(content: Content) -> set[tuple[str, int | Decimal]]:
    """Numbers that a figure may rest on: those in the ledger, and the bases of tables' cells."""
    bases: set[tuple[str, int | Decimal]] = set()
    for figure in content.ledger.figures.values():
        if figure.value is not None and not figure.formula:
            bases.add((figure.report, figure.value))
        if "/" in figure.key and figure.base_n is not None:
            bases.add((figure.report, figure.base_n))
    return bases


def _derived_figure_problems(figure: Figure, content: Content) -> Iterator[Problem]:
    """A derived figure is held as its parts are, and stands where they stand. Its number is
    computed: one that is typed beside the formula would never be read."""
    cells = content.figures.get(figure.full_key) or {}
    for name in ("value", "value_to"):
        if name in cells and cells[name].value.strip():
            message = f"{figure.key}: `{name}` is typed beside a formula"
            yield problem(figure.location, message, "leave it empty: the formula gives it")
    for number in typed_numbers(figure.formula):
        message = f"{figure.key}: the formula types {number}"
        yield problem(figure.location, message, "name the figure that prints it, as {key}")
    if figure.value is not None and decimal_places(figure.value) > MOST_PLACES:
        message = f"{figure.key}: the formula gives more than {MOST_PLACES} decimal places"
        yield problem(figure.location, message, "round it, as in round({a} / {b}, 1)")
    parts: list[Figure] = []
    for key in formula_keys(figure.formula):
        try:
            parts.append(content.ledger.figure(key, figure.report))
        except KeyError:
            return  # the reader has reported it
    for part in parts:
        if not part.use.may_be_key and figure.use is not part.use:
            message = f"{figure.key}: the formula uses `{part.key}`, which is {part.use.value}"
            yield problem(figure.location, message, "compute it from TEACH or CAVEAT figures")
    if group_clash := comparable.what_meets(comparable.figures_by_group([*parts, figure])):
        message = f"{figure.key}: in the formula {group_clash}"
        yield problem(
            figure.location, message, "work it out from numbers of one edition and one group"
        )
    part_spans = [span for part in parts if part.report == figure.report for span in part.where]
    for span in figure.where:
        if part_spans and not any(_spans_overlap(span, other) for other in part_spans):
            message = f"{figure.key}: no part of the formula stands at {span}"
            yield problem(
                figure.location, message, f"its parts stand at {', '.join(map(str, part_spans))}"
            )
    part_bases = {part.base_n for part in parts if part.base_n is not None}
    if figure.base_n is not None and part_bases and figure.base_n not in part_bases:
        message = f"{figure.key}: `base_n` {figure.base_n} is not that of its parts"
        yield problem(figure.location, message, f"write {', '.join(map(str, sorted(part_bases)))}")


def _spans_overlap(one: Span, other: Span) -> bool:
    return one.source == other.source and one.first <= other.last and other.first <= one.last
