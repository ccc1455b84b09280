"""Looking for words in the library."""

import logging
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awareness.insights import queries
from awareness.insights.ledger import Use
from awareness.insights.models import SearchEntry
from awareness.insights.publish import publish_ledger
from awareness.insights.search import (
    Term,
    best_passage,
    excerpt,
    marked_pieces,
    searchable,
    terms_of,
)
from tests.insights.ledgers import make_figure, make_ledger, make_library, make_page, publish_pages
from tests.pages import text_of

pytestmark = pytest.mark.django_db
URL = "/library/search/"


def read(client, **query) -> BeautifulSoup:
    response = client.get(URL, query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(page: BeautifulSoup) -> list[str]:
    return [text_of(each) for each in page.select(".aw-contents__title")]


def test_it_works(library, client_for, alice, bob, charlie):
    for person in (alice, bob, charlie):
        page = read(client_for(person), q="ALERTS")
        assert [text_of(h) for h in page.find_all("h2")][:3] == [
            "Pages",
            "Figures",
            "Keep in mind with these figures",
        ]
        assert titles(page)[0] == "What 513 alerts tell us"
        row = page.select_one(".aw-contents__row")
        assert row["href"] == "/library/tiny-2018/workplace/"
        assert {mark.text.lower() for mark in page.find_all("mark")} == {"alerts"}
        assert "It counts alerts, over 2 to 11 years." in page.select_one(".aw-panel").text


def test_it_requires_login(library, client):
    response = client.get(URL, {"q": "alerts"})
    assert response.status_code == 302
    assert response["Location"].startswith("/account/")


def test_it_rejects_post(library, client_for, alice):
    assert client_for(alice).post(URL, {"q": "alerts"}).status_code == 405


@pytest.mark.parametrize("query", ["", "   "])
def test_nothing_asked_is_an_invitation(library, client_for, alice, query):
    page = read(client_for(alice), q=query)
    assert text_of(page.h1) == "Find a word"
    assert titles(page) == ["Question 0?"]


def test_nothing_found_is_said_kindly(library, client_for, alice):
    page = read(client_for(alice), q="zebra")
    assert "Try one word alone" in page.main.text
    assert page.select_one('a[href="/library/#questions"]')
    assert page.find("input", id="q")["value"] == "zebra"


def test_all_words_must_be_there(library, client_for, alice):
    client = client_for(alice)
    assert "How to read" in titles(read(client, q="officers time"))
    assert titles(read(client, q="officers zebra")) == []


def test_letters_are_folded_beyond_ascii(library, client_for, alice):
    for query in ("strasse", "STRASSE", "straße"):
        page = read(client_for(alice), q=query)
        assert titles(page) == ["How to read"]
        assert [mark.text for mark in page.find_all("mark")] == ["Straße"]


@pytest.mark.parametrize("query", ["%%", "_", "a%s", "\\", "'", '"', "a' OR 1=1"])
def test_signs_of_the_database_are_letters_like_others(library, client_for, alice, query):
    assert titles(read(client_for(alice), q=query)) == []


@pytest.mark.parametrize("query", ["Alarms", "what red flags are"])
def test_other_words_lead_to_the_librarys_own(library, client_for, alice, query):
    page = read(client_for(alice), q=query)
    panel = page.select_one(".aw-panel")
    assert "“alerts”" in panel.h2.text
    assert "They are signs, no more." in panel.text
    assert [link["href"] for link in panel.find_all("a")] == ["/library/tiny-2018/workplace/"]
    # What has our word is there at once, and it is said that the typed one found nothing.
    assert titles(page)[0] == "What 513 alerts tell us"
    assert f"Nothing here has “{query}”" in text_of(page.main)


def test_words_that_find_something_are_not_exchanged(library, client_for, alice):
    entry = SearchEntry.objects.first()
    entry.title, entry.folded = "Red flags", searchable("red flags")
    entry.save()
    page = read(client_for(alice), q="red flags")
    assert titles(page) == ["Red flags"]
    links = [link["href"] for link in page.select_one(".aw-panel").find_all("a")]
    assert links == ["/library/tiny-2018/workplace/", "/library/search/?q=alerts"]


@pytest.mark.parametrize("query", ["alerts", "alarm", "flags red", "red", ""])
def test_a_word_that_is_no_synonym_leads_nowhere_else(library, client_for, alice, query):
    assert "Here it is called" not in read(client_for(alice), q=query).main.text


def test_a_disagreement_is_found_at_its_place(library, client_for, alice):
    page = read(client_for(alice), q="employees")
    assert page.select_one('a[href="/library/disagreements/#D-04"]')


def test_a_figure_is_found_at_its_note(library, client_for, alice):
    rows = read(client_for(alice), q="269,370").select(".aw-contents__row")
    assert "/library/tiny-2018/workplace/#source-tiny-2018-clients" in [r["href"] for r in rows]


def test_what_is_asked_and_what_is_found_are_escaped(db, client_for, alice):
    ledger = make_ledger(make_figure("alerts", 513, statement="A <b>bold</b> alert & more."))
    publish_ledger(ledger)
    publish_pages(ledger, [make_page(ledger, title="<i>Alerts</i>")])
    for query in ("<b>bold</b>", "alert", "<script>x</script>"):
        main = read(client_for(alice), q=query).main
        assert not main.find_all(["script", "b", "i"])
    assert "A <b>bold</b> alert" in read(client_for(alice), q="<b>bold</b>").main.text


def test_only_what_may_be_told_is_kept(db):
    hold, never, voice, alone = (
        make_figure(name, 9, use=use, label=f"Word{name}", statement=f"Says {name}.")
        for name, use in (
            ("held", Use.HOLD),
            ("barred", Use.NEVER),
            ("spoken", Use.VOICE),
            ("alone", Use.CAVEAT),
        )
    )
    ledger = make_ledger(hold, never, voice, alone)
    publish_ledger(ledger)
    publish_pages(ledger, [make_page(ledger, body="It is {figure:spoken}.")])
    kept = "\n".join(SearchEntry.objects.values_list("folded", flat=True))
    assert "wordspoken" in kept
    opinion = SearchEntry.objects.get(key="tiny-2018:spoken")
    assert opinion.place.startswith("Opinion: Employers who use one product")
    # What no page tells has nothing beside it that says what to keep in mind.
    for name in ("held", "barred", "alone"):
        assert f"word{name}" not in kept


def test_loading_again_writes_the_same_rows_and_forgets_what_is_gone(ledger, library):
    before = list(SearchEntry.objects.values_list().order_by("id"))
    publish_pages(ledger, [make_page(ledger)], make_library(ledger))
    assert list(SearchEntry.objects.values_list().order_by("id")) == before
    publish_pages(ledger, [make_page(ledger, body="Nothing.", plain=None)])
    assert [e.key for e in SearchEntry.objects.filter(kind="page")] == ["tiny-2018/workplace"]
    assert not SearchEntry.objects.filter(kind="figure").exists()


def test_what_is_left_over_is_counted(ledger, library, client_for, alice):
    pages = [make_page(ledger, slug=f"p{n}") for n in range(queries.MAX_HITS + 3)]
    publish_pages(ledger, [make_page(ledger), *pages])
    page = read(client_for(alice), q="513")
    assert "4 more have these words." in page.main.text


def test_nothing_is_kept_or_logged_of_what_was_asked(
    library, client_for, alice, caplog, monkeypatch
):
    client = client_for(alice)
    with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connection) as asked:
        read(client, q="quetzal")
    # As Django shows what was sent with its values beside it: QUERY = 'SELECT …' - PARAMS = (…).
    said = [each["sql"].removeprefix("QUERY = '") for each in asked.captured_queries]
    assert said
    assert not [sql for sql in said if not sql.startswith("SELECT")]
    # Also when it breaks: the record names the view, and nothing of the address.
    from django.conf import settings
    from django.utils.module_loading import import_string

    formatter = import_string(settings.LOGGING["formatters"]["quiet"]["()"])()

    def broken(_words):
        raise RuntimeError("quetzal")

    monkeypatch.setattr(queries, "search", broken)
    client.raise_request_exception = False
    caplog.clear()
    assert client.get(URL, {"q": "quetzal"}).status_code == 500
    records = [r for r in caplog.records if r.name.startswith("django")]
    lines = [formatter.format(record) for record in records]
    assert any("view=insights:search" in line for line in lines)
    assert "quetzal" not in "\n".join(lines)


