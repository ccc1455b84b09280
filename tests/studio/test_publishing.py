"""Approved drafts are published in one act: all of them, or none; a kill cannot halve it."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from uuid import uuid4

import pytest
from django.conf import settings as site_settings
from django.utils import timezone

from awareness.content.checks import examine
from awareness.content.printed_lines import texts_at_hand
from awareness.content.reader import read_content
from awareness.content.staging import published_object
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.insights.models import ExplainerVersion
from awareness.studio.drafts import drafting
from awareness.studio.drafts.drafting import DraftError
from awareness.studio.models import DraftEvent, FolderChange, Job, JobOutcome
from awareness.studio.publishing import jobs
from awareness.studio.publishing import publish as publishing
from awareness.studio.reviews import asking as draft_reviews
from awareness.studio.reviews import decisions as review_decisions
from awareness.studio.reviews.reading import read_review
from tests.studio.content import load_all, write_tiny
from tests.studio.publishing_kills import POINTS, REPORTS, faults
from tests.studio.test_kill import _address

NEW = {"tiny-2020": "Rules that are written", "tiny-2021": "Rules that are read"}


def write_two(folder):
    """The tiny report, and another one with the same page."""
    write_tiny(folder)
    reports = folder / "tiny" / "reports"
    shutil.copytree(reports / "tiny-2020", reports / "tiny-2021")
    path = reports / "tiny-2021" / "report.yaml"
    text = path.read_text()
    path.write_text(text.replace("tiny-2020", "tiny-2021").replace("Report 2020", "Report 2021"))
    (reports / "tiny-2021" / "questions.yaml").unlink()
    return folder


@pytest.fixture
def two(settings, tmp_path, db):
    folder = write_two(tmp_path / "content")
    settings.CONTENT_DIRS = [folder, settings.CONTENT_WRITE_DIR]
    settings.SOURCES_DIR = folder / "sources"
    load_all()
    return folder


def drafted(report: str, by, **values):
    """A draft of the report's page, with other values."""
    place = ObjectRef(ObjectKind.PAGE, "tiny", report, "lost-property")
    there = published_object(place)
    body = {**there.fields, **values}
    return drafting.begin(place, body, body["title"], there.digest, by, timezone.now())[0]


def publish(drafts, by, approved_by):
    pinned = [(draft.pk, draft.newest_revision().number) for draft in drafts]
    return publishing.publish(pinned, by, approved_by, uuid4(), timezone.now())


def work() -> JobOutcome:
    jobs.work_off(timezone.now)
    return JobOutcome.objects.latest("pk")


def titles() -> set[str]:
    return set(ExplainerVersion.objects.live().values_list("title", flat=True))


def test_drafts_of_two_reports_are_published_at_once(two, author, second, settings):
    drafts = [drafted(report, author, title=NEW[report]) for report in REPORTS]
    before = titles()
    job = publish(drafts, author, second)
    assert (titles(), drafts[0].state) == (before, "approved")
    assert work().state == "taken"
    assert titles() == set(NEW.values())
    change = FolderChange.objects.get()
    assert (change.job, change.target) == (job, "tiny/reports/tiny-2020, tiny/reports/tiny-2021")
    for draft in drafts:
        draft.refresh_from_db()
        assert draft.closed_at is not None
        told = list(draft.events.values_list("code", "name"))
        assert told == [("begun", author.name), ("approved", second.name),
                        ("published", author.name)]  # fmt: skip
    # What was written is what the commands read, and reading it again changes nothing.
    load_all()
    assert titles() == set(NEW.values())
    assert not (settings.CONTENT_WRITE_DIR / ".edit").exists()


