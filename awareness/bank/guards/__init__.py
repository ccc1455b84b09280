"""Guards: each a pure function that returns what it found. An item that fails one is refused."""

from awareness.bank.guards.base import MEND, Guard, Refused, require
from awareness.bank.guards.data import (
    base_shown,
    counted_apart,
    large_enough,
    never_ranked,
    noise,
    printed_number,
    rounding,
    same_population,
    tie,
    usable,
)
from awareness.bank.guards.several import (
    definitions_apart,
    is_rest,
    no_rest,
    one_claim,
)
from awareness.bank.guards.text import (
    caveats_shown,
    measure_named,
    one_key,
    population,
    short_enough,
    texts_apart,
    words_allowed,
    year_and_place,
    years,
)

__all__ = [
    "MEND",
    "Guard",
    "Refused",
    "base_shown",
    "caveats_shown",
    "counted_apart",
    "definitions_apart",
    "is_rest",
    "large_enough",
    "measure_named",
    "never_ranked",
    "no_rest",
    "noise",
    "one_claim",
    "one_key",
    "population",
    "printed_number",
    "require",
    "rounding",
    "same_population",
    "short_enough",
    "texts_apart",
    "tie",
    "usable",
    "words_allowed",
    "year_and_place",
    "years",
]
