"""The rows and targets of a question's fields: how many, in which order; which figures they name.

A row is an answer, a thing to be put into order, or a pair's name; a target is what rows are
matched with. The fields of both are numbered from 1: `row2_text`, `target1_key`."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from awareness.content.writing import Fields, ObjectRef
from awareness.studio.draft_kinds.drafted_reports import ledger_with_drafts
from awareness.studio.draft_kinds.form_fields import FIGURE_REFERENCE

MOST_ROWS = 12  # or targets
ROW_FIELD = re.compile(r"(row|target)([0-9]{1,2})_\w+")  # group, number
SUFFIXES_BY_GROUP = {
    "row": ("key", "term", "text", "correct", "target", "feedback", "figures", "plain",
            "plain_feedback"),
    "target": ("key", "text", "plain"),
}  # fmt: skip


def numbers_in(field_names: Iterable[str], group: str) -> list[int]:
    """The numbers of the rows, or of the targets, that fields of these names belong to."""
    matches = (ROW_FIELD.fullmatch(name) for name in field_names)
    return sorted({int(match[2]) for match in matches if match and match[1] == group})


def compact(fields: Fields) -> dict[str, Any]:
    """The fields with rows that say nothing behind those that do, so that numbers follow the file.
    Targets move as well, and rows still name theirs."""
    compacted: dict[str, Any] = dict(fields)
    for group in SUFFIXES_BY_GROUP:
        numbers = numbers_in(fields, group)
        filled = [
            number
            for number in numbers
            if fields.get(f"{group}{number}_text") or fields.get(f"{group}{number}_feedback")
        ]
        order = [*filled, *(number for number in numbers if number not in filled)]
        compacted = reordered(compacted, group, order)
    return compacted


def reordered(fields: Fields, group: str, order: Sequence[int]) -> dict[str, Any]:
    """The fields with the rows, or the targets, in another order: number 1 is then what `order[0]`
    was. Rows name the same targets as before."""
    moved = dict(fields)
    for new_number, old_number in enumerate(order, 1):
        for suffix in SUFFIXES_BY_GROUP[group]:
            if f"{group}{old_number}_{suffix}" in fields:
                moved[f"{group}{new_number}_{suffix}"] = fields[f"{group}{old_number}_{suffix}"]
    if group == "target":
        new_by_old = {f"{old}": f"{new}" for new, old in enumerate(order, 1)}
        for name in fields:
            if re.fullmatch(r"row[0-9]+_target", name) and fields[name]:
                moved[name] = new_by_old.get(fields[name], "")
    return moved


def figure_keys_in(fields: Fields) -> list[str]:
    """Keys of every figure that the fields name or cite, each once, in their order."""
    keys: list[str] = []
    for value in fields.values():
        keys += FIGURE_REFERENCE.findall(value) if isinstance(value, str) else []
    for name, value in fields.items():
        keys += value if name.endswith("figures") or name == "drawing" else []
    return list(dict.fromkeys(keys))


def with_caveats_of_figures(ref: ObjectRef | None, fields: Fields) -> list[str]:
    """The caveats that the fields of a question name, and those of its figures: a short name, or
    `report:short name` of another report's."""
    caveats = list(fields["caveats"])
    if ref is None:
        return list(dict.fromkeys(caveats))
    ledger = ledger_with_drafts(ref.report)
    for key in figure_keys_in(fields):
        try:
            figure = ledger.figure(key, ref.report)
        except KeyError:
            continue
        is_of_report = figure.report == ref.report
        caveats += [name if is_of_report else f"{figure.report}:{name}" for name in figure.caveats]
    return list(dict.fromkeys(caveats))
