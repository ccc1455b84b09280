"""The help card by its link: for anybody, with nothing kept, until the link is renewed."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from awareness.people.models import Site
from awareness.workplace import actions
from awareness.workplace.models import HelpLink

from .conftest import TODAY
from .test_pages import soup, words

pytestmark = pytest.mark.usefixtures("today")

PAGE = "/workplace/gothenburg/link/"


@pytest.fixture
def link(complete, site, eva):
    complete(site, eva)
    return actions.renew_link(site, instead_of=None, by=eva, today=TODAY)


def open_card(link, client=None):
    return (client or Client()).get(f"/help/{link.token}/")


def test_an_outsider_opens_the_card_and_nothing_is_kept(link):
    client = Client()
    response = open_card(link, client)
    page = soup(response)
    assert not client.cookies
    assert response["X-Robots-Tag"] == "noindex"
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert words(page.title) == "Help card, Gothenburg"
    assert page.find("a", href="tel:112")
    assert "Karin Sandell" in words(page.main)
    assert "Tomas Bergvall" in words(page.main)


def test_nothing_leads_away_from_it_but_numbers_and_lines(link):
    page = soup(open_card(link))
    assert page.find("nav") is None
    assert page.find("form") is None
    ways = [a["href"] for a in page.find_all("a") if not a["href"].startswith(("tel:", "https://"))]
    assert ways == ["#main"]


def test_the_policy_of_the_house_is_not_on_it(link):
    assert soup(open_card(link)).find(id="policy") is None


def test_an_employee_sees_the_same_card(link, alice, charlie, client_for):
    """Of the site the link is of, also where one works elsewhere; and no name of one's own."""
    seen = {open_card(link, c).content for c in (client_for(alice), client_for(charlie), Client())}
    assert len(seen) == 1


def test_the_token_cannot_be_guessed_and_names_nothing(link):
    assert len(link.token) >= 43  # 256 bits
    assert "gothenburg" not in link.token.lower()


def test_a_renewed_link_is_dead_at_once(link, site, eva, client_for):
    client = client_for(eva)
    assert client.post(PAGE, {"instead_of": link.pk}).url == PAGE
    new = HelpLink.objects.get(ended_on=None)
    assert new.token != link.token
    assert open_card(new).status_code == 200
    page = soup(open_card(link), 404)
    assert "your emergency number" in words(page.main)
    for said in ("Karin", "Gothenburg", "112", "031"):
        assert said not in words(page.body)
    # A second click of the old page names the link that is gone.
    client.post(PAGE, {"instead_of": link.pk})
    assert HelpLink.objects.count() == 2
    link.refresh_from_db()
    assert link.ended_on == TODAY


@pytest.mark.parametrize("token", ["x", "a" * 43, "-" * 300])
def test_a_link_that_never_was(token, db):
    client = Client()
    response = client.get(f"/help/{token}/")
    assert "In danger now?" in words(soup(response, 404).main)
    assert response["X-Robots-Tag"] == "noindex"
    assert not client.cookies


def test_the_card_only_reads(link):
    for method in ("post", "put", "patch", "delete"):
        assert getattr(Client(), method)(f"/help/{link.token}/").status_code == 405


def test_hr_makes_shows_and_prints_it(complete, site, eva, client_for):
    client = client_for(eva)
    complete(site, eva)
    page = soup(client.get(PAGE))
    assert page.find("svg", class_="aw-qr") is None
    assert client.post(PAGE).url == PAGE
    page, made = soup(client.get(PAGE)), HelpLink.objects.get()
    assert page.find("a", href=f"http://testserver/help/{made.token}/")
    assert page.find("svg", class_="aw-qr")
    assert "by Eva Holm on 3 November 2026" in words(page.main)
    paper = page.find(class_="aw-paper")
    assert words(paper).startswith("Gothenburg")
    assert "Karin Sandell" in words(paper)
    assert client.post(PAGE, {"instead_of": "x"}).url == PAGE  # nonsense renews nothing
    assert HelpLink.objects.get() == made


@pytest.mark.parametrize("who", ["alice", "bob", "mallory", "author", "auditor"])
def test_the_link_is_hrs_to_show_and_renew(who, request, link, client_for):
    client = client_for(request.getfixturevalue(who))
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, {"instead_of": link.pk}).status_code == 404
    assert HelpLink.objects.get(ended_on=None) == link


def test_who_reads_is_not_known_so_the_young_are_told_too(link, site, eva):
    assert "you may also tell Bris" in words(soup(open_card(link)).main)
    actions.set_contact(site, 3, name="Sara Lund", phone="112 00", by=eva, today=TODAY)
    said = words(soup(open_card(link)).main)
    assert "you may also tell Sara Lund" in said


def test_a_site_has_one_link_that_opens(link, site, eva):
    said = {"site": site, "made_on": TODAY, "made_by": eva}
    for token in ("other", link.token):
        with pytest.raises(IntegrityError), transaction.atomic():
            HelpLink.objects.create(token=token, **said)


def test_opening_costs_the_same_at_four_sites(link, eva, complete, django_assert_num_queries):
    for size in (1, 4):
        for n in range(size - 1):
            other = complete(Site.objects.create(slug=f"s{n}", name=f"S{n}", country="SE"), eva)
            actions.renew_link(other, instead_of=None, by=eva, today=TODAY)
        with django_assert_num_queries(6):
            open_card(link)
