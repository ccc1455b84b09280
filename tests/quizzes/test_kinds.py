"""Grading, reading and laying out, kind by kind: pure functions, tried with whatever comes."""

from decimal import Decimal
from itertools import chain, combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.errors import AnswerError
from quizzes.kinds import KINDS, parse_spec
from quizzes.kinds.scenario import MOST_CHOICES_SHOWN
from quizzes.models import KindName
from tests.quizzes import specs

sizes = st.integers(1, 6)
# A random source for orders, not for secrets.
sources = st.integers(0, 2**32).map(Random)


def subsets(keys: list) -> list:
    return list(chain.from_iterable(combinations(keys, n) for n in range(len(keys) + 1)))


def test_every_kind_is_in_the_database_and_the_other_way_round():
    assert set(KINDS) == set(KindName.values)


# --- single


def test_single_gives_everything_or_nothing():
    spec = specs.single()
    assert parse_spec(spec).grade({"choice": "key-two"}).fraction == 1.0
    assert parse_spec(spec).grade({"choice": "key-one"}).fraction == 0.0
    assert parse_spec(spec).grade({"choice": "key-one"}).feedback == ("key-one",)


def test_single_explains_every_option_and_the_chosen_first():
    remarks = parse_spec(specs.single()).explain({"choice": "key-six"})
    assert [(r.key, r.chosen, r.right) for r in remarks] == [
        ("key-six", True, False),
        ("key-one", False, False),
        ("key-two", False, True),
    ]


@given(sources)
def test_layouts_are_permutations_with_a_token_each(rng):
    for name in KINDS:
        spec = specs.ALL[name]()
        layout = parse_spec(spec).layout(rng)
        assert sorted(layout["tokens"].values()) == sorted(layout["order"])
        assert len(set(layout["order"])) == len(layout["order"])
        if "options" in spec:
            assert set(layout["order"]) == {option["key"] for option in spec["options"]}


@given(sources)
def test_numbers_stay_in_their_order(rng):
    options = [specs.option(key) | {"text": key} for key in ("25", "31 %", "about 40", "1,000")]
    options[0]["correct"] = True
    ordered = [option for option in options if option["text"][0].isdigit()]
    order = parse_spec(specs.single(options=ordered)).layout(rng)["order"]
    assert order == ["key-25", "key-31 %", "key-1,000"]


def test_orders_differ():
    orders = {
        tuple(parse_spec(specs.single()).layout(Random(seed))["order"])  # noqa: S311
        for seed in range(50)
    }
    assert len(orders) == 6


# --- multiple


@given(sizes, sizes)
def test_balanced_scoring_stays_in_bounds(right, wrong):
    spec = specs.multiple(right=right, wrong=wrong)
    keys = [option["key"] for option in spec["options"]]
    correct = {option["key"] for option in spec["options"] if option["correct"]}
    marks = {}
    for chosen in subsets(keys[:8]):
        fraction = parse_spec(spec).grade({"choices": list(chosen)}).fraction
        assert 0.0 <= fraction <= 1.0
        assert (fraction == 1.0) == (set(chosen) == correct)
        marks[chosen] = fraction
    assert marks[()] == 0.0  # blank earns nothing


@given(sizes, sizes)
def test_ticking_everything_earns_nothing(right, wrong):
    spec = specs.multiple(right=right, wrong=wrong)
    everything = {"choices": [option["key"] for option in spec["options"]]}
    assert parse_spec(spec).grade(everything).fraction == 0.0


def test_guessing_earns_little():
    """Two right of five: all possible answers together earn about a ninth."""
    spec = specs.multiple(right=2, wrong=3)
    answers = subsets([option["key"] for option in spec["options"]])
    mean = sum(parse_spec(spec).grade({"choices": list(a)}).fraction for a in answers) / len(
        answers
    )
    assert mean == pytest.approx(0.11, abs=0.01)


@pytest.mark.parametrize(
    ("ticks", "fraction"),
    [(["r0", "r1"], 1.0), (["r0"], 0.5), (["r0", "r1", "w0"], 0.5), (["r0", "w0"], 0.0)],
)
def test_balanced_scoring(ticks, fraction):
    spec = specs.multiple(right=2, wrong=3)
    assert parse_spec(spec).grade({"choices": [f"key-{t}" for t in ticks]}).fraction == fraction


# --- numeric


@pytest.mark.parametrize(
    ("block", "typed", "guess"),
    [
        ({"prefix": "One computer for every", "unit": "computers"}, "1 in 300 computers", "300"),
        ({"prefix": "One computer for every", "unit": "computers"}, "5 %", "20"),
        ({"prefix": "1 in", "unit": ""}, "2m", "2000000"),
        ({"prefix": "", "unit": "computers"}, "300 computers", "300"),
        (
            {"scale": "points", "unit": "percent", "value": "20", "low": "20", "high": "20"},
            "1/5",
            "20",
        ),
    ],
)
def test_an_estimate_is_read_as_the_question_asks_for_it(block, typed, guess):
    assert parse_spec(specs.numeric(block=block)).parse({}, {"guess": typed}) == {"guess": guess}


