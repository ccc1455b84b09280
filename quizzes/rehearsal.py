"""Questions answered again without a trace: nothing is written down, the page carries it all.

A rehearsal travels in a signed field of each form: a seed that orders and tokens are drawn from,
and the answers so far. Of the keys it holds those that were chosen, which its page tells as well.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from random import Random

from django.core import signing
from django.utils.crypto import salted_hmac

from quizzes import player
from quizzes.errors import AnswerError
from quizzes.itemview import ItemView, Page
from quizzes.kinds import Answer
from quizzes.kinds.base import Layout, PostedForm, posted_values
from quizzes.models import (
    Attempt,
    AttemptItem,
    AttemptState,
    Behaviour,
    NewestResponse,
    QuestionVersion,
)

_SALT = __name__


@dataclass(frozen=True)
class Rehearsal:
    versions: tuple[QuestionVersion, ...]
    answers: tuple[Answer, ...] = ()  # in the order of the questions; the last may be under way
    seed: str = field(default_factory=lambda: secrets.token_urlsafe(12))

    @classmethod
    def begin(cls, versions: Sequence[QuestionVersion]) -> "Rehearsal":
        return cls(tuple(versions))

    @classmethod
    def read(cls, signed: str, versions: Sequence[QuestionVersion]) -> "Rehearsal":
        """The rehearsal that `sign` wrote; a new one where the text is not signed by us, or was
        signed for other versions."""
        try:
            carried = signing.loads(signed, salt=_SALT)
        except signing.BadSignature:
            return cls.begin(versions)
        if carried["versions"] != [version.pk for version in versions]:
            return cls.begin(versions)
        return cls(tuple(versions), tuple(carried["answers"]), carried["seed"])

    def sign(self) -> str:
        """The rehearsal as signed text, for a field of a form; `read` takes it."""
        carried = {
            "versions": [version.pk for version in self.versions],
            "answers": self.answers,
            "seed": self.seed,
        }
        return signing.dumps(carried, salt=_SALT, compress=True)

    @cached_property
    def items(self) -> list[AttemptItem]:
        """The questions as `quizzes.player` shows them; none is ever saved."""
        attempt = Attempt(
            behaviour=Behaviour.PRACTICE, state=AttemptState.OPEN, length=len(self.versions)
        )
        return [self._item(attempt, position) for position in range(len(self.versions))]

    @property
    def current_item(self) -> AttemptItem:
        """The first question that is not answered; the last one where all are."""
        return next((item for item in self.items if not item.newest.is_final), self.items[-1])

    def answer(self, raw: PostedForm) -> "Rehearsal":
        """This rehearsal with what was posted as the answer to its current question; the same one
        where everything is answered. AnswerError where what was posted is no answer."""
        item = self.current_item
        if item.newest.is_final:
            return self
        answer = item.version.spec.parse(item.layout, raw, item.newest.answer)
        return replace(self, answers=(*self.answers[: item.position], answer))

    def _item(self, attempt: Attempt, position: int) -> AttemptItem:
        """The question at this position as an unsaved item, with the answer so far, if there is
        one, in `newest`."""
        version = self.versions[position]
        item = AttemptItem(
            pk=position + 1,  # tells the items of a page apart
            attempt=attempt,
            version=version,
            position=position,
            layout=self._layout(version, position),
        )
        item.newest = NewestResponse()
        if position < len(self.answers):
            answer = self.answers[position]
            final = version.spec.is_final(answer)
            fraction = version.spec.grade(answer).fraction if final else None
            item.newest = NewestResponse(answer, is_final=final, sequence=1, fraction=fraction)
        return item

    def _layout(self, version: QuestionVersion, position: int) -> Layout:
        """The same for the same seed, and foretold by nobody who does not know the server's key."""
        layout = version.spec.layout(Random(self._secret(f"{position}")))  # noqa: S311  (an order)
        keys = layout["tokens"].values()
        return {**layout, "tokens": {self._secret(f"{position}/{key}")[:16]: key for key in keys}}

    def _secret(self, purpose: str) -> str:
        return salted_hmac(_SALT, f"{self.seed}:{purpose}", algorithm="sha256").hexdigest()


@dataclass(frozen=True)
class RehearsedPage:
    """A rehearsal and its page, after what was sent; `is_refused`: that was no answer."""

    rehearsal: Rehearsal
    page: Page
    edition: str
    is_refused: bool = False

    @property
    def earlier(self) -> list[ItemView]:
        """The questions before the last one, to read again when all have been answered."""
        earlier_items = self.rehearsal.items[:-1] if self.page.done else []
        return player.views_of_finished(earlier_items, edition=self.edition)


def rehearse(versions: Sequence[QuestionVersion], sent: PostedForm, edition: str) -> RehearsedPage:
    """A rehearsal and its page after what a form sent: an answer, or how many decisions have been
    read. Where nothing was sent, or nothing that a rehearsal of these versions carries, it is one
    that begins."""
    carried, seen = first_posted(sent, "carried"), first_posted(sent, "seen")
    rehearsal = Rehearsal.read(carried, versions)
    decisions_read = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 4 else None
    if carried and decisions_read is None:
        try:
            rehearsal = rehearsal.answer(sent)
        except AnswerError as error:
            page = player.page_of_refusal(rehearsal.current_item, error, sent, edition=edition)
            return RehearsedPage(rehearsal, page, edition, is_refused=True)
    page = player.page_of_items(rehearsal.items, edition=edition, seen=decisions_read or 0)
    return RehearsedPage(rehearsal, page, edition)


def first_posted(sent: PostedForm, name: str) -> str:
    """The first value posted under this name; "" where there is none."""
    return (posted_values(sent, name) or [""])[0]
