"""References in texts become words: {figure:key}, {figure:key|about}, {say:words}.

No number is typed twice, so a text names its figures and this room writes them out. Pure: a ledger
and a text go in. A reference that may not stand raises a ProseError with code and line.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from awareness.errors import CodedError
from awareness.insights.figures import STYLES, NoNumberError, figure_in_text
from awareness.insights.ledger import Figure, Ledger, Use

REFERENCE = re.compile(r"\{(?P<kind>[^{}:|]*):(?P<what>[^{}|]*)(?:\|(?P<style>[^{}]*))?\}")
# The rest of a line on which a chart stands, and nothing else.
CHART_ALONE = re.compile(r"[ \t]*\{chart:[^{}]*\}[ \t]*$", re.MULTILINE)
# Where a word gets a capital: a text's or a paragraph's start, after a full stop, in a list.
OPENS_SENTENCE = re.compile(
    r"(?:^\s*|[.!?]['”’\")]*\s+|\n\s*\n\s*|(?:^|\n)\s*(?:[-*#>]+|\d+[.)])\s+)$"
)


class ChartError(CodedError):
    """There is no such drawing, or it cannot be made."""


class ProseError(CodedError):
    """A reference that cannot be resolved. `line` counts from the text's first line in its file."""

    def __init__(self, code: str, message: str, line_number: int) -> None:
        super().__init__(code, message)
        self.message, self.line = message, line_number


class LineWithFigures(NamedTuple):
    """A text with its references written out, and the full keys of the figures that it names."""

    text: str
    figure_keys: list[str]


def resolve_text(
    ledger: Ledger, report_slug: str, text: str, line_number: int = 1
) -> LineWithFigures:
    """A line or paragraph with each reference, as `{figure:key}`, written out without a link, and
    the keys of those figures in the order in which they come. A key without a report is one of
    `report_slug`. The first reference that names nothing raises ProseError."""
    keys_named: dict[str, None] = {}

    def show(figure: Figure, words: str) -> str:
        keys_named[figure.full_key] = None
        return words

    resolver = Resolver(ledger, report_slug, line_number, show)
    return LineWithFigures(resolver.resolved(text), list(keys_named))


class Resolver:
    """One pass over one text. Stops at the first error unless it is asked to collect them.

    `show` writes a figure that was found; `chart` prepares a drawing, None where none may stand.
    """

    def __init__(
        self,
        ledger: Ledger,
        report_slug: str,
        line_number: int,
        show: Callable[[Figure, str], str],
        chart: Callable[[str], None] | None = None,
    ) -> None:
        self.ledger, self.report, self.line = ledger, report_slug, line_number
        self.show, self.chart = show, chart
        self.says: list[str] = []
        self.errors: list[ProseError] = []
        self.collect = False

    def resolved(self, text: str) -> str:
        """The text with its references written out; one in error stays if errors are collected."""
        out, end = "", 0
        for match in REFERENCE.finditer(text):
            out += self._text_between(text, end, match.start())
            try:
                out += self._resolved_reference(match, text, out)
            except ProseError as error:
                self._raise_or_collect(error)
                out += match[0]
            end = match.end()
        return out + self._text_between(text, end, len(text))

    def _text_between(self, text: str, start: int, end: int) -> str:
        """What stands between two references, in which no brace may be."""
        text_between = text[start:end]
        brace = re.search(r"[{}]", text_between)
        if brace:
            wrong = "a brace without a reference; write {figure:key}, {chart:key} or {say:words}"
            self._raise_or_collect(self._error("stray_brace", wrong, text, start + brace.start()))
        return text_between

    def _resolved_reference(self, match: re.Match[str], text: str, text_before: str) -> str:
        """What stands for one reference of `text`; `text_before` is what was written out so far."""
        target, style = match["what"].strip(), (match["style"] or "").strip()
        match match["kind"]:
            case "figure":
                return self._figure(match, target, style, text, text_before)
            case "chart":
                return self._chart(match, target, text)
            case "say":
                self.says.append(target)
                return target
            case kind:
                wrong = f"{{{kind}:…}} is no reference; write figure, chart or say"
                raise self._error("unknown_reference", wrong, text, match.start())

    def _figure(
        self, match: re.Match[str], key: str, style: str, text: str, text_before: str
    ) -> str:
        """The words of a figure, with a capital where a sentence begins. ProseError."""

        def error(code: str, message: str) -> ProseError:
            return self._error(code, message, text, match.start())

        try:
            figure = self.ledger.figure(key, self.report)
        except KeyError:
            raise error("unknown_figure", f"there is no figure {key!r}; see figures.csv") from None
        if figure.use in (Use.HOLD, Use.NEVER):
            code = f"{figure.use.value.lower()}_figure"
            raise error(code, f"figure {key!r} is {figure.use.value} and may not be shown")
        if style not in STYLES and not style.startswith("as "):
            wrong = f"{style!r} is no way to write a figure; use {', '.join(filter(None, STYLES))}"
            raise error("unknown_style", wrong)
        try:
            words = figure_in_text(figure, style, before=text_before, after=text[match.end() :])
        except NoNumberError as none:
            raise error("no_number", str(none)) from None
        if OPENS_SENTENCE.search(text_before):
            words = words[:1].upper() + words[1:]
        return self.show(figure, words)

    def _chart(self, match: re.Match[str], key: str, text: str) -> str:
        """{chart:key}, once the drawing is prepared. ProseError where it may not stand."""
        if self.chart is None:
            wrong = "a chart cannot stand here; charts belong to explainers"
            raise self._error("chart_not_here", wrong, text, match.start())
        start = text.rfind("\n", 0, match.start()) + 1
        if not CHART_ALONE.match(text, start):
            wrong = f"{{chart:{key}}} shares its line; a chart stands alone"
            raise self._error("chart_in_line", wrong, text, match.start())
        try:
            self.chart(key)
        except ChartError as wrong:
            raise self._error(wrong.code, str(wrong), text, match.start()) from None
        return f"{{chart:{key}}}"

    def _error(self, code: str, message: str, text: str, offset: int) -> ProseError:
        return ProseError(code, message, self.line + text.count("\n", 0, offset))

    def _raise_or_collect(self, error: ProseError) -> None:
        if not self.collect:
            raise error
        self.errors.append(error)
