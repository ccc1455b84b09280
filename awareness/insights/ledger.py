"""The fact ledger in memory: plain values, no database. Content is read into it, checked in it,
and everything that shows or asks about a number starts from it.

Units and shapes are those of DESIGN.md §2. Numbers are `Decimal`; a figure without a number has
`value=None` and only its statement.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, cast

from awareness.subjects.schema import Rules

NO_RULES = Rules()  # of what belongs to no subject


class Use(StrEnum):
    """What a figure may be used for (research label; one per figure)."""

    TEACH = "TEACH"
    CAVEAT = "CAVEAT"
    VOICE = "VOICE"
    HOLD = "HOLD"
    NEVER = "NEVER"

    @property
    def may_be_key(self) -> bool:
        return self in (Use.TEACH, Use.CAVEAT)


class Kind(StrEnum):
    """What sort of number a figure is. A range and a bound are said by its qualifier."""

    SHARE = "share"
    COUNT = "count"
    MEAN = "mean"
    MEDIAN = "median"
    RATE = "rate"  # so many per `per`
    RATIO = "ratio"
    INDEX = "index"  # `between` names what is 100
    CHANGE = "change"  # signed; `between` names both periods or groups
    MONEY = "money"  # its unit is a currency
    DURATION = "duration"
    DATE = "date"  # its day is `day`


class Gathered(StrEnum):
    """Whether people were asked, or cases counted from records."""

    SURVEY = "survey"
    RECORDS = "records"


@dataclass(frozen=True)
class Span:
    """Lines of a source text, both ends included: `2018:1012-1014`."""

    source: str
    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.source}:{self.first}" + (f"-{self.last}" if self.last != self.first else "")


@dataclass(frozen=True)
class Location:
    """Where something stands in the content files, for error messages: `figures.csv:41`."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True)
class Figure:
    """One fact. `key` is unique in its report; a table cell's key is `table/row/col`."""

    report: str
    insight: str
    key: str
    label: str
    statement: str
    value: Decimal | None  # full-size: 1,860,000 for “1.86 million”
    value_to: Decimal | None
    qualifier: str  # "", about, over, under, at_least, up_to, range
    unit: str  # percent, points, times, to_one, index, years, SEK, or what is counted: computers
    as_printed: str
    formula: str
    measure: str  # what is counted: share_of_managers, alerts, ...
    population: str
    question: str
    base_n: int | None
    base_inferred: bool
    multi_answer: bool
    where: tuple[Span, ...]
    use: Use
    reason: str
    caveats: tuple[str, ...]  # keys of Report.caveats
    discrepancies: tuple[str, ...]  # keys, e.g. D-04
    as_of: date | None
    review_by: date | None
    audience: tuple[str, ...]
    location: Location = field(compare=False, default=Location("", 0))
    no_key: str = ""  # why no answer may rest on it although its use would allow that, or ""
    address: str = ""  # the web page it was read on, in a pack of kind external; has no `where`
    read_on: date | None = None
    kind: Kind = Kind.COUNT
    scale: int = 1  # of the word that is printed after its digits: 1_000_000 for “1.86 million”
    per: int | None = None  # of a rate: so many per 100,000
    between: tuple[str, ...] = ()  # of a change from, to; of an index what is 100
    gathered: Gathered = Gathered.SURVEY
    day: date | None = None  # of a date, which has no value

    @property
    def full_key(self) -> str:
        return f"{self.report}:{self.key}"

    @property
    def may_be_key(self) -> bool:
        return self.use.may_be_key and not self.no_key


@dataclass(frozen=True)
class Table:
    """A printed table. `cells[row][col]` is the cell's figure (its key is `table/row/col`)."""

    report: str
    key: str
    insight: str
    title: str
    row_kind: str  # nominal, ordinal
    col_kind: str
    row_labels: dict[str, str]  # key -> our label, in the report's order
    col_labels: dict[str, str]
    row_printed: dict[str, str]
    exclusive: bool  # cells of a row (or column, see sums) exclude each other
    multi_answer: bool
    sums: str  # "row", "column" or "": what adds up to 100
    base_n: int | None
    base_inferred: bool
    cells: dict[str, dict[str, Figure]]
    chart: str  # "", bars, ...: how it may be drawn
    finding: str  # the chart's title, with figure references
    location: Location = field(compare=False, default=Location("", 0))

    @property
    def of_one_group(self) -> bool:
        """Whether the same people stand behind every cell: with several answers each, or divided
        once. Else each row or column may be a group of its own."""
        rows, cols = len(self.row_labels), len(self.col_labels)
        divided = (self.sums == "column" and cols == 1) or (self.sums == "row" and rows == 1)
        return self.multi_answer or divided or rows == cols == 1


