"""Errors that few authors make, several in one copy: each is found where it stands."""

import shutil

from tests.studio.conftest import FIGURES, MODULE, PACK, WORKPLACE

NEEDS, TABLES = "needs.yaml", f"{PACK}/tables/tables.yaml"
SURVEYS = "modules/what-surveys-tell.yaml"
DEEPFAKES = f"{PACK}/insights/06-deepfakes.md"


def assert_each_found(planted, *wanted: tuple[str, int, str]) -> None:
    """In each file, at this line, stands a problem that names this."""
    problems = planted.problems()
    for file, line, name in wanted:
        place = f"{planted.root / file if file.startswith('other/') else planted.folder / file}"
        assert any(
            problem.startswith(f"{place}:{line}: ") and name in problem for problem in problems
        ), (file, line, name, problems)


def line_of(place: str) -> int:
    return int(place.rpartition(":")[2])


def test_needs(planted):
    twice = planted.put(NEEDS, "key: thoughts", "key: survivor")
    of_the_young = planted.put(NEEDS, "key: child\n", "key: youth\n")
    planted.put(NEEDS, "key: crisis", "key: urgent")
    otherwise = "    otherwise: Whom you can turn to\n    nearest: The police station. Do not"
    unsaid = planted.put(NEEDS, otherwise, "    nearest: The police station. Do not")

    assert_each_found(
        planted,
        (NEEDS, line_of(twice), "`survivor`"),
        (NEEDS, line_of(of_the_young), "`youth`"),
        (NEEDS, line_of(unsaid) - 1, "`picture`"),  # at its `offer`
        (NEEDS, 17, "`crisis`"),
        ("support.yaml", 45, "'thoughts'"),  # a line for it
    )


def test_emergency_numbers_of_two_subjects(planted):
    (planted.root / "other").mkdir()
    for name, old, new in (
        ("subject.yaml", "key: child-protection", "key: other"),
        ("support.yaml", 'SE: {phone: "112"', 'SE: {phone: "90000"'),
    ):
        text = (planted.folder / name).read_text(encoding="utf-8")
        assert old in text
        (planted.root / "other" / name).write_text(text.replace(old, new), encoding="utf-8")

    assert_each_found(planted, ("other/support.yaml", 15, "112"))


def test_a_line_under_the_key_of_an_emergency_number(planted):
    """It would stand in the place of the number."""
    text = (planted.folder / "support.yaml").read_text(encoding="utf-8")
    key = next(line for line in text.split("\n") if line.lstrip(" -").startswith("key: "))
    place = planted.put("support.yaml", key, f"{key.partition('key: ')[0]}key: se-emergency")
    assert_each_found(planted, ("support.yaml", line_of(place), "`se-emergency`"))


def test_modules(planted):
    shutil.copy(planted.folder / SURVEYS, planted.folder / "modules/zz.yaml")
    planted.put(SURVEYS, "    text: what-surveys-tell/who-was-asked.md\n", "")
    planted.put(MODULE, "slug: what-to-do", "slug: guess")

    assert_each_found(
        planted,
        (SURVEYS, 38, "`who-was-asked`"),
        (MODULE, 5, "`guess`"),
        ("modules/zz.yaml", 4, "`what-surveys-tell`"),
    )


def test_figures_and_tables(planted):
    planted.put_cell("respondents", "as_printed", " ".join(["272 and"] * 11))
    planted.put_cell("countries", "where", "")
    planted.put_cell("technique-1", "reason", "")
    planted.put_cell("clients", "qualifier", "range")
    planted.put(TABLES, "    caveats: [SRC_POLICE_2018, DEEPFAKES_2018]\n", "")
    planted.put(TABLES, '  chart: ""', "  chart: bars")

    assert_each_found(
        planted,
        (FIGURES, 2, "`as_printed`"),
        (FIGURES, 3, "`where`"),
        (FIGURES, 45, "`reason`"),
        (FIGURES, 11, "`value_to`"),
        (TABLES, 133, "`finding`"),
        (TABLES, 173, "HOLD"),
        (TABLES, 193, "CAVEAT"),
    )


def test_pages_that_another_replaces(planted):
    def replaces(file: str, before: str, *pages: str) -> None:
        rows = "".join(f'  - {{page: {page}, insight: "09"}}\n' for page in pages)
        planted.put(file, before, f"{before}replaces:\n{rows}")

    replaces(WORKPLACE, "order: 7\n", "netclean-2018/old")
    replaces(DEEPFAKES, "order: 6\n", "nowhere/gone", "netclean-2018/workplace")
    replaces(f"{PACK}/insights/00-about-this-report.md", "order: 0\n", "netclean-2018/old")

    assert_each_found(
        planted,
        (DEEPFAKES, 1, "`nowhere/gone`"),
        (DEEPFAKES, 1, "`netclean-2018/workplace`"),
        (WORKPLACE, 1, "`netclean-2018/old`"),
    )
