"""Reads the printed tables of a pack: tables/tables.yaml and one CSV each."""

from pathlib import Path

from awareness.content.cell_values import WHOLE_NUMBER, parse_number
from awareness.content.csv_files import CsvRow, read_csv
from awareness.content.figure_kinds import kind_of
from awareness.content.files import read_yaml
from awareness.content.parsed_content import Definition, ParsedTable, unread_name
from awareness.content.problems import Problem, problem
from awareness.content.schema import LONGEST_FIGURE_KEY, TableDef
from awareness.content.schema_validation import validate
from awareness.content.text_files import listed_paths, shown_path
from awareness.insights.ledger import Figure, Gathered, Kind, Location, Report, Span, Table, Use
from awareness.insights.nearest import nearest_fix
from awareness.numerals.languages import format_of, language

# What stands in the CSV where the source prints no number.
NO_NUMBER_SIGNS = ("–", "-", "—", "..", "…")


def read_tables(
    folder: Path, report: Report, problems: list[Problem]
) -> tuple[list[ParsedTable], set[str]]:
    """The tables of a pack, and what is there and could not be read, as in Content.unread."""
    path = folder / "tables.yaml"
    if not path.exists():
        for orphan in listed_paths(folder, "*.csv"):
            fix = "write tables.yaml beside it"
            problems.append(problem(Location(shown_path(orphan), 1), "belongs to no table", fix))
        return [], {
            unread_name(report.slug, orphan.stem) for orphan in listed_paths(folder, "*.csv")
        }
    document = read_yaml(path, problems)
    if not document.readable:
        return [], {report.slug}
    if not isinstance(document.data, list):
        problems.append(
            problem(document.location(), "is no list", "begin each table with `- key:`")
        )
        return [], {report.slug}
    tables: dict[str, ParsedTable] = {}
    unread: set[str] = set()
    for index, data in enumerate(document.data):
        shape = validate(TableDef, document, problems, index)
        if shape is None:
            key = data.get("key") if isinstance(data, dict) else None
            unread.add(unread_name(report.slug, key))
            continue
        if shape.key in tables:
            message = f"the key `{shape.key}` stands twice"
            problems.append(
                problem(document.location(index, "key"), message, "give each table its own key")
            )
            continue
        definition = Definition(report.slug, shape, data, document, (index,))
        before = len(problems)
        if problem_of_key := _long_key_problem(shape, definition):
            problems.append(problem_of_key)
        table = _table_of(folder / f"{shape.key}.csv", shape, definition, report, problems)
        tables[shape.key] = ParsedTable(
            table, shape, definition, is_complete=len(problems) == before
        )
        if not tables[shape.key].is_complete:
            unread.add(f"{report.slug}:{shape.key}")
    for orphan in listed_paths(folder, "*.csv"):
        is_listed = any(
            isinstance(data, dict) and data.get("key") == orphan.stem for data in document.data
        )
        if not is_listed and report.slug not in unread:
            fix = f"add `- key: {orphan.stem}` to tables.yaml"
            problems.append(problem(Location(shown_path(orphan), 1), "belongs to no table", fix))
            unread.add(unread_name(report.slug, orphan.stem))
    return list(tables.values()), unread


def _long_key_problem(shape: TableDef, definition: Definition[TableDef]) -> Problem | None:
    """A table whose keys are too long together for one of its cells; None where they fit."""
    longest_row = max(shape.rows, key=len, default="")
    longest_col = max(shape.kept_cols, key=len, default="")
    longest_key = f"{shape.key}/{longest_row}/{longest_col}"
    if len(longest_key) <= LONGEST_FIGURE_KEY:
        return None
    message = f"the key of a cell, {longest_key}, has more than {LONGEST_FIGURE_KEY} letters"
    return problem(definition.location_of("key"), message, "shorten the keys of rows or columns")


def _table_of(
    path: Path,
    shape: TableDef,
    definition: Definition[TableDef],
    report: Report,
    problems: list[Problem],
) -> Table:
    """A printed table as the ledger holds it, with the cells of its CSV."""
    return Table(
        report=report.slug,
        **shape.model_dump(include={"key", "insight", "title", "row_kind", "col_kind"}),
        **shape.model_dump(include={"exclusive", "multi_answer", "sums", "chart", "finding"}),
        row_labels={key: line.label for key, line in shape.rows.items()},
        col_labels={key: line.label for key, line in shape.kept_cols.items()},
        row_printed={key: line.printed or line.label for key, line in shape.rows.items()},
        base_n=shape.base_n,
        base_inferred=shape.base_inferred and shape.base_n is not None,
        cells=_read_cells(path, shape, report, problems),
        location=definition.location,
    )


