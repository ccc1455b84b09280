"""A file of the content that somebody broke by hand: drafts say which, at which line, and who mends
it; nothing that was typed is lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from awareness.studio.models import Draft, ZipImport
from awareness.studio.publishing import jobs, zip_imports
from awareness.studio.publishing import publish as publishing
from tests.studio.test_drafts import LIST, filled
from tests.studio.test_publishing import drafted

SUBJECT = "tiny/subject.yaml"
LEDGER = "tiny/reports/tiny-2020/figures.csv"
REPORT = "tiny/reports/tiny-2020/report.yaml"
TORN = "name: Lost: and found\n"


def break_file(folder, name: str, text: str = TORN) -> None:
    path = folder / name
    path.write_text(text + path.read_text())


def begin(client, kind: str, key: str) -> Draft:
    place = f"{kind}/tiny/{'-' if kind == 'subject' else 'tiny-2020'}/{key}"
    assert client.post(f"{LIST}begin/{place}/").status_code == 302
    return Draft.objects.get(kind=kind)


@pytest.fixture
def draft(tiny, client_for, author) -> Draft:
    return begin(client_for(author), "page", "lost-property")


def test_a_draft_says_which_file_is_broken_and_where(draft, tiny, client_for, author):
    mine = client_for(author)
    break_file(tiny, SUBJECT)
    for address in (f"{LIST}{draft.pk}/", f"{LIST}{draft.pk}/play/"):
        page = mine.get(address)
        assert page.status_code == 409
        assert f"{SUBJECT}:1: cannot be read" in page.text
        assert "looks after this site" in page.text
    assert mine.get(f"{LIST}{draft.pk}/history/").status_code == 200
    assert mine.get(LIST).status_code == 200


def test_what_was_typed_is_sent_again_once_it_is_mended(draft, tiny, client_for, author):
    mine = client_for(author)
    typed = filled(mine, draft) | {"title": "Typed <b>meanwhile</b>"}
    whole = (tiny / SUBJECT).read_text()
    break_file(tiny, SUBJECT)
    page = mine.post(f"{LIST}{draft.pk}/renew/", typed)
    assert page.status_code == 409
    form = BeautifulSoup(page.content, "html.parser").select_one("main form")
    kept = {field["name"]: field["value"] for field in form.select("input")}
    said = {name: str(value) for name, value in typed.items() if isinstance(value, str | int)}
    assert said.items() <= kept.items()
    (tiny / SUBJECT).write_text(whole)
    assert mine.post(form["action"], kept).status_code == 302


def test_what_is_saved_as_one_types_is_saved(draft, tiny, client_for, author):
    """The preview beside it says what is broken; the form goes on from what was saved."""
    mine = client_for(author)
    typed = filled(mine, draft)
    break_file(tiny, SUBJECT)
    for number, title in enumerate(("One word", "One word more"), 1):
        sent = typed | {"title": title, "based_on": number}
        part = mine.post(f"{LIST}{draft.pk}/save/", sent, headers={"HX-Request": "true"})
        assert (part.status_code, part.headers["X-Fragment"]) == (200, "1")
        assert f"{SUBJECT}:1: cannot be read" in part.text
        assert draft.newest_revision().body["title"] == title
        assert f'value="{number + 1}"' in part.text  # what the next save begins from


@pytest.mark.parametrize(
    ("kind", "key", "name"),
    [
        ("figure", "with-rule", LEDGER),
        ("report", "tiny-2020", REPORT),
        ("page", "lost-property", SUBJECT),
    ],
)
def test_a_review_is_not_asked_of_what_cannot_be_written(
    tiny, client_for, author, second, kind, key, name
):  # fmt: skip
    mine = client_for(author)
    there = begin(mine, kind, key)
    break_file(tiny, name, '"torn' if name == LEDGER else TORN)
    fields = {"drafts": [str(there.pk)], "reviewer": str(second.public_id),
              "by_day": author.today() + timedelta(days=3)}  # fmt: skip
    page = mine.post("/studio/reviews/ask/", fields)
    assert page.status_code == 422
    assert f"{name}:" in page.text
    assert there.state == "written"


def test_an_approved_draft_is_not_published_into_a_broken_file(tiny, author, second):
    there = drafted("tiny-2020", author, title="Mine")
    publishing.publish([(there.pk, 1)], author, second, uuid4(), timezone.now())
    break_file(tiny, SUBJECT)
    jobs.work_off(timezone.now)
    outcome = jobs.JobOutcome.objects.get()
    assert outcome.state == "refused"
    assert f"{SUBJECT}:1: cannot be read" in outcome.problems[0]
    assert there.state == "returned"


def test_what_nothing_is_picked_into_has_no_list_of_picks(tiny, client_for, author):
    mine = client_for(author)
    there = begin(mine, "report", "tiny-2020")
    assert mine.get(f"{LIST}{there.pk}/picks/").status_code == 404


def test_a_zip_that_waits_is_refused_by_the_file_that_is_broken(tiny, author):
    files = {"reports/tiny-2020/questions.yaml": "[]\n"}
    row = ZipImport.objects.create(
        name="work.zip", subject="tiny", files=files, by=author, by_name="Ada", at=timezone.now()
    )
    break_file(tiny, SUBJECT)
    zip_imports.check_zip(row.pk)
    row.refresh_from_db()
    assert row.state == "refused"
    assert any(f"{SUBJECT}:1: cannot be read" in each for each in row.problems)
