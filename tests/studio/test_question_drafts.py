"""Drafts of questions: forms for every kind, checked while somebody writes, played, published."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.utils import timezone

from awareness.content.files import read_yaml
from awareness.content.questions import read_questions
from awareness.content.staging import current_content, published_object
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.content.writing.questions import WRITER, entry_of_fields, form_fields_of
from awareness.studio.draft_kinds.base import FIRST_TO_MEND
from awareness.studio.draft_kinds.families import WORDS_BY_FAMILY
from awareness.studio.draft_kinds.question import apply_command
from awareness.studio.draft_kinds.question_form import QuestionForm
from awareness.studio.draft_kinds.question_rows import compact
from awareness.studio.models import Draft, JobOutcome
from awareness.studio.publishing import jobs
from awareness.studio.publishing import publish as publishing
from quizzes.models import Attempt, AttemptItem, QuestionVersion
from tests.conftest import make_person
from tests.studio.conftest import FIXTURES, SMALL
from tests.studio.test_drafts import LIST, save, typed

NEW = "/studio/drafts/new/question/"
BEGIN = "/studio/drafts/begin/question/tiny/tiny-2020/whom-it-stands-for/"
PLACE = ObjectRef(ObjectKind.QUESTION, "tiny", "tiny-2020", "whom-it-stands-for")
FILES = sorted(FIXTURES.glob("*/*/*/questions.yaml"))


@pytest.fixture
def draft(tiny, client_for, author) -> Draft:
    assert client_for(author).post(BEGIN).status_code == 302
    return Draft.objects.get()


def shown(client, draft) -> dict:
    return client.get(f"{LIST}{draft.pk}/").context["preview"].context


def looked_at(client, draft) -> dict[str, bool]:
    return {str(each["says"]): each["passed"] for each in shown(client, draft)["looks"]}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_questions_that_ship_are_written_as_they_are(path):
    for entry in read_yaml(path).data:
        fields = form_fields_of(entry)
        assert entry_of_fields(compact(fields), entry["key"], entry) == entry
        again = entry_of_fields(fields, entry["key"], {})
        assert {k: v for k, v in entry.items() if v} == {k: v for k, v in again.items() if v}


def test_only_what_was_changed_differs_in_the_file(tiny):
    folder, path = tiny / "tiny", tiny / "tiny/reports/tiny-2020/questions.yaml"
    path.write_text("# Ours.\n\n" + path.read_text() + "\n# The end.\n")
    before = path.read_text().split("\n")
    fields = WRITER.read_fields(folder, PLACE)
    WRITER.write_fields(folder, PLACE, fields)
    assert path.read_text().split("\n") == before
    WRITER.write_fields(folder, PLACE, fields | {"stem": "For whom do they stand?"})
    after = path.read_text().split("\n")
    assert [a == b for a, b in zip(before, after, strict=True)].count(False) == 1
    assert "  stem: For whom do they stand?" in after


def test_a_line_of_a_file_leads_back_to_its_field(tiny):
    folder, path = tiny / "tiny", tiny / "tiny/reports/tiny-2020/questions.yaml"
    lines = path.read_text().split("\n")

    def field(words: str) -> str:
        line = next(n for n, each in enumerate(lines, 1) if words in each)
        return WRITER.field_at_line(folder, PLACE, path, line)

    assert field("stem:") == "stem"
    assert field("easily read that way") == "row2_feedback"
    assert field("everybody who loses") == "row3_text"
    assert field("caveats:") == "caveats"


@pytest.mark.parametrize("kind", ["single", "multiple", "ordering", "matching"])
def test_a_question_of_every_kind_is_begun_and_read_again(kind, tiny, client_for, author):
    client = client_for(author)
    answer = client.post(NEW, {"report": "tiny-2020", "kind": kind, "stem": "What do shops say?"})
    draft = Draft.objects.get()
    assert answer["Location"] == f"{LIST}{draft.pk}/?at={FIRST_TO_MEND}"
    assert (draft.key, draft.started) == ("what-do-shops-say", "")
    rows = {f"row{n}_text": f"Something {n}" for n in (1, 3, 4)}
    rows |= {f"row{n}_feedback": f"Said of {n}." for n in (1, 3, 4)}
    if kind == "matching":
        rows |= {"target1_text": "Shops", "target3_text": "Halls"}
        rows |= {"row1_target": "3", "row3_target": "1", "row4_target": "3"}
    elif kind != "ordering":
        rows |= {"row3_correct": "on"}
    save(client, draft, objective="library", plain_stem="What do they say?", **rows)
    body = draft.newest_revision().body
    folder = tiny / "tiny"
    WRITER.write_fields(folder, draft.ref, body)
    assert {**WRITER.read_fields(folder, draft.ref)}.items() <= {
        **body,
        **_keys(folder, draft),
    }.items()
    problems = []
    questions = read_questions(folder / "reports/tiny-2020/questions.yaml", "tiny-2020", problems)
    assert problems == []
    question = next(each.shape for each in questions if each.shape.key == draft.key)
    assert question.kind == kind
    if kind == "matching":
        assert [stem.target for stem in question.stems] == ["tb", "ta", "tb"]
    else:
        assert [each.text for each in question.options] == [f"Something {n}" for n in (1, 3, 4)]


def _keys(folder, draft) -> dict:
    """The keys that new rows got when they were written."""
    read = WRITER.read_fields(folder, draft.ref)
    return {name: value for name, value in read.items() if name.endswith("_key")}


def test_what_is_looked_at_while_somebody_writes(draft, client_for, author):
    client = client_for(author)
    fine = looked_at(client, draft)
    assert fine["The key is clear"]
    assert fine["Something is said about each"]
    save(
        client, draft, row2_correct="on", row3_feedback="", row1_text="For the managers who "
        "always chose to answer in the Tiny Report, as they were free to, each by each, on paper",
        row2_text="For shops.",
    )  # fmt: skip
    looks = {str(each["says"]): each for each in shown(client, draft)["looks"]}
    assert looks["The key is not clear yet"]["more"] == "2 of 3"
    assert looks["Nothing is said yet about"]["more"] == "For everybody who loses something."
    assert "always" in looks["Words that give the key away"]["more"]
    save(client, draft, row2_correct="")
    looks = looked_at(client, draft)
    assert looks["Its length gives the key away"] is False
    save(client, draft, stem="How many have a rule: {figure:with-rule|about}?")
    looks = {str(each["says"]): each for each in shown(client, draft)["looks"]}
    assert "2020" in looks["It does not say of which year and whom"]["more"]


def test_what_checks_say_stands_at_its_field(draft, client_for, author):
    client = client_for(author)
    save(client, draft, stem="Of 57 shops, who does {figure:nothing} stand for?")
    form = client.get(f"{LIST}{draft.pk}/").context["form"]
    assert any("nothing" in each.message for each in form["stem"].problems)
    assert "asked" not in shown(client, draft)
    save(client, draft, row2_feedback="")
    form = client.get(f"{LIST}{draft.pk}/").context["form"]
    assert form["row2_feedback"].problems


def test_a_question_that_nobody_has_answered_is_told_so_once(tiny, client_for, author):
    """Not how its file would have to look; and at the answers, not under the question."""
    client = client_for(author)
    client.post(NEW, {"report": "tiny-2020", "kind": "single", "stem": "What do shops say?"})
    told = client.get(f"{LIST}{Draft.objects.get().pk}/").context["preview"].problems
    assert [each.message for each in told if each.field_name.startswith("row")] == [
        "nobody has written an answer yet"
    ]
    for each in told:
        words = f"{each.message} {each.fix}"
        assert not any(word in words for word in ("options", "(spec)", ".md", "what-do-shops-say"))


def test_a_caveat_of_another_report_stands_in_its_words(draft):
    """Also where a module's own question names it."""
    key, words = next(iter(current_content().ledger.reports["tiny-2020"].caveats.items()))
    fields, place = {"caveats": [f"tiny-2020:{key}"]}, replace(draft.ref, report="a-module")
    form = QuestionForm.filled(fields, 1, place)
    assert form.value_in_words("caveats", fields["caveats"]) == words


