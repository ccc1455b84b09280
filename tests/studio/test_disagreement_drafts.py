"""Disagreements as drafts: written by form, checked against their lines, published."""

from uuid import uuid4

import pytest
import yaml
from django.utils import timezone

from awareness.content.files import read_yaml
from awareness.content.reader import read_content
from awareness.content.staging import published_object
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.content.writing.discrepancies import WRITER, entry_of_fields, form_fields_of
from awareness.insights.models import Discrepancy
from awareness.studio.models import Draft, JobOutcome
from awareness.studio.publishing import jobs
from awareness.studio.publishing import publish as publishing
from awareness.studio.publishing.checks import PinnedDraft, find_refusals
from tests.conftest import make_person
from tests.studio.conftest import FIXTURES
from tests.studio.content import HEADING
from tests.studio.test_drafts import LIST, save

SHIPPED = FIXTURES / "child-protection"
SAID = {
    "title": "The heading and the text on written rules", "where": "2020:5;2020:{line}",
    "what": "The text says three quarters, and the heading two in three.",
    "treatment": "The text is used.", "level": "learn", "worked_out": "",
}  # fmt: skip


@pytest.fixture
def mine(differing, client_for, author):
    return client_for(author)


def begun(client) -> Draft:
    answer = client.post(
        "/studio/drafts/new/discrepancy/", {"subject": "tiny", "title": "On written rules"}
    )
    assert answer.status_code == 302
    return Draft.objects.get(kind="discrepancy")


def told(client, draft) -> dict[str, list[str]]:
    """What the checks say, by field."""
    form = client.get(f"{LIST}{draft.pk}/").context["form"]
    return {field.name: [each.message for each in field.problems]
            for field in form if getattr(field, "problems", ())}  # fmt: skip


def write(client, draft, line: int, **more):
    said = {name: words.replace("{line}", str(line)) for name, words in (SAID | more).items()}
    return save(client, draft, **said)


def test_what_ships_is_read_and_written_as_it_is(tmp_path):
    document = read_yaml(SHIPPED / "discrepancies.yaml")
    before = (SHIPPED / "discrepancies.yaml").read_text()
    (tmp_path / "discrepancies.yaml").write_text(before)
    for entry in document.data["discrepancies"]:
        fields = form_fields_of(entry, document.data["sources"])
        assert entry_of_fields(fields, entry["key"], entry) == entry
        place = ObjectRef(ObjectKind.DISCREPANCY, "csam", "", entry["key"])
        assert WRITER.read_fields(tmp_path, place) == fields
        WRITER.write_fields(tmp_path, place, fields)
    assert (tmp_path / "discrepancies.yaml").read_text() == before
    changed = form_fields_of(document.data["discrepancies"][0], document.data["sources"])
    place = ObjectRef(ObjectKind.DISCREPANCY, "csam", "", "D-1001")
    WRITER.write_fields(tmp_path, place, changed | {"sources": {"more": "more.txt"}})
    after = read_yaml(tmp_path / "discrepancies.yaml").data
    assert after["sources"] == document.data["sources"] | {"more": "more.txt"}
    assert after["discrepancies"][:-1] == document.data["discrepancies"]
    assert after["discrepancies"][-1]["key"] == "D-1001"
    first, *_rest = (tmp_path / "discrepancies.yaml").read_text().split("discrepancies:")
    assert "# Numbers here are part of the record" in first


def test_a_number_that_stands_nowhere_and_a_figure_that_does_not_name_it_are_told(
    mine, differing, settings
):  # fmt: skip
    draft = begun(mine)
    assert draft.key == "D-1001"
    assert told(mine, draft)
    write(mine, draft, differing, what="The text says three quarters, and the heading 62 per cent.")
    found = told(mine, draft)
    assert any("“62” stands at none" in words for words in found["what"]), found
    assert any("no figure at its places names it" in words for words in found["where"])
    places = mine.get(f"{LIST}{draft.pk}/").context["preview"].context["places"]
    assert [[number for number, _words in place.lines] for place in places] == [[5], [differing]]
    assert places[1].lines[0][1] == HEADING
    # What a figure says is never shown is not shown here either.
    figures = settings.CONTENT_DIRS[0] / "tiny/reports/tiny-2020/figures.csv"
    figures.write_text(figures.read_text() + f"never,01,Not,,,,,,,,,,,,,,2020:{differing},NEVER,"
                       "It is never shown,,,,,\n")  # fmt: skip
    hidden = mine.get(f"{LIST}{draft.pk}/")
    places = hidden.context["preview"].context["places"]
    assert [(place.is_never, bool(place.lines)) for place in places] == [
        (False, True),
        (True, False),
    ]
    assert HEADING not in hidden.content.decode()
    assert mine.get("/studio/disagreements/tiny/").context["cards"] == []
    write(mine, draft, 9999)
    assert told(mine, draft)  # past the end of the text
    assert "text ends before this line" in mine.get(f"{LIST}{draft.pk}/").content.decode()
    write(mine, draft, differing, where="elsewhere:3")
    assert any("elsewhere" in words for words in told(mine, draft)["where"])


