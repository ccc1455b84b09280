"""Pairs of numbers of a subject that may disagree, less what authors took or refused.

They are worked out from the figures as they are, published or drafted and confirmed, and from the
numbers found in the reports' files that are here. What was decided is kept (PairDecision). Taking
one begins the draft of a disagreement, and drafts of the figures that are to name it; nothing is
published by it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from typing import Any

from awareness.content.reading.disagreements import PossibleDisagreement, possible_disagreements
from awareness.content.reading.proposals import Proposal
from awareness.content.reading.statements import (
    Statement,
    statements_of_figures,
    statements_of_numbers,
)
from awareness.content.staging import current_content, ledger_with, published_object
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.insights.ledger import Figure, Ledger, Report, Use
from awareness.people.models import User
from awareness.studio import drafting, picking
from awareness.studio.deciding import DecisionError, WorkedOut, newest_of_each, one_at_a_time
from awareness.studio.draft_kinds import confirmed, kind_of
from awareness.studio.draft_kinds.discrepancy import empty, free_key, known_sources
from awareness.studio.draft_kinds.drafted_reports import (
    DraftedObject,
    drafted_in,
    drafted_subject,
)
from awareness.studio.drafting import DraftError
from awareness.studio.models import (
    Draft,
    FileState,
    FoundNumber,
    PairCode,
    PairDecision,
    PairReason,
    ReportFile,
)
from awareness.studio.report_texts import never_shown, sent_texts, texts_of

OF_LEDGER = (ObjectKind.REPORT, ObjectKind.FIGURE, ObjectKind.TABLE)
LOCK = 0x0D15A6  # any number that nothing else locks a subject by
LONGEST = 320  # letters of a line that are shown around its number


class PairError(DecisionError):
    """Codes: gone (it is not proposed any more: taken, refused, or a number changed), not_refused
    (there is nothing to bring back)."""


@dataclass(frozen=True)
class Side:
    """One number of a pair as it is shown: whose it is, and its line in three pieces."""

    statement: Statement
    report: Report
    before: str
    printed: str
    after: str


@dataclass(frozen=True)
class Pair:
    """What is proposed, with both lines."""

    possible: PossibleDisagreement
    sides: tuple[Side, Side]

    @property
    def name(self) -> str:
        return name_of(self.possible.names)

    @property
    def words(self) -> str:
        """What both print, in a line."""
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
    writing: list[PairDecision]  # those taken whose draft is open
    known: int  # pairs that published disagreements name
    reports: dict[str, str]  # of the subject: slug to title

    def at(self, name: str) -> Pair:
        """The pair that a form names. PairError gone."""
        for pair in self.pairs:
            if pair.name == name:
                return pair
        raise PairError("gone")


def name_of(names: Iterable[str]) -> str:
    """How a form names a pair."""
    return " ".join(sorted(names))


def pairs_of(subject: str) -> SubjectPairs | None:
    """None where no subject has this key, published or drafted. In ten queries at most, however
    many reports; in seven as long as nothing changed that pairs are made of."""
    content = current_content()
    if subject not in content.subjects and not drafted_subject(subject):
        return None
    drafts = _usable(subject)
    slugs = {key for (kind, key), (of, _place) in content.owners.items()
             if kind == "report" and of == subject}  # fmt: skip
    slugs |= {draft.ref.report for draft in drafts}
    files = ReportFile.objects.filter(slug__in=slugs, state=FileState.READY).order_by("at", "pk")
    made_of = [(draft.ref, draft.fields) for draft in drafts], [*files.values_list("slug", "pk")]
    worked_out = _kept.of(subject, content, made_of, lambda: _worked_out(subject, drafts))
    decided, ledger = decided_of(subject), worked_out.ledger

    def shown(decisions: Iterable[PairDecision]) -> list[PairDecision]:
        return [
            decision for decision in decisions if not _is_never(decision, ledger, worked_out.never)
        ]

    return SubjectPairs(
        subject=subject, ledger=ledger,
        pairs=[pair for pair in worked_out.pairs if pair.possible.names not in decided.settled],
        refused=shown(decided.refused[::-1]), writing=shown(decided.writing),
        known=worked_out.known,
        reports={slug: ledger.reports[slug].title for slug in worked_out.reports},
    )  # fmt: skip


@dataclass(frozen=True)
class _ProposedPairs:
    """What rules propose of a subject, whatever was decided about it."""

    ledger: Ledger
    reports: list[str]
    pairs: list[Pair]
    known: int
    never: set[tuple[str, int]]


_kept: WorkedOut[_ProposedPairs] = WorkedOut()


def _worked_out(subject: str, drafts: Sequence[DraftedObject]) -> _ProposedPairs:
    """Takes a second and more for the reports that ship. Two queries."""
    ledger, reports = _with_drafts(subject, drafts)
    sent = sent_texts(reports)
    texts = texts_of([], sent)
    statements = [*statements_of_figures(ledger, reports), *_found(ledger, sent)]
    spans = _spans_by_disagreement()
    pairs, known, never = [], 0, never_shown(ledger)
    for possible in possible_disagreements(statements):
        if any(_names_both(of_one, possible, ledger) for of_one in spans):
            known += 1
        elif not any(_file_line(statement, ledger) in never for statement in possible.both):
            sides = tuple(_side(statement, ledger, texts) for statement in possible.both)
            pairs.append(Pair(possible, (sides[0], sides[1])))
    return _ProposedPairs(ledger, reports, pairs, known, never)


def _usable(subject: str) -> list[DraftedObject]:
    """Drafts of a subject's reports of which every proposed field is confirmed. Three queries."""
    drafts = drafted_in(subject, OF_LEDGER)
    unconfirmed = confirmed.waiting({draft.pk: draft.fields for draft in drafts})
    return [draft for draft in drafts
            if draft.ref.kind == ObjectKind.REPORT or draft.pk not in unconfirmed]  # fmt: skip


