"""What docs/architecture.md names is there: a map that leads nowhere costs whoever trusts it."""

import re
from pathlib import Path

from django.conf import settings

FILE = re.compile(r"[\w./{},-]+\.(?:py|html|css|svg|md|txt)")
IN_CODE = re.compile(r"`([^`\n]+)`")


def named(text: str) -> set[tuple[str, str]]:
    """(end of a path, name in that file or "") of all that stands in code signs."""
    places = set()
    for span in IN_CODE.findall(text):
        file, _colon, names = span.partition(": ")
        if not FILE.fullmatch(file):
            continue
        braces = re.search(r"\{(.*?)\}", file)
        for word in braces[1].split(",") if braces else [""]:
            path = file.replace(braces[0], word) if braces else file
            places |= {(path, name.rpartition(".")[2]) for name in re.findall(r"[\w.]+", names)}
            places.add((path, ""))
    return places


def test_the_map_names_files_and_names_that_are_there():
    root = settings.BASE_DIR
    folders = ("awareness", "quizzes", "prepared", "templates", "tests", "docs")
    files = [path for folder in folders for path in (root / folder).rglob("*.*")]
    text = (root / "docs/architecture.md").read_text(encoding="utf-8")
    missing = [place for place in sorted(named(text)) if not is_there(*place, files)]
    assert missing == []


def is_there(path: str, name: str, files: list[Path]) -> bool:
    ending = Path(path).parts
    same = [file for file in files if file.parts[-len(ending) :] == ending]
    word = re.compile(rf"\b{re.escape(name)}\b")
    return any(not name or word.search(file.read_text(encoding="utf-8")) for file in same)


def test_what_is_gone_is_missed():
    assert not is_there("people/nowhere.py", "", [Path("awareness/people/forms.py")])
    assert named("`a/{b,c}.py: One.two, three` and `x y`") == {
        ("a/b.py", ""), ("a/b.py", "two"), ("a/b.py", "three"),
        ("a/c.py", ""), ("a/c.py", "two"), ("a/c.py", "three"),
    }  # fmt: skip


def test_every_picture_of_the_documents_is_shown_and_every_picture_shown_is_there():
    """A picture that nothing shows is what is left where a section was lost."""
    documents = [*settings.BASE_DIR.glob("*.md"), *(settings.BASE_DIR / "docs").rglob("*.md")]
    shown = {
        (document.parent / picture).resolve()
        for document in documents
        for picture in re.findall(r"!\[[^\]]*\]\(([^)]+\.png)\)", document.read_text("utf-8"))
    }
    pictures = {path.resolve() for path in (settings.BASE_DIR / "docs/images").iterdir()}
    assert pictures <= shown
    assert [path for path in shown if not path.is_file()] == []
