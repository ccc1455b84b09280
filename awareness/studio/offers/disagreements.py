"""Pairs of numbers of a subject that may disagree, less what authors took or refused.

They are worked out from the figures as they are, published or drafted and confirmed, and from the
numbers found in the reports' files that are here. What was decided is kept (PairDecision); deciding
is in `disagreement_actions.py`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from awareness.content.checks.source import Sources
from awareness.content.reading.disagreements import PossibleDisagreement, possible_disagreements
from awareness.content.reading.proposals import Proposal
from awareness.content.reading.statements import (
    Statement,
    statements_of_figures,
    statements_of_numbers,
)
from awareness.content.staging import current_content, ledger_with
from awareness.content.writing import ObjectKind
from awareness.insights.ledger import Ledger, Report
from awareness.studio.draft_kinds import confirmed
from awareness.studio.draft_kinds.drafted_reports import (
    DraftedObject,
    drafts_of_subject,
    new_subject_drafts,
)
from awareness.studio.models import (
    Draft,
    FileState,
    FoundNumber,
    PairCode,
    PairDecision,
    ReportFile,
)
from awareness.studio.offers.deciding import DecisionError, ValueCache, newest_decisions
from awareness.studio.reports import picking
from awareness.studio.reports.texts import (
    FileLine,
    never_shown_lines,
    report_files_by_text,
    texts_of_reports,
)

COMPARED_KINDS = (ObjectKind.REPORT, ObjectKind.FIGURE, ObjectKind.TABLE)
MOST_LINE_LETTERS = 320  # letters of a line that are shown around its number


class PairError(DecisionError):
    """Codes: gone (it is not proposed any more: taken, refused, or a number changed), not_refused
    (there is nothing to bring back)."""


@dataclass(frozen=True)
class PairSide:
    """One number of a pair as it is shown: whose it is, and its line in three pieces. Without the
    number's text in the line, `text_after` is the whole line."""

    statement: Statement
    report: Report
    text_before: str
    printed: str  # the number as the line has it
    text_after: str


@dataclass(frozen=True)
class Pair:
    """A possible disagreement as it is shown: with the lines of both its numbers."""

    possible_disagreement: PossibleDisagreement
    sides: tuple[PairSide, PairSide]

    @property
    def name(self) -> str:
        """How a form names it."""
        return pair_name(self.possible_disagreement.names)

    @property
    def printed_line(self) -> str:
        """What both print, in a line that is kept with each decision (PairDecision.words)."""
        one, other = (f"“{side.statement.as_printed}”" for side in self.sides)
        return f"{self.sides[0].report.title}: {one}, {other}" if self.is_of_one_report else (
            f"{self.sides[0].report.title}: {one}; {self.sides[1].report.title}: {other}"
        )  # fmt: skip

    @property
    def is_of_one_report(self) -> bool:
        return self.sides[0].report.slug == self.sides[1].report.slug


@dataclass(frozen=True)
class SubjectPairs:
    """What may disagree in a subject, and what was decided about it."""

    subject: str
    ledger: Ledger  # with the drafts of its reports
    pairs: list[Pair]
    refused: list[PairDecision]  # the newest first
    being_written: list[PairDecision]  # those taken whose draft is open
    known_count: int  # pairs that published disagreements name; they are not among `pairs`
    title_by_report_slug: dict[str, str]  # all reports of the subject

    def pair_named(self, name: str) -> Pair:
        """The pair that a form names. PairError gone."""
        for pair in self.pairs:
            if pair.name == name:
                return pair
        raise PairError("gone")


def pair_name(statement_names: Iterable[str]) -> str:
    """How a form names the pair of these two statements (Statement.name), in whatever order."""
    return " ".join(sorted(statement_names))


def pairs_of_subject(subject: str) -> SubjectPairs | None:
    """None where no subject has this key, published or drafted. In ten queries at most, however
    many reports; in seven as long as nothing changed that pairs are made of."""
    content = current_content()
    if subject not in content.subjects and not new_subject_drafts(subject):
        return None
    drafts = _confirmed_drafts(subject)
    report_slugs = {key for (kind, key), (owner, _place) in content.owners.items()
                    if kind == "report" and owner == subject}  # fmt: skip
    report_slugs |= {draft.ref.report for draft in drafts}
    files = ReportFile.objects.filter(slug__in=report_slugs, state=FileState.READY)
    slugs_and_ids = [*files.order_by("at", "pk").values_list("slug", "pk")]
    made_of = [(draft.ref, draft.fields) for draft in drafts], slugs_and_ids
    proposed = _proposals_by_subject.get(
        subject, content, made_of, lambda: _propose_pairs(subject, drafts)
    )
    decided, ledger = decisions_of_subject(subject), proposed.ledger

    def without_never_shown(decisions: Iterable[PairDecision]) -> list[PairDecision]:
        return [
            decision
            for decision in decisions
            if not _is_never_shown(decision, ledger, proposed.never_shown_lines)
        ]

    return SubjectPairs(
        subject=subject, ledger=ledger,
        pairs=[pair for pair in proposed.pairs
               if pair.possible_disagreement.names not in decided.settled_pairs],
        refused=without_never_shown(decided.refused[::-1]),
        being_written=without_never_shown(decided.being_written),
        known_count=proposed.known_count,
        title_by_report_slug={slug: ledger.reports[slug].title for slug in proposed.report_slugs},
    )  # fmt: skip


