"""Item models as authors read of them: what each family asks, what its guards looked at."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What each family asks.
WORDS_BY_FAMILY: Mapping[str, str | Promise] = {
    "Q2": _("Read a drawing"),
    "Q9": _("Guess, then see"),
    "Q10": _("Names are matched with what they mean"),
    "Q11-counts": _("What does this number count?"),
    "Q11-of-whom": _("Of whom, or of what, is this a share?"),
    "Q12": _("Which statement do these figures support?"),
    "Q13": _("What mends this headline?"),
    "Q14": _("What does a colleague take it for?"),
}
# What holds of an item that has passed a guard, by the name of the guard.
WORDS_BY_GUARD: Mapping[str, str | Promise] = {
    "G1": _("Its numbers are large enough, and far enough apart"),
    "G5": _("It says of whom a share is"),
    "G6": _("It compares what the same people were asked"),
    "G7": _("Its figures may be taught and asked about"),
    "G8": _("It names what is counted"),
    "G9": _("It says of which year and whom"),
    "G10": _("What has to be said beside its figures is there"),
    "G11": _("It has no word that this subject does not use"),
    "G12": _("It ranks nothing that is never ranked"),
    "G13": _("Its numbers are as printed, or rounded rightly"),
    "G14": _("The report prints its number as a number"),
    "G15": _("One answer is right, and one alone"),
    "G16": _("Question and answers are short enough"),
    "G17": _("No answer says the same as another"),
    "G18": _("Its order holds"),
    "G19": _("It is not dated"),
    "G20": _("Its question does not name the number that is guessed"),
}


def guards_in_words(guards: Iterable[Mapping[str, object]]) -> list[str | Promise]:
    """What guards looked at that passed, each once, in the order of their names."""
    passed = {str(guard["name"]) for guard in guards if guard["passed"]}
    return [words for name, words in WORDS_BY_GUARD.items() if name in passed]
