"""A whole number as an address or a form sends it."""


def whole_number(text: str, digits: int) -> int | None:
    """The number that up to so many ASCII digits say; None for anything else."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= digits
    return int(text) if is_number else None
