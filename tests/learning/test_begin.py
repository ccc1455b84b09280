"""begin: one enrolment, on the version that is live, the opening module with it."""

import pytest
from django.db import IntegrityError, transaction

from awareness.learning import access, actions
from awareness.learning.errors import StepError
from awareness.learning.models import Completion, Enrolment
from awareness.learning.publish import retire_modules_not_in


def test_begin_opens_the_module_once_and_the_one_it_opens_with(module, alice, now):
    first = actions.begin(alice, module, now)
    assert actions.begin(alice, module, now) == first
    assert Enrolment.objects.filter(learner=alice).count() == 2
    assert access.own_place(alice, module.opens_with).next_open.slug == "who-sees"


def test_the_database_refuses_a_second_open_enrolment(module, alice, now):
    own = actions.begin(alice, module, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(
            learner=alice, module=module, module_version=own.module_version, begun_at=now
        )


def test_beginning_a_finished_module_changes_nothing(module, alice, walk, now):
    walk(alice, module).finish()
    own = actions.begin(alice, module, now)
    assert own.state == Enrolment.State.FINISHED
    assert Completion.objects.filter(learner=alice).count() == 2


def test_what_is_not_published_cannot_be_begun(module, alice, now):
    retire_modules_not_in([])
    with pytest.raises(StepError) as refused:
        actions.begin(alice, module, now)
    assert refused.value.code == "not_published"


def test_who_began_goes_on_after_a_module_left_the_list(module, alice, charlie, walk, client_for):
    on = walk(alice, module)
    on.begin()
    on.open_first()
    retire_modules_not_in([])
    client = client_for(alice)
    assert client.get("/learn/topic/").status_code == 200
    answer = client.post("/learn/topic/choose/", {"route": "begin"})
    assert answer["Location"] == "/learn/topic/decide/"
    assert client_for(charlie).get("/learn/topic/").status_code == 410


def test_the_opening_page_says_what_is_in_it_and_offers_three_ways(module, alice, client_for):
    page = client_for(alice).get("/learn/topic/").content.decode()
    assert "No photographs, no real cases." in page
    assert "employer sees that you finished" in page
    assert "About 10 minutes." in page
    assert page.count('<button class="aw-choice" name="route"') == 3
    assert "Someone to talk to" in page
    assert "not yet adopted by your employer" in page


def test_the_opening_page_names_no_situations_where_there_are_none(module, alice, client_for):
    client = client_for(alice)
    topic, first = (client.get(f"/learn/{slug}/").content.decode() for slug in ("topic", "first"))
    assert "made-up situations" in topic
    assert "made-up situations" not in first
    assert "Short texts." in first
    assert "in fewer words. No charts." in " ".join(topic.split())
    assert "charts" not in first


def test_begin_leads_through_the_opening_module_first(module, alice, client_for):
    client = client_for(alice)
    answer = client.post("/learn/topic/choose/", {"route": "begin"})
    assert answer["Location"] == "/learn/first/who-sees/"
    answer = client.post("/learn/first/who-sees/go-on/")
    # Straight on into what was wanted: no stop between.
    assert answer["Location"] == "/learn/topic/decide/"


def test_later_keeps_nothing(module, alice, client_for):
    client = client_for(alice)
    answer = client.post("/learn/topic/choose/", {"route": "later"})
    assert answer["Location"] == "/learn/away/"
    assert not Enrolment.objects.exists()


def test_begin_needs_a_sign_in_a_post_and_a_module(module, alice, client, client_for):
    assert client.get("/learn/topic/")["Location"].startswith("/account/")
    assert client.post("/learn/topic/choose/", {"route": "begin"}).status_code == 401
    assert not Enrolment.objects.exists()
    signed_in = client_for(alice)
    assert signed_in.get("/learn/topic/choose/").status_code == 405
    assert signed_in.get("/learn/nowhere/").status_code == 404
    assert signed_in.post("/learn/nowhere/choose/", {"route": "begin"}).status_code == 404
    answer = signed_in.post("/learn/topic/choose/", {"route": "nonsense"})
    assert answer["Location"] == "/learn/topic/"
