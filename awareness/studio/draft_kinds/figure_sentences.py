"""A figure in a sentence, which a page may begin with. Pure."""

import re

from awareness.content.writing import Fields

# Words that a label may begin with and that make no sentence of it.
NO_VERBS = frozenset(
    """with without who that which of in on at to for by from whose where when as than aged under
    over all those these people women men employees respondents""".split()  # noqa: SIM905
)


def in_a_sentence(figure_key: str, figure_fields: Fields) -> str:
    """What a text may say of a figure, in the words in which it was confirmed; the figure alone
    where these have numbers of their own, which no text types."""
    reference = f"{{figure:{figure_key}}}"
    label, population = (
        " ".join(str(figure_fields.get(name) or "").split()).rstrip(".")
        for name in ("label", "population")
    )
    if not label or re.search(r"\d", label + population):
        return reference
    is_what_people_do = label[:1].islower() and label.partition(" ")[0] not in NO_VERBS
    if figure_fields.get("kind") == "share" and population and is_what_people_do:
        return f"{reference} of {population} {label}."
    return f"{label[:1].upper()}{label[1:]}: {reference}."
