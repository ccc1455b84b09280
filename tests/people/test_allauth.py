"""What of allauth the site stands on: what it documents, and a few modules by name. A release that
moves one of them fails here first; nothing of it that begins with an underscore is used."""

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

# What its documentation does not describe, module by module, with the arguments it is called with.
UNDOCUMENTED = {
    ("allauth.account.admin", "EmailAddress"): (),
    ("allauth.account.forms", "default_token_generator"): (),
    ("allauth.account.utils", "perform_login"): ("request", "user", "redirect_url"),
    ("allauth.account.utils", "user_pk_to_url_str"): ("user",),
    ("allauth.core", "context"): (),
}
DOCUMENTED = {
    ("allauth.account", "forms"),
    ("allauth.account", "views"),
    ("allauth.account.adapter", "DefaultAccountAdapter"),
    ("allauth.account.adapter", "get_adapter"),
    ("allauth.account.forms", "SetPasswordForm"),
}


def trees() -> Iterator[ast.Module]:
    """The syntax of each file that imports something of allauth."""
    for path in (settings.BASE_DIR / "awareness").rglob("*.py"):
        text = path.read_text()
        if "allauth" in text:
            yield ast.parse(text)


def imported() -> set[tuple[str, str]]:
    """(module, name) of each import of allauth."""
    found = set()
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("allauth"):
                found |= {(node.module, alias.name) for alias in node.names}
            elif isinstance(node, ast.Import):
                found |= {(a.name, "") for a in node.names if a.name.startswith("allauth")}
    return found


def private_names() -> set[str]:
    """Names with an underscore that allauth's code of accounts defines or sets on its objects."""
    names = set()
    folder = Path(inspect.getfile(import_module("allauth.account"))).parent
    for path in [*folder.rglob("*.py"), *(folder.parent / "core").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                names.add(node.attr)
    return {name for name in names if name.startswith("_") and not name.endswith("__")}


def used_or_overridden() -> set[str]:
    names = set()
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                names.add(node.attr)
            elif isinstance(node, ast.ClassDef):
                names |= {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
    return names


def test_nothing_private_is_used():
    assert private_names() > {"_authenticate", "_check_password"}  # it is found where there is some
    assert private_names() & used_or_overridden() == set()
    parts = {part for module, name in imported() for part in (*module.split("."), name)}
    assert not [part for part in parts if part.startswith("_") or part == "internal"]


def test_what_is_imported_is_named_here():
    assert imported() == DOCUMENTED | set(UNDOCUMENTED)


@pytest.mark.parametrize(("module", "name"), UNDOCUMENTED)
def test_contract_of_what_is_not_documented(module, name):
    value = getattr(import_module(module), name)
    if arguments := UNDOCUMENTED[module, name]:
        assert set(arguments) <= set(inspect.signature(value).parameters)
