"""Explainers, the library's and modules' own texts: length, language, a plain edition with the same
facts."""

import re

from tests.content.reading_level import grade
from tests.content.texts import (
    explainers,
    figure_keys,
    library_texts,
    own_texts,
    prose,
    said,
    words,
)
from tests.in_one import in_one_test

LONG = {**explainers(), **library_texts()}
PAIRS = {**LONG, **own_texts()}


def every_pair() -> dict[str, tuple[str]]:
    return {name: (name,) for name in PAIRS}


@in_one_test(lambda: {slug: (slug,) for slug in LONG})
def test_an_explainer_has_250_to_450_words(slug):
    ordinary, plain = LONG[slug]
    assert 250 <= words(ordinary.body) <= 450
    assert words(plain.body) < 300


@in_one_test(every_pair)
def test_the_plain_edition_has_fewer_words_and_is_no_harder(name):
    ordinary, plain = PAIRS[name]
    assert words(plain.body) <= words(ordinary.body) * 0.8
    assert grade(prose(plain.body)) <= grade(prose(ordinary.body)) + 0.5


@in_one_test(every_pair)
def test_the_plain_edition_names_every_figure_and_draws_no_chart(name):
    ordinary, plain = PAIRS[name]
    assert figure_keys(ordinary.body) == figure_keys(plain.body)
    assert "{chart:" not in plain.body


@in_one_test(every_pair)
def test_both_editions_can_be_read_at_grade_nine(name):
    for text in PAIRS[name]:
        assert grade(prose(text.body)) <= 9, text.name


@in_one_test(every_pair)
def test_no_sentence_is_long(name):
    for text in PAIRS[name]:
        for sentence in re.split(r"(?<=[.?:])\s+", prose(text.body)):
            assert len(sentence.split()) <= 30, sentence


@in_one_test(every_pair)
def test_headings_are_second_level_only(name):
    for text in PAIRS[name]:
        assert not re.search(r"(?m)^(#|###+) ", text.body)


def test_what_the_two_explainers_must_say():
    workplace, computers = (
        said(explainers()[f"netclean-2018/{slug}"][0].body)
        for slug in ("workplace", "work-computers")
    )
    assert "It does not count people" in workplace
    assert "It is not a yearly figure" in workplace
    assert "It does not speak for every employer" in workplace
    assert "It is not a rule about who offends" in workplace
    assert "there is no type of person you could recognise" in workplace
    assert "every find goes to the police" in computers
    assert "How many employers took part is never stated" in computers


@in_one_test(lambda: {slug: (slug,) for slug in explainers()})
def test_a_product_is_named_on_the_page_about_the_report_only(slug):
    named = any(re.search("NetClean|Griffeye", said(text.body)) for text in explainers()[slug])
    assert named == slug.endswith("/about-this-report")


def test_what_the_texts_of_the_library_must_say():
    """CURRICULUM 2.6, INVENTORY 1.0 and the gaps: these may never be left out."""
    reading, evidence = (
        said(library_texts()[slug][0].body) for slug in ("how-to-read", "about-the-evidence")
    )
    assert "Nobody was drawn by lot" in reading
    assert "A share of officers counts people who gave an answer" in reading
    assert "shares of some questions add up to more than the whole" in reading
    assert "Found is not the same as there" in reading
    assert "A lower number in a later report is no fall" in reading
    assert "It also sells software" in evidence
    assert "a count by somebody independent" in evidence
    assert "We found none" in evidence
    assert "The reports are from 2016, 2018 and 2019" in evidence
