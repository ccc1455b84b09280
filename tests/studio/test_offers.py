"""What item models offer of a report, as cards: taken, written by hand, refused, brought back."""

from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from awareness.bank import gate, offers
from awareness.bank.authored import GeneratedQuestion, question_class
from awareness.bank.build import complete_draft
from awareness.bank.guards import RefusedItem
from awareness.bank.item_models import MODELS
from awareness.bank.offers import UNAIDED_FAMILIES, entry_by_hand, offers_of_report
from awareness.bank.resolve import resolve_spec
from awareness.content.files import read_yaml
from awareness.content.reader import read_content
from awareness.content.staging import published_object
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.content.writing.questions import entry_of_fields, form_fields_of
from awareness.studio.draft_kinds.families import WORDS_BY_FAMILY, WORDS_BY_GUARD
from awareness.studio.drafts import drafting
from awareness.studio.models import Confirmation, Draft, JobOutcome, OfferDecision
from awareness.studio.offers import item_offers
from awareness.studio.offers import views as offer_views
from awareness.studio.offers.deciding import ValueCache
from awareness.studio.offers.item_offers import OfferError
from awareness.studio.published.item_card import REFUSAL_WORDS_BY_GUARD
from awareness.studio.publishing import jobs
from awareness.studio.publishing import publish as publishing
from quizzes.models import QuestionVersion
from tests.conftest import make_person
from tests.studio.conftest import SMALL
from tests.studio.test_drafts import LIST, save

HERE = "/studio/offers/tiny-2020/"
HEADLINE = "Q13 tiny-2020:with-rule"
GUESS = "Q9 tiny-2020:rules"


@pytest.fixture
def mine(tiny, client_for, author):
    return client_for(author)


def names(client, query: str = "") -> list[str]:
    return [card["name"] for card in client.get(f"{HERE}{query}").context["cards"]]


def decide(client, verb: str, name: str, **more):
    return client.post(f"{HERE}{verb}/", {"offer": name, "family": "", "page": "1", **more})


def said(answer) -> str:
    return BeautifulSoup(answer.content, "html.parser").text


def line_of(tiny, key: str) -> dict:
    entries = read_yaml(tiny / "tiny/reports/tiny-2020/questions.yaml").data
    return next(each for each in entries if each["key"] == key)


def test_every_family_and_guard_has_words():
    assert set(WORDS_BY_FAMILY) == set(MODELS)
    assert set(UNAIDED_FAMILIES) <= set(WORDS_BY_FAMILY)
    reached = {"G2", "G3", "G4"}  # of families that are made no more
    assert set(WORDS_BY_GUARD) == set(REFUSAL_WORDS_BY_GUARD) - reached


def test_a_card_shows_the_question_whole(mine):
    page = BeautifulSoup(mine.get(HERE).content, "html.parser")
    cards = page.select(".aw-offer")
    assert len(cards) == 6
    headline = next(each for each in cards if "What mends this headline?" in each.h2.text)
    assert headline.select_one(".aw-kicker").text == "What mends this headline?"
    rows = headline.select(".aw-opts li")
    assert [bool(each.select("svg")) for each in rows].count(True) == 1
    right = next(each for each in rows if each.select("svg"))
    assert "Right:" in right.text
    assert all(each.small.text.strip() for each in rows)
    beside = headline.details.text
    assert "Managers with a written rule" in beside
    assert "“Three quarters”" in beside
    assert "One answer is right, and one alone" in beside
    assert "of 100 would be right" in " ".join(headline.text.split())
    guess = next(each for each in cards if each.select_one(".aw-kicker").text == "Guess, then see")
    assert "90 rules" in " ".join(guess.text.split())
    assert "Edit" not in [button.text for button in guess.select("button")]


def test_cards_of_one_family(mine, monkeypatch):
    assert [name.split()[0] for name in names(mine, "?family=Q9")] == ["Q9", "Q9"]
    assert len(names(mine, "?family=nonsense&page=x")) == 6
    tabs = 'class="aw-tabs'
    assert tabs not in mine.get(HERE).content.decode()  # a few are looked through as they stand
    assert tabs in mine.get(f"{HERE}?family=Q9").content.decode()
    monkeypatch.setattr(offer_views, "CARDS_A_PAGE", 5)
    assert tabs in mine.get(HERE).content.decode()


