"""The engine behind `django.tasks`: django-ox, told to write down no values (decision 14).

Besides this, only the worker (`process.py`, `management/commands/work.py`), what prunes its rows
(`tasks.py`) and what takes its pages away (`admin.py`) know which engine it is.
"""

import logging
from dataclasses import dataclass

from django.tasks.base import Task
from django_ox.backend import OxBackend
from django_ox.exceptions import TaskTimeout
from django_ox.tasks import PolicyTask

from awareness.logs import error_frames

logger = logging.getLogger(__name__)


class TaskFailed(Exception):
    """A task raised something. The message names classes and code lines, and no values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietTask[**P, R](PolicyTask[P, R]):
    """A task whose failure can be stored: the engine keeps the traceback of what `call` raises, and
    an exception's message can carry an address or a row's values."""

    def call(self, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return Task.call(self, *args, **kwargs)  # super() fails in a class made by slots=True
        except TaskTimeout as error:
            raise error from None  # the engine's own; what it interrupted is left out
        except Exception as error:
            logger.error("%s failed", self.module_path, exc_info=error)
            raise TaskFailed("\n" + error_frames(error)) from None


class Backend(OxBackend):
    task_class = QuietTask
