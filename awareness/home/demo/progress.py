"""How somebody takes a module: by the same actions as a click."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from awareness.learning import access, actions, attempts
from awareness.learning.models import Module, StepKind
from awareness.people.models import User
from quizzes import kinds
from quizzes.actions import answer
from quizzes.kinds import matching, ordering
from quizzes.models import AttemptItem
from quizzes.queries import items_of_attempt

RIGHT_SHARE = 0.75  # how often somebody answers as the feedback would have it


def take_steps(
    learner: User, module: Module, upto: int, now: datetime, rng: Random, contact: str
) -> datetime:
    """Do the first `upto` steps of a module, some minutes each. Returns when the last was done."""
    actions.begin(learner, module, now)
    while (place := access.begun_place(learner, module)).done < upto and place.next_open:
        current = place.at(place.next_open)
        now += timedelta(minutes=rng.randint(1, 4))
        if current.step.kind.asks:
            _answer_all(current, now, rng)
        else:
            confirmation = None
            if current.step.kind == StepKind.COMMIT:
                confirmation = actions.Confirmation(policy_number=1, contact=contact)
            actions.complete_step(current, now, confirmation)
    return now


def _answer_all(place: access.PlaceAtStep, now: datetime, rng: Random) -> None:
    """Answer the step's questions; a situation again, until its decision is made right."""
    attempt = attempts.attempt_at_step(place.enrolment, place.step, now)
    while True:
        for item in items_of_attempt(attempt):
            _answer(item, now, rng)
        if actions.settle_step(place, attempt, now).is_done:
            return
        attempt = actions.retry(place, now)


def _answer(item: AttemptItem, now: datetime, rng: Random) -> None:
    """Answer a question until its last word: a situation has several."""
    answer_count = 0
    while True:
        answer_count += 1
        fields = posted_fields(item, rng)
        response = answer(item, token=f"demo-{item.pk}-{answer_count}", raw=fields, now=now)
        if response.is_final:
            return
        item = response.item


def posted_fields(item: AttemptItem, rng: Random) -> dict[str, Any]:
    """What a browser would send for this question as it stands: right often, wrong sometimes."""
    spec, is_right = item.version.spec, rng.random() < RIGHT_SHARE
    tokens = {key: token for token, key in item.layout["tokens"].items()}
    match spec:
        case kinds.Numeric():
            if rng.random() < 0.15:
                return {"skip": "1"}
            value = float(spec.numeric.value)
            return {"guess": str(_guess(spec.numeric.scale, value, rng))}
        case kinds.Scenario():
            node = spec.current_node(item.newest.answer)
            choices = [
                choice for choice in spec.nodes[node].choices if f"{node}/{choice.key}" in tokens
            ]
            fitting_choices = [choice for choice in choices if choice.best == is_right] or choices
            return {"answer": tokens[f"{node}/{rng.choice(fitting_choices).key}"]}
        case kinds.Ordering():
            order = (
                spec.solution()["order"] if is_right else [option.key for option in spec.options]
            )
            return {
                ordering.place_field_name(tokens[key]): str(place)
                for place, key in enumerate(order, 1)
            }
        case kinds.Matching():
            targets = [target.key for target in spec.matching.targets]
            pairs = spec.solution()["pairs"] if is_right else dict.fromkeys(spec.matching.pairs, "")
            return {
                matching.target_field_name(tokens[stem]): tokens[target or rng.choice(targets)]
                for stem, target in pairs.items()
            }
        case kinds.Multiple() if is_right:
            return {"answer": [tokens[key] for key in spec.solution()["choices"]]}
    fitting_choices = [option for option in spec.options if option.correct == is_right]
    return {"answer": [tokens[rng.choice(fitting_choices).key]]}


def _guess(scale: str, value: float, rng: Random) -> int:
    """Somewhere about the value: shares within 25 points, counts within a factor of eight."""
    if scale == "points":
        return round(min(100, max(0, value + rng.uniform(-25, 25))))
    return max(1, round(value * 2 ** rng.uniform(-3, 3)))
