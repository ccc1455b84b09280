"""What is wrong with the content, said so that an author can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from awareness.insights.ledger import Place


@dataclass(frozen=True, order=True)
class Problem:
    """`file:line: what is wrong; what would be right`. A warning does not stop a load."""

    path: str
    line: int
    message: str
    fix: str = ""
    warning: bool = False

    def __str__(self) -> str:
        text = f"{self.path}:{self.line}: {self.message}"
        return f"{text}; {self.fix}" if self.fix else text


def problem(place: Place, message: str, fix: str = "", warning: bool = False) -> Problem:
    """A problem at a place of the content files."""
    return Problem(place.path, place.line, message, fix, warning)


def nearest(key: str, known: Iterable[str]) -> str:
    """Which of the keys that there are somebody may have meant, in words: up to three, the likest
    first; where none is like it, the first few that begin as it does, or at all."""
    keys = sorted(known)
    if not keys:
        return "there is none yet"
    head = key.partition("/")[0].partition(":")[0]
    like = get_close_matches(key, keys, n=3, cutoff=0.6)
    beside = [other for other in keys if other.startswith(head)] or keys
    return f"write {' or '.join(f'`{other}`' for other in (like or beside)[:3])}"
