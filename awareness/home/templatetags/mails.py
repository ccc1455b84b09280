"""The mail that people will get, on pages of rooms below the one that writes it."""

from datetime import date
from typing import Any

from django import template

from awareness.mailing import queries, samples
from awareness.mailing.occasions import Occasion
from awareness.people.models import Role, User
from awareness.people.returned_mails import count_returned

register = template.Library()


@register.inclusion_tag("home/_mail_of_being_asked.html")
def mail_of_being_asked(reader: User, due: date, site_url: str) -> dict[str, Any]:
    """What somebody is written when they are asked by that day, with the reader's name in it.
    `site_url`: where it leads to while mail is off."""
    return {
        "is_on": queries.on_since() is not None,
        "sample": samples.digest(reader, Occasion.ASKED, address=site_url, day=due),
    }


@register.inclusion_tag("home/_mail_that_came_back.html")
def mail_that_came_back(viewer: User) -> dict[str, Any]:
    """How many people do not get their mail, for HR; auditors have no hand in it."""
    count = count_returned(viewer.reach, viewer.today()) if Role.HR in viewer.roles else 0
    return {"count": count}
