"""What is held about one person, for that person: in words on their page, in full as files.

Each part names the fields of `people.visibility` it holds, so the page says of every part who else
sees it, from the declaration that decides. A declared field that no part holds fails the tests, and
so does a table that points at a person and is in no part.
"""

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from awareness.home import learnrows, mailrows
from awareness.home import recordrows as rows
from awareness.home import recordwords as words
from awareness.home.recordrows import Row
from awareness.insights import sheets
from awareness.people.models import User
from awareness.people.visibility import ALL, ROLES, SCOPES_BY_FIELD, TEAM, WHILE_OPEN

ROLE_WORDS = {
    "learner": gettext_lazy("You"),
    "manager": gettext_lazy("Your manager"),
    "hr": gettext_lazy("HR"),
    "author": gettext_lazy("Authors"),
    "auditor": gettext_lazy("Auditors"),
    "handler": gettext_lazy("Case handlers"),
    "it": gettext_lazy("IT and security"),
}


@dataclass(frozen=True)
class Part:
    """One kind of thing that is held. `columns` are the keys of its rows, in order."""

    key: str
    title: str | Promise
    fields: tuple[str, ...]  # of people.visibility; none: the employer's own lists
    columns: tuple[str, ...]
    rows: Callable[[User, date], list[Row]]
    # For the page: the same in a few words, from the rows …
    words: Callable[[list[Row]], list[str]] | None = None
    # … or, where there may be very many, from counts.
    brief: Callable[[User], list[str]] | None = None

    @property
    def seen_by(self) -> list[str]:
        """Who beside oneself sees something of it by name, in words."""
        others = [role for role in ROLES if role != "learner"]
        seen = {
            r
            for field in self.fields
            for r in others
            if SCOPES_BY_FIELD[field][r] in (TEAM, ALL, WHILE_OPEN)
        }
        return [str(ROLE_WORDS[role]) for role in others if role in seen]


