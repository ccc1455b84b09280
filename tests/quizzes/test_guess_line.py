"""Two marks on one line whose words never meet nor leave the drawing."""

from hypothesis import given
from hypothesis import strategies as st

from quizzes.guess_line import LABEL_WIDTH, guess_line, place_labels
from quizzes.kinds import parse_spec
from tests.quizzes import specs

WIDTHS = st.sampled_from([252, 518])


@given(WIDTHS, st.data())
def test_words_never_meet(width, data):
    marks = st.floats(14, width - 14)
    left_x, right_x = sorted([data.draw(marks), data.draw(marks)])
    left, right = place_labels(left_x, right_x, width)

    def reach(mark):
        start = mark.text_x - (LABEL_WIDTH if mark.anchor == "end" else 0)
        return start, start + LABEL_WIDTH

    assert reach(left)[1] < reach(right)[0] + 0.01
    assert reach(left)[0] >= 0
    assert reach(right)[1] <= width


@given(st.integers(1, 10**12))
def test_a_guess_beyond_the_line_stands_at_its_end(guess):
    line = guess_line(parse_spec(specs.numeric()).numeric, str(guess))
    for drawing in line.drawings:
        assert 14 <= drawing.guess.x <= drawing.end
    assert line.guess == f"{guess:,}"


def test_shares_run_from_nought_to_a_hundred():
    line = guess_line(parse_spec(specs.share()).numeric, "62")
    assert (line.guess, line.found, line.log) == ("62\u202f%", "31\u202f%", False)
    assert [tick.text for tick in line.drawings[0].ticks] == ["0", "25", "50", "75", "100"]
    assert line.drawings[0].found.x == 14 + 490 * 0.31
