"""A claimed account that no mail reaches: one of HR asks for a code, another makes it, and what was
done before stays sealed. Whoever claims an account keeps a code of their own."""

import re
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awareness.journal.models import Event
from awareness.people import changes, codes_of_two, recovery, seals, ways_in
from awareness.people.codes_of_two import CodeError
from awareness.people.models import Identifier, RecoveryCode, RoleGrant, User, WayIn
from awareness.people.recovery import RecoveryError
from tests.conftest import make_person
from tests.pages import text_of

OLD, NEW = "a-long-winter-walk", "a-quite-new-winter-walk"
CHOSEN = {"password1": NEW, "password2": NEW}
CODE, PROVE, ME = (reverse(name) for name in ("account_enter_code", "account_prove", "home:me"))
LIST = reverse("ways_in:ways_in")


@pytest.fixture
def hana(site) -> User:
    """Another person of HR."""
    return claimed(make_person("Hana Berg", site, role="hr"))


def claimed(person: User) -> User:
    person.set_password(OLD)
    person.save()
    return person


@pytest.fixture
def nora(site) -> User:
    """Claimed, and without an address."""
    person = make_person("Nora Lie", site)
    person.email, person.employee_number = None, "NF-7"
    return claimed(person)


def refusal(call, *args) -> str:
    with pytest.raises((CodeError, RecoveryError)) as refused:
        call(*args)
    return refused.value.code


def asked(person: User, by: User) -> WayIn:
    return codes_of_two.ask_for_code(person, by, timezone.now())


def came_in(person: User, eva: User, hana: User) -> Client:
    """Whoever holds the code that two of HR made has chosen a password."""
    _way_in, code = codes_of_two.approve_code(asked(person, eva).pk, hana, timezone.now())
    client = Client()
    assert client.post(client.post(CODE, {"code": code})["Location"], CHOSEN).status_code == 302
    person.refresh_from_db()
    return client


def test_two_of_hr_make_a_code_on_their_pages(client_for, nora, eva, hana):
    ask = reverse("ways_in:ask_code", args=[nora.public_id])
    assert "Hana Berg" in client_for(eva).get(ask).content.decode()
    assert client_for(eva).post(ask).status_code == 302
    # Asked for, it opens nothing, and whoever asked cannot make it.
    way_in = WayIn.objects.get()
    assert not way_in.is_open(timezone.now())
    approve = reverse("ways_in:approve_code", args=[way_in.pk])
    assert "Make the code" not in client_for(eva).get(LIST).content.decode()
    assert client_for(eva).post(approve).status_code == 302
    assert WayIn.objects.get().secret is None
    assert "Make the code" in client_for(hana).get(LIST).content.decode()
    page = BeautifulSoup(client_for(hana).post(approve).content, "html.parser")
    code = text_of(page.select_one(".aw-codes__code"))
    assert ways_in.way_in_by_code(code, timezone.now()).person == nora
    # It is made once.
    assert client_for(hana).post(approve).status_code == 302


def test_who_may_not_ask_and_who_may_not_approve(nora, alice, bob, eva, hana, site):
    assert refusal(asked, bob, eva) == "not_claimed"
    assert refusal(asked, claimed(alice), eva) == "has_address"
    assert refusal(asked, hana, hana) == "has_address"
    User.objects.filter(pk=nora.pk).update(is_superuser=True)
    assert refusal(asked, nora, eva) == "superuser"
    User.objects.filter(pk=nora.pk).update(is_superuser=False)
    way_in = asked(nora, claimed(eva))
    assert refusal(asked, nora, hana) == "waiting"
    now = timezone.now()
    assert refusal(codes_of_two.approve_code, way_in.pk, eva, now) == "same"
    late = now + timedelta(days=14)
    assert refusal(codes_of_two.approve_code, way_in.pk, hana, late) == "over"
    codes_of_two.put_request_away(way_in.pk, hana, now)
    assert refusal(codes_of_two.approve_code, way_in.pk, hana, now) == "over"


