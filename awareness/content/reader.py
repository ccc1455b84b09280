"""Reads the content folders into one `Content`. All problems are collected; nothing is written."""

import dataclasses
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

from django.utils.text import slugify
from pydantic import BaseModel

from awareness.bank.authored import ScenarioFile
from awareness.content.cell_values import parse_spans
from awareness.content.explainers import read_explainers, read_module_texts
from awareness.content.files import Document, read_yaml
from awareness.content.formula import FormulaError, compute
from awareness.content.pack import Pack, read_pack, read_rights, rights_fields
from awareness.content.parsed_content import KEY_PATTERN, Content, Definition, Subject
from awareness.content.problems import problem
from awareness.content.questions import read_questions
from awareness.content.schema import DiscrepancyDef, DiscrepancyFile
from awareness.content.schema_course import ModuleFile, NeedsFile, SupportFile
from awareness.content.schema_library import LibraryFile
from awareness.content.schema_validation import validate
from awareness.content.text_files import listed_paths, odd_name_problems, shown_path
from awareness.insights.ledger import Discrepancy, Figure, Ledger, Location
from awareness.subjects import folders as subject_folders
from awareness.subjects.schema import SubjectFile

# What is named across subjects beside figures; see Content.unread.
UNREAD_KINDS = frozenset({
    "modules", "scenarios", "questions", "explainers", "texts", "discrepancies", "needs",
})  # fmt: skip


def read_content(
    dirs: Sequence[Path], replace: Sequence[Path] = (), subject_of_new: str = ""
) -> Content:
    """Read the subjects in every folder of `dirs` (a later one wins by name), then the packs of
    `replace`.

    A subject is a folder with a `subject.yaml`. It may hold `reports/<report>/`, `modules/`,
    `scenarios/`, `library/`, `library.yaml`, `discrepancies.yaml`, `needs.yaml` and `support.yaml`.
    A pack of `replace` takes the place of the one with the same slug; one that is new and lies in
    no subject's folder belongs to `subject_of_new`, or to the only subject.
    """
    content = Content(Ledger({}, {}, {}, {}))
    folders_by_subject = _read_subjects(dirs, content)
    _read_packs(folders_by_subject, replace, subject_of_new, content)
    for subject in content.subjects.values():
        folders = folders_by_subject[subject.key]
        read_discrepancies(folders, subject.key, content)
        _read_course(folders, subject.key, content)
        before = len(content.problems)
        subject.needs = _read_last_file(folders, "needs.yaml", NeedsFile, content)
        if len(content.problems) > before:
            content.unread.add("needs")
        subject.support = _read_last_file(folders, "support.yaml", SupportFile, content)
        subject.library = _read_last_file(folders, "library.yaml", LibraryFile, content)
        _register_parts(subject, content)
        _read_library_texts(folders, subject.key, content)
    compute_derived(content)
    return content


def _read_subjects(dirs: Sequence[Path], content: Content) -> dict[str, list[Path]]:
    """Put the subjects into `content`, in their order; the folders of each by its key."""
    folders_by_subject: dict[str, list[Path]] = {}
    subjects: list[Subject] = []
    for path in subject_folders.stray_paths(dirs):
        part = subject_folders.FORMER_PARTS.get(path.name, path.name)
        message, fix = "lies in no subject", f"move it to <subject>/{part}, beside its subject.yaml"
        content.problems.append(problem(Location(shown_path(path), 1), message, fix))
    for name in subject_folders.subject_folder_names(dirs):
        folders = subject_folders.folders_of_subject(dirs, name)
        content.problems += [wrong for folder in folders for wrong in odd_name_problems(folder)]
        definition = _read_last_file(folders, subject_folders.SUBJECT_FILE, SubjectFile, content)
        if definition is None:
            key = _subject_key_in(folders)
            content.subject_folders += [
                (f"{shown_path(folder)}/", key) for folder in folders if key
            ]
            content.unread |= {
                pack_slug(folder) for folder in pack_folders(folders).values()
            } | UNREAD_KINDS
            continue
        key = definition.shape.key
        order = str(definition.shape.order)  # stands for the subject in addresses of HR
        content.register("order of subjects", order, key, definition.location_of("order"))
        if not content.register("subject", key, key, definition.location_of("key")):
            continue
        subjects.append(Subject(definition))
        folders_by_subject[key] = folders
        content.subject_folders += [(f"{shown_path(folder)}/", key) for folder in folders]
    subjects.sort(key=lambda subject: (subject.definition.shape.order, subject.key))
    content.subjects = {subject.key: subject for subject in subjects}
    return folders_by_subject


