"""Which numbers stand on a page, for whoever says that one of them is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

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
    """A figure by its full key, as its note shows it: in digits, and what it counts."""

    figure: str
    shown: str
    label: str


def numbers_on(page: str, user: User) -> list[PageNumber]:
    """The numbers of a reportable page (its address), in order and each once. Of questions those
    that this person has answered: before that, what they rest on could tell the answer.
    """
    numbers: dict[str, PageNumber] = {}
    for note in _notes(page, user):
        if note["shown"] == note["label"]:  # a statement that holds no number
            continue
        numbers.setdefault(note["key"], PageNumber(note["key"], note["shown"], note["label"]))
    return list(numbers.values())


def _notes(page: str, user: User) -> Iterator[dict[str, Any]]:
    address = resolve(page)
    named = address.kwargs
    match address.view_name:
        case "insights:explainer":
            version = live_explainer(named["report"], named["slug"])
            yield from _within([version.resolved, version.plain, version.youth])
        case "insights:library":
            tops = LibraryPart.objects.filter(kind=PartKind.HIGHLIGHT).order_by("order")
            yield from _within([part.content for part in tops])
        case "learning:step" | "learning:rehearse":
            yield from _of_step(named["module"], named["step"], user)
        case "learning:practice":
            yield from _answered(user, str(PracticeContext(named["report"], named["slug"])))
        case "learning:guess":
            yield from _answered(user, str(GuessContext(named["report"], named["slug"])))
        case "learning:test_out":
            yield from _answered(user, f"{TestOutContext.PREFIX}{named['module']}:")
        case "learning:refresh":
            yield from _answered(user, f"{RefresherContext.PREFIX}{named['module']}:")


def _of_step(module_slug: str, slug: str, user: User) -> Iterator[dict[str, Any]]:
    place = access.own_place_at_step(user, module_slug, slug)
    if place is None:
        return
    row = place.version.steps.select_related("explainer_version").get(slug=slug)
    if version := row.explainer_version:
        yield from _within([version.resolved, version.plain, version.youth])
    yield from _within(place.step.text)
    yield from _answered(user, str(StepContext.of(place.enrolment, place.step)))


def _answered(user: User, context: str) -> Iterator[dict[str, Any]]:
    """The notes of what this person has answered in their newest attempt in the context, or in one
    of those that begin like it."""
    attempts = Attempt.objects.filter(learner=user, context__startswith=context)
    attempt = attempts.order_by("-id").first()
    for item in items_of_attempt(attempt) if attempt else ():
        if item.newest.is_final:
            yield from item.version.spec.sources


def _within(texts: object) -> Iterator[dict[str, Any]]:
    """The notes of figures in texts as they are stored, at any depth."""
    if isinstance(texts, dict):
        if {"key", "shown", "label"} <= texts.keys():
            yield texts
        else:
            yield from (note for part in texts.values() for note in _within(part))
    elif isinstance(texts, list):
        yield from (note for part in texts for note in _within(part))
