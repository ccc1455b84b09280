"""What ships is drawn, and asks for a guess where a number surprises."""

import re

from awareness.insights import charts
from tests.bank.ledgers import shipped
from tests.content.texts import FIXTURES, explainers, load_yaml

CHART = re.compile(r"\{chart:([^}]+)\}")


def drawn_by_page() -> dict[str, list[dict]]:
    """The drawings of each page that has any table."""
    ledger = shipped().ledger
    pages = {}
    for name, (ordinary, _plain) in explainers().items():
        report = name.split("/")[0]
        if keys := CHART.findall(ordinary.body):
            pages[name] = [charts.drawing_data(ledger, report, key) for key in keys]
    return pages


def test_at_least_half_of_the_pages_with_a_table_have_a_drawing_that_is_none():
    pages = drawn_by_page()
    assert len(pages) >= 8
    drawn = [name for name, each in pages.items() if any(d["kind"] != "table" for d in each)]
    assert len(drawn) * 2 >= len(pages)


def test_a_title_is_a_finding_and_no_name_of_a_table():
    """A whole sentence: what was found, not what was asked."""
    tables = shipped().ledger.tables.values()
    named = {table.title for table in tables}
    for drawings in drawn_by_page().values():
        for drawing in drawings:
            assert drawing["title"] not in named
            assert not re.match(r"(?:How|Whether|Where|What|Which)\b", drawing["title"])


def test_a_guess_comes_first_in_at_least_ten_places():
    steps = [
        step
        for path in (FIXTURES / "modules").glob("*.yaml")
        for step in load_yaml(path.read_text(encoding="utf-8"))["steps"]
        if step["kind"] == "estimate"
    ]
    pages = [
        f"{path.parent.name}/{page}"
        for path in (FIXTURES / "reports").glob("*/questions.yaml")
        for entry in load_yaml(path.read_text(encoding="utf-8"))
        if entry.get("generate") == "Q9"
        for page in entry["explainers"]
    ]
    assert len(pages) == len(set(pages)), "one guess a page"
    assert len(steps) + len(pages) >= 10
