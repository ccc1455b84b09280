"""Reading a page in a test."""

import re
from html import unescape

from bs4 import BeautifulSoup, Tag


def text_of(node: Tag) -> str:
    """The text of an element as a browser shows it: each run of white space is one blank, and none
    stands at the ends. Spaces that may not be broken stay as they are."""
    return re.sub(r"[ \t\n\r\f]+", " ", node.get_text()).strip(" ")


def page_text(response) -> str:
    """The same of a whole page."""
    return text_of(BeautifulSoup(response.content, "html.parser"))


def error_codes(response, form: str = "form") -> dict[str, list[str]]:
    """By field, the codes of what a form of the page's context was refused for ("__all__" for what
    is about no single field). Its words stand in the page, each of them."""
    page = " ".join(unescape(response.text).split())
    errors = response.context[form].errors.as_data()
    for words in (words for each in errors.values() for error in each for words in error):
        assert " ".join(str(words).split()) in page
    return {field: [error.code for error in each] for field, each in errors.items()}


def sent_by(form: Tag) -> dict[str, list[str]]:
    """What a browser would send of a form as it stands, by field; its buttons left out."""
    sent: dict[str, list[str]] = {}
    for field in form.select("[name]"):
        ticked = field.get("type") in ("checkbox", "radio")
        if field.name == "button" or (ticked and not field.has_attr("checked")):
            continue
        value = field.get("value", "on" if ticked else "")
        if field.name == "textarea":
            value = field.text.lstrip("\n")
        elif field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            value = chosen["value"]
        sent.setdefault(field["name"], []).append(value)
    return sent
