"""A house in which every address leads somewhere: one of each record, most of them Alice's."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace
from uuid import uuid4

import pytest
import time_machine
from django.db import connection

from awareness.assignments import actions as asking_people
from awareness.bank.models import QuestionExplainer
from awareness.content.models import FigureChange, StaleMark
from awareness.content.reading.kept import KeptText
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.learning import access, attempts
from awareness.learning.models import Certificate, Completion, Correction, Module
from awareness.learning.publish import publish_module
from awareness.people.models import Door, Site, Team, User, WayIn
from awareness.staffing.earlier import read_earlier, rehearse
from awareness.staffing.reading.read import read
from awareness.staffing.staging import plan_import, stage
from awareness.studio.drafts import drafting
from awareness.studio.models import ContentEdit, Job, ReportFile, ZipImport
from awareness.studio.reviews import asking as draft_reviews
from awareness.worker.seen import note_seen
from awareness.workplace import actions as workplace
from awareness.workplace import line_actions
from quizzes.actions import answer, finish_attempt, publish
from quizzes.queries import next_item
from tests.conftest import (
    make_explainer,
    make_other_site,
    make_person,
    make_published,
    make_questions,
    make_site,
    undone_after,
)
from tests.insights.ledgers import REPORT, make_ledger
from tests.learning.conftest import (
    NOW,
    NUMERIC,
    TEXTS,
    Walk,
    definition,
    opening_definition,
    sent,
    single,
)

TODAY = NOW.date()
KNOWN = [f"rep/k{number}" for number in range(1, 5)]
# Words that stand in Alice's own records and nowhere else.
HERS = ("3f8k-0000-0000-0000-0000-0000-0001", "Zebra stem of hers")

WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)
SESSIONS = {"django_session"}


@contextmanager
def tables_written() -> Iterator[set[str]]:
    """The names of the tables that are written to inside, without those of sessions."""
    written: set[str] = set()

    def note(execute, sql, params, many, context):
        if match := WRITES.match(sql):
            written.add(match[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield written
    written -= SESSIONS


@pytest.fixture
def on_friday():
    with time_machine.travel(NOW, tick=False):
        yield


def make_module() -> Module:
    """A step of each kind, with "Show what you know already", and questions below its page."""
    publish_module(opening_definition(), TEXTS)
    make_explainer()
    make_questions()
    for key in KNOWN:
        publish(key, "single", single(f"{key}?"))
    version = publish("rep/p1", "single", single("Below the page?"))
    QuestionExplainer.objects.create(question=version.question, explainer="rep/page", position=0)
    guess = publish("rep/before", "numeric", NUMERIC)
    QuestionExplainer.objects.create(question=guess.question, explainer="rep/page", position=1)
    return publish_module(definition(test_out=KNOWN), TEXTS).module


@pytest.fixture
def module(db) -> Module:
    return make_module()


def _everybody(site: Site) -> dict[str, User]:
    """One of each role, and a second author, whom the first asks for a review. `mallory` manages
    another team; `charlie` learns at another site."""
    elsewhere = make_other_site()
    packing = Team.objects.create(slug="packing", name="Packing")
    sales = Team.objects.create(slug="sales", name="Sales")
    return {
        "alice": make_person("Alice Lind", site, packing),
        "bob": make_person("Bob Ek", site, packing, role="manager", of=packing),
        "mallory": make_person("Mallory Hart", elsewhere, sales, role="manager", of=sales),
        "charlie": make_person("Charlie Webb", elsewhere, sales),
        "hr": make_person("Eva Holm", site, role="hr"),
        "author": make_person("Ada Author", site, role="author"),
        "second_author": make_person("Berit Berg", site, role="author"),
        "auditor": make_person("Otto Auditor", site, role="auditor"),
        "handler": make_person("Hanna Lie", site, role="handler"),
        "it": make_person("Ivo Dahl", site, role="it"),
    }


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> SimpleNamespace:
    """The house, built once for the tests of a file; what a test changes is undone after it."""
    with undone_after(django_db_blocker):
        with time_machine.travel(NOW, tick=False):
            house = build()
        yield house


@pytest.fixture
def house(on_friday, built, db) -> SimpleNamespace:
    """Everything there can be; the ids that addresses name."""
    return built


@pytest.fixture
def everybody(house) -> dict[str, User]:
    """Those who live in the house, as they stand in the database before the test."""
    people = User.objects.select_related("site").in_bulk(house.people.values())
    return {name: people[pk] for name, pk in house.people.items()}


def build() -> SimpleNamespace:
    note_seen(NOW)
    site = make_site()
    everybody = _everybody(site)
    make_published(make_ledger())
    module = make_module()
    alice, eva, author = (everybody[name] for name in ("alice", "hr", "author"))
    on = Walk(alice, module)
    on.begin()
    on.open_first()
    _known_nothing(access.own_place(alice, module))
    on.finish()
    done = Completion.objects.get(learner=alice, module_version__module=module)
    serial, stem = HERS
    Certificate.objects.create(
        completion=done, number=1, serial=serial, name="Alice Lind", title="T", version="1.0",
        day=TODAY, employer="E", issued_on=TODAY, sha256="0" * 64, pdf=b"%PDF-1.7",
    )  # fmt: skip
    correction = Correction.objects.create(
        learner=alice, question="rep/q1", stem=stem, number=2, was=0, now=1, on=TODAY
    )
    for position in (1, 2):
        workplace.set_contact(
            site, position, name=f"Contact {position}", phone="031 10", by=eva, today=TODAY
        )
    line = line_actions.add_own_line(site, "crisis", name="Own line", phone="112 00", by=eva)
    link = workplace.renew_link(site, instead_of=None, by=eva, today=TODAY)
    workplace.add_legal_card(
        "SE", text="The law.", approved_by="L", approver_role="R", approved_on=TODAY,
        expires_on=date(2027, 11, 20), by=eva, today=TODAY,
    )  # fmt: skip
    asked = asking_people.assign(module, [site], date(2026, 12, 1), eva, NOW, token=uuid4())
    publish("rep/q1", "single", single("Question 1, mended?"))
    edit = ContentEdit.objects.create(
        by=author, name=author.name, at=NOW, pack="rep", file="questions.yaml", key="rep/q1",
        before="a", after="b",
    )  # fmt: skip
    job = Job.objects.create(
        once=uuid4(), kind="figure", place=[REPORT, "alerts"], by=author, name=author.name, at=NOW,
        what=f"{REPORT}/figures.csv: alerts", started="0" * 64, after="a,b",
    )  # fmt: skip
    text = KeptText(("=== page 1 ===", "Of them 67 % work."), "pdf", "0" * 64)
    report = ReportFile.objects.create(
        name="work.pdf", original="0" * 64, by=author, by_name=author.name, at=NOW,
        state="ready", text=str(text),
    )  # fmt: skip
    zip_import = ZipImport.objects.create(
        name="work.zip", subject="child-protection", files={}, by=author, by_name=author.name,
        at=NOW,
    )  # fmt: skip
    page = ObjectRef(ObjectKind.PAGE, "child-protection", "netclean-2018", "of-our-own")
    fields = {"title": "Of our own", "body": "A text."}
    draft, _new = drafting.begin(page, fields, "Of our own", "", author, NOW)
    module_place = ObjectRef(ObjectKind.MODULE, "child-protection", "", "of-our-own")
    step = {"slug": "whom", "kind": "commit", "title": "Whom", "preview": "Who.", "form": "",
            "uses": []}  # fmt: skip
    module_fields = {"title": "Of our own", **{f"step1_{name}": step[name] for name in step}}
    module_draft, _new = drafting.begin(module_place, module_fields, "Of our own", "", author, NOW)
    review = draft_reviews.ask_for_review(
        {draft.pk: 1}, everybody["second_author"], author, author.today(NOW), NOW, "", {}
    )
    rows = read(b"Nr;Name\n77;Nora Berg")
    brought_from_before = read_earlier(b"Nr;Course;Completed on\n77;Fire;2025-03-31", {})
    brought = stage(rows, "staff.csv", eva, NOW)
    plan_import(brought.pk)
    change = FigureChange.objects.create(figure=f"{REPORT}:alerts", changes=[], day=TODAY)
    mark = StaleMark.objects.create(change=change, kind="figure", key=f"{REPORT}:clients")
    two = WayIn.objects.create(
        person=everybody["charlie"], door=Door.CODE_OF_TWO, made_at=NOW, made_by=eva
    )
    return SimpleNamespace(
        asked_code=two.pk,
        serial=serial, correction=correction.pk, line=line.pk, token=link.token, asked=asked.pk,
        edit=edit.pk, report=report.pk, zip_import=zip_import.pk, draft=draft.pk, review=review.pk,
        module_draft=module_draft.pk,
        job=job.pk, mark=mark.pk, alice=alice.pk,
        alice_id=alice.public_id,
        version=done.module_version_id,
        list=brought.pk,
        earlier_batch=rehearse(brought_from_before, "Old LMS", eva, NOW).pk,
        people={name: person.pk for name, person in everybody.items()},
    )  # fmt: skip


def _known_nothing(here) -> None:
    """All wrong: the module is done step by step after all."""
    attempt = attempts.start_test_out(here.enrolment, NOW)
    while item := next_item(attempt):
        answer(item, token=f"t{item.pk}", raw=sent(item, right=False), now=NOW)
    finish_attempt(attempt, NOW)
