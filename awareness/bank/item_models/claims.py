"""Q12: what can be concluded, and what goes beyond the data. Q13: which headline is honest.

The frame is an author's, the slots are filled from the ledger. Where the subject has
frames for what is counted, the claims can be left out: `says` ("had met it") then fills those.
"""

from __future__ import annotations

from collections.abc import Sequence

from awareness.bank.guards import (
    Refused,
    measure_named,
    one_claim,
    one_key,
    require,
    same_population,
)
from awareness.bank.item_models.base import (
    ItemModel,
    Request,
    all_fit,
    draft_of,
    reference,
    shuffled,
)
from awareness.bank.resolve import Draft
from awareness.bank.wording import base_words, openings
from awareness.insights.ledger import Figure, Ledger
from awareness.subjects.registry import measure

GOALS = {
    "beyond": "{say:Two} of these conclusions hold. Which one goes beyond the data?",
    "allowed": "Which conclusion do the data allow?",
}
HEADLINE = "Which headline says what the data show?"


def draft_conclude(ledger: Ledger, figures: list[Figure], request: Request) -> Draft:
    """One conclusion of three that goes beyond the data; or the one that they allow."""
    goal = request.more.get("goal", "beyond")
    claims = list(request.more.get("claims") or ()) or _of_a_share(figures, request, goal)
    wanted = goal == "allowed"
    guards = require(
        [one_claim([bool(c.get("holds")) for c in claims], wanted,
                   "hold" if wanted else "go beyond the data")]
    )  # fmt: skip
    return _choice(ledger, figures, request, Q12, claims, wanted, GOALS[goal], guards)


def draft_headline(ledger: Ledger, figures: list[Figure], request: Request) -> Draft:
    """One honest headline of three. The loose one that was printed may stand beside it."""
    claims = list(request.more.get("claims") or ())
    guards = require([one_claim([bool(c.get("holds")) for c in claims], True, "are honest")])
    return _choice(ledger, figures, request, Q13, claims, True, HEADLINE, guards)


def _of_a_share(figures: Sequence[Figure], request: Request, goal: str) -> list[dict]:
    """Claims from the frames of what the figure counts."""
    figure, says = figures[0], request.more.get("says", "")
    frames = measure(figure.measure).claims
    if not says or len(figures) != 1 or frames is None:
        seen = {"measure": figure.measure, "figures": len(figures)}
        raise Refused("G8", "there are no frames for this; write claims", seen)
    number = 1 if goal == "allowed" else 2
    claims = [(each.text, True, each.why) for each in frames.holds[:number]]
    claims += [(each.text, False, each.why) for each in frames.beyond[: 3 - number]]
    share = reference(figure)
    return [
        {
            "text": text.replace("{share}", share).replace("{says}", says),
            "holds": holds,
            "feedback": why,
            "figures": [figure.full_key],
        }
        for text, holds, why in claims
    ]


def _choice(
    ledger: Ledger,
    figures: list[Figure],
    request: Request,
    model: ItemModel,
    claims: Sequence[dict],
    wanted: bool,
    closing_question: str,
    guards: list,
) -> Draft:
    """A single choice of claims, in an order of the seed's; the key is the one that is `wanted`."""
    guards = [*guards, *all_fit(ledger, figures, model.task)]
    if model is Q13:  # Q12 may set two populations side by side: that is its lesson
        guards += require([same_population(figures)])
    by_text = {claim["text"]: claim for claim in claims}
    if len(by_text) != len(claims):
        raise Refused("G17", "two claims are the same", {"claims": len(claims)})
    named = dict(zip("abc", shuffled(list(by_text), request), strict=True))
    holds = {name: bool(by_text[text].get("holds")) for name, text in named.items()}
    right = next(name for name, true in holds.items() if true is wanted)
    guards = [*require([one_key(holds, lambda true: true is wanted, right)]), *guards]
    percent = figures[0].unit == "percent"
    sentences = [
        openings(ledger, figures),
        base_words(figures[0]) * percent,
        request.ask,
        closing_question,
    ]
    stem = " ".join(filter(None, sentences))
    guards += require([measure_named(figures[0], f"{stem} {' '.join(by_text)}")])
    options = [
        {
            "key": name,
            "text": text,
            "correct": name == right,
            "feedback": by_text[text]["feedback"],
            "figures": [
                ledger.figure(key, request.report).full_key
                for key in by_text[text].get("figures") or [figures[0].full_key]
            ],
        }
        for name, text in named.items()
    ]
    return draft_of(figures, request, kind="single", stem=stem, options=options, guards=guards)


Q12 = ItemModel("Q12", 2, "conclude", draft_conclude, "figures")
Q13 = ItemModel("Q13", 1, "headline", draft_headline, "figures")
