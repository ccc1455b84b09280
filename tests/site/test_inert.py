"""Whatever somebody writes into a form or a name is read as words, on every page that shows it."""

import re

import pytest
from django.core import mail
from django.test import Client

from awareness.learning.models import Correction
from awareness.outbox.letters import email_message, render
from awareness.people.models import Site, Team, User
from awareness.studio.models import DraftReview
from awareness.studio.reviews import mail as review_mail
from awareness.workplace import actions
from awareness.workplace.models import HelpLink, PolicyVersion, SupportLine
from tests.learning.conftest import NOW
from tests.site.conftest import TODAY
from tests.site.hostile import fill_studio
from tests.site.test_every_door import DOORS, address, knock

EVIL = "<script>alert(1)</script><b onmouseover=x>\"'{{ 7|add:7 }}"
OTHERS = ("stranger", "alice", "author", "bob")
MARKS = ("<script>alert", "<b onmouseover", "14</")


@pytest.fixture
def evil(house, everybody, settings, client_for):
    """Every word that HR, an administrator or a person can set, through the forms where there is
    one."""
    settings.EMPLOYER = EVIL
    site = everybody["hr"].site
    User.objects.update(name=EVIL)
    Site.objects.filter(pk=site.pk).update(name=EVIL[:80])
    Team.objects.update(name=EVIL[:80])
    hr = client_for(everybody["hr"])
    base = f"/workplace/{site.slug}"
    for position in (1, 2, 3):
        said = {"name": EVIL, "phone": "112 00", "role": EVIL}
        assert hr.post(f"{base}/contact/{position}/", said).status_code == 302
    said = {"text": EVIL, "valid_from": TODAY.isoformat()}
    assert hr.post(f"{base}/policy/", said).status_code == 302
    for need in ("crisis", "youth"):
        said = {"name": EVIL, "phone": "112 00", "note": EVIL}
        assert hr.post(f"{base}/lines/{need}/", said).status_code == 302
    law = {
        "text": EVIL, "approved_by": EVIL, "approver_role": EVIL,
        "approved_on": TODAY.isoformat(), "expires_on": "2027-01-01",
    }  # fmt: skip
    assert hr.post("/workplace/law/SE/", law).status_code == 302
    return house


def may_open(who: str) -> list[str]:
    """The addresses that lead them somewhere, and one that does not: who is refused is refused on a
    page that is the same everywhere."""
    named = DOORS if who == "stranger" else [name for name in DOORS if who in DOORS[name].who]
    return [*named, *[name for name in DOORS if name not in named][:1]]


@pytest.mark.parametrize("who", ["hr", *(pytest.param(w, marks=pytest.mark.once) for w in OTHERS)])
def test_no_page_runs_what_somebody_wrote(who, evil, everybody):
    client = Client(raise_request_exception=False)
    if who != "stranger":
        client.force_login(everybody[who])
    signed_in, shown = client.cookies.copy(), 0
    for name in may_open(who):
        client.cookies = signed_in.copy()
        response, body = knock(client, "get", address(name, evil))
        assert response.status_code < 500, name
        if "text/html" in response.get("Content-Type", ""):
            assert [mark for mark in MARKS if mark in body] == [], name
            shown += "&lt;script&gt;alert" in body
    assert shown > 5


FILE_NAMED = re.compile(r'((attachment|inline); filename="[\w.-]+")?')
# Columns of the studio that a page shows to authors, so that the look is not blind.
SHOWN = {
    "ContentEdit.name", "Draft.editor_name", "Draft.title", "DraftEvent.name",
    "DraftReview.asked_name", "DraftReview.reviewer_name", "DraftRevision.name",
    "FoundNumber.as_printed", "FoundNumber.unit", "Job.name", "Job.what", "OfferDecision.name",
    "OfferDecision.stem", "PageRemark.page", "PairDecision.name", "PairDecision.words",
    "ReportFile.by_name", "ReviewComment.about", "ReviewComment.name", "ReviewComment.text",
    "ReviewNote.comment", "ReviewNote.name", "ReviewOutcome.name", "ZipImport.by_name",
    "ZipImport.name",
}  # fmt: skip


