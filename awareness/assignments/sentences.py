"""What an assignment will do, as its form says it: how many are asked, who is not, and the names
behind each number."""

from dataclasses import dataclass
from typing import Any, Self

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from awareness.assignments.models import Ask
from awareness.assignments.preview import Preview, ReasonNotAsked
from prepared.planning import whole_tables

NAMES_ON_PAGE = 24  # of a group, on one page
ASKED_KEY = "asked"
# What the sentence calls a group, and what is to be known of it beside its names.
WORDS_BY_REASON = {
    ReasonNotAsked.LEFT_OUT: (_("left out by name"), _("They are never asked by this.")),
    ReasonNotAsked.NOT_STARTED: (_("not started"), _("They are asked on their first day.")),
    ReasonNotAsked.YOUTH: (_("with the youth edition"), _("It is for people who are of age.")),
    ReasonNotAsked.OTHER_ROLE: (_("in another role"), _("They are asked when they come into it.")),
    ReasonNotAsked.EXCUSED: (_("excused"), _("By a decision of HR. They are asked when it ends.")),
    ReasonNotAsked.DONE: (
        _("done already"),
        _("Lately enough to count. They are not asked again now."),
    ),
    ReasonNotAsked.ON_LEAVE: (
        _("on leave"),
        _("They hear of it when they are back, with time from then on."),
    ),
}


@dataclass(frozen=True)
class Group:
    """Some of those whom an assignment names. `names`: a page of them, where it stands open."""

    key: str
    count: int
    words: str
    afterwards: str = ""
    names: Page[Any] | None = None


@dataclass(frozen=True)
class Sentence:
    """Of one module on a day. `asked_already`: who is asked for it already and keeps their day."""

    title: str
    asked: int
    places: str
    asked_already: int
    groups: tuple[Group, ...]  # those who are asked first
    left_out: int

    @classmethod
    def of(cls, preview: Preview, opened_key: str = "", page: str = "") -> Self:
        """`opened_key`: the key of the group whose names are shown, on that page."""
        counts = preview.count_by_reason()
        module, asked_count = preview.module, counts.get("", 0)
        site_count = preview.site_count()
        with whole_tables():
            asked_already = preview.people_asked().filter(_is_asked_already(preview)).count()
        groups = []
        for reason in (None, *ReasonNotAsked):
            count = counts.get(reason.value if reason else "", 0)
            if reason is not None and not count:
                continue
            key = f"{module.slug}-{reason.value if reason else ASKED_KEY}"
            people = preview.people_not_asked(reason) if reason else preview.people_asked()
            names = _names_page(people, page) if key == opened_key else None
            words, afterwards = WORDS_BY_REASON[reason] if reason else (_people_asked(count), "")
            groups.append(Group(key, count, str(words), str(afterwards), names))
        return cls(
            title=module.live_version.title,
            asked=asked_count,
            places=ngettext("%(n)s site", "%(n)s sites", site_count) % {"n": site_count},
            asked_already=asked_already,
            groups=tuple(groups),
            left_out=sum(counts.values()) - asked_count,
        )

    @property
    def others(self) -> tuple[Group, ...]:
        return self.groups[1:]


def _people_asked(count: int) -> Any:
    return ngettext_lazy("person who is asked", "people who are asked", count)


def _is_asked_already(preview: Preview) -> Q:
    asks = Ask.objects.current().undone().filter(module=preview.module)
    return Q(pk__in=asks.values("person"))


def _names_page(people: QuerySet[Any], number: str) -> Page[Any]:
    by_name = people.select_related("site").order_by("sort_key", "pk")
    with whole_tables():
        page = Paginator(by_name, NAMES_ON_PAGE).get_page(number)
        page.object_list = list(page.object_list)
    return page
