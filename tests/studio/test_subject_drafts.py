"""A subject is made and changed by a form: names, terms, needs, what an employer must give."""

import shutil

import pytest
from django.conf import settings as site_settings
from django.utils import timezone

from awareness.content.files import read_yaml
from awareness.content.staging import published_object
from awareness.content.writing import ObjectKind, ObjectRef, subjects, writers
from awareness.studio.draft_kinds import draft_kinds, kind_of
from awareness.studio.drafts import drafting
from awareness.studio.models import Draft
from awareness.subjects import registry
from awareness.subjects.models import Subject
from awareness.subjects.schema import SubjectFile
from tests.studio.test_publishing import publish, work

NEW = "/studio/drafts/new/subject/"
KIND = draft_kinds()[ObjectKind.SUBJECT]


def place(key: str) -> ObjectRef:
    return ObjectRef(ObjectKind.SUBJECT, key, "", key)


def sent(form) -> dict:
    """What a browser would send of a form."""
    told = {}
    for field in form:
        value = field.value()
        if value not in (None, False, "", []):
            told[field.html_name] = "on" if value is True else value
    return told


@pytest.mark.parametrize("name", ["child-protection", "fraud-at-work"])
def test_writing_what_was_read_changes_nothing(tmp_path, name):
    """Neither the files as they ship nor what a form makes of them."""
    folder = shutil.copytree(site_settings.BASE_DIR / "fixtures" / name, tmp_path / name)
    before = [(folder / each).read_text() for each in ("subject.yaml", "needs.yaml")
              if (folder / each).exists()]  # fmt: skip
    fields = subjects.WRITER.read_fields(folder, place(name))
    form = KIND.form_class.filled(fields, 1, place(name))
    again = KIND.form_class({**sent(form), "based_on": "1"}, ref=place(name), saved_fields=fields)
    assert again.is_valid(), again.errors
    for said in (fields, again.as_fields()):
        subjects.WRITER.write_fields(folder, place(name), said)
        now = [(folder / each).read_text() for each in ("subject.yaml", "needs.yaml")
               if (folder / each).exists()]  # fmt: skip
        assert now == before


def test_a_change_keeps_what_the_form_does_not_hold(tmp_path):
    name = "child-protection"
    folder = shutil.copytree(site_settings.BASE_DIR / "fixtures" / name, tmp_path / name)
    before = read_yaml(folder / "subject.yaml").data
    fields = subjects.WRITER.read_fields(folder, place(name))
    term = before["rules"]["terms"][0]
    fields |= {"name": "Another name", "term1_words": f"{term['words']}|other"}
    subjects.WRITER.write_fields(folder, place(name), fields)
    after = read_yaml(folder / "subject.yaml").data
    assert after["name"] == "Another name"
    assert after["rules"]["terms"][0] == {**term, "words": f"{term['words']}|other"}
    after["name"], after["rules"]["terms"][0] = before["name"], term
    assert after == before


def test_a_subject_is_begun_written_approved_and_published(
    tiny, client_for, author, second, monkeypatch
):
    monkeypatch.setattr(registry, "SECONDS_UNCHECKED", 0.0)
    client = client_for(author)
    assert client.post(NEW, {"name": "", "neutral": ""}).status_code == 422
    answer = client.post(NEW, {"name": "Ladders & heights", "neutral": "Working safely"})
    draft = Draft.objects.get()
    address, _mark, at = answer["Location"].partition("?")
    assert (address, at) == (f"/studio/drafts/{draft.pk}/", "at=first-to-mend")
    assert (draft.subject, draft.key, draft.report) == ("ladders-heights", "ladders-heights", "")
    page = client.get(address)
    assert page.status_code == 200
    told = {each.field_name for each in page.context["preview"].problems}
    assert {"about", "card1_word"} <= told  # what is missing is said at its field
    assert {each.message for each in page.context["preview"].problems} == {
        "nothing is written here yet"
    }
    fields = sent(page.context["form"]) | {
        "about": "What to do before one climbs.", "card1_word": "Stop", "card1_sign": "stop",
        "card1_say": "Look at the ladder first.", "gives": ["policy"], "outside_line": "on",
        "need1_label": "Somebody fell", "need1_nearest": "A doctor.",
        "term1_words": "clumsy", "term1_mend": "leave it out",
    }  # fmt: skip
    assert client.post(f"{address}save/", fields).status_code == 302
    page = client.get(address)
    assert page.context["preview"].problems == []
    assert "card2_sign" in page.context["form"].fields  # room for another, which says nothing
    assert "card2_sign" not in draft.newest_revision().body
    for part in ("play/", "history/"):
        assert client.get(f"{address}{part}").status_code == 200
    other = tiny / "tiny" / "needs.yaml"
    other.write_text("needs:\n  - key: crisis\n    label: A crisis\n    nearest: A doctor.\n")
    publish([draft], author, second)
    outcome = work()
    assert outcome.state == "taken", outcome.problems
    made = registry.subjects()["ladders-heights"]
    assert (made.order, made.employer.gives) == (2, ("contacts", "policy"))
    assert (made.employer.outside_line, made.card.steps[0].key) == (True, "stop")
    assert [term.words for term in made.rules.terms] == ["clumsy"]
    assert not Subject.objects.get(key="ladders-heights").on
    there = published_object(place("ladders-heights"))
    assert there.fields["need1_key"] == "somebody-fell"
    writer = writers()[ObjectKind.SUBJECT]
    folder = site_settings.CONTENT_WRITE_DIR / "ladders-heights"
    assert SubjectFile.model_validate(read_yaml(folder / "subject.yaml").data)
    assert writer.stored_text(folder, place("ladders-heights")) == there.text


def test_a_place_that_another_has_is_said(tiny, author):
    fields = KIND.new_form_class({"name": "Other", "neutral": "Other"})
    assert fields.is_valid()
    body = fields.as_fields() | {"order": 1}
    draft, _new = drafting.begin(fields.ref(), body, "Other", "", author, timezone.now())
    told = {each.field_name: each.message for each in kind_of(draft).preview(draft, body).problems}
    assert told["order"] == "another subject has this place"


def test_a_key_is_of_no_other_subject_folder_or_draft(tiny, author):
    (tiny / "tiny").rename(tiny / "other")
    begun = KIND.new_form_class({"name": "Other", "neutral": "Other"})
    assert begun.is_valid()
    assert begun.ref().key == "other-2"
    for name, key in (("Set aside", "set-aside-2"), ("Reports", "reports-2")):
        named = KIND.new_form_class({"name": name, "neutral": name})
        assert named.is_valid()
        assert named.ref().key == key
    assert published_object(place("tiny")).fields is not None
    with pytest.raises(ValueError, match="other"):
        published_object(place("other"))
