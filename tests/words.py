"""How the code reads to a stranger: functions to show them, and names that say nothing.

`python -m tests.words draw SEED [NUMBER]` prints functions drawn at random, each alone, to be read
without the rest: what does it do, what does each name hold? `python -m tests.words where SEED
[NUMBER]` says afterwards where they stand. `python -m tests.words count` counts the functions that
have a local or an argument out of `SILENT`, a hint and no goal (docs/decisions/0039).
"""

import ast
import random
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PACKAGES = ("awareness", "quizzes", "prepared")
SILENT = {"found", "said", "told", "here", "own", "asked", "what", "each", "at"}
SHORTEST = 5  # lines of a function that is drawn


class Function(NamedTuple):
    path: str
    name: str
    line: int
    text: str
    names: frozenset[str]  # of its arguments and locals, those of functions within it left out


def functions() -> Iterator[Function]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _of_file(path)


def _of_file(path: Path) -> Iterator[Function]:
    source = path.read_text(encoding="utf-8")
    lines, place = source.split("\n"), path.relative_to(ROOT).as_posix()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            first = min([node, *node.decorator_list], key=lambda part: part.lineno).lineno
            text = "\n".join(lines[first - 1 : node.end_lineno])
            yield Function(place, node.name, node.lineno, text, frozenset(_names(node)))


def _names(function: ast.FunctionDef) -> Iterator[str]:
    nodes: list[ast.AST] = [function.args, *function.body]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        if not isinstance(node, ast.FunctionDef):
            nodes += ast.iter_child_nodes(node)


def drawn(seed: str, number: int) -> list[Function]:
    candidates = [one for one in functions() if one.text.count("\n") + 1 >= SHORTEST]
    return random.Random(seed).sample(candidates, number)  # noqa: S311  # no secret


def silent(among: Iterable[Function]) -> list[Function]:
    return [one for one in among if one.names & SILENT]


def main(do: str, seed: str = "", number: str = "10") -> None:
    match do:
        case "draw":
            print("\n\n".join(one.text for one in drawn(seed, int(number))))
        case "where":
            for one in drawn(seed, int(number)):
                print(f"{one.path}:{one.line} {one.name}")
        case "count":
            every = list(functions())
            for one in silent(every):
                print(f"{one.path}:{one.line} {one.name}: {', '.join(sorted(one.names & SILENT))}")
            print(f"{len(silent(every))} of {len(every)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
