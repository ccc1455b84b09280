"""What is held up of a load: files that were loaded as they are and pass no more, and what rests on
them.

A rule that is tightened refuses files that nobody has touched. What is live of them stays live and
as it is until somebody mends them, and everything else is loaded (decision 43).
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from awareness.content.checks import CheckResult
from awareness.content.models import ContentLoaded
from awareness.content.parsed_content import Content, Subject
from awareness.content.problems import Problem
from awareness.content.text_files import files_within, shown_path
from awareness.insights.models import Report
from awareness.learning.models import Module, ModuleVersion, StepQuestion
from awareness.subjects import models as subject_models
from awareness.subjects.folders import SUBJECT_FILE
from awareness.subjects.kept import ProtectedContent
from awareness.subjects.question_keys import key_of_situation, situation_and_form
from quizzes.models import Question, QuestionVersion

# The folder of a report at the start of a path below its subject.
REPORT_FOLDER = re.compile(r"^reports/[^/]+/")


class LoadUnit(NamedTuple):
    """What is loaded, or held up, as one. `kind`: report, module, scenario, library (what a subject
    has once: its library, disagreements, needs and lines) or subject (all of it)."""

    kind: str
    key: str

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


type ErrorsByUnit = dict[LoadUnit | None, list[Problem]]
type Examine = Callable[[Content], CheckResult]


def hold_up(
    content: Content, checked: CheckResult, examine: Examine, touched: Collection[LoadUnit] = ()
) -> tuple[Content, CheckResult]:
    """The content without what is held up, with its `kept` and `held_problems`, and what the checks
    say of the rest. Where they still have errors nothing may be loaded: something that was changed
    since the last load does not pass, or something `touched`, which somebody wants to change now.
    """
    loaded = ContentLoaded.objects.first()
    if loaded is None or not checked.errors:
        return content, checked
    digest_by_unit = digest_by_unit_name(content)
    failing = _errors_by_unit(content, checked.errors)
    changed = {unit for unit in failing if unit and not _is_as_loaded(unit, loaded, digest_by_unit)}
    to_blame = {None, *changed, *touched}
    while held := {unit for unit in failing if unit and unit not in to_blame}:
        by_unit = dict(content.held_problems)
        by_unit |= {str(unit): tuple(failing[unit]) for unit in sorted(held)}
        content = replace(content_without(content, held), held_problems=by_unit)
        checked = examine(content)
        failing = _errors_by_unit(content, checked.errors)
    if checked.errors:
        held_problems = [wrong for problems in content.held_problems.values() for wrong in problems]
        return content, CheckResult(
            sorted({*checked.problems, *held_problems}), checked.built_questions
        )
    return replace(content, kept=_kept_names(content)), checked


def load_units_in(folder: Path, content: Content) -> set[LoadUnit]:
    """What the files in a folder belong to."""
    paths = (shown_path(Path(entry.path)) for entry in files_within(folder))
    return {unit for path in paths if (unit := load_unit_of(path, content))}


def held_problem_lines() -> list[list[str]]:
    """Of each that the newest load held up, what is wrong, in words; one query."""
    newest = ContentLoaded.objects.values_list("held", flat=True).first()
    return newest or []


def load_unit_of(path: str, content: Content) -> LoadUnit | None:
    """What a file belongs to, by its path as it is shown; None for a file of no subject."""
    for slug, report in content.reports.items():
        if path.startswith(f"{shown_path(report.document.path.parent)}/"):
            return LoadUnit("report", slug)
    folders = [(folder, key) for folder, key in content.subject_folders if path.startswith(folder)]
    if not folders:
        return None
    folder, subject = max(folders, key=lambda pair: len(pair[0]))
    part, _, rest = path.removeprefix(folder).partition("/")
    name = rest.partition("/")[0].removesuffix(".yaml")
    match part:
        case "reports" if rest:
            return LoadUnit("report", name)
        case "modules" if rest:
            slugs = {m.document.path.stem: m.shape.slug for m in content.modules}
            return LoadUnit("module", slugs.get(name, name))
        case "scenarios" if rest:
            keys = {s.document.path.stem: s.shape.key for s in content.scenarios}
            return LoadUnit("scenario", keys.get(name, name))
    return LoadUnit("subject" if part == SUBJECT_FILE else "library", subject)


def digest_by_unit_name(content: Content) -> dict[str, str]:
    """SHA-256 over the files of each unit, of those that count: of two reports of one name the
    later folder's, of two other files of one name the later one."""
    files: dict[str, dict[str, Path]] = {}
    for folder, _subject in content.subject_folders:
        units_in_folder: set[str] = set()
        for entry in files_within(folder):
            unit = load_unit_of(shown_path(Path(entry.path)), content)
            if unit is None:
                continue
            name = str(unit)
            if unit.kind == "report" and name not in units_in_folder:
                files[name] = {}
            units_in_folder.add(name)
            path_within = REPORT_FOLDER.sub("", entry.path.removeprefix(folder))
            files.setdefault(name, {})[path_within] = Path(entry.path)
    digest_by_name = {}
    for name, paths in files.items():
        digest = sha256()
        for path_within, path in sorted(paths.items()):
            data = path.read_bytes()
            digest.update(f"{path_within}\0{len(data)}\0".encode() + data)
        digest_by_name[name] = digest.hexdigest()
    return digest_by_name


