"""Simulated people of known ability, who answer items of known difficulty: seeded, in bulk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import exp
from random import Random

from awareness.people.models import Site, User
from quizzes.kinds import Numeric
from quizzes.models import Attempt, AttemptItem, Grade, QuestionVersion, Response

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Item:
    """A two-parameter logistic item: right with 1 / (1 + exp(-slope (ability - hardness)))."""

    hardness: float
    slope: float

    def chance(self, ability: float) -> float:
        return 1 / (1 + exp(-self.slope * (ability - self.hardness)))


def dice(seed: int) -> Random:
    return Random(seed)  # noqa: S311  a simulation, no secret


def people(count: int, name: str = "somebody", *sites: Site) -> list[User]:
    """So many people, at these sites in turn; without a site where there is none."""
    return User.objects.bulk_create(
        User(
            name=f"{name} {n}",
            site=sites[n % len(sites)] if sites else None,
        )
        for n in range(count)
    )


def a_site(name: str, country: str = "SE") -> Site:
    return Site.objects.create(name=name, slug=name.lower(), country=country)


def abilities(count: int, rng: Random) -> list[float]:
    return [rng.gauss(0, 1) for _ in range(count)]


def answers(able: Sequence[float], items: Sequence[Item], rng: Random) -> list[list[int]]:
    """Right or not (1, 0): a row a person, a column an item."""
    return [[int(rng.random() < item.chance(each)) for item in items] for each in able]


def record(
    learners: Sequence[User],
    context: str,
    versions: Sequence[QuestionVersion],
    rows: Sequence[Sequence[int]],
    *,
    number: int = 1,
    at: datetime = NOW,
) -> list[Attempt]:
    """Write down a finished attempt a person, with final answers of these fractions."""
    attempts = Attempt.objects.bulk_create(
        Attempt(
            learner=learner,
            context=context,
            number=number,
            length=len(versions),
            state="finished",
            started_at=at,
            finished_at=at,
            fraction=sum(row) / len(row),
        )
        for learner, row in zip(learners, rows, strict=True)
    )
    items = AttemptItem.objects.bulk_create(
        AttemptItem(attempt=attempt, version=version, position=place, layout={}, fraction=x)
        for attempt, row in zip(attempts, rows, strict=True)
        for place, (version, x) in enumerate(zip(versions, row, strict=True))
    )
    responses = Response.objects.bulk_create(
        Response(item=item, token="t", sequence=1, answer=_answer(item, x), is_final=True, at=at)
        for item, x in zip(items, _flat(rows), strict=True)
    )
    Grade.objects.bulk_create(
        Grade(
            response=response,
            version=response.item.version,
            grader="sim-1",
            fraction=x,
            parts=_parts(response.item.version, x),
            at=at,
        )
        for response, x in zip(responses, _flat(rows), strict=True)
    )
    return attempts


def guess(
    learners: Sequence[User],
    version: QuestionVersion,
    guesses: Sequence[str | None],
    *,
    context: str = "module:one:1.0:guess",
    at: datetime = NOW,
    grader: str = f"numeric-{Numeric.grader_version}",
) -> None:
    """Write down a finished guess a person; None: skipped."""
    made = zip(learners, guesses, strict=True)
    for learner, number in made:
        attempt = Attempt.objects.create(
            learner=learner,
            context=context,
            number=1,
            length=1,
            state="finished",
            started_at=at,
            finished_at=at,
        )
        item = AttemptItem.objects.create(attempt=attempt, version=version, position=0, layout={})
        response = Response.objects.create(
            item=item, token="t", sequence=1, answer={"guess": number}, is_final=True, at=at
        )
        Grade.objects.create(
            response=response, version=version, grader=grader, fraction=None, parts={}, at=at
        )


def _flat(rows) -> list[int]:
    return [x for row in rows for x in row]


def _answer(item: AttemptItem, right: int) -> dict:
    if item.version.kind == "scenario":
        return {"path": [["start", "good" if right else "poor"]]}
    return {"choice": "a" if right else "b"}


def _parts(version: QuestionVersion, right: int) -> dict:
    part = "start" if version.kind == "scenario" else "choice"
    name = ("good" if right else "poor") if part == "start" else ("a" if right else "b")
    return {part: {"class": name, "fraction": float(right)}}
