"""A module's draft as a learner would walk it, from the files that it and others would give.

Nothing here writes. What a step shows is what `awareness/learning` shows of a published one: pages
and texts in three editions, questions and situations as they are rehearsed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from awareness.content.files import read_yaml
from awareness.content.load import own_text_of, page_of
from awareness.content.parsed_content import Content
from awareness.content.staging import (
    LEDGER_KINDS,
    current_content,
    folder_name,
    situation_file,
    staged_together,
)
from awareness.content.writing import Fields, ObjectKind
from awareness.content.writing.modules import exchanged_paths, module_of_fields, names_used_by
from awareness.insights.page_contexts import explainer_context
from awareness.insights.publish import version_of as page_version
from awareness.insights.resolved_texts import ProseError, resolve_text
from awareness.learning.models import StepKind, StepSpec
from awareness.learning.models.specs import LibraryPage
from awareness.learning.pages import own_text_context
from awareness.studio.drafts.drafting import DraftWithBody
from awareness.studio.drafts.drawings import is_drafted
from awareness.studio.drafts.unpublished_questions import (
    question_spec,
    spec_by_form,
    unsaved_version,
)
from awareness.studio.models import Draft
from quizzes.models import QuestionVersion


@dataclass(frozen=True)
class Missing:
    """What a step cannot show, in words, and the draft in which it is mended."""

    words: str
    draft: Draft | None = None


@dataclass(frozen=True)
class WalkedStep:
    """What a step shows in one edition. `versions` are asked in their order; of a situation it is
    one, in the form that `form` names."""

    spec: StepSpec
    explainer: dict[str, Any] | None = None  # the template's context of its text or page
    versions: list[QuestionVersion] = field(default_factory=list)
    form: str = ""
    next_form: str = ""
    is_last_form: bool = False
    drafts: list[Draft] = field(default_factory=list)  # that it shows; all else is published
    missing: list[Missing] = field(default_factory=list)


@dataclass(frozen=True)
class Walk:
    """A module's draft among others: `content` has all of them, as their files would be read."""

    draft: Draft
    content: Content
    data: Mapping[str, Any]  # the module, as its file would say it
    other_drafts: Sequence[DraftWithBody]

    def written_out(self, text: Any) -> str:
        """A line with its figures written out; as it is written where one is not there."""
        line = " ".join(str(text or "").split())
        try:
            return resolve_text(self.content.ledger, report_slug="", text=line).text
        except (ProseError, KeyError):
            return line

    @cached_property
    def module(self) -> dict[str, Any]:
        """What templates of modules read of one, with figures written out."""
        module: dict[str, Any] = {
            name: self.written_out(self.data.get(name))
            for name in ("title", "say", "about", "reflection")
        }
        module |= {"slug": self.draft.key, "minutes": self.data.get("minutes")}
        module["learnt"] = [self.written_out(line) for line in self.data.get("learnt") or ()]
        pass_mark = self.data.get("pass_mark")
        module["pass_mark"] = (
            {"percent": pass_mark["percent"], "why": self.written_out(pass_mark.get("why"))}
            if pass_mark
            else None
        )
        return module

    @cached_property
    def steps(self) -> list[StepSpec]:
        """The module's steps, with their texts written out."""
        return [
            StepSpec(
                position=position, slug=step["slug"], kind=StepKind(step["kind"]),
                title=self.written_out(step.get("title")),
                preview=self.written_out(step.get("preview")),
                settings=bool(step.get("settings")), form=step.get("form"),
                lights=tuple(step.get("lights") or ()), find=bool(step.get("find")),
                more=tuple(self._library_pages(step.get("more") or ())),
            )
            for position, step in enumerate(self.data.get("steps") or (), 1)
        ]  # fmt: skip

    def _library_pages(self, page_names: Sequence[str]) -> list[LibraryPage]:
        """Links to pages ("report/slug"), without those that are not there."""
        title_by_page_name = {
            f"{page.report}/{page.slug}": page.ordinary.title.value
            for page in self.content.explainers
            if page.ordinary.title
        }
        return [
            LibraryPage(page=name, title=self.written_out(title_by_page_name[name]))
            for name in page_names
            if name in title_by_page_name
        ]

    def step_at(self, number: int, edition: str, form: str = "") -> WalkedStep:
        """The step of this number, from 1, in an edition; of a situation in the form that is asked
        for, or its first. IndexError where there is none."""
        step, step_data = self.steps[number - 1], self.data["steps"][number - 1]
        used_names = [name for name in names_used_by(step_data) if name]
        shown_drafts = [
            draft for draft, body in self.other_drafts if name_in_step(draft, body) in used_names
        ]
        if step.kind == StepKind.SCENARIO:
            situation_key = str(step_data.get("scenario") or "")
            return replace(self._situation_step(step, situation_key, form), drafts=shown_drafts)
        missing: list[Missing] = []
        explainer = None
        if text_name := step_data.get("text"):
            explainer = self._text_context(text_name, edition, missing)
        elif step.kind == StepKind.READ:
            explainer = self._page_context(str(step_data.get("explainer") or ""), edition, missing)
        versions = self._question_versions(used_names, missing) if step.kind.asks else []
        return WalkedStep(step, explainer, versions, drafts=shown_drafts, missing=missing)

    def _text_context(
        self, text_name: str, edition: str, missing: list[Missing]
    ) -> dict[str, Any] | None:
        """The template's context of a module's own text; None, and a row of `missing`, where it
        cannot be shown."""
        text = next((text for text in self.content.texts if text.name == text_name), None)
        if text is None:
            missing.append(Missing(_("There is no text %(name)s.") % {"name": text_name}))
            return None
        try:
            return own_text_context(own_text_of(self.content, text), edition)
        except ProseError as error:
            missing.append(Missing(f"{text_name}: {error.message}"))
            return None

    def _page_context(
        self, page_name: str, edition: str, missing: list[Missing]
    ) -> dict[str, Any] | None:
        """The template's context of a page ("report/slug"); None, and a row of `missing`, where it
        cannot be shown. Drawings that are drafts have `is_draft`."""
        pages = [
            page for page in self.content.explainers if f"{page.report}/{page.slug}" == page_name
        ]
        if not pages:
            missing.append(self._missing_object(page_name))
            return None
        try:
            page = page_of(self.content, pages[0])
        except ProseError as error:
            words = f"{page_name}: {error.message}"
            missing.append(Missing(words, self._draft_of(page_name)))
            return None
        other_editions = [text for text in (page.plain, page.youth) if text]
        charts_by_edition = [page.text.charts,
                             *(text["resolved"]["charts"] for text in other_editions)]  # fmt: skip
        for charts in charts_by_edition:
            for chart in charts.values():
                if is_drafted(chart):
                    chart["is_draft"] = True
        context = explainer_context(page_version(page), edition)
        return context | {"has_notes": bool(context["sources"])}

    def _question_versions(
        self, question_names: Sequence[str], missing: list[Missing]
    ) -> list[QuestionVersion]:
        """Unsaved versions of questions ("report/key"); what cannot be asked is added to
        `missing`."""
        question_by_name = {
            f"{question.report}/{question.shape.key}": question
            for question in self.content.questions
        }
        versions = []
        for name in question_names:
            question = question_by_name.get(name)
            spec = question_spec(self.content.ledger, question) if question else None
            if spec is None:
                missing.append(self._missing_object(name))
            else:
                versions.append(unsaved_version(spec))
        return versions

    def _situation_step(self, step: StepSpec, key: str, wanted_form: str) -> WalkedStep:
        """A step with a form of the situation of this key: the one that is wanted, or that the step
        begins with. `missing` says where it, or one of its forms, cannot be shown."""
        situation = next(
            (situation for situation in self.content.scenarios if situation.shape.key == key), None
        )
        specs = spec_by_form(self.content.ledger, situation) if situation else {}
        if situation is None or not specs:
            return WalkedStep(step, missing=[self._missing_object(key)])
        is_complete = set(situation.shape.forms) == set(specs)
        first_form = step.form if step.form in specs else next(iter(specs))
        forms = [first_form, *(form for form in specs if form != first_form)]
        index = forms.index(wanted_form) if wanted_form in forms else 0
        return WalkedStep(
            step,
            versions=[unsaved_version(specs[forms[index]])],
            form=forms[index],
            next_form=forms[(index + 1) % len(forms)],
            is_last_form=index + 1 == len(forms),
            missing=[] if is_complete else [self._missing_object(key)],
        )

    def _draft_of(self, name: str) -> Draft | None:
        """The draft, among those that are walked with it, of what a step calls so."""
        return next(
            (draft for draft, body in self.other_drafts if name_in_step(draft, body) == name), None
        )

    def _missing_object(self, name: str) -> Missing:
        """Says that what a step calls so is not there, or what its draft still needs."""
        draft = self._draft_of(name)
        if draft is None:
            words = _("There is no %(name)s among what is published and the drafts you chose.")
        else:
            words = _("%(name)s cannot be shown yet. Its draft says what it still needs.")
        return Missing(words % {"name": name or "…"}, draft)


