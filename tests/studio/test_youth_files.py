"""*.youth.md and youth texts of situations pass the same gates as all other texts."""

import shutil

import pytest

from tests.studio.conftest import LAPTOP, PACK

PLAIN = f"{PACK}/insights/07-workplace.plain.md"
YOUTH = f"{PACK}/insights/07-workplace.youth.md"
OWN = "modules/what-to-do/the-rule"


@pytest.fixture
def young(planted):
    """The plain texts, taken as youth editions."""
    for source in (PLAIN, f"{OWN}.plain.md"):
        text = (planted.folder / source).read_text(encoding="utf-8")
        (planted.folder / source.replace(".plain", ".youth")).write_text(text, encoding="utf-8")
    return planted


def test_they_are_accepted(young):
    assert young.problems() == []


@pytest.mark.parametrize(
    ("planted_words", "message"),
    [
        ("There are twelve.", "the number “twelve” is typed"),
        ("It is under-aged.", "is a word we do not use"),
        ("{figure:nothing-here}", "there is no figure"),
        ("{figure:alerts-2017}", "is not in the plain edition"),
    ],
)
def test_they_pass_every_gate(young, planted_words, message):
    path = young.folder / YOUTH
    text = path.read_text(encoding="utf-8")
    if planted_words == "{figure:alerts-2017}":
        figures = (young.folder / PACK / "figures.csv").read_text(encoding="utf-8")
        plain = (young.folder / PLAIN).read_text(encoding="utf-8")
        key = next(
            row.split(",")[0]
            for row in figures.splitlines()[1:]
            if ",TEACH," in row
            and f"{{figure:{row.split(',')[0]}" not in plain
            and row.split(",")[4]
        )
        planted_words = f"{{figure:{key}}}"
    path.write_text(f"{text}\n{planted_words}\n", encoding="utf-8")
    problems = young.problems()
    assert any(problem.startswith(f"{path}:") and message in problem for problem in problems), (
        problems
    )


def test_a_figure_that_it_leaves_out_is_missed(young):
    path = young.folder / YOUTH
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.split("---\n", 2)[0] + "---\n" + text.split("---\n", 2)[1] + "---\nShort.\n"
    )
    assert any("of the plain edition is missing" in problem for problem in young.problems())


def test_one_of_nothing_is_told(planted):
    path = planted.folder / PACK / "insights" / "99-nowhere.youth.md"
    path.write_text("---\ntitle: T\nlead: L\n---\nText.\n")
    assert any("is the youth edition of nothing" in problem for problem in planted.problems())
    path.unlink()
    text_path = planted.folder / "modules" / "what-to-do" / "nowhere.youth.md"
    text_path.write_text("Text.\n")
    assert any("is the youth edition of nothing" in problem for problem in planted.problems())


def test_one_of_a_text_of_the_library_is_told(planted):
    """It would be shown nowhere."""
    path = planted.folder / "library" / "01-how-to-read.youth.md"
    shutil.copy(path.with_name("01-how-to-read.plain.md"), path)
    [problem] = planted.problems()
    assert "01-how-to-read.youth.md" in problem
    assert "which has none" in problem


def test_a_situation_speaks_to_the_youngest_through_the_same_gates(planted):
    place = planted.put(LAPTOP, "You are an apprentice.", "You are one of twelve apprentices.")
    line = place.rpartition(":")[2]
    problems = planted.problems()
    assert any(f":{line}: the number “twelve”" in problem for problem in problems), problems
