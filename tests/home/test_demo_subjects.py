"""The demo employer with one subject alone. With all of them it is test_demo's."""

from datetime import date
from html import escape

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from awareness.assignments.models import Assignment
from awareness.home.demo import employer
from awareness.learning.models import Adoption
from awareness.learning.queries import published_modules
from awareness.people.models import User
from awareness.subjects.models import Subject
from awareness.subjects.registry import subjects
from awareness.workplace.models import SiteContact
from tests.conftest import tell_the_planner, undone_after

TODAY = date(2026, 11, 23)
# Not /workplace/, where HR chooses among all of them.
PAGES = ("/learn/", "/library/", "/help/", "/hr/", "/hr/assign/")

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def content(django_db_setup, django_db_blocker):
    with undone_after(django_db_blocker):
        call_command("load_content", verbosity=0)
        tell_the_planner()
        yield


@pytest.mark.parametrize("chosen", list(subjects()))
def test_one_subject_alone(chosen, monkeypatch):
    monkeypatch.setattr(employer, "_make_visits", lambda *_who: None)  # what they did takes longest
    call_command("create_demo", today=TODAY, subject=[chosen], verbosity=0)
    assert dict(Subject.objects.values_list("key", "on")) == {
        key: key == chosen for key in subjects()
    }
    assert set(SiteContact.objects.values_list("subject", flat=True)) == {chosen}
    for model, of in (
        (Assignment, "module__subject"),
        (Adoption, "module_version__module__subject"),
    ):
        assert not model.objects.exclude(**{of: chosen}).exists()
    eva = User.objects.get(role_grants__role="hr")
    client = Client()
    client.force_login(eva)
    others = [each for key, each in subjects().items() if key != chosen]
    for address in PAGES:
        page = client.get(address, follow=True)
        assert page.status_code == 200, address
        text = page.content.decode()
        told = [
            name for each in others for name in (each.name, each.neutral) if escape(name) in text
        ]
        assert told == [], address
    assert {module.subject for module in published_modules()} == {chosen}


def test_what_is_asked_is_of_the_subject_that_is_on(monkeypatch):
    monkeypatch.setattr(employer, "_make_visits", lambda *_who: None)
    call_command("create_demo", today=TODAY, subject=list(subjects()), verbosity=0)
    assert Subject.objects.filter(on=True).count() == len(subjects()) > 1
    assert Assignment.objects.exists()


def test_a_subject_that_is_not_there_is_told_and_nothing_made():
    with pytest.raises(CommandError, match=r"no subject juggling; there are [a-z-]+, "):
        call_command("create_demo", today=TODAY, subject=["juggling"], verbosity=0)
    assert not User.objects.exists()
