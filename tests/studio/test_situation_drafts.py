"""Drafts of situations: the outline, turns added, moved and taken out, played from any turn."""

import shutil
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from awareness.bank.checklist import LookKind
from awareness.content.files import read_yaml
from awareness.content.models import FigureChange, StaleMark
from awareness.content.staging import current_content, published_object
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.learning.models import ModuleVersion
from awareness.studio.draft_kinds.module_form import offered_by_step_kind
from awareness.studio.draft_kinds.situation import TurnInOutline, outline, passages_of
from awareness.studio.draft_kinds.situation_commands import apply_command
from awareness.studio.drafts import drafting
from awareness.studio.models import Draft, JobOutcome
from awareness.studio.published.content_lists import content_rows
from awareness.studio.publishing import jobs
from awareness.studio.publishing import publish as publishing
from awareness.studio.publishing.checks import PinnedDraft, find_refusals
from awareness.studio.reviews.reading import read_review
from quizzes.models import QuestionVersion
from tests.conftest import make_person
from tests.learning.test_rehearse import rows
from tests.studio.conftest import FIXTURES, SMALL
from tests.studio.content import load_all
from tests.studio.test_draft_reviews import ask
from tests.studio.test_drafts import LIST, filled, save

NEW = "/studio/drafts/new/situation/"
BEGIN = "/studio/drafts/begin/situation/child-protection/-/shared-laptop/"
PLACE = ObjectRef(ObjectKind.SITUATION, "child-protection", "", "shared-laptop")
FILES = sorted(FIXTURES.glob("*/scenarios/*.yaml"))


@pytest.fixture
def small(settings, tmp_path, db):
    folder = shutil.copytree(SMALL, tmp_path / "content")
    settings.CONTENT_DIRS = [folder, settings.CONTENT_WRITE_DIR]
    return folder


@pytest.fixture
def mine(client_for, author):
    return client_for(author)


@pytest.fixture
def draft(small, mine) -> Draft:
    assert mine.post(BEGIN).status_code == 302
    return Draft.objects.get()


def turns_of(body, form: int = 1) -> list[TurnInOutline]:
    return outline(body, form, current_content().ledger, []).turns


def test_the_outline_says_where_each_choice_leads(draft, mine):
    page = BeautifulSoup(mine.get(f"{LIST}{draft.pk}/").content, "html.parser")
    body = draft.newest_revision().body
    first = page.select(".aw-outline > li")[0]
    read = " ".join(first.text.split())
    begins, _vary, _rest = body["form1_turn1_text"].partition("{vary:occasion}")
    assert f"{begins}a meeting / a presentation / a talk with a customer." in read
    assert "It begins here." in first.text
    assert "leads to 2. " in " ".join(first.text.split())
    assert "It ends here." in page.select_one(".aw-outline").text
    assert "Nothing leads here." not in page.text


def test_saving_it_as_it_is_changes_nothing(draft, mine):
    assert save(mine, draft).status_code == 302
    assert draft.revisions.count() == 1


def test_turns_are_added_moved_and_taken_out(draft, mine):
    before = draft.newest_revision().body
    save(mine, draft, act="form1 add")
    body = draft.newest_revision().body
    last = max(t for t in range(1, 13) if f"form1_turn{t}_key" in body)
    assert f"form1_turn{last}_key" not in before
    assert body[f"form1_turn{last}_key"] == "turn"
    shown = mine.get(f"{LIST}{draft.pk}/")
    assert "Nothing leads here." in shown.content.decode()
    assert shown.context["form"][f"form1_turn{last}_text"].problems
    save(mine, draft, act=f"form1_turn{last} add")
    body = draft.newest_revision().body
    assert body[f"form1_turn{last}_choice1_key"] == "choice"
    save(mine, draft, act=f"form1_turn{last} up")
    body = draft.newest_revision().body
    assert body[f"form1_turn{last - 1}_key"] == "turn"
    save(mine, draft, act=f"form1_turn{last - 1} remove")
    assert draft.newest_revision().body == before
    save(mine, draft, act="form1_turn2 remove")
    body = draft.newest_revision().body
    gone = before["form1_turn2_key"]
    turns = turns_of(body)
    assert gone not in [turn.name for turn in turns]
    assert "" in [choice.goto for turn in turns for choice in turn.choices]
    form = mine.get(f"{LIST}{draft.pk}/").context["form"]
    assert any(field.problems for field in form if field.name.endswith("_goto"))
    for nonsense in ("", "x", "form1 up", "form9 add", "form1_turn99 up", "form1_turn1_choice9 add",
                     "form1_turn1 up", "form1_turnx up", "title remove"):  # fmt: skip
        assert apply_command(draft, body, nonsense) == body, nonsense


