"""While the database is away the help card still says which number to call, and every other page
says in words what is wrong and leads there."""

import shutil
import sqlite3
from uuid import UUID

import pytest
import yaml
from bs4 import BeautifulSoup
from django.conf import settings as loaded
from django.db import IntegrityError, OperationalError, connections
from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from django.test import Client
from django.urls import NoReverseMatch, reverse

from awareness.home import trouble
from awareness.home.trouble import emergency_numbers
from awareness.subjects.registry import subjects
from awareness.subjects.schema import Danger
from tests.site.test_every_door import DOORS, PLAIN

HELP, CARD = "/help/", "/help/some-token/"
PASSES_BY = {"home:front", "account_signup"}
WORDS = ("correction", "line", "asked", "asked_code", "edit", "mark", "alice", "version", "job")
IDS = (
    "alice_id", "list", "report", "draft", "module_draft", "review", "earlier_batch", "zip_import",
)  # fmt: skip
NUMBERED = dict.fromkeys(WORDS, 1) | dict.fromkeys(IDS, UUID(int=1))


def shipped() -> dict[str, str]:
    emergency = yaml.safe_load(
        (loaded.BASE_DIR / "fixtures/child-protection/support.yaml").read_text()
    )
    return {each["place"]: each["phone"] for each in emergency["emergency"].values()}


@pytest.fixture(params=["missing", "locked", "no database", "no tables", "no server"])
def away(request, tmp_path, db):
    """A connection in place of the real one, to a database that cannot be asked."""
    real = connections["default"]
    as_it_was = real.settings_dict
    path, holder = tmp_path / "there.sqlite3", None
    match request.param:
        case "missing":
            path = tmp_path / "no" / "such" / "folder.sqlite3"
        case "locked":
            sqlite3.connect(path).execute("CREATE TABLE t (n)").connection.close()
            holder = sqlite3.connect(path, isolation_level=None)
            holder.execute("BEGIN EXCLUSIVE")
        case "no database":
            path.write_bytes(b"this is no database at all" * 100)
    settings = as_it_was | {"NAME": str(path), "OPTIONS": {"timeout": 0.05}, "TEST": {}}
    if request.param == "no server":
        settings |= {"HOST": "127.0.0.1", "PORT": 1, "NAME": "x", "USER": "x"}
        settings["OPTIONS"] = {"connect_timeout": 5}
        wrapper = PostgreSQL(settings, "default")
    else:
        wrapper = SQLite(settings, "default")
    connections["default"] = wrapper
    yield request.param
    wrapper.close()
    connections["default"] = real
    if holder:
        holder.close()


@pytest.fixture(params=["stranger", "signed in"])
def somebody(request):
    client = Client(raise_request_exception=False)
    if request.param == "signed in":
        client.cookies["sessionid"] = "a" * 32
    return client


def page_of(response) -> BeautifulSoup:
    assert response["Content-Type"].startswith("text/html")
    return BeautifulSoup(response.content, "html.parser")


def numbers_on(page: BeautifulSoup) -> dict[str, str]:
    """Each number that can be dialled, by the words beside it."""
    return {
        row.find("span").get_text(): row.find("a")["href"].removeprefix("tel:")
        for row in page.select("main .aw-plainlist li")
        if row.select_one('a[href^="tel:"]')
    }


