"""What the templates of modules read: plain dictionaries, made from what the views have found."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe

from awareness.insights.page_contexts import PLAIN, explainer_context, passage_contexts
from awareness.learning import (
    access,
    adoption,
    attempts,
    audience,
    editions,
    queries,
    refreshers,
    rules,
)
from awareness.learning.access import Place, PlaceAtStep
from awareness.learning.find import CardLine, card_lines
from awareness.learning.models import (
    Acknowledgement,
    Completion,
    Enrolment,
    ModuleVersion,
    StepKind,
    StepSpec,
)
from awareness.learning.sitting import earlier
from awareness.people.forms import PreferForm
from awareness.people.models import User
from awareness.subjects.registry import subject as subject_file
from awareness.subjects.registry import subject_or_only
from awareness.subjects.schema import Closing
from awareness.workplace.card_words import strip
from awareness.workplace.legal import card_for
from awareness.workplace.queries import Support, current_policy, support_for
from quizzes import player
from quizzes.itemview import ItemView, Page
from quizzes.models import Attempt
from quizzes.queries import items


def opening(
    user: User, version: ModuleVersion, place: Place | None, finished: Enrolment | None = None
) -> dict[str, Any]:
    """The page before the first step: what is in it, what comes before it, whether the employer
    adopted the text; where it is asked again, when they `finished` it and what of it is asked."""
    changed = access.asked_of(user, version, finished)
    steps = version.spec.steps
    first = None if place and place.done else access.first_to_do(user, version.module)
    kinds = {step.kind for step in steps}
    known_on_offer = _known_on_offer(version, place)
    is_young = user.is_youth_on(user.today())
    return {
        "module": version.spec,
        "version": version,
        "steps": steps,
        "decides": StepKind.SCENARIO in kinds,
        "checks": StepKind.CHECK in kinds,
        # Pages of the library may draw charts; short editions draw none.
        "pages": any(step.explainer for step in steps) and not is_young,
        "first": next(iter(queries.live_version(slug=first.slug)), None) if first else None,
        "is_young": is_young,
        "known": known_on_offer,
        "ways": 3 + bool(known_on_offer) - is_young,  # to go on
        "here": place if place and place.done else None,
        "minutes": place.minutes_left if place else _minutes(version, changed),
        "adopted": adoption.adoption_of(version),
        "sensitive": is_sensitive(version.module.subject),
        "done_before": finished.completion.day if finished else None,
        "changed": changed,
    }


def _minutes(version: ModuleVersion, steps_to_do: list[StepSpec] | None) -> int:
    """For all of it, or for the steps that are asked."""
    count = len(version.spec.steps)
    return (
        version.minutes
        if steps_to_do is None
        else rules.minutes_left(version.minutes, count, count - len(steps_to_do))
    )


def is_sensitive(subject: str) -> bool:
    """Whether what is read may weigh on somebody; so it is taken of what no subject says."""
    known = subject_file(subject)
    return known is None or known.sensitive


@dataclass(frozen=True)
class TestOutWords:
    """What "Show what you know already" does, told before its first answer."""

    count: int  # of its questions …
    needed: int  # … and of those that have to be right
    skipped: list[StepSpec]  # done then
    left: tuple[StepSpec, ...]  # still to do, as for everybody


def known(version: ModuleVersion, done: int) -> TestOutWords:
    """What it does for somebody who has `done` so many steps."""
    count, skipped = len(version.spec.test_out), rules.known_already(version.spec.steps, done)
    return TestOutWords(
        count=count,
        needed=rules.right_needed(count, version.mark),
        skipped=skipped,
        left=version.spec.steps[done + len(skipped) :],
    )


def _known_on_offer(version: ModuleVersion, place: Place | None) -> TestOutWords | None:
    """None where it is not offered (any more)."""
    offered = attempts.may_show_known(place.enrolment) if place else version.asks_what_is_known
    return known(version, place.done if place else 0) if offered else None


@dataclass(frozen=True)
class StepOnWay:
    """A step as the bar and the list of steps show it."""

    title: str
    url: str  # "" where it may not be opened yet
    is_here: bool
    is_done: bool
    percent: int  # of it that is done


def step(place: PlaceAtStep, edition: str, share: float = 0.0) -> dict[str, Any]:
    """What every step shows: where one is, the way on and back, and how to change the edition.

    `share` of the questions of this step are answered, from 0 to 1.
    """
    slug = place.version.module.slug
    return {
        "here": place,
        "module": place.version.spec,
        "step": place.step,
        "edition": edition,
        "is_plain": edition == editions.PLAIN,
        "is_young": edition == editions.YOUTH,
        "closing": closing(place.version.module.subject),
        "way": [_on_way(place, step, share) for step in place.steps],
        "back_url": address("step", slug, place.before.slug) if place.before else "",
        "after_url": _after_url(place),
    }


def closing(subject: str) -> Closing:
    """What stands beside the person to tell, as the module's subject says it; what fits any where
    that is not known."""
    known = subject_or_only(subject)
    return known.closing if known else Closing()


@lru_cache(maxsize=1000)
def address(name: str, module_slug: str, step: str) -> str:
    """Where a step's page or one of its forms is; worked out once, for addresses do not change."""
    return reverse(f"learning:{name}", args=[module_slug, step])


