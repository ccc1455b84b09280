"""Whether two texts differ in nothing but spelling, spacing and punctuation. Pure (decision 35).

Whoever read the one has read the other. In doubt they differ: a second person looks then.
"""

import re

# Misspellings that are no words, and what they are meant to be. A word that could be meant is
# never in it: no "form" for "from". Nobody guesses by likeness: "casual" is like "causal".
SPELLING_BY_MISTAKE = {
    "accross": "across", "acheive": "achieve", "adress": "address", "agressive": "aggressive",
    "allways": "always", "apparant": "apparent", "becuase": "because", "beleive": "believe",
    "begining": "beginning", "calender": "calendar", "collegue": "colleague",
    "comming": "coming", "commitee": "committee", "concious": "conscious",
    "definately": "definitely", "diffrent": "different", "embarass": "embarrass",
    "enviroment": "environment", "existance": "existence", "foward": "forward",
    "goverment": "government", "happend": "happened", "immediatly": "immediately",
    "infomation": "information", "knowlege": "knowledge", "liason": "liaison",
    "maintainance": "maintenance", "neccessary": "necessary", "occured": "occurred",
    "occuring": "occurring", "offical": "official", "oppurtunity": "opportunity",
    "persue": "pursue", "posession": "possession", "prefered": "preferred",
    "probaly": "probably", "publically": "publicly", "questionaire": "questionnaire",
    "recieve": "receive", "recieved": "received", "recomend": "recommend", "refered": "referred",
    "relevent": "relevant", "responsability": "responsibility", "seperate": "separate",
    "seperated": "separated", "shoud": "should", "similiar": "similar", "sucess": "success",
    "succesful": "successful", "suprise": "surprise", "teh": "the", "tommorow": "tomorrow",
    "untill": "until", "wich": "which", "wierd": "weird", "writen": "written",
}  # fmt: skip
# A word with what belongs to it: digits and their marks, a hyphen or an apostrophe inside. Any dash
# right before a digit may be a minus, or the “to” of a span.
TOKEN_PATTERN = re.compile(r"(?:[+−–—-](?=\d))?\w+(?:[.,:/'’‑-]\w+)*|\s+|[^\w\s]")
# Marks that a reader may find or miss; a question mark, a sign or Markdown is none of them.
IGNORED_MARKS = frozenset(".,;:'\"‘’“”–—")

type Json = dict[str, Json] | list[Json] | str | int | float | bool | None

# In what is stored of a version: texts that are read, by their name. All else has to be the same.
TEXT_FIELDS = frozenset({
    "title", "say", "about", "reflection", "preview", "lead", "body_markdown", "stem", "text",
    "plain", "youth", "feedback", "plain_feedback", "why", "objectives", "decisions", "learnt",
})  # fmt: skip
FIELDS_OF_TEXTS = frozenset(
    {"objectives", "decisions", "learnt", "feedback"}
)  # of texts under their keys
EXACT_FIELDS = frozenset(
    {"resolved", "sources", "caveats", "figures", "charts"}
)  # numbers, reservations
HASH_FIELDS = frozenset({"hash", "explainer_hash"})  # of what is compared beside it


def is_light(before: str, after: str) -> bool:
    """Whether nothing but spelling, spacing and punctuation differs. True for two equal texts."""
    if before == after:
        return True
    words_before, words_after = _words_and_signs(before), _words_and_signs(after)
    return (
        len(words_before) == len(words_after)
        and all(
            old == new or SPELLING_BY_MISTAKE.get(old) == new
            for old, new in zip(words_before, words_after, strict=True)
        )
        and _line_breaks(before) == _line_breaks(after)
    )


def _words_and_signs(text: str) -> list[str]:
    """The words, numbers and signs of a text in order, without spaces and `IGNORED_MARKS`."""
    return [
        token
        for token in TOKEN_PATTERN.findall(text.replace("’", "'"))
        if not token.isspace() and token not in IGNORED_MARKS
    ]


def _line_breaks(text: str) -> int:
    """How many line breaks a text has: one begins a paragraph or a list entry, and is no space."""
    return text.strip().count("\n")


def differs_lightly(before: Json, after: Json, name: str = "") -> bool:
    """Whether two stored versions differ in nothing but the spelling, spacing and punctuation of
    texts that are read. Of parts of versions: `name` is the key that they stand under, which says
    what they are."""
    if name in HASH_FIELDS or before == after:
        return True
    if name in EXACT_FIELDS or type(before) is not type(after):
        return False
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(
            differs_lightly(value, after[key], name if name in FIELDS_OF_TEXTS else key)
            for key, value in before.items()
        )
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(
            differs_lightly(old, new, name) for old, new in zip(before, after, strict=True)
        )
    if isinstance(before, str) and isinstance(after, str):
        return name in TEXT_FIELDS and is_light(before, after)
    return False
