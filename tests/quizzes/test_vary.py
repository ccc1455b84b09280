"""Details that differ from person to person: drawn once, kept, and never more than words."""

from copy import deepcopy
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.actions import answer, publish, start_attempt
from quizzes.errors import SpecError
from quizzes.kinds import parse_spec, read_spec, vary
from quizzes.player import item_view
from quizzes.queries import items_of_attempt
from tests.content.texts import FIXTURES, load_yaml

from . import specs
from .specs import NOW

WORDS = {"device": ["laptop", "tablet", "phone"], "room": ["office", "hall"]}


def dice(seed: int) -> Random:
    return Random(seed)  # noqa: S311


def varied(**more) -> dict:
    spec = specs.scenario()
    nodes = spec["scenario"]["nodes"]
    nodes["node-found"]["text"] = "A {vary:device} in the {vary:room}."
    nodes["node-found"]["plain"] = "A {vary:device}."
    nodes["node-found"]["youth"] = "You see a {vary:device}."
    nodes["node-found"]["choices"][0]["text"] = "Open the {vary:device}."
    nodes["node-found"]["choices"][0]["feedback"] = "To open the {vary:device} changes it."
    nodes["node-found"]["choices"][0]["plain"] = "Open {vary:device}."
    nodes["node-found"]["choices"][0]["plain_feedback"] = "The {vary:device} changes."
    spec["scenario"]["vary"] = deepcopy(WORDS)
    spec["scenario"] |= more
    return spec


@pytest.fixture
def item(db, alice):
    version = publish("varied", "scenario", varied())
    attempt = start_attempt(alice, "here", [version], rng=dice(3), now=NOW)
    return items_of_attempt(attempt)[0]


def test_one_word_is_drawn_and_stays_on_every_showing(item):
    drawn = item.layout["vary"]
    assert {name: word in WORDS[name] for name, word in drawn.items()} == {
        "device": True,
        "room": True,
    }
    first = item_view(item)
    assert first.stem == f"A {drawn['device']} in the {drawn['room']}."
    again = item_view(items_of_attempt(item.attempt)[0])
    assert again == first
    assert item_view(item, edition="plain").stem == f"A {drawn['device']}."
    assert item_view(item, edition="youth").stem == f"You see a {drawn['device']}."


def test_choice_and_feedback_speak_of_the_same_thing(item):
    drawn = item.layout["vary"]["device"]
    option = next(o for o in item_view(item).options if o.text == f"Open the {drawn}.")
    response = answer(item, token="1", raw={"answer": option.token}, now=NOW)
    told = item_view(response.item)
    assert told.given == (f"Open the {drawn}.",)
    assert told.remark.feedback == f"To open the {drawn} changes it."
    plain = item_view(response.item, edition="plain")
    assert (plain.given, plain.remark.feedback) == ((f"Open {drawn}.",), f"The {drawn} changes.")
    assert response.answer == {"path": [["node-found", "key-open"]]}


def test_what_varies_is_no_part_of_other_layouts():
    assert "vary" not in parse_spec(specs.scenario()).layout(dice(1))


def test_the_same_seed_draws_the_same_words_and_others_differ():
    drawn = [vary.draw_words(WORDS, dice(seed)) for seed in range(30)]
    assert drawn == [vary.draw_words(WORDS, dice(seed)) for seed in range(30)]
    assert len({tuple(each.items()) for each in drawn}) == 6


@pytest.mark.parametrize(
    ("change", "path", "said"),
    [
        ({"vary": WORDS | {"sky": ["blue", "grey"]}}, "scenario.vary.sky", "no text uses"),
        ({"vary": {"device": WORDS["device"]}}, "scenario.nodes.node-found.text", "no such list"),
        ({"vary": WORDS | {"room": ["hall"]}}, "scenario.vary.room", "at least 2"),
        ({"vary": WORDS | {"room": ["hall", "hall"]}}, "scenario.vary.room", "at least 2"),
        ({"vary": WORDS | {"room": ["hall", ""]}}, "scenario.vary.room", "words alone"),
        ({"vary": WORDS | {"room": ["{say:x}", "hall"]}}, "scenario.vary.room", "plain"),
        ({"vary": ["hall"]}, "scenario.vary", "list of words"),
        ({"title": "The {vary:device}"}, "scenario.title", "nothing varies here"),
    ],
)
def test_lists_that_do_not_hold_are_refused(change, path, said):
    with pytest.raises(SpecError) as caught:
        parse_spec(varied(**change))
    assert any(p.path == path and said in p.message for p in caught.value.problems)


