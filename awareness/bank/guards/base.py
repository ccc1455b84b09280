"""A guard looks at one thing that can make an item dishonest and says what it saw."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from awareness.bank.canonical import plain_decimal

# How to mend what a guard refuses in a question that somebody wrote; its message says what it saw.
MEND_BY_GUARD = {
    "G1": "ask for something that the numbers tell apart",
    "G5": "ask about a figure whose base is printed, or say who was asked",
    "G6": "keep to one group, or write why they may stand beside each other in `side_by_side`",
    "G7": "cite a TEACH or CAVEAT figure that may be a key, or ask what does not rest on this one",
    "G8": "say in stem or key what the figure counts",
    "G9": "write it into the stem: the year that the number is of, and who was asked",
    "G10": "name the caveat under `caveats` of the question",
    "G11": "choose another word; `rules.terms` of subject.yaml says which",
    "G12": "ask about this page without ranking or naming a share",
    "G13": "show the number as printed, or rounded to a whole one",
    "G14": "ask what the words say, and for no number",
    "G15": "let exactly one option hold",
    "G16": "split the sentence, or leave something out",
    "G17": "let each option say something of its own",
    "G20": "leave the number out of the question: it is seen after the guess",
}


@dataclass(frozen=True)
class Guard:
    """What one guard found. `numbers` are strings or whole numbers, ready for JSON."""

    name: str
    passed: bool
    message: str
    numbers: Mapping[str, object] = field(default_factory=dict)

    def spec(self) -> dict[str, Any]:
        """The part that is kept in the question's spec."""
        return {"name": self.name, "passed": self.passed, "numbers": dict(self.numbers)}


class RefusedItem(Exception):
    """An item model will not make this item: the guard's name, its words and its numbers."""

    def __init__(self, guard: str, message: str, numbers: Mapping[str, object] | None = None):
        self.guard, self.message, self.numbers = guard, message, dict(numbers or {})
        super().__init__(f"{guard}: {message} {self.numbers or ''}".rstrip())


def require_all(guards: list[Guard]) -> list[Guard]:
    """All of them, when all passed; else RefusedItem with the first that did not."""
    for guard in guards:
        if not guard.passed:
            raise RefusedItem(guard.name, guard.message, guard.numbers)
    return guards


def json_number(value: Any) -> object:
    """Make a number fit for JSON: decimals and numpy numbers become plain strings or ints."""
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, list | tuple):
        return [json_number(item) for item in value]
    return plain_decimal(Decimal(str(round(float(value), 3))))


def new_guard(name: str, passed: bool, message: str, **numbers: object) -> Guard:
    return Guard(
        name, bool(passed), message, {key: json_number(value) for key, value in numbers.items()}
    )