@dataclass(frozen=True)
class _ProposedPairs:
    """What rules propose of a subject, whatever was decided about it."""

    ledger: Ledger  # with the confirmed drafts of the subject
    report_slugs: list[str]
    pairs: list[Pair]
    known_count: int  # pairs that published disagreements name; they are not among `pairs`
    never_shown_lines: set[FileLine]


_proposals_by_subject: ValueCache[_ProposedPairs] = ValueCache()


def _propose_pairs(subject: str, drafts: Sequence[DraftedObject]) -> _ProposedPairs:
    """What rules propose of a subject with these of its drafts. Takes a second and more for the
    reports that ship. Two queries."""
    ledger, report_slugs = _ledger_and_report_slugs(subject, drafts)
    report_file_by_text = report_files_by_text(report_slugs)
    sources = texts_of_reports([], report_file_by_text)
    statements = [
        *statements_of_figures(ledger, report_slugs),
        *_statements_of_found_numbers(ledger, report_file_by_text),
    ]
    spans_by_disagreement = _spans_of_disagreements()
    pairs, known_count, never_lines = [], 0, never_shown_lines(ledger)
    for possible_disagreement in possible_disagreements(statements):
        if any(
            _names_both_places(text_spans, possible_disagreement, ledger)
            for text_spans in spans_by_disagreement
        ):
            known_count += 1
        elif not any(
            _file_and_line(statement, ledger) in never_lines
            for statement in possible_disagreement.both
        ):
            pair_sides = tuple(
                _pair_side(statement, ledger, sources) for statement in possible_disagreement.both
            )
            pairs.append(Pair(possible_disagreement, (pair_sides[0], pair_sides[1])))
    return _ProposedPairs(ledger, report_slugs, pairs, known_count, never_lines)


def _confirmed_drafts(subject: str) -> list[DraftedObject]:
    """Drafts of a subject's reports of which every proposed field is confirmed. Three queries."""
    drafts = drafts_of_subject(subject, COMPARED_KINDS)
    unconfirmed_ids = confirmed.ids_with_unconfirmed_field(
        {draft.pk: draft.fields for draft in drafts}
    )
    return [draft for draft in drafts
            if draft.ref.kind == ObjectKind.REPORT or draft.pk not in unconfirmed_ids]  # fmt: skip


def _file_and_line(statement: Statement, ledger: Ledger) -> FileLine:
    """The file of the text that prints a number, "" for a text of no report, and the line there."""
    file_name = ledger.reports[statement.report].sources.get(statement.source, "")
    return FileLine(file_name, statement.line)


def _is_never_shown(decision: PairDecision, ledger: Ledger, never_lines: set[FileLine]) -> bool:
    """Whether its words print what is never to be shown by now."""
    for name in decision.names:
        report_slug, source_name, line_number, _value = name.split(":")
        report = ledger.reports.get(report_slug)
        file_name = report.sources.get(source_name, "") if report else ""
        if report and FileLine(file_name, int(line_number)) in never_lines:
            return True
    return False


def _ledger_and_report_slugs(
    subject: str, drafts: Sequence[DraftedObject]
) -> tuple[Ledger, list[str]]:
    """The ledger with these drafts of a subject's reports, and the slugs of all its reports."""
    content = current_content()
    drafts_by_report: dict[str, list[DraftedObject]] = defaultdict(list)
    for draft in drafts:
        drafts_by_report[draft.ref.report].append(draft)
    ledger = content.ledger
    reports, figures = dict(ledger.reports), dict(ledger.figures)
    for report_slug, report_drafts in drafts_by_report.items():
        drafted_ledger = ledger_with([(draft.ref, draft.fields) for draft in report_drafts])
        if report_slug not in drafted_ledger.reports:
            continue
        reports[report_slug] = drafted_ledger.reports[report_slug]
        figures = {key: figure for key, figure in figures.items() if figure.report != report_slug}
        figures |= {
            key: drafted_figure
            for key, drafted_figure in drafted_ledger.figures.items()
            if drafted_figure.report == report_slug
        }
    report_slugs = [
        slug for slug in reports
        if content.owners.get(("report", slug), (subject,))[0] == subject
    ]  # fmt: skip
    return Ledger(reports, figures, ledger.tables, ledger.discrepancies), report_slugs


