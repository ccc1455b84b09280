"""Rules of the ledger itself: what a figure, a table and a discrepancy must have, and may not."""

import re
from collections.abc import Collection, Iterator
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
TOO_LARGE = 10**16  # Figure.value has sixteen digits before its point
ADDRESS = re.compile(r"https?://[\w.-]+\.\w+(?:/\S*)?$")


def check_ledger(content: Content) -> Iterator[Problem]:
    """Everything that can be checked without the sources."""
    for figure in content.ledger.figures.values():
        report = content.ledger.reports[figure.report]
        if "/" not in figure.key:
            yield from figure_problems(figure, report)
            yield from check_printed(figure, language_of(report))
        yield from _too_large_problems(figure)
        yield from _unknown_names(figure, report, content)
    for parsed_table in content.tables.values():
        report = content.ledger.reports[parsed_table.table.report]
        yield from table_ledger_problems(parsed_table, {chart.key for chart in report.charts})
    for report in content.ledger.reports.values():
        if content.is_fully_read(report.slug):
            yield from _unused_caveats(report, content)


def _too_large_problems(figure: Figure) -> Iterator[Problem]:
    """A number that no column keeps: from ten thousand billion on nobody counts anything here."""
    for name in ("value", "value_to"):
        number = getattr(figure, name)
        if number is not None and abs(number) >= TOO_LARGE:
            message = f"{figure.key}: `{name}` {number:f} is too large"
            yield problem(figure.location, message, f"mend it: write less than {TOO_LARGE:,}")


def figure_problems(figure: Figure, report: Report) -> Iterator[Problem]:
    """What one figure must have beside its number, and may not; cells of tables have it shared."""

    def problem_of_figure(message: str, fix: str) -> Problem:
        return problem(figure.location, f"{figure.key}: {message}", fix)

    if figure.use is Use.NEVER:
        yield from _never_figure_problems(figure)
        return
    yield from _origin_problems(figure, report)
    if figure.formula and figure.as_printed:
        yield problem_of_figure(
            "a derived figure has `as_printed`", "leave it empty: nothing prints it"
        )
    if figure.use is Use.HOLD and not figure.reason:
        yield problem_of_figure("a HOLD figure has no `reason`", "say why it is held back")
    if figure.use is Use.CAVEAT and not figure.caveats:
        yield problem_of_figure(
            "a CAVEAT figure names no caveat", "name one of report.yaml in `caveats`"
        )
    has_value = figure.value is not None or figure.day is not None
    if has_value and not (figure.as_printed or figure.formula):
        yield problem_of_figure(
            "has a number, and nothing printed", "give `as_printed`, or a `formula`"
        )
    if not has_value and not figure.formula and not figure.statement:
        yield problem_of_figure(
            "has neither a number nor a statement", "say in `statement` what is reported"
        )
    if figure.value is not None and not figure.unit:
        yield problem_of_figure(
            "has a number without a unit", "give `unit`: percent, people, alerts, years"
        )
    if len(figure.as_printed.split()) > MAX_PRINTED_WORDS:
        fix = "give the shortest words that hold the number"
        yield problem_of_figure("`as_printed` is longer than twenty words", fix)
    yield from kind_problems(figure)
    for name in ("as_of", "review_by"):
        if getattr(figure, name) is None:
            yield problem_of_figure(f"`{name}` is empty", "give a day: 2018-08-13")
    if not figure.audience:
        yield problem_of_figure(
            "`audience` is empty", "S all staff, M managers, H case handlers, I IT"
        )
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
    filled_names = [name for name in (*must_be_empty, "question") if getattr(figure, name)]
    filled_names += [
        name for name in ("value", "value_to", "base_n") if getattr(figure, name) is not None
    ]
    if filled_names or figure.label != NEVER_LABEL:
        names = ", ".join(filled_names) or "label"
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
        is_share = any(m.kind == "share" for m in report_language.mentions(figure.as_printed))
        allowed = frozenset({"", "about"} if is_share else {""})
    if figure.qualifier not in allowed:
        message = f"{figure.key}: qualifier {figure.qualifier or 'empty'!r}"
        fix = f"“{figure.as_printed}” says {' or '.join(sorted(q or 'nothing' for q in allowed))}"
        yield problem(figure.location, message, fix)


def _unknown_names(figure: Figure, report: Report, content: Content) -> Iterator[Problem]:
    """Caveats and discrepancies that a figure names are there."""
    location = figure.location
    if "/" in figure.key:  # reported once for the table
        parsed_table = content.tables[f"{figure.report}:{figure.key.split('/')[0]}"]
        first = next(iter(next(iter(parsed_table.table.cells.values())).values()), None)
        if figure is not first:
            return
        location = parsed_table.definition.location_of("cells", "caveats")
        if figure.use is Use.CAVEAT and not figure.caveats:
            message = f"{parsed_table.table.key}: CAVEAT cells name no caveat"
            yield problem(
                parsed_table.definition.location_of("cells"), message, "name one of report.yaml"
            )
    for key in figure.caveats:
        if key not in report.caveats:
            message = f"{figure.key}: unknown caveat `{key}`"
            yield problem(location, message, nearest_fix(key, report.caveats))
    for key in figure.discrepancies:
        if key not in content.ledger.discrepancies and "discrepancies" not in content.unread:
            fix = "describe it in discrepancies.yaml"
            yield problem(location, f"{figure.key}: unknown discrepancy `{key}`", fix)


