"""Who may see what: the declaration, held against the table that was agreed."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from awareness.people import visibility
from awareness.people.models import Role
from awareness.people.visibility import UnknownField, columns, may_see, project, scope

NOT_FOR_MANAGERS = ["done_day", "valid_to", "module_version", "excused_or_paused"]
NOT_FOR_MANAGERS += ["no_longer_asked", "earlier_completion"]
ABOUT_WHOM = ["name", "team", "site", "module", "standing"]
STAFF_LIST = ["employee_number", "start_and_end_day"]
HR_ALONE = ["excuse_code", "email", "language", "leave_days", "changes", "youth_edition"]
HR_ALONE += ["account_claimed", "way_in_made", "mail_returned"]  # nobody else at the employer
PRIVATE = [
    "mail_sent",
    "mail_choice",
    "started",
    "times",
    "score",
    "attempts",
    "answers",
    "estimates",
    "corrections",
    "library_reading",
    "opt_in_modules",
    "refreshers",
    "test_out",
    "acknowledgement_text_chosen",
    "support",
    "certificates",
    "reading_preferences",
    "way_in_used",
    "recovery_codes",
]
# field group -> learner, manager, hr, author, auditor: the agreed table, typed a second time.
AGREED = {
    **dict.fromkeys(ABOUT_WHOM, ("own", "team", "all", "never", "all")),
    **dict.fromkeys(["assigned", "due_day"], ("own", "while_open", "all", "never", "all")),
    **dict.fromkeys(NOT_FOR_MANAGERS + STAFF_LIST, ("own", "never", "all", "never", "all")),
    **dict.fromkeys(HR_ALONE, ("own", "never", "all", "never", "never")),
    **dict.fromkeys(PRIVATE, ("own", "never", "never", "never", "never")),
    "route_taken": ("never", "never", "never", "never", "never"),
    "pooled_item_statistics": ("never", "never", "never", "pooled", "never"),
    "pooled_estimates": ("after_own", "never", "never", "pooled", "never"),
}


AGREED_ROLES = ("learner", "manager", "hr", "author", "auditor")


def test_table_equals_what_was_agreed():
    declared = {
        row["field"]: tuple(row[role] for role in AGREED_ROLES)
        for row in visibility.visibility_rows()
    }
    assert declared == AGREED
    assert visibility.POOL_FLOOR == 100


@pytest.mark.parametrize("role", ["manager", "hr", "author", "auditor"])
@pytest.mark.parametrize("field", [*PRIVATE, "route_taken"])
def test_no_role_sees_what_happens_inside_a_module(role, field):
    assert not may_see(role, field)
    assert project(role, {field: "x"}) == {}


@pytest.mark.parametrize("field", visibility.SCOPES_BY_FIELD)
def test_authors_and_learners_see_nothing_of_others(field):
    assert not may_see("author", field)
    assert not may_see("learner", field)


@pytest.mark.parametrize("role", [role for role in visibility.ROLES if role not in AGREED_ROLES])
def test_case_handlers_and_it_see_nothing_of_anybody(role):
    assert {row[role] for row in visibility.visibility_rows()} == {"never"}
    assert project(role, {field: "x" for field in visibility.SCOPES_BY_FIELD}) == {}


def test_the_roles_are_those_that_can_be_held():
    assert set(visibility.ROLES) == set(Role.values)


def test_projection_keeps_order_and_drops_the_rest():
    row = {"name": "Alice", "score": 1, "due_day": "2026-11-06"}
    assert project("hr", row) == {"name": "Alice", "due_day": "2026-11-06"}
    assert columns("manager", ["due_day", "attempts", "name"]) == ["due_day", "name"]


def test_with_nothing_to_do_a_manager_reads_no_day():
    row = {"name": "Alice", "standing": "nothing", "due_day": "2026-11-06", "done_day": None}
    assert project("manager", row, True) == {
        "name": "Alice", "standing": "nothing", "due_day": "2026-11-06",
    }  # fmt: skip
    assert project("manager", row, False) == {"name": "Alice", "standing": "nothing"}
    assert project("auditor", row, False) == row
    with pytest.raises(UnknownField):
        project("manager", row)


def test_a_state_is_not_its_reason():
    assert not may_see("manager", "excused_or_paused")
    assert may_see("auditor", "excused_or_paused")
    assert not may_see("auditor", "excuse_code")
    assert may_see("hr", "excuse_code")


def test_an_undeclared_field_is_refused():
    for ask in (lambda: scope("hr", "mood"), lambda: project("hr", {"mood": 1})):
        with pytest.raises(UnknownField) as caught:
            ask()
        assert caught.value.code == "unknown_field"
    with pytest.raises(UnknownField):
        may_see("chief", "name")


def flat(told: str) -> list[dict[str, str]]:
    return [{"field": row["field"]} | row["roles"] for row in json.loads(told)]


def test_who_sees_what_as_json():
    out = StringIO()
    call_command("who_sees_what", "--format", "json", stdout=out)
    assert flat(out.getvalue()) == visibility.visibility_rows()


def test_who_sees_what_as_text():
    out = StringIO()
    call_command("who_sees_what", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0].split() == ["field", *visibility.ROLES]
    assert len(lines) == 1 + len(visibility.SCOPES_BY_FIELD)


def test_who_sees_what_prints_nothing_else():
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "manage.py", "who_sees_what", "--format", "json"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert flat(done.stdout) == visibility.visibility_rows()


def test_who_sees_what_refuses_another_format():
    from django.core.management.base import CommandError

    with pytest.raises(CommandError, match="invalid choice"):
        call_command("who_sees_what", "--format", "xml")


def test_the_privacy_page_quotes_the_table():
    """Run `manage.py who_sees_what` and paste what it prints when this fails."""
    page = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text(encoding="utf-8")
    quoted = page.split("```text\n", 1)[1].split("\n```", 1)[0]
    out = StringIO()
    call_command("who_sees_what", stdout=out)
    assert quoted == out.getvalue().rstrip("\n")
