"""The same people, assignments and asks twice: rows of the site, and the reference beside them.

Facts about people (where they work, since when, leave, roles) are read from the rows after each
deed; what follows from them is worked out by both, and `compare` holds it together.
"""

from collections import Counter
from datetime import date, datetime
from itertools import count
from typing import Any

import time_machine

from awareness.assignments import actions, ask_actions
from awareness.assignments.evaluation import evaluate
from awareness.assignments.models import Ask as AskRow
from awareness.assignments.models import Assignment as AssignmentRow
from awareness.assignments.wanted_assignment import WantedAssignment
from awareness.insights.resolved_texts import ResolvedText
from awareness.learning import access, adoption
from awareness.learning import actions as learning
from awareness.learning.models import Module as ModuleRow
from awareness.learning.models import ModuleVersion
from awareness.learning.publish import own_text, publish_module, retire_modules_not_in
from awareness.people.models import Leave as LeaveRow
from awareness.people.models import RoleGrant, User
from awareness.people.models import Site as SiteRow
from awareness.people.models import Team as TeamRow
from awareness.staffing import people_actions
from tests.assignments.compared import Compared
from tests.assignments.reference import asking, deeds
from tests.assignments.reference.world import (
    Ask,
    Assignment,
    Belonging,
    Leave,
    Module,
    Person,
    Site,
    Team,
    World,
)

SITES = (
    ("gothenburg", "Europe/Stockholm"),
    ("auckland", "Pacific/Auckland"),
    ("honolulu", "Pacific/Honolulu"),
)
TEAMS = (("plant", None), ("packing", "plant"), ("sales", None))
MODULES = (("what-to-do", "everyone"), ("devices", "it"))


def definition(slug: str, open_to: str, major: int) -> dict[str, Any]:
    """A module of one page to read."""
    return {
        "code": "A1", "slug": slug, "title": "A neutral title", "say": "One line.",
        "about": "What this is.", "track": "all-staff", "major": major, "mandatory": True,
        "minutes": 2, "order": 1, "open_to": open_to, "needs": [], "objectives": {},
        "learnt": ["It is so."],
        "steps": [{"slug": "read", "kind": "read", "text": "text.md", "title": "Read"}],
    }  # fmt: skip


