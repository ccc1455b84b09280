"""Drafts: begun, saved, gone back, taken over, deleted and taken back; by authors alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from awareness.content.staging import published_object
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.studio.draft_kinds.page import _empty_fields
from awareness.studio.drafts import drafting
from awareness.studio.drafts import history as draft_history
from awareness.studio.drafts import list_views as draft_list_views
from awareness.studio.drafts import views as draft_views
from awareness.studio.drafts.drafting import DraftError
from awareness.studio.models import Draft, DraftCode, DraftEvent, DraftRevision

LIST = "/studio/drafts/"
NEW = "/studio/drafts/new/page/"
BEGIN = "/studio/drafts/begin/page/tiny/tiny-2020/lost-property/"
PLACE = ObjectRef(ObjectKind.PAGE, "tiny", "tiny-2020", "lost-property")


@pytest.fixture
def tiny(tiny_files):
    return tiny_files


@pytest.fixture
def draft(tiny, client_for, author) -> Draft:
    """A draft of the tiny page, begun by the author."""
    assert client_for(author).post(BEGIN).status_code == 302
    return Draft.objects.get()


def typed(form) -> dict:
    """What a browser sends of a form."""
    return {f.html_name: "" if f.value() is None else f.value() for f in form}


def filled(client, draft) -> dict:
    """What a browser sends of a draft's page."""
    return typed(client.get(f"{LIST}{draft.pk}/").context["form"])


def held(draft) -> dict:
    """The same without the page, which takes most of a save: what its form is filled with."""
    draft = draft_views.draft_or_404(draft.pk)
    newest = draft.newest_revision()
    return typed(
        draft_views.kind_of(draft).form_class.filled(newest.body, newest.number, draft.ref)
    )


def save(client, draft, **values):
    return client.post(f"{LIST}{draft.pk}/save/", held(draft) | values)


def addresses(draft) -> list[tuple[str, str]]:
    own = f"{LIST}{draft.pk}/"
    reads = [LIST, NEW, own, f"{own}history/", f"{own}delete/", f"{own}play/", f"{own}picks/"]
    writes = [NEW, BEGIN, *(f"{own}{verb}/" for verb in
              ("save", "undo", "take-over", "renew", "delete", "restore"))]  # fmt: skip
    return [*(("get", each) for each in reads), *(("post", each) for each in writes)]


def test_a_draft_is_visible_to_authors_alone(draft, client, client_for, alice, mallory, eva):
    for method, address in addresses(draft):
        for other in (alice, mallory, eva):
            answer = getattr(client_for(other), method)(address)
            assert answer.status_code == 404, (address, other.name)
        assert getattr(client, method)(address).status_code in (302, 401)
    assert DraftRevision.objects.count() == DraftEvent.objects.count() == 1


def test_another_author_reads_every_page_but_that_of_deleting(draft, client_for, second):
    for method, address in addresses(draft):
        if method == "get":
            status = 302 if address.endswith("/delete/") else 200
            assert client_for(second).get(address).status_code == status, address


def test_a_draft_begins_with_what_is_published(draft):
    there = published_object(PLACE)
    assert draft.started == there.digest
    assert draft.newest_revision().body == there.fields
    assert there.fields["title"] == "Most managers have a rule"
    assert there.fields["insight"] == "01"
    assert there.fields["plain_body"].startswith("{figure:managers} managers answered.")


def test_beginning_twice_is_one_draft(draft, client_for, second):
    answer = client_for(second).post(BEGIN)
    assert answer["Location"] == f"{LIST}{draft.pk}/"
    assert Draft.objects.count() == 1


def test_what_is_not_published_cannot_be_begun(tiny, client_for, author):
    client = client_for(author)
    for address in (BEGIN.replace("lost-property", "nothing"), BEGIN.replace("page/", "gossip/", 1),
                    BEGIN.replace("tiny-2020", "nothing"),
                    BEGIN.replace("begin/page", "begin/report")):  # fmt: skip
        assert client.post(address).status_code == 404
    assert not Draft.objects.exists()
    report = BEGIN.replace("begin/page", "begin/report").replace("lost-property", "tiny-2020")
    assert client.post(report).status_code == 302
    assert client.get(NEW.replace("page", "gossip")).status_code == 404