def _file_line(statement: Statement, ledger: Ledger) -> tuple[str, int]:
    return ledger.reports[statement.report].sources.get(statement.source, ""), statement.line


def _is_never(decision: PairDecision, ledger: Ledger, never: set[tuple[str, int]]) -> bool:
    """Whether its words print what is never to be shown by now."""
    for name in decision.names:
        report, source, line, _value = name.split(":")
        held = ledger.reports.get(report)
        if held and (held.sources.get(source, ""), int(line)) in never:
            return True
    return False


def _with_drafts(subject: str, drafts: Sequence[DraftedObject]) -> tuple[Ledger, list[str]]:
    """The ledger with these drafts of a subject's reports, and the subject's reports."""
    content = current_content()
    by_report: dict[str, list[DraftedObject]] = defaultdict(list)
    for draft in drafts:
        by_report[draft.ref.report].append(draft)
    ledger = content.ledger
    reports, figures = dict(ledger.reports), dict(ledger.figures)
    for report_slug, of_report in by_report.items():
        beside = ledger_with([(draft.ref, draft.fields) for draft in of_report])
        if report_slug not in beside.reports:
            continue
        reports[report_slug] = beside.reports[report_slug]
        figures = {key: figure for key, figure in figures.items() if figure.report != report_slug}
        figures |= {
            key: drafted_figure
            for key, drafted_figure in beside.figures.items()
            if drafted_figure.report == report_slug
        }
    slugs = [
        slug for slug in reports
        if content.owners.get(("report", slug), (subject,))[0] == subject
    ]  # fmt: skip
    return Ledger(reports, figures, ledger.tables, ledger.discrepancies), slugs


def _found(ledger: Ledger, sent: dict[str, Any]) -> list[Statement]:
    """The numbers that were found in the reports' files. One query."""
    rows: dict[Any, list[FoundNumber]] = defaultdict(list)
    ids = [report_file.pk for report_file in sent.values()]
    for row in FoundNumber.objects.filter(report__in=ids):
        rows[row.report_id].append(row)
    statements: list[Statement] = []
    for file, report_file in sent.items():
        report = ledger.reports.get(report_file.slug)
        if report is None:
            continue
        kept = report_file.kept
        names = (name for name, of_source in report.sources.items() if of_source == file)
        source = next(names, report.slug)
        numbers = [
            (
                picking.found_of(row, page_number=None),
                [Proposal(**fields) for fields in row.proposals],
            )
            for row in rows[report_file.pk]
        ]
        statements += statements_of_numbers(report.slug, source, str(report.year), kept, numbers)
    return statements


type Spans = list[tuple[str, int, int]]  # the file of a text, the first and the last line


def _spans_by_disagreement() -> list[Spans]:
    content = current_content()
    return [
        [
            (content.discrepancy_sources[span.source], span.first, span.last)
            for span in discrepancy.where
        ]
        for discrepancy in content.ledger.discrepancies.values()
    ]


