"""Every item model over random ledgers: one key, honest wrong numbers, the same bytes for the same
seed; or a refusal that names its guard. A new family is tried here or the test fails."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from awareness.bank.canonical import canonical_json
from awareness.bank.gate import broken_rules
from awareness.bank.item_models import MODELS
from awareness.insights.ledger import Kind, Use
from awareness.studio.published.item_card import REFUSAL_WORDS_BY_GUARD
from quizzes.kinds import parse_spec, read_spec
from tests.bank.families import TINY, a_column, cells, made_or_refused, make
from tests.bank.ledgers import OFFICERS, a_figure, a_ledger

shares = st.decimals(min_value=0, max_value=100, places=1)
counts = st.integers(1, 400_000)
words = st.sampled_from(["cold", "water", "glass", "stone", "lamp", "river", "winter", "bread"])
# What may be odd about a figure, beside its number.
ODD = st.fixed_dictionaries(
    {},
    optional={
        "use": st.sampled_from([Use.TEACH, Use.CAVEAT, Use.HOLD, Use.VOICE]),
        "base_n": st.none() | st.integers(1, 5000),
        "base_inferred": st.booleans(),
        "population": st.sampled_from([OFFICERS, "Officers who had met it", ""]),
        "caveats": st.sampled_from([(), ("SRC",)]),
        "label": st.sampled_from(["Had met it", "After grooming", "Had heard of it"]),
        "as_printed": st.sampled_from(["17 %", "a sixth"]),
        "no_key": st.sampled_from(["", "never asked"]),
        "multi_answer": st.booleans(),
    },
)


def a_column_of(draw, least: int, most: int):
    """A ledger of one column of shares, one row of it odd."""
    values = draw(st.lists(shares, min_size=least, max_size=most))
    table = a_column(list(map(str, values)))
    row = draw(st.sampled_from(list(table.cells)))
    table.cells[row]["share"] = replace(table.cells[row]["share"], **draw(ODD))
    return a_ledger(table)


def one_cell(draw):
    ledger = a_column_of(draw, 1, 5)
    return ledger, draw(st.sampled_from(cells(ledger))), {}


def one_of_a_house(draw):
    ledger, source, more = one_cell(draw)
    figure = ledger.figure(source, TINY)
    ledger.figures[figure.full_key] = replace(figure, measure="share_of_shops")
    return ledger, source, more


def rows(count: int):
    def drawn(draw):
        ledger = a_column_of(draw, count, count + 2)
        return ledger, cells(ledger)[:count], {}

    return drawn


def definitions(draw):
    terms = ("alert", "client", "hash")
    figures = [a_figure(term, None, measure="definition", label=term, caveats=("SRC",))
               for term in terms]  # fmt: skip
    figures[0] = replace(figures[0], **draw(ODD))
    said = [" ".join(draw(st.lists(words, min_size=1, max_size=5))) for _ in terms]
    pairs = [{"term": term, "text": f"It is {text}.", "feedback": "It is said."}
             for term, text in zip(terms, said, strict=True)]  # fmt: skip
    return a_ledger(*figures), list(terms), {"pairs": pairs, "spare": ("a shop",)}


def counts_of_a_report(draw):
    figures = []
    for n, noun in enumerate(("alerts", "computers", "sites", "firms")[: draw(st.integers(2, 4))]):
        value = str(draw(counts))
        parts = {"measure": noun, "unit": noun, "caveats": ("ALERTS",), "statement": "So."}
        figures.append(a_figure(f"n{n}", value, label=noun, **parts | {"as_printed": value}))
    odd = {k: v for k, v in draw(ODD).items() if k != "as_printed"}
    return a_ledger(replace(figures[0], **odd), *figures[1:]), "n0", {}


def one_or_two(draw):
    ledger = a_column_of(draw, 2, 5)
    kind = draw(
        st.sampled_from([Kind.SHARE, Kind.MEAN, Kind.MEDIAN, Kind.RATE, Kind.INDEX, Kind.CHANGE])
    )
    first = ledger.figure(cells(ledger)[0], TINY)
    parts = {
        "kind": kind,
        "per": draw(st.sampled_from([None, 1000])),
        "multi_answer": draw(st.booleans()),
    }
    parts["between"] = draw(st.sampled_from([(), ("2017", "2018"), ("2010",), ("women", "men")]))
    ledger.figures[first.full_key] = replace(first, **parts)
    return ledger, cells(ledger)[: draw(st.integers(1, 2))], {}


def one_in_a_list(draw):
    ledger, source, more = one_cell(draw)
    return ledger, [source], more


def claims(draw):
    ledger = a_column_of(draw, 1, 2)
    holds = draw(st.lists(st.booleans(), min_size=3, max_size=3))
    said = ("Some officers said so.", "A few officers did so.", "Each officer saw one.")
    lines = [{"text": text, "holds": true, "feedback": "It is said."}
             for text, true in zip(said, holds, strict=True)]  # fmt: skip
    goal = draw(st.sampled_from(["beyond", "allowed"]))
    return ledger, cells(ledger), {"claims": lines, "goal": goal}


RANDOM = {
    "Q2": rows(4), "Q9": one_cell, "Q10": definitions, "Q11-counts": counts_of_a_report,
    "Q11-of-whom": one_cell, "Q12": one_or_two, "Q13": one_in_a_list, "Q14": one_of_a_house,
    "Q12 by an author": claims, "Q13 by an author": claims,
}  # fmt: skip


# What a column of one letter after another may break: form, and nothing of what is claimed.
FORM = {"G17", "the key does not stand out"}


def rules(spec: dict) -> list[str]:
    return [broken.rule for broken in broken_rules(read_spec(spec))]


def test_no_family_is_left_out():
    assert {name.partition(" ")[0] for name in RANDOM} == set(MODELS)


@pytest.mark.parametrize("model", RANDOM)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), st.integers(0, 99))
def test_any_ledger_gives_one_key_or_a_named_refusal(model, data, seed):
    ledger, source, more = RANDOM[model](data.draw)

    family = model.partition(" ")[0]
    spec, refused = made_or_refused(ledger, family, source, seed, **more)

    if refused:
        assert refused.guard in REFUSAL_WORDS_BY_GUARD
        assert refused.message
        return
    assert parse_spec(spec)
    assert all(guard["passed"] for guard in spec["guards"])
    assert set(rules(spec)) <= FORM
    _has_one_key(spec)
    again = make(ledger, family, source, seed, **more)
    assert canonical_json(spec) == canonical_json(again)


def _has_one_key(spec: dict) -> None:
    match spec["kind"]:
        case "single":
            assert [option["correct"] for option in spec["options"]].count(True) == 1
            assert len({option["text"] for option in spec["options"]}) == len(spec["options"])
        case "numeric":
            told = {name: Decimal(spec["numeric"][name]) for name in ("low", "value", "high")}
            assert told["low"] <= told["value"] <= told["high"]
        case "ordering":
            assert spec["ordering"]["keys"] == [option["key"] for option in spec["options"]]
        case "matching":
            pairs = spec["matching"]["pairs"]
            assert len(set(pairs.values())) == len(pairs) == len(spec["matching"]["stems"])
            assert len(spec["matching"]["targets"]) > len(pairs)


@pytest.mark.parametrize("model", RANDOM)
def test_every_family_makes_something_and_refuses_something(model):
    """The random ledgers reach both ends: nothing above passes because nothing is ever made."""
    seen: set[bool] = set()

    @settings(max_examples=150, deadline=None, database=None, derandomize=True)
    @given(st.data())
    def tried(data):
        ledger, source, more = RANDOM[model](data.draw)
        family = model.partition(" ")[0]
        seen.add(made_or_refused(ledger, family, source, 1, **more)[1] is None)

    tried()
    assert seen == {True, False}