@pytest.mark.parametrize("kind", ["page", "report", "figure", "table", "module", "question"])
def test_no_key_leads_out_of_the_folder_of_a_subject(kind, tiny, tmp_path, client_for, author):
    (tmp_path / "secret.yaml").write_text("title: A secret\n")
    (tiny / "tiny/modules").mkdir(exist_ok=True)
    before = sorted(tmp_path.rglob("*"))
    for ups in ("../../../", "../../", "x/../../../../", "%2e%2e/%2e%2e/%2e%2e/"):
        for report in ("-", "tiny-2020"):
            address = f"{LIST}begin/{kind}/tiny/{report}/{ups}secret/"
            assert client_for(author).post(address).status_code == 404
    assert not Draft.objects.exists()
    assert sorted(tmp_path.rglob("*")) == before


def test_a_new_page_begins_from_its_title(tiny, client_for, author):
    client = client_for(author)
    assert client.post(NEW, {"report": "tiny-2020", "title": ""}).status_code == 422
    assert client.post(NEW, {"report": "nothing", "title": "x"}).status_code == 422
    for title in ("Lost property, found", "Lost property: found"):
        client.post(NEW, {"report": "tiny-2020", "title": title})
    keys = sorted(Draft.objects.values_list("key", "started"))
    assert keys == [("lost-property-found", ""), ("lost-property-found-2", "")]


def test_a_save_appends_and_the_same_again_does_not(draft, client_for, author):
    client = client_for(author)
    for _time in range(2):
        assert save(client, draft, title="Three in four have a rule").status_code == 302
    revision = draft.newest_revision()
    assert (revision.number, revision.body["title"]) == (2, "Three in four have a rule")
    assert (revision.by, revision.name) == (author, author.name)
    draft.refresh_from_db()
    assert draft.title == "Three in four have a rule"


