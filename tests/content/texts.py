"""The shipped texts as the tests of their wording need them: read from the files, no database."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from awareness.content.files import CoreLoader
from quizzes.kinds import parse_spec
from quizzes.kinds.scenario import NODE_TEXTS

FIXTURES = Path(__file__).parents[2] / "fixtures" / "child-protection"
PACKS = tuple(sorted(path.parent for path in FIXTURES.glob("reports/*/report.yaml")))
OTHERS = (".plain.md", ".youth.md")
REFERENCE = re.compile(r"\{(figure|say|chart):([^{}|]*)(?:\|([^{}]*))?\}")


def load_yaml(text: str):
    """What a YAML text holds: read by the C library where there is one, ten times as fast; true
    and false alone are booleans, as when content is loaded."""
    return yaml.load(text, CoreLoader)  # noqa: S506


@dataclass(frozen=True)
class Text:
    """A Markdown file: what its head says, and its body."""

    name: str
    head: dict
    body: str


def read_text(path: Path) -> Text:
    raw = path.read_text(encoding="utf-8")
    if not raw.startswith("---\n"):
        return Text(path.name, {}, raw)
    _, head, body = raw.split("---\n", 2)
    return Text(path.name, load_yaml(head), body)


@cache
def explainers() -> dict[str, tuple[Text, Text]]:
    """`pack/slug` -> (ordinary, plain)."""
    found = {}
    for path in (path for pack in PACKS for path in sorted(pack.glob("insights/*.md"))):
        if not path.name.endswith(OTHERS):
            plain = path.with_name(path.name.removesuffix(".md") + ".plain.md")
            key = f"{path.parent.parent.name}/{path.stem.split('-', 1)[1]}"
            found[key] = (read_text(path), read_text(plain))
    return found


@cache
def library_texts() -> dict[str, tuple[Text, Text]]:
    """Slug of a text of the library's own -> (ordinary, plain)."""
    found = {}
    for path in sorted((FIXTURES / "library").glob("*.md")):
        if not path.name.endswith(".plain.md"):
            plain = path.with_name(path.name.removesuffix(".md") + ".plain.md")
            found[path.stem.split("-", 1)[1]] = (read_text(path), read_text(plain))
    return found


@cache
def own_texts() -> dict[str, tuple[Text, Text]]:
    """`folder/name.md`, as a module's step writes it -> (ordinary, plain)."""
    root = FIXTURES / "modules"
    found = {}
    for path in sorted(root.glob("*/*.md")):
        if not path.name.endswith(OTHERS):
            plain = path.with_name(path.name.removesuffix(".md") + ".plain.md")
            found[path.relative_to(root).as_posix()] = (read_text(path), read_text(plain))
    return found


@cache
def modules() -> dict[str, dict]:
    paths = sorted((FIXTURES / "modules").glob("*.yaml"))
    return {each["slug"]: each for each in map(_yaml, paths)}


@cache
def scenarios() -> dict[str, dict]:
    paths = sorted((FIXTURES / "scenarios").glob("*.yaml"))
    return {each["key"]: each for each in map(_yaml, paths)}


def first_words(form: dict) -> dict[str, str]:
    """Of what varies from person to person, the word that stands first."""
    return {name: words[0] for name, words in (form.get("vary") or {}).items()}


@cache
def questions() -> dict[str, dict]:
    """Full key -> definition; a generated one has its texts made elsewhere."""
    paths = [path for pack in PACKS for path in pack.glob("questions.yaml")]
    paths += sorted((FIXTURES / "modules").glob("*/questions.yaml"))
    return {f"{path.parent.name}/{each['key']}": each for path in paths for each in _yaml(path)}


def _yaml(path: Path):
    return load_yaml(path.read_text(encoding="utf-8"))


def forms() -> list[tuple[str, str, dict]]:
    """(scenario, form, body) of all situations, as somebody may meet them."""
    return [
        (key, name, form | {"nodes": with_first_words(form)})
        for key, scenario in sorted(scenarios().items())
        for name, form in sorted(scenario["forms"].items())
    ]


def with_first_words(form: dict) -> dict[str, dict]:
    """The nodes of a form, with the first of the words that a detail may be."""
    spec = parse_spec({"kind": "scenario", "scenario": form})
    return spec.with_details(first_words(form)).stored()["scenario"]["nodes"]


def strings(node: object) -> list[str]:
    """Every text somebody reads in a scenario's form, in order: no keys, no flags, no goto."""
    if isinstance(node, dict):
        read = ("title", *NODE_TEXTS, "feedback", "plain_feedback", "source", "nodes", "choices")
        inner = [value for key, value in node.items() if key in read or isinstance(value, dict)]
        return [text for value in inner for text in strings(value)]
    if isinstance(node, list):
        return [text for value in node for text in strings(value)]
    return [node] if isinstance(node, str) else []


def said(text: str) -> str:
    """A text roughly as it is read: references become the words they carry, or one number."""

    def word(match: re.Match) -> str:
        kind, what, style = match[1], match[2], match[3] or ""
        if kind == "chart":
            return ""
        if kind == "say":
            return what
        return style.removeprefix("as ") if style.startswith("as ") else "500"

    return REFERENCE.sub(word, text)


def prose(text: str) -> str:
    """`said`, with list items and headings as sentences of their own and no Markdown signs."""
    lines = []
    for line in said(text).splitlines():
        line = re.sub(r"^\s*(?:#+|[-*]|\d+\.)\s+", "", line).replace("*", "").strip()
        if line and line[-1] not in ".?!:”":
            line += "."
        lines.append(line)
    return "\n".join(lines)


def words(text: str) -> int:
    return len(re.findall(r"[\w’'-]+", prose(text)))


def figure_keys(text: str) -> set[str]:
    return {match[2] for match in REFERENCE.finditer(text) if match[1] == "figure"}
