"""What shows when, as one table."""

import pytest

from quizzes.display import ItemState, display

NOTHING = (False, False, False)
ALL = (True, True, True)
NO_SOLUTION = (True, True, False)
FINAL = [state for state in ItemState if state.is_final]

TABLE = [
    # behaviour, attempt, states -> editable, (correctness, feedback, solution)
    ("practice", "open", [ItemState.BLANK], True, NOTHING),
    ("practice", "open", [ItemState.SAVED], True, NO_SOLUTION),
    ("practice", "open", FINAL, False, ALL),
    ("practice", "finished", FINAL, False, ALL),
    ("assessment", "open", [ItemState.BLANK, ItemState.SAVED], True, NOTHING),
    ("assessment", "open", FINAL, False, NOTHING),
    ("assessment", "finished", FINAL, False, ALL),
    ("assessment", "finished", [ItemState.BLANK], False, NOTHING),
]


@pytest.mark.parametrize(("behaviour", "attempt", "states", "editable", "told"), TABLE)
def test_table(behaviour, attempt, states, editable, told):
    for state in states:
        shown = display(behaviour, state, attempt)
        assert (shown.correctness, shown.feedback, shown.solution) == told, state
        assert shown.editable is editable


@pytest.mark.parametrize(
    ("answered", "final", "fraction", "state"),
    [
        (False, False, None, ItemState.BLANK),
        (True, False, None, ItemState.SAVED),
        (True, True, None, ItemState.UNSCORED),
        (True, True, 1.0, ItemState.RIGHT),
        (True, True, 0.5, ItemState.PARTIAL),
        (True, True, 0.0, ItemState.WRONG),
    ],
)
def test_state(answered, final, fraction, state):
    assert ItemState.of(answered=answered, final=final, fraction=fraction) is state
