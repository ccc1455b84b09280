"""What a digest says. No subject, address or link names what is taught; the days alone are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from awareness.mailing.occasions import Occasion
from awareness.outbox.letters import Link


@dataclass(frozen=True)
class Notice:
    """One occasion with the day that is told of it: due, run out, or done. `is_optional`: whether
    they could do without it."""

    kind: Occasion
    day: date
    is_optional: bool = False


def most_pressing(kinds: Sequence[Occasion]) -> Occasion:
    return min(kinds, key=list(Occasion).index)


def subject(kind: Occasion) -> str:
    """Of a mail of which this is the most pressing occasion."""
    match kind:
        case Occasion.LATE:
            return _("A module is still open")
        case Occasion.REMINDED:
            return _("A reminder: a module is open")
        case Occasion.EXPIRING:
            return _("Time to renew a module")
        case Occasion.DUE_SOON:
            return _("A week left")
        case Occasion.ASKED:
            return _("A module for you")
        case Occasion.EXTENDED:
            return _("You have more time")
        case Occasion.CERTIFICATE:
            return _("Your certificate is ready")
    return _("What managers will be told")


def reason_of_day(kind: Occasion) -> str:
    """Why on this day, for HR."""
    match kind:
        case Occasion.LATE:
            return _("The fortnight after the due day ended yesterday")
        case Occasion.REMINDED:
            return _("HR pressed Remind")
        case Occasion.EXPIRING:
            return _("It may be renewed from this day on")
        case Occasion.DUE_SOON:
            return _("A week before the due day; to whoever has not stopped it")
        case Occasion.ASKED:
            return _("Asked, or back from leave")
        case Occasion.EXTENDED:
            return _("The due day was made later; to whoever has not stopped it")
        case Occasion.CERTIFICATE:
            return _("Finished the day before; to whoever has not stopped it")
    return _("A week before managers are told for the first time")


def body(
    notices: Sequence[Notice], site_url: str, learn: str, certificates: str
) -> list[str | Link]:
    """A paragraph for each kind of occasion, the most pressing first, and where it goes on."""
    parts: list[str | Link] = []
    for kind in Occasion:
        days = sorted(notice.day for notice in notices if notice.kind == kind)
        if days:
            parts.append(_paragraph(kind, len(days), date_format(days[0])))
    kinds = {notice.kind for notice in notices}
    if kinds - {Occasion.CERTIFICATE, Occasion.MANAGERS}:
        parts.append(Link(_("Go to your page"), site_url + learn))
    if Occasion.CERTIFICATE in kinds:
        parts.append(Link(_("Your certificates"), site_url + certificates))
    return parts


def _paragraph(kind: Occasion, n: int, day: str) -> str:
    match kind:
        case Occasion.LATE:
            words = ngettext(
                "%(n)d module is still open for you. Its day was %(day)s. It keeps your place. If "
                "you lack the time at work, tell your manager: they are asked to find it for you.",
                "%(n)d modules are still open for you. The first day was %(day)s. They keep your "
                "place. If you lack the time at work, tell your manager: they are asked to find "
                "it for you.",
                n,
            )
        case Occasion.REMINDED:
            words = ngettext(
                "HR reminds you of %(n)d module that is open for you. Its day: %(day)s. It keeps "
                "your place. If you lack the time at work, tell your manager.",
                "HR reminds you of %(n)d modules that are open for you. The first day: %(day)s. "
                "They keep your place. If you lack the time at work, tell your manager.",
                n,
            )
        case Occasion.EXPIRING:
            words = ngettext(
                "%(n)d module that you finished before is to be renewed, by %(day)s.",
                "%(n)d modules that you finished before are to be renewed, the first by %(day)s.",
                n,
            )
        case Occasion.DUE_SOON:
            words = ngettext(
                "%(n)d module is open for you until %(day)s.",
                "%(n)d modules are open for you, the first until %(day)s.",
                n,
            )
        case Occasion.ASKED:
            words = ngettext(
                "You are asked to take %(n)d module, by %(day)s. You can stop at any point, and "
                "go on where you were.",
                "You are asked to take %(n)d modules, the first by %(day)s. You can stop at any "
                "point, and go on where you were.",
                n,
            )
        case Occasion.EXTENDED:
            words = ngettext(
                "You have more time for %(n)d module: until %(day)s.",
                "You have more time for %(n)d modules, for the first until %(day)s.",
                n,
            )
        case Occasion.CERTIFICATE:
            words = ngettext(
                "You finished %(n)d module on %(day)s. Its certificate can be made on your page. "
                "You decide whom you show it.",
                "You finished %(n)d modules, the first on %(day)s. Their certificates can be made "
                "on your page. You decide whom you show them.",
                n,
            )
        case _:
            words = _(
                "From %(day)s on, when something is still open two weeks after its day, your "
                "manager is told by mail: your name and the day, and nothing else. Whoever is on "
                "leave, excused or paused is not named."
            )
    return words % {"n": n, "day": day}


def small_print(notices: Sequence[Notice], employer: str, stop_url: str) -> list[str | Link]:
    """Why one gets this, and how what is optional is stopped."""
    words: list[str | Link] = [
        _(
            "You get this because %(employer)s asks you to take short lessons. One mail a day "
            "at most. Nobody sees whether you opened it."
        )
        % {"employer": employer}
    ]
    if any(notice.is_optional for notice in notices):
        words.append(
            _(
                "Reminders before the day, and word of more time or that a certificate is ready, "
                "are your choice. Nobody is told what you choose."
            )
        )
        words.append(Link(_("Stop these"), stop_url))
    return words
