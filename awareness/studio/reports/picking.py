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
from awareness.studio.draft_kinds import kind_of
from awareness.studio.draft_kinds.drafted_reports import report_as_drafted
from awareness.studio.draft_kinds.form_fields import ABOUT
from awareness.studio.drafts import drafting
from awareness.studio.models import Confirmation, Draft, FoundNumber, Picked, ReportFile
from awareness.studio.models.reports import NEXT_LINE_OFFSET

REVIEW_INTERVAL = timedelta(days=2 * 365)  # after which somebody looks at a figure again
KEY_PATTERN = r"(?=.{1,80}$)[a-z0-9]+(?:-[a-z0-9]+)*"  # of a figure
MOST_SLUG_LETTERS = 60  # of a report


def begin_report(report_file: ReportFile, subject: str, by: User, now: datetime) -> Draft:
    """The open draft of what is said of a report, or a new one. The report file gets its subject
    and the slug under which its figures will have it; where it has them, they stay."""
    with transaction.atomic():
        locked_file = ReportFile.objects.select_for_update().get(pk=report_file.pk)
        if locked_file.slug:
            open_draft = open_report_draft(locked_file)
            if open_draft:
                return open_draft
        else:
            locked_file.subject, locked_file.slug = subject, _free_slug(locked_file)
            locked_file.save(update_fields=["subject", "slug"])
        report_file.subject, report_file.slug = locked_file.subject, locked_file.slug
        proposals = _report_proposals(locked_file)
        fields = report_form_fields(locked_file, proposals)
        return _begin_picked(
            _report_ref(locked_file),
            fields,
            locked_file,
            found_number=None,
            proposals=proposals,
            by=by,
            now=now,
        )


def open_report_draft(report_file: ReportFile) -> Draft | None:
    """The open draft of what is said of a report; None without one."""
    return drafting.open_draft_of(_report_ref(report_file))


def _report_ref(report_file: ReportFile) -> ObjectRef:
    return ObjectRef(ObjectKind.REPORT, report_file.subject, report_file.slug, report_file.slug)


def _free_slug(report_file: ReportFile) -> str:
    """The words of its title, with a number where a report has that name already."""
    taken_slugs = set(current_content().ledger.reports)
    taken_slugs |= set(ReportFile.objects.exclude(slug="").values_list("slug", flat=True))
    slug = slugify(report_file.title)[:MOST_SLUG_LETTERS].strip("-") or "report"
    numbered_slugs = (f"{slug}-{number}" for number in range(2, 10_000))
    return next(candidate for candidate in (slug, *numbered_slugs) if candidate not in taken_slugs)


def _report_proposals(report_file: ReportFile) -> dict[str, Proposal]:
    """What a report says of itself, proposed by field of its draft."""
    description_by_field = {name: SelfDescription(name, without_private_signs(value), line)
              for name, (value, line) in report_file.about.items() if value}  # fmt: skip
    return report_fields(description_by_field, language_of(report_file.text))


def report_form_fields(
    report_file: ReportFile, proposals: Mapping[str, Proposal]
) -> dict[str, Any]:
    """What the form of a report begins with, by field: proposals, and what is known of the file."""
    values = {name: proposal.value for name, proposal in proposals.items()}
    language_code = values.get("language", "en")
    year = values.get("year", "")
    usual_format = language(language_code).format
    printed_format = number_format_of(report_file.text, language_code)
    format_examples = (
        example
        for example, number_format in FORMAT_BY_EXAMPLE.items()
        if number_format == printed_format
    )
    format_example = "" if printed_format == usual_format else next(format_examples, "")
    return {
        "title": values.get("title", report_file.title), "publisher": values.get("publisher", ""),
        "year": year, "language": language_code, "numbers": format_example,
        "gathered": "survey", "first": values.get("first", ""), "last": values.get("last", ""),
        "asked": values.get("asked", ""), "how": "", "interests": values.get("interests", ""),
        "days_where": _days_reference(report_file, proposals, language_code),
        "interests_where": _line_reference(report_file, proposals, "interests"),
        "licence": values.get("licence", ""), "credit": values.get("credit", ""),
        "may_we_use": False, "why": "",
        "internal": False, "caveats": [],
        "sources": {year or report_file.slug: text_file_name(report_file)},
    }  # fmt: skip


def _line_reference(report_file: ReportFile, proposals: Mapping[str, Proposal], field: str) -> str:
    """The line that a field was proposed from, as figures name lines (`2020:17`); "" where nothing
    was proposed of it."""
    year = proposals["year"].value if "year" in proposals else ""
    return f"{year or report_file.slug}:{proposals[field].line}" if field in proposals else ""


