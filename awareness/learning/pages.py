"""What the templates of this room read: plain dictionaries, made from what the views have found."""

from collections.abc import Mapping
from functools import lru_cache

from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from awareness.insights.render import PLAIN, explainer_context, passages
from awareness.learning import adoption, editions, queries, refreshers, rules
from awareness.learning import asking as asking_of
from awareness.learning.access import Place, stops
from awareness.learning.actions import Confirmed
from awareness.learning.models import Acknowledgement, Completion, ModuleVersion, StepKind
from awareness.people.models import User
from awareness.people.preferform import PreferForm
from awareness.workplace.days import day_at
from awareness.workplace.legal import card_for
from awareness.workplace.queries import current_policy, support_for
from awareness.workplace.young import is_young
from quizzes import player
from quizzes.access import own_item
from quizzes.errors import AnswerError, QuizError
from quizzes.models import Attempt, AttemptItem, AttemptState
from quizzes.queries import items


def whole_number(text: str | None) -> int:
    """A number from an address or a form; 0 for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


def opening(version: ModuleVersion, here: Place | None) -> dict:
    """The page before the first step: what is in it, and whether the employer adopted the text."""
    spec = version.spec
    adopted = adoption.adoption_of(version)
    steps = stops(version)
    kinds = {each.kind for each in steps}
    return {
        "module": spec,
        "version": version,
        "steps": steps,
        "decides": StepKind.SCENARIO in kinds,
        "checks": StepKind.CHECK in kinds,
        "may_show": _may_show(version, here),
        "here": here if here and here.done else None,
        "minutes": here.minutes_left if here else version.minutes,
        "adopted": adopted,
    }


def _may_show(version: ModuleVersion, here: Place | None) -> bool:
    """Whether "Show what you know already" is offered: before the first step, once a version."""
    if not version.asks_what_is_known or (here and here.done):
        return False
    found = asking_of.latest_test_out(here.enrolment.learner, version) if here else None
    return found is None or found.state == AttemptState.OPEN


def knowing(here: Place, edition: str) -> dict:
    """What every page of "Show what you know already" reads."""
    slug = here.version.module.slug
    return {
        "here": here,
        "module": here.version.spec,
        "answer_url": reverse("learning:show_known", args=[slug]),
        "step_url": reverse("learning:test_out", args=[slug]),
        "is_plain": edition == editions.PLAIN,
    }


def known(here: Place, found: list[AttemptItem], edition: str) -> dict:
    """The end of it: whether it was enough, and what there is to say about each question."""
    return {
        "asked": None,
        "enough": rules.tested_out(asking_of.count(found), here.version.mark),
        "views": player.review(found, edition=edition),
    }


def step(here: Place, edition: str) -> dict:
    """What every step shows: where one is, the way on and back, and how to change the edition."""
    slug, at = here.version.module.slug, here.step.position
    return {
        "here": here,
        "module": here.version.spec,
        "step": here.step,
        "said": here.step.said,
        "edition": edition,
        "is_plain": edition == editions.PLAIN,
        "way": [_mark(number, at, here.done) for number in range(1, len(here.steps) + 1)],
        "back_url": address("step", slug, here.before.slug) if here.before else "",
        "after_url": _after_url(here),
    }


@lru_cache(maxsize=1000)
def address(name: str, module: str, step: str) -> str:
    """Where a step's page or one of its forms is; worked out once, for addresses do not change."""
    return reverse(f"learning:{name}", args=[module, step])


def _mark(number: int, at: int, done: int) -> str:
    if number == at:
        return "is-here"
    return "is-done" if number <= done else ""


def _after_url(here: Place) -> str:
    """Where Go on leads once the step is done: a plain address, nothing more to write down.

    After the last step the way goes through `go_on`, which knows what waits next.
    """
    if not here.is_done or here.after is None:
        return ""
    return address("step", here.version.module.slug, here.after.slug)


def reading(here: Place, edition: str) -> dict:
    """The text of a step: the pinned version of an explainer, or the module's own; none of some."""
    said = here.step.said
    if said.get("explainer"):
        steps = here.version.steps.select_related("explainer_version")
        pinned = steps.get(slug=here.step.slug).explainer_version
        return {"explainer": explainer_context(pinned, edition)}
    if said.get("text"):
        return {"explainer": _own_text(said["text"], edition)}
    return {}


