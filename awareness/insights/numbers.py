"""How a number is written: in digits, in words, or roughly in words. Pure; British English."""

from decimal import ROUND_HALF_UP, Decimal

from awareness.numerals.english import WORDS_OF_TENS, WORDS_TO_NINETEEN

NARROW_SPACE = "\u202f"  # stands between a number and its per cent sign, and never breaks
SCALE_NAMES = ((1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"))

# Shares that people say as a fraction. Twelfths and the like would be read as exactness.
FRACTION_WORDS = (
    (Decimal(0), "none"),
    (Decimal(10), "one in ten"),
    (Decimal(20), "a fifth"),
    (Decimal(25), "a quarter"),
    (Decimal(30), "three in ten"),
    (Decimal(100) / 3, "a third"),
    (Decimal(40), "four in ten"),
    (Decimal(50), "half"),
    (Decimal(60), "six in ten"),
    (Decimal(200) / 3, "two thirds"),
    (Decimal(70), "seven in ten"),
    (Decimal(75), "three quarters"),
    (Decimal(80), "eight in ten"),
    (Decimal(90), "nine in ten"),
    (Decimal(100), "all"),
)
# These two only when they are nearly exact: between them and a fifth lies little.
CLOSE_FRACTION_WORDS = ((Decimal(100) / 8, "one in eight"), (Decimal(100) / 6, "one in six"))
QUALIFIER_WORDS = {
    "": "",
    "range": "",
    "about": "about",
    "over": "more than",
    "under": "less than",
    "at_least": "at least",
    "up_to": "up to",
}


def plain_digits(value: Decimal) -> str:
    """Digits without thousands separators or trailing noughts, for CSV and for machines."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def grouped_digits(value: Decimal) -> str:
    """Digits with a comma between thousands: 269,370; 0.95; 3."""
    whole, _, part = plain_digits(value).partition(".")
    return f"{int(whole):,}" + (f".{part}" if part else "")


def number_in_words(value: Decimal) -> str:
    """The exact number in words: five hundred and thirteen; nought point nine five."""
    if value < 0:
        raise ValueError("no figure of ours is below nought")
    whole, _, part = plain_digits(value).partition(".")
    words = _whole_in_words(int(whole))
    if part:
        words += " point " + " ".join(WORDS_TO_NINETEEN[int(digit)] for digit in part)
    return words


def _whole_in_words(n: int) -> str:
    """A whole number from nought in words; AssertionError for one below."""
    if n < 20:
        return WORDS_TO_NINETEEN[n]
    if n < 100:
        return WORDS_OF_TENS[n // 10] + (f"-{WORDS_TO_NINETEEN[n % 10]}" if n % 10 else "")
    if n < 1000:
        rest = n % 100
        return f"{WORDS_TO_NINETEEN[n // 100]} hundred" + (
            f" and {_whole_in_words(rest)}" if rest else ""
        )
    for size, name in SCALE_NAMES:
        if n >= size:
            rest = n % size
            join = " and " if 0 < rest < 100 else " "
            return f"{_whole_in_words(n // size)} {name}" + (
                f"{join}{_whole_in_words(rest)}" if rest else ""
            )
    raise AssertionError(n)


def rough_share(value: Decimal) -> tuple[str, str]:
    """A share (0 to 100) as (qualifier, fraction): 54.4 -> ("more than", "half").

    The qualifier says on which side of the fraction the number lies, and is "" where it is exact.
    """
    for size, name in CLOSE_FRACTION_WORDS:
        if abs(value - size) <= Decimal("0.6"):
            return "about", name
    size, name = min(FRACTION_WORDS, key=lambda f: abs(value - f[0]))
    if value == size:
        return "", name
    if name in ("none", "all") or value < Decimal("7.5"):
        whole = int(value.quantize(Decimal(1), ROUND_HALF_UP))
        exact = whole == value
        if not whole:
            return "fewer than", "one in a hundred"
        if whole == 100 and value < 100:
            return "more than", "ninety-nine in a hundred"
        return "" if exact else "about", f"{number_in_words(Decimal(whole))} in a hundred"
    distance = value - size
    if abs(distance) < Decimal("0.1"):
        return "", name
    if abs(distance) <= 1:
        return "about", name
    return ("more than" if distance > 0 else "almost"), name


def rough_count(value: Decimal) -> tuple[str, str]:
    """A count as (qualifier, words or round digits): 269370 -> ("about", "270,000")."""
    if value != value.to_integral_value():
        return "", number_in_words(value)
    n = int(value)
    rounded = _round_to_two_digits(n)
    text = number_in_words(Decimal(rounded)) if _is_short(rounded) else f"{rounded:,}"
    return ("" if rounded == n else "about"), text


def rounded_to_two_digits(value: Decimal) -> Decimal:
    """A count rounded to its first two digits: 1,860,000 -> 1,900,000."""
    return Decimal(_round_to_two_digits(int(value)))


def _round_to_two_digits(n: int) -> int:
    """A count rounded to its first two digits, a half up; as it is up to 100."""
    if n <= 100:
        return n
    step = 10 ** (len(str(n)) - 2)
    return (n + step // 2) // step * step


def _is_short(n: int) -> bool:
    """Whether the words are no longer than the digits are to read: up to 100, and round ones."""
    return n <= 100 or not n % 10 ** (len(str(n)) - 1)
