"""What is held about a person, for that person: all of it, and not one byte of anybody else."""

import csv
import io
import json
import zipfile
from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awareness.home import record
from awareness.journal.actions import append
from awareness.people.models import Leave, Membership, RoleGrant, User
from awareness.people.visibility import OWN, SCOPES_BY_FIELD
from tests.learning.conftest import NOW
from tests.pages import text_of

FILES = ("/me/record.json", "/me/record.zip")
# Declared, and written by nothing: not yet, or never.
NOT_WRITTEN = {"library_reading", "support"}
# Tables that point at a person, and where the record has them; None with the reason.
HELD_IN = {
    "people.Membership": "teams",
    "people.RoleGrant": "roles",
    "people.Identifier": "sign_in",
    "people.Leave": "leave",
    "people.WayIn": "ways_in",
    "people.RecoveryCode": "recovery_codes",
    "learning.Enrolment": "modules",
    "learning.Completion": "completions",
    "staffing.EarlierCompletion": "earlier",
    "learning.Correction": "corrections",
    "learning.RefresherChoice": "refreshers",
    "quizzes.Attempt": "attempts",
    "assignments.Ask": "assignments",
    "assignments.AskChange": "decisions",
    "assignments.AssignmentPerson": "named",
    "assignments.Assignment": "decisions",
    "workplace.SiteContact": "decisions",
    "workplace.PolicyVersion": "decisions",
    "workplace.LineCheck": "decisions",
    "workplace.SiteSetting": "decisions",
    "workplace.LegalCard": "decisions",
    "workplace.Statement": "decisions",
    "workplace.SubjectChoice": "decisions",
    "workplace.HelpLink": "decisions",
    "learning.Opened": "decisions",
    "mailing.Switch": "decisions",
    "mailing.ManagerMail": "decisions",
    "mailing.OptionalMail": "mail_choice",
}
NOT_IN_IT = {
    "studio.ContentEdit": "the house's log of its texts; it stands in the studio with the name",
    "studio.Job": "the same, of what was asked for and is not done",
    "studio.ReportFile": "the same, of who sent a report's file",
    "studio.ZipImport": "the same, of who sent a zip",
    "studio.Draft": "the same, of who writes it",
    "studio.DraftRevision": "the same",
    "studio.DraftEvent": "the same",
    "studio.DraftReview": "the same, of who asks whom to read it",
    "studio.ReviewComment": "the same, of what was said of it",
    "studio.CommentClosed": "the same",
    "studio.ReviewOutcome": "the same, of how that ended",
    "studio.Picked": "the same, of who took it out of a report",
    "studio.Confirmation": "the same, of who read it beside its line",
    "studio.OfferDecision": "the same, of who took or refused what an item model offers",
    "studio.PairDecision": "the same, of who took or refused a pair of numbers",
    "studio.ReviewNote": "the same",
    "studio.AdoptionProposal": "the same",
    "studio.PageRemark": "the same, of the author who dealt with it; a reader is in no row",
    "studio.Looked": "the same",
    "admin.LogEntry": "what a superuser changed in the staff list: the employer's own log",
    "account.EmailAddress": "unused: the address is a field of the person",
    "account.EmailConfirmation": "unused",
    "staffing.Import": "who of HR brought a list in; it goes after thirty days",
    "staffing.PlannedRow": "its receipt: the fields that HR's list changed, which the person's own "
    "part has as they are now; it goes after thirty days",
    "staffing.EarlierBatch": "who of HR imported a list; each row of it says so to its person",
    "assignments.CountedAway": "that the totals count somebody as on leave; the leave is in it",
    "people.NameWord": "words of the name, which a search looks up; they follow from it",
    "people.User_groups": "unused: roles decide, not Django's groups",
    "people.User_user_permissions": "unused",
}


# Columns of a person, and the part of the record that has them; None where it is no more than how
# the site runs.
COLUMNS = {
    "id": None,
    "password": None,  # a hash: nothing to read
    "is_superuser": None,
    "public_id": "person",
    "start_day": "days_here",
    "end_day": "days_here",
    "language": "language",
    "search_text": None,  # both follow from the name
    "sort_key": None,
    "date_joined": "sign_in",
    "name": "person",
    "site": "person",
    "is_active": None,
    "is_staff": None,
    "is_demo": None,
    "reading_size": "preferences",
    "reading_contrast": "preferences",
    "reading_motion": "preferences",
    "reading_language": "preferences",
    "youth_until": "youth_edition",
    "session_number": None,
    "sealed_since": None,  # empty, whenever the record can be read
    "password_before_seal": None,  # a hash
}


