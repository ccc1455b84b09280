"""The editorial gate: no number is typed twice, no blocked term, no long quotation."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from awareness.bank.build import BuiltQuestion
from awareness.content.checks.content_texts import ContentText, content_texts, texts_out_of_scope
from awareness.content.checks.source import agrees
from awareness.content.checks.terms import forbidden_terms_in, long_quotations, rule_of
from awareness.content.formula import KEY_IN_BRACES as FORMULA_PART
from awareness.content.parsed_content import Content
from awareness.content.printed_words import language_of
from awareness.content.problems import Problem, problem
from awareness.content.reading.finding.words import TIME_WORDS
from awareness.insights.ledger import Figure
from awareness.numerals.free import is_phone, possible_claims
from awareness.numerals.reading import UNSEEN_SIGN, Mention, mentions, mentions_to_prove
from awareness.subjects.schema import Rules
from quizzes.kinds import Numeric

REFERENCE = re.compile(r"\{(?P<kind>[a-z]+):(?P<what>[^{}|]*)(?:\|(?P<style>[^{}]*))?\}")
# A name with a dot is an address when it ends as one: “example.com”, and not “computers.513”.
ADDRESS = re.compile(r"https?://\S+|\b[\w-]*[A-Za-z][\w-]*(?:\.[\w-]+)*\.[a-z]{2,}\b(?:/\S*)?")
ADDRESS_HINT = re.compile(r"://|\.[a-z]{2}")  # found in a tenth of the time
OTHER_DIGITS = re.compile(r"(?:(?![0-9])\d)+")  # of another script, or of full width
LIST_MARK = re.compile(r"^[ \t]*(\d+)[.)](?=\s)", re.MULTILINE)
PER_CENT = re.compile(r"\s*(?:%|per cent\b|percent\b)")
SPAN_OF_TIME = re.compile(rf"[\s\u00a0-]{TIME_WORDS}\b")
# “Form 1099”: what begins with a capital letter and ends with a number may be a name.
NAME_WITH_NUMBER = re.compile(r"[A-Z][\w.’'-]*(?:\s[\w.’'-]+){0,3}\s[\w-]*[0-9][\w.:/-]*")
NAME_BEFORE = re.compile(r"(?<=[\w,;:]\s)[A-Z][\w.’'-]*\s$")  # before a number, within a sentence
SMALLEST_CLAIM = 100  # smaller numbers in {say:…} are paragraphs, ages, headings
KINDS_WITH_QUOTATIONS = ("explainer", "question", "report", "caveat", "library")
__all__ = ["check_editorial", "marked_as_no_claim"]


@dataclass(frozen=True)
class ExemptNumbers:
    """Numbers that a text may mark as no claim: those in print, and years that reports are of."""

    in_print: set[Decimal]
    years: set[Decimal]
    languages: dict[str, str]  # of reports, by slug
    titles: re.Pattern[str]  # of reports: their numbers are part of a name

    @cached_property
    def all_languages(self) -> frozenset[str]:
        """All their languages."""
        return frozenset(self.languages.values())


def check_editorial(content: Content) -> Iterator[Problem]:
    """What breaks the gate, in every string that somebody may read."""
    in_print = _printed_numbers(content)
    languages = {slug: report.language for slug, report in content.ledger.reports.items()}
    exempt = ExemptNumbers(
        in_print, _years_of_reports(content, in_print), languages, _report_titles(content)
    )
    for content_text in content_texts(content):
        yield from _term_problems(content_text, content.rules_at(content_text.text.location))
        if content_text.kind == "record":
            continue
        yield from _typed_number_problems(content_text, content, exempt)
        if content_text.kind in KINDS_WITH_QUOTATIONS:
            yield from _quotation_problems(content_text)
    # What is marked as no claim is held against what any report prints.
    for content_text in () if content.problems else texts_out_of_scope(content):
        if content_text.kind != "record":
            yield from _no_claim_problems(content_text, exempt)
    for figure in content.ledger.figures.values():
        if content.is_in_scope(figure.location):
            yield from _label_problems(figure, content, exempt)


def check_generated(
    content: Content, built_questions: Iterable[BuiltQuestion]
) -> Iterator[Problem]:
    """Blocked terms in what item models wrote: frames of ours around words of the ledger."""
    for question in built_questions:
        spec = question.spec
        if not spec.item_model:
            continue
        texts = [spec.stem, *(row.text for row in spec.rows), *spec.row_feedback]
        texts += spec.numeric.words() if isinstance(spec, Numeric) else []
        rules = content.rules_at(question.location)
        hits = (hit for text in texts for hit in forbidden_terms_in(text, rules, question=True))
        for match, term in {match[0]: (match, term) for match, term in hits}.values():
            message = f"{question.key}: “{match[0]}” is a word we do not use ({rule_of(term)})"
            yield problem(question.location, message, term.mend)


def marked_as_no_claim(content: Content) -> list[tuple[str, str]]:
    """(place, words) of everything marked as no claim, for review."""
    claims = []
    for content_text in content_texts(content):
        for match in REFERENCE.finditer(content_text.text.value):
            if match["kind"] == "say":
                claims.append(
                    (str(content_text.text.location_of(match[0].split()[0])), match["what"])
                )
    return sorted(set(claims))


def _spaces_for(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _report_titles(content: Content) -> re.Pattern[str]:
    """The names of all reports, of which some have numbers in them; the longest first."""
    titles = {report.title.removeprefix("The ") for report in content.ledger.reports.values()}
    escaped = sorted(map(re.escape, filter(None, titles)), key=len, reverse=True)
    return re.compile("|".join(escaped) or r"(?!)")


def _without_references(content_text: ContentText, titles: re.Pattern[str]) -> str:
    """The text with references, report names, addresses and list numbers blanked out."""
    text = REFERENCE.sub(_spaces_for, content_text.text.value)
    text = titles.sub(_spaces_for, text)
    if ADDRESS_HINT.search(text):
        text = ADDRESS.sub(_spaces_for, text)
    return _without_list_marks(text) if content_text.markdown else text


def _without_list_marks(text: str) -> str:
    """Blank the numbers of lists: each is the one after the line before it, or a list's first."""
    last_number = 0

    def blank_if_in_order(match: re.Match[str]) -> str:
        nonlocal last_number
        if int(match[1]) not in (1, last_number + 1):
            return match[0]
        last_number = int(match[1])
        return _spaces_for(match)

    return LIST_MARK.sub(blank_if_in_order, text)


