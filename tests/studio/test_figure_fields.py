"""From a found number to the fields of a figure, and what is wrong with them by field."""

import dataclasses
from datetime import date

import pytest

from awareness.content.checks.one_figure import field_of, problems_by_field
from awareness.content.checks.one_table import problems_by_field as problems_of_table
from awareness.content.checks.source import prints_days
from awareness.content.printed_words import ReportLanguage, stands_in
from awareness.content.problems import Problem
from awareness.content.reading.about import SelfDescription, self_descriptions
from awareness.content.reading.figure_fields import (
    Source,
    figure_fields,
    key_from_label,
    label_of,
    proposed_as_of,
)
from awareness.content.reading.finding.found import read_whole, statistics_in
from awareness.content.reading.kept import KeptText
from awareness.content.reading.proposals import Proposal, proposals_for
from awareness.content.reading.report_fields import days_of, report_fields
from awareness.content.reading.table_fields import (
    OpenedTable,
    holds_numbers,
    new_row_and_col_keys,
    table_fields,
    table_in_text,
    table_of_page,
)
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.content.writing.figures import write_figure
from awareness.content.writing.tables import entry_of_fields
from awareness.insights.ledger import Gathered, Report
from awareness.numerals.languages import format_of
from awareness.studio.draft_kinds.confirmed import excerpt
from awareness.studio.draft_kinds.figure import FigureForm
from awareness.studio.draft_kinds.figure_sentences import in_a_sentence

TEXT = """\
# Women at work 2023

We asked: “Do you have a plan?”

In all 1,245 people answered. Of them more than 67 % are women.

Between 10 and 15 % of men said no. Complaints fell by 12 per cent.

The losses were $16.6 billion.

## Table 4 Share at work (%), n = 800

| Country | 2022 | 2023 |
| --- | --- | --- |
| Sweden | 82.1 | 83.4 |
""".splitlines()
REPORT = Report(
    "work", "report", "Work", "An office", 2023, "en", "", "", "", None, None,
    {"2023": "work.txt"}, {"ONE": "Said."},
)  # fmt: skip
REST = {
    "insight": "01", "use": "TEACH", "as_of": "2023-12-31", "review_by": "2029-12-31",
    "audience": "S;M",
}  # fmt: skip


def fields_of(printed: str, lines=TEXT):
    kept = KeptText(tuple(lines), "markdown", "0" * 64)
    reading = read_whole(kept)
    numbers = statistics_in(reading)
    number = next(number for number in numbers if printed in number.as_printed)
    near = [other for other in numbers if other.line == number.line]
    source = Source("2023", kept, reading.language, reading.number_format)
    return figure_fields(source, number, near, proposals_for(reading, number))


@pytest.mark.parametrize("thousands", ["1 234", "1\u00a0234"])
def test_thousands_that_a_report_parts_by_spaces_are_proposed_as_one_number(thousands):
    lines = (
        "# Arbetet 2023", "", "Det här är en rapport om arbetet i landet och vad det är.", "",
        f"Under 2020 anmäldes {thousands} fall till myndigheten av dem som arbetade där.", "",
    )  # fmt: skip
    proposed = fields_of("234", lines)["as_printed"].value
    form = FigureForm({"based_on": "1", "as_printed": proposed})
    assert form.is_valid(), form.errors
    kept = form.as_fields()["as_printed"]
    swedish = ReportLanguage("sv", format_of("sv"))
    assert kept == proposed
    assert swedish.values(kept) == {1234}
    assert stands_in(kept, lines[4], swedish)
    row = write_figure({"key": "it", "as_printed": kept})
    assert kept in row


def cells_of(printed: str, **changes):
    told = {name: proposal.value for name, proposal in fields_of(printed).items()}
    filled = {"label": "A", "population": "B", "question": "C?", "measure": "D", **REST}
    return filled | told | {"key": "one"} | changes