@pytest.mark.parametrize("path", [HELP, CARD])
def test_the_help_card_says_which_number_to_call(path, away, somebody):
    response = somebody.get(path)
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert "no-store" in response["Cache-Control"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    page = page_of(response)
    assert numbers_on(page) == shipped()
    said = " ".join(page.main.get_text(" ").split())
    for words in ("Is somebody in danger now?", "named person of your site", "cannot be shown"):
        assert words in said
    for subject in subjects().values():  # nobody can tell whether it is on
        assert subject.danger.card == Danger().card or subject.danger.card not in said
        assert not [step.say for step in subject.card.steps if step.say in said]
    assert "Not yet entered" not in said
    assert not response.cookies


def test_where_there_is_but_one_subject_it_has_that_ones_words(away, client, settings, tmp_path):
    shutil.copytree(loaded.BASE_DIR / "fixtures/fraud-at-work", tmp_path / "content/fraud")
    settings.CONTENT_DIRS = [tmp_path / "content"]
    client.raise_request_exception = False
    page = page_of(client.get(HELP))
    [subject] = subjects().values()
    said = " ".join(page.main.get_text(" ").split())
    for words in (subject.danger.card, *(step.say for step in subject.card.steps)):
        assert words in said


def says_it(response) -> bool:
    """In words, with every number, the way to the help card and the headers."""
    page = page_of(response)
    return (
        response.status_code == 503
        and page.select_one(f'main a[href="{HELP}"]') is not None
        and numbers_on(page) == shipped()
        and "Traceback" not in str(page)
        and "default-src 'none'" in response["Content-Security-Policy"]
    )


def test_other_pages_say_it_and_lead_there(away, somebody):
    assert says_it(somebody.get(reverse("home:sources")))
    if "sessionid" in somebody.cookies:
        assert says_it(somebody.get(reverse("home:learn")))
    assert says_it(somebody.post(reverse("account_login"), {"login": "a", "password": "b"}))


@pytest.mark.parametrize("away", ["missing"], indirect=True)
def test_so_does_every_address(away, client):
    client.raise_request_exception = False
    client.cookies["sessionid"] = "a" * 32
    silent = []
    for name, door in DOORS.items():
        if name in PLAIN:
            continue  # says it to a machine, in a word
        try:
            url = reverse(name, args=[1 if type(arg) is int else NUMBERED.get(arg, arg)
                                      for arg in door.args])  # fmt: skip
        except NoReverseMatch:
            pytest.fail(f"{name}: no address")
        response = client.get(url)
        if response.status_code < 500:
            silent.append(name)
        elif not url.startswith(HELP):
            assert says_it(response), name
    # Nothing of these was asked of the database.
    assert set(silent) <= PASSES_BY | {n for n, d in DOORS.items() if d.inside[0] == 405}


def test_a_broken_help_card_says_it_too(client, db, monkeypatch):
    def broken(*args, **kwargs):
        raise ValueError("of our own making")

    monkeypatch.setattr("awareness.workplace.queries.support_for", broken)
    client.raise_request_exception = False
    response = client.get(HELP)
    assert response.status_code == 500
    assert numbers_on(page_of(response)) == shipped()


def test_a_fault_of_ours_is_no_outage():
    assert trouble.status_of(OperationalError()) == 503
    assert trouble.status_of(ValueError()) == trouble.status_of(None) == 500
    assert trouble.status_of(IntegrityError()) == 409


def test_who_saves_second_is_told(client, db, monkeypatch):
    """Two at once, where a form does not foresee it: in words, and without a constraint's name."""

    def refused(*args, **kwargs):
        raise IntegrityError('violates unique constraint "people_membership_one_open"')

    monkeypatch.setattr("awareness.home.views.what_is_recorded", refused)
    client.raise_request_exception = False
    response = client.get(reverse("home:recorded"))
    assert response.status_code == 409
    assert "Somebody else was faster" in page_of(response).get_text()
    assert "people_membership" not in response.content.decode()


def test_numbers_are_read_from_the_last_folder_that_can_be_read(settings, tmp_path):
    own, broken, empty = (tmp_path / name for name in ("own", "broken", "empty"))
    for folder in (own, broken, empty):
        (folder / "child-protection").mkdir(parents=True)
    (own / "child-protection/support.yaml").write_text(
        'emergency: {DK: {phone: "1 12", source: S}}'
    )
    (broken / "child-protection/support.yaml").write_text("emergency: [")
    settings.CONTENT_DIRS = [*settings.CONTENT_DIRS, own, broken, empty]
    assert emergency_numbers() == (("DK", "112"),)
    settings.CONTENT_DIRS = [broken]
    assert emergency_numbers() == ()


@pytest.mark.parametrize("away", ["missing"], indirect=True)
def test_the_process_answers_whoever_asks_with_whatever_cookie(away, client):
    client.cookies["sessionid"] = "a" * 32
    assert client.get("/livez").status_code == 200
    ready = client.get("/readyz")
    assert (ready.status_code, ready.content.splitlines()[0]) == (503, b"database not ok")