def _read_cells(
    path: Path, shape: TableDef, report: Report, problems: list[Problem]
) -> dict[str, dict[str, Figure]]:
    """The cells of a table's CSV by row and column, in the order of tables.yaml; {} where its
    columns are others."""
    columns, rows = read_csv(path, problems)
    expected = ["row", "line", *shape.kept_cols]
    if columns != expected:
        if columns:
            message = f"the columns are {', '.join(columns)}"
            fix = f"tables.yaml says {', '.join(expected)}"
            problems.append(problem(Location(shown_path(path), 1), message, fix))
        return {}
    cells: dict[str, dict[str, Figure]] = {}
    refused_rows = {row.cells.get("row") for row in rows if not row.is_complete}
    for row in (row for row in rows if row.is_complete):
        key, line = row.cells["row"], row.cells["line"]
        if key not in shape.rows or key in cells:
            message = f"row `{key}` stands twice" if key in cells else f"unknown row `{key}`"
            missing_rows = [name for name in shape.rows if name not in cells]
            fix = f"{nearest_fix(key, missing_rows)}: tables.yaml names each row once"
            fix = fix if missing_rows else "take it out: every row of tables.yaml is there"
            problems.append(problem(row.location, message, fix))
            refused_rows.add(key)
        elif not WHOLE_NUMBER.fullmatch(line):
            message = f"`line` {line!r} is no line"
            problems.append(
                problem(row.location, message, "write the line of the source it is printed on")
            )
            refused_rows.add(key)
        else:
            cells[key] = _read_row(row, key, int(line), shape, report, problems)
    misnamed = (
        refused_rows - shape.rows.keys()
    )  # each may be meant for a row that seems to be missing
    for key in shape.rows:
        if rows and key not in cells and key not in refused_rows and not misnamed:
            message = f"row `{key}` is missing"
            problems.append(
                problem(
                    Location(shown_path(path), 1), message, "add it, or take it out of tables.yaml"
                )
            )
    # The report's order is that of tables.yaml.
    return {key: cells[key] for key in shape.rows if key in cells}


def _read_row(
    row: CsvRow,
    key: str,
    line_number: int,
    shape: TableDef,
    report: Report,
    problems: list[Problem],
) -> dict[str, Figure]:
    """The cells of a row by column; those that print no number are not there."""
    shared, figures = shape.cells, {}
    kind = kind_of(shared.kind, shared.unit, shared.per)
    scale = language("en").scales[shared.scale] if shared.scale else 1
    decimal = format_of(report.language, report.numbers).decimal
    for col, col_line in shape.kept_cols.items():
        row_line, printed = shape.rows[key], row.cells[col].strip()
        if printed in NO_NUMBER_SIGNS:
            continue
        value = parse_number(printed, col, row.location, problems, kind is Kind.CHANGE)
        if value is None:
            if not printed:
                message = f"cell {key}/{col} is empty"
                fix = "write the number as printed, or – where the source prints none"
                problems.append(problem(row.location, message, fix))
            continue
        line_base = row_line.base_n or col_line.base_n
        words = {"row": row_line.label, "col": col_line.label}
        figures[col] = Figure(
            report=report.slug,
            insight=shape.insight,
            key=f"{shape.key}/{key}/{col}",
            label=_fill_template(shared.label, words),
            statement=_fill_template(shared.statement, words),
            value=value * scale,
            value_to=None,
            qualifier="",
            unit=shared.unit,
            as_printed=f"{printed.replace('.', decimal)}{shared.suffix}",
            formula="",
            measure=shared.measure,
            population=shared.population,
            question=shared.question,
            base_n=line_base or shape.base_n,
            base_inferred=shape.base_inferred and (line_base or shape.base_n) is not None,
            multi_answer=shape.multi_answer,
            where=(Span(shared.source, line_number, line_number),),
            use=Use(shared.use),
            reason=shared.reason or shared.no_key,
            caveats=tuple(shared.caveats),
            discrepancies=tuple(
                dict.fromkeys(
                    [*shared.discrepancies, *row_line.discrepancies, *col_line.discrepancies]
                )
            ),
            as_of=shared.as_of,
            review_by=shared.review_by,
            audience=tuple(shared.audience),
            location=row.location,
            no_key=shared.no_key,
            kind=kind,
            scale=scale,
            per=shared.per,
            between=tuple(shared.between),
            gathered=Gathered(shared.gathered or report.gathered),
        )
    return figures


def _fill_template(template: str, words: dict[str, str]) -> str:
    """A text with each {name} replaced by its word."""
    for name, word in words.items():
        template = template.replace(f"{{{name}}}", word)
    return template
