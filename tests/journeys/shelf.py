"""Kinds of questions that no shipped content asks yet, to be looked at as well: /shelf/<kind>/.
The questions are those of tests/quizzes/specs.py."""

from django.shortcuts import render
from django.utils import timezone

from awareness.learning.sitting import FRAGMENT_HEADER
from quizzes import player
from quizzes.actions import answer_own, publish, start_attempt
from quizzes.errors import AnswerError
from quizzes.queries import items_of_attempt, latest_attempt
from tests.quizzes.specs import ALL


def shelf(request, kind: str):
    filed, now = f"shelf:{kind}", timezone.now()
    attempt = latest_attempt(request.user, filed)
    if attempt is None:
        version = publish(filed, kind, ALL[kind]())
        attempt = start_attempt(request.user, filed, [version], now=now)
    asked = player.page_of_attempt(attempt)
    if request.method == "POST":
        [item], token = items_of_attempt(attempt), request.POST["token"]
        try:
            answer_own(request.user, filed, item.pk, token=token, raw=request.POST, now=now)
        except AnswerError as error:
            asked = player.page_of_refusal(item, error, request.POST)
        else:
            asked = player.page_of_attempt(attempt)
    context = {
        "explainer": {"title": kind},
        "asked": asked,
        "answer_url": request.path,
        "page_url": request.path,
    }
    response = render(request, "learning/practice.html" + ("#ask" if request.htmx else ""), context)
    response[FRAGMENT_HEADER] = "yes"
    return response
