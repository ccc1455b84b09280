"""Writes what was read from the content files into the database. Called by the loader alone.

Idempotent: loading twice changes nothing, and no version of a page is ever altered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import cached_property
from hashlib import sha256
from json import dumps
from typing import Any

from django.db import transaction
from django.db.models import Field, Model
from django.utils import timezone

from awareness.insights import charts, models
from awareness.insights.ledger import Figure, Ledger, Report, Table
from awareness.insights.numbers import plain_digits
from awareness.insights.resolved_texts import ResolvedText, resolve_markdown, resolve_text
from awareness.insights.sources import places_by_report
from awareness.subjects.kept import NOTHING_PROTECTED, ProtectedContent

# fmt: off
FIGURE_COLUMNS = (  # of a figure that are stored as they are
    "key", "insight", "label", "statement", "value", "value_to", "qualifier", "unit", "as_printed",
    "formula", "measure", "population", "question", "base_n", "base_inferred", "multi_answer",
    "address", "read_on", "use", "reason", "no_key", "as_of", "review_by",
    "kind", "scale", "per", "gathered", "day",
)
TABLE_SPEC = (
    "row_kind", "col_kind", "row_labels", "col_labels", "row_printed", "exclusive", "multi_answer",
    "sums", "base_n", "base_inferred", "chart",
)
# fmt: on
# Columns that are filled in after the row: whose it is, and which pages a disagreement touches.
COLUMNS_FILLED_LATER = ("subject", "touches")
BATCH_SIZE = 400  # SQLite takes a bounded number of parameters in one statement


@dataclass(frozen=True)
class Page:
    """An explainer with every reference resolved, to be published, in up to three editions."""

    report: str
    slug: str
    insight: str
    order: int
    title: str
    lead: str
    text: ResolvedText
    plain: dict[str, Any] | None = None
    youth: dict[str, Any] | None = None
    audience: tuple[str, ...] = ()
    # (report, slug, insight) of pages that are gone, to which it is moved.
    replaces: tuple[tuple[str, str, str], ...] = ()

    @cached_property
    def content_hash(self) -> str:
        """Of everything that is read: equal hashes are equal pages."""
        parts = _figures_and_charts(self.text).values()
        ordinary = [self.title, self.lead, self.text.markdown, *parts]
        # A page without a youth edition is the page it was before there were any.
        other_editions = [self.plain, self.youth] if self.youth else [self.plain]
        canonical = dumps([*ordinary, *other_editions], sort_keys=True, ensure_ascii=False)
        return sha256(canonical.encode()).hexdigest()


def resolved_page(
    ledger: Ledger,
    report_slug: str,
    slug: str,
    *,
    title: str,
    lead: str,
    body: str,
    insight: str = "",
    order: int = 0,
    plain: dict[str, Any] | None = None,
    youth: dict[str, Any] | None = None,
    line_number: int = 1,
    audience: tuple[str, ...] = (),
    replaces: tuple[tuple[str, str, str], ...] = (),
) -> Page:
    """Resolve an explainer's texts (pure). `body` begins at `line_number` of its file.

    `plain` and `youth` are None or {body, title?, lead?, line_number?}; what they leave out is as
    in the ordinary edition. Raises ProseError.
    """

    def edition(texts: dict[str, Any]) -> dict[str, Any]:
        resolved_text = resolve_markdown(
            ledger, report_slug, texts["body"], texts.get("line_number", 1)
        )
        return {
            "title": resolve_text(ledger, report_slug, texts.get("title") or title).text,
            "lead": resolve_text(ledger, report_slug, texts.get("lead") or lead).text,
            "body_markdown": resolved_text.markdown,
            "resolved": _figures_and_charts(resolved_text),
        }

    return Page(
        report_slug,
        slug,
        insight,
        order,
        resolve_text(ledger, report_slug, title).text,
        resolve_text(ledger, report_slug, lead).text,
        resolve_markdown(ledger, report_slug, body, line_number),
        edition(plain) if plain else None,
        edition(youth) if youth else None,
        audience,
        replaces,
    )


def _figures_and_charts(text: ResolvedText) -> dict[str, Any]:
    return {"figures": text.figures, "charts": text.charts}


@transaction.atomic
def publish_ledger(ledger: Ledger, kept: ProtectedContent = NOTHING_PROTECTED) -> None:
    """Make the tables of the ledger hold what the files hold; what vanished goes or is marked, but
    for what is `kept` as it is."""
    reports = [_report_row(ledger, report) for report in ledger.reports.values()]
    _upsert(models.Report, reports, ["slug"])
    ids = dict(models.Report.objects.values_list("slug", "id"))
    figures = [_figure_row(figure, ids[figure.report]) for figure in ledger.figures.values()]
    _upsert(models.Figure, figures, ["report", "key"])
    tables = [_table_row(table, ids[table.report]) for table in ledger.tables.values()]
    _upsert(models.Table, tables, ["report", "key"])
    discrepancies = [
        models.Discrepancy(
            key=d.key,
            title=d.title,
            where=[str(span) for span in d.where],
            what=d.what,
            treatment=d.treatment,
            learn=d.learn,
            places=places_by_report(ledger, d.where),
        )
        for d in ledger.discrepancies.values()
    ]
    _upsert(models.Discrepancy, discrepancies, ["key"])
    _forget_vanished(ledger, kept)


def _upsert(model: type[Model], rows: list[Any], unique: list[str]) -> None:
    """Add the rows, or write over those that are the same by the `unique` fields; two queries."""
    fields = [f.name for f in written_fields(model)]
    model._default_manager.bulk_create(
        differing_rows(model, rows),
        batch_size=BATCH_SIZE,
        update_conflicts=True,
        unique_fields=unique,
        update_fields=[name for name in fields if name not in unique],
    )


def differing_rows(model: type[Model], rows: Sequence[Any]) -> list[Any]:
    """The rows that the table does not hold as they are; one query.

    Writing is what others wait for, so that nothing is written again that is there.
    """
    names = [field.attname for field in written_fields(model)]
    stored = {_comparable_text(values) for values in model._default_manager.values_list(*names)}
    return [
        row
        for row in rows
        if _comparable_text([getattr(row, name) for name in names]) not in stored
    ]


def written_fields(model: type[Model]) -> "list[Field[Any, Any]]":
    """The fields that come from the files: all but the key and what is filled in later."""
    return [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in COLUMNS_FILLED_LATER
    ]


def _comparable_text(values: Iterable[object]) -> str:
    """Values as a text that is equal where the database holds them as equal: numbers by their
    worth, choices by their value."""
    return repr([_stored_value(value) for value in values])


def _stored_value(value: object) -> object:
    """A value in the shape that it has when it comes from the database."""
    match value:
        case Decimal():
            return plain_digits(value)
        case Enum():
            return value.value
    return value


def _report_row(ledger: Ledger, report: Report) -> models.Report:
    """A report as it is stored, its texts and drawings with the figures written out."""

    def text(raw: str) -> str:
        return resolve_text(ledger, report.slug, raw).text

    return models.Report(
        slug=report.slug,
        kind=report.kind,
        title=report.title,
        publisher=report.publisher,
        year=report.year,
        language=report.language,
        interests=text(report.interests),
        asked=text(report.asked),
        how=text(report.how),
        fieldwork_from=report.fieldwork_from,
        fieldwork_to=report.fieldwork_to,
        numbers=report.numbers,
        gathered=report.gathered,
        part=report.part,
        licence=report.licence,
        credit=report.credit,
        internal=report.internal,
        sources=report.sources,
        caveats={key: text(raw_text) for key, raw_text in report.caveats.items()},
        charts=charts.all_drawing_data(ledger, report.slug),
    )


def _figure_row(figure: Figure, report_id: int) -> models.Figure:
    return models.Figure(
        report_id=report_id,
        where=[str(span) for span in figure.where],
        caveats=list(figure.caveats),
        discrepancies=list(figure.discrepancies),
        audience=list(figure.audience),
        between=list(figure.between),
        **{column: getattr(figure, column) for column in FIGURE_COLUMNS},
    )


def _table_row(table: Table, report_id: int) -> models.Table:
    return models.Table(
        report_id=report_id,
        key=table.key,
        insight=table.insight,
        title=table.title,
        spec={name: getattr(table, name) for name in TABLE_SPEC}
        | {"rows": list(table.row_labels), "cols": list(table.col_labels)},
    )


def _forget_vanished(ledger: Ledger, kept: ProtectedContent) -> None:
    """Delete the rows that the files no longer hold; keep and mark those that a page rests on."""
    pages = models.ExplainerVersion.objects.values_list(
        "explainer__report__slug", "resolved", "plain__resolved", "youth__resolved"
    )
    used: set[str] = set()
    for report_slug, *editions in pages:
        used.add(report_slug)
        for resolved in filter(None, editions):
            used |= _names_in(resolved)
    of_kept_reports = {"report__slug__in": kept.reports}
    figures = models.Figure.objects.exclude(**of_kept_reports).values_list(
        "id", "report__slug", "key"
    )
    gone = [(id_, f"{slug}:{key}") for id_, slug, key in figures]
    _withdraw_or_delete(models.Figure, [row for row in gone if row[1] not in ledger.figures], used)
    tables = models.Table.objects.exclude(**of_kept_reports).values_list(
        "id", "report__slug", "key"
    )
    gone = [(id_, f"{slug}:{key}") for id_, slug, key in tables]
    _withdraw_or_delete(models.Table, [row for row in gone if row[1] not in ledger.tables], used)
    discrepancies = models.Discrepancy.objects.exclude(key__in=ledger.discrepancies)
    discrepancies = discrepancies.exclude(subject__in=kept.subjects)
    _withdraw_or_delete(models.Discrepancy, list(discrepancies.values_list("id", "key")), used)
    # A report goes last: figures that are kept keep it too.
    reports = models.Report.objects.exclude(slug__in=ledger.reports)
    reports = reports.exclude(slug__in=kept.reports)
    slugs_with_figures = models.Figure.objects.values_list("report__slug", flat=True)
    _withdraw_or_delete(
        models.Report, list(reports.values_list("id", "slug")), used | set(slugs_with_figures)
    )


def _names_in(resolved: dict[str, Any]) -> set[str]:
    """Full keys of the figures, charts' tables and discrepancies that a page names."""
    names: set[str] = set()
    for note in resolved.get("figures", []):
        names.add(note["key"])
        names |= {discrepancy["key"] for discrepancy in note["discrepancies"]}
    for chart in resolved.get("charts", {}).values():
        names |= {f"{chart['report']}:{chart['key']}", *chart["figures"]}
    return names


