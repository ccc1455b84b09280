"""To managers, done, excused, paused and on leave all read "nothing to do", without a day: behind
no door of theirs can anybody tell them apart."""

import re
from datetime import UTC, date, datetime, timedelta
from difflib import unified_diff
from io import BytesIO
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from awareness.assignments.models import Ask, AskSource, Assignment
from awareness.learning.models import Completion, Enrolment
from awareness.mailing import actions
from awareness.mailing.managers import TEAM_MAIL, compose
from awareness.outbox.models import Mail, Occasion
from awareness.people.models import Leave
from tests.conftest import make_person

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = date(2026, 11, 23)
# What may be so of somebody with one module. Leave is of the person, and covers both modules.
OF_AN_ASK = ("done", "done long ago", "excused", "paused", "paused until", "done and excused")
DAYS = st.integers(-60, 0).map(lambda number: TODAY + timedelta(days=number))


@pytest.fixture
def team(alice, bob, packing, site, eva, make_module):
    """Three people in Bob's team who are asked to take two modules; one was due long ago."""
    people = [
        alice,
        make_person("Anton Berg", site, packing),
        make_person("Aino Saari", site, packing),
    ]
    modules = [make_module("what-to-do"), make_module("devices", title="Devices")]
    for module in modules:
        assignment = Assignment.objects.create(
            module=module, everyone=True, due_on=TODAY, content_hash="", token=uuid4(),
            created_by=eva, created_at=NOW,
        )  # fmt: skip
        for person in people:
            due_on = TODAY - timedelta(days=20)
            ask = Ask.objects.create(
                person=person, module=module, asked_on=due_on - timedelta(days=30),
                first_due_on=due_on, due_on=due_on, counts_from=due_on - timedelta(days=30),
            )  # fmt: skip
            AskSource.objects.create(ask=ask, assignment=assignment, since=ask.asked_on)
    return people


@pytest.fixture
def mail(team, bob, eva):
    """What would be written to Bob about all of them, where managers are written to."""
    actions.switch(True, eva, "https://awareness.example", NOW - timedelta(days=90))
    actions.announce("SE", eva, NOW - timedelta(days=60))
    mail = Mail.objects.create(person=bob.public_id, kind=TEAM_MAIL, day=TODAY, once_a_day=True)
    for ask in Ask.objects.all():
        Occasion.objects.create(
            mail=mail, person=bob.public_id, kind=TEAM_MAIL, thing=str(ask.public_id), day=TODAY
        )
    return mail


def be(ask: Ask, condition: str, day: date) -> None:
    """Make this so of somebody with a module, since that day."""
    if "done" in condition:
        version = ask.module.versions.get()
        enrolment = Enrolment.objects.create(
            learner=ask.person, module=ask.module, module_version=version, state="finished",
            begun_at=NOW,
        )  # fmt: skip
        ask.done_on = min(day, TODAY - timedelta(days=200)) if "long" in condition else day
        ask.completion = Completion.objects.create(
            enrolment=enrolment, learner=ask.person, module_version=version, day=ask.done_on, at=NOW
        )
    if "excused" in condition:
        ask.excused_on, ask.excused_code = day, "personal"
    if "paused" in condition:
        ask.paused_on, ask.paused_code = day, "personal"
        ask.paused_until = TODAY + timedelta(days=9) if "until" in condition else None
    ask.save()


class Doors:
    """Everything a manager can open, from the page of their teams on: each link and each choice of
    each form that asks, of this room."""

    def __init__(self, client) -> None:
        self.client = client

    def read(self) -> dict[str, str]:
        """By address: what is there, without what is another at every answer."""
        bodies: dict[str, str] = {}
        todo = ["/team/", "/team/?team=packing", "/team/?q=alice"]
        while todo:
            address = todo.pop()
            if address not in bodies:
                bodies[address] = body = self._body(address)
                todo += self._beyond(address, body)
        return bodies

    def _body(self, address: str) -> str:
        response = self.client.get(address)
        assert response.status_code == 200, address
        content = response.getvalue()
        if ".xlsx" in address:
            sheets = load_workbook(BytesIO(content)).worksheets
            return "\n".join(str(row) for sheet in sheets for row in sheet.values)
        body = content.decode()
        return re.sub(r'"\w{64}"', "a token", body)

    def _beyond(self, address: str, body: str) -> list[str]:
        page = BeautifulSoup(body, "html.parser")
        links = [urljoin(address, a["href"]) for a in page.find_all("a", href=True)]
        for form in page.find_all("form"):
            if form.get("method", "get").lower() == "get":
                action = urljoin(address, form.get("action") or urlsplit(address).path)
                links += [
                    f"{action}?{select['name']}={option['value']}"
                    for select in form.find_all("select")
                    for option in select.find_all("option")
                    if option.get("value")
                ]
        return [
            link.partition("#")[0] for link in links if urlsplit(link).path.startswith("/team/")
        ]


def differing(done: dict[str, str], other: dict[str, str]) -> list[str]:
    """The lines that are not the same, each with its address."""
    assert done.keys() == other.keys()
    return [
        f"{address}: {line}"
        for address in done
        for line in unified_diff(done[address].split("\n"), other[address].split("\n"), n=0)
    ]


def test_behind_no_door_can_a_manager_tell_them_apart(team, bob, mail, client_for):
    asks = {person: list(person.asks.order_by("module")) for person in team}

    def read(made_so) -> dict[str, str]:
        """The doors, where this is so; then it is not any more."""
        with transaction.atomic():
            made_so()
            bodies = Doors(client_for(bob)).read() | {"mail": repr(compose(mail, NOW))}
            transaction.set_rollback(True)
        return bodies

    @settings(
        max_examples=5,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        on_first=st.lists(st.sampled_from(OF_AN_ASK), min_size=3, max_size=3),
        away=st.lists(st.booleans(), min_size=3, max_size=3),
        day=DAYS,
    )
    def check(on_first, away, day):
        def plainly_done():
            for is_away, (first, second) in zip(away, asks.values(), strict=True):
                be(first, "done", TODAY)
                if is_away:
                    be(second, "done", TODAY)

        def otherwise():
            for condition, is_away, (first, _second) in zip(
                on_first, away, asks.values(), strict=True
            ):
                if is_away:
                    Leave.objects.create(person=first.person, first_day=day)
                else:
                    be(first, condition, day)

        done, other = read(plainly_done), read(otherwise)
        assert len(done) > 5
        assert ("Alice" in done["mail"]) is not away[0]  # what is open is told
        assert "\n".join(differing(done, other)) == ""

    with time_machine.travel(NOW, tick=False):
        check()


def test_the_order_of_their_file_tells_no_day(team, bob, client_for):
    """Of what is done the day stays hidden: not even which of two was due first is told."""
    for ask in Ask.objects.filter(module__slug="what-to-do"):
        be(ask, "done", TODAY)
    Ask.objects.filter(module__slug="devices").update(due_on=TODAY)
    with time_machine.travel(NOW, tick=False):
        lines = client_for(bob).get("/team/export.csv").getvalue().decode().splitlines()
    titles = ["Devices" if "Devices" in line else "What to do" for line in lines[1:]]
    assert titles == ["Devices", "What to do"] * len(team)
