"""A file goes in: staged, planned, imported in short transactions, taken back."""

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awareness.people.models import Identifier, Leave, Membership, RoleGrant, Site, Team, User
from awareness.staffing import access, forgetting, importing, staging, taking_back, tasks
from awareness.staffing.models import Import, NeededRow, PlannedRow, StagedRows, State
from awareness.staffing.reading.read import read
from awareness.staffing.resolved_places import ResolvedPlaces
from tests.staffing.files import csv_bytes

NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
HEAD = "Anst nr;E-post;Namn;Ort;Enhet;Chef;Start;Slut;Ledig från;Språk"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def leeds() -> Site:
    Team.objects.create(slug="packing", name="Packing")
    return Site.objects.create(slug="leeds", name="Leeds", country="GB", time_zone="Europe/London")


def planned(*lines: str, head: str = HEAD, by=None, whole=False) -> Import:
    sheet = read(csv_bytes(head, *lines))
    imported = staging.stage(sheet, "staff.csv", by, NOW, whole=whole)
    staging.plan_import(imported.pk)
    imported.refresh_from_db()
    return imported


def bring(*lines: str, **how) -> Import:
    """Import what can be; the import as it is then."""
    imported = planned(*lines, **how)
    importing.begin(imported.pk)
    importing.carry_on(imported.pk)
    imported.refresh_from_db()
    assert imported.state == State.IMPORTED
    return imported


def add(number: str, name: str, site=None, **fields) -> User:
    return User.objects.create_user(employee_number=number, name=name, site=site, **fields)


def outcomes(imported: Import) -> list[tuple[int, str, str, str]]:
    return list(imported.planned_rows.values_list("row", "kind", "outcome", "why"))


def test_people_come_in_with_all_that_the_row_says(leeds):
    imported = bring(
        "1;a@example.com;Åsa Öberg;Leeds;Packing;2;2020-01-01;;2026-12-01;sv",
        "2;;Bo Ek;leeds;packing;;;31.12.9999;;",
    )
    asa = User.objects.signing_in_with("A@example.com").get()
    assert (asa.name, asa.employee_number, asa.site, asa.language) == (
        "Åsa Öberg",
        "1",
        leeds,
        "sv",
    )
    assert (asa.start_day, asa.has_usable_password()) == (date(2020, 1, 1), False)
    assert Membership.objects.get(user=asa).since == date(2020, 1, 1)
    assert Leave.objects.get().first_day == date(2026, 12, 1)
    grant = RoleGrant.objects.get()
    assert (grant.user.name, grant.role, grant.team.name) == ("Bo Ek", "manager", "Packing")
    assert imported.counts["new"] == 2
    assert (imported.done, imported.to_do) == (2, 2)


def test_leave_comes_in_from_one_column_and_words_in_it_are_kept_nowhere(leeds):
    imported = planned(
        "1;Åsa Öberg;Leeds;1.12.2026-31.1.2027",
        "2;Bo Ek;Leeds;sjuk sedan 1.11.2026",
        head="Anst nr;Namn;Ort;Ledig från-till",
    )
    assert list(NeededRow.objects.values_list("row", "field", "code", "value")) == [
        (3, "leave", "not_a_span", "")
    ]
    assert "sjuk" not in json.dumps([chunk.rows for chunk in imported.staged.all()])
    importing.begin(imported.pk)
    importing.carry_on(imported.pk)
    leave = Leave.objects.get()
    assert (leave.first_day, leave.last_day) == (date(2026, 12, 1), date(2027, 1, 31))


def test_the_same_file_again_changes_nothing(leeds):
    lines = ("1;a@example.com;Åsa Öberg;Leeds;Packing;2;2020-01-01;;;sv", "2;;Bo Ek;Leeds;;;;;;")
    bring(*lines)
    imported = planned(*lines)
    assert imported.counts["unchanged"] == 2
    assert imported.grants == []


def test_who_starts_later_is_known_by_the_team_they_start_in(leeds):
    Team.objects.create(slug="night", name="Night", parent=Team.objects.get())
    line = "1;;Åsa;Leeds;Packing;;2027-02-01;;;"
    bring(line)
    assert planned(line).counts["unchanged"] == 1
    bring("1;;;;Packing / Night;;;;;")
    [row] = Membership.objects.all()
    assert (row.team.name, row.since) == ("Night", date(2027, 2, 1))


