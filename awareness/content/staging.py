"""Drafts put into copies of the content's files, so that they are read and checked as all else."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from awareness.bank.authored import ScenarioFile
from awareness.content import swap
from awareness.content.explainers import read_explainers
from awareness.content.files import QUESTIONS_FILE, Document, UnreadableFile, read_yaml
from awareness.content.pack import read_pack
from awareness.content.parsed_content import Content, Definition, Subject
from awareness.content.problems import Problem
from awareness.content.questions import read_questions
from awareness.content.reader import add_pack, compute_derived, read_content
from awareness.content.schema_validation import validate
from awareness.content.text_files import files_within, shown_path
from awareness.content.writing import Fields, ObjectKind, ObjectRef, text_digest, writers
from awareness.insights.ledger import Ledger
from awareness.subjects import folders as subject_folders
from awareness.subjects.schema import Card, CardStep, SubjectFile

# What lies beside subjects' folders, or did, and is none: no key of one.
RESERVED_FOLDERS = frozenset(
    (*subject_folders.PARTS_OF_SUBJECT, *subject_folders.FORMER_PARTS, swap.SET_ASIDE_FOLDER)
)
LEDGER_KINDS = (ObjectKind.REPORT, ObjectKind.FIGURE, ObjectKind.TABLE, ObjectKind.CHART)


@dataclass(frozen=True)
class PublishedObject:
    """An object as the files have it: its text and fields; "" and None where it is new."""

    text: str
    fields: dict[str, Any] | None

    @property
    def digest(self) -> str:
        return text_digest(self.text)


class NoSubject(ValueError):
    """A key that no subject has and no new one can have: another folder is called so."""


def current_errors() -> list[Problem]:
    """The errors that keep files of the content from being read as they are now."""
    return [problem for problem in current_content().problems if not problem.warning]


def folder_name(subject: str) -> str:
    """The name of a subject's folder; of a new one its key. NoSubject where that is taken,
    Unreadable where it may be one whose subject.yaml cannot be read."""
    names = subject_folders.subject_folder_names(settings.CONTENT_DIRS)
    broken: list[Path] = []
    for name in names:
        for folder in reversed(subject_folders.folders_of_subject(settings.CONTENT_DIRS, name)):
            if not (path := folder / subject_folders.SUBJECT_FILE).exists():
                continue
            data = read_yaml(path).data
            if isinstance(data, dict) and data.get("key") == subject:
                return name
            if not isinstance(data, dict) or "key" not in data:
                broken.append(path)
            break
    if broken:
        raise UnreadableFile(shown_path(broken[0]))
    if subject in names or subject in RESERVED_FOLDERS:
        raise NoSubject(subject)
    return subject


def copy_current(ref: ObjectRef, root: Path) -> list[str]:
    """Copies what an object stands in, as it is read now, below `root`; the paths that are
    exchanged when it is published. What lies there already stays."""
    name = folder_name(ref.subject)
    relative_paths = [f"{name}/{unit}" for unit in writers()[ref.kind].exchanged_paths(ref)]
    for unit in relative_paths:
        if (root / unit).exists():
            continue
        (root / unit).parent.mkdir(parents=True, exist_ok=True)
        # Of a report one folder counts, the last; of a module each file that a folder has.
        published_paths = [path for d in settings.CONTENT_DIRS if (path := Path(d) / unit).exists()]
        for path in published_paths[-1:] if "/reports/" in unit else published_paths:
            if path.is_dir():
                shutil.copytree(path, root / unit, dirs_exist_ok=True)
            else:
                shutil.copy(path, root / unit)
    return relative_paths


class TextMoved(Exception):
    """Two objects that are written together change the same lines; the words name the second."""


def stage(objects: Sequence[tuple[ObjectRef, Fields]], root: Path) -> list[str]:
    """Writes objects into copies below `root`, a folder of content; the paths below it that they
    stand in, which are exchanged when they are published.

    TextMoved where a whole file among them changes another one of them: none overwrites the other.
    """
    has_whole_file = any(ref.kind == ObjectKind.FILE for ref, _fields in objects)
    targets: list[str] = []
    # Whole files first, which others write into; then a report, whose folder others look for, and
    # whose file its drawings stand in.
    for ref, fields in sorted(objects, key=lambda placed: _writing_order(placed[0].kind)):
        relative_paths = copy_current(ref, root)
        folder, writer = root / folder_name(ref.subject), writers()[ref.kind]
        has_whole_file_beside = has_whole_file and ref.kind != ObjectKind.FILE
        if (
            has_whole_file_beside
            and text_digest(writer.stored_text(folder, ref)) != published_object(ref).digest
        ):
            raise TextMoved(ref.key)
        writer.write_fields(folder, ref, fields)
        targets += [unit for unit in relative_paths if (root / unit).exists()]
    return list(dict.fromkeys(targets))


def _writing_order(kind: ObjectKind) -> int:
    """The lower, the earlier an object of this kind is written."""
    if kind == ObjectKind.FILE:
        return 0
    if kind == ObjectKind.CHART:
        return 2
    return 1 if kind in LEDGER_KINDS else 3


def published_object(ref: ObjectRef) -> PublishedObject:
    """An object as it is read now."""
    return published_by_ref([ref])[ref]


def published_by_ref(refs: Iterable[ObjectRef]) -> dict[ObjectRef, PublishedObject]:
    """Several as they are read now, by their references. A report's folder is copied once."""
    object_by_ref = {}
    with _temporary_folder() as root:
        for ref in refs:
            copy_current(ref, root)
            folder, writer = root / folder_name(ref.subject), writers()[ref.kind]
            object_by_ref[ref] = PublishedObject(
                writer.stored_text(folder, ref), writer.read_fields(folder, ref)
            )
    return object_by_ref


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    """A folder that is deleted when the context ends."""
    with tempfile.TemporaryDirectory(prefix="awareness-") as name:
        yield Path(name)


