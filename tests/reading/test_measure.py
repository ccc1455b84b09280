"""How good the reader is, on reports it was tuned on and on others (`measure.py`)."""

import pytest

from tests.reading.labelled import REPORTS, labels
from tests.reading.measure import measured, summed


def test_the_statistics_of_the_labelled_reports_are_found():
    missing = [name for name in labels() if not (REPORTS / name).exists()]
    if missing:
        pytest.skip(f"{', '.join(missing)} not in {REPORTS}: how good the reader is is NOT checked")
    results = [result for name in labels() for result in measured(name)]
    for tuned in (True, False):
        total = summed(results, "all", tuned)
        found, right = len(total.matched), total.marked
        assert found / total.labelled >= 0.98, (tuned, found, total.labelled)
        assert found / right >= 0.96, (tuned, found, right)
        assert total.equal("value") / found >= 0.995, (tuned, total.equal("value"), found)
        for column, least in (("kind", 0.9), ("unit", 0.8), ("qualifier", 0.98)):
            assert total.equal(column) / found >= least, (tuned, column, total.equal(column))
