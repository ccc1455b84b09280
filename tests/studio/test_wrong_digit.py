"""A wrong digit, planted anywhere a number can stand, fails check_content with file and line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from tests.studio.conftest import (
    FIXTURES,
    LAPTOP,
    MODULE,
    PACK,
    QUESTIONS,
    WORKPLACE,
    copy_of_shipped,
)

TABLES = sorted(
    path.relative_to(FIXTURES).as_posix() for path in FIXTURES.glob("reports/*/tables/*.csv")
)
LIBRARY = "library/02-about-the-evidence.md"
PLAIN = WORKPLACE.replace(".md", ".plain.md")
RULE = "modules/what-to-do/the-rule.md"


def in_cell(key: str, column: str, wrong: str):
    return lambda planted: planted.put_cell(key, column, wrong)


def in_text(file: str, old: str, new: str):
    return lambda planted: planted.put(file, old, new)


def before(file: str, old: str, words: str):
    """In a paragraph of its own before the words `old`, so that several have room."""
    return in_text(file, old, f"{words}\n\n{old}")


def in_table(file: str):
    """Another first digit in the last cell of a table's first row."""

    def plant(planted):
        path = planted.folder / file
        lines = path.read_text(encoding="utf-8").split("\n")
        head, _, cell = lines[1].rpartition(",")
        digit = str((int(cell[0]) + 1) % 9 + 1)
        lines[1] = f"{head},{digit}{cell[1:]}"
        path.write_text("\n".join(lines), encoding="utf-8")
        return f"{path}:2"

    return plant


def in_base(planted):
    """Another base; the shares that no longer fit stand in the table's own file."""
    planted.put(f"{PACK}/tables/tables.yaml", "base_n: 41", "base_n: 4")
    return f"{planted.folder / PACK}/tables/t-2018-06b.csv:2"


# Numbers that others are held against: each in a copy of its own.
ALONE = {
    "the number of a figure": in_cell("alerts", "value", "531"),
    "the upper end of a range": in_cell("installed-years", "value_to", "12"),
    "a number that words name": in_cell("grooming-common", "value", "57"),
    "a base": in_cell("share-us", "base_n", "727"),
    "a number typed beside a formula": in_cell("computers-per-alert", "value", "552"),
    "a label": in_cell("share-europe", "label", "The 9 countries"),
    "a statement": in_cell("alerts", "statement", "There were 531 alerts."),
    "what a generated question asks": in_text(
        QUESTIONS, "  from: computers-per-alert", "  ask: Is it 552?\n  from: computers-per-alert"
    ),
    "a sum's own number": in_cell(
        "computers-per-alert", "formula", "round({clients} / {alerts} + 27, 0)"
    ),
    "a statement that is nearly right": in_cell("share-us", "statement", "It is 54.9 percent."),
    "who was asked": in_cell("alerts", "population", "Computers at 53 employers"),
    "what was asked": in_cell("alerts", "question", "How many of 26,937 clients?"),
    "the day up to which a figure holds": in_cell("share-us", "as_of", "2018-08-31"),
    "the last day of a survey": in_text(f"{PACK}/report.yaml", "to: 2018-08-13", "to: 2018-08-31"),
    "the base of a table": in_base,
    "other pages": in_text("reports/external-pages/figures.csv", ",450,", ",405,"),
    "a sum in the record of a disagreement": in_text(
        "discrepancies.yaml", "which is 463 more", "which is 436 more"
    ),
}  # fmt: skip
# Each is told by its own line alone: all in one copy.
TOGETHER = {
    "a digit in prose": before(WORKPLACE, "It is an average", "It is 552."),
    "a number word in prose": before(WORKPLACE, "It is an average", "It is twelve."),
    "a share in words in prose": before(WORKPLACE, "It is an average", "It is one in nine."),
    "the words for a figure": before(
        WORKPLACE, "It is an average", "{figure:out-of-hours|as eleven at night}."
    ),
    "the plain edition": in_text(PLAIN, "Some employers use", "Some 27 employers use"),
    "the stem of a question": in_text(
        QUESTIONS, "Which limits should stand", "Which 4 limits should stand"
    ),
    "an option": in_text(QUESTIONS, "It leaves the number", "It leaves 531 as the number"),
    "feedback": in_text(QUESTIONS, "were counted, and the same", "were 531, and the same"),
    "a situation": in_text(LAPTOP, "Nobody else is in the room.", "Nobody of 12 is in the room."),
    "feedback in a situation": in_text(
        LAPTOP, "Many people want that.", "That is 3 decent instincts."
    ),
    "a module": in_text(MODULE, "You need not be sure.", "You need not be 90 per cent sure."),
    "a module's own text": in_text(RULE, "Hands off the device.", "Hands off for 45 minutes."),
    "a caveat": in_text(f"{PACK}/report.yaml", "one person can cause several.", "531 in all."),
    "the title of a drawing": in_text(
        f"{PACK}/report.yaml", "of the officers had met deepfakes", "of 272 had met deepfakes"
    ),
    "the finding of a table": in_text(
        f"{PACK}/tables/tables.yaml", "How common each kind is", "How common each of 6 kinds is"
    ),
    "the head of a drawing's table": in_text(
        f"{PACK}/report.yaml", "head: [Answer, Share of officers]", "head: [Answer, Share of 227]"
    ),
    "the sign beside a drawing": in_text(f"{PACK}/report.yaml", "{say:1 alert}", "{say:7 alerts}"),
    "the title of a table": in_text(
        f"{PACK}/tables/tables.yaml", "title: Officers who had met", "title: The 17 who had met"
    ),
    "the words of a table's cells": in_text(
        f"{PACK}/tables/tables.yaml", "Officers in the survey who had", "The 14 officers who had"
    ),
    "the label of a table's row": in_text(
        f"{PACK}/tables/tables.yaml", "label: 5 to 7 years", "label: 5 to 8 years"
    ),
    "a year that is no claim": in_text(LIBRARY, "In {say:2018}", "In {say:2017}"),
    "a share that is no claim": before(LIBRARY, "We use", "{say:47 per cent} is a lot."),
    "a number that is no claim": before(LIBRARY, "We use", "{say:531} are many."),
    "a number that only seems to be a list's": before(LIBRARY, "We use", "531. So many."),
    "a number that only seems an address": before(LIBRARY, "We use", "See it.531 times."),
    "a share of one hundredth": before(LIBRARY, "We use", "One per cent do."),
    "a share whose verb is not said": before(LIBRARY, "We use", "One eighth do."),
    "a number of one sign": before(LIBRARY, "We use", "In ⑤ cases."),
    "a sign that nobody sees": before(LIBRARY, "We use", "Thir\u200bteen do."),
}  # fmt: skip
IN_WHAT_SHIPS = {
    "a theme": in_text("library.yaml", "Without ages, cases or details.", "Of five hundred cases."),
}
AGAINST_THE_SOURCE = {
    "what is printed": in_cell("alerts", "as_printed", "531"),
    "the record of a disagreement": in_text(
        "discrepancies.yaml", "that 370 officers answered", "that 307 officers answered"
    ),
    "how a disagreement is treated": in_text(
        "discrepancies.yaml", "about one alert for every 525", "about one alert for every 552"
    ),
    "the lines on what the publisher gains": in_text(
        f"{PACK}/report.yaml", '"2018:138;2018:973', '"2018:9138;2018:973'
    ),
    "a line": in_cell("logged-on-only", "where", "2018:170"),
    **{f"a cell of {file}": in_table(file) for file in TABLES},
}
SAYS = ("the source", "none of its places", "past the end")
# The line is that of the part to mend, which is not the one with the wrong digit.
IN_THE_FILE = (
    "what a generated question asks",
    "a sum in the record of a disagreement",
)


