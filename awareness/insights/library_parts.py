"""What the library holds beside reports: figures on top, questions across reports, its own texts.

Plain values as the loader hands them over, and the rows they become. Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from json import dumps
from typing import Any

from django.utils.text import slugify

from awareness.insights.ledger import Ledger
from awareness.insights.publish import Page
from awareness.insights.resolved_texts import ResolvedText, resolve_markdown, resolve_text
from awareness.insights.search import searchable
from awareness.insights.sources import number_runs, source_note

ABOUT_SLUG = "about-this-report"
PageName = tuple[str, str]  # (report, slug)


@dataclass(frozen=True)
class ListedPage:
    """A page that is live, as lists of pages show it."""

    report: str
    slug: str
    insight: str
    order: int
    title: str
    lead: str
    minutes: int
    audience: tuple[str, ...] = ()
    # (report, insight) of pages that it took the place of.
    replaces: tuple[tuple[str, str], ...] = ()

    @property
    def chapter(self) -> int:
        """The insight's number; 0 where it has none."""
        return int(self.insight) if self.insight.isdigit() else 0


@dataclass(frozen=True)
class Highlight:
    """A figure on the front: `head` is its reference, `line` says of what, `say` its limits."""

    key: str
    head: str
    line: str
    say: str
    page: PageName


@dataclass(frozen=True)
class ThemePage:
    """What one page of a report says to a question."""

    page: PageName
    say: str


@dataclass(frozen=True)
class Theme:
    """A question that a reader would ask, and the pages of several reports that speak to it."""

    slug: str
    title: str
    lead: str
    pages: tuple[ThemePage, ...]


@dataclass(frozen=True)
class Synonym:
    """Words that people look for, the term the library uses instead, why, and the page to read."""

    words: tuple[str, ...]
    term: str
    why: str
    page: PageName


@dataclass(frozen=True)
class Library:
    """What the library holds beside reports, in order. The texts are pages of no report."""

    highlights: tuple[Highlight, ...] = ()
    themes: tuple[Theme, ...] = ()
    texts: tuple[Page, ...] = ()
    synonyms: tuple[Synonym, ...] = ()


@dataclass(frozen=True)
class PartRow:
    """A part of the library as it is kept; `content` is plain JSON."""

    kind: str
    slug: str
    title: str
    lead: str
    content: dict[str, Any]
    words: int = 0

    @property
    def content_hash(self) -> str:
        """SHA-256 of everything that is read: equal hashes are equal parts."""
        read = dumps([self.title, self.lead, self.content], sort_keys=True, ensure_ascii=False)
        return sha256(read.encode()).hexdigest()


@dataclass
class _Screen:
    """One screen: a figure's note stands on it once, at the first text that names it."""

    ledger: Ledger
    seen: set[str] = field(default_factory=set)

    def text(self, raw: str) -> tuple[ResolvedText, list[dict[str, Any]]]:
        """A text with its references written out, and the notes that are new on this screen."""
        resolved_text = resolve_markdown(self.ledger, report_slug="", text=raw)
        new = [note for note in resolved_text.figures if note["key"] not in self.seen]
        self.seen |= {note["key"] for note in new}
        return resolved_text, new


def part_rows(ledger: Ledger, library: Library, pages: Iterable[ListedPage]) -> list[PartRow]:
    """Every part as it is kept. `pages` are those that are live. Raises ProseError."""
    pages = list(pages)
    titles = {(page.report, page.slug): page.title for page in pages}
    screen = _Screen(ledger)
    parts = [_highlight_row(screen, highlight, titles) for highlight in library.highlights]
    parts += [_theme_row(ledger, theme, titles) for theme in library.themes]
    parts += [_text_row(page) for page in library.texts]
    parts += [_synonym_row(ledger, synonym, titles) for synonym in library.synonyms]
    return parts + _report_rows(ledger, pages)


def _highlight_row(
    screen: _Screen, highlight: Highlight, titles: Mapping[PageName, str]
) -> PartRow:
    """A figure on the front with its line, its limits, and the notes that are new on the screen."""
    ledger = screen.ledger
    head = resolve_markdown(ledger, report_slug="", text=highlight.head)
    figure = ledger.figures[head.figures[0]["key"]]
    _, head_notes = screen.text(highlight.head)
    say, say_notes = screen.text(highlight.say)
    all_notes = [*head.figures, *say.figures]
    note = source_note(ledger, figure)
    content = {
        "head": head.markdown,
        "line": resolve_text(ledger, report_slug="", text=highlight.line).text,
        "say": say.markdown,
        "figures": [*head_notes, *say_notes],
        "keys": _without_repeats(named_note["key"] for named_note in all_notes),
        "asked": note["asked"],
        "base": note["base"],
        "caveats": _without_repeats(
            text for named_note in all_notes for text in named_note["caveats"]
        ),
        "discrepancies": _without_repeats(
            d["key"] for named_note in all_notes for d in named_note["discrepancies"]
        ),
        "source": _source_line(note),
        "page": _page_link(highlight.page, titles),
    }
    return PartRow("highlight", highlight.key, figure.label, lead="", content=content)


