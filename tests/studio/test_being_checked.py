"""What publishing would refuse is found in the background; whoever asks waits on a page of it."""

from dataclasses import make_dataclass
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.utils import timezone
from django_ox.testing import run_tasks

from awareness.people.ended_sessions import CSRF_FIELD, OWNER
from awareness.studio.drafts import drafting
from awareness.studio.models import DraftReview, DraftVerdict, ReviewOutcome
from awareness.studio.publishing import checks as publish_checks
from awareness.studio.publishing.check_views import AS_PAGE, LATE_SECONDS
from tests.conftest import in_background
from tests.studio.test_publish_checks import ASK, address, drafted, read_all, sent

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def waits(settings):
    in_background(settings)


@pytest.fixture
def in_requests(monkeypatch) -> list[str]:
    """Checks of all content, by whether a request or the background made them."""
    done, examined = [], publish_checks.examine_staged

    def noted(*args):
        done.append("check")
        return examined(*args)

    monkeypatch.setattr(publish_checks, "examine_staged", noted)
    return done


def form_of(page) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for each in BeautifulSoup(page.content, "lxml").select("main form input[type=hidden]"):
        if each["name"] not in (CSRF_FIELD, OWNER):
            fields.setdefault(each["name"], []).append(each["value"])
    return fields


def test_asking_waits_for_the_background(tiny, waits, in_requests, author, second, client_for):
    drafts, client = [drafted(author, lead="All is well.")], client_for(author)
    page = sent(client, second, *drafts)
    assert (page.status_code, in_requests) == (202, [])
    fields = form_of(page)
    assert fields["drafts"] == [str(draft.pk) for draft in drafts]
    # Asked again, by hand or by the script, nothing is begun twice.
    assert client.post(ASK, fields).status_code == 202
    assert client.post(ASK, fields, **HTMX).status_code == 204
    assert not DraftReview.objects.exists()
    run_tasks()
    assert in_requests == ["check"]
    done = client.post(ASK, fields, **HTMX)
    review = DraftReview.objects.get()
    assert done["HX-Redirect"] == address(review)
    assert in_requests == ["check"]
    # To approve needs the same check, which is kept.
    read_all(review, second)
    assert client_for(second).post(f"{address(review)}approve/").status_code == 302
    assert ReviewOutcome.objects.filter(review=review).exists()


def test_what_is_refused_comes_with_the_form(tiny, waits, author, second, client_for):
    draft, client = drafted(author, lead="There are 57 managers."), client_for(author)
    fields = form_of(sent(client, second, draft))
    run_tasks()
    told = client.post(ASK, fields, **HTMX)
    assert (told.status_code, told.content) == (204, b"")
    assert told[AS_PAGE]  # the script sends it as a page does, to see it
    page = client.post(ASK, fields)
    assert page.status_code == 422
    [(of, [refusal])] = page.context["refused"]
    assert (of, refusal.problem.field_name) == (draft, "lead")
    assert page.context["form"]["reviewer"].value() == str(second.public_id)


def test_what_changed_meanwhile_is_checked_anew(
    tiny, waits, in_requests, author, second, client_for
):
    draft, client = drafted(author, lead="There are 57 managers."), client_for(author)
    fields = form_of(sent(client, second, draft))
    run_tasks()
    written = tiny / "tiny/reports/tiny-2020/figures.csv"
    written.write_text(written.read_text().replace("Managers with", "Managers who have"))
    assert client.post(ASK, fields).status_code == 202
    run_tasks()
    assert client.post(ASK, fields).status_code == 422
    assert len(in_requests) == 2


def test_what_an_earlier_release_kept_is_checked_anew(
    tiny, waits, monkeypatch, author, second, client_for
):
    """It cannot be read any more once a refusal holds something else, or is called otherwise."""
    draft, client = drafted(author, lead="There are 57 managers."), client_for(author)
    fields = form_of(sent(client, second, draft))
    run_tasks()
    assert client.post(ASK, fields).status_code == 422
    problem = make_dataclass("FieldProblem", ["message", "fix", "mended"])
    monkeypatch.setattr(publish_checks, "FieldProblem", problem)
    assert client.post(ASK, fields).status_code == 202


def test_sending_again_and_approving_wait_too(tiny, waits, author, second, client_for):
    draft, mine, hers = drafted(author, lead="All."), client_for(author), client_for(second)
    fields = form_of(sent(mine, second, draft))
    run_tasks()
    mine.post(ASK, fields)
    review = DraftReview.objects.get()
    body = draft.newest_revision().body | {"lead": "All is well."}
    drafting.save(draft.pk, body, "x", 1, author, timezone.now())
    assert mine.post(f"{address(review)}send-again/").status_code == 202
    run_tasks()
    assert mine.post(f"{address(review)}send-again/").status_code == 302
    read_all(review, second)
    written = tiny / "tiny/reports/tiny-2020/figures.csv"
    written.write_text(written.read_text().replace("Managers with", "Managers who have"))
    assert hers.post(f"{address(review)}approve/").status_code == 202
    assert not ReviewOutcome.objects.exists()
    run_tasks()
    assert hers.post(f"{address(review)}approve/").status_code == 302
    assert ReviewOutcome.objects.get().verdict == DraftVerdict.APPROVED


def test_who_waits_long_is_told(tiny, waits, author, second, client_for):
    draft, client = drafted(author, lead="All is well."), client_for(author)
    page = sent(client, second, draft)
    assert not page.context["late"]
    with time_machine.travel(timezone.now() + timedelta(seconds=LATE_SECONDS + 5)):
        assert client.post(ASK, form_of(page)).context["late"]
