"""Names that stand in no file of a pack, not even where no text shows them."""

import re

import pytest

from awareness.studio.checks.terms import BLOCKED, NEVER_RULE
from tests.content.texts import FIXTURES, PACKS, load_yaml

FILES = sorted(path for pack in PACKS for path in pack.rglob("*.*"))
# Names of services and currencies: `exact`, so that they are matched as names are written.
NAMES = [
    term.pattern
    for term in BLOCKED
    if term.rule == NEVER_RULE and not term.pattern.flags & re.IGNORECASE and not term.about_page
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(FIXTURES).as_posix())
def test_no_service_is_named_even_in_the_ledger(path):
    text = path.read_text(encoding="utf-8")
    assert len(NAMES) == 1
    assert not [match[0] for name in NAMES for match in name.finditer(text)]


def test_a_platform_is_a_number():
    tables = load_yaml((FIXTURES / "packs/netclean-2016/tables/tables.yaml").read_text())
    rows = next(table for table in tables if table["key"] == "t-2016-05")["rows"]
    assert [(row["label"], row["printed"]) for row in rows.values()] == [
        (f"Platform {place}", f"{place}.") for place in range(1, 11)
    ]
