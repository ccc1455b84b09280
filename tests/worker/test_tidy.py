"""What the schedules take away: sessions that have ended, and rows of tasks that are done."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.tasks import task
from django.test import override_settings
from django.utils import timezone
from django_ox.models import OxTask
from django_ox.testing import run_tasks

from awareness.assignments.tasks import compact_tallies, evaluate_everybody
from awareness.learning.tasks import publish_pooled_numbers
from awareness.logs import QuietFormatter
from awareness.mailing.tasks import put_in_mails
from awareness.outbox.tasks import forget_private, send_waiting
from awareness.people.models import User
from awareness.people.tasks import forget_tries, send_invitations
from awareness.settings import BASE_DIR
from awareness.staffing.tasks import look_after_imports
from awareness.studio.tasks import look_after_report_files, work_off_jobs
from awareness.worker.tasks import clear_sessions, forget_finished
from tests.conftest import TASKS, in_background

pytestmark = pytest.mark.django_db


@task
def greet(person: int) -> None:
    if person == 0:
        raise LookupError("Alice Lind")


def test_the_schedules_name_tasks_that_are_there():
    with override_settings(TASKS=TASKS):
        call_command("check", fail_level="WARNING")
    named = {each["task"] for each in TASKS["default"]["OPTIONS"]["SCHEDULES"].values()}
    scheduled = (
        clear_sessions, compact_tallies, evaluate_everybody, forget_finished, forget_private,
        forget_tries, look_after_imports, look_after_report_files, publish_pooled_numbers,
        put_in_mails, send_invitations, send_waiting, work_off_jobs,
    )  # fmt: skip
    assert named == {each.module_path for each in scheduled}


def test_no_other_package_knows_the_engine():
    """So that another one is a change of the settings and of awareness/worker."""
    code = [*(BASE_DIR / "awareness").rglob("*.py"), *(BASE_DIR / "quizzes").rglob("*.py")]
    knowing = {path for path in code if re.search(r"django_ox|\box_\w", path.read_text("utf-8"))}
    allowed = set((BASE_DIR / "awareness" / "worker").rglob("*.py"))
    assert knowing - allowed == {BASE_DIR / "awareness" / "settings.py"}


def test_sessions_that_have_ended_go(settings):
    in_background(settings)
    now = timezone.now()
    for key, hours in (("ended", -1), ("running", 1)):
        Session.objects.create(session_key=key, expire_date=now + timedelta(hours=hours))
    clear_sessions.enqueue()
    run_tasks()
    assert [each.session_key for each in Session.objects.all()] == ["running"]


def test_an_hour_after_its_end_nothing_says_whom_a_task_was_about(settings):
    in_background(settings)
    for person in (7, 0):
        greet.enqueue(person)
    run_tasks()
    OxTask.objects.filter(status="READY").update(status="FAILED", finished_at=timezone.now())
    assert OxTask.objects.count() == 2
    forget_finished.func()
    assert OxTask.objects.count() == 2
    greet.enqueue(8)  # still to be done
    OxTask.objects.update(enqueued_at=timezone.now() - timedelta(days=2))
    OxTask.objects.exclude(finished_at=None).update(
        finished_at=timezone.now() - timedelta(minutes=61)
    )
    forget_finished.func()
    assert [row.args for row in OxTask.objects.all()] == [[8]]


def test_no_error_that_is_kept_or_logged_has_values(settings, caplog):
    in_background(settings)
    greet.enqueue(0)
    run_tasks(max_tasks=1)
    [error] = OxTask.objects.get().errors
    assert error["exception_class_path"] == "awareness.worker.engine.TaskFailed"
    assert "builtins.LookupError" in error["traceback"]
    assert "test_tidy.py" in error["traceback"]
    assert "Alice" not in error["traceback"]
    lines = "\n".join(map(QuietFormatter().format, caplog.records))  # as every handler here has it
    assert "builtins.LookupError" in lines
    assert "Alice" not in lines


def test_no_page_shows_the_engines_rows(site, client_for):
    root = User.objects.create_user(email="root@example.com", name="Root", site=site)
    root.is_superuser = root.is_staff = True
    root.save()
    client = client_for(root)
    assert "django_ox" not in client.get("/structure/").content.decode()
    for name in ("oxtask", "oxschedule"):
        assert client.get(f"/structure/django_ox/{name}/").status_code == 404