@pytest.mark.parametrize("used", [True, False])
def test_asking_again_tells_nobody_whether_the_code_was_used(client_for, nora, eva, hana, used):
    if used:
        came_in(nora, eva, hana)
    else:
        codes_of_two.approve_code(asked(nora, eva).pk, hana, timezone.now())
    answer = client_for(eva).post(reverse("ways_in:ask_code", args=[nora.public_id]), follow=True)
    assert "Another person of HR makes" in answer.content.decode()
    assert not any(way_in.is_open(timezone.now()) for way_in in WayIn.objects.all())
    assert refusal(asked, nora, eva) == "waiting"


@pytest.mark.parametrize("kind", [changes.ACCOUNT_MADE, changes.PASSWORD_SET, ways_in.WAY_IN_MADE])
@pytest.mark.parametrize("other_way", [False, True])
def test_nobody_approves_who_depends_on_whoever_asks(nora, eva, hana, site, kind, other_way):
    one, other = (hana, eva) if other_way else (eva, hana)
    third = claimed(make_person("Tove Dahl", site, role="hr"))
    way_in = asked(nora, eva)
    Event.objects.create(at=timezone.now(), kind=kind, subject=other.public_id, actor=one.public_id)
    assert refusal(codes_of_two.approve_code, way_in.pk, hana, timezone.now()) == "made"
    assert codes_of_two.approvers(nora, eva, timezone.now()) == [third]
    third.role_grants.all().delete()
    codes_of_two.put_request_away(way_in.pk, eva, timezone.now())
    assert refusal(asked, nora, eva) == "nobody"


@pytest.mark.parametrize("other_way", [True, False])
def test_nor_who_set_the_address_to_which_the_other_was_invited(nora, eva, site, other_way):
    """Eva gives Hana an address of her own, and somebody who knows nothing invites everybody."""
    hana, ulla = make_person("Hana Berg", site, role="hr"), make_person("Ulla By", site)
    one, other = (hana, eva) if other_way else (eva, hana)
    before = changes.read_states([hana.pk])
    hana.email = "evas-own@example.com"
    hana.save()
    changes.note_changes(before, changes.read_states([hana.pk]), eva, timezone.now())
    [link] = ways_in.make_links([hana], ulla, "https://awareness.example", timezone.now())
    ways_in.claim_account(link, OLD, timezone.now())
    claimed(eva)
    assert refusal(asked, nora, one) == "nobody"
    way_in = WayIn.objects.create(person=nora, door="two", made_at=timezone.now(), made_by=one)
    assert refusal(codes_of_two.approve_code, way_in.pk, other, timezone.now()) == "made"


def test_an_address_that_was_set_later_gives_no_power(nora, eva, hana):
    """As by a list that renames the domain: no link goes to it before they say it is theirs."""
    Event.objects.create(
        at=timezone.now(),
        kind=ways_in.ACCOUNT_CLAIMED,
        subject=hana.public_id,
        actor=hana.public_id,
    )
    before = changes.read_states([hana.pk])
    hana.email = "hana@example.org"
    hana.save()
    changes.note_changes(before, changes.read_states([hana.pk]), eva, timezone.now())
    assert codes_of_two.approve_code(asked(nora, claimed(eva)).pk, hana, timezone.now())


def test_hr_of_another_site_is_nobody_here(client_for, nora, eva, hana, mallory):
    grant = RoleGrant.objects.get(user=hana, role="hr")
    grant.limited = True
    grant.save()
    grant.sites.add(mallory.site)
    assert codes_of_two.approvers(nora, eva, timezone.now()) == []
    way_in = WayIn.objects.create(person=nora, door="two", made_at=timezone.now(), made_by=eva)
    for name in ("approve_code", "put_away_code"):
        url = reverse(f"ways_in:{name}", args=[way_in.pk])
        assert client_for(hana).post(url).status_code == 404
    url = reverse("ways_in:ask_code", args=[nora.public_id])
    assert client_for(hana).get(url).status_code == 404


