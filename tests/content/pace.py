"""How long a module takes: 180 words a minute, and half a minute for each decision; and how many
words its plain edition has.

    .venv/bin/python -m tests.content.pace

prints both tables of docs/content-review.md.
"""

import os
from functools import cache

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "awareness.settings")
    django.setup()

from awareness.bank.authored import GeneratedQuestion, ScenarioFile, question_class
from awareness.content.pace import GENERATED_WORDS, Pace
from tests.content.texts import explainers, modules, own_texts, questions, scenarios, words


def _body(name: str, plain: bool) -> str:
    found = own_texts() if name.endswith(".md") else explainers()
    return found[name][plain].body


@cache
def _pace() -> Pace:
    shapes = {key: question_class(data).model_validate(data) for key, data in questions().items()}
    situations = {key: ScenarioFile.model_validate(data) for key, data in scenarios().items()}
    return Pace(shapes, situations, _body, words)


def best_way(situation: str, form: str) -> tuple[int, int]:
    return _pace().best_way(_pace().situations[situation].forms[form])


def step(step: dict, *, plain: bool = False) -> tuple[int, float]:
    """(words read, decisions) of one step."""
    return _pace().step(step, plain=plain)


def minutes(slug: str) -> float:
    """Minutes for the ordinary version of a module, read once."""
    return sum(_pace().minutes(one) for one in modules()[slug]["steps"])


def written(slug: str, *, plain: bool) -> int:
    """The words of a module that an edition has of its own: those of its texts, situations and
    questions. What the page of the contact and generated questions say is the same in all."""
    steps = [one for one in modules()[slug]["steps"] if one["kind"] != "commit"]
    fixed = sum(
        GENERATED_WORDS
        for one in steps
        for key in one.get("questions") or filter(None, [one.get("question")])
        if isinstance(_pace().questions[key], GeneratedQuestion)
    )
    return sum(step(one, plain=plain)[0] for one in steps) - fixed


def shorter(slug: str) -> float:
    """The share of words that the plain edition has less than the ordinary one."""
    return 1 - written(slug, plain=True) / written(slug, plain=False)


def table() -> str:
    """A row a module: what it says it takes, and what was counted."""
    rows = ["| module | says | words read | decisions | counted |", "|---|---|---|---|---|"]
    for slug, module in in_order():
        each = [step(one) for one in module["steps"]]
        read, decided = (sum(column) for column in zip(*each, strict=True))
        name = f"{module['code']} {module['title']}"
        rows.append(
            f"| {name} | {module['minutes']} min | {read} | {decided:g} | {minutes(slug):.1f} min |"
        )
    return "\n".join(rows)


def plain_table() -> str:
    """A row a module: the words of both editions, and how many fewer the plain one has."""
    rows = ["| module | ordinary | plain | fewer |", "|---|---|---|---|"]
    for slug, module in in_order():
        ordinary, plain = (written(slug, plain=edition) for edition in (False, True))
        rows.append(f"| {module['code']} | {ordinary} | {plain} | {shorter(slug):.0%} |")
    return "\n".join(rows)


def in_order() -> list[tuple[str, dict]]:
    return sorted(modules().items(), key=lambda pair: pair[1]["order"])


if __name__ == "__main__":
    print(table())
    print()
    print(plain_table())
