"""Drafts of modules: steps put together from what is live, with minutes as they add up."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

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
from awareness.studio.draft_kinds.base import Preview, field_problems, title_words
from awareness.studio.draft_kinds.drafted_reports import drafted_subject
from awareness.studio.draft_kinds.families import FAMILIES
from awareness.studio.draft_kinds.module_form import (
    STEP_KINDS,
    ModuleForm,
    NewModuleForm,
    act,
    acted_at,
    offered,
)
from awareness.studio.drafting import with_newest_bodies
from awareness.studio.models import Draft


def preview(draft: Draft, fields: Fields) -> Preview:
    """The steps as a learner walks them, how long each takes, and what the checks say; with what
    is being written of what it leads through."""
    from awareness.studio.walk import drafts_beside  # which reads the kinds of draft, too

    beside = with_newest_bodies(drafts_beside(draft, fields))
    if not beside:
        return _preview(current_content(), draft, fields)
    objects = [(other.ref, other_fields) for other, other_fields in beside]
    with staged_together(objects) as (content, _root):
        return _preview(content, draft, fields)


def _preview(content: Content, draft: Draft, fields: Fields) -> Preview:
    subject = [(drafted.ref, drafted.fields) for drafted in drafted_subject(draft.subject)]
    with staged_alone(draft.ref, fields, subject) as read_alone:
        document = read_yaml(
            read_alone.folder / exchanged_paths(draft.ref)[0], read_alone.content.problems
        )
        read = (
            validate(ModuleFile, document, read_alone.content.problems)
            if document.readable
            else None
        )
        other_modules = [module for module in content.modules if module.shape.slug != draft.key]
        if read and isinstance(document.data, dict):
            other_modules.append(
                Definition(report="", shape=read, data=document.data, document=document)
            )
        whole = replace(content, modules=other_modules)
        problems = field_problems(read_alone, draft.ref, check_course(whole))
    steps = [_step(content, fields, n) for n in part_numbers(fields, "step")]
    context = {
        "title": fields["title"], "say": fields["say"], "steps": steps,
        "minutes": sum(step["minutes"] or 0 for step in steps),
        "objectives": _objectives(content, fields, keys_used_by(read) if read else _used(fields)),
    }  # fmt: skip
    in_words = [ModuleForm.in_its_words(problem, fields) for problem in problems]
    return Preview("studio/drafts/_module_preview.html", context, in_words)


def _step(content: Content, fields: Fields, n: int) -> dict[str, Any]:
    """A step: what it is, how long it takes, and the text where it is a page."""
    step = step_of_fields(fields, n, {})
    try:
        minutes = pace_of(content).minutes(step)
    except (KeyError, StopIteration):
        minutes = None  # it leads through something that is not there; a check says so
    return {
        "title": step["title"], "preview": step["preview"], "kind": STEP_KINDS[step["kind"]],
        "minutes": minutes, "uses": fields[f"step{n}_uses"],
    }  # fmt: skip


def _used(fields: Fields) -> set[str]:
    """What the steps lead through, of a module whose file cannot be read yet."""
    return {key for n in part_numbers(fields, "step") for key in fields[f"step{n}_uses"]}


def _objectives(content: Content, fields: Fields, used: set[str]) -> list[dict[str, Any]]:
    """Each objective with the pages that teach it and the questions that check it, by their titles;
    published or being written."""
    keys = {n: fields[f"objective{n}_key"] for n in part_numbers(fields, "objective")}
    serves = coverage_by_objective(keys.values(), used, content)
    titles = {f"{page.report}/{page.slug}": title_words(page.ordinary.title.value)
              for page in content.explainers}  # fmt: skip
    stems = {f"{question.report}/{question.shape.key}": _asked(question)
             for question in content.questions}  # fmt: skip
    return [
        {
            "words": fields[f"objective{n}_text"],
            "checks": [stems[name] for name in serves[key].questions],
            "taught": [titles.get(name, name) for name in serves[key].pages],
        }
        for n, key in keys.items()
    ]


def _asked(question: Definition[AnyQuestion]) -> str:
    """What a question asks; of one that an item model makes its own words for it, or its family."""
    words = question.data.get("stem") or question.data.get("ask")
    family = str(question.data.get("generate", ""))
    return title_words(words) or str(FAMILIES.get(family, question.shape.key))


def tools(draft: Draft, fields: Fields, query: Mapping[str, str]) -> dict[str, Any]:
    """What can be added, and has every word that is looked for."""
    wanted, every = query.get("q", "").lower()[:100].split(), offered(draft.subject)
    reports = {slug: report.title for slug, report in current_content().ledger.reports.items()}
    groups = [
        (kind, name, [(key, title_words(words), reports.get(key.partition("/")[0], ""))
                      for key, words in every[kind].items()
                      if all(word in f"{key} {words}".lower() for word in wanted)][:40])
        for kind, name in STEP_KINDS.items()
    ]  # fmt: skip
    return {"groups": groups, "q": query.get("q", "")[:100]}


KIND = DraftKind(
    kind=ObjectKind.MODULE,
    name=_("module"),
    new_name=_("A new module"),
    form=ModuleForm,
    template="studio/drafts/_module_form.html",
    preview=preview,
    title_of=lambda fields: title_words(fields.get("title")),
    new=NewModuleForm,
    tools=tools,
    act=act,
    acted_at=acted_at,
    played_at="studio:walk",
    in_editions=True,
)
