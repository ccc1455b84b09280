"""Pictures of how many people answered: which may be made, and which is shown.

Each kind counts its own people, by what a picture is about and by site (pooled.py, before_after.py)
in a query that joins LAST_PICTURES_SQL, so that those whom the last picture did not count are told
apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from pydantic import BaseModel

from awareness.learning.models import Picture, PictureKind
from awareness.learning.poolrules import may_publish
from awareness.people.models import User
from quizzes.analysis import rows_of_query

# Of each thing that there are pictures of: how many, and until when answers were counted.
LAST_PICTURES_SQL = """
SELECT CAST(about AS {about}) AS about, MAX(number) AS number, MAX(until) AS until
FROM learning_picture WHERE kind = %s GROUP BY about
"""


@dataclass(frozen=True)
class PictureCounts:
    """What a picture may be made of: people by site, all and those who are new, and the rows that
    counted them. `number` is that of the last picture; 0 before the first."""

    number: int
    people: dict[int | None, int] = field(default_factory=dict)
    new: dict[int | None, int] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def picture(
        self, kind: PictureKind, about: str | int, now: datetime, content: BaseModel
    ) -> Picture:
        """The next picture of this thing, unsaved, with `content` as what it tells."""
        return Picture(
            kind=kind,
            about=str(about),
            number=self.number + 1,
            until=now,
            told=content.model_dump(mode="json"),
        )


def counts_ready_for_pictures(sql: str, values: Sequence[object]) -> dict[Any, PictureCounts]:
    """What a picture may be made of now, by what it is about. `sql` gives a row for each `about`
    and `site`, with how many `people` it counts, how many of them are `new`, and the last picture's
    `number`; 2 queries.
    """
    counts_by_about: dict[Any, PictureCounts] = {}
    for row in rows_of_query(sql, values):
        counts = counts_by_about.setdefault(row["about"], PictureCounts(row["number"] or 0))
        counts.people[row["site"]] = row["people"]
        counts.new[row["site"]] = row["new"]
        counts.rows.append(row)
    sites = _count_employer_sites() if counts_by_about else 0
    return {
        about: counts
        for about, counts in counts_by_about.items()
        if may_publish(counts.people, counts.new, sites)
    }


def _count_employer_sites() -> int:
    """At how many sites somebody works today."""
    people = User.objects.at_work(timezone.localdate(timezone=UTC)).filter(site__isnull=False)
    return people.order_by().values("site").distinct().count()


def told_by_about(kind: PictureKind) -> dict[str, dict[str, Any]]:
    """What the newest pictures of a kind tell, as JSON, by what each is about; one query."""
    return dict(Picture.objects.newest(kind).values_list("about", "told"))
