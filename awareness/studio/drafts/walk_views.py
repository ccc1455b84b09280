"""A module's draft walked as a learner does: its steps in order, in each edition. Authors alone.

Nothing is recorded: what was answered is carried by the form, and where one is by the address.
"""

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
from awareness.learning import opening, pages, rules
from awareness.learning.find import card_lines
from awareness.learning.forms import CommitForm
from awareness.learning.models import StepKind
from awareness.learning.pages import StepOnWay
from awareness.people.access import UserRequest
from awareness.studio.author_views import FRAGMENT_HEADER, author_only
from awareness.studio.draft_kinds import EDITIONS, edition_of, kind_of
from awareness.studio.drafts.drafting import DraftWithBody, with_newest_bodies
from awareness.studio.drafts.views import draft_or_404
from awareness.studio.drafts.walk import Walk, WalkedStep, drafts_beside, walk_with
from awareness.studio.models import Draft, DraftReview
from awareness.studio.reviews.reading import sent_in_review_or_404
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
    possible_drafts: list[DraftWithBody]  # other drafts that may be walked with it …
    chosen_drafts: list[DraftWithBody]  # … and those that are
    review: DraftReview | None
    carried_params: str  # the address's question, without what one step says alone

    def address(self, view_name: str, *args: Any, **changes: str) -> str:
        """The address of a page of this walk, with some parameters changed."""
        params = QueryDict(self.carried_params, mutable=True)
        for key, value in changes.items():
            params[key] = value
        query = f"?{params.urlencode()}" if params else ""
        return f"{reverse(f'studio:{view_name}', args=[self.draft.pk, *args])}{query}"

    def edition_tabs(self, view_name: str, *args: Any) -> list[tuple[Any, str, bool]]:
        """Of each edition (its name, the address of a page in it, whether it is the walk's)."""
        return [
            (label, self.address(view_name, *args, edition=edition), edition == self.edition)
            for edition, label in EDITIONS.items()
        ]


def _walk_query_or_404(request: UserRequest, pk: UUID) -> WalkQuery:
    """How the address says that a module's draft is walked: alone or with which other drafts, or as
    it was sent into a review. 404 for a draft that is no module, or that the review does not have.
    """
    draft, params = draft_or_404(pk), request.GET
    if draft.kind != ObjectKind.MODULE:
        raise Http404
    edition = edition_of(params)
    carried = QueryDict(mutable=True)  # goes along in the address of each step
    if edition != "ordinary":
        carried["edition"] = edition
    if review_id := params.get("review"):
        review, sent_by_draft_id = sent_in_review_or_404(review_id, draft)
        carried["review"] = str(review.pk)
        fields = sent_by_draft_id.pop(draft.pk).revision.body
        others = [DraftWithBody(sent.draft, sent.revision.body)
                  for sent in sent_by_draft_id.values()]  # fmt: skip
        return WalkQuery(draft, fields, edition, others, others, review, carried.urlencode())
    fields = draft.newest_revision().body
    others = with_newest_bodies(drafts_beside(draft, fields))
    chosen = others  # all of them, until somebody chose
    if "chosen" in params:  # the form was sent: what is ticked stands in `with`
        ticked_names = params.getlist("with")
        chosen = [other for other in others if _name_in_address(other.draft) in ticked_names]
        carried["chosen"] = "1"
        chosen_names = dict.fromkeys(_name_in_address(other.draft) for other in chosen)
        carried.setlist("with", list(chosen_names))
    return WalkQuery(
        draft, fields, edition, others, chosen, review=None, carried_params=carried.urlencode()
    )


@dataclass(frozen=True)
class WalkChoice:
    """What is ticked before a walk: a draft, or all that is drafted of the figures of a report."""

    name: str  # in the address
    drafts: list[Draft]
    is_on: bool

    @property
    def newest(self) -> Draft:
        """The draft that was changed last."""
        return max(self.drafts, key=lambda draft: draft.changed_at)

    @property
    def of_figures(self) -> bool:
        return self.newest.kind in LEDGER_KINDS


def _name_in_address(draft: Draft) -> str:
    """The name of a draft in the address: its id, but for figures their report's slug. There may be
    hundreds of a report, and an address has an end: all share one name, and are chosen together."""
    return draft.report if draft.kind in LEDGER_KINDS else str(draft.pk)


def _choices_of_walk(walk_query: WalkQuery) -> list[WalkChoice]:
    """What can be ticked, in the order of the drafts: one for each name in the address, which the
    figures of a report share (_name_in_address)."""
    drafts_by_name: dict[str, list[Draft]] = {}
    for other in walk_query.possible_drafts:
        drafts_by_name.setdefault(_name_in_address(other.draft), []).append(other.draft)
    chosen_names = {_name_in_address(other.draft) for other in walk_query.chosen_drafts}
    return [
        WalkChoice(name, drafts, name in chosen_names) for name, drafts in drafts_by_name.items()
    ]


def _walk_of(walk_query: WalkQuery) -> Walk:
    """The walk that an address asks for. Takes a while: files are staged and read."""
    return walk_with(walk_query.draft, walk_query.fields, walk_query.chosen_drafts)


