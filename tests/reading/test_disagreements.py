"""Which pairs of numbers are proposed as disagreements, and which are not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from awareness.content.reading.converting.letters import clean_lines
from awareness.content.reading.disagreements import possible_disagreements
from awareness.content.reading.finding.found import read_whole, statistics_in
from awareness.content.reading.kept import KeptText
from awareness.content.reading.proposals import proposals_for
from awareness.content.reading.statements import Statement, statements_of_numbers
from tests.reading.differing import measured


def statements(text: str, report: str = "one", year: str = "2024") -> list[Statement]:
    kept = KeptText(tuple(clean_lines(text)), "markdown", "0" * 64)
    reading = read_whole(kept)
    numbers = [(each, proposals_for(reading, each)) for each in statistics_in(reading)]
    return statements_of_numbers(report, year, year, kept, numbers)


def proposed(*texts: list[Statement]) -> list[tuple[str, str, str]]:
    """(one as printed, the other, why) of each."""
    every = [each for text in texts for each in text]
    return [
        (pair.one.as_printed, pair.other.as_printed, pair.reason)
        for pair in possible_disagreements(every)
    ]


TABLE = (
    "# Report 2024\n\n## By Loss\n\n| Crime | Loss |\n| --- | --- |\n"
    "| Employment | $8,715,512 |\n| Botnet | $8,860,202 |\n\n## By Loss\n\n"
    "| Crime | 2024 | 2023 |\n| --- | --- | --- |\n"
    "| Employment | $264,223,271 | $7 |\n| Botnet | $8,860,202 | $9 |\n\n"
)
TEAM = "The recovery team of the bureau received {} complaints from banks."
ROW = "| Group | Better | Worse |\n| --- | --- | --- |\n| Small rural firms | 56.3% | 43.7% |\n\n"


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        (TABLE, [("$8,715,512", "$264,223,271", "same_cell")]),
        (f"{TEAM.format('3,020')}\n\n{TEAM.format('3,120')}", [("3,020", "3,120", "same_words")]),
        (
            "Almost half of the firms, 4.7 per cent, said that they had none of it.",
            [("half", "4.7 per cent", "twice")],
        ),
        (
            f"{ROW}Almost 70 per cent of all small rural firms are said to be doing better now.",
            [("70 per cent", "56.3%", "row")],
        ),
        (
            "The survey was answered by 272 police officers in total.\n\n"
            "Many thanks to the nearly 300 police officers who answered the survey.",
            [("272", "300", "same_words")],
        ),
        (
            "Some had cases of 100 GB, with 41,000 pictures and 73,000 letters in them.\n\n"
            "It surprised me to see 1000 GB of data, 41,000 pictures and 73,000 letters.",
            [("100 GB", "1000 GB", "same_words")],
        ),
    ],
)  # fmt: skip
def test_what_differs_is_proposed_with_its_reason(text, pairs):
    assert proposed(statements(text)) == pairs


@pytest.mark.parametrize(
    "text",
    [
        # What is rounded, or said to be about so much, is no other value.
        f"{TEAM.format('about 3,000')}\n\n{TEAM.format('3,020')}",
        "Close to one fifth (18 per cent) of the firms said so.",
        f"{ROW}More than half of all small rural firms are said to be doing better now.",
        # Two groups, each with its number.
        "Of the men in the survey 40 per cent said that they were content with their pay.\n\n"
        "Of the women in the survey 45 per cent said that they were content with their pay.",
        # Another year.
        "In 2023 the recovery team of the bureau received 3,020 complaints from banks.\n\n"
        "In 2022 the recovery team of the bureau received 3,120 complaints from banks.",
        # One row in tables that count other things.
        "## Loss\n\n| Crime | Loss |\n| --- | --- |\n| Botnet | $8,860,202 |\n\n## Recovered\n\n"
        "| Crime | Recovered |\n| --- | --- |\n| Botnet | $7,113,004 |",
        # What stands twice in one line is a list.
        "| Firms | Firms |\n| --- | --- |\n| Small 12% | Small 15% |",
    ],
)  # fmt: skip
def test_what_can_both_be_true_is_not_proposed(text):
    assert proposed(statements(text)) == []


def test_two_reports_are_compared_where_their_year_is_one():
    one, other = TEAM.format("3,020"), TEAM.format("3,120")
    assert proposed(statements(one), statements(other, "two")) == [("3,020", "3,120", "same_words")]
    assert proposed(statements(one), statements(other, "two", "2022")) == []


def test_what_the_ledger_that_ships_holds_is_found_among_little_else():
    """Of the disagreements between two printed numbers, by the figures alone: their texts are not
    part of what ships."""
    found, besides = measured(texts=False)
    assert found == {"D-01", "D-02", "D-05", "D-08", "D-09", "D-11"}
    assert len(besides) == 2


def test_figures_with_one_label_are_compared_each_with_the_next_where_they_are_many():
    """A series of thousands is no million of pairs; of few each is compared with each."""
    [found] = statements(TEAM.format("3,020"))
    many = [replace(found, figure=f"r:f{n}", value=Decimal(n)) for n in range(100, 2100)]
    assert len(possible_disagreements(many)) == len(many) - 1
    assert len(possible_disagreements(many[:5])) == 10
