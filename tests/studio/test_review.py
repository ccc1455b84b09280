"""Two people approve a question or return it, and two take on a module. Nothing is undone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from awareness.journal.models import Event
from awareness.learning.adoption import adopt, is_adopted
from awareness.learning.models import Adoption, Module, ModuleVersion
from awareness.people.changes import ACCOUNT_MADE, PASSWORD_SET
from awareness.people.models import User, WayIn
from awareness.studio.models import AdoptionProposal, ContentEdit, ReviewNote
from awareness.studio.published import actions
from quizzes.actions import publish
from quizzes.models import QuestionVersion
from tests.conftest import make_person

KEY = "tiny-2020/whom-it-stands-for"
CARD = f"/studio/questions/{KEY}/"
REVIEW = f"/studio/review/{KEY}/"
DAY = "2026-11-22"
NOW = timezone.now()


@pytest.fixture
def second(site) -> User:
    return make_person("Second Author", site, role="author")


@pytest.fixture
def version(db) -> ModuleVersion:
    module = Module.objects.create(slug="a-module", code="X1", track="all-staff")
    spec = {"title": "A module", "minutes": 5}
    return ModuleVersion.objects.create(
        module=module, major=1, minor=0, content_hash="a" * 64, spec=spec
    )


def approve(client, number=1, **changed):
    return client.post(REVIEW, {"number": number, "verdict": "approve"} | changed)


def give_back(client, number=1, **changed):
    fields = {"number": number, "verdict": "return", "reason": "language"} | changed
    return client.post(REVIEW, fields)


def test_two_people_make_it_reviewed(tiny, client_for, author, second):
    approve(client_for(author))
    assert client_for(author).get(CARD).context["review_status"].state == "open"
    approve(client_for(second))
    answer = client_for(author).get(CARD)
    assert answer.context["review_status"].state == "reviewed"
    assert "Reviewed by" in answer.content.decode()
    assert "Ada Author" in answer.content.decode()


def test_one_person_is_not_two(tiny, client_for, author):
    approve(client_for(author))
    answer = approve(client_for(author))
    assert answer.status_code == 422
    assert "approved this version already" in answer.content.decode()
    assert ReviewNote.objects.count() == 1


def test_a_returned_question_is_listed_with_its_reason(tiny, client_for, author, second):
    approve(client_for(author))
    give_back(client_for(second), comment="The second sentence <b>is</b> long.")
    text = client_for(author).get("/studio/questions/").content.decode()
    assert "Returned to their authors" in text
    assert "it is hard to read" in text
    assert "The second sentence &lt;b&gt;is&lt;/b&gt; long." in text
    page = client_for(author).get("/studio/questions/?state=returned").context["page"]
    assert [version.question.key for version in page] == [KEY]
    assert not list(client_for(author).get("/studio/questions/?state=open").context["page"])


def test_who_returned_it_may_come_round(tiny, client_for, author, second):
    give_back(client_for(author))
    approve(client_for(author))
    approve(client_for(second))
    assert client_for(author).get(CARD).context["review_status"].state == "reviewed"
    assert ReviewNote.objects.count() == 3


def test_a_new_version_begins_anew(tiny, client_for, author, second):
    approve(client_for(author))
    approve(client_for(second))
    live = QuestionVersion.objects.live().get()
    publish(KEY, "single", {**live.spec.stored(), "stem": "Another stem?"})
    assert client_for(author).get(CARD).context["review_status"].state == "open"
    answer = approve(client_for(author), number=1)
    assert answer.status_code == 422
    assert "There is a newer version now" in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"verdict": "return", "reason": ""}, "Choose why it goes back"),
        ({"verdict": "return", "reason": "nonsense"}, "Select a valid choice"),
        ({"verdict": "perhaps"}, "Select a valid choice"),
        ({"verdict": "", "comment": "kept"}, "Choose one of the two"),
        ({"verdict": "approve", "comment": "x" * 501}, "at most 500"),
    ],
)
def test_what_is_not_said_clearly_is_asked_again(fields, error, tiny, client_for, author):
    answer = client_for(author).post(REVIEW, {"number": 1} | fields)
    assert answer.status_code == 422
    assert error in answer.content.decode()
    assert answer.context["review"]["comment"].value() == fields.get("comment")
    assert not ReviewNote.objects.exists()


def test_nobody_approves_what_they_wrote(tiny, author, second):
    live = QuestionVersion.objects.live().select_related("question").get()
    touched = [{"kind": "question", "key": KEY, "title": "", "version": "1"}]
    ContentEdit.objects.create(
        by=author, name=author.name, at=f"{DAY}T10:00Z", pack="tiny-2020", file="questions.yaml",
        key=KEY, before="", after="", touched=touched,
    )  # fmt: skip
    with pytest.raises(actions.ReviewError) as error:
        actions.review(live, author, "approve", "", "", DAY)
    assert error.value.code == "own_edit"
    actions.review(live, author, "return", "care", "", DAY)
    actions.review(live, second, "approve", "", "", DAY)


def test_what_was_said_stays(tiny, client_for, author):
    approve(client_for(author))
    with pytest.raises(TypeError):
        ReviewNote.objects.get().save()
    with pytest.raises(TypeError):
        ReviewNote.objects.get().delete()
    author.delete()
    note = ReviewNote.objects.get()
    assert (note.by, note.name) == (None, "Ada Author")


def test_authors_alone_review(tiny, client, client_for, alice, mallory, eva):
    for other in (alice, mallory, eva):
        assert approve(client_for(other)).status_code == 404
    assert approve(client).status_code == 401
    assert not ReviewNote.objects.exists()


def test_more_notes_cost_no_more_queries(tiny, site, client_for, author):
    client = client_for(author)

    def count(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    live = QuestionVersion.objects.live().select_related("question").get()
    people = [make_person(f"Reader {n}", site, role="author") for n in range(8)]
    counts = []
    for some in (people[:2], people[2:]):
        for person in some:
            actions.review(live, person, "return", "care", "", DAY)
        counts.append((count("/studio/questions/"), count(CARD)))
    assert counts[0] == counts[1]


# --- Modules


def test_two_people_adopt_a_module(version, client_for, author, eva):
    client_for(author).post(f"/studio/modules/{version.pk}/propose/")
    assert not is_adopted(version)
    answer = client_for(eva).post(f"/studio/modules/{version.pk}/confirm/", follow=True)
    row = Adoption.objects.get()
    assert (row.first, row.second, row.demo) == ("Ada Author", "Eva Holm", False)
    assert is_adopted(version, demo=False)
    assert "adopted by Ada Author and Eva Holm" in answer.content.decode()


def test_nobody_adopts_alone(version, client_for, author):
    client = client_for(author)
    client.post(f"/studio/modules/{version.pk}/propose/")
    answer = client.post(f"/studio/modules/{version.pk}/confirm/", follow=True)
    assert "A second person confirms" in answer.content.decode()
    assert not Adoption.objects.exists()


def refused(act, *args) -> str:
    with pytest.raises(actions.ProposalError) as error:
        act(*args)
    return error.value.code


def test_what_cannot_be_adopted(version, author, second, site):
    assert refused(actions.confirm, version, author, DAY) == "not_proposed"
    actions.propose(version, author, DAY)
    assert refused(actions.propose, version, second, DAY) == "already_proposed"
    namesake = make_person("Namesake", site, role="author")
    namesake.name = "ada  AUTHOR"
    assert refused(actions.confirm, version, namesake, DAY) == "same_person"
    adopted = actions.confirm(version, second, DAY)
    ids = (adopted.first_person, adopted.second_person)
    assert ids == (author.public_id, second.public_id)
    assert refused(actions.confirm, version, second, DAY) == "already_adopted"
    version.status = "retired"
    assert refused(actions.propose, version, author, DAY) == "not_live"
    assert AdoptionProposal.objects.count() == 1


def test_nobody_confirms_from_an_account_that_the_first_holds(version, author, second):
    actions.propose(version, author, DAY)
    WayIn.objects.create(person=second, door="code", made_at=NOW, made_by=author, secret="x")
    assert refused(actions.confirm, version, second, DAY) == "account"
    assert not Adoption.objects.exists()


@pytest.mark.parametrize("kind", [ACCOUNT_MADE, PASSWORD_SET])
@pytest.mark.parametrize("by_first", [True, False])
def test_where_one_made_the_others_account_or_set_its_password_neither_confirms(
    version, author, second, kind, by_first
):
    actions.propose(version, author, DAY)
    person, by = (second, author) if by_first else (author, second)
    Event.objects.create(at=NOW, kind=kind, subject=person.public_id, actor=by.public_id)
    assert refused(actions.confirm, version, second, DAY) == "account"


def test_what_the_demo_adopted_can_be_adopted_in_earnest(version, client_for, author, second):
    adopt(version, ["Demo One", "Demo Two"], DAY, demo=True)
    text = client_for(author).get("/studio/modules/").content.decode()
    assert "for the demo only" in text
    client_for(author).post(f"/studio/modules/{version.pk}/propose/")
    client_for(second).post(f"/studio/modules/{version.pk}/confirm/")
    assert is_adopted(version, demo=False)


def test_authors_and_hr_adopt_and_nobody_else(version, client, client_for, eva, alice, bob):
    assert client_for(eva).get("/studio/modules/").status_code == 200
    for other in (alice, bob):
        assert client_for(other).get("/studio/modules/").status_code == 404
        for verb in ("propose", "confirm"):
            address = f"/studio/modules/{version.pk}/{verb}/"
            assert client_for(other).post(address).status_code == 404
            assert client.post(address).status_code == 401
            assert client_for(eva).get(address).status_code == 405
    assert not AdoptionProposal.objects.exists()


def test_more_modules_cost_no_more_queries(version, client_for, author):
    client = client_for(author)
    client.get("/studio/modules/")
    with CaptureQueriesContext(connection) as one:
        client.get("/studio/modules/")
    for n in range(1, 5):
        ModuleVersion.objects.create(
            module=version.module, major=1, minor=n, content_hash=str(n) * 64, spec=version.spec,
            status="retired",
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        client.get("/studio/modules/")
    assert len(one) == len(many)
