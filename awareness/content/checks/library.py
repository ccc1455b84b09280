"""The library's own file and texts: pages that are there, figures that stand on them."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.text import slugify

from awareness.content.checks.editorial import REFERENCE
from awareness.content.files import Text
from awareness.content.parsed_content import Content, Definition, Explainer
from awareness.content.problems import Problem, problem
from awareness.insights.ledger import Location, Use
from awareness.insights.search import searchable, tokens

# What stands at /library/<name>/ already.
TAKEN_ADDRESSES = ("search", "disagreements", "themes", "reports")
ONE_FIGURE = re.compile(r"^\s*\{figure:([^{}|]+)(?:\|[^{}]*)?\}\s*$")
# Pages that say who was asked for a report whose own text leaves it out: no report to compare with.
NO_REPORT_KIND = "external"


def check_library(content: Content) -> Iterator[Problem]:
    """Addresses that are taken, pages that are replaced, and what library.yaml names."""
    for text in content.library_texts:
        if text.slug in TAKEN_ADDRESSES:
            message = f"the address /library/{text.slug}/ is taken"
            yield problem(text.location, message, "give the text another name")
    for taken in ("themes", "reports"):
        if taken in content.reports:
            location = content.reports[taken].location_of("slug")
            message = f"the address /library/{taken}/ is taken"
            yield problem(location, message, "give the pack another slug")
    yield from _replaced_page_problems(content)
    for subject in content.subjects.values():
        if subject.library:
            yield from _library_file_problems(subject.library, content)


def _replaced_page_problems(content: Content) -> Iterator[Problem]:
    """A page that another one replaces is gone, was of a report, and is replaced once."""
    pages = {(page.report, page.slug) for page in content.explainers}
    replacing_page: dict[tuple[str, str], str] = {}
    for page in content.explainers:
        for report_slug, slug, _insight in page.replaces:
            name = f"{report_slug}/{slug}"
            if (report_slug, slug) in pages:
                yield problem(
                    page.location, f"replaces `{name}`, which is there", "delete its file"
                )
            elif report_slug not in content.reports:
                yield problem(page.location, f"replaces `{name}` of no report", "mend its name")
            elif other := replacing_page.get((report_slug, slug)):
                message = f"replaces `{name}`, as {other} does"
                yield problem(page.location, message, "name it on one page")
            replacing_page[report_slug, slug] = f"{page.report}/{page.slug}"


def _library_file_problems(library: Definition[Any], content: Content) -> Iterator[Problem]:
    """What library.yaml names: pages that are there and for everybody, figures that stand on
    them."""
    pages = {f"{page.report}/{page.slug}": page for page in content.explainers}
    yield from _duplicate_problems(library, "figures", "key")
    yield from _duplicate_problems(library, "themes", "slug")
    for index, highlight in enumerate(library.data["figures"]):
        page = pages.get(highlight["page"])
        if page is None:
            yield from _missing_page(
                library.location_of("figures", index, "page"), highlight["page"], content
            )
        else:
            yield from _page_not_for_all(library.location_of("figures", index, "page"), page)
        yield from _head_problems(library.text("figures", index, "head"), page, content)
        for name in ("line", "say"):
            yield from _figures_not_on_page(
                library.text("figures", index, name), page=None, content=content
            )
    yield from _synonym_problems(library, pages, content)
    for index, theme in enumerate(library.data["themes"]):
        yield from _theme_problems(library, index, theme, pages, content)


def _theme_problems(
    library: Definition[Any],
    index: int,
    theme: dict[str, Any],
    pages: dict[str, Explainer],
    content: Content,
) -> Iterator[Problem]:
    """A theme has pages of several reports, each once, and says of them what stands there."""
    names = [entry["page"] for entry in theme["pages"]]
    if len({name.partition("/")[0] for name in names}) < 2:
        message = f"the theme `{theme['slug']}` has pages of one report"
        yield problem(
            library.location_of("themes", index, "pages"), message, "name pages of several reports"
        )
    for number, name in enumerate(names):
        location = library.location_of("themes", index, "pages", number, "page")
        if name in names[:number]:
            yield problem(location, f"the page `{name}` stands twice", "keep one of them")
        if name not in pages:
            yield from _missing_page(location, name, content)
            continue
        yield from _page_not_for_all(location, pages[name])
        yield from _figures_not_on_page(
            library.text("themes", index, "pages", number, "say"), pages[name], content
        )


def _synonym_problems(
    library: Definition[Any], pages: dict[str, Explainer], content: Content
) -> Iterator[Problem]:
    """Each term and each word stands once, and leads to a page that is there."""
    term_by_words: dict[str, str] = {}
    for index, synonym in enumerate(library.data.get("synonyms") or ()):
        for number, words in enumerate(synonym["words"]):
            location = library.location_of("synonyms", index, "words", number)
            if not tokens(words):
                yield problem(
                    location, f"`{words}` has no letter", "write the words people look for"
                )
            elif other := term_by_words.get(searchable(words)):
                message = f"`{words}` stands twice, also under “{other}”"
                yield problem(location, message, "keep one of them")
            term_by_words[searchable(words)] = synonym["term"]
        if synonym["page"] not in pages:
            location = library.location_of("synonyms", index, "page")
            yield from _missing_page(location, synonym["page"], content)
        else:
            yield from _page_not_for_all(
                library.location_of("synonyms", index, "page"), pages[synonym["page"]]
            )
        if not slugify(synonym["term"]):
            location = library.location_of("synonyms", index, "term")
            message = f"the term `{synonym['term']}` has no letter from a to z and no digit"
            yield problem(location, message, "write what the library calls it")
    if library.data.get("synonyms"):
        yield from _duplicate_problems(library, "synonyms", "term")


def _duplicate_problems(library: Definition[Any], part: str, name: str) -> Iterator[Problem]:
    """Entries of a list that say in the field `name` what an earlier one says, as rows keep it:
    without capitals and signs."""
    earlier_values: set[str] = set()
    for index, entry in enumerate(library.data[part]):
        value = slugify(entry[name])
        if value in earlier_values:
            message = f"the {name} `{entry[name]}` stands twice"
            yield problem(library.location_of(part, index, name), message, "give each its own")
        earlier_values.add(value)


def _page_not_for_all(location: Location, page: Explainer) -> Iterator[Problem]:
    """The front, the questions and the words looked for are for everybody."""
    if page.audience:
        message = f"the page `{page.report}/{page.slug}` is not for everybody"
        yield problem(location, message, "name one that everybody may read")


def _missing_page(location: Location, name: str, content: Content) -> Iterator[Problem]:
    if "explainers" not in content.unread:
        fix = "name a page as report/slug, as its address does"
        yield problem(location, f"there is no page `{name}`", fix)


def _head_problems(text: Text, page: Explainer | None, content: Content) -> Iterator[Problem]:
    """A figure on top is one reference, may be taught, and is told on the page it leads to."""
    match = ONE_FIGURE.match(text.value)
    if not match:
        message, fix = "`head` is not one figure", "write {figure:pack:key}, and nothing else"
        yield problem(text.location, message, fix)
        return
    figure = content.ledger.figures.get(match[1].strip())
    if figure is not None and figure.use in (Use.TEACH, Use.CAVEAT):
        yield from _figures_not_on_page(text, page, content)


def _figures_not_on_page(text: Text, page: Explainer | None, content: Content) -> Iterator[Problem]:
    """What is said of a page stands on it, where its source and its limits are told in full.

    Without a page: on any page at all.
    """
    pages_for_all = [page for page in content.explainers if not page.audience]
    explainers = [page] if page else pages_for_all
    shown_keys = {key for explainer in explainers for key in figures_on_page(explainer, content)}
    for match in REFERENCE.finditer(text.value):
        key = match["what"].strip()
        figure = content.ledger.figures.get(key)
        if match["kind"] != "figure" or figure is None or key in shown_keys:
            continue
        is_of_no_report = content.ledger.reports[figure.report].kind == NO_REPORT_KIND
        if page is None or not is_of_no_report:
            where = f"does not stand on {page.report}/{page.slug}" if page else "stands on no page"
            message = f"figure `{key}` {where}"
            yield problem(text.location_of(match[0].split()[0]), message, "name one that does")


def figures_on_page(page: Explainer, content: Content) -> set[str]:
    """Full keys of the figures that a page names or draws."""
    keys: set[str] = set()
    for match in REFERENCE.finditer(page.ordinary.body.value):
        key = match["what"].strip()
        if match["kind"] == "figure":
            keys.add(key if ":" in key else f"{page.report}:{key}")
        if match["kind"] == "chart":
            keys |= _drawn_figures(page.report, key, content)
    return keys


def _drawn_figures(report_slug: str, key: str, content: Content) -> set[str]:
    """Full keys of the figures that a table or chart of a report draws."""
    table = content.ledger.tables.get(f"{report_slug}:{key}")
    if table:
        return {cell.full_key for row in table.cells.values() for cell in row.values()}
    charts = content.ledger.reports[report_slug].charts
    keys_by_chart = [[*c.figures.values(), *c.rows] for c in charts if c.key == key]
    return {
        name if ":" in name else f"{report_slug}:{name}" for keys in keys_by_chart for name in keys
    }