@pytest.mark.parametrize(
    ("printed", "fields"),
    [
        ("1,245", {"value": "1245", "unit": "people", "kind": "count", "where": "2023:5"}),
        ("67 %", {"value": "67", "unit": "percent", "kind": "share", "qualifier": "over",
                  "as_printed": "more than 67 %"}),
        ("15 %", {"value": "10", "value_to": "15", "unit": "percent", "kind": "share",
                  "qualifier": "range"}),
        ("12 per cent", {"value": "-12", "unit": "percent", "kind": "change"}),
        ("16.6", {"value": "16600000000", "unit": "USD", "kind": "money",
                  "as_printed": "$16.6 billion"}),
        ("83.4", {"value": "83.4", "label": "Sweden", "base_n": "800"}),
    ],
)  # fmt: skip
def test_the_fields_of_a_number(printed, fields):
    told = fields_of(printed)
    assert {name: told[name].value for name in fields} == fields


UNDER = """\
=== page 1 ===
Sector Two hours or
more
Building 45 804
Printing 36 352
Table 1: Share of those who have to shout, by sector, 2025. Per
cent.
Base: all who answered.
""".splitlines()


def test_a_caption_and_whom_a_table_is_of_may_stand_under_it():
    kept = KeptText(tuple(UNDER), "pdf", "0" * 64)
    cells = [["Sector", "Two hours or more"], ["Building", "45"], ["Printing", "36"]]
    opened = table_of_page(kept, 1, cells)
    source = Source("2025", kept, "en", read_whole(kept).number_format)
    body, proposed = table_fields(source, opened)
    assert body["title"] == "Share of those who have to shout, by sector"
    assert (body["heading"], body["unit"]) == ("2025:2-7", "percent")
    assert proposed["population"] == Proposal("population", "all who answered", 8, False)
    above = [UNDER[0], UNDER[5], UNDER[6], *UNDER[1:5]]
    kept = KeptText(tuple(above), "pdf", "0" * 64)
    body, _ = table_fields(Source("2025", kept, "en", read_whole(kept).number_format),
                           table_of_page(kept, 1, cells))  # fmt: skip
    assert body["title"] == "Share of those who have to shout, by sector"


def test_what_is_inherited_says_from_where():
    told = fields_of("83.4")
    assert (told["base_n"].line, told["base_n"].inherited) == (11, True)
    assert (told["label"].line, told["label"].inherited) == (15, False)


ASKED_UNTIL = Proposal("last", "2023-03-09", 3, False)
HEAD = Proposal("measure", "2022", 13, True)


@pytest.mark.parametrize(
    ("line", "asked_until", "head", "day"),
    [
        ("Of them 67 % are women.", None, None, None),  # the year of the report is not its day
        ("Of them 67 % are women.", ASKED_UNTIL, None, ("2023-03-09", 3, True)),
        ("In 2023, 67 % were women.", ASKED_UNTIL, None, ("2023-03-09", 3, True)),
        ("In 2019, 67 % were women.", ASKED_UNTIL, None, ("2019-12-31", 1, False)),
        ("In 2019, 67 % were women.", None, None, ("2019-12-31", 1, False)),
        ("From 2019 to 2021, 67 % were women.", None, None, None),
        ("Of 2,019 people 67 % are women.", None, None, None),
        ("67 %", ASKED_UNTIL, HEAD, ("2022-12-31", 13, True)),
        ("67 %", None, Proposal("measure", "Women", 13, True), None),
    ],
)
def test_the_day_of_a_figure_has_a_line_or_is_left_open(line, asked_until, head, day):
    kept = KeptText((line,), "text", "0" * 64)
    [number] = [each for each in statistics_in(read_whole(kept)) if "67" in each.as_printed]
    found = proposed_as_of(kept, number, asked_until, head)
    assert (found and (found.value, found.line, found.inherited)) == day


@pytest.mark.parametrize("printed", ["1,245", "67 %", "15 %", "16.6", "83.4"])
def test_what_is_proposed_of_the_number_itself_passes_every_check(printed):
    assert problems_by_field(cells_of(printed), REPORT, TEXT) == {}


