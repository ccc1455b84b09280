"""`manage.py read_report FILE`: what a report's file says, and the statistics found in it."""

import csv
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from awareness.content.reading.finding.found import FoundStatistic
from awareness.content.reading.refused import NOTHING_KEPT, REFUSAL_WORDS, FileRefused
from awareness.content.reading.sealed import Conversion, convert_file, examine_text
from awareness.insights.numbers import plain_digits

NUMBER_COLUMNS = ("id", "line", "page", "as_printed", "value", "unit", "kind", "in_table")


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
            getattr(self, f"_{options['format']}")(conversion)
        except FileRefused as refusal:
            raise CommandError(
                f"{path.name}: {REFUSAL_WORDS[refusal.code]} {NOTHING_KEPT}"
            ) from None

    def _csv(self, conversion: Conversion) -> None:
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(NUMBER_COLUMNS)
        for number in examine_text(conversion.text).numbers:
            writer.writerow(_row_of(number).values())

    def _json(self, conversion: Conversion) -> None:
        examined = examine_text(conversion.text)
        report = {
            "numbers": [
                _row_of(number)
                | {"qualifier": number.qualifier}
                | {"proposals": [vars(proposal) for proposal in examined.proposals[number.id]]}
                for number in examined.numbers
            ],
            "disagreements": [
                {"one": one.id, "other": other.id} for one, other in examined.disagreements
            ],
        }
        self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))

    def _kept(self, conversion: Conversion) -> None:
        self.stdout.write(str(conversion.text), ending="")

    def _about(self, conversion: Conversion) -> None:
        examined = examine_text(conversion.text)
        for field in examined.about.values():
            self.stdout.write(f"{field.name}: {field.value} (line {field.line})")
        for kind, count in conversion.removed.items():
            if count:
                self.stdout.write(f"left out: {count} {kind}")
        if conversion.without_text:
            self.stdout.write(f"pages without text: {', '.join(map(str, conversion.without_text))}")
        for place in examined.personal:
            self.stdout.write(f"line {place.line}: {place.what} {place.text}")


def _row_of(number: FoundStatistic) -> dict[str, Any]:
    cells = (
        number.id, number.line, number.page, number.as_printed, plain_digits(number.value),
        number.unit, number.kind, str(number.in_table).lower(),
    )  # fmt: skip
    return dict(zip(NUMBER_COLUMNS, cells, strict=True))