def _typed_number_problems(
    content_text: ContentText, content: Content, exempt: ExemptNumbers
) -> Iterator[Problem]:
    """Numbers that a text types instead of naming a figure, and signs and digits that are
    misread."""
    text = _without_references(content_text, exempt.titles)
    for mention in possible_claims(text, *_languages_to_read(content_text.report, exempt)):
        nth = content_text.text.value.count(mention.text, 0, mention.start)
        yield problem(
            content_text.text.location_of(mention.text, nth),
            f"the number “{mention.text}” is typed",
            _fix_for_number(mention, text, content_text, content),
        )
    for match in UNSEEN_SIGN.finditer(content_text.text.value):
        message = f"a sign that nobody sees (U+{ord(match[0]):04X}) stands in the text"
        yield problem(
            content_text.text.location_of(match[0]), message, "delete it, and type the word anew"
        )
    for match in OTHER_DIGITS.finditer(text):
        message = (
            f"“{match[0]}” is written in digits that are read nowhere (U+{ord(match[0][0]):04X})"
        )
        number = "".join(str(unicodedata.digit(digit)) for digit in match[0])
        yield problem(
            content_text.text.location_of(match[0]), message, f"type {number} as 0 to 9 have it"
        )
    if not content.problems:  # a report that could not be read would seem to be of no year
        yield from _no_claim_problems(content_text, exempt)
    for match in REFERENCE.finditer(content_text.text.value):
        style = (match["style"] or "").strip()
        if match["kind"] != "figure" or not style.startswith("as "):
            continue
        figure = _figure_or_none(content, match["what"].strip(), content_text.report)
        for mention in mentions_to_prove(style.removeprefix("as ")):
            if figure is None or mention.value not in _printed_numbers_of(figure, content):
                yield problem(
                    content_text.text.location_of(match[0].split()[0]),
                    f"“{mention.text}” is typed in the words for `{match['what']}`",
                    "its place in the source does not print that number; leave it out",
                )


def _languages_to_read(report_slug: str, exempt: ExemptNumbers) -> Iterable[str]:
    """The languages in whose words a text may type a number: its report's, or else all reports'."""
    if report_slug in exempt.languages:
        return [exempt.languages[report_slug]]
    return exempt.all_languages


def _fix_for_number(
    mention: Mention, text: str, content_text: ContentText, content: Content
) -> str:
    """The shortest way to mend a typed number: the figure of its subject that it is, where there
    is one."""
    if is_phone(text, mention):
        return "a phone number stands in a field of its own: a contact, or `phone` of support.yaml"
    subject = content.subject_at(content_text.text.location)
    figures = [
        figure
        for figure in content.ledger.figures.values()
        if figure.may_be_key
        and mention.value is not None
        and figure.value == mention.value
        and content.subject_at(figure.location) == subject
    ]
    keys_of_report = [figure.key for figure in figures if figure.report == content_text.report]
    keys = keys_of_report or [figure.full_key for figure in figures]
    if len(keys) == 1:
        return f"write {{figure:{keys[0]}}}, or say it without the number"
    if word := NAME_BEFORE.search(text, 0, mention.start):
        return (
            f"if that is a name, mark it: {{say:{word[0]}{mention.text}}}; "
            "if it is a number of a report, name its figure ({figure:key})"
        )
    return "name its figure ({figure:key}, {figure:key|about}), or mark what is no claim {say:…}"


