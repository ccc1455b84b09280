"""A guard looks at one thing that can make an item dishonest and says what it saw."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from awareness.bank.canonical import plain


@dataclass(frozen=True)
class Guard:
    """What one guard found. `numbers` are strings or whole numbers, ready for JSON."""

    name: str
    passed: bool
    message: str
    numbers: Mapping[str, object] = field(default_factory=dict)

    def spec(self) -> dict:
        """The part that is kept in the question's spec."""
        return {"name": self.name, "passed": self.passed, "numbers": dict(self.numbers)}


class Refused(Exception):
    """An item model will not make this item: the guard's name, its words and its numbers."""

    def __init__(self, guard: str, message: str, numbers: Mapping[str, object] | None = None):
        self.guard, self.message, self.numbers = guard, message, dict(numbers or {})
        super().__init__(f"{guard}: {message} {self.numbers or ''}".rstrip())


def require(guards: list[Guard]) -> list[Guard]:
    """All of them, when all passed; else Refused with the first that did not."""
    for guard in guards:
        if not guard.passed:
            raise Refused(guard.name, guard.message, guard.numbers)
    return guards


def number(value: object) -> object:
    """Make a number fit for JSON: decimals and numpy numbers become plain strings or ints."""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, list | tuple):
        return [number(item) for item in value]
    return plain(Decimal(str(round(float(value), 3))))


def guard(name: str, passed: bool, message: str, **numbers: object) -> Guard:
    return Guard(
        name, bool(passed), message, {key: number(value) for key, value in numbers.items()}
    )
