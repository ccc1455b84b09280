"""A module's definition becomes an immutable version. The same text twice changes nothing."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from awareness.insights.models import ExplainerVersion
from awareness.insights.queries import loaded_explainer
from awareness.insights.resolved_texts import ResolvedText
from awareness.learning.adoption import carry_over_adoptions
from awareness.learning.errors import PublishError
from awareness.learning.models import (
    FormerName,
    KnownQuestion,
    Module,
    ModuleSpec,
    ModuleVersion,
    OpenTo,
    Step,
    StepKind,
    StepQuestion,
)
from awareness.learning.signals import live_modules_changed
from awareness.subjects.question_keys import key_of_situation, situation_and_form
from quizzes.models import QuestionVersion

# Addresses that the pages of every module use themselves (urls.py).
RESERVED_MODULES = frozenset({"away", "check", "corrections", "guess", "read-as", "refreshers"})
RESERVED_STEPS = frozenset({"done", "choose", "test-out"})
EVERY_EDITION = ("ordinary", "plain")  # that every version has; "youth" comes to them

type Json = dict[str, Any]  # of a definition, a step of it, a text
# By step slug: the versions it asks, each with its form ("" outside scenarios).
type QuestionsByStep = dict[str, list[tuple[QuestionVersion, str]]]


@transaction.atomic
def publish_module(
    definition: Mapping[str, Any], texts: Mapping[str, Json] | None = None
) -> ModuleVersion:
    """Publish a module as `fixtures/modules/<slug>.yaml` defines it; return its live ModuleVersion.

    `definition` has the keys of that file, every figure reference in its strings already
    resolved. `texts` holds the module's own texts by the name a step's `text` uses, each made by
    `own_text`. Explainers and questions are pinned at their live versions, so they are published
    first, and so is the module that `opens_with` names. PublishError otherwise.
    """
    _check_addresses(definition)
    steps = [dict(step) for step in definition["steps"]]
    questions_by_step = _pin_questions(steps)
    explainer_by_step = _explainer_by_step(steps)
    known_questions = _known_questions(definition.get("test_out") or [])
    spec = _spec_json(definition, steps, questions_by_step, explainer_by_step, texts or {})
    if known_questions:
        spec["test_out"] = [{"key": v.question.key, "hash": v.spec_hash} for v in known_questions]
    content_hash = sha256(json.dumps(spec, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    module = _saved_module(definition)
    same_version = module.versions.filter(content_hash=content_hash).first()
    if same_version is None:
        earlier_version = module.versions.live().first()
        version = _add_version(module, definition["major"], content_hash, spec)
        _add_steps(version, spec, questions_by_step, explainer_by_step)
        _add_known(version, known_questions)
        if earlier_version is not None:
            carry_over_adoptions(earlier_version, version)
        return version
    if same_version.status != ModuleVersion.Status.LIVE:
        _make_live(module, same_version)
    return same_version


def own_text(
    ordinary: ResolvedText, plain: ResolvedText | None = None, youth: ResolvedText | None = None
) -> Json:
    """A module's own text in its editions, as `publish_module` takes it. Where there is no youth
    edition the plain one stands in when it is shown."""
    editions = {"ordinary": ordinary, "plain": plain or ordinary}
    if youth is not None:
        editions["youth"] = youth
    return {
        edition: {
            "body_markdown": text.markdown,
            "resolved": {"figures": text.figures, "charts": text.charts},
        }
        for edition, text in editions.items()
    }


def retire_modules_not_in(slugs: Sequence[str]) -> int:
    """Take modules that the content no longer holds out of the list; who began may finish."""
    versions_to_retire = ModuleVersion.objects.live().exclude(module__slug__in=slugs)
    count = versions_to_retire.update(status=ModuleVersion.Status.RETIRED)
    if count:
        live_modules_changed.send(sender=ModuleVersion)
    return count


def _check_addresses(definition: Mapping[str, Any]) -> None:
    """PublishError bad_slug where an address of the module or of a step is taken; no_steps."""
    slug, steps = definition["slug"], [step["slug"] for step in definition["steps"]]
    if slug in RESERVED_MODULES:
        raise PublishError("bad_slug", f"{slug}: a page of the site has this address")
    if not steps:
        raise PublishError("no_steps", f"{slug}: a module has at least one step")
    for step in steps:
        if step in RESERVED_STEPS or steps.count(step) > 1:
            raise PublishError("bad_slug", f"{slug}/{step}: this address is taken")


def _pin_questions(steps: list[Json]) -> QuestionsByStep:
    """The live versions that the steps ask."""
    asked_questions = Q(pk=None)
    for step in steps:
        match StepKind(step["kind"]):
            case StepKind.SCENARIO:
                asked_questions |= Q(question__key__startswith=key_of_situation(step["scenario"]))
            case StepKind.CHECK:
                asked_questions |= Q(question__key__in=step["questions"])
            case StepKind.ESTIMATE:
                asked_questions |= Q(question__key=step["question"])
    live_by_key = {
        version.question.key: version
        for version in QuestionVersion.objects.filter(
            asked_questions, status="live"
        ).select_related("question")
    }
    return {
        step["slug"]: _questions_of_step(step, live_by_key)
        for step in steps
        if StepKind(step["kind"]).asks
    }


def _known_questions(keys: Sequence[str]) -> list[QuestionVersion]:
    """The live versions of the questions by which somebody shows what they know."""
    live = QuestionVersion.objects.filter(question__key__in=keys, status="live")
    version_by_key = {version.question.key: version for version in live.select_related("question")}
    for key in keys:
        if key not in version_by_key:
            raise PublishError("unknown_question", f"test_out: no live question {key}")
    return [version_by_key[key] for key in keys]


def _questions_of_step(
    step: Json, live_by_key: dict[str, QuestionVersion]
) -> list[tuple[QuestionVersion, str]]:
    """The versions that a step asks, each with its form, out of the live versions by key.
    PublishError missing_form, unknown_question."""
    if step["kind"] == StepKind.SCENARIO:
        situation = key_of_situation(step["scenario"])
        forms = [
            (version, situation_and_form(key)[1])
            for key, version in sorted(live_by_key.items())
            if situation_and_form(key)[0] == situation
        ]
        if not forms:
            raise PublishError("missing_form", f"{step['slug']}: no scenario {step['scenario']}")
        return forms
    keys = step["questions"] if step["kind"] == StepKind.CHECK else [step["question"]]
    for key in keys:
        if key not in live_by_key:
            raise PublishError("unknown_question", f"{step['slug']}: no live question {key}")
    return [(live_by_key[key], "") for key in keys]


def _explainer_by_step(steps: list[Json]) -> dict[str, ExplainerVersion]:
    """By step slug: the live version of the explainer it shows."""
    return {
        step["slug"]: _live_page(step["slug"], step["explainer"])
        for step in steps
        if step.get("explainer")
    }


def _live_page(step: str, name: str) -> ExplainerVersion:
    """The live version of the page `report/slug` that a step names."""
    report_slug, _, slug = name.partition("/")
    try:
        return loaded_explainer(report_slug, slug)
    except ExplainerVersion.DoesNotExist as error:
        raise PublishError("unknown_explainer", f"{step}: {name}") from error


def _library_page(step: str, name: str) -> Json:
    return {"page": name, "title": _live_page(step, name).title}


def _spec_json(
    definition: Mapping[str, Any],
    steps: list[Json],
    questions_by_step: QuestionsByStep,
    explainer_by_step: dict[str, ExplainerVersion],
    texts: Mapping[str, Json],
) -> Json:
    """Everything a version says, and the hashes of what it pins."""
    for step in steps:
        slug = step["slug"]
        step.setdefault("preview", "")
        if name := step.get("text"):
            if name not in texts:
                raise PublishError("unknown_text", f"{slug}: no text {name}")
            step["text"] = {"name": name, **texts[name]}
        if names := step.get("more"):
            step["more"] = [_library_page(slug, name) for name in names]
        if slug in explainer_by_step:
            step["explainer_hash"] = explainer_by_step[slug].content_hash
        step["asks"] = [
            {"key": version.question.key, "hash": version.spec_hash, "form": form}
            for version, form in questions_by_step.get(slug, [])
        ]
    editions = (
        [*EVERY_EDITION, "youth"]
        if _has_youth(steps, questions_by_step, explainer_by_step)
        else list(EVERY_EDITION)
    )
    spec = {**definition, "steps": steps, "editions": editions}
    # Through JSON once, so that the hash is over what the database will hold.
    stored: Json = json.loads(json.dumps(spec, default=str))
    return stored


def _has_youth(
    steps: list[Json],
    questions_by_step: QuestionsByStep,
    explainer_by_step: dict[str, ExplainerVersion],
) -> bool:
    """Whether anything in a version is written for the youngest."""
    return (
        any("youth" in step["text"] for step in steps if step.get("text"))
        or any(page.youth is not None for page in explainer_by_step.values())
        or any(
            v.spec.speaks_to_youth
            for versions in questions_by_step.values()
            for v, _form in versions
        )
    )


def _saved_module(definition: Mapping[str, Any]) -> Module:
    """The row of the module, made, renamed or changed as the definition says. PublishError
    unknown_module where it opens with one that is not there; two_modules."""
    opens_with = None
    if slug := definition.get("opens_with"):
        opens_with = Module.objects.filter(slug=slug).first()
        if opens_with is None:
            raise PublishError("unknown_module", f"{definition['slug']} opens with {slug}")
    values = {
        "code": definition.get("code", ""),
        "track": definition["track"],
        "mandatory": bool(definition.get("mandatory", False)),
        "order": definition.get("order", 0),
        "open_to": definition.get("open_to") or OpenTo.EVERYONE,
        "opt_in": bool(definition.get("opt_in", False)),
        "opens_with": opens_with,
    }
    _rename_module(definition["slug"], definition.get("was") or ())
    module, is_new = Module.objects.get_or_create(slug=definition["slug"], defaults=values)
    changed_fields = [name for name, value in values.items() if getattr(module, name) != value]
    if changed_fields and not is_new:
        for name in changed_fields:
            setattr(module, name, values[name])
        module.save(update_fields=changed_fields)
    return module


def _rename_module(slug: str, former_slugs: Sequence[str]) -> None:
    """Give a module that had one of these names the one it has now: it stays the same, with all
    that people did in it, and its old address leads to the new one. A name that a module had is no
    other's: what people did is filed under it. PublishError two_modules."""
    if other_slug := _other_module_of_names(slug, former_slugs):
        message = f"{slug}: {other_slug} is another module that has, or had, one of its names"
        raise PublishError("two_modules", message)
    old_module = Module.objects.filter(slug__in=former_slugs).first()
    if old_module is not None:
        former_slug, old_module.slug = old_module.slug, slug
        old_module.save(update_fields=["slug"])
        FormerName.objects.update_or_create(slug=former_slug, defaults={"module": old_module})


