"""Files that come with a form: held in memory, and only where a page takes one."""

from typing import Any

from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadhandler import MemoryFileUploadHandler


class OnlyWhereTaken(MemoryFileUploadHandler):
    """Refuses a file (400) at every address but those of UPLOADS. Nothing is written to disk."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        if self.request is None or self.request.path_info not in settings.UPLOADS:
            raise TooManyFilesSent("no form here takes a file")
        super().new_file(*args, **kwargs)
