"""Errors planted in the ledger: each is found, by file and line, with what would be right."""

import pytest

from tests.studio.conftest import FIGURES, PACK, tells

TABLE = f"{PACK}/tables/respondents.csv"


def test_the_shipped_content_passes(planted_in_shipped):
    assert planted_in_shipped.problems() == []


def test_the_shipped_content_stands_in_its_sources(planted_in_shipped, sources):
    assert planted_in_shipped.problems(sources) == []


def test_the_small_content_passes(planted, sources):
    assert planted.problems(sources) == []


def test_a_wrong_digit_in_a_value(planted):
    place = planted.put_cell("alerts", "value", "531")

    assert f"{place}: alerts: `value` is 531; `as_printed` “513” says 513" in planted.problems()


def test_a_wrong_digit_in_what_is_printed(planted, sources):
    planted.put_cell("alerts", "value", "531")
    place = planted.put_cell("alerts", "as_printed", "531")

    problems = planted.problems(sources)

    assert any(tells(problem, place, "“531”", "line 1012, prints 513") for problem in problems), (
        problems
    )


def test_a_wrong_line(planted, sources):
    place = planted.put_cell("logged-on-only", "where", "2018:170")

    [problem] = planted.problems(sources)

    assert tells(problem, place, "“250”", "2018:170", "stands in line 171")


def test_a_line_past_the_end(planted, sources):
    place = planted.put_cell("employers-not-stated", "where", "2018:9999")

    [problem] = planted.problems(sources)

    assert tells(problem, place, "2018:9999", "past the end of", "netclean-report-2018.txt")


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("grooming-common", "57", "`as_printed` “Three quarters” says 75"),
        ("installed-years", "3", "`as_printed` “two to eleven” says 2, 11"),
        ("trafficking-uncommon", "33", None),  # a third, to the whole number
    ],
)
def test_words_carry_the_number_they_name(planted, key, value, message):
    place = planted.put_cell(key, "value", value)

    expected = [f"{place}: {key}: `value` is {value}; {message}"] if message else []
    assert [problem for problem in planted.problems() if "`value`" in problem] == expected


def test_a_qualifier_that_the_source_does_not_say(planted):
    place = planted.put_cell("selfgen-common", "qualifier", "")

    [problem] = planted.problems()

    assert tells(problem, place, "selfgen-common", "qualifier 'empty'", "says over")


def test_a_wrong_digit_in_a_cell(planted, sources):
    place = planted.put(TABLE, "united-kingdom,163,12.1", "united-kingdom,163,12.7")

    problems = planted.problems(sources)

    assert any(tells(problem, place, "is 12.7", "line 163, prints 12.1") for problem in problems), (
        problems
    )


def test_a_wrong_digit_in_a_cell_shows_in_the_sum(planted):
    planted.put(TABLE, "54.4", "45.4")

    assert any("this column adds up to 91.0" in problem for problem in planted.problems())


@pytest.mark.parametrize(("cell", "is_told"), [("82", False), ("81", True)])
def test_whole_numbers_that_were_rounded_need_not_come_to_a_hundred(planted, cell, is_told):
    planted.put(f"{PACK}/tables/t-2018-06a.csv", "no,928,83", f"no,928,{cell}")

    assert any("this column adds up to" in problem for problem in planted.problems()) == is_told


def test_swapped_cells(planted, sources):
    place = planted.put(f"{PACK}/tables/t-2018-01b.csv", "8.8,66,25.3", "66,8.8,25.3")

    first, second = planted.problems(sources)

    assert tells(first, place, "t-2018-01b/innocent/decreased is 66", "prints 8.8")
    assert tells(second, place, "t-2018-01b/innocent/neither is 8.8", "prints 66")


def test_a_row_on_another_row_s_line(planted, sources):
    place = planted.put(TABLE, "sweden,164", "sweden,165")

    [problem] = planted.problems(sources)

    assert tells(problem, place, "respondents/sweden", "line 165", "“Sweden”")


