"""The lists of what there is: state, who changed it last, what is stale; drafts are begun there."""

import io
import zipfile

import pytest
import yaml
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from awareness.content.models import FigureChange, StaleMark
from awareness.content.printed_lines import printed_lines
from awareness.content.reader import read_content
from awareness.content.staging import published_object
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.content.writing.questions import GENERATED
from awareness.insights.models import Figure, Report
from awareness.studio.draft_kinds import draft_kinds
from awareness.studio.drafts import drafting
from awareness.studio.models import Draft
from awareness.studio.published.content_lists import (
    PUBLISHED_ROWS_BY_KIND,
    content_rows,
    matching_rows,
)
from tests.pages import page_text

LIST = "/studio/contents/"


def begun(author, key: str, title: str):
    place = ObjectRef(ObjectKind.PAGE, "tiny", "tiny-2020", key)
    there = published_object(place)
    fields = {**(there.fields or {}), "title": title}
    return drafting.begin(place, fields, title, there.digest, author, timezone.now())[0]


def test_authors_alone_see_what_there_is(tiny, client, client_for, author, alice, mallory, eva):
    for other in (alice, mallory, eva):
        assert client_for(other).get(LIST).status_code == 404
    assert client.get(LIST).status_code == 302
    assert client_for(author).get(LIST).status_code == 200


def test_every_kind_lists_what_is_published(tiny, client_for, author):
    client = client_for(author)
    keys = {
        kind: {row.key for row in content_rows(kind)} for kind in ("report", "figure", "question")
    }
    assert keys["report"] == {"tiny-2020"}
    assert {"with-rule", "where/city/share"} <= keys["figure"]
    assert keys["question"] == {"whom-it-stands-for"}
    (subject,) = content_rows(ObjectKind.SUBJECT)
    assert (subject.key, subject.zip_address) == ("tiny", f"{LIST}tiny.zip")
    assert subject.begin_address.startswith("/studio/drafts/begin/subject/tiny/-/tiny/")
    for kind in ("page", "report", "figure", "question", "module", "subject", "gossip"):
        assert client.get(LIST, {"kind": kind}).status_code == 200
    assert "with-rule" in client.get(LIST, {"kind": "figure", "q": "rule"}).content.decode()


@pytest.mark.parametrize("address", [LIST, f"{LIST}?kind=figure", "/studio/drafts/"])
def test_a_list_names_a_report_by_its_title(tiny, client_for, author, address):
    begun(author, "something-new", "Our own")
    listed = page_text(client_for(author).get(address))
    assert Report.objects.get().title in listed
    assert "tiny-2020" not in listed


RAW = "What {figure:with-rule|about} of {say:2020} say"


@pytest.mark.parametrize("kind", ["page", "chart", "table", "question", "situation", "module"])
@pytest.mark.parametrize("form", ["single", GENERATED])
def test_no_title_of_a_draft_shows_how_a_figure_is_written(kind, form):
    fields = dict.fromkeys(("title", "stem", "ask"), RAW)
    fields |= {"kind": form, "generate": "Q1", "source": []}
    assert draft_kinds()[ObjectKind(kind)].title_of(fields) == "What … of 2020 say"


def test_a_made_question_is_called_by_its_family_and_its_figures():
    fields = {"kind": GENERATED, "ask": "", "generate": "Q9", "source": ["who-was-told", "by/a"]}
    assert draft_kinds()[ObjectKind.QUESTION].title_of(fields) == (
        "Guess, then see (who was told, by a)"
    )


def test_published_questions_are_named_in_words(tiny, client_for, author):
    """What they are of by its title, what they check by the words of the objective."""
    page = BeautifulSoup(client_for(author).get("/studio/questions/").content, "html.parser")
    rows = page.select("tbody th")
    assert rows
    assert not [row for row in rows if "tiny-2020" in row.text]
    chosen = {each["value"]: each.text for each in page.select("[name=objective] option")}
    assert all("-" not in words for key, words in chosen.items() if "-" in key)


def test_a_drawing_is_listed_with_its_figures_written_out(tiny, client_for, author):
    path = tiny / "tiny/reports/tiny-2020/report.yaml"
    drawing = {"key": "both", "kind": "bars", "title": RAW, "sub": "In per cent",
               "rows": ["with-rule", "where/city/share"]}  # fmt: skip
    path.write_text(path.read_text() + yaml.safe_dump({"charts": [drawing]}))
    page = client_for(author).get(LIST, {"kind": "chart"})
    (row,) = page.context["page"].object_list
    assert row.title == "What about three quarters of 2020 say"


def test_every_kind_that_is_listed_leads_somewhere(tiny, client_for, author):
    client = client_for(author)
    for kind in PUBLISHED_ROWS_BY_KIND:
        row = next((row for row in content_rows(kind) if row.begin_address), None)
        if row:
            assert client.post(row.begin_address).status_code == 302, row
            assert client.get(row.address or "/studio/").status_code == 200, row
    page = client.get("/studio/drafts/")
    for of_kind in page.context["new"]:
        address = f"/studio/drafts/new/{of_kind.kind}/"
        assert f'href="{address}"' in page.content.decode()
        assert client.get(address).status_code == 200


