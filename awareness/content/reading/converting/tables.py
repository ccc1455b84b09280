"""The tables of one page of a PDF, opened on demand, by pdfplumber."""

import io
import re

import pdfplumber

from awareness.content.reading.converting.letters import clean_line
from awareness.content.reading.refused import FileRefused

BROKEN_WORD = re.compile(r"(?<=[^\W\d_])-\n(?=[^\W\d_A-ZÅÄÖÜ])")  # at the end of a cell's line
STRATEGY_BY_WORDS = {"vertical_strategy": "text", "horizontal_strategy": "text"}


def tables_of_page(data: bytes, page_number: int) -> list[list[list[str]]]:
    """Tables as rows of cells: by their lines, or where there are none, by how words stand."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            if not 1 <= page_number <= len(document.pages):
                return []
            opened = document.pages[page_number - 1]
            tables = opened.extract_tables() or opened.extract_tables(STRATEGY_BY_WORDS)
    except MemoryError:
        raise
    except Exception:  # pdfminer stumbles over damage in many ways of its own
        raise FileRefused("broken") from None
    texts = [[[_clean_cell(cell) for cell in row] for row in table] for table in tables]
    return [table for table in map(_without_empty, texts) if len(table) > 1 and len(table[0]) > 1]


def _clean_cell(cell: str | None) -> str:
    return clean_line(" ".join(BROKEN_WORD.sub("", cell or "").split()))


def _without_empty(table: list[list[str]]) -> list[list[str]]:
    """Without empty rows and columns."""
    rows = [row for row in table if any(row)]
    columns = [
        column
        for column in range(max(map(len, rows), default=0))
        if any(row[column : column + 1] != [""] for row in rows)
    ]
    return [[row[column] if column < len(row) else "" for column in columns] for row in rows]
