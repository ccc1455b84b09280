"""Adoption: two named people of the employer have read a version and take it on."""

import json
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from awareness.insights.models import ExplainerVersion
from awareness.learning.errors import AdoptionError
from awareness.learning.light import Json, differs_lightly
from awareness.learning.models import Adoption, ModuleVersion
from awareness.learning.open_modules import open_module_ids
from awareness.learning.signals import live_modules_changed


def adoption_of(version: ModuleVersion, *, demo: bool | None = None) -> Adoption | None:
    """The adoption that counts here, a real one first; None when the text is not adopted.

    A demo adoption counts in the demo alone. It is bound to the text: another hash, another row.
    """
    rows = Adoption.objects.filter(module_version=version, content_hash=version.content_hash)
    if not (settings.DEMO if demo is None else demo):
        rows = rows.filter(demo=False)
    return rows.order_by("demo").first()


def adoptions_of(versions: Sequence[ModuleVersion]) -> dict[int, Adoption]:
    """By version: the adoption that counts here, for those that have one; one query."""
    rows = Adoption.objects.filter(module_version__in=versions)
    if not settings.DEMO:
        rows = rows.filter(demo=False)
    hashes = {version.pk: version.content_hash for version in versions}
    # A real one comes last and stays.
    return {
        adoption.module_version_id: adoption
        for adoption in rows.order_by("-demo")
        if adoption.content_hash == hashes[adoption.module_version_id]
    }


def module_ids_on_offer(versions: Sequence[ModuleVersion]) -> set[int]:
    """Ids of the modules of these versions that staff may take of themselves: those that the
    employer took on and HR opened; in the demo all that HR did not close, and those of one's own
    choice, which the employer knows nothing of. Two queries, or one in the demo."""
    open_ids = open_module_ids({version.module_id for version in versions})
    if not settings.DEMO:
        adopted = adoptions_of(versions)
        open_ids &= {version.module_id for version in versions if version.pk in adopted}
    return open_ids | {version.module_id for version in versions if version.module.opt_in}


def is_adopted(version: ModuleVersion, *, demo: bool | None = None) -> bool:
    """Whether this text may be assigned here."""
    return adoption_of(version, demo=demo) is not None


@transaction.atomic
def adopt(
    version: ModuleVersion, by: Sequence[str], day: date, demo: bool = False,
    people: tuple[UUID | None, UUID | None] = (None, None),
) -> Adoption:  # fmt: skip
    """Write down that two people adopt a version: by their names, and by their random ids where
    they have accounts here.

    AdoptionError: two_people (not exactly two names), same_person, already_adopted, demo_only (a
    demo adoption outside the demo).
    """
    names = [" ".join(name.split()) for name in by]
    if len(names) != 2 or not all(names):
        raise AdoptionError("two_people")
    same_id = people[0] is not None and people[0] == people[1]
    if names[0].casefold() == names[1].casefold() or same_id:
        raise AdoptionError("same_person")
    if demo and not settings.DEMO:
        raise AdoptionError("demo_only")
    try:
        with transaction.atomic():
            adoption = Adoption.objects.create(
                module_version=version,
                content_hash=version.content_hash,
                first=names[0],
                second=names[1],
                first_person=people[0],
                second_person=people[1],
                day=day,
                demo=demo,
            )
    except IntegrityError as error:
        raise AdoptionError("already_adopted") from error
    live_modules_changed.send(sender=ModuleVersion)
    return adoption


def carry_over_adoptions(before: ModuleVersion, version: ModuleVersion) -> list[Adoption]:
    """Rows for a new version of the same major number that differs from an adopted one lightly
    (decision 35): whoever read that one has read this one. [] where it differs in anything else."""
    rows = Adoption.objects.filter(module_version=before, content_hash=before.content_hash)
    adoptions = list(rows) if before.major == version.major else []
    if not adoptions or not differs_lightly(_texts_of_version(before), _texts_of_version(version)):
        return []
    return Adoption.objects.bulk_create(
        Adoption(
            module_version=version,
            content_hash=version.content_hash,
            first=adoption.first,
            second=adoption.second,
            first_person=adoption.first_person,
            second_person=adoption.second_person,
            day=adoption.day,
            demo=adoption.demo,
            follows=adoption,
        )
        for adoption in adoptions
    )


def _texts_of_version(version: ModuleVersion) -> Json:
    """All that somebody reads who takes a version: its texts, its pages, its questions."""
    [spec] = ModuleVersion.objects.filter(pk=version.pk).values_list(
        Cast("spec", TextField()), flat=True
    )
    steps = list(version.steps.select_related("explainer_version"))
    step_questions = [
        row for step in steps for row in step.questions.select_related("question_version")
    ]
    test_out_questions = version.known.select_related("question_version")
    questions = [row.question_version for row in step_questions]
    questions += [row.question_version for row in test_out_questions]
    return {
        "module": json.loads(spec),
        "pages": [_texts_of_page(step.explainer_version) for step in steps],
        "questions": [[question.question_id, question.spec.stored()] for question in questions],
    }


def _texts_of_page(page: ExplainerVersion | None) -> Json:
    """All that is read on a page of the library; None for none."""
    if page is None:
        return None
    return {
        "of": page.explainer_id,
        "title": page.title,
        "lead": page.lead,
        "body_markdown": page.body_markdown,
        "resolved": page.resolved,
        "editions": [page.plain, page.youth],
    }