def test_a_move_keeps_the_team_of_before(leeds):
    Team.objects.create(slug="night", name="Night", parent=Team.objects.get())
    bring("1;;Åsa;Leeds;Packing;;2020-01-01;;;")
    bring("1;b@example.com;Åsa Berg;;Packing / Night;;;;;")
    rows = Membership.objects.order_by("since").values_list("team__name", "since", "until")
    assert list(rows) == [("Packing", date(2020, 1, 1), TODAY), ("Night", TODAY, None)]
    person = User.objects.get()
    assert (person.name, person.email, person.site) == ("Åsa Berg", "b@example.com", leeds)


def test_who_leaves_cannot_sign_in_and_who_comes_back_can(leeds):
    bring("1;;Åsa;Leeds;;;;;;")
    bring("1;;;;;;;2026-11-28;;")
    assert not User.objects.get().may_sign_in(NOW)
    imported = bring("1;;;;;;;;;")
    assert imported.counts["back"] == 1
    assert User.objects.get().may_sign_in(NOW)


def test_unknown_places_wait_for_an_answer_and_are_made_after_a_yes(leeds):
    imported = bring("1;;Åsa;Cork;Sorting / Night;;;;;", "2;;Bo;Leeds;;;;;;")
    assert outcomes(imported) == [(2, "new", "left", "waits"), (3, "new", "done", "")]
    assert not Site.objects.filter(name="Cork").exists()
    imported = planned("1;;Åsa;Cork;Sorting / Night;;;;;")
    imported.sites, imported.teams = (
        {"cork": {"make": "IE"}},
        [[["sorting", "night"], {"make": ""}]],
    )
    imported.answers += 1
    imported.save()
    staging.plan_import(imported.pk)
    importing.begin(imported.pk)
    importing.carry_on(imported.pk)
    site = User.objects.get(name="Åsa").site
    assert (site.country, site.time_zone, site.slug) == ("IE", "Europe/Dublin", "cork")
    assert Membership.objects.get().team.parent.name == "Sorting"
    imported.refresh_from_db()
    taking_back.begin(imported.pk, by=None)
    taking_back.carry_on(imported.pk)
    assert not Site.objects.filter(name="Cork").exists()
    assert set(Team.objects.values_list("name", flat=True)) == {"Packing"}


def test_nothing_is_half_after_a_kill_anywhere(leeds, monkeypatch, turns):
    """Each transaction takes whole rows; whoever carries on takes those that are left."""
    monkeypatch.setattr(importing, "ROWS_AT_ONCE", 2)
    imported = planned(*(f"{n};;Person {'abcdefghi'[n]};Leeds;Packing;;;;;" for n in range(8)))
    assert len(turns) >= 2  # rows of the file, and of the plan
    importing.begin(imported.pk)
    with pytest.raises(importing.NotReady):  # a double click
        importing.begin(imported.pk)

    class Killed(BaseException):
        pass

    for allowed in range(8):
        written = 0

        def dies(execute, sql, params, many, context, allowed=allowed):
            nonlocal written
            if sql.startswith(("INSERT", "UPDATE", "DELETE")):
                written += 1
                if written > allowed:
                    raise Killed
            return execute(sql, params, many, context)

        with pytest.raises(Killed), connection.execute_wrapper(dies):
            importing.carry_on(imported.pk)
        done = PlannedRow.objects.filter(outcome="done", kind="new").count()
        assert User.objects.count() == done == Membership.objects.count()
        assert Identifier.objects.count() == done
    turns.clear()
    left = imported.to_do - PlannedRow.objects.filter(outcome="done").count()
    importing.carry_on(imported.pk)
    assert len(turns) >= left / 2
    imported.refresh_from_db()
    assert (imported.state, imported.done) == (State.IMPORTED, imported.to_do)
    assert User.objects.count() == 8


def test_a_person_whom_somebody_changed_meanwhile_is_left_as_they_are(leeds):
    person = add("1", "Åsa", leeds)
    imported = planned("1;;Åsa Berg;;;;;;;", "2;;Bo Ek;Leeds;;;;;;")
    person.name = "Åsa Rohde"
    person.save()
    add("2", "Bo Ek")
    importing.begin(imported.pk)
    importing.carry_on(imported.pk)
    assert outcomes(imported) == [(2, "changed", "left", "changed"), (3, "new", "left", "taken")]
    assert set(User.objects.values_list("name", flat=True)) == {"Åsa Rohde", "Bo Ek"}


