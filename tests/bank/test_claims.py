"""Q12 and Q13 with an author's claims: one conclusion, one honest headline."""

import pytest

from awareness.bank.gate import broken_rules
from awareness.insights.ledger import Use
from quizzes.kinds import read_spec
from tests.bank.families import key_of, made_or_refused, make
from tests.bank.ledgers import a_figure, a_ledger

CLAIMS = [
    {"text": "Some officers met it.", "holds": True, "feedback": "They said so."},
    {"text": "A sixth of the officers met it.", "holds": True, "feedback": "It is near."},
    {"text": "All cases are like it.", "feedback": "Cases were not counted."},
]


@pytest.mark.parametrize(
    ("goal", "claims", "key"),
    [
        ("beyond", CLAIMS, "All cases are like it."),
        ("allowed", [*CLAIMS[1:], {"text": "None did.", "feedback": "Some did."}],
         "A sixth of the officers met it."),
    ],
)  # fmt: skip
def test_the_goal_says_which_claim_is_the_key(goal, claims, key):
    spec = make(a_ledger(a_figure()), "Q12", ["met"], claims=claims, goal=goal)

    assert key_of(spec)["text"] == key
    assert "2018" in spec["stem"]
    assert spec["caveats"]
    assert not broken_rules(read_spec(spec))


@pytest.mark.parametrize(
    ("model", "more", "guard"),
    [
        ("Q12", {"claims": CLAIMS, "goal": "allowed"}, "G15"),  # two of them hold
        ("Q12", {"claims": CLAIMS[:2]}, "G15"),
        ("Q13", {"claims": CLAIMS}, "G15"),
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


def test_seeds_move_the_key():
    ledger = a_ledger(a_figure())
    keys = {key_of(make(ledger, "Q12", ["met"], seed, claims=CLAIMS))["key"] for seed in range(20)}
    assert keys == set("abc")
