"""An estimate: guess, then see. Never scored. Answer: {"guess": "300"} or {"guess": None}, skipped.

Closeness is words alone. On the `points` scale (shares) distance is in percentage points, on the
`ratio` scale (counts, 1 in N) in doublings, so that 250 and 1,000 are equally far from 500.
Anything between `low` and `high` counts as met. How far close and near reach is the question's to
say (`close_within`, `near_within`), or else the same for all of a scale.
"""

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import log2
from random import Random
from typing import ClassVar, Literal, NamedTuple

from quizzes.errors import AnswerError, SpecProblem
from quizzes.estimates import EstimateError, Quantity, read_estimate
from quizzes.kinds.base import (
    Answer,
    Layout,
    Outcome,
    Part,
    PostedForm,
    Remark,
    Spec,
    Text,
    posted_values,
)

# Distances up to which a guess is called close, and near; beyond, surprising.
CLOSE_UP_TO = {"points": 5.0, "ratio": 0.58}
NEAR_UP_TO = {"points": 15.0, "ratio": 1.0}
WIDEST_POINTS = 50  # farther than this no guess of a share is near
LARGEST_GUESS = Decimal(10) ** 12  # beyond this, somebody's finger slipped

# What stands in for "how to write it" when an estimate was not understood.
EXAMPLE_BY_QUANTITY = {Quantity.SHARE: "30 %", Quantity.RATE: "1 in 300", Quantity.COUNT: "300"}


# What people read of an estimate beside its stem and its unit.
TEXT_FIELDS = ("prefix", "close", "near", "far", "tells_not")


type BandName = Literal["close", "near", "far"]
CLOSER_BANDS: tuple[Literal["close", "near"], ...] = ("close", "near")


class Band(NamedTuple):
    """What is said of a guess from `least` to `most`, with their unit; "" of what is beyond."""

    name: BandName
    feedback: str
    least: str = ""
    most: str = ""


class Numbers(Part):
    """The number asked for, what counts as met, the ends of the slider, and words on closeness."""

    value: Decimal
    low: Decimal | None = None  # None: the value itself
    high: Decimal | None = None
    unit: str = ""
    scale: Literal["points", "ratio"]
    min: Decimal | None = None  # None: 0 and 100 for points, 1 and 100,000 for a ratio
    max: Decimal | None = None
    prefix: str = ""
    close: Text
    near: Text
    far: Text
    tells_not: Text
    # Up to which distance a guess is close, and near: in percentage points, or on the ratio scale
    # in per cent (50: up to half as much again). None: as for all of its scale.
    close_within: int | None = None
    near_within: int | None = None

    @property
    def accepted_range(self) -> tuple[Decimal, Decimal]:
        """The guesses between which the number counts as met."""
        low = self.value if self.low is None else self.low
        return low, self.value if self.high is None else self.high

    @property
    def limits(self) -> tuple[Decimal, Decimal]:
        """Where the slider starts and ends."""
        least, most = (0, 100) if self.scale == "points" else (1, 100_000)
        return (
            Decimal(least) if self.min is None else self.min,
            Decimal(most) if self.max is None else self.max,
        )

    def problems(self) -> Iterator[SpecProblem]:
        (low, high), (least, most) = self.accepted_range, self.limits
        if not low <= self.value <= high:
            yield SpecProblem("numeric.value", "lies between low and high")
        if self.scale == "ratio" and low <= 0:
            yield SpecProblem("numeric.low", "is above 0 on the ratio scale")
        if not least <= low <= high <= most:
            yield SpecProblem("numeric.max", "the slider from min to max holds low and high")
        if self.scale == "ratio" and least <= 0:
            yield SpecProblem("numeric.min", "is above 0 on the ratio scale")
        if self.reach("close") > self.reach("near"):
            yield SpecProblem("numeric.near_within", "reaches as far as close does, or farther")
        for name in ("close_within", "near_within"):
            within = getattr(self, name)
            if within is not None and within < 1:
                yield SpecProblem(f"numeric.{name}", "is 1 or more")
            if within is not None and self.scale == "points" and within > WIDEST_POINTS:
                yield SpecProblem(
                    f"numeric.{name}", f"is {WIDEST_POINTS} percentage points at most"
                )

    @property
    def quantity(self) -> Quantity:
        """What is asked for, and so what "5 %" or "1 in 5" means here."""
        if self.scale == "points":
            return Quantity.SHARE
        return Quantity.RATE if self.prefix or not self.unit else Quantity.COUNT

    def read_guess(self, typed: str) -> Decimal:
        """The estimate that somebody typed; AnswerError if it is none, or out of all reason."""
        try:
            guess = read_estimate(typed, self.quantity, f"{self.prefix} {self.unit}")
        except EstimateError as error:
            raise AnswerError("not_a_number", example=EXAMPLE_BY_QUANTITY[self.quantity]) from error
        least, most = (0, Decimal(100)) if self.scale == "points" else (1, LARGEST_GUESS)
        if not least <= guess <= most:
            raise AnswerError("out_of_range", least=str(least), most=f"{most:,}")
        return guess

    def distance_to_accepted(self, guess: Decimal) -> float:
        """From the nearest end of `accepted_range` to the guess: negative below it, 0.0 inside it;
        in percentage points, or in doublings on the ratio scale."""
        low, high = self.accepted_range
        nearest = min(max(guess, low), high)
        if self.scale == "points":
            return float(guess - nearest)
        return log2(float(guess) / float(nearest))

    def reach(self, band: Literal["close", "near"]) -> float:
        """The distance up to which a guess is called that, as `distance_to_accepted` counts it."""
        if band == "close":
            within, of_scale = self.close_within, CLOSE_UP_TO[self.scale]
        else:
            within, of_scale = self.near_within, NEAR_UP_TO[self.scale]
        if within is None:
            return of_scale
        return float(within) if self.scale == "points" else log2(1 + max(within, 0) / 100)

    def band(self, guess: Decimal) -> BandName:
        """How close a guess is, in a word."""
        distance = abs(self.distance_to_accepted(guess))
        if distance <= self.reach("close"):
            return "close"
        return "near" if distance <= self.reach("near") else "far"

    def bands(self) -> Iterator[Band]:
        """What is said of a guess, the closest first, and of which guesses."""
        low, high = self.accepted_range
        for name in CLOSER_BANDS:
            reach = Decimal(str(self.reach(name)))
            if self.scale == "points":
                least, most = max(low - reach, Decimal(0)), min(high + reach, Decimal(100))
            else:
                factor = Decimal(2) ** reach
                least = max((low / factor).to_integral_value(ROUND_CEILING), Decimal(1))
                most = (high * factor).to_integral_value(ROUND_FLOOR)
            yield Band(name, self.feedback(name), self.with_unit(least), self.with_unit(most))
        yield Band("far", self.far)

    def feedback(self, band: BandName) -> str:
        return {"close": self.close, "near": self.near, "far": self.far}[band]

    def with_unit(self, number: object) -> str:
        """A number as the question says it: "1 in 2,000 computers", "31 %"."""
        if self.unit in ("percent", "%"):
            return f"{plain_number(number)}\u202f%"
        return " ".join(filter(None, (self.prefix, plain_number(number), self.unit)))

    def words(self) -> list[str]:
        """Every text that people read beside the stem."""
        texts = (self.unit, self.prefix, self.close, self.near, self.far, self.tells_not)
        return list(filter(None, texts))


