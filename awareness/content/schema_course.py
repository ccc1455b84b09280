"""What explainers, modules and support lines may say; questions and scenarios are in the bank."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from awareness.bank.authored import Audience, NonEmpty, Slug, Strict
from awareness.content.schema import INSIGHT_PATTERN
from awareness.insights.models import ACROSS
from awareness.subjects.question_keys import key_of_form
from quizzes.kinds.base import Flag

PageName = Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9]+(?:-[a-z0-9]+)*$")]
ContentPath = Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+(?:\.md)?$")]

# As long as the columns that hold them.
ShortTitle = Annotated[NonEmpty, Field(max_length=160)]
LONGEST_SLUG = 80  # letters, of a page
PageSlug = Annotated[Slug, Field(max_length=LONGEST_SLUG)]
ModuleSlug = Annotated[Slug, Field(max_length=50)]
Place = Annotated[int, Field(ge=0, le=32_767)]  # among others of its kind


def _page_that_was(name: str) -> str:
    if len(name.partition("/")[2]) > LONGEST_SLUG:
        raise ValueError(f"has more than {LONGEST_SLUG} letters in its name; no page here has")
    return name


class ReplacedPage(Strict):
    """A page that is gone: `report/slug`, and the insight that it told."""

    page: Annotated[PageName, AfterValidator(_page_that_was)]
    insight: Annotated[str, Field(pattern=INSIGHT_PATTERN)]


class FrontMatter(Strict):
    """The head of an explainer. `audience` is whom it is for (as a figure's), everybody if empty;
    `replaces` are the pages that it took the place of: their addresses lead to it."""

    title: NonEmpty
    lead: NonEmpty
    insight: Annotated[str, Field(pattern=rf"{INSIGHT_PATTERN}|^{ACROSS}$")]
    order: Place
    audience: list[Audience] = []
    replaces: list[ReplacedPage] = []


class TextFrontMatter(Strict):
    """The head of a text of the library's own, which belongs to no report."""

    title: NonEmpty
    lead: NonEmpty
    order: Place


class PlainFrontMatter(Strict):
    title: NonEmpty
    lead: NonEmpty


class Step(Strict):
    slug: ModuleSlug
    title: ShortTitle
    preview: Annotated[NonEmpty, Field(max_length=240)]
    lights: list[Slug] = []  # of the words on the help card, those that the step is about

    def question_keys(self, forms: Mapping[str, Iterable[str]]) -> list[str]:
        """Keys of the questions it asks, in order. `forms`: by situation the forms it has."""
        return []


class ReadStep(Step):
    kind: Literal["read"]
    explainer: ContentPath | None = None
    text: ContentPath | None = None
    settings: Flag = False  # it asks first how somebody likes to read


class AskingStep(Step):
    """A step of questions: a text of the module's own may stand above them, and pages of the
    library that tell more are named once all is answered."""

    text: ContentPath | None = None
    more: list[ContentPath] = []


class EstimateStep(AskingStep):
    kind: Literal["estimate"]
    question: ContentPath

    def question_keys(self, forms: Mapping[str, Iterable[str]]) -> list[str]:
        return [self.question]


class CheckStep(AskingStep):
    kind: Literal["check"]
    questions: list[ContentPath] = Field(min_length=1)

    def question_keys(self, forms: Mapping[str, Iterable[str]]) -> list[str]:
        return self.questions


class ScenarioStep(Step):
    kind: Literal["scenario"]
    scenario: Slug
    form: Slug | None = None

    def question_keys(self, forms: Mapping[str, Iterable[str]]) -> list[str]:
        """Every form that the situation has; two, a and b, it has to have."""
        named = dict.fromkeys(["a", "b", *forms.get(self.scenario, ())])
        return [key_of_form(self.scenario, form) for form in named]


class CommitStep(Step):
    kind: Literal["commit"]
    find: Flag = False  # the contact is looked for on one's own help card


class PassMark(Strict):
    """The share of a check that has to be right, and why it was set there."""

    percent: int = Field(ge=1, le=100)
    why: NonEmpty


class ModuleFile(Strict):
    code: Annotated[NonEmpty, Field(max_length=8)]
    slug: ModuleSlug
    title: ShortTitle
    say: NonEmpty
    about: NonEmpty
    track: Annotated[Slug, Field(max_length=40)]
    major: int = Field(ge=1, le=32_767)
    mandatory: Flag
    minutes: int = Field(ge=1, le=60)
    order: Place
    was: list[ModuleSlug] = []  # names it had before: it stays the same module under the new one
    opens_with: Slug | None = None
    needs: list[Literal["contacts", "policy", "support"]] = []
    open_to: Literal["everyone", "managers", "case-handlers", "it"] = "everyone"
    opt_in: Flag = False  # of one's own choice: never assigned, and no employer sees it
    pass_mark: PassMark | None = None
    test_out: list[ContentPath] = []  # parallel questions: who knows it already need not read it
    reflection: str = ""  # asked at the end, answered nowhere
    objectives: dict[Slug, NonEmpty]
    decisions: dict[Slug, NonEmpty] = {}
    learnt: list[NonEmpty]
    steps: list[
        Annotated[
            ReadStep | EstimateStep | CheckStep | ScenarioStep | CommitStep,
            Field(discriminator="kind"),
        ]
    ] = Field(min_length=1)

    def question_keys(self, forms: Mapping[str, Iterable[str]]) -> list[str]:
        """Keys of all its questions, in order: those that show what is known, and of its steps."""
        return [*self.test_out, *(key for step in self.steps for key in step.question_keys(forms))]


class NeedDef(Strict):
    """What people may need somebody outside the house for."""

    key: Annotated[Slug, Field(max_length=40)]
    label: Annotated[NonEmpty, Field(max_length=80)]
    about: Annotated[str, Field(max_length=300)] = ""
    offer: Annotated[str, Field(max_length=60)] = ""
    otherwise: Annotated[str, Field(max_length=60)] = ""
    nearest: Annotated[NonEmpty, Field(max_length=300)]
    outside_first: Flag = False
    required: Flag = False
    upset: Flag = False
    young: Flag = False


class NeedsFile(Strict):
    needs: list[NeedDef]


# What the copy of a page bears as its date: a year, a month, a day, or nothing.
CopyDate = Annotated[str, Field(pattern=r"^(?:[0-9]{4}(?:-[0-9]{2}){0,2}|undated)?$")]


Phone = Annotated[NonEmpty, Field(max_length=40)]
Note = Annotated[str, Field(max_length=200)]
Source = Annotated[NonEmpty, Field(max_length=300)]


class EmergencyNumber(Strict):
    phone: Phone
    place: str = ""  # the country in words
    name: Annotated[str, Field(max_length=120)] = ""
    note: Note = ""
    source: Source
    copy_date: CopyDate = ""


class SupportLineDef(Strict):
    key: PageSlug
    need: Slug
    country: Annotated[str, Field(pattern=r"^(?:[A-Z]{2})?$")] = ""
    name: Annotated[NonEmpty, Field(max_length=120)]
    phone: Annotated[str, Field(max_length=40)] = ""
    address: Annotated[str, Field(max_length=300)] = ""
    note: Note = ""
    youth: bool = False  # for people under 18, and shown to them alone
    source: Source  # where it was read: the address of its publisher's own page
    copy_date: CopyDate = ""


class SupportFile(Strict):
    emergency: dict[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], EmergencyNumber] = {}
    lines: list[SupportLineDef]