def test_saving_as_one_types_answers_with_what_follows(draft, client_for, author):
    client = client_for(author)
    fields = filled(client, draft) | {"body": "{figure:with-rule|about} of 57 managers."}
    answer = client.post(f"{LIST}{draft.pk}/save/", fields, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert answer["X-Fragment"]
    assert 'value="2" id="based-on" hx-swap-oob="true"' in " ".join(text.split())
    assert "The number “57” is typed" in text
    assert "Three quarters" in text or "75" in text


def test_a_stale_save_shows_both_texts_and_loses_none(draft, client_for, author):
    client = client_for(author)
    early = filled(client, draft)
    save(client, draft, lead="First to save.")
    answer = client.post(f"{LIST}{draft.pk}/save/", early | {"lead": "Second to save."})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert answer.context["code"] == "stale"
    assert answer.context["form"]["lead"].value() == "Second to save."
    assert "First" in text
    again = typed(answer.context["form"])
    assert client.post(f"{LIST}{draft.pk}/save/", again).status_code == 302
    leads = [row.body["lead"] for row in draft.revisions.order_by("number")][1:]
    assert leads == ["First to save.", "Second to save."]


def test_an_error_in_a_stale_form_does_not_make_it_new(draft, client_for, author):
    client = client_for(author)
    early = held(draft)
    save(client, draft, lead="First to save.")
    late = early | {"lead": "Second to save.", "title": "x" * 500}
    form = client.post(f"{LIST}{draft.pk}/save/", late).context["form"]
    assert form.has_error("title")
    answer = client.post(f"{LIST}{draft.pk}/save/", typed(form) | {"title": "Short"})
    assert answer.context["code"] == "stale"
    assert draft.newest_revision().body["lead"] == "First to save."


def test_one_person_writes_and_another_takes_over(draft, client_for, author, second):
    one, other = client_for(author), client_for(second)
    answer = save(other, draft, lead="Mine now.")
    assert answer.context["code"] == "not_editor"
    assert answer.context["form"]["lead"].value() == "Mine now."
    assert draft.revisions.count() == 1
    assert save(other, draft, lead="Mine now.", take_over="1").status_code == 302
    draft.refresh_from_db()
    assert draft.editor == second
    assert save(one, draft, lead="And mine.").context["code"] == "not_editor"
    one.post(f"{LIST}{draft.pk}/take-over/")
    assert save(one, draft, lead="And mine.").status_code == 302
    codes = list(draft.events.values_list("code", "name"))
    assert codes == [("begun", author.name), ("taken_over", second.name),
                     ("taken_over", author.name)]  # fmt: skip


def test_undoing_goes_back_revision_by_revision(draft, client_for, author):
    client = client_for(author)
    for lead in ("One.", "Two.", "Three."):
        save(client, draft, lead=lead)
    first = draft.revisions.get(number=1).body["lead"]
    seen = []
    for _time in range(4):
        client.post(f"{LIST}{draft.pk}/undo/")
        seen.append(draft.newest_revision().body["lead"])
    assert seen == ["Two.", "One.", first, first]
    client.post(f"{LIST}{draft.pk}/undo/", {"number": "4"})
    assert draft.newest_revision().body["lead"] == "Three."
    assert client.post(f"{LIST}{draft.pk}/undo/", {"number": "99"}).status_code == 404
    with pytest.raises(DraftError) as error:
        drafting.go_back(draft.pk, 99, "", author, timezone.now())
    assert error.value.code == "nothing_before"


def test_deleting_asks_and_is_taken_back(draft, client_for, author, second):
    client, own = client_for(author), f"{LIST}{draft.pk}/"
    theirs = client_for(second)
    for answer in (theirs.get(f"{own}delete/"), theirs.post(f"{own}delete/")):
        assert answer["Location"] == own  # where it can be taken over
    assert "Keep it" in client.get(f"{own}delete/").content.decode()
    assert Draft.objects.open().exists()
    page = client.post(f"{own}delete/", follow=True)
    assert list(page.context["page"]) == []
    assert [each.pk for each in page.context["deleted"]] == [draft.pk]
    assert save(client, draft, lead="Late.").context["code"] == "closed"
    for _time in range(2):
        client_for(second).post(f"{own}restore/")
    draft.refresh_from_db()
    assert (draft.closed_at, draft.editor, draft.state) == (None, second, "written")
    assert draft.events.count() == 3


def test_a_deleted_draft_stays_in_the_list_however_many_are_published(
    draft, client_for, author, monkeypatch
):
    monkeypatch.setattr("awareness.studio.drafts.list_views.DRAFTS_PER_PAGE", 1)
    now = timezone.now()
    drafting.delete(draft.pk, author, now)
    place = ObjectRef(ObjectKind.PAGE, "tiny", "tiny-2020", "another")
    other, _new = drafting.begin(place, {"title": "x"}, "x", "", author, now)
    drafting.note_event(other, DraftCode.PUBLISHED, 1, author, now)
    Draft.objects.filter(pk=other.pk).update(closed_at=now)
    assert [each.pk for each in client_for(author).get(LIST).context["deleted"]] == [draft.pk]


def test_a_deleted_draft_does_not_come_back_beside_another(draft, client_for, author):
    client, own = client_for(author), f"{LIST}{draft.pk}/"
    client.post(f"{own}delete/")
    client.post(BEGIN)
    page = client.post(f"{own}restore/", follow=True).content.decode()
    assert "Another draft of the same" in page
    assert Draft.objects.open().count() == 1
    with pytest.raises(DraftError) as error:
        drafting.restore(draft.pk, author, timezone.now())
    assert error.value.code == "taken"


def test_what_was_published_meanwhile_is_compared_first(draft, tiny, client_for, author, second):
    client, own = client_for(author), f"{LIST}{draft.pk}/"
    assert client.get(own).context["meanwhile"] is None
    path = tiny / "tiny/reports/tiny-2020/insights/01-lost-property.md"
    path.write_text(path.read_text().replace("Most managers", "Many managers"))
    meanwhile = client.get(own).context["meanwhile"]
    assert [name for name, _pieces in meanwhile.changes] == ["Title: what was found, in one line"]
    client.post(f"{own}renew/", {"digest": "0" * 64})  # what was shown is not what is there
    client_for(second).post(f"{own}renew/", {"digest": meanwhile.digest})
    draft.refresh_from_db()
    assert draft.started != meanwhile.digest
    client.post(f"{own}renew/", {"digest": meanwhile.digest})
    draft.refresh_from_db()
    assert draft.started == meanwhile.digest
    assert client.get(own).context["meanwhile"] is None
    assert draft.events.latest("pk").code == "renewed"


def test_history_compares_pieces_of_work_and_not_every_save(draft, author, second, monkeypatch):
    compared = []
    monkeypatch.setattr(
        draft_history, "field_changes", lambda _draft, *bodies: compared.append(bodies) or []
    )
    now, body = timezone.now(), draft.newest_revision().body
    for number in range(1, 6):
        words = body | {"lead": f"Try {number}."}
        drafting.save(draft.pk, words, "", number, second, now, take_over=True)
    told = draft_history.history(draft.events.all(), draft.revisions.order_by("number"))
    assert compared == []
    draft_history.add_field_changes(draft, told)
    assert [(before["lead"], after["lead"]) for before, after in compared] == [
        (body["lead"], "Try 5."),
    ]  # fmt: skip


def test_history_says_who_when_and_what_in_words(draft, client_for, author, second):
    now = timezone.now()
    body = draft.newest_revision().body
    drafting.save(draft.pk, body | {"lead": "A first try."}, "", 1, author, now)
    drafting.save(draft.pk, body | {"lead": "A second try."}, "", 2, author,
                  now + timedelta(minutes=2))  # fmt: skip
    drafting.save(draft.pk, body | {"lead": "Another mind."}, "", 3, second,
                  now + timedelta(minutes=4), take_over=True)  # fmt: skip
    told = draft_history.history(draft.events.all(), draft.revisions.order_by("number"))
    works = [each for each in told if isinstance(each, draft_history.PieceOfWork)]
    assert [(work.name, work.save_count) for work in works] == [(second.name, 1), (author.name, 3)]
    page = client_for(author).get(f"{LIST}{draft.pk}/history/").content.decode()
    assert "<ins>Another</ins>" in page
    assert "took it over" in page


def test_a_long_history_comes_page_by_page_with_the_texts_of_what_is_shown(
    draft, client_for, author, django_assert_num_queries
):
    now, body = timezone.now(), draft.newest_revision().body
    for number in range(1, 30):
        words = body | {"lead": f"Try {number}."}
        drafting.save(draft.pk, words, "", number, author, now + number * timedelta(hours=1))
    client, address = client_for(author), f"{LIST}{draft.pk}/history/"
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address).content.decode()
    texts = [each["sql"] for each in queries if '"studio_draftrevision"."body"' in each["sql"]]
    assert len(texts) == 2  # the newest revision, and those that are shown
    assert (page.count("Ada Author wrote"), "1 / 2" in page) == (20, True)
    assert "<ins>29" in page
    assert "<ins>3</ins>" not in page
    other = client.get(address, {"page": "2"}).content.decode()
    assert "<ins>3</ins>" in other


