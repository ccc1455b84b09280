"""What the worker does with lists of people. Each task may run twice, and be killed anywhere."""

from datetime import datetime, timedelta
from uuid import UUID

from django.tasks import task
from django.utils import timezone

from awareness import giving_way
from awareness.people.models import User
from awareness.staffing import forgetting, importing, inviting, staging, taking_back
from awareness.staffing.models import Import, State


@task
def read_file(pk: str) -> None:
    """Read a file that arrived, and work out what it would do."""
    if staging.read_file(UUID(pk)):
        staging.plan_import(UUID(pk))


@task
def plan_import(pk: str) -> None:
    """Work out what an import would do."""
    staging.plan_import(UUID(pk))


@task
def carry_on(pk: str) -> None:
    """Import, or take back, what is left of it."""
    importing.carry_on(UUID(pk))
    taking_back.carry_on(UUID(pk))


@task
def invite_some(ids: list[int], by: int, site_url: str, asked_at: str) -> None:
    """Links for some of the people that HR invited at that moment."""
    if hr := User.objects.filter(pk=by).first():
        inviting.make_and_send(ids, hr, site_url, datetime.fromisoformat(asked_at))
        giving_way.let_others_write()  # the next some are asked for already


@task
def look_after_imports() -> None:
    """Take away files after a day and receipts after thirty; go on with what a kill left."""
    forgetting.forget(timezone.now())
    begun = Import.objects.filter(at__lt=timezone.now() - timedelta(minutes=10))
    for pk in begun.filter(state=State.ARRIVING).values_list("pk", flat=True):
        staging.read_file(pk)
    for pk in begun.filter(state=State.PLANNING).values_list("pk", flat=True):
        staging.plan_import(pk)
    going_on = begun.filter(state__in=(State.IMPORTING, State.TAKING_BACK))
    for pk in going_on.values_list("pk", flat=True):
        importing.carry_on(pk)
        taking_back.carry_on(pk)
