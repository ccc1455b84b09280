"""The files that authors sent, by the hash of their bytes, outside the folders of content."""

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Container
from pathlib import Path

from django.conf import settings

NAME = re.compile(r"[0-9a-f]{64}")


def folder() -> Path | None:
    """Where they lie; None where nobody named a folder, and no report can be sent."""
    named: Path | None = settings.ORIGINALS_DIR
    return named


def keep(data: bytes) -> str:
    """Writes a file whole or not at all; its hash."""
    originals = _folder()
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
    if not NAME.fullmatch(name):
        raise ValueError("no hash")
    return _folder() / name


def remove_but(needed: Container[str], older_than: float) -> None:
    """Takes away what nothing needs and was written before that moment, also what a kill left."""
    originals = folder()
    if originals is None or not originals.is_dir():
        return
    for path in originals.iterdir():
        ours = NAME.fullmatch(path.name) or path.name.startswith(".new-")
        if ours and path.name not in needed and path.stat().st_mtime < older_than:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()


def _folder() -> Path:
    originals = folder()
    if originals is None:
        raise RuntimeError("ORIGINALS_DIR is not set")
    return originals
