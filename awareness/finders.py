"""Static files of libraries, only what pages use: compressing all of Bootstrap takes long."""

from pathlib import Path

import bootstrap
from django.contrib.staticfiles.finders import FileSystemFinder

BOOTSTRAP = Path(next(iter(bootstrap.__path__)))  # a namespace package: it has no __file__
USED = ("css/bootstrap.min.css", "css/bootstrap.min.css.map")


class LibraryFinder(FileSystemFinder):
    """Bootstrap's one style sheet, from its wheel, under bootstrap/."""

    def __init__(self, app_names=None, *args, **kwargs):
        super().__init__(app_names, *args, **kwargs)
        self.locations = [("bootstrap", str(BOOTSTRAP))]
        self.storages = {str(BOOTSTRAP): self._storage()}

    def _storage(self):
        from django.core.files.storage import FileSystemStorage

        storage = FileSystemStorage(location=BOOTSTRAP)
        storage.prefix = "bootstrap"
        return storage

    def check(self, **kwargs):
        missing = [name for name in USED if not (BOOTSTRAP / name).is_file()]
        if missing:
            from django.core.checks import Error

            return [Error(f"Bootstrap's wheel has no {', '.join(missing)}", id="site.E001")]
        return []

    def list(self, ignore_patterns):
        for path, storage in super().list(ignore_patterns):
            if path in USED:
                yield path, storage
