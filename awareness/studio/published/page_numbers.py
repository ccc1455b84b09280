"""Which numbers stand on a page, for whoever says that one of them is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import resolve

from awareness.insights.models import LibraryPart, PartKind
from awareness.insights.queries import live_explainer
from awareness.learning import access
from awareness.learning.contexts import (
    GuessContext,
    PracticeContext,
    RefresherContext,
    StepContext,
    TestOutContext,
)
from awareness.people.models import User
from quizzes.models import Attempt
from quizzes.queries import items_of_attempt


@dataclass(frozen=True, slots=True)
class PageNumber:
    """A figure that stands on a page, as its note shows it."""

    full_key: str
    digits: str
    label: str  # what it counts


def numbers_on_page(page_address: str, user: User) -> list[PageNumber]:
    """The numbers of a page about which remarks can be made, in order and each once. Of questions
    those that this person has answered: before that, what they rest on could tell the answer.
    """
    number_by_key: dict[str, PageNumber] = {}
    for note in _notes_on_page(page_address, user):
        if note["shown"] == note["label"]:  # a statement that holds no number
            continue
        number_by_key.setdefault(note["key"], PageNumber(note["key"], note["shown"], note["label"]))
    return list(number_by_key.values())


def _notes_on_page(page_address: str, user: User) -> Iterator[dict[str, Any]]:
    """The notes of figures (figure_note of insights) on a page, in order; some stand twice."""
    resolved = resolve(page_address)
    url_arguments = resolved.kwargs
    match resolved.view_name:
        case "insights:explainer":
            version = live_explainer(url_arguments["report"], url_arguments["slug"])
            yield from _notes_within([version.resolved, version.plain, version.youth])
        case "insights:library":
            highlights = LibraryPart.objects.filter(kind=PartKind.HIGHLIGHT).order_by("order")
            yield from _notes_within([highlight.content for highlight in highlights])
        case "learning:step" | "learning:rehearse":
            yield from _notes_of_step(url_arguments["module"], url_arguments["step"], user)
        case "learning:practice":
            practice = PracticeContext(url_arguments["report"], url_arguments["slug"])
            yield from _notes_of_answers(user, Q(context=str(practice)))
        case "learning:guess":
            guess = GuessContext(url_arguments["report"], url_arguments["slug"])
            yield from _notes_of_answers(user, Q(context=str(guess)))
        case "learning:test_out":
            any_version = f"{TestOutContext.PREFIX}{url_arguments['module']}:"
            yield from _notes_of_answers(user, Q(context__startswith=any_version))
        case "learning:refresh":
            any_version = f"{RefresherContext.PREFIX}{url_arguments['module']}:"
            yield from _notes_of_answers(user, Q(context__startswith=any_version))


def _notes_of_step(module_slug: str, step_slug: str, user: User) -> Iterator[dict[str, Any]]:
    """The notes of a step: of its page, its own text, and what this person answered in it. None for
    a step that they have not reached."""
    place = access.own_place_at_step(user, module_slug, step_slug)
    if place is None:
        return
    step_row = place.version.steps.select_related("explainer_version").get(slug=step_slug)
    if explainer_version := step_row.explainer_version:
        yield from _notes_within(
            [explainer_version.resolved, explainer_version.plain, explainer_version.youth]
        )
    yield from _notes_within(place.step.text)
    step_context = str(StepContext.of(place.enrolment, place.step))
    yield from _notes_of_answers(user, Q(context=step_context))


def _notes_of_answers(user: User, in_context: Q) -> Iterator[dict[str, Any]]:
    """The notes of what this person answered in their newest attempt of such a context."""
    attempts = Attempt.objects.filter(in_context, learner=user)
    attempt = attempts.order_by("-id").first()
    for item in items_of_attempt(attempt) if attempt else ():
        if item.newest.is_final:
            yield from item.version.spec.sources


def _notes_within(stored_text: object) -> Iterator[dict[str, Any]]:
    """The notes of figures in texts as they are stored, at any depth."""
    if isinstance(stored_text, dict):
        if {"key", "shown", "label"} <= stored_text.keys():
            yield stored_text
        else:
            yield from (
                note for inner_text in stored_text.values() for note in _notes_within(inner_text)
            )
    elif isinstance(stored_text, list):
        yield from (note for inner_text in stored_text for note in _notes_within(inner_text))