def _subject_key_in(folders: Sequence[Path]) -> str:
    """The key in a subject.yaml of which something else does not fit; "" for none."""
    files = [
        path for folder in folders if (path := folder / subject_folders.SUBJECT_FILE).is_file()
    ]
    data = read_yaml(files[-1]).data if files else None
    key = data.get("key") if isinstance(data, dict) else None
    return key if isinstance(key, str) and KEY_PATTERN.fullmatch(key) else ""


def _read_packs(
    folders_by_subject: dict[str, list[Path]],
    replace: Sequence[Path],
    subject_of_new: str,
    content: Content,
) -> None:
    """Every pack, of two with one name the later folder's, or the one that replaces it."""
    replacing_folders = {pack_slug(folder): folder for folder in replace}
    content.named_packs = set(replacing_folders)
    content.problems += [
        wrong for folder in replacing_folders.values() for wrong in odd_name_problems(folder)
    ]
    for key in content.subjects:
        for name, folder in pack_folders(folders_by_subject[key]).items():
            replacement = replacing_folders.pop(name, None)
            if replacement is not None:
                content.subject_folders.append((f"{shown_path(replacement)}/", key))
            pack = read_pack(replacement or folder, content.problems)
            others = [other / "reports" / name for other in folders_by_subject[key]]
            add_pack(_with_rights(pack, others), key, content)
    for folder in replacing_folders.values():
        key = content.subject_at(Location(shown_path(folder / "report.yaml"), 1))
        if key and key not in content.subjects:
            continue  # its subject.yaml does not fit, which is reported
        if not key:
            unread_subject = _subject_around(folder)
            only_subject = next(iter(content.subjects)) if len(content.subjects) == 1 else ""
            key = (
                subject_of_new
                if subject_of_new in content.subjects
                else ("" if unread_subject else only_subject)
            )
        if not key:
            known = ", ".join(content.subjects)
            message, fix = "lies in no subject", f"name one with --subject: {known}"
            if unread_subject is not None:
                message = "belongs to a subject that is not read"
                folder_of_subject = shown_path(unread_subject.parent)
                fix = f"name the folder that holds it in CONTENT_DIRS: {folder_of_subject}"
            if subject_of_new:
                message = f"there is no subject `{subject_of_new}`"
                fix = f"name one of {known}; put a new one into a folder of CONTENT_DIRS"
            content.problems.append(problem(Location(shown_path(folder), 1), message, fix))
            continue
        content.subject_folders.append((f"{shown_path(folder)}/", key))
        add_pack(read_pack(folder, content.problems), key, content)


def _subject_around(folder: Path) -> Path | None:
    """The folder of the subject that a pack lies in; None where it lies in none."""
    subject = folder.parent.parent
    is_one = folder.parent.name == "reports" and (subject / subject_folders.SUBJECT_FILE).is_file()
    return subject if is_one else None


def _with_rights(pack: Pack, others: Sequence[Path]) -> Pack:
    """A copy that was written in the browser before there were rights has those of what ships, and
    its name for the parts of the report, which came with them."""
    if pack.definition is None or pack.report is None or pack.definition.shape.rights:
        return pack
    rights, part = next(
        (found_rights for other in others if (found_rights := read_rights(other))), (None, "")
    )
    if rights:
        update = {"rights": rights, "part": part}
        shape = pack.definition.shape.model_copy(update=update)
        pack.definition = dataclasses.replace(pack.definition, shape=shape)
        pack.report = dataclasses.replace(pack.report, part=part, **rights_fields(rights))
    return pack


def pack_folders(folders: Sequence[Path]) -> dict[str, Path]:
    """The folder of each pack by its name; of two with the same name, the later one's counts."""
    return {f.name: f for d in folders for f in listed_paths(d, "reports/*") if f.is_dir()}


def pack_slug(folder: Path) -> str:
    """The pack that a folder stands for: what its report.yaml says, or else the folder's name."""
    data = read_yaml(folder / "report.yaml").data
    return str(data.get("slug") or folder.name) if isinstance(data, dict) else folder.name


