"""Drafts of modules: steps put together from what is live, with minutes as they add up."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from awareness.bank.authored import AnyQuestion
from awareness.content.checks.course import check_course
from awareness.content.files import read_yaml
from awareness.content.objectives import coverage_by_objective, keys_used_by
from awareness.content.pace import pace_of
from awareness.content.parsed_content import Content, Definition
from awareness.content.schema_course import ModuleFile
from awareness.content.schema_validation import validate
from awareness.content.staging import current_content, staged_alone, staged_together
from awareness.content.writing import Fields, ObjectKind
from awareness.content.writing.modules import exchanged_paths, part_numbers, step_of_fields
from awareness.studio.draft_kinds import DraftKind
from awareness.studio.draft_kinds.base import Preview, title_without_braces
from awareness.studio.draft_kinds.drafted_reports import new_subject_drafts
from awareness.studio.draft_kinds.families import WORDS_BY_FAMILY
from awareness.studio.draft_kinds.field_problems import problems_at_fields
from awareness.studio.draft_kinds.module_form import (
    STEP_KINDS,
    ModuleForm,
    NewModuleForm,
    apply_command,
    command_anchor,
    offered_by_step_kind,
)
from awareness.studio.drafts.drafting import with_newest_bodies
from awareness.studio.models import Draft

MOST_OFFERS = 40  # of a kind of step, at once


class StepOffer(NamedTuple):
    """Something that a step can lead through, with the title of its report, "" for none."""

    key: str
    title: str
    report_title: str


class OfferedSteps(NamedTuple):
    """What steps of one kind can lead through."""

    step_kind: str
    kind_name: Any
    offers: list[StepOffer]


def preview(draft: Draft, fields: Fields) -> Preview:
    """The steps as a learner walks them, how long each takes, and what the checks say; with what
    is being written of what it leads through."""
    from awareness.studio.drafts.walk import drafts_beside  # which reads the kinds of draft, too

    drafts_and_fields = with_newest_bodies(drafts_beside(draft, fields))
    if not drafts_and_fields:
        return _preview_in(current_content(), draft, fields)
    refs_and_fields = [
        (other_draft.ref, other_fields) for other_draft, other_fields in drafts_and_fields
    ]
    with staged_together(refs_and_fields) as (content, _root):
        return _preview_in(content, draft, fields)


def _preview_in(content: Content, draft: Draft, fields: Fields) -> Preview:
    """The preview of a module that leads through what this content holds."""
    refs_and_fields = [
        (drafted.ref, drafted.fields) for drafted in new_subject_drafts(draft.subject)
    ]
    with staged_alone(draft.ref, fields, refs_and_fields) as staged:
        reading_problems = staged.content.problems
        document = read_yaml(staged.folder / exchanged_paths(draft.ref)[0], reading_problems)
        module = validate(ModuleFile, document, reading_problems) if document.readable else None
        modules = [
            other_module for other_module in content.modules if other_module.shape.slug != draft.key
        ]
        if module and isinstance(document.data, dict):
            modules.append(
                Definition(report="", shape=module, data=document.data, document=document)
            )
        course_problems = check_course(replace(content, modules=modules))
        problems = problems_at_fields(staged, draft.ref, course_problems)
    steps = [_step_context(content, fields, number) for number in part_numbers(fields, "step")]
    used_keys = keys_used_by(module) if module else _keys_in_steps(fields)
    context = {
        "title": fields["title"], "say": fields["say"], "steps": steps,
        "minutes": sum(step["minutes"] or 0 for step in steps),
        "objectives": _objective_contexts(content, fields, used_keys),
    }  # fmt: skip
    in_words = [ModuleForm.problem_in_words(problem, fields) for problem in problems]
    return Preview("studio/drafts/_module_preview.html", context, in_words)


def _step_context(content: Content, fields: Fields, number: int) -> dict[str, Any]:
    """A step: what it is, how many minutes it takes (None where it leads through something that is
    not there), and the keys of what it leads through."""
    step = step_of_fields(fields, number, {})
    try:
        minutes = pace_of(content).minutes(step)
    except (KeyError, StopIteration):
        minutes = None  # a check says so
    return {
        "title": step["title"], "preview": step["preview"], "kind": STEP_KINDS[step["kind"]],
        "minutes": minutes, "uses": fields[f"step{number}_uses"],
    }  # fmt: skip


def _keys_in_steps(fields: Fields) -> set[str]:
    """What the steps lead through, of a module whose file cannot be read yet."""
    numbers = part_numbers(fields, "step")
    return {key for number in numbers for key in fields[f"step{number}_uses"]}


def _objective_contexts(
    content: Content, fields: Fields, used_keys: set[str]
) -> list[dict[str, Any]]:
    """Each objective with the pages that teach it (`taught`) and the questions that check it
    (`checks`), of those that the module uses, by their titles; published or being written."""
    key_by_number = {
        number: fields[f"objective{number}_key"] for number in part_numbers(fields, "objective")
    }
    coverage = coverage_by_objective(key_by_number.values(), used_keys, content)
    title_by_page = {
        f"{page.report}/{page.slug}": title_without_braces(page.ordinary.title.value)
        for page in content.explainers
    }
    words_by_question = {
        f"{question.report}/{question.shape.key}": _question_in_words(question)
        for question in content.questions
    }
    return [
        {
            "words": fields[f"objective{number}_text"],
            "checks": [words_by_question[name] for name in coverage[key].questions],
            "taught": [title_by_page.get(name, name) for name in coverage[key].pages],
        }
        for number, key in key_by_number.items()
    ]


def _question_in_words(question: Definition[AnyQuestion]) -> str:
    """What a question asks; of one that an item model makes its own words for it, or its family."""
    words = question.data.get("stem") or question.data.get("ask")
    family = str(question.data.get("generate", ""))
    return title_without_braces(words) or str(WORDS_BY_FAMILY.get(family, question.shape.key))


def tools_context(draft: Draft, fields: Fields, query: Mapping[str, str]) -> dict[str, Any]:
    """What can be added as a step and has every word that is looked for, by kind of step."""
    sought_words = query.get("q", "").lower()[:100].split()
    title_by_report = {
        slug: report.title for slug, report in current_content().ledger.reports.items()
    }
    groups = []
    offered = offered_by_step_kind(draft.subject)
    for step_kind, kind_name in STEP_KINDS.items():
        offers = [
            StepOffer(
                key=key,
                title=title_without_braces(title),
                report_title=title_by_report.get(key.partition("/")[0], ""),
            )
            for key, title in offered[step_kind].items()
            if all(word in f"{key} {title}".lower() for word in sought_words)
        ]
        groups.append(OfferedSteps(step_kind, kind_name, offers[:MOST_OFFERS]))
    return {"groups": groups, "q": query.get("q", "")[:100]}


KIND = DraftKind(
    kind=ObjectKind.MODULE,
    name=_("module"),
    new_name=_("A new module"),
    form_class=ModuleForm,
    template="studio/drafts/_module_form.html",
    preview=preview,
    title_of=lambda fields: title_without_braces(fields.get("title")),
    new_form_class=NewModuleForm,
    tools_context=tools_context,
    apply_command=apply_command,
    command_anchor=command_anchor,
    play_url_name="studio:walk",
    in_editions=True,
)
