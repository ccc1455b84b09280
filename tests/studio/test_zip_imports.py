"""A subject or a report comes in again as a zip: refused in words, or drafts that are reviewed."""

import shutil
from datetime import timedelta

import pytest
from django.conf import settings as site_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from awareness.content import zipped
from awareness.content.staging import published_object
from awareness.content.unzipped import unzip
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.studio.draft_kinds import draft_kinds, kind_of
from awareness.studio.drafts import drafting
from awareness.studio.models import Draft, FileState, ZipImport
from awareness.studio.publishing import zip_imports
from awareness.studio.publishing.zip_import_views import MESSAGE_BY_CODE
from awareness.studio.publishing.zip_imports import ZipImportError
from awareness.studio.reviews import asking as draft_reviews
from awareness.subjects import registry
from tests.studio.test_publishing import publish, titles, work
from tests.studio.test_unzipped import REFUSED, packed

LIST = "/studio/imports/"
PAGE = "reports/tiny-2020/insights/01-lost-property.md"


def taken(subject: str, report: str = "") -> dict[str, str]:
    """The files of a zip as it leaves, by name."""
    return {
        name: path.read_text() for name, path in zipped.content_files_of(subject, report).items()
    }


def send(client, data: bytes, **fields):
    return client.post(LIST, {"file": SimpleUploadedFile("a <b>.zip", data), **fields})


def sent(client, files, **fields) -> ZipImport:
    answer = send(client, packed(files), **fields)
    assert answer.status_code == 302, answer.context["form"].errors
    return ZipImport.objects.get()


def changed(files: dict[str, str], path: str, old: str, new: str) -> dict[str, str]:
    name = next(name for name in files if name.endswith(path))
    assert old in files[name]
    return {**files, name: files[name].replace(old, new)}


def test_a_button_that_is_pressed_twice_sends_one(tiny, client_for, author, second):
    data, mine = packed(taken("tiny")), client_for(author)
    first = send(mine, data)["Location"]
    assert send(mine, data)["Location"] == first
    assert send(client_for(second), data)["Location"] != first
    assert ZipImport.objects.count() == 2


def test_authors_alone_take_one_in(tiny, client, client_for, author, alice, mallory):
    row = zip_imports.receive(unzip(packed(taken("tiny"))), "tiny", "x", author, timezone.now())
    addresses = (LIST, f"{LIST}{row.pk}/", f"{LIST}{row.pk}/draft/", f"{LIST}{row.pk}/drop/")
    for other in (alice, mallory):
        for address in addresses:
            assert client_for(other).get(address).status_code in (404, 405)
            assert client_for(other).post(address).status_code == 404
    assert client.get(LIST).status_code == 302
    assert client_for(author).get(LIST).status_code == 200


@pytest.mark.parametrize("report", ["", "tiny-2020"])
def test_what_left_comes_in_again_and_changes_nothing(tiny, client_for, author, report):
    client = client_for(author)
    row = sent(client, taken("tiny", report))
    assert row.state == FileState.READY
    page = client.get(f"{LIST}{row.pk}/")
    found = page.context["found"]
    assert (found.changed, found.missing) == ([], [])
    assert found.unchanged
    assert "The zip changes nothing" in page.content.decode()


def test_a_changed_file_becomes_a_draft_that_a_second_person_publishes(
    tiny, client_for, author, second
):
    client = client_for(author)
    files = changed(taken("tiny", "tiny-2020"), PAGE, "\ntitle:", "\ntitle: Said in a zip\nx:")
    files = changed(files, PAGE, "\nx: ", "\n# ")
    row = sent(client, files)
    page = client.get(f"{LIST}{row.pk}/")
    assert [each.path for each in page.context["found"].replaced] == [PAGE]
    assert "Said in a zip" in page.content.decode()
    assert client.post(f"{LIST}{row.pk}/draft/").status_code == 302
    assert not ZipImport.objects.exists()
    draft = Draft.objects.get()
    assert (draft.kind, draft.key, draft.report) == ("file", PAGE, "tiny-2020")
    for part in ("", "play/", "history/"):
        assert client.get(f"/studio/drafts/{draft.pk}/{part}").status_code == 200
    body = draft.newest_revision().body
    reviewed = kind_of(draft).passages_of(published_object(draft.ref).fields, body, ())
    assert len(reviewed) == 1
    publish([draft], author, second)
    assert work().state == "taken"
    assert titles() == {"Said in a zip"}
    row = sent(client, files)
    assert zip_imports.differences(row).changed == []


