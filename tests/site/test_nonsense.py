"""Every address, given what no page of the site sends: nothing breaks, and nothing leads away."""

from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.site.test_every_door import AUTHORS, DOORS, address, knock

# What an address may be given instead of an id or a name: nothing of it may break a page.
NONSENSE = {
    int: (0, 2**31, 2**63, 10**30),
    str: ("nowhere", "x" * 500, "..", "_"),
    UUID: (UUID(int=0), "nowhere"),
}


# Alice has everything, HR has begun nothing. The author only opens what neither of them can:
# whoever is refused by role is refused before anything that was sent is looked at.
TRIED_BY = {
    "alice": {name for name, door in DOORS.items() if "alice" in door.who},
    "hr": {name for name, door in DOORS.items() if "hr" in door.who},
    "author": {name for name, door in DOORS.items() if door.who == AUTHORS},
}


def test_whoever_may_open_an_address_gives_it_nonsense():
    with_arguments = {name for name, door in DOORS.items() if door.args}
    assert with_arguments - set().union(*TRIED_BY.values()) == set()


@pytest.mark.parametrize("who", TRIED_BY)
def test_nonsense_in_an_address_is_not_found(who, house, everybody):
    client = Client(raise_request_exception=False)
    client.force_login(everybody[who])
    signed_in, wrong = client.cookies.copy(), {}
    for name in sorted(TRIED_BY[who]):
        door = DOORS[name]
        given = [getattr(house, str(arg), arg) for arg in door.args]
        for at, arg in enumerate(given):
            for instead in NONSENSE[type(arg)]:
                try:
                    url = reverse(name, args=[*given[:at], instead, *given[at + 1 :]])
                except NoReverseMatch:
                    continue
                for method in ("get", "post"):
                    client.cookies = signed_in.copy()
                    response, _body = knock(client, method, url)
                    if response.status_code >= 500:
                        wrong[f"{method} {name} {str(instead)[:20]}"] = response.status_code
    assert wrong == {}


# Fields that forms send, with what no form would.
POSTED = (
    "item", "token", "answer", "guess", "contact", "policy", "route", "step", "completion", "count",
    "page", "trouble", "instead_of", "answers", "refreshers", "back", "seen", "number", "verdict",
    "module", "sites", "due_on", "until", "position", "name", "phone", "link", "text", "next",
)  # fmt: skip


@pytest.mark.parametrize(
    "value", ["\0", "9" * 5000, "\u0663", "-1", "//evil.example", "\ud7ff" * 300]
)
@pytest.mark.parametrize("who", TRIED_BY)
def test_nonsense_in_a_form_breaks_nothing_and_leads_nowhere(who, value, house, everybody):
    client = Client(raise_request_exception=False)
    client.force_login(everybody[who])
    signed_in, wrong = client.cookies.copy(), {}
    for name in sorted(TRIED_BY[who]):
        with transaction.atomic():
            client.cookies = signed_in.copy()
            data = dict.fromkeys(POSTED, value)
            # NUL in the query would be refused before the form is looked at (test_unsayable.py).
            query = {} if value == "\0" else {"next": value}
            response = client.post(address(name, house), data, query_params=query)
            transaction.set_rollback(True)
        if response.status_code >= 500 or "evil.example" in response.get("Location", ""):
            wrong[name] = response.status_code
    assert wrong == {}


# There is no sign-up. A mail program sends what a signed link says, without a page (RFC 8058).
WITHOUT_TOKEN = {"account_signup", "mailing:stop"}


def test_every_post_needs_the_form_token(house, everybody):
    """Of those that take a POST at all."""
    wrong = {}
    for name, door in DOORS.items():
        if door.inside[1] in (404, 405) and door.inside != (404, 404):
            continue
        client = Client(enforce_csrf_checks=True)
        client.force_login(everybody[min(door.who)])
        response, _body = knock(client, "post", address(name, house))
        if response.status_code not in (403, 404 if name in WITHOUT_TOKEN else 403):
            wrong[name] = response.status_code
    assert wrong == {}
