"""Ways in that HR makes: an account that nobody claimed is claimed once, and HR never becomes the
person."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awareness.outbox.models import Mail, State
from awareness.people import codes, ways_in
from awareness.people.code_forms import CodeForm
from awareness.people.models import Door, User, WayIn
from awareness.people.tasks import send_invitations
from awareness.people.ways_in import WayInError
from tests.pages import text_of

CODE, SITE = reverse("account_enter_code"), "https://awareness.example"
LINK = re.compile(r"^https://awareness\.example(/account/claim/\S+)$", re.MULTILINE)
NEW = "a-quite-new-winter-walk"
CHOSEN = {"password1": NEW, "password2": NEW}


@pytest.fixture
def code(alice, eva) -> str:
    [(_person, code)] = ways_in.make_codes([alice], eva, timezone.now())
    return code


def link_of(person: User, by: User) -> str:
    ways_in.make_links([person], by, SITE, timezone.now())
    send_invitations.enqueue()
    [address] = LINK.findall(mail.outbox[-1].body)
    return address


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def refusal(call, *args) -> str:
    with pytest.raises(WayInError) as refused:
        call(*args)
    return refused.value.code


@pytest.mark.parametrize("typed", ["{}", " {} ", "‐{}"])
def test_a_code_is_typed_as_people_type(code, alice, typed):
    for spelling in (code, code.lower(), code.replace("-", ""), code.replace("-", " ")):
        assert ways_in.way_in_by_code(typed.format(spelling), timezone.now()).person == alice


def test_a_code_leads_to_a_password_and_in(code, alice):
    client = Client()
    response = client.post(CODE, {"code": code})
    assert response.status_code == 302
    claim = response["Location"]
    page = BeautifulSoup(client.get(claim).content, "html.parser")
    assert "Alice Lind" in text_of(page.h1)
    assert "alice.lind@example.com" in text_of(page.main)
    response = client.post(claim, CHOSEN)
    assert response.status_code == 200  # with a recovery code to keep
    assert signed_in(client) == str(alice.pk)
    alice.refresh_from_db()
    assert alice.check_password(NEW)
    # Used once: neither the address nor the code opens anything any more.
    assert Client().get(claim).status_code == 410
    again = Client().post(CODE, {"code": code})
    assert again.status_code == 422
    assert "Ask HR" in again.content.decode()


def test_a_password_that_is_refused_uses_nothing_up(code, alice):
    claim = Client().post(CODE, {"code": code})["Location"]
    refused = Client().post(claim, {"password1": "short", "password2": "short"})
    assert refused.status_code == 422
    chosen = Client()
    chosen.post(claim, CHOSEN)
    assert signed_in(chosen) == str(alice.pk)


def test_opening_a_link_uses_nothing_up(alice, eva):
    """As programs do that look at links in mails."""
    link = link_of(alice, eva)
    assert mail.outbox[-1].to == ["alice.lind@example.com"]
    for _ in range(3):
        assert Client().get(link).status_code == 200
        assert Client().head(link).status_code in (200, 405)
    chosen = Client()
    chosen.post(link, CHOSEN)
    assert signed_in(chosen) == str(alice.pk)


def test_neither_the_mail_nor_the_page_says_what_is_taught(alice, eva, settings):
    link = link_of(alice, eva)
    sent = mail.outbox[-1]
    page = text_of(BeautifulSoup(Client().get(link).content, "html.parser").main)
    for words in (sent.subject, sent.body, page):
        assert not re.search(r"abuse|child|sexual|police|report", words, re.IGNORECASE)


@pytest.mark.parametrize("typed", ["ABCD-EFGH-JKMN", "", "0", "\u200b", "x" * 41])
def test_a_code_that_nobody_was_given_opens_nothing(code, typed):
    response = Client().post(CODE, {"code": typed})
    assert response.status_code == 422


def test_an_address_that_was_made_up_opens_nothing(code, alice):
    way_in = WayIn.objects.get()
    for token in (str(way_in.pk), f"{way_in.pk}:abc", "nonsense", f"{10**20}:x"):
        assert refusal(ways_in.way_in_by_token, token, timezone.now()) == "unknown"
        assert Client().post(reverse("account_claim", args=[token]), CHOSEN).status_code == 410


def test_it_holds_for_a_fortnight(code, alice):
    now = WayIn.objects.get().made_at
    assert ways_in.way_in_by_code(code, now + timedelta(days=13, hours=23)).person == alice
    assert refusal(ways_in.way_in_by_code, code, now + timedelta(days=14)) == "over"


def test_a_new_one_ends_the_one_before(code, alice, eva):
    [(_person, second)] = ways_in.make_codes([alice], eva, timezone.now())
    assert refusal(ways_in.way_in_by_code, code, timezone.now()) == "over"
    assert ways_in.way_in_by_code(second, timezone.now()).person == alice
    assert WayIn.objects.count() == 2  # what was made stays written


def test_two_ways_in_are_never_open_at_once(code, alice, eva):
    with pytest.raises(IntegrityError):
        WayIn.objects.create(person=alice, door=Door.LINK, made_at=timezone.now(), made_by=eva)


def test_whoever_has_left_is_not_let_in(code, alice):
    alice.end_day = alice.today() - timedelta(days=1)
    alice.save()
    assert refusal(ways_in.way_in_by_code, code, timezone.now()) == "left"


def test_hr_makes_nothing_that_opens_a_claimed_account(alice, eva):
    alice.set_password("her-own-long-password")
    alice.save()
    now = timezone.now()
    assert ways_in.make_codes([alice], eva, now) == []
    assert ways_in.make_links([alice], eva, SITE, now) == []
    # Made before she claimed it by another way, and kept until now.
    secret, until = ways_in.secret_of("X"), now + ways_in.VALID_FOR
    kept = WayIn.objects.create(
        person=alice, door=Door.CODE, made_at=now, secret=secret, until=until
    )
    assert refusal(ways_in.way_in_by_code, "X", now) == "claimed"
    assert refusal(ways_in.claim_account, kept, NEW, now) == "claimed"
    alice.refresh_from_db()
    assert alice.check_password("her-own-long-password")


def test_of_two_who_claim_at_once_one_gets_in(code, alice):
    """Both have the page open; the second is told that it is too late."""
    way_in, now = ways_in.way_in_by_code(code, timezone.now()), timezone.now()
    ways_in.claim_account(way_in, NEW, now)
    assert refusal(ways_in.claim_account, way_in, "another-long-password", now) == "over"
    alice.refresh_from_db()
    assert alice.check_password(NEW)


def test_a_joiner_hears_nothing_before_the_first_day(alice, eva, turns):
    alice.start_day = alice.today() + timedelta(days=3)
    alice.save()
    ways_in.make_links([alice], eva, SITE, timezone.now())
    send_invitations.enqueue()
    assert (mail.outbox, len(turns)) == ([], 1)
    User.objects.filter(pk=alice.pk).update(start_day=alice.today())
    send_invitations.enqueue()
    send_invitations.enqueue()  # twice, as a worker may
    assert len(mail.outbox) == 1
    [until] = WayIn.objects.values_list("until", flat=True)
    assert until - timezone.now() > timedelta(days=13)


def test_links_that_wait_or_were_refused_are_not_put_in_again(
    alice, bob, eva, monkeypatch, django_assert_max_num_queries
):
    """An employer of thousands is one task for each 500 of them: of no link there are two mails,
    not even where a server was away over night, and looking again costs as much as for one."""
    ways_in.make_links([alice, bob], eva, SITE, timezone.now())
    monkeypatch.setattr("awareness.people.tasks.send_waiting", lambda seconds: None)
    send_invitations.enqueue()
    Mail.objects.filter(person=bob.public_id).update(state=State.REFUSED)
    for day in range(3):
        morning = timezone.now() + timedelta(days=day)
        monkeypatch.setattr("awareness.people.tasks.timezone.now", lambda now=morning: now)
        with django_assert_max_num_queries(9):
            send_invitations.enqueue()
    assert Mail.objects.count() == 2


def test_nothing_is_sent_to_whoever_has_claimed_left_or_no_address(alice, bob, mallory, eva):
    ways_in.make_links([alice, bob, mallory], eva, SITE, timezone.now())
    alice.set_password(NEW)
    alice.save()
    bob.end_day = bob.today() - timedelta(days=1)
    bob.save()
    mallory.email, mallory.employee_number = None, "NF-9"
    mallory.save()
    send_invitations.enqueue()
    assert mail.outbox == []


def test_the_person_is_told_at_sign_in_and_on_their_page(alice, eva):
    alice.set_password(NEW)
    alice.save()
    ways_in.note_password_mail(alice, eva, timezone.now())
    client = Client()
    signing_in = {"login": "alice.lind@example.com", "password": NEW}
    response = client.post(reverse("account_login"), signing_in, follow=True)
    assert f"{eva.name} had a link to a new password" in response.content.decode()
    again = Client().post(reverse("account_login"), signing_in, follow=True)
    assert "had a link" not in again.content.decode()
    page = text_of(BeautifulSoup(client.get("/me/").content, "html.parser").main)
    assert f"by {eva.name}: a link to a new password" in page


def test_what_is_kept_of_a_code_is_not_the_code(code):
    row = WayIn.objects.get()
    bare = code.replace("-", "")
    assert not any(part in str(vars(row)) for part in (code, bare, bare.lower()))


def test_no_sign_of_a_code_looks_like_another():
    made = [codes.new_code() for _ in range(1000)]
    assert all(re.fullmatch(r"[A-HJKMNP-Z2-9]{4}(-[A-HJKMNP-Z2-9]{4}){2}", code) for code in made)


def test_the_form_says_which_error_it_is(code, alice):
    form = CodeForm({"code": "nonsense"})
    assert form.errors.as_data()["code"][0].code == "unknown"
    assert isinstance(form.errors.as_data()["code"][0], ValidationError)


def test_whoever_was_signed_in_is_not_any_more(code, alice, bob):
    client = Client()
    client.force_login(bob)
    claim = client.post(CODE, {"code": code})["Location"]
    client.post(claim, CHOSEN)
    assert signed_in(client) == str(alice.pk)
