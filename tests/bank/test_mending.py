"""Q13 from the ledger alone: what mends this headline? Q14: what does a colleague take it for?"""

import pytest

from awareness.bank import phrases
from awareness.bank.gate import broken_rules
from awareness.insights.ledger import Gathered, Kind
from quizzes.kinds import read_spec
from tests.bank.families import key_of, made_or_refused, make
from tests.bank.ledgers import a_figure, a_ledger

RECORDS = {"gathered": Gathered.RECORDS, "base_n": None, "question": "", "population": "Visits"}
SEEDS = range(24)


OURS = "share_of_shops"  # what an employer may have, too


def mended(ledger) -> dict[str, str]:
    """By headline of one seed or another: its mend."""
    made = [make(ledger, "Q13", ["met"], seed) for seed in SEEDS]
    for spec in made:
        assert len(spec["options"]) == 3
        assert not broken_rules(read_spec(spec))
    return {spec["headline"]: key_of(spec)["text"] for spec in made}


def names_pairs(pairs: dict[str, str], *expected: tuple[str, str]) -> bool:
    """Whether these are the headlines and mends, each by words that stand in no other."""
    return len(pairs) == len(expected) and all(
        [words in mend for head, mend in pairs.items() if fault in head] == [True]
        for fault, words in expected
    )


def test_each_headline_has_the_mend_of_its_own_fault():
    pairs = mended(a_ledger(a_figure()))

    assert names_pairs(
        pairs,
        ("17\u202f% of all officers", "those who answered"),
        ("17 officers", "is a share"),
        ("the reason is clear", "reason is known"),
        ("On the rise", "grown over time"),
        ("more to come", "still to come"),
    )
    assert all("17" in head and "Had met it" in head for head in pairs)


def test_what_records_count_is_not_all_there_was():
    count = a_figure("met", "900", unit="visits", measure="visits", label="Visits", **RECORDS)
    pairs = mended(a_ledger(count))

    assert names_pairs(
        pairs,
        ("that is all there was", "what was counted"),
        ("On the rise", "grown over time"),
        ("more to come", "still to come"),
        ("the reason is clear", "reason is known"),
    )
    assert all("900 visits" in head for head in pairs)


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
    answers = {text for _said, text, _why, _other in phrases.CONCLUSIONS_FOR_US.values()}
    seen = set()
    for seed in SEEDS:
        spec = make(a_ledger(a_figure(measure=OURS)), "Q14", "met", seed)
        assert {option["text"] for option in spec["options"]} == answers
        assert not broken_rules(read_spec(spec))
        seen.add(key_of(spec)["text"])

    assert seen == answers


def test_what_was_asked_elsewhere_is_no_number_of_ours():
    said = {
        key_of(spec)["text"]: spec["stem"]
        for seed in SEEDS
        for spec in [make(a_ledger(a_figure(measure=OURS)), "Q14", "met", seed)]
    }
    about_us = said["A number about our own house."]
    assert "17\u202f% of our own people" in about_us
    assert "“Have you met it?”" in about_us


@pytest.mark.parametrize(
    "parts",
    [
        {"unit": "visits"},
        {"insight": "about"},
        {"formula": "{a} / {b}"},
        {"measure": "share_of_officers"},
    ],  # whom no employer has, as their subject says
)
def test_a_count_or_the_sample_says_nothing_to_a_house(parts):
    figure = a_figure(**{"measure": OURS} | parts)
    assert made_or_refused(a_ledger(figure), "Q14", "met")[1].guard == "G8"