def test_a_base_that_cannot_give_its_shares(planted):
    place = planted.put(f"{PACK}/tables/tables.yaml", "base_n: 41", "base_n: 40")
    rows = planted.folder / PACK / "tables" / "t-2018-06b.csv"

    assert place
    problems = planted.problems()
    words = ("t-2018-06b/very-uncommon/share", "12.2 per cent of 40")
    assert any(tells(problem, f"{rows}:2", *words) for problem in problems), problems


def test_the_heads_of_the_columns(planted, sources):
    place = planted.put(
        f"{PACK}/tables/tables.yaml", "decreased: {label: Decreased, printed: Decreased}",
        "decreased: {label: Decreased, printed: Fallen}",
    )  # fmt: skip

    [problem] = planted.problems(sources)

    assert tells(problem, place, "column `decreased`", "“Fallen”", "2018:380-382")


def test_a_missing_source(planted, tmp_path):
    (tmp_path / "empty").mkdir()
    report = planted.folder / PACK / "report.yaml"

    problems = [
        problem
        for problem in planted.problems(tmp_path / "empty")
        if problem.startswith(str(report))
    ]

    assert [problem.partition(": ")[2].split(" is not in")[0] for problem in problems] == [
        "netclean-report-2018.txt", "netclean-report-2018-foreword.txt",
    ]  # fmt: skip
    assert problems[0].startswith(f"{report}:")


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("{clients} / {alert}", "the formula names an unknown figure `alert`"),
        ("{clients} / ({alerts} - {alerts})", "has no result"),
        ("{clients} ** 2", "does more than a sum"),
        ("__import__('os').getcwd()", "does more than a sum"),
        ("{clients} / ", "cannot be read"),
        ("{computers-per-alert} * 1", "the formula leads back to itself"),
        ("{out-of-hours} * 2", "figure `out-of-hours` has no number to compute with"),
        ("{groups-more} * 2", "the formula uses `groups-more`, which is HOLD"),
        ("{clients} / {alerts} + 5", "the formula types 5"),
        ("{clients} / {alerts}", "the formula gives more than 8 decimal places; round it"),
        ("{clients} / {netclean-2016:respondents}", "in the formula numbers of 2 groups meet"),
        ("{clients} / {respondents}", "in the formula numbers of 2 groups meet"),
    ],
)
def test_a_bad_formula(planted, formula, message):
    place = planted.put_cell("computers-per-alert", "formula", formula)

    assert any(problem.startswith(place) and message in problem for problem in planted.problems())


@pytest.mark.parametrize(
    ("key", "column", "value", "message"),
    [
        ("share-us", "base_n", "727", "`base_n` 727 is no figure of this report"),
        ("deepfake-met-common", "base_n", "48", "`base_n` 48 is no figure of this report"),
        ("grooming-often", "base_n", "193", "`base_n` 193 is not that of its parts"),
        ("grooming-often", "where", "2018:373", "no part of the formula stands at 2018:373"),
    ],
)
def test_figures_that_do_not_agree(planted, key, column, value, message):
    place = planted.put_cell(key, column, value)

    assert [problem.split("; ")[0] for problem in planted.problems()] == [
        f"{place}: {key}: {message}"
    ]


def test_a_never_figure_that_says_something(planted):
    place = planted.put_cell("technique-1", "value", "23")

    [problem] = planted.problems()

    assert tells(problem, place, "technique-1", "NEVER", "(value)", "“Not shown”")


