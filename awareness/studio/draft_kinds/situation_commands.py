"""What the buttons of a situation's form do to its fields: parts are added, moved and taken out.
Pure.

A part is a form (`form1`), a turn of it (`form1_turn2`) or a choice of that
(`form1_turn2_choice3`); the names of its fields are its own name and a suffix (`form1_turn2_text`).
`part_numbers` gives the numbers of the parts below another."""

import re
from collections.abc import Sequence
from typing import Any

from django.utils.text import slugify

from awareness.content.writing import Fields
from awareness.content.writing.situations import part_numbers
from awareness.studio.draft_kinds.module_form import free_slug
from awareness.studio.models import Draft
from quizzes.kinds.scenario import CHOICE_TEXTS, NODE_TEXTS

MOST_FORMS, MOST_TURNS, MOST_CHOICES = 4, 12, 6  # that can be added
MOST_FIELDS = 900  # a page is sent with a thousand at most (settings)
FORM_KEYS = "abcdefgh"


def apply_command(_draft: Draft | None, fields: Fields, command: str) -> dict[str, Any]:
    """The fields after `form add`, `form1 remove`, `form1 add` (a turn), `form1_turn2 up`,
    `form1_turn2 remove`, `form1_turn2 add` (a choice) or `form1_turn2_choice1 down`; as they were
    for anything else, and where nothing more can be added."""
    part, _space, verb = command.partition(" ")
    part_above, _line, last_name = part.rpartition("_")
    if verb == "add" and len(fields) > MOST_FIELDS:
        return dict(fields)
    if (part, verb) == ("form", "add"):
        changed = _with_form(fields)
    elif verb == "add" and re.fullmatch(r"form[0-9]+(?:_turn[0-9]+)?", part):
        changed = _with_part_below(fields, part)
    elif match := re.fullmatch(r"(form|turn|choice)([0-9]+)", last_name):
        changed = _with_part_moved(fields, part_above, match[1], int(match[2]), verb)
    else:
        return dict(fields)
    return with_keys(changed)


def command_anchor(command: str, fields: Fields) -> str:
    """Where on the page it is seen what a button did, by the fields after it: at a turn, or where
    the turns of a form begin."""
    part, _space, verb = command.partition(" ")
    match = re.fullmatch(r"(form[0-9]+)(?:_turn([0-9]+)(_choice[0-9]+)?)?", part)
    if match is None:
        return f"form{max(part_numbers(fields), default=1)}"
    form_part, turn_number, choice = match.groups()
    if verb == "add" and not turn_number:
        turn_number = max(part_numbers(fields, form_part), default="")
    elif turn_number and not choice and verb in ("up", "down"):
        turn_number = int(turn_number) + (1 if verb == "down" else -1)
    elif not choice and verb == "remove":
        turn_number = ""
    return f"{form_part}_turn{turn_number}" if turn_number else form_part


def with_keys(fields: dict[str, Any]) -> dict[str, Any]:
    """The same fields, changed: each turn and choice has a key, no two of one form or turn
    alike."""
    for form_number in part_numbers(fields):
        form_part = f"form{form_number}"
        turn_parts = [f"{form_part}_turn{number}" for number in part_numbers(fields, form_part)]
        _set_missing_keys(fields, turn_parts, default_key="turn")
        for turn_part in turn_parts:
            choice_parts = [
                f"{turn_part}_choice{number}" for number in part_numbers(fields, turn_part)
            ]
            _set_missing_keys(fields, choice_parts, default_key="choice")
    return fields


def _set_missing_keys(fields: dict[str, Any], parts: Sequence[str], default_key: str) -> None:
    """Sets the keys of those parts that have none, or the one of an earlier part: made of the first
    words of their texts, of `default_key` where there are none."""
    taken_keys: set[str] = set()
    for part in parts:
        key = fields[f"{part}_key"]
        if not key or key in taken_keys:
            first_words = " ".join(str(fields.get(f"{part}_text", "")).split()[:4])
            all_keys = taken_keys | {fields[f"{other_part}_key"] for other_part in parts}
            key = free_slug(key or slugify(first_words) or default_key, all_keys)
        fields[f"{part}_key"] = key
        taken_keys.add(key)


def _with_form(fields: Fields) -> dict[str, Any]:
    """One more form, which tells another story with the same decision."""
    form_numbers = part_numbers(fields)
    if len(form_numbers) >= MOST_FORMS:
        return dict(fields)
    taken_keys = {fields[f"form{number}_key"] for number in form_numbers}
    form_part = f"form{max(form_numbers, default=0) + 1}"
    return {
        **fields,
        **empty_form(form_part, next(key for key in FORM_KEYS if key not in taken_keys)),
    }


