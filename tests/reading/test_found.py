"""Which numbers of a text are statistics, what they are worth, and what they are about."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awareness.content.reading.about import self_descriptions
from awareness.content.reading.converting.letters import clean_lines
from awareness.content.reading.disagreements import possible_disagreements
from awareness.content.reading.finding.found import FoundStatistic, read_whole, statistics_in
from awareness.content.reading.kept import KeptText
from awareness.content.reading.personal import personal_texts
from awareness.content.reading.proposals import Proposal, proposals_for
from awareness.content.reading.statements import statements_of_numbers
from awareness.content.reading.structure import Structure


def kept(text: str, kind: str = "markdown") -> KeptText:
    lines = text.split("\n") if kind == "pdf" else clean_lines(text)
    return KeptText(tuple(lines), kind, "0" * 64)


def statistics_of_text(text: KeptText) -> list[FoundStatistic]:
    return statistics_in(read_whole(text))


def found(text: str, kind: str = "markdown") -> list[tuple[str, str, str, str]]:
    """(as printed, value, unit, kind) of each."""
    return [
        (number.as_printed, f"{number.value}", number.unit, number.kind)
        for number in statistics_of_text(kept(text, kind))
    ]


STATISTICS = {
    "Of them 67.5 % work.": [("67.5 %", "67.5", "percent", "share")],
    "More than 4,800 complaints came.": [("4,800", "4800", "complaints", "count")],
    "They led to 11 joint operations and 93 actionable leads, 14 reported.": [
        ("11", "11", "operations", "count"),
        ("93", "93", "leads", "count"),
        ("14", "14", "", "count"),
    ],
    "Losses of $16.6 billion.": [("$16.6 billion", "16600000000", "USD", "money")],
    "It cost 1 200 000 people their home.": [("1 200 000", "1200000", "people", "count")],
    "One in three, about two thirds, half of them.": [
        ("One in three", "33.3", "percent", "share"),
        ("two thirds", "66.7", "percent", "share"),
        ("half", "50", "percent", "share"),
    ],
    "Seven out of ten agree; 23 of the 24 agencies do.": [
        ("Seven out of ten", "70", "percent", "share"),
        ("23", "23", "", "count"),
        ("24", "24", "agencies", "count"),
    ],
    "It is up 14 % on last year, an 11 % improvement.": [
        ("14 %", "14", "percent", "change"),
        ("11 %", "11", "percent", "change"),
    ],
    "Complaints rose by 9 %, from 40 to 49 per cent.": [
        ("9 %", "9", "percent", "change"),
        ("40", "40", "percent", "share"),
        ("49 per cent", "49", "percent", "share"),
    ],
    "Between 20 and 30 per cent; 2–5 images.": [
        ("20", "20", "percent", "range-low"),
        ("30 per cent", "30", "percent", "range-high"),
        ("2", "2", "images", "range-low"),
        ("5", "5", "images", "range-high"),
    ],
    "The median age was 43.7 years. It took 43 days on average.": [
        ("43.7", "43.7", "years", "median"),
        ("43", "43", "days", "mean"),
    ],
    "There were 2.1 accidents per 100 000 employees.": [("2.1", "2.1", "accidents", "rate")],
    "Sverige hade knappt 4,1 miljoner anställda och en tredjedel av de var kvinnor.": [
        ("4,1 miljoner", "4100000", "anställda", "count"),
        ("en tredjedel", "33.3", "percent", "share"),
    ],
    "Die Zahl der Frauen ist 1.234 und das sind 12,5 Prozent der Befragten.": [
        ("1.234", "1234", "", "count"),
        ("12,5 Prozent", "12.5", "percent", "share"),
    ],
    "Three entities did so, in fifteen Member States.": [
        ("Three", "3", "entities", "count"),
        ("fifteen", "15", "states", "count"),
    ],
    "## 513 alerts in total": [("513", "513", "alerts", "count")],
}


@pytest.mark.parametrize("text", STATISTICS)
def test_it_is_found_with_its_value(text):
    assert found(text) == STATISTICS[text]


@pytest.mark.parametrize(
    "text",
    [
        "On 12 May 2021, at 10:30, in 2019–2020 and the 1990s.",
        "Call +46 8 123 456 78 or Tel. 08-123 456, ISBN 978-91-38-24317-9.",
        "See Section 508, Figure 12, page 7, § 4, Article 5 of Directive 2019/1158 and [^3].",
        "Women aged 25 to 64, children under 18, 60+, 16–64 years and 12-year-olds.",
        "## 3.2 Results\n\n1. First\n2. Second",
        "The survey asks 12 questions on a scale of 1 to 5, every 2 years, within 30 days.",
        "The target is 40 % by 2030. They shall take at least 90 days.",
        "Percentages may not total 100 %. These two areas; the following three issues.",
        "# Contents\n\nIntroduction 5\n\nResults 12",
        "# References\n\nA Person, 12(3), 45 per cent, 300 people.",
        f"The key is {'41' * 32} and {'9' * 30}.5 %.",
        "COVID-19, ISO 27001, CC BY-SA 4.0, WCAG 2.1, EU27_2020, Q4, CO2, https://example.org/12/34.",
        "I åldern 16–64 år, den 3 maj 2020, SFS 2008:567, under de senaste fem åren.",
    ],
)
def test_it_is_no_statistic(text):
    assert found(text) == []


def test_the_ticks_of_an_axis_and_the_feet_of_pages_are_none():
    axis = "0 %\n25 %\n50 %\n75 %\n100 %\n"
    page = "=== page {0} ===\n# Part {0}\n" + axis + "Women\n{0}3 %\nFoot 12 of us\n{0}"
    text = "\n".join(page.format(number) for number in (1, 2, 3))
    told = statistics_of_text(kept(text, "pdf"))
    assert [(number.page, number.as_printed) for number in told] == [
        (1, "13 %"), (2, "23 %"), (3, "33 %"),
    ]  # fmt: skip


def test_a_number_that_goes_on_in_the_next_line_is_one():
    sentence = "Last year the many people of the country lost more than 4.2\nmillion euros to it."
    text = f"=== page 1 ===\n{sentence}"
    number = statistics_of_text(kept(text, "pdf"))[0]
    assert (number.line, number.end_line, number.value) == (2, 3, Decimal(4_200_000))


TABLE = """# Work, 2020