def test_choices_and_forms_too(draft, mine):
    before = draft.newest_revision().body
    save(mine, draft, act="form1_turn1_choice1 down")
    body = draft.newest_revision().body
    assert body["form1_turn1_choice2_text"] == before["form1_turn1_choice1_text"]
    assert body["form1_turn1_choice2_goto"] == before["form1_turn1_choice1_goto"]
    save(mine, draft, act="form1_turn1_choice2 remove")
    assert body["form1_turn1_choice2_text"] not in draft.newest_revision().body.values()
    save(mine, draft, act="form add")
    last = len(_forms(before)) + 1
    added = turns_of(draft.newest_revision().body, last)
    assert [turn.is_end for turn in added] == [False, False, True]
    save(mine, draft, act=f"form{last} remove")
    assert len(_forms(draft.newest_revision().body)) == len(_forms(before))


def test_no_page_grows_longer_than_a_browser_may_send(draft, mine, settings):
    body, acts = draft.newest_revision().body, ["form add"] * 3
    acts += [f"form{f} add" for f in range(1, 5) for _more in range(12)]
    acts += [
        f"form{f}_turn{t} add" for f in range(1, 5) for t in range(1, 13) for _more in range(6)
    ]
    for command in acts:
        body = apply_command(draft, body, command)
    assert 900 < len(body) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS - 20
    save(mine, draft, **body)
    assert draft.newest_revision().body == body
    assert "Nothing more can be added" in mine.get(f"{LIST}{draft.pk}/").content.decode()


def test_what_is_refused_or_late_keeps_what_was_typed(draft, mine, client_for, author):
    long = "Too long. " * 500
    for more in ({}, {"headers": {"HX-Request": "true"}}):
        sent = filled(mine, draft) | {"form1_turn1_text": long, "form1_turn2_text": "Typed beside."}
        answer = mine.post(f"{LIST}{draft.pk}/save/", sent, **more)
        assert draft.revisions.count() == 1
        if not more:
            assert answer.status_code == 422
            page = BeautifulSoup(answer.content, "html.parser")
            assert page.select_one("[name=form1_turn1_text]").text.strip() == long.strip()
            assert page.select_one("[name=form1_turn2_text]").text.strip() == "Typed beside."
            assert page.select_one("#form1_turn1").parent.has_attr("open")
    late = filled(mine, draft) | {"form1_turn2_text": "Typed in another tab."}
    save(mine, draft, act="form1_turn1 down")
    answer = mine.post(f"{LIST}{draft.pk}/save/", late)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one("[name=form1_turn2_text]").text.strip() == "Typed in another tab."
    second = client_for(make_person("Berit Berg", author.site, role="author"))
    answer = second.post(f"{LIST}{draft.pk}/save/", late | {"based_on": 2})
    assert answer.status_code == 422
    assert "Typed in another tab." in answer.content.decode()
    before = draft.revisions.get(number=1).body
    mine.post(f"{LIST}{draft.pk}/undo/")
    assert draft.newest_revision().body == before


