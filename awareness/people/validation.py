"""What people may type: words, days and links. Pure; forms and actions ask the same rule."""

import re
from datetime import date
from urllib.parse import urlsplit

YEARS_BACK, YEARS_AHEAD = 80, 10
# No letter and no sign: NUL, which PostgreSQL refuses, other control characters (tab and the end of
# a line may stand in a text), and halves of pairs.
UNSAYABLE_SIGNS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def is_day_in_reach(day: date, today: date) -> bool:
    """Whether the day can be meant: a slip of a digit lands in another century."""
    return -YEARS_BACK <= day.year - today.year <= YEARS_AHEAD


def is_web_link(text: str) -> bool:
    """Whether a link leads to a page of the web and says where: https, and no user part, behind
    which another host could hide. No spaces, nothing that cannot be seen, no backslashes."""
    if not text.isprintable() or " " in text or "\\" in text:
        return False
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.scheme == "https" and bool(host) and "@" not in parts.netloc
