"""What a page may show of an item: one pure function of behaviour and state."""

from dataclasses import dataclass
from enum import StrEnum

from quizzes.models import AttemptState, Behaviour


class ItemState(StrEnum):
    """Where an item stands; derived from its newest response, never stored."""

    BLANK = "blank"  # nothing said yet
    SAVED = "saved"  # something said, more to come (a scenario under way)
    RIGHT = "right"
    PARTIAL = "partial"
    WRONG = "wrong"
    UNSCORED = "unscored"  # an estimate
    GIVEN = "given"  # answered for good; what it is worth is told when the attempt is finished

    @property
    def is_final(self) -> bool:
        return self not in (ItemState.BLANK, ItemState.SAVED)

    @classmethod
    def of(cls, *, answered: bool, final: bool, fraction: float | None) -> "ItemState":
        """The state of an item: whether it has a response, whether that is the last it can get, and
        what its newest grade is worth (0 to 1; None where nothing is scored)."""
        if not answered:
            return cls.BLANK
        if not final:
            return cls.SAVED
        if fraction is None:
            return cls.UNSCORED
        if fraction >= 1:
            return cls.RIGHT
        return cls.PARTIAL if fraction > 0 else cls.WRONG

    def as_told(self, may_show: "Display") -> "ItemState":
        """The state as a page may know it: whether an answer is right is part of the feedback."""
        return self if may_show.correctness or not self.is_final else ItemState.GIVEN


@dataclass(frozen=True)
class Display:
    editable: bool  # an answer is still awaited
    correctness: bool  # whether what was said is right
    feedback: bool  # what there is to say about it, with sources
    solution: bool  # what would have been right


def display(behaviour: str, state: ItemState, attempt_state: str) -> Display:
    """Practice shows at once what there is to learn; an assessment, when it is finished.

    Nothing ever shows before an answer is in, and no solution while there is still one to give.
    """
    open_attempt = attempt_state == AttemptState.OPEN
    answered = state is not ItemState.BLANK
    results_told = answered and tells_results(behaviour, attempt_state)
    return Display(
        editable=open_attempt and not state.is_final,
        correctness=results_told,
        feedback=results_told,
        solution=results_told and state.is_final,
    )


def tells_results(behaviour: str, attempt_state: str) -> bool:
    """Whether it is told yet if an answer that was given is right: in practice at once, in an
    assessment when the attempt is finished."""
    return behaviour == Behaviour.PRACTICE or attempt_state != AttemptState.OPEN
