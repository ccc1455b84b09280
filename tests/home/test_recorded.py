"""What is recorded, said from the declaration that decides it."""

import pytest
from bs4 import BeautifulSoup

from awareness.home import record
from awareness.home.record import ROLE_WORDS
from awareness.home.visibility_words import FIELD_WORDS, POOLED_FIELDS, recorded_fields, scope_words
from awareness.people import visibility


def test_every_declared_field_and_role_has_words():
    assert set(FIELD_WORDS) == set(visibility.SCOPES_BY_FIELD)
    assert set(ROLE_WORDS) == set(visibility.ROLES)
    assert set(scope_words()) == {
        scope for sees in visibility.SCOPES_BY_FIELD.values() for scope in sees.values()
    }


def shown_fields() -> list[str]:
    page = recorded_fields()
    seen = [line for same in page.employer for line in same.lines]
    return [line.field for group in (seen, page.private, page.pooled) for line in group]


def test_the_page_promises_what_is_written_and_nothing_else():
    """Each field once; what no part of the record holds is not on the page."""
    held = {field for part in record.PARTS for field in part.fields}
    assert sorted(shown_fields()) == sorted(held | POOLED_FIELDS)


def test_a_field_that_is_declared_and_not_written_is_left_out():
    """Nothing is, by now: each that is declared is written."""
    kept = set(shown_fields()) | {line.field for line in recorded_fields().not_kept}
    assert set(visibility.SCOPES_BY_FIELD) - kept == set()


def test_what_nobody_else_sees_is_not_in_the_employers_table():
    shown = {line.field for same in recorded_fields().employer for line in same.lines}
    assert not shown & {"answers", "score", "times", "started", "attempts", "route_taken"}
    assert {"done_day", "due_day", "standing"} <= shown


def test_what_is_written_nowhere_is_not_called_kept():
    not_kept = {line.field for line in recorded_fields().not_kept}
    assert {"route_taken", "library_reading", "support"} <= not_kept


@pytest.mark.django_db
def test_the_page_says_what_the_declaration_says(client):
    page = BeautifulSoup(client.get("/recorded/").content, "html.parser")
    words = scope_words()
    for field in ("done_day", "youth_edition"):
        named = page.find("li", string=str(FIELD_WORDS[field]))
        table = named.find_parent("div").table
        cells = [cell.get_text() for cell in table("td")]
        assert cells == [
            words[visibility.SCOPES_BY_FIELD[field][role]] for role in visibility.ROLES
        ]
