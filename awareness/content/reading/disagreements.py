"""Which printed numbers may disagree: in one report, or between two. Pure.

What is compared is what each number is about, by the report's words and by the ledger's. It
proposes; whether the sources disagree, somebody reads.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations, pairwise
from math import log

from awareness.content.reading.contradicting_figures import contradicting_figures
from awareness.content.reading.statements import NUMBER, WORD, YEAR, Statement
from awareness.content.reading.value_comparison import can_both_be_true, may_be_miswritten
from awareness.content.reading.word_stems import stem_of, stems_of

MIN_SHARED_WORDS = 6  # words that two sentences share at least
MIN_SHARED_WEIGHT = 0.45  # of the weight of all words of two sentences is in both
MIN_COUNT = 30  # counts below are of everyday things, and differ
MAX_PLACES_OF_RARE = 4  # places
MAX_PLACES_OF_WORD = 12  # of a word that is not of everyday use
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
        """Those of its statements; a pair is decided about by them."""
        return frozenset((self.one.name, self.other.name))


def possible_disagreements(statements: Sequence[Statement]) -> list[PossibleDisagreement]:
    """Pairs of numbers, in the order of the statements. A figure and the number that it was taken
    from have one name: of the pairs with either, the one that comes first."""
    pairs = [
        *_pairs_in_words_and_digits(statements),
        *(
            PossibleDisagreement(one, other, Reason.FIGURES)
            for one, other in contradicting_figures(statements)
        ),
        *_pairs_of_groups(statements),
    ]
    position_by_id = {id(statement): position for position, statement in enumerate(statements)}
    first_by_names: dict[frozenset[str], PossibleDisagreement] = {}
    for pair in sorted(
        pairs, key=lambda pair: sorted(position_by_id[id(statement)] for statement in pair.both)
    ):
        first_by_names.setdefault(pair.names, pair)
    return list(first_by_names.values())


@dataclass(frozen=True)
class _SentenceOrRow:
    """The numbers that one sentence or row of a text prints; of a figure those with its words."""

    statements: tuple[Statement, ...]  # at least one
    stems: frozenset[str]  # of its words, without those that say its numbers
    numbers: Counter[str]  # how often each number stands in its words, in digits

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
    """How often each number that is printed in digits stands in a text."""
    return Counter(NUMBER.findall(text))


def _stems_without_numbers(statements: Sequence[Statement]) -> frozenset[str]:
    """The stems of the words of a sentence or row, less those that say its numbers."""
    words = statements[0].words
    for statement in statements:
        words = words.replace(statement.as_printed, " ")
    return stems_of(words)


def _pairs_of_groups(statements: Sequence[Statement]) -> Iterator[PossibleDisagreement]:
    """Pairs of numbers that were found in texts; and of figures beside numbers in the texts of
    other reports. Groups are sentences and rows, named by their index among all of them."""
    groups = _grouped(statement for statement in statements if not statement.figure)
    group_indexes_by_stem: dict[str, list[int]] = defaultdict(list)
    for index, group in enumerate(groups):
        for stem in group.stems:
            group_indexes_by_stem[stem].append(index)
    word_statistics = _WordStatistics.of(groups, group_indexes_by_stem)
    shared_count_by_indexes: Counter[tuple[int, int]] = Counter()
    for indexes in group_indexes_by_stem.values():
        if len(indexes) <= MAX_PLACES_TO_LOOK_UP:
            shared_count_by_indexes.update(combinations(indexes, 2))
    row_groups_by_sentence: dict[int, list[_SentenceOrRow]] = defaultdict(list)
    for (index, other_index), shared_count in shared_count_by_indexes.items():
        group, other_group = groups[index], groups[other_index]
        if group.first.is_row and other_group.first.is_row:
            yield from _pairs_of_one_cell(group, other_group)
        elif group.first.period != other_group.first.period:
            continue
        elif group.first.is_row or other_group.first.is_row:
            row_group, sentence_index = (
                (group, other_index) if group.first.is_row else (other_group, index)
            )
            if len(row_group.stems) > 1 and row_group.stems <= groups[sentence_index].stems:
                row_groups_by_sentence[sentence_index].append(row_group)
        elif shared_count > 1:
            yield from _pair_of_same_words(group, other_group, word_statistics)
    for figure_group in _grouped(statement for statement in statements if statement.figure):
        for index in _groups_with_all(figure_group.stems, group_indexes_by_stem):
            text_group = groups[index]
            # Within its own report, it was made of what stands there.
            if text_group.first.report == figure_group.first.report:
                continue
            if text_group.first.is_row:
                yield from _pairs_of_one_cell(figure_group, text_group)
            elif (
                text_group.first.period == figure_group.first.period and len(figure_group.stems) > 1
            ):
                row_groups_by_sentence[index].append(figure_group)
    for index, row_groups in row_groups_by_sentence.items():
        yield from _pair_with_rows(groups[index], row_groups)


def _groups_with_all(
    stems: frozenset[str], group_indexes_by_stem: Mapping[str, Sequence[int]]
) -> set[int]:
    """The indexes of the groups that have words with all of these stems; none for no stems."""
    indexes_of_each_stem = [set(group_indexes_by_stem.get(stem, ())) for stem in stems]
    return set.intersection(*indexes_of_each_stem) if indexes_of_each_stem else set()


def _pairs_of_one_cell(
    group: _SentenceOrRow, other_group: _SentenceOrRow
) -> Iterator[PossibleDisagreement]:
    """Pairs of cells that stand in one row and column of two tables, as the words of their heads
    say; of a figure, whose column is not known, its label stands for the row."""
    if group.stems != other_group.stems or group.report_and_place == other_group.report_and_place:
        return
    for cell in group.statements:
        for other_cell in other_group.statements:
            are_alike = (
                cell.unit == other_cell.unit
                and cell.kind == other_cell.kind
                and cell.period == other_cell.period
            )
            same_column = cell.measure and _column_stems(cell) == _column_stems(other_cell)
            if (
                are_alike
                and not can_both_be_true(cell, other_cell)
                and (may_be_miswritten(cell, other_cell) if cell.figure else same_column)
            ):
                yield PossibleDisagreement(cell, other_cell, Reason.SAME_CELL)


def _column_stems(cell: Statement) -> frozenset[str]:
    """The words of what a cell's column counts, and of whom; years left out."""
    return stems_of(YEAR.sub("", f"{cell.measure} {cell.population}"))


