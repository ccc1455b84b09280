"""What is missing before a module can be assigned, and who has adopted its text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from awareness.learning.adoption import adoption_of, is_adopted
from awareness.learning.models import ModuleVersion
from awareness.people.models import Site
from awareness.workplace.queries import missing_at


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that keeps a module from being assigned: a code and what to say."""

    code: str
    text: str

    def __str__(self) -> str:
        return self.text


def gaps(version: ModuleVersion, sites: Sequence[Site], today: date) -> list[Gap]:
    """What is missing before the version can be assigned to the sites; empty when all is there."""
    missing = missing_at(sites, version.spec.get("needs", []), today)
    return _not_adopted(version) + [Gap(m.code, m.text) for m in missing]


@dataclass(frozen=True, slots=True)
class Adopted:
    """Who adopted the text that would be assigned; a demo adoption says so."""

    title: str
    version: str
    first: str
    second: str
    day: date
    demo: bool


def adopted(versions: Sequence[ModuleVersion]) -> list[Adopted]:
    """The adoptions that count here, of those versions that have one."""
    found = [(version, adoption_of(version)) for version in versions]
    return [Adopted(v.title, v.label, a.first, a.second, a.day, a.demo) for v, a in found if a]


def _not_adopted(version: ModuleVersion) -> list[Gap]:
    if is_adopted(version):
        return []
    text = _("“%(module)s”, version %(version)s, is not yet adopted by two of your people")
    return [Gap("not_adopted", text % {"module": version.title, "version": version.label})]


def gaps_everywhere(
    versions: Sequence[ModuleVersion], sites: Sequence[Site], today: date
) -> list[Gap]:
    """What any of the versions still lacks at any site: each gap once."""
    found = {gap: None for version in versions for gap in _not_adopted(version)}
    needs = {need for version in versions for need in version.spec.get("needs", [])}
    lacking = [Gap(m.code, m.text) for m in missing_at(sites, needs, today)]
    return [*found, *lacking]