def _theme_row(ledger: Ledger, theme: Theme, titles: Mapping[PageName, str]) -> PartRow:
    """A question with what each report says to it: {parts: [{report, title, asked, pages,
    caveats}]}, the newest report first."""
    screen = _Screen(ledger)
    by_report = sorted(
        theme.pages,
        key=lambda theme_page: (-ledger.reports[theme_page.page[0]].year, theme_page.page[0]),
    )
    parts = []
    for slug, pages in groupby(by_report, key=lambda theme_page: theme_page.page[0]):
        report, described, caveats = ledger.reports[slug], [], []
        for theme_page in pages:
            say, new_notes = screen.text(theme_page.say)
            caveats += [text for note in say.figures for text in note["caveats"]]
            page = _page_link(theme_page.page, titles) | {"say": say.markdown, "figures": new_notes}
            described.append(page | {"keys": [note["key"] for note in say.figures]})
        parts.append(
            {
                "report": slug,
                "title": report.title,
                "asked": resolve_text(ledger, slug, report.asked).text,
                "pages": described,
                "caveats": _without_repeats(caveats),
            }
        )
    title, lead = (
        resolve_text(ledger, report_slug="", text=text).text for text in (theme.title, theme.lead)
    )
    return PartRow("theme", theme.slug, title, lead, {"parts": parts})


def _synonym_row(ledger: Ledger, synonym: Synonym, titles: Mapping[PageName, str]) -> PartRow:
    """`patterns` are what the stored form of a query has to contain (search.searchable)."""
    content = {
        "patterns": [searchable(words) for words in synonym.words],
        "page": _page_link(synonym.page, titles),
    }
    why, _figures = resolve_text(ledger, report_slug="", text=synonym.why)
    return PartRow("synonym", slugify(synonym.term), synonym.term, why, content)


def _text_row(page: Page) -> PartRow:
    """A text of the library's own, in its ordinary and plain edition."""
    content = {
        "body_markdown": page.text.markdown,
        "resolved": {"figures": page.text.figures, "charts": page.text.charts},
        "plain": page.plain,
    }
    words = len(page.text.markdown.split())
    return PartRow("text", page.slug, page.title, page.lead, content, words)


def _report_rows(ledger: Ledger, pages: list[ListedPage]) -> list[PartRow]:
    """A contents page of each report that has pages, the newest first.

    `to_come` are the insights that no page is written on yet; `left_out` those before the last
    page that have nothing in them that may be told. Both are {count: 7, are: "1–6, 8"}. `elsewhere`
    are those told on a page across reports: the same, with that page.
    """
    newest = sorted(ledger.reports.values(), key=lambda report: (-report.year, report.slug))
    contents_pages = []
    for report in newest:
        pages_of_report = [page for page in pages if page.report == report.slug]
        if not pages_of_report:
            continue
        pages_of_report.sort(key=lambda page: (page.order, page.slug))
        # An insight can be written up when there is something in it that may be told.
        tellable = {
            int(figure.insight)
            for figure in ledger.figures.values()
            if figure.report == report.slug and figure.insight.isdigit() and figure.use.may_be_key
        }
        elsewhere = [
            _page_link((page.report, page.slug), {(page.report, page.slug): page.title})
            | _insight_numbers(
                int(insight) for name, insight in page.replaces if name == report.slug
            )
            for page in pages
        ]
        written_insights = {page.chapter for page in pages_of_report} - {0}
        written_insights |= {
            int(i) for page in pages for name, i in page.replaces if name == report.slug
        }
        to_come = tellable - written_insights
        left_out = set(range(1, max(written_insights, default=0))) - written_insights - to_come
        about = next((page for page in pages_of_report if page.slug == ABOUT_SLUG), None)
        content = {
            **{
                name: resolve_text(ledger, report.slug, getattr(report, name)).text
                for name in ("asked", "how", "interests")
            },
            "about": about and {"slug": about.slug, "title": about.title},
            "pages": [
                _listed_page_json(page) for page in pages_of_report if page.slug != ABOUT_SLUG
            ],
            "to_come": _insight_numbers(to_come),
            "left_out": _insight_numbers(left_out),
            "elsewhere": [page for page in elsewhere if page["count"]],
        }
        contents_pages.append(
            PartRow("report", report.slug, report.title, lead="", content=content)
        )
    return contents_pages


def _listed_page_json(page: ListedPage) -> dict[str, Any]:
    return {
        "slug": page.slug,
        "chapter": str(page.chapter or ""),
        "title": page.title,
        "lead": page.lead,
        "minutes": page.minutes,
        "audience": list(page.audience),
    }


def _insight_numbers(insights: Iterable[int]) -> dict[str, Any]:
    """How many insights, and which, in words: {count: 7, are: "1–6, 8"}."""
    numbers = sorted(insights)
    return {"count": len(numbers), "are": number_runs((number, number) for number in numbers)}


def _page_link(name: PageName, titles: Mapping[PageName, str]) -> dict[str, Any]:
    """{report, slug, title} of a page; KeyError where none of that name is live."""
    report_slug, slug = name
    return {"report": report_slug, "slug": slug, "title": titles[name]}


def _source_line(note: dict[str, Any]) -> str:
    """Where a figure stands, in one line: "The Tiny Report 2020, insight 7, line 12"."""
    return ", ".join(filter(None, (note["report_title"], note["insight"], note["lines"])))


def _without_repeats(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
