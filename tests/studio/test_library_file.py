"""library.yaml and the library's own texts: what is refused, with its line, and what is loaded."""

import pytest

from awareness.content.checks.library import check_library
from awareness.content.reader import read_content
from tests.studio.conftest import FIXTURES, SUBJECT, Planted, copy_of_shipped
from tests.studio.content import write_subject

FILE = "library.yaml"
FIGURE = "{figure:netclean-2018:computers-per-alert|number}"
PAGE = "page: netclean-2018/workplace"


@pytest.fixture
def planted_in_library(tmp_path) -> Planted:
    """What ships for the library alone: what is asked of people costs most to check."""
    return copy_of_shipped(tmp_path, "modules", "scenarios", "questions.yaml")


def test_what_ships_passes():
    content = read_content([FIXTURES])
    assert content.subjects[SUBJECT].library is not None
    assert [text.slug for text in content.library_texts] == ["how-to-read", "about-the-evidence"]
    assert list(check_library(content)) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (PAGE, "page: netclean-2018/nowhere", "there is no page `netclean-2018/nowhere`"),
        (PAGE, "page: netclean-2018/groups", "does not stand on netclean-2018/groups; name one"),
        (f'head: "{FIGURE}"', 'head: "About it"', "`head` is not one figure"),
        ("key: rule-and-plan", "key: alerts", "the key `alerts` stands twice"),
        ("slug: children\n", "slug: who\n", "the slug `who` stands twice"),
        ("themes:", "theme:", "unknown key `theme`; did you mean `themes`?"),
        ("    page: netclean-2016/work-computers\n", "", "`page` is missing; add `page`"),
        ("- page: netclean-2019/storage", "- page: netclean-2018/workplace", "stands twice"),
        ("over the years, at", "over 11 years, at", "the number “11” is typed"),
        ("Who does this?", "Which monsters do this?", "“monsters” is a word we do not use"),
        (FIGURE, "{figure:netclean-2018:nothing}", "there is no figure"),
        (FIGURE, "{figure:netclean-2018:lff-shame|as Shame}", "is VOICE: an opinion"),
        (FIGURE, "{figure:netclean-2019:overlap-split}", "is HOLD and may not be shown"),
        (FIGURE, "{chart:netclean-2018:alerts-dots}", "a chart cannot stand here"),
        ("[sextortion, blackmail]", "[sextortion, csam]", "`csam` stands twice, also under “child"),
        ("[sextortion, blackmail]", '[sextortion, "…"]', "`…` has no letter"),
        ("page: netclean-2018/deepfakes", "page: netclean-2018/no", "no page `netclean-2018/no`"),
        ("term: deepfakes", "term: sexual extortion", "the term `sexual extortion` stands twice"),
        ("term: deepfakes", "term: Sexual-extortion", "the term `Sexual-extortion` stands twice"),
        ("term: deepfakes", "term: дипфейк", "has no letter from a to z and no digit"),
    ],
)
def test_what_is_refused(planted_in_library, old, new, message):
    place = planted_in_library.put(FILE, old, new)
    problems = planted_in_library.problems()
    lines = [line for line in problems if message in line]
    assert lines, problems
    path, line = place.rsplit(":", 1)
    assert lines[0].startswith(f"{path}:")
    near = int(lines[0].removeprefix(f"{path}:").partition(":")[0])
    assert abs(near - int(line)) <= 6


def test_any_number_of_figures_may_stand_on_the_front(planted_in_library):
    path = planted_in_library.folder / FILE
    text = path.read_text(encoding="utf-8")
    start, end = text.index("  - key: alerts"), text.index("  - key: officers-who-met-it")
    more = text[start:end].replace("key: alerts", "key: more")
    for front in (text[:end] + more + text[end:], text[:start] + text[end:]):  # seven, and five
        path.write_text(front, encoding="utf-8")
        content = read_content([planted_in_library.root])
        assert content.problems == []
        assert list(check_library(content)) == []


def test_a_theme_of_one_report_is_refused(planted_in_library):
    path = planted_in_library.folder / FILE
    text = path.read_text(encoding="utf-8")
    start, end = text.index("  - slug: who\n"), text.index("  - slug: children\n")
    one = (
        "  - slug: who\n    title: Who?\n    lead: So.\n    pages:\n"
        "      - page: netclean-2018/deepfakes\n        say: One.\n"
        "      - page: netclean-2018/groups\n        say: Another.\n"
    )
    path.write_text(text[:start] + one + text[end:], encoding="utf-8")
    assert any(
        "the theme `who` has pages of one report" in line for line in planted_in_library.problems()
    )


def test_a_text_needs_a_plain_edition_and_an_address_of_its_own(planted):
    head = "---\ntitle: Find\nlead: So.\norder: 3\n---\nText.\n"
    (planted.folder / "library" / "03-search.md").write_text(head, encoding="utf-8")
    problems = planted.problems()
    assert any("03-search.md:1: has no plain edition" in line for line in problems)
    assert any("03-search.md:1: the address /library/search/ is taken" in line for line in problems)


def test_a_text_passes_the_same_gates_as_an_explainer(planted):
    place = planted.put("library/01-how-to-read.md", "Nobody was drawn", "All 370 were drawn")
    path, line = place.rsplit(":", 1)
    assert f"{path}:{line}: the number “370” is typed" in "\n".join(planted.problems())


def test_a_folder_without_the_file_has_no_library(tmp_path):
    write_subject(tmp_path)
    content = read_content([tmp_path])
    assert content.subjects["tiny"].library is None
    assert content.library_texts == []
