"""Assigning: what is asked of whom, what refuses, and that one click is one assignment."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from awareness.assignments import actions
from awareness.assignments.actions import AssignError
from awareness.assignments.evaluation import evaluate
from awareness.assignments.models import Ask, Assignment
from awareness.assignments.queries import asked_days, own_ask_by_module
from awareness.assignments.rules import JOINER_TIME, Standing
from awareness.learning.adoption import adopt
from awareness.learning.models import ModuleVersion
from awareness.people.models import Leave, User

from .conftest import MONDAY, NOW

LATER = MONDAY + timedelta(days=28)


def refused(*args, **kwargs):
    with pytest.raises(AssignError) as caught:
        actions.assign(*args, **kwargs)
    return caught.value


def test_everybody_at_the_sites_is_asked(alice, bob, charlie, eva, module, site, other_site):
    assignment = actions.assign(module, [site], LATER, eva, NOW)
    asked = Ask.objects.filter(sources__assignment=assignment)
    assert set(asked.values_list("person", flat=True)) == {alice.pk, bob.pk, eva.pk}
    assert {(a.asked_on, a.due_on, a.module_id) for a in asked} == {(MONDAY, LATER, module.pk)}
    assert assignment.content_hash == "hash of what-to-do"


def test_leavers_are_not_asked(alice, eva, module, site):
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert actions.assign(module, [site], LATER, eva, NOW).asks.count() == 1


def test_the_same_click_is_one_assignment(alice, eva, module, site):
    token = uuid4()
    first, second = (actions.assign(module, [site], LATER, eva, NOW, token=token) for _ in range(2))
    assert first == second
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(
            module=module, due_on=LATER, content_hash="x", token=token, created_by=eva,
            created_at=NOW,
        )  # fmt: skip


def test_the_same_click_at_once_is_one_assignment(alice, eva, module, site, monkeypatch):
    """The second looks before the first has written, and finds it when it writes."""
    token, first, refuse_days = uuid4(), [], actions._refuse_days

    def meanwhile(*args):
        monkeypatch.setattr(actions, "_refuse_days", refuse_days)
        first.append(actions.assign(module, [site], LATER, eva, NOW, token=token))
        refuse_days(*args)

    monkeypatch.setattr(actions, "_refuse_days", meanwhile)
    assert actions.assign(module, [site], LATER, eva, NOW, token=token) == first[0]
    assert Assignment.objects.count() == 1
    assert Ask.objects.count() == 2


def test_plain_refusals(eva, module, site, make_module):
    assert refused(module, [], LATER, eva, NOW).code == "no_audience"
    assert refused(module, [site], MONDAY - timedelta(days=1), eva, NOW).code == "due_in_past"
    ModuleVersion.objects.filter(module=module).update(status="retired")
    assert refused(module, [site], LATER, eva, NOW).code == "not_published"


def test_a_second_assignment_is_one_reason_more(alice, charlie, eva, module, site, other_site):
    first = actions.assign(module, [site], LATER, eva, NOW)
    second = actions.assign(module, [site, other_site], LATER - timedelta(days=9), eva, NOW)
    ask = Ask.objects.get(person=alice)
    assert ask.due_on == LATER
    assert set(ask.sources.values_list("assignment", flat=True)) == {first.pk, second.pk}
    actions.withdraw(first, eva, NOW)
    assert set(Ask.objects.current().values_list("person", flat=True)) >= {alice.pk, charlie.pk}
    actions.withdraw(second, eva, NOW)
    assert not Ask.objects.current().exists()


def test_outside_the_demo_everything_must_be_there(settings, eva, make_module, site, other_site):
    settings.DEMO = False
    module = make_module(needs=["contacts", "policy", "support"])
    error = refused(module, [site, other_site], LATER, eva, NOW)
    assert error.codes == {"not_adopted", "missing_contacts", "missing_policy", "missing_support"}
    texts = [gap.text for gap in error.gaps]
    assert "Leeds: no second contact" in texts
    assert "Gothenburg: no policy" in texts
    assert Assignment.objects.count() == 0


def test_a_module_without_needs_asks_only_to_be_adopted(settings, eva, module, site):
    settings.DEMO = False
    assert refused(module, [site], LATER, eva, NOW).codes == {"not_adopted"}
    adopt(module.versions.get(), ["Karin Sandell", "Tomas Bergvall"], MONDAY)
    assert actions.assign(module, [site], LATER, eva, NOW)


def test_a_demo_adoption_counts_in_the_demo_alone(settings, eva, module, site):
    settings.DEMO = True
    adopt(module.versions.get(), ["Karin Sandell", "Tomas Bergvall"], MONDAY, demo=True)
    settings.DEMO = False
    assert refused(module, [site], LATER, eva, NOW).codes == {"not_adopted"}


def test_in_the_demo_it_is_allowed(settings, eva, make_module, site):
    settings.DEMO = True
    assert actions.assign(make_module(needs=["contacts"]), [site], LATER, eva, NOW)


def test_whoever_comes_later_is_asked_once_and_given_time(
    alice, charlie, eva, make_module, site, other_site
):
    for slug in ("one", "two"):
        actions.assign(make_module(slug), [site], MONDAY, eva, NOW)
    assert evaluate(NOW) == 0
    User.objects.filter(pk=charlie.pk).update(site=site)
    assert evaluate(NOW + timedelta(days=1)) == 2
    assert evaluate(NOW + timedelta(days=1)) == 0
    days = set(Ask.objects.filter(person=charlie).values_list("asked_on", "due_on"))
    assert days == {(MONDAY + timedelta(days=1), MONDAY + timedelta(days=1) + JOINER_TIME)}


def test_nobody_joins_what_is_withdrawn(alice, charlie, eva, module, site):
    assignment = actions.assign(module, [site], MONDAY, eva, NOW)
    actions.withdraw(assignment, eva, NOW)
    User.objects.filter(pk=charlie.pk).update(site=site)
    assert evaluate(NOW) == 0


def test_withdrawing_twice_keeps_the_first_day(alice, eva, bob, module, site):
    assignment = actions.assign(module, [site], MONDAY, eva, NOW)
    actions.withdraw(assignment, eva, NOW)
    actions.withdraw(assignment, bob, NOW + timedelta(days=3))
    assignment.refresh_from_db()
    assert (assignment.withdrawn_on, assignment.withdrawn_by) == (MONDAY, eva)
    assert not Ask.objects.current().exists()


def test_the_database_asks_somebody_once(alice, eva, module, site):
    actions.assign(module, [site], MONDAY, eva, NOW)
    days = {"asked_on": MONDAY, "first_due_on": LATER, "counts_from": MONDAY}
    with pytest.raises(IntegrityError), transaction.atomic():
        Ask.objects.create(person=alice, module=module, due_on=LATER, **days)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ask.objects.filter(person=eva).update(due_on=date(2020, 1, 1))


def test_ones_own_view_says_late(alice, eva, module, site, complete, october):
    actions.assign(module, [site], date(2026, 11, 22), eva, october)
    (mine,) = own_ask_by_module(alice, MONDAY).values()
    assert (mine.module_id, mine.is_late) == (module.pk, True)
    assert (mine.standing, mine.due_on) == (Standing.TO_DO, date(2026, 11, 22))
    assert asked_days(alice) == {module.pk: date(2026, 10, 1)}
    complete(alice, module)
    assert own_ask_by_module(alice, MONDAY)[module.pk].standing is Standing.DONE
    assert asked_days(alice) == {}


def test_assigning_costs_the_same_for_four_times_the_people(
    eva, make_module, site, django_assert_num_queries, django_assert_max_num_queries
):
    counts, _once = [], eva.reach
    for size in (3, 12):
        for n in range(size):
            User.objects.create_user(email=f"p{size}-{n}@example.com", name="P", site=site)
        module = make_module(f"m{size}", needs=["contacts", "policy", "support"])
        with django_assert_max_num_queries(40) as seen:
            actions.assign(module, [site], LATER, eva, NOW)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_ones_own_view_asks_nothing_of_whoever_is_away(
    alice, eva, module, site, django_assert_num_queries
):
    actions.assign(module, [site], LATER, eva, NOW)
    for first, last in ((-9, -3), (-1, 1)):
        Leave.objects.create(
            person=alice,
            first_day=MONDAY + timedelta(days=first),
            last_day=MONDAY + timedelta(days=last),
        )
    own_ask_by_module(alice, MONDAY)  # the SQL is built once
    with django_assert_num_queries(1):
        assert [each.is_expected for each in own_ask_by_module(alice, MONDAY).values()] == [False]
    assert [
        each.is_expected for each in own_ask_by_module(alice, MONDAY + timedelta(days=2)).values()
    ] == [True]
    assert [each.is_expected for each in own_ask_by_module(eva, MONDAY).values()] == [True]