class Both(Compared):
    def __init__(self, now: datetime) -> None:
        self.now, self.numbers = now, count(1)
        self.compared: Counter[str] = Counter()
        self.traveller = time_machine.travel(now, tick=False)
        self.clock = self.traveller.start()
        self.world = World()
        self.pks: dict[Any, int] = {}  # of the row that is the same
        self.former: dict[Module, list[str]] = {}  # names of modules
        self.known: dict[int, Person] = {}  # by the row's pk
        self.sites = [self._make_site(*each) for each in SITES]
        self.teams: list[Team] = []
        for key, above in TEAMS:
            self._make_team(key, above)
        for slug, open_to in MODULES:
            self._publish(Module(slug, open_to=open_to))
        self.hr_row = User.objects.create_user(
            email="hr@example.com", name="HR", site_id=self.pks[self.sites[0]]
        )
        RoleGrant.objects.create(user=self.hr_row, role="hr")
        [self.hr] = self.read(self.hr_row.pk)

    def go_to(self, now: datetime) -> None:
        self.now = now
        self.clock.move_to(now, tick=False)

    def stop(self) -> None:
        self.traveller.stop()

    # What there is

    def _make_site(self, key: str, zone: str) -> Site:
        site = Site(key, zone)
        row = SiteRow.objects.create(slug=key, name=key, country="SE", time_zone=zone)
        self.pks[site] = row.pk
        return site

    def _make_team(self, key: str, above: str | None) -> None:
        parent = next((team for team in self.teams if team.key == above), None)
        team = Team(key, parent)
        row = TeamRow.objects.create(
            slug=key, name=key, parent_id=self.pks[parent] if parent else None
        )
        self.pks[team] = row.pk
        self.teams.append(team)

    def _publish(self, module: Module) -> None:
        text = own_text(ResolvedText(f"Words of {module.major}."), ResolvedText("Plain words."))
        named = definition(module.key, module.open_to, module.major)
        version = publish_module(named | {"was": self.former.get(module, [])}, {"text.md": text})
        assert self.pks.get(module, version.module_id) == version.module_id
        if module not in self.pks:
            self.pks[module] = version.module_id
            self.world.modules.append(module)
            self.adopt(module)

    def read(self, *pks: int) -> list[Person]:
        """People as the rows have them now."""
        sites = {self.pks[site]: site for site in self.sites}
        teams = {self.pks[team]: team for team in self.teams}
        rows = User.objects.filter(pk__in=pks).order_by("pk")
        people = []
        with_all = ("role_grants", "leaves", "memberships", "identifiers")
        for row in rows.prefetch_related(*with_all):
            person = self.known.get(row.pk) or self._know(row.pk)
            person.site = sites.get(row.site_id or 0)
            person.start, person.end = row.start_day, row.end_day
            person.shut, person.youth_until = not row.is_active, row.youth_until
            person.has_address = row.email is not None
            person.roles = {grant.role for grant in row.role_grants.all()}
            person.leaves = [Leave(leave.first_day, leave.last_day) for leave in row.leaves.all()]
            person.belongings = [
                Belonging(teams[each.team_id], each.since, each.until)
                for each in row.memberships.all()
            ]
            people.append(person)
        return people

    def _know(self, pk: int) -> Person:
        person = self.known[pk] = Person(f"p{pk}")
        self.pks[person] = pk
        self.world.people.append(person)
        return person

    def row(self, person: Person) -> User:
        return User.objects.get(pk=self.pks[person])

    # People

    def add_person(self, site: Site | None, team: Team | None, start: date | None) -> None:
        number = next(self.numbers)
        fields = {
            "name": f"Person {number:05}", "email": f"p{number}@example.com",
            "site": self.pks[site] if site else None, "team": self.pks[team] if team else None,
            "start": start.isoformat() if start else None,
        }  # fmt: skip
        self.read(people_actions.add(fields, self.hr_row, self.now).pk)

    def end_person(self, person: Person, last: date) -> bool:
        if person is self.hr:
            return False
        people_actions.end([self.row(person)], last, self.hr_row, self.now)
        self.read(self.pks[person])
        return True

    def bring_back(self, person: Person) -> None:
        people_actions.bring_back(self.row(person), self.hr_row, self.now)
        self.read(self.pks[person])

    def move(self, person: Person, site: Site | None = None, team: Team | None = None) -> None:
        to_site = SiteRow.objects.get(pk=self.pks[site]) if site else None
        to_team = TeamRow.objects.get(pk=self.pks[team]) if team else None
        people_actions.move([self.row(person)], to_site, to_team, self.hr_row, self.now)
        self.read(self.pks[person])

    def change_role(self, person: Person, role: str) -> None:
        if role in person.roles:
            RoleGrant.objects.filter(user=self.pks[person], role=role).delete()
        else:
            RoleGrant.objects.create(user_id=self.pks[person], role=role)
        self.read(self.pks[person])

    def set_youth(self, person: Person, until: date | None) -> None:
        User.objects.filter(pk=self.pks[person]).update(youth_until=until)
        self.read(self.pks[person])

    def add_leave(self, person: Person, first: date, last: date | None) -> bool:
        if LeaveRow.objects.filter(person=self.pks[person], first_day=first).exists():
            return False
        people_actions.set_leave(self.row(person), None, first, last, self.hr_row, self.now)
        self.read(self.pks[person])
        return True

    def end_leave(self, person: Person, last: date) -> bool:
        leave = LeaveRow.objects.filter(person=self.pks[person], first_day__lte=last).last()
        if leave is None:
            return False
        people_actions.set_leave(
            self.row(person), leave.pk, leave.first_day, last, self.hr_row, self.now
        )
        self.read(self.pks[person])
        return True

    # Modules

    def publish_major(self, module: Module) -> bool:
        module.major += 1
        self._publish(module)
        return True

    def adopt(self, module: Module) -> bool:
        version = ModuleVersion.objects.live().get(module=self.pks[module])
        adoption.adopt(version, ["Ann Ek", "Bo Ny"], self.now.date())
        module.adopted_major = module.major
        return True

    def retire(self, module: Module) -> bool:
        retire_modules_not_in(
            [m.key for m in self.world.modules if m is not module and not m.retired]
        )
        module.retired = True
        return True

    def finish(self, person: Person, module: Module) -> bool:
        """Somebody goes through the module; False where it is closed to them, or where there is
        nothing to do anew."""
        today = self.world.day(person, self.now)
        ask = self.world.current(person, module)
        before = self.world.completions_of(person, module)
        open_anew = ask is not None and ask.done_on is None
        is_open = open_anew or asking.is_for(module, person, today)
        if module.retired or not person.works(today) or not is_open or (before and not open_anew):
            return False
        learner, row = self.row(person), self._row_of(ModuleRow, module)
        asked_on = ask.asked_on if ask and ask.done_on is None else None
        learning.begin(learner, row, self.now, asked_on)
        place = access.own_place_at_step(learner, row, "read")
        assert place is not None
        assert learning.complete_step(place, self.now), "it was finished before"
        deeds.finish(self.world, person, module, self.now)
        return True

    def rename(self, module: Module) -> bool:
        """Its content gives it another name, and says which it had."""
        self.former.setdefault(module, []).append(module.key)
        module.key = f"{MODULES[self.world.modules.index(module)][0]}-{next(self.numbers)}"
        self._publish(module)
        return True

    # What HR does

    def assign(self, made: Assignment) -> bool:
        """False where the site refuses: nobody would be asked by it."""
        wanted = WantedAssignment(
            module=self._row_of(ModuleRow, made.module),
            track=made.track, everyone=made.everyone,
            sites=[self._row_of(SiteRow, site) for site in made.sites],
            teams=[(self._row_of(TeamRow, team), below) for team, below in made.teams],
            roles=made.roles, started_after=made.started_after,
            added=[self.row(person) for person in made.named],
            left_out=[self.row(person) for person in made.left_out],
            due_on=made.due_on,
            due_days=None if made.due_on else made.due_days,
            due_from=made.due_from or "asked",
            return_days=made.return_days, recent_days=made.recent_days,
            renew_from=made.renew_from, renew_months=made.renew_months,
            renew_day=made.renew_day, renew_month=made.renew_month,
            opens_days=made.opens_days, again_on_major=made.again_on_major,
        )  # fmt: skip
        try:
            row = actions.make_assignment(wanted, self.hr_row, self.now)
        except actions.AssignError as error:
            if error.code in ("not_published", "unknown_track"):
                return False
            raise
        self.pks[made] = row.pk
        evaluate(self.now, assignment=row)  # where many are asked it is left to the worker
        deeds.assign(self.world, made)
        return True

    def _row_of(self, model: Any, thing: object) -> Any:
        return model.objects.get(pk=self.pks[thing]) if thing else None

    def withdraw(self, made: Assignment) -> bool:
        actions.withdraw(self._row_of(AssignmentRow, made), self.hr_row, self.now)
        evaluate(self.now, assignment=self._row_of(AssignmentRow, made))
        deeds.withdraw(self.world, made, self.now)
        return True

    def take_back(self, made: Assignment) -> bool:
        actions.restore(self._row_of(AssignmentRow, made), self.hr_row, self.now)
        evaluate(self.now, assignment=self._row_of(AssignmentRow, made))
        deeds.take_back(self.world, made, self.now)
        return True

    def _ask_row(self, ask: Ask) -> AskRow:
        return AskRow.objects.get(
            person=self.pks[ask.person], module=self.pks[ask.module], ended_on=None
        )

    def extend(self, ask: Ask, day: date) -> bool:
        ask_actions.extend([self._ask_row(ask)], day, "workload", self.hr_row, self.now)
        deeds.extend(self.world, ask, day, "workload", self.now)
        return True

    def excuse(self, ask: Ask) -> bool:
        ask_actions.excuse([self._ask_row(ask)], "personal", self.hr_row, self.now)
        deeds.excuse(self.world, ask, "personal", self.now)
        return True

    def end_excuse(self, ask: Ask) -> bool:
        ask_actions.end_excuse([self._ask_row(ask)], self.hr_row, self.now)
        deeds.end_excuse(self.world, ask, self.now)
        return True

    def pause(self, ask: Ask, until: date | None) -> bool:
        if until and until < self.hr_row.today(self.now):
            return False
        ask_actions.pause([self._ask_row(ask)], until, "personal", self.hr_row, self.now)
        deeds.pause(self.world, ask, until, "personal", self.now)
        return True

    def resume(self, ask: Ask) -> bool:
        ask_actions.resume([self._ask_row(ask)], self.hr_row, self.now)
        deeds.resume(self.world, ask, self.now)
        return True

    def work(self) -> None:
        """What the worker does every hour; every other day it is told of everybody by name."""
        named = list(User.objects.values_list("pk", flat=True)) if self.now.day % 2 else None
        evaluate(self.now, person_ids=named)
        asking.evaluate(self.world, self.now)