def test_the_brake_asks_for_the_number_that_was_read(leeds):
    for number in range(10, 16):
        add(str(number), "Anna Berg", leeds)
    imported = planned(*(f"{number};;Anna Ek;;;;;;;" for number in range(10, 16)))
    for confirmed in (None, 5):
        with pytest.raises(importing.NotReady) as refused:
            importing.begin(imported.pk, confirmed=confirmed)
        assert refused.value.code == "brake"
    importing.begin(imported.pk, confirmed=6)


def test_taking_back_gives_back_what_nobody_touched(leeds, turns):
    boss = add("9", "Eva Ul", leeds)
    asa = add("1", "Åsa Öberg", leeds, email="a@example.com")
    gone = add("2", "Bo Ek", leeds)
    before = list(User.objects.order_by("pk").values("name", "site", "end_day", "language"))
    imported = bring(
        "1;new@example.com;Åsa Rohde;;Packing;9;;;2026-12-01;de",
        "2;;;;;;;2026-11-01;;",
        "3;;New One;Leeds;Packing;;;;;",
        "4;;New Two;Leeds;;;;;;",
        "5;;New Three;Leeds;;;;;;",
    )
    assert boss.role_grants.count() == 1
    claimed = User.objects.get(name="New Two")
    claimed.set_password("a long password of their own")
    claimed.save()
    User.objects.filter(name="New Three").update(language="sv")
    taking_back.begin(imported.pk, by=None)
    turns.clear()
    taking_back.carry_on(imported.pk)
    assert turns
    assert outcomes(imported) == [
        (2, "changed", "back", ""), (3, "leaver", "back", ""), (4, "new", "back", ""),
        (5, "new", "kept", ""), (6, "new", "kept", ""),
    ]  # fmt: skip
    left = User.objects.exclude(name__in=("New Two", "New Three")).order_by("pk")
    assert list(left.values("name", "site", "end_day", "language")) == before
    assert User.objects.get(pk=asa.pk).email == "a@example.com"
    assert User.objects.get(pk=gone.pk).may_sign_in(NOW)
    assert not RoleGrant.objects.exists()
    assert not Leave.objects.exists()
    assert not Membership.objects.exists()
    with pytest.raises(importing.NotReady):
        taking_back.begin(imported.pk, by=None)


def test_an_older_plan_does_not_overwrite_a_newer_one(leeds, monkeypatch):
    """HR answers while a worker plans: what that one writes is not kept."""
    imported = planned("1;;Åsa;Cork;;;;;;")
    plan = staging.plan

    def answered_meanwhile(*args, **kwargs):
        made = plan(*args, **kwargs)
        Import.objects.update(answers=7)
        return made

    monkeypatch.setattr(staging, "plan", answered_meanwhile)
    Import.objects.update(answers=6)
    staging.plan_import(imported.pk)
    imported.refresh_from_db()
    assert (imported.state, imported.planned) == (State.PLANNING, 0)
    with pytest.raises(importing.NotReady) as refused:
        importing.begin(imported.pk)
    assert refused.value.code == "planning"


def test_what_a_kill_left_is_gone_on_with(leeds):
    """No task knows of it any more; the schedule finds it."""
    waiting, begun = planned("1;;Åsa;Leeds;;;;;;"), planned("2;;Bo;Leeds;;;;;;")
    Import.objects.filter(pk=waiting.pk).update(state=State.PLANNING)
    importing.begin(begun.pk)
    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        tasks.look_after_imports.enqueue()
    assert User.objects.get().name == "Bo"
    states = dict(Import.objects.values_list("pk", "state"))
    assert states == {waiting.pk: State.PLANNED, begun.pk: State.IMPORTED}


def test_files_go_after_a_day_and_receipts_after_thirty(leeds):
    planned("1;;Åsa;Cork;;;;;;")
    bring("2;;Bo Ek;Leeds;;;;;;", "3;;Ewa Al;;;;31/02/2027;;;")
    assert StagedRows.objects.count() == 1  # that of the second went when it was imported
    forgetting.forget(NOW + timedelta(hours=23))
    assert StagedRows.objects.count() == 1
    forgetting.forget(NOW + timedelta(hours=25))
    assert (StagedRows.objects.count(), Import.objects.count()) == (0, 1)
    assert (NeededRow.objects.get().value, PlannedRow.objects.count()) == ("", 1)
    forgetting.forget(NOW + timedelta(days=31))
    assert (Import.objects.count(), PlannedRow.objects.count()) == (0, 0)
    assert User.objects.get().name == "Bo Ek"


