"""Small helpers for the tests of the item models."""

from decimal import Decimal

from awareness.bank.guards import RefusedItem
from awareness.bank.item_models import QuestionRequest, generate_spec
from tests.bank.ledgers import a_ledger, a_table

TINY = "tiny-2018"


def make(ledger, model: str, source, seed: int = 1, *, report: str = TINY, ask="", **more) -> dict:
    """The spec of an item, as it is stored."""
    request = QuestionRequest(report, model, "k", source, seed, ask=ask, family_fields=more)
    return generate_spec(ledger, request).stored()


def directly(ledger, model: str, source) -> dict:
    """The spec of an item in the form that asks outright: other seeds quote a sentence."""
    made = (make(ledger, model, source, seed) for seed in range(40))
    return next(spec for spec in made if "says a colleague" not in spec["stem"])


def quoted(ledger, model: str, source) -> list[dict]:
    """Items in the form that quotes a sentence, of several seeds."""
    made = (make(ledger, model, source, seed) for seed in range(40))
    return [spec for spec in made if "says a colleague" in spec["stem"]]


def made_or_refused(ledger, model: str, source, seed: int = 1, **more):
    """(spec, None) or (None, Refused)."""
    try:
        return make(ledger, model, source, seed, **more), None
    except RefusedItem as refused:
        return None, refused


def a_column(values: dict[str, str] | list, **parts):
    """A table of one column, `share`, from `{row: value}` or from a list of numbers."""
    if not isinstance(values, dict):
        values = {f"row {'abcdefgh'[n]}": str(value) for n, value in enumerate(values)}
    return a_table({row: {"share": value} for row, value in values.items()}, **parts)


def column_ledger(values, **parts):
    return a_ledger(a_column(values, **parts))


def cells(ledger) -> list[str]:
    return [figure.key for figure in ledger.figures.values()]


def key_of(spec: dict) -> dict:
    [key] = [option for option in spec["options"] if option["correct"]]
    return key


def value(ledger, key: str) -> Decimal:
    return ledger.figure(key, TINY).value
