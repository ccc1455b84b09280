"""Numbers in the words of the ledger itself: tables' labels, populations, questions, days, and the
record of disagreements. Nothing there is typed that no source prints and no sum gives."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from awareness.insights.ledger import Discrepancy, Figure, Span, Use
from awareness.studio.checks.source import Sources, normal
from awareness.studio.content import Content, Definition
from awareness.studio.files import Text
from awareness.studio.formula import FormulaError, compute
from awareness.studio.numberwords import mentions, named
from awareness.studio.problems import Problem, problem
from awareness.studio.tables import TableRead

LEAVE_OUT = "say it without the number"


def check_records(content: Content) -> Iterator[Problem]:
    """What can be said without the sources."""
    for read in content.tables.values():
        yield from _table(read)
    printed = _printed(content)
    for key, cells in content.figures.items():
        figure = content.ledger.figures[key]
        yield from _figure(cells, printed[figure.report, figure.insight])
    for figure in content.ledger.figures.values():
        yield from _as_of(figure, content)
    for report in content.reports.values():
        yield from _fieldwork(report, content)
        yield from _signs(report, content)
    if content.problems:
        return  # what was not read is missing for now, not unwritten
    for key, definition in content.discrepancies.items():
        yield from _sums(key, definition, content)
        yield from _named(key, definition, content)


def check_disagreements(content: Content, sources: Sources) -> Iterator[Problem]:
    """Each number of a disagreement stands at one of its places, in a figure that names it, or is
    what one of its sums gives."""
    if content.problems:
        return
    for key, definition in content.discrepancies.items():
        found = content.ledger.discrepancies[key]
        texts = [sources.text(content.discrepancy_sources[s.source], s) for s in found.where]
        if None in texts:
            continue  # said elsewhere
        known = _values(texts) | _of_figures(found, content) | _years(found, content)
        known |= {given for _, given in _results(definition, content)}
        for name in ("what", "treatment"):
            text = definition.text(name)
            for mention in named(text.value):
                if mention.value is not None and mention.value not in known:
                    yield problem(
                        _place(text, mention),
                        f"{key}: “{mention.text}” stands at none of its places",
                        "name its line in `where`, or the sum that gives it in `worked_out`",
                    )


def _place(text: Text, mention):
    return text.place_of(mention.text, text.value.count(mention.text, 0, mention.start))


def _values(texts: Iterable[str]) -> set[Decimal]:
    return {m.value for text in texts for m in mentions(normal(text)) if m.value is not None}


def _of_figures(found: Discrepancy, content: Content) -> set[Decimal]:
    told = [f for f in content.ledger.figures.values() if found.key in f.discrepancies]
    values = {value for f in told for value in (f.value, f.value_to) if value is not None}
    return values | _values(f.as_printed for f in told)


def _years(found: Discrepancy, content: Content) -> set[Decimal]:
    """The years of the reports whose lines a disagreement names."""
    files = {content.discrepancy_sources[span.source] for span in found.where}
    reports = content.ledger.reports.values()
    return {Decimal(r.year) for r in reports if files & set(r.sources.values())}


def _results(
    definition: Definition, content: Content
) -> Iterator[tuple[int, Decimal | FormulaError]]:
    def value(key: str) -> Decimal:
        figure = content.ledger.figures.get(key)
        if figure is None or figure.value is None:
            raise FormulaError(f"no figure `{key}` with a number; name it as pack:key")
        return figure.value

    for at, formula in enumerate(definition.data.get("worked_out") or []):
        try:
            yield at, compute(formula, value)
        except FormulaError as error:
            yield at, error


def _sums(key: str, definition: Definition, content: Content) -> Iterator[Problem]:
    """A sum that cannot be done, or whose result the record does not name."""
    told = {m.value for name in ("what", "treatment") for m in named(definition.data[name])}
    for at, result in _results(definition, content):
        place = definition.where("worked_out", at)
        if isinstance(result, FormulaError):
            yield problem(place, f"{key}: {result}")
        elif result not in told:
            what = f"{key}: the sum gives {result.normalize():f}, which the text does not name"
            yield problem(place, what, "mend the text or the sum")


def _named(key: str, definition: Definition, content: Content) -> Iterator[Problem]:
    """A disagreement about figures that we hold is named by one of them: else no reader of theirs
    ever comes to it."""
    where = content.ledger.discrepancies[key].where
    files = content.discrepancy_sources
    touched = [
        figure
        for figure in content.ledger.figures.values()
        if figure.use is not Use.NEVER and _stands_at(figure, where, files, content)
    ]
    if touched and not any(key in figure.discrepancies for figure in touched):
        some = ", ".join(figure.full_key for figure in touched[:3])
        what = f"{key}: no figure at its places names it ({some})"
        yield problem(definition.where("key"), what, "write it into their `discrepancies`")


def _stands_at(
    figure: Figure, where: Iterable[Span], files: dict[str, str], content: Content
) -> bool:
    named = content.ledger.reports[figure.report].sources
    return any(
        named[own.source] == files[span.source]
        and own.first <= span.last
        and span.first <= own.last
        for own in figure.where
        for span in where
    )


def _table(read: TableRead) -> Iterator[Problem]:
    """Words for a table's cells name no number; a row's label only what its printed label names."""
    definition = read.definition
    texts = [definition.text("title")]
    for name in ("label", "statement", "population", "question", "reason", "no_key"):
        if definition.data["cells"].get(name):
            texts.append(definition.text("cells", name))
    for text in texts:
        yield from _typed(text, set())
    for group in ("rows", "cols"):
        for key, line in definition.data[group].items():
            printed = _values([line.get("printed") or ""])
            yield from _typed(definition.text(group, key, "label"), printed)


def _figure(cells: dict[str, Text], printed: set[Decimal]) -> Iterator[Problem]:
    """Who was asked and what: without numbers, but those that a figure of the insight prints."""
    for name in ("population", "question", "reason"):
        if cells[name].value:
            yield from _typed(cells[name], printed)


def _printed(content: Content) -> dict[tuple[str, str], set[Decimal]]:
    """By report and insight: the numbers in the printed words of its figures."""
    found: dict[tuple[str, str], set[Decimal]] = {}
    for figure in content.ledger.figures.values():
        values = found.setdefault((figure.report, figure.insight), set())
        values |= _values([figure.as_printed])
    return found


def _typed(text: Text, known: set[Decimal]) -> Iterator[Problem]:
    for mention in named(text.value):
        if mention.value not in known:
            what = f"the number “{mention.text}” is typed"
            yield problem(_place(text, mention), what, LEAVE_OUT)


def _fieldwork(report: Definition, content: Content) -> Iterator[Problem]:
    """The first and last day of a survey are printed: a figure of the report says so."""
    held = content.ledger.reports[report.data["slug"]]
    printed = [
        normal(figure.as_printed)
        for figure in content.ledger.figures.values()
        if figure.report == report.data["slug"]
    ]
    for name, day in (("from", held.fieldwork_from), ("to", held.fieldwork_to)):
        if day is None:
            continue
        words = f"{day.day} {day:%B}"
        if not any(_says(words, text) and str(day.year) in text for text in printed):
            what = f"`fieldwork` {name} is {day}, and no figure prints {words} {day.year}"
            right = "mend the day, or write the days of the survey as a figure"
            yield problem(report.where("fieldwork", name), what, right)


def _as_of(figure: Figure, content: Content) -> Iterator[Problem]:
    """What a report prints of its survey holds up to the survey's last day, all else up to the end
    of a year. What another text of the report says has that text's day."""
    report = content.ledger.reports[figure.report]
    day, last = figure.as_of, report.fieldwork_to
    if day is None or last is None or day.year != last.year or day == last:
        return
    main = next(iter(report.sources), "")
    if (day.month, day.day) != (12, 31) and any(span.source == main for span in figure.where):
        what = f"{figure.key}: `as_of` is {day}"
        yield problem(figure.place, what, f"the survey ended on {last}; write it, or 31 December")


def _signs(report: Definition, content: Content) -> Iterator[Problem]:
    """The sign beside a field of dots names as many as stand there."""
    slug = report.data["slug"]
    for at, chart in enumerate(report.data.get("charts") or []):
        marked = (chart.get("figures") or {}).get("marked")
        held = (
            content.ledger.figures.get(marked if ":" in marked else f"{slug}:{marked}")
            if marked
            else None
        )
        stand = held.value if held else Decimal(1)
        for mention in mentions(chart.get("sign") or ""):
            if mention.value != stand:
                what = f"the sign names {mention.text}, and {stand} stand there"
                yield problem(report.where("charts", at, "sign"), what, "mend one of them")


def _says(words: str, text: str) -> bool:
    day, _, month = words.partition(" ")
    ordinals = (f"{day}{end} {month}" for end in ("", "st", "nd", "rd", "th"))
    return any(f" {each}" in f" {text}" for each in ordinals)
