"""Q10: terms and what they mean."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awareness.bank.canonical import canonical_json
from awareness.bank.export import right_answer
from awareness.bank.gate import broken_rules
from awareness.bank.guards import definitions_apart_guard
from awareness.insights.ledger import Use
from quizzes.kinds import parse_spec, read_spec
from tests.bank.families import made_or_refused
from tests.bank.ledgers import a_figure, a_ledger

WORDS = {
    "Alert": "A message that the software sends.",
    "Client": "A computer with the product installed.",
    "Hash": "A short number worked out of a file.",
}
ASK = "The Tiny Report 2018 asked those who chose. Which word belongs to each?"


DEFINITION = {
    "measure": "definition",
    "unit": "",
    "caveats": (),
    "use": Use.TEACH,
    "population": "Those who chose",
}


def define(key: str, **parts):
    return a_figure(key, None, **DEFINITION | parts)


def pairs(**words: str) -> list[dict]:
    return [
        {"term": term, "text": text, "feedback": f"{term} is what the report calls it."}
        for term, text in (words or WORDS).items()
    ]


def made(ledger=None, pairs=pairs(), spare=("Case",), source=("a", "b", "c"), seed=1):  # noqa: B008
    ledger = ledger or a_ledger(*map(define, "abc"))
    return made_or_refused(
        ledger, "Q10", list(source), seed, ask=ASK, pairs=list(pairs), spare=list(spare)
    )


def test_descriptions_are_matched_with_terms_and_one_is_spare():
    spec, refused = made()

    assert refused is None
    assert [stem["text"] for stem in spec["matching"]["stems"]] == list(WORDS.values())
    assert [t["text"] for t in spec["matching"]["targets"]] == [*WORDS, "Case"]
    assert right_answer(read_spec(spec)) == {"pairs": {"s0": "t0", "s1": "t1", "s2": "t2"}}
    assert spec["matching"]["stems"][0]["sources"] == ["tiny-2018:a"]
    assert spec["figures"] == [f"tiny-2018:{key}" for key in "abc"]
    assert not broken_rules(read_spec(spec))
    parse_spec(spec)


@pytest.mark.parametrize(
    ("change", "guard"),
    [
        ({"spare": ()}, "G15"),
        ({"spare": ("alert",)}, "G15"),  # a term that is there already
        ({"pairs": pairs()[:2]}, "G15"),
        ({"spare": ("A word that nobody will ever read here",)}, "G16"),
        ({"pairs": pairs(Alert="An alert.", Client="A machine.", Hash="It.")}, "G17"),
        (
            {"pairs": pairs(Alert="A message that the software sends.", Hash="A number.",
                            Note="The software sends a message.")},
            "G17",
        ),
        ({"source": ("a", "b", "none")}, "G7"),
        ({"ledger": a_ledger(define("a"), define("b"), define("c", use=Use.HOLD))}, "G7"),
        ({"ledger": a_ledger(define("a"), define("b"), a_figure("c"))}, "G8"),
    ],
)  # fmt: skip
def test_it_names_the_guard_that_refuses(change, guard):
    assert made(**change)[1].guard == guard


def test_what_a_term_means_may_be_asked_where_nothing_may_be_ranked():
    ledger = a_ledger(define("a", label="After grooming"), define("b"), define("c"))
    counted = a_ledger(a_figure("a", label="After grooming"), define("b"), define("c"))

    assert made(ledger)[1] is None
    assert made(counted)[1].guard == "G12"


def test_definitions_that_overlap_are_told_with_their_share():
    seen = definitions_apart_guard({"x": "cold clear water", "y": "clear water in glasses"})

    assert not seen.passed
    assert "67%" in seen.message


word = st.sampled_from(["cold", "water", "glass", "stone", "lamp", "river", "winter", "bread"])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(word, min_size=1, max_size=5), min_size=3, max_size=3), st.integers(0, 9))
def test_any_pairs_give_one_key_each_or_a_named_refusal(texts, seed):
    lines = pairs(
        **{term: f"It is {' '.join(text)}." for term, text in zip(WORDS, texts, strict=True)}
    )
    spec, refused = made(pairs=lines, seed=seed)
    if refused:
        assert refused.guard == "G17"
        return
    found = parse_spec(spec).solution()["pairs"]
    assert len(set(found.values())) == 3
    assert parse_spec(spec).grade({"pairs": found}).fraction == 1.0
    assert canonical_json(spec) == canonical_json(made(pairs=lines, seed=seed)[0])
    assert set(parse_spec(spec).layout(Random(seed))["order"]) >= set(found)  # noqa: S311


def test_every_pair_belongs_to_a_figure():
    assert made(source=("a", "b"))[1].numbers == {"figures": 2, "pairs": 3, "spare": 1}