def _names_both(spans: Spans, possible: PossibleDisagreement, ledger: Ledger) -> bool:
    """Whether a disagreement names both places; where it names several, two of them."""
    named_spans = [
        {n for n, (file, first, last) in enumerate(spans)
         if file == ledger.reports[statement.report].sources.get(statement.source)
         and first <= statement.line <= last}
        for statement in possible.both
    ]  # fmt: skip
    return all(named_spans) and (len(spans) == 1 or len(named_spans[0] | named_spans[1]) > 1)


def _side(statement: Statement, ledger: Ledger, texts: Any) -> Side:
    """The line of a number in three pieces; where no text is at hand, what is printed alone."""
    report = ledger.reports[statement.report]
    lines = texts.lines(report.sources.get(statement.source, "")) or []
    line = lines[statement.line - 1] if 0 < statement.line <= len(lines) else ""
    line = " ".join(line.lstrip("# ").split())
    start = line.lower().find(statement.as_printed.lower())
    if start < 0:
        return Side(
            statement, report, before="", printed=statement.as_printed, after=line[:LONGEST]
        )
    end = start + len(statement.as_printed)
    text_before, text_after = line[:start], line[end:]
    if len(text_before) > LONGEST // 2:
        text_before = f"… {text_before[-LONGEST // 2 :].partition(' ')[2]}"
    if len(text_after) > LONGEST // 2:
        text_after = f"{text_after[: LONGEST // 2].rpartition(' ')[0]} …"
    return Side(statement, report, text_before, line[start:end], text_after)


@dataclass(frozen=True)
class Decided:
    """What authors did with the pairs of a subject, in the order in which they did it."""

    taken: list[PairDecision]  # that became a disagreement which is there, published or drafted
    refused: list[PairDecision]
    writing: list[PairDecision]

    @property
    def settled(self) -> set[frozenset[str]]:
        return {decision.pair for decision in (*self.taken, *self.refused)}


def decided_of(subject: str) -> Decided:
    """In two queries."""
    decisions = list(
        PairDecision.objects.filter(subject=subject).select_related("draft").order_by("id")
    )
    rows = Draft.objects.open().filter(kind=ObjectKind.DISCREPANCY, subject=subject)
    open_keys = set(rows.values_list("key", flat=True))
    existing_keys = open_keys | set(current_content().ledger.discrepancies)
    # Of a draft that was deleted and taken back, though the pair was refused in between, too.
    became_drafts = [(made, made.draft) for made in decisions if made.code == PairCode.TAKEN]
    newest = newest_of_each(decisions, lambda decision: decision.pair)
    return Decided(
        taken=[made for made, draft in became_drafts if draft and draft.key in existing_keys],
        refused=[made for made in newest if made.code == PairCode.REFUSED],
        writing=[made for made, draft in became_drafts if draft and draft.key in open_keys],
    )


@contextmanager
def _deciding(subject_pairs: SubjectPairs, name: str) -> Iterator[Pair]:
    """A pair that nobody took or refused since they were worked out. PairError gone."""
    pair = subject_pairs.at(name)
    with one_at_a_time(LOCK, subject_pairs.subject):
        if pair.possible.names in decided_of(subject_pairs.subject).settled:
            raise PairError("gone")
        yield pair


def take(subject_pairs: SubjectPairs, name: str, by: User, now: datetime) -> Draft:
    """A draft of the disagreement; the figures at its places are drafted to name it. PairError."""
    with _deciding(subject_pairs, name) as pair:
        body, is_new = _body(pair), False
        while not is_new:  # somebody may begin another of that key at this moment
            ref = ObjectRef(ObjectKind.DISCREPANCY, subject_pairs.subject, "", free_key())
            draft, is_new = drafting.begin(
                ref, body, kind_of(ref).title(body, ref), started="", by=by, now=now
            )
        for figure in _naming(subject_pairs.ledger, pair):
            _name_it(figure, subject_pairs.ledger, subject_pairs.subject, draft.key, by, now)
        names, words = pair.possible.names, pair.words
        _decide(subject_pairs.subject, names, words, PairCode.TAKEN, by, now, draft=draft)
        return draft


def _body(pair: Pair) -> dict[str, Any]:
    """What the form begins with: the places, and what each prints, in the content's language."""
    known = known_sources()
    sources: dict[str, str] = {}
    where = []
    for side in pair.sides:
        file = side.report.sources[side.statement.source]
        name = name_of_text(side, file, known | sources)
        sources[name] = file
        where.append(f"{name}:{side.statement.line}")
    one, other = pair.sides
    beside = "and" if pair.is_of_one_report else f"and {other.report.title}"
    difference = (
        f"{one.report.title} prints “{one.printed}” in one place {beside} "
        f"“{other.printed}” in another."
    )
    label = next((statement.words for statement in pair.possible.both if statement.figure), "")
    return empty() | {"title": label, "where": ";".join(dict.fromkeys(where)), "what": difference,
                      "sources": sources}  # fmt: skip


