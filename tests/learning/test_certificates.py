"""Certificates: frozen when made, one's own to take, anybody's to check, withdrawn by a reason."""

import hashlib
import sys
from datetime import timedelta
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from awareness.learning import certificate_pdf, certificates
from awareness.learning.errors import CertificateError
from awareness.learning.models import Certificate, Completion, Revocation
from awareness.people.models import User

PAGE, MAKE = "/me/certificates/", "/me/certificates/make/"


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def completion(module, alice, walk) -> Completion:
    walk(alice, module).finish()
    return Completion.objects.get(learner=alice, module_version__module=module)


@pytest.fixture
def made(completion, alice, client_for) -> Certificate:
    assert client_for(alice).post(MAKE, {"completion": completion.pk})["Location"] == PAGE
    return Certificate.objects.get()


def pdf_of(client: Client, certificate: Certificate):
    return client.get(f"{PAGE}{certificate.serial}.pdf")


def test_it_says_what_was_and_no_more(made, completion, settings, now):
    assert (made.name, made.title, made.version) == ("Alice Lind", "A neutral title", "1.0")
    assert (made.day, made.employer) == (completion.day, settings.EMPLOYER)
    assert made.sha256 == hashlib.sha256(made.pdf).hexdigest()
    assert made.pdf.startswith(b"%PDF-1.7")
    # What typst says of the file: tagged, PDF/A-2a, PDF/UA-1.
    for mark in (b"/MarkInfo", b"<pdfaid:part>2<", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<"):
        assert mark in made.pdf, mark


def test_the_serial_cannot_be_guessed(made):
    assert len(certificates.SERIAL_ALPHABET) == len(set(certificates.SERIAL_ALPHABET)) == 32
    assert len(made.serial.replace("-", "")) * 5 >= 128
    assert len({certificates.new_serial() for _time in range(500)}) == 500


def test_the_same_bytes_for_ever(made, completion, alice, client_for, settings):
    """Whatever becomes of the name, the employer or the text; and a second click adds none."""
    client = client_for(alice)
    before = pdf_of(client, made).content
    User.objects.filter(pk=alice.pk).update(name="Alice Ek")
    settings.EMPLOYER = "Another name"
    version = completion.module_version
    other = version.spec.model_copy(update={"title": "Other"})
    type(version).objects.filter(pk=version.pk).update(spec=other)
    client.post(MAKE, {"completion": completion.pk})
    assert Certificate.objects.count() == 1
    assert pdf_of(client, made).content == before == bytes(made.pdf)
    assert "Alice Lind" in soup(client.get(f"/certificates/{made.serial}/")).main.get_text()
    with pytest.raises(TypeError):
        made.save()
    with pytest.raises(TypeError):
        Certificate.objects.update(name="x")
    with pytest.raises(TypeError):
        made.delete()


def test_setting_twice_gives_the_same_bytes(made):
    face = certificate_pdf.CertificateFace(
        "A", "B", "1.0", made.day, "", made.issued_on, made.serial, "https://a.example/"
    )
    assert certificate_pdf.set_pdf(face) == certificate_pdf.set_pdf(face)


@pytest.mark.parametrize(
    "name", ["Åse Ødegård-Łukasiewicz", "Иван Петров", "#evil[x] $y$ \\ <b>", "Wi " * 40]
)
def test_names_of_all_sorts_stay_on_one_sheet(name, made):
    face = certificate_pdf.CertificateFace(
        name[:120], "T " * 80, "10.12", made.day, "E " * 60, made.day, made.serial, "https://a/"
    )
    assert certificate_pdf.set_pdf(face).startswith(b"%PDF")


def test_whose_they_are(made, completion, alice, bob, eva, auditor, charlie, client_for, client):
    assert pdf_of(client_for(alice), made)["Content-Type"] == "application/pdf"
    for other in (bob, eva, auditor, charlie):
        signed_in = client_for(other)
        assert pdf_of(signed_in, made).status_code == 404
        assert signed_in.post(MAKE, {"completion": completion.pk}).status_code == 404
        assert made.serial not in signed_in.get(PAGE).content.decode()
    for address in (PAGE, f"{PAGE}{made.serial}.pdf"):
        assert client.get(address)["Location"].startswith("/account/login/")
    assert client_for(alice).post(MAKE, {"completion": "x"}).status_code == 404
    assert client_for(alice).get(MAKE).status_code == 405
    assert Certificate.objects.count() == 1


def test_a_post_needs_its_token(completion, alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.post(MAKE, {"completion": completion.pk}).status_code == 403


def test_anybody_may_check_one_they_were_shown(made, client):
    response = client.get(f"/certificates/{made.serial}/")
    words = soup(response).main.get_text(" ")
    for said in ("Alice Lind", "A neutral title", "1.0", "20 November 2026", made.employer):
        assert said in words
    assert made.sha256 in words
    assert "noindex" in response["X-Robots-Tag"]
    assert "no-store" in response["Cache-Control"]
    assert client.get(f"/certificates/{made.serial.upper()}/").status_code == 200
    assert client.post(f"/certificates/{made.serial}/").status_code == 405


def test_an_unknown_number_says_so_and_nothing_else(made, client):
    response = client.get(f"/certificates/{certificates.new_serial()}/")
    assert response.status_code == 404
    assert "no certificate" in soup(response).h1.get_text()
    assert "Alice" not in response.content.decode()


def withdraw(certificate: Certificate, reason: str) -> str:
    said = StringIO()
    call_command(
        "revoke_certificate",
        certificate.serial,
        "--reason",
        reason,
        "--by",
        "Eva Holm",
        stdout=said,
    )
    return said.getvalue()


def test_a_withdrawn_one_says_so_without_telling_whose(made, alice, client, client_for):
    assert "may make another" in withdraw(made, "wrong_name")
    response = client.get(f"/certificates/{made.serial}/")
    assert soup(response).h1.get_text() == "This certificate no longer counts"
    for said in ("Alice", "A neutral title", "Eva", "wrong", made.sha256):
        assert said not in soup(response).main.get_text()
    page = soup(client_for(alice).get(PAGE)).main.get_text()
    assert "was withdrawn on" in page
    assert bytes(Certificate.objects.get().pdf) == bytes(made.pdf)


def offered(client, completion) -> bool:
    return bool(soup(client.get(PAGE)).select(f'input[name=completion][value="{completion.pk}"]'))


@pytest.mark.parametrize(
    ("reason", "again"), [("wrong_name", 2), ("asked", 2), ("wrong_record", 1)]
)
def test_whether_another_may_be_made_depends_on_the_reason(
    reason, again, made, completion, alice, client_for
):
    withdraw(made, reason)
    User.objects.filter(pk=alice.pk).update(name="Alice Ek")
    client = client_for(alice)
    assert offered(client, completion) is (again == 2)
    client.post(MAKE, {"completion": completion.pk})
    assert Certificate.objects.count() == again
    newest = Certificate.objects.order_by("number").last()
    assert newest.number == again
    assert newest.name == ("Alice Ek" if again == 2 else "Alice Lind")
    assert len(set(Certificate.objects.values_list("serial", flat=True))) == again


@pytest.mark.parametrize(
    ("serial", "reason", "by", "code"),
    [
        ("nobody-has-this", "asked", "Eva", "unknown_certificate"),
        (None, "asked", "  ", "nobody_named"),
        (None, "because", "Eva", "unknown_reason"),
    ],
)
def test_what_cannot_be_withdrawn(serial, reason, by, code, made):
    with pytest.raises(CertificateError) as error:
        certificates.revoke(serial or made.serial, reason, by, made.day)
    assert error.value.code == code
    assert not Revocation.objects.exists()


def test_it_is_withdrawn_once(made):
    withdraw(made, "asked")
    with pytest.raises(CommandError, match="already_revoked"):
        withdraw(made, "wrong_record")


@pytest.fixture
def without_typst(monkeypatch):
    """As on a server where the extra is not installed."""
    monkeypatch.setitem(sys.modules, "typst", None)
    monkeypatch.setattr(certificate_pdf, "find_spec", lambda name: None)


def test_without_typst_the_page_says_so_kindly(completion, without_typst, alice, client_for, now):
    client = client_for(alice)
    page = soup(client.get(PAGE))
    assert "cannot be made on this server" in page.main.get_text()
    assert not page.select(f'form[action="{MAKE}"]')
    client.post(MAKE, {"completion": completion.pk})
    with pytest.raises(CertificateError) as error:
        certificates.issue(alice, completion.pk, now, str)
    assert error.value.code == "not_here"
    assert client.get("/me/").status_code == 200


def test_without_typst_those_made_before_still_open(made, without_typst, alice, client_for):
    assert pdf_of(client_for(alice), made).content == bytes(made.pdf)


def test_letters_without_a_typeface_make_none(completion, alice, client_for):
    private_use = chr(0xF8F7)  # a letter that no typeface has
    User.objects.filter(pk=alice.pk).update(name=f"Alice {private_use}")
    client = client_for(alice)
    client.post(MAKE, {"completion": completion.pk})
    assert not Certificate.objects.exists()
    assert "no typeface" in soup(client.get(PAGE)).main.get_text()


def test_two_clicks_at_once_make_one(completion, alice, now, monkeypatch):
    """The other click's row comes in while this one's sheet is being set."""
    set_once = certificates.set_pdf

    def meanwhile(face):
        pdf = set_once(face)
        monkeypatch.setattr(certificates, "set_pdf", set_once)
        certificates.issue(alice, completion.pk, now, str)
        return pdf

    monkeypatch.setattr(certificates, "set_pdf", meanwhile)
    got = certificates.issue(alice, completion.pk, now, str)
    assert Certificate.objects.get() == got


def test_the_page_costs_the_same_however_many(completion, alice, client_for, walk):
    client = client_for(alice)
    counts = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        counts.append(len(asked))
        for day in range(1, 4):
            enrolment = type(completion.enrolment).objects.create(
                learner=alice, module=completion.module_version.module, state="finished",
                module_version=completion.module_version, begun_at=completion.at,
            )  # fmt: skip
            more = Completion.objects.create(
                enrolment=enrolment, learner=alice, module_version=completion.module_version,
                day=completion.day + timedelta(days=day), at=completion.at,
            )  # fmt: skip
            client.post(MAKE, {"completion": more.pk})
        client.get(PAGE)  # what was said once is said
    assert counts[0] == counts[1]


@pytest.mark.parametrize("reason", ["wrong_name", "asked"])
def test_one_withdraws_ones_own_and_makes_another(
    reason, made, completion, alice, client_for, client
):
    mine = client_for(alice)
    forms = soup(mine.get(PAGE)).select(f'form[action="{PAGE}{made.serial}/withdraw/"]')
    assert [each["value"] for each in forms[0].select("button")] == ["wrong_name", "asked"]
    for _click in range(2):
        answer = mine.post(f"{PAGE}{made.serial}/withdraw/", {"reason": reason})
        assert answer["Location"] == PAGE
    done = Revocation.objects.get()
    assert (done.reason, done.by, done.certificate) == (reason, "Alice Lind", made)
    said = soup(client.get(f"/certificates/{made.serial}/")).main.get_text(" ")
    assert "no longer counts" in said
    assert "Alice" not in said
    page = soup(mine.get(PAGE))
    assert "was withdrawn on" in page.main.get_text()
    assert not page.select("form[action*=withdraw]")
    mine.post(MAKE, {"completion": completion.pk})
    assert Certificate.objects.count() == 2
    assert pdf_of(mine, made).content == bytes(made.pdf)


def test_whose_it_is_to_withdraw(made, alice, bob, eva, auditor, charlie, client_for, client):
    address = f"{PAGE}{made.serial}/withdraw/"
    for other in (bob, eva, auditor, charlie):
        assert client_for(other).post(address, {"reason": "asked"}).status_code == 404
    assert client.post(address, {"reason": "asked"}).status_code == 401
    mine = client_for(alice)
    assert mine.get(address).status_code == 405
    # That the record is not right is for whoever keeps the records to say.
    for reason in ("wrong_record", "x", ""):
        assert mine.post(address, {"reason": reason}).status_code == 404
        with pytest.raises(CertificateError) as refused:
            certificates.withdraw(alice, made.serial, reason, timezone.now())
        assert refused.value.code == "unknown_reason"
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(alice)
    assert guarded.post(address, {"reason": "asked"}).status_code == 403
    assert not Revocation.objects.exists()