@pytest.mark.parametrize(
    ("block", "typed", "code"),
    [
        ({"prefix": "", "unit": "computers"}, "5 %", "not_a_number"),
        ({"prefix": "1 in", "unit": ""}, "300-400", "not_a_number"),
        ({"prefix": "1 in", "unit": ""}, "0.5", "out_of_range"),
        ({"prefix": "", "unit": "computers"}, "2000bn", "out_of_range"),
        ({"prefix": "", "unit": "computers"}, "", "not_a_number"),
    ],
)
def test_what_is_no_estimate_is_refused(block, typed, code):
    with pytest.raises(AnswerError) as error:
        parse_spec(specs.numeric(block=block)).parse({}, {"guess": typed})
    assert error.value.code == code


@given(st.text(max_size=70))
def test_reading_never_fails(text):
    layout, spec = {"order": [], "tokens": {}}, specs.numeric()
    try:
        answer = parse_spec(spec).parse(layout, {"guess": text})
    except AnswerError as error:
        assert error.code in ("not_a_number", "out_of_range")  # noqa: PT017
    else:
        assert parse_spec(spec).grade(answer).fraction is None


@given(st.integers(1, 10**12), st.sampled_from(["", "1 in", "One alert for every"]))
def test_what_is_shown_can_be_typed_again(number, prefix):
    spec = specs.numeric(block={"prefix": prefix})
    shown = parse_spec(spec).summary({"guess": str(number)})
    assert parse_spec(spec).parse({}, {"guess": shown}) == {"guess": str(number)}


@pytest.mark.parametrize(
    ("guess", "band"),
    [
        (525, "close"),
        (510, "close"),  # between what is printed and what is calculated
        (340, "close"),  # within one and a half times
        (780, "close"),
        (300, "near"),
        (251, "near"),  # within twice
        (1050, "near"),
        (249, "far"),
        (1051, "far"),
        (1, "far"),
    ],
)
def test_ratios_are_close_in_doublings(guess, band):
    assert parse_spec(specs.numeric()).grade({"guess": str(guess)}).feedback == (band,)


@pytest.mark.parametrize(
    ("guess", "band"),
    [(31, "close"), (26, "close"), (36, "close"), (25, "near"), (46, "near"), (47, "far")],
)
def test_shares_are_close_in_points(guess, band):
    assert parse_spec(specs.share()).grade({"guess": str(guess)}).feedback == (band,)


def test_half_and_double_are_equally_far():
    block = {"low": "500", "high": "500", "value": "500"}
    numbers = parse_spec(specs.numeric(block=block)).numeric
    assert (
        numbers.distance_to_accepted(Decimal(250))
        == -numbers.distance_to_accepted(Decimal(1000))
        == -1.0
    )


def test_a_skipped_guess_is_an_answer():
    answer = parse_spec(specs.numeric()).parse({}, {"skip": "1", "guess": ""})
    assert answer == {"guess": None}
    assert parse_spec(specs.numeric()).explain(answer) == []
    assert parse_spec(specs.numeric()).grade(answer).parts["guess"]["class"] == "skipped"


# --- scenario


@given(st.data())
def test_every_way_through_a_scenario_ends(data):
    spec = specs.scenario()
    layout = parse_spec(spec).layout(Random(1))  # noqa: S311
    answer = None
    for _step in range(3):
        node = parse_spec(spec).current_node(answer)
        here = [t for t, key in layout["tokens"].items() if key.startswith(f"{node}/")]
        answer = parse_spec(spec).parse(
            layout, {"answer": data.draw(st.sampled_from(here))}, answer
        )
        if parse_spec(spec).is_final(answer):
            break
    assert parse_spec(spec).is_final(answer)
    first = answer["path"][0][1]
    assert parse_spec(spec).grade(answer).fraction == float(first == "key-leave")
    assert len(parse_spec(spec).explain(answer)) == len(answer["path"])


def of_first_node(spec: dict, seed: int) -> list[str]:
    order = parse_spec(spec).layout(Random(seed))["order"]  # noqa: S311
    return [key.removeprefix("node-found/") for key in order if key.startswith("node-found/")]


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=6))
def test_of_many_choices_the_best_and_others_by_the_seed_are_shown(seed, count):
    spec = specs.situation_with_pool(count)
    shown = of_first_node(spec, seed)
    assert "key-leave" in shown
    assert len(shown) == len(set(shown)) == min(MOST_CHOICES_SHOWN, count + 1)
    assert shown == of_first_node(spec, seed)


def test_every_other_choice_is_shown_to_somebody_and_an_answer_names_only_what_is_shown():
    spec = specs.situation_with_pool(4)
    seen = {key for seed in range(100) for key in of_first_node(spec, seed)}
    assert seen == {"key-leave", *(f"key-other-{n}" for n in range(4))}
    layout = parse_spec(spec).layout(Random(1))  # noqa: S311
    hidden = parse_spec(spec).answer_keys() - set(layout["order"])
    assert len(hidden) == 2
    assert not hidden & set(layout["tokens"].values())


def test_the_solution_is_the_best_line():
    path = parse_spec(specs.scenario()).solution()["path"]
    assert path == [["node-found", "key-leave"], ["node-told", "key-wait"]]
