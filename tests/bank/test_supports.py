"""Q12 from the ledger alone: which statement do these figures support?"""

from dataclasses import replace
from datetime import date

import pytest

from awareness.bank import phrases
from awareness.bank.gate import broken_rules
from awareness.insights.ledger import Gathered, Kind
from quizzes.kinds import read_spec
from tests.bank.families import (
    column_ledger,
    directly,
    key_of,
    made_or_refused,
    make,
    quoted,
)
from tests.bank.ledgers import a_figure, a_ledger, a_table

RECORDS = {"gathered": Gathered.RECORDS, "base_n": None, "question": "", "population": "Visits"}


def key(ledger, source) -> str:
    spec = directly(ledger, "Q12", source)
    assert len(spec["options"]) == 3
    assert not broken_rules(read_spec(spec))
    return key_of(spec)["text"]


def texts(ledger, source) -> set[str]:
    """Every option that one seed or another offers."""
    return {
        option["text"]
        for seed in range(60)
        for option in make(ledger, "Q12", source, seed)["options"]
    }


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (["60", "30"], "where people answered"),
        (["34", "31"], "by chance alone"),
    ],
)
def test_two_rows_are_apart_or_chance_may_have_made_them(values, said):
    """200 answered: chance moves a share of a third by some seven points."""
    assert said in key(column_ledger(values, base_n=200), ["t/row a/share", "t/row b/share"])


@pytest.mark.parametrize(
    ("values", "parts", "guard"),
    [
        (["38.1", "30.5"], {}, "G1"),  # further apart than chance, and less than eight points
        (["60", "60"], {}, "G1"),
        (["60", "30"], {"base_n": None}, "G1"),
        (["60", "30"], {"qualifier": "about"}, "G13"),
        (["60", "30"], {"question": "Another?"}, "G6"),
    ],
)
def test_what_two_rows_do_not_tell_is_refused(values, parts, guard):
    table = a_table({row: {"share": value} for row, value in zip("ab", values, strict=True)})
    cells = {
        row: {"share": replace(line["share"], base_n=1000)} for row, line in table.cells.items()
    }
    cells["a"] = {"share": replace(cells["a"]["share"], **parts)}
    ledger = a_ledger(replace(table, cells=cells))

    assert made_or_refused(ledger, "Q12", ["t/a/share", "t/b/share"])[1].guard == guard


def test_several_answers_neither_add_up_nor_cause_each_other():
    figures = [
        a_figure(key, value, label=key, multi_answer=True, base_n=900)
        for key, value in (("stress", "60"), ("noise", "30"))
    ]
    offered = texts(a_ledger(*figures), ["stress", "noise"])

    for words in ("leads to", "one whole"):
        assert [words in text for text in offered].count(True) == 1
    alone = texts(column_ledger(["60", "30"]), ["t/row a/share", "t/row b/share"])
    assert not [text for text in alone if "leads to" in text or "one whole" in text]


def of_years(*values: str, **parts):
    table = a_table({"Visits": dict(zip(("2019", "2020"), values, strict=True))})
    cells = {
        row: {
            col: replace(figure, kind=Kind.COUNT, unit="visits", measure="visits", **parts)
            for col, figure in line.items()
        }
        for row, line in table.cells.items()
    }
    return a_ledger(replace(table, cells=cells))


@pytest.mark.parametrize(("values", "went"), [(("900", "400"), "fell"), (("400", "900"), "rose")])
def test_two_years_of_records_tell_what_was_counted(values, went):
    ledger = of_years(*values, **RECORDS)

    said = key(ledger, ["t/Visits/2019", "t/Visits/2020"])
    assert said.startswith("From 2019 to 2020")
    assert said.endswith(f"counted {went}.")
    assert key(ledger, ["t/Visits/2020", "t/Visits/2019"]) == said  # whichever is named first


def test_a_count_that_hardly_moved_tells_nothing():
    refused = made_or_refused(
        of_years("400", "401", **RECORDS), "Q12", ["t/Visits/2019", "t/Visits/2020"]
    )[1]
    assert refused.guard == "G1"


def test_two_years_of_a_survey_are_two_groups_of_people():
    said = key(of_years("400", "900"), ["t/Visits/2019", "t/Visits/2020"])
    assert "those who were asked that time" in said


def test_two_editions_are_two_groups_of_people():
    """Whatever lies between them, it is no change of the same people."""
    old = a_figure("old", "20", report="other-2016", as_of=date(2016, 8, 1))
    ledger = a_ledger(a_figure("new", "40"), old)
    ledger.reports["other-2016"] = replace(
        ledger.reports["tiny-2018"], slug="other-2016", year=2016, title="The Other Report 2016"
    )
    assert "those who were asked that time" in key(ledger, ["new", "other-2016:old"])


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"kind": Kind.MEAN, "unit": "days"},
         "Added up and shared out alike, each would have that."),
        ({"kind": Kind.MEDIAN, "unit": "days"}, "Half of them lie above that, and half lie below."),
        ({"kind": Kind.RATE, "unit": "accidents", "per": 100_000},
         "It counts accidents for every 100,000."),
        ({"kind": Kind.INDEX, "unit": "index", "between": ("2010",), "value": "104"},
         "It stands above where it stood in 2010."),
        ({"kind": Kind.INDEX, "unit": "index", "between": ("2010",), "value": "96"},
         "It stands below where it stood in 2010."),
        ({"kind": Kind.CHANGE, "between": ("2017", "2018")},
         "From 2017 to 2018 it rose by that much."),
        ({"kind": Kind.CHANGE, "between": ("2017", "2018"), "value": "-17"},
         "From 2017 to 2018 it fell by that much."),
    ],
)  # fmt: skip
def test_kinds_of_number_are_read_as_what_they_are(parts, said):
    value = parts.pop("value", "17")
    ledger = a_ledger(a_figure("met", value, **parts | RECORDS | {"measure": "days"}))

    assert key(ledger, ["met"]) == said


@pytest.mark.parametrize(
    ("parts", "guard"),
    [
        ({}, "G8"),  # of whom a share is, Q11 asks
        ({"kind": Kind.CHANGE, "between": ("women", "men")}, "G8"),
        ({"kind": Kind.INDEX, "unit": "index"}, "G8"),
        ({"kind": Kind.MEAN, "unit": "days", "as_printed": "most"}, "G14"),
    ],
)
def test_what_a_number_alone_does_not_tell_is_refused(parts, guard):
    assert made_or_refused(a_ledger(a_figure(**parts)), "Q12", ["met"])[1].guard == guard


def test_a_quoted_statement_is_named_by_what_it_does():
    """Each name is right under one sentence and not under another: none of them tells."""
    ledger = column_ledger(["60", "30"])
    made = quoted(ledger, "Q12", ["t/row a/share", "t/row b/share"])
    said = {
        spec["stem"].rpartition("“")[2].partition("”")[0]: key_of(spec)["text"] for spec in made
    }

    assert len(said) == 4
    for statement, name in (
        ("where people answered", phrases.NO_MORE),
        ("by chance alone", phrases.WHAT_STATEMENT_DOES["chance"]),
        ("has grown", phrases.WHAT_STATEMENT_DOES["change"]),
        ("among all officers", phrases.WHAT_STATEMENT_DOES["wider"]),
    ):
        assert [named for text, named in said.items() if statement in text] == [name]
    offered = {option["text"] for spec in made for option in spec["options"]}
    assert offered == set(said.values())
    assert not [broken for spec in made for broken in broken_rules(read_spec(spec))]
