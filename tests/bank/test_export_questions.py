import json

from django.core.management import call_command

from awareness.bank.actions import publish
from awareness.bank.export import EXPORTED_FIELDS
from tests.bank.ledgers import a_definition, a_figure, a_ledger, build_questions
from tests.bank.test_build import MODULE, a_line, a_scenario
from tests.bank.test_gate_lines import matching, ordering


def exported(capsys) -> list[dict]:
    call_command("export_questions", "--format", "json")
    return json.loads(capsys.readouterr().out)


def test_it_prints_every_live_question(db, capsys):
    definitions = [
        a_definition(objective="act"),
        a_line(),
        a_line(key="guess", generate="Q9", **{"from": "met"}),
    ]
    built, problems = build_questions(a_ledger(a_figure()), definitions, [a_scenario()], [MODULE])
    assert not problems
    publish(built)

    rows = {row["key"]: row for row in exported(capsys)}

    assert set(rows) == {
        "tiny-2018/whom", "tiny-2018/share", "tiny-2018/guess", "scenario/s1-a", "scenario/s1-b",
        "scenario/s1-c",
    }  # fmt: skip
    assert all(tuple(row) == EXPORTED_FIELDS for row in rows.values())
    whom = rows["tiny-2018/whom"]
    assert [option["key"] for option in whom["options"]] == ["a", "b", "c"]
    assert set(whom["options"][0]) == {"key", "text", "correct", "feedback"}
    assert whom["answer"] == {"correct": ["b"]}
    assert whom["modules"] == ["why"]
    assert (whom["item_model"], whom["seed"], whom["version"]) == (None, None, 1)
    share = rows["tiny-2018/share"]
    assert (share["item_model"], share["seed"]) == ("Q13@2", 1)
    assert share["figures"] == ["tiny-2018:met"]
    assert share["caveats"] == ["A share of those who answered."]
    assert all(set(guard) == {"name", "passed", "numbers"} for guard in share["guards"])
    assert rows["tiny-2018/guess"]["answer"] == {
        "value": 17, "low": 17, "high": 17, "unit": "percent",
    }  # fmt: skip
    assert set(rows["scenario/s1-a"]["answer"]["nodes"]) == {"found", "seen", "end"}
    assert rows["scenario/s1-a"]["modules"] == ["why"]


def test_orders_and_matches_have_their_answers(db, capsys):
    publish(build_questions(a_ledger(), [ordering(), matching(key="two")])[0])

    rows = {row["kind"]: row for row in exported(capsys)}

    assert rows["ordering"]["answer"] == {"keys": ["a", "b", "c"]}
    assert rows["matching"]["answer"] == {"pairs": {"a": "t0", "b": "t1", "c": "t2"}}
    # Stems and then targets: everything that the answer names can be looked up.
    assert [o["key"] for o in rows["matching"]["options"]] == [*"abc", "t0", "t1", "t2", "t3"]


def test_it_leaves_out_what_is_retired(db, capsys):
    publish(build_questions(a_ledger(a_figure()), [a_line()])[0])
    publish([])

    assert exported(capsys) == []


def test_it_costs_two_queries_however_many(db, django_assert_num_queries, capsys):
    for count in (1, 4):
        lines = [a_line(key=f"k{n}") for n in range(count)]
        publish(build_questions(a_ledger(a_figure()), lines)[0])
        with django_assert_num_queries(2):
            assert len(exported(capsys)) == count
