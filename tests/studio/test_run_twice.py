"""A task that a kill left is run once more: nothing is written anew, and no mail goes twice."""

import pytest
from django.apps import apps
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.module_loading import import_string
from django_ox.models import OxTask
from django_ox.testing import run_tasks

from awareness.people.mail import new_request
from awareness.people.tasks import send_password_mail, tell_old_address
from awareness.studio.models import FileState, PageTables, ReportFile, ZipImport
from tests.conftest import in_background
from tests.reading.made import pdf
from tests.studio.test_publish_checks import drafted, sent
from tests.studio.test_unzipped import packed
from tests.studio.test_zip_imports import LIST, taken

REPORTS = "/studio/reports/"
PAGES = pdf(["# Women at work 2023"], ["Country\tYes (%)", "Sweden\t71.3", "Norway\t60.1"])


def everything() -> dict[str, list]:
    """Every row there is, but of the queue itself."""
    return {
        model._meta.label: sorted(map(repr, model._default_manager.values_list()))
        for model in apps.get_models()
        if model._meta.app_label != "django_ox"
    }


def check_drafts(client, author, second) -> None:
    assert sent(client, second, drafted(author, lead="All is well.")).status_code == 202


def open_page_tables(client, author, second) -> None:
    client.post(REPORTS, {"file": SimpleUploadedFile("work.pdf", PAGES)})
    run_tasks()
    client.post(f"{REPORTS}{ReportFile.objects.get().pk}/tables/2/")
    assert PageTables.objects.get().state == FileState.WAITS


def check_zip_import(client, author, second) -> None:
    client.post(LIST, {"file": SimpleUploadedFile("a.zip", packed(taken("tiny")))})
    assert ZipImport.objects.get().state == FileState.WAITS


def a_password_mail(client, author, second) -> None:
    send_password_mail.enqueue(author.pk, "https://example.com", new_request())


def a_password_mail_without_a_name(client, author, second) -> None:
    send_password_mail.enqueue(author.pk, "https://example.com")


def a_mail_to_the_old_address(client, author, second) -> None:
    tell_old_address.enqueue(author.pk, "old@example.com", new_request())


def a_mail_to_the_old_address_without_a_name(client, author, second) -> None:
    tell_old_address.enqueue(author.pk, "old@example.com")


@pytest.mark.parametrize(("ask", "mails"), [
    (check_drafts, 0), (open_page_tables, 0), (check_zip_import, 0), (a_password_mail, 1),
    (a_password_mail_without_a_name, 1), (a_mail_to_the_old_address, 1),
    (a_mail_to_the_old_address_without_a_name, 1),
])  # fmt: skip
def test_a_second_run_changes_nothing(ask, mails, tiny, settings, author, second, client_for):
    in_background(settings)
    ask(client_for(author), author, second)
    [task] = OxTask.objects.filter(status=OxTask.Status.READY)
    before = everything()
    [done] = run_tasks()
    assert done.status == "SUCCESSFUL"
    once = everything()
    assert ask is check_drafts or once != before  # what that finds is in the cache
    assert len(mail.outbox) == mails
    import_string(task.task_path).func(*task.args, **task.kwargs)
    assert everything() == once
    assert len(mail.outbox) == mails