def empty_form(form_part: str, key: str) -> dict[str, Any]:
    """The fields of a form as short as one can be: whoever decides wrongly in turn 1 decides once
    more in turn 2, and recovers; turn 3 is its end."""
    fields: dict[str, Any] = {
        f"{form_part}_key": key,
        f"{form_part}_title": "",
        f"{form_part}_start": "1",
        f"{form_part}_vary": "",
        f"{form_part}_caveats": [],
    }
    fields |= _empty_turn(f"{form_part}_turn1", "begins")
    fields |= _empty_turn(f"{form_part}_turn2", "recovers")
    fields |= _empty_turn(f"{form_part}_turn3", "ends", is_end=True)
    for turn_number, choice_keys, goto_if_wrong in ((1, "abc", "2"), (2, "ab", "3")):
        for choice_number, choice_key in enumerate(choice_keys, 1):
            choice_part = f"{form_part}_turn{turn_number}_choice{choice_number}"
            is_best = choice_number == 1
            goto = "3" if is_best else goto_if_wrong
            fields |= _empty_choice(choice_part, choice_key, is_best=is_best, goto=goto)
    return fields


def _empty_turn(turn_part: str, key: str, *, is_end: bool = False) -> dict[str, Any]:
    return {
        f"{turn_part}_key": key,
        f"{turn_part}_end": is_end,
        **{f"{turn_part}_{suffix}": "" for suffix in NODE_TEXTS},
    }


def _empty_choice(
    choice_part: str, key: str, *, is_best: bool = False, goto: str = ""
) -> dict[str, Any]:
    """`goto` is the number of the turn that it leads to, "" for none yet."""
    return {f"{choice_part}_key": key, f"{choice_part}_best": is_best, f"{choice_part}_goto": goto,
            **{f"{choice_part}_{suffix}": "" for suffix in CHOICE_TEXTS}}  # fmt: skip


def _with_part_below(fields: Fields, part: str) -> dict[str, Any]:
    """One more turn of a form, or one more choice of a turn, which then is no end any more."""
    is_turn = "_" in part
    numbers = part_numbers(fields, part)
    most = MOST_CHOICES if is_turn else MOST_TURNS
    if f"{part}_key" not in fields or len(numbers) >= most:
        return dict(fields)
    number = max(numbers, default=0) + 1
    if is_turn:
        choice_part = _empty_choice(f"{part}_choice{number}", key="")
        return {**fields, **choice_part, f"{part}_end": False}
    return {**fields, **_empty_turn(f"{part}_turn{number}", key="")}


def _with_part_moved(
    fields: Fields, part_above: str, part_kind: str, number: int, verb: str
) -> dict[str, Any]:
    """The form, turn or choice (`part_kind`) of this number below `part_above` ("" for a form)
    moved `up` or `down`, or taken out (`remove`). The others are numbered anew, and what leads to a
    turn follows it. As they were where it cannot be moved so."""
    order = _order_after(part_numbers(fields, part_above), part_kind, number, verb)
    if order is None:
        return dict(fields)
    prefix = f"{part_above}_{part_kind}" if part_above else part_kind
    new_by_old = {f"{old}": f"{new}" for new, old in enumerate(order, 1)}
    moved: dict[str, Any] = {}
    for name, value in fields.items():
        match = re.fullmatch(rf"{prefix}([0-9]+)(_.*)", name)
        if match is None:
            moved[name] = value
        elif match[1] in new_by_old:
            moved[f"{prefix}{new_by_old[match[1]]}{match[2]}"] = value
    if part_kind == "turn":
        for name, value in moved.items():
            if re.fullmatch(rf"{part_above}_(?:start|turn[0-9]+_choice[0-9]+_goto)", name):
                moved[name] = new_by_old.get(value, "")
    return moved


def _order_after(
    numbers: Sequence[int], part_kind: str, number: int, verb: str
) -> list[int] | None:
    """The numbers of parts in their new order, after one of them was moved or taken out; None where
    that cannot be done: the last form and the last turn stay."""
    if number not in numbers:
        return None
    order, index = list(numbers), numbers.index(number)
    if verb == "remove":
        is_needed = part_kind != "choice" and len(order) == 1
        return None if is_needed else [*order[:index], *order[index + 1 :]]
    if verb not in ("up", "down"):
        return None
    other_index = index + (1 if verb == "down" else -1)
    if not 0 <= other_index < len(order):
        return None
    order[index], order[other_index] = order[other_index], order[index]
    return order
