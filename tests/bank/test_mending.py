"""Q13 from the ledger alone: what mends this headline? Q14: what does a colleague take it for?"""

import pytest

from awareness.bank import phrases
from awareness.bank.gate import judge
from awareness.insights.ledger import Gathered, Kind
from quizzes.kinds import read_spec
from tests.bank.families import key_of, made_or_refused, make
from tests.bank.ledgers import a_figure, a_ledger

RECORDS = {"gathered": Gathered.RECORDS, "base_n": None, "question": "", "population": "Visits"}
SEEDS = range(24)


def mended(ledger) -> dict[str, str]:
    """By headline of one seed or another: its mend."""
    made = [make(ledger, "Q13", ["met"], seed) for seed in SEEDS]
    for spec in made:
        assert len(spec["options"]) == 3
        assert not judge(read_spec(spec))
    return {spec["headline"]: key_of(spec)["text"] for spec in made}


def test_each_headline_has_the_mend_of_its_own_fault():
    assert mended(a_ledger(a_figure())) == {
        "17\u202f% of all officers: Had met it": "Say that it holds for those who answered.",
        "17 officers: Had met it": "Say that it is a share, and of whom.",
        "Had met it: 17\u202f%, and the reason is clear": "Leave out that the reason is known.",
        "On the rise: Had met it, now 17\u202f%": "Leave out that it has grown over time.",
        "Had met it: 17\u202f%, and more to come": "Leave out what there is still to come.",
    }


def test_what_records_count_is_not_all_there_was():
    count = a_figure("met", "900", unit="visits", measure="visits", label="Visits", **RECORDS)

    assert mended(a_ledger(count)) == {
        "Visits: 900 visits, and that is all there was": "Say that it holds for what was counted.",
        "On the rise: Visits, now 900 visits": "Leave out that it has grown over time.",
        "Visits: 900 visits, and more to come": "Leave out what there is still to come.",
        "Visits: 900 visits, and the reason is clear": "Leave out that the reason is known.",
    }


def test_a_rise_that_the_report_tells_of_is_no_fault():
    rise = a_figure("rise", "5", kind=Kind.CHANGE, between=("2017", "2018"))

    assert not [
        head for head in mended(a_ledger(a_figure(), rise)) if head.startswith("On the rise")
    ]


@pytest.mark.parametrize(
    "question",
    ["Have such cases changed over the past three years?", "Do you meet more than before?"],
)
def test_where_people_were_asked_about_a_change_none_is_a_fault(question):
    heads = mended(a_ledger(a_figure(question=question)))

    assert len(heads) == 3
    assert not [head for head in heads if "On the rise" in head or "more to come" in head]


def test_the_same_mends_stand_under_several_headlines():
    """Read by its options alone, no mend is the one to pick."""
    keys = mended(a_ledger(a_figure()))
    offered = {
        option["text"]
        for seed in SEEDS
        for option in make(a_ledger(a_figure()), "Q13", ["met"], seed)["options"]
    }
    assert offered == set(keys.values())


@pytest.mark.parametrize(
    ("parts", "guard"),
    [
        ({"kind": Kind.MEAN}, "G13"),
        ({"formula": "{a} / {b}"}, "G13"),
        ({"insight": "about"}, "G8"),  # it tells who answered
        ({"as_printed": "most"}, "G14"),
        ({"label": "After grooming"}, "G12"),
    ],
)
def test_what_makes_no_headline_is_refused(parts, guard):
    assert made_or_refused(a_ledger(a_figure(**parts)), "Q13", ["met"])[1].guard == guard


def test_a_colleague_takes_it_for_one_of_three_things():
    answers = {text for _said, text, _why, _other in phrases.FOR_US.values()}
    seen = set()
    for seed in SEEDS:
        spec = make(a_ledger(a_figure()), "Q14", "met", seed)
        assert {option["text"] for option in spec["options"]} == answers
        assert not judge(read_spec(spec))
        seen.add(key_of(spec)["text"])

    assert seen == answers


def test_what_was_asked_elsewhere_is_no_number_of_ours():
    said = {
        key_of(spec)["text"]: spec["stem"]
        for seed in SEEDS
        for spec in [make(a_ledger(a_figure()), "Q14", "met", seed)]
    }
    assert (
        "17\u202f% of our own people would answer like that"
        in said["A number about our own house."]
    )
    assert "They were asked: “Have you met it?”" in said["A number about our own house."]


@pytest.mark.parametrize(
    "parts", [{"unit": "visits"}, {"insight": "about"}, {"formula": "{a} / {b}"}]
)
def test_a_count_or_the_sample_says_nothing_to_a_house(parts):
    assert made_or_refused(a_ledger(a_figure(**parts)), "Q14", "met")[1].guard == "G8"
