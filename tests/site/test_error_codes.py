"""What a form refuses, it refuses by a code: tests and callers name it and not its sentence."""

import ast
from collections.abc import Iterator

from django.conf import settings

ROOMS = ("awareness", "quizzes", "prepared")


def name_of(call: ast.AST) -> str:
    if not isinstance(call, ast.Call):
        return ""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def without_a_code(text: str) -> Iterator[int]:
    """Lines that make an error of words alone. Errors put together of others bring theirs."""
    for node in ast.walk(ast.parse(text)):
        if name_of(node) == "ValidationError":
            together = isinstance(node.args[0], ast.List | ast.Dict)
            if not together and "code" not in {keyword.arg for keyword in node.keywords}:
                yield node.lineno
        elif name_of(node) == "add_error" and len(node.args) == 2:
            error = node.args[1]
            if not isinstance(error, ast.Name) and not name_of(error).lower().endswith("error"):
                yield node.lineno


def test_every_error_of_a_form_has_a_code():
    texts = {
        path.relative_to(settings.BASE_DIR): path.read_text(encoding="utf-8")
        for room in ROOMS
        for path in (settings.BASE_DIR / room).rglob("*.py")
    }
    texts = {
        path: text for path, text in texts.items()
        if "ValidationError(" in text or "add_error(" in text
    }  # fmt: skip
    assert len(texts) > 20
    assert [f"{path}:{line}" for path, text in texts.items() for line in without_a_code(text)] == []


def test_one_without_is_seen():
    assert [*without_a_code("raise ValidationError('Choose one.')")] == [1]
    assert [*without_a_code("form.add_error(None, _('Choose one.'))")] == [1]
    assert [*without_a_code("raise ValidationError(words, code='x')")] == []
    assert [*without_a_code("form.add_error(None, error)")] == []
