"""Modules: honest minutes, a decision first, checks that are short and asked for an objective."""

import pytest

from tests.content import pace
from tests.content.reading_level import grade
from tests.content.texts import explainers, modules, own_texts, prose, questions, scenarios

SLUGS = sorted(modules())


def lines(module: dict) -> list[str]:
    """The module's own strings, titles aside."""
    kept = [module["say"], module["about"], *module["learnt"], *module["objectives"].values()]
    previews = [step["preview"] for step in module["steps"]]
    return kept + list(module.get("decisions", {}).values()) + previews


def test_the_three_modules_of_the_main_job_and_one_on_numbers():
    codes = {slug: module["code"] for slug, module in modules().items()}
    assert codes == {
        "before-you-start": "A0",
        "why-this-is-a-workplace-topic": "A1",
        "what-surveys-tell": "A4",
        "what-to-do": "A5",
    }


@pytest.mark.parametrize("slug", SLUGS)
def test_minutes_are_honest(slug):
    assert abs(modules()[slug]["minutes"] - pace.minutes(slug)) <= 0.5


@pytest.mark.parametrize("slug", SLUGS)
def test_no_module_is_longer_than_a_quarter_of_an_hour(slug):
    assert modules()[slug]["minutes"] <= 15


@pytest.mark.parametrize("slug", ["why-this-is-a-workplace-topic", "what-to-do"])
def test_the_first_screen_is_a_decision(slug):
    assert modules()[slug]["steps"][0]["kind"] == "scenario"


def test_the_module_on_numbers_opens_with_a_guess_and_nobody_has_to_take_it():
    module = modules()["what-surveys-tell"]
    assert module["steps"][0]["kind"] == "estimate"
    assert not module["mandatory"]


def test_the_second_module_opens_with_the_other_form():
    first = {
        slug: (modules()[slug]["steps"][0]["scenario"], modules()[slug]["steps"][0]["form"])
        for slug in ("why-this-is-a-workplace-topic", "what-to-do")
    }
    assert sorted(first.values()) == [("s1", "a"), ("s1", "b")]


def test_what_to_do_asks_for_every_critical_decision_once():
    asked = [s["scenario"] for s in modules()["what-to-do"]["steps"] if s["kind"] == "scenario"]
    decisions = [scenarios()[key]["decision"] for key in asked]
    assert sorted(decisions) == sorted(modules()["what-to-do"]["decisions"])


@pytest.mark.parametrize("slug", SLUGS)
def test_what_a_step_names_is_there(slug):
    for step in modules()[slug]["steps"]:
        assert step["title"]
        assert step["preview"]
        match step["kind"]:
            case "scenario":
                assert step["form"] in scenarios()[step["scenario"]]["forms"]
            case "check":
                assert set(step["questions"]) <= set(questions())
            case "estimate":
                assert step["question"] in questions()
            case "read" if "text" in step:
                assert step["text"] in own_texts()
            case "read":
                assert step["explainer"] in explainers()


@pytest.mark.parametrize("slug", SLUGS)
def test_a_check_is_one_short_sitting_and_serves_the_objectives(slug):
    module = modules()[slug]
    for step in module["steps"]:
        if step["kind"] == "check":
            assert 1 <= len(step["questions"]) <= 6
            asked = {questions()[key]["objective"] for key in step["questions"]}
            assert asked == set(module["objectives"])


@pytest.mark.parametrize("slug", SLUGS)
def test_a_preview_is_one_line_and_a_title_names_no_crime(slug):
    for step in modules()[slug]["steps"]:
        assert len(step["preview"]) <= 90
        assert not {"abuse", "sexual", "police"} & set(step["title"].lower().split())
    assert not {"abuse", "sexual", "police"} & set(modules()[slug]["title"].lower().split())


@pytest.mark.parametrize("slug", SLUGS)
def test_its_lines_can_be_read_at_grade_nine(slug):
    assert grade("\n".join(prose(line) for line in lines(modules()[slug]))) <= 9


def test_the_rule_stands_whole_in_both_editions():
    for text in own_texts()["what-to-do/the-rule.md"]:
        assert "Is a child in danger now? Police first." in text.body
        steps = ("Stop", "Leave it as it is", "Tell the named contact", "Note it", "Look after")
        places = [text.body.index(f"**{step}") for step in steps]
        assert places == sorted(places)
        for never in [
            "lock",
            "log off",
            "close the lid",
            "switch off",
            "plug in",
            "unplug",
            "copy",
        ]:
            assert never in text.body
        assert "second contact, or the police" in text.body
