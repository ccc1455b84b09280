"""What there is of a kind: published, being written or both, with who changed it last and when."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import NullIf
from django.urls import reverse
from django.utils.translation import gettext as _

from awareness.content.staging import current_content
from awareness.content.writing import ObjectKind
from awareness.content.writing.questions import FORM_KINDS as FORM_KINDS
from awareness.insights.models import Discrepancy, ExplainerVersion, Figure, Report
from awareness.insights.resolved_texts import text_with_figures
from awareness.learning.models import Module, ModuleVersion
from awareness.studio.draft_kinds import draft_kinds
from awareness.studio.draft_kinds.drafted_reports import drafted_owners
from awareness.studio.models import Draft, DraftCode, DraftEvent
from awareness.studio.published.stale_list import open_marks
from awareness.subjects import registry
from awareness.subjects.question_keys import key_of_form, key_of_situation, situation_and_form
from quizzes.models import QuestionVersion


@dataclass(frozen=True)
class ContentRow:
    """One object of the content, published, drafted or both."""

    kind: ObjectKind
    report: str  # slug of the report, or of the module, that a question belongs to; "" for none
    key: str
    title: str
    mark_key: str  # under which stale marks name it, "" for what is not published
    subject: str = ""  # "" where no draft of it can be begun
    address: str = ""  # of the page on which it is read
    changed_by: str = ""  # name of the author who changed it last, as far as that is known
    changed: date | datetime | None = None
    draft: Draft | None = None  # the open one
    is_published: bool = True
    is_stale: bool = False  # rests on a changed figure at which nobody has looked

    @property
    def state(self) -> str:
        """In words: published, how its draft stands, or both."""
        if self.draft is None:
            return _("published")
        label = str(self.draft.state.label)
        return f"{_('published')}; {label}" if self.is_published else label

    @property
    def kind_name(self) -> str:
        """“page”; "" for what is not drafted."""
        of_kind = draft_kinds().get(self.kind)
        return str(of_kind.name) if of_kind else ""

    @property
    def zip_address(self) -> str:
        """Where a subject or report is taken as a zip; "" for what is none, or not published."""
        if self.kind == ObjectKind.SUBJECT and self.is_published:
            return reverse("studio:take_subject", args=[self.subject])
        if self.kind != ObjectKind.REPORT or not self.is_published:
            return ""
        return reverse("studio:take_report", args=[self.subject, self.report])

    @property
    def offers_address(self) -> str:
        """Where the questions are that can be asked of a report; "" for what is none."""
        return reverse("studio:offers", args=[self.report]) if self.kind == "report" else ""

    @property
    def pairs_address(self) -> str:
        """Where the numbers of a report are that may disagree; "" for what is none."""
        if self.kind != ObjectKind.REPORT or not self.subject:
            return ""
        address = reverse("studio:possible_disagreements", args=[self.subject])
        return f"{address}?report={self.report}"

    @property
    def begin_address(self) -> str:
        """Where a draft of it is begun; "" where there is one, or its kind is not drafted."""
        if self.draft or not self.subject or self.kind not in draft_kinds():
            return ""
        args = [self.kind, self.subject, self.report or "-", self.key]
        return reverse("studio:begin_draft", args=args)


# By the states of forms.ContentFilterForm: which rows stand so.
ROW_FILTER_BY_STATE: dict[str, Callable[[ContentRow], object]] = {
    "": lambda row: True,
    "published": lambda row: row.is_published,
    "written": lambda row: row.draft,
    "stale": lambda row: row.is_stale,
}


def content_rows(kind: ObjectKind | None) -> list[ContentRow]:
    """The objects of a kind, or of all, and what is only being written; seven queries a kind at
    most."""
    rows: list[ContentRow] = []
    for each_kind in ObjectKind if kind is None else [kind]:
        published_rows = (
            PUBLISHED_ROWS_BY_KIND[each_kind]() if each_kind in PUBLISHED_ROWS_BY_KIND else iter(())
        )
        rows += _with_drafts(each_kind, {(row.report, row.key): row for row in published_rows})
    return rows


def matching_rows(
    rows: Iterable[ContentRow], query: str = "", state: str = "", changed_by: str = ""
) -> list[ContentRow]:
    """The rows whose title or key has every word of `query`, that are in this `state` (a key of
    ROW_FILTER_BY_STATE), and that the author of this name changed last; "" filters nothing."""
    words = query.lower().split()
    return [
        row
        for row in rows
        if all(word in f"{row.title} {row.report} {row.key}".lower() for word in words)
        and ROW_FILTER_BY_STATE[state](row)
        and changed_by in ("", row.changed_by)
    ]


def title_by_folder() -> dict[str, str]:
    """The titles of subjects, reports and modules, published or being drafted, by the folder that
    an object stands in; four queries."""
    drafted_owner_by_slug = drafted_owners(ObjectKind.MODULE) | drafted_owners(ObjectKind.REPORT)
    module_versions = ModuleVersion.objects.live().annotate(name=KT("spec__title"))
    return {
        **{slug: owner.title for slug, owner in drafted_owner_by_slug.items()},
        **{key: subject.name for key, subject in registry.subjects().items()},
        **dict(module_versions.values_list("module__slug", "name")),
        **dict(Report.objects.values_list("slug", "title")),
    }


def _with_drafts(
    kind: ObjectKind, row_by_key: dict[tuple[str, str], ContentRow]
) -> Iterator[ContentRow]:
    """The published rows of a kind, by report and key, with what authors did to them, and then what
    is only being written."""
    open_drafts = Draft.objects.with_state().open().filter(kind=kind)
    draft_by_key = {(draft.report, draft.key): draft for draft in open_drafts}
    publishing_events = DraftEvent.objects.filter(code=DraftCode.PUBLISHED, draft__kind=kind)
    last_publishing_by_key = {
        (event.draft.report, event.draft.key): event
        for event in publishing_events.select_related("draft")
    }
    stale_keys = _stale_keys(kind)
    for report_and_key, row in row_by_key.items():
        draft = draft_by_key.pop(report_and_key, None)
        event = last_publishing_by_key.get(report_and_key)
        if draft:
            row = replace(row, draft=draft, changed_by=draft.changed_by, changed=draft.changed_at)
        elif event:
            row = replace(row, changed_by=event.name, changed=event.at)
        yield replace(row, is_stale=row.mark_key in stale_keys)
    for draft in draft_by_key.values():
        yield ContentRow(
            kind,
            draft.report,
            draft.key,
            draft.title or draft.key,
            mark_key="",
            subject=draft.subject,
            changed_by=draft.changed_by,
            changed=draft.changed_at,
            draft=draft,
            is_published=False,
        )


def _stale_keys(kind: ObjectKind) -> set[str]:
    """ContentRow.mark_key of what is marked of a kind. Of a situation its forms are marked, which
    are questions."""
    is_situation = kind == ObjectKind.SITUATION
    stale_marks = open_marks().filter(kind=ObjectKind.QUESTION if is_situation else kind)
    keys = set(stale_marks.values_list("key", flat=True))
    return {situation_and_form(key)[0] for key in keys} if is_situation else keys


def _subject_rows() -> Iterator[ContentRow]:
    for key, subject in registry.subjects().items():
        yield ContentRow(
            ObjectKind.SUBJECT, report="", key=key, title=subject.name, mark_key=key, subject=key
        )


def _report_rows() -> Iterator[ContentRow]:
    for report in Report.objects.filter(withdrawn=False).defer("charts", "caveats"):
        yield ContentRow(
            ObjectKind.REPORT, report=report.slug, key=report.slug, title=report.title,
            mark_key=report.slug, subject=report.subject,
            address=reverse("insights:report", args=[report.slug]),
        )  # fmt: skip


def _figure_rows() -> Iterator[ContentRow]:
    figures = Figure.objects.filter(withdrawn=False).select_related("report")
    for figure in figures.defer("report__charts", "report__caveats"):
        report_slug = figure.report.slug
        yield ContentRow(
            ObjectKind.FIGURE, report=report_slug, key=figure.key, title=figure.label,
            mark_key=f"{report_slug}:{figure.key}",
            # A cell is drafted with its table.
            subject=figure.report.subject if "/" not in figure.key else "",
            address=reverse("studio:figure", args=[report_slug, figure.key]),
        )  # fmt: skip


def _drawing_rows() -> Iterator[ContentRow]:
    """The drawings of every report.yaml. A table that is drawn is listed among the tables."""
    content = current_content()
    for report_slug, report in content.ledger.reports.items():
        subject, _place = content.owners["report", report_slug]
        for chart in report.charts:
            yield ContentRow(
                ObjectKind.CHART, report=report_slug, key=chart.key,
                title=text_with_figures(content.ledger, report_slug, chart.title),
                mark_key=f"{report_slug}:{chart.key}", subject=subject,
                address=reverse("insights:report", args=[report_slug]),
            )  # fmt: skip


def _page_rows() -> Iterator[ContentRow]:
    versions = ExplainerVersion.objects.live().select_related("explainer__report")
    for version in versions.only(
        "title", "published_at", "explainer__slug", "explainer__order", "explainer__report__slug",
        "explainer__report__subject",
    ).order_by("explainer__report__slug", "explainer__order"):  # fmt: skip
        page = version.explainer
        report_slug = page.report.slug
        yield ContentRow(
            ObjectKind.PAGE, report=report_slug, key=page.slug, title=version.title,
            mark_key=f"{report_slug}/{page.slug}",
            subject=page.report.subject, changed=version.published_at,
            address=reverse("insights:explainer", args=[report_slug, page.slug]),
        )  # fmt: skip


def _question_rows() -> Iterator[ContentRow]:
    """A draft is begun of what an item model makes, and of the kinds that are written by form."""
    subject_by_folder = {
        **dict(Report.objects.values_list("slug", "subject")),
        **dict(Module.objects.values_list("slug", "subject")),
    }
    described_versions = QuestionVersion.objects.live().annotate(
        stem=KT("spec__stem"),
        # What is written by hand has no model; a database may read that as the word "null".
        model=NullIf(KT("spec__item_model"), Value("null"), output_field=TextField()),
    )
    question_rows = described_versions.order_by("question__key").values_list(
        "question__key", "question__kind", "stem", "model", "first_loaded__day"
    )
    for key, kind, stem, model, first_loaded_day in question_rows:
        folder, _slash, name = key.partition("/")
        is_drafted = bool(model) or kind in FORM_KINDS
        yield ContentRow(
            ObjectKind.QUESTION, report=folder, key=name, title=stem or key, mark_key=key,
            changed=first_loaded_day,
            subject=subject_by_folder.get(folder, "") if is_drafted else "",
            address=reverse("studio:question", args=[key]),
        )  # fmt: skip


def _module_rows() -> Iterator[ContentRow]:
    versions = ModuleVersion.objects.live().select_related("module").order_by("module__order")
    for version in versions:
        module_slug = version.module.slug
        yield ContentRow(
            ObjectKind.MODULE,
            report="",
            key=module_slug,
            title=version.title,
            mark_key=module_slug,
            subject=version.module.subject,
            address=reverse("learning:open", args=[module_slug]),
        )


def _situation_rows() -> Iterator[ContentRow]:
    """By the names of their files; each of its forms is a question."""
    content = current_content()
    for scenario in sorted(content.scenarios, key=lambda scenario: scenario.shape.title):
        key, first_form = scenario.shape.key, next(iter(scenario.shape.forms))
        yield ContentRow(
            ObjectKind.SITUATION,
            report="",
            key=scenario.document.path.stem,
            title=scenario.shape.title,
            mark_key=key_of_situation(key),
            subject=content.owners["scenario", key][0],
            address=reverse("studio:question", args=[key_of_form(key, first_form)]),
        )


def _disagreement_rows() -> Iterator[ContentRow]:
    discrepancies = Discrepancy.objects.filter(withdrawn=False)
    for discrepancy in discrepancies.only("key", "title", "subject"):
        yield ContentRow(
            ObjectKind.DISCREPANCY,
            report="",
            key=discrepancy.key,
            title=discrepancy.title or discrepancy.key,
            mark_key=discrepancy.key,
            subject=discrepancy.subject,
            address=f"{reverse('insights:disagreements')}#{discrepancy.key}",
        )


PUBLISHED_ROWS_BY_KIND: dict[ObjectKind, Callable[[], Iterator[ContentRow]]] = {
    ObjectKind.SUBJECT: _subject_rows,
    ObjectKind.REPORT: _report_rows,
    ObjectKind.PAGE: _page_rows,
    ObjectKind.FIGURE: _figure_rows,
    ObjectKind.CHART: _drawing_rows,
    ObjectKind.QUESTION: _question_rows,
    ObjectKind.SITUATION: _situation_rows,
    ObjectKind.MODULE: _module_rows,
    ObjectKind.DISCREPANCY: _disagreement_rows,
}


def address_by_draft(drafts: Iterable[Draft]) -> dict[UUID, str]:
    """Where what each draft became is read, "" where there is no page of it. A kind costs three
    queries at most."""
    listed_drafts = list(drafts)
    kinds = {ObjectKind(draft.kind) for draft in listed_drafts} & PUBLISHED_ROWS_BY_KIND.keys()
    address_by_object = {
        (kind, row.report, row.key): row.address
        for kind in kinds
        for row in PUBLISHED_ROWS_BY_KIND[kind]()
    }
    return {
        draft.pk: address_by_object.get((ObjectKind(draft.kind), draft.report, draft.key), "")
        for draft in listed_drafts
    }  # fmt: skip
