"""Where `prepared/` may be used: in the modules in which a package reads, and nowhere else.

SQL that is built once is harder to follow than a queryset, so it stays in one place of a package:
its `queries.py`. `prepared.planning` is used wherever a query over everybody is evaluated.
"""

import ast
from pathlib import Path

from django.conf import settings

PACKAGES = ("awareness", "quizzes")


def imported(path: Path) -> set[str]:
    """The modules of `prepared` from which a file imports anything."""
    modules = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            modules.add(node.module)
    return {module for module in modules if module.split(".")[0] == "prepared"}


def test_prepared_is_used_in_queries_only():
    base = settings.BASE_DIR
    users = {
        path.relative_to(base).as_posix()
        for package in PACKAGES
        for path in (base / package).rglob("*.py")
        if imported(path) - {"prepared.planning"}
    }
    assert users
    assert {path for path in users if not path.endswith("/queries.py")} == set()
