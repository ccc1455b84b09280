"""What every kind of question shares: the model of its spec, and the objects its methods give back.

A kind is a module with one subclass of `Spec`. Its methods are pure: no database, no request, no
clock. Shapes that are stored beside a spec:
  layout  {"order": [key, …], "tokens": {token: key}}, drawn once for an attempt; of a situation
          whose details differ also {"vary": {name: word}} (quizzes/kinds/vary.py)
  answer  a small JSON object in terms of option keys, never of positions or tokens
"""

import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from dataclasses import dataclass
from functools import cached_property
from random import Random, SystemRandom
from typing import Annotated, Any, ClassVar, Protocol, Self

import pydantic
from django.utils.datastructures import MultiValueDict
from pydantic import BaseModel, ConfigDict

from quizzes.errors import AnswerError, SpecProblem

type Layout = Mapping[str, Any]
type Answer = dict[str, Any]
type PostedForm = Mapping[str, Any]  # what a form sent: a QueryDict, or a plain dict

EDITIONS = ("ordinary", "plain", "youth")


MUST_NOT_BE_BLANK = "a text that must not be blank"
Text = Annotated[str, MUST_NOT_BE_BLANK]
Flag = Annotated[bool, pydantic.Strict()]  # true or false, and no other word for it


class Keyed(Protocol):
    """A part that has a key of its own."""

    @property
    def key(self) -> str: ...


class Part(BaseModel):
    """A part of a spec. Immutable; keys of the JSON that no field names are left out."""

    model_config = ConfigDict(frozen=True)

    def changed(self, **values: object) -> Self:
        """A copy with other values, which are not checked. Unlike `model_copy`, it takes none of
        the cached properties along."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        set_fields = self.model_fields_set | values.keys()
        return type(self).model_construct(set_fields, **{**fields, **values})


class Target(Part):
    """Something to match with, and what every row that can be chosen or placed has."""

    key: Text
    text: Text


class Row(Target):
    """Something to put into order or to match, with feedback: lures are learned without it."""

    feedback: Text


class CitedRow(Row):
    """A row as it is stored: with the full keys of the figures that its feedback cites."""

    sources: tuple[str, ...] = ()


class PlainTexts(Part):
    """The plain edition of stem, rows and their feedback (by key); where it is silent, the ordinary
    text stands."""

    stem: str = ""
    options: dict[str, str] = {}
    feedback: dict[str, str] = {}


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

    @property
    def tick(self) -> str:
        """Of an option of several: a part of quizzes/_each.html."""
        if self.right:
            return "rightly_ticked" if self.chosen else "missed"
        return "wrongly_ticked" if self.chosen else "rightly_left_out"


# Fields that say where a question comes from; stored after those of its kind.
ORIGIN_FIELDS = (
    "objective", "figures", "sources", "caveats", "audience", "item_model", "seed", "guards",
)  # fmt: skip


class Spec(Part, ABC):
    """One version of a question: what is asked, what is right, and where it comes from.

    `grader_version` counts up when the grading rule of the kind changes.
    """

    grader_version: ClassVar[int] = 1

    kind: str
    lang: str = "en"
    stem: Text
    plain: PlainTexts | None = None
    objective: str = ""
    figures: tuple[str, ...] = ()
    sources: tuple[dict[str, Any], ...] = ()  # a note on each figure, as pages show it
    caveats: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    item_model: str | None = None
    seed: int | None = None
    guards: tuple[dict[str, Any], ...] = ()  # {"name", "passed", "numbers"}

    @property
    def title(self) -> str:
        """What the question is called in a list."""
        return self.stem

    @abstractmethod
    def problems(self) -> Iterator[SpecProblem]:
        """What is wrong with a spec although each part of it is well formed."""

    @abstractmethod
    def layout(self, rng: Random) -> Layout: ...

    def answer_keys(self) -> set[str]:
        """Every key that an answer may name, whatever is drawn for one person."""
        return set(self.layout(SystemRandom())["order"])

    @abstractmethod
    def parse(self, layout: Layout, raw: PostedForm, previous: Answer | None = None) -> Answer:
        """What was posted, as an answer; AnswerError with a code if it is none."""

    def is_final(self, answer: Answer) -> bool:
        return True

    @abstractmethod
    def grade(self, answer: Answer) -> Outcome: ...

    @abstractmethod
    def explain(self, answer: Answer) -> list[Remark]: ...

    @abstractmethod
    def solution(self) -> Answer:
        """An answer that earns everything there is to earn."""

    @abstractmethod
    def summary(self, answer: Answer) -> str:
        """One line: what was answered, in the question's words."""

    def lines(self, answer: Answer) -> list[str]:
        """What was answered, part by part."""
        return list(filter(None, [self.summary(answer)]))

    @property
    def rows(self) -> tuple[Target, ...]:
        """Everything that people choose from, put into order or match, as stored."""
        return ()

    @property
    def row_feedback(self) -> list[str]:
        """The feedback on each row that has some; targets have none."""
        return [text for row in self.rows if (text := getattr(row, "feedback", ""))]

    def in_edition(self, edition: str) -> Self:
        """The spec with its texts in this edition. Keys, grading and order are the same in all."""
        if edition == "ordinary":
            return self
        if edition not in EDITIONS:
            raise ValueError(f"there is no edition {edition!r}")
        return self._youth if edition == "youth" else self._plain

    @cached_property
    def _plain(self) -> Self:
        return self._with_plain_texts(self.plain or PlainTexts())

    @cached_property
    def _youth(self) -> Self:
        """Where there are no words of its own for the youth edition, the plain one speaks."""
        return self._plain

    def _with_plain_texts(self, plain: PlainTexts) -> Self:
        return self.changed(stem=plain.stem or self.stem)

    @property
    def speaks_to_youth(self) -> bool:
        """Whether there are words of its own for the youth edition."""
        return False

    def stored(self) -> dict[str, Any]:
        """The JSON of QuestionVersion.spec: the fields that were given, in the order they have."""
        data = self.model_dump(mode="json", exclude_unset=True)
        return data | {name: data.pop(name) for name in ORIGIN_FIELDS if name in data}


