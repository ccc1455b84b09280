"""The lines outside the house: shipped, entered, checked, and missing."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from awareness.people.models import Site
from awareness.subjects.models import Subject
from awareness.subjects.registry import subjects
from awareness.workplace import line_actions
from awareness.workplace.actions import WorkplaceError
from awareness.workplace.models import LineCheck, Need, SupportLine
from awareness.workplace.phones import dial_digits, is_phone
from awareness.workplace.queries import FooterHelp, emergency_numbers, support_for
from awareness.workplace.support import line_view

from .conftest import TODAY, lines_by_need

# The only numbers that may ship, by who prints them in a page of their own.
PRINTED = {
    "news.met.police.uk": {"999", "101"}, "samaritans.org": {"116 123"},
    "survivorsounds.buzzsprout.com": {"08088 010818"}, "drcc.ie": {"1800 77 88 88"},
    "stopitnow.org.uk": {"0808 1000 900", "+44 1372 847 161"}, "nck.uu.se": {"020-50 50 50"},
    "safeguardingtool.nspcc.org.uk": {"0808 800 5000"}, "bris.se": {"116 111"},
    "contactlistens.org": {"988"}, "stopitnow.brussels": {"0800 14 112"},
}  # fmt: skip


def test_only_what_its_publisher_prints_ships(lines, definitions):
    shipped = {line.key: line for line in SupportLine.objects.with_newest_check(None)}
    for said in definitions["lines"]:
        line = line_view(shipped[said["key"]], TODAY)
        assert line.read_in == said["source"], said["key"]
        assert said.get("phone", "") in {"", *PRINTED.get(line.read_at, ())}, said["key"]
        assert said["copy_date"], said["key"]
        assert line.reachable, said["key"]


def test_emergency_numbers(definitions):
    assert {c: n["phone"] for c, n in definitions["emergency"].items()} == {
        "GB": "999", "IE": "112", "SE": "112", "DE": "112", "NL": "112", "BE": "112",
        "US": "911", "CA": "911",
    }  # fmt: skip


def test_loading_twice_changes_nothing(lines, definitions, needs):
    before = [list(model.objects.values()) for model in (Need, SupportLine)]
    line_actions.load_needs(needs)
    line_actions.load_support(definitions)
    assert [list(model.objects.values()) for model in (Need, SupportLine)] == before


def test_where_a_line_was_read_and_stands_takes_no_check_away(lines, definitions, site, eva):
    line_actions.check_line(site, lines["se-ecpat"], by=eva, today=TODAY)
    moved = [row | {"copy_date": "2026"} for row in reversed(definitions["lines"])]
    line_actions.load_support(definitions | {"lines": moved})
    *_others, line = lines_by_need(support_for(site, TODAY))["report"]
    assert (line.name, line.checked) == ("INHOPE, to find the hotline of a country", False)
    line = lines_by_need(support_for(site, TODAY))["report"][0]
    assert (line.name, line.checked, line.copied) == ("ECPAT Sweden", True, "2026")


@pytest.mark.parametrize(
    ("written", "read"),
    [("2024-12-17", "17 December 2024"), ("2024-12", "December 2024"), ("2024", "2024"),
     ("undated", ""), ("", "")],
)  # fmt: skip
def test_the_date_of_a_copy(written, read):
    line = SupportLine(pk=1, name="L", phone="112 00", copy_date=written)
    line.check_ok = line.check_day = line.check_by = None
    assert line_view(line, TODAY).copied == read


def test_a_need_that_the_file_drops_is_retired_and_its_lines_stay(lines, needs, site, eva):
    own = line_actions.add_own_line(site, "picture", name="Our own", phone="112 00", by=eva)
    line_actions.load_needs(needs[:-1])
    assert "picture" not in lines_by_need(support_for(site, TODAY))
    with pytest.raises(WorkplaceError) as caught:
        line_actions.add_own_line(site, "picture", name="Another", phone="112 01", by=eva)
    assert caught.value.code == "unknown_need"
    line_actions.load_needs(needs)
    assert own.pk in {line.id for line in lines_by_need(support_for(site, TODAY))["picture"]}


def test_a_changed_number_is_a_new_line_without_checks(lines, definitions, other_site, eva):
    line_actions.check_line(other_site, lines["gb-stop-it-now"], by=eva, today=TODAY)
    changed = [
        row | {"phone": "0808 1000 901"} if row["key"] == "gb-stop-it-now" else row
        for row in definitions["lines"]
    ]
    line_actions.load_support(definitions | {"lines": changed})
    (line,) = lines_by_need(support_for(other_site, TODAY))["thoughts"]
    assert (line.phone, line.checked) == ("0808 1000 901", False)
    assert LineCheck.objects.count() == 1  # the old line and its check are still there


def test_a_dropped_line_is_retired_and_own_lines_stay(lines, definitions, site, eva):
    own = line_actions.add_own_line(site, "survivor", name="Our own", phone="112 00", by=eva)
    line_actions.load_support({"emergency": definitions["emergency"], "lines": []})
    assert not SupportLine.objects.current().filter(key="se-ecpat").exists()
    assert lines_by_need(support_for(site, TODAY))["survivor"][0].id == own.pk


def test_needs_are_kept_apart_and_in_order(lines, site):
    support = support_for(site, TODAY)
    assert [n.need for n in support.needs] == [
        "crisis", "report", "survivor", "thoughts", "child", "picture",
    ]  # fmt: skip
    assert support.emergency == "112"
    names = [line.name for line in lines_by_need(support)["report"]]
    assert names == ["INHOPE, to find the hotline of a country", "ECPAT Sweden"]
    assert support.missing == ("thoughts",)
    assert not any(line.checked for view in support.needs for line in view.lines)


@pytest.mark.parametrize(("country", "number"), [("GB", "999"), ("IE", "112"), ("SE", "112")])
def test_emergency_number_of_the_country(lines, site, country, number):
    site.country = country
    assert support_for(site, TODAY).emergency == number


def test_a_country_without_shipped_lines_invents_nothing(lines, site, eva):
    Site.objects.filter(pk=site.pk).update(country="ZA")
    site.refresh_from_db()
    support = support_for(site, TODAY)
    assert support.emergency == ""
    assert support.missing == ("crisis", "survivor", "thoughts", "child")
    line_actions.add_own_line(site, "crisis", name="Police", phone="112 00", by=eva)
    assert support_for(site, TODAY).emergency == "11200"
    line_actions.add_own_line(site, "crisis", name="Another", phone="112 01", by=eva)
    assert support_for(site, TODAY).emergency == "11200"


def test_an_own_crisis_line_never_replaces_the_countrys_number(lines, site, eva):
    line_actions.add_own_line(site, "crisis", name="Our desk", phone="031-390 06 00", by=eva)
    assert support_for(site, TODAY).emergency == "112"


@pytest.mark.parametrize("need", ["survivor", "thoughts"])
def test_the_first_line_is_outside_the_employer(lines, other_site, eva, need):
    own = line_actions.add_own_line(other_site, need, name="Our nurse", phone="112 00", by=eva)
    *shipped, last = lines_by_need(support_for(other_site, TODAY))[need]
    assert shipped
    assert not any(line.own for line in shipped)
    assert last.id == own.pk


def test_the_foot_says_for_which_needs_a_line_is_there(lines, site, eva, django_assert_num_queries):
    def there(site):
        return {need.key: need.has_lines for need in FooterHelp(site).needs}

    assert there(site) == {"survivor": True, "thoughts": False, "child": True, "picture": True}
    assert there(None) == {"survivor": False, "thoughts": False, "child": False, "picture": True}
    line_actions.add_own_line(site, "thoughts", name="Young", phone="112 01", youth=True, by=eva)
    assert not there(site)["thoughts"]  # one for the young alone is not for everybody
    line_actions.add_own_line(site, "thoughts", name="Ours", phone="112 00", by=eva)
    with django_assert_num_queries(1):
        assert there(site)["thoughts"]


def test_the_foot_of_a_subject_wears_its_own_words_though_nobody_is_known(site):
    """A page about another subject must not say what a child in danger needs."""
    first, second = subjects().values()
    assert [g.subject for g in FooterHelp(site).of(second.key).groups] == [second]
    assert FooterHelp(site).of(second.key).danger == second.danger != first.danger
    assert [group.subject for group in FooterHelp(site).groups] == [first]
    Subject.objects.create(key=second.key, on=True)
    Subject.objects.create(key=first.key, on=False)
    assert [group.subject for group in FooterHelp(site).groups] == [second]


def test_somebody_without_a_site_still_gets_help(lines):
    support = support_for(None, TODAY)
    assert (support.emergency, support.contacts) == ("", ())
    assert [line.name for line in lines_by_need(support)["report"]] == [
        "INHOPE, to find the hotline of a country"
    ]


def test_lines_of_one_site_are_not_seen_at_another(lines, site, other_site, eva):
    own = line_actions.add_own_line(site, "survivor", name="Our own", phone="112 00", by=eva)
    assert own.pk not in {s.id for s in lines_by_need(support_for(other_site, TODAY))["survivor"]}
    for line in (own, lines["se-ecpat"]):
        with pytest.raises(WorkplaceError) as caught:
            line_actions.check_line(other_site, line, by=eva, today=TODAY)
        assert caught.value.code == "not_of_this_site"


def test_a_check_is_of_its_site_alone(lines, site, other_site, eva):
    line_actions.check_line(site, lines["inhope"], by=eva, today=TODAY)
    here, there = (lines_by_need(support_for(s, TODAY))["report"] for s in (site, other_site))
    assert (here[0].checked_on, here[0].checked_by) == (TODAY, eva.name)
    assert not there[0].checked


@pytest.mark.parametrize(("days", "stale"), [(180, False), (181, True)])
def test_an_old_check_says_so(lines, site, eva, days, stale):
    line_actions.check_line(site, lines["inhope"], by=eva, today=TODAY)
    line = lines_by_need(support_for(site, TODAY + timedelta(days=days)))["report"][0]
    assert (line.checked, line.stale, line.fresh) == (True, stale, not stale)


def test_the_newest_check_speaks_and_none_is_changed(lines, site, eva):
    line_actions.check_line(site, lines["inhope"], by=eva, today=TODAY)
    line_actions.check_line(site, lines["inhope"], by=eva, today=TODAY, answers=False)
    assert not lines_by_need(support_for(site, TODAY))["report"][0].checked
    assert LineCheck.objects.count() == 2


def test_own_line_needs_a_name_and_a_way_to_reach_it(site, eva):
    for said, code in (
        ({"name": "", "phone": "112"}, "no_name"),
        ({"name": "Line"}, "not_reachable"),
        ({"name": "Line", "phone": "ask reception"}, "not_a_phone"),
    ):
        with pytest.raises(WorkplaceError) as caught:
            line_actions.add_own_line(site, "survivor", by=eva, **said)
        assert caught.value.code == code
    with pytest.raises(WorkplaceError) as caught:
        line_actions.add_own_line(site, "gossip", name="Line", phone="112", by=eva)
    assert caught.value.code == "unknown_need"


def test_a_double_click_enters_one_line(site, eva):
    first, second = (
        line_actions.add_own_line(site, "survivor", name="Line", phone="112 00", by=eva)
        for _ in range(2)
    )
    assert first == second


def test_a_line_without_number_or_address_cannot_be_checked(lines, site, eva):
    SupportLine.objects.filter(key="se-bris").update(phone="")
    lines["se-bris"].refresh_from_db()
    with pytest.raises(WorkplaceError) as caught:
        line_actions.check_line(site, lines["se-bris"], by=eva, today=TODAY)
    assert caught.value.code == "not_reachable"


def test_only_own_lines_can_be_taken_off(lines, site, other_site, eva):
    own = line_actions.add_own_line(site, "survivor", name="Line", phone="112 00", by=eva)
    for place, line in ((site, lines["inhope"]), (other_site, own)):
        with pytest.raises(WorkplaceError):
            line_actions.retire_own_line(place, line)
    line_actions.retire_own_line(site, own)
    assert not any(line.own for line in lines_by_need(support_for(site, TODAY))["survivor"])


def test_two_live_lines_of_one_key_are_refused_by_the_database(lines):
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportLine.objects.create(key="inhope", need="report", name="Again")


def test_query_count_is_the_same_for_more_lines(
    lines, complete, site, eva, django_assert_num_queries
):
    complete(site, eva)
    for number in range(8):
        line_actions.add_own_line(site, "survivor", name=f"Line {number}", phone="112 00", by=eva)
    with django_assert_num_queries(3):
        support_for(site, TODAY)


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("031-390 06 12", True), ("+44 113 496 0123", True), ("(0113) 496 0123", True),
        ("112", True), ("11", False), ("ask reception", False), ("", False),
        ("+46 31 390 06 12 ext 5", False), ("12+34", False), ("٠٣١٣٩٠", False),
        ("1" * 16, False), ("112\n112", False),
    ],
)  # fmt: skip
def test_phone_numbers(written, right):
    assert is_phone(written) is right


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("031-390 06 12", "0313900612"), ("+46 (0)31-390 06 12", "+46313900612"), ("112", "112"),
        ("+46 031-390 06 12", "+46313900612"), ("116 123", "116123"), ("4711", "4711"),
        ("+39 06 698 12345", "+390669812345"), ("+112", "+112"), ("+999 12 34", "+9991234"),
    ],
)  # fmt: skip
def test_what_a_phone_dials(written, dialled):
    assert dial_digits(written) == dialled


def test_the_next_own_crisis_line_is_dialled_where_the_first_is_taken_off(lines, site, eva):
    Site.objects.filter(pk=site.pk).update(country="ZA")
    site.refresh_from_db()
    first, _second = (
        line_actions.add_own_line(site, "crisis", name=name, phone=phone, by=eva)
        for name, phone in (("Police", "112 00"), ("Hospital", "112 01"))
    )
    line_actions.retire_own_line(site, first)
    assert support_for(site, TODAY).emergency == "11201"


def test_a_stranger_is_told_of_no_site_that_was_closed(lines, site, other_site):
    assert [name for name, _number in emergency_numbers()] == [site.name, other_site.name]
    Site.objects.filter(pk=other_site.pk).update(closed_on=TODAY)
    assert [name for name, _number in emergency_numbers()] == [site.name]
