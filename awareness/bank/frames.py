"""The ledger as pandas frames: how item models read it. Pandas is slow to import, hence inside."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from awareness.insights.ledger import Figure, Ledger, Table, Use

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("key", "table", "row", "col", "insight", "unit", "measure", "population", "use", "value")


def figures_frame(ledger: Ledger, report: str) -> pd.DataFrame:
    """One row a number of `report` (both ends of a range), cells included; `value` is float.

    NEVER figures are left out: their numbers must not travel, not even as a thing to avoid.
    """
    import pandas as pd

    rows = [
        (
            figure.key,
            *table_parts(figure),
            figure.insight,
            figure.unit,
            figure.measure,
            figure.population,
            figure.use.value,
            float(value),
        )
        for figure in ledger.figures.values()
        if figure.report == report and figure.use is not Use.NEVER
        for value in (figure.value, figure.value_to)
        if value is not None
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def table_parts(figure: Figure) -> tuple[str, str, str]:
    """(table, row, col) of a cell's key; empty strings for a figure outside a table."""
    parts = figure.key.split("/")
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else ("", "", "")


def table_of(ledger: Ledger, figure: Figure) -> Table | None:
    """The table a cell stands in, None for other figures."""
    name = table_parts(figure)[0]
    return ledger.tables.get(f"{figure.report}:{name}") if name else None


def table_frame(table: Table) -> pd.DataFrame:
    """The table's numbers as floats, rows and columns in the report's order; NaN where none."""
    import pandas as pd

    return pd.DataFrame(
        {
            col: {
                row: float(cells[col].value)
                if col in cells and cells[col].value is not None
                else float("nan")
                for row, cells in table.cells.items()
            }
            for col in table.col_labels
        },
        index=list(table.cells),
        dtype=float,
    )


def places(value: Decimal) -> int:
    """Digits after the decimal point as written: 54.4 has one, 17 none."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
