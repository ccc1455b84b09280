"""What somebody of HR did last on the desk, and to how many."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise

from awareness.assignments.models import AskChange, ChangeKind, ReasonCode
from awareness.people.models import User

KINDS_TOLD = (ChangeKind.EXTENDED, ChangeKind.EXCUSED, ChangeKind.PAUSED, ChangeKind.REMINDED)


@dataclass(frozen=True)
class LastChange:
    """What somebody of HR did last today, to how many people, and whether it can be taken back."""

    change: AskChange
    number: int

    @property
    def kind(self) -> ChangeKind:
        return ChangeKind(self.change.kind)

    @property
    def code(self) -> str | Promise:
        """The reason, in words."""
        return ReasonCode(self.change.code).label

    @property
    def may_take_back(self) -> bool:
        """More time was told to people: it stays."""
        return self.kind in (ChangeKind.EXCUSED, ChangeKind.PAUSED)


def read_last_change(user: User) -> LastChange | None:
    """What they did last today, if anything; None where all of it has been taken back or changed
    since. Three queries."""
    begins = datetime.combine(user.today(), time.min, tzinfo=user.zone)
    mine = AskChange.objects.filter(by=user, at__gte=begins)
    last = mine.filter(kind__in=KINDS_TOLD).order_by("-pk").first()
    if last is None:
        return None
    if last.kind in KINDS_AFTER and not changes_still_in_force(last).exists():
        return None
    return LastChange(last, _count_people(changes_of_same_click(last)))


def count_people(by: User, moment: datetime, *kinds: str) -> int:
    """Of how many people somebody changed in these ways, at that moment, what they are asked."""
    return _count_people(AskChange.objects.filter(by=by, at=moment, kind__in=kinds))


def _count_people(changes: QuerySet[AskChange]) -> int:
    return changes.values("ask__person").distinct().count()


def changes_of_same_click(change: AskChange) -> QuerySet[AskChange]:
    """What was written by the same click."""
    return AskChange.objects.filter(by=change.by_id, at=change.at, kind=change.kind)


KINDS_AFTER = {  # by what was done: what changes or ends it
    ChangeKind.EXCUSED.value: (ChangeKind.EXCUSED, ChangeKind.EXCUSE_ENDED),
    ChangeKind.PAUSED.value: (ChangeKind.PAUSED, ChangeKind.RESUMED),
}


def changes_still_in_force(change: AskChange) -> QuerySet[AskChange]:
    """Of the excuses or pauses of the same click, those that nobody has changed or ended since."""
    kinds = KINDS_AFTER[change.kind]
    later_changes = AskChange.objects.filter(
        ask=OuterRef("ask"), pk__gt=OuterRef("pk"), kind__in=kinds
    )
    return changes_of_same_click(change).filter(~Exists(later_changes))
