"""Reads the content folders into one `Content`. All problems are collected; nothing is written."""

import dataclasses
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel

from awareness.bank.authored import ScenarioFile
from awareness.insights.ledger import Discrepancy, Figure, Ledger, Place
from awareness.studio.cell_values import parse_spans
from awareness.studio.content import Content, Definition
from awareness.studio.explainers import read_explainers, read_module_texts
from awareness.studio.files import read_yaml, shown
from awareness.studio.formula import FormulaError, compute
from awareness.studio.pack import Pack, read_pack
from awareness.studio.problems import problem
from awareness.studio.questions import read_questions
from awareness.studio.schema import DiscrepancyFile
from awareness.studio.schema_course import ModuleFile, NeedsFile, SupportFile
from awareness.studio.schema_library import LibraryFile
from awareness.studio.schema_validation import validate


def read_content(dirs: Sequence[Path], replace: Sequence[Path] = ()) -> Content:
    """Read every folder of `dirs` (a later one wins by name), then the packs of `replace`.

    A folder of `dirs` may hold `packs/<report>/`, `modules/`, `scenarios/`, `library/`,
    `library.yaml`, `discrepancies.yaml`, `needs.yaml` and `support.yaml`. A pack of `replace` takes
    the place of the one with the same slug.
    """
    content = Content(Ledger({}, {}, {}, {}))
    folders = pack_folders(dirs)
    read: dict[str, Pack] = {}
    replaced = {slug_of(folder): folder for folder in replace}
    content.named = set(replaced)
    for name, folder in folders.items():
        if name not in replaced:
            _add(read, read_pack(folder, content.problems), content)
    for folder in replaced.values():
        _add(read, read_pack(folder, content.problems), content)
    for pack in read.values():
        _take(pack, content)
    _read_discrepancies(dirs, content)
    _compute_derived(content)
    content.scenarios = _read_each(dirs, "scenarios", ScenarioFile, content)
    content.modules = _read_each(dirs, "modules", ModuleFile, content)
    texts = {t.name: t for d in dirs for t in read_module_texts(d / "modules", content.problems)}
    content.texts = list(texts.values())
    _read_modules_questions(dirs, content)
    content.needs = _read_last(dirs, "needs.yaml", NeedsFile, content)
    content.support = _read_last(dirs, "support.yaml", SupportFile, content)
    content.library = _read_last(dirs, "library.yaml", LibraryFile, content)
    pages = {t.slug: t for d in dirs for t in read_explainers(d / "library", "", content.problems)}
    content.library_texts = sorted(pages.values(), key=lambda text: (text.order, text.slug))
    return content


def pack_folders(dirs: Sequence[Path]) -> dict[str, Path]:
    """The folder of each pack by its name; of two with the same name, the later one's counts."""
    return {f.name: f for d in dirs for f in sorted(d.glob("packs/*")) if f.is_dir()}


def slug_of(folder: Path) -> str:
    """The pack that a folder stands for: what its report.yaml says, or else the folder's name."""
    data = read_yaml(folder / "report.yaml", []).data
    return str(data.get("slug") or folder.name) if isinstance(data, dict) else folder.name


def _add(read: dict[str, Pack], pack: Pack, content: Content) -> None:
    if pack.slug in read:
        message = f"the pack `{pack.slug}` stands twice; also in {shown(read[pack.slug].folder)}"
        place = Place(shown(pack.folder / "report.yaml"), 1)
        content.problems.append(problem(place, message, "give each report its own slug"))
        return
    read[pack.slug] = pack


def _take(pack: Pack, content: Content) -> None:
    """Put what a pack holds into the ledger and the lists."""
    if pack.report is None:  # what names its pages and figures is not to blame
        content.unread |= {pack.slug, "questions", "explainers"}
        return
    ledger, slug = content.ledger, pack.slug
    ledger.reports[slug] = pack.report
    content.reports[slug] = pack.definition
    content.explainers += pack.explainers
    content.questions += pack.questions
    content.unread |= pack.unread_kinds
    content.unread |= {f"{slug}:{key}" for key in pack.unread}
    for figure in pack.figures:
        ledger.figures[figure.full_key] = figure
        content.figures[figure.full_key] = pack.texts[figure.key]
    for read in pack.tables:
        full_key = f"{slug}:{read.table.key}"
        ledger.tables[full_key] = read.table
        content.tables[full_key] = read
        for cells in read.table.cells.values():
            ledger.figures.update({figure.full_key: figure for figure in cells.values()})
        if not read.whole:
            content.unread.add(full_key)