@never_cache
@author_only
@require_safe
def walk(request: UserRequest, pk: UUID) -> HttpResponse:
    """Before the first step: what is walked, in which edition, with which other drafts."""
    walk_query = _walk_query_or_404(request, pk)
    module_walk = _walk_of(walk_query)
    step_kinds = {step.kind for step in module_walk.steps}
    subject = walk_query.draft.subject
    context = _walk_context(walk_query, module_walk) | {
        "beside": [(other.draft, kind_of(other.draft)) for other in walk_query.possible_drafts],
        "choices": [] if walk_query.review
        else [(choice, kind_of(choice.newest)) for choice in _choices_of_walk(walk_query)],
        "tabs": walk_query.edition_tabs("walk"), "steps": module_walk.steps,
        "minutes": module_walk.module["minutes"] or 0,
        "has_situations": StepKind.SCENARIO in step_kinds,
        "has_check": StepKind.CHECK in step_kinds,
        "material": opening.material_words(step_kinds, has_charts=False),
        "sensitive": opening.is_sensitive(subject), "version": {"module": module_walk.data},
    }  # fmt: skip
    return render(request, "studio/walk/begin.html", context)


@never_cache
@author_only
@require_http_methods(["GET", "HEAD", "POST"])
def walk_step(request: UserRequest, pk: UUID, number: int) -> HttpResponse:
    """One step: read, answered, played or confirmed as a learner does."""
    walk_query = _walk_query_or_404(request, pk)
    module_walk = _walk_of(walk_query)
    if not 0 < number <= len(module_walk.steps):
        raise Http404
    step = module_walk.step_at(number, walk_query.edition, request.GET.get("form", "")[:80])
    context = _walk_context(walk_query, module_walk) | _step_context(walk_query, module_walk, step)
    if step.spec.kind.asks and step.versions:
        return _ask_page(request, walk_query, step, context)
    if step.spec.kind == StepKind.COMMIT:
        return _commit_page(request, walk_query, step, context)
    return render(request, "studio/walk/read.html", context)


@never_cache
@author_only
@require_safe
def walk_end(request: UserRequest, pk: UUID) -> HttpResponse:
    """After the last step: what one takes along."""
    walk_query = _walk_query_or_404(request, pk)
    module_walk = _walk_of(walk_query)
    context = _walk_context(walk_query, module_walk) | {"tabs": walk_query.edition_tabs("walk_end")}
    return render(request, "studio/walk/end.html", context)


def _walk_context(walk_query: WalkQuery, module_walk: Walk) -> dict[str, Any]:
    """What the template of every page of a walk reads."""
    return {
        "draft": walk_query.draft, "review": walk_query.review, "module": module_walk.module,
        "chosen": [other.draft for other in walk_query.chosen_drafts],
        "edition": walk_query.edition, "is_plain": walk_query.edition == "plain",
        "page_subject": walk_query.draft.subject,
        "closing": pages.closing_words(walk_query.draft.subject),
        "begin_url": walk_query.address("walk"), "kept": QueryDict(walk_query.carried_params),
        "first_url": walk_query.address("walk_step", 1) if module_walk.steps else "",
    }  # fmt: skip


def _step_context(walk_query: WalkQuery, module_walk: Walk, step: WalkedStep) -> dict[str, Any]:
    """What the template of every step reads: where one is, and the way on and back."""
    spec = step.spec
    position, count = spec.position, len(module_walk.steps)
    next_step = module_walk.steps[position] if position < count else None
    shown_edition = (step.explainer or {}).get("edition", walk_query.edition)
    return {
        "step": spec, "walked": step, "explainer": step.explainer,
        "way": _steps_on_way(walk_query, module_walk, spec.position, 0.0),
        "tabs": walk_query.edition_tabs("walk_step", position),
        "stands_in": shown_edition if shown_edition != walk_query.edition else "",
        "here_url": walk_query.address("walk_step", position, **_without_empty(form=step.form)),
        "after": next_step, "after_url": walk_query.address("walk_step", position + 1) if next_step
        else walk_query.address("walk_end"),
        "before_url": walk_query.address("walk_step", position - 1) if position > 1
        else walk_query.address("walk"),
        "strip": words_with_lit(spec.lights, walk_query.draft.subject),
    }  # fmt: skip


def _without_empty(**values: str) -> dict[str, str]:
    """Those of the values that are not ""."""
    return {name: value for name, value in values.items() if value}


def _steps_on_way(
    walk_query: WalkQuery, module_walk: Walk, position: int, share: float
) -> list[StepOnWay]:
    """The list of steps, of which the one at `position` is done to a `share` of 0 to 1."""
    return [
        StepOnWay(
            title=step.title, url=walk_query.address("walk_step", step.position),
            is_here=step.position == position, is_done=step.position < position,
            percent=rules.percent_done(share if step.position == position else 0.0,
                                       is_done=step.position < position),
        )
        for step in module_walk.steps
    ]  # fmt: skip


