"""Matching: credit a stem, a spare target, and nothing lost when an answer is none."""

from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.actions import answer
from quizzes.display import ItemState
from quizzes.errors import AnswerError
from quizzes.kinds import matching, parse_spec
from quizzes.player import item_view, page_of_attempt, page_of_refusal
from quizzes.queries import items_of_attempt
from tests.pages import text_of
from tests.quizzes import specs
from tests.quizzes.test_check_spec import problems
from tests.quizzes.test_templates import render

PAIRS = specs.matching()["matching"]["pairs"]
STEMS = list(PAIRS)
TARGETS = [target["key"] for target in specs.matching()["matching"]["targets"]]


def fraction(pairs: dict[str, str]) -> float:
    return parse_spec(specs.matching()).grade({"pairs": pairs}).fraction


def sent(layout, pairs: dict[str, str]) -> dict[str, str]:
    """What the form sends for pairs of keys."""
    token = {key: token for token, key in layout["tokens"].items()}
    return {matching.target_field_name(token[stem]): token.get(t, t) for stem, t in pairs.items()}


def block(**parts) -> dict:
    return specs.matching(block=parts)


def test_chance_earns_little():
    answers = [dict(zip(STEMS, t, strict=True)) for t in product(TARGETS, repeat=3)]
    worth = [fraction(pairs) for pairs in answers]
    assert sum(worth) / len(worth) == pytest.approx(0.25)
    assert [a for a, each in zip(answers, worth, strict=True) if each == 1.0] == [PAIRS]
    assert fraction({}) == 0.0


@given(st.fixed_dictionaries({stem: st.sampled_from(TARGETS) for stem in STEMS}), st.integers(0, 9))
def test_credit_is_given_by_the_stem(pairs, seed):
    spec = specs.matching()
    layout = parse_spec(spec).layout(Random(seed))  # noqa: S311
    read = parse_spec(spec).parse(layout, sent(layout, pairs))
    assert read == {"pairs": pairs}
    right = sum(pairs[stem] == PAIRS[stem] for stem in STEMS)
    assert parse_spec(spec).grade(read).fraction == pytest.approx(right / 3)
    assert [remark.right for remark in parse_spec(spec).explain(read)].count(True) == right


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (dict.fromkeys(STEMS, ""), "nothing_matched"),
        ({"key-one": ""}, "match_missing"),
        ({"key-one": "elsewhere"}, "unknown_choice"),
    ],
)
def test_it_refuses_what_is_no_match(change, code):
    spec = specs.matching()
    layout = parse_spec(spec).layout(Random(1))  # noqa: S311
    with pytest.raises(AnswerError) as error:
        parse_spec(spec).parse(layout, sent(layout, PAIRS | change))
    assert error.value.code == code
    with pytest.raises(AnswerError, match="unknown_choice"):  # a stem is no target
        parse_spec(spec).parse(layout, sent(layout, PAIRS | {"key-one": "key-two"}))


@pytest.mark.parametrize(
    ("spec", "path"),
    [
        (specs.matching() | {"matching": None}, "matching"),
        (block(stems=[]), "matching.stems"),
        (block(targets=specs.matching()["matching"]["targets"][:3]), "matching.pairs.key-two"),
        (block(pairs=PAIRS | {"key-one": "key-to-elm"}), "matching.pairs.key-one"),
        (block(pairs=PAIRS | {"key-ten": "key-to-sea"}), "matching.pairs"),
        (block(pairs=None), "matching.pairs"),
        (block(stems=[specs.option("one", feedback="")] * 2), "matching.stems.0.feedback"),
        (
            block(
                targets=[{"key": t, "text": t} for t in ("key-to-sky", "key-to-elm", "key-to-red")]
            ),
            "matching.targets",  # no target to spare
        ),
    ],
)
def test_its_spec_says_where_it_is_broken(spec, path):
    assert path in problems(spec)


