"""What a pack's own files may say. Unknown keys are refused everywhere.

Nothing is longer or larger than the column is that keeps it; tests/studio/test_lengths.py holds the
two together.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from awareness.bank.authored import Audience, NonEmpty, Reason, Slug, Strict
from awareness.insights.ledger import Gathered, Kind, Use
from awareness.numerals.languages import FORMAT_BY_EXAMPLE, LANGUAGE_NAMES
from quizzes.kinds.base import Flag

CaveatKey = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]
DiscrepancyKey = Annotated[str, Field(pattern=r"^D-\d+$", max_length=20)]


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


LargeNumber = Annotated[int, Field(gt=0, le=2_147_483_647)]
ReportSlug = Annotated[Slug, Field(max_length=50)]
ReportTitle = Annotated[NonEmpty, Field(max_length=200)]
LONGEST_FIGURE_KEY = 120  # letters, of a cell with its table, row and column
FigureKey = Annotated[Slug, Field(max_length=LONGEST_FIGURE_KEY)]
DrawingKey = Annotated[Slug, Field(max_length=80)]  # of a table or chart

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
    key: DrawingKey
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

    slug: ReportSlug
    kind: Literal["report", "external"]
    title: ReportTitle
    publisher: ReportTitle
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
    base_n: LargeNumber | None = None
    discrepancies: list[DiscrepancyKey] = []


class TableColumn(TableLine):
    """A column; one that is not `kept` is printed between or after the others, and left out here:
    how many answered, a rank, a total."""

    kept: Flag = True


class TableCells(Strict):
    """What holds for every cell of a table."""

    source: NonEmpty
    suffix: str = ""
    unit: Annotated[NonEmpty, Field(max_length=40)]
    label: NonEmpty
    statement: str = ""
    measure: Annotated[NonEmpty, Field(max_length=60)]
    population: NonEmpty
    question: str = ""  # needed where people were asked
    kind: Kind | Literal[""] = ""
    scale: ScaleWord = ""
    scale_where: str = ""  # the line that says “in thousands”
    per: LargeNumber | None = None
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

    key: DrawingKey
    insight: Annotated[str, Field(pattern=INSIGHT_PATTERN)]
    title: NonEmpty
    heading: str = ""
    printed: str = ""
    row_kind: Literal["nominal", "ordinal"]
    col_kind: Literal["nominal", "ordinal"]
    exclusive: Flag
    multi_answer: Flag
    sums: Literal["row", "column", ""]
    base_n: LargeNumber | None
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

    key: FigureKey
    insight: Annotated[str, Field(pattern=INSIGHT_PATTERN)]
    label: NonEmpty
    statement: str
    value: str
    value_to: str
    qualifier: Literal["", "about", "over", "under", "at_least", "up_to", "range"]
    unit: Annotated[str, Field(max_length=40)]
    as_printed: str
    formula: str
    measure: Annotated[str, Field(max_length=60)]
    population: str
    question: str
    base_n: LargeNumber | None
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
    address: Annotated[str, Field(max_length=300)] = ""
    read_on: date | None = None
    kind: Kind | Literal[""] = ""
    scale: ScaleWord = ""
    per: LargeNumber | None = None
    between: list[str] = []
    gathered: Gathered | Literal[""] = ""
    base_where: str = ""  # the lines that print base_n, where no figure does
