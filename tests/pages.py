"""Reading a page in a test."""

import re

from bs4 import Tag


def text_of(node: Tag) -> str:
    """The text of an element as a browser shows it: each run of white space is one blank, and none
    stands at the ends. Spaces that may not be broken stay as they are."""
    return re.sub(r"[ \t\n\r\f]+", " ", node.get_text()).strip(" ")
