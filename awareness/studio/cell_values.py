"""Reads single cells: lists, numbers, places of a source."""

import re
from decimal import Decimal, InvalidOperation

from awareness.insights.ledger import Place, Span
from awareness.studio.problems import Problem, problem

SPAN = re.compile(r"^([\w-]+):(\d+)(?:-(\d+))?$")


def split_list(text: str) -> list[str]:
    """A list of a CSV cell: joined by `;`."""
    return [part.strip() for part in text.split(";") if part.strip()]


def parse_number(text: str, name: str, place: Place, problems: list[Problem]) -> Decimal | None:
    """A plain decimal; None for an empty cell, and for anything else with a problem."""
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite() or not re.fullmatch(r"\d+(?:\.\d+)?", text):
        fix = "write it plain: 269370, 0.95 (a per cent sign belongs to the unit)"
        problems.append(problem(place, f"`{name}` {text!r} is no number", fix))
        return None
    return value


def parse_spans(
    text: str, sources: dict[str, str], place: Place, problems: list[Problem]
) -> tuple[Span, ...]:
    """Places of a source, `2018:140;2018:156-158`, each with a source that the report names."""
    parsed = []
    for part in split_list(text):
        match = SPAN.match(part)
        if not match:
            message = f"`where` {part!r} is no place"
            problems.append(problem(place, message, "write it as 2018:140 or 2018:156-158"))
        elif match[1] not in sources:
            fix = f"report.yaml names {', '.join(sources)}"
            problems.append(problem(place, f"`where` names an unknown source {match[1]!r}", fix))
        else:
            first, last = int(match[2]), int(match[3] or match[2])
            if not 1 <= first <= last:
                fix = "the first line comes first"
                problems.append(problem(place, f"`where` {part!r} runs backwards", fix))
            parsed.append(Span(match[1], first, last))
    return tuple(parsed)
