"""Which figures of one measure contradict each other, by the words of their labels. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise, product
from typing import NamedTuple

from awareness.content.reading.statements import NUMBER, WORD, Statement
from awareness.content.reading.value_comparison import can_both_be_true, may_be_miswritten
from awareness.content.reading.word_stems import stem_of, stems_of

MOST_EACH_WITH_EACH = 20  # figures with one label that are compared each with each
# Words of a label that say where a number is printed, not what it is.
# fmt: off
WORDS_OF_PLACE = frozenset((
    "the", "in", "of", "on", "as", "it", "has", "digits", "words", "text", "heading", "title",
    "table", "chart", "blog", "summary", "foreword", "report",
))
# fmt: on

type StatementPair = tuple[Statement, Statement]


class _Label(NamedTuple):
    """The stems of a label's words, and all figures whose labels have them, in whatever order."""

    stems: frozenset[str]
    count_by_stem: Counter[str]
    figures: list[Statement]

    def is_part_of(self, other: "_Label") -> bool:
        """Whether the other label has all words of this one, as often at least."""
        # Sets are compared many times faster, and few are part of each other.
        return self.stems <= other.stems and self.count_by_stem <= other.count_by_stem


def contradicting_figures(statements: Sequence[Statement]) -> Iterator[StatementPair]:
    """Pairs of figures of one measure that cannot both be true and whose labels are of one thing:
    they have the same words, or one has those of the other and more, where one value may be the
    other miswritten. Labels are compared once for all figures that have the same words, of which
    there may be thousands. Statements that are no figure are left out."""
    figures_by_measure: dict[tuple[str, ...], list[Statement]] = defaultdict(list)
    for statement in statements:
        if statement.figure:
            figures_by_measure[_measure_of(statement)].append(statement)
    for figures in figures_by_measure.values():
        for labels in _labels_with_the_same_numbers(figures):
            for label in labels:
                yield from _contradictions_among(_pairs_in(label.figures))
            for label, other in combinations(labels, 2):
                if label.is_part_of(other) or other.is_part_of(label):
                    pairs = product(
                        label.figures[:MOST_EACH_WITH_EACH], other.figures[:MOST_EACH_WITH_EACH]
                    )
                    yield from _contradictions_among(
                        pair for pair in pairs if may_be_miswritten(*pair)
                    )


def _measure_of(figure: Statement) -> tuple[str, ...]:
    """What two figures have to share to be of one measure."""
    return figure.unit, figure.kind, figure.measure, figure.population, figure.period


def _labels_with_the_same_numbers(figures: Sequence[Statement]) -> Iterator[list[_Label]]:
    """The labels of figures, those together that name the same numbers: a year, an age."""
    labels_by_numbers: dict[tuple[str, ...], dict[frozenset[tuple[str, int]], _Label]] = {}
    for figure in figures:
        count_by_stem = _stem_counts(figure.words)
        new_label = _Label(frozenset(count_by_stem), count_by_stem, [])
        label_by_stem_counts = labels_by_numbers.setdefault(tuple(NUMBER.findall(figure.words)), {})
        label_by_stem_counts.setdefault(frozenset(count_by_stem.items()), new_label).figures.append(
            figure
        )
    for label_by_stem_counts in labels_by_numbers.values():
        yield list(label_by_stem_counts.values())


def _pairs_in(figures: Sequence[Statement]) -> Iterable[StatementPair]:
    """Pairs of figures: each with each; of many, which are a series, each with the next."""
    are_few = len(figures) <= MOST_EACH_WITH_EACH
    return combinations(figures, 2) if are_few else pairwise(figures)


def _contradictions_among(
    pairs: Iterable[StatementPair],
) -> Iterator[StatementPair]:
    """Of pairs of figures whose labels are of one thing, those that cannot both be true."""
    for one, other in pairs:
        in_one_table = one.table and (one.report, one.table) == (other.report, other.table)
        if (
            not in_one_table
            and not can_both_be_true(one, other)
            and _same_question_asked(one, other)
        ):
            yield one, other


def _stem_counts(label: str) -> Counter[str]:
    """The stems of the words of a label that say what is counted, and how often each stands."""
    return Counter(
        stem_of(word) for word in WORD.findall(label.lower()) if word not in WORDS_OF_PLACE
    )


def _same_question_asked(one: Statement, other: Statement) -> bool:
    """Whether half of the words of their questions at least are the same; True without one."""
    stems, other_stems = stems_of(one.question_asked), stems_of(other.question_asked)
    return not (stems or other_stems) or len(stems & other_stems) * 2 >= len(stems | other_stems)
