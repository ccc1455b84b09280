"""The youth edition: shorter, the same facts and decisions, an adult to trust besides."""

import re

import pytest

from tests.content.reading_level import grade
from tests.content.texts import (
    FIXTURES,
    figure_keys,
    load_yaml,
    modules,
    prose,
    read_text,
    scenarios,
    words,
)

PATHS = sorted(FIXTURES.rglob("*.youth.md"))
# CURRICULUM 2.7: what people under 18 get.
FOR_YOUTH = ("A0", "A1", "A5")
PLAYED = sorted(
    step["scenario"]
    for module in modules().values()
    if module["code"] in FOR_YOUTH
    for step in module["steps"]
    if step["kind"] == "scenario"
)
ADULT = re.compile(r"\badults? (?:that )?you trust\b|\btrusted adults?\b")


def beside(path, ending: str):
    return read_text(path.with_name(path.name.replace(".youth.md", ending)))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_it_has_the_facts_of_the_plain_edition_and_draws_no_chart(path):
    youth = read_text(path)

    assert youth.head == beside(path, ".plain.md").head
    assert figure_keys(youth.body) == figure_keys(beside(path, ".plain.md").body)
    assert "{chart:" not in youth.body


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_it_is_shorter_than_the_ordinary_edition_and_easy_to_read(path):
    youth, ordinary = read_text(path), beside(path, ".md")

    assert words(youth.body) <= words(ordinary.body)
    assert grade(prose(youth.body)) <= 7


def test_the_rule_is_the_same_rule_with_an_adult_beside_the_contact():
    youth, plain = (
        read_text(FIXTURES / f"modules/what-to-do/the-rule.{edition}.md").body
        for edition in ("youth", "plain")
    )

    assert ADULT.search(youth)
    assert youth.splitlines()[0] == plain.splitlines()[0]
    assert re.findall(r"Do not [^.]+\.", youth) == re.findall(r"Do not [^.]+\.", plain)
    assert youth.splitlines()[-1] == plain.splitlines()[-1]


@pytest.mark.parametrize("key", sorted(set(PLAYED)))
def test_a_situation_begins_and_ends_in_words_for_young_people(key):
    """Both forms: what is played first, and what thinking again shows."""
    for form in scenarios()[key]["forms"].values():
        first, last = form["nodes"][form["start"]], next(
            node for node in form["nodes"].values() if node.get("end")
        )  # fmt: skip
        assert first["youth"]
        assert ADULT.search(last["youth"]), last["youth"]
        for node in (first, last):
            assert len(node["youth"].split()) <= len(node["text"].split())


def test_nothing_else_is_written_for_young_people():
    """Of the other modules they are asked nothing, so no text pretends that they are."""
    written = {
        path.stem for path in (FIXTURES / "scenarios").glob("*.yaml")
        if "youth:" in path.read_text(encoding="utf-8")
    }  # fmt: skip
    played = {
        path.stem for path in (FIXTURES / "scenarios").glob("*.yaml")
        if load_yaml(path.read_text(encoding="utf-8"))["key"] in PLAYED
    }  # fmt: skip
    assert written == played
