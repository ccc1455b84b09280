"""Drafts of whole files of content: what came in as a zip, and what has no form of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from awareness.bank.authored import ScenarioFile
from awareness.content.explainers import read_explainers, read_module_texts
from awareness.content.files import read_yaml, shown_path
from awareness.content.pack import read_pack
from awareness.content.problems import Problem, problem
from awareness.content.questions import read_questions
from awareness.content.schema import DiscrepancyFile
from awareness.content.schema_course import ModuleFile, NeedsFile, SupportFile
from awareness.content.schema_library import LibraryFile
from awareness.content.schema_validation import validate
from awareness.content.staging import staged_folder
from awareness.content.writing import Fields, ObjectKind
from awareness.content.writing.content_files import is_report_text
from awareness.studio.draft_kinds import DraftKind
from awareness.studio.draft_kinds.base import (
    LONG_TEXT,
    DraftForm,
    FieldProblem,
    Preview,
    words_field,
)
from awareness.studio.models import Draft
from awareness.studio.passages import changed_line_runs
from awareness.subjects.folders import SUBJECT_FILE
from awareness.subjects.schema import SubjectFile

SHAPES: dict[str, Any] = {
    "subject.yaml": SubjectFile, "library.yaml": LibraryFile, "needs.yaml": NeedsFile,
    "support.yaml": SupportFile, "discrepancies.yaml": DiscrepancyFile, "modules": ModuleFile,
    "scenarios": ScenarioFile,
}  # fmt: skip


class FileForm(DraftForm):
    """A report's own text has no field, for its lines never change; nor has what is too long for a
    form."""

    text = words_field(_("The text of the file"), long=24, strip=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fixed = self.ref is not None and is_report_text(self.ref.key)
        if fixed or len(self.before.get("text", "")) > LONG_TEXT:
            del self.fields["text"]

    def as_fields(self) -> dict[str, Any]:
        if "text" not in self.fields:
            return {"text": self.before.get("text", "")}
        text: str = super().as_fields()["text"]  # browsers send \r\n
        return {"text": text.replace("\r\n", "\n").replace("\r", "\n")}


def preview(draft: Draft, fields: Fields) -> Preview:
    """What is wrong with the file by itself; all other checks run when it is published."""
    with staged_folder([(draft.ref, fields)]) as folder:
        path = folder / draft.key
        problems = [
            FieldProblem(
                field="text",
                message=_("Line %(line)s: %(message)s")
                % {"line": wrong.line, "message": wrong.message},
                fix=wrong.fix,
            )
            for wrong in sorted(set(_problems(folder, draft.subject, draft.key)))
            if wrong.path == shown_path(path) and not wrong.warning
        ]
    return Preview("studio/drafts/_file_preview.html", {"problems": problems}, problems)


def _problems(folder: Path, subject: str, key: str) -> list[Problem]:
    """What reading says of what the file stands in."""
    problems: list[Problem] = []
    if is_report_text(key):
        return problems
    read: dict[str, Callable[[], Any]] = {
        "reports": lambda: read_pack(folder / "/".join(key.split("/")[:2]), problems),
        "library": lambda: read_explainers(folder / "library", report_slug="", problems=problems),
        "modules": lambda: read_module_texts(folder / "modules", problems),
    }
    shelf = key.partition("/")[0]
    if key.endswith("/questions.yaml") and shelf == "modules":
        read_questions(folder / key, key.split("/")[1], problems)
    elif shelf in SHAPES and key.endswith(".yaml"):
        document = read_yaml(folder / key, problems)
        if document.readable:
            validate(SHAPES[shelf], document, problems)
        if key == SUBJECT_FILE:
            problems += key_problems(folder, subject)
    else:
        read[shelf]()
    return problems


def key_problems(folder: Path, subject: str) -> list[Problem]:
    """That the subject of a folder has another key than it is known by, where it has."""
    document = read_yaml(folder / SUBJECT_FILE, [])
    if not isinstance(document.data, dict) or document.data.get("key") == subject:
        return []
    message = f"the key of the subject has to stay `{subject}`"
    fix = "write that; what has another key is another subject, and comes as a zip"
    return [problem(document.location("key"), message, fix)]


KIND = DraftKind(
    kind=ObjectKind.FILE,
    name=_("file"),
    new_name=_("A new file"),
    form=FileForm,
    template="studio/drafts/_file_form.html",
    preview=preview,
    title_of=lambda fields: "",
    passages=changed_line_runs,
    seen_as=_("What reading it says"),
)
