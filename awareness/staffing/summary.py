"""What a plan sets off, counted once when it is made: who comes to which site, and who is asked."""

from collections import Counter
from typing import Any

from django.utils import timezone

from awareness.assignments.models import Assignment
from awareness.learning.models import OpenTo
from awareness.people.models import Site, User
from awareness.staffing.planning.plan import Entry, Kind, Plan


def summary(made: Plan, by: User | None) -> dict[str, Any]:
    """`by_site`: [name, new people, those without e-mail] by number; `asked`: how many who come
    work at sites where a module that is for everybody is being asked. They are asked when HR adds
    those who have joined; nobody is mailed."""
    today = by.today() if by else timezone.localdate()
    comes = [entry for entry in made.entries if entry.kind in (Kind.NEW, Kind.BACK)]
    new = [entry for entry in comes if entry.kind == Kind.NEW]
    names = dict(Site.objects.values_list("pk", "name"))
    people = Counter(_site(entry, names) for entry in new)
    no_email = Counter(_site(entry, names) for entry in new if "email" not in entry.after)
    asked_at = _asked_at()
    youth = today.isoformat()
    asked_count = sum(
        entry.after.get("site") in asked_at
        and (entry.after.get("start") or "") <= youth
        and (entry.after.get("youth_until") or "") < youth
        for entry in comes
        if not isinstance(entry.after.get("site"), list)
    )
    return {
        "by_site": [[name, n, no_email[name]] for name, n in people.most_common()],
        "asked": asked_count,
    }


def _site(entry: Entry, names: dict[int, str]) -> str:
    site = entry.after.get("site")
    return site[0] if isinstance(site, list) else names.get(site or 0, "")


def _asked_at() -> set[int]:
    """Sites where a module for everybody is assigned and not withdrawn."""
    kinds = [kind.value for kind in OpenTo if kind.role is None]
    open_now = Assignment.objects.shown().filter(withdrawn_on=None, module__open_to__in=kinds)
    return set(open_now.values_list("sites__site", flat=True))
