"""An author sends a report as a file and reads it with its numbers marked."""

import os
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_ox.testing import run_tasks

from awareness.content.reading import sealed
from awareness.content.reading.refused import REFUSAL_WORDS, FileRefused
from awareness.studio.models import FileState, FoundNumber, ReportFile
from awareness.studio.reports import actions as report_actions
from awareness.studio.reports import originals
from tests.conftest import in_background
from tests.reading.made import LOCKED, docx, paragraph, pdf

LIST = "/studio/reports/"
REPORT = pdf(
    ["# Women at work 2023", "In all 1,245 people answered.", "Of them 67 % are women."],
    ["Country\tYes (%)\tNo (%)", "Sweden\t71.3\t28.7", "Norway\t60.1\t39.9"],
)


@pytest.fixture
def sent(client, author, read_once):
    """A report that was sent and read."""
    client.force_login(author)
    response = send(client, REPORT)
    assert response.status_code == 302
    return ReportFile.objects.get()


def send(client, data: bytes, name: str = "work <b>2023</b>.pdf"):
    return client.post(LIST, {"file": SimpleUploadedFile(name, data)})


def address(sent: ReportFile, more: str = "") -> str:
    return f"{LIST}{sent.pk}/{more}"


def test_a_report_is_read_and_shown_with_its_numbers(client, sent):
    assert (sent.state, sent.by_name) == (FileState.READY, "Ada Author")
    assert sent.about["title"] == ["Women at work 2023", 2]
    assert sent.about["n"] == ["1,245", 3]
    assert originals.path_of(sent.original).read_bytes() == REPORT
    told = [(n.as_printed, n.line, n.kind, n.in_table) for n in sent.numbers.all()]
    assert told[:2] == [("1,245", 3, "count", False), ("67 %", 4, "share", False)]
    page = client.get(address(sent), {"number": "4.9"}).content.decode()
    assert page.count('class="aw-mark') == len(told)
    marks = BeautifulSoup(page, "html.parser").select("a[aria-current=true].aw-mark")
    assert [mark.text for mark in marks] == ["67 %"]
    assert "not confirmed" in page
    assert "Of them 67 % are women" in page


def test_pages_are_written_down_as_they_are_read(client, author, tiny_files, monkeypatch):
    """Whoever waits sees how far it is, in the row and as a bar; what is ready is not touched."""
    client.force_login(author)
    row = ReportFile.objects.create(name="a.pdf", original="0" * 64, by=author, at=timezone.now())
    seen = []

    def convert(_path, progress):
        for page in range(1, 46):
            progress(page, 45)
            row.refresh_from_db()
            seen.append((row.page, row.pages))
            if page == 21:
                bar = BeautifulSoup(client.get(address(row)).content, "html.parser").progress
                assert (bar["value"], bar["max"]) == ("21", "45")
        ReportFile.objects.filter(pk=row.pk).update(state=FileState.REFUSED, refused="broken")
        progress(1, 45)
        row.refresh_from_db()
        seen.append((row.page, row.pages))
        raise FileRefused("no_text")

    monkeypatch.setattr(report_actions, "convert_file", convert)
    report_actions.read_file(row.pk)
    assert [*dict.fromkeys(seen)] == [(1, 45), (21, 45), (41, 45), (45, 45)]


def test_the_name_of_a_file_is_inert(client, author):
    client.force_login(author)
    send(client, b"A <script>alert(1)</script> 12 % of us <img src=x onerror=alert(1)>", "<b>x</b>")
    for page in (LIST, address(ReportFile.objects.get())):
        text = client.get(page).content.decode()
        assert "<b>x</b>" not in text
        assert "<script>alert" not in text
        assert "onerror=alert(1)>" not in text


def test_tables_that_take_too_long_are_stopped_and_said(client, sent, monkeypatch):
    monkeypatch.setattr(sealed, "PAGE_LIMITS", sealed.ProcessLimits(seconds=0.01))
    client.post(address(sent, "tables/2/"))
    page = client.get(address(sent, "tables/2/")).content.decode()
    assert "took too long" in page
    assert "Send it in parts" not in page


PLACES = [{"from": "9" * 9}, {"from": "-1"}, {"number": "x"}, {"from": "7"}]


@pytest.mark.parametrize("query", PLACES)
def test_any_place_of_the_text_can_be_asked_for(client, sent, query):
    assert client.get(address(sent), query).status_code == 200


