"""Q12: what goes beyond the data. Q13: the honest headline."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awareness.bank.canonical import canonical_json
from awareness.bank.gate import judge
from awareness.insights.ledger import Use
from quizzes.kinds import read_spec
from tests.bank.families import key_of, made_or_refused, make
from tests.bank.ledgers import PACK, a_figure, a_ledger, shipped

CLAIMS = [
    {"text": "Some officers met it.", "holds": True, "feedback": "They said so."},
    {"text": "A sixth of the officers met it.", "holds": True, "feedback": "It is near."},
    {"text": "All cases are like it.", "feedback": "Cases were not counted."},
]


@pytest.mark.parametrize(
    ("goal", "key"),
    [
        ("beyond", "Of all police officers everywhere, 17\u202f% had met a deepfake."),
        ("allowed", "Of the officers who answered, 17\u202f% said that they had met a deepfake."),
    ],
)
def test_the_frames_speak_of_a_share(goal, key):
    spec = make(
        shipped().ledger, "Q12", ["t-2018-06a/yes/share"], report=PACK,
        says="had met a deepfake", goal=goal,
    )  # fmt: skip

    assert key_of(spec)["text"] == key
    assert len(spec["options"]) == 3
    assert "2018" in spec["stem"]
    assert spec["caveats"]
    assert not judge(read_spec(spec))  # no negative stem among other things


@pytest.mark.parametrize(
    ("model", "more", "guard"),
    [
        ("Q12", {}, "G8"),  # neither frames nor claims
        ("Q12", {"claims": CLAIMS, "goal": "allowed"}, "G15"),  # two of them hold
        ("Q12", {"claims": CLAIMS[:2]}, "G15"),
        ("Q13", {"claims": CLAIMS}, "G15"),
        ("Q13", {}, "G15"),
        ("Q12", {"claims": [*CLAIMS[::2], CLAIMS[0]]}, "G17"),
    ],
)
def test_claims_have_one_key(model, more, guard):
    assert made_or_refused(a_ledger(a_figure()), model, ["met"], **more)[1].guard == guard


@pytest.mark.parametrize(
    ("parts", "guard"),
    [
        ({"use": Use.HOLD}, "G7"),
        ({"use": Use.VOICE}, "G7"),
        ({"label": "After grooming"}, "G12"),
        ({"population": ""}, "G5"),
        ({"measure": ""}, "G8"),
        ({"caveats": ()}, "G10"),
    ],
)
@pytest.mark.parametrize("model", ["Q12", "Q13"])
def test_every_guard_is_asked(model, parts, guard):
    claims = CLAIMS if model == "Q12" else CLAIMS[1:]
    claims = [*claims, {"text": "None did.", "feedback": "Some did."}][:3]
    refused = made_or_refused(a_ledger(a_figure(**parts)), model, ["met"], claims=claims)[1]
    assert refused.guard == guard


def test_a_headline_keeps_to_one_population():
    apart = a_ledger(a_figure(), a_figure("two", "30", population="Others; asked by letter"))
    claims = [CLAIMS[0], *({"text": t, "feedback": "No."} for t in ("All did.", "Few did."))]

    assert made_or_refused(apart, "Q13", ["met", "two"], claims=claims)[1].guard == "G6"
    assert made_or_refused(apart, "Q12", ["met", "two"], claims=claims, goal="allowed")[1] is None


def test_a_blocked_word_is_refused():
    claims = [*CLAIMS[:2], {"text": "They are monsters.", "feedback": "They are people."}]
    assert made_or_refused(a_ledger(a_figure()), "Q12", ["met"], claims=claims)[1].guard == "G11"


@settings(max_examples=50, deadline=None)
@given(
    st.decimals(min_value=1, max_value=99, places=1),
    st.integers(0, 99),
    st.sampled_from(["beyond", "allowed"]),
)
def test_any_share_has_one_conclusion_of_the_sort_asked_for(value, seed, goal):
    ledger = a_ledger(a_figure(value=str(value)))
    spec = make(ledger, "Q12", ["met"], seed, says="had met one", goal=goal)

    everywhere = [o for o in spec["options"] if "everywhere" in o["text"]]
    assert [o["correct"] for o in everywhere] == [goal == "beyond"]
    assert sum(o["correct"] for o in spec["options"]) == 1
    assert all(o["feedback"] for o in spec["options"])
    again = make(ledger, "Q12", ["met"], seed, says="had met one", goal=goal)
    assert canonical_json(spec) == canonical_json(again)


def test_seeds_move_the_key():
    ledger = a_ledger(a_figure())
    keys = {
        key_of(make(ledger, "Q12", ["met"], seed, says="had met one"))["key"] for seed in range(20)
    }
    assert keys == set("abc")
