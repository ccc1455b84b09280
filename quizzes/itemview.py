"""What a template reads to show an item. A view holds nothing that its page must not show."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quizzes.display import Display, ItemState
from quizzes.guess_line import GuessLine, Scale
from quizzes.kinds import Remark
from quizzes.kinds.numeric import Numbers
from quizzes.kinds.single import Bar
from quizzes.models import KindName

# Kinds whose feedback speaks of each part of the answer.
KINDS_TOLD_BY_PART = frozenset({KindName.MULTIPLE, KindName.ORDERING, KindName.MATCHING})


@dataclass(frozen=True)
class Option:
    """Something to choose. `token` is all the browser sends back."""

    token: str
    text: str
    chosen: bool = False
    name: str = ""  # ordering, matching: the field its place or its target is sent in …
    value: str = ""  # … and what was sent there before the answer was refused
    amiss: bool = False  # that was nothing, or a place that another line has too


@dataclass(frozen=True)
class ToldGuess:
    """A guess of somebody who has been told the right number: to which version of a question, and
    the numbers of that question."""

    version: int
    guess: Decimal
    numbers: Numbers


@dataclass(frozen=True)
class ItemView:
    """What a template needs to show one item, and nothing that it must not show."""

    item_id: int
    kind: str
    number: int  # from 1
    count: int
    state: ItemState
    display: Display
    submit_token: str
    stem: str  # the question; in a scenario, the situation at hand
    title: str = ""  # scenarios
    options: tuple[Option, ...] = ()
    places: tuple[str, ...] = ()  # ordering: what may be chosen for each option …
    targets: tuple[Option, ...] = ()  # … and matching: the same
    sorts: bool = False  # matching: the targets are groups, and a line goes into one of them
    headline: str = ""  # single: the options are the sentences under it
    bars: tuple[Bar, ...] = ()  # single: what the options are read out of
    given: tuple[str, ...] = ()  # what was answered, in the question's words
    remark: Remark | None = None  # on what was chosen (the newest decision, the closeness)
    others: tuple[Remark, ...] = ()  # on the other options
    solution: str = ""
    sources: tuple[Mapping[str, Any], ...] = ()  # source notes behind the remark
    caveats: tuple[str, ...] = ()
    line: GuessLine | None = None  # estimates: guess and finding, drawn
    guessed: ToldGuess | None = None  # estimates: the guess itself, unless it was skipped
    tells_not: str = ""  # estimates: what the number does not say
    scale: Scale | None = None  # estimates: the slider
    decision: int = 1  # scenarios: which decision this is, from 1 …
    decisions: int = 1  # … of how many, if it goes on by the best ones
    before: tuple["ItemView", ...] = ()  # … and those made before it, in order
    end: str = ""  # scenarios: how it ends
    first_right: bool | None = None  # scenarios: the first decision
    told_key: str = ""  # names the words of the feedback, where few choices lead to them
    folded: bool = False  # sources stand one tap below: not in the ordinary edition
    at_end: bool = False  # an assessment: what there is to say comes when all is answered
    error: str = ""  # words for the person, after an answer that was none
    raw: str = ""  # what they typed then
    marked: bool = False  # what is chosen was sent before and not taken

    @property
    def answered(self) -> bool:
        """Show what came back, not the form."""
        return bool(self.given) or (self.state is not ItemState.BLANK and not self.options)

    @property
    def by_part(self) -> bool:
        """There is something to say about each part of the answer, and not about it as a whole."""
        return self.kind in KINDS_TOLD_BY_PART

    @property
    def is_scenario(self) -> bool:
        return self.kind == KindName.SCENARIO

    @property
    def goes_on(self) -> bool:
        """A scenario under way: what came back is shown, and there is more to decide."""
        return self.answered and not self.state.is_final

    @property
    def told(self) -> tuple["ItemView", ...]:
        """Every decision made so far, in order: the whole situation as it went."""
        return (*self.before, self) if self.answered else self.before

    @property
    def share(self) -> float:
        """How much of the item is answered, from 0 to 1."""
        return (self.decision if self.answered else self.decision - 1) / self.decisions

    @property
    def went_well(self) -> bool:
        if self.is_scenario:
            return bool(self.remark and self.remark.right)
        return self.state is ItemState.RIGHT

    @property
    def needs_a_look(self) -> bool:
        """Scored, told, and not yet right: what a page names without a mark or a colour."""
        return self.state in (ItemState.WRONG, ItemState.PARTIAL)

    @property
    def heading(self) -> str:
        """How feedback begins: in words that never shame."""
        if self.remark and self.remark.heading:
            return self.remark.heading
        if self.kind == KindName.NUMERIC:
            return self.solution[:1].upper() + self.solution[1:]
        if self.went_well:
            return _("Yes, that is the way") if self.is_scenario else _("Yes, that is right")
        if self.is_scenario:
            return _("A common first reaction") if self.decision == 1 else _("A common reaction")
        return _("Partly so") if self.state is ItemState.PARTIAL else _("A common first thought")

    @property
    def keep_in_mind(self) -> list[str]:
        """The caveats of the question and of the figures shown, each once."""
        texts = [
            *self.caveats,
            *(text for note in self.sources for text in note.get("caveats", ())),
        ]
        return list(dict.fromkeys(texts))

    @property
    def wrong_others(self) -> list[Remark]:
        return [remark for remark in self.others if not remark.right]


@dataclass(frozen=True)
class Page:
    """Where somebody is in an attempt: what came back last, and what is asked now."""

    last: ItemView | None
    current: ItemView | None

    @property
    def done(self) -> bool:
        return self.current is None

    @property
    def share(self) -> float:
        """How much of the attempt is answered, from 0 to 1."""
        if self.current is None:
            return 1.0
        return (self.current.number - 1 + self.current.share) / self.current.count

    @property
    def count(self) -> int:
        view = self.current or self.last
        return view.count if view else 0
