"""Each kind of number: its printed line proves it, and a page writes it with its unit."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest

from awareness.content.checks import check
from awareness.content.pack import REPORT_COLUMNS
from awareness.content.printed_words import ReportLanguage, unseen_sign
from awareness.content.reader import read_content
from awareness.insights.figures import figure_in_digits
from awareness.insights.resolved_texts import ProseError, resolve_text
from awareness.numerals.languages import format_of
from tests.studio.content import write_tiny

CASES = Path(__file__).parents[3] / "shared" / "cases"
ROW = {
    "insight": "about", "label": "What was counted", "measure": "cases", "where": "2020:1",
    "population": "Shops of the town", "use": "TEACH", "as_of": "2020-03-31",
    "review_by": "2030-12-31", "audience": "S", "gathered": "records", "key": "it",
}  # fmt: skip


def pack(folder: Path, *lines: str, language: str = "en", head: str = "", rows=(), **cells):
    """A content folder with one report of these lines, and figures of these cells."""
    write_tiny(folder)
    report = folder / "tiny" / "reports" / "tiny-2020"
    for path in (report / "tables", report / "insights"):
        for file in path.iterdir():
            file.unlink()
        path.rmdir()
    (report / "questions.yaml").unlink()
    text = (report / "report.yaml").read_text()
    text = text.replace("language: en\n", f"language: {language}\n{head}")
    text = text[: text.index("caveats:")] + "caveats: {}\n"
    (report / "report.yaml").write_text(text.replace('"{figure:managers} shop managers"', "People"))
    out = io.StringIO()
    writer = csv.DictWriter(out, REPORT_COLUMNS)
    writer.writeheader()
    writer.writerows(ROW | row for row in (rows or [cells]))
    (report / "figures.csv").write_text(out.getvalue())
    (folder / "sources" / "tiny.txt").write_text("\n".join(lines))
    return folder


def look(folder: Path):
    """(content, what is wrong with it) of a folder that `pack` made."""
    content = read_content([folder])
    wrong = [str(problem) for problem in check(content, folder / "sources") if not problem.warning]
    return content, wrong


PROVED = {
    "share": (
        "Vishing rose to 29.5% of all cases.", "29.5%", {"value": "29.5", "unit": "percent"},
        "29.5\u202f% of them", "{figure:it} of them",
    ),
    "count": (
        "The work rests on 1.86 million reports.", "1.86 million",
        {"value": "1860000", "unit": "reports"}, "It is 1.86\u00a0million reports.",
        "It is {figure:it}.",
    ),
    "mean": (
        "The average age was 43.5 years.", "average age was 43.5 years",
        {"value": "43.5", "unit": "years", "kind": "mean"}, "43.5 years.", "{figure:it}.",
    ),
    "median": (
        "The median loss was 1,248 euros.", "1,248 euros",
        {"value": "1248", "unit": "EUR", "kind": "median"}, "€1,248", "{figure:it}",
    ),
    "rate": (
        "12.3 cases per 100,000 people were counted.", "12.3 cases per 100,000",
        {"value": "12.3", "unit": "cases", "per": "100000"}, "It was 12.3 cases per 100,000.",
        "It was {figure:it}.",
    ),
    "ratio": (
        "It was three to one, 3 to 1.", "3 to 1", {"value": "3", "unit": "to_one"}, "3 to 1",
        "{figure:it}",
    ),
    "index": (
        "The index stood at 104 (2015 = 100).", "104",
        {"value": "104", "unit": "index", "between": "2015"}, "at 104", "at {figure:it}",
    ),
    "change": (
        "Complaints fell by 12 per cent from 2023 to 2024.", "fell by 12 per cent",
        {"value": "-12", "unit": "percent", "kind": "change", "between": "2023;2024"},
        "−12\u202f%, so they fell by 12\u202f%", "{figure:it}, so they fell by {figure:it|size}",
    ),
    "points": (
        "It rose by 2.5 percentage points from 2023 to 2024.", "2.5 percentage points",
        {"value": "2.5", "unit": "points", "between": "2023;2024"}, "+2.5 percentage points",
        "{figure:it}",
    ),
    "range": (
        "Between $1 and $10 million was lost.", "$1 and $10 million",
        {"value": "1000000", "value_to": "10000000", "qualifier": "range", "unit": "USD"},
        "$1 to $10\u00a0million", "{figure:it}",
    ),
    "bound": (
        "It took less than 18 months.", "less than 18 months",
        {"value": "18", "qualifier": "under", "unit": "months"}, "less than 18 months",
        "{figure:it}",
    ),
    "up to": (
        "Up to 500 alerts came.", "Up to 500", {"value": "500", "qualifier": "up_to",
        "unit": "alerts"}, "up to 500 alerts", "{figure:it} alerts".replace(" alerts", ""),
    ),
    "money": (
        "Losses came to $16.6 billion.", "$16.6 billion",
        {"value": "16600000000", "unit": "USD"}, "$16.6\u00a0billion", "{figure:it}",
    ),
    "money in words": (
        "Losses came to $16.6 billion.", "$16.6 billion",
        {"value": "16600000000", "unit": "USD"},
        "sixteen billion six hundred million US dollars", "{figure:it|words}",
    ),
    "money roughly": (
        "Losses came to $16.64 billion.", "$16.64 billion",
        {"value": "16640000000", "unit": "USD"}, "about $17\u00a0billion", "{figure:it|about}",
    ),
    "money of a code": (
        "Losses came to SEK 5 million.", "SEK 5 million", {"value": "5000000", "unit": "SEK"},
        "SEK\u00a05\u00a0million", "{figure:it}",
    ),
    "duration": (
        "The project ran for eighteen months.", "eighteen months",
        {"value": "18", "unit": "months"}, "18 months", "{figure:it}",
    ),
    "date": (
        "It opened on 1 July 2018.", "1 July 2018", {"value": "2018-07-01", "kind": "date"},
        "on 1 July 2018", "on {figure:it}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", PROVED)
def test_a_line_proves_it_and_a_page_writes_it(kind, tmp_path):
    line, printed, cells, words, text = PROVED[kind]
    content, wrong = look(pack(tmp_path, line, as_printed=printed, **cells))

    assert wrong == []
    resolved = resolve_text(content.ledger, "tiny-2020", text).text
    assert resolved.casefold() == words.casefold()


REFUSED = {
    "a scale word lost": (
        "The work rests on 1.86 million reports.", "1.86", {"value": "1.86", "unit": "reports"},
        "it is a part of “1.86 million” there",
    ),
    "a scale that is not printed": (
        "The work rests on 1.86 reports.", "1.86",
        {"value": "1860000", "unit": "reports", "scale": "million"}, "of `where` says million",
    ),
    "a magnitude that no line prints": (
        "The work rests on 1.86 million reports.", "1.86 million",
        {"value": "1860", "unit": "reports"}, "says 1860000",
    ),
    "money without a currency": (
        "Losses came to $16.6 billion.", "$16.6 billion",
        {"value": "16600000000", "unit": "losses"}, "is money, and `unit` is 'losses'; write",
    ),
    "money without a unit": (
        "Losses came to $16.6 billion.", "$16.6 billion", {"value": "16600000000"},
        "has a number without a unit",
    ),
    "another currency": (
        "Losses came to $16.6 billion.", "$16.6 billion", {"value": "16600000000", "unit": "EUR"},
        "write the currency: USD",
    ),
    "the sign of money left out": (
        "Losses came to $16.6 billion.", "16.6 billion", {"value": "16600000000", "unit": "USD"},
        "a part of “$16.6 billion”",
    ),
    "columns run together": (
        "City 60 120", "60 120", {"value": "60120", "unit": "shops"}, "says 60, 120",
    ),
    "a fall as a rise": (
        "Complaints fell by 12 per cent.", "fell by 12 per cent",
        {"value": "12", "unit": "percent", "kind": "change", "between": "2023;2024"},
        "says that it fell",
    ),
    "a change between nothing": (
        "Complaints fell by 12 per cent.", "fell by 12 per cent",
        {"value": "-12", "unit": "percent", "kind": "change"}, "name both in `between`",
    ),
    "points as per cent": (
        "It rose by 2.5 percentage points.", "2.5 percentage points",
        {"value": "2.5", "unit": "percent"}, "says percentage points",
    ),
    "another day": (
        "It opened on 1 July 2018.", "1 July 2018", {"value": "2018-07-02", "kind": "date"},
        "`value` is 2018-07-02",
    ),
    "a day that is none": (
        "It opened on 1 July 2018.", "1 July 2018", {"value": "1 July 2018", "kind": "date"},
        "write it as 2018-08-13",
    ),
    "a scale word in the unit": (
        "There were 1.86 million images.", "1.86 million",
        {"value": "1860000", "unit": "million images"}, "1000000 for 1 million",
    ),
    "a unit of its sign": (
        "It was 9%.", "9%", {"value": "9", "unit": "%"}, "`unit` is '%'; write percent",
    ),
    "a currency by its name": (
        "It cost 9 kronor.", "9 kronor", {"value": "9", "unit": "kronor"}, "SEK or NOK",
    ),
    "a rate of nothing": (
        "12.3 cases per 100,000.", "12.3 cases", {"value": "12.3", "unit": "cases", "kind": "rate"},
        "a rate without `per`",
    ),
    "per how many is not printed": (
        "12.3 cases per 100,000.", "12.3 cases", {"value": "12.3", "unit": "cases", "per": "1000"},
        "says per 1000",
    ),
    "an index of nothing": (
        "It stood at 104.", "104", {"value": "104", "unit": "index"}, "without what is 100",
    ),
    "a sign that nobody sees": (
        "Three\u00adquarters had a rule.", "Three quarters",
        {"value": "75", "unit": "percent", "qualifier": "about"}, "U+00AD",
    ),
    "noughts before a number": (
        "There were 120.", "120", {"value": "0120", "unit": "shops"}, "without the noughts",
    ),
    "a raised digit": ("There were 92.", "92", {"value": "9²", "unit": "shops"}, "U+00B2"),
    "another script": ("There were 9.", "9", {"value": "٩", "unit": "shops"}, "U+0669"),
    "a base with noughts": (
        "There were 9%.", "9%", {"value": "9", "unit": "percent", "base_n": "0120"},
        "`base_n` '0120'",
    ),
    "a sign that nobody sees in a value": (
        "There were 92.", "92", {"value": "9\u200b2", "unit": "shops"}, "(U+200B) stands in it",
    ),
    "a sign before a count": (
        "There were 9.", "9", {"value": "-9", "unit": "shops"}, "only a change has a sign",
    ),
    "a survey without a question": (
        "There were 9.", "9", {"value": "9", "unit": "shops", "gathered": "survey"},
        "of records, where nobody was, say so in `gathered`",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_printed_so_is_refused_with_its_place(what, tmp_path):
    line, printed, cells, message = REFUSED[what]
    _, wrong = look(pack(tmp_path, line, as_printed=printed, **cells))

    assert any("figures.csv:2: " in each and message in each for each in wrong), wrong


@pytest.mark.parametrize(
    ("language", "line", "printed", "value"),
    [
        ("sv", "Stad 59,5 %", "59,5 %", "59.5"), ("sv", "9,2 procent av fallen", "9,2", "9.2"),
        ("sv", "var tionde svarade", "var tionde", "10"),
        ("de", "in 12,5 Prozent der Fälle", "12,5 Prozent", "12.5"),
        ("en", "| Vishing | 29% | 30% |", "29%", "29"),
        ("en", "<tr><td>Vishing</td><td>29&nbsp;%</td></tr>", "29 %", "29"),
    ],
)  # fmt: skip
def test_a_share_in_the_language_of_its_report(language, line, printed, value, tmp_path):
    figure = {"value": value, "as_printed": printed, "unit": "percent"}
    _, wrong = look(pack(tmp_path, line, language=language, **figure))

    assert wrong == []


def test_a_count_with_a_space_and_another_language(tmp_path):
    figure = {"value": "1248.5", "as_printed": "1 248,5 fall", "unit": "cases"}
    assert look(pack(tmp_path / "a", "1 248,5 fall", language="sv", **figure))[1] == []
    english = {"value": "92", "as_printed": "9,2 procent", "unit": "percent"}
    _, wrong = look(pack(tmp_path / "b", "9,2 procent", language="sv", **english))
    assert any("`as_printed` “9,2 procent” says 9.2" in each for each in wrong), wrong
    _, wrong = look(pack(tmp_path / "c", "kaksi", language="fi", **figure))
    assert any("not read here; write one of en" in each for each in wrong)


def test_number_words_of_the_reports_language_are_claims(tmp_path):
    rows = [
        {"value": "22", "as_printed": "tjugotvå", "unit": "cases"},
        {"value": "22", "as_printed": "tjugotvå", "unit": "cases", "key": "other",
         "population": "De trettiofem som svarade"},
    ]  # fmt: skip
    _, wrong = look(pack(tmp_path, "tjugotvå fall", language="sv", rows=rows))

    assert ["“trettiofem” is typed" in each for each in wrong] == [True]


def test_numbers_in_thousands_are_full_size_where_a_line_says_so(tmp_path):
    figure = {"value": "1248000", "as_printed": "1,248", "unit": "jobs", "scale": "thousand",
              "where": "2020:1;2020:2"}  # fmt: skip
    lines = ("Jobs (in thousands) 1,248", "Sum of all jobs 1,248")
    content, wrong = look(pack(tmp_path, *lines, **figure))
    assert wrong == []
    [it] = content.ledger.figures.values()
    assert (it.value, it.scale, figure_in_digits(it)) == (
        Decimal(1248000),
        1000,
        "1,248\u00a0thousand",
    )


def test_a_change_is_not_written_roughly(tmp_path):
    line, printed, cells, _, _ = PROVED["change"]
    content, _ = look(pack(tmp_path, line, as_printed=printed, **cells))
    with pytest.raises(ProseError, match="is a change"):
        resolve_text(content.ledger, "tiny-2020", "{figure:it|about}")


def test_every_shared_case_of_a_line():
    path = CASES / "source-lines.tsv"
    if not path.exists():
        pytest.skip(f"{path} is not at hand: the cases there were NOT tried")
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        code, printed, claimed, right = line.split("\t")
        text = printed.replace("\\u00ad", "\u00ad")
        value = Decimal(claimed.removesuffix(" per cent").replace(",", ""))
        proved = value in ReportLanguage(code, format_of(code)).values(text) and not unseen_sign(
            text
        )
        assert proved == right.startswith("proved"), line


def test_lines_of_an_open_swedish_report(tmp_path):
    path = CASES.parent / "reports-open" / "05-sou-2015-50-jamstalldhet-sv.html"
    if not path.exists():
        pytest.skip(f"{path} is not at hand: the lines there were NOT tried")
    lines = path.read_text(encoding="utf-8").splitlines()
    printed = {"13,4 procent": "13.4", "Bara 14 procent": "14", "30 procent av alla kvinnor": "30"}
    rows = []
    for number, (words, value) in enumerate(printed.items()):
        line = next(n for n, text in enumerate(lines, 1) if words in text)
        rows.append({"key": f"f{number}", "as_printed": words, "value": value, "unit": "percent",
                     "where": f"2020:{line}", "kind": "share"})  # fmt: skip
    assert look(pack(tmp_path / "a", *lines, language="sv", rows=rows))[1] == []
    wrong = [rows[0] | {"value": "134"}]
    _, problems = look(pack(tmp_path / "b", *lines, language="sv", rows=wrong))
    assert any("says 13.4" in each for each in problems), problems
