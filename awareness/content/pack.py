"""Reads one pack folder: the report, its figures and tables, its explainers and questions."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from awareness.bank.authored import AnyQuestion
from awareness.content.cell_values import (
    parse_day,
    parse_number,
    parse_spans,
    parse_whole,
    split_list,
)
from awareness.content.csv_files import CsvRow, read_csv
from awareness.content.explainers import read_explainers
from awareness.content.figure_kinds import kind_of, scale_of
from awareness.content.files import Text, read_yaml
from awareness.content.parsed_content import Definition, Explainer, ParsedTable, unread_name
from awareness.content.problems import Problem, problem
from awareness.content.questions import read_questions
from awareness.content.schema import FigureRow, ReportFile, Rights
from awareness.content.schema_validation import problem_of, validate
from awareness.content.tables import read_tables
from awareness.content.text_files import shown_path
from awareness.insights.ledger import Chart, Figure, Gathered, Kind, Location, Report, Use
from awareness.numerals.languages import format_of

LIST_COLUMNS = ("caveats", "discrepancies", "audience", "between")
FLAG_COLUMNS = ("base_inferred", "multi_answer")
WHOLE_NUMBER_COLUMNS = ("base_n", "per")
NONE_IF_EMPTY = ("as_of", "review_by", "read_on")
# Columns that a file may leave out: most figures say nothing in them.
OMITTABLE_COLUMNS = ("kind", "scale", "per", "between", "gathered", "base_where")
# A report's figure stands in a line of its text; one of another page has an address and a day.
EXTERNAL_COLUMNS = ("address", "read_on")
REPORT_TEXT_COLUMNS = ("where", "base_where")


def columns_of(kind: str) -> tuple[str, ...]:
    """The columns of figures.csv in a pack of this kind (ReportFile.kind)."""
    other = REPORT_TEXT_COLUMNS if kind == "external" else EXTERNAL_COLUMNS
    return tuple(name for name in FigureRow.model_fields if name not in other)


REPORT_COLUMNS = columns_of("report")


@dataclass
class Pack:
    """What a pack's folder holds, as far as it fits."""

    slug: str
    folder: Path
    report: Report | None = None
    definition: Definition[ReportFile] | None = None
    figures: list[Figure] = field(default_factory=list)
    texts: dict[str, dict[str, Text]] = field(default_factory=dict)  # figures' texts by key
    tables: list[ParsedTable] = field(default_factory=list)
    explainers: list[Explainer] = field(default_factory=list)
    questions: list[Definition[AnyQuestion]] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)  # what does not fit, as in Content


def read_pack(folder: Path, problems: list[Problem]) -> Pack:
    """Everything in a pack folder; what does not fit is in `problems` and left out."""
    document = read_yaml(folder / "report.yaml", problems)
    data = document.data if isinstance(document.data, dict) else {}
    pack = Pack(str(data.get("slug") or folder.name), folder)
    if not document.readable:
        return pack
    shape = validate(ReportFile, document, problems)
    if shape is None:
        return pack
    pack.definition = Definition(pack.slug, shape, data, document)
    pack.report = _report_of(shape, pack.definition)
    _report_repeated_chart_keys(shape, pack.definition, problems)
    reason_by_key = {key: rule.reason for rule in shape.no_key for key in rule.keys}
    _read_figures(pack, pack.report, reason_by_key, problems)
    if pack.report.kind == "external" and (folder / "tables").exists():
        location = Location(shown_path(folder / "tables"), 1)
        fix = "write its figures into figures.csv, each with its address"
        problems.append(problem(location, "a pack of other pages has no tables", fix))
    else:
        pack.tables, unread = read_tables(folder / "tables", pack.report, problems)
        pack.unread |= unread
    before = len(problems)
    pack.explainers = read_explainers(folder / "insights", pack.slug, problems)
    if len(problems) > before:
        pack.unread.add("explainers")
    before = len(problems)
    pack.questions = read_questions(folder / "questions.yaml", pack.slug, problems)
    if len(problems) > before:
        pack.unread.add("questions")
    figure_keys = {figure.key for figure in pack.figures}
    for index, rule in enumerate(shape.no_key):
        for key in rule.keys:
            if key not in figure_keys and pack.unread.isdisjoint({pack.slug, f"{pack.slug}:{key}"}):
                location = document.location("no_key", index, "keys")
                problems.append(
                    problem(location, f"there is no figure `{key}`", "name one of figures.csv")
                )
    return pack


def _report_repeated_chart_keys(
    shape: ReportFile, definition: Definition[ReportFile], problems: list[Problem]
) -> None:
    """A problem for each drawing that is called as one before it: texts name it by its key."""
    earlier_keys: set[str] = set()
    for index, chart in enumerate(shape.charts):
        if chart.key in earlier_keys:
            location = definition.location_of("charts", index, "key")
            message = f"the drawing `{chart.key}` stands twice"
            problems.append(problem(location, message, "give each drawing its own key"))
        earlier_keys.add(chart.key)


def rights_fields(rights: Rights | None) -> dict[str, Any]:
    """The fields of a report that say how it may be used."""
    field_names = {"licence", "credit", "internal"}
    return rights.model_dump(include=field_names) if rights else {}


def read_rights(folder: Path) -> tuple[Rights, str] | None:
    """What the report.yaml of another folder of the same pack says of its rights, if it does, and
    what the report calls a part."""
    data = read_yaml(folder / "report.yaml").data
    definition = data if isinstance(data, dict) else {}
    try:
        return Rights.model_validate(definition.get("rights")), str(definition.get("part", ""))
    except ValidationError:
        return None