def test_what_a_check_refuses_is_said_by_file_and_line_and_not_kept(tiny, client_for, author):
    client = client_for(author)
    files = taken("tiny", "tiny-2020")
    name = next(each for each in files if each.endswith("figures.csv"))
    row = sent(client, {**files, name: files[name] + "not,a,row\n"})
    assert (row.state, row.files) == (FileState.REFUSED, {})
    line = files[name].count("\n") + 1
    assert any(each.startswith(f"tiny/reports/tiny-2020/figures.csv:{line}: ")
               for each in row.problems)  # fmt: skip
    page = client.get(f"{LIST}{row.pk}/").content.decode()
    assert "The zip is not taken" in page
    with pytest.raises(ZipImportError) as error:
        zip_imports.make_drafts(row.pk, author, timezone.now())
    assert error.value.code == "gone"
    assert not Draft.objects.exists()


def mine(client) -> ZipImport:
    """A zip that changes the title of a page."""
    return sent(client, changed(taken("tiny"), PAGE, "\ntitle:", "\ntitle: Mine\n# "))


def test_whoever_sent_a_zip_writes_its_drafts_and_may_not_approve_them(
    tiny, client_for, author, second
):
    row = mine(client_for(author))
    others, draft = client_for(second), f"{LIST}{row.pk}/draft/"
    assert str(MESSAGE_BY_CODE["not_sender"]) in others.get(f"{LIST}{row.pk}/").content.decode()
    assert draft not in others.get(f"{LIST}{row.pk}/").content.decode()
    assert str(MESSAGE_BY_CODE["not_sender"]) in others.post(draft, follow=True).content.decode()
    assert not Draft.objects.exists()
    ZipImport.objects.update(by=None)  # the sender's account is gone
    with pytest.raises(ZipImportError) as error:
        zip_imports.make_drafts(row.pk, author, timezone.now())
    assert error.value.code == "not_sender"
    ZipImport.objects.update(by=author)
    made, _left = zip_imports.make_drafts(row.pk, author, timezone.now())
    assert draft_reviews.why_not_reviewer(author, second, made) == "own_work"


def test_drafts_are_made_of_a_zip_once(tiny, client_for, author):
    client = client_for(author)
    row = mine(client)
    client.post(f"{LIST}{row.pk}/draft/")
    page = client.post(f"{LIST}{row.pk}/draft/", follow=True).content.decode()
    assert "1 draft is made." in page
    assert str(MESSAGE_BY_CODE["gone"]) in page
    assert Draft.objects.get().newest_revision().number == 1


def test_more_than_one_review_takes_is_said_and_makes_nothing(
    tiny, client_for, author, monkeypatch
):
    client = client_for(author)
    files = changed(taken("tiny"), PAGE, "\ntitle:", "\ntitle: Mine\n# ")
    row = sent(client, changed(files, "tiny-2020/report.yaml", "slug:", "# So\nslug:"))
    monkeypatch.setattr(zip_imports, "MOST_DRAFTS", 1)
    page = client.post(f"{LIST}{row.pk}/draft/", follow=True).content.decode()
    assert str(MESSAGE_BY_CODE["too_many"]) in page
    assert f" {draft_reviews.MOST_DRAFTS} " in str(MESSAGE_BY_CODE["too_many"])
    assert not Draft.objects.exists()


