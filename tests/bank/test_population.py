"""Q11: of whom, and what was counted."""

import pytest

from awareness.bank.canonical import canonical_json
from awareness.bank.gate import judge
from awareness.bank.guards import Refused
from awareness.bank.item_models import Request, generate
from quizzes.kinds import read_spec
from tests.bank.ledgers import PACK, shipped


def ask(model, source, seed=1, ledger=None, report=PACK):
    ledger = ledger or shipped().ledger
    return generate(ledger, Request(report, f"Q11-{model}", "k", source, seed)).stored()


def key_of(spec) -> str:
    (key,) = [option["text"] for option in spec["options"] if option["correct"]]
    return key


@pytest.mark.parametrize(
    ("model", "source", "key"),
    [
        ("counts", "alerts", "Alerts from the software"),
        ("counts", "clients", "Work computers with the software"),
        ("of-whom", "t-2018-06b/common/share", "Officers in the survey who had met deepfakes"),
        (
            "of-whom",
            "respondents/usa/share",
            "Police officers who chose to answer an online survey",
        ),
    ],
)
def test_it_keys_what_the_ledger_says(model, source, key):
    spec = ask(model, source)

    assert key_of(spec) == key
    assert len(spec["options"]) == 3
    assert not judge(read_spec(spec))
    assert canonical_json(spec) == canonical_json(ask(model, source))


def test_the_seed_moves_the_key():
    places = {
        [option["correct"] for option in ask("counts", "alerts", seed)["options"]].index(True)
        for seed in range(20)
    }

    assert places == {0, 1, 2}


def test_a_part_of_the_survey_is_not_all_of_it():
    texts = [option["text"] for option in ask("of-whom", "t-2018-06b/common/share")["options"]]

    assert "Officers in the survey, whatever they had met" in texts


@pytest.mark.parametrize(
    ("model", "source", "guard"),
    [
        ("counts", "images-few", "G8"),
        ("counts", "countries", "G8"),
        ("counts", "computers-per-alert", "G8"),
        ("counts", "responsible-male", "G7"),
        ("of-whom", "alerts", "G8"),
        ("of-whom", "t-2018-01a/grooming/common", "G12"),
    ],
)
def test_it_names_the_guard_that_refuses(model, source, guard):
    with pytest.raises(Refused) as refused:
        ask(model, source)

    assert refused.value.guard == guard
