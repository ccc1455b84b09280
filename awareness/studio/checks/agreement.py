"""Figures agree with each other: what is derived with its parts, a base with who answered."""

from collections.abc import Iterator
from decimal import Decimal

from awareness.insights import comparable
from awareness.insights.ledger import Figure, Span
from awareness.studio.content import Content
from awareness.studio.formula import keys as formula_keys
from awareness.studio.formula import typed
from awareness.studio.problems import Problem, problem


def check_agreement(content: Content) -> Iterator[Problem]:
    """Outside tables; what stands in one is held against its row (ledger.py, source.py)."""
    bases = _bases(content)
    for figure in content.ledger.figures.values():
        if "/" in figure.key:
            continue
        if figure.formula:
            yield from _derived(figure, content)
        if figure.base_n is not None and (figure.report, figure.base_n) not in bases:
            what = f"{figure.key}: base_n {figure.base_n} is no figure of this report"
            right = "write how many answered as a figure of its own, or mend base_n"
            yield problem(figure.place, what, right)


def _bases(content: Content) -> set[tuple[str, int | Decimal]]:
    """Numbers that a figure may rest on: those in the ledger, and the bases of tables' cells."""
    found: set[tuple[str, int | Decimal]] = set()
    for figure in content.ledger.figures.values():
        if figure.value is not None and not figure.formula:
            found.add((figure.report, figure.value))
        if "/" in figure.key and figure.base_n is not None:
            found.add((figure.report, figure.base_n))
    return found


def _derived(figure: Figure, content: Content) -> Iterator[Problem]:
    """A derived figure is held as its parts are, and stands where they stand. Its number is worked
    out: one that is typed beside the formula would look true and be read by nobody."""
    cells = content.figures.get(figure.full_key) or {}
    for name in ("value", "value_to"):
        if name in cells and cells[name].value.strip():
            what = f"{figure.key}: `{name}` is typed beside a formula"
            yield problem(figure.place, what, "leave it empty: the formula gives it")
    for number in typed(figure.formula):
        what = f"{figure.key}: the formula types {number}"
        yield problem(figure.place, what, "name the figure that prints it, as {key}")
    parts: list[Figure] = []
    for key in formula_keys(figure.formula):
        try:
            parts.append(content.ledger.figure(key, figure.report))
        except KeyError:
            return  # the reader said so
    for part in parts:
        if not part.use.may_be_key and figure.use is not part.use:
            what = f"{figure.key}: the formula uses `{part.key}`, which is {part.use.value}"
            yield problem(figure.place, what, "compute it from TEACH or CAVEAT figures")
    if meet := comparable.meeting(comparable.groups([*parts, figure])):
        what = f"{figure.key}: in the formula {meet}"
        yield problem(figure.place, what, "work it out from numbers of one edition and one group")
    stand = [span for part in parts if part.report == figure.report for span in part.where]
    for span in figure.where:
        if stand and not any(_meet(span, other) for other in stand):
            what = f"{figure.key}: no part of the formula stands at {span}"
            yield problem(figure.place, what, f"its parts stand at {', '.join(map(str, stand))}")
    based = {part.base_n for part in parts} - {None}
    if figure.base_n is not None and based and figure.base_n not in based:
        what = f"{figure.key}: base_n {figure.base_n} is not that of its parts"
        yield problem(figure.place, what, f"write {', '.join(map(str, sorted(based)))}")


def _meet(one: Span, other: Span) -> bool:
    return one.source == other.source and one.first <= other.last and other.first <= one.last