def check(planted, **more) -> list[str]:
    """The lines that check_content says when it fails."""
    errors = StringIO()
    with (
        override_settings(CONTENT_DIRS=[planted.root]),
        pytest.raises(CommandError, match=r"^\d+ errors?\. "),
    ):
        call_command("check_content", stdout=StringIO(), stderr=errors, **more)
    return errors.getvalue().split("\n")


@pytest.mark.parametrize("place", ALONE)
def test_it_fails_without_the_reports_texts(place, planted):
    line_or_file = ALONE[place](planted)
    if place in IN_THE_FILE:
        line_or_file = line_or_file.rpartition(":")[0]

    assert any(line.startswith(f"{line_or_file}:") for line in check(planted)), place


def test_it_fails_in_every_text(planted):
    places = {place: plant(planted) for place, plant in TOGETHER.items()}
    assert len(set(places.values())) == len(places)

    output = check(planted)

    assert [
        place
        for place, line_of in places.items()
        if not any(line.startswith(f"{line_of}:") for line in output)
    ] == []


@pytest.mark.parametrize("place", IN_WHAT_SHIPS)
def test_it_fails_in_what_ships(place, planted_in_shipped):
    address = IN_WHAT_SHIPS[place](planted_in_shipped)

    assert any(line.startswith(f"{address}:") for line in check(planted_in_shipped)), place


@pytest.fixture(scope="module")
def against_the_source(sources, tmp_path_factory) -> tuple[dict[str, str], list[str]]:
    """Each place with where its error was planted, and what is said: all that ships is copied and
    held against the texts once, for each of these errors stands at a place of its own."""
    planted = copy_of_shipped(tmp_path_factory.mktemp("wrong"))
    places = {place: plant(planted) for place, plant in AGAINST_THE_SOURCE.items()}
    assert len(set(places.values())) == len(places)
    return places, check(planted, sources=sources)


@pytest.mark.parametrize("place", AGAINST_THE_SOURCE)
def test_it_fails_against_the_reports_texts(place, against_the_source):
    places, output = against_the_source

    lines = [line for line in output if line.startswith(f"{places[place]}:")]

    assert any(any(words in line for words in SAYS) for line in lines), lines
