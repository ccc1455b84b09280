"""Situations: parallel forms, a way back from every answer, and feedback that shames nobody."""

import re
from collections import Counter
from itertools import combinations, product

import pytest

from quizzes.kinds.scenario import MOST_CHOICES_SHOWN
from tests.content.reading_level import grade
from tests.content.texts import forms, modules, prose, scenarios, strings
from tests.in_one import in_one_test

EDITIONS = ("text", "plain")  # of a choice, by the name of what it says
FORMS = forms()


def every_form() -> dict[str, tuple[str, str, dict]]:
    return {f"{key}-{name}": (key, name, form) for key, name, form in FORMS}


def every_situation() -> dict[str, tuple[str]]:
    return {key: (key,) for key in scenarios()}


def played(*codes: str) -> set[str]:
    """The situations of these modules."""
    return {
        step["scenario"]
        for module in modules().values()
        if module["code"] in codes
        for step in module["steps"]
        if step["kind"] == "scenario"
    }


# CURRICULUM and EDITORIAL name who may be cited; the help card is the rule itself.
SOURCES = (
    "University of Oxford, guidelines for handling illegal material (help.it.ox.ac.uk)",
    "Internet Watch Foundation, advice for workplaces (iwf.org.uk)",
    "Parker Poe, advice of a law firm to employers in the USA (parkerpoe.com)",
    "Swedish Radio on the policy of ECPAT and KPMG for workplaces (sverigesradio.se)",
    "The NetClean Report 2018, comment by the Swedish police",
    "The NetClean Report 2018, comment by the Lucy Faithfull Foundation",
    "The NetClean Report 2018, on everyday pictures",
    # Where nobody has written a rule, it says whose judgement it is.
    "The makers' own judgement",
    "Internet Watch Foundation, answers to questions (iwf.org.uk)",
    "US Homeland Security, how to report (dhs.gov)",
    "Stop It Now, about its helpline (stopitnow.org.uk)",
    "NCMEC, on images made by AI (missingkids.org)",
    "Police Scotland, answers to questions (askthe.scottish.police.uk)",
    # What no published page says in one place; the police and hotline of an employer confirm it.
    "The advice of this course, for your police and hotline to confirm",
    "The first line of your help card",
    "Your help card, first line",
    "Stop It Now, helpline (stopitnow.org.uk)",
    "SAMHSA, principles of trauma-informed care",
    "Wellcome Collection, on the welfare of its staff (docs.wellcomecollection.org)",
    "Internet Watch Foundation, on the welfare of its staff (iwf.org.uk)",
    "Middlesex University, talks with content moderators (cyberpsychology.eu)",
    # No law is told as a rule everywhere: the approved card of a country says what holds there.
    "Your country card",
    # Where no source says it: said to be judgement, which an employer has its experts confirm.
    "Professional judgement, to be confirmed where you work",
)
SHAMING = re.compile(
    r"\b(wrong answer|incorrect|mistake|failed?|shame|should have|obviously|naive|careless)\b",
    re.IGNORECASE,
)

TOLD = re.compile(r"\b(contact|police|handler|hotline|emergency|helpline)\b", re.IGNORECASE)


def sentences(form: dict) -> set[str]:
    """Every sentence of a form but the sources, which both forms may cite alike."""
    texts = [text for text in strings(form) if not text.startswith(SOURCES)]
    return {s.strip() for text in texts for s in re.split(r"(?<=[.?!])\s+", text) if s.strip()}


def positions(form: dict) -> int:
    first = form["nodes"][form["start"]]["choices"]
    return next(place for place, choice in enumerate(first) if choice["best"])


def decisions(form: dict, node: str) -> int:
    """The most decisions that can follow from a node."""
    choices = form["nodes"][node].get("choices", ())
    return 1 + max(decisions(form, choice["goto"]) for choice in choices) if choices else 0


@in_one_test(every_situation)
def test_forms_are_parallel(key):
    for one, other in combinations(scenarios()[key]["forms"].values(), 2):
        assert not sentences(one) & sentences(other)
        assert one["title"] != other["title"]
        assert len(one["nodes"]) == len(other["nodes"])


@in_one_test(every_situation)
def test_every_situation_has_four_forms(key):
    """Whoever meets it in one module and chooses otherwise in another still meets a new form."""
    assert sorted(scenarios()[key]["forms"]) == ["a", "b", "c", "d"]


def test_what_everybody_plays_is_played_in_one_module_of_theirs():
    """Six situations in A5; none of them in A1, nor in what managers take besides."""
    assert len(played("A5")) == 6
    assert not played("A5") & (played("A1") | played("M1"))
    assert not played("A1") & played("M1")


def test_every_decision_is_some_scenarios_first():
    first = {scenario["decision"] for scenario in scenarios().values()}
    assert first == {key for module in modules().values() for key in module.get("decisions", ())}


def test_every_situation_is_played_by_some_module():
    played = {step.get("scenario") for module in modules().values() for step in module["steps"]}
    assert set(scenarios()) <= played


