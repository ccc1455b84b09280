"""How well disagreements are proposed: `python -m tests.reading.differing`.

Over the reports that ship with their disagreements, by figures, and by the numbers found in the
texts where SOURCES_DIR has them. The rules were tuned on these reports; of the labelled reports,
whose disagreements nobody has listed, it says how many are proposed.
"""

import os
from pathlib import Path

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "awareness.settings")
    django.setup()

from django.conf import settings

from awareness.content.reading.about import self_descriptions
from awareness.content.reading.disagreements import PossibleDisagreement, possible_disagreements
from awareness.content.reading.finding.found import read_whole, statistics_in
from awareness.content.reading.kept import KeptText
from awareness.content.reading.proposals import proposals_for
from awareness.content.reading.sealed import convert_file
from awareness.content.reading.statements import (
    Statement,
    statements_of_figures,
    statements_of_numbers,
)
from awareness.content.reading.structure import Structure
from awareness.content.staging import current_content
from awareness.insights.ledger import Ledger
from tests.reading.labelled import REPORTS, split

# Those of discrepancies.yaml that are two numbers printed for one thing. The others are sums that
# do not come out, words that say more than a number, or what stands outside the texts.
PRINTED_TWICE = {
    "D-01", "D-02", "D-05", "D-08", "D-09", "D-10", "D-11", "D-18", "D-25", "D-34",
}  # fmt: skip


def statements(ledger: Ledger, *, texts: bool) -> list[Statement]:
    """Of all reports that ship: of figures, and of what is found in their texts."""
    every = statements_of_figures(ledger, ledger.reports)
    for report in ledger.reports.values() if texts else ():
        for source, name in report.sources.items():
            path = Path(settings.SOURCES_DIR) / name
            if path.is_file():
                kept = KeptText(tuple(path.read_text(encoding="utf-8").split("\n")), "text", "")
                every += _found(report.slug, source, str(report.year), kept)
    return every


def _found(report: str, source: str, year: str, kept: KeptText) -> list[Statement]:
    reading = read_whole(kept)
    numbers = [(number, proposals_for(reading, number)) for number in statistics_in(reading)]
    return statements_of_numbers(report, source, year, kept, numbers)


def measured(*, texts: bool) -> tuple[set[str], list[PossibleDisagreement]]:
    """The known disagreements among what is proposed, and what is proposed besides."""
    ledger = current_content().ledger
    found, besides = set(), []
    for pair in possible_disagreements(statements(ledger, texts=texts)):
        known = {key for key in PRINTED_TWICE if _is_of(ledger, key, pair)}
        found |= known
        if not known:
            besides.append(pair)
    return found, besides


def _is_of(ledger: Ledger, key: str, pair: PossibleDisagreement) -> bool:
    """Whether a disagreement names both places; where it names several, two of them."""
    spans = ledger.discrepancies[key].where
    at = [
        {n for n, span in enumerate(spans)
         if span.source == each.source and span.first <= each.line <= span.last}
        for each in pair.both
    ]  # fmt: skip
    return all(at) and (len(spans) == 1 or len(at[0] | at[1]) > 1)


def main() -> None:
    for texts in (False, True):
        found, besides = measured(texts=texts)
        print(f"{'figures and texts' if texts else 'figures alone'}: {len(found)} of "
              f"{len(PRINTED_TWICE)} known, {len(besides)} besides")  # fmt: skip
        for pair in besides:
            print(f"  {pair.reason}: " + " / ".join(
                f"{each.report} {each.place} {each.as_printed}" for each in pair.both))  # fmt: skip
    for name in sorted({name for reports in split().values() for name in reports}):
        kept = convert_file(REPORTS / name).text
        year = self_descriptions(Structure(kept)).get("year")
        numbers = _found(name, "text", year.value if year else "", kept)
        print(f"{name}: {len(possible_disagreements(numbers))} among {len(numbers)} numbers")


if __name__ == "__main__":
    main()
