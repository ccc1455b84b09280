"""G6 over a whole question: groups side by side need a reason; no key rests on a change."""

from dataclasses import replace
from datetime import date

import pytest

from awareness.insights import comparable
from awareness.insights.ledger import Location
from tests.bank.ledgers import a_definition, a_figure, a_ledger, build_questions, shipped

OTHER = "tiny-2016"
PART = "Officers who had met it"
WHY = "One group is a part of the other."
STEM = "In 2018, police officers who chose to answer a survey said this. What holds?"


def ledger():
    made = a_ledger(
        a_figure("now", "40"),
        a_figure("then", "20", report=OTHER, base_n=120, as_of=date(2016, 8, 1)),
        a_figure("part", "60", population=PART, base_n=None),
        a_figure("told", None, population="Somebody else"),
        a_figure("change", "20", formula="{now} - {tiny-2016:then}"),
    )
    made.reports[OTHER] = replace(
        made.reports["tiny-2018"], slug=OTHER, year=2016, title="Tiny 2016"
    )
    return made


def asked(first: str, second: str = "", text="Some of them met it.", **parts) -> dict:
    """A question whose right answer cites `first`, and another option `second`."""
    options = [
        {"key": "a", "text": text, "correct": True, "feedback": "It is said.", "figures": [first]},
        {"key": "b", "text": "Nobody of them met it.", "feedback": "Some did.",
         "figures": [second] if second else []},
        {"key": "c", "text": "They met it each day.", "feedback": "It was not asked."},
    ]  # fmt: skip
    where = {"where": lambda *at: Location("/".join(map(str, at)) or "questions.yaml", 7)}
    caveats = ["SRC", "tiny-2016:SRC"]
    return a_definition(stem=STEM, options=options, caveats=caveats) | where | parts


def problems(definition) -> list:
    return build_questions(ledger(), [definition])[1]


@pytest.mark.parametrize("second", ["part", "tiny-2016:then"])
def test_two_groups_in_one_question_need_a_reason(second):
    [found] = problems(asked("now", second))

    assert found.rule == "G6"
    assert "numbers of 2 groups meet" in found.what
    assert "side_by_side" in found.right
    assert found.location.path == "options/1/figures"


@pytest.mark.parametrize(
    "definition", [asked("now"), asked("now", "told"), asked("now", "part", side_by_side=WHY)]
)
def test_one_group_or_a_reason_will_do(definition):
    assert problems(definition) == []


def test_with_a_reason_each_group_is_told_with_its_base():
    [built], _ = build_questions(ledger(), [asked("now", "part", side_by_side=WHY)])

    said = list(built.spec.caveats)
    assert any(WHY in text for text in said)
    whole = "Police officers who chose to answer a survey; all use one tool"
    assert f"The Tiny Report 2018: {whole}. Base: 200." in said
    assert f"The Tiny Report 2018: {PART}. How many answered is not printed." in said
    kept = [guard for guard in built.spec.guards if guard["name"] == "G6"]
    assert kept == [{"name": "G6", "passed": True, "numbers": {"groups": 2, "reason": WHY}}]


@pytest.mark.parametrize("why", ["", WHY])
def test_no_key_rests_on_a_change_between_editions(why):
    both = asked("now", side_by_side=why)
    both["options"][0]["figures"] = ["now", "tiny-2016:then"]

    assert any("rests on tiny-2016 and tiny-2018 together" in p.what for p in problems(both))


def test_a_change_that_was_worked_out_is_a_change():
    assert any(
        "together" in p.what for p in problems(asked("change", side_by_side=WHY))
    )  # one figure, two editions in its formula


@pytest.mark.parametrize(
    "text",
    ["The share is smaller than in the report before.", "More of them met it than in {say:2016}.",
     "It has grown since the earlier survey."],
)  # fmt: skip
def test_no_key_tells_of_a_change_whose_other_number_it_leaves_out(text):
    found = problems(asked("now", text=text))

    assert any("rests on a change" in each.what for each in found)


@pytest.mark.parametrize(
    "text",
    [
        "All police officers met it.",
        "Most employers met it.",
        "They met it everywhere.",
        "Officers in general met it.",
    ],
)
def test_no_key_speaks_of_more_people_than_were_asked(text):
    found = problems(asked("now", text=text))

    assert [each.rule for each in found if "of those who answered" in each.what] == ["G6"]


def test_no_key_tells_of_a_change_that_the_stem_asks_for():
    stem = STEM.replace("this.", "this, when set beside the report before.")
    key = {"text": "Fewer of them met it.", "stem": stem}

    assert any("rests on a change" in each.what for each in problems(asked("now", **key)))
    key["text"] = "Nobody can tell if fewer met it."
    assert not any("rests on a change" in each.what for each in problems(asked("now", **key)))


def test_what_goes_beyond_the_data_may_be_the_right_answer():
    beyond = asked("now", text="All police officers met it.")
    beyond["stem"] = STEM.replace("What holds?", "Which conclusion goes beyond the data?")

    assert problems(beyond) == []


def generated(model: str, source, **parts) -> dict:
    line = {"report": "tiny-2018", "location": Location("questions.yaml", 3), "key": "made",
            "seed": 1, "objective": "library", "generate": model, "from": source}  # fmt: skip
    return line | parts


CLAIMS = [
    {"text": "Some officers met it.", "holds": True, "feedback": "They said so."},
    {"text": "In 2018 some had.", "holds": True, "feedback": "They said so."},
    {"text": "More of them met it.", "feedback": "Others were asked.",
     "figures": ["now", "tiny-2016:then"]},
]  # fmt: skip


def test_a_generated_question_needs_the_reason_too():
    line = generated("Q12", ["now", "tiny-2016:then"], claims=CLAIMS)

    assert [p.rule for p in problems(line)] == ["G6"]
    built, found = build_questions(ledger(), [line | {"side_by_side": WHY}])
    assert found == []
    assert any(WHY in text for text in built[0].spec.caveats)


def test_a_conclusion_that_is_allowed_is_no_change():
    claims = [claim | {"holds": not claim.get("holds")} for claim in CLAIMS[1:]]
    claims.append({"text": "It was so.", "feedback": "Perhaps."})
    line = generated("Q12", ["now", "tiny-2016:then"], claims=claims, goal="allowed",
                     side_by_side=WHY)  # fmt: skip

    assert any("together" in p.what for p in problems(line))


def test_an_estimate_of_a_change_is_refused():
    line = generated("Q9", "change")

    assert any("together" in p.what for p in problems(line))


def test_of_the_shipped_bank_only_what_has_a_reason_has_two_groups():
    content = shipped()
    built, found = build_questions(
        content.ledger, content.questions, content.scenarios, content.modules
    )
    assert found == []
    several = {
        question.key
        for question in built
        if len(comparable.figures_by_group(content.ledger.figures[key] for key in question.figures))
        > 1
    }
    reasons = {f"{q.report}/{q.shape.key}" for q in content.questions if q.shape.side_by_side}
    assert several == reasons
    for question in built:
        if question.key in several:
            told = " ".join(question.spec.caveats)
            assert told.count("Base: ") + told.count("How many answered is not printed.") >= 2
