"""What the row of a figure may say, from a found number and what is proposed of it. Pure.

Each field has the line that it came from. Nothing of it is confirmed by being here.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from awareness.content.figure_kinds import kind_of
from awareness.content.printed_words import normal_text, with_joined_thousands
from awareness.content.reading.about import PEOPLE_WORDS
from awareness.content.reading.finding.found import FoundStatistic
from awareness.content.reading.finding.printed_numbers import QUALIFIER_BEFORE
from awareness.content.reading.finding.words import QUALIFIERS
from awareness.content.reading.kept import KeptText
from awareness.content.reading.proposals import Proposal, group_after, sentence_span
from awareness.insights.ledger import Kind
from awareness.insights.numbers import plain_digits
from awareness.numerals.languages import NumberFormat
from awareness.numerals.reading import digits_value, direction, qualifiers

MAX_KEY_WORDS = 5  # of a label, in its key
MAX_KEY_LETTERS = 48
YEAR = re.compile(r"(?<![\d.,])(?:19[5-9]\d|20\d\d)(?![\d%]|[.,]\d)")
BULLET_MARK = re.compile(r"^\W*[•●▪◦‣*–—-]\s+")
SMALL_NUMBER = r"one|two|three|four|five|six|seven|eight|nine|ten|half|third|quarter|fifth|\d+"
# What may stand before a number where its sentence begins and says nothing but how exact it is:
# “Only 37 per cent wear …”, “Nearly one in three (31 per cent) have …”.
WORDS_OF_EXACTNESS = re.compile(
    rf"(?:(?:{'|'.join(map(re.escape, QUALIFIERS))}|only|just|a total of|in all|a|an|the|every"
    rf"|(?:{SMALL_NUMBER})s?|in|out of|of|them|those|these|all|bara|endast|var|totalt|nur"
    r"|insgesamt)\b[\s(–-]*)*",
    re.IGNORECASE,
)
# “The share of women who work at night rose to 12 %” counts those who work at night, of women.
SHARE_OF = re.compile(
    r"(?:the\s|an?\s)?(?:(?:percentage|share|proportion)\sof|andel(?:en)?(?:\sav)?"
    r"|Anteil\s(?:der|von))\s"
    r"(?P<of>(?:[^\s,;]+\s){1,6}?)(?P<what>(?:with|without|who|that|which|having|using|reporting"
    r"|med|utan|som|mit|ohne|die)\s.+?)\s(?:(?:has|have|had|har|hade)\s)?(?:increased|rose|grew"
    r"|climbed|improved|fell|dropped|decreased|declined|remained|stood|reached|was|were|is|are"
    r"|ökade|ökat|steg|stigit|minskade|minskat|sjönk|sjunkit|var|är|stieg|sank|lag|liegt|beträgt)"
    r"\b[^\d.,;]*",
    re.IGNORECASE,
)
# A year that another number is of: “more than in 2023”, “up from 28 % in 2023”.
COMPARED = re.compile(
    r"\b(?:than|since|compared\s(?:to|with)|(?:up|down|improving|rising|falling|increasing|decreasing)"
    r"\sfrom|än|jämfört\smed|(?:upp|ned)\sfrån|als)\s(?:\S+\s){0,4}$",
    re.IGNORECASE,
)
NAMES_PEOPLE = re.compile(rf"\b(?:{PEOPLE_WORDS})\b", re.IGNORECASE)
MIN_LABEL_WORDS = 3  # of what is left of a sentence, to say what is counted
WORDS_NOT_IN_KEYS = frozenset(
    """a an the of in on at to for by and or is are was were has have had that this these those with
    from as it its said say says who which och att det som är av för på med den i en ett de der die
    das und zu den von mit""".split()  # noqa: SIM905  # forty strings would take forty lines
)


@dataclass(frozen=True)
class Source:
    """A kept text under the name that figures give it in `where`, and how it writes numbers."""

    name: str
    text: KeptText
    language: str
    number_format: NumberFormat


def figure_fields(
    source: Source,
    number: FoundStatistic,
    others: Sequence[FoundStatistic],
    proposals: Sequence[Proposal],
) -> dict[str, Proposal]:
    """By the names of `FigureRow`; a field of which nothing is known is not there.

    `others` are the numbers of the same lines: the other end of a range is one of them.
    """
    low, high = range_ends(number, others)
    printed, first, last = _printed_words_and_lines(source, low, high)
    kind = _kind_of(number)
    values = {
        "value": _value_with_sign(source, low, kind),
        "value_to": plain_digits(abs(high.value)) if high else "",
        "qualifier": "range" if high else _qualifier_in(source, printed),
        "unit": _unit_of(high or number),
        "as_printed": printed,
        "kind": kind,
        "where": f"{source.name}:{first}" + (f"-{last}" if last > first else ""),
    }
    if rate := re.fullmatch(r"per (\d[\d., \u00a0]*)", number.unit):
        values["per"] = re.sub(r"\D", "", rate[1])
    by_field = {
        name: Proposal(name, value, number.line, inherited=False)
        for name, value in values.items()
        if value
    }
    for proposal in proposals:
        if proposal.field == "base":
            base = digits_value(proposal.value, source.number_format)
            if base is not None and base > 0 and base % 1 == 0:
                base_proposal = Proposal(
                    "base_n", plain_digits(base), proposal.line, proposal.inherited
                )
                by_field["base_n"] = base_proposal
        elif proposal.field == "label" and not (number.in_table or proposal.inherited):
            label = label_of(proposal.value, number.as_printed)
            by_field["label"] = replace(proposal, value=label)
            if share := _share_of(proposal.value, number.as_printed):
                group = Proposal("population", share["of"].strip(), number.line, inherited=False)
                by_field.setdefault("population", group)
        elif proposal.field == "population" and proposal.inherited:
            # A heading is of people where it names them: “Summary” was never asked.
            if NAMES_PEOPLE.search(proposal.value):
                by_field.setdefault("population", proposal)
        elif proposal.field != "measure" or (number.in_table and not _is_year(proposal)):
            by_field[proposal.field] = proposal
    return by_field


def label_of(sentence: str, printed: str) -> str:
    """What a number counts, in the words of its sentence: without the mark of a list, and without
    the number and its group where the sentence begins with them."""
    sentence = BULLET_MARK.sub("", sentence)
    before, number, after = sentence.partition(printed)
    if number and WORDS_OF_EXACTNESS.fullmatch(before):
        group = group_after(after)
        rest = (after[group.end() :] if group else after).lstrip(" )")
        if rest[:1].islower() and len(rest.split()) >= MIN_LABEL_WORDS:
            return rest
    share = _share_of(sentence, printed)
    return share["what"] if share else sentence


def _share_of(sentence: str, printed: str) -> re.Match[str] | None:
    """Whose share a sentence tells, and of what (`of`, `what`), where its number comes last."""
    before, number, _after = BULLET_MARK.sub("", sentence).partition(printed)
    return SHARE_OF.fullmatch(before) if number else None


def _is_year(head: Proposal) -> bool:
    """Whether the head of a column says when, and not what."""
    return bool(YEAR.fullmatch(head.value))


def proposed_as_of(
    text: KeptText,
    number: FoundStatistic,
    asked_until: Proposal | None,
    head: Proposal | None = None,
) -> Proposal | None:
    """The day of which a number tells, with the line that says it: the last day on which people
    were asked, or the end of the one year that its own sentence, or the head of its column, names.
    None where nothing of that is printed."""
    if head and _is_year(head):
        return Proposal("as_of", f"{head.value}-12-31", head.line, inherited=True)
    line = text.line(number.line)
    start, end = sentence_span(line, number.start)
    compared = COMPARED.search(line, start, number.start)
    is_compared = bool(compared and "," not in compared[0])
    named = {match[0] for match in YEAR.finditer(line, start, end)
             if bool(COMPARED.search(line, start, match.start())) is is_compared}  # fmt: skip
    year = named.pop() if len(named) == 1 else ""
    if asked_until and asked_until.value[:4] == (year or asked_until.value[:4]):
        return Proposal("as_of", asked_until.value, asked_until.line, inherited=True)
    return Proposal("as_of", f"{year}-12-31", number.line, inherited=False) if year else None


def range_ends(
    number: FoundStatistic, others: Sequence[FoundStatistic]
) -> tuple[FoundStatistic, FoundStatistic | None]:
    """Both ends of the range that a number is an end of; else the number alone."""
    by_id = {other.id: other for other in [*others, number]}
    ordered = sorted(by_id.values(), key=_line_and_start)
    index = ordered.index(number)
    if number.kind == "range-low" and ordered[index + 1 : index + 2]:
        return number, ordered[index + 1]
    if number.kind == "range-high" and index:
        return ordered[index - 1], number
    return number, None


def _line_and_start(number: FoundStatistic) -> tuple[int, int]:
    return number.line, number.start


def _printed_words_and_lines(
    source: Source, low: FoundStatistic, high: FoundStatistic | None
) -> tuple[str, int, int]:
    """(as printed, first line, last line): from a word that says “more than” to the last digit."""
    last = high or low
    start = low.start
    text_before = source.text.line(low.line)[max(0, start - 30) : start]
    if (match := QUALIFIER_BEFORE.search(text_before)) and qualifiers(match[1], source.language):
        start -= len(text_before) - match.start(1)
    lines = [source.text.line(line_number) for line_number in range(low.line, last.end_line + 1)]
    lines[-1] = lines[-1][: last.end]
    lines[0] = lines[0][start:]
    return with_joined_thousands(" ".join(lines)), low.line, last.end_line


def _kind_of(number: FoundStatistic) -> str:
    """Of an end of a range, or a bound, what its unit says."""
    if number.kind in Kind:
        return number.kind
    return str(kind_of(written_kind="", unit=number.unit, per=None))


def _unit_of(number: FoundStatistic) -> str:
    return "" if number.unit.startswith("per ") else number.unit


def _value_with_sign(source: Source, low: FoundStatistic, kind: str) -> str:
    """Of a change, with the sign that the words of its line say."""
    is_fall = kind == Kind.CHANGE and (
        low.value < 0 or direction(normal_text(source.text.line(low.line)), source.language) < 0
    )
    return plain_digits(-abs(low.value) if is_fall else abs(low.value))


def _qualifier_in(source: Source, printed: str) -> str:
    allowed = qualifiers(printed, source.language) or frozenset({""})
    return sorted(allowed)[0]


def key_from_label(label: str, taken: Collection[str] = ()) -> str:
    """A key made of the words of a label: lower case, hyphens, and a number where it is taken."""
    words = re.findall(r"[^\W_]+", label.casefold())
    parts = [
        folded
        for word in words
        if word not in WORDS_NOT_IN_KEYS and (folded := _ascii_letters(word))
    ]
    parts = parts or ["figure"]
    key = "-".join(parts[:MAX_KEY_WORDS])[:MAX_KEY_LETTERS].strip("-")
    numbered_keys = (f"{key}-{number}" for number in range(2, 10_000))
    return next(candidate for candidate in (key, *numbered_keys) if candidate not in taken)


def _ascii_letters(word: str) -> str:
    """A word in the letters of a key; "" for one that has none."""
    letters = unicodedata.normalize("NFKD", word.replace("ß", "ss")).encode("ascii", "ignore")
    return "".join(re.findall(r"[a-z0-9]+", letters.decode()))
