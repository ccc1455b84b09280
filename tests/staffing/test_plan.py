"""What a file would do to the people who are known: pure, so each case is a few rows."""

from datetime import date

import pytest

from awareness.staffing.planning.days import (
    NoDay,
    day_order_of,
    has_day_words_alone,
    read_day,
    split_span,
)
from awareness.staffing.planning.known import (
    MAKE_PLACE,
    WITHOUT_PLACE,
    Person,
    PlaceAnswer,
    Places,
    Staff,
)
from awareness.staffing.planning.managers import Grant
from awareness.staffing.planning.plan import Kind, Plan, plan, with_answers
from awareness.staffing.planning.values import language_code
from awareness.staffing.reading.cells import Answer, Number
from awareness.staffing.reading.heads import Field
from awareness.staffing.reading.read import ReadRow

TODAY = date(2026, 11, 29)
GOTHENBURG, LEEDS = 1, 2
PACKING, NIGHT = 11, 12
N, E, NAME, SITE, TEAM, BOSS = (
    Field.NUMBER, Field.EMAIL, Field.NAME, Field.SITE, Field.TEAM, Field.MANAGER,
)  # fmt: skip


def is_clear(made: Plan) -> bool:
    """Whether nothing needs somebody."""
    return not (made.problems or made.brake or any(entry.waits for entry in made.entries))


def person(pk: int, **fields) -> Person:
    usual = {"name": "Anna Berg", "number": f"{pk:05}", "email": f"a{pk}@example.com"}
    return Person(pk, **{**usual, "site": GOTHENBURG, "teams": (PACKING,), **fields})


def staff(*people: Person, **more) -> Staff:
    return Staff(
        {p.id: p for p in people},
        {GOTHENBURG: "Göteborg", LEEDS: "Leeds"},
        {PACKING: ("Packing",), NIGHT: ("Packing", "Night")},
        **more,
    )


def planned(*rows: dict, known: Staff | None = None, **how) -> Plan:
    taken = [ReadRow(number, cells) for number, cells in enumerate(rows, start=2)]
    fields = [field for row in rows for field in row]
    return plan(taken, fields, known or staff(), TODAY, **how)


def needs(made: Plan) -> list[tuple[int, str]]:
    return [(need.row, need.code) for need in made.problems]


# Who a row is


def test_a_surname_and_an_address_change_and_the_person_stays():
    made = planned({N: "00007", E: "new@example.com", NAME: "Anna Rohde"}, known=staff(person(7)))
    (entry,) = made.entries
    assert (entry.kind, entry.person) == (Kind.CHANGED, 7)
    assert entry.before == {"email": "a7@example.com", "name": "Anna Berg"}
    assert entry.after == {"email": "new@example.com", "name": "Anna Rohde"}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({N: "99999", E: "a7@example.com"}, "other_number"),
        ({N: "00007", E: "a8@example.com"}, "two_people"),
        ({N: "00007", E: "b@example.com", NAME: "Bo Ek"}, "other_person"),
        ({N: "00009", E: "c9@example.com", NAME: "Bo Ek"}, "other_name"),
        ({NAME: "Bo Ek"}, "nobody"),
        ({N: "00010", NAME: "Bo Ek"}, "not_yours"),
    ],
)
def test_whom_a_row_is_about_is_never_guessed(row, code):
    """A reused number or address must not inherit a record."""
    known = staff(
        person(7), person(8), person(9, number="", email="c9@example.com"), person(10, kept=False)
    )
    made = planned(row, known=known)
    assert needs(made) == [(2, code)]
    assert made.entries == []


def test_two_rows_with_one_number_both_need_somebody():
    made = planned({N: "1", NAME: "Bo Ek"}, {N: "1", NAME: "Bo Al"}, {N: "2", NAME: "Bo Ul"})
    assert needs(made) == [(2, "number_twice"), (3, "number_twice")]
    assert [entry.row for entry in made.entries] == [4]
    twice = planned({E: "A@example.com", N: "1", NAME: "A B"}, {E: "a@example.com", NAME: "A B"})
    assert needs(twice) == [(2, "email_twice"), (3, "email_twice")]