def test_a_review_says_when_what_it_approved_is_published(two, author, second, client_for):
    drafts = [drafted(report, author, title=NEW[report]) for report in REPORTS]
    now, numbers = timezone.now(), {draft.pk: 1 for draft in drafts}
    before = {draft.pk: dict(published_object(draft.ref).fields) for draft in drafts}
    review = draft_reviews.ask_for_review(
        numbers, second, author, author.today(now), now, "https://awareness.example", before
    )
    for each in read_review(review).drafts:
        digests = [passage.digest for passage in each.passages]
        review_decisions.mark_passages(review.pk, each.draft.pk, digests, True, second, now)
    client, own = client_for(second), f"/studio/reviews/{review.pk}/"
    assert client.get(own).context.get("published") is None
    review_decisions.approve_review(review.pk, second, now)
    waits = client.get(own)
    job = Job.objects.get()
    assert "It is being checked and published." in waits.text
    assert f'href="/studio/jobs/{job.pk}/"' in waits.text
    assert waits.context["published"] == []
    assert work().state == "taken"
    done = client.get(own)
    assert "learners read it from now on" in done.text
    assert "being checked" not in done.text
    addresses = {draft.report: address for draft, address in done.context["published"]}
    assert set(addresses) == set(REPORTS)
    for report, address in addresses.items():
        assert NEW[report] in client.get(address).text


def test_only_what_was_changed_differs_in_the_files(two, author, second, settings):
    publish([drafted("tiny-2020", author, lead="Another lead.")], author, second)
    assert work().state == "taken"
    name = "tiny/reports/tiny-2020/insights/01-lost-property.md"
    shipped = (two / name).read_text().split("\n")
    written = (settings.CONTENT_WRITE_DIR / name).read_text().split("\n")
    assert [a == b for a, b in zip(shipped, written, strict=True)].count(False) == 1
    assert "lead: Another lead." in written
    other = name.replace(".md", ".plain.md")
    assert (two / other).read_bytes() == (settings.CONTENT_WRITE_DIR / other).read_bytes()


def test_a_check_refuses_all_and_leads_back_to_draft_and_field(two, author, second, client_for):
    good = drafted("tiny-2020", author, title="Fine")
    bad = drafted("tiny-2021", author, title="Not fine", body="There are 57 managers.")
    before = titles()
    publish([good, bad], author, second)
    outcome = work()
    assert outcome.state == "refused"
    assert outcome.problems[0].startswith("Not fine, Text: the number “57” is typed")
    assert titles() == before
    assert not FolderChange.objects.exists()
    assert [draft.state for draft in (good, bad)] == ["returned", "returned"]
    for draft in (good, bad):  # whoever opens one reads there why nothing was published
        page = client_for(author).get(f"/studio/drafts/{draft.pk}/")
        assert page.context["refusal"] == outcome
        assert "the number “57” is typed" in page.content.decode()
    drafting.save(bad.pk, {**bad.newest_revision().body, "body": "{figure:managers} answered."},
                  "Not fine", 1, author, timezone.now())  # fmt: skip
    publish([good, bad], author, second)
    assert publishing.refusal_of(good) is None
    assert work().state == "taken"


def test_whoever_wrote_a_word_does_not_approve(two, author, second):
    draft = drafted("tiny-2020", author, title="Mine")
    body = draft.newest_revision().body
    for by, approver, code in ((author, author, "same_person"), (second, author, "own_words")):
        with pytest.raises(DraftError) as error:
            publish([draft], by, approver)
        assert error.value.code == code
    ours = body | {"title": "Ours"}
    drafting.save(draft.pk, ours, "Ours", 1, second, timezone.now(), take_over=True)
    with pytest.raises(DraftError) as error:
        publish([draft], author, second)
    assert error.value.code == "own_words"
    assert not DraftEvent.objects.filter(code="approved").exists()


def test_only_what_was_seen_is_approved(two, author, second):
    draft = drafted("tiny-2020", author, title="Once")
    body = draft.newest_revision().body
    drafting.save(draft.pk, body | {"title": "Twice"}, "Twice", 1, author, timezone.now())
    with pytest.raises(DraftError) as error:
        publishing.publish([(draft.pk, 1)], author, second, uuid4(), timezone.now())
    assert error.value.code == "stale"
    with pytest.raises(DraftError) as error:
        publishing.publish([], author, second, uuid4(), timezone.now())
    assert error.value.code == "nothing"
    publish([draft], author, second)
    with pytest.raises(DraftError) as error:
        publish([draft], author, second)
    assert error.value.code == "approved"
    with pytest.raises(DraftError) as error:
        drafting.save(draft.pk, body, "", 2, author, timezone.now())
    assert error.value.code == "approved"