def test_names_of_fields_that_no_page_sends_break_nothing(draft, mine):
    odd = {
        f"form1_turn{'9' * 5000}_key": "x",
        "form7_turn1_key": "",
        "form1_turn1_choice0_key": "y",
    }
    sent = urlencode(filled(mine, draft) | odd)
    answer = mine.post(f"{LIST}{draft.pk}/save/", sent, "application/x-www-form-urlencoded")
    assert answer.status_code == 302
    assert mine.get(f"{LIST}{draft.pk}/").status_code == 200


@pytest.mark.parametrize("act", ["nothing known", "form add", "form9 add", "form1_turn9 up"])
def test_an_act_on_what_no_page_has_breaks_nothing(draft, mine, act):
    every = filled(mine, draft)
    for left in (every, {name: value for name, value in every.items() if name[:4] != "form"}):
        left |= {"based_on": draft.newest_revision().number, "act": act}
        sent = urlencode(left)
        answer = mine.post(f"{LIST}{draft.pk}/save/", sent, "application/x-www-form-urlencoded")
        assert answer.status_code == 302
        assert mine.get(f"{LIST}{draft.pk}/").status_code == 200


def _forms(body) -> list[str]:
    return [name for name in body if name.startswith("form") and name.count("_") == 1
            and name.endswith("_key")]  # fmt: skip


def test_it_is_played_from_any_turn_and_nothing_is_recorded(draft, mine):
    body, before = draft.newest_revision().body, rows()
    for turn in ("form1_turn1", "form1_turn2"):
        here = f"{LIST}{draft.pk}/play/?from={turn}"
        asked = mine.get(here).context["preview"].context
        assert asked["turn"] == turn
        view = asked["asked"].current
        right = next(body[f"{turn}_choice{c}_text"] for c in range(1, 7)
                     if body.get(f"{turn}_choice{c}_best"))  # fmt: skip
        tokens = {option.text: option.token for option in view.options}
        token = next(token for text, token in tokens.items() if text[:20] == right[:20])
        address = asked["here"]
        assert f"from={turn}" in address
        answered = mine.post(address, {"carried": asked["carried"], "answer": token})
        told = answered.context["preview"].context["asked"]
        assert told.current.first_right is True or told.last
        part = mine.post(address, {"carried": asked["carried"], "answer": token},
                         headers={"HX-Request": "true"})  # fmt: skip
        assert part["X-Fragment"]
        assert part.content.decode().strip().startswith('<div id="ask"')
    for wrong in ("form1_turn99", "nonsense", "form9_turn1"):
        shown = mine.get(f"{LIST}{draft.pk}/play/?from={wrong}").context["preview"].context
        assert shown["turn"].startswith("form1_turn")
        assert shown["asked"]
    assert rows() == before


def test_it_is_played_in_the_plain_edition(draft, mine):
    save(mine, draft, form1_turn1_plain="Said plainly here.")
    text = mine.get(f"{LIST}{draft.pk}/play/?from=form1_turn1&edition=plain").content.decode()
    ask = BeautifulSoup(text, "html.parser").select_one("#ask")
    assert "Said plainly here." in ask.text
    text = mine.get(f"{LIST}{draft.pk}/play/?from=form1_turn1").content.decode()
    assert "Said plainly here." not in BeautifulSoup(text, "html.parser").select_one("#ask").text


def test_it_is_played_in_the_youth_edition_and_as_it_was_sent_for_review(draft, mine, author):
    save(mine, draft, form1_turn1_youth="Said to the young here.")
    address = f"{LIST}{draft.pk}/play/?from=form1_turn1&edition=youth"
    ask_part = BeautifulSoup(mine.get(address).content, "html.parser").select_one("#ask")
    assert "Said to the young here." in ask_part.text
    second = make_person("Berit Berg", author.site, role="author")
    review = ask([draft], second, author, before=published_object(PLACE).fields)
    save(mine, draft, form1_turn1_youth="Written on.")
    shown = BeautifulSoup(mine.get(f"{address}&review={review.pk}").content, "html.parser")
    assert "Said to the young here." in shown.select_one("#ask").text
    on = [a["href"] for a in shown.select(".aw-outline a")]
    assert all(f"edition=youth&review={review.pk}" in href for href in on)
    played = shown.select_one("#ask form")["action"]
    assert f"review={review.pk}" in played


