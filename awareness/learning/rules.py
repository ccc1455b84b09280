"""What counts as done, what may be opened next. Pure: no database, no request, no clock.

Steps are numbered from 1 and done in order, so one number says how far somebody is.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import takewhile
from math import ceil

from awareness.learning.models import ModuleSpec, StepKind, StepSpec


@dataclass(frozen=True)
class StepAnswers:
    """How far somebody is with a step's questions.

    `total` and `final` count questions of the newest attempt; `first_right` says whether the
    first decision of a scenario was the right one (None before it was made). `wrong` of the newest
    attempt are not right yet; since it asks again what was not right before, that is all there is
    of the `asked` questions of the step.
    """

    total: int = 0
    final: int = 0
    first_right: bool | None = None
    wrong: int = 0
    asked: int = 0

    @property
    def all_final(self) -> bool:
        return self.total > 0 and self.final == self.total

    def reaches(self, percent: int) -> bool:
        """Whether that share of the questions is right. In whole numbers: a share that is just
        reached is reached."""
        asked_items = self.asked or self.total
        return (asked_items - self.wrong) * 100 >= percent * asked_items


def is_right_or_unscored(fraction: float | None) -> bool:
    """Whether a final answer with this share of the points is right, or cannot be wrong (None)."""
    return fraction is None or fraction >= 1


def is_fulfilled(kind: StepKind, step_answers: StepAnswers, mark: int | None = None) -> bool:
    """Whether the questions of a step have been answered as its kind asks. Texts ask nothing.

    `mark` is the share of a check that has to be right, in percent; None where any answer will do.
    """
    match kind:
        case StepKind.ESTIMATE:
            return step_answers.all_final
        case StepKind.CHECK:
            return step_answers.all_final and (mark is None or step_answers.reaches(mark))
        case StepKind.SCENARIO:
            return step_answers.all_final and step_answers.first_right is True
        case _:
            return True


def may_retry(kind: StepKind, step_answers: StepAnswers, mark: int | None = None) -> bool:
    """A situation that began with another first decision may be met again, at once or after its
    end, and so may the questions of a check that has not reached its mark."""
    if kind == StepKind.CHECK:
        return step_answers.all_final and mark is not None and not step_answers.reaches(mark)
    return kind == StepKind.SCENARIO and step_answers.first_right is False


def has_tested_out(step_answers: StepAnswers, mark: int | None) -> bool:
    """Whether somebody knows already what a module tells. Where it has no mark, all must be right:
    nobody is waved past a text on half of it."""
    return step_answers.all_final and step_answers.reaches(100 if mark is None else mark)


def right_needed(count: int, mark: int | None) -> int:
    """How many of `count` questions have to be right for `has_tested_out`."""
    return count if mark is None else ceil(mark * count / 100)


def steps_known_already(steps: Sequence[StepSpec], done: int) -> list[StepSpec]:
    """The steps that are done for whoever shows that they know them: what is left, up to the
    contact that everybody confirms."""
    return list(takewhile(lambda step: step.kind != StepKind.COMMIT, steps[done:]))


# What stands around a step, and is not what it teaches or asks.
FIELDS_AROUND_STEP = {"position", "preview", "more", "lights", "form"}


def steps_to_do_again(now: ModuleSpec, before: ModuleSpec) -> list[StepSpec]:
    """The steps that whoever finished the version `before` does of a new one, where what changed is
    all that is asked: those that changed, the contact that everybody confirms, and the last, so
    that there is something to do."""
    step_by_slug = {step.slug: step.model_dump(exclude=FIELDS_AROUND_STEP) for step in before.steps}
    same_mark = now.pass_mark == before.pass_mark
    return [
        step
        for step in now.steps
        if step.kind == StepKind.COMMIT
        or step.position == len(now.steps)
        or (step.kind == StepKind.CHECK and not same_mark)
        or step.model_dump(exclude=FIELDS_AROUND_STEP) != step_by_slug.get(step.slug)
    ]


def carried_over_steps(
    steps: Sequence[StepSpec], done: int, slugs_to_do: Collection[str]
) -> list[StepSpec]:
    """The steps after the first `done` ones that count as done too, up to the next that has to be
    done again (`slugs_to_do`)."""
    return list(takewhile(lambda step: step.slug not in slugs_to_do, steps[done:]))


def may_show_known(*, answered: bool, finished: bool) -> bool:
    """Whether somebody may show what they know already: once, and as long as nothing that the
    module asks is `answered`. Having read some of it, or looked at the questions, is neither."""
    return not answered and not finished


def rotated_by_one[T](questions: Sequence[T]) -> list[T]:
    """The questions with the first one last, so that another one comes first."""
    return [*questions[1:], *questions[:1]]


def next_open_number(count: int, done: int) -> int | None:
    """The number of the first step that is not done; None when all are."""
    return done + 1 if done < count else None


def may_open(number: int, done: int) -> bool:
    """Done steps stay open to re-read; of the others only the next one opens."""
    return number <= done + 1


def percent_done(share: float, *, is_done: bool) -> int:
    """Of a step, in whole percent: all of one that is done, and never all of one that is not."""
    return 100 if is_done else min(95, round(share * 100))


def next_form(forms: Sequence[str], met: Sequence[str], first: str | None = None) -> str:
    """The form to meet next: the next one not `met`, or, once all are, the one after the newest.

    `met`: the forms somebody met, the newest first. `first`: the one to begin with, for whoever
    has met none.
    """
    if not met:
        return first if first is not None and first in forms else forms[0]
    after = forms.index(met[0]) + 1
    onwards = [*forms[after:], *forms[:after]]
    return next((form for form in onwards if form not in met), onwards[0])


def first_form(forms: Sequence[str], stated: str | None, whose: str) -> str | None:
    """The form to begin with: the stated one or one of the others, each for as many people.

    Which one is drawn from `whose` and stays the same, so that before and after are compared over
    all orders, and an easier form looks like no gain.
    """
    if stated not in forms:
        return stated
    draw = sha256(whose.encode()).digest()[0]
    return forms[(forms.index(stated) + draw) % len(forms)]


def minutes_left(minutes: int, steps: int, done: int) -> int:
    """Whole minutes for the steps that remain, rounded up; 0 when none does."""
    return ceil(minutes * (steps - done) / steps) if steps else 0


def practice_positions(count: int, size: int, number: int) -> list[int]:
    """Which of `count` questions the `number`th practice (from 0) of at most `size` asks.

    They go round, so whoever comes back meets the questions they have not met.
    """
    size = min(size, count)
    return [(number * size + place) % count for place in range(size)]
