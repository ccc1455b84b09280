"""Keys of questions that are forms of a situation: `scenario/s1-a`, `scenario/s1-b`. Pure."""

SITUATION_PREFIX = "scenario/"


def key_of_situation(situation: str) -> str:
    """What the keys of its forms have in common: `scenario/s1`."""
    return f"{SITUATION_PREFIX}{situation}"


def key_of_form(situation: str, form: str) -> str:
    """`scenario/s1-a`, of the situation `s1` and its form `a`."""
    return f"{key_of_situation(situation)}-{form}"


def situation_and_form(question_key: str) -> tuple[str, str]:
    """(`scenario/s1`, `a`) of `scenario/s1-a`. A situation `s1-more` is another one than `s1`."""
    situation, _, form = question_key.rpartition("-")
    return situation, form