def test_what_checks_say_stands_at_its_field(draft, mine):
    save(mine, draft, form1_turn1_choice1_feedback="", form1_turn2_text="Seventeen saw 40 of them.")
    form = mine.get(f"{LIST}{draft.pk}/").context["form"]
    assert form["form1_turn1_choice1_feedback"].problems
    save(mine, draft, form1_turn1_choice1_feedback="It is fair.")
    shown = mine.get(f"{LIST}{draft.pk}/")
    told = shown.context["form"]["form1_turn2_text"].problems
    assert any("typed" in each.message for each in told)
    save(mine, draft, decision="", form1_turn2_text="It rings.")
    assert mine.get(f"{LIST}{draft.pk}/").context["form"]["decision"].problems


def test_what_is_missing_is_said_in_words_at_its_own_field(draft, mine):
    plain = dict.fromkeys(("form1_turn1_choice2_plain", "form1_turn1_choice2_plain_feedback"), "")
    save(mine, draft, **plain, form1_turn1_choice1_goto="", form1_start="", decision="")
    form = mine.get(f"{LIST}{draft.pk}/").context["form"]
    said = {
        field.name: [told.message for told in field.problems] for field in form if field.problems
    }
    assert said.keys() == {"form1_turn1_choice1_goto", "form1_start", "decision"}
    assert all("nobody has said" in words[0] for words in said.values())
    save(mine, draft, form1_turn1_choice1_goto="2", form1_start="1", decision="stop",
         form1_turn2_choice2_goto="1")  # fmt: skip
    form = mine.get(f"{LIST}{draft.pk}/").context["form"]
    said = {
        field.name: [told.message for told in field.problems] for field in form if field.problems
    }
    for name in plain:
        [message] = said.pop(name)
        assert message.startswith("has no plain text")
    assert list(said) == ["form1_title"]
    assert said["form1_title"][0].startswith("nodes go round in a circle")


def test_what_gives_the_answer_away_is_said_of_the_turn(draft, mine):
    def tells(turn: int) -> dict[str, str]:
        outlines = mine.get(f"{LIST}{draft.pk}/").context["preview"].context["outlines"]
        return {look["kind"]: look["more"] for look in outlines[0].turns[turn - 1].failed_looks}

    before = tells(1)
    assert not {LookKind.ONE_KEY, LookKind.FEEDBACK, LookKind.LENGTH} & before.keys()
    best = next(
        c for c in range(1, 5) if draft.newest_revision().body[f"form1_turn1_choice{c}_best"]
    )
    other = 1 if best != 1 else 2
    save(mine, draft, **{
        f"form1_turn1_choice{best}_text": "Always close the laptop and then " * 6,
        f"form1_turn1_choice{other}_feedback": "", f"form1_turn1_choice{other}_best": True,
    })  # fmt: skip
    told = tells(1)
    assert {LookKind.ONE_KEY, LookKind.FEEDBACK} <= told.keys()
    assert (
        told[LookKind.FEEDBACK] == draft.newest_revision().body[f"form1_turn1_choice{other}_text"]
    )
    save(mine, draft, **{f"form1_turn1_choice{other}_best": False})
    told = tells(1)
    assert {LookKind.LENGTH, LookKind.WORDS} <= told.keys()
    assert "Always" in told[LookKind.WORDS]
    save(mine, draft, act="form1 add")
    assert tells(5) == {}  # nothing to choose from yet


