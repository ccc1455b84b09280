"""Numbers in the words of the ledger itself: tables' labels, populations, questions, days, and the
record of disagreements. Nothing there is typed that no source prints and no sum gives."""

from collections.abc import Iterable, Iterator, Set
from decimal import Decimal
from typing import Any

from awareness.content.checks.editorial import says_how_long
from awareness.content.checks.source import Sources
from awareness.content.files import Text
from awareness.content.formula import FormulaError, compute
from awareness.content.parsed_content import Content, Definition, ParsedTable
from awareness.content.printed_words import ENGLISH, ReportLanguage, language_of, normal_text
from awareness.content.problems import Problem, problem
from awareness.content.schema import DiscrepancyDef
from awareness.insights.ledger import Discrepancy, Figure, Location, Span, Use
from awareness.numerals.free import possible_claims
from awareness.numerals.languages import language
from awareness.numerals.reading import Mention, mentions, mentions_to_prove

FIX_LEAVE_OUT = "say it without the number"


def check_ledger_words(content: Content) -> Iterator[Problem]:
    """What can be checked without the sources."""
    for parsed_table in content.tables.values():
        if not content.is_in_scope(parsed_table.table.location):
            continue
        yield from _table_problems(
            parsed_table, language_of(content.ledger.reports[parsed_table.table.report])
        )
    printed_by_insight = _printed_by_insight(content)
    for key, cells in content.figures.items():
        figure = content.ledger.figures[key]
        if not content.is_in_scope(figure.location):
            continue
        if not content.is_fully_read(figure.report):
            continue  # what prints a number in its words may be among the rest
        report_language = language_of(content.ledger.reports[figure.report])
        yield from _figure_problems(
            cells, printed_by_insight[figure.report, figure.insight], report_language
        )
    for figure in content.ledger.figures.values():
        yield from _as_of_problems(figure, content)
    for report in content.reports.values():
        if content.is_fully_read(report.report):
            yield from _fieldwork_problems(report, content)
            yield from _sign_problems(report, content)
    if content.problems:
        return  # what could not be read looks missing, and is not
    by_file = figures_by_file(content)
    for key in content.discrepancies:
        yield from disagreement_problems(key, content, by_file)


def figures_by_file(content: Content) -> dict[str, list[Figure]]:
    """The figures with a place in each text of a report."""
    by_file: dict[str, list[Figure]] = {}
    for figure in content.ledger.figures.values():
        sources = content.ledger.reports[figure.report].sources
        for file in {sources[span.source] for span in figure.where}:
            by_file.setdefault(file, []).append(figure)
    return by_file


def disagreement_problems(
    key: str, content: Content, by_file: dict[str, list[Figure]]
) -> Iterator[Problem]:
    """What can be checked of a disagreement (a discrepancy of the file) without the texts of the
    reports. `by_file`: all figures by the report's text that they stand in."""
    definition = content.discrepancies[key]
    yield from _sum_problems(key, definition, content)
    yield from _unnamed_disagreement(key, definition, by_file, content)
    yield from _title_problems(key, definition)


def check_disagreements(content: Content, sources: Sources) -> Iterator[Problem]:
    """Each number of a disagreement stands at one of its places, in a figure that names it, or is
    what one of its sums gives."""
    if content.problems:
        return
    for key in content.discrepancies:
        yield from disagreement_number_problems(key, content, sources)


def disagreement_number_problems(key: str, content: Content, sources: Sources) -> Iterator[Problem]:
    """Each number of one disagreement against its places."""
    definition, discrepancy = content.discrepancies[key], content.ledger.discrepancies[key]
    files = [content.discrepancy_sources[span.source] for span in discrepancy.where]
    lines = zip(files, discrepancy.where, strict=True)
    texts = [(file, sources.text_without_tags(file, span)) for file, span in lines]
    if any(text is None for _, text in texts):
        return  # reported by check_sources
    known_values = _values_of_naming_figures(discrepancy, content) | _years_of_reports(
        discrepancy, content
    )
    for file, text in texts:
        known_values |= _language_of_file(file, content).values(text or "")
    known_values |= {
        result for _, result in _sum_results(definition, content) if isinstance(result, Decimal)
    }
    for name in ("title", "what", "treatment"):
        if not getattr(definition.shape, name):
            continue
        text_of_field = definition.text(name)
        for mention in possible_claims(text_of_field.value):
            if mention.value is not None and mention.value not in known_values:
                yield problem(
                    _location_of_mention(text_of_field, mention),
                    f"{key}: “{mention.text}” stands at none of its places",
                    "name its line in `where`, or the sum that gives it in `worked_out`",
                )


