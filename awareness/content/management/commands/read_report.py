"""`manage.py read_report FILE`: what a report's file says, and the statistics found in it."""

import csv
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from awareness.content.reading.about import about
from awareness.content.reading.disagreements import disagreements
from awareness.content.reading.finding.found import Found, read
from awareness.content.reading.personal import personal
from awareness.content.reading.proposals import proposals
from awareness.content.reading.refused import AGAIN, WORDS, FileRefused
from awareness.content.reading.sealed import Conversion, convert_file, find
from awareness.content.reading.structure import Structure
from awareness.insights.numbers import plain

COLUMNS = ("id", "line", "page", "as_printed", "value", "unit", "kind", "in_table")


class Command(BaseCommand):
    help = (
        "Reads a report (PDF, DOCX, HTML, Markdown or text; 50 MB, 500 pages) and prints the "
        "statistics found in it, with line and page. Nothing is kept, nothing is sent anywhere."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=("csv", "json", "kept", "about"), default="csv",
            help="csv: the numbers; json: with what each may be about; kept: the text with its "
            "lines; about: what the report says about itself")  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"{path} is no file.")
        try:
            conversion = convert_file(path)
        except FileRefused as refusal:
            raise CommandError(f"{path.name}: {WORDS[refusal.code]} {AGAIN}") from None
        getattr(self, f"_{options['format']}")(conversion)

    def _csv(self, conversion: Conversion) -> None:
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        for number in find(conversion.text):
            writer.writerow(_row(number).values())

    def _json(self, conversion: Conversion) -> None:
        reading = read(conversion.text)
        numbers = find(conversion.text)
        told = {
            "numbers": [
                _row(number)
                | {"qualifier": number.qualifier}
                | {"proposals": [vars(each) for each in proposals(reading, number)]}
                for number in numbers
            ],
            "disagreements": [
                {"label": each.label, "one": each.one.id, "other": each.other.id}
                for each in disagreements((reading, numbers))
            ],
        }
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))

    def _kept(self, conversion: Conversion) -> None:
        self.stdout.write(str(conversion.text), ending="")

    def _about(self, conversion: Conversion) -> None:
        for field in about(Structure(conversion.text)).values():
            self.stdout.write(f"{field.name}: {field.value} (line {field.line})")
        for kind, count in conversion.removed.items():
            if count:
                self.stdout.write(f"left out: {count} {kind}")
        if conversion.without_text:
            self.stdout.write(f"pages without text: {', '.join(map(str, conversion.without_text))}")
        for place in personal(conversion.text):
            self.stdout.write(f"line {place.line}: {place.what} {place.text}")


def _row(number: Found) -> dict[str, Any]:
    cells = (
        number.id, number.line, number.page, number.as_printed, plain(number.value), number.unit,
        number.kind, str(number.in_table).lower(),
    )  # fmt: skip
    return dict(zip(COLUMNS, cells, strict=True))
