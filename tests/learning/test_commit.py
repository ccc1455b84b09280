"""The last step: whom to tell is shown and chosen, the policy's version is read and written down,
and the law stands there only as a named person approved it."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from awareness.learning.models import Acknowledgement
from awareness.learning.publish import publish_module
from awareness.people.models import User
from awareness.workplace import actions
from awareness.workplace.models import PolicyVersion

from .conftest import definition

STEP, GO_ON = "/learn/topic/contact/", "/learn/topic/contact/go-on/"


@pytest.fixture
def day(site):
    return site.today()


@pytest.fixture
def named(site, eva, day):
    """The site has two people to tell and a policy."""
    for position, name in ((1, "Karin Sandell"), (2, "Tomas Bergvall")):
        actions.set_contact(site, position, name=name, phone="112 00", by=eva, today=day)
    return actions.add_policy(site, text="Tell, do not look.", valid_from=day, by=eva)


@pytest.fixture
def there(module, alice, walk, client_for):
    """A browser of Alice's, at the last step."""
    on = walk(alice, module)
    on.begin()
    on.open_first()
    for slug in ("decide", "text", "guess", "check"):
        on.do(slug)
    return client_for(alice)


def said(client) -> str:
    return " ".join(
        BeautifulSoup(client.get(STEP).content, "html.parser").main.get_text(" ").split()
    )


def test_it_shows_names_numbers_and_the_policy_with_its_day(named, there, day):
    page = said(there)
    for words in ("Karin Sandell, 112 00", "Tomas Bergvall, 112 00", "Tell, do not look."):
        assert words in page
    assert f"version 1, from {day.day} {day:%B %Y}" in page
    assert "have read version 1 of the policy" in page


def test_what_was_read_is_what_is_written_down(named, there, site, eva, day, alice):
    karin = str(site.contacts.get(position=1).pk)
    actions.add_policy(site, text="Tell at once.", valid_from=day, by=eva)
    answer = there.post(GO_ON, {"contact": karin, "policy": "1"})
    assert answer.status_code == 422
    assert "The policy has changed" in answer.content.decode()
    assert not Acknowledgement.objects.exists()
    assert there.post(GO_ON, {"contact": karin, "policy": "2"}).status_code == 302
    kept = Acknowledgement.objects.get()
    assert (kept.policy_number, kept.contact) == (2, "Karin Sandell")
    page = said(there)
    assert "you named Karin Sandell" in page
    assert "read version 2 of the policy" in page


def test_the_law_stands_there_only_as_approved(named, there, site, eva, day):
    assert "What the law asks here" not in said(there)
    actions.add_legal_card(
        "SE", text="Looking is enough.", approved_by="Agnes Ström", approver_role="counsel",
        approved_on=day - timedelta(days=1), expires_on=day + timedelta(days=2),
        by=eva, today=day,
    )  # fmt: skip
    page = said(there)
    assert "Looking is enough." in page
    assert "Agnes Ström, counsel, on" in page
    actions.withdraw_legal_card("SE", by=eva, today=day)
    assert "Looking is enough." not in said(there)


def test_somebody_young_is_shown_an_adult_to_trust(named, there, site, eva, day):
    actions.set_contact(site, 3, name="Sara Lund", phone="112 33", by=eva, today=day)
    assert "Sara Lund" not in said(there)
    User.objects.update(youth_until=day + timedelta(days=2))
    assert "you may also tell Sara Lund 112 33" in said(there)


def test_where_nobody_is_named_it_goes_on(there):
    page = said(there)
    assert "Nobody is named for your site yet" in page
    assert "has not entered a policy yet" in page
    assert there.post(GO_ON, {}).status_code == 302
    kept = Acknowledgement.objects.get()
    assert (kept.policy_number, kept.contact) == (None, "")


def checked(page) -> list[str]:
    boxes = BeautifulSoup(page.content, "html.parser").select("input[name=contact][checked]")
    return [box["value"] for box in boxes]


