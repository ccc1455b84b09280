"""Names that stand in no file of a pack, not even where no text shows them."""

import pytest

from awareness.subjects.wording import whole_words
from tests.bank.ledgers import RULES, shipped
from tests.content.texts import FIXTURES, PACKS, load_yaml
from tests.in_one import in_one_test

FILES = sorted(path for pack in PACKS for path in pack.rglob("*.*"))
# Names of services and currencies: `exact`, so that they are matched as names are written.
NAMES = [
    whole_words(term.words, exact=True)
    for term in RULES.terms
    if term.never and term.exact and not term.about
]


@in_one_test(lambda: {path.relative_to(FIXTURES).as_posix(): (path,) for path in FILES})
def test_no_service_is_named_even_in_the_ledger(path):
    text = path.read_text(encoding="utf-8")
    assert len(NAMES) == 1
    assert not [match[0] for name in NAMES for match in name.finditer(text)]


def test_a_platform_is_a_number():
    tables = load_yaml((FIXTURES / "reports/netclean-2016/tables/tables.yaml").read_text())
    rows = next(table for table in tables if table["key"] == "t-2016-05")["rows"]
    assert [(row["label"], row["printed"]) for row in rows.values()] == [
        (f"Platform {place}", f"{place}.") for place in range(1, 11)
    ]


@pytest.mark.parametrize("report", ["netclean-2016", "netclean-2018"])
def test_a_share_that_the_rows_beside_it_do_not_give_is_registered(report):
    """A reader adds up the rows of a region and gets less than the text says."""
    ledger = shipped().ledger
    europe = ledger.figures[f"{report}:share-europe"]
    rows = ledger.tables[f"{report}:respondents"].cells
    summed = sum(rows[row]["share"].value for row in ("united-kingdom", "norway", "sweden"))

    assert summed < europe.value
    registered = [ledger.discrepancies[key] for key in europe.discrepancies]
    assert any(f"{summed} per cent" in d.what and d.learn for d in registered)
