"""A published module, completions, and assignments for these tests."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup

from awareness.assignments import actions
from awareness.learning.models import Completion, Enrolment, Module, ModuleVersion
from awareness.learning.signals import module_completed

MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)


def publish_live(slug="what-to-do", needs=(), title="What to do") -> Module:
    """A module with a live version, of which only the title counts here."""
    module = Module.objects.create(slug=slug, code="A5", track="all-staff", mandatory=True)
    ModuleVersion.objects.create(
        module=module,
        major=1,
        minor=0,
        content_hash=f"hash of {slug}",
        spec={"title": title, "minutes": 12, "needs": list(needs)},
    )
    return module


@pytest.fixture
def make_module(db):
    return publish_live


@pytest.fixture
def module(make_module):
    return make_module()


@pytest.fixture
def complete():
    """`complete(user, module, day)`: they finished it on that day."""

    def finish(user, module, day=MONDAY):
        version = module.versions.get(status="live")
        enrolment = Enrolment.objects.create(
            learner=user, module=module, module_version=version, state="finished", begun_at=NOW
        )
        completion = Completion.objects.create(
            enrolment=enrolment, learner=user, module_version=version, day=day, at=NOW
        )
        module_completed.send(sender=Completion, completion=completion)
        return completion

    return finish


@pytest.fixture
def assign(eva):
    """`assign(module, [site], due_on, assigned=day)` in the demo, with nothing else in place."""

    def make(module, sites, due_on, now=NOW, by=None):
        return actions.assign(module, sites, due_on, by or eva, now, token=uuid4())

    return make


@pytest.fixture
def october():
    """A moment long enough ago for something to be overdue on MONDAY."""
    return OCTOBER


def form_data(**changes):
    """What the form of assigning sends; by itself *What to do* for Gothenburg."""
    fields = {
        "what": "module:what-to-do", "whom": "sites", "sites": ["gothenburg"], "due": "day",
        "due_on": "2026-12-21", "due_days": "28", "due_from": "asked", "return_days": "28",
        "recent_days": "366", "renew_from": "none", "renew_months": "12", "opens_days": "60",
        "teams": "", "added": "", "left_out": "", "token": str(uuid4()),
    }  # fmt: skip
    return fields | changes


def assign_from_page(client, data):
    """Read the sentence, then assign; the page that comes of it."""
    look = client.post("/hr/assign/", data | {"look": "1"})
    shown = BeautifulSoup(look.content, "html.parser").find("input", {"name": "shown"})
    assert shown, look.status_code
    sent = data | {"assign": "1", "shown": shown["value"]}
    return client.post("/hr/assign/", sent, follow=True)