def test_a_new_one_is_begun_written_and_read(small, mine):
    mine.post(NEW, {"subject": "child-protection", "title": "A call at noon"})
    draft = Draft.objects.get()
    assert (draft.key, draft.started, draft.report) == ("a-call-at-noon", "", "")
    shown = mine.get(f"{LIST}{draft.pk}/")
    assert "asked" not in shown.context["preview"].context  # half written: it says when
    assert "every way leads to an end" in shown.content.decode()
    texts = {name: "Words for this part alone." for name in draft.newest_revision().body
             if name.endswith(("_text", "_feedback")) and "plain" not in name}  # fmt: skip
    texts["form1_turn1_text"] = "Somebody rings."
    save(mine, draft, decision=_decision(small), **texts)
    shown = mine.get(f"{LIST}{draft.pk}/")
    assert shown.context["preview"].context["asked"]
    assert not Draft.objects.exclude(pk=draft.pk).exists()
    refused = mine.post(NEW, {"subject": "child-protection", "title": ""})
    assert refused.status_code == 422
    mine.post(NEW, {"subject": "child-protection", "title": "Shared laptop"})
    assert Draft.objects.latest("title").key != "shared-laptop"  # a file is called so already


def test_a_copy_is_another_one(small, mine):
    mine.post(NEW, {"subject": "child-protection", "title": "Once more", "copy": "s1"})
    draft = Draft.objects.get()
    body = draft.newest_revision().body
    there = published_object(PLACE)
    assert (draft.key, body["key"], draft.title, draft.started) == (
        *["once-more"] * 2,
        "Once more",
        "",
    )
    assert body == there.fields | {"key": "once-more", "title": "Once more"}
    assert not mine.get(f"{LIST}{draft.pk}/").context["preview"].problems
    assert (
        mine.post(NEW, {"subject": "child-protection", "title": "X", "copy": "s99"}).status_code
        == 422
    )


def _decision(small) -> str:
    return read_yaml(small / "child-protection/scenarios/shared-laptop.yaml").data["decision"]


def test_a_review_names_form_and_turn_and_a_turn_that_moved_is_no_change(draft, client_for, author):
    before = draft.newest_revision().body
    body = apply_command(draft, before, "form1_turn2 down")
    assert body != before
    assert passages_of(before, body, ()) == []
    body = apply_command(draft, body, "form1_turn1_choice1 remove") | {
        "form1_turn3_text": f"Said first. {body['form1_turn3_text']}", "form2_turn4_end": False,
    }  # fmt: skip
    drafting.save(draft.pk, body, draft.title, 1, author, timezone.now())
    second = make_person("Berit Berg", author.site, role="author")
    review = ask([draft], second, author, before=before)
    cards = read_review(review).drafts[0].cards_in_words
    told = {(line.label, line.before, line.after) for card in cards for line in card.in_words}
    assert ("Form 1, turn 3 “touched”: What happens", "", "Said first.") in told
    assert ("Form 2, turn 4 “end”: The situation ends here", "✓", "") in told
    gone = {each for each in told if each[0].startswith("Form 1, turn 1 “found”, choice 3: ")}
    assert ("Form 1, turn 1 “found”, choice 3: It leads to", "touched", "") in gone
    assert len(told - gone) == 2
    page = BeautifulSoup(
        client_for(second).get(f"/studio/reviews/{review.pk}/").content, "html.parser"
    )
    assert "Form 1, turn 3 “touched”: What happens" in page.text
    assert "form1_" not in page.text


def test_history_names_form_and_turn(draft, mine, author):
    body = draft.newest_revision().body | {"form1_turn2_text": "It rings."}
    second = make_person("Berit Berg", author.site, role="author")
    drafting.save(draft.pk, body, "", 1, second, timezone.now(), take_over=True)
    page = BeautifulSoup(mine.get(f"{LIST}{draft.pk}/history/").content, "html.parser")
    assert "Form 1, turn 2 “touched”: What happens" in page.text
    assert "form1_" not in page.text


