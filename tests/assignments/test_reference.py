"""The reference itself, by cases that were worked by hand from what the rules say."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.assignments.reference import asking, deeds, reading
from tests.assignments.reference.world import (
    Assignment,
    Belonging,
    Leave,
    Module,
    Person,
    Site,
    Team,
    World,
    months_later,
)

MARCH = date(2026, 3, 1)
DUE = date(2026, 3, 31)


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


class Town:
    """Two sites, three teams, one module, and Alice at the first of the sites."""

    def __init__(self):
        self.gothenburg = Site("gothenburg", "Europe/Stockholm")
        self.leeds = Site("leeds", "Europe/London")
        self.plant = Team("plant")
        self.packing = Team("packing", above=self.plant)
        self.module = Module("what-to-do")
        self.alice = Person("alice", self.gothenburg)
        self.world = World(people=[self.alice], modules=[self.module])

    def assign(self, day: date = MARCH, **more) -> Assignment:
        if not {"sites", "teams", "roles", "named", "started_after"} & more.keys():
            more["everyone"] = True
        dues = {} if "due_days" in more else {"due_on": DUE}
        assignment = Assignment(made_at=at(day), module=self.module, **dues | more)
        deeds.assign(self.world, assignment)
        return assignment

    def work(self, day: date) -> None:
        asking.evaluate(self.world, at(day))

    def finish(self, day: date) -> None:
        deeds.finish(self.world, self.alice, self.module, at(day))

    @property
    def asks(self):
        return self.world.asks_of(self.alice, self.module)

    @property
    def ask(self):
        return self.world.current(self.alice, self.module)

    def desk(self, day: date) -> str:
        return reading.desk(self.ask, day)


@pytest.fixture
def town() -> Town:
    return Town()


def days(number: int, since: date = MARCH) -> date:
    return since + timedelta(days=number)


# Whom it reaches


def test_dimensions_intersect_and_their_values_unite(town):
    town.alice.belongings = [Belonging(town.packing, date(2020, 1, 1))]
    today = MARCH
    for audience, expected in (
        ({"sites": [town.gothenburg]}, True),
        ({"sites": [town.gothenburg, town.leeds]}, True),
        ({"sites": [town.leeds]}, False),
        ({"teams": [(town.plant, True)]}, True),
        ({"teams": [(town.plant, False)]}, False),
        ({"teams": [(town.packing, False)], "sites": [town.leeds]}, False),
        ({"roles": ["manager"]}, False),
        ({"roles": ["manager", "learner"]}, True),
        ({"named": [town.alice], "sites": [town.leeds]}, True),
        ({"everyone": True, "left_out": [town.alice]}, False),
        ({"named": [town.alice], "left_out": [town.alice]}, False),
        ({"started_after": date(2026, 1, 1)}, False),  # nobody knows since when she works here
        ({}, False),
    ):
        assignment = Assignment(at(today), town.module, due_on=DUE, **audience)
        assert asking.reaches(assignment, town.alice, town.module, today) is expected, audience


def test_a_start_on_the_day_itself_is_not_after_it(town):
    assignment = Assignment(at(MARCH), town.module, started_after=days(-1))
    for start, expected in ((days(-1), False), (MARCH, True), (days(1), False)):
        town.alice.start = start  # tomorrow's starter is not at work today
        assert asking.reaches(assignment, town.alice, town.module, MARCH) is expected


def test_it_is_cut_with_whom_the_module_is_for(town):
    assignment = Assignment(at(MARCH), town.module, named=[town.alice])
    town.module.open_to = "it"
    assert not asking.reaches(assignment, town.alice, town.module, MARCH)
    town.alice.roles = {"it"}
    assert asking.reaches(assignment, town.alice, town.module, MARCH)
    town.alice.youth_until = MARCH
    assert not asking.reaches(assignment, town.alice, town.module, MARCH)
    assert asking.reaches(assignment, town.alice, town.module, days(1))


def test_a_track_asks_each_of_its_modules(town):
    second, another = Module("second"), Module("another", track="other")
    town.world.modules += [second, another]
    track = Assignment(at(MARCH), track="all-staff", everyone=True, due_on=DUE)
    deeds.assign(town.world, track)
    assert [ask.module.key for ask in town.world.asks] == ["what-to-do", "second"]


# Due days


def test_the_day_is_that_of_the_site(town):
    auckland = Person("ana", Site("auckland", "Pacific/Auckland"))
    nowhere = Person("noah")  # the employer's zone
    town.world.people += [auckland, nowhere]
    town.world.zone = "America/New_York"
    deeds.assign(
        town.world,
        Assignment(datetime(2026, 3, 1, 1, tzinfo=UTC), town.module, everyone=True, due_on=DUE),
    )
    asked = {ask.person.key: ask.asked_on for ask in town.world.asks}
    assert asked == {"alice": MARCH, "ana": MARCH, "noah": date(2026, 2, 28)}
    for hour, day in ((10, MARCH), (11, days(1))):  # Auckland's day begins at 11 in March
        assert town.world.day(auckland, at(MARCH, hour)) == day


def test_somebody_who_joins_later_has_28_days(town):
    town.alice.start = date(2026, 3, 20)
    town.assign()
    assert town.ask is None
    town.work(date(2026, 3, 20))
    assert town.ask.due_on == date(2026, 4, 17)


def test_somebody_who_joins_early_has_the_day_of_all(town):
    town.alice.start = date(2026, 3, 2)
    town.assign(due_on=date(2026, 6, 30))
    town.work(date(2026, 3, 2))
    assert town.ask.due_on == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("due_from", "start", "due_on"),
    [
        ("asked", None, date(2026, 3, 15)),
        ("start", date(2026, 2, 25), date(2026, 3, 11)),
        ("start", None, date(2026, 3, 15)),
        ("start", date(2020, 1, 1), date(2026, 3, 29)),  # long ago: 28 days from now
        ("return", None, date(2026, 3, 15)),  # never away
    ],
)
def test_so_many_days_after(town, due_from, start, due_on):
    town.alice.start = start
    town.assign(due_days=14, due_from=due_from)
    assert town.ask.due_on == due_on


def test_so_many_days_after_the_return(town):
    town.alice.leaves = [Leave(date(2026, 2, 1), date(2026, 3, 9))]
    town.assign(due_days=40, due_from="return")
    assert town.ask.due_on == date(2026, 4, 19)


def test_no_second_assignment_moves_the_day(town):
    town.assign()
    town.assign(days(1), due_on=date(2026, 3, 10))
    town.assign(days(2), due_on=date(2026, 5, 10))
    assert len(town.asks) == 1
    assert (town.ask.due_on, town.ask.first_due_on, len(town.ask.open_sources)) == (DUE, DUE, 3)


# Moves, leavers, those who come back


def test_a_move_asks_nobody_twice(town):
    town.assign(sites=[town.gothenburg])
    town.assign(sites=[town.leeds], due_on=date(2026, 3, 10))
    town.finish(days(3))
    town.alice.site = town.leeds
    town.work(days(10))
    assert len(town.asks) == 1
    assert [s.assignment.sites for s in town.ask.open_sources] == [[town.leeds]]
    assert (town.ask.due_on, town.ask.done_on) == (DUE, days(3))


def test_a_move_away_ends_it_and_a_move_back_goes_on(town):
    town.assign(sites=[town.gothenburg])
    town.alice.site = town.leeds
    town.work(days(10))
    assert town.ask is None
    assert (town.asks[0].ended_on, town.asks[0].ended_reason) == (days(10), "moved")
    town.alice.site = town.gothenburg
    town.work(days(20))
    assert len(town.asks) == 1
    assert (town.ask.due_on, town.ask.first_due_on) == (days(48), DUE)
    assert [(c.kind, c.code) for c in town.ask.changes] == [
        ("asked", ""), ("ended", "moved"), ("reopened", ""), ("extended", "returned"),
    ]  # fmt: skip


def test_who_left_done_comes_back_done(town):
    town.assign()
    town.finish(days(3))
    town.alice.end = days(5)
    town.work(days(5))
    assert town.ask is not None  # the last day is a day at work
    town.work(days(6))
    assert town.asks[0].ended_reason == "left"
    town.alice.end = None
    town.work(days(60))
    assert (len(town.asks), town.ask.done_on, town.ask.due_on) == (1, days(3), DUE)


@pytest.mark.parametrize("audience", ["module", "assignment"])
def test_a_role_that_was_taken_ends_it(town, audience):
    town.alice.roles = {"it"}
    if audience == "module":
        town.module.open_to = "it"
    town.assign(**({"roles": ["it"]} if audience == "assignment" else {}))
    town.alice.roles = set()
    town.work(days(1))
    assert town.asks[0].ended_reason == "role"


def test_the_youth_edition_ends_what_is_not_for_the_youngest(town):
    town.alice.roles, town.module.open_to = {"it"}, "it"
    town.assign()
    town.alice.youth_until = days(9)
    town.work(days(1))
    assert town.asks[0].ended_reason == "youth"


def test_a_retired_module_ends_its_asks(town):
    town.assign()
    town.module.retired = True
    town.work(days(4))
    assert town.asks[0].ended_reason == "retired"


def test_a_renamed_module_is_the_same(town):
    town.assign()
    town.module.key = "what-to-do-now"
    town.work(days(4))
    assert len(town.asks) == 1


# Leave


def test_leave_over_the_due_day_gives_days_after_the_return(town):
    town.assign(return_days=10)
    town.alice.leaves = [Leave(date(2026, 3, 25), date(2026, 5, 4))]
    town.work(date(2026, 5, 4))
    assert (town.desk(date(2026, 5, 4)), town.ask.due_on) == ("excused", DUE)
    town.work(date(2026, 5, 5))
    assert (town.desk(date(2026, 5, 5)), town.ask.due_on) == ("to_do", date(2026, 5, 15))
    assert town.ask.first_due_on == DUE
    town.work(date(2026, 5, 20))
    assert town.ask.due_on == date(2026, 5, 15)


def test_leave_when_asked_that_ends_early_changes_nothing(town):
    town.alice.leaves = [Leave(days(-3), days(2))]
    town.assign(return_days=10)
    town.work(days(3))
    assert town.ask.due_on == DUE


def test_leave_in_between_changes_nothing(town):
    town.assign()
    town.alice.leaves = [Leave(days(2), days(20))]
    town.work(days(21))
    assert town.ask.due_on == DUE


# Done, recent enough, done again


def test_what_was_done_before_it_was_asked_does_not_count(town):
    town.finish(days(-1))
    town.assign()
    assert town.ask.done_on is None


@pytest.mark.parametrize(("recent", "done_on"), [(29, None), (30, days(-30)), (31, days(-30))])
def test_recent_enough_counts(town, recent, done_on):
    town.finish(days(-30))
    town.assign(recent_days=recent)
    assert town.ask.done_on == done_on


def test_a_second_assignment_asks_again_what_is_too_old_for_it(town):
    town.assign()
    town.finish(days(3))
    town.assign(days(20), recent_days=17)
    assert len(town.asks) == 1
    town.assign(days(21), recent_days=17, due_on=date(2026, 6, 1))
    old, new = town.asks
    assert (old.ended_reason, old.done_on) == ("asked_again", days(3))
    assert (new.asked_on, new.due_on, new.done_on) == (days(21), date(2026, 6, 1), None)
    assert len(new.open_sources) == 3
    town.finish(days(22))
    assert [ask.done_on for ask in town.asks] == [days(3), days(22)]


def test_a_major_version_asks_again_once_it_is_adopted(town):
    town.assign(again_on_major=True, recent_days=900)
    town.finish(days(3))
    town.module.major = 2
    town.work(days(40))
    assert town.ask.done_on
    town.module.adopted_major = 2
    town.work(days(41))
    old, new = town.asks
    assert (old.ended_reason, new.due_on, new.done_on) == ("asked_again", days(69), None)
    town.finish(days(42))
    town.work(days(43))
    assert len(town.asks) == 2


def test_a_major_version_asks_nobody_again_by_itself(town):
    town.assign()
    town.finish(days(3))
    town.module.major = town.module.adopted_major = 2
    town.work(days(41))
    assert len(town.asks) == 1


# Renewal


def test_the_same_day_of_the_month():
    assert months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_later(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_later(date(2026, 11, 15), 14) == date(2028, 1, 15)


def test_a_renewal_opens_so_many_days_before(town):
    town.assign(renew_from="completion", renew_months=12, opens_days=30)
    town.finish(date(2026, 3, 10))
    assert (town.ask.valid_until, town.ask.opens_on) == (date(2027, 3, 10), date(2027, 2, 8))
    town.work(date(2027, 2, 7))
    assert (len(town.asks), town.desk(date(2027, 2, 7))) == (1, "done")
    assert town.desk(date(2027, 2, 8)) == "expiring"  # also while the worker stands still
    town.work(date(2027, 2, 8))
    old, new = town.asks
    assert (old.ended_reason, old.done_on) == ("renewed", date(2026, 3, 10))
    assert (new.renews, new.due_on, new.done_on) == (old, date(2027, 3, 10), None)
    assert town.desk(date(2027, 3, 10)) == "expiring"
    assert town.desk(date(2027, 3, 11)) == "to_do"
    assert town.desk(date(2027, 3, 24)) == "late"


def test_while_the_worker_stands_still_what_has_expired_is_to_do(town):
    town.assign(renew_from="completion", renew_months=12, opens_days=30)
    town.finish(date(2026, 3, 10))
    assert town.desk(date(2027, 3, 10)) == "expiring"
    assert town.desk(date(2027, 3, 11)) == "to_do"
    assert town.desk(date(2027, 3, 23)) == "to_do"
    assert town.desk(date(2027, 3, 24)) == "late"


@pytest.mark.parametrize(
    ("renew_from", "second"),
    [
        ("completion", date(2028, 2, 20)),
        ("expiry", date(2028, 3, 10)),
        ("fixed_day", date(2028, 4, 1)),
    ],
)
def test_what_the_next_year_is_counted_from(town, renew_from, second):
    town.assign(renew_from=renew_from, renew_month=4, renew_day=1, opens_days=60)
    town.finish(date(2026, 3, 10) if renew_from != "fixed_day" else date(2026, 5, 10))
    town.work(date(2027, 2, 19))
    assert len(town.asks) == 2
    town.finish(date(2027, 2, 20))
    assert town.ask.valid_until == second
    assert [ask.done_on for ask in town.asks][1] == date(2027, 2, 20)


def test_what_is_renewed_very_late_counts_for_the_time_after(town):
    town.assign(renew_from="expiry", renew_months=4, opens_days=30)
    town.finish(date(2026, 3, 10))
    town.work(date(2026, 7, 1))  # valid until 10 July
    town.finish(date(2026, 10, 20))  # when the next, until 10 November, could be renewed already
    assert town.ask.valid_until == date(2027, 3, 10)


def test_of_several_renewals_the_earliest(town):
    town.assign(renew_from="completion", renew_months=24)
    town.assign(renew_from="completion", renew_months=12, opens_days=5)
    town.finish(date(2026, 3, 10))
    assert (town.ask.valid_until, town.ask.opens_on) == (date(2027, 3, 10), date(2027, 3, 5))


# Withdrawing, extending, excusing, pausing


def test_withdrawing_and_taking_it_back(town):
    town.world.people.append(other := Person("ben", town.leeds))
    first = town.assign(sites=[town.gothenburg])
    second = town.assign()
    deeds.withdraw(town.world, second, at(days(2)))
    assert [ask.person.key for ask in town.world.asks if ask.ended_reason == "withdrawn"] == ["ben"]
    assert town.ask.open_sources[0].assignment is first
    town.work(days(3))
    deeds.take_back(town.world, second, at(days(4)))
    [again] = town.world.asks_of(other, town.module)
    assert (again.ended_on, again.due_on) == (None, DUE)
    assert len(town.ask.open_sources) == 2


def test_after_withdrawing_a_new_assignment_asks_anew(town):
    deeds.withdraw(town.world, town.assign(), at(days(2)))
    town.assign(days(3), due_on=date(2026, 3, 10))
    assert [ask.ended_reason for ask in town.asks] == ["withdrawn", ""]
    assert town.ask.due_on == date(2026, 3, 10)


def test_an_extension_is_later_never_earlier(town):
    town.assign()
    deeds.extend(town.world, town.ask, days(1), "personal", at(MARCH))
    assert town.ask.due_on == DUE
    deeds.extend(town.world, town.ask, date(2026, 5, 1), "personal", at(MARCH))
    assert (town.ask.due_on, town.ask.first_due_on) == (date(2026, 5, 1), DUE)


def test_a_manager_cannot_tell_four_apart(town):
    town.assign()
    readings = set()
    deeds.excuse(town.world, town.ask, "personal", at(MARCH))
    readings.add(reading.manager(town.ask, DUE))
    deeds.end_excuse(town.world, town.ask, at(MARCH))
    deeds.pause(town.world, town.ask, DUE, "personal", at(MARCH))
    readings.add(reading.manager(town.ask, DUE))
    assert reading.manager(town.ask, days(1, DUE)) == ("to_do", DUE)
    deeds.resume(town.world, town.ask, at(MARCH))
    town.alice.leaves = [Leave(DUE, None)]
    readings.add(reading.manager(town.ask, DUE))
    town.alice.leaves = []
    town.finish(days(3))
    readings.add(reading.manager(town.ask, DUE))
    assert readings == {("nothing to do", None)}


@pytest.mark.parametrize(
    ("day", "desk", "own"),
    [(DUE, "to_do", "to_do"), (days(1, DUE), "to_do", "late"), (days(13, DUE), "to_do", "late"),
     (days(14, DUE), "late", "late")],
)  # fmt: skip
def test_late_to_the_employer_after_a_fortnight(town, day, desk, own):
    town.assign()
    assert (reading.desk(town.ask, day), reading.own(town.ask, day)) == (desk, own)


def test_totals_are_sums_of_what_is_shown(town):
    town.world.people.append(Person("ben", town.leeds, end=days(5)))
    town.assign()
    town.finish(days(2))
    assert reading.totals(town.world, at(days(4))) == {
        ("gothenburg", "what-to-do", "done"): 1, ("leeds", "what-to-do", "to_do"): 1,
    }  # fmt: skip
    # Who has left is nobody's to see, whether or not the worker ran.
    assert reading.totals(town.world, at(days(6))) == {("gothenburg", "what-to-do", "done"): 1}


# Mail


def calendar(town: Town) -> dict[date, list[str]]:
    """By day, what goes out until the end of June."""
    plan = {}
    for number in range(120):
        kinds = sorted(kind for _p, _m, kind, _day in reading.mails(town.world, days(number)))
        if kinds:
            plan[days(number)] = kinds
    return plan


def test_the_mails_of_one_ask_fall_on_working_days(town):
    town.assign()  # on a Sunday
    assert calendar(town) == {
        date(2026, 3, 2): ["asked"],
        date(2026, 3, 24): ["due_soon"],
        date(2026, 4, 15): ["late"],
    }


def test_who_is_asked_a_week_before_is_told_once(town):
    town.assign(due_on=date(2026, 3, 8))
    assert calendar(town) == {date(2026, 3, 2): ["asked"], date(2026, 3, 23): ["late"]}


def test_more_time_is_told_by_the_newest_day_while_it_is_to_come(town):
    town.assign()
    for day, until in ((4, date(2026, 4, 10)), (9, date(2026, 4, 20))):
        deeds.extend(town.world, town.ask, until, "workload", at(days(day)))
    assert calendar(town) == {
        date(2026, 3, 2): ["asked"],
        date(2026, 3, 10): ["extended"],
        date(2026, 4, 13): ["due_soon"],
        date(2026, 5, 5): ["late"],
    }
    town.alice.leaves = [Leave(days(9), date(2026, 4, 20))]
    assert "extended" not in [kind for kinds in calendar(town).values() for kind in kinds]


def test_leave_puts_mail_off_until_the_return(town):
    town.assign()
    town.alice.leaves = [Leave(date(2026, 3, 20), date(2026, 3, 25))]
    assert calendar(town)[date(2026, 3, 26)] == ["due_soon"]
    town.alice.leaves = [Leave(date(2026, 3, 20), date(2026, 4, 1))]  # back after it was due
    assert "due_soon" not in [kind for kinds in calendar(town).values() for kind in kinds]
    town.alice.leaves = [Leave(date(2026, 3, 20))]
    assert list(calendar(town)) == [date(2026, 3, 2)]


def test_a_pause_puts_mail_off_until_it_is_over(town):
    town.assign()
    deeds.pause(town.world, town.ask, date(2026, 4, 20), "personal", at(date(2026, 4, 1)))
    assert calendar(town)[date(2026, 4, 21)] == ["late"]


def test_a_renewal_says_so_and_a_certificate_is_ready_the_day_after(town):
    town.assign(renew_from="completion", renew_months=1, opens_days=7)
    town.finish(date(2026, 3, 3))
    assert calendar(town) == {date(2026, 3, 4): ["certificate"]}
    town.work(date(2026, 3, 27))
    assert calendar(town)[date(2026, 3, 27)] == ["expiring"]


@pytest.mark.parametrize("why", ["done", "excused", "left", "withdrawn"])
def test_why_nothing_is_written(town, why):
    assignment = town.assign()
    assert date(2026, 4, 15) in calendar(town)
    if why == "done":
        town.finish(days(3))
    elif why == "excused":
        deeds.excuse(town.world, town.ask, "personal", at(MARCH))
    elif why == "left":
        town.alice.end = days(20)
    else:
        deeds.withdraw(town.world, assignment, at(days(3)))
    assert date(2026, 4, 15) not in calendar(town)