@pytest.mark.parametrize("typed", [OLD, "code"])
def test_it_is_sealed_until_they_prove_to_be_the_same(nora, eva, hana, typed):
    code = recovery.make_code(nora, timezone.now())
    client = came_in(nora, eva, hana)
    assert nora.is_sealed
    for page in (ME, "/me/record.json", "/me/record.zip", "/me/certificates/", "/library/"):
        response = client.get(page)
        assert response.status_code == 403, page
        words = response.content.decode()
        assert "Eva Holm and Hana Berg" in words
    # While sealed, no new code of one's own is to be had, and the old one lets nobody in.
    assert client.post(reverse("account_make_recovery_code"), {"password": NEW}).status_code == 403
    assert refusal(recovery.recovery_code_typed, code, timezone.now()) == "sealed"
    wrong = client.post(PROVE, {"proof": NEW})
    assert wrong.status_code == 422
    for _ in range(3):
        client.post(PROVE, {"proof": "something else"})
    right = code.lower() if typed == "code" else typed
    assert client.post(PROVE, {"proof": right})["Location"] == ME
    assert client.get(ME).status_code == 200
    kinds = set(Event.objects.filter(subject=nora.public_id).values_list("kind", flat=True))
    assert {seals.RECORD_SEALED, seals.RECORD_OPENED, codes_of_two.CODE_ASKED_FOR} <= kinds


def test_proofs_are_counted_as_tries(nora, eva, hana):
    client = came_in(nora, eva, hana)
    for _ in range(5):
        client.post(PROVE, {"proof": "wrong"})
    assert client.post(PROVE, {"proof": OLD}).status_code == 422
    nora.refresh_from_db()
    assert nora.is_sealed


def test_of_two_codes_the_first_password_stays_the_proof(nora, eva, hana):
    came_in(nora, eva, hana)
    first = nora.sealed_since
    client = came_in(nora, eva, hana)
    assert nora.sealed_since > first
    assert client.post(PROVE, {"proof": NEW}).status_code == 422
    assert client.post(PROVE, {"proof": OLD}).status_code == 302


def test_a_sealed_account_cannot_say_that_an_address_is_theirs(nora, eva, hana):
    """HR enters an address of its own choice, and has a link sent to it: it goes nowhere."""
    client = came_in(nora, eva, hana)
    before = changes.read_states([nora.pk])
    nora.email = "of.hr@example.com"
    nora.save()
    changes.note_changes(before, changes.read_states([nora.pk]), eva, timezone.now())
    mail.outbox.clear()
    address = {"address": "of.hr@example.com"}
    assert client.post(reverse("home:prove_address"), address).status_code == 403
    assert Identifier.objects.get(person=nora, kind="email").unproven
    client.post(reverse("account_reset_password"), {"email": "of.hr@example.com"})
    sent = {"person": [nora.public_id], "group": "claimed"}
    hr = Client()
    hr.force_login(eva)
    hr.post(reverse("ways_in:mail_password"), sent)
    assert mail.outbox == []


def test_a_new_address_and_a_forgotten_password_need_two_of_hr(client_for, alice, eva, hana):
    claimed(alice)
    before = changes.read_states([alice.pk])
    alice.email = "alice.new@example.com"
    alice.save()
    changes.note_changes(before, changes.read_states([alice.pk]), eva, timezone.now())
    alice.refresh_from_db()
    page = client_for(eva).get(reverse("staff:show_person", args=[alice.public_id]))
    assert "Password forgotten" in page.content.decode()
    client = came_in(alice, eva, hana)
    assert client.get(ME).status_code == 403
    assert client.post(PROVE, {"proof": OLD}).status_code == 302
    said = client.post(reverse("home:prove_address"), {"address": "alice.new@example.com"})
    assert said.status_code == 302
    alice.refresh_from_db()
    assert alice.proven_address == "alice.new@example.com"


