"""What the templates of modules read: plain dictionaries, made from what the views have found."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe

from awareness.insights.page_contexts import PLAIN, explainer_context, passage_contexts
from awareness.learning import (
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
    StepKind,
    StepSpec,
)
from awareness.learning.sitting import earlier_views
from awareness.people.forms import PreferForm
from awareness.people.models import User
from awareness.subjects.registry import subject_or_only
from awareness.subjects.schema import Closing
from awareness.workplace.card_words import words_with_lit
from awareness.workplace.legal import legal_card_for
from awareness.workplace.queries import current_policy, support_for
from awareness.workplace.support import Support
from quizzes import player
from quizzes.itemview import ItemView, Page
from quizzes.models import Attempt
from quizzes.queries import items_of_attempt


@dataclass(frozen=True)
class StepOnWay:
    """A step as the bar and the list of steps show it."""

    title: str
    url: str  # "" where it may not be opened yet
    is_here: bool
    is_done: bool
    percent: int  # of it that is done

    @property
    def state(self) -> str:
        """A part of learning/_steps.html."""
        if self.is_here:
            return "here_done" if self.is_done else "here"
        if self.is_done:
            return "done"
        return "next" if self.url else "later"


def step_context(place: PlaceAtStep, edition: str, share: float = 0.0) -> dict[str, Any]:
    """What every step shows: where one is, the way on and back, and how to change the edition.

    `share` of the questions of this step are answered, from 0 to 1.
    """
    slug = place.version.module.slug
    return {
        "place": place,
        "page_subject": place.version.module.subject,
        "module": place.version.spec,
        "step": place.step,
        "edition": edition,
        "is_plain": edition == editions.PLAIN,
        "is_young": edition == editions.YOUTH,
        "closing": closing_words(place.version.module.subject),
        "way": [_step_on_way(place, step, share) for step in place.steps],
        "back_url": step_url("step", slug, place.before.slug) if place.before else "",
        "after_url": _after_url(place),
    }


def closing_words(subject: str) -> Closing:
    """The words that stand beside the person to tell, as the subject says them; words that fit any
    subject where it is not known."""
    known = subject_or_only(subject)
    return known.closing if known else Closing()


@lru_cache(maxsize=1000)
def step_url(name: str, module_slug: str, step: str) -> str:
    """Where a step's page or one of its forms is; worked out once, for addresses do not change."""
    return reverse(f"learning:{name}", args=[module_slug, step])