def test_what_names_no_report_asks_for_no_report_s_text(two, settings):
    """Texts of reports need not be on the machine that a module is published on."""
    content = read_content(settings.CONTENT_DIRS)
    content.named_packs = set()
    assert texts_at_hand(content) is None
    content.named_packs = {"tiny-2020"}
    assert texts_at_hand(content) is not None
    content.named_packs = set(REPORTS)
    report = content.ledger.reports["tiny-2021"]
    content.ledger.reports["tiny-2021"] = replace(report, sources={"text": "gone.txt"})
    texts = texts_at_hand(content)
    assert texts.left_out == {"tiny-2021"}
    settings.SOURCES_DIR = two / "nowhere"
    assert texts_at_hand(content) is None


def test_what_was_published_meanwhile_is_not_overwritten(two, author, second, settings):
    draft = drafted("tiny-2020", author, title="Mine")
    path = two / "tiny/reports/tiny-2020/insights/01-lost-property.md"
    path.write_text(path.read_text().replace("Most managers", "Many managers"))
    publish([draft], author, second)
    outcome = work()
    assert (outcome.state, outcome.problems) == ("changed", ["Mine"])
    assert draft.state == "returned"


def test_letting_go_of_the_job_opens_the_drafts_again(two, author, second):
    draft = drafted("tiny-2020", author, title="Mine")
    job = publish([draft], author, second)
    jobs.drop(job, timezone.now())
    jobs.drop(job, timezone.now())
    assert draft.state == "returned"
    assert draft.events.filter(code="refused").count() == 1


def test_a_new_page_begins_its_files(two, author, second, settings):
    place = ObjectRef(ObjectKind.PAGE, "tiny", "tiny-2020", "a-word")
    there = published_object(place)
    assert (there.fields, there.digest) == (None, "")
    text = "{figure:managers} answered."
    body = {"title": "In a word: a start", "lead": "A lead # with a sign.", "insight": "01",
            "order": 2, "audience": ["M"], "body": text,
            "plain_title": "A word", "plain_lead": "Lead.",
            "plain_body": text, "youth_title": "", "youth_lead": "", "youth_body": ""}  # fmt: skip
    draft, _new = drafting.begin(place, body, "In a word", "", author, timezone.now())
    publish([draft], author, second)
    assert work().problems == []
    assert published_object(place).fields == body
    insights = settings.CONTENT_WRITE_DIR / "tiny/reports/tiny-2020/insights"
    assert {path.name for path in insights.glob("02-*")} == {
        "02-a-word.md", "02-a-word.plain.md"}  # fmt: skip
    assert not examine(read_content(settings.CONTENT_DIRS)).errors


@pytest.mark.own_database
def test_a_kill_at_any_step_leaves_one_state(settings, tmp_path, transactional_db, author, second):
    folder, written = write_two(tmp_path / "content"), tmp_path / "written"
    settings.CONTENT_DIRS, settings.CONTENT_WRITE_DIR = [folder, written], written
    settings.SOURCES_DIR = folder / "sources"
    load_all()
    environ = os.environ | {"DATABASE_URL": _address(tmp_path), "AWARENESS_MODE": "demo"}
    run = subprocess.run(
        [sys.executable, "-m", "tests.studio.publishing_kills", str(folder), str(written),
         str(author.pk), str(second.pk)],
        env=environ | {"DJANGO_SETTINGS_MODULE": "awareness.settings"},
        cwd=site_settings.BASE_DIR, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    rows = json.loads(run.stdout)
    assert len(rows) == len(POINTS)
    assert [row["killed"] for row in rows] == [9] * len(rows), run.stderr
    assert faults(rows) == [], run.stderr
    assert [row["mended"]["database"] == [row["label"]] for row in rows].index(True) == 9
