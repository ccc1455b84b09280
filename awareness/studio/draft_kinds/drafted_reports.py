"""Reports and their figures as they are being drafted, or else as they are published."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, OuterRef, Subquery

from awareness.content.staging import LEDGER_KINDS, current_content, ledger_with
from awareness.content.writing import Fields, ObjectKind, ObjectRef
from awareness.content.writing.modules import part_numbers
from awareness.insights.ledger import Gathered, Ledger, Report
from awareness.numerals.languages import FORMAT_BY_EXAMPLE, LANGUAGE_NAMES
from awareness.studio.drafting import with_newest_bodies
from awareness.studio.models import Draft, DraftRevision


@dataclass(frozen=True)
class DraftedObject:
    """An open draft as its newest revision has it."""

    pk: UUID
    ref: ObjectRef
    fields: Fields


def drafted(report_slug: str, kinds: Iterable[ObjectKind]) -> list[DraftedObject]:
    """The open drafts of a report of these kinds, in one query."""
    return _drafted(kinds, draft__report=report_slug)


def drafted_in(subject: str, kinds: Iterable[ObjectKind]) -> list[DraftedObject]:
    """The open drafts of a subject of these kinds, in one query."""
    return _drafted(kinds, draft__subject=subject)


def _drafted(kinds: Iterable[ObjectKind], **filters: str) -> list[DraftedObject]:
    of_draft = DraftRevision.objects.filter(draft=OuterRef("draft")).order_by("-number")
    newest = DraftRevision.objects.filter(
        draft__closed_at=None, draft__kind__in=[*kinds], **filters,
        number=Subquery(of_draft.values("number")[:1]),
    )  # fmt: skip
    rows = newest.select_related("draft").order_by(F("draft__key").asc(), "draft_id")
    return [DraftedObject(row.draft_id, row.draft.ref, row.body) for row in rows]


@dataclass(frozen=True)
class Owner:
    """A report or module that something can be begun for: its name, and its subject."""

    title: str
    subject: str


def reports_there() -> dict[str, Owner]:
    """Reports by their slugs, published or being drafted. One query."""
    content = current_content()
    return drafted_owners(ObjectKind.REPORT) | {
        slug: Owner(report.title, content.owners["report", slug][0])
        for slug, report in content.ledger.reports.items()
    }


def modules_there() -> dict[str, Owner]:
    """Modules by their slugs, published or being drafted. One query."""
    content = current_content()
    return drafted_owners(ObjectKind.MODULE) | {
        module.shape.slug: Owner(module.shape.title, content.owners["module", module.shape.slug][0])
        for module in content.modules
    }


def drafted_owners(kind: ObjectKind) -> dict[str, Owner]:
    """Those that are being drafted, by their slugs. One query."""
    rows = Draft.objects.open().filter(kind=kind).values_list("key", "title", "subject")
    return {key: Owner(title or key, subject) for key, title, subject in rows}


def drafted_objectives(subject: str) -> dict[str, str]:
    """What modules that are being drafted are to teach, by key. One query."""
    words_by_key = {}
    for module in drafted_in(subject, [ObjectKind.MODULE]):
        for n in part_numbers(module.fields, "objective"):
            words = module.fields.get(f"objective{n}_text", "")
            if key := module.fields.get(f"objective{n}_key", ""):
                words_by_key[key] = f"{module.fields.get('title') or module.ref.key}: {words}"
    return words_by_key


def ledger_drafts(report_slug: str) -> list[DraftedObject]:
    """What is being drafted of a report that questions rest on: itself, its figures and tables, and
    its subject where that is not published."""
    of_report = drafted(report_slug, LEDGER_KINDS)
    return [*of_report, *(drafted_subject(of_report[0].ref.subject) if of_report else ())]


def drafted_subject(key: str) -> list[DraftedObject]:
    """The open draft of a subject that is not published. One query, none where it is."""
    if key in current_content().subjects:
        return []
    return drafted_in(key, [ObjectKind.SUBJECT])


def ledger_beside(report_slug: str) -> Ledger:
    """All figures, those that are being drafted of this report among them. Not to be changed."""
    return ledger_with([(draft.ref, draft.fields) for draft in ledger_drafts(report_slug)])


def beside_of_ledger(draft: Draft) -> list[tuple[ObjectRef, Fields]]:
    """What is being written of the draft's report beside it: its numbers and its drawings, and its
    subject where that is not published."""
    rows = Draft.objects.open().filter(
        kind__in=LEDGER_KINDS, subject=draft.subject, report=draft.report
    )
    other_drafts = list(rows.exclude(pk=draft.pk))
    beside = (
        [(other.ref, fields) for other, fields in with_newest_bodies(other_drafts)]
        if other_drafts
        else []
    )
    return beside + [(drafted.ref, drafted.fields) for drafted in drafted_subject(draft.subject)]


def report_at(subject: str, slug: str) -> Report | None:
    """None where no report has this name, drafted or published. In two queries at most."""
    open_drafts = Draft.objects.open().filter(kind=ObjectKind.REPORT, subject=subject, report=slug)
    draft = open_drafts.first()
    if draft is not None:
        return as_report(slug, draft.newest_revision().body)
    return current_content().ledger.reports.get(slug)


def as_report(slug: str, fields: Fields) -> Report:
    """What matters to figures: its language, how it writes numbers, its texts and reservations."""
    code = fields.get("language", "en")
    written = fields.get("numbers", "")
    year = str(fields.get("year", ""))
    return Report(
        slug=slug, kind="report", title=fields.get("title", ""),
        publisher=fields.get("publisher", ""), year=int(year) if year.isdecimal() else 0,
        language=code if code in LANGUAGE_NAMES else "en", interests=fields.get("interests", ""),
        asked=fields.get("asked", ""), how=fields.get("how", ""), fieldwork_from=None,
        fieldwork_to=None, sources=dict(fields.get("sources", {})),
        caveats={key: words for key, words in fields.get("caveats", [])},
        numbers=written if written in FORMAT_BY_EXAMPLE else "",
        gathered=Gathered(fields.get("gathered") or "survey"), part=fields.get("part", ""),
    )  # fmt: skip
