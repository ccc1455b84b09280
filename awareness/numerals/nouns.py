"""One of a counted thing, and several: complaint, complaints. Pure; English, by its rules of
spelling and the words that have rules of their own.

Of Swedish and German the form that stands in print is kept: letters alone do not tell which it is.
"""

import re
from collections.abc import Callable

_OWN = {
    "person": "people", "child": "children", "foot": "feet", "tooth": "teeth", "goose": "geese",
    "mouse": "mice", "ox": "oxen", "criterion": "criteria", "phenomenon": "phenomena",
    "analysis": "analyses", "crisis": "crises", "diagnosis": "diagnoses", "thesis": "theses",
    "hypothesis": "hypotheses", "axis": "axes", "index": "indices", "life": "lives",
    "wife": "wives", "knife": "knives", "half": "halves", "shelf": "shelves", "thief": "thieves",
    "loaf": "loaves", "calf": "calves", "quiz": "quizzes", "bus": "buses", "bonus": "bonuses",
    "virus": "viruses", "campus": "campuses", "status": "statuses", "census": "censuses",
    "surplus": "surpluses", "gas": "gases", "tie": "ties", "lie": "lies", "pie": "pies",
    "die": "dies", "movie": "movies", "cookie": "cookies", "calorie": "calories", "ache": "aches",
    "headache": "headaches", "cache": "caches", "shoe": "shoes", "toe": "toes", "canoe": "canoes",
    "hero": "heroes", "veto": "vetoes", "potato": "potatoes", "tomato": "tomatoes",
    "echo": "echoes", "cargo": "cargoes", "taxi": "taxis", "ski": "skis", "menu": "menus",
}  # fmt: skip
_OF_SEVERAL = {several: one for one, several in _OWN.items()}
# The same for one and several, or not counted by ones.
_ALIKE = frozenset(
    """series species means news aircraft staff police offspring headquarters crossroads sheep fish
    data information training equipment software hardware money income traffic access work travel
    personnel health education research progress feedback""".split()  # noqa: SIM905
)
_ENDS = re.compile(r"(?:ss|us|is)$")
_HISSES = re.compile(r"(?:[sxz]|[cs]h)$")
_HISSED = re.compile(r"(?:ss|x|zz|[cs]h)es$")
_MEN = re.compile(r"(?<!speci)(?<!regi)(?<!abdo)(?<!acu)(?<!^o)men$")
_MAN = re.compile(r"(?<!hu)(?<!ger)(?<!^ro)(?<!sha)man$")
_CONSONANT_Y = re.compile(r"[^aeiou]y$")
# Where the thing that is counted ends: employees with a plan are employees.
_GOES_ON = re.compile(
    r"\s(?:with|without|of|in|who|that|which|by|for|at|to|from|on|as|under|over|per)\b"
)


def singular(words: str) -> str:
    """One of what `words` name: “employees with a plan” is “employee with a plan”."""
    return _head(words, _one)


def plural(words: str) -> str:
    """Several of what `words` name; they stay where they name several already."""
    return _head(words, _several)


def _head(words: str, change: Callable[[str], str]) -> str:
    """With the noun changed: the last word before what goes on about it."""
    match = _GOES_ON.search(words)
    named, rest = (words[: match.start()], words[match.start() :]) if match else (words, "")
    text_before, space, noun = named.rpartition(" ")
    return f"{text_before}{space}{change(noun)}{rest}"


def is_several(noun: str) -> bool:
    """Whether a noun stands in the plural, as far as its letters tell."""
    lower = noun.lower()
    if lower in _ALIKE or lower in _OF_SEVERAL or _MEN.search(lower):
        return True
    return len(lower) > 3 and lower.endswith("s") and lower not in _OWN and not _ENDS.search(lower)


def _one(noun: str) -> str:
    lower = noun.lower()
    if lower in _ALIKE or not is_several(noun):
        return noun
    if lower in _OF_SEVERAL:
        return _as_written(noun, _OF_SEVERAL[lower])
    if _MEN.search(lower):
        return f"{noun[:-2]}an"
    if lower.endswith("ies"):
        return f"{noun[:-3]}y"
    return noun[:-2] if _HISSED.search(lower) else noun[:-1]


def _several(noun: str) -> str:
    lower = noun.lower()
    if is_several(noun):
        return noun
    if lower in _OWN:
        return _as_written(noun, _OWN[lower])
    if _MAN.search(lower):
        return f"{noun[:-2]}en"
    if _CONSONANT_Y.search(lower):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if _HISSES.search(lower) else f"{noun}s"


def _as_written(noun: str, other: str) -> str:
    return other[:1].upper() + other[1:] if noun[:1].isupper() else other
