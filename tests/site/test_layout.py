"""Templates and style sheets can be read line by line. djlint and css-beautify lay them out
(`make format`); what they leave long, or side by side, is named here. So is a fixture that one file
of tests takes from another: it stands in a conftest; and that decisions
are numbered one by one."""

import re
from pathlib import Path

import pytest
from django.conf import settings

WIDTH = 120  # columns
# Elements that begin a line each. What stands in a sentence, a link or a mark, stays in it.
BLOCK = re.compile(
    r"<(?:html|head|body|header|footer|main|nav|aside|section|article|div|p|h[1-6]|ul|ol|li|dl|dt|dd"
    r"|table|caption|thead|tbody|tfoot|tr|th|td|form|fieldset|legend|select|option|button"
    r"|details|summary|figure|figcaption|svg|g|path|rect|circle|text)\b"
)
TEMPLATES = settings.BASE_DIR / "templates"


def _laid_out() -> list[Path]:
    files = [path for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".svg")]
    return sorted([*files, *settings.BASE_DIR.glob("awareness/*/assets/css/*.css")])


def _places(holds) -> list[str]:
    """The lines of which `holds` is true, as file:line."""
    return [
        f"{path.relative_to(settings.BASE_DIR)}:{number}"
        for path in _laid_out()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if holds(line)
    ]


def test_no_line_is_wider_than_the_page():
    assert len(_laid_out()) > 150
    assert _places(lambda line: len(line) > WIDTH) == []


def test_one_tag_begins_on_a_line():
    assert _places(lambda line: len(BLOCK.findall(line)) > 1) == []


@pytest.mark.parametrize("line", ["<ul><li>", '<tr><th scope="row">Name</th><td>Team</td></tr>'])
def test_two_tags_are_seen(line):
    assert len(BLOCK.findall(line)) > 1


def test_no_rule_stands_within_another():
    """One that was never closed takes in all that follow it, and no browser says a word."""
    within = []
    for sheet in settings.BASE_DIR.glob("awareness/*/assets/css/*.css"):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        opened: list[str] = []
        for head, sign in re.findall(r"([^{}]*)([{}])", text):
            selector = head.rpartition(";")[2].strip()
            if sign == "}":
                opened.pop()
            else:
                if opened and not opened[-1].startswith("@"):
                    within.append(f"{sheet.name}: {selector}")
                opened.append(selector)
        assert opened == [], sheet.name
    assert within == []


def test_no_file_of_tests_takes_a_fixture_from_another():
    """Ruff takes such an import for unused, so each needs to be told apart from those."""
    files = [*settings.BASE_DIR.glob("tests/*/test_*.py")]
    assert len(files) > 200
    told = [path.name for path in files if re.search("noqa: F(401|811)", path.read_text("utf-8"))]
    assert told == []


def test_each_decision_has_a_number_of_its_own():
    records = sorted((settings.BASE_DIR / "docs" / "decisions").glob("*.md"))
    numbers = list(range(1, len(records) + 1))
    assert [int(record.name[:4]) for record in records] == numbers
    heads = [record.read_text(encoding="utf-8").partition(".")[0] for record in records]
    assert heads == [f"# {number}" for number in numbers]
