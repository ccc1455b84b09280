"""done: what one takes along; every step stays open to re-read, and re-reading leaves no trace."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from awareness.learning import actions, audience
from awareness.learning.models import Acknowledgement, Completion, Enrolment, StepDone
from quizzes.models import Attempt, Response


def counts() -> list[int]:
    models = (Enrolment, StepDone, Completion, Acknowledgement, Attempt, Response)
    return [model.objects.count() for model in models]


@pytest.fixture
def finished(module, alice, walk):
    walk(alice, module).finish()


def test_the_last_page_says_what_was_learnt_and_who_sees_the_day(finished, alice, client_for):
    page = client_for(alice).get("/learn/topic/done/").content.decode()
    assert "It is so." in page
    assert "You finished on 20 November 2026." in page
    for word in ("score", "%", "congratulations", "correct"):
        assert word not in page.lower()


def test_every_step_is_open_to_read_again_without_a_trace(finished, module, alice, client_for):
    client, before = client_for(alice), counts()
    page = BeautifulSoup(client.get("/learn/topic/done/").content, "html.parser")
    for slug in ("decide", "text", "guess", "check", "contact"):
        address = f"/learn/topic/{slug}/"
        assert page.select(f'a[href="{address}"]')
        assert client.get(address).status_code == 200
        client.post(f"{address}go-on/")
        client.post(f"{address}retry/")
    assert b"Said of right." in client.get("/learn/topic/check/").content
    assert b"Said of good." in client.get("/learn/topic/decide/").content
    client.post("/learn/topic/choose/", {"route": "begin"})
    assert counts() == before
    assert client.get("/learn/topic/")["Location"] == "/learn/topic/done/"


def test_a_situation_is_read_again_as_it_went_from_its_first_sentence(
    module, alice, walk, client_for, now
):
    on = walk(alice, module)
    on.begin()
    on.open_first()
    on.answer("decide", right=False)  # another decision first, walked to the end …
    actions.retry(on.at("decide"), now)
    for slug in ("decide", "text", "guess", "check", "contact"):  # … then the safe one
        on.do(slug)
    client, before = client_for(alice), counts()
    main = BeautifulSoup(client.get("/learn/topic/decide/").content, "html.parser").main
    earlier = main.select_one("details:has(h2.aw-h3)")
    words = " ".join(earlier.text.split())
    told = ["Form A: what now?", "Do poor", "Said of poor.", "You stop there.", "Do back",
            "Said of back.", "The right person knows."]  # fmt: skip
    places = [words.index(each) for each in told]
    assert places == sorted(places)
    earlier.extract()
    words = " ".join(main.text.split())
    told = ["Form B: what now?", "Do good", "Said of good.", "The right person knows."]
    places = [words.index(each) for each in told]
    assert places == sorted(places)
    assert counts() == before


def test_the_way_leads_on_to_the_next_module_and_ends(
    opening, module, alice, walk, client_for, monkeypatch
):
    walk(alice, opening).finish()
    page = client_for(alice).get("/learn/first/done/").content.decode()
    assert "A neutral title" not in page  # nobody asks for it
    monkeypatch.setattr(audience, "_asked_days_finders", [lambda user: {module.pk: date.max}])
    page = client_for(alice).get("/learn/first/done/").content.decode()
    assert "A neutral title" in page
    assert 'href="/learn/topic/"' in page


def test_it_opens_at_the_end_and_not_before(module, alice, walk, client_for, client):
    on = walk(alice, module)
    on.begin()
    on.open_first()
    signed_in = client_for(alice)
    assert signed_in.get("/learn/topic/done/")["Location"] == "/learn/topic/decide/"
    assert signed_in.post("/learn/topic/done/").status_code == 405
    assert client.get("/learn/topic/done/")["Location"].startswith("/account/")


def test_the_last_step_ends_on_it(module, alice, walk, client_for):
    on = walk(alice, module)
    on.begin()
    on.open_first()
    for slug in ("decide", "text", "guess", "check"):
        on.do(slug)
    client = client_for(alice)
    assert client.post("/learn/topic/contact/go-on/")["Location"] == "/learn/topic/done/"


def test_the_contact_has_to_be_chosen_where_somebody_is_named(
    module, alice, site, eva, walk, client_for
):
    from datetime import date

    from awareness.workplace.models import PolicyVersion, SiteContact

    day = date(2026, 1, 1)
    karin = SiteContact.objects.create(
        site=site, position=1, name="Karin", phone="031-390 06 12", since=day, entered_by=eva
    )
    PolicyVersion.objects.create(site=site, number=4, text="Ours.", valid_from=day, entered_by=eva)
    on = walk(alice, module)
    on.begin()
    on.open_first()
    for slug in ("decide", "text", "guess", "check"):
        on.do(slug)
    client, address = client_for(alice), "/learn/topic/contact/go-on/"
    for nonsense in ({}, {"contact": "0"}, {"contact": "x"}):
        answer = client.post(address, nonsense)
        assert answer.status_code == 422
        assert "the person you would tell" in answer.context["wrong"]
    assert not StepDone.objects.filter(step__slug="contact").exists()
    chosen = {"contact": karin.pk, "policy": "4"}
    assert client.post(address, chosen)["Location"] == "/learn/topic/done/"
    kept = Acknowledgement.objects.get()
    assert (kept.policy_number, kept.contact) == (4, "Karin")


def test_going_through_a_check_again_asks_nothing(finished, alice, client_for):
    client, before = client_for(alice), counts()
    page = client.get("/learn/topic/check/").content.decode()
    assert "The questions before" in page
    assert 'name="token"' not in page  # there is no form to send
    assert counts() == before
