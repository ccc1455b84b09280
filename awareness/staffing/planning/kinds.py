"""What a row does to one person. Apart from the plan: models need it when every command starts."""

from enum import StrEnum


class Kind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    BACK = "back"
    UNCHANGED = "unchanged"
    LEAVER = "leaver"
    PAST = "past"  # has left before, and is not known: nothing is made
