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
    """The status of a version by its notes, oldest first (pure)."""
    newest = {(note.by_id or note.name): note for note in notes}
    approvals = tuple(n for n in newest.values() if n.verdict == Verdict.APPROVE)
    returns = tuple(n for n in newest.values() if n.verdict == Verdict.RETURN)
    state = RETURNED if returns else REVIEWED if len(approvals) >= APPROVALS_NEEDED else OPEN
    return ReviewStatus(state, approvals, returns)


def review_statuses() -> dict[int, ReviewStatus]:
    """Of live versions that anybody spoke of, by the version's id; one query."""
    notes: dict[int, list[ReviewNote]] = {}
    rows = ReviewNote.objects.filter(version__status="live")
    for note in rows.select_related("version__question").defer("version__spec"):
        notes.setdefault(note.version_id, []).append(note)
    return {version_id: review_status(version_notes) for version_id, version_notes in notes.items()}


@dataclass(frozen=True)
class ModuleRow:
    """A version of a module: who adopted or proposed it, and whether this person may confirm."""

    version: ModuleVersion
    adopted: list[Adoption]
    proposal: AdoptionProposal | None
    own: bool  # the proposal is this person's

    @property
    def real(self) -> bool:
        return any(not adoption.demo for adoption in self.adopted)


def adoptable_versions(person: User) -> QuerySet[ModuleVersion]:
    """The versions of modules that somebody may take on."""
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
        proposals = [p for p in version.proposals.all() if p.content_hash == version.content_hash]
        proposal = proposals[0] if proposals else None
        is_own = proposal is not None and proposal.by_id == person.pk
        rows.append(ModuleRow(version, list(version.adoptions.all()), proposal, is_own))
    return rows
