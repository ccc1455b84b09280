"""Reading a page in a test."""

import re

from bs4 import BeautifulSoup, Tag


def text_of(node: Tag) -> str:
    """The text of an element as a browser shows it: each run of white space is one blank, and none
    stands at the ends. Spaces that may not be broken stay as they are."""
    return re.sub(r"[ \t\n\r\f]+", " ", node.get_text()).strip(" ")


def page_text(response) -> str:
    """The same of a whole page."""
    return text_of(BeautifulSoup(response.content, "html.parser"))