def test_the_list_says_which_rest_on_a_changed_figure(small, mine):
    load_all()
    today = timezone.now().date()
    change = FigureChange.objects.create(figure="netclean-2018:alerts", changes=[], day=today)
    StaleMark.objects.create(change=change, kind="question", key="scenario/s1-b")
    # The page of a form leads to where a draft of its situation is begun.
    form = mine.get(reverse("studio:question", args=["scenario/s1-b"]))
    assert f"{reverse('studio:contents')}?kind=situation" in form.content.decode()
    stale = {row.key: row.is_stale for row in content_rows("situation")}
    assert stale == {"shared-laptop": True, "tonight": False}


def test_a_step_of_a_module_can_lead_through_one_that_is_only_written(small, mine):
    mine.post(NEW, {"subject": "child-protection", "title": "Once more", "copy": "s1"})
    draft = Draft.objects.get()
    body = draft.newest_revision().body
    mine.post(f"{LIST}begin/module/child-protection/-/what-to-do/")
    module = Draft.objects.get(kind="module")
    assert offered_by_step_kind()["scenario"]["once-more"] == "Once more"
    save(mine, module, act="add scenario once-more")
    alone = {f"form{f}_turn1_text": f"Words of the draft alone. {body[f'form{f}_turn1_text']}"
             for f in (1, 2)}  # fmt: skip
    save(mine, draft, **alone)
    steps = sum(name.endswith("_slug") for name in module.newest_revision().body)
    before = rows()
    for edition in ("ordinary", "plain", "youth"):
        address = f"{LIST}{module.pk}/walk/{steps}/?edition={edition}"
        walked = mine.get(address).context["walked"]
        assert (walked.missing, walked.drafts) == ([], [draft])
        if edition == "ordinary":
            assert "Words of the draft alone." in mine.get(address).content.decode()
    alone = mine.get(f"{LIST}{module.pk}/walk/{steps}/?chosen=1").context["walked"]
    assert [missing.draft for missing in alone.missing] == [None]
    assert rows() == before
    save(mine, draft, form1_turn1_choice1_goto="1")
    walked = mine.get(f"{LIST}{module.pk}/walk/{steps}/?form=a").context["walked"]
    assert walked.form != "a"  # round in a circle: another form is walked, and that is said
    assert [missing.draft for missing in walked.missing] == [draft]


def test_a_draft_of_a_published_one_takes_its_place_in_a_walk(draft, mine):
    mine.post(f"{LIST}begin/module/child-protection/-/what-to-do/")
    module = Draft.objects.get(kind="module")
    own = draft.newest_revision().body["form2_turn1_text"]
    save(mine, draft, form2_turn1_text=f"Words of the draft alone. {own}")
    shown = mine.get(f"{LIST}{module.pk}/walk/1/")
    assert "Words of the draft alone." in shown.content.decode()
    shown = mine.get(f"{LIST}{module.pk}/walk/1/?chosen=1")
    assert "Words of the draft alone." not in shown.content.decode()


def test_it_is_published(small, mine, author, site, settings):
    load_all()
    before = QuestionVersion.objects.live().filter(question__key__startswith="scenario/").count()
    row = next(row for row in content_rows("situation") if row.key == "shared-laptop")
    assert mine.post(row.begin_address).status_code == 302
    draft = Draft.objects.get()
    body = draft.newest_revision().body
    save(mine, draft, form1_turn1_choice1_feedback="Said anew, and in a few words.")
    second = make_person("Berit Berg", site, role="author")
    pinned = [(draft.pk, draft.newest_revision().number)]
    publishing.publish(pinned, author, second, uuid4(), timezone.now())
    jobs.work_off(timezone.now)
    outcome = JobOutcome.objects.latest("pk")
    assert outcome.state == "taken", outcome.problems
    key = f"scenario/{body['key']}-{body['form1_key']}"
    live = QuestionVersion.objects.live().get(question__key=key)
    node = live.spec.nodes[body["form1_turn1_key"]]
    assert node.choices[0].feedback == "Said anew, and in a few words."
    after = QuestionVersion.objects.live().filter(question__key__startswith="scenario/").count()
    assert after == before
    assert published_object(PLACE).fields == body | {
        "form1_turn1_choice1_feedback": "Said anew, and in a few words."
    }
    written = settings.CONTENT_WRITE_DIR / "child-protection"
    assert [path.name for path in (written / "scenarios").iterdir()] == ["shared-laptop.yaml"]