@dataclass(frozen=True)
class Discrepancy:
    """Where sources disagree with themselves or each other, and how we treat it."""

    key: str
    where: tuple[Span, ...]
    what: str
    treatment: str
    learn: bool  # worth knowing: a reader can learn from it
    location: Location = field(compare=False, default=Location("", 0))
    title: str = ""


@dataclass(frozen=True)
class Chart:
    """A drawing of figures that are no table's cells (report.yaml: `charts`). Texts hold refs.

    `figures` names each figure's part in the drawing; for `dots`: `marks` (how many marks stand in
    the field) and, if it is not simply one, `marked` (how many signs stand beside them); for
    `split`: `yes` and `no`, and what those who said yes answered are the other `rows`. `bars` draws
    its `rows`; of several groups (see comparable.py) each gets a panel of its own.
    """

    report: str
    key: str
    kind: str  # dots, split, bars
    title: str  # the finding
    sub: str  # what one mark is
    base: str
    sign: str  # label of the sign beside the field, e.g. "{say:1 alert}"
    figures: dict[str, str]  # part -> figure key
    rows: tuple[str, ...]  # figure keys of the table below, in order
    head: tuple[str, str] = ("", "")  # heads of the table's two columns
    captions: tuple[str, ...] = ()  # of a `split`: who the upper bar is, and who the lower
    side_by_side: str = ""  # why numbers of several groups may stand beside each other
    own_axes: bool = False  # panels of one measure, each with an axis of its own
    location: Location = field(compare=False, default=Location("", 0))


@dataclass(frozen=True)
class Report:
    """A published source. `kind` is `report` or `external` (not machine-checked)."""

    slug: str
    kind: str
    title: str
    publisher: str
    year: int
    language: str
    interests: str
    asked: str
    how: str
    fieldwork_from: date | None
    fieldwork_to: date | None
    sources: dict[str, str]  # name used in spans -> file name
    caveats: dict[str, str]  # key -> text with figure references
    charts: tuple[Chart, ...] = ()
    location: Location = field(compare=False, default=Location("", 0))
    numbers: str = ""  # how it writes 1234.5, where it is not as its language does
    gathered: Gathered = Gathered.SURVEY
    part: str = ""  # what it calls a numbered part; "" where the numbers are ours alone
    licence: str = ""
    credit: str = ""
    internal: bool = False  # the employer's own: no stranger is told that it is there


@dataclass(frozen=True)
class Ledger:
    """All that is known: reports, figures (cells, derived ones too), tables, discrepancies."""

    reports: dict[str, Report]
    figures: dict[str, Figure]  # by full key `report:key`
    tables: dict[str, Table]  # by `report:key`
    discrepancies: dict[str, Discrepancy]
    rules_by_report: dict[str, Rules] = field(default_factory=dict)  # of its subject
    worked_out: dict[Any, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def worked_out_once[T](self, key: Hashable, work: Callable[[], T]) -> T:
        """What is worked out from all figures, once for as many figures as there are now: of each
        figure anew it would take the square of their number."""
        whole_key = (key, len(self.figures))
        if whole_key not in self.worked_out:
            self.worked_out[whole_key] = work()
        return cast(T, self.worked_out[whole_key])

    def rules(self, report_slug: str) -> Rules:
        """What the subject of a report, or of a module, forbids."""
        return self.rules_by_report.get(report_slug, NO_RULES)

    def figure(self, key: str, report_slug: str = "") -> Figure:
        """The figure of that `key` in the report, or of `report:key`; KeyError if there is none."""
        return self.figures[key if ":" in key else f"{report_slug}:{key}"]