def test_what_is_taken_stays_a_line_and_is_not_offered_again(mine, tiny):
    assert decide(mine, "take", HEADLINE)["Location"].startswith(HERE)
    draft = Draft.objects.get()
    body = draft.newest_revision().body
    assert (body["kind"], body["generate"], body["source"]) == ("generated", "Q13", ["with-rule"])
    assert HEADLINE not in names(mine)
    shown = mine.get(HERE)
    assert [each.draft_id for each in shown.context["report_offers"].being_written] == [draft.pk]
    decision = OfferDecision.objects.get()
    assert (decision.code, decision.draft, decision.name) == ("taken", draft, "Ada Author")
    # Pressed twice: it says so, and nothing is doubled.
    again = decide(mine, "take", HEADLINE)
    assert "not offered any more" in said(mine.get(again["Location"]))
    assert (Draft.objects.count(), OfferDecision.objects.count()) == (1, 1)
    # Two rest on the figure now with the next one; no third is offered.
    assert decide(mine, "take", "Q11-of-whom tiny-2020:with-rule").status_code == 302
    assert not [name for name in names(mine) if "with-rule" in name]
    mine.post(f"{LIST}{draft.pk}/delete/")
    assert HEADLINE in names(mine)


def test_a_taken_line_follows_its_figures_and_is_published(
    mine, tiny, author, site, settings
):  # fmt: skip
    decide(mine, "take", GUESS)
    draft = Draft.objects.get()
    shown = mine.get(f"{LIST}{draft.pk}/")
    assert shown.context["preview"].context["asked"]
    assert shown.context["preview"].context["guards"]
    form = shown.context["form"]
    # Until it is asked in a module: what the report says, for the library's own check.
    assert (form["objective"].value(), form["objective"].problems) == ("library", ())
    assert "stem" not in form.fields
    save(mine, draft, objective="library", ask="How many rules are there, says the report?")
    shown = mine.get(f"{LIST}{draft.pk}/")
    assert "How many rules are there, says the report?" in said(shown)
    second = make_person("Berit Berg", site, role="author")
    pinned = [(draft.pk, draft.newest_revision().number)]
    publishing.publish(pinned, author, second, uuid4(), timezone.now())
    jobs.work_off(timezone.now)
    outcome = JobOutcome.objects.latest("pk")
    assert outcome.state == "taken", outcome.problems
    live = QuestionVersion.objects.live().get(question__key=f"tiny-2020/{draft.key}")
    assert live.spec.item_model.startswith("Q9@")
    written = settings.CONTENT_WRITE_DIR
    line = line_of(written, draft.key)
    assert line == {
        "generate": "Q9", "key": draft.key, "from": "rules", "seed": 1, "objective": "library",
        "ask": "How many rules are there, says the report?",
    }  # fmt: skip
    assert GUESS not in names(mine)


def test_what_is_edited_is_written_by_hand(mine, tiny, author, site):
    before = next(each["spec"] for each in mine.get(HERE).context["cards"]
                  if each["name"] == HEADLINE)  # fmt: skip
    answer = decide(mine, "edit", HEADLINE)
    draft = Draft.objects.get()
    assert answer["Location"] == f"{LIST}{draft.pk}/"
    shown = mine.get(answer["Location"])
    assert "not follow its figures" in said(shown)
    body = draft.newest_revision().body
    assert body["kind"] == "single"
    assert "{figure:with-rule" in body["stem"]
    assert [body[f"row{n}_text"] for n in (1, 2, 3)] == [row.text for row in before.options]
    assert OfferDecision.objects.get().code == "edited"
    assert HEADLINE not in names(mine)
    # The bank of two has the other key in the first place.
    save(mine, draft, objective="library", act="row 1 down")
    form = mine.get(f"{LIST}{draft.pk}/").context["form"]
    assert not [field.name for field in form if getattr(field, "problems", ())]
    second = make_person("Berit Berg", site, role="author")
    pinned = [(draft.pk, draft.newest_revision().number)]
    publishing.publish(pinned, author, second, uuid4(), timezone.now())
    jobs.work_off(timezone.now)
    assert JobOutcome.objects.latest("pk").state == "taken", JobOutcome.objects.latest(
        "pk"
    ).problems
    live = QuestionVersion.objects.live().get(question__key=f"tiny-2020/{draft.key}")
    assert live.spec.item_model is None
    assert live.spec.stem == before.stem
    assert HEADLINE not in names(mine)  # what is published by hand still stands for it


def test_a_guess_is_not_written_by_hand(mine):
    answer = decide(mine, "edit", GUESS)
    assert "A guess is computed" in said(mine.get(answer["Location"]))
    assert not Draft.objects.exists()