def _days_reference(
    report_file: ReportFile, proposals: Mapping[str, Proposal], language_code: str
) -> str:
    """The line that prints the first and last day of fieldwork, as figures name lines, with the
    next one where they go on in it (`2020:17-18`); "" where no days were proposed."""
    last_reference = _line_reference(report_file, proposals, "last")
    if not last_reference:
        return ""
    line_number, kept_text = proposals["last"].line, report_file.kept_text
    first_day, last_day = (date.fromisoformat(proposals[name].value) for name in ("first", "last"))
    goes_on = not prints_days(
        kept_text.line(line_number), first_day, last_day, language_code
    ) and line_number < len(kept_text.lines)
    return f"{last_reference}-{line_number + 1}" if goes_on else last_reference


class KeyTakenError(Exception):
    """A key does not match KEY_PATTERN, or another figure of the report has it."""

    code = "key_taken"


def proposed_key(found_number: FoundNumber) -> str:
    """The key of the figure that a found number may become, made of the words of its label. No
    other figure of the report has it."""
    label = figure_proposals(found_number).get("label")
    return key_from_label(label.value if label else "", figure_keys_of(found_number.report.slug))


def pick_number(found_number: FoundNumber, key: str, by: User, now: datetime) -> Draft:
    """The draft of the figure that a found number becomes; picking it twice is picking it once. The
    fields that whoever picked it has read are confirmed.

    `key` is what texts will call it, "" for the one that is proposed. KeyTakenError.
    """
    report_file = found_number.report
    with transaction.atomic():
        ReportFile.objects.select_for_update().get(pk=report_file.pk)
        if open_draft := Draft.objects.open().filter(picks__number=found_number).first():
            return open_draft
        proposals = figure_proposals(found_number)
        values = {field: proposal.value for field, proposal in proposals.items()}
        key = key or proposed_key(found_number)
        if not re.fullmatch(KEY_PATTERN, key) or key in figure_keys_of(report_file.slug):
            raise KeyTakenError
        # Of one measure are figures that somebody says are: until then each is of its own.
        if base_proposal := proposals.get("base_n"):
            values["base_where"] = f"{source_of_text(report_file).name}:{base_proposal.line}"
        fields = {
            **EMPTY_FIGURE_FIELDS,
            "measure": key.replace("-", "_"),
            **values,
            "key": key,
            "review_by": _review_by(now.date()),
        }
        ref = ObjectRef(ObjectKind.FIGURE, report_file.subject, report_file.slug, key)
        draft = _begin_picked(ref, fields, report_file, found_number, proposals, by, now)
        for field in FIELDS_READ_IN_PICKING:
            confirm(draft, field, str(fields[field]), by, now)
        return draft


EMPTY_FIGURE_FIELDS = dict.fromkeys(
    (
        "label", "statement", "value", "value_to", "qualifier", "unit", "as_printed", "measure",
        "population", "question", "base_n", "base_inferred", "multi_answer", "where", "reason",
        "caveats", "discrepancies", "kind", "scale", "per", "between", "gathered", "formula",
        "as_of", "base_where",
    ), "",
) | {"insight": ABOUT, "use": "TEACH", "audience": "S;M;H;I"}  # fmt: skip


# What whoever picks a number has read, for they press it where it stands: its words in their line.
FIELDS_READ_IN_PICKING = ("as_printed", "where")


def _review_by(today: date) -> str:
    """The day on which somebody should look at a figure again, in ISO format."""
    return (today + REVIEW_INTERVAL).isoformat()


def _proposed_last_day(report_file: ReportFile) -> Proposal | None:
    """The last day on which people were asked, as the report prints it."""
    return _report_proposals(report_file).get("last")


def table_keys_of(report_slug: str) -> set[str]:
    """The keys that the tables of a report have, published and drafted."""
    published = {table.key for table in current_content().ledger.tables.values()
                 if table.report == report_slug}  # fmt: skip
    drafted = Draft.objects.open().filter(kind=ObjectKind.TABLE, report=report_slug)
    return published | set(drafted.values_list("key", flat=True))


def figure_keys_of(report_slug: str) -> set[str]:
    """The keys that the figures of a report have, published and drafted."""
    published = {figure.key for figure in current_content().ledger.figures.values()
                 if figure.report == report_slug}  # fmt: skip
    drafts = list(Draft.objects.open().filter(kind=ObjectKind.FIGURE, report=report_slug))
    # Also those that a figure had before its label changed: its own measure is still called so.
    former = {
        str(drafted.body.get("measure", "")).replace("_", "-")
        for drafted in drafting.with_newest_bodies(drafts)
    }
    return published | former | {draft.key for draft in drafts}


