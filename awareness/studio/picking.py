"""What an author takes out of a report's file: the report itself, and the few numbers that matter.

What is taken becomes a draft; where each of its fields came from is kept beside it (Picked).
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from awareness.content.reading.about import Field
from awareness.content.reading.figure_fields import Source, as_of, figure_fields, key_of
from awareness.content.reading.finding.found import Found
from awareness.content.reading.kept import readable
from awareness.content.reading.languages import language_of, number_format_of
from awareness.content.reading.proposals import Proposal
from awareness.content.reading.report_fields import report_fields
from awareness.content.reading.table_fields import OpenedTable, new_keys, table_fields
from awareness.content.staging import current_content
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.numerals.languages import WRITTEN, format_of, language
from awareness.people.models import User
from awareness.studio import drafting
from awareness.studio.draft_kinds import kind_of
from awareness.studio.draft_kinds.base import ABOUT
from awareness.studio.draft_kinds.drafted_reports import report_at
from awareness.studio.models import Confirmation, Draft, FoundNumber, Picked, ReportFile

ON = 10_000  # columns: FoundNumber.end of what goes on in the next line lies so far behind
REVIEWED_AFTER = timedelta(days=2 * 365)
KEY = r"(?=.{1,80}$)[a-z0-9]+(?:-[a-z0-9]+)*"
NAMED = 60  # letters of a report's slug


def begin_report(sent: ReportFile, subject: str, by: User, now: datetime) -> Draft:
    """The draft of what is said of a report, and the name that its figures will have it under."""
    with transaction.atomic():
        locked = ReportFile.objects.select_for_update().get(pk=sent.pk)
        if locked.slug:
            begun = draft_of(locked)
            if begun:
                return begun
        else:
            locked.subject, locked.slug = subject, _free_slug(locked)
            locked.save(update_fields=["subject", "slug"])
        sent.subject, sent.slug = locked.subject, locked.slug
        proposals = _about(locked)
        body = report_body(locked, proposals)
        return _begin(_of_report(locked), body, locked, None, proposals, by, now)


def draft_of(sent: ReportFile) -> Draft | None:
    """The open draft of what is said of a report."""
    return drafting.open_at(_of_report(sent))


def _of_report(sent: ReportFile) -> ObjectRef:
    return ObjectRef(ObjectKind.REPORT, sent.subject, sent.slug, sent.slug)


def _free_slug(sent: ReportFile) -> str:
    """The words of its title, with a number where a report has that name already."""
    taken = set(current_content().ledger.reports)
    taken |= set(ReportFile.objects.exclude(slug="").values_list("slug", flat=True))
    slug = slugify(sent.title)[:NAMED].strip("-") or "report"
    others = (f"{slug}-{number}" for number in range(2, 10_000))
    return next(candidate for candidate in (slug, *others) if candidate not in taken)


def _about(sent: ReportFile) -> dict[str, Proposal]:
    fields = {name: Field(name, readable(value), line)
              for name, (value, line) in sent.about.items() if value}  # fmt: skip
    return report_fields(fields, language_of(sent.text))


def report_body(sent: ReportFile, proposals: Mapping[str, Proposal]) -> dict[str, Any]:
    """What the form begins with: proposals, and what is known of the file."""
    values = {name: proposal.value for name, proposal in proposals.items()}
    code = values.get("language", "en")
    year = values.get("year", "")
    usual = language(code).format
    written = number_format_of(sent.text, code)
    format_name = next(
        (name for name, number_format in WRITTEN.items() if number_format == written), ""
    )
    return {
        "title": values.get("title", sent.title), "publisher": values.get("publisher", ""),
        "year": year, "language": code, "numbers": "" if written == usual else format_name,
        "gathered": "survey", "first": values.get("first", ""), "last": values.get("last", ""),
        "asked": values.get("asked", ""), "how": "", "interests": values.get("interests", ""),
        "days_where": _line_of(sent, proposals, "last"),
        "interests_where": _line_of(sent, proposals, "interests"),
        "licence": values.get("licence", ""), "credit": values.get("credit", ""),
        "may_we_use": False, "why": "",
        "internal": False, "caveats": [],
        "sources": {year or sent.slug: file_name(sent)},
    }  # fmt: skip


def _line_of(sent: ReportFile, proposals: Mapping[str, Proposal], name: str) -> str:
    """The line that a field was proposed from, as figures name lines."""
    year = proposals["year"].value if "year" in proposals else ""
    return f"{year or sent.slug}:{proposals[name].line}" if name in proposals else ""


class KeyTakenError(Exception):
    """A key is no key, or another figure of the report has it."""

    code = "key_taken"


def proposed_key(number: FoundNumber) -> str:
    """Made of the words of its label."""
    values = {proposal["field"]: proposal["value"] for proposal in number.proposals}
    return key_of(values.get("label", ""), keys_of(number.report.slug))


def pick(number: FoundNumber, key: str, by: User, now: datetime) -> Draft:
    """The draft of the figure that a found number becomes; picking it twice is picking it once.

    `key` is what texts will call it, "" for the one that is proposed. KeyTakenError.
    """
    sent = number.report
    with transaction.atomic():
        ReportFile.objects.select_for_update().get(pk=sent.pk)
        if open_draft := Draft.objects.open().filter(picks__number=number).first():
            return open_draft
        proposals = figure_proposals(number)
        values = {name: proposal.value for name, proposal in proposals.items()}
        key = key or proposed_key(number)
        if not re.fullmatch(KEY, key) or key in keys_of(sent.slug):
            raise KeyTakenError
        # Of one measure are figures that somebody says are: until then each is of its own.
        if base := proposals.get("base_n"):
            values["base_where"] = f"{source_of(sent).name}:{base.line}"
        body = {**EMPTY, "measure": key.replace("-", "_"), **values, "key": key,
                "review_by": _review_by(now.date())}  # fmt: skip
        ref = ObjectRef(ObjectKind.FIGURE, sent.subject, sent.slug, key)
        draft = _begin(ref, body, sent, number, proposals, by, now)
        for name in CHOSEN:  # with the number itself, which was pressed where it stands
            confirm(draft, name, str(body[name]), by, now)
        return draft


EMPTY = dict.fromkeys(
    (
        "label", "statement", "value", "value_to", "qualifier", "unit", "as_printed", "measure",
        "population", "question", "base_n", "base_inferred", "multi_answer", "where", "reason",
        "caveats", "discrepancies", "kind", "scale", "per", "between", "gathered", "formula",
        "as_of", "base_where",
    ), "",
) | {"insight": ABOUT, "use": "TEACH", "audience": "S;M;H;I"}  # fmt: skip


# What whoever picks a number has read: its words in their line.
CHOSEN = ("as_printed", "where")


def _review_by(today: date) -> str:
    """When somebody should look again."""
    return (today + REVIEWED_AFTER).isoformat()


def _asked_until(sent: ReportFile) -> Proposal | None:
    """The last day on which people were asked, as the report prints it."""
    return _about(sent).get("last")


def table_keys_of(report: str) -> set[str]:
    """The keys that the tables of a report have, published and drafted."""
    published = {table.key for table in current_content().ledger.tables.values()
                 if table.report == report}  # fmt: skip
    drafted = Draft.objects.open().filter(kind=ObjectKind.TABLE, report=report)
    return published | set(drafted.values_list("key", flat=True))


def keys_of(report: str) -> set[str]:
    """The keys that the figures of a report have, published and drafted."""
    published = {figure.key for figure in current_content().ledger.figures.values()
                 if figure.report == report}  # fmt: skip
    drafted = Draft.objects.open().filter(kind=ObjectKind.FIGURE, report=report)
    return published | set(drafted.values_list("key", flat=True))


def pick_table(sent: ReportFile, table: OpenedTable, by: User, now: datetime) -> Draft:
    """The draft of a table as it was read; the same lines picked twice are one draft."""
    with transaction.atomic():
        ReportFile.objects.select_for_update().get(pk=sent.pk)
        body, proposals = table_fields(source_of(sent), table)
        first = _first_line(body)
        for open_draft in Draft.objects.open().filter(kind=ObjectKind.TABLE, picks__report=sent):
            if _first_line(open_draft.newest_revision().body) == first:
                return open_draft
        rest = {
            "row_kind": "nominal", "col_kind": "nominal", "sums": "", "exclusive": False,
            "multi_answer": False, "base_inferred": False, "label": "{row}, {col}", "measure": "",
            "population": "", "question": "", "use": "TEACH", "reason": "", "caveats": "",
            "insight": ABOUT, "statement": "", "kind": "", "scale": "", "scale_where": "",
            "per": "", "chart": "", "finding": "", "discrepancies": "", "audience": "S;M;H;I",
            "as_of": "",
        }  # fmt: skip
        if last := _asked_until(sent):
            proposals["as_of"] = Proposal("as_of", last.value, last.line, True)
            rest["as_of"] = last.value
        key = key_of(body["title"] or "table", table_keys_of(sent.slug))
        ref = ObjectRef(ObjectKind.TABLE, sent.subject, sent.slug, key)
        whole = {**rest, **body, "review_by": _review_by(now.date()), **new_keys(body)}
        return _begin(ref, whole, sent, None, proposals, by, now)


def _first_line(body: Mapping[str, Any]) -> int:
    return min((row["line"] for row in body["grid"]["rows"] if row["line"]), default=0)


def figure_proposals(number: FoundNumber) -> dict[str, Proposal]:
    source = source_of(number.report)
    beside = number.report.numbers.filter(line__range=(number.line - 1, number.line + 1))
    others = [found_of(other, source.text.page(other.line)) for other in beside]
    proposals = [Proposal(**fields | {"value": readable(fields["value"])})
                 for fields in number.proposals]  # fmt: skip
    printed_number = found_of(number, source.text.page(number.line))
    head = next((proposal for proposal in proposals if proposal.field == "measure"), None)
    day = as_of(source.text, printed_number, _asked_until(number.report), head)
    return figure_fields(source, printed_number, others, [*proposals, *([day] if day else [])])


def source_of(sent: ReportFile) -> Source:
    """The kept text under the name that the report's draft, or the report itself, gives it."""
    report = report_at(sent.subject, sent.slug)
    if report is None:
        code = language_of(sent.text)
        return Source(sent.slug, sent.kept, code, number_format_of(sent.text, code))
    names = [name for name, file in report.sources.items() if file == file_name(sent)]
    name = next(iter([*names, *report.sources]), sent.slug)
    written = format_of(report.language, report.numbers)
    return Source(name, sent.kept, report.language, written)