Table 4 Share of people at work (%), n = 1,245

| Country | 2019 | 2020 |
| --- | --- | --- |
| Sweden | 82.1 | 2020 |
| 12 to 18 years | 0 | 7 (34 %) |
"""


def test_cells_of_a_table_are_found_and_its_heads_are_not():
    numbers = [number for number in statistics_of_text(kept(TABLE)) if number.in_table]
    assert [number.as_printed for number in numbers] == ["82.1", "0", "7", "34 %"]
    assert {number.unit for number in numbers} == {"percent"}
    assert {number.id for number in numbers} == {"7.12", "8.20", "8.24", "8.27"}


@pytest.mark.parametrize(
    ("language", "table", "unit"),
    [
        ("en", ["## By Complaint Count", "", "| Kind | 2023 |", "| --- | --- |", "| Theft | 512 |"],
         "complaints"),
        ("en", ["| Place | Number of reported losses |", "| --- | --- |", "| Oslo | 512 |"],
         "losses"),
        ("en", ["| Place | Agency |", "| --- | --- |", "| Oslo | 512 |"], "agencies"),
        ("sv", ["| Plats | Antal anmälningar |", "| --- | --- |", "| Oslo | 512 |",
                "", "De har svarat att det är så, och inte något annat som de har hört."],
         "anmälningar"),
    ],
)  # fmt: skip
def test_a_column_counts_what_its_head_names_as_sentences_do(language, table, unit):
    reading = read_whole(kept("\n".join(table)))
    assert reading.language == language
    assert [number.unit for number in statistics_in(reading)] == [unit]


def test_a_printed_table_of_a_pdf_is_one():
    text = "=== page 1 ===\nCountry Yes (%) No (%)\nEU27_2020 34.6 65.4\nSweden (SE) 71.3 28.7"
    numbers = statistics_of_text(kept(text, "pdf"))
    assert [(number.as_printed, number.unit, number.in_table) for number in numbers] == [
        (printed, "percent", True) for printed in ("34.6", "65.4", "71.3", "28.7")
    ]


HEAD = "2019 |\n| --- | --- |\n|"
UNITS = {
    "a column that counts, under a caption in per cent":
        ("Shares (%)\n\n| Firm | Number of cases | B |\n| --- | --- | --- |\n| A | 12 | 34 |",
         [("cases", "count"), ("percent", "share")]),
    "a row in per cent beside a row that counts":
        (f"Table 1\n\n| | {HEAD} Number of firms | 12 |\n| Women (%) | 34 |",
         [("firms", "count"), ("percent", "share")]),
    "a class that holds a per cent":
        ("| Women | Number of firms |\n| --- | --- |\n| 50 % or more | 12 |", [("firms", "count")]),
    "a place that has letters of a currency in it":
        (f"Cases in Ukraine\n\n| Kind | {HEAD} Theft | 12 |", [("cases", "count")]),
    "a rate":
        (f"Number of accidents per 100 000 employees\n\n| A | {HEAD} B | 2.1 |",
         [("per 100 000 employees", "rate")]),
}  # fmt: skip


@pytest.mark.parametrize("case", UNITS)
def test_a_value_has_the_unit_of_the_nearest_words_that_name_one(case):
    text, expected = UNITS[case]
    assert [(number.unit, number.kind) for number in statistics_of_text(kept(text))] == expected


def test_heads_with_signs_give_each_column_of_a_printed_table_its_own():
    lines = [
        "=== page 1 ===", "Office Staff", " # Web", "Pages", "% Conformant", " # Files", "% Open",
        "North 2.0 Good 105 63 9 50", "South 1.0 Poor 20 85 0 75", "", "Levels.",
        " # of Offices Reporting A 1 2",
        " # of Offices Reporting B 3 4",
    ]  # fmt: skip
    numbers = statistics_of_text(kept("\n".join(lines), "pdf"))
    assert [(number.as_printed, number.unit) for number in numbers if number.line == 8] == [
        ("2.0", ""), ("105", "pages"), ("63", "percent"), ("9", "files"),
        ("50", "percent"),
    ]  # fmt: skip
    assert {(number.unit, number.in_table) for number in numbers if number.line > 11} == {
        ("offices", True)
    }


def test_a_number_before_its_name_counts_what_the_name_says():
    text = "=== page 1 ===\n11 - Median number of FTEs per agency\n26 - Average number of staff"
    told = [(n.unit, n.kind) for n in statistics_of_text(kept(text, "pdf"))]
    assert told == [("FTEs", "median"), ("staff", "mean")]


def test_what_is_proposed_says_where_it_is_from():
    text = TABLE + (
        "\n## Stress\n\nWe asked: “Is there a plan against stress?”\n\n"
        "Of 1,245 people 34 % of all managers said yes."
    )
    reading = read_whole(kept(text))
    numbers = {number.as_printed: number for number in statistics_in(reading)}
    told = {each.field: each for each in proposals_for(reading, numbers["82.1"])}
    assert (told["label"].value, told["label"].line, told["label"].inherited) == (
        "Sweden",
        7,
        False,
    )
    assert (told["measure"].value, told["measure"].line, told["measure"].inherited) == (
        "2019",
        5,
        True,
    )
    assert (told["base"].value, told["base"].line, told["base"].inherited) == ("1,245", 3, True)
    last = [number for number in statistics_in(reading) if number.line == 14][-1]
    told = {each.field: each for each in proposals_for(reading, last)}
    assert told["population"] == Proposal("population", "managers", 14, False)
    assert told["question"] == Proposal("question", "Is there a plan against stress?", 12, True)
    assert told["label"].value.startswith("Of 1,245 people")


def test_what_a_report_says_about_itself_has_its_line():
    text = (
        "# Women at work 2023\n\nPublished by the Office of Work.\n\nThe survey was carried out "
        "between March and May 2023. A survey of employees in 12 firms.\n\n"
        "In all 1,245 people answered.\n\nThe study was commissioned by the Union.\n\n"
        "Licensed under CC BY 4.0.\n"
    )
    fields = self_descriptions(Structure(kept(text)))
    assert {name: (field.value, field.line) for name, field in fields.items()} == {
        "title": ("Women at work 2023", 1),
        "year": ("2023", 1),
        "publisher": ("Office of Work", 3),
        "language": ("English", 5),
        "fieldwork": ("March and May 2023", 5),
        "n": ("1,245", 7),
        "who_was_asked": ("employees in 12 firms", 5),
        "interests": ("The study was commissioned by the Union", 9),
        "licence": ("Licensed under CC BY 4.0", 11),
    }
    assert self_descriptions(Structure(kept("12"))) == {}


def test_what_goes_on_in_the_next_line_is_read_as_one_sentence():
    text = (
        "© The Forum 2026. This report may be reproduced with\nthe source named (CC BY 4.0).\n\n"
        "In all 2,412 people answered our survey between 6 October\nand 14 November 2025. In it "
        "512 respondents are younger than 30. The survey was paid for\nby the Forum.\n"
    )
    fields = self_descriptions(Structure(kept(text)))
    assert {name: fields[name].value for name in ("fieldwork", "interests", "licence")} == {
        "fieldwork": "6 October and 14 November 2025",
        "interests": "The survey was paid for by the Forum",
        "licence": "This report may be reproduced with the source named (CC BY 4.0)",
    }
    assert fields["who_was_asked"].value != "younger than 30"


PERSONS = {
    "Write to a.b@example.org.": ["a.b@example.org"],
    "“It helped us,” says Anna Lind, a nurse.": ["Anna Lind"],
    "„Es hat geholfen“, sagt Anna Schmidt. „So ist es.“": ["Anna Schmidt"],
    "„Es hat geholfen“, so Dr. Anna von Schmidt.": ["Dr. Anna von Schmidt"],
    "'It helped us,' said Anna O’Brien.": ["Anna O’Brien"],
    '"It helped us", said Anna Lind.': ["Anna Lind"],
    "”Det hjälpte oss”, säger Anna-Lena Åkesson.": ["Anna-Lena Åkesson"],
    'Anna Svensson, 34: "It helped us."': ["Anna Svensson"],
    "Anna Svensson (34, nurse): “It helped us.”": ["Anna Svensson"],
    'According to Dr Lena Ek, "it helped us".': ["Dr Lena Ek"],
    "Enligt Lena Ek, chef på ett företag, ”hjälpte det oss”.": ["Lena Ek"],
    "It helped us.\n— A. Svensson": ["A. Svensson"],
    "»It helped us.« (Anna Lind)": ["Anna Lind"],
    '"I told Peter Johansson about it and he laughed."': ["Peter Johansson"],
    "“It was Prof. Lind who saw it.”": ["Prof. Lind"],
    "„Ich habe es Peter Schulze gesagt und er hat gelacht.“": ["Peter Schulze"],
    "– Jag sa det till Peter Johansson, säger Anna Lind.": ["Anna Lind", "Peter Johansson"],
}


@pytest.mark.parametrize("text", PERSONS)
def test_addresses_and_names_beside_and_in_quotes_are_pointed_out(text):
    assert sorted(each.text for each in personal_texts(kept(text))) == sorted(PERSONS[text])


@pytest.mark.parametrize(
    "text",
    [
        "Sweden has schools. Anna Lind wrote the report.",
        "The “Internet Crime Report” says how many. The “United Nations” agree.",
        'Member States: "we see it". All member states do.',
        "According to the European Commission, “it is so in all states of the Union”.",
        "“It is so in New York and in North America,” says the European Commission.",
        "“We saw that the Justice Department of the Member States knew it.” Few member states do.",
        "It’s Anna Lind’s report, 'as such', and the workers’ Anna Lind.",
        "„Die Frauen und das Ministerium sagen es so“, steht im Bericht, und so ist es für die.",
    ],
)
def test_what_names_nobody_beside_a_quote_is_not_pointed_out(text):
    assert [each.text for each in personal_texts(kept(text))] == []


LETTERS = st.text(
    st.sampled_from(
        "0123456789,.%–-()[]|#*$€ \n\u00a0½²abnNein thousand million half of per år en"
    ),
    max_size=80,
)


@settings(max_examples=80, deadline=None)
@given(st.one_of(LETTERS, st.text(max_size=60)), st.sampled_from(["pdf", "text", "html"]))
def test_any_text_is_read(text, kind):
    whole = KeptText(tuple(clean_lines(text)), kind, "0" * 64)
    reading = read_whole(whole)
    numbers = statistics_in(reading)
    for number in numbers:
        line = whole.line(number.line)
        end = number.end if number.end_line == number.line else len(line)
        assert number.as_printed.startswith(line[number.start : end].replace(" ", " ").strip())
    proposed = [(number, proposals_for(reading, number)) for number in numbers]
    possible_disagreements(statements_of_numbers("", "", "", whole, proposed))
    self_descriptions(reading.structure)
    assert len({number.id for number in numbers}) == len(numbers)
    assert list(personal_texts(whole)) is not None
