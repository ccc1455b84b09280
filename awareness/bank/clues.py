"""Whether the options alone tell which of them is right. Pure.

A model learns from the options of all groups but one, and picks an option in each set of the
group left out. Right much more often than chance means that wrong options are worded differently
from right ones: they explain themselves, say "probably", or are never the modest sentence.

The model is a conditional logit over the words that an option holds: within a set the scores of
the options compete, so that what all options of a set share says nothing. Nothing is random.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from quizzes.statistics import Interval, wilson

if TYPE_CHECKING:
    import numpy as np


class AnswerOption(NamedTuple):
    """One option of a question or of a decision, as a reader of the options alone sees it."""

    text: str
    is_right: bool


type OptionSet = Sequence[AnswerOption]  # what one question or decision lets choose from
# By what is one item: a question; all forms of a story.
type OptionSetsByGroup = Mapping[str, Sequence[OptionSet]]

TOKEN_PATTERN = re.compile(r"[a-z]+(?:['’][a-z]+)?|[^\sa-z0-9]", re.IGNORECASE)
# Words that show how a sentence is built and hardly what it is about.
FUNCTION_WORD_TEXT = """
    a an the this that these those such same other others another each every all any some none both
    either neither much many more most few fewer less least several enough only own one ones
    i me my mine myself we us our ours ourselves you your yours yourself he him his himself she her
    hers herself it its itself they them their theirs themselves who whom whose which what
    somebody someone something anybody anyone anything nobody nothing everybody everyone everything
    when where why how whether whatever whoever wherever whenever
    and or but nor so yet if unless because since as than though although while until till after
    before once then therefore else
    of in on at by for from to into onto out over under up down off with without within about around
    through during between among against towards upon across along behind beside beyond near except
    instead am is are was were be been being have has had having do does did doing done will would
    shall should can could may might must ought need not no yes never ever always often sometimes
    usually mostly mainly rarely seldom probably perhaps maybe possibly likely surely certainly
    clearly simply just even still already also too very quite rather almost nearly hardly really
    well again now soon later first last here there away back together alone
