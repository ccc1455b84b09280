"""Which printed numbers may disagree: in one report, or between two. Pure.

What is compared is what each number is about, by the report's words and by the ledger's. It
proposes; whether the sources disagree, somebody reads.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations, pairwise, product
from math import log
from typing import NamedTuple

from awareness.content.reading.statements import NUMBER, WORD, YEAR, Statement
from awareness.content.reading.value_comparison import can_both_be_true, may_be_miswritten

MARKDOWN_MARKS = re.compile(r"!\[|\]?\[\^\w+\]:?|Accessibility description:")
STEM_LETTERS = 6  # letters of a word that count
MIN_SHARED_WORDS = 6  # words that two sentences share at least
MIN_SHARED_WEIGHT = 0.45  # of the weight of all words of two sentences is in both
MIN_COUNT = 30  # counts below are of everyday things, and differ
MAX_PLACES_OF_RARE = 4  # places
MAX_PLACES_OF_WORD = 12  # of a word that is not of everyday use
# Words of a label that say where a number is printed, not what it is.
# fmt: off
WORDS_OF_PLACE = frozenset((
    "the", "in", "of", "on", "as", "it", "has", "digits", "words", "text", "heading", "title",
    "table", "chart", "blog", "summary", "foreword", "report",
))
# fmt: on
MOST_EACH_WITH_EACH = 20  # figures with one label that are compared each with each
MAX_PLACES_TO_LOOK_UP = 60  # places that a word stands in at most, to be looked up by


class Reason(StrEnum):
    """Why two numbers are taken for one measure printed twice."""

    SAME_CELL = "same_cell"  # one row and column, in two tables
    SAME_WORDS = "same_words"  # two sentences say nearly the same, but for the number
    TWICE = "twice"  # one sentence prints it twice, in words and in digits
    ROW = "row"  # a sentence has all the words of a row, and another number
    FIGURES = "figures"  # two figures have one measure, population, period and unit


@dataclass(frozen=True)
class PossibleDisagreement:
    """Two statements that print different values, in the order of the texts."""

    one: Statement
    other: Statement
    reason: Reason

    @property
    def both(self) -> tuple[Statement, Statement]:
        return self.one, self.other

    @property
    def names(self) -> frozenset[str]:
        return frozenset((self.one.name, self.other.name))


def possible_disagreements(statements: Sequence[Statement]) -> list[PossibleDisagreement]:
    """In the order of the statements. Of a figure and the number that it was taken from, which are
    one place, the one that comes first."""
    pairs = [
        *_pairs_in_words_and_digits(statements),
        *_pairs_of_figures(statements),
        *_pairs_of_groups(statements),
    ]
    order = {id(statement): n for n, statement in enumerate(statements)}
    by_names: dict[frozenset[str], PossibleDisagreement] = {}
    for pair in sorted(
        pairs, key=lambda pair: sorted(order[id(statement)] for statement in pair.both)
    ):
        by_names.setdefault(pair.names, pair)
    return list(by_names.values())


@dataclass(frozen=True)
class _SentenceOrRow:
    """Numbers that stand in one sentence or row, and the weight of each of its words."""

    statements: tuple[Statement, ...]
    stems: frozenset[str]
    numbers: Counter[str]

    @property
    def first(self) -> Statement:
        return self.statements[0]

    @property
    def report_and_place(self) -> tuple[str, str]:
        return self.first.report, self.first.place


def _grouped(statements: Iterable[Statement]) -> list[_SentenceOrRow]:
    """The statements of each sentence or row; of a figure those with its words."""
    by_place: dict[tuple[str, ...], list[Statement]] = defaultdict(list)
    for statement in statements:
        if statement.words:
            # A sentence may go on in the next line; a row is one line.
            location = statement.place if statement.is_row else statement.source
            by_place[statement.report, statement.figure or location, statement.words].append(
                statement
            )
    return [
        _SentenceOrRow(tuple(group), _stems_without_numbers(group), numbers_in(group[0].words))
        for group in by_place.values()
    ]


def numbers_in(text: str) -> Counter[str]:
    return Counter(NUMBER.findall(text))


def _stems_without_numbers(group: Sequence[Statement]) -> frozenset[str]:
    """The words of a sentence or row, less those that say its numbers."""
    words = group[0].words
    for statement in group:
        words = words.replace(statement.as_printed, " ")
    return stems_of(words)


def stems_of(text: str) -> frozenset[str]:
    """The words of a text, so far that two forms of one are one."""
    text = MARKDOWN_MARKS.sub(" ", text.lower())
    return frozenset(_stem(word) for word in WORD.findall(text))


def _stem(word: str) -> str:
    return word.removesuffix("s")[:STEM_LETTERS]


def _pairs_of_groups(statements: Sequence[Statement]) -> Iterator[PossibleDisagreement]:
    """Of numbers that were found in texts; and of figures beside those of other reports."""
    groups = _grouped(statement for statement in statements if not statement.figure)
    group_indexes_by_stem: dict[str, list[int]] = defaultdict(list)
    for index, group in enumerate(groups):
        for stem in group.stems:
            group_indexes_by_stem[stem].append(index)
    statistics = _WordStatistics.of(groups, group_indexes_by_stem)
    shared_by_pair: Counter[tuple[int, int]] = Counter()
    for indexes in group_indexes_by_stem.values():
        if len(indexes) <= MAX_PLACES_TO_LOOK_UP:
            shared_by_pair.update(combinations(indexes, 2))
    rows_of: dict[int, list[_SentenceOrRow]] = defaultdict(list)
    for (a, b), shared_count in shared_by_pair.items():
        one, other = groups[a], groups[b]
        if one.first.is_row and other.first.is_row:
            yield from _pairs_of_one_cell(one, other)
        elif one.first.period != other.first.period:
            continue
        elif one.first.is_row or other.first.is_row:
            row, sentence = (one, other) if one.first.is_row else (other, one)
            if len(row.stems) > 1 and row.stems <= sentence.stems:
                rows_of[b if one.first.is_row else a].append(row)
        elif shared_count > 1:
            yield from _pair_of_same_words(one, other, statistics)
    for label in _grouped(statement for statement in statements if statement.figure):
        for index in _groups_with_all(label.stems, group_indexes_by_stem):
            group_beside = groups[index]
            # Within its own report, it was made of what stands there.
            if group_beside.first.report == label.first.report:
                continue
            if group_beside.first.is_row:
                yield from _pairs_of_one_cell(label, group_beside)
            elif group_beside.first.period == label.first.period and len(label.stems) > 1:
                rows_of[index].append(label)
    for index, rows in rows_of.items():
        yield from _pair_with_rows(groups[index], rows)


def _groups_with_all(
    stems: frozenset[str], group_indexes_by_stem: Mapping[str, Sequence[int]]
) -> set[int]:
    """The groups that have all of these words."""
    places_of_stems = [set(group_indexes_by_stem.get(stem, ())) for stem in stems]
    return set.intersection(*places_of_stems) if places_of_stems else set()


def _pairs_of_one_cell(
    one: _SentenceOrRow, other: _SentenceOrRow
) -> Iterator[PossibleDisagreement]:
    """One row and column in two tables, told by the words of their heads; of a figure, whose column
    is not said, its label."""
    if one.stems != other.stems or one.report_and_place == other.report_and_place:
        return
    for a in one.statements:
        for b in other.statements:
            alike = (a.unit, a.kind, a.period) == (b.unit, b.kind, b.period)
            same_column = a.measure and _column_stems(a) == _column_stems(b)
            if (
                alike
                and not can_both_be_true(a, b)
                and (may_be_miswritten(a, b) if a.figure else same_column)
            ):
                yield PossibleDisagreement(a, b, Reason.SAME_CELL)


def _column_stems(cell: Statement) -> frozenset[str]:
    """The words of what a cell's column counts, and of whom; years left out."""
    return stems_of(YEAR.sub("", f"{cell.measure} {cell.population}"))


