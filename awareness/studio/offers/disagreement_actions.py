"""What authors do with pairs that may disagree: take one, refuse it, bring it back.

Taking one begins the draft of a disagreement, and drafts of the figures that are to name it;
nothing is published by it. Each act keeps a PairDecision.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import chain, count
from typing import Any

from awareness.content.cell_values import split_list
from awareness.content.reading.statements import Statement
from awareness.content.staging import current_content, published_object
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.insights.ledger import Figure, Ledger, Use
from awareness.people.models import User
from awareness.studio.draft_kinds import kind_of
from awareness.studio.draft_kinds.discrepancy import (
    empty_discrepancy,
    free_discrepancy_key,
    known_sources,
)
from awareness.studio.drafts import drafting
from awareness.studio.drafts.drafting import DraftError
from awareness.studio.models import Draft, PairCode, PairDecision, PairReason
from awareness.studio.offers.deciding import decision_lock
from awareness.studio.offers.disagreements import (
    Pair,
    PairError,
    PairSide,
    SubjectPairs,
    decisions_of_subject,
    pair_name,
)

LOCK_NUMBER = 0x0D15A6  # any number that nothing else locks a subject by


@contextmanager
def _undecided_pair(subject_pairs: SubjectPairs, name: str) -> Iterator[Pair]:
    """The pair of this name, if nobody took or refused it since the pairs were worked out, and the
    lock in which it is decided about. PairError gone."""
    pair = subject_pairs.pair_named(name)
    with decision_lock(LOCK_NUMBER, subject_pairs.subject):
        if (
            pair.possible_disagreement.names
            in decisions_of_subject(subject_pairs.subject).settled_pairs
        ):
            raise PairError("gone")
        yield pair


def take(subject_pairs: SubjectPairs, name: str, by: User, now: datetime) -> Draft:
    """The draft of the disagreement; the figures at its places are drafted to name it. PairError
    gone."""
    with _undecided_pair(subject_pairs, name) as pair:
        fields, is_new = _discrepancy_fields(pair), False
        while not is_new:  # somebody may begin another of that key at this moment
            ref = ObjectRef(
                ObjectKind.DISCREPANCY, subject_pairs.subject, "", free_discrepancy_key()
            )
            draft, is_new = drafting.begin(
                ref, fields, kind_of(ref).title(fields, ref), published_digest="", by=by, now=now
            )
        for figure in _figures_of_pair(subject_pairs.ledger, pair):
            _draft_figure_naming(
                figure, subject_pairs.ledger, subject_pairs.subject, draft.key, by, now
            )
        names, words = pair.possible_disagreement.names, pair.printed_line
        _record_decision(subject_pairs.subject, names, words, PairCode.TAKEN, by, now, draft=draft)
        return draft


def _discrepancy_fields(pair: Pair) -> dict[str, Any]:
    """What the form of a disagreement begins with, by field: the places, and in English, the
    language of the content, what each prints."""
    file_by_known_name = known_sources()
    file_by_name: dict[str, str] = {}
    locations = []
    for side in pair.sides:
        file_name = side.report.sources[side.statement.source]
        name = name_for_text(side, file_name, file_by_known_name | file_by_name)
        file_by_name[name] = file_name
        locations.append(f"{name}:{side.statement.line}")
    one, other = pair.sides
    conjunction = "and" if pair.is_of_one_report else f"and {other.report.title}"
    difference = (
        f"{one.report.title} prints “{one.printed}” in one place {conjunction} "
        f"“{other.printed}” in another."
    )
    label = next(
        (statement.words for statement in pair.possible_disagreement.both if statement.figure), ""
    )
    return empty_discrepancy() | {
        "title": label,
        "where": ";".join(dict.fromkeys(locations)),
        "what": difference,
        "sources": file_by_name,
    }


def name_for_text(side: PairSide, file_name: str, file_by_taken_name: dict[str, str]) -> str:
    """What a disagreement calls the text of a side: as it is called already, or else by its report,
    by report and the report's name for this text, then by a number. No two texts have one name."""
    report_slug, source_name = side.report.slug, side.statement.source
    numbered_names = (f"{report_slug}-{source_name}-{n}" for n in count(2))
    present_names = (name for name, file in file_by_taken_name.items() if file == file_name)
    candidates = chain(present_names, (report_slug, f"{report_slug}-{source_name}"), numbered_names)
    return next(name for name in candidates if file_by_taken_name.get(name, file_name) == file_name)


