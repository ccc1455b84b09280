"""How a date is written stands once, in `awareness/formats`, for each language of the interface."""

import re
from datetime import UTC, date, datetime
from importlib.util import find_spec

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils.formats import date_format, get_format
from django.utils.translation import override, to_locale

from awareness.formats import weekday_and_day

DAY = date(2026, 11, 7)
LITERAL = re.compile(r"""\|(?:date|time):["'](?!l["']|[A-Z_]+_FORMAT["'])""")


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_each_language_says_how_it_writes_a_date(language):
    locale = to_locale(language)
    modules = {f"{settings.FORMAT_MODULE_PATH}.{name}" for name in (locale, locale[:2])}
    assert any(find_spec(module) for module in modules)


@pytest.mark.parametrize("language", ["en-gb", "en"])
def test_english_dates(language):
    with override(language):
        assert date_format(DAY) == "7 November 2026"
        assert date_format(DAY, "MONTH_DAY_FORMAT") == "7 November"
        at = datetime(2026, 11, 7, 14, 5, tzinfo=UTC)
        assert date_format(at, "DATETIME_FORMAT") == "7 November 2026 14:05"
        assert get_format("TIME_FORMAT") == "H:i"
        assert weekday_and_day(DAY) == "Saturday 7 November"


def test_a_template_writes_a_date_as_its_language_does():
    page = Template('{% load aw %}{{ day|date }}; {{ day|date:"MONTH_DAY_FORMAT" }}')
    assert page.render(Context({"day": DAY})) == "7 November 2026; 7 November"


def test_no_template_spells_a_format_out():
    spelled = [
        str(path.relative_to(settings.BASE_DIR))
        for path in (settings.BASE_DIR / "templates").rglob("*.*")
        if path.suffix in (".html", ".txt") and LITERAL.search(path.read_text(encoding="utf-8"))
    ]
    assert spelled == []
