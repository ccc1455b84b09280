"""What library.yaml may say: the figures on top, the questions across reports, and the words that
people use for what the library calls otherwise."""

from typing import Annotated

from pydantic import Field

from awareness.bank.authored import NonEmpty, Strict
from awareness.content.schema_course import LONGEST_SLUG, PageName, PageSlug


class HighlightDef(Strict):
    """A figure on the library's front: its reference, what it counts in the same line, the small
    print that opens under it, and its page."""

    key: PageSlug
    head: NonEmpty
    line: NonEmpty
    say: NonEmpty
    page: PageName


class ThemePageDef(Strict):
    page: PageName
    say: NonEmpty


class ThemeDef(Strict):
    slug: PageSlug
    title: NonEmpty
    lead: NonEmpty
    pages: list[ThemePageDef] = Field(min_length=2)


class SynonymDef(Strict):
    """Words that people look for, and what the library calls it."""

    words: list[NonEmpty] = Field(min_length=1)
    term: Annotated[NonEmpty, Field(max_length=LONGEST_SLUG)]
    why: NonEmpty
    page: PageName


class LibraryFile(Strict):
    """library.yaml"""

    figures: list[HighlightDef] = []
    themes: list[ThemeDef] = []
    synonyms: list[SynonymDef] = []
