"""What the site writes down when something goes wrong: the name of the view, never who, what topic,
which address or which answer (DESIGN §5).

Django's own messages carry the path, and an exception's message can carry a row's values. Both are
left out here: a record says the view and, for an error, the exception's class and the code lines.
"""

import logging
import traceback

from django.http import HttpRequest


class QuietFormatter(logging.Formatter):
    """Time, level, logger and view name; for an exception its class and frames, no values."""

    def format(self, record: logging.LogRecord) -> str:
        parts = [self.formatTime(record), record.levelname, record.name]
        request = getattr(record, "request", None)
        if request is not None or record.name.startswith("django.security"):
            parts += [str(getattr(record, "status_code", "")), f"view={view_name(request)}"]
        else:
            parts.append(record.getMessage())
        line = " ".join(part for part in parts if part)
        if record.exc_info and record.exc_info[1] is not None:
            line += "\n" + error_frames(record.exc_info[1])
        return line


def view_name(request: HttpRequest | None) -> str:
    """The URL name of the request's view, or `-` where none was found."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name or "-") if match else "-"


def error_frames(error: BaseException) -> str:
    """The exception's class and where it was raised, chained ones included; no message."""
    lines: list[str] = []
    seen_ids: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen_ids:
        seen_ids.add(id(current))
        lines.append(f"  {type(current).__module__}.{type(current).__qualname__}")
        lines += [
            f"    {frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(current.__traceback__)
        ]
        current = current.__cause__ or current.__context__
    return "\n".join(lines)
