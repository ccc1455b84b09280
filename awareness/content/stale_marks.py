"""A changed figure marks what rests on it.

`current_figures` before a load and `mark_dependants` after it write the rows. Until somebody has
looked, studio lists them (`stale_list.py`).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from awareness.bank.build import BuiltQuestion
from awareness.content import dependants
from awareness.content.models import FigureChange, StaleMark
from awareness.content.parsed_content import Content
from awareness.insights.models import Figure
from awareness.insights.numbers import plain_digits

# Fields whose change marks what rests on a figure; `review_by` and `reason` do not.
MARKING_FIELDS = (
    "value", "value_to", "qualifier", "unit", "as_printed", "formula", "label", "statement",
    "measure", "population", "question", "base_n", "base_inferred", "multi_answer", "where",
    "address", "read_on", "as_of", "use", "no_key", "caveats", "discrepancies",
    "per", "between", "day",
)  # fmt: skip
COMPUTED_FIELDS = ("value",)  # of a figure with a formula, follows from others

type FieldTexts = Mapping[str, str]  # by name of a field: its value as a reader sees it


def current_figures() -> dict[str, FieldTexts]:
    """What every figure says that the files hold, by full key; one query."""
    rows = Figure.objects.filter(withdrawn=False).values("report__slug", "key", *MARKING_FIELDS)
    return {
        f"{row['report__slug']}:{row['key']}": {
            name: _as_text(row[name]) for name in MARKING_FIELDS
        }
        for row in rows
    }


def _as_text(value: object) -> str:
    """A field as a reader of the list sees it."""
    match value:
        case None | "" | []:
            return ""
        case bool():
            return "yes" if value else ""
        case list():
            return ", ".join(map(str, value))
        case Decimal():
            return plain_digits(value)
    return str(value)


def mark_dependants(
    before: Mapping[str, FieldTexts],
    content: Content,
    built_questions: Iterable[BuiltQuestion],
    today: date,
) -> list[FigureChange]:
    """Write down each figure that says something else than `before`, and all that rests on it.

    A figure that is new changes nothing that was there; nor does the first load of all.
    """
    after = current_figures() if before else {}
    in_both = before.keys() & after.keys()
    changed = {
        key: differences
        for key in in_both
        if (differences := _field_differences(before[key], after[key]))
    }
    if not changed:
        return []
    all_dependants = dependants.Dependants(content, built_questions)
    # A sum that only follows its parts is not changed by itself: it rests on what was.
    followers = all_dependants.computed_from(changed)
    changes = {
        key: differences
        for key, differences in sorted(changed.items())
        if not (
            key in followers
            and {difference["name"] for difference in differences} <= set(COMPUTED_FIELDS)
        )
    }
    rows = FigureChange.objects.bulk_create(
        FigureChange(figure=key, label=after[key]["label"], changes=differences, day=today)
        for key, differences in changes.items()
    )
    StaleMark.objects.bulk_create(
        StaleMark(
            change=row,
            kind=dependant.kind,
            key=dependant.key,
            title=dependant.title,
            home=dependant.home,
        )
        for row in rows
        for dependant in all_dependants.resting_on(row.figure)
    )
    return rows


def _field_differences(before: FieldTexts, after: FieldTexts) -> list[dict[str, str]]:
    """{name, before, after} of each field that differs."""
    return [
        {"name": name, "before": before[name], "after": after[name]}
        for name in MARKING_FIELDS
        if before[name] != after[name]
    ]