def test_a_report_that_is_new_here_needs_a_subject(tiny, settings, client_for, author, monkeypatch):
    from tests.studio.content import write_subject

    monkeypatch.setattr(registry, "SECONDS_UNCHECKED", 0.0)  # the other subject is there at once
    write_subject(tiny, "other", order=2)
    files = {
        name.replace("tiny-2020", "new-2020").replace("tiny/", "nowhere/"):
        text.replace("tiny-2020", "new-2020")
        for name, text in taken("tiny", "tiny-2020").items()
        if not name.endswith("questions.yaml")
    }  # fmt: skip
    client = client_for(author)
    answer = send(client, packed(files))
    assert answer.context["form"].errors.as_data()["subject"][0].code == "no_subject"
    row = sent(client, files, subject="other")
    assert (row.subject, row.state) == ("other", FileState.READY), row.problems
    made, _left = zip_imports.make_drafts(row.pk, author, timezone.now())
    assert {(draft.subject, draft.report, draft.started) for draft in made} == {
        ("other", "new-2020", "")
    }


def test_a_report_without_its_text_does_not_spare_the_others_their_proof(tiny, client_for, author):
    files = taken("tiny")
    new = {
        name.replace("tiny-2020", "new-2020"):
        text.replace("tiny-2020", "new-2020").replace("tiny.txt", "gone.txt")
        for name, text in files.items()
        if "tiny-2020" in name and not name.endswith("questions.yaml")
    }  # fmt: skip
    row = sent(client_for(author), files | new)
    assert row.state == FileState.READY, row.problems
    row.delete()
    wrong = changed(files, "tiny-2020/figures.csv", "2020:5,CAVEAT", "2020:3,CAVEAT")
    row = sent(client_for(author), wrong | new)
    assert row.state == FileState.REFUSED
    assert all(each.startswith("tiny/reports/tiny-2020/figures.csv:") for each in row.problems)


def test_a_subject_that_is_new_here_comes_whole(tiny, client_for, author, second):
    files = taken("tiny")
    shutil.rmtree(tiny / "tiny")
    row = sent(client_for(author), files)
    assert (row.subject, row.state) == ("tiny", FileState.READY), row.problems
    assert len(zip_imports.differences(row).added) == len(files)
    made, _left = zip_imports.make_drafts(row.pk, author, timezone.now())
    publish(made, author, second)
    assert work().state == "taken"
    assert taken("tiny") == files


def test_drafts_of_others_stay_and_are_said(tiny, client_for, author, second):
    place = zip_imports.file_ref("tiny", PAGE)
    there = published_object(place)
    theirs, _new = drafting.begin(
        place, {"text": f"{there.text}\nMore.\n"}, "", there.digest, second, timezone.now()
    )
    client = client_for(author)
    row = mine(client)
    page = client.get(f"{LIST}{row.pk}/")
    assert page.context["drafts"] == [theirs]
    answer = client.post(f"{LIST}{row.pk}/draft/", follow=True).content.decode()
    assert f"{PAGE} ({second.name})" in answer
    assert theirs.newest_revision().number == 1
    # One's own goes on from there.
    row = sent(client_for(second), changed(taken("tiny"), PAGE, "\ntitle:", "\ntitle: Ours\n# "))
    zip_imports.make_drafts(row.pk, second, timezone.now())
    assert "title: Ours" in theirs.newest_revision().body["text"]
    assert theirs.newest_revision().number == 2