def _statements_of_found_numbers(
    ledger: Ledger, report_file_by_text: Mapping[str, ReportFile]
) -> list[Statement]:
    """The numbers that were found in the reports' files. One query."""
    found_numbers_by_file_id: dict[UUID, list[FoundNumber]] = defaultdict(list)
    report_file_ids = [report_file.pk for report_file in report_file_by_text.values()]
    for found_number in FoundNumber.objects.filter(report__in=report_file_ids):
        found_numbers_by_file_id[found_number.report_id].append(found_number)
    statements: list[Statement] = []
    for text_name, report_file in report_file_by_text.items():
        report = ledger.reports.get(report_file.slug)
        if report is None:
            continue
        kept_text = report_file.kept_text
        source_names = (name for name, file in report.sources.items() if file == text_name)
        source_name = next(source_names, report.slug)
        numbers_and_proposals = [
            (
                picking.found_statistic(found_number, page_number=None),
                [Proposal(**fields) for fields in found_number.proposals],
            )
            for found_number in found_numbers_by_file_id[report_file.pk]
        ]
        statements += statements_of_numbers(
            report.slug, source_name, str(report.year), kept_text, numbers_and_proposals
        )
    return statements


class TextSpan(NamedTuple):
    """Lines of a text, the first and the last one included."""

    file_name: str
    first_line: int
    last_line: int


def _spans_of_disagreements() -> list[list[TextSpan]]:
    """The places that each published disagreement names."""
    content = current_content()
    return [
        [
            TextSpan(content.discrepancy_sources[span.source], span.first, span.last)
            for span in discrepancy.where
        ]
        for discrepancy in content.ledger.discrepancies.values()
    ]


def _names_both_places(
    text_spans: Sequence[TextSpan], possible_disagreement: PossibleDisagreement, ledger: Ledger
) -> bool:
    """Whether a disagreement names both places; where it names several, two of them."""
    span_indexes_of_each = [
        {index for index, span in enumerate(text_spans)
         if span.file_name == ledger.reports[statement.report].sources.get(statement.source)
         and span.first_line <= statement.line <= span.last_line}
        for statement in possible_disagreement.both
    ]  # fmt: skip
    return all(span_indexes_of_each) and (
        len(text_spans) == 1 or len(span_indexes_of_each[0] | span_indexes_of_each[1]) > 1
    )


def _pair_side(statement: Statement, ledger: Ledger, sources: Sources) -> PairSide:
    """The line of a number in three pieces; where no text is at hand, what is printed alone."""
    report = ledger.reports[statement.report]
    lines = sources.lines(report.sources.get(statement.source, "")) or []
    line_text = lines[statement.line - 1] if 0 < statement.line <= len(lines) else ""
    line_text = " ".join(line_text.lstrip("# ").split())
    start = line_text.lower().find(" ".join(statement.as_printed.lower().split()))
    if start < 0:
        return PairSide(
            statement,
            report,
            text_before="",
            printed=statement.as_printed,
            text_after=line_text[:MOST_LINE_LETTERS],
        )
    end = start + len(statement.as_printed)
    text_before, text_after = line_text[:start], line_text[end:]
    if len(text_before) > MOST_LINE_LETTERS // 2:
        text_before = f"… {text_before[-MOST_LINE_LETTERS // 2 :].partition(' ')[2]}"
    if len(text_after) > MOST_LINE_LETTERS // 2:
        text_after = f"{text_after[: MOST_LINE_LETTERS // 2].rpartition(' ')[0]} …"
    return PairSide(statement, report, text_before, line_text[start:end], text_after)


@dataclass(frozen=True)
class SubjectDecisions:
    """What authors did with the pairs of a subject, in the order in which they did it."""

    taken: list[PairDecision]  # that became a disagreement which is there, published or drafted
    refused: list[PairDecision]  # and not brought back since
    being_written: list[PairDecision]  # those taken whose draft is open

    @property
    def settled_pairs(self) -> set[frozenset[str]]:
        """The pairs that are not proposed any more, each by the names of its statements."""
        return {decision.pair for decision in (*self.taken, *self.refused)}


def decisions_of_subject(subject: str) -> SubjectDecisions:
    """In two queries."""
    decisions = list(
        PairDecision.objects.filter(subject=subject).select_related("draft").order_by("id")
    )
    open_drafts = Draft.objects.open().filter(kind=ObjectKind.DISCREPANCY, subject=subject)
    open_keys = set(open_drafts.values_list("key", flat=True))
    existing_keys = open_keys | set(current_content().ledger.discrepancies)
    # Of a draft that was deleted and taken back, though the pair was refused in between, too.
    takings = [
        (decision, decision.draft) for decision in decisions if decision.code == PairCode.TAKEN
    ]
    newest = newest_decisions(decisions, lambda decision: decision.pair)
    return SubjectDecisions(
        taken=[decision for decision, draft in takings if draft and draft.key in existing_keys],
        refused=[decision for decision in newest if decision.code == PairCode.REFUSED],
        being_written=[decision for decision, draft in takings if draft and draft.key in open_keys],
    )


def pairs_with_report(subject_pairs: SubjectPairs, report_slug: str) -> Sequence[Pair]:
    """The pairs with a number of a report; all for ""."""
    return [
        pair
        for pair in subject_pairs.pairs
        if not report_slug or report_slug in {side.report.slug for side in pair.sides}
    ]
