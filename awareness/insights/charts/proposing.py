"""Which drawing figures of a text ask for, and why not another: rules, and nothing else. Pure.

Numbers share a drawing where they are of the same people, on one base, in one unit and of one
measure. Its title says the most that the figures hold by themselves.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from awareness.insights.charts import times
from awareness.insights.ledger import Chart, Figure, Ledger, Table, Use

MOST_ROWS = 12
USES_NOT_DRAWN = (Use.HOLD, Use.NEVER, Use.VOICE)
WHOLE = Decimal(100)
NUMBER = re.compile(r"\d[\d.,\u202f\u00a0 ]*\d|\d")


@dataclass(frozen=True)
class Proposal:
    """A drawing, why this one, and why none of the others. `is_new`: it is not in the report yet;
    else `chart.key` is that of a printed table which is drawn already."""

    chart: Chart
    figures: tuple[Figure, ...]
    why: str
    why_not: tuple[tuple[str, str], ...]  # (the other kind, why not)
    is_new: bool = True


@dataclass(frozen=True)
class RefusedFigures:
    """Figures of which no drawing is proposed, and why not."""

    figures: tuple[Figure, ...]
    why: str


def propose_drawings(
    ledger: Ledger, report_slug: str, figures: Iterable[Figure]
) -> tuple[list[Proposal], list[RefusedFigures]]:
    """What can be drawn of the figures that a text of `report_slug` names, and what cannot, each in
    words."""
    named_figures = list({figure.full_key: figure for figure in figures}.values())
    order = {key: place for place, key in enumerate(ledger.figures)}
    named_figures.sort(key=lambda figure: order.get(figure.full_key, len(order)))
    proposals: list[Proposal] = []
    refused = [RefusedFigures((f,), why) for f in named_figures if (why := _why_not_drawn(f))]
    drawable_figures = [figure for figure in named_figures if not _why_not_drawn(figure)]
    lone_figures: list[Figure] = []
    for figures_of_axis in _by_shared_axis(drawable_figures).values():
        if len(figures_of_axis) >= 2:
            proposals.append(_propose_bars(ledger, report_slug, figures_of_axis[:MOST_ROWS]))
        else:
            lone_figures += figures_of_axis
    if lone_figures:
        refused.append(
            RefusedFigures(tuple(lone_figures), _why_apart(lone_figures, drawable_figures))
        )
    return proposals, refused


def _why_not_drawn(figure: Figure) -> str:
    """Why a figure is never drawn; "" where it may be."""
    if figure.value is None:
        return _("It has no number.")
    if figure.use in USES_NOT_DRAWN:
        return _("It may not be drawn: %(use)s.") % {"use": figure.use.value}
    if figure.value_to is not None:
        return _("It is a range, and a bar ends in one place.")
    if figure.value < 0:
        return _("It is a fall, and a bar begins at nought.")
    return ""


def _by_shared_axis(figures: Sequence[Figure]) -> Mapping[tuple[object, ...], list[Figure]]:
    """Figures that may share an axis, by what they share."""
    groups: dict[tuple[object, ...], list[Figure]] = {}
    for figure in figures:
        is_share = figure.unit == "percent"
        what_is_shared = (figure.report, figure.population, figure.kind, figure.unit, figure.per,
                  bool(figure.formula), figure.base_n if is_share else None,
                  "" if is_share else figure.measure)  # fmt: skip
        groups.setdefault(what_is_shared, []).append(figure)
    return groups


def _why_apart(lone_figures: Sequence[Figure], figures: Sequence[Figure]) -> str:
    """Why each of these stands by itself, by what differs first."""
    if len(figures) < 2:
        return _("One number is a sentence. A drawing compares two or more.")
    if len({figure.unit for figure in lone_figures}) > 1:
        units = ", ".join(dict.fromkeys(_unit_words(figure) for figure in lone_figures))
        return _("They are in different units (%(units)s), which share no axis.") % {"units": units}
    if len({(figure.report, figure.population) for figure in lone_figures}) > 1:
        who = "; ".join(dict.fromkeys(figure.population.rstrip(".") for figure in lone_figures))
        return _("They are of different people or things (%(who)s). Side by side they would be "
                 "compared, and nobody asked both.") % {"who": who}  # fmt: skip
    if len({bool(figure.formula) for figure in lone_figures}) > 1:
        return _("Some are calculated from others: side by side they would count twice.")
    if len({figure.base_n for figure in lone_figures}) > 1:
        bases = ", ".join(dict.fromkeys(_base_words(figure) for figure in lone_figures))
        return _("They rest on different bases (%(bases)s), so their shares are of different "
                 "wholes.") % {"bases": bases}  # fmt: skip
    if len({figure.measure for figure in lone_figures}) > 1:
        return _("They count different things, although in one unit.")
    return _("No other number of this text is of the same people, on the same base, in the same "
             "unit.")  # fmt: skip


def _unit_words(figure: Figure) -> str:
    return _("per cent") if figure.unit == "percent" else figure.unit.replace("_", " ")


def _base_words(figure: Figure) -> str:
    return _("not printed") if figure.base_n is None else f"{figure.base_n:,}"


def _propose_bars(ledger: Ledger, report_slug: str, figures: Sequence[Figure]) -> Proposal:
    """Bars from nought, the longest first; over several times in the order of time."""
    days = {figure.as_of for figure in figures}
    is_over_time = len(days) > 1 and None not in days
    if is_over_time:
        figures = sorted(
            figures, key=lambda figure: figure.as_of.isoformat() if figure.as_of else ""
        )
    else:
        figures = sorted(figures, key=lambda figure: figure.value or Decimal(0), reverse=True)
    is_share = figures[0].unit == "percent"
    if (table := _drawn_table_of(ledger, figures)) is not None:
        chart = Chart(
            table.report,
            table.key,
            table.chart,
            table.finding,
            sub="",
            base="",
            sign="",
            figures={},
            rows=(),
        )
        drawn = _("They are of one printed table, which is drawn already: as a whole, with its own "
                  "finding.")  # fmt: skip
        return Proposal(chart, tuple(figures), drawn, (), is_new=False)
    why = [_("Counts of one thing, in one unit: bars from nought can be compared by eye.")]
    if is_share and figures[0].base_n is not None:
        why = [
            _("Shares of the same people, on one base: bars from nought can be compared by eye.")
        ]
    elif is_share:
        why = [_("Shares of the same people: bars from nought can be compared by eye."),
               _("The report does not print on how many answers each rests.")]  # fmt: skip
    if len({figure.question for figure in figures}) > 1:
        why.append(_("They answer several questions: the title may not make one of them."))
    if is_over_time:
        why.append(_("They stand in the order of their days."))
    else:
        why.append(_("The longest stands first."))
    chart = Chart(
        report_slug,
        f"{_slug_from_key(figures[0].key)}-bars",
        "bars",
        proposed_title(report_slug, figures),
        _("Share, in per cent") if is_share else _unit_words(figures[0]).capitalize(),
        base="",
        sign="",
        figures={},
        rows=tuple(_key_in_text(report_slug, figure) for figure in figures),
        head=("", _("Share") if is_share else ""),
    )
    return Proposal(
        chart, tuple(figures), " ".join(why), tuple(_why_no_other_kind(figures, is_over_time))
    )


def _why_no_other_kind(figures: Sequence[Figure], is_over_time: bool) -> Iterable[tuple[str, str]]:
    """Why each other kind of drawing says something that these figures do not."""
    total = sum((figure.value or Decimal(0) for figure in figures), Decimal(0))
    divided_bar = _("One divided bar, or a pie")
    if figures[0].unit != "percent":
        yield divided_bar, _("These counts are not said to be the whole.")
    elif any(figure.multi_answer for figure in figures):
        yield divided_bar, _("Several answers could be given, so they are no parts of one whole.")
    elif total == WHOLE:
        yield divided_bar, _("They add up to a hundred. A divided bar is drawn of a printed table: "
                         "choose “A scale” in the table's draft.")  # fmt: skip
    else:
        yield (
            divided_bar,
            _("Together they are %(total)s of a hundred: they are not the whole.")
            % {"total": f"{total.normalize():f}"},
        )
    if is_over_time and len({figure.as_of for figure in figures}) >= times.MIN_TIMES:
        yield (
            _("A line"),
            _("A line is drawn of a printed table: choose “Lines over time” in the table's draft."),
        )
    elif is_over_time:
        yield _("A line"), _("Two points in time are compared by bars; a line needs three.")
    else:
        yield _("A line"), _("They are of one time: nothing goes on from one to the next.")
    yield _("Dots"), _("A field of dots shows one in so many, and none of these is that.")
    yield _("Panels"), _("One group in one unit needs one axis.")


def _drawn_table_of(ledger: Ledger, figures: Sequence[Figure]) -> Table | None:
    """The printed table that all of these are cells of, where it is drawn already."""
    keys = {figure.key.partition("/")[0] for figure in figures if "/" in figure.key}
    if len(keys) != 1 or any("/" not in figure.key for figure in figures):
        return None
    table = ledger.tables.get(f"{figures[0].report}:{keys.pop()}")
    return table if table is not None and table.chart else None


def proposed_title(report_slug: str, figures: Sequence[Figure]) -> str:
    """A finding that the figures hold: which is the largest, where that is sure and all answer one
    question; else the largest and the least beside each other."""
    ranked = sorted(figures, key=lambda figure: figure.value or Decimal(0), reverse=True)
    first, second = ranked[0], ranked[1]
    is_sure = not first.qualifier and not second.qualifier and first.value != second.value
    is_sure = is_sure and len({figure.question for figure in figures}) == 1
    if is_sure and first.unit == "percent":
        return _("%(finding)s, the largest share here") % {
            "finding": _label_and_reference(report_slug, first)
        }
    if is_sure:
        return _("%(finding)s, the largest number here") % {
            "finding": _label_and_reference(report_slug, first)
        }
    largest, least = (
        _label_and_reference(report_slug, figure) for figure in (ranked[0], ranked[-1])
    )
    return f"{largest}; {least}"


def _label_and_reference(report_slug: str, figure: Figure) -> str:
    """“Managers: {figure:managers}”."""
    return f"{_with_numbers_as_words(figure.label)}: {{figure:{_key_in_text(report_slug, figure)}}}"


def _with_numbers_as_words(label: str) -> str:
    """A label in a text that may hold no number of its own: its numbers are words of no claim."""
    return NUMBER.sub(
        lambda match: f"{{say:{match[0]}}}", label.replace("{", "(").replace("}", ")")
    )


def _key_in_text(report_slug: str, figure: Figure) -> str:
    """A figure's key as a text of `report_slug` writes it."""
    return figure.key if figure.report == report_slug else figure.full_key


def _slug_from_key(key: str) -> str:
    """A figure's key as a part of a drawing's: without / and :, up to 60 letters."""
    return key.replace("/", "-").replace(":", "-")[:60].strip("-")