"""
FUNCTION_WORDS = frozenset(FUNCTION_WORD_TEXT.split())
WEIGHT_PENALTY = (
    1.0  # on the square of each weight: a word seen in one item alone counts for little
)
ASCENT_STEPS = 40  # of the ascent; more do not change a pick
MOST_TELLING = 10  # words named


@dataclass(frozen=True)
class GuessingResult:
    """How many of so many option sets (`choices`) came out right by the options alone; `chance`: of
    blind picks, 0 to 1.

    Where options tie, each counts for its part. `telling`: words with their weights, the heaviest
    first; above 0 the word stands in right options more than in wrong ones.
    """

    choices: int
    right: Interval
    chance: float
    telling: tuple[tuple[str, float], ...]


def guess_without_stem(option_sets_by_group: OptionSetsByGroup, *, style: bool) -> GuessingResult:
    """Let a model pick in each group what it learned from the others; of two groups or more.

    `style`: it sees function words and punctuation alone, otherwise every word. A set without a
    right option, or with nothing else, is left out. ValueError: nothing is left.
    """
    import numpy as np  # slow to import

    grouped_sets = [
        (group, options)
        for group, option_sets in option_sets_by_group.items()
        for options in option_sets
        if 0 < sum(right for _, right in options) < len(options)
    ]
    if not grouped_sets:
        raise ValueError("no choice between options")
    sizes = np.array([len(options) for _, options in grouped_sets])
    group_of = np.repeat([group for group, _ in grouped_sets], sizes)
    presence, set_of, words = _presence_matrix(
        [options for _, options in grouped_sets], style=style
    )
    keys = np.array([right for _, options in grouped_sets for _, right in options], dtype=float)
    similarity = presence @ presence.T
    left_out = group_of[:, None] == np.unique(group_of)  # a column each group
    visible_columns = np.column_stack([~left_out, np.ones(len(keys), dtype=bool)])
    shares_by_model = _fit_conditional_logit(similarity, keys, set_of, visible_columns)
    scores = (similarity @ shares_by_model[:, :-1])[left_out]
    credit = 0.0
    for number in range(len(grouped_sets)):
        inside = set_of == number
        credit += keys[inside][scores[inside] >= scores[inside].max() - 1e-9].mean()
    weights = presence.T @ shares_by_model[:, -1]
    weighed = [(word, round(float(weight), 2)) for word, weight in zip(words, weights, strict=True)]
    return GuessingResult(
        choices=len(grouped_sets),
        right=wilson(float(credit), len(grouped_sets)),
        chance=float(np.mean(np.bincount(set_of, keys) / sizes)),
        telling=tuple(sorted(weighed, key=lambda pair: (-abs(pair[1]), pair[0]))[:MOST_TELLING]),
    )


def pick_likelihoods(
    learned_from: Sequence[OptionSet], options: OptionSet, *, style: bool
) -> list[float]:
    """How likely somebody picks each option who learned from other sets and sees no stem; 0 to
    1, all alike where there is nothing to learn from."""
    weights = _learned_weights(tuple(map(tuple, learned_from)), style=style)
    scores = [
        sum(weights.get(word, 0.0) for word in tokens_of(text, style=style)) for text, _ in options
    ]
    odds = [math.exp(score - max(scores)) for score in scores]
    return [share / sum(odds) for share in odds]


@lru_cache(maxsize=16)  # a question is looked at again and again while it is written
def _learned_weights(option_sets: tuple[OptionSet, ...], *, style: bool) -> Mapping[str, float]:
    """The weight of each word in these sets."""
    import numpy as np

    judged_sets = [
        options for options in option_sets if 0 < sum(right for _, right in options) < len(options)
    ]
    if not judged_sets:
        return {}
    presence, set_of, words = _presence_matrix(judged_sets, style=style)
    keys = np.array([right for options in judged_sets for _, right in options], dtype=float)
    all_of_them = np.ones((len(keys), 1), dtype=bool)
    weights = (
        presence.T @ _fit_conditional_logit(presence @ presence.T, keys, set_of, all_of_them)[:, 0]
    )
    return dict(zip(words, map(float, weights), strict=True))


def _presence_matrix(
    option_sets: Sequence[OptionSet], *, style: bool
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """A row an option and a column a word, less what all options of a set share; the number of
    each row's set; the words."""
    import numpy as np

    tokens_by_set = [
        [tokens_of(text, style=style) for text, _ in options] for options in option_sets
    ]
    words = sorted({word for options in tokens_by_set for option in options for word in option})
    column = {word: number for number, word in enumerate(words)}
    sizes = np.array([len(options) for options in option_sets])
    set_of = np.repeat(np.arange(len(option_sets)), sizes)
    presence = np.zeros((len(set_of), len(words)))
    for row_number, option in enumerate(option for options in tokens_by_set for option in options):
        presence[row_number, [column[word] for word in option]] = 1
    means = np.add.reduceat(presence, np.cumsum(sizes) - sizes) / sizes[:, None]
    return presence - means[set_of], set_of, words


def tokens_of(text: str, *, style: bool) -> frozenset[str]:
    """The words and marks of a text, in small letters; for `style` no word that carries content."""
    present = {token.lower().replace("’", "'") for token in TOKEN_PATTERN.findall(text)}
    return frozenset(
        token for token in present if not style or not token[0].isalpha() or token in FUNCTION_WORDS
    )


def _fit_conditional_logit(
    similarity: np.ndarray, keys: np.ndarray, set_of: np.ndarray, visible: np.ndarray
) -> np.ndarray:
    """The conditional logit, found by Nesterov's accelerated ascent; one model a column of
    `visible`, from the options (rows) that are true there: whole sets.

    The weights of words that it finds are always a sum of rows of `presence`, so it is enough to
    know how much of each option is in them: that is what comes back, a column a model. `similarity`
    is `presence @ presence.T`, hundreds wide where there are thousands of words, and all models are
    moved at once.
    """
    import numpy as np

    starts = np.flatnonzero(np.diff(set_of, prepend=-1))
    target = (keys / np.bincount(set_of, keys)[set_of])[:, None]
    # Half of the largest eigenvalue bounds the curvature, also where options are left out.
    step = 1 / (WEIGHT_PENALTY + np.linalg.eigvalsh(similarity)[-1] / 2)
    weights = ahead = np.zeros(visible.shape)
    for number in range(ASCENT_STEPS):
        likely = np.exp(similarity @ ahead)
        likely /= np.add.reduceat(likely, starts)[set_of]
        moved = ahead + step * ((target - likely) * visible - WEIGHT_PENALTY * ahead)
        ahead = moved + number / (number + 3) * (moved - weights)
        weights = moved
    return weights