@contextmanager
def subject_copy(ref: ObjectRef) -> Iterator[Path]:
    """What an object stands in as it is read now, in a copy: the subject's folder in it."""
    with _temporary_folder() as root:
        copy_current(ref, root)
        yield root / folder_name(ref.subject)


@contextmanager
def staged_folder(objects: Sequence[tuple[ObjectRef, Fields]]) -> Iterator[Path]:
    """Objects of one subject in a copy of what they belong to: the subject's folder in it."""
    with _temporary_folder() as root:
        stage(objects, root)
        yield root / folder_name(objects[0][0].subject)


@contextmanager
def staged_content(objects: Sequence[tuple[ObjectRef, Fields]]) -> Iterator[tuple[Content, Path]]:
    """All content as it would be with these objects, and the folder of content they stand in."""
    with _temporary_folder() as root:
        stage(objects, root)
        content = read_content([*settings.CONTENT_DIRS, root])
        content.named_packs = {ref.report for ref, _fields in objects if ref.report}
        yield content, root


# (stamp of the files, the content) under "content", once it was read.
_content_cache: dict[str, tuple[object, Content]] = {}


def current_content() -> Content:
    """All content as it is read now: kept by this process until a file changes. Not to be changed.

    Reading takes seconds; finding out that nothing changed looks at each file's time and size.
    """
    dirs = settings.CONTENT_DIRS
    stamp = file_stamps(dirs)
    cached = _content_cache.get("content")
    if cached is None or cached[0] != stamp:
        cached = _content_cache["content"] = (stamp, read_content(dirs))
    return cached[1]


def file_stamps(dirs: Iterable[Path]) -> list[tuple[str, int, int]]:
    """Path, time and size of each file: another one when one of them is written."""
    return [
        (entry.path, status.st_mtime_ns, status.st_size)
        for folder in dirs
        for entry in files_within(folder)
        if (status := entry.stat())
    ]


@dataclass(frozen=True)
class StagedObject:
    """One object, written out: content that holds it and the ledger it rests on, nothing else."""

    content: Content
    folder: Path  # of its subject, in the copy; gone when the context ends


