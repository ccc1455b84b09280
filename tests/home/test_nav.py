"""The way round: what each role finds in the head of a page."""

import pytest
from bs4 import BeautifulSoup

LEARNER = ["Learn", "Library", "My page"]


def nav(response) -> dict[str, str | None]:
    """Labels with the value of aria-current."""
    page = BeautifulSoup(response.content, "html.parser")
    return {a.get_text(): a.get("aria-current") for a in page.select(".aw-nav a:not(.aw-nav__out)")}


@pytest.mark.parametrize(
    ("who", "labels"),
    [
        ("alice", LEARNER),
        ("bob", ["My team", *LEARNER]),
        ("eva", ["Today", "Assign", "People", "Mail", "Ready", *LEARNER]),
        ("author", ["Studio", *LEARNER]),
        ("auditor", ["Today", "People", *LEARNER]),
    ],
)
def test_each_role_finds_its_own_way(who, labels, request, client_for):
    user = request.getfixturevalue(who)
    assert list(nav(client_for(user).get("/learn/"))) == labels


def test_a_superuser_finds_the_structure(client_for, alice):
    """Whoever signs in first has no role yet, and lands on a page for learners."""
    alice.is_superuser = True
    alice.save()
    page = client_for(alice).get("/learn/")
    assert list(nav(page)) == ["Structure", *LEARNER]
    links = BeautifulSoup(page.content, "html.parser").select(".aw-nav a")
    assert [a["href"] for a in links if a.get_text() == "Structure"] == ["/structure/"]


def test_where_roles_fill_the_head_the_own_pages_open_under_the_name(client_for, eva, alice):
    page = BeautifulSoup(client_for(eva).get("/learn/").content, "html.parser")
    own = page.select_one(".aw-top details.aw-own")
    assert own.summary.get_text() == eva.name
    assert [a.get_text() for a in own.select("a")] == [*LEARNER, "Sign out"]
    assert own.select_one("[aria-current]").get_text() == "Learn"
    fits = BeautifulSoup(client_for(alice).get("/learn/").content, "html.parser")
    assert not fits.select(".aw-own")


def test_signing_out_is_there_for_every_role(client_for, alice, eva):
    for who in (alice, eva):
        page = BeautifulSoup(client_for(who).get("/learn/").content, "html.parser")
        assert page.select_one(".aw-top a.aw-nav__out")["href"] == "/account/logout/"


def test_the_page_one_is_on_is_marked(client_for, alice):
    assert nav(client_for(alice).get("/me/")) == {"Learn": None, "Library": None, "My page": "page"}


def test_a_section_is_marked_on_the_pages_within_it_and_no_other(client_for, eva):
    marked = nav(client_for(eva).get("/hr/people/"))
    assert {label: mark for label, mark in marked.items() if mark} == {"People": "page"}


def test_strangers_have_no_nav_and_somebody_to_talk_to(client, db):
    page = BeautifulSoup(client.get("/accessibility/").content, "html.parser")
    assert not page.select(".aw-nav")
    assert page.select_one(".aw-top__end a")["href"] == "/help/"
