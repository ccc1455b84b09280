"""The studio's pages for reading: the list, the item card, a figure with where it is used."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awareness.insights.models import Figure
from awareness.studio.published import diff
from quizzes.actions import publish
from quizzes.models import QuestionVersion

ADDRESSES = (
    "/studio/",
    "/studio/questions/tiny-2020/whom-it-stands-for/",
    "/studio/figures/tiny-2020/with-rule/",
    "/studio/figures/tiny-2020/where/city/share/",
    "/studio/questions/",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_authors_alone_come_in(address, tiny, client, client_for, author, alice, mallory, eva):
    assert client_for(author).get(address).status_code == 200
    for other in (alice, mallory, eva):
        assert client_for(other).get(address).status_code == 404
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    "address",
    [
        "/studio/questions/tiny-2020/nothing/",
        "/studio/questions/../../etc/passwd/",
        "/studio/questions/%2e%2e/%2e%2e/secret/",
        "/studio/figures/tiny-2020/nothing/",
        "/studio/figures/tiny-2020/../../report/",
    ],
)
def test_what_is_not_there_is_not_found(address, tiny, client_for, author):
    assert client_for(author).get(address).status_code == 404


def test_a_pack_is_counted(tiny, client_for, author):
    (row,) = client_for(author).get("/studio/").context["packs"]
    assert (row.figure_count, row.table_count, row.page_count, row.question_count) == (5, 1, 1, 1)


def test_the_card_shows_key_feedback_figures_and_their_line(tiny, client_for, author):
    answer = client_for(author).get("/studio/questions/tiny-2020/whom-it-stands-for/")
    text = answer.content.decode()

    assert [row.is_key for row in answer.context["card"].option_rows] == [True, False, False]
    assert "They chose to take part." in text
    assert "Three quarters of them have a written rule for lost property." in text
    assert "Most managers have a rule" in text  # the page that checks with it


def test_without_the_reports_text_the_card_says_so(tiny, settings, tmp_path, client_for, author):
    settings.SOURCES_DIR = tmp_path / "nowhere"
    text = client_for(author).get(ADDRESSES[1]).content.decode()
    assert "text is not at hand here." in text
    assert "lost property." not in text


def test_a_source_that_leads_out_of_its_folder_is_not_read(tiny, client_for, author):
    (tiny / "secret.txt").write_text("a\n" * 4 + "a secret\n" * 4)
    figure = Figure.objects.select_related("report").get(key="with-rule")
    figure.report.sources = {"2020": "../secret.txt"}
    figure.report.save()
    assert "a secret" not in client_for(author).get(ADDRESSES[2]).content.decode()


def test_no_line_of_a_figure_that_is_not_to_be_shown(tiny, client_for, author):
    Figure.objects.filter(key="with-rule").update(use="NEVER")
    text = client_for(author).get(ADDRESSES[2]).content.decode()
    assert "written rule for lost property" not in text


def test_the_history_says_what_changed(tiny, client_for, author):
    version = QuestionVersion.objects.live().get()
    spec = {**version.spec.stored(), "stem": version.spec.stem.replace("answers", "replies")}
    publish(version.question.key, "single", spec)
    answer = client_for(author).get(ADDRESSES[1])

    (_newest, changed), (_first, nothing) = answer.context["history"]
    assert [text.name for text in changed.texts] == ["stem"]
    assert not nothing.texts
    assert "<del>answers</del>" in answer.content.decode()
    assert "<ins>replies</ins>" in answer.content.decode()


def test_words_are_told_apart():
    pieces = diff.word_pieces("one two three", "one 2 three four")
    assert [(piece.how, piece.text.strip()) for piece in pieces] == [
        ("same", "one"), ("gone", "two"), ("new", "2"), ("same", "three"), ("new", "four"),
    ]  # fmt: skip


def test_script_in_content_does_nothing(tiny, client_for, author):
    version = QuestionVersion.objects.live().get()
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    publish(version.question.key, "single", {**version.spec.stored(), "stem": evil})
    Figure.objects.filter(key="with-rule").update(label=evil, statement=evil)
    client = client_for(author)
    for address in ADDRESSES[:3]:
        text = client.get(address).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_more_content_costs_no_more_queries(tiny, client_for, author):
    client = client_for(author)
    before = {address: queries(client, address) for address in ADDRESSES}
    version = QuestionVersion.objects.live().get()
    for n in range(12):
        publish(f"tiny-2020/copy-{n}", "single", {**version.spec.stored(), "seed": n})
        publish(version.question.key, "single", {**version.spec.stored(), "seed": n})

    assert {address: queries(client, address) for address in ADDRESSES} == before
    assert max(before.values()) <= 17


def test_of_very_long_texts_the_middle_is_compared_as_a_whole():
    old, new = "One two.\n" * 2500, "One three.\n" * 2500
    pieces = diff.word_pieces(old, new)
    assert [piece.how for piece in pieces] == ["same", "gone", "new", "same"]
    for how, text in (("gone", old), ("new", new)):
        assert "".join(piece.text for piece in pieces if piece.how in ("same", how)) == text
    kept = diff.word_pieces(old + "The end.", new + "The end.")
    assert (kept[-1].how, kept[-1].text[-8:]) == ("same", "The end.")
    bare = "x\ny\n" * 4000
    assert diff.word_pieces(bare, bare + "z")[-1] == diff.Piece("new", "z")
