"""What authors save is kept first and done in the background: it waits, is taken or is refused."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from awareness.studio import tasks
from awareness.studio.models import ContentEdit, Job, JobDropped, JobKind, JobOutcome
from awareness.studio.publishing import editing, jobs
from tests.conftest import make_person
from tests.studio.content import save

FIGURE = "/studio/edit/figures/tiny-2020/with-rule/"
LIST = "/studio/jobs/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("any_edit")]


@pytest.fixture
def second(site):
    return make_person("Second Author", site, role="author")


def filled(client, **typed) -> dict:
    form = client.get(FIGURE).context["form"]
    return {field.html_name: field.value() or "" for field in form} | typed


def asked(author, once, **other) -> Job:
    """A job that nobody has sent through a form: it only waits."""
    job_request = jobs.JobRequest(
        JobKind.FIGURE, ["tiny-2020", "with-rule"], "tiny-2020/figures.csv", "0" * 64
    )
    return jobs.submit(job_request, once, author, timezone.now())


@pytest.fixture
def waits(tiny, client_for, author) -> str:
    """The address of an edit that was saved, and that nobody has done yet."""
    client = client_for(author)
    answer = client.post(FIGURE, filled(client, label="Changed"))
    assert answer.status_code == 302
    return answer["Location"]


def test_what_was_typed_is_kept_before_anything_is_checked(waits, tiny, author):
    job = Job.objects.get()
    assert (job.by, job.name) == (author, author.name)
    assert job.typed["label"] == "Changed"
    assert "Changed" in job.after
    assert "Managers with a written rule" in job.before
    assert not JobOutcome.objects.exists()
    assert not ContentEdit.objects.exists()


def test_the_page_waits_goes_on_by_itself_and_is_left_alone_meanwhile(waits, client_for, author):
    client = client_for(author)
    page = client.get(waits).content.decode()
    assert BeautifulSoup(page, "html.parser").select_one('noscript > meta[http-equiv="refresh"]')
    assert "nothing is lost" in page
    assert "(the worker)" not in page
    assert client.get(waits, headers={"HX-Request": "true"}).status_code == 204
    jobs.work_off(timezone.now)
    polled = client.get(waits, headers={"HX-Request": "true"})
    assert polled["HX-Redirect"] == waits
    assert client.get(waits)["Location"] == f"/studio/edits/{ContentEdit.objects.get().pk}/"


def test_when_nobody_comes_the_page_says_what_it_waits_for(waits, client_for, author, time_machine):
    client = client_for(author)
    time_machine.move_to(timezone.now() + timedelta(seconds=61))
    polled = client.get(waits, headers={"HX-Request": "true"})
    assert polled["HX-Redirect"] == waits
    page = client.get(waits).content.decode()
    assert "(the worker) is not" in page
    assert f'hx-get="{waits}?late=1"' in page
    late = client.get(f"{waits}?late=1", headers={"HX-Request": "true"})
    assert late.status_code == 204


def test_asking_once_more_is_asking_the_worker(waits, client_for, author, monkeypatch):
    calls = []
    monkeypatch.setattr(jobs, "ask_worker", lambda: calls.append(1))
    assert client_for(author).post("/studio/jobs/ask/")["Location"] == LIST
    assert calls == [1]


def test_saving_asks_the_worker_once_the_row_is_there(
    tiny, client_for, author, django_capture_on_commit_callbacks
):
    """Django's own backend does it at once; another one whenever it runs."""
    client = client_for(author)
    fields = filled(client, label="Changed")
    with django_capture_on_commit_callbacks() as callbacks:
        client.post(FIGURE, fields)
    assert callbacks == [jobs.ask_worker]
    assert not ContentEdit.objects.exists()
    callbacks[0]()
    assert ContentEdit.objects.count() == 1
    tasks.work_off_jobs.call()
    assert ContentEdit.objects.count() == 1


def test_what_was_refused_is_mended_beside_the_problems_and_saved_again(tiny, client_for, author):
    client = client_for(author)
    page = save(client, FIGURE, filled(client, label=" Many  spaces", value="76"))
    assert page.context["outcome"].state == "refused"
    assert page.context["form"]["label"].value() == " Many  spaces"
    text = page.content.decode()
    assert f'action="{FIGURE}"' in text
    assert "1 of yours is open" in client.get("/studio/").content.decode()
    again = {field.html_name: field.value() or "" for field in page.context["form"]}

    page = save(client, FIGURE, again | {"value": "75"})

    assert page.context["edit"].by == author
    first, mended = Job.objects.order_by("pk")
    assert mended.follows == first
    assert "What became of that" in client.get(f"{LIST}{first.pk}/").content.decode()
    assert "Nothing of yours is open" in client.get("/studio/").content.decode()


def test_pressing_twice_asks_once_and_a_changed_form_is_another_job(tiny, client_for, author):
    client = client_for(author)
    fields = filled(client, label="Changed")
    first, same = (client.post(FIGURE, fields)["Location"] for _time in range(2))
    assert first == same
    # Back in the browser, changed and sent again, with the id the form had before.
    other = client.post(FIGURE, fields | {"label": "Changed again"})["Location"]
    assert other != first
    assert [job.typed["label"] for job in Job.objects.order_by("pk")] == [
        "Changed",
        "Changed again",
    ]


