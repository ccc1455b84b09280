"""Phone numbers as people write them, and as a phone dials them. Pure."""

import re

# What people put between the digits. Letters are refused: "ask reception" is no number.
_WRITTEN = re.compile(r"\+?[0-9 ()./-]+")
MIN_DIGITS, MAX_DIGITS = 3, 15


def is_phone(text: str) -> bool:
    """Whether the text is a phone number that can be dialled: 3 to 15 digits, + only in front."""
    digits = re.sub(r"[^0-9]", "", text)
    return bool(_WRITTEN.fullmatch(text)) and MIN_DIGITS <= len(digits) <= MAX_DIGITS


def dial(text: str) -> str:
    """`+46 (0)31-390 06 12` → `+46313900612`: what stands behind `tel:`."""
    text = re.sub(r"\(0\)", "", text) if text.strip().startswith("+") else text
    plus = "+" if text.strip().startswith("+") else ""
    return plus + re.sub(r"[^0-9]", "", text)