@dataclass(frozen=True)
class _WordStatistics:
    """What is usual in all texts that are compared."""

    places: Mapping[str, int]  # how often each word stands
    weight: Mapping[str, float]  # the rarer, the more
    numbers: Counter[str]  # in how many sentences each stands
    counted: Counter[tuple[str, ...]]  # how often things are counted, by report and words

    @classmethod
    def of(
        cls, groups: Sequence[_SentenceOrRow], places: Mapping[str, Sequence[int]]
    ) -> "_WordStatistics":
        """What is usual in these groups. `places`: the indexes of the groups with each stem."""
        return cls(
            {stem: len(indexes) for stem, indexes in places.items()},
            {stem: log(1 + len(groups) / len(indexes)) for stem, indexes in places.items()},
            Counter(number for group in groups for number in group.numbers),
            Counter(
                (statement.report, *_two_words_after(statement))
                for group in groups
                for statement in group.statements
            ),
        )


def _pair_of_same_words(
    one: _SentenceOrRow, other: _SentenceOrRow, statistics: _WordStatistics
) -> Iterator[PossibleDisagreement]:
    """Of two sentences the one number in each that the other has not, if all else is the same."""
    shared = one.stems & other.stems
    shared_weight = sum(statistics.weight[stem] for stem in shared)
    whole_weight = sum(statistics.weight[stem] for stem in one.stems | other.stems)
    has_same_words = one.stems == other.stems
    one_holds_other = shared in (
        one.stems,
        other.stems,
    )  # men and women, each with a number, are two
    alike = (
        one_holds_other
        and len(shared) >= MIN_SHARED_WORDS
        and shared_weight >= MIN_SHARED_WEIGHT * whole_weight
    )
    fitting_pairs = [
        (x, y)
        for x in _unmatched_in(one, other)
        for y in _unmatched_in(other, one)
        if (x.unit, x.kind) == (y.unit, y.kind)
        and (x.report, x.place) != (y.report, y.place)  # what stands twice in one line is a list
        and (has_same_words or may_be_miswritten(x, y))
        and (
            alike
            or _share_all_other_numbers(one, other, x, y, statistics)
            or _count_one_thing(x, y, shared, statistics)
        )
    ]
    if len(fitting_pairs) == 1:
        yield PossibleDisagreement(*fitting_pairs[0], Reason.SAME_WORDS)