def test_the_list_of_drafts_comes_page_by_page(tiny, client_for, author, monkeypatch):
    monkeypatch.setattr(draft_list_views, "DRAFTS_PER_PAGE", 2)
    now = timezone.now()
    for number in range(6):
        place = ObjectRef(ObjectKind.PAGE, "tiny", "tiny-2020", f"p-{number}")
        row, _new = drafting.begin(place, {"title": "x"}, f"Page {number}", "", author, now)
        if number % 2:
            drafting.delete(row.pk, author, now)
    client = client_for(author)
    page = client.get(LIST).content.decode()
    assert page.count("1 / 2") == 2
    seen = [client.get(LIST, {"page": n, "deleted": n}) for n in (1, 2)]
    for name in ("page", "deleted"):
        assert len({row.pk for each in seen for row in each.context[name]}) == 3


def test_a_figure_is_picked_without_the_script(draft, client_for, author):
    client = client_for(author)
    fields = filled(client, draft) | {"put": "{figure:managers}", "into": "plain_body"}
    assert client.post(f"{LIST}{draft.pk}/save/", fields).status_code == 302
    assert draft.newest_revision().body["plain_body"].endswith(" {figure:managers}")
    found = client.get(f"{LIST}{draft.pk}/picks/?q=written rule")
    picks = {pick.reference: pick for pick in found.context["tools"]["picks"]}
    assert "{figure:with-rule}" in picks
    assert picks["{figure:with-rule}"].caveats[0].startswith("The managers chose to answer")
    assert "{figure:managers}" not in picks


