"""Whether numbers may stand beside each other: those that the same people gave in the same edition.

Two editions asked other people in other words, and two groups of one edition are not each other. So
their numbers share no axis and no question unless somebody wrote down why; then each group stands
by itself, with who it is and how many answered. Pure.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from awareness.insights import sources
from awareness.insights.ledger import Figure, Ledger

type Group = tuple[str, str]  # report, population

KEY_IN_BRACES = re.compile(r"\{([^{}]+)\}")
FIX_SEVERAL_GROUPS = (
    "keep to one of them, or write why they may stand beside each other in `side_by_side`"
)


def figures_by_group(figures: Iterable[Figure]) -> dict[Group, list[Figure]]:
    """Figures with a number by whom they speak of, in the order in which they come."""
    by_group: dict[Group, list[Figure]] = {}
    for figure in figures:
        if figure.value is not None:
            by_group.setdefault((figure.report, figure.population), []).append(figure)
    return by_group


def what_meets(by_group: Mapping[Group, Sequence[Figure]]) -> str:
    """What is wrong when several groups meet: each, with a figure of it; "" when there is one."""
    if len(by_group) < 2:
        return ""
    groups_in_words = [
        f"{report_slug} “{population or 'nobody named'}” ({figures[0].key})"
        for (report_slug, population), figures in by_group.items()
    ]
    return f"numbers of {len(by_group)} groups meet: {' and '.join(groups_in_words)}"


def group_in_words(ledger: Ledger, figures: Sequence[Figure]) -> dict[str, str]:
    """One group as a reader is told of it: {report: its title, who, base: "" for several}."""
    bases = [sources.base_words(figure) for figure in figures if figure.base_n is not None]
    has_one_base = len(set(bases)) == 1 and len(bases) == len(figures)
    return {
        "report": ledger.reports[figures[0].report].title,
        "who": figures[0].population.rstrip("."),
        "base": bases[0] if has_one_base else "",
    }


def reports_behind(ledger: Ledger, figures: Iterable[Figure]) -> set[str]:
    """The reports whose numbers stand behind these figures, through formulas too."""
    reports: set[str] = set()
    waiting, seen_keys = [f for f in figures if f.value is not None], set()
    while waiting:
        figure = waiting.pop()
        if figure.full_key in seen_keys:
            continue
        seen_keys.add(figure.full_key)
        if ledger.reports[figure.report].kind == "report":  # other pages tell of the same surveys
            reports.add(figure.report)
        waiting += [
            ledger.figure(key, figure.report) for key in KEY_IN_BRACES.findall(figure.formula)
        ]
    return reports


def lines_beside_groups(ledger: Ledger, figures: Sequence[Figure], reason: str) -> list[str]:
    """What a reader is told beside numbers of several groups: why, then each with its base."""
    by_group = figures_by_group(figures)
    if len(by_group) < 2:
        return []
    lines = [f"Groups stand side by side here, and they are not each other: {reason}"]
    for figures_of_group in by_group.values():
        group = group_in_words(ledger, figures_of_group)
        base = f"Base: {group['base']}." if group["base"] else "How many answered is not printed."
        lines.append(f"{group['report']}: {group['who']}. {base}")
    return lines
