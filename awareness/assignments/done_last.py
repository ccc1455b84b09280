"""What somebody of HR did last on the desk, and to how many."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise

from awareness.assignments.models import AskChange, Code, Kind
from awareness.people.models import User

SHOWN = (Kind.EXTENDED, Kind.EXCUSED, Kind.PAUSED, Kind.REMINDED)


@dataclass(frozen=True)
class LastChange:
    """What somebody of HR did last today, to how many people, and whether it can be taken back."""

    change: AskChange
    number: int

    @property
    def kind(self) -> Kind:
        return Kind(self.change.kind)

    @property
    def code(self) -> str | Promise:
        """The reason, in words."""
        return Code(self.change.code).label

    @property
    def may_take_back(self) -> bool:
        """More time was told to people: it stays."""
        return self.kind in (Kind.EXCUSED, Kind.PAUSED)


def last_done(user: User) -> LastChange | None:
    """What they did last today, if anything. Two queries."""
    begins = datetime.combine(user.today(), time.min, tzinfo=user.zone)
    mine = AskChange.objects.filter(by=user, at__gte=begins)
    last = mine.filter(kind__in=SHOWN).order_by("-pk").first()
    if last is None:
        return None
    return LastChange(last, _people(same_click(last)))


def count_people(by: User, moment: datetime, *kinds: str) -> int:
    """Of how many people somebody changed in these ways, at that moment, what they are asked."""
    return _people(AskChange.objects.filter(by=by, at=moment, kind__in=kinds))


def _people(changes: QuerySet[AskChange]) -> int:
    return changes.values("ask__person").distinct().count()


def same_click(change: AskChange) -> QuerySet[AskChange]:
    """What was written by the same click."""
    return AskChange.objects.filter(by=change.by_id, at=change.at, kind=change.kind)


UNTIL = {  # by what was done: what changes or ends it
    Kind.EXCUSED.value: (Kind.EXCUSED, Kind.EXCUSE_ENDED),
    Kind.PAUSED.value: (Kind.PAUSED, Kind.RESUMED),
}


def still_holds(change: AskChange) -> QuerySet[AskChange]:
    """Of the excuses or pauses of the same click, those that nobody has changed or ended since."""
    kinds = UNTIL[change.kind]
    since = AskChange.objects.filter(ask=OuterRef("ask"), pk__gt=OuterRef("pk"), kind__in=kinds)
    return same_click(change).filter(~Exists(since))
