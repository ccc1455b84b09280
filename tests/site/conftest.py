"""A house in which every address leads somewhere: one of each record, most of them Alice's."""

from datetime import date
from types import SimpleNamespace
from uuid import uuid4

import pytest
import time_machine

from awareness.assignments import actions as asking_people
from awareness.bank.models import QuestionExplainer
from awareness.learning import access, asking
from awareness.learning.models import Certificate, Completion, Correction
from awareness.learning.publish import publish_module
from awareness.studio.models import ContentEdit, FigureChange, Job, StaleMark
from awareness.worker.seen import note_seen
from awareness.workplace import actions as workplace
from awareness.workplace import golive_actions
from quizzes.actions import answer, finish_attempt, publish
from quizzes.queries import next_item
from tests.conftest import make_person
from tests.insights.ledgers import REPORT
from tests.learning.conftest import NOW, TEXTS, definition, sent, single

TODAY = NOW.date()
KNOWN = [f"rep/k{number}" for number in range(1, 5)]
# Words that stand in Alice's own records and nowhere else.
HERS = ("3f8k-0000-0000-0000-0000-0000-0001", "Zebra stem of hers")


@pytest.fixture
def on_friday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def module(opening, explainer, questions):
    """A step of each kind, with "Show what you know already", and questions below its page."""
    for key in KNOWN:
        publish(key, "single", single(f"{key}?"))
    version = publish("rep/p1", "single", single("Below the page?"))
    QuestionExplainer.objects.create(question=version.question, explainer="rep/page", position=0)
    return publish_module(definition(test_out=KNOWN), TEXTS).module


@pytest.fixture
def everybody(alice, bob, mallory, charlie, eva, author, auditor, site):
    """One of each role. `mallory` manages another team; `charlie` learns at another site."""
    return {
        "alice": alice, "bob": bob, "mallory": mallory, "charlie": charlie, "hr": eva,
        "author": author, "auditor": auditor,
        "handler": make_person("Hanna Lie", site, role="handler"),
        "it": make_person("Ivo Dahl", site, role="it"),
    }  # fmt: skip


@pytest.fixture
def house(on_friday, everybody, library, module, walk, site):
    """Everything there can be; the ids that addresses name."""
    note_seen(NOW)
    alice, eva, author = (everybody[name] for name in ("alice", "hr", "author"))
    on = walk(alice, module)
    on.begin()
    on.open_first()
    _known_nothing(access.place(alice, module))
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
    line = workplace.add_own_line(site, "crisis", name="Own line", phone="112 00", by=eva)
    link = golive_actions.renew_link(site, instead_of=None, by=eva, today=TODAY)
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
    change = FigureChange.objects.create(figure=f"{REPORT}:alerts", changes=[], day=TODAY)
    mark = StaleMark.objects.create(change=change, kind="figure", key=f"{REPORT}:clients")
    return SimpleNamespace(
        serial=serial, correction=correction.pk, line=line.pk, token=link.token, asked=asked.pk,
        edit=edit.pk, job=job.pk, mark=mark.pk, alice=alice.pk, version=done.module_version_id,
    )  # fmt: skip


def _known_nothing(here) -> None:
    """All wrong: the module is done step by step after all."""
    attempt = asking.start_test_out(here.enrolment, NOW)
    while item := next_item(attempt):
        answer(item, token=f"t{item.pk}", raw=sent(item, right=False), now=NOW)
    finish_attempt(attempt, NOW)