def sheets_of(content: bytes) -> dict[str, list[dict]]:
    folder = zipfile.ZipFile(io.BytesIO(content))
    return {
        name.removesuffix(".csv"): list(
            csv.DictReader(io.StringIO(folder.read(name).decode("utf-8-sig")))
        )
        for name in folder.namelist()
    }


@pytest.fixture
def finished(module, alice, charlie, walk):
    """Alice and Charlie have both taken everything."""
    for who in (alice, charlie):
        walk(who, module).finish()
    return module


def test_every_declared_field_that_is_kept_is_in_a_part():
    kept = {
        field for field, sees in SCOPES_BY_FIELD.items() if sees["learner"] == OWN
    } - NOT_WRITTEN
    covered = {field for part in record.PARTS for field in part.fields}
    assert covered == kept


def test_every_table_that_points_at_a_person_is_in_it_or_says_why_not():
    people = apps.get_model(settings.AUTH_USER_MODEL)
    pointing = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if getattr(field, "many_to_one", False) or getattr(field, "one_to_one", False)
        if field.concrete and field.related_model is people
    }
    assert pointing == set(HELD_IN) | set(NOT_IN_IT) & pointing
    assert set(HELD_IN.values()) <= {part.key for part in record.PARTS}


def test_every_column_of_a_person_is_in_it_or_says_why_not():
    people = apps.get_model(settings.AUTH_USER_MODEL)
    assert {field.name for field in people._meta.concrete_fields} == set(COLUMNS)
    assert set(COLUMNS.values()) - {None} <= {part.key for part in record.PARTS}


def test_rows_have_the_columns_their_part_names(finished, alice):
    full = record.full_record(alice, date(2026, 11, 20))
    for part in record.PARTS:
        for row in full[part.key]:
            assert set(row) == set(part.columns), part.key


def test_the_files_hold_everything_of_ones_own(finished, alice, client_for):
    client = client_for(alice)
    parts = json.loads(client.get("/me/record.json").content)["parts"]
    assert {key for key, part in parts.items() if part["rows"]} >= {
        "person", "sign_in", "teams", "modules", "steps", "completions", "attempts", "answers",
        "commitments",
    }  # fmt: skip
    assert parts["sign_in"]["rows"][0]["email"] == "alice.lind@example.com"
    assert parts["commitments"]["rows"][0]["contact"] == "Karin"
    said = {row["answer"] for row in parts["answers"]["rows"]}
    assert {"Right", "Do good", "1 in 300 computers"} <= said
    assert parts["answers"]["also_seen_by"] == []
    assert parts["completions"]["also_seen_by"] == ["HR", "Auditors"]
    sheets = sheets_of(client.get("/me/record.zip").content)
    for key, part in parts.items():
        assert len(sheets[key]) == len(part["rows"])


def test_a_question_met_and_not_answered_is_in_it_too(module, alice, walk, client_for):
    on = walk(alice, module)
    on.begin()
    on.open_first()
    client = client_for(alice)
    client.get("/learn/topic/decide/")
    [row] = json.loads(client.get("/me/record.json").content)["parts"]["answers"]["rows"]
    assert row["answer"] is None
    assert row["question"].startswith("scenario/t1-")


@pytest.mark.parametrize("path", FILES)
def test_no_byte_of_anybody_else(path, finished, alice, charlie, bob, mallory, client_for):
    """What another person does, or is, changes nothing of it."""
    client = client_for(alice)
    before = client.get(path).content
    whole = before if path.endswith("json") else _unzipped(before)
    for other in (charlie, bob, mallory):
        for mark in (other.name, other.email, other.name.split()[1]):
            assert mark.encode() not in whole
    User.objects.filter(pk=charlie.pk).update(name="Somebody Else")
    Membership.objects.filter(user=charlie).update(since=date(2019, 1, 1))
    RoleGrant.objects.filter(user=bob).delete()
    client_for(charlie).post("/learn/topic/decide/retry/")
    assert client.get(path).content == before


def _unzipped(content: bytes) -> bytes:
    folder = zipfile.ZipFile(io.BytesIO(content))
    return b"".join(folder.read(name) for name in folder.namelist())


