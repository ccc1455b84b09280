"""What sort of number a figure is, and how large: from its columns and its printed words. Pure."""

from decimal import Decimal

from awareness.insights.ledger import Kind
from awareness.numerals.languages import NumberFormat, language
from awareness.numerals.money import is_currency
from awareness.numerals.reading import mentions

KIND_BY_UNIT = {
    "percent": Kind.SHARE, "points": Kind.CHANGE, "times": Kind.RATIO, "to_one": Kind.RATIO,
    "one_in": Kind.RATIO, "index": Kind.INDEX, "years": Kind.DURATION, "months": Kind.DURATION,
    "weeks": Kind.DURATION, "days": Kind.DURATION, "hours": Kind.DURATION,
    "minutes": Kind.DURATION, "seconds": Kind.DURATION,
}  # fmt: skip


def kind_of(written_kind: str, unit: str, per: int | None) -> Kind:
    """The kind that an author wrote, or else the one that its unit has."""
    if written_kind:
        return Kind(written_kind)
    if per is not None:
        return Kind.RATE
    return Kind.MONEY if is_currency(unit) else KIND_BY_UNIT.get(unit, Kind.COUNT)


def scale_of(
    scale_word: str,
    value: Decimal | None,
    as_printed: str,
    language_code: str,
    number_format: NumberFormat,
) -> int:
    """What the scale word is worth: the one that the file gives, always in English, or the one that
    stands after the digits in the report's language `language_code`; 1 where there is none."""
    if scale_word:
        return language("en").scales[scale_word]
    scales = {
        mention.scale
        for mention in mentions(as_printed, language_code, number_format)
        if mention.printed is not None and mention.value == value
    }
    return scales.pop() if len(scales) == 1 else 1
