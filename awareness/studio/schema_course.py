"""What explainers, questions, scenarios, modules and support lines may say."""

from typing import Annotated, Literal

from pydantic import Field

from awareness.studio.schema import INSIGHT, Flag, NonEmpty, Reason, Slug, Strict

# What belongs to no pack names one: `netclean-2018:SRC`, `netclean-2018/workplace`.
CaveatName = Annotated[str, Field(pattern=r"^(?:[a-z0-9-]+:)?[A-Z][A-Z0-9_]*$")]
PageName = Annotated[str, Field(pattern=r"^(?:[a-z0-9-]+/)?[a-z0-9]+(?:-[a-z0-9]+)*$")]
ContentPath = Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+(?:\.md)?$")]


class FrontMatter(Strict):
    """The head of an explainer."""

    title: NonEmpty
    lead: NonEmpty
    insight: Annotated[str, Field(pattern=INSIGHT)]
    order: int


class TextFrontMatter(Strict):
    """The head of a text of the library's own, which belongs to no report."""

    title: NonEmpty
    lead: NonEmpty
    order: int


class PlainFrontMatter(Strict):
    title: NonEmpty
    lead: NonEmpty


class Option(Strict):
    key: Slug
    text: NonEmpty
    correct: Flag = False
    feedback: NonEmpty
    figures: list[str] = []


class PlainQuestion(Strict):
    stem: NonEmpty | None = None
    options: dict[str, NonEmpty] = {}


class QuestionFields(Strict):
    """What every authored question has."""

    key: Slug
    # All kinds are named here, so that a slip in one is told all of them.
    kind: Literal["single", "multiple", "ordering", "matching"]
    objective: Slug
    explainers: list[PageName] = []
    stem: NonEmpty
    plain: PlainQuestion | None = None
    figures: list[str] = []
    caveats: list[CaveatName] = []
    audience: list[Literal["S", "M", "H", "I"]] = []
    side_by_side: Reason = ""  # why numbers of several groups may stand beside each other


class AuthoredQuestion(QuestionFields):
    options: list[Option] = Field(min_length=2)


class OrderedLine(Strict):
    """One thing to put into order; they are written in the right order."""

    key: Slug
    text: NonEmpty
    feedback: NonEmpty
    figures: list[str] = []


class OrderingQuestion(QuestionFields):
    options: list[OrderedLine] = Field(min_length=3, max_length=5)


class Stem(OrderedLine):
    target: Slug


class Target(Strict):
    key: Slug
    text: NonEmpty


class MatchingQuestion(QuestionFields):
    stems: list[Stem] = Field(min_length=2)
    targets: list[Target] = Field(min_length=3)


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
    figures: list[str] = []


class GeneratedQuestion(Strict):
    generate: NonEmpty
    key: Slug
    source: str | list[str] = Field(alias="from")
    seed: int
    objective: Slug
    explainers: list[PageName] = []
    ask: str = ""
    side_by_side: Reason = ""
    caveats: list[CaveatName] = []
    column: str = ""  # Q1
    end: Literal["largest", "smallest"] = "largest"  # Q1, Q2
    pairs: list[Pair] = []  # Q10
    spare: list[NonEmpty] = []  # Q10
    claims: list[Claim] = []  # Q12, Q13
    says: str = ""  # Q12
    goal: Literal["beyond", "allowed"] = "beyond"  # Q12


def question_shape(data: dict) -> type[Strict]:
    """The schema of an entry of questions.yaml."""
    if "generate" in data:
        return GeneratedQuestion
    shapes = {"ordering": OrderingQuestion, "matching": MatchingQuestion}
    return shapes.get(str(data.get("kind")), AuthoredQuestion)


class Choice(Strict):
    key: Slug
    text: NonEmpty
    best: Flag
    goto: Slug
    feedback: NonEmpty
    source: str = ""


class Node(Strict):
    text: NonEmpty
    plain: str = ""
    youth: str = ""
    choices: list[Choice] = []
    end: Flag = False


class Form(Strict):
    title: NonEmpty
    start: Slug
    caveats: list[CaveatName] = []
    # Surface details that may differ from person to person: `{vary:place}` in a text becomes one
    # of these, drawn once. Nothing that bears on the key may stand here.
    vary: dict[Slug, list[NonEmpty]] = {}
    nodes: dict[Slug, Node]


class ScenarioFile(Strict):
    key: Slug
    decision: Slug
    title: NonEmpty
    forms: dict[Slug, Form] = Field(min_length=1)


class Step(Strict):
    slug: Slug
    title: NonEmpty
    preview: NonEmpty


class ReadStep(Step):
    kind: Literal["read"]
    explainer: ContentPath | None = None
    text: ContentPath | None = None
    settings: Flag = False  # it asks first how somebody likes to read


class EstimateStep(Step):
    kind: Literal["estimate"]
    question: ContentPath


class CheckStep(Step):
    kind: Literal["check"]
    questions: list[ContentPath] = Field(min_length=1)


class ScenarioStep(Step):
    kind: Literal["scenario"]
    scenario: Slug
    form: Slug | None = None


class CommitStep(Step):
    kind: Literal["commit"]


class PassMark(Strict):
    """The share of a check that has to be right, and why it was set there."""

    percent: int = Field(ge=1, le=100)
    why: NonEmpty


class ModuleFile(Strict):
    code: NonEmpty
    slug: Slug
    title: NonEmpty
    say: NonEmpty
    about: NonEmpty
    track: Slug
    major: int = Field(ge=1)
    mandatory: Flag
    minutes: int = Field(ge=1, le=60)
    order: int
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


class EmergencyNumber(Strict):
    phone: NonEmpty
    place: str = ""  # the country in words
    name: str = ""
    note: str = ""
    source: NonEmpty


class SupportLineDef(Strict):
    key: Slug
    need: Literal["crisis", "report", "survivor", "thoughts"]
    country: Annotated[str, Field(pattern=r"^(?:[A-Z]{2})?$")] = ""
    name: NonEmpty
    phone: str = ""
    address: str = ""
    note: str = ""
    youth: bool = False  # for people under 18, and shown to them alone
    source: NonEmpty


class SupportFile(Strict):
    emergency: dict[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], EmergencyNumber]
    lines: list[SupportLineDef]