@dataclass(frozen=True)
class _WordStatistics:
    """What is usual in all texts that are compared."""

    group_count_by_stem: Mapping[str, int]
    weight_by_stem: Mapping[str, float]  # the rarer, the more
    group_count_by_number: Counter[str]
    # How often a thing is counted, by its report and the stems of the two words that name it.
    times_counted: Counter[tuple[str, ...]]

    @classmethod
    def of(
        cls,
        groups: Sequence[_SentenceOrRow],
        group_indexes_by_stem: Mapping[str, Sequence[int]],
    ) -> "_WordStatistics":
        """What is usual in these groups."""
        return cls(
            {stem: len(indexes) for stem, indexes in group_indexes_by_stem.items()},
            {
                stem: log(1 + len(groups) / len(indexes))
                for stem, indexes in group_indexes_by_stem.items()
            },
            Counter(number for group in groups for number in group.numbers),
            Counter(
                (statement.report, *_two_words_after(statement))
                for group in groups
                for statement in group.statements
            ),
        )


def _pair_of_same_words(
    group: _SentenceOrRow, other_group: _SentenceOrRow, word_statistics: _WordStatistics
) -> Iterator[PossibleDisagreement]:
    """Of two sentences the one number in each that contradicts the other, if all else is the same;
    nothing where several do."""
    shared_stems = group.stems & other_group.stems
    shared_weight = sum(word_statistics.weight_by_stem[stem] for stem in shared_stems)
    whole_weight = sum(
        word_statistics.weight_by_stem[stem] for stem in group.stems | other_group.stems
    )
    has_same_words = group.stems == other_group.stems
    # Men and women, each with a number, are two.
    one_holds_other = shared_stems in (group.stems, other_group.stems)
    are_alike = (
        one_holds_other
        and len(shared_stems) >= MIN_SHARED_WORDS
        and shared_weight >= MIN_SHARED_WEIGHT * whole_weight
    )
    contradictions = [
        (statement, other_statement)
        for statement in _unmatched_in(group, other_group)
        for other_statement in _unmatched_in(other_group, group)
        if (statement.unit, statement.kind) == (other_statement.unit, other_statement.kind)
        # What stands twice in one line is a list.
        and (statement.report, statement.place) != (other_statement.report, other_statement.place)
        and (has_same_words or may_be_miswritten(statement, other_statement))
        and (
            are_alike
            or _share_all_other_numbers(
                group, other_group, statement, other_statement, word_statistics
            )
            or _count_one_thing(statement, other_statement, shared_stems, word_statistics)
        )
    ]
    if len(contradictions) == 1:
        yield PossibleDisagreement(*contradictions[0], Reason.SAME_WORDS)


