"""Sums over figures: `round({clients} / {alerts}, 0)`. Exact decimals; nothing else can run."""

import ast
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, DivisionByZero, InvalidOperation

KEY_IN_BRACES = re.compile(r"\{([^{}]+)\}")
ALLOWED_PARTS = "numbers, {keys}, + - * / and round(…, places)"


class FormulaError(Exception):
    """The formula cannot be computed; the text says why and what would be right."""


def figure_keys(formula: str) -> list[str]:
    """The figures a formula names, in order."""
    return [key.strip() for key in KEY_IN_BRACES.findall(formula)]


def typed_numbers(formula: str) -> list[str]:
    """Numbers that a formula types and ought to take from the ledger: all but powers of ten by
    which it multiplies or divides (per cent, per thousand), and the places to which it rounds."""
    try:
        tree = ast.parse(KEY_IN_BRACES.sub("_", formula), mode="eval")
    except (SyntaxError, ValueError):
        return []  # compute says so
    ids_of_scales = {
        id(side)
        for node in ast.walk(tree)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div)
        for side in (node.left, node.right)
        if isinstance(side, ast.Constant) and str(side.value).rstrip("0") == "1"
    }
    ids_of_places = {
        id(node.args[1]) for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args[1:]
    }
    return [
        str(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and id(node) not in ids_of_scales | ids_of_places
    ]


def compute(formula: str, value_of: Callable[[str], Decimal]) -> Decimal:
    """The formula's result; `value_of` gives a figure's number by its key. FormulaError where it
    cannot be read or has no result, or as `value_of` raises it."""
    key_by_name = {f"_{n}": key for n, key in enumerate(figure_keys(formula))}
    names = iter(key_by_name)
    try:
        tree = ast.parse(KEY_IN_BRACES.sub(lambda _: next(names), formula), mode="eval")
    except (SyntaxError, ValueError):
        raise FormulaError(f"formula {formula!r} cannot be read; use {ALLOWED_PARTS}") from None

    def result_of(node: ast.expr) -> Decimal:
        match node:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return Decimal(str(number))
            case ast.Name(id=name) if name in key_by_name:
                return value_of(key_by_name[name])
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -result_of(operand)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATIONS:
                return OPERATIONS[type(op)](result_of(left), result_of(right))
            case ast.Call(
                func=ast.Name(id="round"),
                args=[rounded, ast.Constant(value=int() as places)],
                keywords=[],
            ) if 0 <= places <= 6:
                return result_of(rounded).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        raise FormulaError(f"formula {formula!r} does more than a sum; use {ALLOWED_PARTS}")

    try:
        return result_of(tree.body)
    except (DivisionByZero, InvalidOperation, RecursionError):
        raise FormulaError(f"formula {formula!r} has no result; mend its sum") from None


OPERATIONS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}