def _other_module_of_names(slug: str, former_slugs: Sequence[str]) -> str:
    """The name of another module than that of `slug` which keeps it from having these names; "" for
    none."""
    is_there = Module.objects.filter(slug=slug)
    old_module = Module.objects.filter(slug__in=former_slugs).first()
    if old_module is not None:
        return old_module.slug if is_there.exists() else ""
    former_name = FormerName.objects.filter(slug=slug).select_related("module").first()
    return former_name.module.slug if former_name and not is_there.exists() else ""


def why_not_published(slug: str, former_slugs: Sequence[str], major: int) -> str:
    """The code of the PublishError with which a module of these names and version is refused
    because of what was published before: two_modules, major_went_back. "" where it is not."""
    if _other_module_of_names(slug, former_slugs):
        return "two_modules"
    versions = ModuleVersion.objects.filter(module__slug__in=[slug, *former_slugs])
    newest_major = versions.aggregate(newest=Max("major"))["newest"]
    return "major_went_back" if newest_major and major < newest_major else ""


def _add_version(module: Module, major: int, content_hash: str, spec: Json) -> ModuleVersion:
    """The next version of a module, live; the one before it is retired. `content_hash` is that of
    `spec` with all texts and questions it pins. PublishError major_went_back."""
    newest = module.versions.order_by("-major", "-minor").first()
    if newest and major < newest.major:
        raise PublishError("major_went_back", f"{module}: {major} after {newest.label}")
    minor = newest.minor + 1 if newest and newest.major == major else 0
    module.versions.live().update(status=ModuleVersion.Status.RETIRED)
    version = ModuleVersion.objects.create(
        module=module, major=major, minor=minor, content_hash=content_hash, spec=spec
    )
    version.spec = ModuleSpec.model_validate(spec)  # the column gives it so when the row is read
    return version


