"""What may never stand in a text of ours, wherever it stands."""

import re
from pathlib import Path

from tests.content.texts import FIXTURES, PACKS, REFERENCE, load_yaml
from tests.in_one import in_one_test

OURS = sorted(
    [
        *(path for pack in PACKS for path in pack.glob("insights/*.md")),
        *(FIXTURES / "modules").rglob("*.*"),
        *(FIXTURES / "scenarios").glob("*.yaml"),
    ]
)
NUMBER_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|"
    "hundred|thousand|million|half|third|quarter|twice|double|dozen"
)
# A report's title may hold its year.
CITED = re.compile(r"[Tt]he NetClean Report 20(?:16|18|19)\b")
BLOCKED = re.compile(
    r"\b(accus\w*|porn\w*|p(?:a)?edo\w*|monsters?|perverts?|offenders?|network connection|"
    r"encrypt\w*|torrent|darknet|hash(?:es)?|voluntar\w+|minors?|underage|graphic|112|999)\b",
    re.IGNORECASE,
)


def every_text() -> dict[str, tuple[Path]]:
    return {path.relative_to(FIXTURES).as_posix(): (path,) for path in OURS}


def read(path) -> str:
    """What people read of a file, and the comments beside it."""
    return path.read_text(encoding="utf-8")


def words_only(path) -> str:
    """What people read, without references, keys and comments."""
    text = read(path)
    if path.suffix == ".yaml":
        text = "\n".join(values(load_yaml(text)))
    else:
        text = re.sub(r"(?m)\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
        text = re.sub(r"(?m)^\d+\. ", "", text)
    return CITED.sub("", REFERENCE.sub("", text))


def values(node: object) -> list[str]:
    skip = {"key", "code", "slug", "scenario", "question", "questions", "explainer", "more", "goto"}
    skip |= {"test_out", "explainers", "figures", "caveats"}
    if isinstance(node, dict):
        return [v for k, inner in node.items() if k not in skip for v in values(inner)]
    if isinstance(node, list):
        return [v for inner in node for v in values(inner)]
    return [node] if isinstance(node, str) else []


@in_one_test(every_text)
def test_no_exclamation_mark(path):
    assert "!" not in read(path)


@in_one_test(every_text)
def test_no_blocked_word(path):
    assert not BLOCKED.search(words_only(path))


@in_one_test(every_text)
def test_no_number_is_typed(path):
    text = words_only(path)
    assert not re.search(r"\d", text), re.findall(r".*\d.*", text)
    found = re.findall(rf"\b({NUMBER_WORDS})s?\b", text, re.IGNORECASE)
    assert not found, found