def test_what_a_button_sends_that_cannot_be_meant_keeps_the_fields(draft, client_for, author):
    client = client_for(author)
    for number, sent in enumerate(({"put": "\x01"}, {"put": "x" * 201}, {"act": "\x01"}), 1):
        fields = filled(client, draft) | {"lead": f"Lead {number}."}
        assert client.post(f"{LIST}{draft.pk}/save/", fields | sent).status_code == 302
        body = draft.newest_revision().body
        assert (body["lead"], body["body"]) == (f"Lead {number}.", fields["body"])
    fields = filled(client, draft) | {"find": "1", "q": "rules & #1"}
    answer = client.post(f"{LIST}{draft.pk}/save/", fields)
    assert answer["Location"].endswith("/?q=rules+%26+%231#picks")


def test_a_page_says_what_checks_say_of_it_and_shows_the_rest(draft, client_for, author):
    client = client_for(author)
    save(
        client, draft, body="{figure:nothing} of us. {figure:with-rule|about} have a rule, all 57."
    )
    page = client.get(f"{LIST}{draft.pk}/")
    told = {each.message: each for each in page.context["form"]["body"].problems}
    assert any("nothing" in message for message in told)
    typed = next(each for message, each in told.items() if "57" in message)
    assert typed.sentence == "{figure:with-rule|about} have a rule, all 57."
    text = page.content.decode()
    assert "{figure:nothing}" in text
    assert "Three quarters" in text


def test_a_page_that_is_half_written_is_checked_as_far_as_it_goes(draft, client_for, author):
    client = client_for(author)
    save(client, draft, lead="", insight="", plain_body="", body="There are 57 of them.")
    form = client.get(f"{LIST}{draft.pk}/").context["form"]
    assert [each.message for each in form["lead"].problems] == ["This is still empty"]
    assert form["insight"].value() == "about"  # of no finding: what belongs to all of a report
    assert [each.message for each in form["plain_body"].problems] == ["This is still empty"]
    assert "57" in form["body"].problems[0].message


def test_a_plain_edition_is_missed_where_the_subject_asks_for_it_or_half_of_it_is_there():
    body = {"title": "T", "lead": "L", "insight": "01", "order": "1", "body": "B"}

    def missed(asks: bool, **plain: str) -> list[str]:
        return _empty_fields(body | plain, asks)

    every = ["plain_title", "plain_lead", "plain_body"]
    assert missed(True) == every
    assert missed(False) == []
    assert missed(False, plain_body="P") == every[:2]


def test_what_is_typed_is_inert_wherever_it_shows(draft, client_for, author):
    client, bad = client_for(author), "<script>alert(1)</script><img src=x onerror=alert(1)>"
    save(client, draft, title=bad, lead=bad, body=bad, plain_body=bad, insight="zz")
    save(client, draft, title=bad, lead=bad, body=bad, plain_body=bad)
    for address in (LIST, f"{LIST}{draft.pk}/", f"{LIST}{draft.pk}/history/",
                    f"{LIST}{draft.pk}/play/", f"{LIST}{draft.pk}/delete/"):  # fmt: skip
        text = client.get(address).content.decode()
        assert "<script>alert" not in text
        assert "<img" not in text


def test_the_list_costs_the_same_with_many(tiny, client_for, author):
    client, counts = client_for(author), []
    for size in (2, 6):
        for number in range(size):
            place = ObjectRef(ObjectKind.PAGE, "tiny", "tiny-2020", f"p{size}-{number}")
            drafting.begin(place, {"title": "x"}, "x", "", author, timezone.now())
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_has_no_answer_is_shown_whole_whatever_asks_for_it(tiny, client_for, author):
    """An address that takes answers of questions takes none of other kinds, and does not fall."""
    client = client_for(author)
    for kind, key in (("page", "lost-property"), ("figure", "rules"), ("table", "where")):
        client.post(f"{LIST}begin/{kind}/tiny/tiny-2020/{key}/")
        draft = Draft.objects.get(kind=kind)
        for headers in ({}, {"HX-Request": "true"}):
            answer = client.post(f"{LIST}{draft.pk}/play/", headers=headers)
            assert (answer.status_code, b"<main" in answer.content) == (200, True), kind