@pytest.mark.parametrize("field", ["source", "heading", "key"])
def test_nothing_varies_in_what_is_no_text(field):
    spec = varied()
    spec["scenario"]["nodes"]["node-found"]["choices"][0][field] = "The {vary:device}"
    with pytest.raises(SpecError) as caught:
        parse_spec(spec)
    assert "nothing varies here" in str(caught.value.problems)


def test_a_way_cannot_vary():
    spec = varied()
    spec["scenario"]["nodes"]["node-found"]["choices"][0]["goto"] = "{vary:room}"
    with pytest.raises(SpecError):
        parse_spec(spec)


def bones(spec) -> list:
    """Everything that decides: nodes, keys, ways, what is best, ends, the start."""
    nodes = [
        (name, node.end, *((c.key, c.goto, c.best) for c in node.choices))
        for name, node in spec.nodes.items()
    ]
    return [spec.scenario.start, spec.scenario.decision, *nodes]


def shipped() -> list[dict]:
    found = []
    for path in sorted((FIXTURES / "scenarios").glob("*.yaml")):
        told = load_yaml(path.read_text(encoding="utf-8"))
        for form in told["forms"].values():
            block = {**form, "decision": told["decision"]}
            found.append({"kind": "scenario", "lang": "en", "stem": "", "scenario": block})
    return found


SHIPPED = shipped()
text = st.text("abc {}:", max_size=8).map(lambda t: t.replace("{", "").replace("}", "") + "x")


@st.composite
def graphs(draw) -> dict:
    """A situation of up to four nodes that leads forward, with details in any of its texts."""
    names = draw(st.lists(st.sampled_from("abcd"), min_size=1, max_size=3, unique=True))
    offered = {n: draw(st.lists(text, min_size=2, max_size=3, unique=True)) for n in names}
    part = st.one_of(text, st.sampled_from([f"{{vary:{name}}}" for name in names]))
    said = st.lists(part, min_size=1, max_size=3).map(" ".join)
    count = draw(st.integers(1, 3))
    nodes = {}
    for at in range(count):
        onward = [f"n{n}" for n in range(at + 1, count + 1)]
        nodes[f"n{at}"] = {"text": draw(said), "plain": draw(said)} | {
            "choices": [
                {
                    "key": f"c{n}",
                    "text": draw(said),
                    "best": n == 0,
                    "goto": draw(st.sampled_from(onward)),
                    "feedback": draw(said),
                }
                for n in range(2)
            ]
        }
    nodes[f"n{count}"] = {"text": draw(said), "end": True}
    block = {"title": "T", "start": "n0", "nodes": nodes, "vary": offered}
    return {"kind": "scenario", "lang": "en", "stem": "", "scenario": block}


@given(st.one_of(st.sampled_from(SHIPPED), graphs()), st.integers(0, 2**32), st.integers(0, 2**32))
def test_whatever_is_drawn_the_decisions_are_the_same(spec, seed, other):
    spec = read_spec(spec)
    before = spec.stored()
    one, same, third = (spec.layout(dice(s)).get("vary", {}) for s in (seed, seed, other))
    assert one == same
    filled = spec.with_details(one)
    assert filled == spec.with_details(same)
    assert bones(filled) == bones(spec.with_details(third)) == bones(spec)
    assert filled.solution() == spec.solution()
    best = spec.solution()
    assert filled.grade(best) == spec.grade(best)
    assert spec.stored() == before
    situation = filled.stored()["scenario"]
    assert "{vary:" not in str({k: v for k, v in situation.items() if k != "vary"})


def test_parallel_forms_cover_the_same_decision():
    """A retry meets the same decision in other words: the same first question is at stake."""
    for path in sorted((FIXTURES / "scenarios").glob("*.yaml")):
        told = load_yaml(path.read_text(encoding="utf-8"))
        forms = [spec for spec in SHIPPED if spec["scenario"]["decision"] == told["decision"]]
        assert len(forms) >= len(told["forms"]) >= 2, path.name
        shapes = {
            (
                len(form["nodes"]),
                sum(bool(node.get("end")) for node in form["nodes"].values()),
                sum(bool(c["best"]) for c in form["nodes"][form["start"]]["choices"]),
                len(parse_spec({"kind": "scenario", "scenario": form}).solution()["path"]),
            )
            for form in told["forms"].values()
        }
        assert len(shapes) == 1, (path.name, shapes)


def test_some_shipped_situations_vary():
    assert sum(bool(spec["scenario"].get("vary")) for spec in SHIPPED) >= 3
