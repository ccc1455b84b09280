"""What files may say fits into the columns that keep it: too long or too large, it is told where it
stands, and no database has to say so."""

import csv

import pytest
from annotated_types import Ge, Le, MaxLen
from django.db import models as fields

from awareness.bank import authored
from awareness.content import schema, schema_course, schema_library
from awareness.content.cell_values import WHOLE_NUMBER
from awareness.insights import models as insights
from awareness.learning import models as learning
from awareness.studio.draft_kinds.module_form import ModuleForm
from awareness.workplace import models as workplace
from quizzes import models as quizzes
from tests.studio.conftest import FIGURES, MODULE, PACK, WORKPLACE

SMALL_NUMBER, NUMBER = 32_767, 2_147_483_647  # the largest that PostgreSQL keeps
# (model of a file, its field, model of the rows, its column)
KEPT = [
    (schema.ReportFile, "slug", insights.Report, "slug"),
    (schema.ReportFile, "title", insights.Report, "title"),
    (schema.ReportFile, "publisher", insights.Report, "publisher"),
    (schema.ReportFile, "year", insights.Report, "year"),
    (schema.FigureRow, "key", insights.Figure, "key"),
    (schema.FigureRow, "unit", insights.Figure, "unit"),
    (schema.FigureRow, "measure", insights.Figure, "measure"),
    (schema.FigureRow, "address", insights.Figure, "address"),
    (schema.TableCells, "unit", insights.Figure, "unit"),
    (schema.TableCells, "measure", insights.Figure, "measure"),
    (schema.TableDef, "key", insights.Table, "key"),
    (schema.DiscrepancyDef, "key", insights.Discrepancy, "key"),
    (schema_course.FrontMatter, "order", insights.Explainer, "order"),
    (schema_library.ThemeDef, "slug", insights.LibraryPart, "slug"),
    (schema_library.HighlightDef, "key", insights.LibraryPart, "slug"),
    (schema_library.SynonymDef, "term", insights.LibraryPart, "slug"),
    (schema_course.ModuleFile, "slug", learning.Module, "slug"),
    (schema_course.ModuleFile, "code", learning.Module, "code"),
    (schema_course.ModuleFile, "track", learning.Module, "track"),
    (schema_course.ModuleFile, "order", learning.Module, "order"),
    (schema_course.ModuleFile, "major", learning.ModuleVersion, "major"),
    (schema_course.Step, "slug", learning.Step, "slug"),
    *(
        (schema_course.NeedDef, name, workplace.Need, name)
        for name in ("key", "label", "about", "offer", "otherwise", "nearest")
    ),
    *(
        (schema_course.SupportLineDef, name, workplace.SupportLine, name)
        for name in ("key", "name", "phone", "address", "note", "source")
    ),
    *(
        (schema_course.EmergencyNumber, name, workplace.SupportLine, name)
        for name in ("name", "phone", "note", "source")
    ),
]


def most(metadata: list, kind: type) -> int | None:
    """The limit of a kind in what pydantic knows of a field."""
    return next((getattr(m, m.__slots__[0]) for m in metadata if isinstance(m, kind)), None)


@pytest.mark.parametrize(("shape", "name", "model", "column"), KEPT)
def test_a_field_of_a_file_is_as_long_as_its_column(shape, name, model, column):
    metadata = shape.model_fields[name].metadata
    kept = model._meta.get_field(column)
    if isinstance(kept, fields.CharField):
        assert most(metadata, MaxLen) == kept.max_length
    else:
        assert most(metadata, Ge) >= 0
        assert most(metadata, Le) <= SMALL_NUMBER


@pytest.mark.parametrize("name", ["code", "track"])
def test_the_form_of_a_module_takes_no_more_than_the_check(name):
    limit = most(schema_course.ModuleFile.model_fields[name].metadata, MaxLen)
    assert ModuleForm.base_fields[name].max_length == limit


def test_a_whole_number_of_a_cell_is_kept():
    assert not WHOLE_NUMBER.fullmatch(str(NUMBER))  # it has fewer digits
    assert most(schema.LargeNumber.__metadata__[0].metadata, Le) == NUMBER