def _share_all_other_numbers(
    one: _SentenceOrRow,
    other: _SentenceOrRow,
    x: Statement,
    y: Statement,
    statistics: _WordStatistics,
) -> bool:
    """Whether one sentence has all other numbers of the other: two at least, one of them rare."""
    a, b = one.numbers - numbers_in(x.as_printed), other.numbers - numbers_in(y.as_printed)
    rare = any(statistics.numbers[number] <= MAX_PLACES_OF_RARE for number in a & b)
    return rare and (a & b).total() > 1 and (a <= b or b <= a)


def _count_one_thing(
    x: Statement, y: Statement, shared: frozenset[str], statistics: _WordStatistics
) -> bool:
    """Whether two counts are of one thing, which is counted seldom, and more words are the same."""
    words_after = _two_words_after(x)
    if x.kind != "count" or len(words_after) < 2 or words_after != _two_words_after(y):
        return False
    times_counted = max(
        statistics.counted[(statement.report, *words_after)] for statement in (x, y)
    )
    if times_counted > MAX_PLACES_OF_RARE or min(x.value, y.value) < MIN_COUNT:
        return False
    numbers = numbers_in(x.words) & numbers_in(y.words)
    rare_stems = [
        stem
        for stem in shared - frozenset(words_after)
        if statistics.places[stem] <= MAX_PLACES_OF_WORD
    ]
    return bool(numbers or rare_stems)


def _two_words_after(statement: Statement) -> tuple[str, ...]:
    """The two words after a number, without their endings."""
    text_after = statement.words.partition(statement.as_printed.split()[0])[2]
    return tuple(_stem(word) for word in WORD.findall(text_after.lower())[:2])


def _unmatched_in(group: _SentenceOrRow, other: _SentenceOrRow) -> list[Statement]:
    """The statements of a group that cannot be true beside any of the other's in their unit."""
    return [
        statement for statement in group.statements
        if not any(can_both_be_true(statement, other_statement)
                   for other_statement in other.statements
                   if statement.unit == other_statement.unit)
    ]  # fmt: skip


def _pair_with_rows(
    sentence: _SentenceOrRow, rows: Sequence[_SentenceOrRow]
) -> Iterator[PossibleDisagreement]:
    """Of a sentence with the words of rows the number that none of them has, beside the nearest."""
    unmatched = [
        statement for statement in sentence.statements
        if not any(can_both_be_true(statement, cell) for row in rows
                   for cell in (*row.statements, *_added_neighbours(row))
                   if statement.unit == cell.unit)
    ]  # fmt: skip
    if len(unmatched) == 1:
        fitting_cells = [cell for row in rows for cell in row.statements
                if (cell.unit, cell.kind) == (unmatched[0].unit, unmatched[0].kind)]  # fmt: skip
        nearest = min(
            fitting_cells,
            key=lambda cell: abs(cell.value - unmatched[0].value),
            default=unmatched[0],
        )
        if nearest is not unmatched[0] and may_be_miswritten(nearest, unmatched[0]):
            yield PossibleDisagreement(unmatched[0], nearest, Reason.ROW)