def name_in_step(draft: Draft, fields: Fields) -> str:
    """What a step calls the object of a draft: "report/key"; a situation by the key that its file
    says."""
    if draft.kind == ObjectKind.SITUATION:
        return str(fields["key"])
    return f"{draft.report}/{draft.key}"


def walk_with(draft: Draft, fields: Fields, other_drafts: Sequence[DraftWithBody]) -> Walk:
    """The walk through the module that a draft's fields say, with other drafts in the place of what
    is published."""
    objects = [(other.ref, body) for other, body in other_drafts]
    with staged_together([*objects, (draft.ref, fields)]) as (content, root):
        module_file: Path = root / folder_name(draft.subject) / exchanged_paths(draft.ref)[0]
        data = read_yaml(module_file).data
    if not isinstance(data, dict):  # a file that cannot be read yet: what the form says
        data = module_of_fields(fields, draft.key, {})
    return Walk(draft, content, data, other_drafts)


def drafts_beside(draft: Draft, fields: Fields) -> list[Draft]:
    """Other open drafts that a module's draft leads through: its pages, questions and situations,
    and what is written of their reports' figures. One query."""
    used_names = {
        name for key, names in fields.items() if key.endswith("_uses") for name in names or ()
    }
    report_slugs = {name.partition("/")[0] for name in used_names if "/" in name}
    content = current_content()
    # Steps call a situation by its key, drafts by its subject and its file's name.
    situation_files = {
        situation_file(content, situation)
        for situation in content.scenarios
        if situation.shape.key in used_names
    }
    situation_files |= {(draft.subject, name) for name in used_names if "/" not in name}  # new ones
    named_kinds = (ObjectKind.PAGE, ObjectKind.QUESTION)  # steps call them "report/key"
    open_drafts = Draft.objects.open().with_state().filter(subject=draft.subject)
    return [
        other
        for other in open_drafts.filter(Q(report__in=report_slugs) | Q(kind=ObjectKind.SITUATION))
        if other.kind in LEDGER_KINDS
        or (other.kind in named_kinds and f"{other.report}/{other.key}" in used_names)
        or (other.kind == ObjectKind.SITUATION and (other.subject, other.key) in situation_files)
    ]