def test_signs_that_nobody_sees_are_taken_as_meant_and_said():
    made = planned({E: "a7\u200b@example.com", NAME: "Anna Berg\u00a0"}, known=staff(person(7)))
    (entry,) = made.entries
    assert entry.kind == Kind.UNCHANGED
    assert entry.notes == (("email", "unseen"), ("name", "unseen"))


# Numbers


def test_a_number_cell_without_its_noughts_is_asked_about():
    known = staff(*(person(pk) for pk in range(1, 413)))
    made = planned({N: Number(123), NAME: "Anna Berg"}, {N: Number(77777)}, known=known)
    (asked, unnamed) = made.problems
    assert (asked.code, asked.mends) == ("which_number", ("00123", "123"))
    assert "412 people" in asked.reason
    assert "5 digits" in asked.reason
    assert unnamed.code == "no_name"
    mended = with_answers([ReadRow(2, {N: Number(123)})], {2: {N: Answer("00123")}})
    assert plan(mended, [N], known, TODAY).entries[0].person == 123


def test_noughts_are_told_from_the_file_where_nobody_is_known():
    rows = [{N: f"{n:05}", NAME: "Anna Berg"} for n in range(1, 9)]
    made = planned(*rows, {N: Number(77), NAME: "Anna Berg"})
    assert needs(made) == [(10, "which_number")]
    assert "8 numbers in this file" in made.problems[0].reason
    assert "5 digits" in made.problems[0].reason


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (Number(1.2e16), "e_notation"),
        (Number(400_000, "0.00E+00"), "e_notation"),
        ("4,00E+05", "e_notation"),
        (Number(1.5), "fraction"),
        ("a@example.com", "address_as_number"),
        ("7", "noughts"),
        ("x" * 41, "long_number"),
        (date(2026, 1, 2), "kind"),
    ],
)
def test_a_number_that_is_none_refuses_the_row(cell, code):
    made = planned({N: cell, NAME: "Anna Berg"}, known=staff(person(7)))
    assert needs(made) == [(2, code)]


def test_a_number_that_the_sheet_shows_with_noughts_has_them():
    made = planned({N: Number(7, "00000")}, known=staff(person(7)))
    assert made.entries[0].kind == Kind.UNCHANGED


# What a row does not say


def test_an_empty_cell_or_an_absent_column_changes_nothing():
    known = staff(person(7, start=date(2020, 1, 1), language="sv", leave_from=date(2026, 1, 1)))
    made = planned({N: "00007"}, known=known)
    assert [entry.kind for entry in made.entries] == [Kind.UNCHANGED]
    assert is_clear(made)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({N: "9"}, "no_name"),
        ({N: "9", Field.FIRST_NAME: "Bo", Field.LAST_NAME: ""}, "half_name"),
        ({N: "9", NAME: "B?rn Ek"}, "letters_lost"),
        ({N: "9", NAME: "Ã…sa Ek"}, "letters_lost"),
        ({N: "9", NAME: "4711"}, "odd_name"),
        ({N: "9", NAME: "x" * 121}, "long_name"),
        ({E: "peter@example", NAME: "P N"}, "not_an_address"),
        ({E: "a@example.com; b@example.com", NAME: "P N"}, "two_addresses"),
        ({N: "9", NAME: "P N", Field.LANGUAGE: "Klingonish"}, "language"),
        ({N: "9", NAME: "P N", TEAM: "Packing / Night / Packing"}, "circle"),
        ({N: "9", NAME: "P N", SITE: "x" * 81}, "long_place"),
        ({N: "9", NAME: "P N", Field.START: "2026-03-01", Field.END: "2026-01-12"},
         "end_before_start"),
        ({N: "9", NAME: "P N", Field.LEAVE_FROM: "2026-12-24", Field.LEAVE_UNTIL: "2026-12-01"},
         "leave_backwards"),
        ({N: "9", NAME: "P N", Field.LEAVE_UNTIL: "2026-12-24"}, "leave_without_start"),
        ({N: "9", NAME: "P N", Field.YOUTH_UNTIL: "2017"}, "not_a_day"),
        ({N: "9", NAME: "P N", BOSS: "nobody@example.com"}, "no_manager"),
        ({N: "9", NAME: "P N", BOSS: "a7@exampel.com"}, "close_manager"),
        ({N: "9", NAME: "P N", BOSS: "9"}, "own_manager"),
        ({N: "9", NAME: "P N", BOSS: "00008"}, "gone_manager"),
        ({N: "9", NAME: "P N", SITE: "Goteborgh"}, "close_name"),
        ({N: "9", NAME: "P N", TEAM: "Packing / Nigth"}, "close_name"),
    ],
)  # fmt: skip
def test_each_fault_is_named_once(row, code):
    row = {field: cell for field, cell in row.items() if cell} | (
        {Field.LAST_NAME: ""} if Field.LAST_NAME in row else {}
    )
    known = staff(person(7), person(8, end=date(2026, 1, 1)))
    taken = ReadRow(2, {field: cell for field, cell in row.items() if cell != ""})
    made = plan([taken], row, known, TODAY)
    assert needs(made) == [(2, code)]
    assert made.problems[0].reason


