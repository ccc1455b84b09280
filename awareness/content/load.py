"""Puts checked content into the database: all of it or nothing, and again changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from awareness.bank import actions as bank
from awareness.bank.build import BuiltQuestion
from awareness.content import stale_marks
from awareness.content.belonging import keep_subjects
from awareness.content.held import digest_by_unit_name, kept_question_ids
from awareness.content.load_changes import LoadChange, change_of_kind, snapshot
from awareness.content.models import ContentLoaded, FirstLoaded
from awareness.content.parsed_content import (
    Content,
    Definition,
    Edition,
    Explainer,
    ModuleText,
    TitledEdition,
)
from awareness.insights.library_parts import Highlight, Library, Synonym, Theme, ThemePage
from awareness.insights.publish import Page, publish_explainers, publish_ledger, resolved_page
from awareness.insights.publish_library import publish_library
from awareness.insights.resolved_texts import ResolvedText, resolve_markdown, resolve_text
from awareness.learning.models import KnownQuestion, Module, ModuleVersion, Step, StepQuestion
from awareness.learning.publish import own_text, publish_module, retire_modules_not_in
from awareness.workplace.line_actions import load_needs, load_support
from awareness.workplace.models import Need, SupportLine
from prepared.planning import refresh_statistics
from quizzes.models import Question, QuestionVersion

# What learners read of a module and may name figures; everything else is keys and numbers.
RESOLVED_FIELDS = ("title", "say", "about")


@dataclass(frozen=True)
class ResolvedContent:
    """What people read of the content, written out. Making it needs no database."""

    explainers: list[Page]
    library: Library
    module_texts: dict[str, dict[str, Any]]  # of modules, by name
    modules: list[dict[str, Any]]


def resolved_content(content: Content) -> ResolvedContent:
    """The texts of the content with their figures written out. Asked for before the transaction
    that loads them, for on SQLite nobody's answer is saved while that runs. ProseError."""
    return ResolvedContent(
        [page_of(content, explainer) for explainer in content.explainers],
        _resolved_library(content),
        {text.name: own_text_of(content, text) for text in content.texts},
        [_resolved_module(content, module.data) for module in _opening_first(content.modules)],
    )


def load(
    content: Content,
    built_questions: list[BuiltQuestion],
    today: date | None = None,
    fingerprint: str = "",
    texts: ResolvedContent | None = None,
) -> list[LoadChange]:
    """Make the database hold exactly this content, which has passed every check.

    `built_questions` are its questions (checks.examine). What the content no longer holds is
    retired, never deleted where somebody has read or answered it. Any error leaves the database as
    it was.
    New versions of questions are dated `today`; what rests on a changed figure is marked stale.
    """
    texts = texts or resolved_content(content)
    specs = bank.checked_questions(built_questions)
    today = today or timezone.localdate()
    import_module(settings.ROOT_URLCONF)  # addresses are written below; all pages take a second
    # One load at a time: what is read here is what the transaction finds.
    before, figures = snapshot(), stale_marks.current_figures()
    units = _digests_to_keep(content)
    with transaction.atomic():
        publish_ledger(content.ledger, content.kept)
        pages = publish_explainers(texts.explainers, kept=content.kept)
        publish_library(content.ledger, texts.library, pages, content.kept)
        bank.publish(built_questions, specs, kept_question_ids(content.kept))
        for module in texts.modules:
            used_names = {step.get("text") for step in module["steps"]}
            used_texts = {
                name: text for name, text in texts.module_texts.items() if name in used_names
            }
            publish_module(module, used_texts)
        retire_modules_not_in(
            [*(module["slug"] for module in texts.modules), *content.kept.modules]
        )
        _load_support(content)
        keep_subjects(content)
        _date_versions(today)
        stale_marks.mark_dependants(figures, content, built_questions, today)
        ContentLoaded.objects.create(
            # What is held up is told again by each load, until it is mended.
            fingerprint="" if content.kept else fingerprint,
            day=today,
            units=units,
            held=[list(map(str, problems)) for problems in content.held_problems.values()],
        )
        transaction.on_commit(lambda: refresh_statistics(content_models()))
    after = snapshot()
    return [change_of_kind(kind, before[kind], after[kind]) for kind in after]


def content_models() -> list[type[Model]]:
    """What loading writes; of rooms that hold more than content, the content alone."""
    rooms = ("insights", "bank", "content")
    whole = [model for room in rooms for model in apps.get_app_config(room).get_models()]
    modules = [Module, ModuleVersion, KnownQuestion, Step, StepQuestion]
    return [*whole, *modules, Question, QuestionVersion, Need, SupportLine]


def _digests_to_keep(content: Content) -> dict[str, str]:
    """The digests of what is loaded; of what is held up that of the files that were."""
    loaded = ContentLoaded.objects.first()
    before = loaded.units if loaded else {}
    return {
        name: before.get(name, digest) if name in content.held_problems else digest
        for name, digest in digest_by_unit_name(content).items()
    }


def _date_versions(today: date) -> None:
    """Keep the day of every version of a question that has none yet."""
    new = QuestionVersion.objects.filter(first_loaded=None).values_list("id", flat=True)
    FirstLoaded.objects.bulk_create(FirstLoaded(version_id=id_, day=today) for id_ in new)


