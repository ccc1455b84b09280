"""What a reviewer looks at: no difference is hidden, and comparing takes no longer than reading."""

import time

import pytest

from awareness.studio.published import diff
from awareness.studio.reviews.passages import (
    changed_line_runs,
    changed_passages,
    say_same,
    sentences,
)
from tests.studio.test_draft_reviews import AFTER, BEFORE


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x0b", "\x0c", "\x85", "\x1c", "\u00a0"])
def test_white_space_that_is_no_blank_is_read(sign):
    assert changed_line_runs({"text": "- a\n- b\n"}, {"text": f"- a{sign}\n- b\n"})
    assert changed_line_runs({"text": "a b\n"}, {"text": f"a{sign}b\n"})
    for after in (f"One.{sign}Two.", f"One. Two.{sign}", f"{sign}One. Two."):
        assert changed_passages({"body": "One. Two."}, {"body": after}), after
        assert not say_same({"body": "One. Two."}, {"body": after})


def test_lines_that_differ_one_behind_the_other_are_one_passage():
    [only] = changed_line_runs({"text": "a\nb\nc\n"}, {"text": "a\nB\nBB\nc\n"})
    assert (only.before, only.after, only.follows) == ("b", "B\nBB", "a")
    [new] = changed_line_runs({}, {"text": "a\nb\n"})
    assert (new.before, new.after) == ("", "a\nb")


@pytest.mark.parametrize(
    ("before", "after"),
    [(["a, b"], ["a", "b"]), ({"x": "1; y: 2"}, {"x": "1", "y": "2"}), ([["a", "b"]], ["a, b"])],
)
def test_lists_that_read_alike_and_say_something_else_are_a_passage(before, after):
    [only] = changed_passages({"labels": before}, {"labels": after})
    assert only.before != only.after


def test_what_differs_in_blanks_alone_says_the_same():
    assert say_same({"body": "One.  Two.\n", "order": None}, {"body": "One. Two.", "audience": []})
    assert not say_same({"body": "One."}, {"body": "One.", "order": 2})


@pytest.mark.parametrize(
    "text",
    [
        "Of those in the U.S. Virgin Islands 3 came.", "It was Dr. Lind who asked.",
        "As No. 3 says, it rose.", "Some (e.g. Managers) do.", "It is J. R. Smith who asks.",
        "See Fig. 2 and pp. 4–5 of Lind et al. 2020 for it.", "Prof. Ek asks “Mr. Ask” and Ms. Bo.",
    ],
)  # fmt: skip
def test_an_abbreviation_ends_no_sentence(text):
    assert sentences(f"First. {text} Last.") == ["First.", text, "Last."]


def test_words_that_look_like_an_abbreviation_end_theirs():
    assert sentences("Did they? No. Nobody did. So it was art. 3 came.") == [
        "Did they?", "No.", "Nobody did.", "So it was art. 3 came.",
    ]  # fmt: skip
    assert sentences("They came in 1990. Then they went.") == [
        "They came in 1990.",
        "Then they went.",
    ]


def replayed(before: list[str], after: list[str]) -> list[str]:
    """`after`, put together of what stayed and what came."""
    found: list[str] = []
    for tag, a, b, c, d in diff.opcodes(before, after):
        assert tag != "equal" or before[a:b] == after[c:d]
        found += after[c:d]
    return found


def test_comparing_is_quick_however_often_the_same_line_comes():
    """Each of these took 9 to 180 seconds."""
    same_line = ["- x"] * 8_000
    eighty = [f"k{n % 80}" for n in range(16_000)]
    mixed = [f"- {n % 3}" if n % 2 else f"line {n}" for n in range(20_000)]
    begun = time.process_time()
    for before, after in (
        (same_line, [*same_line, "y"]),
        (eighty, [f"k{n * 7 % 80}" for n in range(16_000)]),
        (mixed, [line if n % 9 else f"new {line}" for n, line in enumerate(mixed)]),
    ):
        assert replayed(before, after) == after
    assert time.process_time() - begun < 5


def test_a_line_that_changed_in_a_long_file_is_found():
    lines = [f"- {n % 3}" if n % 2 else f"line {n}" for n in range(20_000)]
    old, new = "\n".join(lines), "\n".join([*lines[:9_000], "new", *lines[9_001:]])
    assert [(run.before, run.after) for run in changed_line_runs({"text": old}, {"text": new})] == [
        ("line 9000", "new")
    ]
    words = " ".join(f"word{n % 40}" for n in range(4_000))
    pieces = diff.word_pieces(words, words.replace("word7 ", "other ", 1))
    assert [(piece.how, piece.text) for piece in pieces if piece.how != "same"] == [
        ("gone", "word7"), ("new", "other"),
    ]  # fmt: skip


def test_a_text_is_read_sentence_by_sentence():
    assert sentences("It rose. “Why?” Nobody says.\n\nIn 2.5 years {figure:x} came.") == [
        "It rose.", "“Why?”", "Nobody says.", "¶ In 2.5 years {figure:x} came.",
    ]  # fmt: skip
    [changed] = changed_passages(BEFORE, AFTER)
    assert (changed.field, changed.before, changed.after) == (
        "body", "Some write it down.", "Some wrote it down.",
    )  # fmt: skip
    assert [piece.how for piece in changed.pieces].count("new") == 1


def test_what_came_and_what_went_are_passages():
    after = {"order": 3, "body": "One. Two.", "title": "A", "audience": []}
    new = changed_passages({}, after, ("title", "body", "audience"))
    assert [(p.field, p.before, p.after) for p in new] == [
        ("title", "", "A"), ("body", "", "One."), ("body", "", "Two."), ("order", "", "3"),
    ]  # fmt: skip
    [gone] = changed_passages({"body": "One. Two."}, {"body": "One."})
    assert (gone.before, gone.after) == ("Two.", "")
    assert changed_passages({"body": None, "audience": []}, {"body": ""}) == []


def test_the_same_sentence_in_another_place_is_another_passage():
    before = {"body": "Ring them. Wait. Go."}
    [here] = changed_passages(before, {"body": "Ring them. Never alone. Wait. Go."})
    [there] = changed_passages(before, {"body": "Ring them. Wait. Go. Never alone."})
    as_it_was, _more = changed_passages(before, {"body": "Ring them. Never alone. Wait. Go. Come."})
    assert (here.after, here.follows) == ("Never alone.", "Ring them.")
    assert there.follows == "Go."
    assert here.digest != there.digest
    assert here.digest == as_it_was.digest
    [gone, also_gone] = changed_passages(before, {"body": "Go."})
    assert (gone.follows, also_gone.follows) == ("", "")


def test_what_a_page_makes_of_blanks_is_read_too():
    assert sentences("Ask.\n\nBe.  \nCry.\n    Do. Eat.\n") == [
        "Ask.", "¶ Be.", "⏎ Cry.", "↵     Do.", "Eat.",
    ]  # fmt: skip
    for before, after in (
        ("A.\n\nB.", "A.\n    B."),
        ("- A\n- B", "- A\n  - B"),
        ("A.\nB.", "A. B."),
    ):
        assert changed_passages({"body": before}, {"body": after}), after


def test_a_passage_names_its_figures():
    [passage] = changed_passages(
        {}, {"body": "{figure:a} and {figure:b|about}, {figure:pack:c}, {figure:a}"}
    )
    assert passage.figures == ["a", "b", "pack:c"]
