"""A subject that nobody has published, and a report of it, in one review."""

from uuid import uuid4

import pytest
from django.utils import timezone

from awareness.content.staging import current_content
from awareness.insights.models import Figure, Report
from awareness.studio.models import Draft, JobOutcome
from awareness.studio.publishing import jobs
from awareness.studio.publishing import publish as publishing
from awareness.studio.publishing.checks import PinnedDraft, find_refusals
from awareness.subjects.models import Subject
from tests.conftest import make_person
from tests.studio.content import load_all
from tests.studio.test_drafted_together import SAID, choices, of
from tests.studio.test_drafts import LIST, save
from tests.studio.test_picking import confirm_all_by_hand, form_of, pick

KEY = "work-and-health"
NAMED = {"name": "Work and health", "neutral": "Days at work"}
CARD = {"card1_word": "Ask", "card1_say": "Ask somebody whom you trust.", "about": "On work."}
OWN_FILE = "/studio/reports/"


@pytest.fixture
def subject(client, sent) -> Draft:
    load_all()
    assert client.post(f"{LIST}new/subject/", NAMED).status_code == 302
    draft = of("subject")
    save(client, draft, **CARD, term1_words="wellness", term1_mend="say what is meant")
    return draft


@pytest.fixture
def report(client, subject, sent) -> Draft:
    """Of the new subject, with a figure; all that is proposed is confirmed."""
    page = client.get(f"{OWN_FILE}{sent.pk}/")
    assert choices(page.context["begin"], "subject")[KEY] == "Work and health (a draft)"
    client.post(f"{OWN_FILE}{sent.pk}/begin/", {"subject": KEY})
    sent.refresh_from_db()
    pick(client, sent, "67 %")
    report, figure = of("report"), of("figure")
    client.post(f"{LIST}{report.pk}/save/", form_of(client, report) | SAID)
    told = {"measure": "share_of_managers", "label": "Managers with a plan",
            "statement": "More than two thirds of the managers have a plan.",
            "question": "Is there a plan against stress?", "as_of": "2023-12-31"}  # fmt: skip
    client.post(f"{LIST}{figure.pk}/save/", form_of(client, figure) | told)
    for each in (report, figure):
        confirm_all_by_hand(client, each)
    return report


def pinned(*kinds: str) -> list[PinnedDraft]:
    drafts = Draft.objects.open().filter(kind__in=kinds) if kinds else Draft.objects.open()
    return [PinnedDraft(each, each.newest_revision()) for each in drafts]


def test_every_page_of_what_is_of_it_opens(client, report, subject):
    client.post(f"{LIST}new/module/", {"subject": KEY, "title": "Days"})
    client.post(f"{LIST}new/page/", {"report": report.key, "title": "Many have a plan"})
    client.post(f"{LIST}new/question/", {"report": report.key, "kind": "single", "stem": "Who?"})
    for kind in ("situation", "discrepancy"):
        new = {"subject": KEY, "title": "Of our own"}
        assert client.post(f"{LIST}new/{kind}/", new).status_code == 302
    for draft in Draft.objects.open():
        own = f"{LIST}{draft.pk}/"
        for address in (own, f"{own}play/", f"{own}history/"):
            assert client.get(address).status_code == 200, (draft.kind, address)
    for address in (f"/studio/offers/{report.key}/", f"/studio/disagreements/{KEY}/",
                    f"{LIST}{of('module').pk}/walk/", "/studio/contents/?kind=report"):  # fmt: skip
        assert client.get(address).status_code == 200, address


def test_the_words_that_it_leaves_out_are_told_in_a_draft_of_it(client, report):
    client.post(f"{LIST}new/page/", {"report": report.key, "title": "On wellness"})
    told = client.get(f"{LIST}{of('page').pk}/").context["preview"].problems
    assert any("wellness" in each.message for each in told)


def test_a_review_of_its_report_offers_it_too(client, report, subject, second):
    form = client.get(f"/studio/reviews/ask/?draft={report.pk}").context["form"]
    assert set(form["drafts"].value()) == {str(each.pk) for each in Draft.objects.open()}
    told = find_refusals(pinned("report", "figure"))
    assert {each.problem.message for each in told} == {"its subject is not published"}
    assert {each.draft.kind for each in told} == {"report", "figure"}


def test_all_of_it_is_published_together(client, report, author, site):
    second = make_person("Berit Berg", site, role="author")
    assert find_refusals(pinned()) == []
    numbers = [(each.draft.pk, each.revision.number) for each in pinned()]
    publishing.publish(numbers, author, second, uuid4(), timezone.now())
    jobs.work_off(timezone.now)
    outcome = JobOutcome.objects.latest("pk")
    assert outcome.state == "taken", outcome.problems
    assert current_content().owners["report", report.key][0] == KEY
    assert Report.objects.get(slug=report.key).subject == KEY
    assert Figure.objects.filter(report__slug=report.key).exists()
    assert not Subject.objects.get(key=KEY).on  # HR turns it on


def test_a_subject_whose_draft_goes_takes_no_draft_of_it_along(client, report, subject):
    client.post(f"{LIST}{subject.pk}/delete/")
    for draft in Draft.objects.open():
        assert client.get(f"{LIST}{draft.pk}/").status_code == 200, draft.kind
    told = find_refusals(pinned())
    assert "its subject is not published" in {each.problem.message for each in told}
