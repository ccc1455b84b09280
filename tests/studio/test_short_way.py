"""From a file to a review as somebody new goes, without the script, by what has the focus: how many
presses it takes, and that nothing of it is refused."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from awareness.content.writing import ObjectKind
from awareness.studio.models import Draft, DraftReview, JobOutcome, ReportFile
from awareness.studio.publishing.jobs import work_off
from awareness.studio.reviews import decisions as review_decisions
from awareness.studio.reviews.forms import COUNTED, proposed_in_words
from awareness.studio.reviews.reading import read_review
from tests.conftest import make_person
from tests.pages import sent_by
from tests.studio.content import load_all, write_tiny
from tests.studio.test_draft_reviews import find_right

# A press is a link, a button, a choice or a field that is written. 228 were needed once, of which a
# script of that time gives 97 up to what a review then refused.
MOST = 75
TEXT = b"""# Phishing at work 2024

Published by the Institute for Work, 2024.

Licensed under CC BY 4.0. The study was commissioned by the Ministry of Work.

The survey was carried out between 3 March 2024 and 28 May 2024.

A survey of employees in offices, n = 1200.

## Reporting

We asked: \xe2\x80\x9cDid you report the last suspicious mail that you got?\xe2\x80\x9d (n = 1200)

Of them 41 % of employees said that they reported it.

And 23 % of employees deleted it without a word.

Some 9 % of employees answered it.
"""
WRITTEN = {
    "asked": "Employees in offices were asked.", "how": "They answered on paper.",
    "interests": "A ministry paid for it.", "why": "Its licence allows it.",
    "population": "employees in offices",
}  # fmt: skip
LABELS = {"41 %": "reported", "23 %": "deleted", "9 %": "answered"}


class Press:
    """A browser without the script: what is on the page, and how often somebody pressed."""

    def __init__(self, client):
        self.client, self.presses, self.address = client, 0, ""
        self.page = BeautifulSoup("", "html.parser")

    def open(self, address: str) -> None:
        answer = self.client.get(address, follow=True)
        if answer.redirect_chain:
            address = urljoin(address, answer.redirect_chain[-1][0])
        self.address, self.page = address, BeautifulSoup(answer.content, "html.parser")

    def follow(self, words: str) -> None:
        link = next(a for a in self.page.select("main a") if words in " ".join(a.text.split()))
        self.presses += 1
        self.open(urljoin(self.address, link["href"].partition("#")[0]))

    def send(self, button: Tag, **more) -> None:
        """Press a button of a form; `more` are fields that were written or chosen before it."""
        form = button.find_parent("form")
        self.presses += 1 + len(more)
        data = sent_by(form) | more
        if button.get("name"):
            data[button["name"]] = button["value"]
        action = button.get("formaction") or form.get("action") or urlsplit(self.address).path
        answer = self.client.post(action, data)
        assert answer.status_code == 302, BeautifulSoup(answer.content, "html.parser").main.text
        self.open(urljoin(action, answer["Location"].partition("#")[0]))

    def button(self, words: str) -> Tag:
        every = self.page.select("main button, main input[type=submit]")
        said = ((each, each.text or each.get("value", "")) for each in every)
        return next(each for each, text in said if words in " ".join(text.split()))

    @property
    def focus(self) -> Tag:
        [focused] = self.page.select("main [autofocus]")
        return focused

    def fields(self, written: dict[str, str]) -> None:
        """Field by field as the focus leads, until it is on a link."""
        while (at := self.focus).name != "a":
            row = at.find_parent(class_="aw-confirm")
            name = row["id"].removeprefix("at-")
            more = {}
            if name in written and at.get("name") != "carry":
                more[name] = written[name]
            elif at.get("type") == "checkbox":
                more[name] = "on"
            else:
                assert at.name == "button", f"{name} has to be written"
            self.send(at if at.name == "button" else row.select_one("button[name=on]"), **more)


@pytest.fixture
def site_content(tmp_path, settings, db):
    folder = write_tiny(tmp_path / "content")
    settings.CONTENT_DIRS = [folder, settings.CONTENT_WRITE_DIR]
    settings.SOURCES_DIR = folder / "sources"
    load_all()


def test_three_figures_a_page_and_two_questions_are_sent_to_review(
    client, author, site, site_content
):
    second = make_person("Berit Berg", site, role="author")
    client.force_login(author)
    way = Press(client)
    way.open("/studio/")
    form = way.button("Read the report").find_parent("form")
    client.post(form["action"], {"file": SimpleUploadedFile("work.md", TEXT)})
    way.presses += 2  # the file is chosen, and sent
    way.open(f"/studio/reports/{ReportFile.objects.get().pk}/")
    way.send(way.button("Work with this report"))
    way.fields(WRITTEN)
    about = way.presses
    for printed, did in LABELS.items():
        way.presses += 1
        way.open(urljoin(way.address, way.focus["href"]))  # Enter on what comes next
        way.follow(printed)
        way.send(way.focus)
        way.fields({"label": f"Employees who {did} the last suspicious mail"})
    picked = way.presses
    way.presses += 1
    way.open(urljoin(way.address, way.focus["href"]))
    way.send(way.button("Begin"), title="Most suspicious mail goes unreported")
    begun = way.page.select_one("[name=body]").text
    assert (
        "reported the last suspicious mail: {figure:" in begun
    )  # in the words that were confirmed
    keys = re.findall(r"\{figure:[\w-]+\}", begun)
    text = "Of all, {} reported the last suspicious mail. {} deleted it, and {} answered it."
    way.presses += len(keys) - 1  # around each of them
    body = text.format(*keys)
    # The plain edition begins with the ordinary text, and is made plainer.
    way.send(way.button("Begin with the ordinary text"),
             lead="Few people say that they got one.", body=body)  # fmt: skip
    plain = "Of all, {} reported a bad mail. {} threw it away. And {} wrote back.".format(*keys)
    way.send(way.button("Save, then: Questions on its figures"), plain_body=plain)
    for _ in range(2):
        way.send(way.button("Take"))
    titles = {draft.title for draft in Draft.objects.filter(kind="question")}
    assert all(": " in title and "mail" in title for title in titles), titles  # in words, no keys
    way.follow("Have all of it reviewed")
    way.send(way.button("Ask for the review"))
    review = DraftReview.objects.get()
    kinds = sorted(each.draft.kind for each in read_review(review).drafts)
    assert kinds == ["figure"] * 3 + ["page", "question", "question", "report"]
    assert way.presses <= MOST, (about, picked, way.presses)
    # It is what it seems: a second author finds it right, and it is published.
    find_right(review, second)
    review_decisions.approve_review(review.pk, second, timezone.now())
    work_off(timezone.now)
    assert JobOutcome.objects.latest("pk").state == "taken", JobOutcome.objects.latest(
        "pk"
    ).problems
    assert not Draft.objects.open().exists()


def drafts_of(**counts: int) -> list[Draft]:
    return [Draft(kind=kind, title=f"T{n}") for kind, count in counts.items() for n in range(count)]


@pytest.mark.parametrize(
    ("drafts", "words"),
    [
        ([], ""),
        ([Draft(kind="page", key="no-title")], "no-title"),
        (drafts_of(page=2), "T0, T1"),
        (drafts_of(report=1, figure=3, page=1), "1 report, 3 figures, 1 page"),
        (drafts_of(page=3), "3 pages"),
    ],
)
def test_what_is_proposed_to_be_read_is_named_or_counted(drafts, words):
    assert proposed_in_words(drafts) == words
    assert set(COUNTED) == set(ObjectKind)
