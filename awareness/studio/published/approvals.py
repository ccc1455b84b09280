"""Where a question stands in review, and a module in adoption."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from awareness.learning.models import Adoption, ModuleVersion
from awareness.people.models import Role, User
from awareness.studio.models import AdoptionProposal, ReviewNote, Verdict

OPEN, RETURNED, REVIEWED = "open", "returned", "reviewed"
APPROVALS_NEEDED = 2  # people who approve before a version counts as reviewed


@dataclass(frozen=True)
class ReviewStatus:
    """Each person's newest word on a version counts."""

    state: str = OPEN
    approvals: tuple[ReviewNote, ...] = ()
    returns: tuple[ReviewNote, ...] = ()

    @property
    def words(self) -> str:
        match self.state:
            case "reviewed":
                return _("reviewed by two")
            case "returned":
                return _("returned")
        return _("open")


def review_status(notes: Iterable[ReviewNote]) -> ReviewStatus:
    """The status of a version by its notes, which come oldest first. Pure."""
    newest_note_by_person = {(note.by_id or note.name): note for note in notes}
    newest_notes = newest_note_by_person.values()
    approvals = tuple(note for note in newest_notes if note.verdict == Verdict.APPROVE)
    returns = tuple(note for note in newest_notes if note.verdict == Verdict.RETURN)
    state = RETURNED if returns else REVIEWED if len(approvals) >= APPROVALS_NEEDED else OPEN
    return ReviewStatus(state, approvals, returns)


def review_statuses() -> dict[int, ReviewStatus]:
    """The status of each live version with a note, by the version's id. One query."""
    notes_by_version_id: dict[int, list[ReviewNote]] = {}
    live_notes = ReviewNote.objects.filter(version__status="live")
    for note in live_notes.select_related("version__question").defer("version__spec"):
        notes_by_version_id.setdefault(note.version_id, []).append(note)
    return {version_id: review_status(notes) for version_id, notes in notes_by_version_id.items()}


@dataclass(frozen=True)
class ModuleRow:
    """A version of a module as a person sees it: its adoptions, and a proposal to adopt it."""

    version: ModuleVersion
    adoptions: list[Adoption]
    proposal: AdoptionProposal | None
    is_own_proposal: bool  # this person made it, and another one confirms

    @property
    def is_adopted(self) -> bool:
        """Whether it is adopted not in the demo alone."""
        return any(not adoption.demo for adoption in self.adoptions)


def adoptable_versions(person: User) -> QuerySet[ModuleVersion]:
    """The versions of modules that a person may adopt."""
    versions = ModuleVersion.objects.select_related("module")
    return versions if Role.AUTHOR in person.roles else versions.filter(module__opt_in=False)


def module_rows(person: User) -> list[ModuleRow]:
    """Every version of every module, the newest of each first; three queries.

    Modules of people's own choice are shown to authors alone: they are never assigned, so there is
    nothing to adopt them for, and no page of the employer knows them.
    """
    versions = adoptable_versions(person).prefetch_related("adoptions", "proposals")
    rows = []
    for version in versions.order_by("module__order", "module__slug", "-major", "-minor"):
        current_proposals = [
            proposal
            for proposal in version.proposals.all()
            if proposal.content_hash == version.content_hash
        ]
        proposal = current_proposals[0] if current_proposals else None
        is_own_proposal = proposal is not None and proposal.by_id == person.pk
        adoptions = list(version.adoptions.all())
        rows.append(ModuleRow(version, adoptions, proposal, is_own_proposal))
    return rows
