"""What the database was made from: the content files, the code that reads them, the libraries.

Reading and checking everything takes seconds; an unchanged fingerprint says that it would change
nothing. Every load writes down its own, so that none in between goes unseen.
"""

import os
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from awareness.content.swap import SET_ASIDE_FOLDER
from awareness.content.text_files import files_within

# Packages whose code decides what is made of a file.
CODE_FOLDERS = ("prepared", "quizzes", "awareness")


def fingerprint_of(dirs: Sequence[Path]) -> str:
    """SHA-256 over names and bytes of all content files, our code and the lock file."""
    digest = sha256()
    for path, name in _fingerprinted_files(dirs):
        data = Path(path).read_bytes()
        # Lengths keep the end of one file from being read as the beginning of the next.
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def _fingerprinted_files(dirs: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """(path, name that goes into the digest) of each file, always in the same order."""
    for dir_number, folder in enumerate(dirs):
        for entry in files_within(folder, {SET_ASIDE_FOLDER}):  # taken out of use
            yield entry.path, f"{dir_number}/{os.path.relpath(entry.path, folder)}"
    for room in CODE_FOLDERS:
        for entry in files_within(settings.BASE_DIR / room, {"__pycache__"}):
            if entry.name.endswith(".py"):
                yield entry.path, os.path.relpath(entry.path, settings.BASE_DIR)
    yield str(settings.BASE_DIR / "uv.lock"), "uv.lock"