def test_a_base_is_proved_by_the_lines_that_print_it():
    cells = cells_of("67 %", base_n="1245", base_where="2023:5")
    assert problems_by_field(cells, REPORT, TEXT) == {}


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("Asked between 3 March 2024 and 28 May 2024.", True),
        ("Asked from 3 March to 28 May 2024.", True),
        ("It began on 3 March 2024. It ended on 28 May 2024.", True),
        ("Asked between 3 March 2024 and 29 May 2024.", False),
        ("Asked between 3 March 2023 and 28 May 2023.", False),
        ("Asked in spring 2024.", False),
    ],
)
def test_the_days_of_a_survey_stand_in_their_lines(line, printed):
    assert prints_days(line, date(2024, 3, 3), date(2024, 5, 28), "en") is printed


def test_a_number_that_goes_on_in_the_next_line_names_both():
    lines = [
        "=== page 1 ===",
        "In this survey of the working people about 16.6",
        "million said so.",
    ]
    kept = KeptText(tuple(lines), "pdf", "0" * 64)
    reading = read_whole(kept)
    [number] = statistics_in(reading)
    source = Source("a", kept, "en", reading.number_format)
    told = figure_fields(source, number, [number], [])
    assert (told["where"].value, told["as_printed"].value, told["value"].value) == (
        "a:2-3", "about 16.6 million", "16600000",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "changes", "field"),
    [
        ("67 %", {"value": "76"}, "value"),
        ("67 %", {"value": "6,7"}, "value"),
        ("67 %", {"as_printed": "more than 76 %", "value": "76"}, "as_printed"),
        ("67 %", {"qualifier": ""}, "qualifier"),
        ("67 %", {"unit": "%"}, "unit"),
        ("67 %", {"unit": ""}, "unit"),
        ("67 %", {"population": ""}, "population"),
        ("67 %", {"question": ""}, "question"),
        ("67 %", {"measure": ""}, "measure"),
        ("67 %", {"label": ""}, "label"),
        ("67 %", {"where": "2023:99"}, "where"),
        ("67 %", {"where": "other:5"}, "where"),
        ("67 %", {"use": "HOLD"}, "reason"),
        ("67 %", {"use": "CAVEAT"}, "caveats"),
        ("67 %", {"caveats": "NONE"}, "caveats"),
        ("67 %", {"use": "SOME"}, "use"),
        ("67 %", {"audience": ""}, "audience"),
        ("67 %", {"review_by": ""}, "review_by"),
        ("67 %", {"base_n": "0"}, "base_n"),
        ("67 %", {"base_n": "1246", "base_where": "2023:5"}, "base_n"),
        ("67 %", {"base_n": "1245", "base_where": "2023:7"}, "base_n"),
        ("67 %", {"base_n": "1245", "base_where": "2023:99"}, "base_n"),
        ("67 %", {"base_n": "", "base_where": "2023:5"}, "base_n"),
        ("67 %", {"key": "No Key"}, "key"),
        ("12 per cent", {}, "between"),
        ("15 %", {"value_to": "9"}, "value"),
        ("16.6", {"unit": "EUR"}, "unit"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(printed, changes, field):
    assert field in problems_by_field(cells_of(printed, **changes), REPORT, TEXT)


def test_what_nobody_asked_needs_no_question():
    counted = dataclasses.replace(REPORT, gathered=Gathered.RECORDS)
    assert problems_by_field(cells_of("16.6", question=""), counted, TEXT) == {}


def test_a_problem_of_nothing_known_has_no_field():
    assert field_of(Problem("figures.csv", 1, "one: is odd", "mend it"), "one") == ""


@pytest.mark.parametrize(
    ("sentence", "printed", "label"),
    [
        ("• 41 per cent of respondents have to shout at work", "41 per cent",
         "have to shout at work"),
        ("Only 37 per cent wear it all day", "37 per cent", "wear it all day"),
        ("Nearly one in three (31 per cent) have noticed it", "31 per cent", "have noticed it"),
        ("– Drygt 12 procent av alla lärare känner till det", "12 procent", "känner till det"),
        ("In food production 56 per cent are in noise", "56 per cent",
         "In food production 56 per cent are in noise"),
        ("Women earn 30 per cent less than men", "30 per cent",
         "Women earn 30 per cent less than men"),
        ("* The mean age is 43.6 years", "43.6", "The mean age is 43.6 years"),
        ("14 per cent never", "14 per cent", "14 per cent never"),
        ("The share of women with a plan of their own rose to 12 %", "12 %",
         "with a plan of their own"),
        ("Of them 67 % did so every week", "67 %", "did so every week"),
        ("Andelen män som arbetar natt var 12 %", "12 %", "som arbetar natt"),
    ],
)  # fmt: skip
def test_what_is_counted_is_said_without_the_number_it_begins_with(sentence, printed, label):
    assert label_of(sentence, printed) == label


AMONG_OTHERS = """\
* **Progress in staffing:** The percentage of offices with a full-time manager increased to 33 %, \
up from 28 % in 2023, and their hours rose to 17.9. While 21 % more have one than in 2023, only \
11 % of offices still have no manager.
""".splitlines()


@pytest.mark.parametrize(
    ("printed", "fields"),
    [
        ("33 %", {"label": "with a full-time manager", "population": "offices", "as_of": ""}),
        ("28 %", {"label": "The percentage of offices with a full-time manager increased to 33 %, "
                           "up from 28 % in 2023", "as_of": "2023-12-31"}),
        ("17.9", {"label": "their hours rose to 17.9", "as_of": ""}),
        ("11 %", {"label": "still have no manager", "population": "offices", "as_of": ""}),
    ],
)  # fmt: skip
def test_of_a_sentence_with_several_numbers_each_says_its_part(printed, fields):
    kept = KeptText(tuple(AMONG_OTHERS), "markdown", "0" * 64)
    [number] = [each for each in statistics_in(read_whole(kept)) if printed in each.as_printed]
    found = fields_of(printed, AMONG_OTHERS)
    day = proposed_as_of(kept, number, None)
    told = {name: found[name].value if name in found else "" for name in fields}
    assert told | {"as_of": day.value if day else ""} == fields


def test_a_long_label_is_cut_between_words():
    line = "Of all, " + "very " * 60 + "many, 12 %, said so."
    assert fields_of("12 %", [line])["label"].value.split()[-1] == "very"


LONG = "Nothing of it. " * 10 + "Of them 12 % said so. " + "Nothing more. " * 10


@pytest.mark.parametrize(
    ("line", "value", "position", "shown"),
    [
        ("# A short line", "x", None, "A short line"),
        (LONG, "12", LONG.find("12"), "… Of them 12 % said so. …"),
        (LONG, "Of them", None, "… Of them 12 % said so. …"),
        (LONG, "not there", None, f"{LONG[:159].rpartition(' ')[0]} …"),
    ],
)
def test_beside_a_field_stands_the_sentence_that_it_came_from(line, value, position, shown):
    assert excerpt(line, value, position) == shown


@pytest.mark.parametrize(
    ("label", "group", "said"),
    [
        ("have a plan", "offices", "{figure:it} of offices have a plan."),
        ("with a plan", "offices", "With a plan: {figure:it}."),
        ("Have a plan", "offices", "Have a plan: {figure:it}."),
        ("have a plan", "", "Have a plan: {figure:it}."),
        ("follow Section 508", "offices", "{figure:it}"),
        ("", "offices", "{figure:it}"),
    ],
)
def test_a_page_begins_with_a_figure_in_the_words_that_were_confirmed(label, group, said):
    figure = {"label": label, "population": group, "kind": "share"}
    assert in_a_sentence("it", figure) == said


def test_an_office_and_a_day_under_the_title_are_the_publisher():
    lines = ["# Work 2023", "", "Office of Work, 20 December 2023", "", "Respondents were asked."]
    told = self_descriptions(read_whole(KeptText(tuple(lines), "markdown", "0" * 64)).structure)
    assert told["publisher"] == SelfDescription("publisher", "Office of Work", 3)
    assert "who_was_asked" not in told
    lines[2] = "Published by the Office of Work, 2024."
    told = self_descriptions(read_whole(KeptText(tuple(lines), "markdown", "0" * 64)).structure)
    assert told["publisher"].value == "Office of Work"
    lines[2] = "Stockholm, 20 December 2023"
    assert "publisher" not in self_descriptions(
        read_whole(KeptText(tuple(lines), "markdown", "0" * 64)).structure
    )


OVER_LINES = """\
=== page 1 ===
Table 1: Share of those who shout, by sector. Per cent.
Sector Since Often All
Building and
civil works 2019 45 804
Printing 2020 36 –
Making of 2021 12 22
clothes
""".splitlines()
ROWS = [
    ["Sector", "Since", "Often", "All"], ["Building and\ncivil works", "2019", "45", "804"],
    ["Printing", "2020", "36", "–"], ["Making of clothes", "2021", "12", "22"],
]  # fmt: skip
OF_TABLE = {
    "row_kind": "nominal", "col_kind": "nominal", "sums": "", "label": "{row}, {col}",
    "measure": "m", "population": "P", "question": "Q?", "use": "TEACH", "insight": "about",
    "audience": "S", "as_of": "2023-12-31", "review_by": "2029-01-01",
}  # fmt: skip


@pytest.mark.parametrize(
    ("used_cols", "wrong_digit", "is_right"),
    [
        ([False, True, False], "", True),  # one left out has years, the other none in one row
        ([False, True, True], "", True),
        ([False, True, False], "54", False),
    ],
)
def test_labels_over_two_lines_and_columns_left_out_are_proved(used_cols, wrong_digit, is_right):
    kept = KeptText(tuple(OVER_LINES), "pdf", "0" * 64)
    opened = table_of_page(kept, 1, ROWS)
    assert opened.line_numbers == (3, 5, 6, 7)
    body, _ = table_fields(Source("2023", kept, "en", read_whole(kept).number_format), opened)
    assert body["col_used"] == [False, True, True]
    assert body["row_used"] == [True, False, True]
    body |= {"col_used": used_cols, "row_used": [True] * 3} | new_row_and_col_keys(body)
    if wrong_digit:
        body["grid"]["rows"][0]["values"][1] = wrong_digit
    ref = ObjectRef(ObjectKind.TABLE, "s", "work", "t")
    report = dataclasses.replace(REPORT, sources={"2023": "work.txt"})
    told = problems_of_table(entry_of_fields(ref, OF_TABLE | body), report, OVER_LINES)
    assert (told == {}) is is_right, told


@pytest.mark.parametrize(("heading", "proposed"), [("Summary", False), ("Women at sea", True)])
def test_a_heading_that_names_nobody_is_not_who_was_asked(heading, proposed):
    fields = fields_of("12 %", [f"# {heading}", "", "It was 12 % in that year."])
    assert ("population" in fields) is proposed


def test_a_key_is_made_of_the_words_of_a_label():
    assert key_from_label("Of them more than 67 % are women.") == "them-more-than-67-women"
    assert key_from_label("Kvinnor på över Ås", {"kvinnor-over-as"}) == "kvinnor-over-as-2"
    assert key_from_label("") == "figure"


@pytest.mark.parametrize(
    ("words", "code", "days"),
    [
        ("March and May 2023", "en", ""),
        ("9 June 2016 to 13 September 2016", "en", "2016-06-09 2016-09-13"),
        ("June 9 to September 13, 2016", "en", "2016-06-09 2016-09-13"),
        ("2021–2022", "en", ""),
        ("1 maj till 3 augusti 2020", "sv", "2020-05-01 2020-08-03"),
        ("2019", "en", ""),
        ("1 October 2021 to 2 February 2021", "en", ""),
        ("31 February 2021", "en", ""),
        ("in spring", "en", ""),
    ],
)
def test_the_days_on_which_people_were_asked(words, code, days):
    told = days_of(words, code)
    assert " ".join(day.isoformat() for day in told or ()) == days


def test_what_a_report_says_of_itself_becomes_fields():
    told = {
        "title": SelfDescription("title", "Work 2023", 1),
        "language": SelfDescription("language", "Swedish", 5),
        "fieldwork": SelfDescription("fieldwork", "2 mars till 9 mars 2023", 6),
        "n": SelfDescription("n", "12", 7),
        "who_was_asked": SelfDescription("who_was_asked", "Anställda", 8),
        "licence": SelfDescription("licence", "CC BY", 9),
        "publisher": SelfDescription("publisher", "An office", 2),
    }  # fmt: skip
    found = report_fields(told, "sv")
    assert {name: (each.value, each.line) for name, each in found.items()} == {
        "title": ("Work 2023", 1), "language": ("sv", 5), "first": ("2023-03-02", 6),
        "last": ("2023-03-09", 6), "asked": ("Anställda", 8), "licence": ("CC BY", 9),
        "publisher": ("An office", 2), "credit": ("An office: Work 2023", 2),
    }  # fmt: skip


def opened_text(*lines: str):
    kept = KeptText(lines, "text", "0" * 64)
    return Source("2025", kept, "en", read_whole(kept).number_format), kept


def test_a_word_behind_every_value_is_its_unit_and_marks_of_notes_are_none():
    source, kept = opened_text(
        "Hours by rank", "", "| Rank | 2024 | 2023 |", "| --- | --- | --- |",
        "| High | 35 hours | 31 hours* |", "| Low | 11.5 hours | 10 hours |",
    )  # fmt: skip
    body, _proposed = table_fields(source, table_in_text(kept, 5))
    assert [row["values"] for row in body["grid"]["rows"]] == [["35", "31"], ["11.5", "10"]]
    assert (body["suffix"], body["unit"], body["row_used"]) == (" hours", "hours", [True, True])


def test_a_head_that_stands_once_more_is_no_row():
    source, kept = opened_text(
        "| Country | 2022 | 2023 |", "| --- | --- | --- |", "| Sweden | 82.1 | 83.4 |",
        "| Country | 2022 | 2023 |", "| Norway | 61.5 | 60.2 |", "| Note: of all asked | | |",
    )  # fmt: skip
    body, _proposed = table_fields(source, table_in_text(kept, 3))
    used = zip(body["grid"]["rows"], body["row_used"], strict=True)
    assert [row["printed"] for row, is_used in used if is_used] == ["Sweden", "Norway"]


def test_a_table_that_goes_on_beside_itself_is_one():
    source, kept = opened_text(
        "| Kind | Count | Kind | Count |", "| --- | --- | --- | --- |",
        "| Phishing | 193 | Threats | 11 |", "| Fraud | 86 | | |",
    )  # fmt: skip
    body, _proposed = table_fields(source, table_in_text(kept, 3))
    assert [(row["printed"], row["line"], row["values"]) for row in body["grid"]["rows"]] == [
        ("Phishing", 3, ["193"]), ("Fraud", 4, ["86"]), ("Threats", 3, ["11"]),
    ]  # fmt: skip
    _source, other = opened_text(
        "| Kind | Count | Place | Count |", "| --- | --- | --- | --- |", "| A | 1 | B | 2 |"
    )
    assert len(table_in_text(other, 3).rows[0]) == 4


@pytest.mark.parametrize(
    ("rows", "is_table"),
    [
        ([["Country", "Yes"], ["Sweden", "71.3"], ["Norway", "60.1"]], True),
        ([["at agencies", "have a"], ["ac", "508 of them"], ["is", "low"]], False),
        ([["Rank", "Hours"], ["High", "(35)"], ["Low", "~ 4 hours"]], True),
    ],
)
def test_what_is_made_of_a_page_of_sentences_is_no_table(rows, is_table):
    opened = OpenedTable(tuple(map(tuple, rows)), (1, 2, 3), 1)
    assert holds_numbers(opened) is is_table
