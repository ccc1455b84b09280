"""What subject.yaml may say. Unknown keys are refused."""

import re
from functools import cached_property
from typing import Annotated, Literal

import pydantic
from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _non_empty(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return " ".join(text.split())


def _pattern(text: str) -> str:
    try:
        pattern = re.compile(text)
    except re.error as error:
        raise ValueError(f"is no pattern ({error})") from None
    # Patterns are read as one, joined by |.
    if pattern.groupindex or pattern.flags != re.UNICODE or re.search(r"\\[1-9]", text):
        raise ValueError("refers to a group or has a flag; letters of either case count already")
    return _non_empty(text)


Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]
MeasureName = Annotated[str, Field(pattern=r"^[a-z]+(?:_[a-z]+)*$")]
OneLineText = Annotated[str, AfterValidator(_non_empty)]  # a text on one line
ShortText = Annotated[OneLineText, Field(max_length=80)]
Pattern = Annotated[str, AfterValidator(_pattern)]  # a regular expression; letters of either case
Flag = Annotated[bool, pydantic.Strict()]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ForbiddenTerm(Strict):
    """Words that no text uses outside quotation marks, and how a sentence with them is mended.

    `exact`: capitals count. `about`: the page about the report may name them. `questions`: in
    questions alone. `never`: it is no wrong word, but something that is never shown.
    """

    words: Pattern
    mend: OneLineText
    exact: Flag = False
    about: Flag = False
    questions: Flag = False
    never: Flag = False


class NeverRanked(Strict):
    """What no question puts in an order or asks for: rows with these words, or, with `rows`, tables
    of which so many rows have them; `most` is more than half of the rows."""

    what: OneLineText
    words: Pattern
    rows: int | Literal["most"] = 1


class Insiders(Strict):
    """What is told to some readers alone: words, what they give away, and where they may stand."""

    words: Pattern
    what: OneLineText


class Measure(Strict):
    """What is counted, in the words that questions use. `nouns`: a text about it has one of them.
    `counted` names it as an option. `elsewhere`: no employer has such people or things, so that no
    question asks what the number says of one's own house."""

    nouns: tuple[OneLineText, ...] = ()
    counted: OneLineText | None = None
    tells_not: OneLineText | None = None  # what a figure of it cannot say, after a guess
    elsewhere: Flag = False


class Rules(Strict):
    """What the subject's own texts and questions may not say.

    Compared and hashed by its words, put together once: what is cached by text and rules asks for
    both at every text.
    """

    terms: tuple[ForbiddenTerm, ...] = ()
    never_ranked: tuple[NeverRanked, ...] = ()
    noted: tuple[OneLineText, ...] = ()  # names that need a figure in the same passage
    insiders: tuple[Insiders, ...] = ()
    people: tuple[Pattern, ...] = ()  # who was asked, in words: “all of them” is more than those
    fixed: tuple[Pattern, ...] = ()  # terms that count as one short word in a text's grade
    empty: tuple[OneLineText, ...] = ()  # words that tell no two definitions apart

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Rules) and self._words == other._words)

    def __hash__(self) -> int:
        return hash(self._words)

    @cached_property
    def _words(self) -> str:
        return self.model_dump_json()


class Danger(Strict):
    """Words beside the emergency number."""

    card: OneLineText = "Is somebody in danger now?"
    bar: OneLineText = "Somebody is in danger now"
    find: OneLineText = "That number comes first when somebody is in danger now."


class CardStep(Strict):
    """A word of the help card, its drawn sign and the sentence beside it."""

    key: Slug
    sign: Literal["stop", "leave", "tell", "note", "look-after"]
    word: ShortText
    say: OneLineText


class Card(Strict):
    """What the help card says beside numbers and names."""

    steps: tuple[CardStep, ...] = Field(min_length=1, max_length=6)
    after: OneLineText | None = None
    yourself: OneLineText | None = None  # whom somebody may call without asking


class Closing(Strict):
    """What stands beside the person to tell at the end of a module."""

    always: OneLineText | None = None
    choosing: OneLineText = "If one is involved or does not answer, the other is there."
    nobody: OneLineText = "Nobody is named for your site yet."


class Employer(Strict):
    """What an employer gives before anything of the subject is assigned. `outside_line`: somebody
    may have to tell of their own manager, so that the first contact manages nobody at the site."""

    gives: tuple[Literal["contacts", "policy", "support"], ...] = ("contacts",)
    outside_line: Flag = False
    tell: ShortText = (
        "To pass on a concern"  # the words above the first contact, at every page's foot
    )
    contact: OneLineText = "Whom people at this site phone first."
    policy: OneLineText = "What your house asks of its people. Earlier versions are kept."

    @property
    def needed(self) -> tuple[str, ...]:
        """What has to be there before assigning: whatever else is given, somebody to turn to."""
        return tuple(dict.fromkeys(("contacts", *self.gives)))


class SubjectFile(Strict):
    """subject.yaml: what belongs to one subject and to no report of it.

    `neutral` names it where the subject itself is not named: in mails, on certificates, on pages
    between subjects. `from_start`: it is on until an employer chooses otherwise.
    """

    key: Annotated[Slug, Field(max_length=40)]
    name: ShortText
    neutral: ShortText
    about: Annotated[OneLineText, Field(max_length=300)]
    order: int = Field(ge=1, le=99)
    sensitive: Flag
    from_start: Flag
    editions: tuple[Literal["plain", "youth"], ...] = ("plain",)
    danger: Danger = Danger()
    card: Card
    closing: Closing = Closing()
    employer: Employer = Employer()
    rules: Rules = Rules()
    measures: dict[MeasureName, Measure] = {}

    @cached_property
    def steps(self) -> dict[str, CardStep]:
        return {step.key: step for step in self.card.steps}
