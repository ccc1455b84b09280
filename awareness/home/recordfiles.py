"""One's own record as files: JSON for machines, and a folder of sheets for a spreadsheet. Pure.

Sheets and not one flat file: an answer and a team have no columns in common. Each is written by the
rules of the employer's sheets, so no cell is ever run as a formula.
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from awareness.home.record import PARTS
from awareness.home.recordrows import Row
from awareness.insights import sheets

type Full = Mapping[str, Sequence[Row]]


def as_json(full: Full, today: date) -> bytes:
    """Days as 2026-11-27, times in UTC with their offset."""
    parts = {
        part.key: {
            "what": str(part.title),
            "also_seen_by": part.seen_by,
            "rows": [{name: row[name] for name in part.columns} for row in full[part.key]],
        }
        for part in PARTS
    }
    text = json.dumps(
        {"made_on": today, "parts": parts}, ensure_ascii=False, indent=2, default=_plainly
    )
    return text.encode()


def _plainly(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def as_sheets(full: Full) -> bytes:
    """A zip with a sheet for each part, those that hold nothing included."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as folder:
        for part in PARTS:
            rows = ([row[name] for name in part.columns] for row in full[part.key])
            # A fixed time: the same record gives the same bytes.
            entry = zipfile.ZipInfo(f"{part.key}.csv", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            folder.writestr(entry, "".join(sheets.lines(part.columns, rows)))
    return kept.getvalue()
