"""A site with everything a module asks for, and the shipped lines."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
import yaml

from awareness.workplace import actions, line_actions
from awareness.workplace.models import SupportLine
from awareness.workplace.support import LineView, Support

TODAY = date(2026, 11, 3)
NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
FIXTURES = Path(__file__).parents[2] / "fixtures" / "child-protection"


def lines_by_need(support: Support) -> dict[str, tuple[LineView, ...]]:
    return {view.need: view.lines for view in support.needs}


@pytest.fixture
def today():
    """All of the test is on TODAY."""
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture(scope="session")
def definitions():
    return yaml.safe_load((FIXTURES / "support.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def needs():
    return yaml.safe_load((FIXTURES / "needs.yaml").read_text(encoding="utf-8"))["needs"]


@pytest.fixture
def lines(db, definitions, needs):
    line_actions.load_needs(needs)
    line_actions.load_support(definitions)
    return {line.key: line for line in SupportLine.objects.current()}


@pytest.fixture
def complete(lines):
    """Makes a site complete: contacts, policy, and checked lines for the needs that ask for one."""

    def make(site, by):
        for position, name, phone in (
            (1, "Karin Sandell", "031-390 06 12"),
            (2, "Tomas Bergvall", "031-390 06 27"),
        ):
            actions.set_contact(site, position, name=name, phone=phone, by=by, today=TODAY)
        actions.add_policy(site, text="Tell, do not look.", valid_from=TODAY, by=by)
        for need in ("survivor", "thoughts"):
            line = line_actions.add_own_line(
                site, need, name=f"Line for {need}", phone="112 00", by=by
            )
            line_actions.check_line(site, line, by=by, today=TODAY)
        for need in ("crisis", "report"):
            line = SupportLine.objects.of(site).filter(need=need).exclude(address="", phone="")[0]
            line_actions.check_line(site, line, by=by, today=TODAY)
        return site

    return make
