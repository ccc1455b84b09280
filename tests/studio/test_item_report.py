"""`item_report`: what was made, what was refused with which numbers, and if all is in bounds."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from awareness.bank import report as bank_report
from awareness.content.management.commands import item_report
from awareness.content.management.commands.item_report import report_lines


def report_text(**options) -> str:
    out = StringIO()
    call_command("item_report", stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def figures() -> dict:
    return json.loads(report_text(format="json"))


def test_it_says_that_the_shipped_bank_is_within_every_bound(figures):
    assert figures["outside"] == []
    assert report_lines(figures)[-1] == "The bank is within every bound."


def test_it_counts_by_family_kind_and_report(figures):
    items = figures["items"]
    assert items["live"] == sum(items["by_kind"].values()) == sum(items["by_family"].values())
    assert items["generated"] == items["live"] - items["by_family"]["authored"]
    assert {"Q9", "Q10", "Q12", "Q13"} <= set(items["by_family"])
    assert {"single", "multiple", "numeric", "matching", "ordering"} == set(items["by_kind"])


def test_it_says_by_report_what_is_offered_taken_and_refused(figures):
    rows = {row["report"]: row for row in figures["reports"]}
    assert {"netclean-2016", "netclean-2018", "ic3-2024"} <= set(rows)
    for row in rows.values():
        assert row["tried"] == row["offered"] + len(row["refusals"])
        assert sum(row["refused"].values()) == len(row["refusals"])
        assert sum(row["by_family"].values()) == row["offered"] == len(row["offers"])
        assert all(refusal["guard"] and refusal["message"] for refusal in row["refusals"])
    assert rows["netclean-2018"]["taken"] == sum(rows["netclean-2018"]["taken_by_family"].values())
    assert rows["netclean-2018"]["taken_by_family"]["Q9"] >= 3
    assert rows["netclean-2018"]["refused"]["G12"] > 100  # what its subject never ranks


def test_its_text_names_the_same(figures):
    text, all_of_it = "\n".join(report_lines(figures)), "\n".join(report_lines(figures, every=True))
    row = next(row for row in figures["reports"] if row["report"] == "ic3-2024")
    said = f"ic3-2024: {row['offered']} offered of {row['tried']} tried, {row['taken']} taken"
    assert f"Items: {figures['items']['live']}, " in text
    assert said in text
    line = row["offers"][0]["line"]
    assert f"key: {line['key']}" in all_of_it
    assert f"key: {line['key']}" not in text
    assert 0 < text.count("netclean-2018:t-2018-01a") < all_of_it.count("netclean-2018:t-2018-01a")


def test_each_insight_that_can_be_taught_has_two_questions(figures):
    rows = {(row["report"], row["insight"]): row for row in figures["insights"]}
    assert all(row["enough"] and row["questions"] >= 2 for row in rows.values())
    assert {insight for report, insight in rows if report == "netclean-2018"} >= {
        "about", *(f"{n:02}" for n in range(1, 9))
    }  # fmt: skip
    assert ("netclean-2016", "foreword") not in rows  # no page is written on it
    text = "\n".join(report_lines(figures))
    assert "Questions by insight" in text
    assert "TOO FEW" not in text


def test_it_says_what_the_options_alone_tell(figures):
    rows = {(row["of"], row["words"]): row for row in figures["tells"]}

    assert set(rows) == {
        (kind, seen)
        for kind in ("questions", "decisions", "plain decisions")
        for seen in ("function words", "all words")
    }
    assert all(row["low"] <= row["right"] <= row["high"] for row in rows.values())
    assert all(row["telling"] for row in rows.values())
    assert [key for key, row in rows.items() if row["warns"]] == [
        ("decisions", "all words"),
        ("plain decisions", "all words"),
    ]
    text = "\n".join(report_lines(figures))
    assert "questions, function words: " in text
    assert f"chance {rows['questions', 'all words']['chance']:.1%}" in text


def test_options_that_tell_are_out_of_bounds(monkeypatch):
    monkeypatch.setattr(bank_report, "STYLE_MARGIN", -0.3)
    monkeypatch.setattr(bank_report, "WORDS_MARGIN", -0.3)  # it warns for decisions, and no more
    monkeypatch.setattr(item_report, "offers_by_report", lambda *_: [])

    with pytest.raises(CommandError, match="questions by function words: ") as refused:
        report_text()
    assert "questions by all words" in str(refused.value)
    assert "; decisions by function words" in str(refused.value)
    assert "; plain decisions by function words" in str(refused.value)
    assert "decisions by all words" not in str(refused.value)


def test_too_few_questions_are_out_of_bounds(monkeypatch):
    monkeypatch.setattr(bank_report, "LEAST_CHECKS", 7)
    monkeypatch.setattr(bank_report, "option_tells", lambda _: [])
    monkeypatch.setattr(item_report, "offers_by_report", lambda *_: [])

    with pytest.raises(CommandError, match="netclean-2018, insight 02: 2 questions, at least 7"):
        report_text()


def test_it_fails_when_something_is_out_of_bounds(monkeypatch):
    too_hard = bank_report.Measure("reading grade", 1, 12.0, 12.0, 9.0, "a/question")
    monkeypatch.setattr(bank_report, "bank_measures", lambda _: [too_hard])
    monkeypatch.setattr(item_report, "offers_by_report", lambda *_: [])

    with pytest.raises(CommandError, match="outside its bounds: reading grade"):
        report_text()


def test_it_refuses_a_pack_that_is_none(tmp_path):
    with pytest.raises(CommandError, match="is no pack"):
        call_command("item_report", str(tmp_path), stdout=StringIO())
