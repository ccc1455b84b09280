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

from awareness.errors import CodedError
from awareness.people.models import User
from awareness.people.validation import UNSAYABLE_SIGNS
from awareness.studio.models import PageRemark, Trouble

MOST_A_DAY = 20  # remarks of a person
MOST_A_DAY_IN_ALL = 500  # remarks of everybody
SECONDS_KEPT = 26 * 60 * 60  # longer than a day on which the clocks go back
COOKIE, PATH = "remarks", "/remark/"


class RemarkError(CodedError):
    """Refused; `code` says why (unknown_trouble, enough_of_you, enough_of_all, changed_since,
    nothing_open)."""


# What a session has said today


def todays_marks(request: HttpRequest, day: date) -> list[str]:
    """The marks that this session's cookie holds of the day; none of a forged or an older one."""
    try:
        content = _signer(request).unsign(request.COOKIES.get(COOKIE, ""))
    except BadSignature:
        return []
    cookie_day, _, marks = content.partition(" ")
    return marks.split() if cookie_day == day.isoformat() else []


def mark_of(request: HttpRequest, page: str, trouble: str, figure: str = "") -> str:
    """A mark (12 hexadecimal digits) of that this session said this of this page: nobody who does
    not know the secret can tell what it stands for."""
    content = f"{request.session.session_key} {page} {trouble}" + (f" {figure}" if figure else "")
    return salted_hmac("studio.remarks", content, algorithm="sha256").hexdigest()[:12]


def send_cookie(
    request: HttpRequest, response: HttpResponse, day: date, marks: Sequence[str]
) -> None:
    """Puts the marks of a day into the session's cookie. It goes with the browser, and only to the
    form."""
    value = _signer(request).sign(f"{day.isoformat()} {' '.join(marks)}")
    response.set_cookie(
        COOKIE, value, path=PATH, httponly=True, samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )  # fmt: skip


def _signer(request: HttpRequest) -> Signer:
    """Of this session alone: on a shared computer the next person begins at nothing."""
    return Signer(salt=f"studio.remarks {request.session.session_key}")


# How much may be said in a day


def take_place(user: User, day: date) -> None:
    """Take one of the places that a person has on a day.

    RemarkError: enough_of_you, enough_of_all. Two at once never take the same place: the cache adds
    a key once.
    """
    remark_count = PageRemark.objects.filter(day=day).aggregate(n=Sum("count"))["n"] or 0
    if remark_count >= MOST_A_DAY_IN_ALL:
        raise RemarkError("enough_of_all")
    place_keys = [_place_key(user, day, number) for number in range(MOST_A_DAY)]
    taken_keys = cache.get_many(place_keys)
    free_keys = [place_key for place_key in place_keys if place_key not in taken_keys]
    if not any(cache.add(place_key, 1, SECONDS_KEPT) for place_key in free_keys):
        raise RemarkError("enough_of_you")


def _place_key(user: User, day: date, number: int) -> str:
    """The cache key of a place of somebody; it says nothing to whoever does not know the secret,
    and is another one each day."""
    return "remark:" + salted_hmac(
        "studio.remarks.place", f"{user.pk} {day.isoformat()} {number}", algorithm="sha256"
    ).hexdigest()  # fmt: skip


# Counting and dealing with


@transaction.atomic
def count_remark(page: str, trouble: str, day: date, figure: str = "") -> PageRemark:
    """Counts that somebody said this of the page on the day, or of one of its numbers. RemarkError
    unknown_trouble."""
    if trouble not in Trouble.values:
        raise RemarkError("unknown_trouble")
    fields: dict[str, Any] = {
        "page": page, "trouble": trouble, "figure": figure, "day": day, "dealt_on": None,
    }  # fmt: skip
    row, is_new = PageRemark.objects.select_for_update().get_or_create(**fields)
    if not is_new:
        PageRemark.objects.filter(pk=row.pk).update(count=F("count") + 1)
    return row


@dataclass(frozen=True, slots=True)
class OpenRemarks:
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


def open_remarks() -> list[OpenRemarks]:
    """The authors' queue, what was said last first; one query."""
    open_rows = PageRemark.objects.filter(dealt_on=None).order_by()
    grouped = open_rows.values("page", "trouble", "figure")
    counted = grouped.annotate(n=Sum("count"), first=Min("day"), last=Max("day"))
    return [
        OpenRemarks(
            row["page"], Trouble(row["trouble"]), row["figure"], row["n"], row["first"], row["last"]
        )
        for row in counted.order_by("-last", "page", "trouble", "figure")
    ]


def dealt_with(most: int = 20) -> QuerySet[PageRemark]:
    """What authors dealt with last, `most` rows."""
    return PageRemark.objects.exclude(dealt_on=None).order_by("-dealt_on", "-id")[:most]


@transaction.atomic
def note_dealt_with(
    page: str, trouble: str, count: int, figure: str = "", *, by: User, today: date
) -> int:
    """Notes who has dealt with what is said of a page; how often it was said.

    RemarkError: nothing_open; changed_since, when more was said than the author has seen.
    """
    if trouble not in Trouble.values or UNSAYABLE_SIGNS.search(page + figure):
        raise RemarkError("nothing_open")
    open_rows = PageRemark.objects.select_for_update().filter(
        page=page, trouble=trouble, figure=figure, dealt_on=None
    )
    total = sum(row.count for row in open_rows)
    if not total:
        raise RemarkError("nothing_open")
    if total != count:
        raise RemarkError("changed_since")
    open_rows.update(dealt_on=today, dealt_by=by, dealt_name=by.name)
    return total
