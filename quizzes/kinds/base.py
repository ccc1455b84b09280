"""What every kind of question shares: the shapes it speaks in, and a checker that names places.

A kind is a module of pure functions: no database, no request, no clock. Shapes:
  spec    the question version's JSON, checked by `parse_spec` before it is stored
  layout  {"order": [key, …], "tokens": {token: key}}, drawn once for an attempt and stored; of a
          situation whose details differ also {"vary": {name: word}} (quizzes/kinds/vary.py)
  answer  a small JSON object in terms of option keys, never of positions or tokens
"""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from random import Random
from typing import Any, Protocol

from quizzes.errors import AnswerError, SpecError, SpecProblem

type Spec = Mapping[str, Any]
type Layout = Mapping[str, Any]
type Answer = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What an answer is worth.

    `fraction` 0..1, or None where nothing is scored; `parts` maps part -> {"class", "fraction"},
    the notion by which answers of all kinds are counted; `feedback` names the feedback earned.
    """

    fraction: float | None
    parts: dict[str, dict[str, Any]]
    feedback: tuple[str, ...]


@dataclass(frozen=True)
class Remark:
    """What there is to say about one option, choice or closeness, once the answer is in."""

    key: str
    text: str
    feedback: str
    chosen: bool
    right: bool | None
    sources: tuple[str, ...] = ()
    source: str = ""
    heading: str = ""
    given: str = ""  # ordering, matching: the place or the target that was given …
    wanted: str = ""  # … and the one that belongs there


class Kind(Protocol):
    """The functions a kind's module has. `GRADER` counts up when its grading rule changes."""

    GRADER: int

    def parse_spec(self, spec: Spec) -> Spec:
        """The same spec, or SpecError with every problem and its path."""

    def layout(self, spec: Spec, rng: Random) -> Layout: ...

    def parse(
        self, spec: Spec, layout: Layout, raw: Mapping, previous: Answer | None = None
    ) -> Answer:
        """What was posted, as an answer; AnswerError with a code if it is none."""

    def is_final(self, spec: Spec, answer: Answer) -> bool: ...

    def grade(self, spec: Spec, answer: Answer) -> Outcome: ...

    def explain(self, spec: Spec, answer: Answer) -> list[Remark]: ...

    def solution(self, spec: Spec) -> Answer:
        """An answer that earns everything there is to earn."""

    def summary(self, spec: Spec, answer: Answer) -> str:
        """One line: what was answered, in the question's words."""


class Checker:
    """Collects problems with their paths, so that an author reads all of them at once."""

    def __init__(self) -> None:
        self.problems: list[SpecProblem] = []

    def refuse(self, path: str, message: str) -> None:
        self.problems.append(SpecProblem(path, message))

    def text(self, holder: Any, key: str, path: str) -> str:
        value = holder.get(key) if isinstance(holder, Mapping) else None
        if isinstance(value, str) and value.strip():
            return value
        self.refuse(f"{path}.{key}" if path else key, "needs a text")
        return ""

    def rows(self, holder: Any, key: str, path: str, least: int) -> list[Mapping]:
        """A list of objects whose `key`s differ."""
        where = f"{path}.{key}" if path else key
        value = holder.get(key) if isinstance(holder, Mapping) else None
        if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
            self.refuse(where, "needs a list")
            return []
        if len(value) < least:
            self.refuse(where, f"needs at least {least}")
        keys = [self.text(row, "key", f"{where}.{n}") for n, row in enumerate(value)]
        for twice in sorted({key for key in keys if key and keys.count(key) > 1}):
            self.refuse(where, f"key {twice!r} stands twice")
        return value

    def flag(self, holder: Mapping, key: str, path: str) -> bool:
        value = holder.get(key, False)
        if not isinstance(value, bool):
            self.refuse(f"{path}.{key}", "is true or false")
        return value is True

    def number(self, holder: Mapping, key: str, path: str, default: Any = None) -> Decimal | None:
        value = holder.get(key)
        value = default if value is None else value
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite():
            return number
        self.refuse(f"{path}.{key}", "needs a number")
        return None

    def done(self, spec: Spec) -> Spec:
        if self.problems:
            raise SpecError(self.problems)
        return spec


def check_options(check: Checker, spec: Spec, least: int) -> list[Mapping]:
    """Stem and options, each with a text and feedback of its own: lures are learned without it."""
    check.text(spec, "stem", "")
    options = check.rows(spec, "options", "", least)
    for n, option in enumerate(options):
        check.text(option, "text", f"options.{n}")
        check.text(option, "feedback", f"options.{n}")
        check.flag(option, "correct", f"options.{n}")
    return options


def draw(keys: Iterable[str], rng: Random, *, shuffle: bool = True) -> Layout:
    """A layout: an order, and for each key a token that says nothing about it.

    The order may come from a seeded source; tokens never do, or they could be foretold.
    """
    order = list(keys)
    if shuffle:
        rng.shuffle(order)
    tokens = {secrets.token_urlsafe(9): key for key in order}
    return {"order": order, "tokens": tokens}


def keeps_order(options: list[Mapping]) -> bool:
    """Options that are numbers stay in the order written: from small to large."""
    return all(option["text"].lstrip("~≈ ")[:1].isdigit() for option in options)


def posted(raw: Mapping, name: str) -> list[str]:
    """All values posted under a name, from a QueryDict or a plain dict."""
    if hasattr(raw, "getlist"):
        return raw.getlist(name)
    value = raw.get(name)
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def chosen_keys(layout: Layout, raw: Mapping) -> list[str]:
    """The option keys behind the posted tokens, once each."""
    tokens = layout["tokens"]
    try:
        keys = [tokens[token] for token in posted(raw, "answer")]
    except (KeyError, TypeError):
        raise AnswerError("unknown_choice") from None
    return list(dict.fromkeys(keys))


def posted_by_token(layout: Layout, raw: Mapping, field: Callable[[str], str]) -> dict[str, str]:
    """What was posted in the field of each token, by key: the first value, "" if none."""
    sent = {key: posted(raw, field(token)) for token, key in layout["tokens"].items()}
    return {key: str(values[0]).strip() if values else "" for key, values in sent.items()}


def key_of(rows: Iterable[Mapping], key: str) -> Mapping:
    """The row with this key; StopIteration if there is none."""
    return next(row for row in rows if row["key"] == key)


def option_remark(option: Mapping, *, chosen: bool) -> Remark:
    return Remark(
        key=option["key"],
        text=option["text"],
        feedback=option["feedback"],
        chosen=chosen,
        right=option.get("correct", False),
        sources=tuple(option.get("sources") or ()),
    )