def _own_text(text: dict, edition: str) -> dict:
    """What a read step shows of its own text: {lead, html (safe), edition}.

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
    html = render_to_string("insights/_passages.html", {"passages": passages(texts)})
    return {
        "lead": "",
        "html": mark_safe(html),  # noqa: S308  (made by our templates from cleaned Markdown)
        "edition": edition,
    }


def preferring(here: Place, user: User) -> dict:
    """How somebody likes to read, where the step asks for it before its text."""
    return {"prefer": PreferForm.of(user)} if here.step.said.get("settings") else {}


def asking(here: Place, attempt: Attempt, asked: player.Page, edition: str) -> dict:
    """The questions of a step: what came back last, what is asked now, and what was before."""
    module, step = here.version.module.slug, here.step.slug
    # What has to be right and is not yet has one way on: meet it again.
    again = asked.done and not here.is_done and asked.last.first_right is False
    needs = [] if here.is_done or not asked.done else needing(here, attempt, edition)
    again = again or bool(needs)
    on = asked.done and not again
    at = asked.current or asked.last
    return {
        "asked": asked,
        "heading": at.title or here.step.title,
        "step_url": address("step", module, step),
        "answer_url": address("answer", module, step),
        "again_url": address("retry", module, step) if again else "",
        "go_on_url": address("go_on", module, step) if on and not _after_url(here) else "",
        "next_line": here.after.preview if on and here.after else "",
        "needs": needs,
        **_once_more(here, attempt, bool(again)),
        "earlier": earlier(attempt, asked, edition) if asked.done else [],
    }


def _once_more(here: Place, attempt: Attempt, again: bool) -> dict:
    """What may help whoever chose otherwise more than once: a text of the module they have read, or
    the rule on the help card where the module has told none yet."""
    if not again or attempt.number < 2 or here.step.kind != StepKind.SCENARIO:
        return {}
    before = [each for each in here.steps[: here.step.position - 1] if each.kind == StepKind.READ]
    return {
        "read_again": before[-1] if before else None,
        "rule_on_card": here.version.module.mandatory,
    }


def needing(here: Place, attempt: Attempt, edition: str) -> list[player.ItemView]:
    """The questions of a check below its mark that are not right yet; none where that is enough.

    Goes by the newest grade, as `settle` does: a key that was put right counts at once.
    """
    if here.step.kind != StepKind.CHECK or here.version.mark is None:
        return []
    found = list(_with(attempt))
    answered = asking_of.tally(here.step, found)
    if not rules.may_retry(here.step.kind, answered, here.version.mark):
        return []
    return [player.view(item, edition=edition) for item in found if not asking_of.is_right(item)]


def earlier(attempt: Attempt, asked: player.Page, edition: str) -> list[player.ItemView]:
    """The questions of a finished sitting before its last one, to read again."""
    if asked.last is None or asked.last.count == 1:
        return []
    return [player.view(item, edition=edition) for item in _with(attempt)][:-1]


def _with(attempt: Attempt):
    for item in items(attempt):
        item.attempt = attempt
        yield item


def refused(
    user: User, context: str, item: int, error: AnswerError, raw: Mapping, edition: str
) -> dict:
    """The question at hand with the words of what was wrong, and what was typed."""
    try:
        found = own_item(user, item, context)
    except QuizError as unknown:
        raise Http404 from unknown
    again = player.view(found, edition=edition, seen=99, error=error, raw=raw)
    return {"asked": player.Page(None, again)}


def committing(user: User) -> dict:
    """Whom to tell at one's site, the policy, and the law as approved, as they stand today; for
    somebody under 18 also the adult they can trust and lines of their own."""
    site, day = user.site, day_at(user.site)
    support = support_for(site, day, young=is_young(user, day))
    return {
        "card": support,
        "contacts": support.contacts,
        "policy": current_policy(site, day) if site else None,
        "law": card_for(site, day),
    }


def committed(here: Place) -> Acknowledgement | None:
    """What one confirmed at this step, once it is done."""
    if not here.is_done:
        return None
    own = Acknowledgement.objects.filter(enrolment=here.enrolment, step__slug=here.step.slug)
    return own.first()


def confirmed(request: HttpRequest) -> tuple[Confirmed | None, str]:
    """What somebody chose at a commit step, or the words for what is missing.

    Where the employer has named nobody yet there is nothing to choose, and the step stays open
    to everybody: the police can always be told.
    """
    found = committing(request.user)
    names = {str(contact.pk): contact.name for contact in found["contacts"]}
    chosen = request.POST.get("contact", "")
    if names and chosen not in names:
        return None, _("Choose the person you would tell first.")
    number = found["policy"].number if found["policy"] else None
    # The version that was read is the one that is written down: a newer one is read first.
    if request.POST.get("policy", str(number)) != str(number):
        return None, _("The policy has changed while you read. Please read the new version.")
    return Confirmed(number, names.get(chosen, "")), ""


def finishing(user: User, here: Place) -> dict:
    """The last page: what one takes along, what comes next, every step to read again."""
    mine = queries.modules_for(user)
    waiting = [each for each in mine if each.mandatory and each.state != queries.State.DONE]
    return {
        "here": here,
        "module": here.version.spec,
        "completion": Completion.objects.get(enrolment=here.enrolment),
        "following": waiting[0] if waiting else None,
        "offer_refreshers": _asks(here) and refreshers.choice_of(user) is None,
    }


def _asks(here: Place) -> bool:
    return any(each.kind.asks for each in here.steps)
