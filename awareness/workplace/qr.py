"""An address as a square that a phone's camera reads, drawn into the page."""

import segno
from django.utils.safestring import SafeString, mark_safe


def drawn(address: str) -> SafeString:
    """The QR code as inline SVG without a size, dark on white in every colour scheme.

    Level M is read with a seventh of it covered: paper on a wall wears.
    """
    code = segno.make(address, error="m", micro=False)
    svg = code.svg_inline(
        dark="#000", light="#fff", omitsize=True, svgclass="aw-qr", lineclass=None
    )
    return mark_safe(svg)  # noqa: S308  (drawn by the library from an address of ours)
