"""Which key somebody may have meant who wrote one that nothing has. Pure."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest_fix(key: str, known: Iterable[str]) -> str:
    """Which of the keys that there are somebody may have meant, in words: up to three, the likest
    first; where none is like it, the first few that begin as it does, or at all."""
    keys = sorted(known)
    if not keys:
        return "there is none yet"
    head = key.partition("/")[0].partition(":")[0]
    similar_keys = get_close_matches(key, keys, n=3, cutoff=0.6)
    keys_with_same_head = [other for other in keys if other.startswith(head)] or keys
    return (
        f"write {' or '.join(f'`{other}`' for other in (similar_keys or keys_with_same_head)[:3])}"
    )