def test_caveats_of_figures_come_along(draft, client_for, author):
    client = client_for(author)
    save(client, draft, caveats=[], row1_figures="{figure:with-rule|about}, with-rule")
    body = draft.newest_revision().body
    assert (body["caveats"], body["row1_figures"]) == (["CHOSE"], ["with-rule"])


def test_rows_are_moved_by_buttons(draft, client_for, author):
    client = client_for(author)
    assert save(client, draft, act="row 2 up")["Location"].endswith("#row1")
    body = draft.newest_revision().body
    assert [body[f"row{n}_key"] for n in (1, 2, 3)] == ["b", "a", "c"]
    assert (body["row1_correct"], body["row2_correct"]) == (False, True)
    for nonsense in ("row 1 up", "row 9 down", "x", "row x up", "row 2 over", "target 1 up"):
        assert apply_command(draft, body, nonsense) == body
    moved = apply_command(
        draft, {"row1_target": "1", "target1_text": "A", "target2_text": "B"}, "target 1 down"
    )
    assert moved == {"row1_target": "2", "target1_text": "B", "target2_text": "A"}


def test_it_is_played_and_nothing_is_recorded(draft, client_for, author):
    client, here = client_for(author), f"{LIST}{draft.pk}/play/"
    assert "Preview(" not in client.get(f"{LIST}{draft.pk}/").content.decode()
    asked = client.get(here)
    view = asked.context["preview"].context["asked"].current
    carried = asked.context["preview"].context["carried"]
    token = next(each.token for each in view.options if "chose to answer" in each.text)
    nothing = client.post(here, {"carried": carried})
    assert nothing.context["preview"].context["asked"].current.error
    answered = client.post(here, {"carried": carried, "answer": token})
    told = answered.context["preview"].context["asked"]
    assert told.done
    assert "How others would answer is open." in answered.content.decode()
    part = client.post(here, {"carried": carried, "answer": token}, headers={"HX-Request": "true"})
    assert part["X-Fragment"]
    assert part.content.decode().strip().startswith('<div id="ask"')
    save(client, draft, stem="For whom do the answers in the Tiny Report 2020 speak?")
    again = client.post(here, {"carried": carried, "answer": token})
    assert again.context["preview"].context["asked"].current is not None
    assert not Attempt.objects.exists()
    assert not AttemptItem.objects.exists()


