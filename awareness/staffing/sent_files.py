"""A file on its way from the request that took it to the worker that reads it: in the database,
since the two may be different machines, for seconds, and so that nobody can read it there.

It holds columns that are not taken, which are never kept: a copy of the database, or what is left
on a disk, shows none of them. The key follows from SECRET_KEY, which no database has.
"""

from collections.abc import Iterable, Iterator

from cryptography.fernet import InvalidToken

from awareness.people.ciphers import cipher
from awareness.staffing.models import FilePart, Import

PART_BYTES = 512 * 1024  # bytes of one row
PURPOSE = "awareness.staffing.sent_files"


def keep_file(imported: Import, chunks: Iterable[bytes]) -> None:
    """Keep the file, some of it a row."""
    encrypt = cipher(PURPOSE).encrypt
    for position, part in enumerate(_cut(chunks)):
        FilePart.objects.create(imported=imported, position=position, sealed=encrypt(part))


def _cut(chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        for start in range(0, len(chunk), PART_BYTES):
            yield chunk[start : start + PART_BYTES]


def read_kept_file(imported: Import) -> bytes | None:
    """The whole file; None where it is not there, or was kept under another key."""
    parts = FilePart.objects.filter(imported=imported).order_by("position")
    decrypt = cipher(PURPOSE).decrypt
    try:
        opened = [decrypt(bytes(part.sealed)) for part in parts.iterator(chunk_size=1)]
    except InvalidToken:
        return None
    return b"".join(opened) if opened else None


def drop_file(imported: Import) -> None:
    FilePart.objects.filter(imported=imported).delete()
