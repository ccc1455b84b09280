"""The plain edition: a third fewer words in every module and in all situations together; in those
that everybody takes, openings of its own. A source stands one tap below in it; what generated
questions say is the same in both."""

import pytest

from tests.content import pace
from tests.content.texts import FIXTURES, load_yaml, modules, own_texts, prose, scenarios

SHORT = [slug for slug, module in modules().items() if module["code"] in ("A0", "A1", "A5")]
# The rule is the same rule in every edition, and begins with the same question.
ONE_OPENING = {"what-to-do/the-rule.md"}
OPENING = 4  # words


@pytest.mark.parametrize("slug", modules())
def test_it_has_a_third_fewer_words(slug):
    assert pace.shorter(slug) >= 1 / 3


def test_how_much_shorter_each_is_stands_in_the_review():
    review = (FIXTURES.parents[1] / "docs" / "content-review.md").read_text(encoding="utf-8")
    assert pace.plain_table() in review, "write what `python -m tests.content.pace` prints"


def opening(text: str) -> list[str]:
    return prose(text).lower().split()[:OPENING]


@pytest.mark.parametrize("slug", SHORT)
def test_it_opens_in_its_own_words(slug):
    pairs = []
    for step in modules()[slug]["steps"]:
        if "text" in step and step["text"] not in ONE_OPENING:
            pairs.append([edition.body for edition in own_texts()[step["text"]]])
        if step["kind"] == "scenario":
            forms = scenarios()[step["scenario"]]["forms"].values()
            first = [form["nodes"][form["start"]] for form in forms]
            pairs += [[node["text"], node["plain"]] for node in first]
    assert not [plain for ordinary, plain in pairs if opening(ordinary) == opening(plain)]


def test_every_choice_of_every_subject_has_it():
    """A content check holds each form to the whole and to a quarter fewer words; all of them
    together have a third fewer, within a hundredth."""
    ordinary = plain = 0
    for path in sorted(FIXTURES.parent.glob("*/scenarios/*.yaml")):
        for form in load_yaml(path.read_text(encoding="utf-8"))["forms"].values():
            for node in form["nodes"].values():
                parts = [(node["text"], node["plain"])]
                for choice in node.get("choices", ()):
                    parts += [(choice["text"], choice["plain"])]
                    parts += [(choice["feedback"], choice["plain_feedback"])]
                ordinary += sum(len(text.split()) for text, _ in parts)
                plain += sum(len(text.split()) for _, text in parts)
    assert plain <= ordinary * (2 / 3 + 0.01)


def test_no_plain_page_of_any_subject_draws_a_chart():
    """*Before you start* and the page on accessibility promise it."""
    drawn = [
        path.name
        for path in FIXTURES.parent.glob("*/**/*.plain.md")
        if "{chart:" in path.read_text(encoding="utf-8")
    ]
    assert not drawn