@contextmanager
def staged_alone(
    ref: ObjectRef, fields: Fields, others: Sequence[tuple[ObjectRef, Fields]] = ()
) -> Iterator[StagedObject]:
    """An object as its files would have it, beside `others` of the ledger that are drafts too, and
    its subject where that is one."""
    rests_on = (*LEDGER_KINDS, ObjectKind.SUBJECT)
    beside = [other for other in others if other[0].kind in rests_on]
    with _temporary_folder() as root:
        stage([*beside, (ref, fields)], root)
        folder = root / folder_name(ref.subject)
        kinds = {ref.kind, *(other.kind for other, _fields in beside)}
        anew = not kinds.isdisjoint(LEDGER_KINDS)
        merged = _content_beside_all(folder, ref, anew=anew)
        merged.explainers = _staged_page(folder, ref, merged)
        merged.questions = _staged_question(folder, ref, merged)
        merged.scenarios = _staged_situation(folder, ref, merged)
        yield StagedObject(merged, folder)


@contextmanager
def staged_together(objects: Sequence[tuple[ObjectRef, Fields]]) -> Iterator[tuple[Content, Path]]:
    """All content with several objects as their files would have them, and the folder of content
    that their files stand in, which is gone when the context ends. Modules are as they are now."""
    content = current_content()
    with _temporary_folder() as root:
        stage(objects, root)
        subjects_and_reports = {(ref.subject, ref.report) for ref, _fields in objects if ref.report}
        merged = _content_without_reports(
            content, {report_slug for _subject, report_slug in subjects_and_reports}
        )
        for subject in sorted({ref.subject for ref, _fields in objects}):
            _add_unpublished_subject(root / folder_name(subject), subject, merged)
        for subject, report_slug in sorted(subjects_and_reports):
            folder = root / folder_name(subject)
            merged.subject_folders.append((f"{shown_path(folder)}/", subject))
            if (pack := folder / "reports" / report_slug).is_dir():
                add_pack(read_pack(pack, merged.problems), subject, merged)
            else:
                question_file = folder / "modules" / report_slug / QUESTIONS_FILE
                merged.questions += read_questions(question_file, report_slug, merged.problems)
        situations = [ref for ref, _fields in objects if ref.kind == ObjectKind.SITUATION]
        drafted_files = {(ref.subject, ref.key) for ref in situations}
        merged.scenarios = [
            scenario
            for scenario in content.scenarios
            if situation_file(content, scenario) not in drafted_files
        ]
        for ref in situations:
            merged.scenarios += _staged_situation(root / folder_name(ref.subject), ref, merged)
        compute_derived(merged)
        yield merged, root


def situation_file(content: Content, situation: Definition[ScenarioFile]) -> tuple[str, str]:
    """The subject of a situation, and the name of its file, by which drafts know it."""
    subject, _place = content.owners["scenario", situation.shape.key]
    return subject, situation.document.path.stem


def _content_without_reports(content: Content, reports: set[str]) -> Content:
    """A copy of all content without what is of some reports, or of modules of these names."""
    ledger = content.ledger
    for report_slug in reports:
        ledger = _ledger_without(ledger, report_slug)

    gone = {("report", report_slug) for report_slug in reports}

    def others[Value](by_key: dict[str, Value]) -> dict[str, Value]:
        return {key: value for key, value in by_key.items() if key.partition(":")[0] not in reports}

    return replace(
        content,
        ledger=ledger,
        reports=others(content.reports),
        tables=others(content.tables),
        figures=others(content.figures),
        explainers=[page for page in content.explainers if page.report not in reports],
        questions=[question for question in content.questions if question.report not in reports],
        owners={kind_and_key: owner for kind_and_key, owner in content.owners.items()
                if kind_and_key not in gone},
        subjects=dict(content.subjects), subject_folders=[*content.subject_folders], problems=[],
        unread=set(), texts_by_scope=None,
    )  # fmt: skip


def ledger_with(drafts: Sequence[tuple[ObjectRef, Fields]]) -> Ledger:
    """All figures, with a report, figures and tables of it as drafts have them. Not to be changed.

    The drafts are of one report, and maybe of its subject.
    """
    of_report = [ref for ref, _fields in drafts if ref.kind in LEDGER_KINDS]
    if not of_report:
        return current_content().ledger
    ref = of_report[0]
    with _temporary_folder() as root:
        stage(drafts, root)
        return _content_beside_all(root / folder_name(ref.subject), ref, anew=True).ledger


