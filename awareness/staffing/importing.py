"""What was planned is done, some rows at a time: each time in one short transaction, so that others
can save meanwhile, and a kill leaves whole people and what is left to do."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone

from awareness import giving_way
from awareness.errors import CodedError
from awareness.journal.actions import append
from awareness.outbox import actions as outbox
from awareness.people import changes
from awareness.people.models import Identifier, User
from awareness.people.normal_forms import normal_form
from awareness.people.today import Zones
from awareness.staffing import forgetting, grants, records
from awareness.staffing.access import site_ids_of_hr
from awareness.staffing.models import Import, Outcome, PlannedRow, State
from awareness.staffing.planning.kinds import Kind
from awareness.staffing.planning.known import WITHOUT_PLACE
from awareness.staffing.resolved_places import ResolvedPlaces, make_site, make_team
from awareness.staffing.staging import places_answered, today_of
from prepared.planning import refresh_statistics

ROWS_AT_ONCE = 100  # rows in one transaction: a few hundredths of a second each on a quiet machine
LONGEST_UNTIL_ASKED = timedelta(hours=1)  # the worker looks at everybody once an hour
KINDS_THAT_WRITE = (Kind.NEW, Kind.CHANGED, Kind.BACK, Kind.LEAVER)


class NotReady(CodedError):
    """`code`: planning, begun, or brake (so many change or leave that HR has to say the number)."""


def begin(pk: UUID, *, confirmed: int | None = None, without_mail: bool = False) -> Import:
    """Let an import begin; the rest is carry_on's.

    `confirmed`: how many people HR has read that it would change or end, where the brake holds.
    `without_mail`: nobody is written to about what they are asked by it.
    NotReady: it is being planned, has begun, or the brake holds.
    """
    with transaction.atomic():
        imported = Import.objects.select_for_update().get(pk=pk)
        if imported.state != State.PLANNED or imported.planned != imported.answers:
            planning = imported.state in (State.ARRIVING, State.PLANNING, State.PLANNED)
            raise NotReady("planning" if planning else "begun")
        brake = imported.brake
        if brake and confirmed != brake["changed"] + brake["leavers"]:
            raise NotReady("brake")
        planned = imported.planned_rows
        planned.filter(waits=True).update(outcome=Outcome.LEFT, why="waits")
        imported.to_do = planned.filter(kind__in=KINDS_THAT_WRITE, outcome=Outcome.WAITS).count()
        imported.state, imported.without_mail = State.IMPORTING, without_mail
        imported.save()
    return imported


def make_places(pk: UUID) -> bool:
    """Make the next of the sites and teams that HR said yes to, in one transaction; whether there
    may be more. Who does it again makes what is not there."""
    with transaction.atomic():
        imported = Import.objects.select_for_update().filter(pk=pk, state=State.IMPORTING).first()
        if imported is None:
            return False
        resolved, made = ResolvedPlaces(), 0
        answers = places_answered(imported)
        for proposal in imported.proposals:
            name = proposal["name"]
            if proposal["column"] == "site":
                answer = answers.sites.get(records.site_key(name[0]), WITHOUT_PLACE)
                if answer.is_made and resolved.site(name) is None:
                    imported.made_sites.append(make_site(name[0], answer.country).pk)
                    made += 1
            elif answers.teams.get(tuple(records.team_key(name)), WITHOUT_PLACE).is_made:
                new = [team.pk for team in make_team(name, resolved)]
                imported.made_teams += new
                made += len(new)
            if made >= ROWS_AT_ONCE:
                break
        imported.save(update_fields=["made_sites", "made_teams"])
    return made > 0


def carry_on(pk: UUID) -> None:
    """Import what is left, and put the file away. Whoever else does the same takes other rows, or
    waits a moment."""
    while make_places(pk):
        giving_way.let_others_write()
    resolved = ResolvedPlaces()
    while import_some(pk, resolved, timezone.now()):
        giving_way.let_others_write()
    forgetting.put_file_away(Import.objects.filter(pk=pk, state=State.IMPORTED))


def refresh_statistics_of_people() -> None:
    """Once this transaction is there: an import may write half of a table, or take it away."""
    labels = ("people", "journal", "outbox", "staffing")
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    transaction.on_commit(lambda: refresh_statistics(models))


def import_some(pk: UUID, resolved: ResolvedPlaces, now: datetime) -> bool:
    """Import the next rows in one transaction; whether there may be more to do."""
    with transaction.atomic():
        imported = Import.objects.select_for_update().filter(pk=pk, state=State.IMPORTING).first()
        if imported is None:
            return False
        left = imported.planned_rows.filter(kind__in=KINDS_THAT_WRITE, outcome=Outcome.WAITS)
        rows = list(left[:ROWS_AT_ONCE])
        if not rows:
            return _finish_chunk(imported, resolved, now)
        today = today_of(imported.by)
        states_before = changes.read_states(
            planned_row.person_id for planned_row in rows if planned_row.person_id
        )
        kept = _rows_kept(rows, imported.by, resolved)
        newcomers = [planned_row for planned_row in kept if planned_row.kind == Kind.NEW]
        try:
            with transaction.atomic():
                _add_newcomers(newcomers, resolved, today)
        except IntegrityError:  # somebody was added by hand in this very moment
            for planned_row in newcomers:
                _add_alone(planned_row, resolved, today)
        _change_people(
            [planned_row for planned_row in kept if planned_row.kind != Kind.NEW], resolved, today
        )
        _save_outcomes(rows)
        states_after = changes.read_states(
            planned_row.person_id for planned_row in rows if planned_row.person_id
        )
        changes.note_changes(states_before, states_after, imported.by, now)
        if imported.without_mail:
            _keep_quiet([state.pk for state in states_after.values()], now)
        imported.done += len(rows)
        imported.save(update_fields=["done"])
    return True


def _rows_kept(
    rows: Sequence[PlannedRow], by: User | None, resolved: ResolvedPlaces
) -> list[PlannedRow]:
    """Those about people and sites that HR keeps still; the others are left. Since the plan was
    made people may have moved, and HR may keep fewer sites. Three queries at most."""
    site_ids = site_ids_of_hr(by)
    if site_ids is None:
        return list(rows)
    people = User.objects.filter(pk__in=[row.person_id for row in rows if row.person_id])
    site_by_person = dict(people.order_by().values_list("pk", "site"))
    kept = []
    for planned_row in rows:
        sites = {site_by_person.get(planned_row.person_id)} if planned_row.person_id else set()
        if planned_row.kind == Kind.NEW or "site" in planned_row.after:
            sites.add(resolved.site(planned_row.after.get("site")))
        if sites <= site_ids:
            kept.append(planned_row)
        else:
            planned_row.outcome, planned_row.why = Outcome.LEFT, "not_yours"
    return kept


def _keep_quiet(person_ids: Sequence[int], now: datetime) -> None:
    """What these people are asked today is not written about, also where the worker comes to ask
    them only after midnight. Three queries."""
    zones = Zones()
    days = [zones.today(moment) for moment in (now, now + LONGEST_UNTIL_ASKED)]
    people = User.objects.filter(pk__in=person_ids).order_by().values_list("public_id", "site")
    pairs = {(person, day.at(site)): None for person, site in people for day in days}
    outbox.keep_quiet(pairs)


def _save_outcomes(rows: Sequence[PlannedRow]) -> None:
    """What became of these rows: a statement for each outcome, and one for whom they made."""
    pks: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for planned_row in rows:
        pks[planned_row.outcome, planned_row.why].append(planned_row.pk)
    for (outcome, why), same in pks.items():
        PlannedRow.objects.filter(pk__in=same).update(outcome=outcome, why=why)
    planned_rows = [
        planned_row
        for planned_row in rows
        if planned_row.kind == Kind.NEW and planned_row.person_id
    ]
    PlannedRow.objects.bulk_update(planned_rows, ["person"])


def _finish_chunk(imported: Import, resolved: ResolvedPlaces, now: datetime) -> bool:
    """What comes after the people, some of it a transaction; whether there is more of it: who leads
    which team, then the rows that changed nothing."""
    some, imported.grants = imported.grants[:ROWS_AT_ONCE], imported.grants[ROWS_AT_ONCE:]
    made = grants.apply_grants(some, resolved, imported.by, now)
    imported.made_grants += made
    if imported.without_mail:
        _keep_quiet([person for person, _team, _given in made], now)
    unchanged = imported.planned_rows.filter(outcome=Outcome.WAITS)
    pks = list(unchanged.values_list("pk", flat=True)[: 20 * ROWS_AT_ONCE])
    PlannedRow.objects.filter(pk__in=pks).update(outcome=Outcome.DONE)
    left = bool(some or pks)
    if not left:
        imported.state, imported.finished_at = State.IMPORTED, now
    imported.save()
    if not left:
        append_event("import.finished", imported, now)
        refresh_statistics_of_people()
    return left


def append_event(kind: str, imported: Import, now: datetime) -> None:
    """An event about the import as a whole: how many rows of which kind, in which outcome."""
    rows = imported.planned_rows.filter(kind__in=KINDS_THAT_WRITE).order_by()
    counted = rows.values_list("kind", "outcome").annotate(n=Count("pk"))
    append(
        kind,
        now=now,
        actor=imported.by.public_id if imported.by else None,
        imported=str(imported.pk),
        rows=[[kind, outcome, n] for kind, outcome, n in counted],
        whole=imported.whole,
    )


def _add_newcomers(rows: Sequence[PlannedRow], resolved: ResolvedPlaces, today: date) -> None:
    """Make people; IntegrityError where one was made in the same moment."""
    keys = {
        planned_row.pk: {
            normal_form(planned_row.after[f])
            for f in records.IDENTIFIER_FIELDS
            if planned_row.after.get(f)
        }
        for planned_row in rows
    }
    wanted = {key for of_row in keys.values() for key in of_row}
    taken = set(Identifier.objects.filter(normal__in=wanted).values_list("normal", flat=True))
    people: dict[int, User] = {}
    for planned_row in rows:
        if keys[planned_row.pk] & taken:
            planned_row.outcome, planned_row.why = Outcome.LEFT, "taken"
        else:
            people[planned_row.pk] = records.newcomer(planned_row.after, resolved)
    User.objects.bulk_create(people.values())
    made = [
        (people[planned_row.pk], planned_row.after)
        for planned_row in rows
        if planned_row.pk in people
    ]
    records.give_belongings(made, resolved, today)
    for planned_row in rows:
        if planned_row.pk in people:
            planned_row.person, planned_row.outcome = people[planned_row.pk], Outcome.DONE


def _add_alone(planned_row: PlannedRow, resolved: ResolvedPlaces, today: date) -> None:
    try:
        with transaction.atomic():
            _add_newcomers([planned_row], resolved, today)
    except IntegrityError:
        planned_row.person, planned_row.outcome, planned_row.why = None, Outcome.LEFT, "taken"


def _change_people(rows: Sequence[PlannedRow], resolved: ResolvedPlaces, today: date) -> None:
    """Writes what rows say about people who are known, and on each row what came of it. Somebody
    who was changed since the plan was made stays as they are."""
    current = records.read_records(
        [planned_row.person_id for planned_row in rows if planned_row.person_id], today
    )
    for planned_row in rows:
        record = current.get(planned_row.person_id or 0)
        if record is None or not record.agrees_with(planned_row.before):
            planned_row.outcome, planned_row.why = Outcome.LEFT, "changed"
            continue
        try:
            with transaction.atomic():
                record.write_fields(planned_row.after, resolved, today)
        except IntegrityError:
            planned_row.outcome, planned_row.why = Outcome.LEFT, "taken"
        else:
            planned_row.outcome = Outcome.DONE
