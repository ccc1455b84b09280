"""What writes of support lines and of the needs they are for: what ships, a site's own, and whether
they answer."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from awareness.people.models import Site, User
from awareness.people.validation import is_web_link
from awareness.workplace.actions import WorkplaceError
from awareness.workplace.models import (
    CRISIS,
    LineCheck,
    Need,
    SupportLine,
)
from awareness.workplace.phones import is_phone


@transaction.atomic
def check_lines(
    site: Site, checks: Sequence[tuple[int, bool]], *, by: User, today: date
) -> list[LineCheck]:
    """Record several checks at once: (line id, whether it answered)."""
    lines = SupportLine.objects.in_bulk([pk for pk, _answers in checks])
    return [
        check_line(site, lines[pk], by=by, today=today, answers=answers) for pk, answers in checks
    ]


@transaction.atomic
def check_line(
    site: Site, support_line: SupportLine, *, by: User, today: date, answers: bool = True
) -> LineCheck:
    """Record that somebody tried the line today, and whether it answered."""
    if not SupportLine.objects.of(site).filter(pk=support_line.pk).exists():
        raise WorkplaceError("not_of_this_site")
    if answers and not support_line.reachable:
        raise WorkplaceError("not_reachable")
    return LineCheck.objects.create(
        site=site, line=support_line, checked_by=by, checked_on=today, answers=answers
    )


@transaction.atomic
def add_own_line(
    site: Site,
    need: str,
    *,
    name: str,
    phone: str = "",
    address: str = "",
    note: str = "",
    youth: bool = False,
    by: User,
) -> SupportLine:
    """Enter a line of the site's own. Where the country's emergency number is not shipped, the
    first crisis line with a number is what "Call …" dials, unless it is for the young alone.
    """
    if not Need.objects.current().filter(key=need).exists():
        raise WorkplaceError("unknown_need")
    if not name.strip():
        raise WorkplaceError("no_name")
    if not phone.strip() and not address.strip():
        raise WorkplaceError("not_reachable")
    if phone.strip() and not is_phone(phone.strip()):
        raise WorkplaceError("not_a_phone")
    if address.strip() and not is_web_link(address.strip()):
        raise WorkplaceError("not_a_link")
    Site.objects.select_for_update().get(pk=site.pk)
    lines_of_site = SupportLine.objects.of(site)
    values = {
        "need": need, "name": name.strip(), "phone": phone.strip(), "address": address.strip(),
        "youth": youth,
    }  # fmt: skip
    if same := lines_of_site.filter(site=site, note=note.strip(), **values).first():
        return same
    may_be_emergency = need == CRISIS and bool(phone.strip()) and not youth
    emergency = may_be_emergency and not lines_of_site.filter(emergency=True).exists()
    return SupportLine.objects.create(
        site=site, **values, note=note.strip(), source=f"Entered by {by.name}", emergency=emergency
    )


@transaction.atomic
def retire_own_line(site: Site, support_line: SupportLine) -> None:
    """Take a line of the site's own off the page. Where it was what "Call …" dials, the next crisis
    line with a number is."""
    if support_line.site_id != site.pk:
        raise WorkplaceError("not_of_this_site")
    Site.objects.select_for_update().get(pk=site.pk)
    support_line.retired = True
    support_line.save(update_fields=["retired"])
    lines_of_site = SupportLine.objects.of(site)
    if support_line.emergency and not lines_of_site.filter(emergency=True).exists():
        others = lines_of_site.filter(site=site, need=CRISIS, youth=False).exclude(phone="")
        SupportLine.objects.filter(pk__in=others.order_by("pk").values("pk")[:1]).update(
            emergency=True
        )


@transaction.atomic
def load_needs(needs: Sequence[Mapping[str, Any]], kept_subjects: Collection[str] = ()) -> None:
    """Make the needs equal to the subjects' needs.yaml, in its order. Idempotent; one that the file
    drops is retired, and comes back with its lines when the file has it again. Those of the
    subjects in `kept_subjects` stay as they are.
    """
    fields = Need._meta.concrete_fields
    blank = {field.name: field.get_default() for field in fields if field.name in _NEED_FIELDS}
    for position, need in enumerate(needs, start=1):
        values = blank | dict(need) | {"position": position, "retired": False}
        Need.objects.update_or_create(key=need["key"], defaults=values)
    dropped_needs = Need.objects.exclude(key__in=[need["key"] for need in needs])
    dropped_needs.exclude(subject__in=kept_subjects).update(retired=True)


_NEED_FIELDS = (
    "label", "about", "offer", "otherwise", "nearest", "outside_first", "required", "upset",
    "young",
)  # fmt: skip


def load_support(definitions: Mapping[str, Any], kept_subjects: Collection[str] = ()) -> None:
    """Make the shipped lines equal to the subjects' support.yaml (`emergency` by country, `lines`).

    Idempotent. A line that says something else is a new row without checks, a dropped one is
    retired; where a line stands and where it was read is noted in its row. Lines that sites entered
    are left alone, and so are those for needs of the subjects in `kept_subjects`.
    """
    row_by_key = {row["key"]: row for row in _line_rows(definitions)}
    with transaction.atomic():
        current_by_key = {
            support_line.key: support_line
            for support_line in SupportLine.objects.current().filter(site=None).select_for_update()
        }
        unchanged_by_key = {
            key: support_line
            for key, support_line in current_by_key.items()
            if key in row_by_key
            and all(getattr(support_line, name) == row_by_key[key][name] for name in _TEXT_FIELDS)
        }
        kept_needs = set(
            Need.objects.filter(subject__in=kept_subjects).values_list("key", flat=True)
        )
        ids_to_retire = [
            support_line.pk for key, support_line in current_by_key.items()
            if key not in unchanged_by_key
            and (key in row_by_key or support_line.need not in kept_needs)
        ]  # fmt: skip
        SupportLine.objects.filter(pk__in=ids_to_retire).update(retired=True)
        for key, support_line in unchanged_by_key.items():
            for name in _NOTED_FIELDS:
                setattr(support_line, name, row_by_key[key][name])
        SupportLine.objects.bulk_update(unchanged_by_key.values(), _NOTED_FIELDS)
        new_lines = [
            SupportLine(**row) for key, row in row_by_key.items() if key not in unchanged_by_key
        ]
        SupportLine.objects.bulk_create(new_lines)


_TEXT_FIELDS = (
    "key", "country", "need", "emergency", "name", "phone", "address", "note", "youth",
)  # fmt: skip
_NOTED_FIELDS = ("source", "copy_date", "position")


def _line_rows(definitions: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The entries of support.yaml, each as the values of a SupportLine by field: the emergency
    numbers first, then the lines in the order of the file."""
    blank = dict.fromkeys((*_TEXT_FIELDS, *_NOTED_FIELDS), "") | {
        "emergency": False,
        "youth": False,
    }
    for country, number in definitions.get("emergency", {}).items():
        fields = {key: value for key, value in number.items() if key != "place"}
        yield (
            blank
            | fields
            | {
                "key": f"{country.lower()}-emergency",
                "country": country,
                "need": CRISIS,
                "emergency": True,
                "name": number.get("name", "Emergency services"),
                "position": 0,
            }
        )
    for position, line in enumerate(definitions.get("lines", []), start=1):
        yield blank | dict(line) | {"position": position}