def test_it_is_played_in_the_plain_edition(draft, client_for, author):
    client = client_for(author)
    save(client, draft, plain_stem="Whose answers are these?", row1_plain="Of those who answered.")
    text = client.get(f"{LIST}{draft.pk}/play/?edition=plain").content.decode()
    assert "Whose answers are these?" in text
    assert "Of those who answered." in text
    assert "Whose answers" not in client.get(f"{LIST}{draft.pk}/play/").content.decode()


def test_nobody_else_sees_or_plays_it(draft, client, client_for, alice, mallory, eva):
    for other in (alice, mallory, eva):
        for method, address in (("get", NEW), ("post", NEW), ("post", BEGIN),
                                ("get", f"{LIST}{draft.pk}/play/"),
                                ("post", f"{LIST}{draft.pk}/play/")):  # fmt: skip
            assert getattr(client_for(other), method)(address).status_code == 404, address
    assert client.post(f"{LIST}{draft.pk}/play/").status_code in (302, 401)


def test_a_line_of_an_item_model_is_a_draft_too(settings, client_for, author, db):
    settings.CONTENT_DIRS = [SMALL]
    begin = "/studio/drafts/begin/question/child-protection/netclean-2018/guess-share-us/"
    client = client_for(author)
    assert client.post(begin).status_code == 302
    draft = Draft.objects.get()
    form = client.get(f"{LIST}{draft.pk}/").context["form"]
    assert (form.family, form["source"].value()) == ("Q9", "respondents/usa/share")
    assert shown(client, draft)["asked"]


