"""What authors write of questions and situations: parts of the kinds, and what is theirs alone.

Texts hold references to figures (`{figure:key}`); `figures` cite what a text rests on without
naming it. Unknown keys are refused. What a question has to keep beside its shape is a rule of its
kind (quizzes/kinds) or of the gate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal, Protocol

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from awareness.insights.ledger import Location
from quizzes.kinds import base as kinds
from quizzes.kinds import numeric, options, scenario
from quizzes.kinds.base import Flag

type Path = tuple[str | int, ...]  # keys and positions that lead to a part of an entry

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]
# Rows keep a question as `report/key` or `scenario/key-a`, in 200 letters, 50 of them the report's.
QuestionKey = Annotated[Slug, Field(max_length=140)]
FormName = Annotated[str, Field(pattern=r"^[a-z]$")]  # of a situation: one letter, as rows keep it
# What belongs to no pack names one: `report-2018:SRC`, `report-2018/page`.
CaveatName = Annotated[str, Field(pattern=r"^(?:[a-z0-9-]+:)?[A-Z][A-Z0-9_]*$")]
PageName = Annotated[str, Field(pattern=r"^(?:[a-z0-9-]+/)?[a-z0-9]+(?:-[a-z0-9]+)*$")]
Audience = Literal["S", "M", "H", "I"]
GUESS_TEXTS = ("close", "near", "far")  # what a line says of a guess
LEAST_REASON_WORDS = 4


def _non_empty(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text.strip()


def _reason(text: str) -> str:
    if text and len(text.split()) < LEAST_REASON_WORDS:
        raise ValueError("gives no reason; say in a sentence why they may stand beside each other")
    return text.strip()


NonEmpty = Annotated[str, AfterValidator(_non_empty)]  # a text, stripped
Reason = Annotated[str, AfterValidator(_reason)]  # empty, or a sentence


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class AuthoredPart(Strict):
    """A part of a kind as it is written: texts that a spec needs are not blank, and stripped."""

    @field_validator("*")
    @classmethod
    def _strip(cls, value: Any, info: ValidationInfo) -> Any:
        field = cls.model_fields[info.field_name or ""]
        return _non_empty(value) if kinds.MUST_NOT_BE_BLANK in field.metadata else value


class Entry[Shape](Protocol):
    """A part of a content file: what it says, the pack it belongs to, and where it stands."""

    @property
    def report(self) -> str: ...

    @property
    def shape(self) -> Shape: ...

    @property
    def data(self) -> dict[str, Any]: ...  # as written

    @property
    def location(self) -> Location: ...

    def location_of(self, *path: str | int) -> Location:
        """The place of the part that a path leads to."""


class CitedPart(AuthoredPart):
    """A row that may rest on figures it does not name."""

    key: Slug
    figures: tuple[str, ...] = ()


class Option(CitedPart, options.Option):
    """One answer of a single choice or multiple response."""


class Line(CitedPart, kinds.Row):
    """One thing to put into order; they are written in the right order."""


class Stem(Line):
    target: Slug


class Target(AuthoredPart, kinds.Target):
    key: Slug


class PlainQuestion(Strict):
    stem: NonEmpty | None = None
    options: dict[str, NonEmpty] = {}
    feedback: dict[str, NonEmpty] = {}


class Question(Strict):
    """What every question with a stem has, whoever wrote it."""

    key: QuestionKey
    # All kinds are named here, so that a slip in one is told all of them.
    kind: Literal["single", "multiple", "ordering", "matching"]
    objective: str
    explainers: tuple[PageName, ...] = ()
    stem: NonEmpty
    plain: PlainQuestion | None = None
    figures: tuple[str, ...] = ()
    caveats: tuple[CaveatName, ...] = ()
    audience: tuple[Audience, ...] = ()
    side_by_side: Reason = ""  # why numbers of several groups may stand beside each other

    def rows(self) -> Iterator[tuple[Path, Option | Line | Target]]:
        """(path, row) of what is chosen from, put into order or matched, as it is written."""
        yield from ()

    def right_rows(self) -> Iterator[tuple[Path, Option | Line]]:
        """(path, row) of those that the right answer rests on."""
        yield from ()

    def texts(self) -> Iterator[tuple[Path, str]]:
        """(path, text) of every text that may hold references, in reading order."""
        yield ("stem",), self.stem
        if self.plain:
            if self.plain.stem:
                yield ("plain", "stem"), self.plain.stem
            for key, text in self.plain.options.items():
                yield ("plain", "options", key), text
            for key, text in self.plain.feedback.items():
                yield ("plain", "feedback", key), text
        for path, row in self.rows():
            yield (*path, "text"), row.text
            if not isinstance(row, Target):
                yield (*path, "feedback"), row.feedback
        if self.side_by_side:
            yield ("side_by_side",), self.side_by_side

    def cited(self) -> Iterator[tuple[Path, tuple[str, ...]]]:
        """(path, figures) of every list of figures."""
        yield ("figures",), self.figures
        for path, row in self.rows():
            if not isinstance(row, Target):
                yield (*path, "figures"), row.figures


class AuthoredQuestion(Question):
    """A single choice or a multiple response."""

    options: tuple[Option, ...]
    headline: str = ""  # single: the options are the sentences under it
    drawing: tuple[str, ...] = ()  # single: figures that stand under the stem as bars

    def cited(self) -> Iterator[tuple[Path, tuple[str, ...]]]:
        yield from super().cited()
        if self.drawing:
            yield ("drawing",), self.drawing

    def texts(self) -> Iterator[tuple[Path, str]]:
        yield from super().texts()
        if self.headline:
            yield ("headline",), self.headline

    def rows(self) -> Iterator[tuple[Path, Option]]:
        yield from _rows_with_paths("options", self.options)

    def right_rows(self) -> Iterator[tuple[Path, Option]]:
        yield from ((path, option) for path, option in self.rows() if option.correct)


class OrderingQuestion(Question):
    options: tuple[Line, ...]

    def rows(self) -> Iterator[tuple[Path, Line]]:
        yield from _rows_with_paths("options", self.options)

    right_rows = rows  # the order rests on all of them


class MatchingQuestion(Question):
    stems: tuple[Stem, ...]
    targets: tuple[Target, ...]

    def rows(self) -> Iterator[tuple[Path, Stem | Target]]:
        yield from _rows_with_paths("stems", self.stems)
        yield from _rows_with_paths("targets", self.targets)

    def right_rows(self) -> Iterator[tuple[Path, Stem]]:
        yield from _rows_with_paths("stems", self.stems)


class Estimate(Question):
    """A number to guess. An item model makes it (Q9) with an author's words: nobody computes a key
    by hand."""

    kind: Literal["numeric"]  # type: ignore[assignment]
    numeric: numeric.Numbers

    def texts(self) -> Iterator[tuple[Path, str]]:
        yield from super().texts()
        for name in numeric.TEXT_FIELDS:
            if text := getattr(self.numeric, name):
                yield ("numeric", name), text


def _rows_with_paths[Row](name: str, rows: Iterable[Row]) -> Iterator[tuple[Path, Row]]:
    return (((name, n), row) for n, row in enumerate(rows))


class Pair(Strict):
    """A term with its description, of the figure in the same place of `from` (Q10)."""

    term: NonEmpty
    text: NonEmpty
    feedback: NonEmpty


class Claim(Strict):
    """A conclusion or a headline, and whether it holds (Q12, Q13)."""

    text: NonEmpty
    holds: Flag = False
    feedback: NonEmpty
    figures: tuple[str, ...] = ()


class GeneratedQuestion(Strict):
    """A line that asks an item model for a question, with the words that it leaves to authors."""

    generate: NonEmpty
    key: QuestionKey
    source: str | list[str] = Field(alias="from")
    seed: int
    objective: str
    explainers: tuple[PageName, ...] = ()
    ask: str = ""
    side_by_side: Reason = ""
    caveats: tuple[CaveatName, ...] = ()
    pairs: tuple[Pair, ...] = ()  # Q10
    spare: tuple[NonEmpty, ...] = ()  # Q10
    claims: tuple[Claim, ...] = ()  # Q12, Q13
    goal: Literal["beyond", "allowed"] = "beyond"  # Q12
    # Q9: what is said of a guess in place of the item model's words, and how far close and near
    # reach (quizzes/kinds/numeric.py).
    close: str = ""
    near: str = ""
    far: str = ""
    close_within: int | None = None
    near_within: int | None = None

    def texts(self) -> Iterator[tuple[Path, str]]:
        """(path, text) of every text that may hold references, in reading order."""
        if self.ask:
            yield ("ask",), self.ask
        for name in GUESS_TEXTS:
            if text := getattr(self, name):
                yield (name,), text
        for path, pair in _rows_with_paths("pairs", self.pairs):
            yield from (((*path, name), getattr(pair, name)) for name in Pair.model_fields)
        for path, claim in _rows_with_paths("claims", self.claims):
            yield from (((*path, name), getattr(claim, name)) for name in ("text", "feedback"))
        yield from _rows_with_paths("spare", self.spare)
        if self.side_by_side:
            yield ("side_by_side",), self.side_by_side

    def cited(self) -> Iterator[tuple[Path, tuple[str, ...]]]:
        """(path, figures) of every list of figures beside those of `from`."""
        for path, claim in _rows_with_paths("claims", self.claims):
            yield (*path, "figures"), claim.figures


# Item models that asked to recall a number, a row or a sum.
RETIRED_MODELS = frozenset({"Q1", "Q3", "Q5", "Q6", "Q8", "Q11-answered"})


GUESS_MODEL = "Q9"  # a guess: nothing in it is right or wrong


class RetiredQuestion(GeneratedQuestion):
    """A line for a model that is made no more. It is passed over, with all that it says."""

    model_config = ConfigDict(extra="ignore")


type AnyQuestion = Question | GeneratedQuestion


def question_class(data: Mapping[str, Any]) -> type[Question] | type[GeneratedQuestion]:
    """The shape of an entry of questions.yaml."""
    if "generate" in data:
        return RetiredQuestion if data["generate"] in RETIRED_MODELS else GeneratedQuestion
    return QUESTION_CLASS_BY_KIND.get(str(data.get("kind")), AuthoredQuestion)


QUESTION_CLASS_BY_KIND: dict[str, type[Question]] = {
    "ordering": OrderingQuestion,
    "matching": MatchingQuestion,
}


class Choice(AuthoredPart, scenario.Choice):
    key: Slug
    best: Flag
    goto: Slug


class Node(AuthoredPart, scenario.Node):
    choices: tuple[Choice, ...] = ()


class Form(AuthoredPart, scenario.Situation):
    """One of the parallel forms of a situation."""

    decision: Literal[""] = ""  # said once for all forms
    start: Slug
    caveats: tuple[CaveatName, ...] = ()
    # Surface details that may differ from person to person: `{vary:place}` in a text becomes one
    # of these, drawn once. Nothing that bears on the key may stand here.
    vary: dict[Slug, tuple[NonEmpty, ...]] = {}
    nodes: dict[Slug, Node]  # type: ignore[assignment]

    def texts(self) -> Iterator[tuple[Path, str]]:
        """(path, text) of every text that may hold references."""
        yield ("title",), self.title
        for key, node in self.nodes.items():
            yield from _texts_with_paths(("nodes", key), node, scenario.NODE_TEXTS)
            for path, choice in _rows_with_paths("choices", node.choices):
                yield from _texts_with_paths(("nodes", key, *path), choice, scenario.CHOICE_TEXTS)


def _texts_with_paths(
    path: Path, part: BaseModel, names: Iterable[str]
) -> Iterator[tuple[Path, str]]:
    return (((*path, name), text) for name in names if (text := getattr(part, name)))


class ScenarioFile(Strict):
    """A situation; each of its forms becomes a question."""

    key: QuestionKey
    decision: Slug
    title: NonEmpty
    forms: dict[FormName, Form] = Field(min_length=1)


class Course(Protocol):
    """What the bank reads of a module: what it teaches, and the questions that it asks."""

    slug: str
    objectives: dict[str, str]
    decisions: dict[str, str]

    def question_keys(self, forms: Mapping[str, Iterable[str]]) -> list[str]:
        """Keys of all its questions, in order. `forms`: by situation the forms it has."""
