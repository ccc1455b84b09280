"""What the database was made from: the content files, the code that reads them, the libraries.

Reading and checking everything takes seconds; an unchanged fingerprint says that it would change
nothing. Every load writes down its own, so that none in between goes unseen.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from awareness.content.swap import ASIDE
from awareness.content.text_files import listed

# Rooms whose code decides what is made of a file.
ROOMS = ("prepared", "quizzes", "awareness")


def fingerprint(dirs: Sequence[Path]) -> str:
    """SHA-256 over names and bytes of all content files, our code and the lock file."""
    digest = sha256()
    for path, name in _files(dirs):
        data = path.read_bytes()
        # Lengths keep the end of one file from being read as the beginning of the next.
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def _files(dirs: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    for place, folder in enumerate(dirs):
        for path in listed(folder, "**/*"):
            name = path.relative_to(folder)
            if path.is_file() and ASIDE not in name.parts:  # taken out of use
                yield path, f"{place}/{name}"
    for room in ROOMS:
        for path in sorted((settings.BASE_DIR / room).rglob("*.py")):
            yield path, str(path.relative_to(settings.BASE_DIR))
    yield settings.BASE_DIR / "uv.lock", "uv.lock"
