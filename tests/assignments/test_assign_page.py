"""Assigning from the page: the sentence first, then the asking; and taking it back."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse
from django_ox.testing import run_tasks

from awareness.assignments import actions, ask_actions
from awareness.assignments.actions import AssignError, make_assignment
from awareness.assignments.assign_form import track_name
from awareness.assignments.models import Ask, Assignment
from awareness.assignments.wanted_assignment import WantedAssignment
from awareness.learning.adoption import adopt
from awareness.learning.models import Module
from awareness.people.models import Leave, Team
from awareness.subjects.models import Subject
from awareness.subjects.registry import subject_by_key
from tests.pages import error_codes

from ..conftest import in_background, make_person
from .conftest import MONDAY, NOW, assign_from_page, form_data

ASSIGN = "/hr/assign/"


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def words(node) -> str:
    return " ".join(node.get_text(" ").split())


def sentence(response) -> str:
    assert response.status_code == 200, words(soup(response).main)
    return words(soup(response).find(id="sentence"))


def test_the_sentence_comes_before_anything_is_asked(alice, eva, module, site, client_for):
    client = client_for(eva)
    data = form_data()
    assert sentence(client.post(ASSIGN, data | {"assign": "1"})) == (
        "2 people at 1 site get What to do by 21 December 2026."
    )
    assert not Assignment.objects.exists()
    for _twice in range(2):
        page = soup(assign_from_page(client, data))
    assert Assignment.objects.count() == 1
    assert "2 people are asked." in words(page.main)
    assert Ask.objects.count() == 2


def test_what_was_changed_since_is_shown_first(alice, eva, module, site, client_for):
    client, data = client_for(eva), form_data()
    shown = soup(client.post(ASSIGN, data | {"look": "1"})).find("input", {"name": "shown"})
    later = data | {"assign": "1", "shown": shown["value"], "due_on": "2026-12-28"}
    assert "by 28 December 2026" in sentence(client.post(ASSIGN, later))
    assert not Assignment.objects.exists()


def test_everybody_who_is_left_out_is_named_with_why(
    alice, bob, eva, module, site, complete, assign, client_for
):
    late, away = make_person("Lars Ny", site), make_person("Anna Borta", site)
    less, given = make_person("Ulf Utan", site), make_person("Xenia Fri", site)
    late.start_day = MONDAY + timedelta(days=9)
    late.save()
    Leave.objects.create(person=away, first_day=MONDAY, last_day=MONDAY + timedelta(days=3))
    assign(module, [site], MONDAY + timedelta(days=30))
    ask_actions.excuse(Ask.objects.filter(person=given), "personal", eva, NOW)
    complete(bob, module)
    client, data = client_for(eva), form_data(left_out="ulf.utan@example.com")
    said = sentence(client.post(ASSIGN, data | {"look": "1"}))
    assert said.startswith("2 people at 1 site get What to do by 21 December 2026. 5 are left out")
    for each in (
        "1 left out by name",
        "1 not started",
        "1 on leave",
        "1 excused",
        "1 done already",
    ):
        assert each in said
    names = {"left_out": less, "not_started": late, "on_leave": away, "excused": given, "done": bob}
    for key, person in names.items():
        page = soup(client.post(ASSIGN, data | {"names": f"what-to-do-{key}:1"}))
        group = page.find(id=f"what-to-do-{key}")
        assert group.has_attr("open")
        assert [words(each) for each in group.select(".aw-names li")] == [
            f"{person.name}, Gothenburg"
        ]
    tomorrow = data | {"look": "1", "on": (MONDAY + timedelta(days=10)).isoformat()}
    said = sentence(client.post(ASSIGN, tomorrow))
    assert "not started" not in said
    assert "on leave" not in said


def test_the_names_of_many_come_in_pages(eva, module, site, client_for):
    for number in range(30):
        make_person(f"P {number:02}", site)
    client, data = client_for(eva), form_data()
    page = soup(client.post(ASSIGN, data | {"names": "what-to-do-asked:2"}))
    assert len(page.select("#what-to-do-asked .aw-names li")) == 7  # Eva among them
    assert "Page 2 of 2" in words(page.find(id="what-to-do-asked"))


def test_what_will_happen_is_led_to(alice, eva, module, site, client_for):
    client = client_for(eva)
    [look] = soup(client.get(ASSIGN)).find_all("button", {"name": "look"})
    shown = soup(client.post(ASSIGN, form_data() | {"look": "1"}))
    [place] = shown.select(look["formaction"])
    assert place.find(id="sentence")
    assert {each["formaction"] for each in shown.find_all("button", {"name": "look"})} == {
        look["formaction"]
    }


def test_the_mail_is_shown_and_names_no_topic(alice, eva, module, site, client_for):
    page = soup(client_for(eva).post(ASSIGN, form_data() | {"look": "1"}))
    mail = page.find(class_="aw-mail")
    assert "Eva Holm" in words(mail)
    assert "What to do" not in words(mail)
    assert "Mail is off" in words(mail.parent)
    assert "21 December" in words(mail)  # the day of the sentence
    assert "http://testserver/learn/" in words(mail)
    by_days = form_data(due="days", due_days="10", due_from="asked")
    later = soup(client_for(eva).post(ASSIGN, by_days)).find(class_="aw-mail")
    assert "3 December" in words(later)


def test_only_some_of_them(alice, bob, eva, module, site, other_site, packing, client_for):
    client = client_for(eva)
    data = form_data(whom="everybody", sites=[], teams="packing", with_below="on")
    assert sentence(client.post(ASSIGN, data | {"look": "1"})).startswith("2 people")
    assign_from_page(client, data)
    assert set(Ask.objects.values_list("person__name", flat=True)) == {alice.name, bob.name}
    data = form_data(whom="everybody", sites=[], roles=["manager"])
    assert sentence(client.post(ASSIGN, data | {"look": "1"})).startswith("1 person")


def test_people_by_name(alice, eva, module, site, client_for):
    client = client_for(eva)
    data = form_data(whom="named", sites=[], added=" Alice.Lind@example.com \n\n")
    assign_from_page(client, data)
    assert Ask.objects.get().person == alice


def test_nobody_is_named_for_a_sensitive_subject(alice, eva, module, site, client_for):
    """To be asked by name would say something about them; leaving somebody out does not."""
    Module.objects.update(subject="child-protection")
    client, named = client_for(eva), "alice.lind@example.com"
    response = client.post(ASSIGN, form_data(added=named) | {"look": "1"})
    assert error_codes(response) == {"added": ["named_for_sensitive"]}
    with pytest.raises(AssignError) as error:
        make_assignment(
            WantedAssignment(module=Module.objects.get(), added=[alice], due_on=MONDAY), eva, NOW
        )
    assert error.value.codes == {"named_for_sensitive"}
    data = form_data(left_out=named)
    assert "1 left out by name" in sentence(client.post(ASSIGN, data | {"look": "1"}))


@pytest.mark.parametrize(
    ("changes", "field", "code", "text"),
    [
        ({"what": ""}, "what", "required", ""),
        ({"what": "module:nothing"}, "what", "invalid_choice", ""),
        ({"sites": []}, "sites", "no_sites", ""),
        ({"sites": ["nowhere"]}, "sites", "invalid_choice", ""),
        ({"whom": "named"}, "added", "nobody_named", ""),
        (
            {"added": "alice.lind@example.com\nnobody@example.com"},
            "added", "unknown_person", "Line 2:",
        ),
        ({"teams": "Packin"}, "teams", "unknown_team", "“Packing”?"),
        ({"due_on": "tomorrow"}, "due_on", "invalid", ""),
        ({"due_on": "2026-11-22"}, "due_on", "due_in_past", ""),
        ({"due_on": ""}, "due_on", "required", ""),
        ({"due": "days", "due_days": ""}, "due_days", "required", ""),
        ({"renew_from": "fixed_day", "renew_day": "3"}, "renew_day", "no_fixed_day", ""),
    ],
)  # fmt: skip
def test_bad_input_says_what_to_do_and_loses_nothing(
    changes, field, code, text, alice, eva, module, packing, site, other_site, client_for
):
    response = client_for(eva).post(ASSIGN, form_data(**changes) | {"look": "1"})
    assert response.status_code == 422
    assert error_codes(response) == {field: [code]}
    page = soup(response)
    assert text in words(page.main)
    if "due_on" not in changes:
        assert page.find("input", attrs={"name": "due_on"})["value"] == "2026-12-21"
    if "sites" not in changes:
        assert page.find("input", value="gothenburg").has_attr("checked")
    for name in {"added", "teams"} & set(changes):
        assert changes[name] in page.find("textarea", {"name": name}).get_text()
    assert not Assignment.objects.exists()


def test_a_refusal_names_everything_that_is_missing(settings, eva, make_module, site, client_for):
    settings.DEMO = False
    make_module(needs=["contacts", "policy"])
    page = soup(assign_from_page(client_for(eva), form_data()))
    refused = words(page.find(id="refused"))
    for text in ("not yet adopted", "Gothenburg: no second contact", "Gothenburg: no policy"):
        assert text in refused
    assert page.find("input", value="gothenburg").has_attr("checked")
    assert not Assignment.objects.exists()


def test_what_could_be_renewed_before_it_was_done_is_refused(eva, module, site, client_for):
    data = form_data(renew_from="completion", renew_months="1", opens_days="60")
    page = soup(assign_from_page(client_for(eva), data))
    assert "fewer days before" in words(page.find(id="refused"))


def test_it_says_when_nobody_is_reached_yet(alice, eva, module, site, client_for):
    Module.objects.update(open_to="case-handlers")
    page = soup(assign_from_page(client_for(eva), form_data()))
    assert "asked in a moment" in words(page.main)
    assert not Ask.objects.exists()


def test_nothing_can_be_slipped_in(alice, eva, bob, module, site, client_for):
    data = form_data(created_by=bob.pk, created_at="2020-01-01", content_hash="x", people=[1])
    assign_from_page(client_for(eva), data)
    made = Assignment.objects.get()
    assert (made.created_by, made.created_at.year) == (eva, 2026)
    assert made.content_hash == "hash of what-to-do"


def test_withdrawing_says_what_it_does_and_can_be_taken_back(
    alice, bob, eva, module, assign, complete, site, client_for
):
    made = assign(module, [site], MONDAY)
    complete(bob, module)
    client, url = client_for(eva), reverse("assignments:withdraw", args=[made.pk])
    said = words(soup(client.get(url)).main)
    assert "2 people will no longer be asked." in said
    assert "1 record of completion stays." in said
    assert Ask.objects.current().count() == 3
    client.post(url)
    assert not Ask.objects.current().exists()
    page = soup(client.get(reverse("assignments:assignments")))
    assert "withdrawn on 23 November 2026" in words(page.main)
    client.post(reverse("assignments:restore", args=[made.pk]))
    assert Ask.objects.current().count() == 3
    assert client.get(url.replace(str(made.pk), "999")).status_code == 404


def test_a_demo_adoption_says_so(eva, module, site, client_for, settings):
    settings.DEMO = True
    adopt(module.versions.get(), ["Karin Sandell", "Tomas Bergvall"], MONDAY, demo=True)
    page = soup(client_for(eva).get(ASSIGN))
    text = words(page.find("aside", attrs={"aria-labelledby": "adopted"}))
    for part in ("Karin Sandell", "Tomas Bergvall", "23 November 2026", "demo only"):
        assert part in text


def test_it_costs_the_same_for_many(
    alice, eva, module, site, packing, client_for, django_assert_max_num_queries
):
    client, data = client_for(eva), form_data()
    with django_assert_max_num_queries(60) as few:
        client.post(ASSIGN, data | {"look": "1"})
    for number in range(40):
        make_person(f"P {number}", site)
        Team.objects.create(name=f"T {number}", slug=f"t-{number}")
    with django_assert_max_num_queries(len(few)):
        client.post(ASSIGN, data | {"look": "1"})


def test_of_a_subject_that_is_off_no_word_is_left(alice, eva, module, assign, site, client_for):
    Module.objects.update(subject="child-protection")
    made = assign(module, [site], MONDAY)
    Subject.objects.update_or_create(key="child-protection", defaults={"on": False})
    Assignment.objects.create(
        track=module.track, everyone=True, due_on=MONDAY, token=uuid4(), created_by=eva,
        created_at=NOW,
    )  # fmt: skip
    neutral, client = subject_by_key("child-protection").neutral, client_for(eva)
    for page in ("assign", "assignments"):
        text = words(soup(client.get(reverse(f"assignments:{page}"))).main)
        assert text.count(neutral) == 2, text
        assert "What to do" not in text
        assert "All staff" not in text
    text = words(soup(client.get(reverse("assignments:withdraw", args=[made.pk]))).main)
    assert neutral in text
    assert "What to do" not in text


def test_the_page_says_how_far_the_worker_is(
    alice, eva, module, site, client_for, settings, monkeypatch
):
    monkeypatch.setattr(actions, "MOST_AT_ONCE", 1)
    in_background(settings)
    client = client_for(eva)
    page = assign_from_page(client, form_data())
    made = Assignment.objects.get()
    assert "People are asked in a moment" in words(soup(page).main)
    address = reverse("assignments:assignment", args=[made.pk])
    before = client.get(address)
    assert "2 more are being asked" in words(soup(before).main)
    assert before["Refresh"] == "5"
    run_tasks()
    after = client.get(address)
    assert "2 people are asked by it now" in words(soup(after).main)
    assert "in the background" not in words(soup(after).main)
    assert "Refresh" not in after
    actions.withdraw(made, eva, NOW)
    assert "in the background" not in words(soup(client.get(address)).main)


def test_a_track_reads_as_people_say_it():
    assert [track_name(key) for key in ("all-staff", "it")] == ["All staff", "IT"]


def test_a_name_that_several_teams_have_means_each_of_them(
    alice, mallory, eva, module, site, other_site, packing, sales, client_for
):
    for above, person in ((packing, alice), (sales, mallory)):
        night = Team.objects.create(slug=f"night-{above.slug}", name="Night", parent=above)
        person.memberships.update(team=night)
    data = form_data(teams="night", sites=[site.slug, other_site.slug])
    assert sentence(client_for(eva).post(ASSIGN, data)).startswith("2 people at 2 sites")


def test_people_are_counted_once_however_many_modules_a_track_has(
    alice, eva, module, make_module, site, client_for
):
    make_module("second", title="Second")
    client, data = client_for(eva), form_data(what="track:all-staff")
    said = words(soup(assign_from_page(client, data)).main)
    assert "2 people are asked." in said
    assert "2 people are asked by it now" in said
    [made] = Assignment.objects.all()
    page = client.get(reverse("assignments:withdraw", args=[made.pk]))
    assert "2 people will no longer be asked." in words(soup(page).main)


def test_hr_of_some_places_is_offered_no_audience_that_is_refused(eva, module, site, client_for):
    grant = eva.role_grants.get()
    grant.limited = True
    grant.save()
    grant.sites.add(site)
    page = soup(client_for(eva).get(ASSIGN))
    assert [choice["value"] for choice in page.find_all("input", {"name": "whom"})] == ["sites"]
