"""Phone numbers as people write them, and as a phone dials them. Pure."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

# What people put between the digits. Letters are refused: "ask reception" is no number.
_PHONE_PATTERN = re.compile(r"\+?[0-9 ()./-]+")
# Emergency numbers, other short codes and extensions of the house are numbers as well, so that only
# the length is asked of what is written without a country code.
MIN_DIGITS, MAX_DIGITS = 3, 15


def is_phone(text: str) -> bool:
    """Whether the text is a phone number that can be dialled: 3 to 15 digits, + only in front."""
    digits = phonenumbers.normalize_digits_only(text)
    return bool(_PHONE_PATTERN.fullmatch(text)) and MIN_DIGITS <= len(digits) <= MAX_DIGITS


def dial_digits(text: str) -> str:
    """`+46 (0)31-390 06 12` → `+46313900612`: what stands behind `tel:`.

    A number with a country code loses the nought that is dialled inside the country alone. What is
    of no country (a short code, an extension) keeps the digits that were written.
    """
    if text.strip().startswith("+"):
        try:
            return phonenumbers.format_number(
                phonenumbers.parse(text, None), PhoneNumberFormat.E164
            )
        except NumberParseException:
            return "+" + phonenumbers.normalize_digits_only(text)
    return phonenumbers.normalize_digits_only(text)
