"""Two looks tell nothing: what is told changes in steps of many people, of more than one site."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from awareness.learning import before_after, pooled, tasks
from awareness.learning.models import Picture
from awareness.learning.publish_pooled import publish_pooled
from awareness.people.models import User
from prepared.planning import reads_whole_tables
from quizzes.actions import publish, regrade
from tests.learning import cohorts
from tests.learning.conftest import single, situation

pytestmark = pytest.mark.django_db
CONTEXT = "module:one:1.0:check"
DAY = timedelta(days=1)


@pytest.fixture
def sites():
    """Two, at each of which somebody works who answers nothing."""
    both = [cohorts.a_site("Lund"), cohorts.a_site("Leeds", "GB")]
    cohorts.people(2, "idle", *both)
    return both


@pytest.fixture
def version():
    return publish("one/q0", "single", single("Question"))


@pytest.fixture
def answer(version):
    """So many new people of these sites answer it on a day; right where `right` is true."""
    made = iter(range(1000))

    def act(count: int, *sites, day: int = 0, right=True):
        crowd = cohorts.people(count, f"crowd{next(made)}", *sites)
        rows = [[int(right)]] * count
        cohorts.record(crowd, CONTEXT, [version], rows, at=cohorts.NOW + day * DAY)
        return crowd

    return act


def night(day: int = 0) -> int:
    return publish_pooled(cohorts.NOW + day * DAY)


def told() -> list:
    return [(each.n, each.facility.value) for each in pooled.item_statistics("author")]


def test_nothing_is_told_before_a_hundred_people_of_two_sites(answer, sites):
    answer(100, sites[0])
    assert night() == 0
    assert told() == []
    answer(1, sites[1])
    assert night() == 1
    assert told() in ([(100, 1)], [(110, 1)])


def test_nothing_is_told_of_99(answer, sites):
    answer(99, *sites)
    assert night() == 0
    assert not Picture.objects.exists()


def test_where_people_work_at_one_site_a_hundred_of_it_are_enough(answer):
    cohorts.a_site("Empty")
    site = cohorts.a_site("Lund")
    answer(100, site)
    assert night() == 1
    answer(25, site, day=1)
    assert night(1) == 1


def test_publishing_twice_changes_nothing(answer, sites):
    answer(105, *sites)
    assert [night(), night(), night(1)] == [1, 0, 0]
    assert Picture.objects.count() == 1


def test_24_more_change_nothing_and_25_of_one_site_neither(answer, sites):
    answer(100, *sites)
    night()
    before = told()
    answer(24, *sites, day=1, right=False)
    assert (night(1), told()) == (0, before)
    answer(1, sites[0], day=2, right=False)
    assert night(2) == 1
    assert told() != before

    answer(60, sites[0], day=3, right=False)
    before = told()
    assert (night(3), told()) == (0, before)
    answer(1, sites[1], day=4, right=False)
    assert night(4) == 1


def test_people_who_moved_are_not_new(answer, sites):
    crowd = answer(100, *sites)
    night()
    User.objects.filter(pk__in=[each.pk for each in crowd[:40]]).update(site=sites[1])
    answer(24, sites[0], day=1)
    assert night(1) == 0


def test_who_left_takes_nothing_back_and_makes_nobody_new(answer, sites):
    crowd = answer(130, *sites)
    night()
    before = told()
    User.objects.filter(pk__in=[each.pk for each in crowd[:20]]).delete()
    assert (night(1), told()) == (0, before)
    answer(24, *sites, day=2)  # more than a hundred again, and 24 new
    assert night(2) == 0
    answer(2, *sites, day=3)
    assert night(3) == 1


def test_nothing_is_told_anew_of_fewer_than_a_hundred_who_are_left(answer, sites):
    crowd = answer(100, *sites)
    night()
    User.objects.filter(pk__in=[each.pk for each in crowd[:30]]).delete()
    answer(28, *sites, day=1)
    assert night(1) == 0


def test_what_is_finished_after_the_cut_waits(answer, sites):
    answer(100, *sites)
    answer(100, *sites, day=1)
    night()
    assert told() == [(100, 1)]


def test_a_mended_key_shows_at_the_next_step_and_not_before(answer, sites, version):
    """Who stood on the page before and after it was mended would else see who is affected."""
    answer(100, *sites, right=False)
    night()
    options = [{**o, "correct": o["key"] == "b"} for o in single("x")["options"]]
    under = publish("one/q0", "single", single("Question") | {"options": options})
    regrade(version, under, cohorts.NOW)
    assert night(1) == 0
    assert Picture.objects.get().told["right"] == 0
    assert told() == []  # the version that is live now has been answered by nobody


def test_no_answer_and_no_look_makes_a_picture(answer, sites):
    answer(100, *sites)
    assert told() == []
    assert before_after.changes_shown_to("author") == []
    assert not Picture.objects.exists()


def test_the_task_and_the_command_do_the_same(answer, sites, capsys):
    answer(100, *sites)
    tasks.publish_pooled_numbers.call()
    assert Picture.objects.count() == 1
    call_command("publish_pooled")
    assert Picture.objects.count() == 1
    assert "100" not in capsys.readouterr().out


def test_of_two_that_run_at_the_same_time_the_first_makes_it(answer, sites, monkeypatch):
    answer(100, *sites)
    slow = pooled.question_pictures(cohorts.NOW)
    night()
    first = Picture.objects.get().told
    monkeypatch.setattr(pooled, "question_pictures", lambda now: slow)
    night(1)
    assert Picture.objects.get().told == first


def test_answers_are_counted_by_hashing_whatever_the_planner_believes(answer, sites):
    """Taken for empty, the tables would be joined row by row, for hours."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite plans by no such statistics")
    answer(100, *sites)
    counting = []

    def note(execute, sql, params, many, context):
        if "quizzes_attempt" in sql:
            counting.append(reads_whole_tables(connection))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        assert night() == 1
    assert counting == [True] * 5


