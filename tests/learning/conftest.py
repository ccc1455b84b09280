"""Small modules, so that no test here depends on the texts that ship."""

from datetime import UTC, datetime

import pytest

from awareness.insights.resolved_texts import ResolvedText
from awareness.learning import access, actions, attempts
from awareness.learning.publish import own_text
from quizzes import queries
from quizzes.actions import answer

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def now():
    return NOW


def single(stem: str) -> dict:
    return {
        "kind": "single",
        "lang": "en",
        "stem": stem,
        "plain": {"stem": f"{stem} (plain)"},
        "options": [
            {"key": "a", "text": "Right", "correct": True, "feedback": "Said of right."},
            {"key": "b", "text": "Other", "correct": False, "feedback": "Said of other."},
        ],
        "objective": "know",
        "figures": [],
        "sources": [],
        "caveats": [],
    }


def situation(title: str) -> dict:
    """Two decisions: `good` first is best; `poor` leads over a second decision to the same end."""

    def choice(key, goto, best=False):
        return {
            "key": key,
            "text": f"Do {key}",
            "best": best,
            "goto": goto,
            "feedback": f"Said of {key}.",
        }

    nodes = {
        "start": {
            "text": f"{title}: what now?",
            "plain": f"{title}, in short.",
            "choices": [choice("good", "end", best=True), choice("poor", "again")],
        },
        "again": {
            "text": "You stop there.",
            "choices": [choice("back", "end", best=True), choice("on", "end")],
        },
        "end": {"text": "The right person knows.", "end": True},
    }
    scenario = {"title": title, "decision": "leave", "start": "start", "nodes": nodes}
    return {"kind": "scenario", "lang": "en", "scenario": scenario, "caveats": [], "sources": []}


NUMERIC = {
    "kind": "numeric",
    "lang": "en",
    "stem": "How many computers?",
    "numeric": {
        "value": "525",
        "low": "500",
        "high": "525",
        "unit": "computers",
        "scale": "ratio",
        "min": "1",
        "max": "100000",
        "prefix": "1 in",
        "close": "Close.",
        "near": "Near.",
        "far": "Far.",
        "tells_not": "It counts alerts.",
    },
    "sources": [],
    "caveats": [],
}


def opening_definition() -> dict:
    return {
        "code": "A0",
        "slug": "first",
        "title": "Before you start",
        "say": "How this works.",
        "about": "How this works.",
        "track": "all-staff",
        "major": 1,
        "mandatory": True,
        "minutes": 2,
        "order": 1,
        "needs": [],
        "objectives": {},
        "learnt": ["You can stop."],
        "steps": [{"slug": "who-sees", "kind": "read", "text": "who.md", "title": "Who sees what"}],
    }


def definition(**changes) -> dict:
    return {
        "code": "A1",
        "slug": "topic",
        "title": "A neutral title",
        "say": "One line.",
        "about": "What this is.",
        "track": "all-staff",
        "major": 1,
        "mandatory": True,
        "minutes": 10,
        "order": 2,
        "opens_with": "first",
        "needs": ["contacts"],
        "objectives": {"know": "You can tell."},
        "learnt": ["It is so."],
        "steps": [
            {"slug": "decide", "kind": "scenario", "scenario": "t1", "title": "Decide"},
            {"slug": "text", "kind": "read", "explainer": "rep/page", "title": "A text"},
            {"slug": "guess", "kind": "estimate", "question": "rep/guess", "title": "Guess"},
            {"slug": "check", "kind": "check", "questions": ["rep/q1", "rep/q2"], "title": "Check"},
            {"slug": "contact", "kind": "commit", "title": "Your contact"},
        ],
    } | changes


TEXTS = {"who.md": own_text(ResolvedText("Ordinary words."), ResolvedText("Plain words."))}


class Walk:
    """Somebody on the way through a module, by the real actions."""

    def __init__(self, user, module, now=NOW):
        self.user, self.module, self.now = user, module, now

    def begin(self):
        return actions.begin(self.user, self.module, self.now)

    def at(self, slug):
        return access.own_place_at_step(self.user, self.module, slug)

    def open_first(self):
        first = self.module.opens_with
        actions.begin(self.user, first, self.now)
        for step in access.own_place(self.user, first).steps:
            actions.complete_step(access.own_place_at_step(self.user, first, step.slug), self.now)

    def answer(self, slug, right=True):
        """Answer everything a step asks; the step is then as far as it can be."""
        here = self.at(slug)
        attempt = attempts.attempt_at_step(here.enrolment, here.step, self.now)
        item = queries.next_item(attempt)
        while item:
            token = f"{item.pk}-{item.newest.sequence + 1:.0f}"
            answer(item, token=token, raw=sent(item, right), now=self.now)
            item = queries.next_item(attempt)
        return actions.settle_step(here, attempt, self.now).is_done

    def do(self, slug):
        here = self.at(slug)
        if here.step.kind.asks:
            return self.answer(slug)
        confirmed = actions.Confirmation(1, "Karin") if here.step.kind == "commit" else None
        return actions.complete_step(here, self.now, confirmed)

    def finish(self):
        self.begin()
        if self.module.opens_with:
            self.open_first()
        for step in access.own_place(self.user, self.module).steps:
            self.do(step.slug)


def sent(item, right=True) -> dict:
    """What a browser would send for this item: the right answer, or another."""
    kind = item.version.kind
    if kind == "numeric":
        return {"guess": "300"}
    keys = {key: token for token, key in item.layout["tokens"].items()}
    if kind == "scenario":
        made = len((item.newest.answer or {"path": []})["path"])
        wanted = "again/back" if made else ("start/good" if right else "start/poor")
        return {"answer": keys[wanted]}
    return {"answer": keys["a" if right else "b"]}
