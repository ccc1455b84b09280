"""Who writes content takes turns, in one process, on one machine and on several."""

import time
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from awareness.content import blocks
from awareness.studio.models import ContentEdit, FolderChange, JobOutcome
from awareness.studio.publishing import jobs, write_lock
from tests.studio.content import load_all, write_tiny

pytestmark = pytest.mark.usefixtures("any_edit")


def alone(lock):
    """Takes the lock when it is called; `seen` is how many were inside, each time."""
    inside, seen = [], []

    def take():
        with lock():
            inside.append(1)
            time.sleep(0.02)
            seen.append(len(inside))
            inside.pop()

    take.seen = seen
    return take


def test_a_turn_is_one_persons(threads):
    take = alone(write_lock.write_lock)
    assert [result for result in threads([take] * 5) if isinstance(result, Exception)] == []
    assert take.seen == [1] * 5


def test_machines_that_share_a_database_take_turns_without_a_common_file(threads):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is of one machine")
    take = alone(lambda: write_lock._database_lock(wait=True))
    assert [result for result in threads([take] * 5) if isinstance(result, Exception)] == []
    assert take.seen == [1] * 5


def test_whoever_does_not_wait_is_told_and_can_come_again(threads):
    def come():
        with write_lock.write_lock(wait=False):
            return "in"

    with write_lock.write_lock():
        (result,) = threads([come])
        assert isinstance(result, write_lock.LockBusy)
    assert threads([come]) == ["in"]


def test_several_workers_do_a_job_once(threads, settings, tmp_path, author):
    folder = write_tiny(tmp_path / "content")
    settings.CONTENT_DIRS = [folder, settings.CONTENT_WRITE_DIR]
    settings.SOURCES_DIR = folder / "sources"
    load_all()
    block = blocks.figure_block("tiny-2020", "with-rule")
    jobs.Job.objects.create(
        once=uuid4(), kind="figure", place=["tiny-2020", "with-rule"], what="with-rule",
        started=block.token, before=block.text, after=block.csv_row_with({"label": "Once"}),
        by=author, name=author.name, at=timezone.now(),
    )  # fmt: skip
    results = threads([lambda: jobs.work_off(timezone.now)] * 3)
    assert sorted(results) == [0, 0, 1]
    assert jobs.work_off(timezone.now) == 0
    assert ContentEdit.objects.count() == FolderChange.objects.count() == 1
    assert JobOutcome.objects.get().state == "taken"
