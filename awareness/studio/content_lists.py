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
from awareness.studio.stale_list import open_marks
from awareness.subjects import registry
from quizzes.models import QuestionVersion


@dataclass(frozen=True)
class ContentRow:
    """One object. `mark` is its key as marks of changed figures name it; `begin` is where a draft
    of it is begun, "" where its kind is not drafted."""

    kind: ObjectKind
    report: str
    key: str
    title: str
    mark: str
    subject: str = ""
    address: str = ""
    by: str = ""
    changed: date | datetime | None = None
    draft: Draft | None = None
    published: bool = True
    stale: bool = False

    @property
    def state(self) -> str:
        """In words."""
        if self.draft is None:
            return _("published")
        label = str(self.draft.state.label)
        return f"{_('published')}; {label}" if self.published else label

    @property
    def kind_name(self) -> str:
        """“page”; "" for what is not drafted."""
        of_kind = draft_kinds().get(self.kind)
        return str(of_kind.name) if of_kind else ""

    @property
    def as_zip(self) -> str:
        """Where a subject or report is taken as a zip; "" for what is none, or not published."""
        if self.kind == ObjectKind.SUBJECT and self.published:
            return reverse("studio:take_subject", args=[self.subject])
        if self.kind != ObjectKind.REPORT or not self.published:
            return ""
        return reverse("studio:take_report", args=[self.subject, self.report])

    @property
    def offers(self) -> str:
        """Where the questions are that can be asked of a report; "" for what is none."""
        return reverse("studio:offers", args=[self.report]) if self.kind == "report" else ""

    @property
    def pairs(self) -> str:
        """Where the numbers of a report are that may disagree; "" for what is none."""
        if self.kind != ObjectKind.REPORT or not self.subject:
            return ""
        address = reverse("studio:possible_disagreements", args=[self.subject])
        return f"{address}?report={self.report}"

    @property
    def begin(self) -> str:
        if self.draft or not self.subject or self.kind not in draft_kinds():
            return ""
        args = [self.kind, self.subject, self.report or "-", self.key]
        return reverse("studio:begin_draft", args=args)


STATES: dict[str, Callable[[ContentRow], object]] = {
    "": lambda row: True,
    "published": lambda row: row.published,
    "written": lambda row: row.draft,
    "stale": lambda row: row.stale,
}


def rows_of(kind: ObjectKind | None) -> list[ContentRow]:
    """The objects of a kind, or of all, and what is only being written; seven queries a kind at
    most."""
    rows: list[ContentRow] = []
    for one in ObjectKind if kind is None else [kind]:
        published = PUBLISHED_ROWS[one]() if one in PUBLISHED_ROWS else iter(())
        rows += _with_drafts(one, {(row.report, row.key): row for row in published})
    return rows


def filtered(
    rows: Iterable[ContentRow], query: str = "", state: str = "", by: str = ""
) -> list[ContentRow]:
    """Those whose title or key has every word that is looked for, that stand so, and that this
    author changed last."""
    words = query.lower().split()
    return [
        row
        for row in rows
        if all(word in f"{row.title} {row.report} {row.key}".lower() for word in words)
        and STATES[state](row)
        and by in ("", row.by)
    ]


def folder_names() -> dict[str, str]:
    """The titles of subjects, reports and modules, published or being drafted, by the folder that
    an object stands in; four queries."""
    drafted = drafted_owners(ObjectKind.MODULE) | drafted_owners(ObjectKind.REPORT)
    modules = ModuleVersion.objects.live().annotate(name=KT("spec__title"))
    return {
        **{slug: owner.title for slug, owner in drafted.items()},
        **{key: subject.name for key, subject in registry.subjects().items()},
        **dict(modules.values_list("module__slug", "name")),
        **dict(Report.objects.values_list("slug", "title")),
    }


def _with_drafts(kind: ObjectKind, rows: dict[tuple[str, str], ContentRow]) -> Iterator[ContentRow]:
    """The published rows with what authors did to them, and then what is only being written."""
    drafts = {(d.report, d.key): d for d in Draft.objects.with_state().open().filter(kind=kind)}
    events = DraftEvent.objects.filter(code=DraftCode.PUBLISHED, draft__kind=kind)
    last = {(e.draft.report, e.draft.key): e for e in events.select_related("draft")}
    stale = _stale(kind)
    for place, row in rows.items():
        draft, event = drafts.pop(place, None), last.get(place)
        if draft:
            row = replace(row, draft=draft, by=draft.changed_by, changed=draft.changed_at)
        elif event:
            row = replace(row, by=event.name, changed=event.at)
        yield replace(row, stale=row.mark in stale)
    for draft in drafts.values():
        yield ContentRow(
            kind, draft.report, draft.key, draft.title or draft.key, mark="", subject=draft.subject,
            by=draft.changed_by, changed=draft.changed_at, draft=draft, published=False,
        )  # fmt: skip


def _stale(kind: ObjectKind) -> set[str]:
    """What is marked of a kind, as rows name it; of a situation its forms are, as questions."""
    is_situation = kind == ObjectKind.SITUATION
    marks = open_marks().filter(kind=ObjectKind.QUESTION if is_situation else kind)
    keys = set(marks.values_list("key", flat=True))
    return {key.rpartition("-")[0] for key in keys} if is_situation else keys


def _subjects() -> Iterator[ContentRow]:
    for key, subject in registry.subjects().items():
        yield ContentRow(
            ObjectKind.SUBJECT, report="", key=key, title=subject.name, mark=key, subject=key
        )


