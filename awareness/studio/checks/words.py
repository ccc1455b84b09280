"""The editorial gate: no number is typed twice, no blocked term, no long quotation."""

import re
from collections.abc import Iterable, Iterator

from awareness.bank.build import BuiltQuestion
from awareness.bank.resolve import answers_of
from awareness.insights.ledger import Figure
from awareness.studio.checks.strings import Said, strings
from awareness.studio.checks.terms import BLOCKED, broken, long_quotations
from awareness.studio.content import Content
from awareness.studio.formula import REFERENCE as FORMULA_PART
from awareness.studio.numberwords import mentions, named
from awareness.studio.problems import Problem, problem

REFERENCE = re.compile(r"\{(?P<kind>[a-z]+):(?P<what>[^{}|]*)(?:\|(?P<style>[^{}]*))?\}")
ADDRESS = re.compile(r"https?://\S+|\b[\w-]+(?:\.[\w-]+)+\b(?:/\S*)?")
LIST_MARK = re.compile(r"^[ \t]*\d+[.)](?=\s)", re.MULTILINE)
QUOTES_COUNT = ("explainer", "question", "report", "caveat", "library")
__all__ = ["BLOCKED", "check_words", "says"]


def check_words(content: Content) -> Iterator[Problem]:
    """What breaks the gate, in every string that somebody may read."""
    for said in strings(content):
        yield from _terms(said)
        if said.kind == "record":
            continue
        yield from _numbers(said, content)
        if said.kind in QUOTES_COUNT:
            yield from _quotations(said)
    for figure in content.ledger.figures.values():
        yield from _own_numbers(figure)


def check_generated(built: Iterable[BuiltQuestion]) -> Iterator[Problem]:
    """Blocked terms in what item models wrote: frames of ours around words of the ledger."""
    for question in built:
        if not question.spec.get("item_model"):
            continue
        parts = answers_of(question.spec)
        told = [question.spec["stem"], *map(str, (question.spec.get("numeric") or {}).values())]
        told += [part[name] for part in parts for name in ("text", "feedback") if part.get(name)]
        for match, term in {m[0]: (m, t) for text in told for m, t in broken(text)}.values():
            what = f"{question.key}: “{match[0]}” is a word we do not use ({term.rule})"
            yield problem(question.place, what, term.mend)


def says(content: Content) -> list[tuple[str, str]]:
    """(place, words) of everything marked as no claim, for review."""
    found = []
    for said in strings(content):
        for match in REFERENCE.finditer(said.text.value):
            if match["kind"] == "say":
                found.append((str(said.text.place_of(match[0].split()[0])), match["what"]))
    return sorted(set(found))


def _blank(match: re.Match) -> str:
    return " " * len(match[0])


def _open(said: Said, content: Content) -> str:
    """The text with references, report names, addresses and list numbers blanked out."""

    def reference(match: re.Match) -> str:
        return _blank(match)

    text = REFERENCE.sub(reference, said.text.value)
    for report in content.ledger.reports.values():
        text = re.sub(re.escape(report.title.removeprefix("The ")), _blank, text)
    text = ADDRESS.sub(lambda m: _blank(m) if re.search(r"[A-Za-z]", m[0]) else m[0], text)
    return LIST_MARK.sub(_blank, text) if said.markdown else text


def _numbers(said: Said, content: Content) -> Iterator[Problem]:
    text = _open(said, content)
    for mention in named(text):
        nth = said.text.value.count(mention.text, 0, mention.start)
        yield problem(
            said.text.place_of(mention.text, nth),
            f"the number “{mention.text}” is typed",
            "name its figure ({figure:key}, {figure:key|about}), or mark what is no claim {say:…}",
        )
    for match in REFERENCE.finditer(said.text.value):
        style = (match["style"] or "").strip()
        if match["kind"] != "figure" or not style.startswith("as "):
            continue
        figure = _found(content, match["what"].strip(), said.report)
        for mention in named(style.removeprefix("as ")):
            if figure is None or mention.value not in _printed(figure):
                yield problem(
                    said.text.place_of(match[0].split()[0]),
                    f"“{mention.text}” is typed in the words for `{match['what']}`",
                    "its place in the source does not print that number; leave it out",
                )


def _found(content: Content, key: str, report: str) -> Figure | None:
    try:
        return content.ledger.figure(key, report)
    except KeyError:
        return None


def _printed(figure: Figure) -> set:
    return {mention.value for mention in mentions(figure.as_printed)}


def _own_numbers(figure: Figure) -> Iterator[Problem]:
    """A label or statement may repeat what the figure itself says, and nothing else."""
    own = _printed(figure) | {figure.value, figure.value_to}
    own |= {mention.value for mention in mentions(FORMULA_PART.sub(" ", figure.formula))}
    if "/" in figure.key:
        return  # a cell's words come from tables.yaml and are labels of the report
    for name in ("label", "statement"):
        for mention in named(getattr(figure, name)):
            near = mention.value is not None and any(
                value is not None and abs(value - mention.value) < 1 for value in own
            )
            if not near:
                yield problem(
                    figure.place,
                    f"`{name}` says “{mention.text}”, which is not this figure's number",
                    "say what the figure counts, without other numbers",
                )


def _terms(said: Said) -> Iterator[Problem]:
    text = REFERENCE.sub(lambda m: m[0] if m["kind"] == "say" else _kept_words(m), said.text.value)
    for match, term in broken(text, said.about_page):
        nth = text.count(match[0], 0, match.start())
        what = f"“{match[0]}” is a word we do not use ({term.rule})"
        yield problem(said.text.place_of(match[0], nth), what, term.mend)


def _kept_words(match: re.Match) -> str:
    """A reference as spaces, but for the words it hands over (`|as …`)."""
    style = match["style"] or ""
    if not style.strip().startswith("as "):
        return _blank(match)
    return " " * (len(match[0]) - len(style) - 1) + style + " "


def _quotations(said: Said) -> Iterator[Problem]:
    for quotation, count in long_quotations(said.text.value):
        yield problem(
            said.text.place_of(quotation.split()[0]),
            f"a quotation of {count} words",
            "quote at most twenty, and say whose they are",
        )
