"""Whom a module is for: by role, by having been asked, or because they have begun it.

Who was asked is for a room above to know. It hands in how to find out, so that nothing here has to
know why somebody was told to do a module.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date

from django.db.models import QuerySet

from awareness.learning.models import Module, OpenTo
from awareness.people.models import Role, User

# By id of a module that somebody is asked to take, and has not done since: the day they were asked.
type AskedDays = Callable[[User], Mapping[int, date]]
_asked_days_finders: list[AskedDays] = []


def register_asked_days(find: AskedDays) -> None:
    """Let a room above say which modules somebody is asked to take."""
    if find not in _asked_days_finders:
        _asked_days_finders.append(find)


def asked_days(user: User) -> dict[int, date]:
    """What somebody is asked to take and has to do, with the day they were asked."""
    days: dict[int, date] = {}
    for find in _asked_days_finders:
        days |= find(user)
    return days


# Whether of a module somebody is asked for what changed alone, by its id.
type ChangesAlone = Callable[[User, int], bool]
_changes_alone_finders: list[ChangesAlone] = []


def register_changes_alone(find: ChangesAlone) -> None:
    """Let a room above say of which modules somebody is asked for what changed alone."""
    if find not in _changes_alone_finders:
        _changes_alone_finders.append(find)


def asks_changes_alone(user: User, module: Module) -> bool:
    """Whether they are asked only for what changed since the version they finished. Never of
    whoever is sealed: what they finished is not to be looked at."""
    return not user.is_sealed and any(find(user, module.pk) for find in _changes_alone_finders)


def is_open(
    module: Module, user: User, *, begun: bool = False, asked_modules: Collection[int] | None = None
) -> bool:
    """Whether the module stands on somebody's list and opens for them.

    `asked_modules` are the ids of what they are asked to take, when a caller has them at hand; else
    they are looked up, and only for a module that nothing else opens.
    """
    if is_barred(module, user):
        return False
    role = OpenTo(module.open_to).role
    if begun or role is None or role in user.roles:
        return True
    if asked_modules is None:
        asked_modules = asked_days(user)
    return module.pk in asked_modules


def reads_every_module(user: User) -> bool:
    """Whether somebody reads also what is for others or not adopted yet: authors, who write it, and
    HR, who adopt what they have read."""
    return not user.roles.isdisjoint({Role.AUTHOR, Role.HR})


def may_read(module: Module, user: User) -> bool:
    """Whether its address leads anywhere for somebody who has not begun."""
    return reads_every_module(user) or is_open(module, user)


def modules_for_youth() -> QuerySet[Module]:
    """Those that `is_barred` never bars."""
    for_youth = [open_to for open_to in OpenTo if open_to.for_youth]
    return Module.objects.filter(open_to__in=for_youth, opt_in=False)


def is_barred(module: Module, user: User, today: date | None = None) -> bool:
    """Whether it is closed to somebody for their age: on a day on which they are given the youth
    edition they have neither modules that are not open to youth, also when they are asked to take
    one, nor modules of one's own choice."""
    if user.youth_until is None:
        return False
    if OpenTo(module.open_to).for_youth and not module.opt_in:
        return False
    return user.is_youth_on(today or user.today())