def _withdraw_or_delete(model: type[Model], gone: list[tuple[int, str]], used: set[str]) -> None:
    """Of the rows (id, name) that went, mark those whose name is `used` and delete the others."""
    if gone:
        rows = model._default_manager
        rows.filter(pk__in=[pk for pk, name in gone if name in used]).update(withdrawn=True)
        rows.filter(pk__in=[pk for pk, name in gone if name not in used]).delete()


@transaction.atomic
def publish_explainer(page: Page, now: datetime | None = None) -> models.ExplainerVersion:
    """Make a page live: the same content is the same version, other content the next number."""
    report = models.Report.objects.get(slug=page.report)
    place = {"insight": page.insight, "order": page.order, "audience": list(page.audience)}
    explainer, _ = models.Explainer.objects.update_or_create(
        report=report, slug=page.slug, defaults=place | {"moved_to": None}
    )
    versions = {v.content_hash: v for v in explainer.versions.select_for_update()}
    version = versions.get(page.content_hash)
    if version and version.status == models.Status.LIVE:
        return version
    explainer.versions.live().update(status=models.Status.RETIRED)
    if version:
        version.status = models.Status.LIVE
        version.save(update_fields=["status"])
        return version
    new_version = version_of(page)
    new_version.explainer = explainer
    new_version.number = max((v.number for v in versions.values()), default=0) + 1
    new_version.published_at = now or timezone.now()
    new_version.save(force_insert=True)
    return new_version