def test_what_publishing_would_refuse_names_form_and_turn(draft, mine):
    save(mine, draft, form1_turn1_choice2_goto="1", form2_turn1_choice1_plain="",
         form2_turn2_text="Seventeen saw 40 of them.")  # fmt: skip
    refused = find_refusals([PinnedDraft(draft, draft.newest_revision())])
    told = {each.problem.field_name: each.label for each in refused if each.draft == draft}
    name = draft.newest_revision().body["form2_turn2_key"]
    assert told["form2_turn2_text"] == f"Form 2, turn 2 “{name}”: What happens"
    assert told["form2_turn1_choice1_plain"].endswith("choice 1: In the plain edition")
    assert told["form1_title"] == "Form 1: Title of this form"
    assert not any("nodes." in str(each) or "scenario/" in str(each) for each in refused)


def test_a_new_one_is_published_with_the_module_that_leads_through_it(small, mine, author, site):
    load_all()
    mine.post(NEW, {"subject": "child-protection", "title": "Once more", "copy": "s1"})
    mine.post(f"{LIST}begin/module/child-protection/-/what-to-do/")
    situation, module = (Draft.objects.get(kind=kind) for kind in ("situation", "module"))
    save(mine, module, act="add scenario once-more")
    body = module.newest_revision().body
    last = sum(name.endswith("_slug") for name in body)
    line = "Somebody comes upon something. Nothing is shown or described."
    save(mine, module, **{f"step{last}_preview": line}, major=body["major"] + 1,
         minutes=body["minutes"] + 1)  # fmt: skip
    assert find_refusals(
        [PinnedDraft(module, module.newest_revision())]
    )  # not without the other one
    second = make_person("Berit Berg", site, role="author")
    pinned = [(each.pk, each.newest_revision().number) for each in (situation, module)]
    publishing.publish(pinned, author, second, uuid4(), timezone.now())
    jobs.work_off(timezone.now)
    outcome = JobOutcome.objects.latest("pk")
    assert outcome.state == "taken", outcome.problems
    assert QuestionVersion.objects.live().filter(question__key__startswith="scenario/once-more-")
    steps = ModuleVersion.objects.live().get(module__slug="what-to-do").steps
    assert steps.order_by("position").last().kind == "scenario"


def test_authors_alone(draft, client, client_for, alice, mallory, eva):
    own = f"{LIST}{draft.pk}/"
    for other in (alice, mallory, eva):
        for method, address in (
            ("get", NEW), ("post", NEW), ("post", BEGIN), ("get", own), ("post", f"{own}save/"),
            ("get", f"{own}play/?from=form1_turn1"),
        ):  # fmt: skip
            assert getattr(client_for(other), method)(address).status_code == 404, address
    assert client.get(own).status_code in (302, 401)
    second = make_person("Berit Berg", alice.site, role="author")
    assert client_for(second).get(own).status_code == 200


def test_queries_do_not_grow_with_its_turns(draft, mine):
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            mine.get(f"{LIST}{draft.pk}/")
        return len(seen)

    small = asked()
    for _number in range(3):
        save(mine, draft, act="form1 add")
    assert asked() == small


def test_what_is_typed_is_inert(draft, mine):
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    save(mine, draft, title=bad, form1_turn1_text=bad, form1_turn1_choice1_text=bad)
    for part in ("", "play/", "history/"):
        text = mine.get(f"{LIST}{draft.pk}/{part}").content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
