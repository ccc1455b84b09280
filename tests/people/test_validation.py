"""Words, days and links that people type: one rule each, in forms and in actions, and a clock that
is always there."""

import re
from datetime import date
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone

from awareness.assignments import actions as assigning
from awareness.people.fields import DayField, LinkField, WordsField
from awareness.people.models import Site
from awareness.people.validation import is_day_in_reach, is_web_link
from awareness.workplace import actions, line_actions
from awareness.workplace.models import PolicyVersion, SupportLine
from awareness.workplace.queries import support_for

TODAY = date(2026, 11, 27)
FAR = (date(1, 1, 1), date(206, 11, 27), date(1945, 12, 31), date(2037, 1, 1), date(9999, 12, 31))
BAD_LINKS = (
    "http://example.com/policy", "https://intranet@evil.example/policy",
    "https://a:b@evil.example", "https://@evil.example", "https://", "https:///policy",
    "https://exa mple.com", "https://example.com\\@evil.example", "https://evil.example\n.com",
    "javascript:alert(1)", "//evil.example", "ftp://example.com", "https://[::1", "policy",
    "https://example.com:port/", "https://exam\u202eple.com", "",
)  # fmt: skip
GOOD_LINKS = (
    "https://example.com", "https://example.com:8443/policy.pdf?v=2#p", "HTTPS://Example.com/a@b",
    "https://intranät.example/",
)  # fmt: skip


@pytest.mark.parametrize("day", FAR)
def test_a_day_in_another_century_is_out_of_reach(day):
    assert not is_day_in_reach(day, TODAY)


@pytest.mark.parametrize("day", [date(1946, 1, 1), TODAY, date(2036, 12, 31)])
def test_a_day_that_can_be_meant_is_in_reach(day):
    assert is_day_in_reach(day, TODAY)


def forms_with_days() -> list[type[forms.BaseForm]]:
    """Every form of ours that asks for a day, those of the superusers' pages among them."""
    import_module(settings.ROOT_URLCONF)  # which imports every form

    def below(cls):
        for one in cls.__subclasses__():
            yield one
            yield from below(one)

    ours = [each for each in below(forms.BaseForm) if each.__module__.startswith("awareness.")]
    inlines = [i.form for model in admin.site._registry.values() for i in model.inlines]
    return [
        each for each in dict.fromkeys([*ours, *inlines])
        if any(isinstance(f, forms.DateField) for f in each.base_fields.values())
    ]  # fmt: skip


def test_every_form_that_asks_for_a_day_asks_for_one_in_reach():
    found = {
        f"{each.__name__}.{name}": type(field)
        for each in forms_with_days()
        for name, field in each.base_fields.items()
        if isinstance(field, forms.DateField)
    }
    assert set(found) >= {
        "YouthForm.until", "AssignForm.due_on", "PolicyForm.valid_from", "LegalForm.expires_on",
        "LegalForm.approved_on", "MembershipForm.since", "MembershipForm.until",
    }  # fmt: skip
    assert {name for name, kind in found.items() if kind is not DayField} == set()


@pytest.mark.parametrize("text", ["0206-11-27", "9999-12-31", "1900-01-01"])
def test_the_field_says_which_years(text):
    with pytest.raises(ValidationError) as caught:
        DayField().clean(text)
    this_year = timezone.localdate().year
    assert caught.value.messages == [
        f"Choose a day in the years {this_year - 80} to {this_year + 10}."
    ]


@pytest.mark.parametrize("day", [date(206, 11, 27), date(9999, 12, 31)])
def test_actions_refuse_such_a_day(day, site, eva, alice):
    law = {"text": "T", "approved_by": "A", "approver_role": "R", "by": eva, "today": TODAY}
    tries = [lambda: actions.add_policy(site, text="T", valid_from=day, by=eva, today=TODAY)]
    if day > TODAY:
        tries.append(lambda: actions.add_legal_card("SE", approved_on=TODAY, expires_on=day, **law))
    else:
        soon = date(2027, 1, 1)
        tries.append(lambda: actions.add_legal_card("SE", approved_on=day, expires_on=soon, **law))
    for act in tries:
        with pytest.raises(actions.WorkplaceError) as caught:
            act()
        assert caught.value.code == "day_out_of_reach"
    with pytest.raises(assigning.AssignError) as caught:
        assigning.set_youth(alice, day, eva, timezone.now())
    assert caught.value.code == "day_out_of_reach"
    if day > TODAY:
        with pytest.raises(assigning.AssignError) as caught:
            assigning.assign(SimpleNamespace(), [site], day, eva, timezone.now())
        assert caught.value.code == "day_out_of_reach"