def _reports() -> Iterator[ContentRow]:
    for report in Report.objects.filter(withdrawn=False).defer("charts", "caveats"):
        yield ContentRow(
            ObjectKind.REPORT, report.slug, report.slug, report.title, report.slug,
            subject=report.subject, address=reverse("insights:report", args=[report.slug]),
        )  # fmt: skip


def _figures() -> Iterator[ContentRow]:
    figures = Figure.objects.filter(withdrawn=False).select_related("report")
    for figure in figures.defer("report__charts", "report__caveats"):
        slug = figure.report.slug
        yield ContentRow(
            ObjectKind.FIGURE, slug, figure.key, figure.label, f"{slug}:{figure.key}",
            subject=figure.report.subject if "/" not in figure.key else "",
            address=reverse("studio:figure", args=[slug, figure.key]),
        )  # fmt: skip


def _drawings() -> Iterator[ContentRow]:
    """Those of report.yaml; a table that is drawn is a table."""
    content = current_content()
    for slug, report in content.ledger.reports.items():
        subject, _place = content.owners["report", slug]
        for chart in report.charts:
            yield ContentRow(
                ObjectKind.CHART, slug, chart.key,
                text_with_figures(content.ledger, slug, chart.title),
                f"{slug}:{chart.key}", subject=subject,
                address=reverse("insights:report", args=[slug]),
            )  # fmt: skip


def _pages() -> Iterator[ContentRow]:
    versions = ExplainerVersion.objects.live().select_related("explainer__report")
    for version in versions.only(
        "title", "published_at", "explainer__slug", "explainer__order", "explainer__report__slug",
        "explainer__report__subject",
    ).order_by("explainer__report__slug", "explainer__order"):  # fmt: skip
        page = version.explainer
        slug = page.report.slug
        yield ContentRow(
            ObjectKind.PAGE, slug, page.slug, version.title, f"{slug}/{page.slug}",
            subject=page.report.subject, changed=version.published_at,
            address=reverse("insights:explainer", args=[slug, page.slug]),
        )  # fmt: skip


def _questions() -> Iterator[ContentRow]:
    """A draft is begun of what an item model makes, and of the kinds that are written by form."""
    subjects = {
        **dict(Report.objects.values_list("slug", "subject")),
        **dict(Module.objects.values_list("slug", "subject")),
    }
    described = QuestionVersion.objects.live().annotate(
        stem=KT("spec__stem"),
        # What is written by hand has no model; a database may read that as the word "null".
        model=NullIf(KT("spec__item_model"), Value("null"), output_field=TextField()),
    )
    read = described.order_by("question__key").values_list(
        "question__key", "question__kind", "stem", "model", "first_loaded__day"
    )
    for key, kind, stem, model, day in read:
        folder, _slash, name = key.partition("/")
        is_drafted = bool(model) or kind in FORM_KINDS
        yield ContentRow(
            ObjectKind.QUESTION, folder, name, stem or key, key, changed=day,
            subject=subjects.get(folder, "") if is_drafted else "",
            address=reverse("studio:question", args=[key]),
        )  # fmt: skip


def _modules() -> Iterator[ContentRow]:
    versions = ModuleVersion.objects.live().select_related("module").order_by("module__order")
    for version in versions:
        slug = version.module.slug
        yield ContentRow(
            ObjectKind.MODULE,
            report="",
            key=slug,
            title=version.title,
            mark=slug,
            subject=version.module.subject,
            address=reverse("learning:open", args=[slug]),
        )


def _situations() -> Iterator[ContentRow]:
    """By the names of their files; each of its forms is a question."""
    content = current_content()
    for scenario in sorted(content.scenarios, key=lambda scenario: scenario.shape.title):
        key, first = scenario.shape.key, next(iter(scenario.shape.forms))
        yield ContentRow(
            ObjectKind.SITUATION,
            report="",
            key=scenario.document.path.stem,
            title=scenario.shape.title,
            mark=f"scenario/{key}",
            subject=content.owners["scenario", key][0],
            address=reverse("studio:question", args=[f"scenario/{key}-{first}"]),
        )


def _disagreements() -> Iterator[ContentRow]:
    rows = Discrepancy.objects.filter(withdrawn=False)
    for row in rows.only("key", "title", "subject"):
        yield ContentRow(
            ObjectKind.DISCREPANCY,
            report="",
            key=row.key,
            title=row.title or row.key,
            mark=row.key,
            subject=row.subject,
            address=f"{reverse('insights:disagreements')}#{row.key}",
        )


PUBLISHED_ROWS: dict[ObjectKind, Callable[[], Iterator[ContentRow]]] = {
    ObjectKind.SUBJECT: _subjects,
    ObjectKind.REPORT: _reports,
    ObjectKind.PAGE: _pages,
    ObjectKind.FIGURE: _figures,
    ObjectKind.CHART: _drawings,
    ObjectKind.QUESTION: _questions,
    ObjectKind.SITUATION: _situations,
    ObjectKind.MODULE: _modules,
    ObjectKind.DISCREPANCY: _disagreements,
}


def addresses_of(drafts: Iterable[Draft]) -> dict[UUID, str]:
    """Where what each draft became is read, "" where there is no page of it. A kind costs three
    queries at most."""
    every = list(drafts)
    kinds = {ObjectKind(draft.kind) for draft in every} & PUBLISHED_ROWS.keys()
    address_by_object = {
        (kind, row.report, row.key): row.address for kind in kinds for row in PUBLISHED_ROWS[kind]()
    }
    return {
        draft.pk: address_by_object.get((ObjectKind(draft.kind), draft.report, draft.key), "")
        for draft in every
    }  # fmt: skip
