"""Drafts of modules: steps moved, added and taken out; minutes; a copy; published."""

import pytest
from django.core.cache import cache

from awareness.content.pace import MINUTES_A_DECISION, pace_of
from awareness.content.staging import current_content
from awareness.learning.models import FormerName, Module, ModuleVersion
from awareness.studio.draft_kinds import module_form
from awareness.studio.draft_kinds.module_form import apply_command, offered_by_step_kind
from awareness.studio.models import Draft
from awareness.studio.publishing.checks import PinnedDraft, find_refusals
from tests.studio.conftest import SMALL
from tests.studio.test_drafts import LIST, save

NEW = "/studio/drafts/new/module/"
BEGIN = "/studio/drafts/begin/module/child-protection/-/what-to-do/"


@pytest.fixture
def draft(settings, client_for, author, db) -> Draft:
    settings.CONTENT_DIRS = [SMALL]
    assert client_for(author).post(BEGIN).status_code == 302
    return Draft.objects.get()


def titles(body) -> list[str]:
    return [body[f"step{n}_title"] for n in range(1, 41) if f"step{n}_title" in body]


def test_nobody_else_sees_it(draft, client, client_for, alice, mallory, eva):
    for other in (alice, mallory, eva):
        for method, address in (("get", NEW), ("post", NEW), ("post", BEGIN),
                                ("get", f"{LIST}{draft.pk}/")):  # fmt: skip
            assert getattr(client_for(other), method)(address).status_code == 404, address
    assert client.get(f"{LIST}{draft.pk}/").status_code in (302, 401)


def test_saving_it_as_it_is_changes_nothing(draft, client_for, author):
    assert save(client_for(author), draft).status_code == 302
    assert draft.revisions.count() == 1


def test_steps_are_moved_taken_out_and_added(draft, client_for, author):
    client, before = client_for(author), titles(draft.newest_revision().body)
    save(client, draft, act="step 2 up")
    moved = titles(draft.newest_revision().body)
    assert moved == [before[1], before[0], *before[2:]]
    save(client, draft, act="step 1 remove")
    assert titles(draft.newest_revision().body) == moved[1:]
    save(client, draft, act="add read netclean-2018/workplace")
    body = draft.newest_revision().body
    last = len(titles(body))
    assert body[f"step{last}_uses"] == ["netclean-2018/workplace"]
    assert body[f"step{last}_title"]
    for nonsense in ("step 1 up", "step 99 down", "step x up", "add", "add gossip x", "x",
                     "without 99 a", "without x a", "without 1", "step 2 over"):  # fmt: skip
        assert apply_command(draft, body, nonsense) == body
    # Named by their titles, and taken out of the step one by one.
    page = client.get(f"{LIST}{draft.pk}/")
    row = page.context["form"].step_fields[-1]
    [(key, words)] = row["leads_through"]
    assert key == "netclean-2018/workplace"
    assert "/" not in words
    save(client, draft, act=f"without {last} {key}")
    assert draft.newest_revision().body[f"step{last}_uses"] == []


def test_minutes_add_up_and_objectives_say_what_checks_them(draft, client_for, author):
    client = client_for(author)
    shown = client.get(f"{LIST}{draft.pk}/").context["preview"].context
    assert shown["minutes"] == sum(step["minutes"] for step in shown["steps"])
    assert shown["objectives"]
    pace = pace_of(current_content())
    commit = pace.minutes({"kind": "commit"})
    assert commit == pytest.approx(60 / 180 + MINUTES_A_DECISION)


def test_what_a_step_names_has_to_be_there(draft, client_for, author):
    client = client_for(author)
    save(client, draft, act="add read netclean-2018/nothing")
    page = client.get(f"{LIST}{draft.pk}/")
    last = len(titles(draft.newest_revision().body))
    form, shown = page.context["form"], page.context["preview"].context
    assert shown["steps"][-1]["minutes"] is None
    save(client, draft, **{f"step{last}_title": "T", f"step{last}_preview": "P"})
    form = client.get(f"{LIST}{draft.pk}/").context["form"]
    assert any("nothing" in each.message for each in form[f"step{last}_uses"].problems)


def test_a_module_is_copied(draft, client_for, author):
    client = client_for(author)
    assert client.post(NEW, {"subject": "child-protection", "title": ""}).status_code == 422
    client.post(NEW, {"subject": "child-protection", "title": "A copy", "copy": "what-to-do"})
    copied = Draft.objects.get(key="a-copy")
    assert titles(copied.newest_revision().body) == titles(draft.newest_revision().body)
    client.post(NEW, {"subject": "child-protection", "title": "An empty one"})
    empty = Draft.objects.get(key="an-empty-one")
    assert client.get(f"{LIST}{empty.pk}/").status_code == 200


