"""What HR does to what people are asked: more time, an excuse, a pause. Of one or of many, each
call in one transaction, and every change appended with who made it, when, and a code."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import partial

from django.db import DEFAULT_DB_ALIAS, transaction

from awareness.assignments.asking import AskWrites
from awareness.assignments.models import Ask, AskChange, AskSource, ChangeKind, ReasonCode
from awareness.assignments.returns import read_later_due
from awareness.errors import CodedError
from awareness.journal.actions import append_all
from awareness.journal.models import Event
from awareness.learning.models import Completion
from awareness.people.models import User
from awareness.people.today import read_today
from awareness.people.validation import is_day_in_reach

# Why somebody may be given more time, excused or paused. That they are back is the site's to say.
HR_CODES = [code for code in ReasonCode if code != ReasonCode.RETURNED]
EXCUSE_FIELDS = ("excused_on", "excused_code")
PAUSE_FIELDS = ("paused_on", "paused_until", "paused_code")


class AskError(CodedError):
    """Refused for all of them. `code`: unknown_code (a reason that is not in the list),
    day_out_of_reach, day_in_past."""


@transaction.atomic
def extend(asks: Iterable[Ask], day: date, code: str, by: User, now: datetime) -> int:
    """More time until that day, for those that are open and due before it; how many. Who is back
    from leave keeps the later day that gives them, also where nobody has written it down yet."""
    _refuse_code_or_day(code, day, by, now)
    asks = list(asks)
    later_due_by_ask = read_later_due(read_today(now), {ask.person_id for ask in asks})

    def change(ask: Ask) -> AskChange | None:
        old_due, today = later_due_by_ask.get(ask.pk, ask.due_on), ask.person.today(now)
        if ask.done_on is not None or old_due >= day or day < today:  # their day may be the next
            return None
        ask.due_on, ask.extended_on = day, today
        return AskChange(kind=ChangeKind.EXTENDED, code=code, day_before=old_due, day_after=day)

    return len(_change_asks(asks, change, ("due_on", "extended_on"), by, now))


@transaction.atomic
def excuse(asks: Iterable[Ask], code: str, by: User, now: datetime) -> int:
    """Nothing is expected of them any more, until the excuse is ended; how many were not excused
    so far."""
    _refuse_code_or_day(code)

    def change(ask: Ask) -> AskChange | None:
        if ask.excused_on is not None:
            return None
        ask.excused_on, ask.excused_code = ask.person.today(now), code
        return AskChange(kind=ChangeKind.EXCUSED, code=code)

    return len(_change_asks(asks, change, EXCUSE_FIELDS, by, now))


@transaction.atomic
def end_excuse(asks: Iterable[Ask], by: User, now: datetime) -> int:
    """They are asked as before; how many were excused."""
    return len(_change_asks(asks, _end_excuse_of, EXCUSE_FIELDS, by, now))


@transaction.atomic
def pause(asks: Iterable[Ask], until: date | None, code: str, by: User, now: datetime) -> int:
    """Nothing is expected of them from today to that day (included), or until the pause is ended;
    how many. A pause that runs is given the new day."""
    _refuse_code_or_day(code, until, by, now)

    def change(ask: Ask) -> AskChange | None:
        today = ask.person.today(now)
        if until is not None and until < today:  # over already where they are
            return None
        is_running = _is_pause_running(ask, now)
        if is_running and (ask.paused_until, ask.paused_code) == (until, code):
            return None
        old_last_day = ask.paused_until if is_running else None
        ask.paused_on = ask.paused_on if is_running else today
        ask.paused_until, ask.paused_code = until, code
        return AskChange(
            kind=ChangeKind.PAUSED, code=code, day_before=old_last_day, day_after=until
        )

    return len(_change_asks(asks, change, PAUSE_FIELDS, by, now))


@transaction.atomic
def resume(asks: Iterable[Ask], by: User, now: datetime) -> int:
    """The pause is over from now on; how many were paused, by a pause that ran."""
    return len(_change_asks(asks, partial(_end_pause_of, now=now), PAUSE_FIELDS, by, now))


@transaction.atomic
def ask_again(asks: Iterable[Ask], by: User, now: datetime) -> int:
    """Excuse and pause are over from now on; how many were one of these, or both."""
    asks = list(asks)
    excused = _change_asks(asks, _end_excuse_of, EXCUSE_FIELDS, by, now)
    end_pause = partial(_end_pause_of, now=now)
    return len(excused | _change_asks(asks, end_pause, PAUSE_FIELDS, by, now))


@transaction.atomic
def note_reminded(asks: Iterable[Ask], by: User, now: datetime) -> None:
    """That HR reminds them of these, which changes nothing about them."""
    _change_asks(asks, lambda _ask: AskChange(kind=ChangeKind.REMINDED), (), by, now)


def _end_excuse_of(ask: Ask) -> AskChange | None:
    if ask.excused_on is None:
        return None
    ask.excused_on, ask.excused_code = None, ""
    return AskChange(kind=ChangeKind.EXCUSE_ENDED)


def _end_pause_of(ask: Ask, now: datetime) -> AskChange | None:
    if not _is_pause_running(ask, now):
        return None
    ask.paused_on, ask.paused_until, ask.paused_code = None, None, ""
    return AskChange(kind=ChangeKind.RESUMED)


def _is_pause_running(ask: Ask, now: datetime) -> bool:
    """Whether they are paused, by a pause whose last day is not over where they are."""
    if ask.paused_on is None:
        return False
    return ask.paused_until is None or ask.paused_until >= ask.person.today(now)


def _refuse_code_or_day(
    code: str, day: date | None = None, by: User | None = None, now: datetime | None = None
) -> None:
    if code not in HR_CODES:
        raise AskError("unknown_code")
    if day is not None and by is not None:
        if day < by.today(now):
            raise AskError("day_in_past")
        if not is_day_in_reach(day, by.today(now)):
            raise AskError("day_out_of_reach")


def _change_asks(
    asks: Iterable[Ask],
    change: Callable[[Ask], AskChange | None],
    fields: Sequence[str],
    by: User,
    now: datetime,
) -> set[int]:
    """Change those that count, as they stand now; the ids of those it changed. The people are
    locked, as the worker locks them: two at once take turns."""
    ids = [ask.pk for ask in asks]
    _lock_people(ids)
    current = Ask.objects.current().filter(pk__in=ids).order_by("pk")
    changed, made_changes = [], []
    for ask in current.select_related("person__site", "module"):
        if made_change := change(ask):
            made_change.ask, made_change.by, made_change.at = ask, by, now
            changed.append(ask)
            made_changes.append(made_change)
    if fields:
        Ask.objects.bulk_update(changed, fields, batch_size=100)
    AskChange.objects.bulk_create(made_changes)
    append_all(_event(made_change, by, now) for made_change in made_changes)
    return {ask.pk for ask in changed}


def _lock_people(ask_ids: Sequence[int]) -> None:
    people = User.objects.filter(pk__in=Ask.objects.filter(pk__in=ask_ids).values("person"))
    list(people.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _event(change: AskChange, by: User, now: datetime) -> Event:
    days = {"before": change.day_before, "after": change.day_after}
    facts = {"module": change.ask.module.slug, "code": change.code or None} | {
        name: day and day.isoformat() for name, day in days.items()
    }
    subject_id, actor = change.ask.person.public_id, by.public_id
    return Event(at=now, kind=f"ask.{change.kind}", subject=subject_id, actor=actor, facts=facts)


@transaction.atomic
def remove_unchanged_asks(person: User) -> None:
    """Take away what somebody is asked who was entered by mistake and is about to be removed: what
    was asked and nothing else has come of. Anything else stays, and keeps them."""
    asks = Ask.objects.filter(person=person, done_on=None)
    later_changes = AskChange.objects.filter(ask__in=asks).exclude(kind=ChangeKind.ASKED)
    ids = list(asks.exclude(pk__in=later_changes.values("ask")).values_list("pk", flat=True))
    AskChange.objects.filter(ask__in=ids)._raw_delete(DEFAULT_DB_ALIAS)
    AskSource.objects.filter(ask__in=ids).delete()
    Ask.objects.filter(pk__in=ids).delete()


@transaction.atomic
def answer_by_completion(completion: Completion) -> None:
    """Somebody finished a module: it answers what they are asked now."""
    person_id, module_id = completion.learner_id, completion.module_version.module_id
    list(User.objects.select_for_update(no_key=True).filter(pk=person_id).values_list("pk"))
    asks = Ask.objects.current().undone().filter(person=person_id, module=module_id)
    ask = asks.filter(counts_from__lte=completion.day).select_related("renews").first()
    if ask is None:
        return
    writes = AskWrites(completion.at)
    sources = AskSource.objects.current().filter(ask=ask).select_related("assignment")
    writes.sources_of(ask).extend(sources)
    writes.mark_done(ask, completion)
    ask.save(update_fields=["completion", "done_on", "valid_until", "opens_on"])
    AskChange.objects.bulk_create(writes.changes)
