"""P8: item analysis of a million answers, beside the least SQL that gives the same numbers.

    .venv/bin/python -m tests.bench.analysis [--learners 100000]

On the database of DATABASE_URL, which has to be empty (scripts/with-postgres brings one), or on a
SQLite file of its own. Prints one JSON object: seconds of both, their ratio, peak memory.
"""

import argparse
import json
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

QUESTIONS, EACH = 50, 10
NOW = datetime(2026, 11, 27, tzinfo=UTC)
# The floor: one flat table of (person, attempt, question, score), as a stand-in for any quiz's
# answers. Of each person the first answer to a question counts, so the least SQL finds it too.
FLOOR = """
WITH whole AS (SELECT attempt, SUM(score) AS total FROM bench_floor GROUP BY attempt),
ranked AS (
    SELECT attempt, question, score,
        ROW_NUMBER() OVER (PARTITION BY person, question ORDER BY attempt) AS place
    FROM bench_floor
)
SELECT f.question, COUNT(*), SUM(f.score), SUM(f.score * f.score),
       SUM((w.total - f.score) / 9.0), SUM((w.total - f.score) * (w.total - f.score) / 81.0),
       SUM(f.score * (w.total - f.score) / 9.0)
FROM ranked f JOIN whole w ON w.attempt = f.attempt WHERE place = 1 GROUP BY f.question
"""
# The same, where an answer counts however often a person gives one: what P8 was held to until
# people were counted (decision 16).
OF_ANSWERS = """
WITH whole AS (SELECT attempt, SUM(score) AS total FROM bench_floor GROUP BY attempt)
SELECT f.question, COUNT(*), SUM(f.score), SUM(f.score * f.score),
       SUM((w.total - f.score) / 9.0), SUM((w.total - f.score) * (w.total - f.score) / 81.0),
       SUM(f.score * (w.total - f.score) / 9.0)
FROM bench_floor f JOIN whole w ON w.attempt = f.attempt GROUP BY f.question
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="awareness-bench-") as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'analysis.sqlite3'}")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "awareness.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        seed(options.learners)
        print(json.dumps(compare(options.learners), indent=2))


def seed(learners: int) -> None:
    """So many people, who answered ten of fifty questions each; abilities and items differ."""
    from django.db import connection, transaction

    from awareness.people.models import User
    from quizzes.kinds.base import draw_layout
    from quizzes.models import Attempt, AttemptItem, Grade, Question, QuestionVersion, Response

    dice = random.Random(8)  # noqa: S311  no secret
    spec = {"kind": "single", "stem": "?"}
    questions = Question.objects.bulk_create(
        Question(key=f"bench/q{n}", kind="single") for n in range(QUESTIONS)
    )
    versions = QuestionVersion.objects.bulk_create(
        QuestionVersion(question=q, number=1, status="live", spec=spec, spec_hash=q.key)
        for q in questions
    )
    layout = draw_layout("abcd", dice, shuffle=True)  # as wide as a real one
    hardness = [dice.uniform(-1.5, 1.5) for _ in versions]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_floor "
            "(person INTEGER, attempt INTEGER, question INTEGER, score DOUBLE PRECISION)"
        )
    for first in range(0, learners, 5_000):
        count = min(5_000, learners - first)
        print(f"{first:,} of {learners:,} people ...", file=sys.stderr, flush=True)
        with transaction.atomic():
            people = User.objects.bulk_create(
                User(employee_number=f"u{first + n}", name="Somebody") for n in range(count)
            )
            rights = []
            attempts = []
            for person in people:
                asked = dice.sample(range(QUESTIONS), EACH)
                able = dice.gauss(0.5, 1)
                right = [float(able + dice.gauss(0, 1) > hardness[q]) for q in asked]
                rights.append(list(zip(asked, right, strict=True)))
                attempts.append(
                    Attempt(
                        learner=person, context="module:bench:1.0:check", number=1, length=EACH,
                        state="finished", started_at=NOW, finished_at=NOW,
                        fraction=sum(right) / EACH,
                    )
                )  # fmt: skip
            Attempt.objects.bulk_create(attempts)
            items, flat = [], []
            for attempt, right in zip(attempts, rights, strict=True):
                for place, (question, score) in enumerate(right):
                    items.append(
                        AttemptItem(
                            attempt=attempt,
                            version=versions[question],
                            position=place,
                            layout=layout,
                            fraction=score,
                        )
                    )
                    flat.append((attempt.learner_id, attempt.pk, question, score))
            AttemptItem.objects.bulk_create(items, batch_size=5_000)
            responses = Response.objects.bulk_create(
                [
                    Response(
                        item=item,
                        token=f"{item.pk}-1",
                        sequence=1,
                        answer={"choice": "a" if score else "b"},
                        is_final=True,
                        at=NOW,
                    )
                    for item, (*_whose, score) in zip(items, flat, strict=True)
                ],
                batch_size=5_000,
            )
            Grade.objects.bulk_create(
                [
                    Grade(
                        response=response,
                        version_id=item.version_id,
                        grader="single-1",
                        fraction=score,
                        at=NOW,
                        parts={"choice": {"class": "a" if score else "b", "fraction": score}},
                    )
                    for response, item, (*_whose, score) in zip(responses, items, flat, strict=True)
                ],
                batch_size=5_000,
            )
            with connection.cursor() as cursor:
                cursor.executemany("INSERT INTO bench_floor VALUES (%s, %s, %s, %s)", flat)
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX bench_floor_attempt ON bench_floor (attempt)")
        cursor.execute("ANALYZE")


def compare(learners: int) -> dict:
    from django.db import connection

    from quizzes.analysis import Selection, choice_counts, first_answers_by_version

    asked = Selection("module:")

    def least(sql: str) -> list:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    before = peak()
    first_answers_by_version(asked)  # each once, so that the pages are in memory
    grew = peak() - before
    least(FLOOR)
    rounds = [
        (
            timed(lambda: first_answers_by_version(asked)),
            timed(lambda: least(FLOOR)),
            timed(lambda: least(OF_ANSWERS)),
        )
        for _round in range(4)
    ]
    told = timed(lambda: choice_counts(asked))
    return {
        "database": connection.vendor,
        "answers": learners * EACH,
        "ours_s": round(statistics.median(a for a, _, _ in rounds), 3),
        "floor_s": round(statistics.median(b for _, b, _ in rounds), 3),
        "ratio": round(statistics.median(a / b for a, b, _ in rounds), 2),
        "reach": 1.5,
        "ratio_to_counting_answers": round(statistics.median(a / c for a, _, c in rounds), 2),
        "choices_s": round(told, 3),
        "peak_memory_grew_MB": round(grew, 1),
    }


def peak() -> float:
    """MB that this process has taken at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(act) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
