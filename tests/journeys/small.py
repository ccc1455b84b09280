"""Makes a picture small enough for the docs: as few colours as a palette holds, and no others."""

import struct
import zlib
from collections import Counter
from pathlib import Path

MOST = 256  # colours of a palette
SIGNATURE = b"\x89PNG\r\n\x1a\n"
type Colour = tuple[int, ...]


def reduce(path: Path) -> None:
    """Write the PNG of a screenshot anew, with a palette of its most common colours."""
    width, height, pixels = _read(path.read_bytes())
    counted = Counter(pixels)
    palette = _palette(counted)
    place = {colour: number for number, colour in enumerate(palette)}
    for colour in counted.keys() - place.keys():
        place[colour] = place[min(palette, key=lambda other, own=colour: _apart(own, other))]
    rows = (pixels[at : at + width] for at in range(0, width * height, width))
    drawn = b"".join(b"\0" + bytes(place[colour] for colour in row) for row in rows)
    parts = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0),
        b"PLTE": b"".join(bytes(colour) for colour in palette),
        b"IDAT": zlib.compress(drawn, 9),
        b"IEND": b"",
    }
    path.write_bytes(SIGNATURE + b"".join(_part(name, data) for name, data in parts.items()))


def _palette(counted: Counter[Colour]) -> list[Colour]:
    """Half of it the most common colours; half the most common of those unlike them all, so that a
    colour used in few places stays too."""
    ordered = [colour for colour, _n in counted.most_common()]
    common, alike = ordered[: MOST // 2], {}
    taken = {_roughly(colour) for colour in common}
    for colour in ordered:
        if _roughly(colour) not in taken:
            alike.setdefault(_roughly(colour), []).append(colour)
    groups = sorted(alike.values(), key=lambda group: sum(map(counted.get, group)), reverse=True)
    return common + [group[0] for group in groups[: MOST - len(common)]]


def _roughly(colour: Colour) -> Colour:
    return tuple(part >> 3 for part in colour)


def _apart(one: Colour, other: Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _part(name: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + check


def _read(png: bytes) -> tuple[int, int, list[Colour]]:
    """Width, height and the colours, row by row: 8 bits a channel, not interlaced."""
    at, packed, head = len(SIGNATURE), b"", b""
    while at < len(png):
        [length], name = struct.unpack(">I", png[at : at + 4]), png[at + 4 : at + 8]
        data = png[at + 8 : at + 8 + length]
        if name == b"IHDR":
            head = data
        elif name == b"IDAT":
            packed += data
        at += length + 12
    width, height, depth, kind, *_rest, interlaced = struct.unpack(">IIBBBBB", head)
    if depth != 8 or kind not in (2, 6) or interlaced:
        raise ValueError("not a PNG of a screenshot")
    channels = 3 if kind == 2 else 4
    raw, line, pixels = zlib.decompress(packed), width * channels, []
    before = bytes(line)
    for start in range(0, height * (line + 1), line + 1):
        row = bytearray(raw[start + 1 : start + 1 + line])
        _unfilter(raw[start], row, before, channels)
        pixels += zip(row[0::channels], row[1::channels], row[2::channels], strict=True)
        before = row
    return width, height, pixels


def _unfilter(kind: int, row: bytearray, above: bytes, step: int) -> None:
    """Undo what the PNG did to a row: it holds differences to the left, to above, or to both."""
    for at, held in enumerate(row):
        left = row[at - step] if at >= step else 0
        corner = above[at - step] if at >= step else 0
        guessed = (0, left, above[at], (left + above[at]) // 2, 0)[kind]
        if kind == 4:
            guessed = _paeth(left, above[at], corner)
        row[at] = (held + guessed) & 255


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda value: abs(guess - value))