def blank_text_problems(part: Part, path: str = "") -> Iterator[SpecProblem]:
    """Each `Text` of a part, and of the parts within it, that says nothing."""
    for name, field in type(part).model_fields.items():
        value, field_path = getattr(part, name), f"{path}.{name}" if path else name
        if MUST_NOT_BE_BLANK in field.metadata and not value.strip():
            yield SpecProblem(field_path, "needs a text")
        inner = dict(enumerate(value)) if isinstance(value, tuple) else value
        for key, row in inner.items() if isinstance(inner, dict) else ():
            if isinstance(row, Part):
                yield from blank_text_problems(row, f"{field_path}.{key}")
        if isinstance(value, Part):
            yield from blank_text_problems(value, field_path)


def count_problems(
    rows: Sized, path: str, least: int, most: int | None = None
) -> Iterator[SpecProblem]:
    """Too few rows, or too many."""
    if len(rows) < least:
        yield SpecProblem(path, f"needs at least {least}")
    if most and len(rows) > most:
        yield SpecProblem(path, f"has at most {most}")


def repeated_key_problems(rows: Iterable[Keyed], path: str) -> Iterator[SpecProblem]:
    """Each key that more than one row has."""
    keys = [row.key for row in rows]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield SpecProblem(path, f"key {key!r} stands twice")


def rows_in_plain_texts[R: Target](rows: Iterable[R], plain: PlainTexts) -> tuple[R, ...]:
    """The rows with their texts and feedback of the plain edition; what it has none of stays."""
    return tuple(_row_in_plain_texts(row, plain) for row in rows)


def _row_in_plain_texts[R: Target](row: R, plain: PlainTexts) -> R:
    plain_texts = {"text": plain.options.get(row.key), "feedback": plain.feedback.get(row.key)}
    new_values = {name: text for name, text in plain_texts.items() if text}
    return row.changed(**new_values) if new_values else row


def draw_layout(keys: Iterable[str], rng: Random, *, shuffle: bool = True) -> Layout:
    """A layout: an order, and for each key a token that says nothing about it.

    The order may come from a seeded source; tokens never do, or they could be foretold.
    """
    order = list(keys)
    if shuffle:
        rng.shuffle(order)
    tokens = {secrets.token_urlsafe(9): key for key in order}
    return {"order": order, "tokens": tokens}


def posted_values(raw: PostedForm, name: str) -> list[str]:
    """All values posted under a name, from a QueryDict or a plain dict."""
    if isinstance(raw, MultiValueDict):
        return raw.getlist(name)
    value = raw.get(name)
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def chosen_keys(layout: Layout, raw: PostedForm) -> list[str]:
    """The option keys behind the posted tokens, once each."""
    tokens = layout["tokens"]
    try:
        keys = [tokens[token] for token in posted_values(raw, "answer")]
    except (KeyError, TypeError):
        raise AnswerError("unknown_choice") from None
    return list(dict.fromkeys(keys))


def only_chosen_key(layout: Layout, raw: PostedForm) -> str:
    """The key of the one option that was chosen, from the posted form `raw`, which holds the random
    token that the attempt's `layout` gave it. AnswerError nothing_chosen or too_many."""
    keys = chosen_keys(layout, raw)
    if not keys:
        raise AnswerError("nothing_chosen")
    if len(keys) > 1:
        raise AnswerError("too_many")
    return keys[0]


def posted_by_key(
    layout: Layout, raw: PostedForm, field_name_of: Callable[[str], str]
) -> dict[str, str]:
    """What was posted in the field of each token, by key: the first value, "" if none."""
    sent = {
        key: posted_values(raw, field_name_of(token)) for token, key in layout["tokens"].items()
    }
    return {key: str(values[0]).strip() if values else "" for key, values in sent.items()}
