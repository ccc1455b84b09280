"""Every address by the methods that no form of ours sends: none acts, and none tells of what GET
hides."""

import pytest

from awareness.journal.models import Event
from quizzes.models import Attempt
from tests.site.conftest import tables_written
from tests.site.test_every_door import DOORS, HERS_ALONE, SIGN_IN, Door, address, expected, visitor

# By its place in this row each begins at another method: together they send every one to every
# address, and each of them every one.
PEOPLE = ("alice", "hr", "author", "second_author", "charlie")
METHODS = ("put", "delete", "patch", "options", "trace")
ALLAUTHS = "account_"  # its own views take PUT for POST and say by OPTIONS what they take


# Showing these writes (an attempt begins, an export is noted), which HEAD undoes.
WRITE_AND_UNDO = {
    "learning:practice", "learning:guess",
    "assignments:export", "assignments:export_xlsx",
    "assignments:team_export", "assignments:team_export_xlsx",
}  # fmt: skip


def is_hidden(door: Door, who: str) -> bool:
    """Whether there is nothing at an address for somebody who is signed in. Of what is Alice's
    alone the method is refused first, whoever asks."""
    return door.who != HERS_ALONE and who.removeprefix("second_") not in door.who


def counted() -> tuple[int, int]:
    return Attempt.objects.count(), Event.objects.count()


@pytest.mark.once
@pytest.mark.parametrize("who", ["stranger", "alice", "bob", "hr", "author"])
def test_head_is_answered_as_get_and_leaves_nothing(who, house, everybody):
    client, counted_before = visitor(who, everybody), counted()
    signed_in, wrong = client.cookies.copy(), {}
    for name, door in DOORS.items():
        client.cookies = signed_in.copy()
        with tables_written() as written:
            status = client.head(address(name, house)).status_code
        if status != expected(door, who)[0] or (written and name not in WRITE_AND_UNDO):
            wrong[name] = (status, written)
    assert wrong == {}
    assert counted() == counted_before


@pytest.mark.once
@pytest.mark.parametrize("who", ["stranger", *PEOPLE])
def test_no_other_method_acts_or_tells_of_what_is_hidden(who, house, everybody):
    client = visitor(who, everybody)
    signed_in, wrong = client.cookies.copy(), {}
    first = PEOPLE.index(who) if who in PEOPLE else 0
    for place, (name, door) in enumerate(DOORS.items()):
        method = METHODS[(place + first) % len(METHODS)]
        client.cookies = signed_in.copy()
        with tables_written() as written:
            status = getattr(client, method)(address(name, house)).status_code
        if name.startswith(ALLAUTHS):
            allowed = {200, 302, 401, 403, 404, 405}
        elif who == "stranger":
            allowed = {401} if door.stranger == SIGN_IN else {405}
        else:
            allowed = {404} if is_hidden(door, who) else {405}
        if status not in allowed or written:
            wrong[f"{method} {name}"] = (status, written)
    assert wrong == {}