def _step_on_way(place: PlaceAtStep, step: StepSpec, share: float) -> StepOnWay:
    """The step as the bar shows it to somebody at this place. `share` of the step they are at is
    answered, 0 to 1."""
    is_done, is_here = step.position <= place.done, step == place.step
    may_open = rules.may_open(step.position, place.done)
    return StepOnWay(
        title=step.title,
        url=step_url("step", place.version.module.slug, step.slug) if may_open else "",
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
    return step_url("step", place.version.module.slug, place.after.slug)


def reading_context(place: PlaceAtStep, user: User, edition: str) -> dict[str, Any]:
    """What a step without questions shows: its text (the pinned version of an explainer, or the
    module's own; none of some), how somebody likes to read where it asks for that before the text,
    and whom to tell at a commit step."""
    spec = place.step
    context: dict[str, Any] = {"strip": words_with_lit(spec.lights, place.version.module.subject)}
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
        entered = commit_context(user, place.version.module.subject)
        context |= entered | {"committed": own_acknowledgement(place)}
        context["lines"] = card_lines_to_choose(place, entered["card"])
        context["commit_url"] = step_url("go_on", place.version.module.slug, spec.slug)
    return context


def card_lines_to_choose(place: PlaceAtStep, card: Support) -> list[CardLine]:
    """The lines of one's own card to choose the contact from, at a commit step that asks for that
    and is not done; [] at any other."""
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


def questions_context(
    place: PlaceAtStep, attempt: Attempt, page: Page, edition: str
) -> dict[str, Any]:
    """What stands around the questions of a step: its heading, the way on, and what was before."""
    module, slug = place.version.module.slug, place.step.slug
    # What has to be right and is not yet is met again, a first decision at once; what the decision
    # leads to may be seen before.
    current_or_last = page.current or page.last
    wrong_first = (
        not place.is_done and current_or_last is not None and current_or_last.first_right is False
    )
    views_not_right = (
        [] if place.is_done or not page.done else _views_not_right_yet(place, attempt, edition)
    )
    may_retry = wrong_first or bool(views_not_right)
    goes_on = page.done and not may_retry
    spec = place.step
    return {
        "heading": (current_or_last and current_or_last.title) or place.step.title,
        "again_url": step_url("retry", module, slug) if may_retry else "",
        "next_url": _after_url(place),
        "next_post_url": step_url("go_on", module, slug)
        if goes_on and not _after_url(place)
        else "",
        "next_line": place.after.preview if goes_on and place.after else "",
        "rehearse_url": step_url("rehearse", module, slug) if place.is_done and page.done else "",
        "needs": views_not_right,
        **_help_after_retry(place, attempt, may_retry),
        "new_form": wrong_first and attempts.has_new_form(place.enrolment, place.step),
        "earlier": _earlier_views(place, attempt, page, edition),
        "explainer": own_text_context(spec.text, edition) if spec.text else None,
        "more": spec.more if page.done else (),
        "strip": words_with_lit(spec.lights if goes_on else (), place.version.module.subject),
    }


def rehearsal_context(
    place: PlaceAtStep, page: Page, edition: str, *, was_taken: bool
) -> dict[str, Any]:
    """What stands around the questions of a step that is tried again."""
    module, slug = place.version.module.slug, place.step.slug
    current_or_last = page.current or page.last
    wrong_first = current_or_last is not None and current_or_last.first_right is False
    next_url = _after_url(place)
    return {
        "heading": (current_or_last and current_or_last.title) or place.step.title,
        "again_url": step_url("rehearse", module, slug) if wrong_first else "",
        "same_form": True,
        "next_url": "" if wrong_first else next_url,
        "next_post_url": "" if wrong_first or next_url else step_url("go_on", module, slug),
        "explainer": own_text_context(place.step.text, edition) if place.step.text else None,
        "answered_url": step_url("step", module, slug) if was_taken else "",
    }


def _earlier_views(
    place: PlaceAtStep, attempt: Attempt, page: Page, edition: str
) -> list[ItemView]:
    """What was answered at this step before the last question, earlier attempts included, to read
    again once all is answered."""
    if page.current:
        return []
    earlier_items = attempts.items_answered_before(attempt, place.step)
    return player.views_of_finished(earlier_items, edition=edition) + earlier_views(
        attempt, page, edition
    )


def _help_after_retry(place: PlaceAtStep, attempt: Attempt, again: bool) -> dict[str, Any]:
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


def _views_not_right_yet(place: PlaceAtStep, attempt: Attempt, edition: str) -> list[ItemView]:
    """The questions of a check below its mark that are not right yet; none where that is enough.

    Goes by the newest grade, as `settle_step` does: a key that was put right counts at once.
    """
    if place.step.kind != StepKind.CHECK or place.version.mark is None:
        return []
    attempt_items = items_of_attempt(attempt)
    step_answers = attempts.step_answers_of_items(place.step, attempt_items)
    if not rules.may_retry(place.step.kind, step_answers, place.version.mark):
        return []
    wrong_items = [
        item for item in attempt_items if not rules.is_right_or_unscored(item.newest.fraction)
    ]
    return [player.item_view(item, edition=edition) for item in wrong_items]


def commit_context(user: User, subject: str) -> dict[str, Any]:
    """Whom to tell at one's site in a subject, its policy, and the law as approved, as they stand
    today; for somebody under 18 also the adult they can trust and lines of their own."""
    site, day = user.site, user.today()
    card = support_for(site, day, young=user.is_youth_on(day))
    card = card.of(subject) if subject else card
    return {
        "card": card,
        "contacts": card.contacts,
        "policy": current_policy(site, day, subject) if site else None,
        "law": legal_card_for(site, day, subject),
    }


def own_acknowledgement(place: PlaceAtStep) -> Acknowledgement | None:
    """What one confirmed at this step, once it is done."""
    if not place.is_done:
        return None
    acknowledgements = Acknowledgement.objects.filter(enrolment=place.enrolment)
    return acknowledgements.filter(step__slug=place.step.slug).first()


def finish_context(user: User, place: Place) -> dict[str, Any]:
    """The last page: what one takes along, what comes next, every step to read again."""
    asked_days = audience.asked_days(user)
    modules_to_do = [
        own_module
        for own_module in queries.modules_for(user, asked_days)
        if own_module.module_id in asked_days and own_module.state != queries.ModuleState.DONE
    ]
    asks_questions = any(step.kind.asks for step in place.steps)
    completion = Completion.objects.get(enrolment=place.enrolment)
    asked_on = asked_days.get(place.enrolment.module_id)
    return {
        "place": place,
        "page_subject": place.version.module.subject,
        "module": place.version.spec,
        "closing": closing_words(place.version.module.subject),
        "completion": completion,
        "following": modules_to_do[0] if modules_to_do else None,
        "asked_anew_on": asked_on if asked_on and completion.day <= asked_on else None,
        "offer_refreshers": asks_questions and refreshers.refresher_choice_of(user) is None,
    }