def test_words_in_a_column_of_leave_are_named_and_not_kept():
    made = planned({N: "9", NAME: "P N", Field.LEAVE_FROM: "sjuk sedan 2026"})
    (need,) = made.problems
    assert (need.code, need.value) == ("not_a_day", "")
    assert "sjuk" not in repr(made)


@pytest.mark.parametrize("cell", ["sjuk", "sjuk 2026-01-02 – 2026-02-03", "sjuk 12 2026"])
def test_words_in_a_column_of_two_days_are_named_and_not_kept(cell):
    made = planned({N: "9", NAME: "P N", Field.LEAVE: cell})
    (need,) = made.problems
    assert (need.code, need.value) == ("not_a_span", "")
    assert "sjuk" not in repr(made)
    assert not has_day_words_alone(cell)


# Days


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("2026-12-01 – 2026-12-31", "2026-12-01", "2026-12-31"),
        ("2026-12-01-2026-12-31", "2026-12-01", "2026-12-31"),
        ("2026-12-01/2026-12-31", "2026-12-01", "2026-12-31"),
        ("1.12.2026-31.12.2026", "2026-12-01", "2026-12-31"),
        ("ab 1. Dezember 2026 bis 31. Dezember 2026", "2026-12-01", "2026-12-31"),
        ("from 1 December 2026 to 31 December 2026", "2026-12-01", "2026-12-31"),
        ("fr.o.m. 2026-12-01 t.o.m. 2026-12-31", "2026-12-01", "2026-12-31"),
        ("13/12/2026 → 31/12/2026", "2026-12-13", "2026-12-31"),
        ("2026-12-01 – 9999-12-31", "2026-12-01", None),
        ("2026-12-01 –", "2026-12-01", None),
        ("since 2026-12-01", "2026-12-01", None),
    ],
)
def test_both_days_of_leave_in_one_cell(cell, first, last):
    assert has_day_words_alone(cell)
    made = planned({N: "9", NAME: "P N", Field.LEAVE: cell})
    assert is_clear(made)
    after = made.entries[0].after
    assert (after["leave_from"], after.get("leave_until")) == (first, last)


def test_an_open_end_takes_the_known_end_away():
    away = person(7, leave_from=date(2026, 12, 1), leave_until=date(2026, 12, 31))
    made = planned({N: "00007", Field.LEAVE: "2026-12-01 –"}, known=staff(away))
    assert made.entries[0].after == {"leave_until": None}


