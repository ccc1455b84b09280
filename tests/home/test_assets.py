"""What a first visit costs, and that every page may be served under the strict policy."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template

from awareness.home.templatetags import aw

STYLES = [
    "css/tokens.css",
    "css/bridge.css",
    "css/page.css",
    "css/learn.css",
    "css/screens.css",
    "css/library.css",
    "css/desk.css",
    "css/own.css",
    "css/studio.css",
    "css/print.css",
]
ROOT = Path(__file__).resolve().parents[2]
IN_PARTS = ("aw-w1", "aw-w2", "aw-w3", "aw-only-", "aw-choices--")  # put together by a template
FIRST_VISIT = [
    *STYLES,
    "bootstrap/css/bootstrap.min.css",
    "django_htmx/htmx-2.min.js",
    "js/app.js",
    "img/mark.svg",
]


def read(name: str) -> bytes:
    with open(finders.find(name), "rb") as file:
        return file.read()


def test_a_first_visit_stays_under_100_kb():
    assert sum(len(brotli.compress(read(name))) for name in FIRST_VISIT) < 100_000


def test_a_page_loads_all_of_them_in_their_order(client, db):
    """Later rules win, so the order is part of the design; print comes last."""
    page = client.get("/learn/away/").content.decode()
    loaded = re.findall(r"css/(\w+)(?:\.\w+)?\.css", page)
    assert [name for name in loaded if name != "bootstrap"] == [
        name.removeprefix("css/").removesuffix(".css") for name in STYLES
    ]


def test_the_bridge_imports_bootstrap_where_it_is_served():
    imported = re.search(rb'@import url\("([^"]+)"\) layer', read("css/bridge.css"))[1].decode()
    assert imported == "../bootstrap/css/bootstrap.min.css"


def test_a_place_further_down_a_page_is_there_at_once():
    """Bootstrap glides there, in its layer; what is of ours wins."""
    assert b"scroll-behavior:smooth" in read("bootstrap/css/bootstrap.min.css")
    ours = b"".join(read(name) for name in STYLES)
    assert re.search(rb"\nhtml \{[^}]*scroll-behavior: auto;", ours)
    assert b"smooth" not in ours


@pytest.mark.parametrize("name", STYLES)
def test_our_styles_fetch_nothing_from_elsewhere(name):
    assert not re.search(
        rb"https?:|//[a-z]|data:", re.sub(rb"/\*.*?\*/", b"", read(name), flags=re.S)
    )


def test_the_script_brings_no_code_of_others_and_evaluates_none():
    code = read("js/app.js").decode()
    assert not re.search(r"\beval\b|new Function|innerHTML|https?:", code)


@pytest.mark.parametrize("name", sorted(aw.ICON_SVG))
def test_icons_are_hidden_from_those_who_listen(name):
    drawn = Template("{% load aw %}{% icon name %}").render(Context({"name": name}))
    assert 'aria-hidden="true"' in drawn
    assert "style" not in drawn


def test_an_unknown_icon_is_an_error():
    with pytest.raises(KeyError):
        aw.icon("skull")


def test_every_class_of_ours_in_a_template_has_a_rule_and_every_rule_a_place():
    """One without the other is a slip: a page that looks as no one drew it, or what nobody sees."""
    styles = "".join(read(name).decode() for name in STYLES)
    drawn = set(re.findall(r"\.(aw-[a-z0-9_-]+)", re.sub(r"/\*.*?\*/", "", styles, flags=re.S)))
    sources = [
        path.read_text()
        for folder, kind in (("templates", "html"), ("awareness", "py"), ("awareness", "js"))
        for path in (ROOT / folder).rglob(f"*.{kind}")
    ]
    used = {
        name
        for text in sources
        for name in re.findall(r"(?<![\w-])aw-[a-z0-9_-]*[a-z0-9](?![\w-]|\{\{)", text)
    }
    assert sorted(used - drawn) == [], "no style sheet has these"
    assert sorted(name for name in drawn - used if not name.startswith(IN_PARTS)) == []


@pytest.mark.parametrize("name", STYLES)
def test_every_rule_ends_before_the_next_begins(name):
    """A brace that is lost puts all that follows into one rule, where it holds for nothing."""
    styles = re.sub(r"/\*.*?\*/", "", Path(finders.find(name)).read_text(), flags=re.DOTALL)
    around: list[str] = []
    for head, mark in re.findall(r"([^{}]*)([{}])", styles):
        if mark == "}":
            around.pop()
            continue
        assert all(each.startswith("@") for each in around), f"{head.strip()} in {around[-1]}"
        around.append(re.split(r"[;]", head)[-1].strip())
    assert around == []
