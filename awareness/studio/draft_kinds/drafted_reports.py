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
from awareness.studio.drafts.drafting import with_newest_bodies
from awareness.studio.models import Draft, DraftRevision


@dataclass(frozen=True)
class DraftedObject:
    """An open draft, by its id, with what its newest revision says."""

    pk: UUID
    ref: ObjectRef
    fields: Fields


@dataclass(frozen=True)
class Owner:
    """A report or module that something can be begun for: its title, and its subject's key."""

    title: str
    subject: str


def drafts_of_report(report_slug: str, kinds: Iterable[ObjectKind]) -> list[DraftedObject]:
    """The open drafts of a report of these kinds, in one query."""
    return _open_drafts(kinds, draft__report=report_slug)


def drafts_of_subject(subject_key: str, kinds: Iterable[ObjectKind]) -> list[DraftedObject]:
    """The open drafts of a subject of these kinds, in one query."""
    return _open_drafts(kinds, draft__subject=subject_key)


def _open_drafts(kinds: Iterable[ObjectKind], **filters: str) -> list[DraftedObject]:
    """`filters` as of revisions, such as `draft__report`. By key, in one query."""
    revisions_of_same_draft = DraftRevision.objects.filter(draft=OuterRef("draft")).order_by(
        "-number"
    )
    newest_revisions = DraftRevision.objects.filter(
        draft__closed_at=None, draft__kind__in=[*kinds], **filters,
        number=Subquery(revisions_of_same_draft.values("number")[:1]),
    )  # fmt: skip
    revisions = newest_revisions.select_related("draft").order_by(F("draft__key").asc(), "draft_id")
    return [
        DraftedObject(revision.draft_id, revision.draft.ref, revision.body)
        for revision in revisions
    ]


def report_owners() -> dict[str, Owner]:
    """Title and subject of each report, published or being drafted, by its slug. One query."""
    content = current_content()
    return drafted_owners(ObjectKind.REPORT) | {
        slug: Owner(title=report.title, subject=content.owners["report", slug][0])
        for slug, report in content.ledger.reports.items()
    }


def module_owners() -> dict[str, Owner]:
    """Title and subject of each module, published or being drafted, by its slug. One query."""
    content = current_content()
    return drafted_owners(ObjectKind.MODULE) | {
        module.shape.slug: Owner(
            title=module.shape.title, subject=content.owners["module", module.shape.slug][0]
        )
        for module in content.modules
    }


def drafted_owners(kind: ObjectKind) -> dict[str, Owner]:
    """Title and subject of each report, or module, that is being drafted, by its slug. One
    query."""
    drafts = Draft.objects.open().filter(kind=kind).values_list("key", "title", "subject")
    return {key: Owner(title=title or key, subject=subject) for key, title, subject in drafts}


def drafted_objectives(subject_key: str) -> dict[str, str]:
    """Objectives of modules that are being drafted, by their keys: the module's title and what it
    is to teach. One query."""
    words_by_key = {}
    for module in drafts_of_subject(subject_key, [ObjectKind.MODULE]):
        for number in part_numbers(module.fields, "objective"):
            words = module.fields.get(f"objective{number}_text", "")
            if key := module.fields.get(f"objective{number}_key", ""):
                words_by_key[key] = f"{module.fields.get('title') or module.ref.key}: {words}"
    return words_by_key


def ledger_drafts(report_slug: str) -> list[DraftedObject]:
    """What is being drafted of a report that questions rest on: itself, its figures and tables, and
    its subject where that is not published. In two queries at most."""
    of_report = drafts_of_report(report_slug, LEDGER_KINDS)
    return [*of_report, *(new_subject_drafts(of_report[0].ref.subject) if of_report else ())]


def new_subject_drafts(subject_key: str) -> list[DraftedObject]:
    """The open draft of a subject that is not published, alone in a list. One query, none where it
    is published."""
    if subject_key in current_content().subjects:
        return []
    return drafts_of_subject(subject_key, [ObjectKind.SUBJECT])


def ledger_with_drafts(report_slug: str) -> Ledger:
    """All figures, those that are being drafted of this report among them. Not to be changed."""
    return ledger_with([(draft.ref, draft.fields) for draft in ledger_drafts(report_slug)])


def ledger_drafts_beside(draft: Draft) -> list[tuple[ObjectRef, Fields]]:
    """What is being written of the draft's report beside it: the report itself, its numbers and its
    drawings, and its subject where that is not published. In three queries at most."""
    drafts_of_ledger = Draft.objects.open().filter(
        kind__in=LEDGER_KINDS, subject=draft.subject, report=draft.report
    )
    other_drafts = list(drafts_of_ledger.exclude(pk=draft.pk))
    refs_and_fields = (
        [(other_draft.ref, fields) for other_draft, fields in with_newest_bodies(other_drafts)]
        if other_drafts
        else []
    )
    return refs_and_fields + [
        (subject.ref, subject.fields) for subject in new_subject_drafts(draft.subject)
    ]


def report_as_drafted(subject_key: str, slug: str) -> Report | None:
    """A report as its open draft has it, else as it is published; None where there is neither. In
    two queries at most."""
    open_drafts = Draft.objects.open().filter(
        kind=ObjectKind.REPORT, subject=subject_key, report=slug
    )
    draft = open_drafts.first()
    if draft is not None:
        return report_of_fields(slug, draft.newest_revision().body)
    return current_content().ledger.reports.get(slug)


def report_of_fields(slug: str, fields: Fields) -> Report:
    """A report as these fields of its draft have it, as far as that matters to its figures: its
    language, how it writes numbers, its texts and caveats. What no report can have is left out."""
    language = fields.get("language", "en")
    number_format = fields.get("numbers", "")
    year = str(fields.get("year", ""))
    return Report(
        slug=slug, kind="report", title=fields.get("title", ""),
        publisher=fields.get("publisher", ""), year=int(year) if year.isdecimal() else 0,
        language=language if language in LANGUAGE_NAMES else "en",
        interests=fields.get("interests", ""), asked=fields.get("asked", ""),
        how=fields.get("how", ""), fieldwork_from=None, fieldwork_to=None,
        sources=dict(fields.get("sources", {})),
        caveats={key: words for key, words in fields.get("caveats", [])},
        numbers=number_format if number_format in FORMAT_BY_EXAMPLE else "",
        gathered=Gathered(fields.get("gathered") or "survey"), part=fields.get("part", ""),
    )  # fmt: skip
