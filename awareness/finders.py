"""Static files of libraries, only what pages use: compressing all of Bootstrap takes long."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import bootstrap
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.checks import CheckMessage, Error
from django.core.files.storage import FileSystemStorage

BOOTSTRAP_FOLDER = Path(next(iter(bootstrap.__path__)))  # a namespace package: it has no __file__
USED_FILES = ("css/bootstrap.min.css", "css/bootstrap.min.css.map")


class LibraryFinder(FileSystemFinder):
    """Bootstrap's one style sheet, from its wheel, under bootstrap/."""

    def __init__(self, app_names: Sequence[str] | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(app_names, *args, **kwargs)
        self.locations = [("bootstrap", str(BOOTSTRAP_FOLDER))]
        storage = FileSystemStorage(location=BOOTSTRAP_FOLDER)
        storage.prefix = "bootstrap"  # type: ignore[attr-defined]  # collectstatic reads it
        self.storages = {str(BOOTSTRAP_FOLDER): storage}

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        missing = [name for name in USED_FILES if not (BOOTSTRAP_FOLDER / name).is_file()]
        if missing:
            return [Error(f"Bootstrap's wheel has no {', '.join(missing)}", id="site.E001")]
        return []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        for path, storage in super().list(ignore_patterns):
            if path in USED_FILES:
                yield path, storage
