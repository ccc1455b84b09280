"""What a version of a module consists of, as its JSON column `spec` holds it."""

from functools import lru_cache
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, field_validator

from quizzes.fields import ParsedField


class StepKind(models.TextChoices):
    """What a step asks of somebody."""

    READ = "read", _("read")
    ESTIMATE = "estimate", _("guess, then see")
    CHECK = "check", _("check")
    SCENARIO = "scenario", _("situation")
    COMMIT = "commit", _("your contact")

    @property
    def asks(self) -> bool:
        """Whether the step is made of questions."""
        return self in (StepKind.ESTIMATE, StepKind.CHECK, StepKind.SCENARIO)


class Part(BaseModel):
    """Keys that no page reads are kept, so that a spec can be written as it was read."""

    model_config = ConfigDict(frozen=True, extra="allow")


class PinnedQuestion(Part):
    """A question by its key, with the hash of the version that is asked."""

    key: str
    hash: str
    form: str = ""  # "a", "b" of a scenario


class LibraryPage(Part):
    """A page of the library by its address, and its title when the module was published."""

    page: str  # report/slug
    title: str

    @property
    def url(self) -> str:
        return reverse("insights:explainer", args=self.page.split("/"))


class StepSpec(Part):
    """A step: its texts, and what it shows or asks."""

    position: int = Field(exclude=True)  # from 1; by the order of the steps, so it is not written
    slug: str
    kind: StepKind
    title: str
    preview: str = ""
    explainer: str | None = None  # "report/slug" of the page it shows
    text: dict[str, Any] | None = None  # a text of the module's own, as `publish.own_text` made it
    settings: bool = False  # it asks first how somebody likes to read
    form: str | None = None  # the form of its situation that half of the people meet first
    asks: tuple[PinnedQuestion, ...] = ()  # of a situation all forms
    more: tuple[LibraryPage, ...] = ()  # what to read on, once all is answered
    lights: tuple[str, ...] = ()  # of the five words on the help card, those that it is about
    find: bool = False  # commit: the contact is looked for on one's own help card


class PassMark(Part):
    """The share of a check that has to be right, in percent, and why it was set there."""

    percent: int
    why: str


class ModuleSpec(Part):
    """Everything a version says; the steps in order."""

    slug: str = ""
    title: str
    say: str = ""  # one line, for lists
    about: str = ""  # a paragraph, for its first page
    track: str = ""
    minutes: int
    needs: tuple[str, ...] = ()  # what a site has to have entered before it is assigned
    pass_mark: PassMark | None = None
    test_out: tuple[PinnedQuestion, ...] = ()
    reflection: str = ""
    objectives: dict[str, str] = {}
    decisions: dict[str, str] = {}
    learnt: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    steps: tuple[StepSpec, ...] = ()

    def stored(self) -> dict[str, Any]:
        """The JSON of ModuleVersion.spec, as it was read."""
        return self.model_dump(mode="json", exclude_unset=True)

    @field_validator("steps", mode="before")
    @classmethod
    def _number(cls, steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**step, "position": position} for position, step in enumerate(steps, start=1)]


class ModuleSpecField(ParsedField):
    """Read once a process for each text: lists show a dozen modules of up to 60 kilobytes each."""

    parse = staticmethod(lru_cache(maxsize=1000)(ModuleSpec.model_validate_json))
