"""The gate for orderings and matchings, and what authors may write of them."""

import pytest

from awareness.bank import gate
from awareness.bank.authored import (
    AuthoredQuestion,
    GeneratedQuestion,
    MatchingQuestion,
    OrderingQuestion,
    question_class,
)
from awareness.bank.export import right_answer
from tests.bank.ledgers import a_definition, a_figure, a_ledger, build_questions, resolved


def lines(*texts: str, **more) -> list[dict]:
    return [
        {"key": "abcdefg"[n], "text": text, "feedback": "It is said so."} | more
        for n, text in enumerate(texts)
    ]


def ordering(*texts: str, **parts) -> dict:
    texts = texts or ("I stop.", "I tell the contact.", "I write it down.")
    return a_definition(kind="ordering", options=lines(*texts), stem="What comes first?") | parts


def matching(**parts) -> dict:
    stems = [line | {"target": f"t{n}"} for n, line in enumerate(lines("Seen", "Told", "Kept"))]
    targets = [
        {"key": f"t{n}", "text": text} for n, text in enumerate(("Eye", "Ear", "Box", "Key"))
    ]
    whole = a_definition(kind="matching", stem="What goes with what?", stems=stems, targets=targets)
    del whole["options"]
    return whole | parts


def rules(definition: dict, ledger=None) -> list[str]:
    return [problem.rule for problem in build_questions(ledger or a_ledger(), [definition])[1]]


def test_good_ones_are_built():
    built, problems = build_questions(a_ledger(), [ordering(), matching(key="two")])

    assert problems == []
    assert right_answer(built[0].spec) == {"keys": ["a", "b", "c"]}
    assert right_answer(built[1].spec) == {"pairs": {"a": "t0", "b": "t1", "c": "t2"}}
    assert [question.kind for question in built] == ["ordering", "matching"]
    assert all("correct" not in line for line in built[0].spec.stored()["options"])


@pytest.mark.parametrize(
    ("definition", "rule"),
    [
        (ordering("One.", "Other."), "number of options"),
        (ordering(*"abcdef"), "number of options"),
        (ordering("I stop.", "I stop.", "I go."), "G17"),
        (ordering("I stop.", "I always go.", "I tell."), "no absolutes"),
        (ordering("I stop.", "I go.", "Monsters."), "G11"),
        (ordering(stem="Which does not come first?"), "no negative stem"),
        (matching(stem="Which are never told?"), "no absolutes"),
        (matching(stems=[s | {"feedback": "Hm!"} for s in matching()["stems"]]), "calm feedback"),
        (
            matching(targets=[*matching()["targets"][:3],
                              {"key": "t9", "text": "a long text that the list will cut"}]),
            "short targets",
        ),
        (matching(targets=matching()["targets"][:3]), "number of options"),
    ],
)  # fmt: skip
def test_each_rule_is_named(definition, rule):
    assert rule in rules(definition)


def test_the_place_of_a_broken_line_is_told():
    stems = matching()["stems"]
    stems[1]["feedback"] = "That is incorrect."
    [broken] = gate.broken_rules(resolved(matching(stems=stems)))

    assert broken.at == ("stems", 1, "feedback")


def test_an_authors_order_rests_on_no_kind_of_abuse_and_on_one_population():
    told = [f"{{figure:{key}}} said so in 2018" for key in ("one", "two", "six")]
    definition = ordering(
        *told, caveats=["SRC"],
        stem="In 2018, police officers who chose to answer a survey: what is largest?",
    )  # fmt: skip
    figures = [a_figure(key, value) for key, value in (("one", "60"), ("two", "40"), ("six", "9"))]
    odd = a_figure("six", "9", label="After grooming")
    apart = a_figure("six", "9", question="Another one?")

    assert rules(definition, a_ledger(*figures)) == []
    assert rules(definition, a_ledger(*figures[:2], odd)) == ["G12"]
    assert rules(definition, a_ledger(*figures[:2], apart)) == ["G6"]


def test_a_line_takes_the_number_of_figures_its_family_does():
    line = {"report": "tiny-2018", "generate": "Q2", "key": "k", "from": "met", "seed": 1,
            "objective": "library"}  # fmt: skip
    [problem] = build_questions(a_ledger(a_figure()), [line])[1]

    assert (problem.rule, problem.what) == ("figure", "k: Q2 takes several figures")


@pytest.mark.parametrize(
    ("data", "shape"),
    [
        ({"kind": "ordering"}, OrderingQuestion),
        ({"kind": "matching"}, MatchingQuestion),
        ({"kind": "single"}, AuthoredQuestion),
        ({"kind": "essay"}, AuthoredQuestion),
        ({"generate": "Q10", "kind": "matching"}, GeneratedQuestion),
    ],
)
def test_each_kind_has_its_schema(data, shape):
    assert question_class(data) is shape
