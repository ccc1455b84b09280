"""Everything that is marked for translation is found by `makemessages`, and can be translated.

It runs on a copy: beside each template it reads it writes a file for a moment.
"""

import ast
import gettext
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOMS = ("awareness", "quizzes", "prepared")
TOOLS = ("xgettext", "msgmerge", "msguniq", "msgattrib", "msgen", "msgfmt")
LITERAL = re.compile(r"""\{% translate "([^"]+)" %\}""")


@pytest.fixture(scope="module")
def tools() -> None:
    """Missing: a failure where CI is set, else the tests are left out."""
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        said = f"{', '.join(missing)} not found: install gettext (apt-get install gettext)."
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(said)


@pytest.fixture(scope="module")
def made(tools, tmp_path_factory) -> tuple[str, Path]:
    """What `makemessages` said, and the catalogue it wrote."""
    copy = tmp_path_factory.mktemp("copy")
    for room in (*ROOMS, "templates"):
        shutil.copytree(
            settings.BASE_DIR / room, copy / room, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(settings.BASE_DIR / "manage.py", copy)
    done = subprocess.run(
        [sys.executable, "manage.py", "makemessages", "--locale", "de"],
        cwd=copy, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr, copy / "locale" / "de" / "LC_MESSAGES" / "django.po"


@pytest.fixture(scope="module")
def catalogue(made, tmp_path_factory) -> set[str]:
    """The texts, from a catalogue in which every text is its own translation; msgfmt compares
    the placeholders of the two and refuses what nobody could translate."""
    filled = tmp_path_factory.mktemp("filled")
    po, mo = filled / "django.po", filled / "django.mo"
    for command in (["msgen", "-o", po, made[1]], ["msgfmt", "--check-format", "-o", mo, po]):
        subprocess.run(command, check=True, capture_output=True, text=True)
    with mo.open("rb") as file:
        kept = gettext.GNUTranslations(file)._catalog
    return {text[0] if isinstance(text, tuple) else text for text in kept}


def test_it_warns_of_nothing(made):
    assert made[0].splitlines() == ["processing locale de"]


def marked(path: Path) -> Iterator[tuple[int, str | None]]:
    """(line, text) of each call that marks a text, whatever the function is called in this file;
    None for a text that is not written out, which no tool can find."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if "gettext" in alias.name
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id not in names:
                continue
            said = node.args[0]
            yield node.lineno, said.value if isinstance(said, ast.Constant) else None


def test_every_text_marked_in_python_is_found(catalogue):
    calls = {
        (str(path.relative_to(settings.BASE_DIR)), line): text
        for room in ROOMS
        for path in (settings.BASE_DIR / room).rglob("*.py")
        for line, text in marked(path)
    }
    assert len(calls) > 400
    assert {place: text for place, text in calls.items() if text not in catalogue} == {}


def test_every_text_marked_in_a_template_is_found(catalogue):
    texts = {
        text
        for path in (settings.BASE_DIR / "templates").rglob("*.html")
        for text in LITERAL.findall(path.read_text(encoding="utf-8"))
    }
    assert len(texts) > 200
    assert texts - catalogue == set()


def test_nothing_is_left_behind(made):
    copy = made[1].parents[3]
    before = {path.relative_to(settings.BASE_DIR) for path in _files(settings.BASE_DIR)}
    after = {path.relative_to(copy) for path in _files(copy)}
    assert after - before == set()


def _files(root: Path) -> Iterator[Path]:
    for room in (*ROOMS, "templates"):
        for path in (root / room).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path