class Numeric(Spec):
    grader_version: ClassVar[int] = 3  # 1 read less of what people type, 2 took 50/50 for all

    kind: Literal["numeric"]
    numeric: Numbers

    def problems(self) -> Iterator[SpecProblem]:
        return self.numeric.problems()

    def layout(self, rng: Random) -> Layout:
        return {"order": [], "tokens": {}}

    def parse(self, layout: Layout, raw: PostedForm, previous: Answer | None = None) -> Answer:
        if posted_values(raw, "skip"):
            return {"guess": None}
        typed_text = str((posted_values(raw, "guess") or [""])[0])
        return {"guess": f"{self.numeric.read_guess(typed_text).normalize():f}"}

    def grade(self, answer: Answer) -> Outcome:
        """Nothing is scored: one part with how close the guess was, or that it was skipped."""
        if answer["guess"] is None:
            return Outcome(
                fraction=None, parts={"guess": {"class": "skipped", "fraction": None}}, feedback=()
            )
        guess = Decimal(answer["guess"])
        band = self.numeric.band(guess)
        part = {
            "class": band,
            "fraction": None,
            "gap": round(self.numeric.distance_to_accepted(guess), 3),
        }
        return Outcome(fraction=None, parts={"guess": part}, feedback=(band,))

    def explain(self, answer: Answer) -> list[Remark]:
        """One remark on how close the guess was; none if it was skipped."""
        if answer["guess"] is None:
            return []
        band = self.numeric.band(Decimal(answer["guess"]))
        feedback = self.numeric.feedback(band)
        return [
            Remark(
                band, self.summary(answer), feedback, chosen=True, right=None, sources=self.figures
            )
        ]

    def solution(self) -> Answer:
        return {"guess": f"{self.numeric.value.normalize():f}"}

    def summary(self, answer: Answer) -> str:
        return self.numeric.with_unit(answer["guess"]) if answer["guess"] is not None else ""


def plain_number(number: object) -> str:
    """2000 -> "2,000"; 12.50 -> "12.5"."""
    return f"{Decimal(str(number)).normalize():,f}"