def _make_live(module: Module, version: ModuleVersion) -> None:
    """Make an earlier version of the module the live one again."""
    module.versions.live().update(status=ModuleVersion.Status.RETIRED)
    version.status = ModuleVersion.Status.LIVE
    version.save(update_fields=["status"])
    live_modules_changed.send(sender=ModuleVersion)


def _add_known(version: ModuleVersion, known: Sequence[QuestionVersion]) -> None:
    KnownQuestion.objects.bulk_create(
        KnownQuestion(module_version=version, question_version=question, position=position)
        for position, question in enumerate(known, start=1)
    )


def _add_steps(
    version: ModuleVersion,
    spec: Json,
    questions_by_step: QuestionsByStep,
    explainer_by_step: dict[str, ExplainerVersion],
) -> None:
    """Write the rows of a version's steps, and of the questions that each of them pins, in
    order."""
    steps = Step.objects.bulk_create(
        Step(
            module_version=version,
            position=position,
            slug=step["slug"],
            kind=StepKind(step["kind"]),
            title=step["title"],
            preview=step["preview"],
            explainer_version=explainer_by_step.get(step["slug"]),
        )
        for position, step in enumerate(spec["steps"], start=1)
    )
    StepQuestion.objects.bulk_create(
        StepQuestion(step=step, question_version=question, position=position, form=form)
        for step in steps
        for position, (question, form) in enumerate(questions_by_step.get(step.slug, []), start=1)
    )
