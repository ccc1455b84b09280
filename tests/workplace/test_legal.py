"""Legal cards: approved by a named person until a day, or not shown at all."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from awareness.people.models import Site
from awareness.workplace import actions
from awareness.workplace.actions import WorkplaceError
from awareness.workplace.legal import (
    LawState,
    is_jurisdiction,
    law_state,
    laws_of_sites,
    legal_card_for,
)
from awareness.workplace.models import LegalCard, SiteSetting
from tests.pages import error_codes

from .conftest import TODAY
from .test_pages import HELP, READY, soup, words

pytestmark = pytest.mark.usefixtures("today")

PAGE, WITHDRAW = "/workplace/law/SE/", "/workplace/law/SE/withdraw/"
SAID = {
    "text": "Looking is enough.",
    "approved_by": "Agnes Ström",
    "approver_role": "legal counsel",
    "approved_on": "2026-10-01",
    "expires_on": "2027-10-01",
}


@pytest.fixture
def card(eva):
    """Enters a card of a jurisdiction, approved a month ago until `expires` days from now."""

    def make(place="SE", expires=300, **more):
        said = {
            "text": "Looking is enough.",
            "approved_by": "Agnes Ström",
            "approver_role": "legal counsel",
            "approved_on": TODAY - timedelta(days=33),
            "expires_on": TODAY + timedelta(days=expires),
        }
        return actions.add_legal_card(place, **said | more, by=eva, today=TODAY)

    return make


def test_how_a_card_stands_is_a_matter_of_days(card):
    made = card(expires=100)
    last = made.expires_on
    stands = {
        day: law_state(made, day) for day in (last - timedelta(days=d) for d in (31, 30, 1, 0))
    }
    assert list(stands.values()) == ["holds", "soon", "soon", "expired"]
    assert law_state(made, made.approved_on - timedelta(days=1)) is LawState.WAITING
    assert law_state(None, TODAY) is LawState.NONE
    assert [s for s in LawState if s.shown] == [LawState.HOLDS, LawState.SOON]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("SE", True), ("GB-ENG", True), ("US-NC", True), ("se", False), ("SE-", False), ("", False)],
)
def test_a_jurisdiction_is_a_country_or_a_part_of_one(text, is_one):
    assert is_jurisdiction(text) is is_one


def test_only_a_card_that_holds_is_for_people(site, other_site, card, eva):
    assert legal_card_for(site, TODAY) is None
    assert legal_card_for(None, TODAY) is None
    made = card()
    assert legal_card_for(site, TODAY) == made
    assert legal_card_for(other_site, TODAY) is None
    assert legal_card_for(site, made.expires_on) is None
    actions.withdraw_legal_card("SE", by=eva, today=TODAY)
    assert legal_card_for(site, TODAY) is None


def test_a_newer_version_speaks_alone(site, card):
    """Also where it has expired and the one before it has not."""
    card(expires=300)
    newer = card(expires=5, text="Looking and keeping.")
    assert (newer.number, legal_card_for(site, TODAY)) == (2, newer)
    assert legal_card_for(site, TODAY + timedelta(days=5)) is None


def test_a_part_of_a_country_has_its_own_law(other_site, card, eva):
    card("GB", text="Of the whole.")
    assert legal_card_for(other_site, TODAY).text == "Of the whole."
    actions.set_up_site(other_site, jurisdiction="GB-ENG", languages=["en"], by=eva, today=TODAY)
    assert legal_card_for(other_site, TODAY) is None
    card("GB-ENG", text="Of the part.")
    assert legal_card_for(other_site, TODAY).text == "Of the part."


def test_the_same_card_twice_is_one_version_and_rows_are_never_changed(card):
    assert card() == card()
    made = LegalCard.objects.get()
    made.text = "Another."
    for change in (made.save, made.delete, LegalCard.objects.all().delete):
        with pytest.raises(TypeError):
            change()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"text": " "}, "no_text"),
        ({"approved_by": ""}, "no_approver"),
        ({"approver_role": ""}, "no_approver"),
        ({"approved_on": TODAY + timedelta(days=1)}, "approved_later"),
        ({"expires_on": TODAY}, "expired_already"),
    ],
)
def test_a_card_that_nobody_answers_for_is_refused(changed, code, card):
    with pytest.raises(WorkplaceError) as caught:
        card(**changed)
    assert caught.value.code == code
    assert not LegalCard.objects.exists()


def test_the_database_holds_no_card_without_an_approval(site, eva):
    for said in ({"text": "Law."}, {"text": "Law.", "approved_by": "A", "approver_role": "b"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            LegalCard.objects.create(
                jurisdiction="SE", number=1, entered_on=TODAY, entered_by=eva, **said
            )


def test_refusals_of_place_and_withdrawal(site, eva, card):
    def refused(act, *args, **said):
        with pytest.raises(WorkplaceError) as caught:
            act(*args, by=eva, today=TODAY, **said)
        return caught.value.code

    setting = {"languages": ["en"]}
    assert refused(actions.set_up_site, site, jurisdiction="X", **setting) == "not_a_jurisdiction"
    assert refused(actions.set_up_site, site, jurisdiction="GB", **setting) == "other_country"
    assert refused(actions.set_up_site, site, jurisdiction="SE", languages=[]) == "no_language"
    assert refused(actions.withdraw_legal_card, "SE") == "no_card"
    card()
    first = actions.withdraw_legal_card("SE", by=eva, today=TODAY)
    assert actions.withdraw_legal_card("SE", by=eva, today=TODAY) == first


# Pages


def test_the_help_card_says_the_law_with_day_and_name(
    lines, site, alice, charlie, card, client_for
):
    assert soup(client_for(alice).get(HELP)).find(id="law") is None
    card()
    said = soup(client_for(alice).get(HELP)).find(id="law")
    assert "aw-noprint" in said["class"]  # paper outlives an approval
    assert "Looking is enough." in words(said)
    assert "Agnes Ström, legal counsel, on 1 October 2026" in words(said)
    assert soup(client_for(charlie).get(HELP)).find(id="law") is None  # another country
    assert soup(Client().get(HELP)).find(id="law") is None


def test_hr_enters_a_card_and_takes_it_back(lines, site, eva, client_for):
    client = client_for(eva)
    before = words(soup(client.get(READY)).main)
    assert "No legal text approved" in before
    assert client.post(PAGE, SAID).url == f"{READY}#law"
    made = LegalCard.objects.get()
    assert (made.jurisdiction, made.entered_by, made.entered_on) == ("SE", eva, TODAY)
    assert "Shown until 1 October 2027" in words(soup(client.get(READY)).main)
    page = soup(client.get(PAGE))
    assert words(page.find("textarea")) == "Looking is enough."
    assert not page.find("input", attrs={"name": "approved_by"}).get("value")
    assert client.get(WITHDRAW).status_code == 405
    assert client.post(WITHDRAW).url == PAGE
    assert "The card was taken back." in words(soup(client.get(PAGE)).main)
    assert "Taken back" in words(soup(client.get(READY)).main)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"approved_by": ""}, "required"),
        ({"approved_on": "2026-11-04"}, "not_yet"),
        ({"expires_on": "2026-11-03"}, "over_already"),
        ({"expires_on": "soon"}, "invalid"),
    ],
)
def test_a_card_that_cannot_be_saved_says_why(changed, code, site, eva, client_for):
    [field] = changed
    assert error_codes(client_for(eva).post(PAGE, SAID | changed)) == {field: [code]}
    assert not LegalCard.objects.exists()


@pytest.mark.parametrize(("expires", "said"), [(20, "Expires soon"), (60, "Shown until")])
def test_hr_is_told_before_a_card_ends(expires, said, lines, site, card, eva, client_for):
    card(expires=expires)
    assert said in words(soup(client_for(eva).get(READY)).main)


def test_hr_is_told_when_it_has_ended(lines, site, card, eva):
    made = card(expires=20)
    (law,) = laws_of_sites([site], made.expires_on)
    assert (law.jurisdiction, law.sites, law.state) == ("SE", (site,), LawState.EXPIRED)


@pytest.mark.parametrize("who", ["alice", "bob", "mallory", "auditor"])
def test_taking_back_is_for_hr(who, request, site, card, client_for):
    card()
    assert client_for(request.getfixturevalue(who)).post(WITHDRAW).status_code == 404
    assert LegalCard.objects.count() == 1


def test_a_place_where_no_site_is_is_not_found(site, eva, client_for):
    for url in ("/workplace/law/GB/", "/workplace/law/GB/withdraw/", "/workplace/law/se/"):
        assert client_for(eva).post(url, SAID).status_code == 404
    assert client_for(eva).post(WITHDRAW).status_code == 404  # there is no card yet


def test_law_and_languages_of_a_site(lines, other_site, eva, client_for):
    client, url = client_for(eva), "/workplace/leeds/site/"
    page = soup(client.get(url))
    assert page.find("input", attrs={"name": "jurisdiction"})["value"] == "GB"
    assert page.find("input", attrs={"name": "languages"})["value"] == "English"
    for law, languages, codes in (
        ("SE", "English", {"jurisdiction": ["other_country"]}),
        ("England", "English", {"jurisdiction": ["max_length"]}),
        ("gb-eng", "Elvish", {"languages": ["unknown_language"]}),
        ("gb-eng", ",", {"languages": ["no_language"]}),
    ):
        refused = client.post(url, {"jurisdiction": law, "languages": languages})
        assert error_codes(refused) == codes
    said = {"jurisdiction": "gb-eng", "languages": "English, Polish, pl"}
    for _twice in range(2):
        assert client.post(url, said).url == f"{READY}#sites"
    made = SiteSetting.objects.get()
    assert (made.jurisdiction, made.languages, made.entered_by) == ("GB-ENG", ["en", "pl"], eva)
    main = words(soup(client.get(READY)).main)
    assert "English, Polish" in main
    assert "Not there yet: Polish." in main


def test_laws_cost_the_same_at_four_sites(site, card, django_assert_num_queries):
    card()
    for size in (1, 4):
        for n in range(size - 1):
            Site.objects.create(slug=f"s{n}", name=f"S{n}", country="IE")
        with django_assert_num_queries(3):
            laws_of_sites(Site.objects.all(), date(2026, 11, 3))


def test_the_law_of_the_country_before_holds_nowhere_once_a_site_is_in_another(site, card, eva):
    """HR had set the site up before it was told that its country was mistyped."""
    card()
    actions.set_up_site(site, jurisdiction="SE", languages=["sv"], by=eva, today=TODAY)
    assert legal_card_for(site, TODAY)
    site.country = "NO"
    site.save()
    assert legal_card_for(site, TODAY) is None
    assert [law.jurisdiction for law in laws_of_sites([site], TODAY)] == ["NO"]
