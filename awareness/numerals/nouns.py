"""One of a counted thing, and several: complaint, complaints. Pure; English, by its rules of
spelling and the words that have rules of their own.

Of Swedish and German the form that stands in print is kept: letters alone do not tell which it is.
"""

import re
from collections.abc import Callable

_IRREGULAR_PLURALS = {
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
_IRREGULAR_SINGULARS = {several: one for one, several in _IRREGULAR_PLURALS.items()}
# The same for one and several, or not counted by ones.
_SAME_IN_PLURAL = frozenset(
    """series species means news aircraft staff police offspring headquarters crossroads sheep fish
    data information training equipment software hardware money income traffic access work travel
    personnel health education research progress feedback""".split()  # noqa: SIM905
)
_SINGULAR_IN_S = re.compile(r"(?:ss|us|is)$")
_TAKES_ES = re.compile(r"(?:[sxz]|[cs]h)$")
_PLURAL_IN_ES = re.compile(r"(?:ss|x|zz|[cs]h)es$")
# “women”, and not “omen”, “specimen” or “regimen”; then “woman”, and not “human” or “German”.
_MEN = re.compile(r"(?<!speci)(?<!regi)(?<!abdo)(?<!acu)(?<!^o)men$")
_MAN = re.compile(r"(?<!hu)(?<!ger)(?<!^ro)(?<!sha)man$")
_CONSONANT_Y = re.compile(r"[^aeiou]y$")
# Where the thing that is counted ends: employees with a plan are employees.
_AFTER_NOUN = re.compile(
    r"\s(?:with|without|of|in|who|that|which|by|for|at|to|from|on|as|under|over|per)\b"
)


def singular(words: str) -> str:
    """One of what `words` name: “employees with a plan” is “employee with a plan”."""
    return _with_noun_changed(words, _singular_noun)


def plural(words: str) -> str:
    """Several of what `words` name; they stay where they name several already."""
    return _with_noun_changed(words, _plural_noun)


def _with_noun_changed(words: str, change: Callable[[str], str]) -> str:
    """With the noun changed: the last word before what goes on about it."""
    match = _AFTER_NOUN.search(words)
    named, rest = (words[: match.start()], words[match.start() :]) if match else (words, "")
    text_before, space, noun = named.rpartition(" ")
    return f"{text_before}{space}{change(noun)}{rest}"


def is_plural(noun: str) -> bool:
    """Whether a noun stands in the plural, as far as its letters tell."""
    lower = noun.lower()
    if lower in _SAME_IN_PLURAL or lower in _IRREGULAR_SINGULARS or _MEN.search(lower):
        return True
    return (
        len(lower) > 3
        and lower.endswith("s")
        and lower not in _IRREGULAR_PLURALS
        and not _SINGULAR_IN_S.search(lower)
    )


def _singular_noun(noun: str) -> str:
    """One of what a single word names; the word where it is singular already."""
    lower = noun.lower()
    if lower in _SAME_IN_PLURAL or not is_plural(noun):
        return noun
    if lower in _IRREGULAR_SINGULARS:
        return _capitalised_as(noun, _IRREGULAR_SINGULARS[lower])
    if _MEN.search(lower):
        return f"{noun[:-2]}an"
    if lower.endswith("ies"):
        return f"{noun[:-3]}y"
    return noun[:-2] if _PLURAL_IN_ES.search(lower) else noun[:-1]


def _plural_noun(noun: str) -> str:
    """Several of what a single word names."""
    lower = noun.lower()
    if is_plural(noun):
        return noun
    if lower in _IRREGULAR_PLURALS:
        return _capitalised_as(noun, _IRREGULAR_PLURALS[lower])
    if _MAN.search(lower):
        return f"{noun[:-2]}en"
    if _CONSONANT_Y.search(lower):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if _TAKES_ES.search(lower) else f"{noun}s"


def _capitalised_as(noun: str, other: str) -> str:
    """`other` with a capital where `noun` has one."""
    return other[:1].upper() + other[1:] if noun[:1].isupper() else other