def _figures_of_pair(ledger: Ledger, pair: Pair) -> list[Figure]:
    """The published figures that the two numbers are; where none is, one that stands at their
    lines. [] without any."""
    figures_at_lines = [
        figure
        for figure in current_content().ledger.figures.values()
        if figure.use is not Use.NEVER
        and any(
            _stands_at_statement(figure, statement, ledger)
            for statement in pair.possible_disagreement.both
        )
    ]
    values = [statement.value for statement in pair.possible_disagreement.both]
    figures_with_a_value = [figure for figure in figures_at_lines if figure.value in values]
    return figures_with_a_value or figures_at_lines[:1]


def _stands_at_statement(figure: Figure, statement: Statement, ledger: Ledger) -> bool:
    """Whether a figure's lines hold the line of a statement."""
    file_by_source = ledger.reports[figure.report].sources
    statement_file = ledger.reports[statement.report].sources.get(statement.source)
    return any(
        file_by_source[span.source] == statement_file and span.first <= statement.line <= span.last
        for span in figure.where
    )


def _draft_figure_naming(
    figure: Figure, ledger: Ledger, subject: str, discrepancy_key: str, by: User, now: datetime
) -> None:
    """Has a draft of a figure, or of its table, name a disagreement beside those it names, less
    those whose draft was deleted. Does nothing where somebody else writes that draft: the draft of
    the disagreement says then what is missing."""
    object_key, slash, _cell = figure.key.partition("/")
    kind = ObjectKind.TABLE if slash else ObjectKind.FIGURE
    ref = ObjectRef(kind, subject, figure.report, object_key)
    published = published_object(ref)
    open_draft = drafting.open_draft_of(ref)
    newest_revision = open_draft.newest_revision() if open_draft else None
    fields = newest_revision.body if newest_revision else published.fields
    if fields is None:
        return
    deleted_drafts = Draft.objects.filter(kind=ObjectKind.DISCREPANCY).exclude(closed_at=None)
    missing_keys = {*deleted_drafts.values_list("key", flat=True)} - set(ledger.discrepancies)
    named_keys = split_list(str(fields.get("discrepancies", "")))
    kept_keys = [named_key for named_key in named_keys if named_key not in missing_keys]
    new_fields = {**fields, "discrepancies": ";".join(dict.fromkeys([*kept_keys, discrepancy_key]))}
    title = kind_of(ref).title(new_fields, ref)
    if open_draft is None or newest_revision is None:
        drafting.begin(ref, new_fields, title, published.digest, by, now)
        return
    try:
        drafting.save(open_draft.pk, new_fields, title, newest_revision.number, by, now)
    except DraftError:
        return


def refuse(
    subject_pairs: SubjectPairs, name: str, reason: PairReason, by: User, now: datetime
) -> PairDecision:
    """The pair is not proposed again, until somebody brings it back. PairError gone."""
    with _undecided_pair(subject_pairs, name) as pair:
        statement_names, words = pair.possible_disagreement.names, pair.printed_line
        return _record_decision(
            subject_pairs.subject, statement_names, words, PairCode.REFUSED, by, now, reason=reason
        )


def bring_back(subject: str, name: str, by: User, now: datetime) -> PairDecision:
    """A refused pair is proposed again. PairError not_refused."""
    with decision_lock(LOCK_NUMBER, subject):
        refusals = decisions_of_subject(subject).refused
        refusal = next(
            (decision for decision in refusals if pair_name(decision.names) == name), None
        )
        if refusal is None:
            raise PairError("not_refused")
        return _record_decision(
            subject, refusal.pair, refusal.words, PairCode.BROUGHT_BACK, by, now
        )


def _record_decision(
    subject: str,
    statement_names: Iterable[str],
    words: str,
    code: PairCode,
    by: User,
    now: datetime,
    **other_columns: Any,
) -> PairDecision:
    return PairDecision.objects.create(
        subject=subject, names=sorted(statement_names), code=code, words=words, by=by,
        name=by.name, at=now, **other_columns,
    )  # fmt: skip