def pick_table(report_file: ReportFile, table: OpenedTable, by: User, now: datetime) -> Draft:
    """The draft of a table as it was read; the same lines picked twice are one draft."""
    with transaction.atomic():
        ReportFile.objects.select_for_update().get(pk=report_file.pk)
        read_fields, proposals = table_fields(source_of_text(report_file), table)
        first_line = _first_table_line(read_fields)
        for open_draft in Draft.objects.open().filter(
            kind=ObjectKind.TABLE, picks__report=report_file
        ):
            if _first_table_line(open_draft.newest_revision().body) == first_line:
                return open_draft
        first_fields = {
            "row_kind": "nominal", "col_kind": "nominal", "sums": "", "exclusive": False,
            "multi_answer": False, "base_inferred": False, "label": "{row}, {col}", "measure": "",
            "population": "", "question": "", "use": "TEACH", "reason": "", "caveats": "",
            "insight": ABOUT, "statement": "", "kind": "", "scale": "", "scale_where": "",
            "per": "", "chart": "", "finding": "", "discrepancies": "", "audience": "S;M;H;I",
            "as_of": "",
        }  # fmt: skip
        if last_day := _proposed_last_day(report_file):
            proposals["as_of"] = Proposal("as_of", last_day.value, last_day.line, inherited=True)
            first_fields["as_of"] = last_day.value
        key = key_from_label(read_fields["title"] or "table", table_keys_of(report_file.slug))
        ref = ObjectRef(ObjectKind.TABLE, report_file.subject, report_file.slug, key)
        # Its measure is its own, until somebody says of which others.
        first_fields["measure"] = key.replace("-", "_")
        population = proposals.get("population")
        first_fields["population"] = population.value if population else ""
        fields = {
            **first_fields,
            **read_fields,
            "review_by": _review_by(now.date()),
            **new_row_and_col_keys(read_fields),
        }
        return _begin_picked(
            ref, fields, report_file, found_number=None, proposals=proposals, by=by, now=now
        )


def _first_table_line(fields: Mapping[str, Any]) -> int:
    """The first line that a row of a table's draft stands in; 0 where no row has one."""
    return min((row["line"] for row in fields["grid"]["rows"] if row["line"]), default=0)


def figure_proposals(found_number: FoundNumber) -> dict[str, Proposal]:
    """What the fields of a found number's figure may say, by field."""
    source = source_of_text(found_number.report)
    nearby_numbers = found_number.report.numbers.filter(
        line__range=(found_number.line - 1, found_number.line + 1)
    )
    nearby_statistics = [
        found_statistic(nearby_number, source.text.page(nearby_number.line))
        for nearby_number in nearby_numbers
    ]
    proposals = [Proposal(**fields | {"value": without_private_signs(fields["value"])})
                 for fields in found_number.proposals]  # fmt: skip
    printed_number = found_statistic(found_number, source.text.page(found_number.line))
    measure_proposal = next(
        (proposal for proposal in proposals if proposal.field == "measure"), None
    )
    as_of_proposal = proposed_as_of(
        source.text, printed_number, _proposed_last_day(found_number.report), measure_proposal
    )
    return figure_fields(
        source,
        printed_number,
        nearby_statistics,
        [*proposals, *([as_of_proposal] if as_of_proposal else [])],
    )


def source_of_text(report_file: ReportFile) -> Source:
    """The kept text under the name that the report's draft, or the published report, gives it; with
    neither, under the slug of the file."""
    report = report_as_drafted(report_file.subject, report_file.slug)
    if report is None:
        language_code = language_of(report_file.text)
        return Source(
            report_file.slug,
            report_file.kept_text,
            language_code,
            number_format_of(report_file.text, language_code),
        )
    source_names = [
        source_name
        for source_name, file in report.sources.items()
        if file == text_file_name(report_file)
    ]
    source_name = next(iter([*source_names, *report.sources]), report_file.slug)
    number_format = format_of(report.language, report.numbers)
    return Source(source_name, report_file.kept_text, report.language, number_format)


def text_file_name(report_file: ReportFile) -> str:
    """What the kept text is called where the report is published."""
    return f"{report_file.slug}.txt"


def found_statistic(found_number: FoundNumber, page_number: int | None) -> FoundStatistic:
    """A row as the rules found it. `page_number`: of the original, None where it has no pages or
    where nobody needs it."""
    goes_on = found_number.end - found_number.start >= NEXT_LINE_OFFSET
    end_line = found_number.line + 1 if goes_on else found_number.line
    end = len(found_number.as_printed.split()[-1]) if goes_on else found_number.end
    return FoundStatistic(
        found_number.line,
        page_number,
        found_number.start,
        end,
        end_line,
        found_number.as_printed,
        Decimal(found_number.value),
        found_number.unit,
        found_number.kind,
        found_number.qualifier,
        found_number.in_table,
    )


def _begin_picked(
    ref: ObjectRef, fields: Mapping[str, Any], report_file: ReportFile,
    found_number: FoundNumber | None,
    proposals: Mapping[str, Proposal], by: User, now: datetime,
) -> Draft:  # fmt: skip
    """The draft at `ref`, begun with these fields, and where they came from (Picked). One that is
    there already is left as it is. `found_number`: of a figure, None for a report and a table."""
    draft, is_new = drafting.begin(
        ref, fields, kind_of(ref).title(fields, ref), published_digest="", by=by, now=now
    )
    if is_new:
        Picked.objects.create(
            draft=draft, report=report_file, number=found_number, by=by, name=by.name, at=now,
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
