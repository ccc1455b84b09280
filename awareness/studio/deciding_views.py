"""What the pages share on which authors take, refuse and bring back what is offered to them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import TextChoices
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy

from awareness.people.access import UserRequest
from awareness.people.models import User
from awareness.studio.deciding import DecisionError

AT = "at"
REFUSED = 10  # of what was refused, on a page


class OfferForm(forms.Form):
    """Which offer a button is about, which parts of the lists stood on its page, and at which card
    of them."""

    offer = forms.CharField(required=False, max_length=4000, strip=False)
    page = forms.IntegerField(required=False, min_value=0, max_value=9999)
    refused = forms.IntegerField(required=False, min_value=0, max_value=9999)
    at = forms.IntegerField(required=False, min_value=1, max_value=99)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> dict[str, Any]:
        """What of it can be meant, by field."""
        form = cls(data)
        form.is_valid()
        return form.cleaned_data


def decide[Outcome](
    request: UserRequest, act: Callable[[str, User, datetime], Outcome], words: Mapping[str, Any]
) -> Outcome | None:
    """What comes of an act upon the offer that the form names; None where it cannot be, which is
    said in the `words` of its code."""
    name = OfferForm.read(request.POST).get("offer", "")
    try:
        return act(name, request.user, timezone.now())
    except DecisionError as error:
        messages.warning(request, words[error.code])
        return None


class RefusalForm(forms.Form):
    """Why something is refused; `offer` names it."""

    offer = forms.CharField(max_length=4000, widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=gettext_lazy("Why"), widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose why you refuse it."),
                        "invalid_choice": gettext_lazy("Choose one of these.")},
    )  # fmt: skip

    def __init__(self, reasons: type[TextChoices], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["reason"]).choices = reasons.choices

    def names(self, offers: Iterable[str]) -> bool:
        """Whether it is about one of these offers."""
        return self.data.get("offer", "") in set(offers)


def add_refusals(
    cards: Iterable[dict[str, Any]], reasons: type[TextChoices], refusal: RefusalForm | None
) -> None:
    """Gives each card the form that refuses it; `refusal` is one that was sent and has errors."""
    refused_now = refusal.data.get("offer", "") if refusal else ""
    for number, card in enumerate(cards, 1):
        form = refusal if refusal and card["name"] == refused_now else None
        card["refusal"] = form or RefusalForm(reasons, initial={"offer": card["name"]})
        card["refusal"].auto_id = f"id_{number}_%s"


def shown_refused[Row](request: UserRequest, refused: Sequence[Row]) -> Page[Row]:
    """The part of what was refused that an address or a form asks for."""
    posted = request.POST if request.method == "POST" else request.GET
    return Paginator(refused, REFUSED).get_page(posted.get("refused", ""))


def card_at(request: UserRequest, cards: Sequence[object]) -> int:
    """Which card stands where somebody decided about one, counted from 1; 0 where none does."""
    at = OfferForm.read(request.GET).get(AT) or 0
    return min(at, len(cards))


def back_to(
    request: UserRequest, address: str, filters: Mapping[str, Iterable[str]]
) -> HttpResponse:
    """To the part of a list that somebody was in: its pages, the filters with a known value, and
    the card that stands now where they decided."""
    params = {
        name: value for name, known in filters.items()
        if (value := request.POST.get(name, "")) and value in known
    }  # fmt: skip
    sent = OfferForm.read(request.POST)
    params |= {name: str(sent[name]) for name in ("page", "refused") if sent.get(name) is not None}
    place = f"#{AT}" if (at := sent.get(AT)) else ""
    query = urlencode(params | ({AT: str(at)} if at else {}))
    return redirect(f"{address}?{query}{place}" if query else address)