def version_of(page: Page) -> models.ExplainerVersion:
    """What readers are given of a page, not saved and of no number yet."""
    return models.ExplainerVersion(
        content_hash=page.content_hash,
        title=page.title,
        lead=page.lead,
        body_markdown=page.text.markdown,
        resolved=_figures_and_charts(page.text),
        plain=page.plain,
        youth=page.youth,
        words=len(page.text.markdown.split()),
    )


def _is_live_already(page: Page, version: models.ExplainerVersion | None) -> bool:
    """Whether a page and all that is known of it stand in the library already."""
    if version is None or version.content_hash != page.content_hash:
        return False
    explainer = version.explainer
    place = (explainer.insight, explainer.order, list(explainer.audience), explainer.moved_to_id)
    return place == (page.insight, page.order, list(page.audience), None)


@transaction.atomic
def publish_explainers(
    pages: list[Page], now: datetime | None = None, kept: ProtectedContent = NOTHING_PROTECTED
) -> dict[tuple[str, str], models.ExplainerVersion]:
    """Publish all pages there are and retire those that vanished, but for those of reports that are
    `kept`: {(report, slug): version}.

    The address of a page that another one replaces leads there, also where it was never loaded.
    """
    live_by_name = {
        (version.explainer.report.slug, version.explainer.slug): version
        for version in models.ExplainerVersion.objects.live().with_place()
    }
    published = {
        name: live_by_name[name]
        if _is_live_already(page, live_by_name.get(name))
        else publish_explainer(page, now)
        for page in pages
        if (name := (page.report, page.slug))
    }
    live = [version.id for version in published.values()]
    vanished = models.ExplainerVersion.objects.live().exclude(id__in=live)
    vanished = vanished.exclude(explainer__report__slug__in=kept.reports)
    vanished.update(status=models.Status.RETIRED)
    moved_ids = [
        models.Explainer.objects.update_or_create(
            report=models.Report.objects.get(slug=report_slug),
            slug=slug,
            defaults={"insight": insight, "moved_to": published[page.report, page.slug].explainer},
        )[0].pk
        for page in pages
        for report_slug, slug, insight in page.replaces
    ]
    not_moved_any_more = models.Explainer.objects.exclude(moved_to=None).exclude(pk__in=moved_ids)
    not_moved_any_more.exclude(moved_to__report__slug__in=kept.reports).update(moved_to=None)
    return published
