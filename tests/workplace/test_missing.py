"""What a site still lacks, named; contacts and policies as they are entered."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from awareness.workplace import actions, line_actions
from awareness.workplace.actions import WorkplaceError
from awareness.workplace.models import PolicyVersion, SiteContact
from awareness.workplace.queries import (
    NEEDS_OF_MODULES,
    current_policy,
    missing_at,
    support_for,
)

from .conftest import NOON, TODAY, lines_by_need


def test_an_empty_site_lacks_everything_by_name(lines, needs, other_site):
    *others, lines_missing = missing_at([other_site], NEEDS_OF_MODULES, NOON)
    assert [(m.code, m.text) for m in others] == [
        ("missing_contacts", "Leeds: no first contact"),
        ("missing_contacts", "Leeds: no second contact"),
        ("missing_policy", "Leeds: no policy"),
    ]
    assert lines_missing.code == "missing_support"
    asked = [need["label"] for need in needs if need.get("required")]
    assert lines_missing.text == f"Leeds: no support line tried for: {'; '.join(asked)}"


def test_a_complete_site_lacks_nothing(complete, site, eva):
    assert missing_at([complete(site, eva)], NEEDS_OF_MODULES, NOON) == []


def test_one_contact_is_not_two(lines, other_site, eva):
    actions.set_contact(other_site, 1, name="Ruth", phone="0113 496 0123", by=eva, today=TODAY)
    (missing,) = missing_at([other_site], ["contacts"], NOON)
    assert missing.text == "Leeds: no second contact"


def test_a_line_that_no_longer_answers_is_missing_again(complete, site, eva):
    complete(site, eva)
    line = lines_by_need(support_for(site, TODAY))["survivor"][-1]
    line_actions.check_line(
        site, next(own for own in site.own_lines.all() if own.pk == line.id),
        by=eva, today=TODAY, answers=False,
    )  # fmt: skip
    (missing,) = missing_at([site], ["support"], NOON)
    assert missing.code == "missing_support"


def test_a_policy_of_tomorrow_is_none_today(lines, site, eva):
    actions.add_policy(site, text="Tell.", valid_from=TODAY + timedelta(days=1), by=eva)
    assert current_policy(site, TODAY) is None
    (missing,) = missing_at([site], ["policy"], NOON)
    assert missing.code == "missing_policy"
    assert missing.text.startswith("Gothenburg: ")
    assert "from 4 November 2026 only" in missing.text
    assert not missing_at([site], ["policy"], NOON + timedelta(days=1))


def test_a_policy_holds_by_the_day_at_its_own_site(lines, site, other_site, eva):
    """A minute past midnight in Gothenburg it is yesterday in Honolulu."""
    other_site.time_zone = "Pacific/Honolulu"
    other_site.save()
    for each in (site, other_site):
        actions.add_policy(each, text="Tell.", valid_from=TODAY, by=eva)
    past_midnight = NOON.replace(day=2, hour=23, minute=1)
    (missing,) = missing_at([site, other_site], ["policy"], past_midnight)
    assert missing.site == other_site
    assert missing_at([site, other_site], ["policy"], past_midnight + timedelta(hours=12)) == []


def test_the_newest_valid_policy_holds(site, eva):
    first = actions.add_policy(site, text="Tell.", valid_from=TODAY, by=eva)
    second = actions.add_policy(site, link="https://example.com/p", valid_from=TODAY, by=eva)
    later = actions.add_policy(
        site, text="Tell at once.", valid_from=TODAY + timedelta(days=9), by=eva
    )
    assert [first.number, second.number, later.number] == [1, 2, 3]
    assert current_policy(site, TODAY) == second
    assert current_policy(site, TODAY + timedelta(days=9)) == later


def test_an_unknown_need_is_an_error(site):
    with pytest.raises(ValueError, match="mood"):
        missing_at([site], ["mood"], NOON)


def test_as_many_queries_for_four_sites_as_for_one(
    complete, site, eva, django_assert_num_queries, django_assert_max_num_queries
):
    from awareness.people.models import Site

    complete(site, eva)
    more = [
        complete(Site.objects.create(slug=f"s{n}", name=f"S{n}", country="SE"), eva)
        for n in range(3)
    ]
    for sites in ([site], [site, *more]):
        with django_assert_num_queries(5):  # contacts, who is under 18, policies, checks, needs
            assert missing_at(sites, NEEDS_OF_MODULES, NOON) == []


def test_a_changed_contact_is_kept(site, eva):
    def name(said):
        return actions.set_contact(site, 1, name=said, phone="031-390 06 12", by=eva, today=TODAY)

    old, same, new = name("Karin"), name(" Karin "), name("Heike")
    assert old == same
    old.refresh_from_db()
    assert old.until == TODAY
    assert list(SiteContact.objects.current()) == [new]


def test_contacts_are_refused_without_name_or_number(site, eva):
    for name, phone, code in (("", "112", "no_name"), ("Karin", "at lunch", "not_a_phone")):
        with pytest.raises(WorkplaceError) as caught:
            actions.set_contact(site, 1, name=name, phone=phone, by=eva, today=TODAY)
        assert caught.value.code == code
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.set_contact(site, 4, name="Karin", phone="112", by=eva, today=TODAY)


@pytest.mark.parametrize("said", [{}, {"text": "Tell.", "link": "https://example.com/"}])
def test_a_policy_is_a_text_or_a_link(site, eva, said):
    with pytest.raises(WorkplaceError) as caught:
        actions.add_policy(site, valid_from=TODAY, by=eva, **said)
    assert caught.value.code == "text_or_link"
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.create(site=site, number=1, valid_from=TODAY, entered_by=eva, **said)


def test_the_same_policy_twice_is_one_version(site, eva):
    first, second = (
        actions.add_policy(site, text="Tell.", valid_from=TODAY, by=eva) for _ in range(2)
    )
    assert first == second