def test_a_refusal_asks_for_a_reason_and_can_be_taken_back(mine):
    for reason in ("", "nonsense"):
        asked = decide(mine, "refuse", HEADLINE, reason=reason)
        assert asked.status_code == 422
        card = next(each for each in asked.context["cards"] if each["name"] == HEADLINE)
        assert card["refusal"].errors.get_json_data()["reason"][0]["code"] in (
            "required", "invalid_choice")  # fmt: skip
        assert BeautifulSoup(asked.content, "html.parser").select("details[open] .invalid-feedback")
    assert not OfferDecision.objects.exists()
    answer = decide(mine, "refuse", HEADLINE, reason="misleading")
    shown = mine.get(answer["Location"])
    assert HEADLINE not in [card["name"] for card in shown.context["cards"]]
    assert "It misleads: Ada Author" in " ".join(said(shown).split())
    assert decide(mine, "refuse", HEADLINE, reason="wrong").status_code == 302  # twice: told
    assert decide(mine, "refuse", HEADLINE).status_code == 302
    assert OfferDecision.objects.count() == 1
    decide(mine, "bring-back", HEADLINE)
    assert HEADLINE in names(mine)
    assert not mine.get(HERE).context["refused"]
    decide(mine, "bring-back", HEADLINE)
    assert [each.code for each in OfferDecision.objects.all()] == ["refused", "brought_back"]


def test_a_refusal_holds_when_the_words_of_an_offer_change(mine, tiny):
    decide(mine, "refuse", HEADLINE, reason="trivial")
    figures = tiny / "tiny/reports/tiny-2020/figures.csv"
    text = figures.read_text()
    figures.write_text(text.replace("Managers with a written rule,", "Managers who have a rule,"))
    assert "Managers who have a rule" in said(mine.get(HERE))
    assert HEADLINE not in names(mine)


def test_a_draft_that_is_taken_back_is_asked_though_its_offer_was_refused_meanwhile(mine):
    for verb, name in (("edit", HEADLINE), ("take", GUESS)):
        decide(mine, verb, name)
        draft = Draft.objects.latest("events__id")
        mine.post(f"{LIST}{draft.pk}/delete/")
        decide(mine, "refuse", name, reason="same")
        mine.post(f"{LIST}{draft.pk}/restore/")
        assert draft.pk in [
            each.draft_id for each in mine.get(HERE).context["report_offers"].being_written
        ]
        decide(mine, "bring-back", name)
        assert name not in names(mine)


@pytest.mark.parametrize(
    ("field", "words"),
    [("label", "Managers {with} a rule"), ("label", "Those of {figure:nothing}"),
     ("label", "See {chart:where}"), ("unit", "{"), ("population", "{figure:with-rule|nothing}"),
     ("question", "{0}"), ("formula", "{nothing}"), ("caveats", ["NOTHING"])],
)  # fmt: skip
def test_a_figure_that_is_half_written_takes_no_offer_of_others_away(
    field, words, mine, author, tiny
):
    place = ObjectRef(ObjectKind.FIGURE, "tiny", "tiny-2020", "with-rule")
    fields = published_object(place).fields | {field: words}
    drafting.begin(place, fields, "", "", author, timezone.now())
    shown = mine.get(HERE)
    assert shown.status_code == 200
    assert [card for card in shown.context["cards"] if "where/city" in card["name"]]


def test_codes_of_what_is_not_offered(mine, author):
    of = item_offers.offers_to_decide("tiny-2020")
    for act in (item_offers.take, item_offers.edit):
        with pytest.raises(OfferError) as gone:
            act(of, "Q9 tiny-2020:nothing", author, timezone.now())
        assert gone.value.code == "gone"
    with pytest.raises(OfferError) as guess:
        item_offers.edit(of, GUESS, author, timezone.now())
    assert guess.value.code == "guess"
    with pytest.raises(OfferError) as not_refused:
        item_offers.bring_back("tiny-2020", GUESS, author, timezone.now())
    assert not_refused.value.code == "not_refused"


def test_a_line_is_written_by_hand_later(mine):
    decide(mine, "take", HEADLINE)
    draft = Draft.objects.get()
    save(mine, draft, objective="library", act="by hand")
    body = draft.newest_revision().body
    assert (body["kind"], body["objective"]) == ("single", "library")
    assert HEADLINE not in names(mine)  # it is still asked, by hand
    mine.post(f"{LIST}{draft.pk}/undo/")
    assert draft.newest_revision().body["kind"] == "generated"
    decide(mine, "take", GUESS)
    guess = Draft.objects.exclude(pk=draft.pk).get()
    save(mine, guess, act="by hand")
    assert guess.newest_revision().body["kind"] == "generated"


