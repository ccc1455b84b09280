"""Drafts of whole files of content: what came in as a zip, and what has no form of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from awareness.bank.authored import ScenarioFile
from awareness.content.explainers import read_explainers, read_module_texts
from awareness.content.files import read_yaml
from awareness.content.pack import read_pack
from awareness.content.problems import Problem
from awareness.content.problems import problem as problem_at
from awareness.content.questions import read_questions
from awareness.content.schema import DiscrepancyFile
from awareness.content.schema_course import ModuleFile, NeedsFile, SupportFile
from awareness.content.schema_library import LibraryFile
from awareness.content.schema_validation import validate
from awareness.content.staging import staged_folder
from awareness.content.text_files import shown_path
from awareness.content.writing import Fields, ObjectKind
from awareness.content.writing.content_files import is_report_text
from awareness.studio.draft_kinds import DraftKind
from awareness.studio.draft_kinds.base import DraftForm, Preview
from awareness.studio.draft_kinds.field_problems import FieldProblem
from awareness.studio.draft_kinds.form_fields import LONGEST_TEXT, words_field
from awareness.studio.models import Draft
from awareness.studio.reviews.passages import changed_line_runs
from awareness.subjects.folders import SUBJECT_FILE
from awareness.subjects.schema import SubjectFile

# What a file has to hold, by its name, or by the folder that it stands in.
MODEL_BY_PLACE: dict[str, Any] = {
    "subject.yaml": SubjectFile, "library.yaml": LibraryFile, "needs.yaml": NeedsFile,
    "support.yaml": SupportFile, "discrepancies.yaml": DiscrepancyFile, "modules": ModuleFile,
    "scenarios": ScenarioFile,
}  # fmt: skip


class FileForm(DraftForm):
    """The text of a file. A report's own text has no field, for its lines never change; nor has
    what is too long for a form."""

    text = words_field(_("The text of the file"), rows=24, strip=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        never_changes = self.ref is not None and is_report_text(self.ref.key)
        if never_changes or len(self.saved_fields.get("text", "")) > LONGEST_TEXT:
            del self.fields["text"]

    def as_fields(self) -> dict[str, Any]:
        if "text" not in self.fields:
            return {"text": self.saved_fields.get("text", "")}
        text: str = super().as_fields()["text"]  # browsers send \r\n
        return {"text": text.replace("\r\n", "\n").replace("\r", "\n")}


def preview(draft: Draft, fields: Fields) -> Preview:
    """What is wrong with the file by itself; all other checks run when it is published."""
    with staged_folder([(draft.ref, fields)]) as folder:
        path = folder / draft.key
        field_problems = [
            FieldProblem(
                field_name="text",
                message=_("Line %(line)s: %(message)s")
                % {"line": problem.line, "message": problem.message},
                fix=problem.fix,
            )
            for problem in sorted(set(_problems_of_reading(folder, draft.subject, draft.key)))
            if problem.path == shown_path(path) and not problem.warning
        ]
    context = {"problems": field_problems}
    return Preview("studio/drafts/_file_preview.html", context, field_problems)


def _problems_of_reading(folder: Path, subject_key: str, file_path: str) -> list[Problem]:
    """What reading a file of a subject's folder finds, by its path below that, and what it finds in
    the files that are read with it: those of the same report, or texts of the same folder."""
    problems: list[Problem] = []
    if is_report_text(file_path):
        return problems
    first_name = file_path.partition("/")[0]
    read_by_folder: dict[str, Callable[[], Any]] = {
        "reports": lambda: read_pack(folder / "/".join(file_path.split("/")[:2]), problems),
        "library": lambda: read_explainers(folder / "library", report_slug="", problems=problems),
        "modules": lambda: read_module_texts(folder / "modules", problems),
    }
    if file_path.endswith("/questions.yaml") and first_name == "modules":
        read_questions(folder / file_path, file_path.split("/")[1], problems)
    elif first_name in MODEL_BY_PLACE and file_path.endswith(".yaml"):
        document = read_yaml(folder / file_path, problems)
        if document.readable:
            validate(MODEL_BY_PLACE[first_name], document, problems)
        if file_path == SUBJECT_FILE:
            problems += key_problems(folder, subject_key)
    else:
        read_by_folder[first_name]()
    return problems


def key_problems(folder: Path, subject_key: str) -> list[Problem]:
    """That subject.yaml of a subject's folder gives it another key than it is known by; nothing
    where it does not."""
    document = read_yaml(folder / SUBJECT_FILE)
    if not isinstance(document.data, dict) or document.data.get("key") == subject_key:
        return []
    message = f"the key of the subject has to stay `{subject_key}`"
    fix = "write that; what has another key is another subject, and comes as a zip"
    return [problem_at(document.location("key"), message, fix)]


KIND = DraftKind(
    kind=ObjectKind.FILE,
    name=_("file"),
    new_name=_("A new file"),
    form_class=FileForm,
    template="studio/drafts/_file_form.html",
    preview=preview,
    title_of=lambda fields: "",
    passages_of=changed_line_runs,
    preview_heading=_("What reading it says"),
)