def _title_problems(key: str, definition: Definition[DiscrepancyDef]) -> Iterator[Problem]:
    """Of what is held back, the title is shown and the numbers are not."""
    if definition.shape.learn or not definition.shape.title:
        return
    title = definition.text("title")
    for mention in possible_claims(title.value):
        message = f"{key}: the title says “{mention.text}” of what is held back"
        yield problem(_location_of_mention(title, mention), message, FIX_LEAVE_OUT)


def _location_of_mention(text: Text, mention: Mention) -> Location:
    return text.location_of(mention.text, text.value.count(mention.text, 0, mention.start))


def _language_of_file(file: str, content: Content) -> ReportLanguage:
    """How the report is printed whose text a file is."""
    reports = content.ledger.reports.values()
    return next((language_of(r) for r in reports if file in r.sources.values()), ENGLISH)


def _values_of_naming_figures(discrepancy: Discrepancy, content: Content) -> set[Decimal]:
    """The values and printed numbers of the figures that name a disagreement."""
    figures = [f for f in content.ledger.figures.values() if discrepancy.key in f.discrepancies]
    values = {value for f in figures for value in (f.value, f.value_to) if value is not None}
    for figure in figures:
        values |= language_of(content.ledger.reports[figure.report]).values(figure.as_printed)
    return values


def _years_of_reports(discrepancy: Discrepancy, content: Content) -> set[Decimal]:
    """The years of the reports whose lines a disagreement names."""
    files = {content.discrepancy_sources[span.source] for span in discrepancy.where}
    reports = content.ledger.reports.values()
    return {Decimal(r.year) for r in reports if files & set(r.sources.values())}


def _sum_results(
    definition: Definition[DiscrepancyDef], content: Content
) -> Iterator[tuple[int, Decimal | FormulaError]]:
    """(place in `worked_out`, its result or the error) of each sum of a disagreement."""

    def value_of(key: str) -> Decimal:
        figure = content.ledger.figures.get(key)
        if figure is None or figure.value is None:
            raise FormulaError(f"no figure `{key}` with a number; name it as pack:key")
        return figure.value

    for index, formula in enumerate(definition.data.get("worked_out") or []):
        try:
            yield index, compute(formula, value_of)
        except FormulaError as error:
            yield index, error


def _sum_problems(
    key: str, definition: Definition[DiscrepancyDef], content: Content
) -> Iterator[Problem]:
    """A sum that cannot be done, or whose result the record does not name."""
    named_values = {
        mention.value
        for name in ("what", "treatment")
        for mention in mentions_to_prove(definition.data[name])
    }
    for index, result in _sum_results(definition, content):
        location = definition.location_of("worked_out", index)
        if isinstance(result, FormulaError):
            yield problem(location, f"{key}: {result}")
        elif result not in named_values:
            message = f"{key}: the sum gives {result.normalize():f}, which the text does not name"
            yield problem(location, message, "mend the text or the sum")


def _unnamed_disagreement(
    key: str,
    definition: Definition[DiscrepancyDef],
    by_file: dict[str, list[Figure]],
    content: Content,
) -> Iterator[Problem]:
    """A disagreement about figures that we hold is named by one of them: else no reader of theirs
    ever comes to it. `by_file`: the figures with a place in each text of a report."""
    where = content.ledger.discrepancies[key].where
    files = content.discrepancy_sources
    figures_at_places = [
        figure
        for file in dict.fromkeys(files[span.source] for span in where)
        for figure in by_file.get(file, ())
        if figure.use is not Use.NEVER and _stands_at(figure, where, files, content)
    ]
    if figures_at_places and not any(key in figure.discrepancies for figure in figures_at_places):
        first_keys = ", ".join(figure.full_key for figure in figures_at_places[:3])
        message = f"{key}: no figure at its places names it ({first_keys})"
        yield problem(definition.location_of("key"), message, "write it into their `discrepancies`")


def _stands_at(
    figure: Figure, where: Iterable[Span], files: dict[str, str], content: Content
) -> bool:
    """Whether a figure's lines meet any of these spans; `files` gives the file of a span's
    source."""
    sources = content.ledger.reports[figure.report].sources
    return any(
        sources[figure_span.source] == files[span.source]
        and figure_span.first <= span.last
        and span.first <= figure_span.last
        for figure_span in figure.where
        for span in where
    )


def _table_problems(
    parsed_table: ParsedTable, report_language: ReportLanguage
) -> Iterator[Problem]:
    """Words for a table's cells name no number; a row's label only what its printed label names."""
    definition = parsed_table.definition
    texts = {"title": definition.text("title")}
    for name in ("label", "statement", "population", "question", "reason", "no_key"):
        if definition.data["cells"].get(name):
            texts[name] = definition.text("cells", name)
    for name, text in texts.items():
        yield from _typed_number_problems(text, set(), report_language, name)
    for group in ("rows", "cols"):
        for key, line in definition.data[group].items():
            printed_values = report_language.values(line.get("printed") or "")
            yield from _typed_number_problems(
                definition.text(group, key, "label"), printed_values, report_language
            )


