"""What library.yaml may say: the figures on top, and the questions across reports."""

from typing import Annotated

from pydantic import Field

from awareness.studio.schema import Said, Slug, Strict

PageName = Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9]+(?:-[a-z0-9]+)*$")]


class HighlightDef(Strict):
    """A figure for a reader with ten minutes: its reference, a sentence on it, and its page."""

    key: Slug
    head: Said
    say: Said
    page: PageName


class ThemePageDef(Strict):
    page: PageName
    say: Said


class ThemeDef(Strict):
    slug: Slug
    title: Said
    lead: Said
    pages: list[ThemePageDef] = Field(min_length=2)


class LibraryFile(Strict):
    """library.yaml. The page says that there are six figures."""

    figures: list[HighlightDef] = Field(min_length=6, max_length=6)
    themes: list[ThemeDef]
