"""Small letters find what a pattern that ignores case finds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awareness.letters import ignoring_case, small_letters

LETTERS = st.text(alphabet=st.sampled_from("aAbBiIİıkK\N{KELVIN SIGN}sSſßẞäÄ_-^ 19’"), max_size=12)
WORDS = (
    "as", r"(?<!\w)(?:Ask|KIK)(?!\w)", r"\bia?s\W", r"[A-Z]+i", r"[^A-Z ]s", r"[A-s]+", r"\x41S",
    r"Ä\w*", r"b[ks]\s", r"[Ä-ä]b", r"a\-B", "\N{KELVIN SIGN}a",
)  # fmt: skip


@pytest.mark.parametrize("words", WORDS)
@given(text=LETTERS)
def test_small_letters_find_what_a_pattern_that_ignores_case_finds(words, text):
    found = [match.span() for match in ignoring_case(words).finditer(small_letters(text))]

    assert len(small_letters(text)) == len(text)
    assert found == [match.span() for match in re.finditer(words, text, re.IGNORECASE)]
