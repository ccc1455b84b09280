"""Currencies: by their sign, code or name in a text, and as a page writes them. Pure."""

from functools import cache

from babel.core import Locale
from babel.numbers import get_currency_name, list_currencies

# A sign that several currencies share is proved by each of them: “$16.6 billion” is USD, or CAD.
CODES_BY_SIGN = {
    "US$": ("USD",), "A$": ("AUD",), "C$": ("CAD",), "NZ$": ("NZD",), "HK$": ("HKD",),
    "$": ("USD", "AUD", "CAD", "NZD", "HKD", "SGD", "MXN"), "€": ("EUR",), "£": ("GBP", "EGP"),
    "¥": ("JPY", "CNY"), "₹": ("INR",),
}  # fmt: skip
KRONOR = ("SEK", "NOK", "DKK", "ISK")
CODES_BY_WORD = {
    "us dollars": ("USD",), "us dollar": ("USD",), "dollars": CODES_BY_SIGN["$"],
    "dollar": CODES_BY_SIGN["$"], "euros": ("EUR",), "euro": ("EUR",), "pounds sterling": ("GBP",),
    "kronor": KRONOR, "kroner": KRONOR, "krona": KRONOR, "kr": KRONOR, "mkr": KRONOR,
    "tkr": KRONOR, "yen": ("JPY",), "francs": ("CHF",), "franken": ("CHF",),
}  # fmt: skip
# Codes that a report prints beside numbers; every code is known as a unit (`is_currency`).
PRINTED_CODES = (
    "USD", "EUR", "GBP", "SEK", "NOK", "DKK", "ISK", "CHF", "PLN", "CZK", "JPY", "CNY", "AUD",
    "CAD", "NZD", "INR",
)  # fmt: skip


@cache
def _all_codes() -> frozenset[str]:
    """The codes of all currencies that the Unicode data know."""
    return frozenset(list_currencies())


def is_currency(unit: str) -> bool:
    """Whether a unit is a currency's code (ISO 4217), as SEK is."""
    return len(unit) == 3 and unit.isupper() and unit in _all_codes()


def currency_codes(printed: str) -> tuple[str, ...]:
    """The codes that a sign, code or name in a text may mean; () for none."""
    if printed.upper() in PRINTED_CODES:
        return (printed.upper(),)
    return CODES_BY_SIGN.get(printed.upper()) or CODES_BY_WORD.get(printed.lower(), ())


def amount_of_money(code: str, digits: str) -> str:
    """“16.6 billion” of USD is “$16.6 billion”, of SEK “SEK 16.6 billion”, in English."""
    symbol = Locale.parse("en").currency_symbols.get(code, code)
    return f"{symbol}{digits}" if not symbol[-1:].isalpha() else f"{symbol}\u00a0{digits}"


def currency_name(code: str) -> str:
    """What many of a currency are called in English: US dollars, Swedish kronor."""
    return str(get_currency_name(code, count=2, locale="en"))