@pytest.mark.parametrize(
    ("cell", "code", "mends"),
    [
        ("2026-12-01", "one_day", ("2026-12-01 –", "2026-12-01 – 2026-12-01")),
        (date(2026, 12, 1), "one_day", ("2026-12-01 –", "2026-12-01 – 2026-12-01")),
        ("2026-12-31 – 2026-12-01", "leave_backwards", ()),
        (
            "03/04/2026 – 2026-12-31",
            "which_day",
            ("2026-04-03 – 2026-12-31", "2026-03-04 – 2026-12-31"),
        ),
        ("2026-12-01 – 31/12/26", "short_year", ("2026-12-01 – 2026-12-31",)),
        ("9999-12-31 –", "far_day", ()),
        ("2026-12-01 2026-12-31", "not_a_span", ()),
        (Number(46_000), "not_a_span", ()),
    ],
)
def test_a_cell_of_leave_that_is_no_span_needs_somebody(cell, code, mends):
    made = planned({N: "9", NAME: "P N", Field.LEAVE: cell})
    assert needs(made) == [(2, code)]
    assert made.problems[0].mends == mends
    for mend in mends:
        assert split_span(mend)


def test_leave_with_other_days_in_two_columns_needs_somebody():
    row = {N: "9", NAME: "P N", Field.LEAVE_FROM: "2026-12-02", Field.LEAVE: "2026-12-01 –"}
    assert needs(planned(row)) == [(2, "leave_twice")]


def test_which_of_day_and_month_comes_first_is_told_by_both_days_of_leave():
    row = {N: "9", NAME: "P N", Field.LEAVE: "02/12/2026 – 31/12/2026"}
    assert planned(row).entries[0].after["leave_from"] == "2026-12-02"


@pytest.mark.parametrize(
    ("cell", "order", "right"),
    [
        ("2026-03-04", "", date(2026, 3, 4)),
        ("20260304", "", date(2026, 3, 4)),
        ("4.3.2026", "", date(2026, 3, 4)),
        ("2026-03-04 00:00:00", "", date(2026, 3, 4)),
        ("4 mars 2026", "", date(2026, 3, 4)),
        ("4. März 2026", "", date(2026, 3, 4)),
        ("Mar 4, 2026", "", date(2026, 3, 4)),
        ("04-Mar-2026", "", date(2026, 3, 4)),
        ("04/03/2026", "dmy", date(2026, 3, 4)),
        ("04/03/2026", "mdy", date(2026, 4, 3)),
        ("24/03/2026", "", date(2026, 3, 24)),
        ("04/04/2026", "", date(2026, 4, 4)),
        ("04/03/2026", "", NoDay("which_day", ("2026-03-04", "2026-04-03"))),
        ("31/02/2027", "dmy", NoDay("no_such_day", ("2027-02-28", "2027-03-01"))),
        ("13/13/2026", "", NoDay("no_such_day")),
        ("30/02/1850", "dmy", NoDay("no_such_day")),  # neither day beside it would be taken
        ("4.3.26", "", NoDay("short_year", ("2026-03-04",))),
        ("1826-03-04", "", NoDay("far_day")),
        ("31.12.9999", "", None),
        ("see note", "", NoDay("not_a_day")),
        (Number(46085), "", NoDay("serial_day", ("2026-03-04",))),
        (Number(12), "", NoDay("not_a_day")),
        (date(2026, 3, 4), "", date(2026, 3, 4)),
    ],
)
def test_days_as_spreadsheets_write_them(cell, order, right):
    assert read_day(cell, order, TODAY) == right


def test_the_whole_file_tells_what_comes_first():
    assert day_order_of(["01/02/2026", "13/02/2026"]) == "dmy"
    assert day_order_of(["01/02/2026", "02/13/2026"]) == "mdy"
    assert day_order_of(["13/02/2026", "02/13/2026"]) == ""
    assert day_order_of(["2026-02-13", "01/02/2026"]) == ""
    assert day_order_of(["13/02/2026"] * 20 + ["02/13/2026"]) == "dmy"


def test_languages_by_code_and_by_name():
    written = ["sv-SE", "DE_de", "Swedish", "svenska", "Schwedisch", "engelska", "Scots"]
    assert [language_code(text) for text in written] == ["sv", "de", "sv", "sv", "sv", "en", ""]


@pytest.mark.parametrize("last", [Field.END, Field.LEAVE_UNTIL])
def test_a_day_in_a_reason_is_written_as_everywhere_on_the_site(last):
    first = {Field.END: Field.START, Field.LEAVE_UNTIL: Field.LEAVE_FROM}[last]
    made = planned({N: "9", NAME: "P N", first: "2026-03-01", last: "2026-01-12"})
    assert "1 March 2026" in made.problems[0].reason


