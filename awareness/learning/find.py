"""One's own help card as a question: who stands there as the person to tell?

Everything offered is real and read when the step is asked: the contacts of one's own site, those
of other sites, and the emergency number. What somebody tried is written down nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from awareness.workplace.models import SiteContact
from awareness.workplace.queries import contacts_elsewhere
from awareness.workplace.support import Support

MOST_CONTACTS_ELSEWHERE = 2  # contacts of other sites that are offered


@dataclass(frozen=True)
class CardLine:
    """Something that may stand on the card. `value` is what a form sends; `said` is what there is
    to say to whoever took it for the person to tell, "" of that person."""

    value: str
    text: str
    remark: str = ""


def card_lines(card: Support) -> list[CardLine]:
    """What is offered, ordered by its text, so that no place tells; empty where nobody is named.
    One query."""
    if not card.site or not card.first:
        return []
    lines = lines_of_card(card, card.first, contacts_elsewhere(card)[:MOST_CONTACTS_ELSEWHERE])
    return sorted(lines, key=lambda line: line.text.casefold())


def lines_of_card(
    card: Support, first: SiteContact, elsewhere: Sequence[SiteContact]
) -> list[CardLine]:
    """The lines of a card that names `first`, and contacts of other sites beside them. Pure."""
    lines = [CardLine(str(first.pk), first.name)]
    if card.second:
        remark = _(
            "%(name)s stands on your card too, for when the first does not answer or is "
            "involved. Who stands above?"
        ) % {"name": card.second.name}
        lines.append(CardLine(str(card.second.pk), card.second.name, remark))
    for contact in elsewhere:
        remark = _(
            "%(name)s is named at another site: %(site)s. Each site has its own card. Who "
            "stands on yours?"
        ) % {"name": contact.name, "site": contact.site.name}
        lines.append(CardLine(str(contact.pk), contact.name, remark))
    if card.emergency:
        remark = f"{card.danger.find} " + _(
            "For everything else your card names a person. Who is it?"
        )
        number = _("The emergency number, %(number)s") % {"number": card.emergency}
        lines.append(CardLine("emergency", number, remark))
    return lines
