"""A template of a package links only downward; templates/home spans the floors (DESIGN §1)."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
FLOOR = {
    "quizzes": 1,
    "people": 1,
    "account": 1,
    "insights": 1,
    "workplace": 2,
    "bank": 2,
    "learning": 3,
    "certificates": 2,  # no package: addresses of learning that stand outside /learn/
    "assignments": 4,
    "studio": 5,
    "home": 5,
}
LINK = re.compile(r"""\{%\s*url\s+['"](\w+):""")
PART = re.compile(r"""\{%\s*(?:include|extends)\s+['"](\w+)/""")


def packages():
    return [name for name in FLOOR if name != "home" and (TEMPLATES / name).is_dir()]


def used(package: str, pattern: re.Pattern):
    for path in sorted((TEMPLATES / package).rglob("*.html")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            for name in pattern.findall(line):
                yield f"{path.relative_to(TEMPLATES)}:{number}", name


@pytest.mark.parametrize("package", packages())
def test_links_go_down(package):
    upward = [
        f"{place} links up to {name}:"
        for place, name in used(package, LINK)
        if FLOOR.get(name, 0) > FLOOR[package]
        or (FLOOR.get(name) == FLOOR[package] and name != package)
    ]
    assert not upward, "\n".join(upward)


@pytest.mark.parametrize("package", packages())
def test_parts_come_from_below_or_from_home(package):
    """Frames and shared parts live under home/; no template takes a part from a floor above."""
    upward = [
        f"{place} takes a part of {name}/"
        for place, name in used(package, PART)
        if name != "home" and FLOOR.get(name, 0) > FLOOR[package]
    ]
    assert not upward, "\n".join(upward)