def add_pack(pack: Pack, subject: str, content: Content) -> None:
    """Put what a pack holds into the ledger and the lists of `content`. Of one that does not fit,
    or whose slug another has, its name is unread."""
    location = Location(shown_path(pack.folder / "report.yaml"), 1)
    if not content.register("report", pack.slug, subject, location):
        content.unread |= {pack.slug, "questions", "explainers"}
        return
    content.ledger.rules_by_report[pack.slug] = content.subjects[subject].definition.shape.rules
    if pack.report is None or pack.definition is None:
        # What names its pages and figures is not to blame.
        content.unread |= {pack.slug, "questions", "explainers"}
        return
    ledger, slug = content.ledger, pack.slug
    ledger.reports[slug] = pack.report
    content.reports[slug] = pack.definition
    content.explainers += pack.explainers
    content.questions += pack.questions
    content.unread |= pack.unread
    for figure in pack.figures:
        ledger.figures[figure.full_key] = figure
        content.figures[figure.full_key] = pack.texts[figure.key]
    for parsed_table in pack.tables:
        full_key = f"{slug}:{parsed_table.table.key}"
        ledger.tables[full_key] = parsed_table.table
        content.tables[full_key] = parsed_table
        for cells in parsed_table.table.cells.values():
            ledger.figures.update({figure.full_key: figure for figure in cells.values()})


def read_discrepancies(dirs: Sequence[Path], subject: str, content: Content) -> None:
    """Put the disagreements of a subject's folders into `content`; of two with one key the later
    folder's counts."""
    entries: dict[str, tuple[Document, int, DiscrepancyDef, dict[str, str]]] = {}
    for path in (d / "discrepancies.yaml" for d in dirs):
        if not path.exists():
            continue
        document = read_yaml(path, content.problems)
        shape = document.readable and validate(DiscrepancyFile, document, content.problems)
        if not shape:
            content.unread.add("discrepancies")
            continue
        _add_sources(shape.sources, document, content)
        for index, entry in enumerate(shape.discrepancies):
            location = document.location("discrepancies", index)
            earlier = entries.get(entry.key)
            if earlier and earlier[0] is document:
                content.problems.append(
                    problem(
                        location, f"the discrepancy `{entry.key}` stands twice", "give it a key"
                    )
                )
                continue
            entries[entry.key] = document, index, entry, shape.sources
    for key, (document, index, entry, sources) in entries.items():
        location = document.location("discrepancies", index)
        if not content.register("discrepancy", key, subject, location):
            continue
        where_place = document.location("discrepancies", index, "where")
        where = parse_spans(entry.where, sources, where_place, content.problems)
        content.ledger.discrepancies[key] = Discrepancy(
            key, where, entry.what, entry.treatment, entry.learn, location, entry.title
        )
        data = document.data["discrepancies"][index]
        definition = Definition(
            report="", shape=entry, data=data, document=document, key_path=("discrepancies", index)
        )
        content.discrepancies[key] = definition


def _add_sources(sources: dict[str, str], document: Document, content: Content) -> None:
    """Names that two subjects give to texts of reports mean one text each."""
    for name, file in sources.items():
        other = content.discrepancy_sources.setdefault(name, file)
        if other != file:
            message = f"`{name}` is {other} in another subject"
            location = document.location("sources", name)
            content.problems.append(problem(location, message, "give it another name"))


def _read_course(folders: Sequence[Path], subject: str, content: Content) -> None:
    """Situations, modules with their texts, and what modules ask."""
    for folder, name in (("scenarios", "key"), ("modules", "slug")):
        shape: type[BaseModel] = ScenarioFile if folder == "scenarios" else ModuleFile
        for definition in _read_files(folders, folder, shape, content):
            key = getattr(definition.shape, name)
            if content.register(
                folder.removesuffix("s"), key, subject, definition.location_of(name)
            ):
                getattr(content, folder).append(definition)
                rules = content.subjects[subject].definition.shape.rules
                content.ledger.rules_by_report.setdefault(key, rules)
    before = len(content.problems)
    texts = {t.name: t for d in folders for t in read_module_texts(d / "modules", content.problems)}
    if len(content.problems) > before:
        content.unread.add("texts")
    for text in texts.values():
        if content.register("text", text.name, subject, text.location):
            content.texts.append(text)
    _read_modules_questions(folders, content)


def _read_library_texts(folders: Sequence[Path], subject: str, content: Content) -> None:
    """The library's own texts of a subject; of two with one slug the later folder's counts."""
    texts = {
        t.slug: t
        for d in folders
        for t in read_explainers(d / "library", report_slug="", problems=content.problems)
    }
    for text in sorted(texts.values(), key=lambda text: (text.order, text.slug)):
        if content.register("page", text.slug, subject, text.location):
            content.library_texts.append(text)