def sorting() -> dict:
    """Three stems that go into two groups."""
    groups = specs.matching()["matching"]["targets"][:2]
    keys = [group["key"] for group in groups]
    return block(targets=groups, pairs=dict(zip(STEMS, [*keys, keys[0]], strict=True)))


def test_stems_are_sorted_into_groups_and_none_is_spare(ask):
    block = sorting()["matching"]
    assert parse_spec(sorting()).sorts
    one_group = block | {"pairs": dict.fromkeys(STEMS, block["targets"][0]["key"])}
    assert "matching.targets" in problems(sorting() | {"matching": one_group})
    item = items_of_attempt(ask(sorting())[0].attempt)[0]
    form = render(page_of_attempt(item.attempt)).form
    assert [len(line.select("[type=radio]")) for line in form.select("fieldset.aw-sort")] == [2] * 3
    assert not form.select("select, [checked]")
    raw = sent(item.layout, block["pairs"] | {STEMS[0]: ""})
    with pytest.raises(AnswerError, match="match_missing") as error:
        answer(item, token="t", raw=raw, now=specs.NOW)
    kept = {field["name"]: field["value"] for field in
            render(page_of_refusal(item, error.value, raw)).select("[checked]")}  # fmt: skip
    assert kept == {name: token for name, token in raw.items() if token}
    response = answer(item, token="u", raw=sent(item.layout, block["pairs"]), now=specs.NOW)
    assert item_view(response.item).went_well


def test_every_line_has_a_labelled_select_with_all_targets(ask):
    form = render(page_of_attempt(ask(specs.matching())[0].attempt)).form
    selects = form.select("select")
    assert len(selects) == 3
    offered = {tuple(o.text for o in select.select("option")) for select in selects}
    assert len(offered) == 1  # the same for every line
    assert len(offered.pop()) == 5
    for select in selects:
        assert form.select_one(f"label[for='{select['id']}']").text.startswith("Text ")
        assert not select.select("[selected]")


def test_a_missing_match_loses_nothing(ask):
    item = items_of_attempt(ask(specs.matching())[0].attempt)[0]
    raw = sent(item.layout, PAIRS | {"key-six": ""})
    with pytest.raises(AnswerError) as error:
        answer(item, token="t", raw=raw, now=specs.NOW)
    html = render(page_of_refusal(item, error.value, raw))
    assert "still here" in html.select_one(".invalid-feedback").text
    chosen = {s["name"]: s.select_one("[selected]") for s in html.select("select")}
    kept = {name: option["value"] for name, option in chosen.items() if option}
    assert kept == {name: token for name, token in raw.items() if token}
    assert len(html.select("select[aria-invalid=true]")) == 1


def test_after_an_answer(ask):
    item = ask(specs.matching())[0]
    raw = sent(item.layout, PAIRS | {"key-six": "key-to-sea"})
    item = answer(item, token="t", raw=raw, now=specs.NOW).item
    shown = item_view(item)
    assert (shown.state, shown.heading) == (ItemState.PARTIAL, "Partly so")
    assert shown.given == ("Target sky: Text one", "Target elm: Text two", "Target sea: Text six")
    text = text_of(render(page_of_attempt(item.attempt)))
    assert "“Target red” belongs" in text
    assert "chose “Target sea”. Feedback six" in text
    assert "“Target sky” belongs here, as" in text
    assert "caveat-of-the-figure" in text


def test_a_second_click_changes_nothing(ask):
    item = ask(specs.matching())[0]
    first = answer(item, token="t", raw=sent(item.layout, PAIRS), now=specs.NOW)
    again = answer(item, token="u", raw=sent(item.layout, PAIRS), now=specs.NOW)
    assert first == again
    assert item_view(again.item).went_well


def test_the_plain_edition_has_its_own_words(ask):
    plain = {"options": {"key-one": "One", "key-to-red": "Red"}}
    shown = item_view(ask(specs.matching(plain=plain))[0], edition="plain")
    assert {option.text for option in shown.options} == {"One", "Text two", "Text six"}
    assert "Red" in {target.text for target in shown.targets}