@pytest.mark.once
def test_no_page_of_the_studio_runs_what_somebody_wrote_or_sent(house, everybody):
    also = fill_studio(house, everybody, EVIL)
    client, shown = Client(), set()
    client.force_login(everybody["second_author"])
    named = [address(name, house) for name in DOORS if name.startswith("studio:")]
    for url in (*named, *also):
        response, body = knock(client, "get", url)
        assert response.status_code < 500, url
        assert FILE_NAMED.fullmatch(response.get("Content-Disposition", "")), url
        if "text/html" in response.get("Content-Type", ""):
            assert [mark for mark in MARKS if mark in body] == [], url
            shown |= set(re.findall(r"(\w+\.\w+)&lt;script&gt;alert", body))
    assert shown >= SHOWN


@pytest.mark.once
def test_a_mail_about_a_review_is_words(house, everybody, settings):
    settings.EMPLOYER = f"{EVIL}\r\nBcc: all@evil.example"
    fill_studio(house, everybody, EVIL)
    User.objects.update(name=EVIL)
    put = review_mail.put_asked(DraftReview.objects.get(pk=house.review))
    letter = review_mail.compose_asked(put, NOW)
    rendered = render(letter)
    message = email_message(letter, rendered).message()
    assert message["Bcc"] is None
    assert "\n" not in rendered.subject
    assert [mark for mark in MARKS if mark in rendered.html] == []
    assert rendered.html.count("&lt;script&gt;alert") > 2
    assert EVIL in rendered.plain  # text is text


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "x"])
def test_a_link_leads_to_the_web_or_nowhere(link, evil, everybody, client_for):
    site = everybody["hr"].site
    hr = client_for(everybody["hr"])
    policies, lines = PolicyVersion.objects.count(), SupportLine.objects.count()
    hr.post(f"/workplace/{site.slug}/policy/", {"link": link, "valid_from": TODAY.isoformat()})
    hr.post(f"/workplace/{site.slug}/lines/crisis/", {"name": "N", "address": link})
    kept = list(PolicyVersion.objects.values_list("link", flat=True)[policies:])
    kept += list(SupportLine.objects.values_list("address", flat=True)[lines:])
    assert all(each.startswith("https://") for each in kept)


def test_the_test_mail_is_words_to_oneself(evil, everybody, settings):
    settings.EMPLOYER = "Nordvik\r\nBcc: all@evil.example"
    actions.send_test_mail(by=everybody["hr"], today=TODAY)
    [sent] = mail.outbox
    assert sent.to == [everybody["hr"].email]
    assert not sent.cc + sent.bcc
    assert "Bcc" not in sent.subject
    assert "text/plain" in str(sent.message())


def test_a_forged_form_writes_no_more_than_its_fields(evil, everybody, client_for):
    """Scores, people, roles, days: what a form does not ask is not taken from it."""
    alice = everybody["alice"]
    posted = {
        "is_superuser": "1", "is_staff": "1", "youth_until": "2030-01-01", "name": "X", "site": "2",
        "reading_size": "", "learner": everybody["bob"].pk, "completion": "0", "score": "1",
        "fraction": "1", "state": "finished", "token": "t", "made_by": "1", "roles": "hr",
    }  # fmt: skip
    before = User.objects.filter(pk=alice.pk).values().get()
    links, corrections = HelpLink.objects.count(), Correction.objects.count()
    client = client_for(alice)
    for name in DOORS:
        if name != "account_logout":
            client.post(address(name, evil), posted)
    assert User.objects.filter(pk=alice.pk).values().get() == before
    assert (HelpLink.objects.count(), Correction.objects.count()) == (links, corrections)
    assert User.objects.get(pk=alice.pk).roles == {"learner"}
