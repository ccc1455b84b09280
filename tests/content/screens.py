"""How many screens a module has, and how many whoever answers by chance comes to.

The ideal way answers everything right at once. By chance each choice is as likely as the others,
and nobody remembers what they tried. tests/studio/test_what_ships.py walks the real pages
(walks.py), to hold that these are the screens that come.

    .venv/bin/python -m tests.content.screens

prints A1 and A5.
"""

import os
from functools import cache
from math import comb

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "awareness.settings")
    django.setup()

from quizzes.kinds.scenario import MOST_CHOICES_SHOWN
from tests.content.pace import best_way
from tests.content.texts import modules

AROUND = 2  # what stands before the first step, and after the last
ASKED_AND_TOLD = 2  # screens of one question or decision
CARD_LINES = 5  # two contacts, two of other sites, the emergency number
OPTIONS = 3  # of a single choice


def ideal(step: dict) -> float:
    """Screens of a step on the ideal way."""
    match step["kind"]:
        case "scenario":
            return ASKED_AND_TOLD * best_way(step["scenario"], step["form"])[1]
        case "estimate":
            return ASKED_AND_TOLD
        case "check":
            return len(step["questions"]) + 1
    return 1


def more_by_chance(step: dict, mark: int | None) -> float:
    """Screens that come on top of these, on average, for whoever answers by chance."""
    match step["kind"]:
        case "scenario":  # the first decision alone comes again, until it was the safe one
            return ASKED_AND_TOLD * (MOST_CHOICES_SHOWN - 1)
        case "check" if mark:
            count = len(step["questions"])
            return rounds(count, count - -(-mark * count // 100)) - (count + 1)
        case "commit" if step.get("find"):
            return CARD_LINES - 1
    return 0


@cache
def rounds(asked: int, allowed: int) -> float:
    """Screens of a check by chance, where `asked` questions are not right yet and it ends once no
    more than `allowed` are: what is not right is asked again."""
    right = 1 / OPTIONS
    chance = [
        comb(asked, wrong) * (1 - right) ** wrong * right ** (asked - wrong)
        for wrong in range(asked + 1)
    ]
    onwards = sum(chance[wrong] * rounds(wrong, allowed) for wrong in range(allowed + 1, asked))
    return (asked + 1 + onwards) / (1 - chance[asked])


def screens(slug: str) -> tuple[float, float]:
    """(on the ideal way, by chance) of a module, with what stands before and after its steps."""
    module = modules()[slug]
    mark = module.get("pass_mark", {}).get("percent")
    least = AROUND + sum(ideal(step) for step in module["steps"])
    return least, least + sum(more_by_chance(step, mark) for step in module["steps"])


if __name__ == "__main__":
    for slug, module in modules().items():
        if module["code"] in ("A1", "A5"):
            least, chance = screens(slug)
            times = chance / least
            print(f"{module['code']}: {least} screens, by chance {chance:.1f}, {times:.2f} times")