def test_an_id_of_somebody_elses_form_is_a_job_of_ones_own(tiny, client_for, author, second):
    fields = filled(client_for(author), label="Changed")
    first = client_for(author).post(FIGURE, fields)["Location"]
    assert client_for(second).post(FIGURE, fields)["Location"] != first
    assert [job.by for job in Job.objects.order_by("pk")] == [author, second]


def test_the_same_twice_is_the_same_text(waits, client_for, author):
    client = client_for(author)
    client.post(FIGURE, filled(client, label="Changed"))
    assert jobs.work_off(timezone.now) == 2
    assert {row.state for row in JobOutcome.objects.all()} == {"taken", "same"}
    page = client.get(f"{LIST}{Job.objects.order_by('pk').last().pk}/")
    assert "holds these very words" in page.content.decode()


def test_other_authors_read_it_and_neither_mend_it_nor_let_it_go(
    tiny, client, client_for, author, second, alice, bob, mallory, eva
):
    authors_client = client_for(author)
    page = save(authors_client, FIGURE, filled(authors_client, label="Changed", value="76"))
    address = f"{LIST}{page.context['job'].pk}/"
    theirs = client_for(second).get(address)
    assert "Changed" in theirs.content.decode()
    assert theirs.context["form"] is None
    assert client_for(second).post(f"{address}drop/").status_code == 404
    fields = {f.html_name: f.value() or "" for f in page.context["form"]} | {"value": "75"}
    client_for(second).post(FIGURE, fields)
    assert Job.objects.latest("pk").follows is None
    for other in (alice, bob, mallory, eva):
        for url in (address, LIST):
            assert client_for(other).get(url).status_code == 404
        for url in (f"{address}drop/", f"{LIST}ask/"):
            assert client_for(other).post(url).status_code == 404
    assert client.get(address)["Location"].startswith("/account/login/")
    assert not JobDropped.objects.exists()


def test_letting_go_keeps_what_was_typed(waits, client_for, author):
    client = client_for(author)
    for _time in range(2):
        page = client.post(f"{waits}drop/", follow=True)
    assert "stays on record" in page.content.decode()
    assert jobs.work_off(timezone.now) == 0
    assert "Changed" in client.get(waits).content.decode()
    assert not ContentEdit.objects.exists()
    assert JobDropped.objects.count() == 1


def test_letting_go_while_it_is_checked_is_one_or_the_other(
    waits, client_for, author, monkeypatch, settings
):
    client, real = client_for(author), editing.examine

    def let_go(*args):
        client.post(f"{waits}drop/")
        return real(*args)

    monkeypatch.setattr(editing, "examine", let_go)
    jobs.work_off(timezone.now)
    assert not ContentEdit.objects.exists()
    assert not JobOutcome.objects.exists()
    assert not (settings.CONTENT_WRITE_DIR / "packs").exists()


def test_it_is_too_late_to_let_go_of_what_was_taken(waits, client_for, author):
    client = client_for(author)
    jobs.work_off(timezone.now)
    page = client.post(f"{waits}drop/", follow=True).content.decode()
    assert "before you let it go" in page
    assert not JobDropped.objects.exists()


def test_what_is_no_longer_there_leaves_what_was_typed(waits, tiny, client_for, author):
    path = tiny / "tiny/reports/tiny-2020/figures.csv"
    path.write_text(path.read_text().replace("with-rule,01", "another,01"))
    jobs.work_off(timezone.now)
    page = client_for(author).get(waits)
    assert page.context["outcome"].state == "gone"
    assert "Changed" in page.content.decode()


@pytest.mark.parametrize(
    ("error", "message"),
    [(OSError(28, "No space left on device"), "No space left"), (KeyError("x"), "KeyError")],
)
def test_an_error_of_the_program_ends_one_job_and_not_the_next(
    error, message, waits, client_for, author, monkeypatch
):
    client, real = client_for(author), editing.examine
    client.post(FIGURE, filled(client, label="The next"))

    def once(*args):
        monkeypatch.setattr(editing, "examine", real)
        raise error

    monkeypatch.setattr(editing, "examine", once)
    assert jobs.work_off(timezone.now) == 2
    assert [row.state for row in JobOutcome.objects.order_by("job_id")] == ["broken", "taken"]
    page = client.get(waits).content.decode()
    assert message in page
    assert "Changed" in page


def test_a_database_that_is_not_to_be_had_leaves_the_job_waiting(waits, monkeypatch):
    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(editing, "load", locked)
    with pytest.raises(OperationalError):
        jobs.work_off(timezone.now)
    assert list(Job.objects.waiting()) == [Job.objects.get()]


def test_lists_cost_the_same_with_many(tiny, client_for, author, second):
    from uuid import uuid4

    client, counts = client_for(author), []
    for size in (2, 6):
        for _n in range(size):
            asked(author, uuid4())
            asked(second, uuid4())
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(LIST)
            client.get("/studio/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert len(client.get(LIST).context["mine"]) == 8
