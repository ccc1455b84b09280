"""What differs between two texts, as a reviewer reads it: sentence by sentence."""

from awareness.studio.passages import passages, sentences
from tests.studio.test_draft_reviews import AFTER, BEFORE


def test_a_text_is_read_sentence_by_sentence():
    assert sentences("It rose. “Why?” Nobody says.\n\nIn 2.5 years {figure:x} came.") == [
        "It rose.", "“Why?”", "Nobody says.", "¶ In 2.5 years {figure:x} came.",
    ]  # fmt: skip
    [changed] = passages(BEFORE, AFTER)
    assert (changed.field, changed.before, changed.after) == (
        "body", "Some write it down.", "Some wrote it down.",
    )  # fmt: skip
    assert [piece.how for piece in changed.pieces].count("new") == 1


def test_what_came_and_what_went_are_passages():
    after = {"order": 3, "body": "One. Two.", "title": "A", "audience": []}
    new = passages({}, after, ("title", "body", "audience"))
    assert [(p.field, p.before, p.after) for p in new] == [
        ("title", "", "A"), ("body", "", "One."), ("body", "", "Two."), ("order", "", "3"),
    ]  # fmt: skip
    [gone] = passages({"body": "One. Two."}, {"body": "One."})
    assert (gone.before, gone.after) == ("Two.", "")
    assert passages({"body": None, "audience": []}, {"body": ""}) == []


def test_the_same_sentence_in_another_place_is_another_passage():
    before = {"body": "Ring them. Wait. Go."}
    [here] = passages(before, {"body": "Ring them. Never alone. Wait. Go."})
    [there] = passages(before, {"body": "Ring them. Wait. Go. Never alone."})
    as_it_was, _more = passages(before, {"body": "Ring them. Never alone. Wait. Go. Come."})
    assert (here.after, here.follows) == ("Never alone.", "Ring them.")
    assert there.follows == "Go."
    assert here.digest != there.digest
    assert here.digest == as_it_was.digest
    [gone, also_gone] = passages(before, {"body": "Go."})
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
        assert passages({"body": before}, {"body": after}), after


def test_a_passage_names_its_figures():
    [passage] = passages(
        {}, {"body": "{figure:a} and {figure:b|about}, {figure:pack:c}, {figure:a}"}
    )
    assert passage.figures == ["a", "b", "pack:c"]
