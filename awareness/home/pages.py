"""What stands on a person's own page, put together from learning and assignments. Pure: no query,
no clock. All texts come out translated; days are the person's own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from awareness.assignments.queries import OwnAsk
from awareness.formats import weekday_and_day
from awareness.learning.models import OpenTo
from awareness.learning.queries import ModuleState, OwnModule
from awareness.subjects.registry import subjects
from awareness.subjects.schema import SubjectFile

COUNT_WORDS = (
    "",
    gettext_lazy("One"),
    gettext_lazy("Two"),
    gettext_lazy("Three"),
    gettext_lazy("Four"),
    gettext_lazy("Five"),
    gettext_lazy("Six"),
)


@dataclass(frozen=True)
class ModuleRow:
    """A module in one of the two lists."""

    module: OwnModule
    ask: OwnAsk | None = None
    asked: bool = True
    is_expected: bool = True  # now; not where one is excused, paused or on leave

    @property
    def is_left(self) -> bool:
        """Whether it is expected now and not done."""
        return self.module.state != ModuleState.DONE and self.is_expected

    @property
    def due_on(self) -> date | None:
        """The day by which it is to be done; None where nothing is left to do."""
        return self.ask.due_on if self.ask and self.is_left else None

    @property
    def state_word(self) -> str:
        """Done, Not now, Started; else Not started for what is asked, Open for what is not."""
        match self.module.state:
            case ModuleState.DONE:
                return _("Done")
            case _ if not self.is_expected:
                return _("Not now")
            case ModuleState.STARTED:
                return _("Started")
        return _("Not started") if self.asked else _("Open")

    @property
    def meta(self) -> str:
        """The second line beside the state: the day it was done, or the minutes still to go."""
        if self.module.state == ModuleState.DONE and self.module.done_on:
            return date_format(self.module.done_on, "MONTH_DAY_FORMAT")
        if not self.is_expected:
            return _("Nothing is expected of you")
        if self.module.state == ModuleState.STARTED:
            return minutes_left_words(self.module.minutes_left)
        return ngettext("%(n)s minute", "%(n)s minutes", self.module.minutes) % {
            "n": self.module.minutes
        }


def minutes_left_words(minutes: int) -> str:
    return ngettext("%(n)s minute left", "%(n)s minutes left", minutes) % {"n": minutes}


# Tracks for some alone, with what stands above their modules; the others are for everybody.
HEADING_BY_ROLE_TRACK = {
    "managers": gettext_lazy("For you as a manager"),
    "case-handlers": gettext_lazy("For you as a case handler"),
    "it": gettext_lazy("For you in IT and security"),
}


@dataclass(frozen=True)
class AskedOf:
    """What is asked of somebody in one subject."""

    subject: SubjectFile
    rows: list[ModuleRow]

    @property
    def due_on(self) -> date | None:
        """The first day on which something of it that is not done is due."""
        return min((row.due_on for row in self.rows if row.due_on), default=None)


@dataclass(frozen=True)
class LearnPage:
    """Mine, next, minutes left, done. `asks` is by module id and holds what they are asked."""

    modules: Sequence[OwnModule]
    asks: Mapping[int, OwnAsk]
    today: date

    @cached_property
    def asked(self) -> list[ModuleRow]:
        """What one is asked to take, with what comes before it, in the order of the course."""
        return [
            ModuleRow(m, self.asks.get(m.module_id), is_expected=self._is_expected(m))
            for m in self.modules
            if self._is_asked(m)
        ]

    def _is_expected(self, module: OwnModule) -> bool:
        """Whether a module that is asked is expected now; one that comes first as one after it."""
        asks = [self.asks.get(module.module_id)] + [
            self.asks.get(m.module_id) for m in self.modules if m.opens_with_id == module.module_id
        ]
        return any(ask.is_expected for ask in asks if ask)

    @cached_property
    def asked_by_subject(self) -> list[AskedOf]:
        """What is asked, subject after subject; [] where all is of one."""
        keys = {row.module.subject for row in self.asked}
        known = [subject for key, subject in subjects().items() if key in keys]
        if len(keys) < 2 or not known:
            return []
        return [AskedOf(subject, self._rows_of(subject.key)) for subject in known]

    def _rows_of(self, subject: str) -> list[ModuleRow]:
        return [row for row in self.asked if row.module.subject in ("", subject)]

    @property
    def for_everyone(self) -> bool:
        """Whether all that is asked is asked of everybody here."""
        return all(row.module.open_to == OpenTo.EVERYONE for row in self.asked)

    @cached_property
    def more(self) -> list[ModuleRow]:
        """What nobody asks of them and is in use, for those who want it."""
        free = [module for module in self._free if not module.retired]
        return [
            ModuleRow(module, asked=False)
            for module in free
            if module.track not in HEADING_BY_ROLE_TRACK
        ]

    @cached_property
    def retired(self) -> list[ModuleRow]:
        """What they have begun and is no longer used: it can be finished all the same."""
        retired = [module for module in self._free if module.retired]
        return [ModuleRow(m, asked=False) for m in retired if m.state != ModuleState.DONE]

    @cached_property
    def for_roles(self) -> list[tuple[str, list[ModuleRow]]]:
        """What was made for a role one has, not asked: (heading, rows), a group for each track."""
        free = [ModuleRow(module, asked=False) for module in self._free if not module.retired]
        groups = [
            (heading, [row for row in free if row.module.track == track])
            for track, heading in HEADING_BY_ROLE_TRACK.items()
        ]
        return [(str(heading), rows) for heading, rows in groups if rows]

    @cached_property
    def _free(self) -> list[OwnModule]:
        """The modules that are not asked of one."""
        return [module for module in self.modules if not self._is_asked(module)]

    def _is_asked(self, module: OwnModule) -> bool:
        """Whether it is asked of one, or has to come before something that is."""
        first = {m.opens_with_id for m in self.modules if m.module_id in self.asks}
        return module.module_id in self.asks or module.module_id in first

    @cached_property
    def left(self) -> list[ModuleRow]:
        """What is expected now and not done."""
        return [row for row in self.asked if row.is_left]

    @cached_property
    def now(self) -> ModuleRow | None:
        """The one thing to do now: where somebody stopped, else what comes next."""
        started = [row for row in self.left if row.module.state == ModuleState.STARTED]
        return next(iter(started or self.left), None)

    @property
    def heading(self) -> str:
        """How many modules and minutes are left, or that nothing is."""
        count, minutes = len(self.left), sum(row.module.minutes_left for row in self.left)
        is_all_done = all(row.module.state == ModuleState.DONE for row in self.asked)
        if not self.asked or (not count and not is_all_done):
            return _("Nothing is asked of you today")
        if not count:
            return _("That is all of it. Thank you.")
        words = COUNT_WORDS[count] if count < len(COUNT_WORDS) else str(count)
        return ngettext(
            "%(count)s short module, about %(left)s",
            "%(count)s short modules, about %(left)s",
            count,
        ) % {"count": words, "left": minutes_left_words(minutes)}

    @property
    def when(self) -> str:
        """The sentence on the due day; for a day that has passed a quiet one. Empty without one."""
        days = {row.due_on for row in self.left if row.due_on}
        if not days:
            return ""
        first = min(days)
        values = {"day": weekday_and_day(first)}
        if first < self.today:
            passed = ngettext(
                "The day for it was %(day)s.", "The day for the first was %(day)s.", len(self.left)
            )
            still = _("It still counts: take it when you can.")  # xgettext reads no f-strings
            return f"{passed % values} {still}"
        if len(days) > 1:
            return _("Please finish the first by %(day)s.") % values
        return (
            ngettext(
                "Please finish it by %(day)s.", "Please finish them by %(day)s.", len(self.left)
            )
            % values
        )