def test_queries_do_not_grow(ledger, library, client_for, alice, django_assert_max_num_queries):
    client = client_for(alice)
    for size in (1, 9):
        pages = [make_page(ledger), *(make_page(ledger, slug=f"p{n}") for n in range(size))]
        publish_pages(ledger, pages, make_library(ledger, themes=size))
        for query in ("alerts", "zebra", ""):
            with django_assert_max_num_queries(8):  # one: which subjects are on, as nobody is named
                read(client, q=query)


def written(pieces) -> str:
    return "".join(f"[{p.text}]" if p.marked else p.text for p in pieces)


def has(text: str, query: str) -> bool:
    stored = searchable(text)
    terms = terms_of(query)
    return bool(terms) and all(term.pattern in stored for term in terms)


def test_terms():
    words = [term.words for term in terms_of("  The ALERTS, the\u00a0alerts ")]
    assert words == [("the",), ("alerts",)]
    assert terms_of('"Child abuse" x') == [Term(("child", "abuse"), True), Term(("x",), True)]
    assert terms_of("x" * 500) == [Term(("x" * 100,), False)]
    assert len(terms_of(" ".join("abcdefghijklmnop"))) == 8
    assert terms_of("_ \\ ' \"") == []


TEXT = (
    "naïve officers, a café in Malmö, “quoted” words; Straße; 70 per cent; 100%; "
    "269,370 computers; she said self-produced pictures; Ørsted; 54.4 %; the employers’ view; "
    "1 in 18 513 alerts"
)


