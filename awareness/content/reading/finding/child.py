"""The process that looks through a kept text: a report may be long, and written to tie rules up.
The kept text comes in by standard input, lines of JSON go out."""

import json
import sys
from dataclasses import asdict
from typing import Any

from awareness.content.reading.about import self_descriptions
from awareness.content.reading.disagreements import possible_disagreements
from awareness.content.reading.finding.found import read_whole, statistics_in
from awareness.content.reading.kept import KeptText, parse_kept_text
from awareness.content.reading.personal import personal_texts
from awareness.content.reading.proposals import proposals_for
from awareness.content.reading.shut_in import shut_in
from awareness.content.reading.statements import statements_of_numbers


def examination_of(text: KeptText) -> dict[str, Any]:
    """All that rules find in a text, as JSON can say it."""
    reading = read_whole(text)
    numbers = statistics_in(reading)
    proposals_by_id = {number.id: proposals_for(reading, number) for number in numbers}
    description_by_name = self_descriptions(reading.structure)
    year = description_by_name["year"].value if "year" in description_by_name else ""
    with_proposals = [(number, proposals_by_id[number.id]) for number in numbers]
    statements = statements_of_numbers(
        report_slug="", source="", year=year, kept_text=text, numbers=with_proposals
    )
    return {
        "numbers": [asdict(number) | {"value": str(number.value)} for number in numbers],
        "proposals": {
            number: [asdict(proposal) for proposal in number_proposals]
            for number, number_proposals in proposals_by_id.items()
        },
        "disagreements": [
            [pair.one.line_and_column, pair.other.line_and_column]
            for pair in possible_disagreements(statements)
        ],
        "about": [asdict(field) for field in description_by_name.values()],
        "personal": [asdict(place) for place in personal_texts(text)],
    }


def main() -> None:
    memory, seconds = map(int, sys.argv[1:])
    shut_in(memory, seconds, opens=True)
    text = parse_kept_text(sys.stdin.buffer.read().decode())
    print(json.dumps(examination_of(text)))
    print(json.dumps({"done": True}), flush=True)


if __name__ == "__main__":
    main()
