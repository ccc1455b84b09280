"""A mail as it will look, for whoever looks at it: with their own name and today's days."""

from datetime import date

from awareness.mailing import queries
from awareness.mailing.digest import letter
from awareness.mailing.occasions import (
    LATE_AFTER_DUE,
    READY_AFTER_DONE,
    SOON_BEFORE_DUE,
    Occasion,
    is_optional,
)
from awareness.mailing.words import Notice
from awareness.outbox.letters import RenderedLetter, render
from awareness.outbox.models import Letterhead
from awareness.people.models import User

DAYS_AGO = {
    Occasion.LATE: LATE_AFTER_DUE,
    Occasion.CERTIFICATE: READY_AFTER_DONE,
}  # of the others it is to come


def digest(
    reader: User,
    kind: Occasion,
    head: Letterhead | None = None,
    address: str = "",
    day: date | None = None,
) -> RenderedLetter:
    """Of that day, or of the one of which such a mail would go today. With the words that are kept,
    or those of `head`. Links are the reader's, and lead where they will lead; while mail is off
    `address`, where it would be turned on."""
    switch = queries.newest_switch()
    day = day or reader.today() - DAYS_AGO.get(kind, -SOON_BEFORE_DUE)
    notice = Notice(kind, day, is_optional(kind, day, reader.today()))
    site_url = switch.site_url if switch and switch.on else address
    return render(letter(reader, [notice], site_url), head)