def page_of(content: Content, explainer: Explainer) -> Page:
    """A page with every reference resolved. ProseError where one leads nowhere."""
    ordinary, plain = explainer.ordinary, explainer.plain
    return resolved_page(
        content.ledger,
        explainer.report,
        explainer.slug,
        insight=explainer.insight,
        order=explainer.order,
        plain=_edition_fields(plain) if plain else None,
        youth=_edition_fields(explainer.youth) if explainer.youth else None,
        audience=explainer.audience,
        replaces=explainer.replaces,
        **_edition_fields(ordinary),
    )


def _load_support(content: Content) -> None:
    """The needs and lines of all subjects, in their order; those loaded before where no file is."""
    kept = content.kept.subjects
    needs = [subject.needs.data["needs"] for subject in content.subjects.values() if subject.needs]
    if needs:
        load_needs([need for needs_of_subject in needs for need in needs_of_subject], kept)
    support = [subject.support.data for subject in content.subjects.values() if subject.support]
    if support:
        emergency = {
            country: number
            for file in reversed(support)
            for country, number in (file.get("emergency") or {}).items()
        }
        lines = [line for file in support for line in file["lines"] or ()]
        load_support({"emergency": emergency, "lines": lines}, kept)


def _resolved_library(content: Content) -> Library:
    """The library.yaml of all subjects in one, and the library's own texts."""
    shapes = [s.library.shape for s in content.subjects.values() if s.library]
    return Library(
        highlights=tuple(
            Highlight(
                entry.key,
                _one_line(entry.head),
                _one_line(entry.line),
                _one_line(entry.say),
                _report_and_slug(entry.page),
            )
            for shape in shapes
            for entry in shape.figures
        ),
        themes=tuple(
            Theme(
                theme.slug,
                theme.title,
                theme.lead,
                tuple(
                    ThemePage(_report_and_slug(page.page), _one_line(page.say))
                    for page in theme.pages
                ),
            )
            for shape in shapes
            for theme in shape.themes
        ),
        texts=tuple(page_of(content, text) for text in content.library_texts),
        synonyms=tuple(
            Synonym(tuple(entry.words), entry.term, entry.why, _report_and_slug(entry.page))
            for shape in shapes
            for entry in shape.synonyms
        ),
    )


def _report_and_slug(page: str) -> tuple[str, str]:
    report_slug, _, slug = page.partition("/")
    return report_slug, slug


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _edition_fields(edition: TitledEdition) -> dict[str, Any]:
    """An edition as `resolved_page` takes it: {title, lead, body, line_number of the body}."""
    return {
        "title": edition.title.value,
        "lead": edition.lead.value,
        "body": edition.body.value,
        "line_number": edition.body.location.line,
    }


def own_text_of(content: Content, module_text: ModuleText) -> dict[str, Any]:
    """A text of a module as `publish_module` takes it. ProseError where a
    reference leads nowhere."""

    def resolved(edition: Edition) -> ResolvedText:
        return resolve_markdown(
            content.ledger,
            report_slug="",
            text=edition.body.value,
            line_number=edition.body.location.line,
        )

    plain, youth = module_text.plain, module_text.youth
    return own_text(
        resolved(module_text.ordinary),
        resolved(plain) if plain else None,
        resolved(youth) if youth else None,
    )


def _opening_first(modules: list[Definition[Any]]) -> list[Definition[Any]]:
    """A module after the one that it opens with, else in their order."""
    by_slug = {module.shape.slug: module for module in modules}
    module_by_slug: dict[str, Definition[Any]] = {}

    def add(module: Definition[Any], trail: tuple[str, ...] = ()) -> None:
        slug, opener = module.shape.slug, module.shape.opens_with
        if opener in by_slug and opener not in trail:
            add(by_slug[opener], (*trail, slug))
        module_by_slug.setdefault(slug, module)

    for module in sorted(modules, key=lambda module: module.shape.order):
        add(module)
    return list(module_by_slug.values())


def _resolved_module(content: Content, data: dict[str, Any]) -> dict[str, Any]:
    """A module's definition with the figures in its texts written out."""

    def with_figures(text: str) -> str:
        return resolve_text(content.ledger, report_slug="", text=" ".join(text.split())).text

    return {
        **data,
        **{name: with_figures(data[name]) for name in RESOLVED_FIELDS},
        "objectives": {key: with_figures(text) for key, text in data["objectives"].items()},
        "decisions": {
            key: with_figures(text) for key, text in (data.get("decisions") or {}).items()
        },
        "learnt": [with_figures(text) for text in data["learnt"]],
        **({"reflection": with_figures(data["reflection"])} if data.get("reflection") else {}),
        **(
            {"pass_mark": _resolved_pass_mark(data["pass_mark"], with_figures)}
            if data.get("pass_mark")
            else {}
        ),
        "steps": [
            {**step, "title": with_figures(step["title"]), "preview": with_figures(step["preview"])}
            for step in data["steps"]
        ],
    }


def _resolved_pass_mark(mark: dict[str, Any], with_figures: Callable[[str], str]) -> dict[str, Any]:
    """{percent, why}, the reason with its figures written out."""
    return {"percent": mark["percent"], "why": with_figures(mark["why"])}
