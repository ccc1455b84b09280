"""Rules of the ledger itself: what a figure, a table and a discrepancy must have, and may not."""

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from awareness.bank.cells import decimal_places
from awareness.content.checks.kinds import kind_problems
from awareness.content.checks.source import check_printed
from awareness.content.parsed_content import Content, ParsedTable
from awareness.content.printed_words import ReportLanguage, language_of
from awareness.content.problems import Problem, problem
from awareness.insights.ledger import Figure, Kind, Report, Use
from awareness.insights.nearest import nearest_fix
from awareness.numerals.reading import qualifiers

NEVER_LABEL = "Not shown"  # the label of a NEVER figure
MAX_PRINTED_WORDS = 20
ADDRESS = re.compile(r"https?://[\w.-]+\.\w+(?:/\S*)?$")


def check_ledger(content: Content) -> Iterator[Problem]:
    """Everything that can be checked without the sources."""
    for figure in content.ledger.figures.values():
        report = content.ledger.reports[figure.report]
        if "/" not in figure.key:
            yield from figure_problems(figure, report)
            yield from check_printed(figure, language_of(report))
        yield from _unknown_names(figure, report, content)
    for read in content.tables.values():
        yield from table_ledger_problems(read)
    for report in content.ledger.reports.values():
        if content.is_whole(report.slug):
            yield from _unused_caveats(report, content)


def figure_problems(figure: Figure, report: Report) -> Iterator[Problem]:
    """What one figure must have beside its number, and may not; cells of tables have it shared."""

    def wrong(message: str, fix: str) -> Problem:
        return problem(figure.location, f"{figure.key}: {message}", fix)

    if figure.use is Use.NEVER:
        yield from _never_figure_problems(figure)
        return
    yield from _origin_problems(figure, report)
    if figure.formula and figure.as_printed:
        yield wrong("a derived figure has `as_printed`", "leave it empty: nothing prints it")
    if figure.use is Use.HOLD and not figure.reason:
        yield wrong("a HOLD figure has no `reason`", "say why it is held back")
    if figure.use is Use.CAVEAT and not figure.caveats:
        yield wrong("a CAVEAT figure names no caveat", "name one of report.yaml in `caveats`")
    numbered = figure.value is not None or figure.day is not None
    if numbered and not (figure.as_printed or figure.formula):
        yield wrong("has a number, and nothing printed", "give `as_printed`, or a `formula`")
    if not numbered and not figure.formula and not figure.statement:
        yield wrong("has neither a number nor a statement", "say in `statement` what is reported")
    if figure.value is not None and not figure.unit:
        yield wrong("has a number without a unit", "give `unit`: percent, people, alerts, years")
    if len(figure.as_printed.split()) > MAX_PRINTED_WORDS:
        fix = "give the shortest words that hold the number"
        yield wrong("`as_printed` is longer than twenty words", fix)
    yield from kind_problems(figure)
    for name in ("as_of", "review_by"):
        if getattr(figure, name) is None:
            yield wrong(f"`{name}` is empty", "give a day: 2018-08-13")
    if not figure.audience:
        yield wrong("`audience` is empty", "S all staff, M managers, H case handlers, I IT")
    yield from _qualifier_problems(figure, language_of(report))


def _origin_problems(figure: Figure, report: Report) -> Iterator[Problem]:
    """Lines of a report's text; of another page its address, and the day somebody read it."""
    if report.kind != "external":
        if not figure.where:
            message = f"{figure.key}: `where` is empty"
            yield problem(figure.location, message, "name the source's lines: 2018:140")
        return
    if not ADDRESS.match(figure.address):
        message = f"{figure.key}: `address` {figure.address!r} is no web page"
        yield problem(figure.location, message, "give the whole address: https://…")
    if figure.read_on is None:
        message = f"{figure.key}: `read_on` is empty"
        yield problem(figure.location, message, "give the day on which somebody read it there")


def _never_figure_problems(figure: Figure) -> Iterator[Problem]:
    """A NEVER figure is a key, a place and a reason: nothing that could teach a method."""
    must_be_empty = (
        "statement",
        "as_printed",
        "formula",
        "qualifier",
        "unit",
        "measure",
        "population",
    )
    filled = [name for name in (*must_be_empty, "question") if getattr(figure, name)]
    filled += [
        name for name in ("value", "value_to", "base_n") if getattr(figure, name) is not None
    ]
    if filled or figure.label != NEVER_LABEL:
        names = ", ".join(filled) or "label"
        message = f"{figure.key}: a NEVER figure says more than its place and reason ({names})"
        yield problem(figure.location, message, f"empty them; the label is “{NEVER_LABEL}”")
    if not (figure.where or figure.address) or not figure.reason:
        message = f"{figure.key}: a NEVER figure needs `where` (or `address`) and `reason`"
        yield problem(figure.location, message, "give both")


def _qualifier_problems(figure: Figure, report_language: ReportLanguage) -> Iterator[Problem]:
    """`qualifier` is what the printed words say: over, under, about; a range has two ends."""
    if (figure.qualifier == "range") != (figure.value_to is not None):
        message = f"{figure.key}: a range has `value_to` and the qualifier range"
        yield problem(figure.location, message, "give both, or neither")
        return
    if figure.value_to is not None and figure.value is not None:
        if figure.value_to <= figure.value:
            message = f"{figure.key}: the range runs from {figure.value} to {figure.value_to}"
            yield problem(figure.location, message, "the smaller end comes first")
        return
    if figure.value is None or not figure.as_printed:
        return
    allowed = qualifiers(figure.as_printed, report_language.code)
    if allowed is None:
        share = any(m.kind == "share" for m in report_language.mentions(figure.as_printed))
        allowed = frozenset({"", "about"} if share else {""})
    if figure.qualifier not in allowed:
        message = f"{figure.key}: qualifier {figure.qualifier or 'empty'!r}"
        fix = f"“{figure.as_printed}” says {' or '.join(sorted(q or 'nothing' for q in allowed))}"
        yield problem(figure.location, message, fix)