def _on_way(place: PlaceAtStep, step: StepSpec, share: float) -> StepOnWay:
    is_done, is_here = step.position <= place.done, step == place.step
    may_open = rules.may_open(step.position, place.done)
    return StepOnWay(
        title=step.title,
        url=address("step", place.version.module.slug, step.slug) if may_open else "",
        is_here=is_here,
        is_done=is_done,
        percent=rules.percent_done(share if is_here else 0.0, is_done=is_done),
    )


def _after_url(place: PlaceAtStep) -> str:
    """Where Go on leads once the step is done: a plain address, nothing more to write down.

    After the last step the way goes through `go_on`, which knows what waits next.
    """
    if not place.is_done or place.after is None:
        return ""
    return address("step", place.version.module.slug, place.after.slug)


def reading(place: PlaceAtStep, user: User, edition: str) -> dict[str, Any]:
    """What a step without questions shows: its text (the pinned version of an explainer, or the
    module's own; none of some), how somebody likes to read where it asks for that before the text,
    and whom to tell at a commit step."""
    spec = place.step
    context: dict[str, Any] = {"strip": strip(spec.lights, place.version.module.subject)}
    if spec.explainer:
        steps = place.version.steps.select_related("explainer_version")
        if pinned := steps.get(slug=spec.slug).explainer_version:
            texts = explainer_context(pinned, edition)
            context["explainer"] = texts | {"has_notes": bool(texts["sources"])}
    elif spec.text:
        context["explainer"] = own_text_context(spec.text, edition)
    if spec.settings:
        context["prefer"] = PreferForm.of(user)
    if spec.kind == StepKind.COMMIT:
        entered = committing(user, place.version.module.subject)
        context |= entered | {"committed": committed(place)}
        context["lines"] = looked_for(place, entered["card"])
        context["commit_url"] = address("go_on", place.version.module.slug, spec.slug)
    return context


def looked_for(place: PlaceAtStep, card: Support) -> list[CardLine]:
    """Where the contact is looked for on one's own card: all that is offered; else nothing."""
    if not place.step.find or place.is_done:
        return []
    return card_lines(card)


def own_text_context(text: dict[str, Any], edition: str) -> dict[str, Any]:
    """What a read step shows of its own text: {lead, html (safe), edition, has_notes}.

    `text` is what `publish.own_text` made. Where it has no youth edition, the plain one stands in.
    """
    if edition not in text:
        edition = PLAIN
    resolved = text[edition]["resolved"]
    texts = {
        "body_markdown": text[edition]["body_markdown"],
        "sources": resolved["figures"],
        "charts": resolved["charts"],
    }
    html = render_to_string("insights/_passages.html", {"passages": passage_contexts(texts)})
    return {
        "lead": "",
        "html": mark_safe(html),  # noqa: S308  (made by our templates from cleaned Markdown)
        "edition": edition,
        "has_notes": bool(texts["sources"]),
    }


def questions(place: PlaceAtStep, attempt: Attempt, page: Page, edition: str) -> dict[str, Any]:
    """What stands around the questions of a step: its heading, the way on, and what was before."""
    module, slug = place.version.module.slug, place.step.slug
    # What has to be right and is not yet is met again, a first decision at once; what the decision
    # leads to may be seen before.
    shown = page.current or page.last
    wrong_first = not place.is_done and shown is not None and shown.first_right is False
    needs = [] if place.is_done or not page.done else _needing(place, attempt, edition)
    again = wrong_first or bool(needs)
    on = page.done and not again
    spec = place.step
    return {
        "heading": (shown and shown.title) or place.step.title,
        "again_url": address("retry", module, slug) if again else "",
        "next_url": _after_url(place),
        "next_post_url": address("go_on", module, slug) if on and not _after_url(place) else "",
        "next_line": place.after.preview if on and place.after else "",
        "rehearse_url": address("rehearse", module, slug) if place.is_done and page.done else "",
        "needs": needs,
        **_once_more(place, attempt, again),
        "new_form": wrong_first and attempts.has_new_form(place.enrolment, place.step),
        "earlier": _earlier(place, attempt, page, edition),
        "explainer": own_text_context(spec.text, edition) if spec.text else None,
        "more": spec.more if page.done else (),
        "strip": strip(spec.lights if on else (), place.version.module.subject),
    }


