"""What a pack's own files may say. Unknown keys are refused everywhere."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from awareness.bank.authored import Audience, NonEmpty, Reason, Slug, Strict
from awareness.insights.ledger import Gathered, Kind, Use
from awareness.numerals.languages import FORMAT_BY_EXAMPLE, LANGUAGE_NAMES
from quizzes.kinds.base import Flag

CaveatKey = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]
DiscrepancyKey = Annotated[str, Field(pattern=r"^D-\d+$")]


def _known_language(code: str) -> str:
    if code not in LANGUAGE_NAMES:
        names = ", ".join(f"{known} ({name})" for known, name in LANGUAGE_NAMES.items())
        raise ValueError(f"is a language whose numbers are not read here; write one of {names}")
    return code


def _known_number_format(example: str) -> str:
    if example and example not in FORMAT_BY_EXAMPLE:
        raise ValueError(
            f"is not 1234.5 as reports write it; write one of {' · '.join(FORMAT_BY_EXAMPLE)}"
        )
    return example


Language = Annotated[str, AfterValidator(_known_language)]
NumbersWritten = Annotated[str, AfterValidator(_known_number_format)]
INSIGHT_PATTERN = r"^(?:about|foreword|essay|\d\d)$"


ScaleWord = Literal["", "thousand", "million", "billion", "trillion"]


class Fieldwork(Strict):
    """`where`: the lines that print both days; without it a figure of the report prints them."""

    first: date = Field(alias="from")
    last: date = Field(alias="to")
    where: str = ""


class NoKey(Strict):
    keys: list[str]
    reason: NonEmpty


class ChartDef(Strict):
    key: Slug
    kind: Literal["dots", "split", "bars"]
    title: NonEmpty
    sub: NonEmpty
    base: str = ""  # else what its figures say of population and base
    sign: str = ""
    figures: dict[str, str] = {}
    side_by_side: Reason = ""
    own_axes: Flag = False
    head: tuple[str, str] = ("", "")
    captions: tuple[NonEmpty, ...] = ()
    rows: list[str]


class Rights(Strict):
    """Whether a report may be used, and how it is named. `internal`: it is the employer's own, and
    no stranger is told that it is there."""

    licence: NonEmpty
    credit: NonEmpty
    may_we_use: Flag
    why: NonEmpty
    internal: Flag = False


class ReportFile(Strict):
    """report.yaml"""

    slug: Slug
    kind: Literal["report", "external"]
    title: NonEmpty
    publisher: NonEmpty
    year: int = Field(ge=1990, le=2100)
    language: Language
    numbers: NumbersWritten = ""
    gathered: Gathered = Gathered.SURVEY
    part: Annotated[str, Field(pattern=r"^[^\W\d_]{0,30}$")] = ""  # what it calls them: chapter
    fieldwork: Fieldwork | None = None
    asked: NonEmpty
    how: NonEmpty
    rights: Rights | None = None  # nothing of a report is published without (checks/rights.py)
    interests: NonEmpty
    interests_where: str = ""
    sources: dict[str, str]
    caveats: dict[CaveatKey, NonEmpty]
    no_key: list[NoKey] = []
    charts: list[ChartDef] = []


class TableLine(Strict):
    """A row or column of a table: our label, what is printed, and what differs from the table."""

    label: NonEmpty
    printed: str = ""
    base_n: int | None = Field(default=None, gt=0)
    discrepancies: list[DiscrepancyKey] = []


class TableColumn(TableLine):
    """A column; one that is not `kept` is printed between or after the others, and left out here:
    how many answered, a rank, a total."""

    kept: Flag = True


class TableCells(Strict):
    """What holds for every cell of a table."""

    source: NonEmpty
    suffix: str = ""
    unit: NonEmpty
    label: NonEmpty
    statement: str = ""
    measure: NonEmpty
    population: NonEmpty
    question: str = ""  # needed where people were asked
    kind: Kind | Literal[""] = ""
    scale: ScaleWord = ""
    scale_where: str = ""  # the line that says “in thousands”
    per: int | None = Field(default=None, gt=0)
    between: list[NonEmpty] = []
    gathered: Gathered | Literal[""] = ""
    use: Use
    reason: str = ""
    no_key: str = ""
    caveats: list[CaveatKey] = []
    discrepancies: list[DiscrepancyKey] = []
    as_of: date
    review_by: date
    audience: list[Audience]


class TableDef(Strict):
    """One entry of tables/tables.yaml"""

    key: Slug
    insight: Annotated[str, Field(pattern=INSIGHT_PATTERN)]
    title: NonEmpty
    heading: str = ""
    printed: str = ""
    row_kind: Literal["nominal", "ordinal"]
    col_kind: Literal["nominal", "ordinal"]
    exclusive: Flag
    multi_answer: Flag
    sums: Literal["row", "column", ""]
    base_n: int | None = Field(gt=0)
    base_inferred: Flag
    rows: dict[Slug, TableLine]
    cols: dict[Slug, TableColumn]
    cells: TableCells
    chart: Literal["", "bars", "lines", "scale", "table"] = ""
    finding: str = ""

    @property
    def kept_cols(self) -> dict[str, TableColumn]:
        return {key: col for key, col in self.cols.items() if col.kept}


class DiscrepancyDef(Strict):
    key: DiscrepancyKey
    title: str = ""  # what it is about, in a few words
    where: NonEmpty
    what: NonEmpty
    treatment: NonEmpty
    learn: Flag
    worked_out: list[NonEmpty] = []  # sums of its numbers that no place prints; keys as {pack:key}


class DiscrepancyFile(Strict):
    """discrepancies.yaml"""

    sources: dict[str, str]
    discrepancies: list[DiscrepancyDef]


class FigureRow(Strict):
    """One row of figures.csv; lists are split, empty cells of numbers and days are None."""

    key: Slug
    insight: Annotated[str, Field(pattern=INSIGHT_PATTERN)]
    label: NonEmpty
    statement: str
    value: str
    value_to: str
    qualifier: Literal["", "about", "over", "under", "at_least", "up_to", "range"]
    unit: str
    as_printed: str
    formula: str
    measure: str
    population: str
    question: str
    base_n: int | None = Field(gt=0)
    base_inferred: bool
    multi_answer: bool
    where: str
    use: Use
    reason: str
    caveats: list[CaveatKey]
    discrepancies: list[DiscrepancyKey]
    as_of: date | None
    review_by: date | None
    audience: list[Audience]
    address: str = ""
    read_on: date | None = None
    kind: Kind | Literal[""] = ""
    scale: ScaleWord = ""
    per: int | None = Field(default=None, gt=0)
    between: list[str] = []
    gathered: Gathered | Literal[""] = ""
    base_where: str = ""  # the lines that print base_n, where no figure does