def test_a_password_that_a_superuser_sets_seals_too(structure, nora):
    page = f"/structure/people/user/{nora.pk}/password/"
    sent = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    assert structure.post(page, sent).status_code == 302
    nora.refresh_from_db()
    assert nora.check_password(NEW)
    assert nora.is_sealed
    assert seals.proves_identity(nora, OLD)


def test_a_link_to_the_address_on_file_opens_it(alice, settings):
    claimed(alice)
    seals.seal_record(alice, alice.password, timezone.now())
    client = Client()
    client.post(reverse("account_reset_password"), {"email": "alice.lind@example.com"})
    [link] = re.findall(r"/account/password/reset/key/\S+", mail.outbox[-1].body)
    form = client.get(link)["Location"]
    client.post(form, CHOSEN)
    alice.refresh_from_db()
    assert not alice.is_sealed


def test_claiming_shows_a_recovery_code_that_lets_them_in_again(alice, eva):
    [(_person, paper)] = ways_in.make_codes([alice], eva, timezone.now())
    client = Client()
    response = client.post(client.post(CODE, {"code": paper})["Location"], CHOSEN)
    page = BeautifulSoup(response.content, "html.parser")
    code = text_of(page.select_one(".aw-codes__code"))
    assert "no-store" in response["Cache-Control"]
    assert RecoveryCode.objects.get().person == alice
    # Another day the password is forgotten, and nobody of HR is asked.
    again = Client()
    form = again.post(CODE, {"code": code.lower()})["Location"]
    other = {"password1": "another-summer-walk", "password2": "another-summer-walk"}
    assert again.post(form, {"password1": "short", "password2": "short"}).status_code == 422
    page = BeautifulSoup(again.post(form, other).content, "html.parser")
    next_code = text_of(page.select_one(".aw-codes__code"))
    assert again.get(ME).status_code == 200
    assert client.get(ME).status_code == 302  # whoever was signed in with the old password
    # It is used up, and another is theirs.
    assert refusal(recovery.recovery_code_typed, code, timezone.now()) == "unknown"
    assert again.post(form, other).status_code == 410
    assert recovery.recovery_code_typed(next_code, timezone.now()).person == alice


def test_the_page_of_a_recovery_code_holds_for_an_hour(alice):
    claimed(alice)
    code = recovery.make_code(alice, timezone.now())
    token = recovery.token_of(recovery.recovery_code_typed(code, timezone.now()))
    now = timezone.now()
    assert recovery.recovery_code_by_token(token, now).person == alice
    with time_machine.travel(now + timedelta(hours=1, minutes=1)):
        assert refusal(recovery.recovery_code_by_token, token, timezone.now()) == "unknown"
        page = Client().post(reverse("account_recover", args=[token]), CHOSEN)
        assert page.status_code == 410
        assert CODE in page.content.decode()  # where it can be typed once more


def test_whoever_has_left_does_not_come_back_by_it(alice):
    code = recovery.make_code(claimed(alice), timezone.now())
    alice.is_active = False
    alice.save()
    assert refusal(recovery.recovery_code_typed, code, timezone.now()) == "left"


def test_a_page_of_a_recovery_code_that_was_open_when_the_record_was_sealed_says_so(
    nora, eva, hana
):
    """They typed their own code, and had a code of two used before they chose a password."""
    code = recovery.make_code(nora, timezone.now())
    token = recovery.token_of(recovery.recovery_code_typed(code, timezone.now()))
    came_in(nora, eva, hana)
    assert Client().post(reverse("account_recover", args=[token]), CHOSEN).status_code == 410


def test_another_recovery_code_needs_the_password(client_for, alice):
    client = client_for(claimed(alice))
    url = reverse("account_make_recovery_code")
    assert client.post(url, {"password": NEW}).status_code == 422
    first = text_of(
        BeautifulSoup(client.post(url, {"password": OLD}).content, "html.parser").select_one(
            ".aw-codes__code"
        )
    )
    assert client.post(url, {"password": OLD}).status_code == 200
    assert refusal(recovery.recovery_code_typed, first, timezone.now()) == "unknown"
    assert "You have one of" in client.get(url).content.decode()