def content_without(content: Content, units: Collection[LoadUnit]) -> Content:
    """The content as if the files of these units were not there; what rests on them does not pass
    then."""

    def is_out(kind: str, key: str, path: str) -> bool:
        units_of_file = (LoadUnit(kind, key), LoadUnit("subject", _subject_of(path, content)))
        return not units_out.isdisjoint(units_of_file)

    def library_out(path: str) -> bool:
        return is_out("library", _subject_of(path, content), path)

    units_out = set(units)
    reports = {slug: report for slug, report in content.reports.items()
               if not is_out("report", slug, report.location.path)}  # fmt: skip
    modules = [m for m in content.modules if not is_out("module", m.shape.slug, m.location.path)]
    slugs = {module.shape.slug for module in modules}
    ledger = replace(
        content.ledger,
        reports={slug: content.ledger.reports[slug] for slug in reports},
        figures={k: f for k, f in content.ledger.figures.items() if f.report in reports},
        tables={k: t for k, t in content.ledger.tables.items() if t.report in reports},
        discrepancies={
            key: discrepancy for key, discrepancy in content.ledger.discrepancies.items()
            if not library_out(discrepancy.location.path)
        },
    )  # fmt: skip
    subjects = {}
    for key, subject in content.subjects.items():
        if LoadUnit("subject", key) in units_out:
            continue
        has_library = LoadUnit("library", key) not in units_out
        subjects[key] = subject if has_library else Subject(subject.definition)
    return replace(
        content,
        ledger=ledger,
        reports=reports,
        tables={key: table for key, table in content.tables.items() if key in ledger.tables},
        figures={key: texts for key, texts in content.figures.items() if key in ledger.figures},
        discrepancies={k: d for k, d in content.discrepancies.items() if k in ledger.discrepancies},
        explainers=[page for page in content.explainers if page.report in reports],
        texts=[text for text in content.texts if text.name.partition("/")[0] in slugs],
        questions=[q for q in content.questions if q.report in reports or q.report in slugs],
        scenarios=[
            scenario for scenario in content.scenarios
            if not is_out("scenario", scenario.shape.key, scenario.location.path)
        ],
        modules=modules,
        subjects=subjects,
        library_texts=[t for t in content.library_texts if not library_out(t.location.path)],
        problems=[p for p in content.problems if load_unit_of(p.path, content) not in units_out],
        unread=set(),
        texts_by_scope=None,
    )  # fmt: skip


def _subject_of(path: str, content: Content) -> str:
    """The key of the subject whose folder a shown path lies in; "" for none."""
    mine = [
        (len(folder), key) for folder, key in content.subject_folders if path.startswith(folder)
    ]
    return max(mine, default=(0, ""))[1]


def _errors_by_unit(content: Content, errors: Iterable[Problem]) -> ErrorsByUnit:
    """The errors by what their file belongs to; None for files of no subject."""
    failing: ErrorsByUnit = {}
    for error in errors:
        failing.setdefault(load_unit_of(error.path, content), []).append(error)
    return failing


def _is_as_loaded(unit: LoadUnit, loaded: ContentLoaded, digest_by_unit: Mapping[str, str]) -> bool:
    """Whether its files are those that were loaded, and it is live. Of what an earlier release
    loaded only that is known."""
    known = loaded.units.get(str(unit))
    if loaded.units and known != digest_by_unit.get(str(unit)):
        return False
    match unit.kind:
        case "report":
            return Report.objects.filter(slug=unit.key, withdrawn=False).exists()
        case "module":
            return ModuleVersion.objects.live().filter(module__slug=unit.key).exists()
        case "scenario":
            situation = key_of_situation(unit.key)
            live = QuestionVersion.objects.live().filter(question__key__startswith=situation)
            keys = live.values_list("question__key", flat=True)
            return any(situation_and_form(key)[0] == situation for key in keys)
    return subject_models.Subject.objects.filter(key=unit.key).exists()


def _kept_names(content: Content) -> ProtectedContent:
    """The names of all that is held up; of a whole subject those that it has in the database."""
    units = [LoadUnit(*name.split(" ", 1)) for name in content.held_problems]
    whole = [unit.key for unit in units if unit.kind == "subject"]

    def keys(kind: str) -> set[str]:
        return {unit.key for unit in units if unit.kind == kind}

    reports = Report.objects.filter(subject__in=whole).values_list("slug", flat=True)
    modules = Module.objects.filter(subject__in=whole).values_list("slug", flat=True)
    return ProtectedContent(
        frozenset(keys("report") | set(reports)),
        frozenset(keys("module") | set(modules)),
        frozenset(keys("scenario")),
        frozenset(keys("library") | set(whole)),
    )


def kept_question_ids(kept: ProtectedContent) -> set[int]:
    """Ids of the questions that stay as they are: of what is kept, and what its modules ask."""
    if not kept:
        return set()
    rows = Question.objects.values_list("pk", "key")
    step_questions = StepQuestion.objects.filter(
        step__module_version__module__slug__in=kept.modules,
        step__module_version__status=ModuleVersion.Status.LIVE,
    )
    return {pk for pk, key in rows if kept.has_question(key)} | set(
        step_questions.values_list("question_version__question_id", flat=True)
    )
