"""Authored, generated and scenario questions from one content."""

import pytest

from awareness.bank.authored import RETIRED_MODELS
from awareness.bank.item_models import MODELS
from awareness.insights.ledger import Location, Use
from tests.bank.ledgers import a_definition, a_figure, a_ledger, build_questions

MODULE = {
    "slug": "why",
    "location": Location("why.yaml", 1),
    "objectives": {"act": "You can act."},
    "decisions": {"stop": "You stop."},
    "steps": [
        {"slug": "one", "kind": "check", "questions": ["tiny-2018/whom"]},
        {"slug": "two", "kind": "scenario", "scenario": "s1"},
    ],
}


CLAIMS = [
    {"text": "Some officers met it", "holds": True, "feedback": "They said so."},
    {"text": "All cases are like it", "feedback": "Cases were not counted."},
    {"text": "Nobody has met it", "feedback": "Some said that they had."},
]


def a_line(**parts) -> dict:
    return {
        "report": "tiny-2018",
        "location": Location("questions.yaml", 3),
        "generate": "Q13",
        "key": "share",
        "from": ["met"],
        "claims": CLAIMS,
        "seed": 1,
        "objective": "library",
    } | parts


def a_scenario(**node) -> dict:
    choices = [
        {"key": "look", "text": "I look.", "best": False, "goto": "seen", "feedback": "Leave it."},
        {"key": "tell", "text": "I tell.", "best": True, "goto": "end", "feedback": "Told."},
    ]
    seen = [
        {"key": "tell", "text": "I tell now.", "best": True, "goto": "end", "feedback": "Good."},
        {"key": "wait", "text": "I wait.", "best": False, "goto": "end", "feedback": "Tell."},
    ]
    form = {
        "title": "A laptop",
        "start": "found",
        "nodes": {
            "found": {"text": "You find something.", "choices": choices} | node,
            "seen": {"text": "You looked.", "choices": seen},
            "end": {"text": "That is all.", "end": True},
        },
    }
    return {
        "key": "s1",
        "decision": "stop",
        "title": "A laptop",
        "forms": {"a": form, "b": form, "c": form},
        "location": Location("s1.yaml", 1),
    }


def problems(*definitions, ledger=None, scenarios=(), modules=()):
    ledger = ledger or a_ledger(a_figure())
    return build_questions(ledger, definitions, scenarios, modules)[1]


def rules(*definitions, **parts) -> list[str]:
    return [problem.rule for problem in problems(*definitions, **parts)]


def test_it_builds_all_three_sorts():
    built, wrong = build_questions(
        a_ledger(a_figure()),
        [a_definition(objective="act", explainers=["work"]), a_line()],
        [a_scenario()],
        [MODULE],
    )

    assert wrong == []
    assert [q.key for q in built] == [
        "tiny-2018/whom", "tiny-2018/share", "scenario/s1-a", "scenario/s1-b", "scenario/s1-c",
    ]  # fmt: skip
    assert built[0].explainers == ("tiny-2018/work",)
    assert [q.modules for q in built] == [("why",), (), *3 * [("why",)]]
    assert built[2].spec.objective == "act"
    assert built[0].figures == ()
    assert built[1].figures == ("tiny-2018:met",)


def test_a_refusal_names_guard_numbers_and_line():
    found = problems(a_line(), ledger=a_ledger(a_figure(use=Use.HOLD)))

    assert str(found[0]).startswith("questions.yaml:3: share: Q13 refuses")
    assert found[0].rule == "G7"
    assert "use HOLD" in found[0].what


def test_a_figure_on_hold_cannot_be_named():
    ledger = a_ledger(a_figure(use=Use.HOLD))

    assert rules(a_definition(stem="Is {figure:met} so?"), ledger=ledger) == ["hold_figure"]


@pytest.mark.parametrize("use", [Use.HOLD, Use.VOICE])
def test_a_key_never_rests_on_hold_or_voice(use):
    keyed = a_definition()
    keyed["options"] = [dict(option) for option in keyed["options"]]
    keyed["options"][1]["figures"] = ["met"]

    found = rules(keyed | {"caveats": ["SRC"]}, ledger=a_ledger(a_figure(use=use)))
    assert found == ["G7"]


def test_a_wrong_option_may_cite_a_voice():
    cited = a_definition()
    cited["options"] = [dict(option) for option in cited["options"]]
    cited["options"][0]["figures"] = ["met"]

    ledger = a_ledger(a_figure(use=Use.VOICE))
    assert rules(cited | {"caveats": ["SRC"]}, ledger=ledger) == []


def test_a_caveat_must_stand_beside_its_figure():
    stem = "In the Tiny Report 2018, {figure:met} said so. Whom do you tell?"

    assert rules(a_definition(stem=stem)) == ["G10"]
    assert rules(a_definition(stem=stem, caveats=["SRC"])) == []


def test_a_number_needs_its_year():
    stem = "Some {figure:met} said so. Whom do you tell?"

    assert rules(a_definition(stem=stem, caveats=["SRC"])) == ["G9"]


def test_unknown_things_are_named():
    assert rules(a_definition(stem="Is {figure:none} so?")) == ["unknown_figure"]
    assert rules(a_definition(caveats=["NONE"])) == ["G10"]
    assert rules(a_line(generate="Q99")) == ["item model"]
    assert rules(a_line(**{"from": ["none"]})) == ["G7"]
    assert rules(a_line(**{"from": "met"})) == ["figure"]
    lost = {"key": "c", "text": "Hm.", "feedback": "No.", "figures": ["none"]}
    wrong = [*a_definition()["options"][:2], lost]
    assert rules(a_definition(options=wrong)) == ["unknown"]


@pytest.mark.parametrize("model", sorted(RETIRED_MODELS))
def test_a_line_that_asks_to_recall_is_passed_over_with_a_warning(model):
    """Its question retires: whoever has such a line can load all the rest."""
    built, found = build_questions(a_ledger(a_figure()), [a_line(generate=model), a_definition()])

    assert [question.key for question in built] == ["tiny-2018/whom"]
    assert [(problem.rule, problem.warning) for problem in found] == [("item model", True)]
    assert model not in MODELS


def test_an_objective_belongs_to_a_module_or_the_library():
    assert rules(a_definition(objective="nothing"), modules=[MODULE]) == [
        "objective", "question", "question",
    ]  # fmt: skip
    assert rules(a_definition(objective="nothing")) == []


def test_a_module_asks_only_what_is_there():
    found = problems(a_definition(objective="act"), modules=[MODULE])

    assert [p.what for p in found] == [
        "why asks scenario/s1-a, which does not exist",
        "why asks scenario/s1-b, which does not exist",
    ]


def test_a_key_stands_once():
    assert rules(a_definition(), a_definition()) == ["key"]


def test_a_scenario_keeps_the_rules_of_its_kind():
    nowhere = a_scenario(
        choices=[
            {"key": "x", "text": "X", "best": True, "goto": "nowhere", "feedback": "X."},
            {"key": "y", "text": "Y", "best": False, "goto": "end", "feedback": "Y."},
        ]
    )

    assert set(rules(scenarios=[nowhere])) == {"scenario"}
    assert set(rules(scenarios=[a_scenario(text="Two monsters.")])) == {"G11"}
    assert set(rules(scenarios=[a_scenario(text="{figure:tiny-2018:none}")])) == {"unknown_figure"}


def test_a_changed_figure_changes_the_hash():
    def built(value):
        return build_questions(a_ledger(a_figure(value=value)), [a_line()])[0][0]

    assert built("17").hash == built("17").hash
    assert built("17").hash != built("18").hash