def _unknown_names(figure: Figure, report: Report, content: Content) -> Iterator[Problem]:
    """Caveats and discrepancies that a figure names are there."""
    location = figure.location
    if "/" in figure.key:  # reported once for the table
        read = content.tables[f"{figure.report}:{figure.key.split('/')[0]}"]
        first = next(iter(next(iter(read.table.cells.values())).values()), None)
        if figure is not first:
            return
        location = read.definition.where("cells", "caveats")
        if figure.use is Use.CAVEAT and not figure.caveats:
            message = f"{read.table.key}: CAVEAT cells name no caveat"
            yield problem(read.definition.where("cells"), message, "name one of report.yaml")
    for key in figure.caveats:
        if key not in report.caveats:
            message = f"{figure.key}: unknown caveat `{key}`"
            yield problem(location, message, nearest_fix(key, report.caveats))
    for key in figure.discrepancies:
        if key not in content.ledger.discrepancies and "discrepancies" not in content.unread:
            fix = "describe it in discrepancies.yaml"
            yield problem(location, f"{figure.key}: unknown discrepancy `{key}`", fix)


def table_ledger_problems(read: ParsedTable) -> Iterator[Problem]:
    table, location = read.table, read.table.location
    if table.chart and not table.finding:
        yield problem(
            location, f"{table.key}: a chart without a finding", "say its title in `finding`"
        )
    first = next((cell for cells in table.cells.values() for cell in cells.values()), None)
    if first is not None:
        yield from kind_problems(first, read.definition.where("cells"))
    use = Use(read.shape.cells.use)
    if table.chart and not use.may_be_key:
        message = f"{table.key}: {use.value} cells are not drawn"
        yield problem(read.definition.where("chart"), message, 'write chart: ""')
    yield from _sum_problems(read)
    yield from _impossible_shares(read)
    yield from _shared_base_problems(read)


def _sum_problems(read: ParsedTable) -> Iterator[Problem]:
    """What must add up to 100 does, within the rounding of its cells."""
    table = read.table
    rows = [list(cells.values()) for cells in table.cells.values()]
    if not read.whole or not rows or any(len(row) != len(table.col_labels) for row in rows):
        return  # the reader has reported what is missing
    lines = rows if table.sums == "row" else []
    if table.sums == "column":
        lines = [list(column) for column in zip(*rows, strict=True)]
    for line in lines:
        total = sum((figure.value for figure in line if figure.value is not None), Decimal())
        if abs(total - 100) > Decimal("0.05") * len(line) + Decimal("0.01"):
            message = f"{line[0].key}: this {table.sums} adds up to {total}"
            yield problem(line[0].location, message, "it ought to be 100; look for a wrong digit")


def _impossible_shares(read: ParsedTable) -> Iterator[Problem]:
    """A base gives each of its shares: some whole number of people is that share of it.

    Shares are as exact as the table prints them: to whole numbers where no cell has decimals. A row
    that names a discrepancy of its own has been explained.
    """
    shares_of_table = [
        figure.value for cells in read.table.cells.values() for figure in cells.values()
    ]
    digits = max(
        (decimal_places(share) for share in shares_of_table if share is not None), default=0
    )
    for key, cells in read.table.cells.items():
        if read.shape.rows[key].discrepancies:
            continue
        for figure in cells.values():
            if figure.kind is not Kind.SHARE or figure.base_n is None or figure.value is None:
                continue
            n, value = figure.base_n, figure.value
            near = round(value * n / 100)
            step = Decimal(1).scaleb(-digits)
            shares = [(Decimal(k) * 100 / n).quantize(step, ROUND_HALF_UP)
                      for k in (near - 1, near, near + 1)]  # fmt: skip
            if value not in shares:
                message = f"{figure.key}: no number of people is {value} per cent of {n}"
                fix = "mend base_n, or name the discrepancy that says why"
                yield problem(figure.location, message, fix)


def _shared_base_problems(read: ParsedTable) -> Iterator[Problem]:
    """One base for shares that may be of several groups: how many answered in each is not that."""
    table = read.table
    cells = [cell for row in table.cells.values() for cell in row.values()]
    shared = [c for c in cells if c.kind is Kind.SHARE and c.base_n == table.base_n]
    if table.base_n is not None and shared and not table.of_one_group:
        message = f"{table.key}: base_n {table.base_n} is told of each row, which may be a group"
        fix = "write null, and each group's own in its row or column; or multi_answer: true where "
        fix += "the same people answered all"
        yield problem(read.definition.where("base_n"), message, fix, warning=True)


def _unused_caveats(report: Report, content: Content) -> Iterator[Problem]:
    used = {
        key for f in content.ledger.figures.values() if f.report == report.slug for key in f.caveats
    }
    for key in report.caveats:
        if key not in used:
            location = content.reports[report.slug].where("caveats", key)
            yield problem(
                location, f"caveat `{key}` is used by no figure", "name it or drop it", warning=True
            )
