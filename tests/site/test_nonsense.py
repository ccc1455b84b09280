"""Every address, given what no page of the site sends: nothing breaks, and nothing leads away."""

from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from awareness.people.models import Team
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


# The same in the admin, whose pages are Django's. Of a field that names a row nothing but an id of
# one is a form's to send; "x" is no number, and so many nines are more than a column holds.
NO_ROWS = ("x", "9" * 25, "-1", "\u0663" * 30)
FIELDS = (
    "name", "slug", "country", "language", "time_zone", "parent", "email", "employee_number",
    "site", "start_day",
)  # fmt: skip
ROWS = {
    "memberships": ("id", "user", "team", "since"),
    "leaves": ("id", "user", "first_day"),
    "role_grants": ("id", "user", "role", "team", "sites", "countries"),
}
LISTS = (
    "q", "p", "o", "site", "site__id__exact", "is_active__exact", "unusable", "id__in", "_popup",
    "_to_field", "_changelist_filters", "parent", "term", "app_label", "model_name", "field_name",
)  # fmt: skip


def structure_pages(pks: dict[str, int]) -> tuple[list[str], list[str]]:
    """Pages of the admin that are there, and those with something else where an id stands."""
    there = ["/structure/", "/structure/autocomplete/", "/structure/jsi18n/", "/structure/people/"]
    nowhere = []
    for model, pk in pks.items():
        above = f"/structure/people/{model}/"
        there += [above, f"{above}add/"]
        parts = ["", "change/", "history/", "delete/", *["password/"] * (model == "user")]
        there += [f"{above}{pk}/{part}" for part in parts]
        nowhere += [f"{above}{no_row}/{part}" for no_row in NO_ROWS for part in parts]
    return there, nowhere


def structure_form(value: str) -> dict[str, str]:
    """The form of any page there, with one row of each kind, filled with a value."""
    names = {*FIELDS, *(f"{row}-0-{name}" for row, fields in ROWS.items() for name in fields)}
    sent = dict.fromkeys(names, value)
    for row in ROWS:
        sent |= {f"{row}-TOTAL_FORMS": "1", f"{row}-INITIAL_FORMS": "0"}
    passwords = dict.fromkeys(("password1", "password2"), "a-long-winter-walk")
    return sent | passwords | {"_selected_action": value, "action": "delete_selected", "index": "0"}


def test_nonsense_in_the_structure_breaks_nothing(house, everybody):
    keeper = everybody["alice"]
    keeper.is_superuser = True
    keeper.save()
    client = Client(raise_request_exception=False)
    client.force_login(keeper)
    pks = {"site": keeper.site_id, "team": Team.objects.first().pk, "user": keeper.pk}
    there, nowhere = structure_pages(pks)
    asked = [("get", page, None) for page in there + nowhere]
    asked += [("post", page, structure_form("x")) for page in nowhere]
    for value in NO_ROWS:
        asked += [("post", page, structure_form(value)) for page in there]
        asked += [("get", page, dict.fromkeys((*LISTS, *FIELDS), value)) for page in there]
    for page in ("/structure/people/user/", "/structure/autocomplete/"):
        asked += [("get", page, {name: value}) for name in LISTS for value in NO_ROWS[:2]]
    wrong, met = {}, set()
    for method, page, sent in asked:
        with transaction.atomic():
            status = getattr(client, method)(page, sent).status_code
            transaction.set_rollback(True)
        met.add((method, status))
        if status >= 500:
            wrong[f"{method} {page} {str(sent)[:60]}"] = status
    assert {("get", 200), ("post", 404), ("get", 404)} <= met
    assert wrong == {}


@pytest.mark.parametrize("value", ["x", "9" * 25])
@pytest.mark.parametrize("field", [
    "site", "memberships-0-team", "role_grants-0-team", "role_grants-0-sites",
])  # fmt: skip
def test_a_person_of_the_structure_stays_as_they_are(field, value, house, everybody, client_for):
    """One field at a time: the others are as they should be."""
    keeper, bob = everybody["alice"], everybody["bob"]
    keeper.is_superuser = True
    keeper.save()
    rows = {"memberships-0-since": "2026-01-05", "role_grants-0-role": "manager"}
    form = {f"{row}-{part}": "0" for row in ROWS for part in ("TOTAL_FORMS", "INITIAL_FORMS")}
    form |= {"name": "Changed", "employee_number": "NF-77"} | rows
    if "-" in field:
        form[f"{field.partition('-')[0]}-TOTAL_FORMS"] = "1"
    client = client_for(keeper)
    where = f"/structure/people/user/{bob.pk}/change/"
    assert client.post(where, form | {field: value}).status_code in (200, 404)
    bob.refresh_from_db()
    assert bob.name != "Changed"


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
