"""A model that reads the options alone: it finds a style that tells, and none where none is."""

import random

import pytest

from awareness.bank import clues
from awareness.bank.clues import guess_without_stem, tokens_of

NOUNS = ("box", "lamp", "door", "river", "stone", "cloud", "paper", "garden", "table", "wheel")
LINKS = ("and", "of", "the", "in", "on", "with", "for", "to", "by", "from", "at", "it")


def option(draw: random.Random) -> str:
    """A sentence of chance words, so that nothing in it can tell."""
    return f"{' '.join([*draw.choices(NOUNS, k=4), *draw.choices(LINKS, k=4)])}."


def items(count: int, plant: str = "", seed: int = 7) -> dict:
    """Items of three options, one right; `plant` ends every wrong option."""
    draw = random.Random(seed)  # noqa: S311 - repeatable test data
    made = {}
    for number in range(count):
        key = draw.randrange(3)
        options = [(option(draw) + plant * (place != key), place == key) for place in range(3)]
        made[f"item-{number}"] = [options]
    return made


@pytest.mark.parametrize(("plant", "word"), [(" probably", "probably"), (", so that", "so")])
def test_a_style_that_marks_wrong_options_is_found(plant, word):
    by_style = guess_without_stem(items(60, plant), style=True)

    assert by_style.right.value > 0.95
    assert word in dict(by_style.telling)
    assert dict(by_style.telling)[word] < 0  # it stands in wrong options


def test_a_noun_that_marks_right_options_tells_by_all_words_alone():
    marked = {
        name: [[(text + " contact" * right, right) for text, right in choice] for choice in choices]
        for name, choices in items(60).items()
    }

    by_words, by_style = (
        guess_without_stem(marked, style=False),
        guess_without_stem(marked, style=True),
    )
    assert by_words.right.value > 0.95
    assert by_words.telling[0][0] == "contact"
    assert by_words.telling[0][1] > 0
    assert by_style.right.low < by_style.chance


@pytest.mark.parametrize("style", [True, False])
def test_nothing_is_found_where_nothing_tells(style):
    result = guess_without_stem(items(200), style=style)

    assert result.chance == pytest.approx(1 / 3)
    assert result.right.low <= result.chance <= result.right.high


def test_forms_of_one_story_do_not_teach_each_other():
    """What tells inside one group alone is of no use for the group that is left out."""
    groups = {noun: [[(f"{noun}ful and", True), (f"{noun}less and", False)]] * 4 for noun in NOUNS}

    result = guess_without_stem(groups, style=False)
    assert result.choices == 40
    assert result.right.value == pytest.approx(0.5)  # all of them tie


def test_options_that_tie_count_for_their_part():
    groups = {str(n): [[("17 %", True), ("23 %", False), ("41 %", False)]] for n in range(3)}

    assert guess_without_stem(groups, style=True).right.value == pytest.approx(1 / 3)


def test_it_is_the_same_each_time():
    assert guess_without_stem(items(40), style=False) == guess_without_stem(items(40), style=False)


def test_nothing_to_choose_between_is_refused():
    with pytest.raises(ValueError, match="no choice"):
        guess_without_stem({"one": [[("Alone.", True)]]}, style=True)


def test_marks_and_function_words_are_style_and_numbers_are_nothing():
    assert tokens_of("I don’t ring 112, since she has a plan.", style=True) == {
        "i", ",", "since", "she", "has", "a", ".",
    }  # fmt: skip
    assert tokens_of("I don’t ring 112.", style=False) == {"i", "don't", "ring", "."}


def test_what_was_learned_of_a_bank_is_kept_while_somebody_writes(monkeypatch):
    fitted = []
    fit = clues._fit_conditional_logit
    monkeypatch.setattr(
        clues, "_fit_conditional_logit", lambda *given: fitted.append(1) or fit(*given)
    )
    bank = [[("always right", True), ("never", False)], [("always so", True), ("hardly", False)]]

    shares = [
        clues.pick_likelihoods(bank, [(text, True), ("hardly", False)], style=False)
        for text in ("always", "always it", "it is always")
    ]

    assert len(fitted) == 1
    assert all(first > second for first, second in shares)
    assert clues.pick_likelihoods([*bank, bank[0]], bank[0], style=False) != shares[0]
    assert len(fitted) == 2