def name_of_text(side: Side, file: str, taken: dict[str, str]) -> str:
    """What a disagreement calls a text: as it is called already, or else by its report, by report
    and the report's name for this text (`source`), then by a number. No two texts have one name."""
    slug, source = side.report.slug, side.statement.source
    numbered_names = (f"{slug}-{source}-{n}" for n in count(2))
    names = chain((name for name, file_taken in taken.items() if file_taken == file),
                  (slug, f"{slug}-{source}"), numbered_names)  # fmt: skip
    return next(name for name in names if taken.get(name, file) == file)


def _naming(ledger: Ledger, pair: Pair) -> list[Figure]:
    """The figures that the numbers are; where none is, one that stands at their lines."""
    at_lines = [
        figure
        for figure in current_content().ledger.figures.values()
        if figure.use is not Use.NEVER
        and any(_stands_at(figure, statement, ledger) for statement in pair.possible.both)
    ]
    values = [statement.value for statement in pair.possible.both]
    same = [figure for figure in at_lines if figure.value in values]
    return same or at_lines[:1]


def _stands_at(figure: Figure, statement: Statement, ledger: Ledger) -> bool:
    sources = ledger.reports[figure.report].sources
    file = ledger.reports[statement.report].sources.get(statement.source)
    return any(
        sources[span.source] == file and span.first <= statement.line <= span.last
        for span in figure.where
    )


def _name_it(
    figure: Figure, ledger: Ledger, subject: str, key: str, by: User, now: datetime
) -> None:
    """A draft of a figure, or of its table, that names a disagreement, and none whose draft was
    deleted. Nothing where somebody else writes it: the draft of the disagreement says then what is
    missing."""
    name, cell, _rest = figure.key.partition("/")
    kind = ObjectKind.TABLE if cell else ObjectKind.FIGURE
    ref = ObjectRef(kind, subject, figure.report, name)
    now_published = published_object(ref)
    open_draft = drafting.open_at(ref)
    newest = open_draft.newest_revision() if open_draft else None
    fields = newest.body if newest else now_published.fields
    if fields is None:
        return
    deleted = Draft.objects.filter(kind=ObjectKind.DISCREPANCY).exclude(closed_at=None)
    gone = {"", *deleted.values_list("key", flat=True)} - set(ledger.discrepancies)
    named = str(fields.get("discrepancies", "")).split(";")
    there_still = [discrepancy for discrepancy in named if discrepancy not in gone]
    body = {**fields, "discrepancies": ";".join(dict.fromkeys([*there_still, key]))}
    title = kind_of(ref).title(body, ref)
    if open_draft is None or newest is None:
        drafting.begin(ref, body, title, now_published.digest, by, now)
        return
    try:
        drafting.save(open_draft.pk, body, title, newest.number, by, now)
    except DraftError:
        return


def refuse(
    subject_pairs: SubjectPairs, name: str, reason: PairReason, by: User, now: datetime
) -> PairDecision:
    """It is not proposed again, until somebody brings it back. PairError."""
    with _deciding(subject_pairs, name) as pair:
        names, words = pair.possible.names, pair.words
        return _decide(
            subject_pairs.subject, names, words, PairCode.REFUSED, by, now, reason=reason
        )


def bring_back(subject: str, name: str, by: User, now: datetime) -> PairDecision:
    """A refused pair is proposed again. PairError."""
    with one_at_a_time(LOCK, subject):
        refused = decided_of(subject).refused
        refusal = next((decision for decision in refused if name_of(decision.names) == name), None)
        if refusal is None:
            raise PairError("not_refused")
        return _decide(subject, refusal.pair, refusal.words, PairCode.BROUGHT_BACK, by, now)


def _decide(
    subject: str, names: Iterable[str], words: str, code: PairCode, by: User, now: datetime,
    **more: Any,
) -> PairDecision:  # fmt: skip
    return PairDecision.objects.create(
        subject=subject, names=sorted(names), code=code, words=words, by=by, name=by.name, at=now,
        **more,
    )  # fmt: skip


def of_report(subject_pairs: SubjectPairs, report_slug: str) -> Sequence[Pair]:
    """The pairs with a number of a report; all for ""."""
    return [
        pair
        for pair in subject_pairs.pairs
        if not report_slug or report_slug in {side.report.slug for side in pair.sides}
    ]