def test_a_line_that_makes_nothing_says_why_at_its_figures(mine):
    decide(mine, "take", GUESS)
    draft = Draft.objects.get()
    save(mine, draft, objective="library", source="managers")
    form = mine.get(f"{LIST}{draft.pk}/").context["form"]
    assert "refuses" in form["source"].problems[0].message
    save(mine, draft, source="nothing-there")
    form = mine.get(f"{LIST}{draft.pk}/").context["form"]
    assert form["source"].problems


def test_drafted_figures_are_asked_about_once_they_are_confirmed(mine, tiny, author):
    begin = "/studio/drafts/begin/figure/tiny/tiny-2020/with-rule/"
    mine.post(begin)
    draft = Draft.objects.get()
    save(mine, draft, label="Managers who wrote rules")
    assert "Managers who wrote rules" in said(mine.get(HERE))
    draft.picks.create(by=author, name=author.name, at=timezone.now(),
                       proposals={"label": ["Managers who wrote rules", 5, False]})  # fmt: skip
    waits = mine.get(HERE)
    assert waits.context["report_offers"].unconfirmed_count == 1
    assert "Managers who wrote rules" not in said(waits)
    Confirmation.objects.create(draft=draft, field="label", value="Managers who wrote rules",
                                by=author, name=author.name, at=timezone.now())  # fmt: skip
    shown = mine.get(HERE)
    assert shown.context["report_offers"].unconfirmed_count == 0
    assert "Managers who wrote rules" in said(shown)
    decide(mine, "take", HEADLINE)
    question = Draft.objects.get(kind="question")
    assert "Managers who wrote rules" in said(mine.get(f"{LIST}{question.pk}/"))


def test_of_a_report_that_is_being_drafted_one_is_taken_or_written_by_hand(mine, author):
    for kind, key in ((ObjectKind.REPORT, "tiny-2020"), (ObjectKind.FIGURE, "with-rule")):
        body = published_object(ObjectRef(kind, "tiny", "tiny-2020", key)).fields
        key = "new-2026" if kind == ObjectKind.REPORT else key
        place = ObjectRef(kind, "tiny", "new-2026", key)
        drafting.begin(place, body | {"title": "A new report"}, "A new report", "", author,
                       timezone.now())  # fmt: skip
    offered = mine.get("/studio/offers/new-2026/")
    names_of_new = [card["name"] for card in offered.context["cards"]]
    assert "Q13 new-2026:with-rule" in names_of_new
    mine.post("/studio/offers/new-2026/take/", {"offer": "Q13 new-2026:with-rule"})
    address = BeautifulSoup(offered.content, "html.parser").select_one("[aria-labelledby=own] a")
    form = mine.get(address["href"])
    chosen = BeautifulSoup(form.content, "html.parser").select_one("[name=report] [selected]")
    assert (chosen["value"], chosen.text.strip()) == ("new-2026", "A new report")
    asked = {"report": "new-2026", "kind": "single", "stem": "What is a rule?"}
    assert mine.post(address["href"], asked).status_code == 302
    questions = Draft.objects.filter(kind=ObjectKind.QUESTION)
    assert set(questions.values_list("subject", "report", "key")) == {
        ("tiny", "new-2026", "headline-with-rule"),
        ("tiny", "new-2026", "what-is-a-rule"),
    }
    for question in questions:
        assert mine.get(f"{LIST}{question.pk}/").status_code == 200


def test_authors_alone(tiny, client, client_for, author, alice, mallory, eva):
    other = make_person("Berit Berg", author.site, role="author")
    decide(client_for(author), "refuse", HEADLINE, reason="same")
    verbs = ("take", "edit", "refuse", "bring-back")
    addresses = [("get", HERE), *(("post", f"{HERE}{verb}/") for verb in verbs)]
    for person in (alice, mallory, eva):
        for method, address in addresses:
            assert getattr(client_for(person), method)(address).status_code == 404, address
    for method, address in addresses:
        assert getattr(client, method)(address).status_code in (302, 401)
    assert client_for(other).get(HERE).context["refused"]
    assert decide(client_for(other), "bring-back", HEADLINE).status_code == 302
    assert OfferDecision.objects.latest("id").name == "Berit Berg"
    for verb in verbs:
        assert client_for(other).get(f"{HERE}{verb}/").status_code == 405
    for name in ("nothing", "x" * 200):
        assert client_for(author).get(f"/studio/offers/{name}/").status_code == 404


