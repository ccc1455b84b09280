"""Pairs of numbers that may disagree: shown, taken, refused, brought back."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from awareness.studio.models import (
    Draft,
    FoundNumber,
    PairDecision,
    Picked,
    ReportFile,
)
from awareness.studio.offers import disagreement_actions, disagreements
from awareness.studio.offers.disagreements import PairError
from tests.conftest import make_person
from tests.studio.test_drafts import LIST, save

HERE = "/studio/disagreements/tiny/"
VERBS = ("take", "refuse", "bring-back")


@pytest.fixture
def mine(differing, client_for, author):
    return client_for(author)


@pytest.fixture
def name(mine) -> str:
    """The only pair of the tiny report, as a form names it."""
    (card,) = mine.get(HERE).context["cards"]
    return card["name"]


def names(client, query: str = "") -> list[str]:
    return [card["name"] for card in client.get(f"{HERE}{query}").context["cards"]]


def decide(client, verb: str, name: str, **more):
    return client.post(f"{HERE}{verb}/", {"offer": name, "report": "", "page": "1", **more})


def said(answer) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").text.split())


def test_a_pair_is_shown_with_both_lines_and_why(mine, differing):
    page = BeautifulSoup(mine.get(HERE).content, "html.parser")
    (card,) = page.select(".aw-offer")
    assert "of one measure" in card.select_one(".aw-kicker").text
    lines = [" ".join(each.text.split()) for each in card.select("blockquote")]
    assert lines == [
        "Three quarters of them have a written rule for lost property.",
        "Two in three managers have a written rule",
    ]
    assert [each.text for each in card.select("mark")] == ["Three quarters", "Two in three"]
    assert f"2020:{differing}" in card.text
    # A filter that names no report shows all of them.
    assert names(mine, "?report=tiny-2020") == names(mine, "?report=none") == names(mine)


def test_what_is_taken_is_a_draft_that_its_figures_name(mine, name, differing):
    answer = decide(mine, "take", name)
    draft = Draft.objects.get(kind="discrepancy")
    assert answer["Location"] == f"{LIST}{draft.pk}/"
    body = draft.newest_revision().body
    assert body["where"] == f"2020:5;2020:{differing}"
    assert "“Three quarters” in one place" in body["what"]
    assert "“Two in three” in another" in body["what"]
    figures = Draft.objects.filter(kind="figure").order_by("key")
    assert [each.key for each in figures] == ["with-rule", "with-rule-heading"]
    assert {each.newest_revision().body["discrepancies"] for each in figures} == {draft.key}
    # What is left to say is what nobody but the author knows.
    form = mine.get(answer["Location"]).context["form"]
    told = {field.name for field in form if getattr(field, "problems", ())}
    assert told == {"treatment"}
    shown = mine.get(HERE)
    assert shown.context["cards"] == []
    assert [each.draft_id for each in shown.context["subject_pairs"].being_written] == [draft.pk]
    # Pressed twice: it says so, and nothing is doubled.
    again = decide(mine, "take", name)
    assert "not proposed any more" in said(mine.get(again["Location"]))
    assert (Draft.objects.count(), PairDecision.objects.count()) == (3, 1)
    # Deleted, it can be taken anew: then figures name the new one alone.
    mine.post(f"{LIST}{draft.pk}/delete/")
    assert names(mine) == [name]
    decide(mine, "take", name)
    anew = Draft.objects.get(kind="discrepancy", closed_at=None)
    assert {each.newest_revision().body["discrepancies"] for each in figures} == {anew.key}


def test_a_figure_that_somebody_else_writes_is_left_to_them(
    mine, name, client_for, second
):  # fmt: skip
    client_for(second).post("/studio/drafts/begin/figure/tiny/tiny-2020/with-rule/")
    decide(mine, "take", name)
    theirs = Draft.objects.get(key="with-rule")
    assert theirs.newest_revision().body["discrepancies"] == ""
    assert theirs.editor == second


def test_a_refusal_asks_for_a_reason_and_can_be_taken_back(mine, name):
    for reason in ("", "nonsense"):
        asked = decide(mine, "refuse", name, reason=reason)
        assert asked.status_code == 422
        (card,) = asked.context["cards"]
        assert card["refusal"].errors.get_json_data()["reason"][0]["code"] in (
            "required", "invalid_choice")  # fmt: skip
        assert BeautifulSoup(asked.content, "html.parser").select("details[open] .invalid-feedback")
    assert not PairDecision.objects.exists()
    answer = decide(mine, "refuse", name, reason="rounding")
    shown = mine.get(answer["Location"])
    assert shown.context["cards"] == []
    assert "in other words: Ada Author" in said(shown)
    assert decide(mine, "refuse", name, reason="small").status_code == 302  # twice: told
    assert decide(mine, "refuse", name).status_code == 302
    assert PairDecision.objects.count() == 1
    decide(mine, "bring-back", name)
    assert names(mine) == [name]
    decide(mine, "bring-back", name)
    assert [each.code for each in PairDecision.objects.all()] == ["refused", "brought_back"]


def test_what_was_decided_of_a_line_that_is_never_shown_by_now_is_not_shown(
    mine, name, settings, differing
):  # fmt: skip
    decide(mine, "refuse", name, reason="small")
    assert "Two in three" in said(mine.get(HERE))
    figures = settings.CONTENT_DIRS[0] / "tiny/reports/tiny-2020/figures.csv"
    figures.write_text(figures.read_text() + f"never,01,Not,,,,,,,,,,,,,,2020:{differing},NEVER,"
                       "It is never shown,,,,,\n")  # fmt: skip
    shown = mine.get(HERE)
    assert (shown.context["cards"], shown.context["refusals"]) == ([], [])
    assert "Two in three" not in said(shown)


def test_codes_of_what_is_not_proposed(mine, name, author):
    of = disagreements.pairs_of_subject("tiny")
    assert disagreements.pairs_of_subject("none") is None
    with pytest.raises(PairError) as gone:
        disagreement_actions.take(of, "tiny-2020:2020:1:5", author, timezone.now())
    assert gone.value.code == "gone"
    with pytest.raises(PairError) as not_refused:
        disagreement_actions.bring_back("tiny", name, author, timezone.now())
    assert not_refused.value.code == "not_refused"


def test_numbers_of_a_file_are_compared_with_what_is_published(
    mine, name, author, client_for, tmp_path
):  # fmt: skip
    """A report that nobody has published: two of its sentences, and one of another report."""
    from awareness.content.reading.kept import KeptText
    from awareness.content.reading.sealed import examine_text
    from awareness.studio.reports.actions import _found_numbers

    said_twice = "The recovery team of the bureau received {} complaints from the banks in 2020."
    for number, slug in (("3,020", "one-2020"), ("3,120", "two-2020")):
        kept = KeptText((said_twice.format(number),), "text", "0" * 64)
        sent = ReportFile.objects.create(
            name=f"{slug}.txt", original="0" * 64, by=author, by_name=author.name,
            at=timezone.now(), state="ready", text=str(kept), subject="tiny", slug=slug,
        )  # fmt: skip
        FoundNumber.objects.bulk_create(_found_numbers(sent.pk, examine_text(kept)))
        body = {"title": slug, "publisher": "P", "year": "2020", "language": "en", "numbers": "",
                "gathered": "records", "first": "", "last": "", "asked": "a", "how": "h",
                "interests": "i", "interests_where": "", "licence": "l", "credit": "c",
                "may_we_use": True, "why": "w", "internal": False, "caveats": [],
                "sources": {"2020": f"{slug}.txt"}}  # fmt: skip
        draft = Draft.objects.create(
            kind="report", subject="tiny", report=slug, key=slug, title=slug, editor=author,
            editor_name=author.name,
        )  # fmt: skip
        draft.revisions.create(number=1, body=body, by=author, name=author.name, at=timezone.now())
        Picked.objects.create(draft=draft, report=sent, by=author, name=author.name,
                              at=timezone.now())  # fmt: skip
    cards = mine.get(f"{HERE}?report=two-2020").context["cards"]
    assert ["same words" in card["why"] for card in cards] == [True]
    pair = cards[0]["pair"]
    assert pair.printed_line == "one-2020: “3,020”; two-2020: “3,120”"
    assert name in names(mine)
    decide(mine, "take", pair.name)
    body = Draft.objects.get(kind="discrepancy").newest_revision().body
    # What a text is called in another report already, it is called in none of these.
    assert body["sources"] == {"one-2020": "one-2020.txt", "two-2020": "two-2020.txt"}
    draft = Draft.objects.get(kind="discrepancy")
    places = mine.get(f"{LIST}{draft.pk}/").context["preview"].context["places"]
    assert [place.lines for place in places] == [
        [(1, said_twice.format(number))] for number in ("3,020", "3,120")
    ]
    report = ReportFile.objects.get(slug="two-2020")
    assert f"{HERE}?report=two-2020" in mine.get(f"/studio/reports/{report.pk}/").content.decode()


def test_two_texts_of_a_report_have_two_names(mine, name):
    (card,) = mine.get(HERE).context["cards"]
    one = card["pair"].sides[0]
    other = replace(one, statement=replace(one.statement, source="annex"))
    taken = {"2020": "another.txt", "tiny-2020-annex": "a-third.txt"}
    named = disagreement_actions.name_for_text
    assert named(one, "another.txt", taken) == "2020"
    assert named(one, "tiny.txt", taken) == "tiny-2020"
    taken["tiny-2020"] = "tiny.txt"
    assert named(other, "annex.txt", taken) == "tiny-2020-annex-2"


def test_authors_alone(
    differing, client, client_for, author, alice, mallory, eva
):  # fmt: skip
    other = make_person("Berit Berg", author.site, role="author")
    (name,) = names(client_for(author))
    decide(client_for(author), "refuse", name, reason="small")
    addresses = [("get", HERE), *(("post", f"{HERE}{verb}/") for verb in VERBS)]
    for person in (alice, mallory, eva):
        for method, address in addresses:
            assert getattr(client_for(person), method)(address).status_code == 404, address
    for method, address in addresses:
        assert getattr(client, method)(address).status_code in (302, 401)
    assert client_for(other).get(HERE).context["refused"]
    assert decide(client_for(other), "bring-back", name).status_code == 302
    assert PairDecision.objects.latest("id").name == "Berit Berg"
    for verb in VERBS:
        assert client_for(other).get(f"{HERE}{verb}/").status_code == 405
    for subject in ("nothing", "x" * 200):
        assert client_for(author).get(f"/studio/disagreements/{subject}/").status_code == 404


def test_queries_do_not_grow(mine, name):
    def asked() -> int:
        mine.get(HERE)  # what was worked out is kept
        with CaptureQueriesContext(
            connection,
        ) as seen:
            mine.get(HERE)
        return len(seen)

    mine.post("/studio/drafts/begin/figure/tiny/tiny-2020/managers/")
    one = asked()
    mine.post("/studio/drafts/begin/figure/tiny/tiny-2020/rules/")
    save(mine, Draft.objects.get(key="managers"), label="Managers of shops")
    decide(mine, "refuse", name, reason="small")
    decide(mine, "bring-back", name)
    decide(mine, "refuse", name, reason="small")
    assert asked() == one