# Places


def test_unknown_sites_and_teams_are_proposed_and_wait():
    rows = [{N: str(n), NAME: "P N", SITE: "Cork", TEAM: "Packing / Packing C"} for n in range(3)]
    made = planned(*rows)
    assert [(p.column, p.called, p.people) for p in made.proposals] == [
        (Field.SITE, "Cork", 3), (Field.TEAM, "Packing / Packing C", 3),
    ]  # fmt: skip
    assert made.counts["waiting"] == 3
    assert not is_clear(made)
    said = Places({"cork": MAKE_PLACE}, {("packing", "packing c"): PlaceAnswer(NIGHT)})
    made = planned(*rows, answers=said)
    assert made.entries[0].after["site"] == ["Cork"]
    assert made.entries[0].after["team"] == NIGHT
    assert is_clear(made)
    left_out = planned(
        *rows,
        answers=Places({"cork": WITHOUT_PLACE}, {("packing", "packing c"): PlaceAnswer(NIGHT)}),
    )
    assert "site" not in left_out.entries[0].after


def test_places_are_found_by_path_name_and_spelling():
    made = planned(
        {N: "1", NAME: "P N", SITE: "GÖTEBORG", TEAM: "Night"},
        {N: "2", NAME: "P N", SITE: "Leeds", TEAM: "packing > night"},
    )
    places = [(e.after["site"], e.after["team"]) for e in made.entries]
    assert places == [(GOTHENBURG, NIGHT), (LEEDS, NIGHT)]


def test_a_slip_in_a_place_that_the_file_spells_right_elsewhere_is_named():
    rows = [{N: str(n), NAME: "P N", SITE: "Hamburg", TEAM: "Team 1"} for n in range(10)]
    slip = {N: "98", NAME: "P N", SITE: "Hamburgg", TEAM: "Team 1"}
    other = {N: "99", NAME: "P N", SITE: "Hamburg", TEAM: "Team 2"}
    made = planned(*rows, slip, other)
    assert needs(made) == [(12, "close_name")]
    assert made.problems[0].mends == ("Hamburg", "Hamburgg")


# Managers


def test_a_file_grants_manager_of_a_team_to_whom_the_members_name():
    """The manager's own row names who stands above, which is no grant over this team."""
    made = planned(
        {N: "1", NAME: "A B", TEAM: "Packing", BOSS: "2"},
        {N: "2", NAME: "C D", TEAM: "Packing", BOSS: "3"},
        {N: "3", NAME: "E F"},
    )
    assert made.grants == [Grant(PACKING, "2")]


def test_somebody_stops_managing_only_where_the_file_has_the_whole_team():
    people = [person(1), person(2), person(3, teams=())]
    known = staff(*people, managers={PACKING: frozenset({3})})
    rows = [{N: f"{pk:05}", BOSS: "00002"} for pk in (1, 2)]
    rows[1].pop(BOSS)
    both = planned(*rows, known=known)
    taken = Grant(PACKING, "00003", given=False)
    assert both.grants == [Grant(PACKING, "00002"), taken]
    assert all(grant.given for grant in planned(rows[0], known=known).grants)


# Coming and going


def test_who_has_an_end_that_is_over_leaves_and_who_stands_there_again_comes_back():
    known = staff(person(1), person(2, end=date(2026, 6, 30)), person(3, end=date(2026, 6, 30)))
    made = planned(
        {N: "00001", Field.END: "2026-11-28"},
        {N: "00002"},
        {N: "00003", Field.END: "2026-06-30"},
        {N: "4", NAME: "P N", Field.END: "2020-01-01"},
        known=known,
    )
    kinds = [Kind.LEAVER, Kind.BACK, Kind.UNCHANGED, Kind.PAST]
    assert [entry.kind for entry in made.entries] == kinds
    assert made.entries[1].after == {"end": None, "shut": False}