def test_what_a_draft_did_shows_in_the_list(tiny, client_for, author):
    client = client_for(author)
    (row,) = client.get(LIST).context["page"].object_list
    assert (row.state, row.draft) == ("published", None)
    assert client.post(row.begin_address).status_code == 302
    draft = Draft.objects.get()
    (row,) = client.get(LIST).context["page"].object_list
    assert (row.draft, row.begin_address, row.changed_by) == (draft, "", author.name)
    assert row.state == "published; being written"


def test_a_report_leaves_as_a_zip_that_reads_the_same(tiny, tmp_path, client_for, author, alice):
    for address in ("tiny.zip", "tiny/tiny-2020.zip"):
        assert client_for(alice).get(f"{LIST}{address}").status_code == 404
    assert client_for(author).get(f"{LIST}tiny/nothing.zip").status_code == 404
    report = client_for(author).get(f"{LIST}tiny/tiny-2020.zip").content
    names = zipfile.ZipFile(io.BytesIO(report)).namelist()
    assert names == sorted(names)
    assert {name.split("/")[2] for name in names} == {"tiny-2020"}
    whole = client_for(author).get(f"{LIST}tiny.zip").content
    assert whole == client_for(author).get(f"{LIST}tiny.zip").content
    zipfile.ZipFile(io.BytesIO(whole)).extractall(tmp_path / "out")
    again, before = read_content([tmp_path / "out"]), read_content([tiny])
    assert not again.problems
    assert again.ledger.figures == before.ledger.figures


def test_states_are_filtered(tiny, author):
    begun(author, "something-new", "Something new")
    change = FigureChange.objects.create(figure="tiny-2020:with-rule", changes=[],
                                         day=timezone.localdate())  # fmt: skip
    StaleMark.objects.create(change=change, kind="page", key="tiny-2020/lost-property")
    pages = content_rows(ObjectKind.PAGE)
    by_state = {state: [row.key for row in matching_rows(pages, state=state)]
                for state in ("", "published", "written", "stale")}  # fmt: skip
    assert by_state == {"": ["lost-property", "something-new"], "published": ["lost-property"],
                     "written": ["something-new"], "stale": ["lost-property"]}  # fmt: skip
    assert [row.key for row in matching_rows(pages, "SOMETHING new")] == ["something-new"]


def test_one_search_finds_every_kind_and_what_is_being_written(tiny, client_for, author):
    begun(author, "something-new", "What a rule does")
    page = client_for(author).get(LIST, {"q": "RULE"})
    keys = {(row.kind, row.key) for row in page.context["page"].object_list}
    assert {("figure", "with-rule"), ("page", "something-new")} <= keys
    assert all(
        "rule" in f"{row.title}{row.key}".lower() for row in page.context["page"].object_list
    )
    assert "figure ·" in page_text(page)
    first = client_for(author).get("/studio/").content.decode()
    assert f'action="{LIST}"' in first


def test_who_changed_something_last_can_be_chosen(tiny, client_for, author, second):
    begun(author, "something-new", "Something new")
    begun(second, "something-else", "Something else")
    client = client_for(author)

    def keys(by):
        listed = client.get(LIST, {"kind": "page", "by": by}).context["page"].object_list
        return {row.key for row in listed}

    assert keys(second.name) == {"something-else"}
    assert keys(author.name) == {"something-new"}
    assert keys("Nobody at all") == keys("") > keys(author.name)
    assert set(dict(client.get(LIST).context["form"].fields["by"].choices)) == {
        "", author.name, second.name,
    }  # fmt: skip


def test_the_one_search_costs_the_same_with_many(tiny, author):
    counts = []
    for size in (2, 6):
        for number in range(size):
            begun(author, f"p{size}-{number}", "x")
        with CaptureQueriesContext(connection) as queries:
            matching_rows(content_rows(None), "x")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_list_costs_the_same_with_many(tiny, author):
    counts = []
    for size in (2, 6):
        for number in range(size):
            begun(author, f"p{size}-{number}", "x")
        with CaptureQueriesContext(connection) as queries:
            [row.state for row in content_rows(ObjectKind.PAGE)]
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_lines_of_a_text_that_was_published_with_its_report_are_shown(tiny, settings):
    figure = Figure.objects.select_related("report").get(key="with-rule")
    settings.SOURCES_DIR = None
    assert {each.text for each in printed_lines(figure)} == {""}
    (name,) = figure.report.sources.values()
    text = (tiny / "sources" / name).read_text()
    (tiny / "tiny" / "reports" / "tiny-2020" / name).write_text(text)
    shown = printed_lines(figure)
    assert shown
    assert all(each.text and each.text in text for each in shown)
