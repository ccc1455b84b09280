"""Somebody came into Alice's account by a code of HR: every address is tried, and none shows what
she did before. What she still has to do is open, and afterwards everything is hers again."""

from django.test import Client
from django.urls import get_resolver

from awareness.people import seals
from quizzes.models import Response
from tests.learning.conftest import NOW
from tests.site.test_every_door import DOORS, HERS, address, knock

# Pages for whoever is signed in that stay open while a record is sealed: each was looked at.
OPEN = {
    "account_prove",
    "home:learn",
    "learning:open",
    "learning:choose",
    "learning:done",
    "learning:step",
    "learning:rehearse",
    "learning:answer",
    "learning:go_on",
    "learning:retry",
    "learning:read_as",
    "learning:test_out",
    "learning:show_known",
}
SHUT = "until you show that you are the same person"


def view_of(url: str):
    return get_resolver().resolve(url).func


def test_pages_are_shut_unless_they_are_named_here(house):
    """A new page is shut while a record is sealed, until somebody has looked at what it shows."""
    views = {name: view_of(address(name, house)) for name in DOORS}
    signed_in = {name for name, view in views.items() if getattr(view, "login_required", True)}
    assert {name for name in signed_in if getattr(views[name], "open_while_sealed", False)} == OPEN


def test_no_door_shows_what_was_done_before(house, everybody):
    alice = everybody["alice"]
    answers = Response.objects.filter(item__attempt__learner=alice)
    assert answers.count() > 5  # there is something to see
    seals.seal_record(alice, "", NOW.replace(year=2027))
    client, wrong = Client(raise_request_exception=False), {}
    client.force_login(alice)
    signed_in = client.cookies.copy()
    for name in DOORS:
        url = address(name, house)
        for method in ("get", "post"):
            client.cookies = signed_in.copy()
            response, body = knock(client, method, url)
            public = not getattr(view_of(url), "login_required", True)
            shut = response.status_code == 403 and SHUT in body
            # Of the module that she had finished nothing is open either.
            ways_on = name in OPEN and (response.status_code in (302, 405) or name == "home:learn")
            if not (shut or public or ways_on or name == "account_prove"):
                wrong[f"{method} {name}"] = response.status_code
            if name != "certificates:check" and any(mark in body for mark in HERS):
                wrong[f"{method} {name} shows what is hers"] = response.status_code
    assert wrong == {}