def test_a_picture_is_never_changed_or_taken_away(answer, sites):
    answer(100, *sites)
    night()
    picture = Picture.objects.get()
    for act in (picture.save, picture.delete, Picture.objects.all().delete):
        with pytest.raises(TypeError):
            act()
    with pytest.raises(IntegrityError), transaction.atomic():
        Picture.objects.create(kind="person", about="1", number=1, until=cohorts.NOW, told={})


def test_it_holds_nothing_but_what_is_shown(answer, sites):
    answer(105, *sites)
    night()
    [picture] = Picture.objects.values()
    assert set(picture) == {"id", "kind", "about", "number", "until", "told"}
    assert set(picture["told"]) == {"people", "right", "chosen", "correlation", "countries"}
    assert {picture["told"]["people"] % 10, picture["told"]["right"] % 10} == {0}


@pytest.mark.parametrize("seed", range(2))
def test_any_two_looks_differ_by_25_people_who_are_not_of_one_site(sites, seed):
    """Nights on which people answer (some of them twice, some a situation in both forms), leave,
    or move; whom each picture counted is worked out here by hand."""
    rng = cohorts.dice(seed)
    sites = [*sites, cohorts.a_site("Cork", "IE")]
    question = publish("one/q0", "single", single("Question"))
    forms = [publish(f"scenario/s1-{f}", "scenario", situation(f"Form {f}")) for f in "ab"]
    answered, paired, last = {}, {}, {}  # person -> day; kind -> whom its last picture counted
    for day in range(14):
        at = cohorts.NOW + day * DAY
        where = sites if rng.random() < 0.6 else [rng.choice(sites)]
        crowd = cohorts.people(rng.choice([3, 10, 24, 25, 40]), f"n{day}", *where)
        again = rng.sample(sorted(answered), min(len(answered), 5))
        crowd += User.objects.filter(pk__in=again)
        met = [(question, CONTEXT), (forms[0], "module:a:1.0:s"), (forms[1], "module:b:1.0:s")]
        for version, context in met:
            rows = [[rng.randint(0, 1)] for _ in crowd]
            cohorts.record(crowd, f"{context}{day}", [version], rows, at=at)
        for person in crowd:
            answered.setdefault(person.pk, day)
            paired.setdefault(person.pk, day)
        for pk in rng.sample(sorted(answered), rng.choice([0, 0, 1, 3])):
            User.objects.get(pk=pk).delete()
            del answered[pk], paired[pk]
        for pk in rng.sample(sorted(answered), min(3, len(answered))):
            User.objects.filter(pk=pk).update(site=rng.choice(sites))

        site_of = dict(User.objects.values_list("pk", "site"))
        publish_pooled(at)
        for kind, who in (("question", answered), ("change", paired)):
            made = Picture.objects.filter(kind=kind, until=at)
            if not made:
                continue
            now, before = set(who), last.get(kind, set())
            assert len(now) >= 100
            told = made.last().told
            people = told.get("people") or sum(told.values()) - told["once"]
            assert abs(people - len(now)) < 10
            assert len(now - before) >= 25
            assert len({site_of[pk] for pk in now - before}) >= 2
            assert len({site_of[pk] for pk in now}) >= 2
            last[kind] = now
    numbers = dict(Picture.objects.filter(about="scenario/s1").values_list("number", "until"))
    assert len(numbers) >= 3  # it did publish, some times over
    assert len(numbers) < 14