def test_a_file_and_what_stands_in_it_do_not_overwrite_each_other(tiny, author, second):
    page = ObjectRef(ObjectKind.PAGE, "tiny", "tiny-2020", "lost-property")
    there, whole = published_object(page), published_object(zip_imports.file_ref("tiny", PAGE))
    body = {**there.fields, "title": "By its form"}
    now = timezone.now()
    one, _new = drafting.begin(page, body, "By its form", there.digest, author, now)
    text = whole.text.replace("\ntitle:", "\ntitle: By its file\n# ")
    place = zip_imports.file_ref("tiny", PAGE)
    two, _new = drafting.begin(place, {"text": text}, "", whole.digest, author, now)
    publish([one, two], author, second)
    outcome = work()
    assert (outcome.state, outcome.problems) == ("changed", ["lost-property"])
    publish([two], author, second)
    assert work().state == "taken"
    publish([one], author, second)
    assert work().state == "changed"
    assert titles() == {"By its file"}


def test_a_report_that_calls_itself_otherwise_than_its_folder_is_refused(tiny, client_for, author):
    files = taken("tiny", "tiny-2020")
    row = sent(client_for(author), changed(files, "report.yaml", "slug: tiny-2020", "slug: other"))
    [problem] = row.problems
    assert problem.startswith("tiny/reports/tiny-2020/report.yaml:1: ")
    assert "`other`" in problem
    assert "`tiny-2020`" in problem


def test_a_sign_that_no_database_takes_is_refused_by_file_and_line(tiny, client_for, author):
    files = changed(taken("tiny"), PAGE, "\ntitle:", '\ntitle: "A\\0b"\n# ')
    row = sent(client_for(author), files)
    said = [each for each in row.problems if each.startswith(f"tiny/{PAGE}:")]
    assert row.state == FileState.REFUSED
    assert "a control sign (U+0000)" in said[0]


def test_what_breaks_the_check_is_said_and_does_not_wait_for_ever(
    tiny, client_for, author, monkeypatch, caplog
):
    def broken(*_args):
        raise RecursionError

    monkeypatch.setattr(zip_imports, "examine", broken)
    client = client_for(author)
    row = mine(client)
    assert (row.state, row.files) == (FileState.REFUSED, {})
    assert "(RecursionError)" in client.get(f"{LIST}{row.pk}/").content.decode()
    assert str(row.pk) in caplog.text


def test_one_that_waits_can_be_taken_away(tiny, client_for, author):
    row = zip_imports.receive(unzip(packed(taken("tiny"))), "tiny", "x", author, timezone.now())
    client, drop = client_for(author), f"{LIST}{row.pk}/drop/"
    page = client.get(f"{LIST}{row.pk}/")
    assert page["Refresh"] == "2"
    assert f'action="{drop}"' in page.content.decode()
    client.post(drop)
    assert not ZipImport.objects.exists()
    zip_imports.check_zip(row.pk)  # the worker comes to it afterwards


def test_what_is_refused_leaves_nothing(tiny, client_for, author, settings):
    before = sorted(settings.CONTENT_WRITE_DIR.rglob("*"))
    answer = send(client_for(author), REFUSED["climbs_out"]())
    assert answer.status_code == 422
    assert answer.context["form"].errors.as_data()["file"][0].code == "climbs_out"
    assert not ZipImport.objects.exists()
    assert sorted(settings.CONTENT_WRITE_DIR.rglob("*")) == before
    # Its name is whatever somebody called it.
    mine(client_for(author))
    listed = client_for(author).get(LIST).content.decode()
    assert "<b>" not in listed
    assert "a &lt;b&gt;.zip" in listed


def test_what_nobody_uses_goes(tiny, author):
    now = timezone.now()
    made = unzip(packed(taken("tiny")))
    rows = [zip_imports.receive(made, "tiny", state, author, now) for state in FileState]
    for row, state in zip(rows, FileState, strict=True):
        ZipImport.objects.filter(pk=row.pk).update(state=state)
    waits = next(row.pk for row in rows if row.name == "waits")
    assert zip_imports.look_after(now + timedelta(hours=2)) == [waits]
    assert ZipImport.objects.count() == 3
    zip_imports.look_after(now + timedelta(days=2))
    assert set(ZipImport.objects.values_list("state", flat=True)) == {"ready"}
    zip_imports.look_after(now + timedelta(days=40))
    assert not ZipImport.objects.exists()