def _figure_problems(
    cells: dict[str, Text], printed_values: set[Decimal], report_language: ReportLanguage
) -> Iterator[Problem]:
    """Who was asked and what: without numbers, but those that a figure of the insight prints."""
    for name in ("population", "question", "reason"):
        if cells[name].value:
            yield from _typed_number_problems(cells[name], printed_values, report_language, name)


def _printed_by_insight(content: Content) -> dict[tuple[str, str], set[Decimal]]:
    """By report and insight: the numbers in the printed words of its figures."""
    values_by_insight: dict[tuple[str, str], set[Decimal]] = {}
    for figure in content.ledger.figures.values():
        values = values_by_insight.setdefault((figure.report, figure.insight), set())
        report_language = language_of(content.ledger.reports[figure.report])
        values |= report_language.values(figure.as_printed)
    return values_by_insight


def _typed_number_problems(
    text: Text, printed_values: Set[Decimal], report_language: ReportLanguage, column: str = ""
) -> Iterator[Problem]:
    """The numbers of a text that nothing prints: they are typed, and are to be left out. `column`
    is of the words of a figure, which may say for how long, or how long ago."""
    for mention in possible_claims(text.value, report_language.code):
        if mention.value not in printed_values and not (
            column and says_how_long(text.value, mention)
        ):
            where = f" in `{column}`" if column else ""
            message = f"the number “{mention.text}” is typed{where}"
            yield problem(_location_of_mention(text, mention), message, FIX_LEAVE_OUT)


def _fieldwork_problems(report: Definition[Any], content: Content) -> Iterator[Problem]:
    """The first and last day of a survey are printed: a figure of the report says so, or else the
    lines that it names, which are compared with it (source.py)."""
    if (report.data.get("fieldwork") or {}).get("where"):
        return
    survey = content.ledger.reports[report.data["slug"]]
    printed_texts = [
        normal_text(figure.as_printed)
        for figure in content.ledger.figures.values()
        if figure.report == report.data["slug"]
    ]
    for name, day in (("from", survey.fieldwork_from), ("to", survey.fieldwork_to)):
        if day is None:
            continue
        words = f"{day.day} {language(survey.language).months[day.month - 1]}"
        if not any(_names_day(words, text) and str(day.year) in text for text in printed_texts):
            message = f"`fieldwork` {name} is {day}, and no figure prints {words} {day.year}"
            fix = "mend the day, or name the lines that print both in `where`"
            yield problem(report.location_of("fieldwork", name), message, fix)


def _as_of_problems(figure: Figure, content: Content) -> Iterator[Problem]:
    """What a report prints of its survey holds up to the survey's last day, all else up to the end
    of a year. What another text of the report says has that text's day."""
    report = content.ledger.reports[figure.report]
    day, last_survey_day = figure.as_of, report.fieldwork_to
    if (
        day is None
        or last_survey_day is None
        or day.year != last_survey_day.year
        or day == last_survey_day
    ):
        return
    main_source = next(iter(report.sources), "")
    if (day.month, day.day) != (12, 31) and any(
        span.source == main_source for span in figure.where
    ):
        message = f"{figure.key}: `as_of` is {day}"
        yield problem(
            figure.location,
            message,
            f"the survey ended on {last_survey_day}; write it, or 31 December",
        )


def _sign_problems(report: Definition[Any], content: Content) -> Iterator[Problem]:
    """The sign, which says in words what a drawn dot is, names as many dots as are marked: as many
    as the figure under `marked` says, one where there is none."""
    slug = report.data["slug"]
    for index, chart in enumerate(report.data.get("charts") or []):
        marked_key = (chart.get("figures") or {}).get("marked")
        figure = (
            content.ledger.figures.get(marked_key if ":" in marked_key else f"{slug}:{marked_key}")
            if marked_key
            else None
        )
        marked_count = figure.value if figure else Decimal(1)
        for mention in mentions(chart.get("sign") or ""):
            if mention.value != marked_count:
                message = f"the sign names {mention.text}, and {marked_count} stand there"
                yield problem(
                    report.location_of("charts", index, "sign"), message, "mend one of them"
                )


def _names_day(words: str, text: str) -> bool:
    day, _, month = words.partition(" ")
    ordinals = (f"{day}{end} {month}" for end in ("", "st", "nd", "rd", "th"))
    return any(f" {written_day}" in f" {text}" for written_day in ordinals)
