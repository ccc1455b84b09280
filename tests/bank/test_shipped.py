"""The bank as it ships: it passes the gate, serves its objectives, and reads easily."""

from collections import Counter, defaultdict
from functools import cache

import pytest
from django.conf import settings

from awareness.bank import gate
from awareness.bank.authored import RETIRED_MODELS
from awareness.bank.report import item_family, longest_keys, option_tells
from awareness.insights.ledger import Use
from awareness.subjects.registry import subjects
from awareness.subjects.wording import forbidden_terms_in
from quizzes.kinds import Numeric, Single
from tests.bank.ledgers import PACK, build_questions, shipped
from tests.content.reading_level import grade
from tests.in_one import in_one_test


@cache
def bank():
    content = shipped()
    return build_questions(content.ledger, content.questions, content.scenarios, content.modules)


def asked():
    return [question for question in bank()[0] if question.kind != "scenario"]


def test_it_passes_the_gate():
    assert [str(problem) for problem in bank()[1]] == []


@pytest.mark.parametrize("slug", ["workplace", "work-computers", "about-this-report"])
def test_each_explainer_has_a_check(slug):
    """A sitting asks six at most, and the next one begins with the rest."""
    scored = [q for q in asked() if f"{PACK}/{slug}" in q.explainers and q.kind != "numeric"]

    assert len(scored) >= 3


def test_every_page_has_two_questions_or_more():
    scored = Counter(page for q in asked() for page in q.explainers if q.kind != "numeric")

    pages = [f"{e.report}/{e.slug}" for e in shipped().explainers]
    assert [page for page in pages if scored[page] < 2] == []


def test_keys_stand_in_balance():
    positions = [p for q in asked() if (p := gate.key_position(q.spec)) is not None]

    assert max(Counter(positions).values()) <= max(0.4 * len(positions), -(-len(positions) // 3))


def test_the_longest_answer_is_seldom_the_key():
    assert longest_keys(asked())["within"], longest_keys(asked())["what"]


def test_no_question_asks_to_recall_a_number_or_a_name():
    """Models of rows, shares and bases make such questions; a number is guessed, and then shown."""
    assert [q.key for q in asked() if item_family(q) in RETIRED_MODELS] == []


def test_the_options_alone_do_not_tell():
    """A model of the others is right about as often as somebody who picks blindly, in the ordinary
    and in the plain edition."""
    measured = option_tells(bank()[0])

    assert len(measured) == 6
    assert [tell.what for tell in measured if not tell.within and not tell.warns] == []


def test_questions_on_reports_share_their_options_and_differ_in_the_key():
    """Who reads the options alone meets the same three again and again, right in one place each."""
    keys_by_options = defaultdict(list)
    for question in asked():
        if isinstance(question.spec, Single) and question.key.startswith("netclean-"):
            options = question.spec.options
            key = next(option.text for option in options if option.correct)
            keys_by_options[frozenset(option.text for option in options)].append(key)
    shared = [keys for keys in keys_by_options.values() if len(keys) >= 3]

    assert sum(map(len, shared)) >= 0.7 * sum(map(len, keys_by_options.values()))
    assert [keys for keys in shared if max(Counter(keys).values()) > -(-len(keys) // 2)] == []


def test_no_key_rests_on_what_may_not_be_one():
    ledger = shipped().ledger
    for question in asked():
        for row in question.spec.rows:
            # An order and a match rest on every line.
            keyed = getattr(row, "correct", hasattr(row, "sources"))
            for key in row.sources if keyed else ():
                assert ledger.figures[key].may_be_key, (question.key, key)


def test_no_question_is_about_the_ages_of_children():
    for question in asked():
        assert not any(":t-2018-02/" in key for key in question.spec.figures)


def test_held_numbers_stand_nowhere():
    ledger = shipped().ledger
    for question in asked():
        for key in question.spec.figures:
            assert ledger.figures[key].use not in (Use.HOLD, Use.NEVER)


@in_one_test(lambda: {question.key: (question,) for question in asked()})
def test_it_reads_easily(question):
    spec = question.spec
    said = " ".join([spec.stem, *spec.row_feedback])

    assert grade(said) <= 9


@in_one_test(lambda: {question.key: (question,) for question in asked()})
def test_every_number_it_shows_has_its_source(question):
    spec = question.spec

    assert {note["key"] for note in spec.sources} == set(spec.figures)
    for row in spec.rows:
        assert getattr(row, "feedback", "a target has none")
        assert set(getattr(row, "sources", ())) <= set(spec.figures)


def subject_of(key: str) -> str:
    """The subject whose folder holds the report, the module or the situation of a question."""
    room, _slash, rest = key.partition("/")
    folders = {name: settings.BASE_DIR / "fixtures" / name for name in subjects()}
    if room == "scenario":
        line = f"\nkey: {rest.rsplit('-', 1)[0]}\n"
        files = {n: list((folder / "scenarios").glob("*.yaml")) for n, folder in folders.items()}
        [name] = [n for n in files if any(line in path.read_text("utf-8") for path in files[n])]
    else:
        parts = (f"reports/{room}", f"modules/{room}.yaml")
        [name] = [n for n in folders if any((folders[n] / part).exists() for part in parts)]
    return name


@in_one_test(lambda: {question.key: (question,) for question in bank()[0]})
def test_no_blocked_word_stands_in_what_people_read(question):
    """Generated texts too: the content files alone do not hold them."""
    spec = question.spec
    texts = [spec.stem, *(row.text for row in spec.rows), *spec.row_feedback]
    texts += spec.numeric.words() if isinstance(spec, Numeric) else []

    rules = subjects()[subject_of(question.key)].rules
    assert [match[0] for text in texts for match, _ in forbidden_terms_in(text, rules)] == []


def test_it_is_the_same_bytes_each_time():
    content = shipped()
    again, _ = build_questions(
        content.ledger, content.questions, content.scenarios, content.modules
    )

    assert [q.hash for q in again] == [q.hash for q in bank()[0]]