PARTS = (
    Part(
        "person",
        gettext_lazy("Who you are"),
        ("name", "site"),
        ("name", "site", "country", "public_id"),
        rows.person,
        words.person,
    ),
    Part(
        "sign_in",
        gettext_lazy("How you sign in"),
        ("email", "employee_number"),
        ("email", "employee_number", "entered", "may_sign_in", "keeps_the_staff_list"),
        rows.sign_in,
        words.sign_in,
    ),
    Part(
        "youth_edition",
        gettext_lazy("The youth edition"),
        ("youth_edition",),
        ("until",),
        rows.youth_edition,
        words.youth_edition,
    ),
    Part(
        "teams",
        gettext_lazy("Your teams"),
        ("team",),
        ("team", "since", "until"),
        rows.teams,
        words.teams,
    ),
    Part(
        "days_here",
        gettext_lazy("When you are here"),
        ("start_and_end_day",),
        ("start_day", "end_day"),
        rows.days_here,
        words.days_here,
    ),
    Part(
        "language",
        gettext_lazy("What you read, as your employer has it"),
        ("language",),
        ("language",),
        rows.language,
        words.language,
    ),
    Part(
        "leave",
        gettext_lazy("Your leave"),
        ("leave_days",),
        ("first_day", "last_day"),
        rows.leave,
        words.leave,
    ),
    Part(
        "ways_in",
        gettext_lazy("Ways in that were made for you"),
        ("account_claimed", "way_in_made", "way_in_used"),
        ("way_in", "made_on", "made_by", "claimed", "used_on"),
        rows.ways_in,
        words.ways_in,
    ),
    Part(
        "recovery_codes",
        gettext_lazy("Recovery codes you were shown"),
        ("recovery_codes",),
        ("made_on", "ended_on"),
        rows.recovery_codes,
        words.recovery_codes,
    ),
    Part(
        "roles",
        gettext_lazy("Your roles"),
        (),
        ("role", "team", "only_at"),
        rows.roles,
        words.roles,
    ),
    Part(
        "assignments",
        gettext_lazy("What you were asked to take"),
        (
            "module",
            "assigned",
            "due_day",
            "standing",
            "valid_to",
            "excused_or_paused",
            "excuse_code",
            "no_longer_asked",
        ),
        (
            "module",
            "asked_on",
            "first_due_day",
            "due_day",
            "state",
            "done_on",
            "valid_to",
            "excused",
            "paused",
            "paused_until",
            "ended_on",
            "ended_because",
        ),
        learnrows.assignments,
        words.assignments,
    ),
    Part(
        "asked_changes",
        gettext_lazy("What was changed about it"),
        ("excuse_code",),
        ("module", "what", "because", "from", "to", "by", "on"),
        learnrows.asked_changes,
        words.asked_changes,
    ),
    Part(
        "named",
        gettext_lazy("Where you were named"),
        ("assigned",),
        ("module", "left_out", "by", "on"),
        learnrows.asked_by_name,
        words.asked_by_name,
    ),
    Part(
        "completions",
        gettext_lazy("What you have finished"),
        ("done_day", "module_version"),
        ("module", "version", "done_day", "at"),
        learnrows.completions,
        words.completions,
    ),
    Part(
        "earlier",
        gettext_lazy("What you finished in an earlier system"),
        ("earlier_completion",),
        ("title", "done_day", "source", "imported_by", "imported_on", "taken_back_on"),
        learnrows.earlier_completions,
        words.earlier_completions,
    ),
    Part(
        "modules",
        gettext_lazy("What you have begun"),
        ("started", "opt_in_modules"),
        ("module", "version", "begun", "state", "steps_done", "steps"),
        learnrows.modules,
        words.modules,
    ),
    Part(
        "steps",
        gettext_lazy("Steps done"),
        ("started",),
        ("module", "step", "done_on", "carried_over"),
        learnrows.steps,
    ),
    Part(
        "attempts",
        gettext_lazy("Goes at questions"),
        ("attempts", "times", "score", "test_out"),
        ("questions_of", "go", "questions", "begun", "finished", "share_right"),
        learnrows.attempts,
        brief=words.attempts,
    ),
    Part(
        "answers",
        gettext_lazy("Answers and guesses"),
        ("answers", "estimates", "times", "score"),
        (
            "questions_of", "go", "question", "version", "asked", "order_shown", "answer",
            "is_guess", "at", "last_word", "share_right",
        ),
        learnrows.answers,
        brief=words.answers,
    ),
    Part(
        "commitments",
        gettext_lazy("Whom you would tell"),
        ("acknowledgement_text_chosen",),
        ("module", "step", "policy", "contact", "on"),
        learnrows.commitments,
        words.commitments,
    ),
    Part(
        "corrections",
        gettext_lazy("Questions that we mended after you had answered"),
        ("corrections",),
        ("question", "stem", "was", "now", "on"),
        learnrows.corrections,
        words.corrections,
    ),
    Part(
        "certificates",
        gettext_lazy("Your certificates"),
        ("certificates",),
        (
            "serial", "name", "title", "version", "day", "employer", "issued_on", "sha256",
            "withdrawn_on", "reason",
        ),
        learnrows.certificates,
        words.certificates,
    ),
    Part(
        "refreshers",
        gettext_lazy("Short refreshers"),
        ("refreshers",),
        ("on", "chosen_on"),
        learnrows.refreshers,
        words.refreshers,
    ),
    Part(
        "preferences",
        gettext_lazy("How you like to read"),
        ("reading_preferences",),
        ("size", "contrast", "motion", "language"),
        rows.preferences,
        words.preferences,
    ),
    Part(
        "mail",
        gettext_lazy("Mail to you"),
        ("mail_sent", "mail_returned"),
        ("day", "mail", "about", "state", "why", "sha256"),
        mailrows.mails,
        words.mails,
    ),
    Part(
        "mail_choice",
        gettext_lazy("Mails that are your choice"),
        ("mail_choice",),
        ("wanted", "chosen_on"),
        mailrows.mail_choice,
        words.mail_choice,
    ),
    Part(
        "changes",
        gettext_lazy("What was changed about you"),
        ("changes",),
        ("at", "what", "by"),
        rows.what_changed,
        words.changes,
    ),
    Part(
        "decisions",
        gettext_lazy("What you entered for your employer"),
        (),
        ("what", "about", "on"),
        rows.decisions,
        words.decisions,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class PartInWords:
    """A part on the page: what is held, in words, and who else sees it."""

    title: str
    lines: list[str]
    seen_by: list[str]
    ours: bool  # declared in people.visibility; else it is one of the employer's own lists


def parts_in_words(user: User, today: date) -> list[PartInWords]:
    """The parts that hold something; as many queries whatever there is."""
    parts = []
    for part in PARTS:
        if part.brief:
            lines = part.brief(user)
        elif part.words:
            lines = part.words(part.rows(user, today))
        else:
            continue  # steps: how many stands with their module, the days in the files
        if lines:
            parts.append(PartInWords(str(part.title), lines, part.seen_by, bool(part.fields)))
    return parts


def full_record(user: User, today: date) -> dict[str, list[Row]]:
    """Every row of every part, by the part's key."""
    return {part.key: part.rows(user, today) for part in PARTS}


# As files: JSON for machines, and a zip of sheets. Sheets and not one flat file: an answer and a
# team have no columns in common. Each is written by the rules of the employer's sheets, so no cell
# is ever run as a formula.

type FullRecord = Mapping[str, Sequence[Row]]


def as_json(full: FullRecord, today: date) -> bytes:
    """Days as 2026-11-27, times in UTC with their offset."""
    parts = {
        part.key: {
            "what": str(part.title),
            "also_seen_by": part.seen_by,
            "rows": [{name: row[name] for name in part.columns} for row in full[part.key]],
        }
        for part in PARTS
    }
    text = json.dumps(
        {"made_on": today, "parts": parts}, ensure_ascii=False, indent=2, default=_json_text
    )
    return text.encode()


def _json_text(value: object) -> str:
    """A day or moment in ISO 8601; TypeError for anything else, as json.dumps expects."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def as_sheets(full: FullRecord) -> bytes:
    """A zip with a sheet for each part, those that hold nothing included."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as folder:
        for part in PARTS:
            rows = ([row[name] for name in part.columns] for row in full[part.key])
            # A fixed time: the same record gives the same bytes.
            entry = zipfile.ZipInfo(f"{part.key}.csv", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            folder.writestr(entry, "".join(sheets.csv_lines(part.columns, rows)))
    return buffer.getvalue()
