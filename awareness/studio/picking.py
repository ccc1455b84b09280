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

from awareness.content.checks.source import prints_days
from awareness.content.reading.about import SelfDescription
from awareness.content.reading.figure_fields import (
    Source,
    figure_fields,
    key_from_label,
    proposed_as_of,
)
from awareness.content.reading.finding.found import FoundStatistic
from awareness.content.reading.kept import without_private_signs
from awareness.content.reading.languages import language_of, number_format_of
from awareness.content.reading.proposals import Proposal
from awareness.content.reading.report_fields import report_fields
from awareness.content.reading.table_fields import OpenedTable, new_row_and_col_keys, table_fields
from awareness.content.staging import current_content
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.numerals.languages import FORMAT_BY_EXAMPLE, format_of, language
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


def begin_report(report_file: ReportFile, subject: str, by: User, now: datetime) -> Draft:
    """The draft of what is said of a report, and the name that its figures will have it under."""
    with transaction.atomic():
        locked = ReportFile.objects.select_for_update().get(pk=report_file.pk)
        if locked.slug:
            begun = draft_of(locked)
            if begun:
                return begun
        else:
            locked.subject, locked.slug = subject, _free_slug(locked)
            locked.save(update_fields=["subject", "slug"])
        report_file.subject, report_file.slug = locked.subject, locked.slug
        proposals = _about(locked)
        body = report_body(locked, proposals)
        return _begin(
            _of_report(locked), body, locked, number=None, proposals=proposals, by=by, now=now
        )


def draft_of(report_file: ReportFile) -> Draft | None:
    """The open draft of what is said of a report."""
    return drafting.open_at(_of_report(report_file))


def _of_report(report_file: ReportFile) -> ObjectRef:
    return ObjectRef(ObjectKind.REPORT, report_file.subject, report_file.slug, report_file.slug)


def _free_slug(report_file: ReportFile) -> str:
    """The words of its title, with a number where a report has that name already."""
    taken_keys = set(current_content().ledger.reports)
    taken_keys |= set(ReportFile.objects.exclude(slug="").values_list("slug", flat=True))
    slug = slugify(report_file.title)[:NAMED].strip("-") or "report"
    others = (f"{slug}-{number}" for number in range(2, 10_000))
    return next(candidate for candidate in (slug, *others) if candidate not in taken_keys)


def _about(report_file: ReportFile) -> dict[str, Proposal]:
    fields = {name: SelfDescription(name, without_private_signs(value), line)
              for name, (value, line) in report_file.about.items() if value}  # fmt: skip
    return report_fields(fields, language_of(report_file.text))


def report_body(report_file: ReportFile, proposals: Mapping[str, Proposal]) -> dict[str, Any]:
    """What the form begins with: proposals, and what is known of the file."""
    values = {name: proposal.value for name, proposal in proposals.items()}
    code = values.get("language", "en")
    year = values.get("year", "")
    usual = language(code).format
    written = number_format_of(report_file.text, code)
    format_name = next(
        (name for name, number_format in FORMAT_BY_EXAMPLE.items() if number_format == written), ""
    )
    return {
        "title": values.get("title", report_file.title), "publisher": values.get("publisher", ""),
        "year": year, "language": code, "numbers": "" if written == usual else format_name,
        "gathered": "survey", "first": values.get("first", ""), "last": values.get("last", ""),
        "asked": values.get("asked", ""), "how": "", "interests": values.get("interests", ""),
        "days_where": _days_where(report_file, proposals, code),
        "interests_where": _line_of(report_file, proposals, "interests"),
        "licence": values.get("licence", ""), "credit": values.get("credit", ""),
        "may_we_use": False, "why": "",
        "internal": False, "caveats": [],
        "sources": {year or report_file.slug: file_name(report_file)},
    }  # fmt: skip


def _line_of(report_file: ReportFile, proposals: Mapping[str, Proposal], name: str) -> str:
    """The line that a field was proposed from, as figures name lines."""
    year = proposals["year"].value if "year" in proposals else ""
    return f"{year or report_file.slug}:{proposals[name].line}" if name in proposals else ""


def _days_where(report_file: ReportFile, proposals: Mapping[str, Proposal], code: str) -> str:
    """The line that prints the days, with the next one where they go on in it."""
    place = _line_of(report_file, proposals, "last")
    if not place:
        return ""
    line, kept = proposals["last"].line, report_file.kept
    first, last = (date.fromisoformat(proposals[name].value) for name in ("first", "last"))
    goes_on = not prints_days(kept.line(line), first, last, code) and line < len(kept.lines)
    return f"{place}-{line + 1}" if goes_on else place


class KeyTakenError(Exception):
    """A key is no key, or another figure of the report has it."""

    code = "key_taken"


def proposed_key(found_number: FoundNumber) -> str:
    """Made of the words of its label."""
    label = figure_proposals(found_number).get("label")
    return key_from_label(label.value if label else "", keys_of(found_number.report.slug))