def table_ledger_problems(
    parsed_table: ParsedTable, chart_keys: Collection[str] = ()
) -> Iterator[Problem]:
    """What is wrong with a table that can be said without its source. `chart_keys`: of the drawings
    in its report.yaml."""
    table, location = parsed_table.table, parsed_table.table.location
    if table.chart and table.key in chart_keys:
        message = f"{table.key}: report.yaml has a drawing of this key"
        yield problem(location, message, "give one of them another key")
    if table.chart and not table.finding:
        yield problem(
            location, f"{table.key}: a chart without a finding", "say its title in `finding`"
        )
    first = next((cell for cells in table.cells.values() for cell in cells.values()), None)
    if first is not None:
        yield from kind_problems(first, parsed_table.definition.location_of("cells"))
    use = Use(parsed_table.shape.cells.use)
    if table.chart and not use.may_be_key:
        message = f"{table.key}: {use.value} cells are not drawn"
        yield problem(parsed_table.definition.location_of("chart"), message, 'write chart: ""')
    yield from _sum_problems(parsed_table)
    yield from _impossible_shares(parsed_table)
    yield from _shared_base_problems(parsed_table)


def _sum_problems(parsed_table: ParsedTable) -> Iterator[Problem]:
    """What must add up to 100 does, within the rounding of its cells."""
    table = parsed_table.table
    rows = [list(cells.values()) for cells in table.cells.values()]
    if (
        not parsed_table.is_complete
        or not rows
        or any(len(row) != len(table.col_labels) for row in rows)
    ):
        return  # the reader has reported what is missing
    digits = max(
        (decimal_places(f.value) for row in rows for f in row if f.value is not None), default=0
    )
    rounding = Decimal("0.5").scaleb(-digits)  # of one cell, at most
    lines = rows if table.sums == "row" else []
    if table.sums == "column":
        lines = [list(column) for column in zip(*rows, strict=True)]
    for line in lines:
        total = sum((figure.value for figure in line if figure.value is not None), Decimal())
        if abs(total - 100) > rounding * len(line) + Decimal("0.01"):
            message = f"{line[0].key}: this {table.sums} adds up to {total}"
            yield problem(line[0].location, message, "it ought to be 100; look for a wrong digit")


def _impossible_shares(parsed_table: ParsedTable) -> Iterator[Problem]:
    """A base gives each of its shares: some whole number of people is that share of it.

    Shares are as exact as the table prints them: to whole numbers where no cell has decimals. A row
    that names a discrepancy of its own has been explained.
    """
    shares_of_table = [
        figure.value for cells in parsed_table.table.cells.values() for figure in cells.values()
    ]
    digits = max(
        (decimal_places(share) for share in shares_of_table if share is not None), default=0
    )
    for key, cells in parsed_table.table.cells.items():
        if parsed_table.shape.rows[key].discrepancies:
            continue
        for figure in cells.values():
            if figure.kind is not Kind.SHARE or figure.base_n is None or figure.value is None:
                continue
            base_n, value = figure.base_n, figure.value
            nearest_count = round(value * base_n / 100)
            step = Decimal(1).scaleb(-digits)
            shares = [(Decimal(k) * 100 / base_n).quantize(step, ROUND_HALF_UP)
                      for k in (nearest_count - 1, nearest_count, nearest_count + 1)]  # fmt: skip
            if value not in shares:
                message = f"{figure.key}: no number of people is {value} per cent of {base_n}"
                fix = "mend `base_n`, or name the discrepancy that says why"
                yield problem(figure.location, message, fix)


def _shared_base_problems(parsed_table: ParsedTable) -> Iterator[Problem]:
    """A warning where shares of several groups have the base of the whole table: how many answered
    in each group is another number."""
    table = parsed_table.table
    cells = [cell for row in table.cells.values() for cell in row.values()]
    shares_of_table_base = [c for c in cells if c.kind is Kind.SHARE and c.base_n == table.base_n]
    if table.base_n is not None and shares_of_table_base and not table.of_one_group:
        message = f"{table.key}: `base_n` {table.base_n} is told of each row, which may be a group"
        fix = "write null, and each group's own in its row or column; or multi_answer: true where "
        fix += "the same people answered all"
        yield problem(parsed_table.definition.location_of("base_n"), message, fix, warning=True)


def _unused_caveats(report: Report, content: Content) -> Iterator[Problem]:
    """A warning for each caveat that no figure of the report names."""
    used = {
        key for f in content.ledger.figures.values() if f.report == report.slug for key in f.caveats
    }
    for key in report.caveats:
        if key not in used:
            location = content.reports[report.slug].location_of("caveats", key)
            yield problem(
                location, f"caveat `{key}` is used by no figure", "name it or drop it", warning=True
            )
