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
from awareness.learning.pictures import CUTS, ready
from awareness.learning.pooled import PEOPLE, SITE
from awareness.people.visibility import AFTER_OWN, scope
from quizzes import analysis
from quizzes.guess_line import scale_of
from quizzes.itemview import Guessed, ItemView
from quizzes.kinds import Numeric
from quizzes.kinds.numeric import Numbers, plainly
from quizzes.models import KindName, QuestionVersion

ANYWHERE = ""  # a guess is one wherever it was made: in a module or before a page of the library
SHARES = 5  # groups from 0 to 100 per cent, before small ones are joined


class Group(BaseModel):
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

    groups: list[Group]


def pictures(now: datetime) -> list[Picture]:
    """The pictures of estimates that may be made now, unsaved; four queries at most."""
    estimates = QuestionVersion.objects.filter(
        question__kind=KindName.NUMERIC, status="live"
    ).in_bulk()
    if not estimates:
        return []
    first, values = analysis.first_guesses(
        analysis.Selection(ANYWHERE, now, list(estimates)), site=SITE
    )
    counted = PEOPLE.format(first=first, cuts=CUTS.format(about="BIGINT"))
    ready_by_id = ready(counted, [*values, PictureKind.GUESSES])
    if not ready_by_id:
        return []
    guesses = analysis.guesses(analysis.Selection(ANYWHERE, now, list(ready_by_id)))
    pictures = []
    for pk, may in ready_by_id.items():
        spec = estimates[pk].spec
        if isinstance(spec, Numeric) and (groups := grouped(guesses[pk], edges(spec.numeric))):
            content = GuessPicture(groups=groups)
            pictures.append(may.picture(PictureKind.GUESSES, pk, now, content))
    return pictures


def edges(numbers: Numbers) -> list[Decimal]:
    """Where one group of guesses ends and the next begins: fifths of the slider of a share, powers
    of ten of a count."""
    scale = scale_of(numbers)
    least, most = Decimal(scale.least), Decimal(scale.most)
    if scale.log:
        return [Decimal(10) ** power for power in range(int(least) + 1, int(most))]
    return [least + (most - least) * n / SHARES for n in range(1, SHARES)]


def grouped(guesses: Mapping[Decimal, int], edges: Sequence[Decimal]) -> list[Group]:
    """The people between the edges, small groups joined to the next, told in tens; [] where that
    leaves fewer than two groups, which tells nothing."""
    bounds = [None, *edges, None]
    groups: list[tuple[Decimal | None, Decimal | None, int]] = []
    low, people_count = None, 0
    for start, end in pairwise(bounds):
        between = Group(low=start, high=end, people=0)
        people_count += sum(n for guess, n in guesses.items() if between.holds(guess))
        if people_count >= poolrules.TENS:
            groups.append((low, end, people_count))
            low, people_count = end, 0
    if groups and groups[-1][1] is not None:  # what is left over is too small: it joins the last
        start, _end, before = groups.pop()
        groups.append((start, None, before + people_count))
    if len(groups) < 2:
        return []
    tens = poolrules.in_tens([n for _low, _high, n in groups])
    return [
        Group(low=low, high=high, people=n)
        for (low, high, _people), n in zip(groups, tens, strict=True)
    ]


@dataclass(frozen=True)
class Others:
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


def others(view: ItemView | None) -> Others | None:
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
    return _others_shown(groups, guessed, picture.until)


def _others_shown(groups: list[Group], guessed: Guessed, until: datetime) -> Others:
    numbers = guessed.numbers
    rows: list[dict[str, Any]] = [
        {
            "label": label(group, numbers),
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
    return Others(
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


def label(group: Group, numbers: Numbers) -> str:
    """ "under 20 %", "20 to under 40 %", "1,000 or more"."""
    sign = "\u202f%" if numbers.scale == "points" else ""
    low = "" if group.low is None else plainly(group.low)
    high = "" if group.high is None else f"{plainly(group.high)}{sign}"
    if not low:
        return _("under %(high)s") % {"high": high}
    if not high:
        return _("%(low)s or more") % {"low": f"{low}{sign}"}
    return _("%(low)s to under %(high)s") % {"low": low, "high": high}
