"""What an attempt is filed under: the step, page, module or refresher whose questions it answers.

`Attempt.context` holds one as text, for years: what `str()` gives of a context never changes.
"""

from dataclasses import dataclass
from typing import ClassVar

from awareness.learning.models import Completion, Enrolment, ModuleVersion, StepSpec


def _slug_when_published(version: ModuleVersion) -> str:
    """The name of the module when the version was published: a new one moves no answer."""
    return version.spec.slug or version.module.slug


def _enrolment_suffix(number: int) -> str:
    """What stands at the end for the second enrolment in a module, and for later ones."""
    return f"#{number}" if number > 1 else ""


@dataclass(frozen=True)
class StepContext:
    """A step of one version of a module, in one enrolment of the learner."""

    PREFIX: ClassVar[str] = "module:"

    module: str  # its slug
    version: str  # "1.2"
    step: str  # its slug
    number: int = 1  # of the enrolment

    @classmethod
    def of(cls, enrolment: Enrolment, step: StepSpec) -> "StepContext":
        version = enrolment.module_version
        return cls(_slug_when_published(version), version.label, step.slug, enrolment.number)

    def __str__(self) -> str:
        return (
            f"{self.PREFIX}{self.module}:{self.version}:{self.step}{_enrolment_suffix(self.number)}"
        )


@dataclass(frozen=True)
class TestOutContext:
    """ "Show what you know already", once for each enrolment."""

    PREFIX: ClassVar[str] = "test-out:"

    module: str
    version: str
    number: int = 1  # of the enrolment

    @classmethod
    def of(cls, enrolment: Enrolment) -> "TestOutContext":
        version = enrolment.module_version
        return cls(_slug_when_published(version), version.label, enrolment.number)

    def __str__(self) -> str:
        return f"{self.PREFIX}{self.module}:{self.version}{_enrolment_suffix(self.number)}"


@dataclass(frozen=True)
class PracticeContext:
    """The self-check of an explainer: the learner's own, no module's."""

    PREFIX: ClassVar[str] = "check:"

    report: str  # its slug
    explainer: str  # its slug

    def __str__(self) -> str:
        return f"{self.PREFIX}{self.report}/{self.explainer}"


@dataclass(frozen=True)
class GuessContext:
    """The number to guess before an explainer is read: the learner's own, no module's."""

    PREFIX: ClassVar[str] = "guess:"

    report: str  # its slug
    explainer: str  # its slug

    def __str__(self) -> str:
        return f"{self.PREFIX}{self.report}/{self.explainer}"


@dataclass(frozen=True)
class RefresherContext:
    """One of the refreshers that follow a completion; their numbers begin at 1."""

    PREFIX: ClassVar[str] = "refresher:"

    module: str  # its slug
    completion: int
    number: int

    @classmethod
    def of(cls, completion: Completion, number: int) -> "RefresherContext":
        return cls(_slug_when_published(completion.module_version), completion.pk, number)

    def __str__(self) -> str:
        return f"{self.PREFIX}{self.module}:{self.completion}:{self.number}"


type Context = StepContext | TestOutContext | PracticeContext | GuessContext | RefresherContext