def test_a_policy_entered_since_the_page_was_loaded_is_read_first(there, site, eva, day):
    there.get(STEP)
    actions.add_policy(site, text="Tell, do not look.", valid_from=day, by=eva)
    answer = there.post(GO_ON, {})
    assert answer.status_code == 422
    assert "Tell, do not look." in answer.content.decode()
    assert not Acknowledgement.objects.exists()


def test_the_policy_stands_open_where_one_confirms_it(named, there, site, eva, day):
    policy = BeautifulSoup(there.get(STEP).content, "html.parser").select_one("main form details")
    assert policy.has_attr("open")
    assert "Tell, do not look." in policy.text
    actions.add_policy(site, link="https://intra.example/policy", valid_from=day, by=eva)
    link = BeautifulSoup(there.get(STEP).content, "html.parser").select_one("main form a[rel]")
    assert (link["href"], link["target"]) == ("https://intra.example/policy", "_blank")


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("https://intra.example/policy", "does not confirm that you have read it"),
        ("file:///policy.pdf", "Ask HR for it"),  # from before there was a rule for addresses
    ],
)
def test_a_policy_whose_words_are_elsewhere_is_not_confirmed(
    link, words, named, there, site, eva, day
):
    policy = actions.add_policy(site, link="https://intra.example/policy", valid_from=day, by=eva)
    PolicyVersion.objects.filter(pk=policy.pk).update(link=link)
    page = there.get(STEP)
    assert words in said(there)
    assert "you confirm that you have read" not in said(there)
    assert not BeautifulSoup(page.content, "html.parser").select("input[name=policy]")
    karin = str(site.contacts.get(position=1).pk)
    assert there.post(GO_ON, {"contact": karin}).status_code == 302
    assert Acknowledgement.objects.get().policy_number is None


def test_who_was_chosen_stays_chosen_where_something_else_is_refused(named, there, site):
    karin = str(site.contacts.get(position=1).pk)
    assert checked(there.post(GO_ON, {"contact": karin, "policy": "7"})) == [karin]
    assert checked(there.get(STEP)) == []


@pytest.fixture
def looking(module, alice, walk, client_for):
    """A browser of Alice's, at a last step where the contact is looked for on her card."""
    found = definition(opens_with=None)
    found["steps"][-1] = found["steps"][-1] | {"find": True}
    way = walk(alice, publish_module(found).module)
    way.begin()
    for slug in ("decide", "text", "guess", "check"):
        way.do(slug)
    return client_for(alice)


def test_the_contact_is_found_on_ones_own_card(named, looking, other_site, site, eva, day):
    """Everything offered is real; what was tried before is written down nowhere."""
    actions.set_contact(other_site, 1, name="Ines Faro", phone="112 01", by=eva, today=day)
    form = BeautifulSoup(looking.get(STEP).content, "html.parser").main.form
    offered = {label.text.strip(): field["value"] for label, field in
               zip(form.select("label"), form.select("[type=radio]"), strict=True)}  # fmt: skip
    assert list(offered)[:1] + sorted(list(offered)[1:], key=str.casefold) == list(offered)
    assert {"Ines Faro", "Karin Sandell", "Tomas Bergvall"} <= set(offered)
    assert form.select_one("a[href='/help/']")
    for name, words in (("Ines Faro", "another site"), ("Tomas Bergvall", "your card too")):
        answer = looking.post(GO_ON, {"contact": offered[name], "policy": "1"})
        page = BeautifulSoup(answer.content, "html.parser").main
        assert answer.status_code == 422
        assert words in page.select_one(".invalid-feedback").text
        assert page.select_one("[checked]")["value"] == offered[name]
        assert not Acknowledgement.objects.exists()
    looking.post(GO_ON, {"contact": offered["Karin Sandell"], "policy": "1"})
    assert Acknowledgement.objects.get().contact == "Karin Sandell"