def rehearsing(place: PlaceAtStep, page: Page, edition: str, *, was_taken: bool) -> dict[str, Any]:
    """What stands around the questions of a step that is tried again."""
    module, slug = place.version.module.slug, place.step.slug
    shown = page.current or page.last
    wrong_first = shown is not None and shown.first_right is False
    next_url = _after_url(place)
    return {
        "heading": (shown and shown.title) or place.step.title,
        "again_url": address("rehearse", module, slug) if wrong_first else "",
        "same_form": True,
        "next_url": "" if wrong_first else next_url,
        "next_post_url": "" if wrong_first or next_url else address("go_on", module, slug),
        "explainer": own_text_context(place.step.text, edition) if place.step.text else None,
        "answered_url": address("step", module, slug) if was_taken else "",
    }


def _earlier(place: PlaceAtStep, attempt: Attempt, page: Page, edition: str) -> list[ItemView]:
    """What was answered at this step before the last question, earlier attempts included, to read
    again once all is answered."""
    if page.current:
        return []
    earlier_items = attempts.answered_before(attempt, place.step)
    return player.review(earlier_items, edition=edition) + earlier(attempt, page, edition)


def _once_more(place: PlaceAtStep, attempt: Attempt, again: bool) -> dict[str, Any]:
    """What may help whoever chose otherwise more than once: a text of the module they have read, or
    the rule on the help card where the module has told none yet."""
    if not again or attempt.number < 2 or place.step.kind != StepKind.SCENARIO:
        return {}
    earlier_steps = place.steps[: place.step.position - 1]
    texts = [step for step in earlier_steps if step.kind == StepKind.READ]
    return {
        "read_again": texts[-1] if texts else None,
        "rule_on_card": place.version.module.mandatory,
    }


def _needing(place: PlaceAtStep, attempt: Attempt, edition: str) -> list[ItemView]:
    """The questions of a check below its mark that are not right yet; none where that is enough.

    Goes by the newest grade, as `settle` does: a key that was put right counts at once.
    """
    if place.step.kind != StepKind.CHECK or place.version.mark is None:
        return []
    attempted = items(attempt)
    step_answers = attempts.answered_at_step(place.step, attempted)
    if not rules.may_retry(place.step.kind, step_answers, place.version.mark):
        return []
    wrong = [item for item in attempted if not attempts.is_right(item)]
    return [player.view(item, edition=edition) for item in wrong]


def committing(user: User, subject: str) -> dict[str, Any]:
    """Whom to tell at one's site in a subject, its policy, and the law as approved, as they stand
    today; for somebody under 18 also the adult they can trust and lines of their own."""
    site, day = user.site, user.today()
    support = support_for(site, day, young=user.is_youth_on(day))
    support = support.of(subject) if subject else support
    return {
        "card": support,
        "contacts": support.contacts,
        "policy": current_policy(site, day, subject) if site else None,
        "law": card_for(site, day, subject),
    }


def committed(place: PlaceAtStep) -> Acknowledgement | None:
    """What one confirmed at this step, once it is done."""
    if not place.is_done:
        return None
    confirmed = Acknowledgement.objects.filter(enrolment=place.enrolment)
    return confirmed.filter(step__slug=place.step.slug).first()


def finishing(user: User, place: Place) -> dict[str, Any]:
    """The last page: what one takes along, what comes next, every step to read again."""
    asked_days = audience.asked_days(user)
    waiting = [
        own_module
        for own_module in queries.modules_for(user, asked_days)
        if own_module.module_id in asked_days and own_module.state != queries.State.DONE
    ]
    asks = any(step.kind.asks for step in place.steps)
    completion = Completion.objects.get(enrolment=place.enrolment)
    asked_on = asked_days.get(place.enrolment.module_id)
    return {
        "here": place,
        "module": place.version.spec,
        "closing": closing(place.version.module.subject),
        "completion": completion,
        "following": waiting[0] if waiting else None,
        "asked_anew_on": asked_on if asked_on and completion.day <= asked_on else None,
        "offer_refreshers": asks and refreshers.choice_of(user) is None,
    }