@in_one_test(every_form)
def test_the_first_decision_has_one_best_answer_and_others_enough(key, name, form):
    """Three are shown, drawn from more by the attempt's seed."""
    choices = form["nodes"][form["start"]]["choices"]
    assert len(choices) > MOST_CHOICES_SHOWN
    assert [choice["best"] for choice in choices].count(True) == 1
    assert all(choice["source"] for choice in choices)


@in_one_test(every_form)
def test_the_best_answer_is_not_given_away_by_its_length(key, name, form):
    for node, edition in product(form["nodes"].values(), EDITIONS):
        choices = node.get("choices", ())
        best = [len(choice[edition]) for choice in choices if choice["best"]]
        others = [len(choice[edition]) for choice in choices if not choice["best"]]
        if best:
            assert max(best) <= max(others) * 1.5


def test_the_best_answer_stands_in_no_place_too_often():
    for name in "abcd":
        placed = [
            positions(each["forms"][name]) for each in scenarios().values() if name in each["forms"]
        ]
        assert max(Counter(placed).values()) <= 0.4 * len(placed)


@in_one_test(every_situation)
def test_the_next_form_does_not_repeat_the_place_of_the_best_answer(key):
    placed = [positions(form) for _, form in sorted(scenarios()[key]["forms"].items())]
    assert all(place != after for place, after in zip(placed, placed[1:] + placed[:1], strict=True))


def decided(edition: str, first: bool) -> list[tuple[str, list[str]]]:
    """(best answer, the others) of every first decision, or of every later one, in an edition."""
    found = []
    for _, _, form in FORMS:
        for name, node in form["nodes"].items():
            if node.get("choices") and (name == form["start"]) is first:
                texts = {best: [] for best in (True, False)}
                for choice in node["choices"]:
                    texts[choice["best"]].append(choice[edition])
                found.append((texts[True][0], texts[False]))
    return found


# A first decision has three answers or more, a later one two: chance is a third or less, or a half.
@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(("first", "most"), [(True, 0.4), (False, 0.5)])
def test_whoever_takes_the_longest_answer_is_seldom_right(first, most, edition):
    """Whoever has read nothing can still see which answer took the most words to write."""
    found = decided(edition, first)
    longest = [best for best, others in found if len(best) > max(map(len, others))]
    assert len(longest) <= most * len(found)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(("first", "most"), [(True, 0.2), (False, 1 / 3)])
def test_naming_the_one_to_tell_does_not_give_the_best_answer_away(first, most, edition):
    """Who means to ring the contact may still look first: then the look is what is decided."""
    found = decided(edition, first)
    alone = [
        best for best, others in found if TOLD.search(best) and not any(map(TOLD.search, others))
    ]
    assert len(alone) <= most * len(found)


@in_one_test(every_form)
def test_two_or_three_decisions_and_every_wrong_turn_leads_on(key, name, form):
    assert 2 <= decisions(form, form["start"]) <= 3
    for node in form["nodes"].values():
        for choice in node.get("choices", ()):
            assert choice["goto"] in form["nodes"]
    recovery = {
        choice["goto"] for choice in form["nodes"][form["start"]]["choices"] if not choice["best"]
    }
    assert len(recovery) == 1
    assert not form["nodes"][recovery.pop()].get("end")
    assert sum(bool(node.get("end")) for node in form["nodes"].values()) == 1


@in_one_test(every_form)
def test_every_plain_text_is_no_longer(key, name, form):
    for node in form["nodes"].values():
        assert len(node["plain"].split()) <= len(node["text"].split())
        for choice in node.get("choices", ()):
            assert len(choice["plain"]) <= len(choice["text"])
            assert len(choice["plain_feedback"].split()) < len(choice["feedback"].split())


@in_one_test(every_form)
def test_feedback_explains_and_shames_nobody(key, name, form):
    given = [
        (choice["feedback"], choice["plain_feedback"])
        for node in form["nodes"].values()
        for choice in node.get("choices", ())
    ]
    for told in zip(*given, strict=True):
        assert len(set(told)) == len(told)
    for feedback, plain in given:
        assert not SHAMING.search(feedback)
        assert not SHAMING.search(plain)
        assert 12 <= len(feedback.split()) <= 60
        assert len(plain.split()) >= 6


@in_one_test(every_form)
def test_only_named_sources_are_cited(key, name, form):
    for node in form["nodes"].values():
        for choice in node.get("choices", ()):
            if "source" in choice:
                assert choice["source"].startswith(SOURCES), choice["source"]


@in_one_test(every_form)
def test_it_can_be_read_at_grade_nine(key, name, form):
    texts = strings(form)
    assert grade("\n".join(prose(text) for text in texts)) <= 7
    for text in texts:
        # Of a handful of words the formula says nothing.
        assert len(text.split()) < 15 or grade(prose(text)) <= 9, text


def test_surface_details_differ_in_every_situation_of_what_to_do():
    """A device, a role or a channel: what somebody learns is not tied to the one they met."""
    played = [s["scenario"] for s in modules()["what-to-do"]["steps"] if s["kind"] == "scenario"]
    same = [
        key for key in played if not any(f.get("vary") for f in scenarios()[key]["forms"].values())
    ]
    assert same == []
    names = {
        name
        for told in scenarios().values()
        for f in told["forms"].values()
        for name in f.get("vary", {})
    }
    assert {"device", "role", "channel"} <= names
