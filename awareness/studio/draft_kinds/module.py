"""Drafts of modules: steps put together from what is live, with minutes as they add up."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from awareness.content.checks.course import check_course
from awareness.content.files import read_yaml
from awareness.content.pace import Pace
from awareness.content.parsed import Content, Definition, Edition
from awareness.content.schema_course import ModuleFile
from awareness.content.schema_validation import validate
from awareness.content.staging import alone, current_content
from awareness.content.writing import Fields, ObjectKind
from awareness.content.writing.modules import numbers, step_of, units
from awareness.insights.markdown_passages import words as bare_words
from awareness.insights.resolved_texts import resolve_markdown
from awareness.studio.draft_kinds import DraftKind
from awareness.studio.draft_kinds.base import Preview, told_of
from awareness.studio.draft_kinds.module_form import (
    STEP_KINDS,
    ModuleForm,
    NewModuleForm,
    act,
    offered,
)
from awareness.studio.models import Draft


def preview(draft: Draft, fields: Fields) -> Preview:
    """The steps as a learner walks them, how long each takes, and what the checks say."""
    content = current_content()
    with alone(draft.place, fields) as read_alone:
        document = read_yaml(read_alone.folder / units(draft.place)[0], read_alone.content.problems)
        read = (
            validate(ModuleFile, document, read_alone.content.problems)
            if document.readable
            else None
        )
        others = [module for module in content.modules if module.shape.slug != draft.key]
        if read and isinstance(document.data, dict):
            others.append(Definition("", read, document.data, document))
        whole = replace(content, modules=others)
        told_of_module = told_of(read_alone, draft.place, check_course(whole))
    steps = [_step(content, fields, n) for n in numbers(fields, "step")]
    context = {
        "title": fields["title"], "say": fields["say"], "steps": steps,
        "minutes": sum(step["minutes"] or 0 for step in steps),
        "objectives": _objectives(content, fields),
    }  # fmt: skip
    return Preview("studio/drafts/_module_preview.html", context, told_of_module)


def _step(content: Content, fields: Fields, n: int) -> dict[str, Any]:
    """A step: what it is, how long it takes, and the text where it is a page."""
    step = step_of(fields, n, {})
    try:
        minutes = pace_of(content).minutes(step)
    except (KeyError, StopIteration):
        minutes = None  # it leads through something that is not there; a check says so
    return {
        "title": step["title"], "preview": step["preview"], "kind": STEP_KINDS[step["kind"]],
        "minutes": minutes, "uses": fields[f"step{n}_uses"],
    }  # fmt: skip


def pace_of(content: Content) -> Pace:
    """How long steps take, by all content as it is read now."""
    editions: dict[str, tuple[Edition, Edition | None]] = {
        f"{page.report}/{page.slug}": (page.ordinary, page.plain) for page in content.explainers
    }
    editions |= {text.name: (text.ordinary, text.plain) for text in content.texts}

    def page_text(name: str, plain: bool) -> str:
        ordinary, plain_edition = editions.get(name) or editions[name.removesuffix(".md")]
        return ((plain_edition if plain else None) or ordinary).body.value

    def word_count(text: str) -> int:
        resolved = resolve_markdown(content.ledger, "", text, forgiving=True)
        return len(bare_words(resolved.markdown).split())

    questions = {
        f"{question.report}/{question.shape.key}": question.data for question in content.questions
    }
    situations = {scenario.shape.key: scenario.data for scenario in content.scenarios}
    return Pace(questions, situations, page_text, word_count)


def _objectives(content: Content, fields: Fields) -> list[dict[str, Any]]:
    """Each objective with the pages that teach it and how many questions check it."""
    used = {key for n in numbers(fields, "step") for key in fields[f"step{n}_uses"]}
    questions = [
        question
        for question in content.questions
        if f"{question.report}/{question.shape.key}" in used
    ]
    objectives = []
    for n in numbers(fields, "objective"):
        checks = [
            question
            for question in questions
            if question.shape.objective == fields[f"objective{n}_key"]
        ]
        named = {page if "/" in page else f"{question.report}/{page}"
                 for question in checks for page in question.shape.explainers}  # fmt: skip
        objectives.append({"words": fields[f"objective{n}_text"], "checks": len(checks),
                     "taught": sorted(named & used)})  # fmt: skip
    return objectives


def tools(draft: Draft, fields: Fields, query: Mapping[str, str]) -> dict[str, Any]:
    """What can be added, and has every word that is looked for."""
    wanted, every = query.get("q", "").lower()[:100].split(), offered()
    groups = [
        (kind, name, [(key, words) for key, words in every[kind].items()
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
    title_of=lambda fields: str(fields.get("title", "")),
    new=NewModuleForm,
    tools=tools,
    act=act,
    played_at="studio:walk",
    in_editions=True,
)
