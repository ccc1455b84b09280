"""A module's draft walked as a learner does: its steps in order, in each edition. Authors alone.

Nothing is recorded: what was answered is carried by the form, and where one is by the address.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from awareness.content.staging import LEDGER_KINDS
from awareness.content.writing import Fields, ObjectKind
from awareness.learning import pages, rules
from awareness.learning.find import card_lines
from awareness.learning.forms import CommitForm
from awareness.learning.models import StepKind
from awareness.learning.pages import StepOnWay
from awareness.people.access import UserRequest
from awareness.studio.author_views import FRAGMENT_HEADER, author_only
from awareness.studio.draft_kinds import EDITIONS, edition_of, kind_of
from awareness.studio.draft_views import draft_at
from awareness.studio.drafting import newest_of
from awareness.studio.models import Draft, DraftReview
from awareness.studio.review_reading import sent_in_named
from awareness.studio.walk import (
    Chosen,
    Walk,
    WalkedStep,
    drafts_beside,
    walk_of,
)
from awareness.workplace.card_words import words_with_lit
from quizzes import player
from quizzes.itemview import ItemView
from quizzes.rehearsal import RehearsedPage, rehearse


@dataclass(frozen=True)
class WalkQuery:
    """How a draft is walked, as the address says it."""

    draft: Draft
    fields: Fields
    edition: str
    drafts_on_the_way: list[Chosen]  # every draft that may be walked with it …
    chosen: list[Chosen]  # … and those that are
    review: DraftReview | None
    carried_params: str  # the address's question, without what one step says alone

    def address(self, name: str, *args: Any, **changes: str) -> str:
        params = QueryDict(self.carried_params, mutable=True)
        for key, value in changes.items():
            params[key] = value
        query = f"?{params.urlencode()}" if params else ""
        return f"{reverse(f'studio:{name}', args=[self.draft.pk, *args])}{query}"

    def editions(self, name: str, *args: Any) -> list[tuple[Any, str, bool]]:
        """Of each edition its name, the address of a page in it, and whether it is the one."""
        return [
            (label, self.address(name, *args, edition=key), key == self.edition)
            for key, label in EDITIONS.items()
        ]


def _query_of(request: UserRequest, pk: UUID) -> WalkQuery:
    """How the address says that a module's draft is walked: alone or with which other drafts, or as
    it was sent into a review. 404 for a draft that is no module, or that the review does not have.
    """
    draft, params = draft_at(pk), request.GET
    if draft.kind != ObjectKind.MODULE:
        raise Http404
    edition = edition_of(params)
    carried = QueryDict(mutable=True)  # goes along in the address of each step
    if edition != "ordinary":
        carried["edition"] = edition
    if review_id := params.get("review"):
        review, sent = sent_in_named(review_id, draft)
        carried["review"] = str(review.pk)
        fields = sent.pop(draft.pk).revision.body
        on_the_way = [(reviewed.draft, reviewed.revision.body) for reviewed in sent.values()]
        return WalkQuery(
            draft, fields, edition, on_the_way, on_the_way, review, carried.urlencode()
        )
    fields = draft.newest_revision().body
    on_the_way = newest_of(drafts_beside(draft, fields))
    chosen = on_the_way  # all of them, until somebody chose
    if "chosen" in params:  # the form was sent: what is ticked stands in `with`
        names = params.getlist("with")
        chosen = [other for other in on_the_way if _name_in_address(other[0]) in names]
        carried["chosen"] = "1"
        carried.setlist(
            "with", list(dict.fromkeys(_name_in_address(other) for other, _fields in chosen))
        )
    return WalkQuery(
        draft, fields, edition, on_the_way, chosen, review=None, carried_params=carried.urlencode()
    )


@dataclass(frozen=True)
class Choice:
    """What is ticked before a walk: a draft, or all that is drafted of the figures of a report."""

    name: str  # in the address
    drafts: list[Draft]
    is_on: bool

    @property
    def newest(self) -> Draft:
        return max(self.drafts, key=lambda draft: draft.changed_at)

    @property
    def of_figures(self) -> bool:
        return self.newest.kind in LEDGER_KINDS


def _name_in_address(draft: Draft) -> str:
    """The name of a draft in the address: its id, but for figures their report's slug. There may be
    hundreds of a report, and an address has an end: all share one name, and are chosen together."""
    return draft.report if draft.kind in LEDGER_KINDS else str(draft.pk)


def _choices(walk_query: WalkQuery) -> list[Choice]:
    drafts_by_name: dict[str, list[Draft]] = {}
    for draft, _fields in walk_query.drafts_on_the_way:
        drafts_by_name.setdefault(_name_in_address(draft), []).append(draft)
    on = {_name_in_address(draft) for draft, _fields in walk_query.chosen}
    return [Choice(name, drafts, name in on) for name, drafts in drafts_by_name.items()]


@never_cache
@author_only
@require_safe
def walk(request: UserRequest, pk: UUID) -> HttpResponse:
    """Before the first step: what is walked, in which edition, with which other drafts."""
    walk_query = _query_of(request, pk)
    walked = walk_of(walk_query.draft, walk_query.fields, walk_query.chosen)
    kinds = {step.kind for step in walked.steps}
    subject = walk_query.draft.subject
    context = _around(walk_query, walked) | {
        "beside": [(other, kind_of(other)) for other, _fields in walk_query.drafts_on_the_way],
        "choices": [] if walk_query.review
        else [(choice, kind_of(choice.newest)) for choice in _choices(walk_query)],
        "tabs": walk_query.editions("walk"), "steps": walked.steps,
        "minutes": walked.module["minutes"] or 0,
        "decides": StepKind.SCENARIO in kinds, "checks": StepKind.CHECK in kinds,
        "sensitive": pages.is_sensitive(subject), "version": {"module": walked.data},
    }  # fmt: skip
    return render(request, "studio/walk/begin.html", context)


@never_cache
@author_only
@require_http_methods(["GET", "HEAD", "POST"])
def walk_step(request: UserRequest, pk: UUID, number: int) -> HttpResponse:
    """One step: read, answered, played or confirmed as a learner does."""
    walk_query = _query_of(request, pk)
    walked = walk_of(walk_query.draft, walk_query.fields, walk_query.chosen)
    if not 0 < number <= len(walked.steps):
        raise Http404
    step = walked.at(number, walk_query.edition, request.GET.get("form", "")[:80])
    context = _around(walk_query, walked) | _at_step(walk_query, walked, step)
    if step.spec.kind.asks and step.versions:
        return _ask(request, walk_query, step, context)
    if step.spec.kind == StepKind.COMMIT:
        return _commit(request, walk_query, step, context)
    return render(request, "studio/walk/read.html", context)


@never_cache
@author_only
@require_safe
def walk_end(request: UserRequest, pk: UUID) -> HttpResponse:
    """After the last step: what one takes along."""
    walk_query = _query_of(request, pk)
    walked = walk_of(walk_query.draft, walk_query.fields, walk_query.chosen)
    context = _around(walk_query, walked) | {"tabs": walk_query.editions("walk_end")}
    return render(request, "studio/walk/end.html", context)


def _around(walk_query: WalkQuery, walked: Walk) -> dict[str, Any]:
    """What every page of a walk reads."""
    return {
        "draft": walk_query.draft, "review": walk_query.review, "module": walked.module,
        "chosen": [other for other, _fields in walk_query.chosen],
        "edition": walk_query.edition, "is_plain": walk_query.edition == "plain",
        "page_of": walk_query.draft.subject,
        "closing": pages.closing_words(walk_query.draft.subject),
        "begin_url": walk_query.address("walk"), "kept": QueryDict(walk_query.carried_params),
        "first_url": walk_query.address("walk_step", 1) if walked.steps else "",
    }  # fmt: skip


def _at_step(walk_query: WalkQuery, walked: Walk, step: WalkedStep) -> dict[str, Any]:
    """What every step reads: where one is, and the way on and back."""
    spec = step.spec
    position, count = spec.position, len(walked.steps)
    after = walked.steps[position] if position < count else None
    shown_edition = (step.explainer or {}).get("edition", walk_query.edition)
    return {
        "step": spec, "walked": step, "explainer": step.explainer,
        "way": _way(walk_query, walked, spec.position, 0.0),
        "tabs": walk_query.editions("walk_step", position),
        "stands_in": shown_edition if shown_edition != walk_query.edition else "",
        "here_url": walk_query.address("walk_step", position, **_only(form=step.form)),
        "after": after, "after_url": walk_query.address("walk_step", position + 1) if after
        else walk_query.address("walk_end"),
        "before_url": walk_query.address("walk_step", position - 1) if position > 1
        else walk_query.address("walk"),
        "strip": words_with_lit(spec.lights, walk_query.draft.subject),
    }  # fmt: skip


def _only(**values: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _way(walk_query: WalkQuery, walked: Walk, position: int, share: float) -> list[StepOnWay]:
    return [
        StepOnWay(
            title=step.title, url=walk_query.address("walk_step", step.position),
            is_here=step.position == position, is_done=step.position < position,
            percent=rules.percent_done(share if step.position == position else 0.0,
                                       is_done=step.position < position),
        )
        for step in walked.steps
    ]  # fmt: skip


def _ask(
    request: UserRequest, walk_query: WalkQuery, step: WalkedStep, context: dict[str, Any]
) -> HttpResponse:
    """The questions of a step, rehearsed. `only` names those that needed another look."""
    every = step.versions
    named = [int(n) for n in request.GET.get("only", "").split("-") if n in _numbers(every)]
    places = list(dict.fromkeys(named)) or list(range(len(every)))
    rehearsed = rehearse([every[n] for n in places], request.POST, walk_query.edition)
    shown = rehearsed.page.current or rehearsed.page.last
    wrong_first = shown is not None and shown.first_right is False
    missed = _missed(rehearsed) if _asks_again(context, step, rehearsed, len(every)) else []
    on = rehearsed.page.done and not (wrong_first or missed)
    to_repeat = "-".join(f"{places[n]}" for n in missed)
    again_params = {"form": step.next_form} if wrong_first else {"only": to_repeat}
    again = walk_query.address("walk_step", step.spec.position, **again_params)
    own_url = walk_query.address("walk_step", step.spec.position, **_only(
        form=step.form, only="-".join(f"{n}" for n in places) if named else ""))  # fmt: skip
    items = rehearsed.rehearsal.items
    needs: list[ItemView] = [player.item_view(items[n], edition=walk_query.edition) for n in missed]
    part = request.htmx and request.method == "POST"
    context = context | {
        "asked": rehearsed.page, "carried": rehearsed.rehearsal.sign(), "is_part": part,
        "answer_url": own_url, "step_url": own_url, "here_url": own_url,
        "heading": (shown and shown.title) or step.spec.title,
        "again_url": again if wrong_first or missed else "", "needs": needs,
        "new_form": not step.is_last_form,
        "next_url": context["after_url"] if on else "",
        "next_line": context["after"].preview if on and context["after"] else "",
        "earlier": rehearsed.earlier, "more": step.spec.more if rehearsed.page.done else (),
        "strip": context["strip"] if on else (),
        "way": [on_way if not on_way.is_here else replace(on_way, percent=rules.percent_done(
            rehearsed.page.share, is_done=False)) for on_way in context["way"]],
    }  # fmt: skip
    template = "learning/ask.html#ask" if part else "studio/walk/ask.html"
    status = 422 if rehearsed.is_refused and not part else 200
    response = render(request, template, context, status=status)
    if part:
        response[FRAGMENT_HEADER] = "1"
    return response


def _numbers(items: Sequence[object]) -> set[str]:
    return {str(n) for n in range(len(items))}


def _asks_again(
    context: dict[str, Any], step: WalkedStep, rehearsed: RehearsedPage, count: int
) -> bool:
    """Whether a check has not reached the module's mark."""
    mark = context["module"]["pass_mark"]
    if step.spec.kind != StepKind.CHECK or mark is None or not rehearsed.page.done:
        return False
    total = len(rehearsed.rehearsal.items)
    step_answers = rules.StepAnswers(
        total, total, first_right=None, wrong=len(_missed(rehearsed)), asked=count
    )
    return rules.may_retry(step.spec.kind, step_answers, mark["percent"])


def _missed(rehearsed: RehearsedPage) -> list[int]:
    """Which of the questions are not right, by their place."""
    fractions = [item.newest.fraction for item in rehearsed.rehearsal.items]
    return [n for n, fraction in enumerate(fractions) if not rules.is_right_or_unscored(fraction)]


def _commit(
    request: UserRequest, walk_query: WalkQuery, step: WalkedStep, context: dict[str, Any]
) -> HttpResponse:
    """Whom the author would tell at their own site: a learner there reads the same."""
    entered = pages.commit_context(request.user, walk_query.draft.subject)
    lines = card_lines(entered["card"]) if step.spec.find else []
    context |= entered | {"lines": lines, "commit_url": context["here_url"]}
    if request.method == "POST":
        form = CommitForm(request.POST, entered["contacts"], entered["policy"], lines)
        if form.is_valid():
            return redirect(context["after_url"])
        context |= {"chosen_contact": form.sent_choice, "wrong": form.first_error}
    status = 422 if request.method == "POST" else 200
    return render(request, "studio/walk/commit.html", context, status=status)