@pytest.mark.parametrize(
    "query",
    ["naive", "NAÏVE", "cafe", "malmo", "strasse", "quoted", "“quoted”", '"quoted words"', "offic",
     "percent", "per cent", "70 %", "70%", "100 %", "100 per cent", "269370", "269,370",
     "269\u202f370", "self produced", "self-produced", "orsted", "54.4", "employer's",
     "employers", "a café", "in", "comput", "18", "513", '"she said"'],
)  # fmt: skip
def test_what_is_found(query):
    assert has(TEXT, query)


@pytest.mark.parametrize(
    "query",
    ["ai", "aid", "fficers", "sureXthing", '"words quoted"', '"she sai"', "o", "18513", "7", "%%",
     "officers zebra"],
)  # fmt: skip
def test_what_is_not_found(query):
    assert not has(TEXT, query)


CASES = Path(__file__).resolve().parents[3] / "shared" / "cases" / "search.tsv"


@pytest.mark.skipif(not CASES.exists(), reason="the collected cases are not beside this checkout")
def test_the_collected_cases():
    text = (
        "naïve officers, a café in Malmö, “quoted” words; Straße; per cent; 100%; 269,370 computers"
    )
    for line in CASES.read_text(encoding="utf-8").splitlines()[1:]:
        query, result = line.split("\t")
        assert has(text, query) == (result == "found"), query


def test_marks_follow_the_letters_as_written():
    assert (
        written(marked_pieces("Die STRASSE, Straße", terms_of("strasse")))
        == "Die [STRASSE], [Straße]"
    )
    assert written(marked_pieces("abc abcd", terms_of("abc abcd"))) == "[abc] [abcd]"
    assert written(marked_pieces("nothing", terms_of("zebra"))) == "nothing"
    assert written(marked_pieces("In businesses, in", terms_of("in"))) == "[In] businesses, [in]"
    assert (
        written(marked_pieces("A café, or 70 per cent", terms_of("cafe %")))
        == "A [café], or 70 [per cent]"
    )
    assert (
        written(marked_pieces("the child, abuse of", terms_of('"child abuse"')))
        == "the [child, abuse] of"
    )


def test_an_excerpt_is_cut_between_words():
    text = "start " + "filler " * 40 + "needle " + "filler " * 40 + "end"
    shown = written(excerpt(text, terms_of("needle")))
    assert shown.startswith("… filler")
    assert shown.endswith("filler …")
    assert "[needle]" in shown
    assert len(shown) < 260
    assert written(excerpt("a needle", terms_of("needle"))) == "a [needle]"
    assert written(excerpt("word " * 60, terms_of("zebra"))).endswith("word …")


def test_the_passage_with_most_of_the_words_is_shown():
    passages = [{"text": "one"}, {"text": "one two"}, {"text": "two one"}]
    assert best_passage(passages, terms_of("one two")) is passages[1]
    assert best_passage(passages, terms_of("three")) is None