def _no_claim_problems(content_text: ContentText, exempt: ExemptNumbers) -> Iterator[Problem]:
    """What is marked as no claim: a share is one that a source prints (a heading that is read), and
    a large number is a year that a report or its text is about, or part of a name and in no figure
    (“Form 1099”)."""
    for match in REFERENCE.finditer(content_text.text.value):
        for mention in mentions(match["what"]) if match["kind"] == "say" else ():
            if mention.value is None:
                continue
            is_name = bool(NAME_WITH_NUMBER.fullmatch(match["what"].strip()))
            is_share = mention.kind == "share" or PER_CENT.match(match["what"], mention.end)
            if is_share and mention.value not in exempt.in_print:
                message = f"“{mention.text}” is marked as no claim, and no source prints that share"
            elif mention.value >= SMALLEST_CLAIM and mention.value in exempt.years:
                continue
            elif mention.value >= SMALLEST_CLAIM and is_name and not is_share:
                if mention.value not in exempt.in_print:
                    continue
                message = f"“{mention.text}” is marked as a name, and a figure prints that number"
            elif mention.value >= SMALLEST_CLAIM:
                message = f"“{mention.text}” is marked as no claim, and no report is of that year"
            else:
                continue
            location = content_text.text.location_of(match[0].split()[0])
            yield problem(location, message, "name its figure, or mend the number")


def _printed_numbers(content: Content) -> set[Decimal]:
    figures = content.ledger.figures.values()
    return {value for figure in figures for value in _printed_numbers_of(figure, content)}


def _years_of_reports(content: Content, in_print: set[Decimal]) -> set[Decimal]:
    """Years of reports, and what the printed words of their figures name (“in 2015”)."""
    years = {Decimal(report.year) for report in content.ledger.reports.values()}
    return years | {value for value in in_print if value and 1990 <= value <= 2100}


def _figure_or_none(content: Content, key: str, report_slug: str) -> Figure | None:
    try:
        return content.ledger.figure(key, report_slug)
    except KeyError:
        return None


def _printed_numbers_of(figure: Figure, content: Content) -> frozenset[Decimal]:
    return language_of(content.ledger.reports[figure.report]).values(figure.as_printed)


def _label_problems(figure: Figure, content: Content, exempt: ExemptNumbers) -> Iterator[Problem]:
    """A label or statement may repeat what the figure itself says, and nothing else; a label may
    also say for how long or how old, as the question did."""
    formula_numbers = mentions(FORMULA_PART.sub(" ", figure.formula))
    allowed_values = {mention.value for mention in formula_numbers} | _printed_numbers_of(
        figure, content
    )
    if "/" in figure.key:
        return  # a cell's words come from tables.yaml and are labels of the report
    for name in ("label", "statement"):
        text = getattr(figure, name)
        for mention in possible_claims(text, *_languages_to_read(figure.report, exempt)):
            if name == "label" and says_how_long(text, mention):
                continue
            if mention.value not in allowed_values and not any(
                agrees(value, mention, figure.unit, figure.scale)
                for value in (figure.value, figure.value_to)
                if value is not None
            ):
                yield problem(
                    figure.location,
                    f"`{name}` says “{mention.text}”, which is not this figure's number",
                    "say what the figure counts, without other numbers",
                )


def says_how_long(text: str, mention: Mention) -> bool:
    """Whether a number is of a stretch of time, as in “for two hours or more”, “five years ago”: in
    the words of a figure that is part of what was asked."""
    return bool(SPAN_OF_TIME.match(text, mention.end))


def _term_problems(content_text: ContentText, rules: Rules) -> Iterator[Problem]:
    """Words that the subject forbids; in references only the words that stand behind `as`."""
    text = REFERENCE.sub(
        lambda m: m[0] if m["kind"] == "say" else _only_style_words(m), content_text.text.value
    )
    question = content_text.kind in ("question", "scenario")
    for match, term in forbidden_terms_in(
        text, rules, about_page=content_text.about_page, question=question
    ):
        nth = text.count(match[0], 0, match.start())
        message = f"“{match[0]}” is a word we do not use ({rule_of(term)})"
        yield problem(content_text.text.location_of(match[0], nth), message, term.mend)


def _only_style_words(match: re.Match[str]) -> str:
    """A reference as spaces, but for the words it hands over (`|as …`)."""
    style = match["style"] or ""
    if not style.strip().startswith("as "):
        return _spaces_for(match)
    return " " * (len(match[0]) - len(style) - 1) + style + " "


def _quotation_problems(content_text: ContentText) -> Iterator[Problem]:
    """Quotations of more words than may be quoted."""
    for quotation, count in long_quotations(content_text.text.value):
        yield problem(
            content_text.text.location_of(quotation.split()[0]),
            f"a quotation of {count} words",
            "quote at most twenty, and say whose they are",
        )