def pick(found_number: FoundNumber, key: str, by: User, now: datetime) -> Draft:
    """The draft of the figure that a found number becomes; picking it twice is picking it once.

    `key` is what texts will call it, "" for the one that is proposed. KeyTakenError.
    """
    report_file = found_number.report
    with transaction.atomic():
        ReportFile.objects.select_for_update().get(pk=report_file.pk)
        if open_draft := Draft.objects.open().filter(picks__number=found_number).first():
            return open_draft
        proposals = figure_proposals(found_number)
        values = {name: proposal.value for name, proposal in proposals.items()}
        key = key or proposed_key(found_number)
        if not re.fullmatch(KEY, key) or key in keys_of(report_file.slug):
            raise KeyTakenError
        # Of one measure are figures that somebody says are: until then each is of its own.
        if base := proposals.get("base_n"):
            values["base_where"] = f"{source_of(report_file).name}:{base.line}"
        body = {**EMPTY, "measure": key.replace("-", "_"), **values, "key": key,
                "review_by": _review_by(now.date())}  # fmt: skip
        ref = ObjectRef(ObjectKind.FIGURE, report_file.subject, report_file.slug, key)
        draft = _begin(ref, body, report_file, found_number, proposals, by, now)
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


def _asked_until(report_file: ReportFile) -> Proposal | None:
    """The last day on which people were asked, as the report prints it."""
    return _about(report_file).get("last")


def table_keys_of(report_slug: str) -> set[str]:
    """The keys that the tables of a report have, published and drafted."""
    published = {table.key for table in current_content().ledger.tables.values()
                 if table.report == report_slug}  # fmt: skip
    drafted = Draft.objects.open().filter(kind=ObjectKind.TABLE, report=report_slug)
    return published | set(drafted.values_list("key", flat=True))


def keys_of(report_slug: str) -> set[str]:
    """The keys that the figures of a report have, published and drafted."""
    published = {figure.key for figure in current_content().ledger.figures.values()
                 if figure.report == report_slug}  # fmt: skip
    drafted = Draft.objects.open().filter(kind=ObjectKind.FIGURE, report=report_slug)
    return published | set(drafted.values_list("key", flat=True))


def pick_table(report_file: ReportFile, table: OpenedTable, by: User, now: datetime) -> Draft:
    """The draft of a table as it was read; the same lines picked twice are one draft."""
    with transaction.atomic():
        ReportFile.objects.select_for_update().get(pk=report_file.pk)
        body, proposals = table_fields(source_of(report_file), table)
        first = _first_line(body)
        for open_draft in Draft.objects.open().filter(
            kind=ObjectKind.TABLE, picks__report=report_file
        ):
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
        if last := _asked_until(report_file):
            proposals["as_of"] = Proposal("as_of", last.value, last.line, inherited=True)
            rest["as_of"] = last.value
        key = key_from_label(body["title"] or "table", table_keys_of(report_file.slug))
        ref = ObjectRef(ObjectKind.TABLE, report_file.subject, report_file.slug, key)
        rest["measure"] = key.replace("-", "_")  # its own, until somebody says of which others
        rest["population"] = proposals["population"].value if "population" in proposals else ""
        whole = {**rest, **body, "review_by": _review_by(now.date()), **new_row_and_col_keys(body)}
        return _begin(ref, whole, report_file, number=None, proposals=proposals, by=by, now=now)


def _first_line(body: Mapping[str, Any]) -> int:
    return min((row["line"] for row in body["grid"]["rows"] if row["line"]), default=0)


def figure_proposals(found_number: FoundNumber) -> dict[str, Proposal]:
    source = source_of(found_number.report)
    beside = found_number.report.numbers.filter(
        line__range=(found_number.line - 1, found_number.line + 1)
    )
    other_numbers = [found_of(other, source.text.page(other.line)) for other in beside]
    proposals = [Proposal(**fields | {"value": without_private_signs(fields["value"])})
                 for fields in found_number.proposals]  # fmt: skip
    printed_number = found_of(found_number, source.text.page(found_number.line))
    head = next((proposal for proposal in proposals if proposal.field == "measure"), None)
    day = proposed_as_of(source.text, printed_number, _asked_until(found_number.report), head)
    return figure_fields(
        source, printed_number, other_numbers, [*proposals, *([day] if day else [])]
    )


def source_of(report_file: ReportFile) -> Source:
    """The kept text under the name that the report's draft, or the report itself, gives it."""
    report = report_at(report_file.subject, report_file.slug)
    if report is None:
        code = language_of(report_file.text)
        return Source(
            report_file.slug, report_file.kept, code, number_format_of(report_file.text, code)
        )
    names = [name for name, file in report.sources.items() if file == file_name(report_file)]
    name = next(iter([*names, *report.sources]), report_file.slug)
    written = format_of(report.language, report.numbers)
    return Source(name, report_file.kept, report.language, written)


def file_name(report_file: ReportFile) -> str:
    """What the kept text is called where the report is published."""
    return f"{report_file.slug}.txt"


def found_of(found_number: FoundNumber, page_number: int | None) -> FoundStatistic:
    """A row as what the rules found."""
    on = found_number.end - found_number.start >= ON
    last = found_number.line + 1 if on else found_number.line
    end = len(found_number.as_printed.split()[-1]) if on else found_number.end
    return FoundStatistic(
        found_number.line,
        page_number,
        found_number.start,
        end,
        last,
        found_number.as_printed,
        Decimal(found_number.value),
        found_number.unit,
        found_number.kind,
        found_number.qualifier,
        found_number.in_table,
    )


def _begin(
    ref: ObjectRef, body: Mapping[str, Any], report_file: ReportFile, number: FoundNumber | None,
    proposals: Mapping[str, Proposal], by: User, now: datetime,
) -> Draft:  # fmt: skip
    draft, is_new = drafting.begin(
        ref, body, kind_of(ref).title(body, ref), started="", by=by, now=now
    )
    if is_new:
        Picked.objects.create(
            draft=draft, report=report_file, number=number, by=by, name=by.name, at=now,
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
