"""What stood how on a day is worked out from days: the lines equal a count of the asks."""

import re
from datetime import date, timedelta
from functools import cache

import pytest
from django.db.models import Count, Q

from awareness.assignments import compacting, desk_views
from awareness.assignments.models import Ask, Tally
from awareness.assignments.over_time import (
    GroupBy,
    Point,
    mondays_and_today,
    read_lines,
)
from awareness.assignments.over_time_lines import LINE_HEIGHT, Panel, draw
from awareness.assignments.titles import read_titles

from .conftest import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def history(alice, bob, charlie, eva, make_module, complete):
    """Asked over three weeks; some done, one of them before it was asked, some ended."""
    modules = [make_module(), make_module("second", title="Another")]
    for number, (who, asked, done, ended) in enumerate(
        [(alice, 20, 9, None), (bob, 20, None, 3), (charlie, 14, 16, 2), (eva, 13, 0, None)]
    ):
        day = MONDAY - timedelta(days=asked)
        finished = None
        if done is not None:
            finished = complete(who, modules[number % 2], MONDAY - timedelta(days=done))
        Ask.objects.create(
            person=who, module=modules[number % 2], asked_on=day, first_due_on=day, due_on=day,
            counts_from=day, completion=finished, done_on=finished and finished.day,
            ended_on=MONDAY - timedelta(days=ended) if ended else None,
            ended_reason="left" if ended else "",
        )  # fmt: skip
    return modules


def count_as_of(
    day: date, *, site_id: int | None = None, module_id: int | None = None
) -> tuple[int, int]:
    """(asked, done) on that day, counted from the asks, those that have ended since among them."""
    was_asked = Q(asked_on__lte=day) & (Q(ended_on=None) | Q(ended_on__gt=day))
    asks = Ask.objects.filter(was_asked, person__is_active=True, module__opt_in=False)
    asks = asks.filter(person__site=site_id) if site_id is not None else asks
    asks = asks.filter(module=module_id) if module_id is not None else asks
    counted = asks.aggregate(asked=Count("pk"), done=Count("pk", filter=Q(done_on__lte=day)))
    return counted["asked"], counted["done"]


@pytest.fixture
def counted():
    """`count_as_of`, asked once of a day and place: no ask changes in the tests that take this."""
    return cache(count_as_of)


def assert_counted(days, history, site, other_site, counted):
    titles = read_titles()
    for by, places in ((GroupBy.SITE, (site, other_site)), (GroupBy.MODULE, history)):
        lines = {line.name: line.points for line in read_lines(by, days)}
        for place in places:
            name = titles[place.pk] if by is GroupBy.MODULE else place.name
            points = lines.get(name) or [Point(day, 0, 0) for day in days]
            for point in points:
                right = counted(point.day, **{f"{by.value}_id": place.pk})
                assert (point.asked, point.done) == right, (name, point)


def test_every_day_is_what_a_count_of_the_asks_gives(history, site, other_site, counted):
    days = [MONDAY - timedelta(days=n) for n in range(25, -1, -1)]
    assert_counted(days, history, site, other_site, counted)
    assert [line.name for line in read_lines(GroupBy.SITE, days)] == ["Gothenburg", "Leeds"]
    assert count_as_of(MONDAY - timedelta(days=10)) == (4, 1)
    assert count_as_of(MONDAY) == (2, 2)


@pytest.mark.parametrize("ago", [0, 3, 18, 19, 24, 60, 84, 90, 100])
def test_rows_put_into_one_say_the_same_of_every_monday_since(
    ago, history, site, other_site, counted
):
    """On whatever day they are put together, and read the day after, in the week after, or after
    they were put together once more."""
    day = MONDAY + timedelta(days=ago - 18)
    for later in (0, 1, 6, 7, 8, 70):
        compacting.compact(day)
        for read_on in (day, day + timedelta(days=1), day + timedelta(days=later)):
            assert_counted(mondays_and_today(read_on), history, site, other_site, counted)
        day += timedelta(days=later)


def test_rows_do_not_grow_with_the_years(history):
    for years in range(1, 6):
        compacting.compact(MONDAY + timedelta(days=365 * years))
        old = Tally.objects.filter(kind__in=("asked", "done"))
        assert len(old.values_list("day").distinct()) == 1


def test_lines_of_the_teams_of_a_site(history, site, packing):
    days = mondays_and_today(MONDAY)
    assert len(days) == 12
    assert len(mondays_and_today(MONDAY + timedelta(days=1))) == 13
    [line] = read_lines(GroupBy.TEAM, days, site=site)
    assert line.name == packing.name
    assert [(p.asked, p.done) for p in line.points[-4:]] == [(0, 0), (2, 0), (2, 1), (1, 1)]
    assert read_lines(GroupBy.TEAM, days) == []


def test_a_line_goes_from_nought_to_all():
    days = [date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 23)]
    drawings = draw([Panel(str(n), days, [0, 50, 100]) for n in range(4)])
    assert [len(each["panels"]) for each in drawings] == [4] * 3
    first, *_rest, last = drawings[0]["panels"]
    base, roof = int(first["base"]), int(first["roof"])
    assert base - roof == LINE_HEIGHT
    assert first["line"] == f"M0.0 {base}.0L77.3 {base - LINE_HEIGHT / 2}L232.0 {roof}.0"
    assert (last["left"], int(last["title"]) - int(first["title"])) == ("0", 176)
    assert drawings[2]["panels"][3]["left"] == "0"


def rows_of_lines(response) -> list[str]:
    [_figure, table] = response.content.decode().split('id="lines"')[1].split("<tbody>")[:2]
    return re.findall(r'<th scope="row">(.*?)</th>', table.split("</tbody>")[0])


def test_of_many_sites_the_desk_shows_those_drawn_and_leads_to_all(
    history, client_for, eva, monkeypatch
):
    Ask.objects.update(ended_on=None, ended_reason="")
    compacting.compact(MONDAY)
    client = client_for(eva)
    assert rows_of_lines(client.get("/hr/")) == ["Gothenburg", "Leeds"]

    monkeypatch.setattr(desk_views, "MOST_ROWS", 1)
    monkeypatch.setattr(desk_views, "LINES_DRAWN", 1)
    monkeypatch.setattr(desk_views.over_time, "LEAST_ASKS", 1)
    desk = client.get("/hr/")

    assert len(rows_of_lines(desk)) == 1
    assert 'href="/hr/over-time/?by=site"' in desk.content.decode()
    assert rows_of_lines(client.get("/hr/over-time/?by=site")) == ["Gothenburg", "Leeds"]