def _ask_page(
    request: UserRequest, walk_query: WalkQuery, step: WalkedStep, context: dict[str, Any]
) -> HttpResponse:
    """The questions of a step, rehearsed. `only` in the address names those that needed another
    look, by their indices: "0-2". htmx gets the part with the question."""
    indices = _indices_in_address(request, len(step.versions))
    is_repetition = bool(indices)
    indices = indices or list(range(len(step.versions)))
    versions = [step.versions[index] for index in indices]
    rehearsed = rehearse(versions, request.POST, walk_query.edition)
    shown = rehearsed.page.current or rehearsed.page.last
    is_wrong_at_first = shown is not None and shown.first_right is False
    is_below_mark = _is_below_mark(context, step, rehearsed, len(step.versions))
    wrong_places = _places_not_right(rehearsed) if is_below_mark else []
    repeats = is_wrong_at_first or bool(wrong_places)
    goes_on = rehearsed.page.done and not repeats
    if is_wrong_at_first:
        again_params = {"form": step.next_form}
    else:
        again_params = {"only": "-".join(str(indices[place]) for place in wrong_places)}
    again_url = walk_query.address("walk_step", step.spec.position, **again_params)
    only = "-".join(map(str, indices)) if is_repetition else ""
    own_url = walk_query.address(
        "walk_step", step.spec.position, **_without_empty(form=step.form, only=only)
    )
    items = rehearsed.rehearsal.items
    wrong_views: list[ItemView] = [
        player.item_view(items[place], edition=walk_query.edition) for place in wrong_places
    ]
    is_part = request.htmx and request.method == "POST"
    context = context | {
        "asked": rehearsed.page, "carried": rehearsed.rehearsal.sign(), "is_part": is_part,
        "answer_url": own_url, "step_url": own_url, "here_url": own_url,
        "heading": (shown and shown.title) or step.spec.title,
        "again_url": again_url if repeats else "", "needs": wrong_views,
        "new_form": not step.is_last_form,
        "next_url": context["after_url"] if goes_on else "",
        "next_line": context["after"].preview if goes_on and context["after"] else "",
        "earlier": rehearsed.earlier, "more": step.spec.more if rehearsed.page.done else (),
        "strip": context["strip"] if goes_on else (),
        "way": [on_way if not on_way.is_here else replace(on_way, percent=rules.percent_done(
            rehearsed.page.share, is_done=False)) for on_way in context["way"]],
    }  # fmt: skip
    template = "learning/ask.html#ask" if is_part else "studio/walk/ask.html"
    status = 422 if rehearsed.is_refused and not is_part else 200
    response = render(request, template, context, status=status)
    if is_part:
        response[FRAGMENT_HEADER] = "1"
    return response


def _indices_in_address(request: UserRequest, count: int) -> list[int]:
    """The indices of questions, of `count`, that `only` in the address names, each once; [] for
    none."""
    known = {str(index) for index in range(count)}
    named = [name for name in request.GET.get("only", "").split("-") if name in known]
    return [int(name) for name in dict.fromkeys(named)]


def _is_below_mark(
    context: dict[str, Any], step: WalkedStep, rehearsed: RehearsedPage, question_count: int
) -> bool:
    """Whether a check is done and has not reached the module's pass mark. `question_count` is that
    of the whole step, of which some may be rehearsed alone."""
    pass_mark = context["module"]["pass_mark"]
    if step.spec.kind != StepKind.CHECK or pass_mark is None or not rehearsed.page.done:
        return False
    rehearsed_count = len(rehearsed.rehearsal.items)
    step_answers = rules.StepAnswers(
        total=rehearsed_count,
        final=rehearsed_count,
        first_right=None,
        wrong=len(_places_not_right(rehearsed)),
        asked=question_count,
    )
    return rules.may_retry(step.spec.kind, step_answers, pass_mark["percent"])


def _places_not_right(rehearsed: RehearsedPage) -> list[int]:
    """The indices of the rehearsed questions whose answers are not right."""
    fractions = [item.newest.fraction for item in rehearsed.rehearsal.items]
    return [
        index
        for index, fraction in enumerate(fractions)
        if not rules.is_right_or_unscored(fraction)
    ]


def _commit_page(
    request: UserRequest, walk_query: WalkQuery, step: WalkedStep, context: dict[str, Any]
) -> HttpResponse:
    """The form with which a learner says whom they would tell, with the contacts of the author's
    own site: a learner there reads the same."""
    site_context = pages.commit_context(request.user, walk_query.draft.subject)
    lines = card_lines(site_context["card"]) if step.spec.find else []
    context |= site_context | {"lines": lines, "commit_url": context["here_url"]}
    if request.method == "POST":
        form = CommitForm(request.POST, site_context["contacts"], site_context["policy"], lines)
        if form.is_valid():
            return redirect(context["after_url"])
        context |= {"chosen_contact": form.sent_choice, "wrong": form.first_error}
    status = 422 if request.method == "POST" else 200
    return render(request, "studio/walk/commit.html", context, status=status)