# Links


@pytest.mark.parametrize("link", BAD_LINKS)
def test_a_link_that_is_none(link, site, eva):
    assert not is_web_link(link)
    if link and "\n" not in link:
        with pytest.raises(ValidationError):
            LinkField().clean(link if ":" in link else "http://" + link)
    if link:
        with pytest.raises(actions.WorkplaceError) as caught:
            actions.add_policy(site, link=link, valid_from=TODAY, by=eva, today=TODAY)
        assert caught.value.code == "not_a_link"
        with pytest.raises(actions.WorkplaceError) as caught:
            line_actions.add_own_line(site, "crisis", name="N", address=link, by=eva)
        assert caught.value.code == "not_a_link"
    assert not PolicyVersion.objects.exists()
    assert not SupportLine.objects.exists()


@pytest.mark.parametrize("link", GOOD_LINKS)
def test_a_link_that_is_one(link):
    assert is_web_link(link)
    assert LinkField().clean(link)


@pytest.mark.parametrize("link", ["http://example.com/p", "https://intranet@evil.example/p"])
def test_what_was_entered_before_the_rule_is_kept_and_is_no_link(
    link, site, eva, alice, client_for
):
    PolicyVersion.objects.create(
        site=site, number=1, link=link, valid_from=date(2020, 1, 1), entered_by=eva
    )
    SupportLine.objects.create(site=site, need="crisis", name="Old line", address=link)
    page = BeautifulSoup(client_for(alice).get("/help/").content, "html.parser")
    assert [a["href"] for a in page.find_all("a") if "example" in a["href"]] == []
    said = page.main.get_text(" ")
    assert "cannot be opened from here" in said
    assert "Old line" in said
    assert PolicyVersion.objects.get().link == link
    assert not any(line.opens for need in support_for(site).needs for line in need.lines)


# Clocks


@pytest.mark.parametrize("zone", ["Mars/Base", "", "../etc/passwd", "Europe", "a\nb", "/"])
def test_an_unknown_time_zone_is_utc_everywhere(zone, site, alice, eva, client_for):
    Site.objects.filter(pk=site.pk).update(time_zone=zone)
    site.refresh_from_db()
    assert site.zone == ZoneInfo("UTC")
    assert site.today() == timezone.localdate(timezone=ZoneInfo("UTC"))
    for path in ("/learn/", "/help/", "/me/"):
        assert client_for(alice).get(path).status_code == 200
    for path in ("/hr/", "/workplace/", f"/workplace/{site.slug}/policy/"):
        assert client_for(eva).get(path).status_code == 200


def test_nothing_else_reads_the_time_zone_of_a_site():
    """One place asks for the clock; everywhere else takes what it gives."""
    found = set()
    for folder in ("awareness", "quizzes", "prepared"):
        for path in (Path(settings.BASE_DIR) / folder).rglob("*.py"):
            if "migrations" not in path.parts and re.search(
                r"ZoneInfo\(|\.time_zone\b|pytz|gettz", path.read_text()
            ):
                found.add(str(path.relative_to(settings.BASE_DIR)))
    # The settings refuse an employer's zone that there is none of.
    assert found == {"awareness/people/models/places.py", "awareness/settings.py"}


# Words


@pytest.mark.parametrize("sign", ["\0", "\x08", "\x1b", "\x7f", "\x9b", "\ud800"])
def test_words_that_cannot_be_kept_are_refused_where_they_stand(sign):
    for text, said in ((f"Karin{sign}", "After “Karin” something"), (sign, "The beginning cannot")):
        with pytest.raises(ValidationError) as caught:
            WordsField().clean(f"{text} Sandell")
        assert caught.value.code == "unsayable"
        assert said in caught.value.messages[0]


def test_other_words_are_kept():
    for text in ("Åsa O’Neill", "日本", "a\tb", "👩‍🚒", "عربي"):
        assert WordsField().clean(text) == text
    text = WordsField(widget=forms.Textarea).clean("One\r\nTwo\vThree")
    assert text.splitlines() == ["One", "Two", "Three"]