def _report_of(shape: ReportFile, definition: Definition[ReportFile]) -> Report:
    """What report.yaml says, as the ledger holds a report."""
    charts = tuple(
        Chart(
            report=shape.slug,
            **chart.model_dump(exclude={"rows"}),
            rows=tuple(chart.rows),
            location=definition.location_of("charts", number),
        )
        for number, chart in enumerate(shape.charts)
    )
    return Report(
        **shape.model_dump(include={"slug", "kind", "title", "publisher", "year", "language"}),
        **shape.model_dump(include={"interests", "asked", "how", "sources", "caveats"}),
        **shape.model_dump(include={"numbers", "gathered", "part"}),
        **rights_fields(shape.rights),
        fieldwork_from=shape.fieldwork.first if shape.fieldwork else None,
        fieldwork_to=shape.fieldwork.last if shape.fieldwork else None,
        charts=charts,
        location=definition.location,
    )


def _read_figures(
    pack: Pack, report: Report, reason_by_key: dict[str, str], problems: list[Problem]
) -> None:
    """Put the figures of figures.csv into `pack`; `reason_by_key` says of some keys why no answer
    may rest on them (`no_key` of report.yaml)."""
    path = pack.folder / "figures.csv"
    before = len(problems)
    columns, rows = read_csv(path, problems)
    if len(problems) > before:
        pack.unread.add(pack.slug)  # which rows it would have had nobody knows
    expected_columns = columns_of(report.kind)
    head = Location(shown_path(path), 1)
    missing = (
        [n for n in expected_columns if n not in columns and n not in OMITTABLE_COLUMNS]
        if columns
        else []
    )
    for name in missing:
        problems.append(problem(head, f"column `{name}` is missing", "add it, empty if need be"))
    for name in columns:
        if name not in expected_columns:
            fix = f"the columns are {', '.join(expected_columns)}"
            problems.append(problem(head, f"unknown column `{name}`", fix))
    if missing:
        pack.unread.add(pack.slug)
        return
    first_location_by_key: dict[str, Location] = {}
    for row in rows:
        figure = read_figure(row, report, reason_by_key, problems) if row.is_complete else None
        if figure is None:
            pack.unread.add(unread_name(pack.slug, row.cells.get("key", "").strip()))
            continue
        if figure.key in first_location_by_key:
            first_line = first_location_by_key[figure.key].line
            message = f"the key `{figure.key}` stands twice; first in line {first_line}"
            problems.append(problem(row.location, message, "give each figure its own key"))
            continue
        first_location_by_key[figure.key] = row.location
        pack.figures.append(figure)
        pack.texts[figure.key] = {
            name: row.text(name) for name in expected_columns if name in columns
        }


def read_figure(
    row: CsvRow, report: Report, reason_by_key: dict[str, str], problems: list[Problem]
) -> Figure | None:
    """The figure of a row of figures.csv; None and problems when it does not fit. `reason_by_key`:
    why no answer may rest on a figure, of those that have a reason."""
    before = len(problems)
    names = columns_of(report.kind)
    cells: dict[str, Any] = {name: row.cells.get(name, "").strip() for name in names}
    cells = dict.fromkeys(REPORT_TEXT_COLUMNS + EXTERNAL_COLUMNS, "") | cells
    for name in LIST_COLUMNS:
        cells[name] = split_list(cells[name])
    for name in FLAG_COLUMNS:
        if cells[name] not in ("", "yes"):
            message = f"`{name}` {cells[name]!r} is neither yes nor empty"
            problems.append(problem(row.location, message, "write yes, or leave it empty"))
        cells[name] = cells[name] == "yes"
    for name in WHOLE_NUMBER_COLUMNS:
        cells[name] = parse_whole(cells[name], name, row.location, problems)
    for name in NONE_IF_EMPTY:
        cells[name] = cells[name] or None
    try:
        shape = FigureRow.model_validate(cells)
    except ValidationError as errors:
        for error in errors.errors():
            problems.append(problem_of(error, row.location, FigureRow, error["loc"][:1]))
        return None
    kind = kind_of(shape.kind, shape.unit, shape.per)
    day, value, value_to = None, None, None
    if kind is Kind.DATE:
        day = parse_day(shape.value, "value", row.location, problems)
    else:
        signed = kind is Kind.CHANGE
        value = parse_number(shape.value, "value", row.location, problems, signed)
        value_to = parse_number(shape.value_to, "value_to", row.location, problems, signed)
    where = parse_spans(shape.where, report.sources, row.location, problems)
    parse_spans(shape.base_where, report.sources, row.location, problems)
    if len(problems) > before:
        return None
    left_out = {
        "value",
        "value_to",
        "where",
        "base_where",
        "use",
        "kind",
        "scale",
        "gathered",
        *LIST_COLUMNS,
    }
    plain_fields = shape.model_dump(exclude=left_out)
    lists: dict[str, Any] = {name: tuple(getattr(shape, name)) for name in LIST_COLUMNS}
    number_format = format_of(report.language, report.numbers)
    return Figure(
        report=report.slug,
        **plain_fields,
        value=value,
        value_to=value_to,
        where=where,
        use=Use(shape.use),
        **lists,
        location=row.location,
        no_key=reason_by_key.get(shape.key, ""),
        kind=kind,
        scale=scale_of(shape.scale, value, shape.as_printed, report.language, number_format),
        gathered=Gathered(shape.gathered or report.gathered),
        day=day,
    )
