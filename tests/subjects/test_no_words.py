"""No line of code or template names a subject, a publisher or who was asked."""

import io
import re
import tokenize
from pathlib import Path

import yaml
from django.conf import settings

from awareness.subjects.registry import subjects

ROOT = Path(settings.BASE_DIR)
ROOMS = ("awareness", "quizzes", "templates")
KINDS = {".py", ".html", ".svg", ".js", ".txt", ".typ", ".md"}
# What the shipped subjects are about, in words that no other page needs.
ABOUT = ("sexual", r"abus\w+", "survivors?", "csam", "phishing", "fraud", "ransomware")
# A word of code that is no word about anybody: teams below a team.
CODE = {("awareness/people/models/places.py", '"children"')}
# They read reports of any field, so they know many words for people, and their plurals.
ANY_FIELD = (ROOT / "awareness/content/reading", ROOT / "awareness/numerals/nouns.py")
WRITTEN = {tokenize.STRING, tokenize.COMMENT, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}


def forbidden() -> re.Pattern[str]:
    files = [ROOT.glob("fixtures/*/reports/*/report.yaml")]
    reports = [yaml.safe_load(path.read_text("utf-8")) for found in files for path in found]
    names = [report["publisher"] for report in reports if report["kind"] == "report"]
    names += [name for each in subjects().values() for name in (each.key, each.name, each.neutral)]
    words = [*map(re.escape, names), *ABOUT]
    words += [people for each in subjects().values() for people in each.rules.people]
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


def written(path: Path) -> list[tuple[int, str]]:
    """The lines that somebody reads: of code its strings and comments."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return list(enumerate(text.splitlines(), start=1))
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [
        (token.start[0] + number, line)
        for token in tokens
        if token.type in WRITTEN
        for number, line in enumerate(token.string.splitlines())
    ]


def test_nothing_outside_a_subjects_folder_names_it():
    pattern = forbidden()
    assert pattern.search("The police officers whom NetClean asked")
    paths = [path for room in ROOMS for path in (ROOT / room).rglob("*") if path.suffix in KINDS]
    paths = [path for path in paths if not any(path.is_relative_to(each) for each in ANY_FIELD)]
    assert len(paths) > 600
    told = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in paths
        if "migrations" not in path.parts
        for number, line in written(path)
        if pattern.search(line) and (str(path.relative_to(ROOT)), line) not in CODE
    ]
    assert told == []
