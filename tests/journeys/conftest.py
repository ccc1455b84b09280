"""One browser and one server for all journeys of a process; for each person a page of their own."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.browser import ARGUMENTS, Visit
from tests.journeys.people import Who
from tests.journeys.server import ROOT, Server, prepare, serve


def pytest_collection_modifyitems(items):
    for item in items:
        item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is. Missing: a failure where CI is set, else the journeys are left out."""
    found = subprocess.run([ROOT / "scripts" / "find-chromium"], capture_output=True, text=True)
    if found.returncode == 0:
        return found.stdout.strip()
    say = (
        "Chromium is not here: set CHROMIUM to its path, or install it "
        "(apt-get install chromium-headless-shell)."
    )
    if os.environ.get("CI"):
        pytest.fail(say)
    pytest.skip(say)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory, chromium, worker_id, testrun_uid) -> Path:
    """The database that every server begins with, made once for all processes of the tests."""
    # JOURNEYS_FOLDER keeps it from one run to the next, while writing tests.
    kept = os.environ.get("JOURNEYS_FOLDER")
    if worker_id == "master":
        return prepare(Path(kept) if kept else tmp_path_factory.mktemp("journeys"))
    shared = Path(kept) if kept else tmp_path_factory.getbasetemp().parent / "journeys"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # Once in a run: the first process's server reads the static files from now on, and finds
        # one missing while they are collected again.
        run_file = shared / "run"
        if not run_file.exists() or run_file.read_text() != testrun_uid:
            prepare(shared)
            run_file.write_text(testrun_uid)
        made = shared / "prepared.sqlite3"
    own = tmp_path_factory.mktemp("journeys")
    (own / "static").symlink_to(shared / "static")
    return Path(shutil.copy(made, own))


@pytest.fixture(scope="session")
def running(prepared) -> Iterator[Server]:
    with serve(prepared) as started:
        yield started


# For each file the employer is as it was prepared: what an author writes in one, or HR assigns,
# is everybody's and cannot be kept apart by giving each journey people of its own.
@pytest.fixture(scope="module")
def server(running, prepared) -> Server:
    running.begin_anew(prepared)
    return running


@pytest.fixture(scope="session")
def browser(chromium) -> Browser:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def visit(browser, server) -> Callable[..., Page]:
    """A browser of one's own: `visit(who)` is signed in, `visit()` is not. All that the browser
    complained about (refused styles or scripts, errors) fails the test at its end."""
    visits: list[Visit] = []

    def start(who: Who | None = None, **options) -> Page:
        visits.append(Visit(browser, server.url, **options))
        if who:
            visits[-1].sign_in(who)
        return visits[-1].page

    yield start
    complaints = [said for each in visits for said in each.complaints]
    for each in visits:
        each.context.close()
    assert not complaints, "\n".join(complaints)