def test_a_plan_takes_as_many_queries_for_many_as_for_few(leeds):
    def queries(count: int) -> int:
        sheet = read(csv_bytes(HEAD, *(f"{n};;Anna Ek;Leeds;;;;;;" for n in range(count))))
        imported = staging.stage(sheet, "staff.csv", None, NOW)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            staging.plan_import(imported.pk)
            importing.begin(imported.pk)
            importing.import_some(imported.pk, ResolvedPlaces(), NOW)
        User.objects.all().delete()
        return len(captured)

    assert queries(20) == queries(80)


# The command


def run(tmp_path, *lines: str, **options):
    """(exit code, what it printed as JSON)."""
    file = tmp_path / "staff.csv"
    file.write_bytes(csv_bytes(HEAD, *lines))
    out = StringIO()
    try:
        call_command("import_people", file, format="json", stdout=out, **options)
        code = 0
    except SystemExit as ended:
        code = ended.code
    return code, json.loads(out.getvalue())


def test_the_command_says_what_needs_somebody_and_writes_nothing_on_a_dry_run(tmp_path, leeds):
    code, told = run(
        tmp_path, "1;;Åsa;Leeds;;;;;;", "1;;Bo;;;;;;;", "2;;Ewa;Cork;;;;;;", dry_run=True
    )
    assert code == 1
    numbers = [told[name] for name in ("new", "changed", "back", "unchanged", "leavers")]
    assert numbers == [1, 0, 0, 0, 0]
    need = told["needs"][0]
    assert (need["row"], need["column"], need["value"]) == (2, "number", "1")
    assert need["reason"].endswith(": 2, 3.")
    assert [(p["column"], p["name"], p["people"]) for p in told["proposed"]] == [
        ("site", "Cork", 1)
    ]
    assert (User.objects.count(), Import.objects.count()) == (0, 0)


def test_the_command_imports_and_leaves_what_needs_somebody(tmp_path, leeds):
    code, told = run(
        tmp_path, "1;;Åsa;Leeds;;;;;;", "2;;Bo;Cork;Sorting;;;;;", new_sites="ie", new_teams=True
    )
    assert (code, told["imported"], told["proposed"]) == (0, 2, [])
    assert Site.objects.get(name="Cork").country == "IE"
    add("5", "Ewa", leeds)
    code, told = run(tmp_path, "1;;;;;;;;;", whole=True, dry_run=True)
    assert (code, told["leavers"], told["leaver_names"]) == (0, 1, ["Ewa"])
    assert told["sites_absent"] == ["Cork"]  # so Bo stays
    code, told = run(tmp_path, "1;;Åsa Ö;;;;;;;", "3;;;;;;;;;")
    assert (code, told["changed"], told["imported"]) == (1, 1, 1)


def test_the_planner_is_told_once_what_an_import_wrote_and_took_back(
    leeds, monkeypatch, django_capture_on_commit_callbacks
):
    told = []
    monkeypatch.setattr(importing, "refresh_statistics", told.append)
    with django_capture_on_commit_callbacks(execute=True):
        imported = bring("1;;New One;Leeds;Packing;;;;;")
        tasks.carry_on.func(str(imported.pk))  # a second time there is nothing left to do
    assert [set(models) > {User, Identifier, PlannedRow} for models in told] == [True]
    with django_capture_on_commit_callbacks(execute=True):
        taking_back.begin(imported.pk, by=None)
        tasks.carry_on.func(str(imported.pk))
    assert len(told) == 2


LEAVE_HEAD = "Anst nr;Språk;Ledig från;Ledig till"


def leave_days(person: User) -> list[tuple[date, date | None]]:
    leaves = Leave.objects.filter(person=person).order_by("first_day")
    return list(leaves.values_list("first_day", "last_day"))


def test_a_list_that_still_has_an_earlier_leave_changes_nothing_of_the_newer(leeds):
    asa = add("1", "Åsa Öberg", leeds)
    spring, winter = (date(2026, 3, 1), date(2026, 3, 31)), (date(2026, 12, 1), None)
    for first, last in (spring, winter):
        Leave.objects.create(person=asa, first_day=first, last_day=last)
    imported = bring("1;sv;2026-03-01;2026-03-31", head=LEAVE_HEAD)
    assert outcomes(imported) == [(2, "changed", "done", "")]
    assert leave_days(asa) == [spring, winter]
    imported = bring("1;sv;2026-03-01;2026-04-30", head=LEAVE_HEAD)
    assert leave_days(asa) == [(date(2026, 3, 1), date(2026, 4, 30)), winter]
    taking_back.begin(imported.pk, by=None)
    taking_back.carry_on(imported.pk)
    assert leave_days(asa) == [spring, winter]


