"""Small specs to build tests from; keys and texts are distinct, so that a leak can be seen."""

from copy import deepcopy
from datetime import UTC, datetime

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

NOTE = {
    "key": "report:alerts",
    "report": "report",
    "report_title": "The Report",
    "year": 2018,
    "insight": "07",
    "lines": "1012-1014",
    "asked": "companies that use the software",
    "base": "269,370 computers",
    "as_printed": "as-printed-513",
    "formula": "",
    "shown": "513",
    "label": "Alerts",
    "statement": "Alerts in the study",
    "caveats": ["caveat-of-the-figure"],
    "discrepancies": [],
    "interests": "The publisher sells the software.",
}


def option(key: str, *, correct: bool = False, **more) -> dict:
    return {
        "key": f"key-{key}",
        "text": f"Text {key}",
        "correct": correct,
        "feedback": f"Feedback {key}",
    } | more


def single(stem: str = "Which one?", **more) -> dict:
    options = [option("one"), option("two", correct=True, sources=["report:alerts"]), option("six")]
    return {
        "kind": "single",
        "lang": "en",
        "stem": stem,
        "options": options,
        "sources": [NOTE],
        "caveats": ["caveat-of-the-question"],
    } | deepcopy(more)


def multiple(stem: str = "Which of these?", right: int = 2, wrong: int = 3, **more) -> dict:
    options = [option(f"r{n}", correct=True) for n in range(right)]
    options += [option(f"w{n}") for n in range(wrong)]
    return {"kind": "multiple", "lang": "en", "stem": stem, "options": options} | deepcopy(more)


def numeric(stem: str = "One alert for how many?", block: dict | None = None, **more) -> dict:
    numbers = {
        "value": "525",
        "low": "500",
        "high": "525",
        "unit": "computers",
        "scale": "ratio",
        "min": "1",
        "max": "100000",
        "prefix": "1 in",
        "close": "Feedback close",
        "near": "Feedback near",
        "far": "Feedback far",
        "tells_not": "It does not say who.",
    }
    return {
        "kind": "numeric",
        "lang": "en",
        "stem": stem,
        "numeric": numbers | (block or {}),
        "figures": ["report:alerts"],
        "sources": [NOTE],
    } | deepcopy(more)


def share(**more) -> dict:
    """An estimate in per cent: 31."""
    block = {"value": "31", "low": "31", "high": "31", "unit": "percent", "scale": "points"}
    return numeric(
        "How many in a hundred?", block | {"min": "0", "max": "100", "prefix": ""} | more
    )


def ordering(stem: str = "Which order?", count: int = 4, **more) -> dict:
    """The right order is the reverse of the stored one: one, two, three, four are 4, 3, 2, 1."""
    names = ["one", "two", "six", "ten", "red", "sky"][:count]
    options = [option(name) | {"sources": ["report:alerts"]} for name in names]
    for each in options:
        del each["correct"]
    return {
        "kind": "ordering",
        "lang": "en",
        "stem": stem,
        "options": options,
        "ordering": {"keys": [each["key"] for each in reversed(options)]},
        "sources": [NOTE],
        "caveats": ["caveat-of-the-question"],
    } | deepcopy(more)


def matching(stem: str = "What belongs together?", block: dict | None = None, **more) -> dict:
    stems = [option(name) | {"sources": ["report:alerts"]} for name in ("one", "two", "six")]
    for each in stems:
        del each["correct"]
    targets = [{"key": f"key-to-{n}", "text": f"Target {n}"} for n in ("red", "sky", "sea", "elm")]
    pairs = {"key-one": "key-to-sky", "key-two": "key-to-elm", "key-six": "key-to-red"}
    return {
        "kind": "matching",
        "lang": "en",
        "stem": stem,
        "matching": {"stems": stems, "targets": targets, "pairs": pairs} | (block or {}),
        "sources": [NOTE],
        "caveats": ["caveat-of-the-question"],
    } | deepcopy(more)


def choice(key: str, goto: str, *, best: bool = False, **more) -> dict:
    return {
        "key": f"key-{key}",
        "text": f"Choice {key}",
        "best": best,
        "goto": goto,
        "feedback": f"Feedback {key}",
    } | more


def scenario(**more) -> dict:
    nodes = {
        "node-found": {
            "text": "Situation found",
            "plain": "Plain found",
            "choices": [
                choice("open", "node-opened", source="A guideline"),
                choice(
                    "leave",
                    "node-told",
                    best=True,
                    plain="Plain leave",
                    plain_feedback="Plainly said of leave",
                ),
                choice("delete", "node-opened"),
            ],
        },
        "node-opened": {
            "text": "Situation opened",
            "choices": [choice("stop", "node-told", best=True), choice("search", "node-end")],
        },
        "node-told": {
            "text": "Situation told",
            "choices": [choice("wait", "node-end", best=True), choice("ask", "node-end")],
        },
        "node-end": {"text": "Situation end", "end": True},
    }
    block = {"title": "The laptop", "decision": "leave-it", "start": "node-found", "nodes": nodes}
    return {"kind": "scenario", "lang": "en", "stem": "", "scenario": block} | deepcopy(more)


def situation_with_pool(count: int) -> dict:
    """A situation whose first node has the best choice and `count` others."""
    spec = scenario()
    best = choice("leave", "node-told", best=True)
    others = [choice(f"other-{n}", "node-opened") for n in range(count)]
    spec["scenario"]["nodes"]["node-found"]["choices"] = [*others[:1], best, *others[1:]]
    return spec


ALL = {
    "single": single,
    "multiple": multiple,
    "numeric": numeric,
    "ordering": ordering,
    "matching": matching,
    "scenario": scenario,
}
