"""How good the reader is, on reports it was tuned on and on others (`measure.py`)."""

import pytest

from tests.reading.labelled import REPORTS, labels
from tests.reading.measure import measured, summed


def test_the_statistics_of_the_labelled_reports_are_found():
    missing = [name for name in labels() if not (REPORTS / name).exists()]
    if missing:
        pytest.skip(f"{', '.join(missing)} not in {REPORTS}: how good the reader is is NOT checked")
    results = [result for name in labels() for result in measured(name)]
    for parts in (("tune",), ("tune_meaning", "held_out")):
        total = summed(results, "all", *parts)
        found, marked = len(total.matched), total.marked
        assert found / total.labelled >= 0.98, (parts, found, total.labelled)
        assert found / marked >= 0.96, (parts, found, marked)
        assert total.equal("value") / found >= 0.995, (parts, total.equal("value"), found)
    for part in ("tune", "held_out"):
        total = summed(results, "all", part)
        for column in ("kind", "unit", "qualifier"):
            assert total.equal(column) / len(total.matched) >= 0.9, (part, column)
