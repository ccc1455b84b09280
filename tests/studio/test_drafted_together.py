"""A report that nobody has published, with a page, a question and a module of it: in one review."""

from uuid import uuid4

import pytest
from django.utils import timezone

from awareness.insights.models import ExplainerVersion
from awareness.learning.models import ModuleVersion
from awareness.studio.models import Draft, JobOutcome
from awareness.studio.publishing import jobs
from awareness.studio.publishing import publish as publishing
from awareness.studio.publishing.checks import PinnedDraft, find_refusals
from quizzes.models import QuestionVersion
from tests.conftest import make_person
from tests.studio.content import load_all
from tests.studio.test_drafts import LIST, save
from tests.studio.test_picking import confirm_all_by_hand, form_of, pick

REPORT = "women-at-work-2023"
SAID = {
    "how": "By post.", "interests": "It looks after work.", "credit": "The Office of Work",
    "may_we_use": "on", "why": "The licence says so.", "asked": "Employees in some firms",
}  # fmt: skip


def of(kind: str) -> Draft:
    return Draft.objects.get(kind=kind, closed_at=None)


def choices(form, name: str) -> dict[str, str]:
    """The choices of a field, without the names of their groups."""
    flat = {}
    for key, label in form[name].field.choices:
        if isinstance(label, list | tuple):
            flat |= dict(label)
        else:
            flat[key] = label
    return flat


def test_all_of_it_is_begun_reviewed_and_published_together(
    client, begun, author, site
):  # fmt: skip
    load_all()
    pick(client, begun, "67 %")
    report, figure = of("report"), of("figure")
    client.post(f"{LIST}{report.pk}/save/", form_of(client, report) | SAID)
    told = {"measure": "share_of_managers", "label": "Managers with a plan",
            "statement": "More than two thirds of the managers have a plan.",
            "question": "Is there a plan against stress?", "as_of": "2023-05-31"}  # fmt: skip
    client.post(f"{LIST}{figure.pk}/save/", form_of(client, figure) | told)
    for each in (report, figure):
        confirm_all_by_hand(client, each)
    figure.refresh_from_db()  # its key has followed its label
    # A page: the report is offered, and its figure can be picked.
    new = client.get(f"{LIST}new/page/").context["form"]
    assert REPORT in choices(new, "report")
    client.post(f"{LIST}new/page/", {"report": REPORT, "title": "Many have a plan"})
    page = of("page")
    shown = client.get(f"{LIST}{page.pk}/").context
    assert f"{{figure:{figure.key}}}" in [each.reference for each in shown["tools"]["picks"]]
    text = f"A plan is there with {{figure:{figure.key}}} of them.\n"
    plain = {"plain_title": "Many have a plan", "plain_lead": "Most have one.", "plain_body": text}
    save(client, page, lead="Most managers have one.", insight="01", body=text, **plain)
    preview = client.get(f"{LIST}{page.pk}/").context["preview"]
    assert [each.message for each in preview.problems] == []
    # A module that leads through it, with an objective of its own.
    client.post(f"{LIST}new/module/", {"subject": "tiny", "title": "Plans at work"})
    module = of("module")
    save(client, module, objective1_text="Knows how many have a plan", say="On plans.",
         about="What managers say.", learnt="How many have a plan.", code="P1",
         reflection="Is there one where you work?")  # fmt: skip
    body = module.newest_revision().body
    aim = body["objective1_key"]
    # A question, of what item models make of the drafted figure.
    offered = client.get(f"/studio/offers/{REPORT}/").context["cards"]
    client.post(f"/studio/offers/{REPORT}/take/", {"offer": offered[0]["name"]})
    question = of("question")
    form = client.get(f"{LIST}{question.pk}/").context["form"]
    assert choices(form, "objective")[aim] == "Plans at work: Knows how many have a plan"
    save(client, question, objective=aim, explainers=page.key)
    form = client.get(f"{LIST}{question.pk}/").context["form"]
    assert [str(field.problems) for field in form if getattr(field, "problems", ())] == []
    # Both can be added to the module, and it knows how long they take.
    groups = client.get(f"{LIST}{module.pk}/").context["tools"]["groups"]
    addable = {key for _kind, _name, entries in groups for key, _words, _of in entries}
    names = f"{REPORT}/{page.key}", f"{REPORT}/{question.key}"
    assert set(names) <= addable
    body = question.newest_revision().body
    kind = "estimate" if body["generate"] == "Q9" else "check"
    save(client, module, act=f"add read {names[0]}")
    save(client, module, act=f"add {kind} {names[1]}")
    last = {f"step{n}_{part}": "Words" for n in (1, 2) for part in ("title", "preview")}
    save(client, module, minutes="5", **last)
    preview = client.get(f"{LIST}{module.pk}/").context["preview"]
    assert [step["minutes"] is None for step in preview.context["steps"]] == [False, False]
    [served] = preview.context["objectives"]
    assert (len(served["checks"]), served["taught"]) == (1, ["Many have a plan"])
    assert [each.message for each in preview.problems if each.field_name.startswith("step")] == []
    second = make_person("Berit Berg", site, role="author")
    pinned = [(each.pk, each.newest_revision().number) for each in Draft.objects.open()]
    assert len(pinned) == 5
    publishing.publish(pinned, author, second, uuid4(), timezone.now())
    jobs.work_off(timezone.now)
    outcome = JobOutcome.objects.latest("pk")
    assert outcome.state == "taken", outcome.problems
    assert ExplainerVersion.objects.live().filter(explainer__slug=page.key).exists()
    assert QuestionVersion.objects.live().filter(question__key=names[1]).exists()
    assert ModuleVersion.objects.live().filter(module__slug=module.key).exists()


def test_a_question_of_a_module_that_is_being_written(client, begun, author):
    client.post(f"{LIST}new/module/", {"subject": "tiny", "title": "Plans at work"})
    new = client.get(f"{LIST}new/question/").context["form"]
    assert choices(new, "report")["plans-at-work"] == "Plans at work"
    assert REPORT in choices(new, "report")
    asked = {"report": "plans-at-work", "kind": "single", "stem": "What comes first?"}
    client.post(f"{LIST}new/question/", asked)
    draft = of("question")
    assert (draft.subject, draft.report) == ("tiny", "plans-at-work")
    assert client.get(f"{LIST}{draft.pk}/").status_code == 200


@pytest.mark.parametrize("owner", [REPORT, "plans-at-work"])
def test_a_question_is_not_published_before_what_it_is_of(
    client, begun, author, owner
):  # fmt: skip
    """Its report's folder would come beside it, and nobody could write it any more."""
    pick(client, begun, "67 %")
    client.post(f"{LIST}new/module/", {"subject": "tiny", "title": "Plans at work"})
    client.post(f"{LIST}new/question/", {"report": owner, "kind": "single", "stem": "Which?"})
    draft = of("question")
    told = [each for each in find_refusals([PinnedDraft(draft, draft.newest_revision())])
            if f"there is no module and no report `{owner}`" in each.problem.message]  # fmt: skip
    assert [each.draft for each in told] == [draft]
