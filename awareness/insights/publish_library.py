"""Writes what the library has beside reports: its parts, what a search finds, and which pages a
disagreement touches. Called by the loader after ledger and pages; again changes nothing."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from awareness.insights import models
from awareness.insights.ledger import Ledger
from awareness.insights.library_parts import Library, ListedPage, PageName, PartRow, part_rows
from awareness.insights.publish import BATCH_SIZE, differing_rows, written_fields
from awareness.insights.search import searchable
from awareness.insights.search_entries import (
    Entry,
    LivePage,
    search_entries,
    touched_by_disagreement,
)
from awareness.insights.sources import insight_words
from awareness.subjects.kept import NOTHING_PROTECTED, ProtectedContent

VersionByName = Mapping[PageName, models.ExplainerVersion]


@transaction.atomic
def publish_library(
    ledger: Ledger,
    library: Library,
    versions: VersionByName,
    kept: ProtectedContent = NOTHING_PROTECTED,
) -> None:
    """Make the library hold exactly this, on the pages that are live (`publish_explainers`), and
    what is `kept` as it is."""
    pages_replaced = _replaced_by_explainer_id()
    listed = [_listed_page(*name, versions[name], pages_replaced) for name in versions]
    parts = part_rows(ledger, library, listed)
    _write_parts(parts, kept)
    pages = [*_live_explainers(ledger, versions), *_live_parts(parts)]
    _write_entries(search_entries(ledger, pages), kept)
    # Where the sources disagree is for everybody: it leads nobody to a page that they may not read.
    touched_by_key = touched_by_disagreement(ledger, [page for page in pages if not page.audience])
    discrepancies = []
    for discrepancy in models.Discrepancy.objects.filter(key__in=touched_by_key).only(
        "key", "touches"
    ):
        if discrepancy.touches != touched_by_key[discrepancy.key]:
            discrepancy.touches = touched_by_key[discrepancy.key]
            discrepancies.append(discrepancy)
    models.Discrepancy.objects.bulk_update(discrepancies, ["touches"], batch_size=BATCH_SIZE)


def _replaced_by_explainer_id() -> dict[int, list[tuple[str, str]]]:
    """By the id of an explainer: (report, insight) of the pages that it took the place of."""
    moved = models.Explainer.objects.exclude(moved_to=None).order_by("report__slug", "insight")
    replaced: dict[int, list[tuple[str, str]]] = {}
    for gone in moved.select_related("report"):
        report_and_insight = (gone.report.slug, gone.insight)
        replaced.setdefault(gone.moved_to_id or 0, []).append(report_and_insight)
    return replaced


def _listed_page(
    report_slug: str,
    slug: str,
    version: models.ExplainerVersion,
    pages_replaced: Mapping[int, list[tuple[str, str]]],
) -> ListedPage:
    return ListedPage(
        report=report_slug,
        slug=slug,
        insight=version.explainer.insight,
        order=version.explainer.order,
        title=version.title,
        lead=version.lead,
        minutes=version.minutes,
        audience=tuple(version.explainer.audience),
        replaces=tuple(pages_replaced.get(version.explainer_id, ())),
    )


def _write_parts(parts: list[PartRow], kept: ProtectedContent) -> None:
    """Make the table of parts hold these, in this order, and what is kept."""
    new_rows = [
        models.LibraryPart(
            kind=part.kind,
            slug=part.slug,
            order=order,
            title=part.title,
            lead=part.lead,
            content=part.content,
            content_hash=part.content_hash,
            words=part.words,
        )
        for order, part in enumerate(parts)
    ]
    _replace_rows(models.LibraryPart, new_rows, ("kind", "slug"), kept)


def _write_entries(entries: Iterable[Entry], kept: ProtectedContent) -> None:
    """Make the table of the search hold these, in this order, and what is kept."""
    rows = [
        models.SearchEntry(
            kind=entry.kind,
            key=entry.key,
            order=order,
            title=entry.title,
            place=entry.place,
            address=entry.address,
            audience=list(entry.audience),
            passages=entry.passages,
            folded=searchable(
                "\n".join([entry.title, *(piece["text"] for piece in entry.passages)])
            ),
        )
        for order, entry in enumerate(entries)
    ]
    _replace_rows(models.SearchEntry, rows, ("kind", "key"), kept)


def _is_kept(kind: str, key: str, subject: str, kept: ProtectedContent) -> bool:
    """Whether a part or an entry is of a report that is kept (`report`, `report/page` or
    `report:key`), or something that its subject has once: a theme, a text, a disagreement."""
    head = re.split("[/:]", key)[0]
    is_of_report = kind == models.PartKind.REPORT or (head != key and head != "themes")
    return head in kept.reports if is_of_report else subject in kept.subjects


def _replace_rows(
    model: type[Model], new_rows: list[Any], unique: tuple[str, ...], kept: ProtectedContent
) -> None:
    """The rows of a table that is made anew but for what is kept; those that stay keep their id."""
    names = {tuple(str(getattr(row, name)) for name in unique) for row in new_rows}
    rows = model._default_manager
    stored = rows.values_list("pk", "subject", *unique)
    gone = [
        pk for pk, subject, *key in stored
        if tuple(key) not in names and not _is_kept(key[0], key[1], subject, kept)
    ]  # fmt: skip
    rows.filter(pk__in=gone).delete()
    fields = [field.name for field in written_fields(model)]
    rows.bulk_create(
        differing_rows(model, new_rows),
        batch_size=BATCH_SIZE,
        update_conflicts=True,
        unique_fields=unique,
        update_fields=[name for name in fields if name not in unique],
    )


def _live_explainers(ledger: Ledger, versions: VersionByName) -> Iterator[LivePage]:
    """The pages of reports as the library lists them: the newest report first."""

    def place(name: PageName) -> tuple[Any, ...]:
        explainer = versions[name].explainer
        return (-ledger.reports[name[0]].year, name[0], explainer.order, name[1])

    for report_slug, slug in sorted(versions, key=place):
        version = versions[report_slug, slug]
        across = version.explainer.insight == models.ACROSS
        title = _("Across reports") if across else ledger.reports[report_slug].title
        place_words = (
            title,
            insight_words(version.explainer.insight, ledger.reports[report_slug].part),
        )
        yield LivePage(
            key=f"{report_slug}/{slug}",
            address=reverse("insights:explainer", args=(report_slug, slug)),
            title=version.title,
            lead=version.lead,
            place=", ".join(filter(None, place_words)),
            body=version.body_markdown,
            notes=tuple(version.resolved["figures"]),
            charts=version.resolved["charts"],
            audience=tuple(version.explainer.audience),
        )


def _live_parts(parts: list[PartRow]) -> Iterator[LivePage]:
    """A page for each question across reports and each text of the library's own, for search."""
    for part in parts:
        if part.kind == models.PartKind.THEME:
            pages = [page for report in part.content["parts"] for page in report["pages"]]
            yield LivePage(
                key=f"themes/{part.slug}",
                address=reverse("insights:theme", args=(part.slug,)),
                title=part.title,
                lead=part.lead,
                place=_("By question"),
                body="\n\n".join(f"## {page['title']}\n\n{page['say']}" for page in pages),
                notes=tuple(note for page in pages for note in page["figures"]),
            )
        if part.kind == models.PartKind.TEXT:
            resolved = part.content["resolved"]
            yield LivePage(
                key=part.slug,
                address=reverse("insights:text", args=(part.slug,)),
                title=part.title,
                lead=part.lead,
                place=_("About this library"),
                body=part.content["body_markdown"],
                notes=tuple(resolved["figures"]),
                charts=resolved["charts"],
            )