def _read_discrepancies(dirs: Sequence[Path], content: Content) -> None:
    for path in (d / "discrepancies.yaml" for d in dirs):
        if not path.exists():
            continue
        document = read_yaml(path, content.problems)
        shape = document.readable and validate(DiscrepancyFile, document, content.problems)
        if not shape:
            continue
        content.discrepancy_sources |= shape.sources
        for index, entry in enumerate(shape.discrepancies):
            place = document.place("discrepancies", index)
            if entry.key in content.ledger.discrepancies:
                message = f"the key `{entry.key}` stands twice"
                content.problems.append(problem(place, message, "give each its own key"))
                continue
            where = parse_spans(entry.where, shape.sources, place, content.problems)
            content.ledger.discrepancies[entry.key] = Discrepancy(
                entry.key, where, entry.what, entry.treatment, entry.learn, place, entry.title
            )
            data = document.data["discrepancies"][index]
            definition = Definition("", entry, data, document, ("discrepancies", index))
            content.discrepancies[entry.key] = definition


def _compute_derived(content: Content) -> None:
    """Give every figure with a formula its value; a circle in it is a problem."""
    figures, done, trail = content.ledger.figures, {}, []

    def value(figure: Figure) -> Decimal:
        if not figure.formula:
            if figure.value is None:
                raise FormulaError(f"figure `{figure.key}` has no number to compute with")
            return figure.value
        if figure.full_key in trail:
            raise FormulaError("the formula leads back to itself; name other figures")
        if figure.full_key not in done:
            trail.append(figure.full_key)
            try:
                done[figure.full_key] = compute(
                    figure.formula, lambda key: value(part(key, figure))
                )
            finally:
                trail.pop()
        return done[figure.full_key]

    def part(key: str, figure: Figure) -> Figure:
        try:
            return content.ledger.figure(key, figure.report)
        except KeyError:
            fix = "name one of figures.csv, or table/row/col"
            raise FormulaError(f"the formula names an unknown figure `{key}`; {fix}") from None

    for full_key, figure in list(figures.items()):
        if not figure.formula:
            continue
        try:
            figures[full_key] = dataclasses.replace(figure, value=value(figure))
        except FormulaError as error:
            message, _, fix = str(error).partition("; ")
            content.problems.append(problem(figure.place, message, fix))


def _read_each[Shape: BaseModel](
    dirs: Sequence[Path], folder: str, shape: type[Shape], content: Content
) -> list[Definition[Shape]]:
    """The YAML files of a kind; of two with the same name, the later folder's counts."""
    paths = {path.name: path for d in dirs for path in sorted((d / folder).glob("*.yaml"))}
    definitions = []
    for path in paths.values():
        document = read_yaml(path, content.problems)
        read = validate(shape, document, content.problems) if document.readable else None
        if read is not None:
            definitions.append(Definition("", read, document.data, document))
        else:
            content.unread.add(folder)
    return definitions


def _read_modules_questions(dirs: Sequence[Path], content: Content) -> None:
    """`modules/<slug>/questions.yaml`: what a module asks that rests on no report."""
    paths = {p.parent.name: p for d in dirs for p in sorted(d.glob("modules/*/questions.yaml"))}
    for slug, path in paths.items():
        before = len(content.problems)
        content.questions += read_questions(path, slug, content.problems)
        if len(content.problems) > before:
            content.unread.add("questions")


def _read_last[Shape: BaseModel](
    dirs: Sequence[Path], name: str, shape: type[Shape], content: Content
) -> Definition[Shape] | None:
    """A file that stands once: of several folders that have it, the last one's counts."""
    paths = [d / name for d in dirs if (d / name).exists()]
    if not paths:
        return None
    document = read_yaml(paths[-1], content.problems)
    read = validate(shape, document, content.problems) if document.readable else None
    return None if read is None else Definition("", read, document.data, document)