@pytest.mark.parametrize("path", FILES)
def test_who_gets_in(path, client, db, alice, client_for):
    assert client.get(path)["Location"].startswith("/account/login/")
    response = client_for(alice).get(path)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "attachment" in response["Content-Disposition"]
    assert client_for(alice).post(path).status_code == 405


def test_sheets_open_as_text_in_a_spreadsheet(alice, client_for):
    User.objects.filter(pk=alice.pk).update(name="=HYPERLINK(1)")
    content = client_for(alice).get("/me/record.zip").content
    assert sheets_of(content)["person"][0]["name"] == "'=HYPERLINK(1)"
    folder = zipfile.ZipFile(io.BytesIO(content))
    assert all(folder.read(name).startswith("\ufeff".encode()) for name in folder.namelist())


def test_the_page_says_it_in_words_with_who_else_sees_it(finished, alice, client_for):
    page = BeautifulSoup(client_for(alice).get("/me/").content, "html.parser")
    held = {
        text_of(part.dt): (part.ul.get_text(" "), text_of(part.p))
        for part in page.select(".aw-held > div")
    }
    lines, seen = held["What you have finished"]
    assert "A neutral title, version 1.0, on 20 November 2026" in lines
    assert seen == "Also seen by: HR, Auditors."
    lines, seen = held["Answers and guesses"]
    assert "3 answers" in lines
    assert "1 guess" in lines
    assert seen == "Only you see this."
    assert "you would tell Karin first" in held["Whom you would tell"][0]


def test_it_costs_the_same_whatever_is_held(module, alice, walk, client_for, packing):
    client = client_for(alice)
    counts = []
    for more in (lambda: walk(alice, module).finish(), lambda: _grow(alice)):
        more()
        for path in ("/me/", *FILES):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
            counts.append(len(asked))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 56


def _grow(user: User) -> None:
    """Four times as much of everything that grows."""
    from awareness.people.models import Team
    from quizzes.models import Attempt

    for number in range(6):
        append("password.set", now=NOW, subject=user.public_id, actor=user.public_id)
        team = Team.objects.create(slug=f"t{number}", name=f"Team {number}")
        Membership.objects.create(user=user, team=team, since=date(2021, 1, 1))
        RoleGrant.objects.create(user=user, role="manager", team=team)
    for attempt in Attempt.objects.filter(learner=user):
        for number in range(2, 6):
            Attempt.objects.create(
                learner=user, context=attempt.context, number=number, length=1,
                state="finished", started_at=NOW, finished_at=NOW,
            )  # fmt: skip


def test_the_staff_list_is_said_in_words_with_who_else_sees_each(alice, client_for):
    alice.start_day, alice.end_day, alice.language = date(2020, 3, 1), date(2030, 6, 30), "sv"
    alice.employee_number = "NF-12"
    alice.save()
    Leave.objects.create(person=alice, first_day=date(2026, 7, 1), last_day=date(2026, 7, 31))
    Leave.objects.create(person=alice, first_day=date(2029, 1, 8))
    page = BeautifulSoup(client_for(alice).get("/me/").content, "html.parser")
    held = {
        text_of(part.dt): (text_of(part.ul), text_of(part.p))
        for part in page.select(".aw-held > div")
    }
    assert held["When you are here"] == (
        "First day: 1 March 2020 Last day: 30 June 2030", "Also seen by: HR, Auditors."
    )  # fmt: skip
    assert held["What you read, as your employer has it"] == ("Swedish", "Also seen by: HR.")
    assert held["Your leave"] == (
        "From 1 July 2026 to 31 July 2026 From 8 January 2029", "Also seen by: HR."
    )  # fmt: skip
    assert "alice.lind@example.com or your employee number, NF-12" in text_of(page.main)


@pytest.mark.parametrize("with_site", [True, False])
def test_days_on_the_page_are_those_where_one_works(
    with_site, module, alice, site, client_for, settings
):
    """At noon of the 20th in London it is the 21st in Auckland."""
    settings.EMPLOYER_ZONE = site.time_zone = "Pacific/Auckland"
    site.save()
    alice.site, alice.date_joined = (site if with_site else None), NOW
    alice.save()
    with time_machine.travel(NOW, tick=False):
        client = client_for(alice)
        client.post("/learn/topic/choose/", {"route": "begin"})
        append("password.set", now=NOW, subject=alice.public_id)
        page = text_of(BeautifulSoup(client.get("/me/").content, "html.parser"))
    assert "begun on 21 November 2026" in page
    assert "On the list since 21 November 2026" in page
    assert "20 November 2026" not in page
