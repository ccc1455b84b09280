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
from awareness.studio.offers.deciding import DecisionError

AT = "at"
REFUSED_PER_PAGE = 10


class OfferForm(forms.Form):
    """Which offer a button is about, which parts of the lists stood on its page, and at which card
    of them."""

    offer = forms.CharField(required=False, max_length=4000, strip=False)
    page = forms.IntegerField(required=False, min_value=0, max_value=9999)
    refused = forms.IntegerField(required=False, min_value=0, max_value=9999)
    at = forms.IntegerField(required=False, min_value=1, max_value=99)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> dict[str, Any]:
        """The valid values by field name."""
        form = cls(data)
        form.is_valid()
        return form.cleaned_data


def decide[Outcome](
    request: UserRequest,
    act: Callable[[str, User, datetime], Outcome],
    message_by_code: Mapping[str, Any],
) -> Outcome | None:
    """What `act` gives for (name of the offer that was sent, who sent it, now); None where it
    raises a DecisionError, whose message is shown."""
    offer_name = OfferForm.read(request.POST).get("offer", "")
    try:
        return act(offer_name, request.user, timezone.now())
    except DecisionError as error:
        messages.warning(request, message_by_code[error.code])
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


def add_refusal_forms(
    cards: Iterable[dict[str, Any]], reasons: type[TextChoices], invalid_form: RefusalForm | None
) -> None:
    """Gives each card under "refusal" the form that refuses its offer; `invalid_form` is one that
    was sent and has errors."""
    offer_with_errors = invalid_form.data.get("offer", "") if invalid_form else ""
    for position, card in enumerate(cards, 1):
        form = invalid_form if invalid_form and card["name"] == offer_with_errors else None
        card["refusal"] = form or RefusalForm(reasons, initial={"offer": card["name"]})
        card["refusal"].auto_id = f"id_{position}_%s"


def page_of_refused[Row](request: UserRequest, refused_rows: Sequence[Row]) -> Page[Row]:
    """The page of what was refused that the address, or the form that was sent, asks for."""
    params = request.POST if request.method == "POST" else request.GET
    return Paginator(refused_rows, REFUSED_PER_PAGE).get_page(params.get("refused", ""))


def card_at(request: UserRequest, cards: Sequence[object]) -> int:
    """Which card stands where somebody decided about one, counted from 1; 0 where none does."""
    position = OfferForm.read(request.GET).get(AT) or 0
    return min(position, len(cards))


def back_to_list(
    request: UserRequest, address: str, known_values_by_filter: Mapping[str, Iterable[str]]
) -> HttpResponse:
    """A redirect to the part of a list that somebody was in: its pages, the filters that were sent
    with a known value, and the card that stands now where they decided."""
    params = {
        name: value for name, known_values in known_values_by_filter.items()
        if (value := request.POST.get(name, "")) and value in known_values
    }  # fmt: skip
    values = OfferForm.read(request.POST)
    params |= {
        name: str(values[name]) for name in ("page", "refused") if values.get(name) is not None
    }
    position = values.get(AT)
    query = urlencode(params | ({AT: str(position)} if position else {}))
    place = f"#{AT}" if position else ""
    return redirect(f"{address}?{query}{place}" if query else address)