def test_leave_that_an_import_began_after_another_is_taken_back(leeds):
    asa = add("1", "Åsa Öberg", leeds)
    Leave.objects.create(person=asa, first_day=date(2026, 3, 1), last_day=date(2026, 3, 31))
    imported = bring("1;sv;2026-12-01;2026-12-31", head=LEAVE_HEAD)
    assert len(leave_days(asa)) == 2
    taking_back.begin(imported.pk, by=None)
    taking_back.carry_on(imported.pk)
    assert outcomes(imported) == [(2, "changed", "back", "")]
    assert leave_days(asa) == [(date(2026, 3, 1), date(2026, 3, 31))]


def test_the_team_of_a_joiner_comes_along_to_another_first_day(leeds):
    bring("1;;Åsa Öberg;Leeds;Packing;;2027-02-01;;;")
    asa = User.objects.get()
    for start in (date(2026, 12, 7), date(2027, 3, 1)):
        bring(f"1;;;Leeds;Packing;;{start};;;")
        assert Membership.objects.get(user=asa).since == start


def test_who_is_no_longer_of_this_hr_is_left(leeds, local, site):
    ours, moved = add("1", "Åsa Öberg", site), add("2", "Bo Ek", site)
    imported = planned("1;sv", "2;sv", head="Anst nr;Språk", by=local)
    User.objects.filter(pk=moved.pk).update(site=leeds)
    importing.begin(imported.pk)
    importing.carry_on(imported.pk)
    assert outcomes(imported) == [(2, "changed", "done", ""), (3, "changed", "left", "not_yours")]
    assert dict(User.objects.values_list("pk", "language"))[ours.pk] == "sv"


def test_a_receipt_names_nobody_whom_its_reader_does_not_keep_any_more(
    leeds, local, site, client_for
):
    people = {add("1", "Åsa Öberg", site).name, (moved := add("2", "Bo Ek", site)).name}
    imported = planned("1;sv", "2;sv", head="Anst nr;Språk", by=local)
    importing.begin(imported.pk)
    importing.carry_on(imported.pk)

    def named(person, name, *more) -> set[str]:
        response = client_for(person).get(reverse(f"staffing:{name}", args=[imported.pk, *more]))
        page = b"".join(response).decode()
        return {person_name for person_name in people if person_name in page}

    pages = [("show_import",), ("rows", "changed"), ("receipt",)]
    assert [named(local, *page) for page in pages] == [people] * 3
    User.objects.filter(pk=moved.pk).update(site=leeds)
    assert [named(local, *page) for page in pages] == [people - {moved.name}] * 3
    local.role_grants.update(limited=False)
    assert [named(User.objects.get(pk=local.pk), *page) for page in pages] == [people] * 3


def test_nobody_is_taken_back_whom_this_hr_does_not_keep_any_more(leeds, local, site, client_for):
    ours, moved = add("1", "Åsa Öberg", site), add("2", "Bo Ek", site)
    imported = planned("1;sv", "2;sv", head="Anst nr;Språk", by=local)
    importing.begin(imported.pk)
    importing.carry_on(imported.pk)
    User.objects.filter(pk=moved.pk).update(site=leeds)
    client_for(local).post(reverse("staffing:take_back", args=[imported.pk]))
    taking_back.carry_on(imported.pk)
    languages = dict(User.objects.values_list("pk", "language"))
    assert (languages[ours.pk], languages[moved.pk]) == ("", "sv")
    assert [outcome for *_row, outcome, _why in outcomes(imported)] == ["back", "kept"]


def test_an_import_that_another_has_just_begun_is_not_put_away(client_for, eva, leeds, monkeypatch):
    imported = planned("1;;Åsa Öberg;Leeds;;;;;;", by=eva)
    importing.begin(imported.pk)  # after the page has looked
    monkeypatch.setattr(access, "import_or_404", lambda _user, _pk: imported)
    client_for(eva).post(reverse("staffing:put_away", args=[imported.pk]))
    importing.carry_on(imported.pk)
    assert User.objects.filter(name="Åsa Öberg").exists()
    assert Import.objects.get().state == State.IMPORTED
