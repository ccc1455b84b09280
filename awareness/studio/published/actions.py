"""What authors say of questions and modules. Rows are added; nothing is ever changed."""

from datetime import date

from django.db import IntegrityError, transaction

from awareness.content.models import StaleMark
from awareness.content.writing import ObjectKind
from awareness.errors import CodedError
from awareness.learning import adoption
from awareness.learning.errors import AdoptionError
from awareness.learning.models import Adoption, ModuleVersion
from awareness.people.accounts_by import account_is_controlled_by
from awareness.people.models import User
from awareness.studio.models import (
    AdoptionProposal,
    ContentEdit,
    Draft,
    DraftCode,
    DraftRevision,
    Looked,
    ReturnReason,
    ReviewNote,
    Verdict,
)
from awareness.studio.published import stale_list
from quizzes.models import QuestionVersion, VersionStatus


class ReviewError(CodedError):
    """Codes: not_live (a newer version counts), own_edit, already_approved, reason_missing,
    unknown_verdict."""


class ProposalError(CodedError):
    """Codes: not_live, already_proposed, already_adopted, not_proposed, same_person, account (one
    of the two made or reset the account of the other), two_people (one has no name)."""


@transaction.atomic
def review(
    version: QuestionVersion, by: User, verdict: str, reason: str, comment: str, today: date
) -> ReviewNote:
    """Approve a live version, or return it with a reason. ReviewError otherwise."""
    if verdict not in Verdict.values:
        raise ReviewError("unknown_verdict")
    if version.status != VersionStatus.LIVE:
        raise ReviewError("not_live")
    if verdict == Verdict.RETURN and reason not in ReturnReason.values:
        raise ReviewError("reason_missing")
    if verdict == Verdict.APPROVE and _wrote(version, by):
        raise ReviewError("own_edit")
    note = ReviewNote(
        version=version,
        by=by,
        name=by.name,
        day=today,
        verdict=verdict,
        reason=reason if verdict == Verdict.RETURN else "",
        comment=comment[:500],
    )
    try:
        with transaction.atomic():
            note.save()
    except IntegrityError as error:
        raise ReviewError("already_approved") from error
    return note


def _wrote(version: QuestionVersion, by: User) -> bool:
    """Whether this person's edit of the question's own text made the version, or they wrote in a
    draft of the question that was published."""
    report_slug, _, question_key = version.question.key.partition("/")
    drafts = Draft.objects.filter(kind=ObjectKind.QUESTION, report=report_slug, key=question_key)
    published_drafts = drafts.filter(events__code=DraftCode.PUBLISHED)
    if DraftRevision.objects.filter(draft__in=published_drafts, by=by).exists():
        return True
    made_version = {"kind": "question", "key": version.question.key, "version": str(version.number)}
    edits = ContentEdit.objects.filter(by=by, file="questions.yaml", key=version.question.key)
    return any(
        made_version.items() <= touched_object.items()
        for touched in edits.values_list("touched", flat=True)
        for touched_object in touched
    )


@transaction.atomic
def propose(version: ModuleVersion, by: User, today: date) -> AdoptionProposal:
    """The first of two people proposes to adopt a module's live version. ProposalError: not_live,
    already_adopted, already_proposed."""
    _refuse_unadoptable(version)
    try:
        with transaction.atomic():
            return AdoptionProposal.objects.create(
                module_version=version,
                content_hash=version.content_hash,
                by=by,
                name=by.name,
                day=today,
            )
    except IntegrityError as error:
        raise ProposalError("already_proposed") from error


@transaction.atomic
def confirm(version: ModuleVersion, by: User, today: date) -> Adoption:
    """The second of two people confirms what the first one proposed: the version is adopted.
    ProposalError: not_live, already_adopted, not_proposed, same_person, account, two_people."""
    _refuse_unadoptable(version)
    proposal = AdoptionProposal.objects.filter(
        module_version=version, content_hash=version.content_hash
    ).first()
    if proposal is None:
        raise ProposalError("not_proposed")
    if proposal.by_id == by.pk:
        raise ProposalError("same_person")
    proposer = proposal.by
    if proposer is not None and (
        account_is_controlled_by(by, proposer) or account_is_controlled_by(proposer, by)
    ):
        raise ProposalError("account")
    person_ids = (proposer.public_id if proposer else None, by.public_id)
    try:
        return adoption.adopt(version, [proposal.name, by.name], today, people=person_ids)
    except AdoptionError as error:
        raise ProposalError(error.code) from error


def _refuse_unadoptable(version: ModuleVersion) -> None:
    """ProposalError not_live, already_adopted."""
    if version.status != ModuleVersion.Status.LIVE:
        raise ProposalError("not_live")
    if adoption.is_adopted(version, demo=False):
        raise ProposalError("already_adopted")


@transaction.atomic
def mark_looked_at(mark: StaleMark, by: User, today: date) -> int:
    """Notes that somebody looked at what a change marked, and at every earlier mark of the same
    thing; how many marks that took off the list: none when somebody else was first.
    """
    open_mark_ids = stale_list.open_marks_of_same(mark).values_list("id", flat=True)
    looks = [Looked(mark_id=mark_id, by=by, name=by.name, day=today) for mark_id in open_mark_ids]
    # Two people may press at once: the first one's row stays.
    Looked.objects.bulk_create(looks, ignore_conflicts=True)
    return len(looks)
