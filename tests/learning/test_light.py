"""A light edit: spelling, spacing and punctuation, and nothing that could mean something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awareness.learning.light import SPELLING_BY_MISTAKE, differs_lightly, is_light

TEXT = (
    "You recieve a call ,and tell the contact at once. They do not ask why: it is theirs to know."
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (TEXT, TEXT),
        (TEXT, TEXT.replace("recieve", "receive")),
        (TEXT, TEXT.replace(" ,and", ", and")),
        (TEXT, TEXT.replace("once. They", "once.  They")),
        (TEXT, TEXT.replace("why: it", "why; it")),
        ("He said “no”.", 'He said "no".'),
        ("One – two", "One — two"),
    ],
)
def test_spelling_spacing_and_punctuation_are_light(before, after):
    assert is_light(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("You must tell the contact.", "You may tell the contact."),
        ("Do not forward it.", "Do forward it."),
        ("You cannot open it.", "You can open it."),
        ("About two in ten.", "Two in ten."),
        ("Tell Anna.", "Tell Anne."),
        ("Ring 020-112 233.", "Ring 020-112 234."),
        ("Ring 112.", "Ring 11 2."),
        ("It was 1,5 per cent.", "It was 15 per cent."),
        ("It rose by -3 points.", "It rose by 3 points."),
        ("It rose by –3 points.", "It rose by 3 points."),
        ("Between 10–20 people.", "Between 10, 20 people."),
        ("It was 87 %.", "It was 87."),
        ("A causal link.", "A casual link."),
        ("They resign it.", "They re-sign it."),
        ("It is theirs.", "Is it theirs?"),
        ("It is theirs.", "It is theirs?"),
        ("We're told.", "Were told."),
        ("One line.\n\nAnother.", "One line. Another."),
        ("[87 %](#source-a)", "[87 %](#source-b)"),
        ("It is *not* so.", "It is not so."),
        ("receive", "recieve"),
        ("English", "english"),
    ],
)
def test_what_may_mean_something_else_is_not_light(before, after):
    assert not is_light(before, after)


WORDS = st.lists(
    st.sampled_from(
        [*SPELLING_BY_MISTAKE, *SPELLING_BY_MISTAKE.values(), "not", "may", "7", "8.5"]
    ),
    min_size=1,
)


@given(WORDS, st.lists(st.sampled_from([" ", ", ", "; ", " – ", ": "]), min_size=1), st.data())
def test_other_marks_between_the_same_words_are_light_and_a_word_less_is_not(words, marks, data):
    def joined(some: list[str]) -> str:
        return "".join(word + marks[n % len(marks)] for n, word in enumerate(some))

    assert is_light(" ".join(words), joined(words))
    gone = data.draw(st.integers(0, len(words) - 1))
    assert not is_light(" ".join(words), joined(words[:gone] + words[gone + 1 :]))


@given(st.text(), st.text())
def test_any_two_texts_are_compared_and_digits_decide(before, after):
    if is_light(before, after):
        digits = [[sign for sign in text if sign.isdigit()] for text in (before, after)]
        assert digits[0] == digits[1]


def test_no_word_of_the_list_is_what_another_entry_means():
    assert not SPELLING_BY_MISTAKE.keys() & set(SPELLING_BY_MISTAKE.values())


def stored(**changes):
    step = {"slug": "read", "title": "You recieve it", "explainer_hash": "a1"}
    note = {"key": "r:a", "statement": "They were asked ,once"}
    text = {"ordinary": {"body_markdown": "A text.", "resolved": {"figures": [note]}}}
    return {"steps": [step | {"text": text}], "objectives": {"x": "You know."}} | changes


def test_of_what_is_stored_texts_may_differ_and_nothing_else():
    before = stored()
    light = stored()
    light["steps"][0] |= {"title": "You receive it", "explainer_hash": "b2"}
    light["objectives"] = {"x": "You know"}
    before["choices"] = [{"plain": "Ring.", "plain_feedback": "They beleive you."}]
    light["choices"] = [{"plain": "Ring", "plain_feedback": "They believe you."}]
    assert differs_lightly(before, light)

    for change in (
        lambda spec: spec["steps"][0].update(slug="reads"),
        lambda spec: spec["steps"][0]["text"]["ordinary"]["resolved"]["figures"][0].update(
            statement="They were asked, once"
        ),
        lambda spec: spec["objectives"].update(y="More."),
        lambda spec: spec["steps"].append({}),
    ):
        other = stored()
        change(other)
        assert not differs_lightly(before, other)