def _share_all_other_numbers(
    group: _SentenceOrRow,
    other_group: _SentenceOrRow,
    statement: Statement,
    other_statement: Statement,
    word_statistics: _WordStatistics,
) -> bool:
    """Whether one sentence has all other numbers of the other: two at least, one of them rare."""
    numbers = group.numbers - numbers_in(statement.as_printed)
    other_numbers = other_group.numbers - numbers_in(other_statement.as_printed)
    has_rare_number = any(
        word_statistics.group_count_by_number[number] <= MAX_PLACES_OF_RARE
        for number in numbers & other_numbers
    )
    return (
        has_rare_number
        and (numbers & other_numbers).total() > 1
        and (numbers <= other_numbers or other_numbers <= numbers)
    )


def _count_one_thing(
    statement: Statement,
    other_statement: Statement,
    shared_stems: frozenset[str],
    word_statistics: _WordStatistics,
) -> bool:
    """Whether two counts are of one thing, which is counted seldom, and more words are the same."""
    words_after = _two_words_after(statement)
    if (
        statement.kind != "count"
        or len(words_after) < 2
        or words_after != _two_words_after(other_statement)
    ):
        return False
    times_counted = max(
        word_statistics.times_counted[(counted.report, *words_after)]
        for counted in (statement, other_statement)
    )
    if (
        times_counted > MAX_PLACES_OF_RARE
        or min(statement.value, other_statement.value) < MIN_COUNT
    ):
        return False
    shared_numbers = numbers_in(statement.words) & numbers_in(other_statement.words)
    rare_stems = [
        stem
        for stem in shared_stems - frozenset(words_after)
        if word_statistics.group_count_by_stem[stem] <= MAX_PLACES_OF_WORD
    ]
    return bool(shared_numbers or rare_stems)


def _two_words_after(statement: Statement) -> tuple[str, ...]:
    """The stems of the two words after a number, which may name what is counted."""
    text_after = statement.words.partition(statement.as_printed.split()[0])[2]
    return tuple(stem_of(word) for word in WORD.findall(text_after.lower())[:2])


def _unmatched_in(group: _SentenceOrRow, other_group: _SentenceOrRow) -> list[Statement]:
    """The statements of a group that cannot be true beside any of the other's in their unit."""
    return [
        statement for statement in group.statements
        if not any(can_both_be_true(statement, other_statement)
                   for other_statement in other_group.statements
                   if statement.unit == other_statement.unit)
    ]  # fmt: skip


def _pair_with_rows(
    sentence_group: _SentenceOrRow, row_groups: Sequence[_SentenceOrRow]
) -> Iterator[PossibleDisagreement]:
    """Of a sentence that has all words of some rows the one number that none of them has, beside
    the nearest number of a row."""
    unmatched = [
        statement for statement in sentence_group.statements
        if not any(can_both_be_true(statement, cell) for row_group in row_groups
                   for cell in (*row_group.statements, *_added_neighbours(row_group))
                   if statement.unit == cell.unit)
    ]  # fmt: skip
    if len(unmatched) != 1:
        return
    (statement,) = unmatched
    fitting_cells = [
        cell
        for row_group in row_groups
        for cell in row_group.statements
        if (cell.unit, cell.kind) == (statement.unit, statement.kind)
    ]
    nearest = min(fitting_cells, key=lambda cell: abs(cell.value - statement.value), default=None)
    if nearest is not None and may_be_miswritten(nearest, statement):
        yield PossibleDisagreement(statement, nearest, Reason.ROW)


def _added_neighbours(row_group: _SentenceOrRow) -> list[Statement]:
    """Shares that stand beside each other, added up: often and very often."""
    return [
        replace(cell, value=cell.value + next_cell.value)
        for cell, next_cell in pairwise(row_group.statements)
        if cell.unit == next_cell.unit == "percent"
    ]


def _pairs_in_words_and_digits(statements: Sequence[Statement]) -> Iterator[PossibleDisagreement]:
    """Of sentences that print a number in words and at once in digits, otherwise: “Almost half of
    the respondents, 4.7 per cent, said”."""
    for group in _grouped(statements):
        for one, other in pairwise(group.statements):
            if one.is_row or one.unit != other.unit or one.kind != other.kind:
                continue
            start = one.words.find(one.as_printed)
            text_between = one.words[start + len(one.as_printed) :].partition(other.as_printed)[0]
            words_then_digits = not re.search(r"\d", one.as_printed) and re.search(
                r"\d", other.as_printed
            )
            follows_at_once = re.fullmatch(r"[^.,;()\d]{0,60}(?:, |\()", text_between)
            if (
                start >= 0
                and words_then_digits
                and follows_at_once
                and not can_both_be_true(one, other)
            ):
                yield PossibleDisagreement(one, other, Reason.TWICE)
