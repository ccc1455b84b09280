"""What people under 18 are shown beside the rest: an adult they can trust, and their own lines."""

from datetime import timedelta

import pytest

from awareness.people.models import User
from awareness.workplace import actions, line_actions, queries
from awareness.workplace.models import LineCheck, SupportLine
from awareness.workplace.queries import missing_at, support_for

from .conftest import NOON, TODAY, lines_by_need
from .test_pages import FORMS, HELP, soup, words

pytestmark = pytest.mark.usefixtures("today")

YOUTH = "/workplace/gothenburg/lines/youth/"


@pytest.fixture
def trusted(site, eva):
    return actions.set_contact(
        site, 3, name="Sara Lund", phone="031-390 06 33", role="Mentor", by=eva, today=TODAY
    )


@pytest.fixture
def line(site, eva):
    return line_actions.add_own_line(
        site, "crisis", name="Line for the young", phone="020 910 0116", youth=True, by=eva
    )


@pytest.fixture
def is_young_here(alice):
    """Alice is given the youth edition, today for the last time."""
    alice.youth_until = TODAY
    alice.save()


def test_who_is_young_is_a_matter_of_the_day():
    """To the end of the day that is kept."""
    assert User(youth_until=TODAY).is_youth_on(TODAY)
    assert not User(youth_until=TODAY).is_youth_on(TODAY + timedelta(days=1))
    assert not User().is_youth_on(TODAY)


def test_the_card_of_a_stranger_is_nobody_youngs(lines, trusted, client):
    """Of a stranger nothing is known."""
    assert not client.get(HELP).context["card"].young


def test_somebody_grown_up_is_shown_neither(lines, site, trusted, line):
    support = support_for(site, TODAY)
    assert (support.trusted, support.youth) == (None, ())
    assert trusted not in support.contacts
    assert "Line for the young" not in [each.name for each in lines_by_need(support)["crisis"]]


def test_somebody_young_is_shown_both_beside_the_rest(lines, site, trusted, line):
    support = support_for(site, TODAY, young=True)
    assert support.trusted == trusted
    assert [each.name for each in support.youth] == ["Bris", "Line for the young"]
    assert support.needs == support_for(site, TODAY).needs


def test_a_line_for_the_young_is_no_emergency_number_and_covers_no_need(lines, site, eva):
    site.country = "ZA"
    site.save()
    line = line_actions.add_own_line(
        site, "crisis", name="Young", phone="116 00", youth=True, by=eva
    )
    line_actions.check_line(site, line, by=eva, today=TODAY)
    assert LineCheck.objects.get().line == line
    assert support_for(site, TODAY).emergency == ""
    (missing,) = missing_at([site], ["support"], NOON)
    assert "A crisis now" in missing.text


def test_lines_for_the_young_ship_where_there_is_one_for_everybody(lines, definitions):
    """Their own, without those for adults that stand beside it."""
    young = [line for line in lines.values() if line.youth]
    assert {line.country for line in young} == {"GB", "IE", "SE"}
    for line in young:
        assert lines[line.key.removesuffix("-young")].source == line.source
    shipped = {"key": "x-child", "need": "crisis", "name": "X", "phone": "116 00", "youth": True}
    line_actions.load_support(definitions | {"lines": [shipped]})
    assert SupportLine.objects.current().get(youth=True).key == "x-child"


def test_the_card_of_somebody_young(lines, site, alice, trusted, line, is_young_here, client_for):
    page = soup(client_for(alice).get(HELP))
    said = words(page.main)
    assert "Sara Lund 031-390 06 33 Mentor" in said
    assert "Line for the young, 020 910 0116" in said
    assert said.find("Otherwise, tell") < said.find("Sara Lund") < said.find("call the police")


def test_the_card_of_somebody_young_invents_nothing(lines, alice, is_young_here, client_for):
    said = words(soup(client_for(alice).get(HELP)).main)
    assert "An adult you can trust Not yet entered" in said
    assert "Bris, 116 111" in said
    assert "for parents and other adults" not in said.partition("You are under 18")[2][:400]
    SupportLine.objects.filter(youth=True).update(retired=True)
    said = words(soup(client_for(alice).get(HELP)).main)
    assert "young people, 116 111" in said
    SupportLine.objects.filter(need="child").update(retired=True)
    said = words(soup(client_for(alice).get(HELP)).main)
    assert "young people: Not yet entered" in said


def test_the_card_of_somebody_grown_up(lines, alice, trusted, line, client_for):
    said = words(soup(client_for(alice).get(HELP)).main)
    assert "Sara Lund" not in said
    assert "Line for the young" not in said


def test_where_somebody_young_works_an_adult_is_missing(lines, site, eva, monkeypatch):
    assert "Gothenburg: no trusted adult" not in str(missing_at([site], ["contacts"], NOON))
    monkeypatch.setattr(
        "awareness.workplace.queries.sites_with_young", lambda sites, day: {site.pk}
    )
    said = [m.text for m in missing_at([site], ["contacts"], NOON)]
    assert said[-1].startswith("Gothenburg: no trusted adult")
    actions.set_contact(site, 3, name="Sara", phone="112 00", by=eva, today=TODAY)
    assert [m.text for m in missing_at([site], ["contacts"], NOON)] == said[:-1]


def test_where_somebody_young_works_is_a_matter_of_the_day(site, other_site, is_young_here):
    both = [site, other_site]
    assert queries.sites_with_young(both, TODAY) == {site.pk}
    assert queries.sites_with_young(both, TODAY + timedelta(days=1)) == set()


def test_hr_enters_an_adult_and_a_line(lines, site, eva, client_for):
    client = client_for(eva)
    said = {"name": "Sara Lund", "phone": "031-390 06 33", "role": "Mentor"}
    assert client.post("/workplace/gothenburg/contact/3/", said).url == "/workplace/#contacts"
    assert client.post(YOUTH, {"name": "Young", "phone": "116 00"}).url == FORMS[3]
    support = support_for(site, TODAY, young=True)
    assert support.trusted.name == "Sara Lund"
    assert [line.name for line in support.youth] == ["Bris", "Young"]
    page = soup(client.get(FORMS[3]))
    assert "For people under 18" in words(page.main)
    box = f"line_{support.youth[1].id}"
    client.post(FORMS[3], {box: "on", f"initial-{box}": "False"})
    assert support_for(site, TODAY, young=True).youth[1].checked
