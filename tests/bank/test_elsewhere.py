"""Reports of other fields load, draw and give items without a change of code; and whatever a table
holds, an item has one key and says nothing beyond its row."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awareness.bank.gate import broken_rules
from awareness.bank.item_models import MODELS
from awareness.bank.offers import offers_by_report, offers_of_report
from awareness.content.checks import examine
from awareness.content.reader import read_content
from awareness.insights import charts
from awareness.insights.ledger import Gathered, Kind, Ledger
from quizzes.kinds import Numeric, Spec, parse_spec
from tests.bank import elsewhere
from tests.bank.ledgers import a_figure, a_ledger, a_table

NUMBER = re.compile(r"\d[\d,.]*\d|\d")
# Numbers of the sentences themselves: out of a hundred, and what an index is set to.
OWN = {"100"}


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    root, sources = elsewhere.write(tmp_path_factory.mktemp("elsewhere"))
    read = read_content([root])
    return read, examine(read, sources).problems


def test_every_pack_is_proved_against_its_text(content):
    assert [str(problem) for problem in content[1] if not problem.warning] == []


def test_every_table_that_is_to_be_drawn_draws(content):
    ledger = content[0].ledger
    for table in ledger.tables.values():
        if table.chart:
            assert charts.drawing_data(ledger, table.report, table.key)["table"]["rows"]
    assert sum(bool(table.chart) for table in ledger.tables.values()) >= 4


def test_every_report_gives_items_of_several_families(content):
    found = {each.report: each for each in offers_by_report(content[0].ledger)}

    assert set(found) == set(elsewhere.REPORTS)
    for each in found.values():
        assert len({offer.family for offer in each.offers}) >= 3, each.report
        for offer in each.offers:
            assert_honest(content[0].ledger, each.report, offer.spec)
    every = {offer.family for each in found.values() for offer in each.offers}
    assert every == set(MODELS) - {"Q10"}  # that one needs an author's words


@pytest.mark.parametrize(
    ("report", "stem"),
    [
        ("work-barometer", "For 2018, Work Environment Barometer counts accidents"),
        ("complaints-count", "For 2024, Yearly Count of Complaints counts complaints"),
        ("hela-tiden", "For 2013, Hela tiden counts"),
        ("women-and-men", "For 2020, Women and Men counts women aged 25 to 64 in the EU."),
    ],
)
def test_the_stem_names_the_years_of_the_figure(content, report, stem):
    """Only of the second it is the year in which the report came out."""
    stems = [offer.spec.stem for offer in offers_of_report(content[0].ledger, report).offers]

    assert any(stem.lower() in each.lower() for each in stems), stems


def assert_honest(ledger: Ledger, report: str, spec: Spec) -> None:
    """One key, nothing the gate minds, and no number that no row of its figures has."""
    parse_spec(spec.stored())
    assert broken_rules(spec, ledger.rules(report)) == []
    if not isinstance(spec, Numeric):
        assert [option.correct for option in spec.rows].count(True) == 1
        assert len({option.text for option in spec.rows}) == 3
    said = [spec.stem, *(row.text for row in spec.rows), *spec.row_feedback]
    said += [getattr(spec, "headline", "")]
    said += spec.numeric.words() if isinstance(spec, Numeric) else []
    said += [bar.shown for bar in spec.drawing.bars] if getattr(spec, "drawing", None) else []
    held = OWN | held_numbers(ledger, report, spec)
    assert set(NUMBER.findall(" ".join(said))) <= held


def held_numbers(ledger: Ledger, report: str, spec: Spec) -> set[str]:
    """Every number as a text may write it: the values of its figures, and what their rows hold."""
    found: set[str] = set()
    for key in spec.figures:
        figure = ledger.figures[key]
        value, scale = abs(figure.value or Decimal()), figure.scale
        found |= {f"{value / scale:,f}", f"{value:,f}", f"{figure.base_n or 0:,}"}
        found |= {text.rstrip("0").rstrip(".") for text in set(found) if "." in text}
        found |= {f"{figure.per:,}"} if figure.per else set()
        table = ledger.tables.get(f"{report}:{figure.key.partition('/')[0]}")
        words = [
            figure.label, figure.statement, figure.population, figure.question, figure.as_printed,
            *figure.between, str(figure.as_of), table.title if table else "",
            *(table.row_labels.values() if table else ()),
            *(table.col_labels.values() if table else ()),
        ]  # fmt: skip
        found |= set(NUMBER.findall(" ".join(words))) | {str(figure.as_of and figure.as_of.year)}
    groups = {figure.population for figure in ledger.figures.values() if figure.report == report}
    return found | set(NUMBER.findall(" ".join([ledger.reports[report].title, *groups])))


NOUNS = st.sampled_from(["bikes", "clinics", "swedish_firms", "hours_of_sleep", "visits"])
PEOPLE = st.sampled_from(
    ["Nurses who chose to answer", "Farms in Norway", "Visits to a pool", "EU towns", "A"]
)
TITLES = st.sampled_from(["Sleep 2019", "The Pool Report", "Report 7"])
UNITS = st.sampled_from(
    [
        ("percent", Kind.SHARE, None), ("visits", Kind.COUNT, None), ("SEK", Kind.MONEY, None),
        ("accidents", Kind.RATE, 100_000), ("index", Kind.INDEX, None), ("days", Kind.MEAN, None),
        ("days", Kind.MEDIAN, None), ("percent", Kind.CHANGE, None), ("points", Kind.CHANGE, None),
        ("hours", Kind.DURATION, None), ("times", Kind.RATIO, None),
    ]
)  # fmt: skip


@st.composite
def reports(draw) -> Ledger:
    """A report of one table and a few figures beside it, of any kind and year."""
    unit, kind, per = draw(UNITS)
    years = draw(st.sampled_from([("share",), ("2019", "2020"), ("women", "men")]))
    most = 100 if kind is Kind.SHARE else 10**7
    numbers = st.decimals(min_value=0, max_value=most, places=draw(st.integers(0, 1)))
    rows = {
        row: {col: str(draw(numbers)) for col in years}
        for row in ["north", "south", "east", "west"][: draw(st.integers(1, 4))]
    }
    parts = {
        "unit": unit, "kind": kind, "per": per,
        "measure": draw(st.sampled_from(["share_of_", "number_of_", ""])) + draw(NOUNS),
        "population": draw(PEOPLE), "gathered": draw(st.sampled_from(list(Gathered))),
        "question": draw(st.sampled_from(["", "How is it?", "word " * 20])),
        "base_n": draw(st.none() | st.integers(1, 9000)),
        "between": {Kind.CHANGE: ("2018", "2019"), Kind.INDEX: ("2015",)}.get(kind, ()),
        "as_of": date(draw(st.integers(1995, 2025)), 6, 30), "insight": "01",
        "multi_answer": draw(st.booleans()),
    }  # fmt: skip
    table = a_table(rows, chart="bars", title="How it is", exclusive=draw(st.booleans()))
    cells = {
        row: {
            col: replace(cell, **parts, as_printed=str(cell.value), statement="So it is.")
            for col, cell in line.items()
        }
        for row, line in table.cells.items()
    }
    words = draw(st.sampled_from([("a third", "33.3"), ("Half", "50"), ("many", "60")]))
    beside = a_figure("said", words[1], as_printed=words[0], insight="02", caveats=())
    ledger = a_ledger(replace(table, cells=cells), beside)
    said = {"title": draw(TITLES), "year": draw(st.integers(2000, 2026))}
    own = replace(ledger.reports["tiny-2018"], **said)
    return replace(ledger, reports={"tiny-2018": own}, rules_by_report={})


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(reports())
def test_any_report_gives_honest_items_or_named_refusals(ledger):
    found = offers_of_report(ledger, "tiny-2018")

    for offer in found.offers:
        assert_honest(ledger, "tiny-2018", offer.spec)
        assert all(guard["passed"] for guard in offer.spec.guards)
    for refusal in found.refusals:
        assert refusal.guard
        assert refusal.message
