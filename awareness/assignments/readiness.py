"""What is missing before a module can be assigned, and who has adopted its text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from awareness.learning.adoption import adoptions_of
from awareness.learning.models import Adoption, ModuleVersion
from awareness.learning.queries import published_modules
from awareness.people.models import Site
from awareness.subjects.registry import subject_by_key as subject_file
from awareness.workplace.queries import missing_at
from awareness.workplace.readiness import ReadinessStep


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that keeps a module from being assigned: a code and what to say."""

    code: str
    text: str

    def __str__(self) -> str:
        return self.text


def gaps_of(version: ModuleVersion, sites: Sequence[Site], now: datetime) -> list[Gap]:
    """What is missing before the version can be assigned to the sites; empty when all is there."""
    missing = missing_at(sites, _needs_of(version), now, version.module.subject)
    return _gap_without_adoption(version, adoptions_of([version])) + [
        Gap(m.code, m.text) for m in missing
    ]


@dataclass(frozen=True, slots=True)
class AdoptionWords:
    """Who adopted the text that would be assigned; a demo adoption says so."""

    title: str
    version: str
    first: str
    second: str
    day: date
    demo: bool


def adoptions_in_words(versions: Sequence[ModuleVersion]) -> list[AdoptionWords]:
    """The adoptions that count here, of those versions that have one."""
    adoptions = adoptions_of(versions)
    adopted_versions = [
        (version, adoptions[version.pk]) for version in versions if version.pk in adoptions
    ]
    return [
        AdoptionWords(v.title, v.label, a.first, a.second, a.day, a.demo)
        for v, a in adopted_versions
    ]


def _gap_without_adoption(version: ModuleVersion, adoptions: dict[int, Adoption]) -> list[Gap]:
    if version.pk in adoptions:
        return []
    text = _("“%(module)s”, version %(version)s, is not yet adopted by two of your people")
    return [Gap("not_adopted", text % {"module": version.title, "version": version.label})]


def gaps_everywhere(
    versions: Sequence[ModuleVersion], sites: Sequence[Site], now: datetime
) -> list[Gap]:
    """What any of the versions still lacks at any site: each gap once."""
    adoptions = adoptions_of(versions)
    adoption_gaps = {
        gap: None for version in versions for gap in _gap_without_adoption(version, adoptions)
    }
    needs_by_subject: dict[str, set[str]] = {}
    for version in versions:
        needs_by_subject.setdefault(version.module.subject, set()).update(_needs_of(version))
    workplace_gaps = [
        Gap(missing.code, missing.text)
        for subject, needs in needs_by_subject.items()
        for missing in missing_at(sites, needs, now, subject)
    ]
    return [*adoption_gaps, *dict.fromkeys(workplace_gaps)]


def _needs_of(version: ModuleVersion) -> set[str]:
    """What a module asks for, and what its subject asks an employer to give before anything."""
    subject = subject_file(version.module.subject)
    return {*version.spec.needs, *(subject.employer.needed if subject else ())}


def adoption_step(today: date) -> ReadinessStep:
    """The fourth step of HR's set-up page: the texts that everybody is to take, and those that
    come before them, are adopted by two people. `today` is not asked: an adoption has no end.
    """
    modules = {module.pk: module for module in published_modules()}
    first = {module.opens_with_id for module in modules.values() if module.mandatory}
    versions = [m.live_version for m in modules.values() if m.mandatory or m.pk in first]
    adoptions = adoptions_of(versions)
    missing = [
        gap.text for version in versions for gap in _gap_without_adoption(version, adoptions)
    ]
    adopted_sentences = [
        _adoption_sentence(v, adoptions[v.pk]) for v in versions if v.pk in adoptions
    ]
    no_module_words = [] if versions else [_("No module is published yet")]
    return ReadinessStep(
        "content",
        _("Content you have adopted"),
        (*no_module_words, *missing),
        tuple(adopted_sentences),
    )


def _adoption_sentence(version: ModuleVersion, adoption: Adoption) -> str:
    words = _("“%(module)s”, version %(version)s: adopted by %(first)s and %(second)s")
    sentence = words % {
        "module": version.title,
        "version": version.label,
        "first": adoption.first,
        "second": adoption.second,
    }
    return sentence + (_(", for this demo only") if adoption.demo else "")