def test_a_file_that_is_not_taken_says_why_and_goes(client, author):
    client.force_login(author)
    send(client, b"%PDF-1.7 nothing of one", "a.pdf")
    refused = ReportFile.objects.get()
    assert (refused.state, refused.refused) == (FileState.REFUSED, "broken")
    assert "damaged or was cut off" in client.get(address(refused)).content.decode()
    assert client.post(address(refused, "begin/")).status_code == 404
    now = timezone.now()
    assert report_actions.look_after(now + timedelta(hours=23)) == []
    assert ReportFile.objects.count() == 1
    os.utime(originals.path_of(refused.original), (0, 0))
    report_actions.look_after(now + timedelta(hours=25))
    assert ReportFile.objects.count() == 0
    assert list(originals.folder().iterdir()) == []


HOSTILE = {
    "encrypted": pdf(["67 % of the women are at work."], encrypt=LOCKED),
    "entities": docx(paragraph("&e;"), '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
    "climbs_out": docx(paragraph("x"), **{"..__evil_dot_txt": "x"}),
    "unpacks_too_big": docx(paragraph("x"), word__media__x_dot_xml=b"\0" * 30_000_000),
}


@pytest.mark.parametrize("code", HOSTILE)
def test_what_is_hostile_is_refused_in_words_and_leaves_nothing(client, author, code):
    client.force_login(author)
    send(client, HOSTILE[code])
    refused = ReportFile.objects.get()
    assert (refused.state, refused.refused, refused.text) == (FileState.REFUSED, code, "")
    page = BeautifulSoup(client.get(address(refused)).content, "html.parser")
    assert str(REFUSAL_WORDS[code]) in page.text
    os.utime(originals.path_of(refused.original), (0, 0))
    report_actions.look_after(timezone.now() + timedelta(hours=25))
    assert (ReportFile.objects.count(), list(originals.folder().iterdir())) == (0, [])


@pytest.mark.parametrize("files", [{}, {"file": SimpleUploadedFile("a.pdf", b"")}])
def test_no_file_is_said(client, author, files):
    client.force_login(author)
    assert client.post(LIST, files).status_code == 422
    assert ReportFile.objects.count() == 0


def test_it_waits_and_goes_on_in_the_background(client, author, settings):
    in_background(settings)
    client.force_login(author)
    send(client, REPORT)
    waiting = ReportFile.objects.get()
    response = client.get(address(waiting))
    assert response["Refresh"] == "2"
    assert report_actions.look_after(timezone.now() + timedelta(minutes=11)) == [waiting.pk]
    run_tasks()
    report_actions.read_file(waiting.pk)  # a second time changes nothing
    assert FoundNumber.objects.count() == len(set(FoundNumber.objects.values_list("line", "start")))
    assert client.get(address(waiting)).has_header("Refresh") is False
    assert send(client, REPORT)["Location"] == address(waiting)  # the same bytes are read once
    assert ReportFile.objects.count() == 1


def test_it_is_taken_away(client, sent):
    assert client.post(address(sent, "take-away/"))["Location"] == LIST
    assert (ReportFile.objects.count(), FoundNumber.objects.count()) == (0, 0)
    assert client.get(address(sent)).status_code == 404


def test_nobody_else_comes_in(client, sent, auditor, alice):
    for person in (auditor, alice):
        client.force_login(person)
        for more in ("", "tables/1/"):
            assert client.get(address(sent, more)).status_code == 404
        assert client.post(address(sent, "take-away/")).status_code == 404
        assert send(client, REPORT).status_code == 404
    assert ReportFile.objects.count() == 1


def test_a_site_without_a_folder_takes_none(client, author, settings):
    settings.ORIGINALS_DIR = None
    client.force_login(author)
    assert "ORIGINALS_DIR" in client.get(LIST).content.decode()
    assert client.get("/studio/").context["file_form"] is None
    assert send(client, REPORT).status_code == 422
    report_actions.look_after(timezone.now())


def test_a_longer_report_takes_no_more_queries(client, author):
    client.force_login(author)
    counts = []
    for lines in (10, 40):
        said = [f"- {at} people of {at + 1} said so" for at in range(20, 20 + lines)]
        text = "\n".join(said)
        send(client, text.encode(), f"{lines}.md")
        latest = ReportFile.objects.order_by("-at").first()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address(latest), {"number": "3.3"}).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