@pytest.mark.parametrize("family", WORDS_BY_FAMILY)
def test_a_line_of_every_family_is_begun_and_read_again(family, tiny, client_for, author):
    client = client_for(author)
    client.post(NEW, {"report": "tiny-2020", "kind": f"generated-{family}", "stem": "Rules?"})
    draft = Draft.objects.get()
    rows = {}
    if family in ("Q10", "Q12", "Q13"):
        rows = {f"row{n}_text": f"Something {n}" for n in (1, 2, 3)}
        rows |= {f"row{n}_feedback": f"Said of {n}." for n in (1, 2, 3)}
        rows |= {f"row{n}_term": f"Name {n}" for n in (1, 2, 3)} if family == "Q10" else {}
        rows |= {"spare": "Shop\n\nHall"} if family == "Q10" else {"row2_correct": "on"}
    save(client, draft, source="with-rule", objective="library", seed="3", **rows)
    body, folder = draft.newest_revision().body, tiny / "tiny"
    WRITER.write_fields(folder, draft.ref, body)
    read = WRITER.read_fields(folder, draft.ref)
    assert {name: body.get(name) for name in read} == read
    problems = []
    questions = read_questions(folder / "reports/tiny-2020/questions.yaml", "tiny-2020", problems)
    assert problems == []
    line = next(each.shape for each in questions if each.shape.key == "rules")
    assert (line.generate, line.seed) == (family, 3)
    assert len(line.pairs or line.claims) == (3 if rows else 0)
    assert line.spare == (("Shop", "Hall") if family == "Q10" else ())


def test_a_question_of_a_modules_own_stands_in_its_file():
    folder = FIXTURES / "child-protection"
    place = ObjectRef(ObjectKind.QUESTION, "child-protection", "words-and-harm",
                        "match-the-words")  # fmt: skip
    fields = WRITER.read_fields(folder, place)
    assert fields["kind"] == "matching"
    assert fields["row1_target"] == "4"
    assert fields["target4_text"] == "Grooming"


def test_it_is_published(draft, client_for, author, site, settings):
    second = make_person("Berit Berg", site, role="author")
    save(client_for(author), draft, stem="For whom do the answers in the Tiny Report 2020 speak?")
    pinned = [(draft.pk, draft.newest_revision().number)]
    publishing.publish(pinned, author, second, uuid4(), timezone.now())
    jobs.work_off(timezone.now)
    assert JobOutcome.objects.latest("pk").state == "taken", JobOutcome.objects.latest(
        "pk"
    ).problems
    live = QuestionVersion.objects.live().get(question__key="tiny-2020/whom-it-stands-for")
    assert live.spec.stem == "For whom do the answers in the Tiny Report 2020 speak?"
    assert published_object(PLACE).fields["stem"] == live.spec.stem
    written = settings.CONTENT_WRITE_DIR / "tiny"
    assert not (written / "modules").exists()


def test_what_is_typed_is_inert(draft, client_for, author):
    client, bad = client_for(author), "<script>alert(1)</script><img src=x onerror=alert(1)>"
    save(client, draft, stem=bad, row1_text=bad, row1_feedback=bad, plain_stem=bad)
    for address in (f"{LIST}{draft.pk}/", f"{LIST}{draft.pk}/play/", f"{LIST}{draft.pk}/history/"):
        text = client.get(address).content.decode()
        assert "<script>alert" not in text
        assert "<img" not in text


def test_a_broken_form_keeps_what_was_typed(draft, client_for, author):
    client = client_for(author)
    fields = typed(client.get(f"{LIST}{draft.pk}/").context["form"])
    answer = client.post(
        f"{LIST}{draft.pk}/save/", fields | {"kind": "essay", "row1_text": "Kept."}
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"kind"}
    assert answer.context["form"]["row1_text"].value() == "Kept."


def test_a_form_that_was_tampered_with_is_told_and_not_broken(draft, client_for, author):
    client = client_for(author)
    for kind, family in (("generated", ""), ("generated", "Q1"), ("gossip", ""), ("", "")):
        answer = save(client, draft, kind=kind, generate=family)
        assert answer.status_code == 422, kind
    assert draft.revisions.count() == 1