def test_what_is_empty_is_said_in_words_and_stands_open(draft, client_for, author):
    client = client_for(author)
    save(client, draft, say="", code="", step1_preview="")
    page = client.get(f"{LIST}{draft.pk}/")
    form = page.context["form"]
    for name in ("say", "code", "step1_preview"):
        assert [(each.sentence, each.message) for each in form[name].problems] == [
            ("", "nothing is written here yet")
        ]
    opened = {field.name for _name, fields, is_open in form.groups if is_open for field in fields}
    assert opened == {"code", "minutes", "order", "major"}


def test_what_is_of_its_own_subject_is_offered_first(draft, client_for, author):
    """Also what is being written; other subjects come after it, and no mark of ours is shown."""
    own, other = draft.subject, "another"
    words = "{say:2018} and what came"
    for subject, key in ((other, "a-page"), (own, "z-page")):
        Draft.objects.create(kind="page", subject=subject, report="new", key=key, title=words)
    every = [*offered_by_step_kind(own)["read"]]
    assert every[-1] == "new/a-page"
    assert every.index("new/z-page") < every.index("new/a-page")
    groups = client_for(author).get(f"{LIST}{draft.pk}/").context["tools"]["groups"]
    shown = {
        key: words for kind, _name, each in groups if kind == "read" for key, words, _of in each
    }
    assert "2018 and what came" in shown.values()
    assert not any("{say:" in each for each in shown.values())


def test_which_module_comes_before_is_chosen_by_its_title(draft, client_for, author, monkeypatch):
    client = client_for(author)
    client.post(NEW, {"subject": "child-protection", "title": "Being written"})

    def choices() -> dict[str, str]:
        form = client.get(f"{LIST}{draft.pk}/").context["form"]
        return {key: str(words) for key, words in form.fields["opens_with"].widget.choices}

    there = choices()
    titles_by_key = {module.shape.slug: module.shape.title for module in current_content().modules}
    del titles_by_key["what-to-do"]  # itself
    assert titles_by_key
    assert there == {"": "None"} | titles_by_key | {"being-written": "Being written (a draft)"}
    # One that is gone is kept as it is, and so is one while no content can be read.
    save(client, draft, opens_with="went-away")
    assert choices() == there | {"went-away": "went-away"}
    assert save(client, draft, title="Another").status_code == 302
    monkeypatch.setattr(module_form, "current_content", lambda: 1 / 0)
    form = module_form.ModuleForm({"opens_with": "went-away", "based_on": "1"}, ref=draft.ref)
    assert form.is_valid()
    assert form.as_fields()["opens_with"] == "went-away"
    assert draft.newest_revision().body["opens_with"] == "went-away"


def refusals_of(draft: Draft) -> list[tuple[Draft | None, str]]:
    """What publishing it would refuse, and in which field."""
    cache.clear()
    found = find_refusals([PinnedDraft(draft, draft.newest_revision())])
    return [(refusal.draft, refusal.problem.field_name) for refusal in found]


def test_a_name_that_another_module_had_is_refused_in_words(draft, client_for, author):
    """Before it is sent, and not by the job; a new draft gets another one."""
    assert refusals_of(draft) == []
    other = Module.objects.create(slug="other", code="O", track="all-staff")
    FormerName.objects.create(slug="what-to-do", module=other)
    FormerName.objects.create(slug="a-copy", module=other)
    assert refusals_of(draft) == [(draft, "")]
    for title, key in (("A copy", "a-copy-2"), ("Other", "other-2")):
        client_for(author).post(NEW, {"subject": "child-protection", "title": title})
        assert Draft.objects.filter(key=key).exists()


def test_a_version_that_goes_back_is_refused_in_its_field(draft):
    module = Module.objects.create(slug="what-to-do", code="O", track="all-staff")
    version = {"module": module, "minor": 0, "content_hash": "x", "spec": {}, "status": "retired"}
    major = draft.newest_revision().body["major"]
    ModuleVersion.objects.create(**version, major=major)
    assert refusals_of(draft) == []
    ModuleVersion.objects.create(**version | {"content_hash": "y"}, major=major + 1)
    assert refusals_of(draft) == [(draft, "major")]
