"""A state that Python names has its part in the template that its docstring names."""

import ast
import re
from collections.abc import Iterable, Iterator

import pytest
from django.conf import settings

from awareness.assignments.desk_forms import AskAction
from awareness.assignments.done_last import KINDS_TOLD
from awareness.assignments.rules import Standing
from awareness.workplace.legal import LawState

CODE = ("awareness", "quizzes")
NAMES_PART = re.compile(r"\bpart of ([\w/]+\.html)")
PART = re.compile(r"\{% partialdef (\w+)")


def parts_named(text: str) -> Iterator[tuple[str, str]]:
    """(template, part) for each text that a function gives whose docstring says “a part of …”."""
    if not NAMES_PART.search(text):
        return
    for function in ast.walk(ast.parse(text)):
        if isinstance(function, ast.FunctionDef) and (
            named := NAMES_PART.search(ast.get_docstring(function) or "")
        ):
            for given in ast.walk(function):
                if isinstance(given, ast.Return):
                    yield from ((named[1], part) for part in texts_of(given.value))


def texts_of(expression: ast.expr | None) -> list[str]:
    """The literals that an expression may come to."""
    if isinstance(expression, ast.IfExp):
        return texts_of(expression.body) + texts_of(expression.orelse)
    return [expression.value] if isinstance(expression, ast.Constant) else []


def parts_of(template: str) -> list[str]:
    return PART.findall((settings.BASE_DIR / "templates" / template).read_text("utf-8"))


def codes_raised(room: str) -> set[str]:
    """With which codes a module of people refuses what should let somebody in."""
    text = (settings.BASE_DIR / "awareness/people" / f"{room}.py").read_text("utf-8")
    return set(re.findall(r'raise (?:WayIn|Recovery)Error\("(\w+)"\)', text))


@pytest.mark.parametrize(
    ("template", "names"),
    [
        (
            "account/no_way_in.html",
            codes_raised("ways_in") | codes_raised("recovery") | {"code_again"},
        ),
        ("assignments/_state.html", {*Standing, "past"}),
        ("assignments/_stands.html", {*Standing, "past", "nothing"}),
        ("assignments/change_asks.html", AskAction),
        ("assignments/today.html", KINDS_TOLD),
        ("workplace/_law_state.html", LawState),
    ],
)
def test_each_value_that_a_template_includes_a_part_for_has_one(
    template: str, names: Iterable[str]
):
    assert {str(name) for name in names} - set(parts_of(template)) == set()


def test_each_part_that_is_named_is_there():
    named = {
        pair
        for room in CODE
        for path in (settings.BASE_DIR / room).rglob("*.py")
        for pair in parts_named(path.read_text(encoding="utf-8"))
    }
    assert len(named) > 20
    parts = {template: parts_of(template) for template, _part in named}
    assert [pair for pair in sorted(named) if pair[1] not in parts[pair[0]]] == []


def test_a_part_is_found_in_either_branch():
    text = 'def state():\n    """A part of a/b.html."""\n    return "x" if 1 else "y"\n'
    assert [*parts_named(text)] == [("a/b.html", "x"), ("a/b.html", "y")]
