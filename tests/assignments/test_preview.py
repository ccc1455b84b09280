"""Whom an assignment would reach on a day, and why not the others."""

from datetime import timedelta

import pytest

from awareness.assignments import actions, ask_actions
from awareness.assignments.audience import Audience
from awareness.assignments.evaluation import evaluate
from awareness.assignments.models import Ask
from awareness.assignments.preview import Preview, ReasonNotAsked
from awareness.learning.models import Module
from awareness.people.models import Leave, RoleGrant, User

from .conftest import MONDAY, NOW


def day(number):
    return MONDAY + timedelta(days=number)


@pytest.fixture
def named(alice, bob, charlie, mallory, eva, module, complete, assign, site):
    """Somebody for each reason, and two for whom there is none; a leaver is in no number."""
    Module.objects.update(open_to="it")
    module.refresh_from_db()
    people = {
        name: User.objects.create_user(email=f"{name}@example.com", name=name, site=site)
        for name in ("out", "late", "young", "role", "excused", "away", "done", "in", "gone")
    }
    for name, person in people.items():
        if name != "role":
            RoleGrant.objects.create(user=person, role="it")
    asked_before = assign(module, [site], day(20), now=NOW - timedelta(days=10))
    User.objects.filter(pk=people["late"].pk).update(start_day=day(9))
    User.objects.filter(pk=people["young"].pk).update(youth_until=day(30))
    User.objects.filter(pk=people["gone"].pk).update(end_day=day(-1))
    Leave.objects.create(person=people["away"], first_day=day(3), last_day=day(9))
    ask_actions.excuse(Ask.objects.filter(person=people["excused"]), "personal", eva, NOW)
    complete(people["done"], module, day(-5))
    evaluate(NOW)
    assert asked_before
    return people


def test_of_several_reasons_the_first_counts(named, site, module):
    people = User.objects.filter(site=site)
    people.filter(name="out").update(start_day=day(9))  # left out, and not begun
    RoleGrant.objects.filter(user__in=[named["late"], named["young"], named["excused"]]).delete()
    Leave.objects.create(person=named["done"], first_day=day(3), last_day=day(9))
    audience = Audience(site_ids=frozenset({site.pk}), left_out_ids=frozenset({named["out"].pk}))
    preview = Preview(audience, module, day(4), recent_days=30)
    assert (
        dict(preview.people().values_list("name", "why")).items()
        >= {
            "out": ReasonNotAsked.LEFT_OUT,
            "late": ReasonNotAsked.NOT_STARTED,
            "young": ReasonNotAsked.YOUTH,
            "excused": ReasonNotAsked.OTHER_ROLE,
            "done": ReasonNotAsked.DONE,
        }.items()
    )


def test_each_number_opens_its_names(named, site, module):
    audience = Audience(site_ids=frozenset({site.pk}), left_out_ids=frozenset({named["out"].pk}))
    preview = Preview(audience, module, day(4), recent_days=30)
    of_it = {
        why: set(preview.people_not_asked(why).values_list("name", flat=True))
        for why in ReasonNotAsked
    }
    assert of_it == {
        ReasonNotAsked.LEFT_OUT: {"out"},
        ReasonNotAsked.NOT_STARTED: {"late"},
        ReasonNotAsked.YOUTH: {"young"},
        ReasonNotAsked.OTHER_ROLE: {"role", "Alice Lind", "Bob Ek", "Eva Holm"},
        ReasonNotAsked.EXCUSED: {"excused"},
        ReasonNotAsked.DONE: {"done"},
        ReasonNotAsked.ON_LEAVE: {"away"},
    }
    assert [person.name for person in preview.people_asked()] == ["in"]
    assert preview.count_by_reason() == {"": 1} | {
        why.value: len(who) for why, who in of_it.items()
    }
    assert preview.site_count() == 1


def test_another_day_gives_another_answer(named, site, module):
    audience = Audience(site_ids=frozenset({site.pk}))
    names = {
        number: set(
            Preview(audience, module, day(number)).people_asked().values_list("name", flat=True)
        )
        for number in (0, 20, 40)
    }
    assert names[0] == {"out", "in", "away", "done"}
    assert names[20] == names[0] | {"late"}
    assert names[40] == names[20] | {"young"}


def test_hr_of_some_places_sees_theirs(named, site, other_site, module, charlie):
    RoleGrant.objects.create(user=charlie, role="it")
    there = User.objects.filter(site=other_site)
    preview = Preview(Audience(everyone=True), module, day(0), within=there)
    assert [person.name for person in preview.people_asked()] == ["Charlie Webb"]


def test_what_was_done_unasked_is_told_by_no_day(alice, bob, module, assign, complete, site):
    """HR sees what came of an ask, one that was withdrawn as well; never somebody's own choice."""
    complete(alice, module, day(-1))
    audience = Audience(site_ids=frozenset({site.pk}))
    for number in range(-1, 2):
        preview = Preview(audience, module, day(number), recent_days=30)
        assert preview.count_by_reason().keys() == {""}
    made = assign(module, [site], day(20))
    complete(bob, module)
    actions.withdraw(made, made.created_by, NOW)
    done = Preview(audience, module, day(1), recent_days=30).people_not_asked(ReasonNotAsked.DONE)
    assert set(done.values_list("name", flat=True)) == {"Bob Ek"}
