"""Each way a spec can be broken, and the place it is refused at."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.errors import SpecError
from quizzes.kinds import parse_spec
from quizzes.kinds.graph import find_circle
from tests.quizzes import specs
from tests.quizzes.specs import choice, option


def problems(spec) -> dict[str, str]:
    with pytest.raises(SpecError) as error:
        parse_spec(spec)
    return {problem.path: problem.message for problem in error.value.problems}


def scenario(**nodes) -> dict:
    """The spec of tests with nodes replaced; None takes one away."""
    spec = specs.scenario()
    for key, node in nodes.items():
        key = key.replace("_", "-")
        if node is None:
            del spec["scenario"]["nodes"][key]
        else:
            spec["scenario"]["nodes"][key] = node
    return spec


def node(*choices) -> dict:
    return {"text": "Situation", "choices": list(choices)}


@pytest.mark.parametrize("kind", specs.ALL)
def test_it_works(kind):
    assert parse_spec(specs.ALL[kind]()).stored() == specs.ALL[kind]()


@pytest.mark.parametrize("spec", [None, [], "x", {}, {"kind": "essay"}, {"kind": None}])
def test_it_refuses_what_is_no_spec(spec):
    problems(spec)


@pytest.mark.parametrize("kind", specs.ALL)
@given(st.dictionaries(st.sampled_from(["stem", "options", "numeric", "scenario"]), st.none()))
def test_it_refuses_broken_shapes_without_failing(kind, holes):
    for wrong in ([], {}, "x", 7, None, [{}], {"nodes": {"a": None}}, {"nodes": {"a": {}}}):
        with pytest.raises(SpecError):
            parse_spec({"kind": kind} | {name: wrong for name in holes})


@pytest.mark.parametrize(
    ("spec", "path"),
    [
        (specs.single(options=[option("a"), option("b")]), "options"),
        (specs.single(options=[option("a", correct=True), option("b", correct=True)]), "options"),
        (specs.single(options=[option("a", correct=True)] * 2), "options"),
        (specs.single(options=[option("a", correct=True), option("b", text="")]), "options.1.text"),
        (
            specs.single(options=[option("a", correct=True), option("b") | {"correct": "no"}]),
            "options.1.correct",
        ),
        (specs.multiple(right=3, wrong=0), "options"),
        (specs.multiple(right=0, wrong=3), "options"),
        (specs.numeric(block={"value": "many"}), "numeric.value"),
        (specs.numeric(block={"value": "NaN"}), "numeric.value"),
        (specs.numeric(block={"low": "530"}), "numeric.value"),
        (specs.numeric(block={"scale": "log"}), "numeric.scale"),
        (specs.numeric(block={"low": "0", "min": "0"}), "numeric.low"),
        (specs.numeric(block={"max": "520"}), "numeric.max"),
        (specs.numeric(block={"tells_not": ""}), "numeric.tells_not"),
        (specs.numeric(block={"far": None}), "numeric.far"),
    ],
)
def test_it_says_where(spec, path):
    assert path in problems(spec)


END = "node-end"


@pytest.mark.parametrize(
    ("spec", "path", "words"),
    [
        (scenario(node_end=None), "scenario.nodes.node-opened.choices.1.goto", "no node"),
        (
            scenario(node_told=node(choice("a", "node-found", best=True), choice("b", END))),
            "scenario.nodes",
            "circle",
        ),
        (
            scenario(node_opened=node(choice("a", "node-opened"), choice("b", END, best=True))),
            "scenario.nodes",
            "circle",
        ),
        (scenario(node_lost={"text": "Lost", "end": True}), "scenario.nodes.node-lost", "reached"),
        (scenario(node_told={"text": "No way on"}), "scenario.nodes.node-told.choices", "list"),
        (
            scenario(node_end=node(choice("a", "x", best=True), choice("b", "x"))),
            "scenario.nodes.node-end.choices.0.goto",
            "no node",
        ),
        (
            scenario(
                node_told=node(choice("a", "more", best=True), choice("b", END)),
                more=node(choice("a", END, best=True), choice("b", END)),
            ),
            "scenario.nodes",
            "4 decisions",
        ),
        (
            scenario(
                node_opened=node(choice("a", "apart", best=True), choice("b", END)),
                apart={"text": "Another end", "end": True},
            ),
            "scenario.nodes.node-found.choices.0.goto",
            "recovery",
        ),
        (
            scenario(
                node_found=node(choice("a", "node-told", best=True), choice("b", END)),
                node_opened=None,
            ),
            "scenario.nodes.node-found.choices.1.goto",
            "recover",
        ),
        (
            scenario(node_told=node(choice("a", END), choice("b", END))),
            "scenario.nodes.node-told.choices",
            "best",
        ),
        (
            scenario(node_told=node(choice("a", END, best=True))),
            "scenario.nodes.node-told.choices",
            "at least 2",
        ),
        (
            scenario(node_told=node(choice("a", END, best=True, feedback=""), choice("b", END))),
            "scenario.nodes.node-told.choices.0.feedback",
            "text",
        ),
    ],
)
def test_it_refuses_scenarios_that_cannot_be_walked(spec, path, words):
    found = problems(spec)
    assert path in found, found
    assert words in found[path]


def test_it_refuses_a_start_that_is_not_there():
    spec = specs.scenario()
    spec["scenario"]["start"] = "nowhere"
    assert "scenario.start" in problems(spec)
    spec["scenario"]["start"] = END
    assert "scenario.start" in problems(spec)


@given(
    st.dictionaries(
        st.integers(0, 5), st.lists(st.integers(0, 5), max_size=3), min_size=6, max_size=6
    )
)
def test_a_circle_is_found_exactly_where_there_is_one(edges):
    circle = find_circle(edges)
    if circle:
        assert circle[0] == circle[-1]
        assert all(goto in edges[key] for key, goto in pairwise(circle))
    else:  # without a circle, taking away nodes that lead nowhere takes away all
        left = dict(edges)
        while free := [key for key in left if not set(left[key]) & set(left)]:
            for key in free:
                del left[key]
        assert not left
