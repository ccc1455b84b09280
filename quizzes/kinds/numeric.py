"""An estimate: guess, then see. Never scored. Answer: {"guess": "300"} or {"guess": None}, skipped.

Closeness is words alone. On the `points` scale (shares) distance is in percentage points, on the
`ratio` scale (counts, 1 in N) in doublings, so that 250 and 1,000 are equally far from 500.
Anything between `low` and `high` counts as met.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from math import log2
from random import Random

from quizzes.errors import AnswerError
from quizzes.kinds.base import (
    Answer,
    Checker,
    Layout,
    Outcome,
    Remark,
    Spec,
    posted,
)

GRADER = 1
SCALES = ("points", "ratio")
# Distances up to which a guess is called close, and near; beyond, surprising.
CLOSE = {"points": 5.0, "ratio": 0.58}
NEAR = {"points": 15.0, "ratio": 1.0}
BANDS = ("close", "near", "far")
LARGEST = Decimal(10) ** 12  # beyond this, somebody's finger slipped

# "about 1 in 300 computers": what may stand before the number, the number, what may follow it
GUESS = re.compile(
    r"(?:about|around|roughly|~|≈)?\s*"
    r"(?:(?:1|one)(?:\s*[:/]|[a-z\s]{0,40}?\s(?:in|out of|for|per))\s*(?:every\s*)?)?"
    r"(?P<number>\d{1,3}(?:[.,\s'’]\d{3})+|\d+(?:[.,]\d{1,2})?)"
    r"\s*(?P<unit>%|[a-z][a-z \-]*)?\.?",
    re.IGNORECASE,
)

MULTIPLES = {"hundred": 100, "thousand": 1000, "k": 1000, "million": 1_000_000}
UNFINISHED = {"in", "or", "to", "and", "billion", "dozen"}  # "1 in": in how many?


def parse_spec(spec: Spec) -> Spec:
    check = Checker()
    check.text(spec, "stem", "")
    block = spec.get("numeric")
    if not isinstance(block, Mapping):
        check.refuse("numeric", "is missing")
        return check.done(spec)
    value = check.number(block, "value", "numeric")
    low = check.number(block, "low", "numeric", default=block.get("value"))
    high = check.number(block, "high", "numeric", default=block.get("value"))
    if block.get("scale") not in SCALES:
        check.refuse("numeric.scale", f"is one of {', '.join(SCALES)}")
    if None not in (value, low, high):
        if not low <= value <= high:
            check.refuse("numeric.value", "lies between low and high")
        if block.get("scale") == "ratio" and low <= 0:
            check.refuse("numeric.low", "is above 0 on the ratio scale")
    least = check.number(block, "min", "numeric", default=_least(block))
    most = check.number(block, "max", "numeric", default=_most(block))
    if None not in (least, most, low, high) and not least <= low <= high <= most:
        check.refuse("numeric.max", "the slider from min to max holds low and high")
    if least is not None and block.get("scale") == "ratio" and least <= 0:
        check.refuse("numeric.min", "is above 0 on the ratio scale")
    for band in BANDS:
        check.text(block, band, "numeric")
    check.text(block, "tells_not", "numeric")
    return check.done(spec)


def _least(block: Mapping) -> Decimal:
    return Decimal(str(block.get("min", 0 if block.get("scale") == "points" else 1)))


def _most(block: Mapping) -> Decimal:
    return Decimal(str(block.get("max", 100 if block.get("scale") == "points" else 100_000)))


def limits(block: Mapping) -> tuple[Decimal, Decimal]:
    """Where the slider starts and ends."""
    return _least(block), _most(block)


def layout(spec: Spec, rng: Random) -> Layout:
    return {"order": [], "tokens": {}}


def parse(spec: Spec, layout: Layout, raw: Mapping, previous: Answer | None = None) -> Answer:
    if posted(raw, "skip"):
        return {"guess": None}
    points = spec["numeric"]["scale"] == "points"
    guess = read_number((posted(raw, "guess") or [""])[0])
    if guess is None:
        raise AnswerError("not_a_number", example="30" if points else "300")
    if points and guess > 100:
        raise AnswerError("out_of_range", least="0", most="100")
    if not points and not 1 <= guess <= LARGEST:
        raise AnswerError("out_of_range", least="1", most=f"{LARGEST:,}")
    return {"guess": f"{guess.normalize():f}"}


def read_number(text: object) -> Decimal | None:
    """A guess as people write it: 300 · 1,000 · 1 000 · 1 in 300 · about 30 % · 12.5."""
    match = GUESS.fullmatch(text.strip()) if isinstance(text, str) and len(text) < 60 else None
    if not match:
        return None
    number = match["number"]
    if re.fullmatch(r"\d{1,3}(?:[.,\s'’]\d{3})+", number):
        number = re.sub(r"[^\d]", "", number)
    words = (match["unit"] or "").lower().split()
    if not UNFINISHED.isdisjoint(words):
        return None
    return Decimal(number.replace(",", ".")) * MULTIPLES.get(next(iter(words), ""), 1)


def is_final(spec: Spec, answer: Answer) -> bool:
    return True


def gap(block: Mapping, guess: Decimal) -> float:
    """The signed distance from the guess to the nearest end of low–high, nought inside it."""
    low = Decimal(str(block.get("low") or block["value"]))
    high = Decimal(str(block.get("high") or block["value"]))
    nearest = min(max(guess, low), high)
    if block["scale"] == "points":
        return float(guess - nearest)
    return log2(float(guess) / float(nearest))


def band(block: Mapping, guess: Decimal) -> str:
    distance = abs(gap(block, guess))
    if distance <= CLOSE[block["scale"]]:
        return "close"
    return "near" if distance <= NEAR[block["scale"]] else "far"


def grade(spec: Spec, answer: Answer) -> Outcome:
    if answer["guess"] is None:
        return Outcome(None, {"guess": {"class": "skipped", "fraction": None}}, ())
    block, guess = spec["numeric"], Decimal(answer["guess"])
    met = band(block, guess)
    part = {"class": met, "fraction": None, "gap": round(gap(block, guess), 3)}
    return Outcome(None, {"guess": part}, (met,))


def explain(spec: Spec, answer: Answer) -> list[Remark]:
    """One remark on how close the guess was; none if it was skipped."""
    if answer["guess"] is None:
        return []
    block = spec["numeric"]
    met = band(block, Decimal(answer["guess"]))
    sources = tuple(spec.get("figures") or ())
    return [Remark(met, summary(spec, answer), block[met], True, None, sources)]


def solution(spec: Spec) -> Answer:
    return {"guess": f"{Decimal(str(spec['numeric']['value'])).normalize():f}"}


def summary(spec: Spec, answer: Answer) -> str:
    return shown(spec["numeric"], answer["guess"]) if answer["guess"] is not None else ""


def plainly(number: object) -> str:
    """2000 -> "2,000"; 12.50 -> "12.5"."""
    return f"{Decimal(str(number)).normalize():,f}"


def shown(block: Mapping, number: object) -> str:
    """A number as the question says it: "1 in 2,000 computers", "31 %"."""
    unit = block.get("unit") or ""
    if unit in ("percent", "%"):
        return f"{plainly(number)}\u202f%"
    return " ".join(filter(None, (block.get("prefix"), plainly(number), unit)))
