"""Sentences that mislead although their numbers are right: a rule for each kind that was found."""

import re
from collections.abc import Iterator

from awareness.content.checks.content_texts import (
    ContentText,
    content_texts,
    module_texts,
    question_texts,
    scenario_texts,
)
from awareness.content.checks.editorial import REFERENCE
from awareness.content.files import Text
from awareness.content.parsed_content import Content, Edition
from awareness.content.problems import Problem, problem
from awareness.content.schema_course import AskingStep, ReadStep, ScenarioStep
from awareness.letters import small_letters
from awareness.subjects.schema import Rules
from awareness.subjects.wording import any_of_words

SENTENCE = re.compile(r"[^.!?\n]*[.!?\n]?")
# “More than 10 times as many” after “60 people” reads as ten times those people.
TIMES_AS_MANY = re.compile(r"\btimes as (?:many|much|often|high|large)\b", re.IGNORECASE)
COMPARISON = re.compile(r"\b(?:as|than)\b", re.IGNORECASE)
# Where no tool looks, a person may still come across it.
NOTHING_FOUND = re.compile(
    r"\bno(?:body| one| \w+)\b[^.]*\blooks?\b[^.]*\bnothing (?:is|will be) found\b(?! by\b)",
    re.IGNORECASE,
)
NOTICE_OF_LEFT_OUT = re.compile(
    r"\b(?:leav(?:e|es|ing)|left) (?:\w+ ){0,2}out\b|\bnot (?:told|shown|named|repeated) here\b"
    r"|\bwe (?:do not|never) (?:show|name|tell)\b|\bwe (?:show|name) (?:neither|none)\b"
    r"|\bwe say nothing\b|\bno names here\b|\bheld back\b",
    re.IGNORECASE,
)
INSIDER_LETTERS = frozenset("HI")
OPEN_TO_ALL = ("everyone", "managers")
SECTION_START = re.compile(r"^## ", re.MULTILINE)


def check_misleading(content: Content) -> Iterator[Problem]:
    """Problems of all sentences, notices and passages that a rule finds misleading."""
    for content_text in content_texts(content):
        yield from _sentence_problems(content_text)
        if content_text.markdown:
            yield from _passages_without_note(
                content_text, content.rules_at(content_text.text.location)
            )
    for page in (*content.explainers, *content.library_texts):
        if not content.is_in_scope(page.location):
            continue
        for edition in page.editions:
            yield from _repeated_notices(edition)
            if not page.audience or not INSIDER_LETTERS.issuperset(page.audience):
                yield from _insider_problems(edition.body, content)
    for text in (*_texts_read_by_all(content), *_texts_asked_of_all(content)):
        yield from _insider_problems(text, content)


def _texts_read_by_all(content: Content) -> Iterator[Text]:
    """Modules that are not for case handlers or IT alone: their own words, texts and situations."""
    modules = [module for module in content.modules if module.shape.open_to in OPEN_TO_ALL]
    steps = [step for module in modules for step in module.shape.steps]
    for module in modules:
        yield from module_texts(module)
    shown_texts = {step.text for step in steps if isinstance(step, ReadStep | AskingStep)}
    for text in content.texts:
        if text.name in shown_texts:
            yield from (edition.body for edition in text.editions)
    played_scenarios = {step.scenario for step in steps if isinstance(step, ScenarioStep)}
    for scenario in content.scenarios:
        if scenario.shape.key in played_scenarios:
            yield from scenario_texts(scenario)


def _texts_asked_of_all(content: Content) -> Iterator[Text]:
    """Questions of such modules, and those of reports on pages that not only case handlers or IT
    are shown."""
    modules = [module.shape for module in content.modules if module.shape.open_to in OPEN_TO_ALL]
    keys_asked = {key for module in modules for key in module.question_keys({})}
    pages_for_outsiders = {
        f"{page.report}/{page.slug}"
        for page in content.explainers
        if not page.audience or not INSIDER_LETTERS.issuperset(page.audience)
    }
    for question in content.questions:
        pages = {
            page if "/" in page else f"{question.report}/{page}"
            for page in question.shape.explainers
        }
        is_on_such_page = question.report in content.reports and pages & pages_for_outsiders
        if is_on_such_page or f"{question.report}/{question.shape.key}" in keys_asked:
            yield from question_texts(question)


def _insider_problems(text: Text, content: Content) -> Iterator[Problem]:
    """What only case handlers and IT may be told, in a text that others read."""
    for rule in content.rules_at(text.location).insiders:
        for match in re.finditer(rule.words, text.value, re.IGNORECASE):
            message = f"“{match[0]}” tells everybody {rule.what}"
            fix = "tell it on a page with `audience: [H, I]`"
            yield problem(text.location_of(match[0]), message, fix)


def _sentence_problems(content_text: ContentText) -> Iterator[Problem]:
    """Sentences that compare with nothing, or say that nothing can be come across."""
    text = content_text.text
    words = small_letters(text.value)
    if " as " not in words and "nothing" not in words:  # nearly every text
        return
    for sentence in SENTENCE.finditer(text.value):
        words = sentence[0]
        for match in TIMES_AS_MANY.finditer(words):
            if not COMPARISON.search(words, match.end()):
                message = f"“{match[0]}” is compared with nothing in its sentence"
                yield problem(
                    text.location_of(match[0]), message, "say “… as before”, or than what"
                )
        for match in NOTHING_FOUND.finditer(words):
            message = f"“{match[0]}” says that nobody could come across it by chance"
            yield problem(
                text.location_of(match[0]), message, "say by whom: “nothing is found by …”"
            )


def _passages_without_note(content_text: ContentText, rules: Rules) -> Iterator[Problem]:
    """What others say on their own pages has a note with the page and the day."""
    text, names_of_others = content_text.text, any_of_words(tuple(map(re.escape, rules.noted)))
    for passage in text.value.split("\n\n"):
        named_other = names_of_others.search(passage)
        figures = (match for match in REFERENCE.finditer(passage) if match["kind"] == "figure")
        if named_other and not any(figures):
            message = f"what is said of the {named_other[0]} has no note"
            yield problem(
                text.location_of(named_other[0]), message, "name its figure in the same passage"
            )


def _repeated_notices(edition: Edition) -> Iterator[Problem]:
    """A notice of what is not shown stands once on a page: with its reason, in one section."""
    body = edition.body
    sections = SECTION_START.split(body.value)
    notices = [match for section in sections if (match := NOTICE_OF_LEFT_OUT.search(section))]
    for notice in notices[1:]:
        message = f"“{notice[0]}” is a further notice of what is left out on this page"
        yield problem(body.location_of(notice[0]), message, "keep one, with its reason")