def _added_neighbours(row: _SentenceOrRow) -> list[Statement]:
    """Shares that stand beside each other, added up: often and very often."""
    return [
        replace(one, value=one.value + other.value)
        for one, other in pairwise(row.statements)
        if one.unit == other.unit == "percent"
    ]


def _pairs_in_words_and_digits(statements: Sequence[Statement]) -> Iterator[PossibleDisagreement]:
    """“Almost half of the respondents, 4.7 per cent, said”: in words, and at once in digits."""
    for group in _grouped(statements):
        for one, other in pairwise(group.statements):
            if one.is_row or one.unit != other.unit or one.kind != other.kind:
                continue
            start = one.words.find(one.as_printed)
            between = one.words[start + len(one.as_printed) :].partition(other.as_printed)[0]
            in_words = not re.search(r"\d", one.as_printed) and re.search(r"\d", other.as_printed)
            follows_at_once = re.fullmatch(r"[^.,;()\d]{0,60}(?:, |\()", between)
            if start >= 0 and in_words and follows_at_once and not can_both_be_true(one, other):
                yield PossibleDisagreement(one, other, Reason.TWICE)


def _measure_of(figure: Statement) -> tuple[str, ...]:
    return figure.unit, figure.kind, figure.measure, figure.population, figure.period


class _Label(NamedTuple):
    """The words of a label, and all figures whose labels have them, in whatever order."""

    words: frozenset[str]
    count_by_word: Counter[str]
    figures: list[Statement]

    def is_part_of(self, other: "_Label") -> bool:
        # Sets are compared many times faster, and few are part of each other.
        return self.words <= other.words and self.count_by_word <= other.count_by_word


def _pairs_of_figures(statements: Sequence[Statement]) -> Iterator[PossibleDisagreement]:
    """Of figures of one measure those whose labels are of one thing: the same words, or those of
    the other and more, where one value may be the other miswritten. Labels are compared once for
    all figures that have the same words, of which there may be thousands."""
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


def _labels_with_the_same_numbers(figures: Sequence[Statement]) -> Iterator[list[_Label]]:
    """The labels of figures, those together that name the same numbers: a year, an age."""
    by_numbers: dict[tuple[str, ...], dict[frozenset[tuple[str, int]], _Label]] = {}
    for figure in figures:
        count_by_word = _counted_words(figure.words)
        new_label = _Label(frozenset(count_by_word), count_by_word, [])
        by_words = by_numbers.setdefault(tuple(NUMBER.findall(figure.words)), {})
        by_words.setdefault(frozenset(count_by_word.items()), new_label).figures.append(figure)
    for by_words in by_numbers.values():
        yield list(by_words.values())


def _pairs_in(figures: Sequence[Statement]) -> Iterable[tuple[Statement, Statement]]:
    """Each with each; of many, which are a series, each with the next."""
    few = len(figures) <= MOST_EACH_WITH_EACH
    return combinations(figures, 2) if few else pairwise(figures)


def _contradictions_among(
    pairs: Iterable[tuple[Statement, Statement]],
) -> Iterator[PossibleDisagreement]:
    """Of pairs of figures whose labels are of one thing, those that cannot both be true."""
    for one, other in pairs:
        in_one_table = one.table and (one.report, one.table) == (other.report, other.table)
        if (
            not in_one_table
            and not can_both_be_true(one, other)
            and _same_question_asked(one, other)
        ):
            yield PossibleDisagreement(one, other, Reason.FIGURES)


def _counted_words(label: str) -> Counter[str]:
    """The words of a label that say what it is, and how often each."""
    return Counter(
        _stem(word) for word in WORD.findall(label.lower()) if word not in WORDS_OF_PLACE
    )


def _same_question_asked(one: Statement, other: Statement) -> bool:
    a, b = stems_of(one.question_asked), stems_of(other.question_asked)
    return not (a or b) or len(a & b) * 2 >= len(a | b)
