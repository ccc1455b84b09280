"""The help card for everybody, and HR's set-up per site."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from awareness.people.models import User
from awareness.workplace import actions, line_actions
from awareness.workplace.models import LineCheck, PolicyVersion, SiteContact, SupportLine
from awareness.workplace.queries import support_for
from tests.pages import error_codes

from .conftest import TODAY, lines_by_need

HELP, READY = "/help/", "/workplace/"
FORMS = [
    "/workplace/gothenburg/contact/1/",
    "/workplace/gothenburg/contact/2/",
    "/workplace/gothenburg/policy/",
    "/workplace/gothenburg/lines/",
    "/workplace/gothenburg/lines/survivor/",
    "/workplace/gothenburg/contact/3/",
    "/workplace/gothenburg/lines/youth/",
    "/workplace/gothenburg/site/",
    "/workplace/gothenburg/link/",
    "/workplace/law/SE/",
]
NOT_CHECKED = "Not yet checked by your employer"
NOT_ENTERED = "Not yet entered by your employer"

pytestmark = pytest.mark.usefixtures("today")


def soup(response, status=200) -> BeautifulSoup:
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def words(node) -> str:
    return " ".join(node.get_text(" ").split())


# The help card


@pytest.mark.parametrize("who", ["alice", "bob", "eva", "author", "auditor"])
def test_the_card_is_for_everybody(who, request, lines, client_for):
    person = request.getfixturevalue(who)
    page = soup(client_for(person).get(HELP))
    assert words(page.h1) == "Help card for Gothenburg"
    assert page.find("a", href="tel:112")


def test_the_card_of_a_complete_site(complete, site, alice, eva, client_for):
    complete(site, eva)
    page = soup(client_for(alice).get(HELP))
    said = words(page.main)
    order = [
        "Is a child in danger now?", "Call 112", "Otherwise, tell", "Karin Sandell",
        "031-390 06 12", "No answer, or it concerns them", "Tomas Bergvall", "031-390 06 27",
        "You may call the police yourself, at any time.", "Stop", "Leave it", "Tell", "Note",
        "Look after", "On a public web page it is different", "A crisis now", "To report",
        "It happened to you", "Your own thoughts worry you",
        "Gothenburg site. Contacts entered by",
    ]  # fmt: skip
    places = [said.find(text) for text in order]
    assert -1 not in places
    assert places == sorted(places)
    assert said.count("Checked 3 November 2026") == 4
    assert page.find("a", href="tel:0313900612")


def test_the_card_has_the_policy_of_ones_own_site(complete, site, alice, charlie, eva, client_for):
    complete(site, eva)
    policy = soup(client_for(alice).get(HELP)).find(id="policy")
    assert "Tell, do not look." in words(policy)
    assert "aw-noprint" in policy["class"]
    assert "has not entered a policy yet" in words(
        soup(client_for(charlie).get(HELP)).find(id="policy")
    )
    assert soup(Client().get(HELP)).find(id="policy") is None


def test_the_card_says_who_gets_the_address_of_a_page(lines, alice, client_for):
    assert "Only the hotline gets the address." in words(soup(client_for(alice).get(HELP)).main)


@pytest.mark.parametrize("form", ["gothenburg/contact/1/", "gothenburg/contact/2/", "law/SE/"])
def test_who_sees_it_names_those_with_the_link(form, site, eva, client_for):
    page = soup(client_for(eva).get(f"/workplace/{form}"))
    assert "card by its link" in words(page.find("aside", attrs={"aria-labelledby": "seen"}))


def test_an_empty_card_invents_nothing(lines, charlie, client_for):
    page = soup(client_for(charlie).get(HELP))
    assert page.find("a", href="tel:999")
    people = page.find("section", class_="aw-people")
    assert words(people).count(NOT_ENTERED) == 2
    assert NOT_CHECKED in words(page.find(id="survivor"))
    assert NOT_CHECKED in words(page.find(id="thoughts"))
    assert words(page.find(id="thoughts")).count("Stop It Now") == 1


def test_a_line_says_where_it_was_read_and_that_nobody_rang_it(lines, charlie, client_for):
    page = soup(client_for(charlie).get(HELP))
    said = words(page.find(id="survivor"))
    assert "survivorsounds.buzzsprout.com of 9 July 2021. Not rung" in said
    assert "247sexualabusesupport.org.uk , a copy without a date. Not rung" in said
    assert page.find(id="survivor").find("a", href="https://247sexualabusesupport.org.uk/faqs/")
    assert "Not rung" not in words(page.find("div", class_="aw-now"))


def test_a_need_without_a_line_promises_none(lines, site, alice, eva, client_for):
    client, sites = client_for(alice), site
    link = soup(client.get("/recorded/")).find("a", href="/help/#thoughts")
    assert words(link) == "Whom you can turn to"
    thoughts = soup(client.get(HELP)).find(id="thoughts")
    steps = [words(li) for li in thoughts.find_all("li")]
    assert steps == [
        "In danger now: Call 112",
        "A doctor. Ask first what has to be passed on. You decide how much you say.",
    ]
    assert thoughts.find("a", href="tel:112")
    actions.set_contact(site, 1, name="Karin", phone="031-390 06 12", by=eva, today=TODAY)
    SupportLine.objects.filter(need="report").update(retired=True)
    page = soup(client.get(HELP))
    assert words(page.find(id="report").find_all("li")[-1]) == "At work: Karin, 031-390 06 12"
    assert [words(li) for li in page.find(id="thoughts").find_all("li")] == steps
    line_actions.add_own_line(sites, "thoughts", name="A line", phone="112 00", by=eva)
    link = soup(client.get("/recorded/")).find("a", href="/help/#thoughts")
    assert words(link) == "Help without a name"
    assert soup(client.get(HELP)).find(id="thoughts").find("li") is None


def test_paper_shows_checked_lines_only(lines, site, alice, eva, client_for):
    page = soup(client_for(alice).get(HELP))
    assert "aw-noprint" in page.find("section", attrs={"aria-labelledby": "lines"})["class"]
    line_actions.check_line(site, lines["se-ecpat"], by=eva, today=TODAY)
    page = soup(client_for(alice).get(HELP))
    assert "aw-noprint" not in page.find("section", attrs={"aria-labelledby": "lines"})["class"]
    report = page.find(id="report")
    assert "aw-noprint" not in report["class"]
    hidden = report.find_all("div", class_="aw-noprint")
    assert [words(h).startswith("INHOPE") for h in hidden] == [True]
    assert "aw-noprint" in page.find(id="survivor")["class"]


def test_an_old_check_says_so_on_the_card(lines, site, alice, eva, client_for):
    line_actions.check_line(site, lines["se-ecpat"], by=eva, today=TODAY - timedelta(days=181))
    assert "more than 180 days ago" in words(soup(client_for(alice).get(HELP)).find(id="report"))


def test_a_stranger_gets_the_general_card_without_names(complete, site, other_site, eva):
    complete(site, eva)
    page = soup(Client().get(HELP))
    said = words(page.main)
    assert "Karin" not in said
    assert "031-390" not in said
    assert page.find("a", href="tel:999")
    assert "You may call the police yourself" in said


def test_somebody_without_a_site(lines, client_for):
    person = User.objects.create_user(email="new@example.com", name="New")
    assert "Ask your employer whom to tell" in words(soup(client_for(person).get(HELP)).main)


def test_the_card_only_reads(lines, alice, client_for):
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client_for(alice), method)(HELP).status_code == 405


def test_names_on_the_card_are_inert(lines, site, alice, eva, client_for):
    evil = "<script>alert(1)</script>"
    actions.set_contact(site, 1, name=evil, phone="112", by=eva, today=TODAY)
    line_actions.add_own_line(site, "survivor", name=evil, phone="112", note=evil, by=eva)
    for url, person in ((HELP, alice), (READY, eva), (FORMS[0], eva), (FORMS[3], eva)):
        assert b"<script>alert" not in client_for(person).get(url).content


# HR's set-up


@pytest.mark.parametrize("url", [READY, *FORMS])
@pytest.mark.parametrize("who", ["alice", "bob", "author", "auditor"])
def test_set_up_is_for_hr(url, who, request, lines, client_for):
    person = request.getfixturevalue(who)
    for method in ("get", "post"):
        assert getattr(client_for(person), method)(url).status_code == 404


@pytest.mark.parametrize("url", [READY, *FORMS])
def test_strangers_are_sent_to_sign_in(url, lines, site):
    assert Client().get(url).status_code == 302


@pytest.mark.parametrize("url", FORMS)
def test_posts_need_their_token_and_other_methods_are_refused(url, lines, eva):
    client = Client(enforce_csrf_checks=True)
    client.force_login(eva)
    assert client.post(url, {"name": "X", "phone": "112"}).status_code == 403
    assert not SiteContact.objects.exists()
    client = Client()
    client.force_login(eva)
    for method in ("put", "patch", "delete"):
        assert getattr(client, method)(url).status_code == 405


@pytest.mark.parametrize(
    "url",
    [
        "/workplace/nowhere/contact/1/", "/workplace/gothenburg/contact/4/",
        "/workplace/gothenburg/lines/gossip/", "/workplace/nowhere/policy/",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(url, lines, eva, client_for):
    assert client_for(eva).get(url).status_code == 404


def test_one_person_may_stand_at_every_site_where_nobody_does(site, other_site, eva, client_for):
    client, at = client_for(eva), "/workplace/gothenburg/contact/1/"
    said = {"name": "Lena Fors", "phone": "+46 31 700 10 10"}
    assert other_site.name in soup(client.get(at)).find(id="div_id_elsewhere").text
    client.post(at, said)
    assert SiteContact.objects.current().count() == 1
    client.post(at, said | {"elsewhere": "on"})
    client.post(at, {"name": "Mats Ek", "phone": "+46 31 700 10 20", "elsewhere": "on"})
    names = SiteContact.objects.current().values_list("site__slug", "name")
    assert sorted(names) == [("gothenburg", "Mats Ek"), (other_site.slug, "Lena Fors")]


def test_contacts_one_after_the_other(lines, site, eva, client_for):
    client = client_for(eva)
    said = {"name": "Karin Sandell", "phone": "031-390 06 12", "role": "Security"}
    response = client.post(FORMS[0], said | {"site": 99, "position": 2, "entered_by": 99})
    assert response.url == FORMS[1]
    made = SiteContact.objects.get()
    assert (made.site, made.position, made.entered_by) == (site, 1, eva)
    assert client.post(FORMS[1], said).url == f"{READY}#contacts"
    page = soup(client.get(FORMS[0]))
    assert page.find("input", attrs={"name": "name"})["value"] == "Karin Sandell"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"name": "Karin", "phone": "at lunch"}, "Write a phone number in digits"),
        ({"name": "Karin", "phone": ""}, "Write the phone number."),
        ({"name": "", "phone": "031-390 06 12"}, "Write the name."),
    ],
)
def test_a_contact_that_cannot_be_saved_loses_nothing(said, answer, site, eva, client_for):
    page = soup(client_for(eva).post(FORMS[0], said))
    assert answer in words(page.form)
    for field, value in said.items():
        assert page.find("input", attrs={"name": field}).get("value", "") == value
    assert not SiteContact.objects.exists()


def test_a_policy_for_all_sites(lines, site, other_site, eva, client_for):
    said = {"text": "Tell, do not look.", "valid_from": "2026-11-03", "everywhere": "on"}
    assert client_for(eva).post(FORMS[2], said).url == f"{READY}#policy"
    assert PolicyVersion.objects.count() == 2
    client_for(eva).post(FORMS[2], {"link": "example.com/p", "valid_from": "2026-11-03"})
    newest = PolicyVersion.objects.filter(site=site).last()
    assert (newest.number, newest.link) == (2, "https://example.com/p")
    assert PolicyVersion.objects.filter(site=other_site).count() == 1


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({"valid_from": "2026-11-03"}, {"text": ["neither"]}),
        (
            {"text": "a", "link": "https://b.example", "valid_from": "2026-11-03"},
            {"link": ["both"]},
        ),
        ({"link": "javascript:alert(1)", "valid_from": "2026-11-03"}, {"link": ["not_a_link"]}),
        ({"text": "a", "valid_from": "soon"}, {"valid_from": ["invalid"]}),
        ({"text": "a"}, {"valid_from": ["required"]}),
    ],
)
def test_a_policy_that_cannot_be_saved(said, codes, site, eva, client_for):
    answer = client_for(eva).post(FORMS[2], said)
    assert error_codes(answer) == codes
    page = soup(answer)
    assert words(page.find("textarea")) == said.get("text", "")
    assert not PolicyVersion.objects.exists()


def test_a_policy_behind_a_link_says_that_nobody_confirms_it(site, eva, client_for):
    client = client_for(eva)
    client.post(FORMS[2], {"link": "https://intra.example/policy", "valid_from": "2026-11-03"})
    assert "nobody confirms it" in words(soup(client.get(READY)).find(id="policy"))


def test_ticking_what_was_tried(lines, site, eva, client_for):
    client, url = client_for(eva), FORMS[3]
    box = f"line_{lines['se-ecpat'].pk}"
    page = soup(client.get(url))
    assert not page.find("input", id=f"id_{box}").has_attr("checked")
    assert client.post(url, {box: "on", f"initial-{box}": "False"}).status_code == 302
    page = soup(client.get(url))
    assert page.find("input", id=f"id_{box}").has_attr("checked")
    assert "Eva Holm, 3 November 2026" in words(page.form)
    # Saving again adds nothing; taking the tick away says that it no longer answers.
    client.post(url, {box: "on", f"initial-{box}": "True"})
    assert LineCheck.objects.count() == 1
    client.post(url, {f"initial-{box}": "True"})
    assert [c.answers for c in LineCheck.objects.all()] == [True, False]


def test_an_old_page_takes_back_nobodys_check(lines, site, eva, client_for):
    """It was made before somebody else ticked the line; only what was changed on it counts."""
    box, other = (f"line_{lines[k].pk}" for k in ("se-ecpat", "inhope"))
    line_actions.check_line(site, lines["se-ecpat"], by=eva, today=TODAY)
    client_for(eva).post(
        FORMS[3], {other: "on", f"initial-{other}": "False", f"initial-{box}": "False"}
    )
    assert {c.line.key for c in LineCheck.objects.filter(answers=True)} == {"se-ecpat", "inhope"}
    assert not LineCheck.objects.filter(answers=False).exists()


def test_a_line_of_another_country_cannot_be_ticked(lines, site, eva, client_for):
    box = f"line_{lines['gb-iwf'].pk}"
    client_for(eva).post(FORMS[3], {box: "on", f"initial-{box}": "False"})
    assert not LineCheck.objects.exists()


def test_a_line_of_ones_own(lines, site, eva, client_for):
    client = client_for(eva)
    said = {"name": "Survivors' line", "phone": "112 00", "address": "", "note": "Day and night."}
    assert client.post(FORMS[4], said).url == FORMS[3]
    line = lines_by_need(support_for(site, TODAY))["survivor"][-1]
    assert (line.name, line.own, line.checked) == ("Survivors' line", True, False)
    refused = client.post(FORMS[4], {"name": "Line", "note": "Kept"})
    assert error_codes(refused) == {"phone": ["neither"]}
    page = soup(refused)
    assert page.find("input", attrs={"name": "note"})["value"] == "Kept"
    retire = reverse("workplace:retire_line", args=[site.slug, line.id])
    assert client.get(retire).status_code == 405
    assert client.post(retire).status_code == 302
    assert not SupportLine.objects.current().filter(site=site).exists()
    assert client.post(retire).status_code == 404


def test_a_line_of_another_site_cannot_be_taken_off(lines, site, other_site, eva, client_for):
    line = line_actions.add_own_line(other_site, "survivor", name="Line", phone="112", by=eva)
    for pk in (line.pk, lines["inhope"].pk):
        url = reverse("workplace:retire_line", args=[site.slug, pk])
        assert client_for(eva).post(url).status_code == 404


def test_at_most_four_fields_a_step(lines, site, eva, client_for):
    for url in (FORMS[0], FORMS[2], FORMS[4]):
        form = soup(client_for(eva).get(url)).find("form", method="post")
        fields = form.find_all(["textarea", "select", "input"])
        shown = [f for f in fields if f.get("type") not in ("hidden", "submit")]
        assert len(shown) <= 4
