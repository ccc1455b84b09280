"""The files that authors sent, by the hash of their bytes, outside the folders of content."""

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Container
from pathlib import Path

from django.conf import settings

HASH_NAME = re.compile(r"[0-9a-f]{64}")


def folder() -> Path | None:
    """Where they lie; None where nobody named a folder, and no report can be sent."""
    originals: Path | None = settings.ORIGINALS_DIR
    return originals


def keep(data: bytes) -> str:
    """Writes a file whole or not at all; its hash, which is its name."""
    originals = _folder_or_error()
    originals.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(data).hexdigest()
    if not (originals / name).exists():
        with tempfile.NamedTemporaryFile(dir=originals, prefix=".new-", delete=False) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(file.name, originals / name)
    return name


def path_of(name: str) -> Path:
    """Where the file with this hash lies, or would; ValueError for what is no hash."""
    if not HASH_NAME.fullmatch(name):
        raise ValueError("no hash")
    return _folder_or_error() / name


def remove_unneeded(needed_names: Container[str], written_before: float) -> None:
    """Takes away files that are not needed and were written before that moment (seconds since the
    epoch), also unfinished ones that a kill left."""
    originals = folder()
    if originals is None or not originals.is_dir():
        return
    for path in originals.iterdir():
        is_ours = HASH_NAME.fullmatch(path.name) or path.name.startswith(".new-")
        if is_ours and path.name not in needed_names and path.stat().st_mtime < written_before:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()


def _folder_or_error() -> Path:
    """RuntimeError where nobody named a folder."""
    originals = folder()
    if originals is None:
        raise RuntimeError("ORIGINALS_DIR is not set")
    return originals