def test_a_caveat_figure_without_a_caveat(planted):
    place = planted.put_cell("groups-fifty", "caveats", "")

    problem, unused = planted.problems()

    assert tells(problem, place, "groups-fifty", "CAVEAT", "`caveats`")
    assert "`ALONE_2018` is used by no figure" in unused


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("caveats", "NONE_SUCH", "unknown caveat `NONE_SUCH`"),
        ("discrepancies", "D-99", "unknown discrepancy `D-99`; describe it in discrepancies.yaml"),
        ("as_of", "August 2018", "`as_of` 'August 2018' is no day; write it as 2018-08-13"),
        ("review_by", "2027-13-01", "`review_by` '2027-13-01' is no day"),
        ("value", "54,4", "`value` '54,4' is no number; write it with a point"),
        ("where", "2018:12-3", "`where` '2018:12-3' runs backwards"),
        ("where", "2018:1-999999999", "`where` '2018:1-999999999' names 999999999 lines"),
        ("where", "page 3", "`where` 'page 3' is no place; write it as 2018:140"),
        ("where", "2017:3", "`where` names an unknown source '2017'; report.yaml names 2018"),
        ("use", "MAYBE", "`use` 'MAYBE' is not known; write 'TEACH', 'CAVEAT'"),
        ("qualifier", "circa", "`qualifier` 'circa' is not known"),
        ("multi_answer", "true", "`multi_answer` 'true' is neither yes nor empty"),
        ("base_n", "many", "`base_n` 'many' is no whole number"),
        ("audience", "X", "'X' is not known"),
        ("label", "Three officers", "`label` says “Three”, which is not this figure's number"),
        ("unit", "", "has a number without a unit"),
        ("as_printed", "", "has a number, and nothing printed"),
    ],
)  # fmt: skip
def test_a_bad_cell_of_figures(planted, column, value, message):
    place = planted.put_cell("share-europe", column, value)

    assert any(
        problem.startswith(f"{place}: ") and message in problem for problem in planted.problems()
    )


def test_what_is_counted_may_say_for_how_long(planted):
    planted.put_cell("share-europe", "label", "Officers who did it for two hours in 12 months")
    assert not any("not this figure's number" in problem for problem in planted.problems())


def test_a_missing_column(planted):
    path = planted.folder / FIGURES
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[0] = lines[0].replace(",review_by", ",reviewed")
    path.write_text("\n".join(lines), encoding="utf-8")

    problems = planted.problems()

    assert any(line.startswith(f"{path}:1: column `review_by` is missing") for line in problems)
    assert any(problem.startswith(f"{path}:1: unknown column `reviewed`") for problem in problems)


def test_a_row_of_the_wrong_length(planted):
    place = planted.put(FIGURES, "respondents,about,", "respondents,about,more,")

    problems = planted.problems()

    assert any(tells(problem, place, "25 cells", "has 24") for problem in problems), problems


def test_a_key_twice(planted):
    place = planted.put_cell("countries", "key", "respondents")

    problems = planted.problems()

    assert any(
        tells(problem, place, "`respondents` stands twice", "line 2") for problem in problems
    ), problems


def test_a_discrepancy_that_is_nowhere(planted, sources):
    place = planted.put("discrepancies.yaml", 'where: "2018:344"', 'where: "2018:9344"')

    problems = planted.problems(sources)

    line = int(place.rpartition(":")[2]) - 2  # the entry begins at its key
    [problem] = problems
    entry = f"{place.rpartition(':')[0]}:{line}"
    assert tells(problem, entry, "D-13", "2018:9344", "past the end of", "netclean-report-2018.txt")


def test_what_is_due_for_review_is_a_warning(planted):
    from datetime import date

    place = planted.put_cell("alerts", "review_by", "2026-01-31")

    assert planted.problems(as_of=date(2026, 1, 31)) == []
    [warning] = planted.problems(as_of=date(2026, 2, 1))
    assert tells(warning, place, "alerts", "2026-01-31", "`review_by`", "(warning)")


def test_a_disagreement_that_no_figure_names(planted):
    path = planted.folder / "reports/netclean-2016/figures.csv"
    text = path.read_text(encoding="utf-8")
    assert ",D-45," in text
    path.write_text(text.replace(",D-45,", ",,"), encoding="utf-8")

    [problem] = planted.problems()

    assert "discrepancies.yaml" in problem
    assert "D-45: no figure at its places names it (netclean-2016:" in problem


def test_a_title_that_tells_what_is_held_back(planted):
    place = planted.put(
        "discrepancies.yaml",
        "title: Another text that rounds its table up",
        "title: Half that is less",
    )
    problems = planted.problems()
    assert len(problems) == 1, problems
    assert tells(problems[0], place, "title", "“Half”", "held back")