def test_a_number_that_stands_nowhere_is_not_published(mine, differing):
    """Also where no draft of a report goes with it, whose texts would be looked at."""
    draft = begun(mine)
    said = {"where": "2020:2", "what": "The text says how they were asked."}
    write(mine, draft, differing, **said)
    assert find_refusals([PinnedDraft(draft, draft.newest_revision())]) == []
    write(mine, draft, differing, **said | {"what": "The text says that 62 per cent were asked."})
    [refusal] = find_refusals([PinnedDraft(draft, draft.newest_revision())])
    assert (refusal.draft, refusal.problem.field_name) == (draft, "what")
    assert "“62” stands at none of its places" in refusal.problem.message


def test_it_is_published_with_the_figure_that_names_it(mine, differing, author, site, settings):
    draft = begun(mine)
    write(mine, draft, differing)
    mine.post("/studio/drafts/begin/figure/tiny/tiny-2020/with-rule/")
    figure = Draft.objects.get(kind="figure")
    save(mine, figure, discrepancies=f"D-1; {draft.key}")  # a blank behind the sign is none of it
    assert mine.get(f"{LIST}{draft.pk}/").context["preview"].context["beside"] == [figure]
    save(mine, figure, discrepancies=draft.key)
    assert told(mine, draft) == {}
    assert mine.get(f"{LIST}{draft.pk}/").context["preview"].context["beside"] == [figure]
    second = make_person("Berit Berg", site, role="author")
    pinned = [(each.pk, each.newest_revision().number) for each in (draft, figure)]
    publishing.publish(pinned, author, second, uuid4(), timezone.now())
    jobs.work_off(timezone.now)
    outcome = JobOutcome.objects.latest("pk")
    assert outcome.state == "taken", outcome.problems
    live = Discrepancy.objects.get(key=draft.key)
    assert (live.title, live.learn) == (SAID["title"], True)
    assert [place["slug"] for place in live.places] == ["tiny-2020"]
    rows = mine.get("/studio/contents/?kind=discrepancy").context["page"].object_list
    assert [(row.key, row.is_published) for row in rows] == [(draft.key, True)]
    # Begun anew it says the same, and what is changed is one entry of its file.
    mine.post(f"/studio/drafts/begin/discrepancy/tiny/-/{draft.key}/")
    again = Draft.objects.get(kind="discrepancy", closed_at=None)
    assert again.newest_revision().body["where"] == SAID["where"].replace("{line}", str(differing))
    assert published_object(again.ref).digest == again.started


def test_of_two_folders_the_later_one_counts_for_a_key(differing, settings, tmp_path):
    entry = {"key": "D-1", "title": "One", "where": "2020:5", "what": "Three quarters.",
             "treatment": "None.", "learn": True}  # fmt: skip
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder, title in zip(folders, ("One", "Another"), strict=True):
        (folder / "tiny").mkdir(parents=True)
        entries = [entry | {"title": title}]
        if title == "One":
            entries.append(entry | {"key": "D-2"})
        said = {"sources": {"2020": "tiny.txt"}, "discrepancies": entries}
        (folder / "tiny/discrepancies.yaml").write_text(yaml.safe_dump(said))
    content = read_content([settings.CONTENT_DIRS[0], *folders])
    assert not [each for each in content.problems if "twice" in each.message]
    assert {key: each.title for key, each in content.ledger.discrepancies.items()} == {
        "D-1": "Another", "D-2": "One",
    }  # fmt: skip


def test_where_there_are_several_subjects_one_is_chosen(mine, differing, settings):
    from tests.studio.content import write_subject

    new = "/studio/drafts/new/discrepancy/"
    assert mine.get(new).context["form"]["subject"].field.choices[0][0] == "tiny"
    write_subject(settings.CONTENT_DIRS[0], "other", order=2)
    form = mine.get(new).context["form"]
    assert [key for key, _name in form["subject"].field.choices] == ["", "tiny", "other"]
    refused = mine.post(new, {"title": "On rules"})
    assert refused.status_code == 422
    assert refused.context["form"].errors.get_json_data()["subject"][0]["code"] == "required"
    assert refused.context["form"]["title"].value() == "On rules"
    module = mine.get("/studio/drafts/new/module/").context["form"]
    assert [key for key, _name in module["subject"].field.choices] == ["", "tiny", "other"]