def test_a_key_that_is_another_subjects_folder_is_refused(tiny, client_for, author):
    (tiny / "tiny").rename(tiny / "elsewhere")
    files = {name.replace("tiny/", "x/", 1): text for name, text in taken("tiny").items()}
    files = changed(files, "subject.yaml", "key: tiny", "key: elsewhere")
    answer = send(client_for(author), packed(files))
    assert answer.context["form"].errors.as_data()["file"][0].code == "taken"
    # Nor is a second draft of one object begun by the name of the folder.
    client = client_for(author)
    for subject, status in (("elsewhere", 404), ("tiny", 302)):
        begin = f"/studio/drafts/begin/page/{subject}/tiny-2020/lost-property/"
        assert client.post(begin).status_code == status


@pytest.mark.parametrize("key", ["set-aside", "reports", "packs"])
def test_a_key_that_something_else_is_called_by_is_refused(tiny, client_for, author, key):
    files = {name.replace("tiny/", "q/", 1): text for name, text in taken("tiny").items()}
    files = changed(files, "subject.yaml", "key: tiny", f"key: {key}")
    answer = send(client_for(author), packed(files))
    assert answer.context["form"].errors.as_data()["file"][0].code == "taken"


def test_a_subjects_key_stays_for_all_that_is_drafted_of_it(tiny, client_for, author, second):
    drafts = []
    for path, old, new in (("subject.yaml", "key: tiny", "key: tinier"), (PAGE, ". ", ". So, ")):
        place = zip_imports.file_ref("tiny", path)
        there = published_object(place)
        assert old in there.text
        body = {"text": there.text.replace(old, new, 1)}
        drafts.append(drafting.begin(place, body, "", there.digest, author, timezone.now())[0])
    subject, other = drafts
    client, said = client_for(author), "the key of the subject has to stay `tiny`"
    assert said in client.get(f"/studio/drafts/{subject.pk}/play/").content.decode()
    publish([subject], author, second)
    outcome = work()
    assert outcome.state == "refused"
    assert said in outcome.problems[0]
    assert client.get(f"/studio/drafts/{other.pk}/").status_code == 200


@pytest.mark.parametrize("key", ["/etc/passwd", "reports/x/../../y.yaml", "run.py", ".origin.json"])
def test_a_draft_of_a_file_is_of_content_alone(tiny, client_for, author, key):
    address = f"/studio/drafts/begin/file/tiny/-/{key}/"
    assert client_for(author).post(address).status_code == 404
    assert not Draft.objects.exists()


def test_a_reports_own_text_is_not_typed_over(tiny, author):
    text = "One\fTwo\n"
    place = zip_imports.file_ref("tiny", "reports/tiny-2020/own.txt")
    form = draft_kinds()[ObjectKind.FILE].form_class(
        {"based_on": "1", "text": "Other"}, ref=place, saved_fields={"text": text}
    )
    assert form.is_valid()
    assert form.as_fields() == {"text": text}


@pytest.mark.parametrize("subject", ["child-protection", "fraud-at-work"])
def test_shipped_subjects_and_their_reports_come_in_as_they_left(subject, settings, db, author):
    settings.CONTENT_DIRS = [site_settings.BASE_DIR / "fixtures"]
    whole = unzip(zipped.zip_of(zipped.content_files_of(subject)))
    for part in ["", *whole.reports]:
        came = unzip(zipped.zip_of(zipped.content_files_of(subject, part)))
        assert zip_imports.subject_of_zip(came) == subject
        row = zip_imports.receive(came, subject, "x", author, timezone.now())
        found = zip_imports.differences(row)
        assert (found.changed, found.missing) == ([], [])
        assert len(found.unchanged) == len(came.files) > 1