def file_name(sent: ReportFile) -> str:
    """What the kept text is called where the report is published."""
    return f"{sent.slug}.txt"


def found_of(number: FoundNumber, page: int | None) -> Found:
    """A row as what the rules found."""
    on = number.end - number.start >= ON
    last = number.line + 1 if on else number.line
    end = len(number.as_printed.split()[-1]) if on else number.end
    return Found(
        number.line, page, number.start, end, last, number.as_printed, Decimal(number.value),
        number.unit, number.kind, number.qualifier, number.in_table,
    )  # fmt: skip


def _begin(
    ref: ObjectRef, body: Mapping[str, Any], sent: ReportFile, number: FoundNumber | None,
    proposals: Mapping[str, Proposal], by: User, now: datetime,
) -> Draft:  # fmt: skip
    draft, new = drafting.begin(ref, body, kind_of(ref).title_of(body), "", by, now)
    if new:
        Picked.objects.create(
            draft=draft, report=sent, number=number, by=by, name=by.name, at=now,
            proposals={name: [proposal.value, proposal.line, proposal.inherited]
                       for name, proposal in proposals.items()},
        )  # fmt: skip
    return draft


def confirm(draft: Draft, field: str, value: str, by: User, now: datetime) -> None:
    """Somebody read a value beside its line and it is right. Saying so twice is saying it once."""
    Draft.objects.select_for_update().get(pk=draft.pk)
    if not draft.confirmations.filter(field=field, value=value).exists():
        Confirmation.objects.create(
            draft=draft, field=field, value=value, by=by, name=by.name, at=now
        )