def _register_parts(subject: Subject, content: Content) -> None:
    """What stands in the files that a subject has once."""
    for kind, definition, part, key_field in (
        ("need", subject.needs, "needs", "key"),
        ("line", subject.support, "lines", "key"),
        ("highlight", subject.library, "figures", "key"),
        ("theme", subject.library, "themes", "slug"),
        ("term", subject.library, "synonyms", "term"),
    ):
        if definition is None:
            continue
        for number, entry in enumerate(getattr(definition.shape, part)):
            location = definition.location_of(part, number, key_field)
            key = getattr(entry, key_field)
            if kind == "term":
                key = slugify(key)  # rows keep it by that
            other = content.owners.get((kind, key))
            if other is None or other[1].path != location.path:  # in one file, checks/ tell it
                content.register(kind, key, subject.key, location)


def compute_derived(content: Content) -> None:
    """Give every figure with a formula its value; a circle in it is a problem. What cannot be
    computed is unread, and the formulas that rest on it are not to blame."""
    figures, value_by_key, keys_being_computed = content.ledger.figures, {}, []

    def value_of(figure: Figure) -> Decimal:
        if not figure.formula:
            if figure.value is None:
                raise FormulaError(f"figure `{figure.key}` has no number to compute with")
            return figure.value
        if figure.full_key in keys_being_computed:
            raise FormulaError("the formula leads back to itself; name other figures")
        if figure.full_key in content.unread:
            raise _AlreadyReported
        if figure.full_key not in value_by_key:
            keys_being_computed.append(figure.full_key)
            try:
                value_by_key[figure.full_key] = compute(
                    figure.formula, lambda key: value_of(named_figure(key, figure))
                )
            except FormulaError as error:
                content.unread.add(figure.full_key)
                if not isinstance(error, _AlreadyReported):
                    message, _, fix = str(error).partition("; ")
                    content.problems.append(problem(figure.location, message, fix))
                raise _AlreadyReported from None
            finally:
                keys_being_computed.pop()
        return value_by_key[figure.full_key]

    def named_figure(key: str, figure: Figure) -> Figure:
        try:
            return content.ledger.figure(key, figure.report)
        except KeyError:
            if content.is_unread(key, figure.report):
                raise _AlreadyReported from None
            fix = "name one of figures.csv, or table/row/col"
            raise FormulaError(f"the formula names an unknown figure `{key}`; {fix}") from None

    for full_key, figure in list(figures.items()):
        if figure.formula:
            with suppress(_AlreadyReported):
                figures[full_key] = dataclasses.replace(figure, value=value_of(figure))


class _AlreadyReported(FormulaError):
    """A formula rests on a figure that is at fault, which has been reported at its place."""


def _read_files[Shape: BaseModel](
    dirs: Sequence[Path], folder: str, shape: type[Shape], content: Content
) -> list[Definition[Shape]]:
    """The YAML files of a kind; of two with the same name, the later folder's counts."""
    paths = {path.name: path for d in dirs for path in listed_paths(d / folder, "*.yaml")}
    definitions = []
    for path in paths.values():
        document = read_yaml(path, content.problems)
        parsed = validate(shape, document, content.problems) if document.readable else None
        if parsed is not None:
            definitions.append(
                Definition(report="", shape=parsed, data=document.data, document=document)
            )
        else:
            content.unread.add(folder)
    return definitions


def _read_modules_questions(dirs: Sequence[Path], content: Content) -> None:
    """`modules/<slug>/questions.yaml`: what a module asks that rests on no report."""
    paths = {p.parent.name: p for d in dirs for p in listed_paths(d, "modules/*/questions.yaml")}
    for slug, path in paths.items():
        problems_before = len(content.problems)
        content.questions += read_questions(path, slug, content.problems)
        if len(content.problems) > problems_before:
            content.unread.add("questions")


def _read_last_file[Shape: BaseModel](
    dirs: Sequence[Path], name: str, shape: type[Shape], content: Content
) -> Definition[Shape] | None:
    """A file that stands once: of several folders that have it, the last one's counts."""
    paths = [d / name for d in dirs if (d / name).exists()]
    if not paths:
        return None
    document = read_yaml(paths[-1], content.problems)
    parsed = validate(shape, document, content.problems) if document.readable else None
    return (
        None
        if parsed is None
        else Definition(report="", shape=parsed, data=document.data, document=document)
    )
