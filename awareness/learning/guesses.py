"""What others guessed, for whoever has guessed: pictures of estimates alone, made in steps.

Never of decisions, nor of anything that can be right or wrong. What is told and to whom is
`people.visibility`'s to say, and in which steps `poolrules`' (decision 16).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict

from awareness.insights.charts import bars
from awareness.insights.charts.scale import CANVASES
from awareness.learning import poolrules
from awareness.learning.models import Picture, PictureKind
from awareness.learning.pictures import LAST_PICTURES_SQL, counts_ready_for_pictures
from awareness.learning.pooled import PEOPLE_SQL, SITE_OF_ITEM
from awareness.people.visibility import AFTER_OWN, scope
from quizzes import analysis
from quizzes.guess_line import scale_of
from quizzes.itemview import ItemView, ToldGuess
from quizzes.kinds import Numeric
from quizzes.kinds.numeric import Numbers, plain_number
from quizzes.models import KindName, QuestionVersion

ANY_CONTEXT = ""  # a guess is one wherever it was made: in a module or before a page of the library
SHARE_GROUPS = 5  # groups from 0 to 100 per cent, before small ones are joined


class GuessGroup(BaseModel):
    """People, in tens, whose guess was `low` or more and less than `high` (None: no end)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    low: Decimal | None
    high: Decimal | None
    people: int

    def holds(self, guess: Decimal) -> bool:
        above = self.low is None or guess >= self.low
        return above and (self.high is None or guess < self.high)


class GuessPicture(BaseModel):
    """What a picture of one estimate tells: at least two groups beside each other, from the lowest
    guesses to the highest, none of fewer than ten people."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    groups: list[GuessGroup]


def guess_pictures(now: datetime) -> list[Picture]:
    """The pictures of estimates that may be made now, unsaved; four queries at most."""
    estimates = QuestionVersion.objects.filter(
        question__kind=KindName.NUMERIC, status="live"
    ).in_bulk()
    if not estimates:
        return []
    first_sql, values = analysis.first_guesses_sql(
        analysis.Selection(ANY_CONTEXT, now, list(estimates)), site=SITE_OF_ITEM
    )
    people_sql = PEOPLE_SQL.format(first=first_sql, cuts=LAST_PICTURES_SQL.format(about="BIGINT"))
    ready_by_id = counts_ready_for_pictures(people_sql, [*values, PictureKind.GUESSES])
    if not ready_by_id:
        return []
    people_by_guess = analysis.guess_counts(analysis.Selection(ANY_CONTEXT, now, list(ready_by_id)))
    pictures = []
    for pk, counts in ready_by_id.items():
        spec = estimates[pk].spec
        if isinstance(spec, Numeric) and (
            groups := groups_of_guesses(people_by_guess[pk], group_edges(spec.numeric))
        ):
            content = GuessPicture(groups=groups)
            pictures.append(counts.picture(PictureKind.GUESSES, pk, now, content))
    return pictures


def group_edges(numbers: Numbers) -> list[Decimal]:
    """Where one group of guesses ends and the next begins: fifths of the slider of a share, powers
    of ten of a count."""
    scale = scale_of(numbers)
    least, most = Decimal(scale.least), Decimal(scale.most)
    if scale.log:
        return [Decimal(10) ** power for power in range(int(least) + 1, int(most))]
    return [least + (most - least) * n / SHARE_GROUPS for n in range(1, SHARE_GROUPS)]


def groups_of_guesses(
    people_by_guess: Mapping[Decimal, int], edges: Sequence[Decimal]
) -> list[GuessGroup]:
    """The people between the edges, small groups joined to the next, told in tens; [] where that
    leaves fewer than two groups, which tells nothing."""
    bounds = [None, *edges, None]
    groups: list[tuple[Decimal | None, Decimal | None, int]] = []
    low, people_count = None, 0
    for start, end in pairwise(bounds):
        between = GuessGroup(low=start, high=end, people=0)
        people_count += sum(n for guess, n in people_by_guess.items() if between.holds(guess))
        if people_count >= poolrules.TOLD_STEP:
            groups.append((low, end, people_count))
            low, people_count = end, 0
    if groups and groups[-1][1] is not None:  # what is left over is too small: it joins the last
        start, _end, before = groups.pop()
        groups.append((start, None, before + people_count))
    if len(groups) < 2:
        return []
    tens = poolrules.in_tens([n for _low, _high, n in groups])
    return [
        GuessGroup(low=low, high=high, people=n)
        for (low, high, _people), n in zip(groups, tens, strict=True)
    ]


@dataclass(frozen=True)
class OthersGuesses:
    """What others guessed, beside one's own guess.

    A row is {label, shown, value, marked}; the group that holds one's own guess is marked.
    """

    people: int
    asked: str  # what stands before and after each number; "" for a share
    own: dict[str, Any]
    most: str  # the label of the largest group; "" where two are as large
    rows: list[dict[str, Any]]
    drawings: list[dict[str, Any]]
    until: datetime


def others_guesses(view: ItemView | None) -> OthersGuesses | None:
    """For somebody who has just guessed, or looks at their guess again; one query.

    None for a guess that was skipped, for anything that is no estimate (no query), and where there
    is no picture.
    """
    if view is None or view.guessed is None or scope("learner", "pooled_estimates") != AFTER_OWN:
        return None
    guessed = view.guessed
    newest = Picture.objects.newest(PictureKind.GUESSES)
    picture = newest.filter(about=str(guessed.version)).first()
    if picture is None:
        return None
    groups = GuessPicture.model_validate(picture.told).groups
    return _others_guesses_of_groups(groups, guessed, picture.until)


def _others_guesses_of_groups(
    groups: list[GuessGroup], guessed: ToldGuess, until: datetime
) -> OthersGuesses:
    """What others guessed, in groups, as rows and drawings; `until`: answers after it are not
    counted."""
    numbers = guessed.numbers
    rows: list[dict[str, Any]] = [
        {
            "label": group_label(group, numbers),
            "shown": str(group.people),
            "value": str(group.people),
            "marked": group.holds(guessed.guess),
        }
        for group in groups
    ]
    largest = max(group.people for group in groups)
    most = [row["label"] for row in rows if row["value"] == str(largest)]
    data = {"table": {"rows": rows}}
    described = bars.describe(data)
    return OthersGuesses(
        people=sum(group.people for group in groups),
        asked=" … ".join(filter(None, (numbers.prefix, numbers.unit)))
        if numbers.scale == "ratio"
        else "",
        own=next(row for row in rows if row["marked"]),
        most=most[0] if len(most) == 1 else "",
        rows=rows,
        drawings=[
            {
                "template": "insights/charts/bars.svg",
                "canvas": canvas.name,
                "id": f"guesses-{guessed.version}-{canvas.name}",
                "title": _("What others guessed"),
                "desc": described,
                **bars.draw(data, canvas),
            }
            for canvas in CANVASES
        ],
        until=until,
    )


def group_label(group: GuessGroup, numbers: Numbers) -> str:
    """ "under 20 %", "20 to under 40 %", "1,000 or more"."""
    sign = "\u202f%" if numbers.scale == "points" else ""
    low = "" if group.low is None else plain_number(group.low)
    high = "" if group.high is None else f"{plain_number(group.high)}{sign}"
    if not low:
        return _("under %(high)s") % {"high": high}
    if not high:
        return _("%(low)s or more") % {"low": f"{low}{sign}"}
    return _("%(low)s to under %(high)s") % {"low": low, "high": high}
