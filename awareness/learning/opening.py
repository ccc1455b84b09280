"""What the page before a module's first step reads, and what its test-out is said to do."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from awareness.learning import access, adoption, attempts, queries, rules
from awareness.learning.access import Place
from awareness.learning.models import Adoption, Enrolment, ModuleVersion, StepKind, StepSpec
from awareness.people.models import User
from awareness.subjects.registry import subject_by_key as subject_file


def opening_context(
    user: User, version: ModuleVersion, place: Place | None, finished: Enrolment | None = None
) -> dict[str, Any]:
    """Values of the template of a module's first page. `place` is None for whoever has not begun;
    `finished` is the enrolment of whoever did it before and is asked again."""
    steps_asked = access.steps_asked_of(user, version, finished)
    steps = version.spec.steps
    opening_module = (
        None if place and place.done else access.opening_module_to_do(user, version.module)
    )
    step_kinds = {step.kind for step in steps}
    test_out = _test_out_on_offer(version, place)
    is_young = user.is_youth_on(user.today())
    # Pages of the library may draw charts; short editions draw none.
    has_charts = any(step.explainer for step in steps) and not is_young
    adopted = adoption.adoption_of(version)
    return {
        "page_subject": version.module.subject,
        "module": version.spec,
        "version": version,
        "steps": steps,
        "has_situations": StepKind.SCENARIO in step_kinds,
        "has_check": StepKind.CHECK in step_kinds,
        "has_charts": has_charts,
        "material": material_words(step_kinds, has_charts=has_charts),
        "opening_module": next(iter(queries.live_version(slug=opening_module.slug)), None)
        if opening_module
        else None,
        "is_young": is_young,
        "test_out": test_out,
        "begins_at": _text_to_begin_at(place, is_young=is_young, has_charts=has_charts),
        "choice_count": 3 + bool(test_out) - is_young,  # of ways to go on
        "place": place if place and place.done else None,
        "minutes": place.minutes_left if place else _minutes_to_do(version, steps_asked),
        "adopted": adopted,
        "adoption_state": _adoption_state(version, adopted),
        "sensitive": is_sensitive(version.module.subject),
        "done_before": finished.completion.day if finished else None,
        "changed": steps_asked,
    }


def material_words(step_kinds: Collection[StepKind], *, has_charts: bool) -> str:
    """What the steps are made of."""
    if StepKind.SCENARIO in step_kinds:
        return (
            _("Texts, charts and made-up situations.")
            if has_charts
            else _("Short texts and made-up situations.")
        )
    if StepKind.CHECK in step_kinds:
        return (
            _("Short texts, charts and questions.")
            if has_charts
            else _("Short texts and questions.")
        )
    return _("Short texts.")


def _text_to_begin_at(place: Place | None, *, is_young: bool, has_charts: bool) -> str:
    """A part of learning/open.html: what Begin leads to."""
    if place and place.done:
        return "next_step"
    if is_young:
        return "young_text"
    return "text_with_charts" if has_charts else "full_text"


def _adoption_state(version: ModuleVersion, adopted: Adoption | None) -> str:
    """A part of learning/open.html: who adopted this version for whom."""
    if version.module.opt_in:
        return "own_choice"
    if adopted is None:
        return "not_adopted"
    return "adopted_for_demo" if adopted.demo else "adopted_by_employer"


def _minutes_to_do(version: ModuleVersion, steps_to_do: list[StepSpec] | None) -> int:
    """How many minutes the steps to do take, of the whole version where they are None."""
    count = len(version.spec.steps)
    return (
        version.minutes
        if steps_to_do is None
        else rules.minutes_left(version.minutes, count, count - len(steps_to_do))
    )


def is_sensitive(subject: str) -> bool:
    """Whether what is read may weigh on somebody; so it is taken of what no subject says."""
    subject_definition = subject_file(subject)
    return subject_definition is None or subject_definition.sensitive


@dataclass(frozen=True)
class TestOutWords:
    """What "Show what you know already" does, told before its first answer."""

    count: int  # of its questions …
    needed: int  # … and of those that have to be right
    skipped: list[StepSpec]  # done then
    left: tuple[StepSpec, ...]  # still to do, as for everybody


def test_out_words(version: ModuleVersion, done: int) -> TestOutWords:
    """What "Show what you know already" does for somebody who has `done` so many steps."""
    count, skipped = len(version.spec.test_out), rules.steps_known_already(version.spec.steps, done)
    return TestOutWords(
        count=count,
        needed=rules.right_needed(count, version.mark),
        skipped=skipped,
        left=version.spec.steps[done + len(skipped) :],
    )


def _test_out_on_offer(version: ModuleVersion, place: Place | None) -> TestOutWords | None:
    """What "Show what you know already" does, where it is offered to whoever is at this place; None
    where it is not, or not any more."""
    offered = attempts.may_show_known(place.enrolment) if place else version.asks_what_is_known
    return test_out_words(version, place.done if place else 0) if offered else None