def _content_beside_all(folder: Path, ref: ObjectRef, *, anew: bool) -> Content:
    """The ledger of all content in a content of its own; the report of `ref` read `anew`, from the
    folder of its subject."""
    content = current_content()
    merged = Content(
        content.ledger,
        subjects={key: replace(subject, library=None, needs=None, support=None)
                  for key, subject in content.subjects.items()},
        subject_folders=[*content.subject_folders, (f"{shown_path(folder)}/", ref.subject)],
    )  # fmt: skip
    _add_unpublished_subject(folder, ref.subject, merged)
    if anew:
        merged.ledger = _ledger_without(content.ledger, ref.report)
        pack = read_pack(folder / "reports" / ref.report, merged.problems)
        add_pack(pack, ref.subject, merged)
        compute_derived(merged)
    return merged


def _add_unpublished_subject(folder: Path, key: str, content: Content) -> None:
    """A subject that is not published, as its draft in `folder` has it; a bare one where that is
    not there, or cannot be read yet: its draft says why."""
    if key in content.subjects:
        return
    path = folder / subject_folders.SUBJECT_FILE
    document = read_yaml(path) if path.is_file() else Document(path)
    shape = validate(SubjectFile, document, []) if document.readable else None
    content.subjects[key] = Subject(
        Definition(report="", shape=shape or bare_subject(key), data={}, document=document)
    )


def bare_subject(key: str) -> SubjectFile:
    """Stands for a subject of which nothing is known but its key: it forbids no words."""
    ask = CardStep(key="ask", sign="tell", word=key, say=key)
    return SubjectFile(key=key, name=key, neutral=key, about=key, order=99, sensitive=True,
                       from_start=False, card=Card(steps=(ask,)))  # fmt: skip


def _staged_page(folder: Path, ref: ObjectRef, content: Content) -> list[Any]:
    """The draft's own page, read from its files."""
    if ref.kind != ObjectKind.PAGE:
        return []
    insights = folder / "reports" / ref.report / "insights"
    pages = read_explainers(insights, ref.report, content.problems)
    return [page for page in pages if page.slug == ref.key]


def _staged_question(folder: Path, ref: ObjectRef, content: Content) -> list[Any]:
    """The draft's own question, read from its file."""
    if ref.kind != ObjectKind.QUESTION:
        return []
    file_paths = (folder / unit for unit in writers()[ref.kind].exchanged_paths(ref))
    paths = [path if path.suffix else path / QUESTIONS_FILE for path in file_paths]
    return [
        question
        for path in paths
        for question in read_questions(path, ref.report, content.problems)
        if question.shape.key == ref.key
    ]


def _staged_situation(folder: Path, ref: ObjectRef, content: Content) -> list[Any]:
    """The draft's own situation, read from its file."""
    if ref.kind != ObjectKind.SITUATION:
        return []
    document = read_yaml(folder / writers()[ref.kind].exchanged_paths(ref)[0], content.problems)
    shape = validate(ScenarioFile, document, content.problems) if document.readable else None
    if shape is None:
        return []
    if subject := content.subjects.get(ref.subject):  # the words that it does not use
        known, rules = content.ledger.rules_by_report, subject.definition.shape.rules
        content.ledger = replace(content.ledger, rules_by_report={**known, shape.key: rules})
    return [Definition(report="", shape=shape, data=document.data, document=document)]


def _ledger_without(ledger: Ledger, report_slug: str) -> Ledger:
    """The ledger without one report, which is read anew."""
    return replace(
        ledger,
        reports={slug: kept for slug, kept in ledger.reports.items() if slug != report_slug},
        figures={
            key: figure for key, figure in ledger.figures.items() if figure.report != report_slug
        },
        tables={key: table for key, table in ledger.tables.items() if table.report != report_slug},
        rules_by_report=dict(ledger.rules_by_report),
    )