def test_nobody_leaves_by_being_absent_unless_the_file_is_whole():
    known = staff(*(person(pk) for pk in (1, 2)), person(3, bound=True), person(4, site=LEEDS))
    row = {N: "00001", SITE: "Göteborg"}
    part = planned(row, known=known)
    assert (part.absent, part.of(Kind.LEAVER)) == (2, [])
    whole = planned(row, known=known, whole=True)
    (leaver,) = whole.of(Kind.LEAVER)
    assert (leaver.person, leaver.after) == (2, {"end": "2026-11-28"})
    assert [(need.row, need.code) for need in whole.problems] == [(0, "holds_a_role")]
    assert whole.sites_absent == ["Leeds"]  # nobody of theirs leaves, and it is said


def test_whoever_a_row_in_need_may_be_about_does_not_leave():
    known = staff(person(1), person(2, name="Eva Ul"))
    made = planned({N: "00001"}, {N: "4,00E+05", NAME: "Eva Ul"}, known=known, whole=True)
    assert made.of(Kind.LEAVER) == []


def test_the_brake_holds_above_two_per_cent_and_five():
    known = staff(*(person(pk) for pk in range(1, 401)))
    rows = [{N: f"{pk:05}", NAME: "Anna Ek"} for pk in range(1, 10)]
    assert planned(*rows[:8], known=known).brake is None  # 8 of 400
    brake = planned(*rows, known=known).brake
    assert (brake.people, brake.changed, brake.moved, brake.leavers) == (400, 9, 0, 0)
    few = staff(*(person(pk) for pk in range(1, 21)))
    assert planned(*rows[:5], known=few).brake is None  # five is never too many


def test_hr_of_some_sites_changes_nobody_elsewhere():
    known = staff(person(1), person(2, site=LEEDS, kept=False), reach=frozenset({GOTHENBURG}))
    made = planned(
        {N: "00001", SITE: "Leeds"},
        {N: "00002"},
        {N: "8", NAME: "P N", SITE: "Leeds"},
        {N: "9", NAME: "P N"},
        known=known,
        whole=True,
    )
    assert needs(made) == [(row, "not_yours") for row in (2, 3, 4, 5)]
    assert made.of(Kind.LEAVER) == []


def test_a_first_day_after_the_known_last_day_needs_somebody():
    known = staff(person(1, end=date(2027, 3, 31)))
    made = planned({N: "00001", Field.START: date(2027, 5, 1)}, known=known)
    assert needs(made) == [(2, "start_after_end")]
    both = {N: "00001", Field.START: date(2027, 5, 1), Field.END: date(2027, 12, 31)}
    assert is_clear(planned(both, known=known))


def test_hr_of_some_sites_lets_nobody_manage_people_elsewhere_and_reads_no_address_of_theirs():
    known = staff(
        person(1),
        person(2, teams=(NIGHT,)),
        person(3, site=LEEDS, kept=False, email="leo.svensson@example.com"),
        reach=frozenset({GOTHENBURG}),
    )
    made = planned({N: "00001", BOSS: "00002"}, {N: "00002", BOSS: "00001"}, known=known)
    assert made.grants == [Grant(NIGHT, "00001")]
    assert [(need.row, need.code, need.name) for need in made.problems] == [
        (0, "manages_elsewhere", "Packing")
    ]
    slip = planned({N: "00002", BOSS: "leo.svenson@example.com"}, known=known)
    assert needs(slip) == [(2, "no_manager")]


def test_an_address_in_other_capitals_changes_nobody():
    made = planned({N: "00001", E: "A1@Example.COM"}, known=staff(person(1)))
    assert [entry.kind for entry in made.entries] == [Kind.UNCHANGED]


def test_a_number_of_somebody_who_left_brings_their_record_to_nobody_else():
    """Where the list has no addresses, that the name is another is all that tells."""
    known = staff(person(1, end=date(2026, 6, 30)))
    carl = {N: "00001", NAME: "Carl Nilsson"}
    assert needs(planned(carl, known=known)) == [(2, "number_of_leaver")]
    for same in (carl | {N: Answer("00001")}, {N: "00001", NAME: "Anna Lund"}, {N: "00001"}):
        assert [entry.kind for entry in planned(same, known=known).entries] == [Kind.BACK]
