"""What HR wants to ask, before it is asked: parsed by a form, or said by code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from awareness.assignments.audience import Audience
from awareness.assignments.models import (
    Assignment,
    AssignmentPerson,
    AssignmentRole,
    AssignmentSite,
    AssignmentTeam,
    DueFrom,
    RenewFrom,
)
from awareness.learning.models import Module
from awareness.people.models import Site, Team, User


@dataclass(frozen=True, kw_only=True)
class WantedAssignment:
    """An assignment as it is to be: its fields are those of `Assignment`."""

    module: Module | None = None
    track: str = ""
    everyone: bool = False
    sites: Sequence[Site] = ()
    teams: Sequence[tuple[Team, bool]] = ()  # each with those below it, or without
    roles: Sequence[str] = ()
    started_after: date | None = None
    added: Sequence[User] = ()
    left_out: Sequence[User] = ()
    due_on: date | None = None
    due_days: int | None = None
    due_from: str = DueFrom.ASKED
    return_days: int = 28
    recent_days: int = 0
    renew_from: str = RenewFrom.NONE
    renew_months: int = 12
    renew_day: int | None = None
    renew_month: int | None = None
    opens_days: int = 60
    again_on_major: bool = False

    def audience(self) -> Audience:
        """Whom it names; a query where teams are meant with those below."""
        ids_with_below = Team.objects.each_with_below(
            {team.pk for team, with_below in self.teams if with_below}
        )
        team_id_sets = (ids_with_below.get(team.pk, {team.pk}) for team, _with_below in self.teams)
        return Audience(
            everyone=self.everyone,
            site_ids=frozenset(site.pk for site in self.sites),
            team_ids=frozenset(pk for team_ids in team_id_sets for pk in team_ids),
            roles=frozenset(self.roles),
            started_after=self.started_after,
            added_ids=frozenset(person.pk for person in self.added),
            left_out_ids=frozenset(person.pk for person in self.left_out),
        )

    def unsaved_assignment(self) -> Assignment:
        """The assignment, unsaved, without who made it and whom it names."""
        names = (
            "module", "track", "everyone", "started_after", "due_on", "due_days", "due_from",
            "return_days", "recent_days", "renew_from", "renew_months", "renew_day",
            "renew_month", "opens_days", "again_on_major",
        )  # fmt: skip
        return Assignment(**{name: getattr(self, name) for name in names})

    def save_audience(self, assignment: Assignment) -> None:
        """Whom it names, as rows of the assignment."""
        AssignmentSite.objects.bulk_create(
            AssignmentSite(assignment=assignment, site=site) for site in self.sites
        )
        AssignmentTeam.objects.bulk_create(
            AssignmentTeam(assignment=assignment, team=team, with_below=with_below)
            for team, with_below in self.teams
        )
        AssignmentRole.objects.bulk_create(
            AssignmentRole(assignment=assignment, role=role) for role in self.roles
        )
        AssignmentPerson.objects.bulk_create(
            AssignmentPerson(assignment=assignment, person=person, left_out=left_out)
            for people, left_out in ((self.added, False), (self.left_out, True))
            for person in people
        )
