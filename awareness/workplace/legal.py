"""What the law of a place asks, as a named person approved it, and for how long that holds.

Without an approved card that holds on the day, nothing is said of the law: the strict rule stands
alone. The day is always an argument, so no test turns red with time.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from awareness.people.models import Site
from awareness.subjects.queries import keys_of_subjects_off
from awareness.workplace.models import LegalCard
from awareness.workplace.models.legal import jurisdiction_of

SOON_BEFORE = timedelta(days=30)
_JURISDICTION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


class LawState(StrEnum):
    """How a card stands on a day. Only `holds` and `soon` are shown to people."""

    NONE = "none"
    WITHDRAWN = "withdrawn"
    WAITING = "waiting"  # approved on a later day
    HOLDS = "holds"
    SOON = "soon"  # expires within 30 days
    EXPIRED = "expired"

    @property
    def shown(self) -> bool:
        return self in (LawState.HOLDS, LawState.SOON)


def law_state(card: LegalCard | None, day: date) -> LawState:
    """How a card stands on the day; `NONE` for no card. `expires_on` is the first day on which it
    is no longer shown. Pure."""
    if card is None:
        return LawState.NONE
    if card.withdrawn or card.approved_on is None or card.expires_on is None:
        return LawState.WITHDRAWN
    if day < card.approved_on:
        return LawState.WAITING
    if day >= card.expires_on:
        return LawState.EXPIRED
    return LawState.SOON if card.expires_on - day <= SOON_BEFORE else LawState.HOLDS


def is_jurisdiction(text: str) -> bool:
    """Whether the text names a country (SE) or a part of one (GB-ENG)."""
    return bool(_JURISDICTION.fullmatch(text))


def legal_card_for(site: Site | None, day: date, subject: str = "") -> LegalCard | None:
    """The card that people of the site may be shown on the day, or None; one query. Where no
    subject is named, of any that is on."""
    if site is None:
        return None
    jurisdictions = Site.objects.filter(pk=site.pk).values(place=jurisdiction_of())
    cards = LegalCard.objects.filter(jurisdiction__in=jurisdictions).exclude(
        subject__in=keys_of_subjects_off()
    )
    cards = cards.filter(subject__in=("", subject)) if subject else cards
    card = cards.order_by("-number").first()
    return card if law_state(card, day).shown else None


@dataclass(frozen=True, slots=True)
class JurisdictionLaw:
    """A jurisdiction as HR sees it: where it holds, its newest card, and how that stands."""

    jurisdiction: str
    sites: tuple[Site, ...]
    card: LegalCard | None
    state: LawState


def laws_of_sites(sites: Iterable[Site], day: date, subject: str = "") -> list[JurisdictionLaw]:
    """Every jurisdiction of the sites, by code, with the card of a subject; one query beside one
    for the cards."""
    sites_by_jurisdiction: dict[str, list[Site]] = {}
    ordered = Site.objects.filter(pk__in=[site.pk for site in sites]).order_by("sort_key", "pk")
    for site in ordered.annotate(jurisdiction=jurisdiction_of()):
        sites_by_jurisdiction.setdefault(site.jurisdiction, []).append(site)  # type: ignore[attr-defined]
    newest_cards = (
        LegalCard.objects.newest()
        .filter(jurisdiction__in=sites_by_jurisdiction)
        .exclude(subject__in=keys_of_subjects_off())
    )
    newest_cards = newest_cards.filter(subject__in=("", subject)) if subject else newest_cards
    card_by_jurisdiction = {card.jurisdiction: card for card in newest_cards}
    return [
        JurisdictionLaw(
            place,
            tuple(sites_there),
            card_by_jurisdiction.get(place),
            law_state(card_by_jurisdiction.get(place), day),
        )
        for place, sites_there in sorted(sites_by_jurisdiction.items())
    ]