def test_queries_do_not_grow(mine):
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            mine.get(HERE)
        return len(seen)

    decide(mine, "take", HEADLINE)
    one = asked()
    decide(mine, "take", "Q11-of-whom tiny-2020:with-rule")
    decide(mine, "refuse", GUESS, reason="trivial")
    decide(mine, "edit", next(name for name in names(mine) if name.startswith("Q12")))
    assert asked() == one


def test_what_is_written_by_hand_passes_what_the_offer_passed():
    """Over all that ships: no entry that is filled in from an offer is refused, or loses a word in
    the form."""
    ledger, tried = read_content([SMALL]).ledger, 0
    for report in ledger.reports:
        for offer in offers_of_report(ledger, report).offers:
            line = GeneratedQuestion.model_validate({**offer.line, "objective": "library"})
            if offer.family == "Q9":
                with pytest.raises(RefusedItem):
                    entry_by_hand(ledger, report, line)
                continue
            entry = entry_by_hand(ledger, report, line)
            question = question_class(entry).model_validate(entry)
            draft = complete_draft(ledger, report, question)
            assert all(guard.passed for guard in draft.guards), entry
            spec = resolve_spec(ledger, report, draft)
            assert not [*gate.broken_rules(spec, ledger.rules(report))], entry
            assert (spec.stem, [row.text for row in spec.rows]) == (
                offer.spec.stem, [row.text for row in offer.spec.rows])  # fmt: skip
            assert entry_of_fields(form_fields_of(entry), entry["key"], entry) == entry
            tried += 1
    assert tried > 10


def test_what_was_worked_out_is_kept_until_a_file_or_a_draft_changes(mine, tiny, monkeypatch):
    looked_at = []

    def outcomes(ledger, report, more):
        looked_at.append(report)
        return offers.outcomes_of_report(ledger, report, more)

    monkeypatch.setattr(item_offers, "outcomes_of_report", outcomes)
    monkeypatch.setattr(item_offers, "_outcomes_by_report", ValueCache())
    assert HEADLINE in names(mine)
    decide(mine, "refuse", HEADLINE, reason="same")
    decide(mine, "take", GUESS)
    assert {HEADLINE, GUESS}.isdisjoint(names(mine))
    decide(mine, "bring-back", HEADLINE)
    assert HEADLINE in names(mine)
    assert looked_at == ["tiny-2020"]
    mine.post("/studio/drafts/begin/figure/tiny/tiny-2020/with-rule/")
    draft = Draft.objects.get(kind="figure")
    save(mine, draft, label="Managers who wrote rules")
    assert "Managers who wrote rules" in said(mine.get(HERE))
    mine.post(f"{LIST}{draft.pk}/delete/")
    assert "Managers who wrote rules" not in said(mine.get(HERE))
    figures = tiny / "tiny/reports/tiny-2020/figures.csv"
    figures.write_text(
        figures.read_text().replace("Managers with a written", "Those with a written")
    )
    assert "Those with a written rule" in said(mine.get(HERE))
    assert len(looked_at) == 4
    for report in ("a", "b"):  # what is no report is not kept
        assert mine.get(f"/studio/offers/{report}/").status_code == 404
    assert item_offers._outcomes_by_report.names == ["tiny-2020"]


def test_what_was_refused_is_shown_part_by_part(mine, author):
    rows = [
        OfferDecision(report="tiny-2020", family="Q12", figures=[f"figure-{n}"], code="refused",
                      reason="same", stem=f"Stem <{n}>", by=author, name="Anna", at=timezone.now())
        for n in range(45)
    ]  # fmt: skip
    OfferDecision.objects.bulk_create(rows)
    first, last = (mine.get(f"{HERE}?refused={n}") for n in (1, 5))
    assert [len(page.context["refusals"]) for page in (first, last)] == [10, 5]
    assert "Stem &lt;44&gt;" in first.text  # what was refused last comes first
    assert "Stem &lt;0&gt;" in last.text
    assert mine.get(f"{HERE}?refused=x").context["refused"].number == 1
    kept = {"offer": "Q12 figure-0", "refused": "5", "page": "1", "family": ""}
    back = mine.post(f"{HERE}bring-back/", kept)
    assert back["Location"].endswith("?page=1&refused=5")
