"""`manage.py item_report [PATH…]`: what the item models make of the ledger, with paths of those
reports alone; how the bank stands."""

import json
from pathlib import Path
from typing import Any

from django.core.management import CommandError, CommandParser

from awareness.bank.offers import offers_by_report
from awareness.bank.report import bank_report
from awareness.content.checks import examine
from awareness.content.checks.question_counts import insight_rows
from awareness.content.content_command import ContentCommand


class Command(ContentCommand):
    help = (
        "Report on the bank without touching the database: what item models offer of each report, "
        "what was taken and why the rest gives nothing, where keys stand, lengths and reading "
        "grades, and whether all is in bounds."
    )
    requires_system_checks = ()  # Django's own checks would connect to the database

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *, packs: list[Path], format: str, verbosity: int, **options: Any) -> None:
        content = self.read(packs)
        checked = examine(content)
        if checked.errors:
            self.refuse(checked.errors, "The report needs content that passes check_content.")
        taught = insight_rows(content, checked.built_questions)
        report_offers = [of_report for of_report in offers_by_report(content.ledger)
                if not content.named_packs or of_report.report in content.named_packs]  # fmt: skip
        numbers_of_bank = bank_report(checked.built_questions, report_offers, taught)
        if format == "json":
            self.stdout.write(json.dumps(numbers_of_bank, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(report_lines(numbers_of_bank, every=verbosity > 1)))
        if numbers_of_bank["outside"]:
            raise CommandError(
                "The bank is outside its bounds: " + "; ".join(numbers_of_bank["outside"])
            )


def report_lines(numbers_of_bank: dict[str, Any], *, every: bool = False) -> list[str]:
    """What bank_report() counts, as text. `every` offer and refusal, or no offer and a refusal of
    each family and guard."""
    parts = [
        _item_lines(numbers_of_bank),
        _insight_lines(numbers_of_bank),
        _offer_lines(numbers_of_bank, every),
        _refusal_lines(numbers_of_bank, every),
        _tell_lines(numbers_of_bank),
        _bound_lines(numbers_of_bank),
    ]
    return [line for part in parts for line in ("", *part)][1:]


def _item_lines(numbers_of_bank: dict[str, Any]) -> list[str]:
    items = numbers_of_bank["items"]
    return [
        f"Items: {items['live']}, {items['generated']} of them generated.",
        f"  by family  {_counts_in_words(items['by_family'])}",
        f"  by kind    {_counts_in_words(items['by_kind'])}",
        f"  by report  {_counts_in_words(items['by_report'])}",
    ]


def _insight_lines(numbers_of_bank: dict[str, Any]) -> list[str]:
    """A line for each insight: what can be taught of it, and how many questions check it."""
    rows = numbers_of_bank["insights"]
    width = max((len(row["report"]) for row in rows), default=6)
    head = f"  {'report':<{width}} {'insight':<8} {'figures':>7} {'pages':>5} {'questions':>9}"
    return [
        "Questions by insight (checks of its pages):",
        head,
        *(
            f"  {row['report']:<{width}} {row['insight']:<8} {row['figures']:>7} "
            f"{len(row['pages']):>5} {row['questions']:>9}{'' if row['enough'] else '  TOO FEW'}"
            for row in rows
        ),
    ]


def _offer_lines(numbers_of_bank: dict[str, Any], every: bool) -> list[str]:
    """A line a report: what is offered, what was taken, what the rest was stopped by."""
    lines = ["What the item models offer, by report (nobody has to take any):"]
    for row in numbers_of_bank["reports"]:
        lines += [
            f"  {row['report']}: {row['offered']} offered of {row['tried']} tried, "
            f"{row['taken']} taken",
            f"    offered      {_counts_in_words(row['by_family'])}",
            f"    taken        {_counts_in_words(row['taken_by_family'])}",
            f"    gives none   {_counts_in_words(row['refused'])}",
        ]
        if every:
            lines += [line for offer in row["offers"] for line in _lines_of_offer(offer)]
    return lines


def _lines_of_offer(offer: dict[str, Any]) -> list[str]:
    """The line to copy, and what people would read: its right answer first."""
    options = sorted(offer["options"], key=lambda option: not option["correct"])
    return [
        f"    {_yaml_line(offer['line'])}",
        f"      {offer['stem']}",
        *([f"      “{offer['headline']}”"] if offer["headline"] else []),
        *([f"      [{'; '.join(offer['bars'])}]"] if offer["bars"] else []),
        *(f"      {'+' if option['correct'] else '-'} {option['text']}" for option in options),
    ]


def _yaml_line(line: dict[str, Any]) -> str:
    """An offer as a line of questions.yaml."""
    source = line["from"] if isinstance(line["from"], str) else f"[{', '.join(line['from'])}]"
    return f"- {{generate: {line['generate']}, key: {line['key']}, from: {source}, seed: 1}}"


def _refusal_lines(numbers_of_bank: dict[str, Any], every: bool) -> list[str]:
    lines = [
        "Why the rest gives nothing:"
        if every
        else "Why the rest gives nothing (one of each report, family and guard; -v 2 for all):"
    ]
    for row in numbers_of_bank["reports"]:
        seen: set[tuple[str, str]] = set()
        for refusal in row["refusals"]:
            family_and_guard = (refusal["family"], refusal["guard"])
            if every or family_and_guard not in seen:
                seen.add(family_and_guard)
                numbers = ", ".join(f"{name} {value}" for name, value in refusal["numbers"].items())
                details = f" [{numbers}]" if numbers else ""
                lines.append(
                    f"  {refusal['family']} {row['report']}:{refusal['source']}: "
                    f"{refusal['guard']} {refusal['message']}{details}"
                )
    return lines


def _tell_lines(numbers_of_bank: dict[str, Any]) -> list[str]:
    """A line for what is got right by the options alone, and one with the words that tell."""
    lines = ["By the options alone, without the question (each item by a model of the others):"]
    for row in numbers_of_bank["tells"]:
        if row["bound"] is None:
            bound = "too few to judge"
        else:
            over = "over, a warning" if row["warns"] else "OUTSIDE"
            bound = f"at most {row['bound']:.0%}: {'within' if row['within'] else over}"
        lines += [
            f"  {row['of']}, {row['words']}: {row['right']:.1%} of {row['choices']} right "
            f"({row['low']:.1%} to {row['high']:.1%}), chance {row['chance']:.1%}; {bound}",
            "    " + ", ".join(f"{word} {weight:+.2f}" for word, weight in row["telling"]),
        ]
    return lines


def _bound_lines(numbers_of_bank: dict[str, Any]) -> list[str]:
    keys, longest = numbers_of_bank["keys"], numbers_of_bank["longest"]
    lines = [
        f"Keys: {keys['counted']} with a free place; "
        f"by place {_counts_in_words(keys['by_position'])}; "
        f"at most {keys['bound']:.0%} in one: {_within_word(keys['within'])}",
        f"The longest answer: is the key in {longest['longest']} of {longest['counted']}; "
        f"at most {longest['bound']:.0%}: {_within_word(longest['within'])}",
    ]
    for measure in numbers_of_bank["measures"]:
        lines.append(
            f"{measure['name'].capitalize()}: middle {measure['middle']:g}, most "
            f"{measure['most']:g} ({measure['worst']}), bound {measure['bound']:g}: "
            f"{_within_word(measure['within'])}"
        )
    if not numbers_of_bank["outside"]:
        lines.append("The bank is within every bound.")
    return lines


def _counts_in_words(counted: dict[str, Any]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counted.items())


def _within_word(within: bool) -> str:
    return "within" if within else "OUTSIDE"
