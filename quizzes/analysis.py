"""How questions were answered, over everybody: aggregated in the database, no row of a person read.

Only first attempts count: who tries again has been told the answer. The newest grade of an answer
counts, so that a mended key shows; what it is worth stands on the item. What is too small to be
told is the caller's to decide.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Round

from prepared.planning import whole_tables
from quizzes.models import AttemptItem, AttemptState, Grade
from quizzes.statistics import Sums


@dataclass(frozen=True)
class Answered:
    """First answers to one version. `pairs` has the item against the mean of the attempt's rest."""

    version: int
    n: int
    right: float  # the sum of the fractions
    pairs: Sums | None  # None where it was never asked beside others

    @property
    def facility(self) -> float:
        return self.right / self.n

    def __add__(self, other: "Answered") -> "Answered":
        """Of the same version, met in attempts of another length."""
        both = [pairs for pairs in (self.pairs, other.pairs) if pairs]
        pairs = sum(both[1:], start=both[0]) if both else None
        return Answered(self.version, self.n + other.n, self.right + other.right, pairs)


def _first_answers(prefix: str, item: str = "") -> Q:
    """Scored items of finished first attempts in contexts that begin with `prefix`; `item` is the
    way there, from a row that belongs to one."""
    return Q(
        **{
            f"{item}fraction__isnull": False,
            f"{item}attempt__number": 1,
            f"{item}attempt__state": AttemptState.FINISHED,
            f"{item}attempt__context__startswith": prefix,
        }
    )


def _counted(rows: QuerySet) -> list[dict]:
    """The rows of a count over everybody's answers."""
    with whole_tables():
        return list(rows)


def answered(prefix: str) -> list[Answered]:
    """Facility and item-rest sums of every version asked there; one query at any size.

    The database sums the item's fraction and the attempt's, per version and length of attempt;
    the rest of an attempt follows from both.
    """
    item, whole = F("fraction"), F("attempt__fraction")
    rows = (
        AttemptItem.objects.filter(_first_answers(prefix))
        .values(asked=F("version"), length=F("attempt__length"))
        .annotate(
            n=Count("*"),
            x=Sum(item),
            xx=Sum(item * item),
            w=Sum(whole),
            ww=Sum(whole * whole),
            xw=Sum(item * whole),
        )
        .order_by("asked", "length")
    )
    found: dict[int, Answered] = {}
    for row in _counted(rows):
        told = Answered(row["asked"], row["n"], row["x"], _pairs(row))
        found[told.version] = told + found[told.version] if told.version in found else told
    return list(found.values())


def _pairs(row: dict) -> Sums | None:
    """The item against the mean of the attempt's other questions: w = (x + (k - 1) rest) / k."""
    k = row["length"]
    if k == 1:
        return None
    x, xx = row["x"], row["xx"]
    y = (k * row["w"] - x) / (k - 1)
    yy = (k * k * row["ww"] - 2 * k * row["xw"] + xx) / (k - 1) ** 2
    return Sums(row["n"], x, xx, y, yy, xy=(k * row["xw"] - xx) / (k - 1))


def strata(prefix: str, group: str) -> list[dict]:
    """People counted by version, by how they did elsewhere in the attempt, and by `group` (the way
    from an item to what tells them apart): what `dif.differences` takes; one query at any size.

    Right is what earned all there was. Who is in no group is left out.
    """
    counted = AttemptItem.objects.filter(_first_answers(prefix), attempt__length__gt=1)
    rest = F("attempt__length") * F("attempt__fraction") - F("fraction")
    return _counted(
        counted.exclude(**{group: None})
        .values("version", length=F("attempt__length"), rest=Round(rest), group=F(group))
        .annotate(n=Count("*"), right=Count("fraction", filter=Q(fraction=1)))
        .order_by()
    )


def choices(prefix: str, versions: Iterable[int]) -> dict[int, dict[str, dict[str, int]]]:
    """How often each class of answer was given: version -> part -> class -> answers; one query.

    The database counts equal answers; only what differs comes here.
    """
    later = Grade.objects.filter(response=OuterRef("response"), pk__gt=OuterRef("pk"))
    rows = (
        Grade.objects.filter(
            _first_answers(prefix, "response__item__"),
            ~Exists(later),
            response__is_final=True,
            response__item__version__in=versions,
        )
        .values(asked=F("response__item__version"), given=F("parts"))
        .annotate(n=Count("pk"))
        .order_by()
    )
    found: dict[int, dict[str, dict[str, int]]] = {}
    for row in _counted(rows):
        for part, told in row["given"].items():
            counts = found.setdefault(row["asked"], {}).setdefault(part, {})
            name = str(told["class"])
            counts[name] = counts.get(name, 0) + row["n"]
    return found
