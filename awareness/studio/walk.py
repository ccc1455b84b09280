"""A module's draft as a learner would walk it, from the files that it and others would give.

Nothing here writes. What a step shows is what `awareness/learning` shows of a published one: pages
and texts in three editions, questions and situations as they are rehearsed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
from awareness.studio.drawings import is_drafted
from awareness.studio.models import Draft
from awareness.studio.unpublished_questions import question_spec, spec_by_form, unsaved_version
from quizzes.models import QuestionVersion

type Chosen = tuple[Draft, Fields]  # a draft, as it is walked


@dataclass(frozen=True)
class Missing:
    """What a step cannot show, in words, and the draft in which it is mended."""

    words: str
    draft: Draft | None = None


@dataclass(frozen=True)
class WalkedStep:
    """What a step shows in one edition. `versions` are asked in their order; of a situation one,
    in the form that `form` names."""

    spec: StepSpec
    explainer: dict[str, Any] | None = None
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
    chosen: Sequence[Chosen]

    def say(self, text: Any) -> str:
        """A line with its figures written out; as it is written where one is not there."""
        line = " ".join(str(text or "").split())
        try:
            return resolve_text(self.content.ledger, report_slug="", text=line)[0]
        except (ProseError, KeyError):
            return line

    @cached_property
    def module(self) -> dict[str, Any]:
        """What templates of modules read of one."""
        mark = self.data.get("pass_mark") or {}
        module: dict[str, Any] = {name: self.say(self.data.get(name))
                for name in ("title", "say", "about", "reflection")}  # fmt: skip
        module |= {"slug": self.draft.key, "minutes": self.data.get("minutes")}
        module["learnt"] = [self.say(line) for line in self.data.get("learnt") or ()]
        module["pass_mark"] = {"percent": mark["percent"], "why": self.say(mark.get("why"))} \
            if mark else None  # fmt: skip
        return module

    @cached_property
    def steps(self) -> list[StepSpec]:
        return [
            StepSpec(
                position=position, slug=step["slug"], kind=StepKind(step["kind"]),
                title=self.say(step.get("title")), preview=self.say(step.get("preview")),
                settings=bool(step.get("settings")), form=step.get("form"),
                lights=tuple(step.get("lights") or ()), find=bool(step.get("find")),
                more=tuple(self._more(step.get("more") or ())),
            )
            for position, step in enumerate(self.data.get("steps") or (), 1)
        ]  # fmt: skip

    def _more(self, names: Sequence[str]) -> list[LibraryPage]:
        titles = {f"{page.report}/{page.slug}": page.ordinary.title.value
                  for page in self.content.explainers if page.ordinary.title}  # fmt: skip
        return [LibraryPage(page=name, title=self.say(titles[name]))
                for name in names if name in titles]  # fmt: skip

    def at(self, number: int, edition: str, form: str = "") -> WalkedStep:
        """A step, counted from one. IndexError where there is none."""
        step, data = self.steps[number - 1], self.data["steps"][number - 1]
        used = [name for name in names_used_by(data) if name]
        drafts = [draft for draft, fields in self.chosen if name_of(draft, fields) in used]
        walked = WalkedStep(step, drafts=drafts)
        if step.kind == StepKind.SCENARIO:
            return self._situation(walked, str(data.get("scenario") or ""), form)
        text = data.get("text")
        explainer = self._text(text, edition, walked) if text else None
        if step.kind == StepKind.READ and not text:
            explainer = self._page(str(data.get("explainer") or ""), edition, walked)
        versions = self._questions(used, walked) if step.kind.asks else []
        return WalkedStep(step, explainer, versions, drafts=drafts, missing=walked.missing)

    def _text(self, name: str, edition: str, walked: WalkedStep) -> dict[str, Any] | None:
        texts_by_name = {text.name: text for text in self.content.texts}
        if name not in texts_by_name:
            walked.missing.append(Missing(_("There is no text %(name)s.") % {"name": name}))
            return None
        try:
            return own_text_context(own_text_of(self.content, texts_by_name[name]), edition)
        except ProseError as error:
            walked.missing.append(Missing(f"{name}: {error.message}"))
            return None

    def _page(self, name: str, edition: str, walked: WalkedStep) -> dict[str, Any] | None:
        pages = [page for page in self.content.explainers if f"{page.report}/{page.slug}" == name]
        if not pages:
            self._not_there(name, walked)
            return None
        try:
            made = page_of(self.content, pages[0])
        except ProseError as error:
            walked.missing.append(Missing(f"{name}: {error.message}", self._draft_of(name)))
            return None
        others = [text for text in (made.plain, made.youth) if text]
        editions = [text["resolved"]["charts"] for text in others]
        for data in (data for charts in (made.text.charts, *editions) for data in charts.values()):
            if is_drafted(data):
                data["is_draft"] = True
        context = explainer_context(page_version(made), edition)
        return context | {"has_notes": bool(context["sources"])}

    def _questions(self, names: Sequence[str], walked: WalkedStep) -> list[QuestionVersion]:
        questions_by_name = {
            f"{question.report}/{question.shape.key}": question
            for question in self.content.questions
        }
        versions = []
        for name in names:
            question = questions_by_name.get(name)
            spec = question_spec(self.content.ledger, question) if question else None
            if spec is None:
                self._not_there(name, walked)
            else:
                versions.append(unsaved_version(spec))
        return versions

    def _situation(self, walked: WalkedStep, key: str, wanted_form: str) -> WalkedStep:
        scenarios = self.content.scenarios
        situations = [situation for situation in scenarios if situation.shape.key == key]
        specs = spec_by_form(self.content.ledger, situations[0]) if situations else {}
        if not specs:
            self._not_there(key, walked)
            return walked
        if set(situations[0].shape.forms) != set(specs):
            self._not_there(key, walked)  # a form of it, which is passed over
        first = walked.spec.form if walked.spec.form in specs else next(iter(specs))
        forms = [first, *(name for name in specs if name != first)]
        index = forms.index(wanted_form) if wanted_form in forms else 0
        return WalkedStep(
            walked.spec, versions=[unsaved_version(specs[forms[index]])], form=forms[index],
            next_form=forms[(index + 1) % len(forms)], is_last_form=index + 1 == len(forms),
            drafts=walked.drafts, missing=walked.missing,
        )  # fmt: skip

    def _draft_of(self, name: str) -> Draft | None:
        return next((d for d, fields in self.chosen if name_of(d, fields) == name), None)

    def _not_there(self, name: str, walked: WalkedStep) -> None:
        draft = self._draft_of(name)
        if draft is None:
            words = _("There is no %(name)s among what is published and the drafts you chose.")
        else:
            words = _("%(name)s cannot be shown yet. Its draft says what it still needs.")
        walked.missing.append(Missing(words % {"name": name or "…"}, draft))


def name_of(draft: Draft, fields: Fields) -> str:
    """What a step calls the object of a draft: a situation by the key that its file says."""
    if draft.kind == ObjectKind.SITUATION:
        return str(fields["key"])
    return f"{draft.report}/{draft.key}"


def walk_of(draft: Draft, fields: Fields, chosen: Sequence[Chosen]) -> Walk:
    """The module that a draft's fields say, with the chosen other drafts."""
    objects = [(other.ref, its_fields) for other, its_fields in chosen]
    with staged_together([*objects, (draft.ref, fields)]) as (content, root):
        path: Path = root / folder_name(draft.subject) / exchanged_paths(draft.ref)[0]
        data = read_yaml(path, []).data
    # A file that cannot be read yet says what the form says.
    return Walk(draft, content, data if isinstance(data, dict)
                else module_of_fields(fields, draft.key, {}), chosen)  # fmt: skip


def drafts_beside(draft: Draft, fields: Fields) -> list[Draft]:
    """Other open drafts that the module leads through: its pages, questions and situations, and
    what is written of their reports' figures. One query."""
    used = {name for key, names in fields.items() if key.endswith("_uses") for name in names or ()}
    reports = {name.partition("/")[0] for name in used if "/" in name}
    content = current_content()
    scenarios = [scenario for scenario in content.scenarios if scenario.shape.key in used]
    files = {situation_file(content, scenario) for scenario in scenarios}
    files |= {(draft.subject, name) for name in used if "/" not in name}  # of one that is new
    pages, situation = (ObjectKind.PAGE, ObjectKind.QUESTION), ObjectKind.SITUATION
    rows = Draft.objects.open().with_state().filter(subject=draft.subject)
    return [
        row for row in rows.filter(Q(report__in=reports) | Q(kind=situation))
        if row.kind in LEDGER_KINDS
        or (row.kind in pages and f"{row.report}/{row.key}" in used)
        or (row.kind == situation and (row.subject, row.key) in files)
    ]  # fmt: skip
