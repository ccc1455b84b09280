"""How well the reader finds statistics: `python -m tests.reading.measure [--misses REPORT]`.

Against labels that were made by hand before it ran (LABELS.md). Each report says whether the reader
was tuned on it, or on its kinds and units alone. `--misses` tells of a report that may be tuned on
what is missed and what differs, and of no other.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "awareness.settings")
django.setup()

from awareness.content.reading.finding.found import FoundStatistic  # noqa: E402
from awareness.content.reading.kept import PAGE_MARK, KeptText  # noqa: E402
from awareness.content.reading.sealed import convert_file, examine_text  # noqa: E402
from tests.reading.labelled import REPORTS, labels, pages_or_lines, split  # noqa: E402

# Two words apart by what is no letter or digit are compared one by one.
WORD = re.compile(r"\w+|[^\w\s]")
PARTS = {"tune": "tuned on", "tune_meaning": "tuned in part", "held_out": "held out"}
COLUMNS = ("value", "kind", "unit", "qualifier", "in_table")  # compared with the label's
Row = dict[str, str]


@dataclass
class Result:
    """Of one report, or one part of it."""

    name: str
    part: str  # of PARTS
    labelled: int = 0
    matched: list[tuple[Row, FoundStatistic]] = field(default_factory=list)
    missed: list[Row] = field(default_factory=list)
    wrong: list[FoundStatistic] = field(default_factory=list)

    @property
    def marked(self) -> int:
        return len(self.matched) + len(self.wrong)

    def equal(self, column: str) -> int:
        return sum(_equal(column, row, found) for row, found in self.matched)


def _equal(column: str, row: Row, found: FoundStatistic) -> bool:
    if column == "value":
        # A third is labelled as 33.3.
        return abs(Decimal(row["value"]) - found.value) <= Decimal("0.05") * bool(
            found.value % 1 and not re.search(r"\d", found.as_printed)
        )
    if column == "in_table":
        return row["in_table"] == str(found.in_table).lower()
    return row[column] == getattr(found, column)


def measured(name: str) -> Iterator[Result]:
    """One result for what was tuned on and one for what was held out, where there is either."""
    kept = convert_file(REPORTS / name).text
    found = examine_text(kept).numbers
    places = _places(name, kept)
    for part, reports in split().items():
        if name in reports:
            yield _result(name, part, reports[name], found, places)


def _result(
    name: str,
    part: str,
    pages: set[int] | None,
    found: list[FoundStatistic],
    places: list[tuple[Row, set[tuple[int, int]]]],
) -> Result:
    result = Result(name, part)
    rows = [(row, at) for row, at in places if pages is None or int(row["page"]) in pages]
    result.labelled = len(rows)
    open_rows = dict(enumerate(rows))
    for number in found:
        if pages is not None and number.page not in pages:
            continue
        own = set(_span(number))
        match = next((key for key, (_, at) in open_rows.items() if at & own), None)
        if match is None:
            result.wrong.append(number)
        else:
            result.matched.append((open_rows.pop(match)[0], number))
    result.missed = [row for row, _ in open_rows.values()]
    return result


def _span(number: FoundStatistic) -> Iterator[tuple[int, int]]:
    """(line, column) of each of its signs; of two lines those of the first."""
    end = number.end if number.end_line == number.line else number.start + 1
    yield from ((number.line, column) for column in range(number.start, end))


def _places(name: str, kept: KeptText) -> list[tuple[Row, set[tuple[int, int]]]]:
    """Each label with the places of its signs in the kept text; none where it is not there."""
    texts = pages_or_lines(REPORTS / name)
    rows = labels()[name]
    if name.endswith(".pdf"):
        parts = {page: [*kept.page_lines(page)] for page in {int(row["page"]) for row in rows}}
        by_page = {page: _mapped(texts[page - 1], kept, lines) for page, lines in parts.items()}
        return [
            (row, _label_place(row, texts[int(row["page"]) - 1], by_page[int(row["page"])], 0))
            for row in rows
        ]
    lines = [n for n, line in enumerate(kept.lines, 1) if not PAGE_MARK.fullmatch(line)]
    mapped = _mapped("\n".join(texts), kept, lines)
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text) + 1)
    return [
        (row, _label_place(row, texts[int(row["line"]) - 1], mapped, starts[int(row["line"]) - 1]))
        for row in rows
    ]


def _label_place(
    row: Row, text: str, mapped: dict[int, tuple[int, int]], offset: int
) -> set[tuple[int, int]]:
    printed = row["as_printed"]
    before = r"(?<!\w)(?<!\d[.,])" if printed[0].isalnum() else ""
    after = r"(?!\w)(?![.,]\d)" if printed[-1].isalnum() else ""
    hits = [*re.finditer(before + re.escape(printed) + after, text)]
    hit = hits[int(row["occurrence"]) - 1]
    return {mapped[at] for at in range(offset + hit.start(), offset + hit.end()) if at in mapped}


def _mapped(text: str, kept: KeptText, lines: list[int]) -> dict[int, tuple[int, int]]:
    """Where each sign of a text as it was labelled stands in the kept text: (line, column)."""
    theirs = [*WORD.finditer(text)]
    ours = [(line, word) for line in lines for word in WORD.finditer(kept.line(line))]
    matcher = SequenceMatcher(
        None, [word[0] for word in theirs], [word[0] for _, word in ours], autojunk=False
    )
    found = {}
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            word, (line, own) = theirs[block.a + step], ours[block.b + step]
            for sign in range(len(word[0])):
                found[word.start() + sign] = (line, own.start() + sign)
    return found


def told(result: Result) -> str:
    whole = len(result.matched)
    return (
        f"{result.name:<40} {PARTS[result.part]:<13}  "
        f"found {_of(whole, result.labelled)}  right {_of(whole, result.marked)}  "
        + "  ".join(f"{column} {_of(result.equal(column), whole)}" for column in COLUMNS)
    )


def _of(part: int, whole: int) -> str:
    return f"{part}/{whole} ({100 * part / whole:.1f} %)" if whole else "0/0"


def summed(results: list[Result], name: str, *parts: str) -> Result:
    """Of these parts; it is called as the last of them."""
    total = Result(name, parts[-1])
    for result in results:
        if result.part in parts:
            total.labelled += result.labelled
            total.matched += result.matched
            total.wrong += result.wrong
    return total


def tell_misses(result: Result) -> None:
    if result.part == "tune":
        for row in result.missed:
            print("missed", row["page"] or row["line"], row["as_printed"], "|", row["context"])
        for number in result.wrong:
            print("wrong ", number.id, number.page, number.as_printed, number.kind, number.unit)
    for row, number in result.matched:
        for column in COLUMNS:
            if not _equal(column, row, number):
                print(column, number.id, number.page, number.as_printed, "|", row[column], "|",
                      getattr(number, column))  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", metavar="REPORT", help="of a report that was tuned on")
    parser.add_argument("--tuned", action="store_true", help="only what was tuned on")
    options = parser.parse_args()
    missing = [name for name in labels() if not (REPORTS / name).exists()]
    if missing:
        sys.exit(f"Not measured: {', '.join(missing)} not in {REPORTS}.")
    names = labels()
    if options.misses or options.tuned:
        tuned = [*split()["tune"], *split()["tune_meaning"]]
        names = [name for name in tuned if (options.misses or "") in name]
    results = [result for name in names for result in measured(name)]
    if options.misses or options.tuned:
        results = [result for result in results if result.part != "held_out"]
    for result in results:
        print(told(result))
        if options.misses:
            tell_misses(result)
    for part, words in PARTS.items():
        if any(result.part == part for result in results):
            print(told(summed(results, f"all that was {words}", part)))
    if any(result.part == "held_out" for result in results):
        whole = summed(results, "nobody looked at what it missed", "tune_meaning", "held_out")
        print(told(whole))


if __name__ == "__main__":
    main()
