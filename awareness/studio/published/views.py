"""The studio in the browser: what is live, the item card, a figure and where it is used."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from awareness.content import written_folders
from awareness.content.held import held_problem_lines
from awareness.content.printed_lines import printed_lines, sources_folder
from awareness.insights.models import Figure
from awareness.insights.numbers import plain_digits
from awareness.people.access import UserRequest
from awareness.studio.author_views import author_only
from awareness.studio.models import Draft, DraftState, Job, ReportFile
from awareness.studio.published import (
    approvals,
    content_lists,
    diff,
    queries,
    stale_list,
    where_used,
)
from awareness.studio.published.forms import QuestionFilterForm, ReviewForm
from awareness.studio.published.item_card import item_card
from awareness.studio.reports import originals
from awareness.studio.reports.forms import ReportFileForm
from awareness.studio.reviews.reading import open_reviews
from quizzes.models import QuestionVersion

QUESTIONS_PER_PAGE = 40
MOST_LATELY = 5  # drafts of a person that changed last, and files that they sent last


@never_cache
@author_only
@require_safe
def index(request: UserRequest) -> HttpResponse:
    """What somebody was doing, what waits for them, the way from a report to a module, the rest."""
    own_drafts = Draft.objects.with_state().open().filter(editor=request.user)
    last_drafts = list(own_drafts.in_states(DraftState.WRITTEN, DraftState.RETURNED)[:MOST_LATELY])
    context = {
        "packs": queries.report_rows(),
        "lately": last_drafts,
        "names": content_lists.title_by_folder() if last_drafts else {},
        "file_form": ReportFileForm() if originals.folder() else None,
        "reports_sent": ReportFile.objects.exists(),
        "files": ReportFile.objects.filter(by=request.user, slug="").only("name", "about")[
            :MOST_LATELY
        ],
        "my_drafts": own_drafts.count(),
        "returned": Draft.objects.in_states(DraftState.RETURNED).open().filter(editor=request.user),
        "reviews_for_me": open_reviews().filter(reviewer=request.user).count(),
        "waiting": stale_list.open_count(),
        "open_jobs": Job.objects.open().filter(by=request.user).count(),
        "undecided": len(written_folders.waiting_folders()),
        "held": held_problem_lines(),
    }
    return render(request, "studio/index.html", context)


@never_cache
@author_only
@require_safe
def questions(request: UserRequest) -> HttpResponse:
    """The live questions, filtered, and those that were returned."""
    form = QuestionFilterForm(request.GET, reports=[row.report for row in queries.report_rows()])
    statuses = approvals.review_statuses()
    versions = queries.questions(**form.chosen_filters(), statuses=statuses)
    page = Paginator(versions, QUESTIONS_PER_PAGE).get_page(request.GET.get("page"))
    returned_notes = [note for status in statuses.values() for note in status.returns]
    names = content_lists.title_by_folder() | {queries.SCENARIOS: _("Situations")}
    for version in page:
        status = statuses.get(version.pk, approvals.ReviewStatus())
        version.review_status = status  # type: ignore[attr-defined]  # for the page
        folder = version.question.key.partition("/")[0]
        version.belongs_to = names.get(folder, folder)  # type: ignore[attr-defined]
    stems = queries.stem_by_key(note.version.question.key for note in returned_notes)
    context = {
        "form": form, "page": page,
        "returned": [(note, stems.get(note.version.question.key, "")) for note in returned_notes],
    }  # fmt: skip
    return render(request, "studio/questions.html", context)


@never_cache
@author_only
@require_safe
def question(request: HttpRequest, key: str) -> HttpResponse:
    """The item card of a question: its live version, or the newest of one that is retired."""
    versions = queries.versions_of(key)
    if not versions:
        raise Http404
    return card_page(request, key, versions)


def card_page(
    request: HttpRequest,
    key: str,
    versions: list[QuestionVersion],
    form: ReviewForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The card of a question with these versions, the newest first; `form` is a review that was
    refused."""
    shown_version = next((version for version in versions if version.status == "live"), versions[0])
    changes_by_version = diff.version_changes([version.spec for version in reversed(versions)])
    shown_card = item_card(shown_version.spec)
    context = {
        "version": shown_version,
        "card": shown_card,
        "history": list(zip(versions, reversed(changes_by_version), strict=True)),
        "use": where_used.uses_of_question(shown_version),
        "notes": (notes := list(shown_version.review_notes.all())),
        "review_status": approvals.review_status(notes),
        "review": form or ReviewForm(initial={"number": shown_version.number}),
        "in_pack": not key.startswith(f"{queries.SCENARIOS}/"),
        "sources": _with_printed_lines(shown_card.sources),
        "at_hand": sources_folder() is not None,
    }
    return render(request, "studio/question.html", context, status=status)


def _with_printed_lines(
    notes: Iterable[Mapping[str, Any]],
) -> list[tuple[dict[str, Any], list[Any]]]:
    """(note, lines that its figure names) of the notes of a card's sources. One query."""
    figure_keys = [note["key"].partition(":")[2] for note in notes]
    figures = (
        Figure.objects.filter(key__in=figure_keys).select_related("report").defer("report__charts")
    )
    figure_by_key = {f"{figure.report.slug}:{figure.key}": figure for figure in figures}
    return [
        (
            {**note, "figure_key": note["key"].partition(":")[2]},
            printed_lines(figure_by_key[note["key"]]) if note["key"] in figure_by_key else [],
        )
        for note in notes
    ]


@never_cache
@author_only
@require_safe
def figure(request: HttpRequest, report: str, key: str) -> HttpResponse:
    """One figure, its line, and everything that rests on it."""
    try:
        figure_row = queries.figure_at(report, key)
    except Figure.DoesNotExist as error:
        raise Http404 from error
    values = (figure_row.value, figure_row.value_to)
    numbers = [plain_digits(value) for value in values if value is not None]
    context = {
        "figure": figure_row,
        "numbers": numbers or ([figure_row.day.isoformat()] if figure_row.day else []),
        "caveats": [figure_row.report.caveats.get(name, name) for name in figure_row.caveats],
        "passages": printed_lines(figure_row),
        "at_hand": sources_folder() is not None,
        "use": where_used.uses_of_figure(figure_row),
    }
    return render(request, "studio/figure.html", context)
