"""What no page and no code uses is deleted: classes and variables of our style sheets, and
functions that tests alone call."""

import re
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings

CODE = ("awareness", "quizzes", "prepared")
# A class that a template puts together: is-{{ state }}, s{{ colour }}.
PUT_TOGETHER = re.compile(r"([\w-]+)\{[{%]")


def texts_of(*patterns: str) -> dict[Path, str]:
    return {
        path: path.read_text(encoding="utf-8")
        for pattern in patterns
        for path in settings.BASE_DIR.glob(pattern)
    }


@pytest.fixture(scope="module")
def sheets() -> str:
    texts = texts_of("awareness/*/assets/css/*.css").values()
    return "\n".join(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL) for text in texts)


@pytest.fixture(scope="module")
def python() -> dict[Path, str]:
    return texts_of(*(f"{room}/**/*.py" for room in CODE))


def templates() -> str:
    """Our own, and those of crispy, which writes our forms."""
    (crispy,) = find_spec("crispy_bootstrap5").submodule_search_locations
    theirs = [path.read_text(encoding="utf-8") for path in Path(crispy).rglob("*.html")]
    return "\n".join([*texts_of("templates/**/*.html", "templates/**/*.svg").values(), *theirs])


def is_put_together(name: str, beginnings: set[str]) -> bool:
    return any(
        name.startswith(beginning)
        and (beginning.endswith("-") or name.removeprefix(beginning).isdigit())
        for beginning in beginnings
    )


def unused_classes(sheets: str, templates: str, scripts: str) -> list[str]:
    names = {
        name
        for selector in re.findall(r"([^{}]*)\{", sheets)
        for name in re.findall(r"\.([A-Za-z_][\w-]*)", re.sub(r'"[^"]*"', "", selector))
    }
    words = set(re.findall(r"[\w-]+", templates))
    beginnings = set(PUT_TOGETHER.findall(templates))
    return sorted(
        name
        for name in names - words
        if not is_put_together(name, beginnings)
        and not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", scripts)
    )


def unused_functions(texts: dict[Path, str], other_texts: str) -> list[str]:
    """Functions of a module, without a leading underscore or a decorator, that are named nowhere
    but where they are defined."""
    words = Counter(word for text in texts.values() for word in re.findall(r"\w+", text))
    words.update(re.findall(r"\w+", other_texts))
    return [
        f"{path.name}: {name}"
        for path, text in texts.items()
        for name in re.findall(r"(?<=\n\n\n)def ([a-z]\w*)", text)
        if words[name] == 1
    ]


def test_each_class_of_a_style_sheet_is_used(sheets, python):
    scripts = texts_of("awareness/*/assets/js/*.js")
    assert scripts
    others = "\n".join([*python.values(), *scripts.values()])
    assert unused_classes(sheets, templates(), others) == []


def test_each_variable_of_a_style_sheet_is_used(sheets):
    own = {name for name in re.findall(r"[{;]\s*--([\w-]+)\s*:", sheets) if name[:3] != "bs-"}
    assert len(own) > 50
    assert own - set(re.findall(r"var\(--([\w-]+)", sheets)) == set()


def test_each_function_is_used_by_more_than_tests(python):
    assert len(python) > 500
    scripts = texts_of("scripts/*.py").values()
    assert scripts
    assert unused_functions(python, "\n".join([templates(), *scripts])) == []


def test_what_is_unused_is_seen():
    sheets, page = ".a .is-b, .is-c::after, .s2 {} .gone {}", '<p class="a is-{{ x }} s{{ n }}">'
    assert unused_classes(sheets, page, scripts="") == ["gone"]
    assert unused_classes(sheets, page, scripts="add('gone')") == []
    text = "import x\n\n\ndef one():\n    two()\n\n\ndef two():\n    pass\n"
    assert unused_functions({Path("m.py"): text}, "") == ["m.py: one"]