def test_a_question_is_kept_with_the_name_of_its_report():
    report = insights.Report._meta.get_field("slug").max_length
    kept = quizzes.Question._meta.get_field("key").max_length
    for shape in (authored.Question, authored.GeneratedQuestion, authored.ScenarioFile):
        longest = most(shape.model_fields["key"].metadata, MaxLen)
        assert max(report + 1, len("scenario/") + len("-a")) + longest <= kept


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (MODULE, "code: A5", "code: A5-longer", "`code` 'A5-longer' has more than 8 letters"),
        (MODULE, "order: 3", "order: -3", "`order` '-3' is too small; write 0 or more"),
        (MODULE, "title: Your contact", f"title: {'Contact ' * 30}", "has more than 160 letters"),
        (
            MODULE,
            "title: Your contact",
            f"title: '{'{figure:netclean-2018:clients|words} ' * 4}'",
            "letters and may have 160",
        ),
        (WORKPLACE, "order: 7", "order: 70000", "is too large; write 32,767 or less"),
    ],
)
def test_what_is_too_long_or_too_large_is_told_at_its_place(planted, file, old, new, message):
    place = planted.put(file, old, new)

    assert any(place in p and message in p for p in planted.problems())


def test_a_measure_and_a_key_of_a_cell_that_are_too_long(planted):
    place = planted.put_cell("alerts", "measure", "alerts_" * 9)
    planted.put(f"{PACK}/tables/tables.yaml", "    usa: {", f"    {'usa-' * 30}us: {{")

    problems = planted.problems()

    assert any(place in p and "has more than 60 letters" in p for p in problems)
    assert any("has more than 120 letters" in p and "respondents/usa-" in p for p in problems)


def test_a_page_whose_file_has_a_long_name(planted):
    path = planted.folder / WORKPLACE
    path.rename(path.with_name(f"07-{'work' * 21}.md"))

    assert any("the file's name has more than 80 letters" in p for p in planted.problems())


def test_a_number_that_no_column_keeps(planted):
    place = planted.put_cell("alerts", "value", str(10**16))

    assert any(place in p and "is too large" in p for p in planted.problems())


def add_figure(planted, **cells) -> str:
    """A line more in figures.csv, as that of computers-per-alert but for `cells`; its place."""
    path = planted.folder / FIGURES
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    row = next(row for row in rows if row["key"] == "computers-per-alert")
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, list(row), lineterminator="\n").writerow(row | cells)
    return f"{path}:"


def test_a_difference_that_is_below_nought_is_told(planted):
    place = add_figure(planted, key="fewer", formula="{alerts} - {clients}")

    [problem] = planted.problems()

    assert problem.startswith(place)
    assert "fewer: its formula gives -268857, which is below nought" in problem


def test_a_column_that_stands_twice(planted):
    path = planted.folder / FIGURES
    head, _, rest = path.read_text(encoding="utf-8").partition("\n")
    path.write_text(f"{head},label\n{rest}", encoding="utf-8")

    assert f"{path}:1: the column `label` stands twice; keep one of them" in planted.problems()


@pytest.mark.parametrize(
    ("key", "file", "message"),
    [
        ("alerts-dots", "report.yaml", "the drawing `alerts-dots` stands twice"),
        ("t-2018-06a", "tables/tables.yaml", "t-2018-06a: report.yaml has a drawing of this key"),
    ],
)
def test_two_drawings_of_one_key(planted, key, file, message):
    path = planted.folder / PACK / "report.yaml"
    text, _, charts = path.read_text(encoding="utf-8").partition("charts:\n")
    first = charts.partition("\n  - key:")[0].replace("alerts-dots", key)
    path.write_text(f"{text}charts:\n{first}\n{charts}", encoding="utf-8")

    assert any(str(path.parent / file) in p and message in p for p in planted.problems())


def test_a_module_that_asks_a_question_that_is_made_no_more(planted):
    generated = "- generate: {}\n  key: guess-share-us"
    planted.put(f"{PACK}/questions.yaml", generated.format("Q9"), generated.format("Q1"))

    errors = [p for p in planted.problems() if "(warning)" not in p]

    assert errors
    assert all("unknown question `netclean-2018/guess-share-us`" in p for p in errors)
