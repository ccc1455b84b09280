"""A mail as it will look, for whoever looks at it: with their own name and today's days."""

from datetime import timedelta

from awareness.mailing import queries
from awareness.mailing.digest import letter
from awareness.mailing.occasions import Occasion
from awareness.mailing.words import Told
from awareness.outbox.letters import Rendered, render
from awareness.outbox.models import Letterhead
from awareness.people.access import UserRequest


def digest(request: UserRequest, kind: Occasion, head: Letterhead | None = None) -> Rendered:
    """With the words that are kept, or those of `head`. Links are the reader's, and lead where they
    will lead, or would if mail were turned on here."""
    switch = queries.switch()
    here = f"{request.scheme}://{request.get_host()}"
    told = Told(kind, request.user.today() + timedelta(days=7))
    site_url = switch.site_url if switch and switch.on else here
    return render(letter(request.user, [told], site_url), head)
