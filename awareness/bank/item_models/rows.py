"""Q2: the largest of three rows an author names. Wrong answers are rows of the same column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from awareness.bank.guards import (
    Refused,
    measure_named,
    no_rest,
    one_key,
    require,
    same_population,
    tie,
)
from awareness.bank.item_models.base import (
    ItemModel,
    Request,
    all_fit,
    draft_of,
    reference,
    row_words,
    shuffled,
)
from awareness.bank.resolve import Draft
from awareness.bank.wording import base_words, who_was_asked
from awareness.insights.ledger import Figure, Ledger


def draft_compare(ledger: Ledger, figures: list[Figure], request: Request) -> Draft:
    """Which of three figures, asked of the same people in the same question, is the largest?"""
    guards = [*all_fit(ledger, figures, Q2.task), *require([same_population(figures)])]
    guards += require([no_rest(ledger, figures)])
    if len(figures) != 3:
        raise Refused("G15", "compares three rows, no more and no fewer", {"rows": len(figures)})
    by_key = {figure.key: figure.value for figure in figures if figure.value is not None}
    largest = request.more.get("end", "largest") == "largest"
    guards += require([tie(by_key, figures[0].base_n, largest=largest)])
    key = (max if largest else min)(figures, key=lambda figure: figure.value)
    words = "largest" if largest else "smallest"
    ask = request.ask or f"Which of these stands for the {words} share of them?"
    ordered = [key, *(figure for figure in figures if figure is not key)]
    return _pick(ledger, ordered, request, guards, ask, largest)


def _pick(
    ledger: Ledger,
    figures: Sequence[Figure],
    request: Request,
    guards: list,
    ask: str,
    largest: bool,
) -> Draft:
    """A single choice among figures; the first one is the key."""
    key = figures[0]
    if any(figure.unit != "percent" or figure.value_to is not None for figure in figures):
        raise Refused("G13", "compares single shares", {"units": [f.unit for f in figures]})
    words = dict(zip((f.full_key for f in figures), row_words(ledger, figures), strict=True))
    order = shuffled(list(words), request)
    named = {name: ledger.figures[full] for name, full in zip("abc", order, strict=True)}
    right = next(name for name, figure in named.items() if figure is key)
    end = (max if largest else min)(figure.value for figure in figures)
    guards += require([one_key(named, lambda figure: figure.value == end, right)])
    stem = f"{who_was_asked(ledger, key)} {base_words(key)} {ask}"
    guards += require([measure_named(key, stem)])
    options = [_option(name, words, figure, key) for name, figure in named.items()]
    return draft_of(figures, request, kind="single", stem=stem, options=options,
                         guards=guards, key_figures=[key.full_key])  # fmt: skip


def _option(name: str, words: Mapping[str, str], figure: Figure, key: Figure) -> dict:
    own_number, most = reference(figure), reference(key)
    text, other = words[figure.full_key], words[key.full_key]
    feedback = (
        f"That is what the report prints: {own_number} of those who answered."
        if figure is key
        else f"The report prints {own_number} here. Beside “{other}” it prints {most}."
    )
    cited = [figure.full_key] if figure is key else [figure.full_key, key.full_key]
    return {"key": name, "text": text, "correct": figure is key, "feedback": feedback,
            "figures": cited}  # fmt: skip


Q2 = ItemModel("Q2", 1, "compare", draft_compare, "figures")
