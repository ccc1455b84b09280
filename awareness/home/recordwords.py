"""One's own record in words: for each part its rows, or counts where there are very many, as lines
of the page."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from awareness.home import learnrows
from awareness.home.recordrows import Row
from awareness.people.models import User
from awareness.people.reading import Contrast, Motion, Size, interface_languages
from quizzes.models import Attempt, KindName


def day_words(value: date | datetime | None) -> str:
    """A day as a page writes it, of a moment the day it was where the reader works; "" for none."""
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return date_format(value) if value else ""


def person(rows: list[Row]) -> list[str]:
    """Name and site."""
    [row] = rows
    lines = [row["name"]]
    if row["site"]:
        lines.append(_("Site: %(site)s") % {"site": row["site"]})
    return lines


def days_here(rows: list[Row]) -> list[str]:
    """First and last day, as far as they are entered."""
    lines = []
    for row in rows:
        if row["start_day"]:
            lines.append(_("First day: %(day)s") % {"day": day_words(row["start_day"])})
        if row["end_day"]:
            lines.append(_("Last day: %(day)s") % {"day": day_words(row["end_day"])})
    return lines


def language(rows: list[Row]) -> list[str]:
    return [str(get_language_info(row["language"])["name_translated"]) for row in rows]


def sign_in(rows: list[Row]) -> list[str]:
    """What one signs in with, and since when one is on the list."""
    [row] = rows
    lines = []
    if row["email"]:
        lines.append(_("E-mail: %(address)s") % {"address": row["email"]})
    if row["employee_number"]:
        lines.append(_("Employee number: %(number)s") % {"number": row["employee_number"]})
    return [*lines, _("On the list since %(day)s") % {"day": day_words(row["entered"])}]


def leave(rows: list[Row]) -> list[str]:
    """A line for each leave."""
    lines = []
    for row in rows:
        words = _("From %(first)s to %(last)s") if row["last_day"] else _("From %(first)s")
        lines.append(
            words % {"first": day_words(row["first_day"]), "last": day_words(row["last_day"])}
        )
    return lines


def changes(rows: list[Row]) -> list[str]:
    """A line for each change: the day, what, and by whom."""
    lines = []
    for row in rows:
        words = _("%(day)s: %(what)s, by %(by)s") if row["by"] else _("%(day)s: %(what)s")
        lines.append(words % {**row, "day": day_words(row["at"])})
    return lines


def ways_in(rows: list[Row]) -> list[str]:
    """A line for each way in: who made it and whether it was used."""
    lines = []
    for row in rows:
        values = {"way_in": row["way_in"], "day": day_words(row["made_on"])}
        values["name"] = row["made_by"] or _("somebody of HR")
        words = _("On %(day)s, by %(name)s: %(way_in)s") % values
        if row["used_on"]:
            words += ". " + _("You used it on %(day)s.") % {"day": day_words(row["used_on"])}
        lines.append(words)
    return lines


def recovery_codes(rows: list[Row]) -> list[str]:
    """A line for each code: when it was shown, and since when it opens nothing."""
    lines = []
    for row in rows:
        words = _("Shown to you on %(day)s") % {"day": day_words(row["made_on"])}
        if row["ended_on"]:
            words += ". " + _("It opens nothing since %(day)s.") % {
                "day": day_words(row["ended_on"])
            }
        lines.append(words)
    return lines


def youth_edition(rows: list[Row]) -> list[str]:
    return [_("Until %(day)s") % {"day": day_words(row["until"])} for row in rows]


def teams(rows: list[Row]) -> list[str]:
    """A line for each team, with its days."""
    lines = []
    for row in rows:
        values = {
            "team": row["team"],
            "since": day_words(row["since"]),
            "until": day_words(row["until"]),
        }
        words = _("%(team)s, from %(since)s to %(until)s") if row["until"] else ""
        lines.append((words or _("%(team)s, from %(since)s")) % values)
    return lines


def roles(rows: list[Row]) -> list[str]:
    return [", ".join(filter(None, (row["role"], row["team"], row["only_at"]))) for row in rows]


def assignments(rows: list[Row]) -> list[str]:
    """A line for each ask: its days, how it stands, and why it ended."""
    lines = []
    for row in rows:
        days = ("asked_on", "due_day", "ended_on", "done_on", "valid_to", "paused_until")
        values: dict[str, Any] = {name: day_words(row[name]) if row[name] else "" for name in days}
        values |= {name: row[name] for name in ("module", "state", "ended_because")}
        values |= {"excused": row["excused"], "paused": row["paused"]}
        words = [_("%(module)s: asked on %(asked_on)s, due on %(due_day)s.")]
        if row["ended_on"]:
            words.append(_("Ended on %(ended_on)s: %(ended_because)s."))
        elif row["state"]:
            words.append(_("%(state)s."))
        if row["done_on"]:
            words.append(_("Done on %(done_on)s."))
        if row["valid_to"]:
            words.append(_("Valid until %(valid_to)s."))
        if row["excused"]:
            words.append(_("Excused: %(excused)s."))
        if row["paused"]:
            until = _("Paused until %(paused_until)s: %(paused)s.")
            words.append(until if row["paused_until"] else _("Paused: %(paused)s."))
        lines.append(" ".join(words) % values)
    return lines


def asked_changes(rows: list[Row]) -> list[str]:
    """A line for each change of what one is asked."""
    lines = []
    for row in rows:
        values = {name: row[name] for name in ("module", "what", "because", "by")}
        values |= {"on": day_words(row["on"]), "to": day_words(row["to"]) if row["to"] else ""}
        words = [_("%(on)s, %(module)s: %(what)s")]
        words += [_("until %(to)s")] if row["to"] else []
        words += [_("(%(because)s)")] if row["because"] else []
        words += [_("by %(by)s")] if row["by"] else []
        lines.append(" ".join(words) % values)
    return lines


def asked_by_name(rows: list[Row]) -> list[str]:
    """A line for each assignment that names one, or leaves one out."""
    lines = []
    for row in rows:
        values = row | {"on": day_words(row["on"])}
        words = _("%(module)s: asked by name by %(by)s on %(on)s")
        left_out = _("%(module)s: left out by name by %(by)s on %(on)s")
        lines.append((left_out if row["left_out"] else words) % values)
    return lines


def completions(rows: list[Row]) -> list[str]:
    words = _("%(module)s, version %(version)s, on %(day)s")
    return [words % {**row, "day": day_words(row["done_day"])} for row in rows]


def earlier_completions(rows: list[Row]) -> list[str]:
    """A line for each completion of an earlier system."""
    lines = []
    for row in rows:
        words = _("%(title)s, on %(day)s; from %(source)s, not checked here")
        if row["taken_back_on"]:
            words += ". " + _("Taken back on %(back)s: no longer shown to anybody else.")
        days = {"day": day_words(row["done_day"]), "back": day_words(row["taken_back_on"])}
        lines.append(words % (row | days))
    return lines


def modules(rows: list[Row]) -> list[str]:
    words = _("%(module)s: begun on %(day)s, %(steps_done)s of %(steps)s steps done")
    return [words % {**row, "day": day_words(row["begun"])} for row in rows]


def commitments(rows: list[Row]) -> list[str]:
    """A line for each policy that one confirmed, and whom one would tell."""
    lines = []
    for row in rows:
        words = _("%(module)s, on %(day)s")
        if row["contact"]:
            words = _("%(module)s, on %(day)s: you would tell %(contact)s first")
        lines.append(words % {**row, "day": day_words(row["on"])})
    return lines


def attempts(user: User) -> list[str]:
    """How many goes at questions, in one line; [] for none."""
    count = Attempt.objects.filter(learner=user).count()
    words = ngettext("%(n)s, with its day and time", "%(n)s, with their days and times", count)
    return [words % {"n": count}] if count else []


def answers(user: User) -> list[str]:
    """How many answers, and how many guesses, a line each."""
    counted = learnrows.answers_given(user)
    guesses = sum(n for kind, n in counted.items() if kind == KindName.NUMERIC)
    lines = []
    if n := counted.total() - guesses:
        lines.append(ngettext("%(n)s answer", "%(n)s answers", n) % {"n": n})
    if n := guesses:
        lines.append(ngettext("%(n)s guess", "%(n)s guesses", n) % {"n": n})
    return lines


def corrections(rows: list[Row]) -> list[str]:
    n = len(rows)
    return [ngettext("%(n)s question", "%(n)s questions", n) % {"n": n}] if n else []


def certificates(rows: list[Row]) -> list[str]:
    """A line for each certificate, and whether it was withdrawn."""
    lines = []
    for row in rows:
        words = _("%(title)s, issued on %(day)s")
        if row["withdrawn_on"]:
            words = _("%(title)s, issued on %(day)s and withdrawn on %(until)s")
        values = {"day": day_words(row["issued_on"]), "until": day_words(row["withdrawn_on"])}
        lines.append(words % {**row, **values})
    return lines


def refreshers(rows: list[Row]) -> list[str]:
    on, off = _("On, since %(day)s"), _("Off, since %(day)s")
    return [(on if row["on"] else off) % {"day": day_words(row["chosen_on"])} for row in rows]


def preferences(rows: list[Row]) -> list[str]:
    """A line for each way of reading that one chose."""
    [row] = rows
    labels = {
        "size": Size(row["size"]).label if row["size"] else "",
        "contrast": Contrast.MORE.label if row["contrast"] else "",
        "motion": Motion.LESS.label if row["motion"] else "",
        "language": dict(interface_languages()).get(row["language"], row["language"] or ""),
    }
    words = {
        "size": _("Size: %(how)s"),
        "contrast": _("Contrast: %(how)s"),
        "motion": _("Motion: %(how)s"),
        "language": _("Language: %(how)s"),
    }
    return [words[name] % {"how": how} for name, how in labels.items() if how]


def mails(rows: list[Row]) -> list[str]:
    words = _("%(day)s: %(mail)s, %(state)s")
    return [words % {**row, "day": day_words(row["day"])} for row in rows]


def mail_choice(rows: list[Row]) -> list[str]:
    on, off = _("You get them, since %(day)s"), _("You do not get them, since %(day)s")
    return [(on if row["wanted"] else off) % {"day": day_words(row["chosen_on"])} for row in rows]


def decisions(rows: list[Row]) -> list[str]:
    n = len(rows)
    return [ngettext("%(n)s entry", "%(n)s entries", n) % {"n": n}] if n else []
