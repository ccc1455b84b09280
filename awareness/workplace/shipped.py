"""Emergency numbers from the files that ship, for when the database cannot be asked."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings

from awareness.workplace.phones import dial

FILE = "support.yaml"


def emergency_numbers() -> Sequence[tuple[str, str]]:
    """(country in words, number as it is dialled) in the order of the file; of the folders of
    content the last that has a readable one counts, as it does when content is loaded.

    Whose site it is, is not known without the database: so it is all of them, or none where no file
    can be read.
    """
    for folder in reversed(settings.CONTENT_DIRS):
        if numbers := _read(Path(folder) / FILE):
            return numbers
    return ()


@lru_cache(maxsize=8)
def _read(path: Path) -> Sequence[tuple[str, str]]:
    try:
        emergency = yaml.safe_load(path.read_text(encoding="utf-8"))["emergency"]
        return tuple(
            (number.get("place") or country, dial(str(number["phone"])))
            for country, number in emergency.items()
        )
    except (OSError, ValueError, yaml.YAMLError, KeyError, TypeError, AttributeError):
        return ()
