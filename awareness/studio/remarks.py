"""What readers say of a page with one choice, and what authors make of it.

A reader is counted, never kept. A signed cookie holds marks of what this session has said today, so
that the same again counts once. So that nobody floods the queue, with the cookie or without, twenty
are enough for a person and a day, and five hundred for everybody: in the shared cache a place is
taken for each, under a hash that says neither who nor what, until the next day (decision 0017).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import F, Max, Min, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac

from awareness.people.models import User
from awareness.people.validation import UNSAYABLE_SIGNS
from awareness.studio.models import PageRemark, Trouble

MOST = 20  # a day and person
MOST_IN_ALL = 500  # a day
KEPT_SECONDS = 26 * 60 * 60  # seconds; longer than a day on which the clocks go back
COOKIE, PATH = "remarks", "/remark/"


class RemarkError(Exception):
    """Refused; `code` says why (unknown_trouble, enough_of_you, enough_of_all, changed_since,
    nothing_open)."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


# What a session has said today


def todays_marks(request: HttpRequest, day: date) -> list[str]:
    """The marks that this session's cookie holds of the day; none of a forged or an older one."""
    try:
        on, _, marks = _signer(request).unsign(request.COOKIES.get(COOKIE, "")).partition(" ")
    except BadSignature:
        return []
    return marks.split() if on == day.isoformat() else []


def mark(request: HttpRequest, page: str, trouble: str, figure: str = "") -> str:
    """Says that this session said this of this page, to nobody who does not know the secret."""
    content = f"{request.session.session_key} {page} {trouble}" + (f" {figure}" if figure else "")
    return salted_hmac("studio.remarks", content, algorithm="sha256").hexdigest()[:12]


def remember(request: HttpRequest, response: HttpResponse, day: date, marks: Sequence[str]) -> None:
    """Send the cookie back. It goes with the browser, and only to the form."""
    value = _signer(request).sign(f"{day.isoformat()} {' '.join(marks)}")
    response.set_cookie(
        COOKIE, value, path=PATH, httponly=True, samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )  # fmt: skip


def _signer(request: HttpRequest) -> Signer:
    """Of this session alone: on a shared computer the next person begins at nothing."""
    return Signer(salt=f"studio.remarks {request.session.session_key}")


# How much may be said in a day


def make_room(user: User, day: date) -> None:
    """Take one of the places that a person has on a day.

    RemarkError: enough_of_you, enough_of_all. Two at once never take the same place: the cache adds
    a key once.
    """
    remark_count = PageRemark.objects.filter(day=day).aggregate(n=Sum("count"))["n"] or 0
    if remark_count >= MOST_IN_ALL:
        raise RemarkError("enough_of_all")
    places = [_place(user, day, number) for number in range(MOST)]
    taken = cache.get_many(places)
    if not any(cache.add(place, 1, KEPT_SECONDS) for place in places if place not in taken):
        raise RemarkError("enough_of_you")


def _place(user: User, day: date, number: int) -> str:
    """Of nobody for whoever does not know the secret, and another one each day."""
    return "remark:" + salted_hmac(
        "studio.remarks.place", f"{user.pk} {day.isoformat()} {number}", algorithm="sha256"
    ).hexdigest()  # fmt: skip


# Counting and dealing with


@transaction.atomic
def remark(page: str, trouble: str, day: date, figure: str = "") -> PageRemark:
    """Count that somebody said this of the page on the day, or of one of its numbers."""
    if trouble not in Trouble.values:
        raise RemarkError("unknown_trouble")
    fields: dict[str, Any] = {
        "page": page, "trouble": trouble, "figure": figure, "day": day, "dealt_on": None,
    }  # fmt: skip
    row, created = PageRemark.objects.select_for_update().get_or_create(**fields)
    if not created:
        PageRemark.objects.filter(pk=row.pk).update(count=F("count") + 1)
    return row


@dataclass(frozen=True, slots=True)
class Open:
    """What is said of a page and not yet dealt with."""

    page: str
    trouble: Trouble
    figure: str  # full key, "" where none was picked
    count: int
    first: date
    last: date

    @property
    def figure_page(self) -> str:
        """Where authors look at the number."""
        return reverse("studio:figure", args=self.figure.split(":", 1))


def waiting() -> list[Open]:
    """The authors' queue, what was said last first; one query."""
    rows = PageRemark.objects.filter(dealt_on=None).order_by().values("page", "trouble", "figure")
    counted = rows.annotate(n=Sum("count"), first=Min("day"), last=Max("day"))
    return [
        Open(
            row["page"], Trouble(row["trouble"]), row["figure"], row["n"], row["first"], row["last"]
        )
        for row in counted.order_by("-last", "page", "trouble", "figure")
    ]


def dealt_with(most: int = 20) -> QuerySet[PageRemark]:
    """What authors dealt with last."""
    return PageRemark.objects.exclude(dealt_on=None).order_by("-dealt_on", "-id")[:most]


@transaction.atomic
def deal_with(
    page: str, trouble: str, count: int, figure: str = "", *, by: User, today: date
) -> int:
    """Write down who has dealt with what is said of a page; how often it was said.

    RemarkError: nothing_open; changed_since, when more was said than the author has seen.
    """
    if trouble not in Trouble.values or UNSAYABLE_SIGNS.search(page + figure):
        raise RemarkError("nothing_open")
    rows = PageRemark.objects.select_for_update().filter(
        page=page, trouble=trouble, figure=figure, dealt_on=None
    )
    total = sum(row.count for row in rows)
    if not total:
        raise RemarkError("nothing_open")
    if total != count:
        raise RemarkError("changed_since")
    rows.update(dealt_on=today, dealt_by=by, dealt_name=by.name)
    return total
