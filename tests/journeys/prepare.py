"""Fills the server's database and collects its static files: `python -m tests.journeys.prepare`, in
a process of its own. A database that is there already stays as it is."""

import os
from datetime import timedelta
from pathlib import Path
from random import Random

import django
from django.core.management import call_command

from tests.journeys.people import (
    ADDED,
    KEEPER,
    LEADING,
    NEWCOMER,
    PASSWORD,
    RECALLER,
    SITE,
    TEAM,
)

REVIEWED = "At work, reviewed"
NEW_PAGE = "A page of its own"
FIGURE_REVIEWED = "Two fields of a figure"


def main() -> None:
    django.setup()
    call_command("collectstatic", "--noinput", verbosity=0)
    made = Path(os.environ["JOURNEYS_FOLDER"]) / "prepared"
    if made.exists():
        return
    call_command("migrate", verbosity=0)
    call_command("load_content", verbosity=0)
    call_command("create_demo", verbosity=0)
    add_people()
    add_reviews()
    made.touch()


def add_people() -> None:
    """People who joined today; they are asked what everybody at their site is asked."""
    from django.utils import timezone

    from awareness.assignments.evaluation import evaluate
    from awareness.people.models import Membership, Role, RoleGrant, Site, Team, User

    now = timezone.now()
    site, team = Site.objects.get(slug=SITE), Team.objects.get(slug=TEAM)
    for who in (*ADDED, NEWCOMER):
        user = User.objects.create_user(
            email=who.sign_in, name=who.name, site=site, password=PASSWORD, is_demo=True
        )
        Membership.objects.create(user=user, team=team, since=now.date())
        if who is NEWCOMER:
            user.set_unusable_password()
            user.save(update_fields=["password"])
        if who in LEADING:
            RoleGrant.objects.create(user=user, role=Role.MANAGER, team=team)
        if who in (RECALLER, KEEPER):
            finished_weeks_ago(user, now)
    evaluate(now)


def add_reviews() -> None:
    """One author of the demo asks the other one to read what changed on two pages, and there is a
    comment on the first."""
    from django.utils import timezone

    from awareness.people.models import Role, User
    from awareness.studio.reviews import decisions as review_decisions
    from awareness.studio.reviews.reading import read_review

    now = timezone.now()
    reader, writer = User.objects.filter(role_grants__role=Role.AUTHOR).order_by("name")
    review = add_review("workplace", REVIEWED, reader, writer, now)
    [each] = read_review(review).drafts
    review_decisions.add_comment(
        review.pk, each.draft.pk, each.passages[0].digest, "In all?", reader, now
    )
    add_review("deepfakes", "A small change", reader, writer, now)
    add_new_page(reader, writer, now)
    words = {"label": "Everyday pictures: steady", "measure": "share_of_officers_who_answered"}
    _in_review("figure", "innocent-steady", FIGURE_REVIEWED, lambda _: words, reader, writer, now)


def add_new_page(reader, writer, now) -> None:
    """A page that nobody has published, in review: it is read as a page."""
    from awareness.content.staging import published_object
    from awareness.content.writing import ObjectKind, ObjectRef
    from awareness.studio.drafts import drafting
    from awareness.studio.reviews import asking as draft_reviews

    page = ObjectRef(ObjectKind.PAGE, "child-protection", "netclean-2018", "workplace")
    new = ObjectRef(page.kind, page.subject, page.report, "work-anew")
    fields = published_object(page).fields
    assert fields is not None
    body = {**fields, "title": NEW_PAGE, "order": 90}
    draft, _new = drafting.begin(new, body, NEW_PAGE, "", writer, now)
    draft_reviews.ask_for_review({draft.pk: 1}, reader, writer, now.date(), now, "", {})


def add_review(page: str, title: str, reader, writer, now):
    """A sentence more at the end of a page, in review."""

    def change(fields):
        return {"body": f"{fields['body']}\n\nThat was {{figure:alerts}} alerts."}

    return _in_review("page", page, title, change, reader, writer, now)


def _in_review(kind: str, key: str, title: str, change, reader, writer, now):
    """A draft of something published, with what `change` makes of its fields."""
    from awareness.content.staging import published_object
    from awareness.content.writing import ObjectKind, ObjectRef
    from awareness.studio.drafts import drafting
    from awareness.studio.reviews import asking as draft_reviews

    place = ObjectRef(ObjectKind(kind), "child-protection", "netclean-2018", key)
    before = published_object(place)
    assert before.fields is not None
    draft, _new = drafting.begin(place, before.fields, title, before.digest, writer, now)
    drafting.save(draft.pk, before.fields | change(before.fields), title, 1, writer, now)
    was = {draft.pk: before.fields}
    return draft_reviews.ask_for_review({draft.pk: 2}, reader, writer, now.date(), now, "", was)


def finished_weeks_ago(user, now) -> None:
    """They took a module three weeks ago, so that a refresher is there today."""
    from awareness.home.demo.progress import take_steps
    from awareness.learning.models import Module

    module = Module.objects.select_related("opens_with").get(slug="why-this-is-a-workplace-topic")
    at, chance = now - timedelta(days=21), Random(user.name)  # noqa: S311  (a test's people)
    at = take_steps(user, module.opens_with, 99, at, chance, "Karin Sandell")
    take_steps(user, module, 99, at, chance, "Karin Sandell")


if __name__ == "__main__":
    main()
