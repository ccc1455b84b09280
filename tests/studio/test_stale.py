"""A changed figure marks everything that rests on it, in one list, until somebody has looked."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awareness.bank.build import build_questions
from awareness.content.dependants import Dependants
from awareness.content.models import FigureChange, StaleMark
from awareness.content.reader import read_content
from awareness.insights.models import ExplainerVersion, Status
from awareness.studio.models import ContentEdit, Looked
from awareness.studio.published import actions, stale_list
from tests.bank.ledgers import shipped
from tests.conftest import make_person
from tests.studio.conftest import PACK
from tests.studio.content import load_all, save

pytestmark = pytest.mark.usefixtures("any_edit")

LIST = "/studio/stale/"
FIGURE = "/studio/edit/figures/tiny-2020/with-rule/"
DAY = date(2026, 11, 27)
RULE = "tiny-2020:with-rule"


def change(folder, old: str, new: str, file="figures.csv") -> None:
    path = folder / "tiny/reports/tiny-2020" / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    load_all()


def rests_in(content) -> Dependants:
    parts = (content.questions, content.scenarios, content.modules)
    return Dependants(content, build_questions(content.ledger, *parts)[0])


def marked() -> set[tuple[str, str]]:
    return set(stale_list.open_marks().values_list("kind", "key"))


RESTS = {
    ("figure", "tiny-2020:rules"), ("page", "tiny-2020/lost-property"),
    ("question", "tiny-2020/whom-it-stands-for"),
}  # fmt: skip
LABEL = ("Managers with a written rule", "Managers who have a written rule")


def test_the_first_load_marks_nothing(tiny):
    assert not FigureChange.objects.exists()
    load_all()
    assert not FigureChange.objects.exists()


def test_a_changed_figure_marks_what_rests_on_it_once(tiny):
    change(tiny, *LABEL)
    load_all()

    row = FigureChange.objects.get()
    assert row.figure == RULE
    assert row.changes == [{"name": "label", "before": LABEL[0], "after": LABEL[1]}]
    assert marked() == RESTS
    assert {mark.title for mark in stale_list.open_marks() if mark.kind == "page"} == {
        "Most managers have a rule"
    }


def test_a_sum_that_follows_its_parts_is_no_change_of_its_own(tiny):
    """121 managers: the number of rules is computed anew, and stands in the list of managers."""
    change(tiny, "120 shop managers answered.,120,,,managers,120,", "x,121,,,managers,121,")

    row = FigureChange.objects.get()
    assert row.figure == "tiny-2020:managers"
    assert [difference["name"] for difference in row.changes] == [
        "value",
        "as_printed",
        "statement",
    ]
    assert ("figure", "tiny-2020:rules") in marked()


def test_a_changed_cell_marks_its_drawing_and_the_page_that_shows_it(tiny):
    change(tiny, "In a city", "In a big city", "tables/tables.yaml")

    assert marked() == {("chart", "tiny-2020:where"), ("page", "tiny-2020/lost-property")}
    [group] = stale_list.stale_figures()
    [drawing] = [row for row in group.rows if row.mark.kind == "chart"]
    assert drawing.mark.home == "tiny-2020/lost-property"
    assert drawing.address == "/library/tiny-2020/lost-property/"


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        (",120,,,2020:5,CAVEAT", ",75,,,2020:5,CAVEAT", "base_n"),
        ("2020:5,CAVEAT,,CHOSE", "2020:5,TEACH,,CHOSE", "use"),
        ("2020:5,CAVEAT,,CHOSE", "2020:5,CAVEAT,,CHOSE;OTHER", "caveats"),
        ("Three quarters of the managers have", "They have", "statement"),
        ("75,,about,percent,Three quarters", "75,,,percent,Three quarters", "qualifier"),
    ],
)
def test_what_a_figure_says_is_more_than_its_number(old, new, name, tiny):
    if name == "caveats":
        report = tiny / "tiny/reports/tiny-2020/report.yaml"
        report.write_text(report.read_text() + "  OTHER: They were asked on paper.\n")
        questions = tiny / "tiny/reports/tiny-2020/questions.yaml"
        questions.write_text(questions.read_text().replace("[CHOSE]", "[CHOSE, OTHER]"))
    change(tiny, old, new)

    assert [difference["name"] for difference in FigureChange.objects.get().changes] == [name]
    assert marked() == RESTS


def test_when_it_is_to_be_read_again_changes_nothing(tiny):
    change(tiny, "2030-12-31", "2031-12-31")

    assert not FigureChange.objects.exists()


def test_two_changes_before_anybody_looked_are_both_shown(tiny, client_for, author):
    change(tiny, *LABEL)
    change(tiny, "Three quarters of the managers have", "They have")

    [group] = stale_list.stale_figures()
    assert [c.changes[0]["name"] for c in group.changes] == ["statement", "label"]
    assert len(group.rows) == len(RESTS)
    assert stale_list.open_count() == len(RESTS)
    text = client_for(author).get(LIST).content.decode()
    assert LABEL[1] in text
    assert "They have a written rule." in text
    assert text.count("I have looked at it") == len(RESTS)


def test_looking_takes_a_thing_off_with_name_and_day(tiny, client_for, author):
    change(tiny, *LABEL)
    change(tiny, "Three quarters of the managers have", "They have")
    client = client_for(author)
    mark = stale_list.open_marks().filter(kind="page").order_by("-id").first()

    answer = client.post(f"{LIST}{mark.pk}/look/", follow=True)

    assert "looked at “Most managers have a rule”" in answer.content.decode()
    assert marked() == RESTS - {("page", "tiny-2020/lost-property")}
    rows = Looked.objects.all()
    assert {(row.by, row.name) for row in rows} == {(author, author.name)}
    assert len(rows) == 2  # both changes of the thing that was looked at
    again = client.post(f"{LIST}{mark.pk}/look/", follow=True).content.decode()
    assert "Somebody has looked at" in again
    assert Looked.objects.count() == 2


def test_a_change_that_came_later_has_not_been_looked_at(tiny, author):
    change(tiny, *LABEL)
    seen = stale_list.open_marks().get(kind="page")
    change(tiny, "Three quarters of the managers have", "They have")

    assert actions.mark_looked_at(seen, author, DAY) == 1

    assert ("page", "tiny-2020/lost-property") in marked()


def test_rows_are_added_and_never_changed(tiny, author):
    change(tiny, *LABEL)
    mark = StaleMark.objects.first()
    actions.mark_looked_at(mark, author, DAY)
    for row in (FigureChange.objects.get(), mark, Looked.objects.get()):
        with pytest.raises(TypeError):
            row.save()
        with pytest.raises(TypeError):
            row.delete()


def test_an_edit_in_the_browser_marks_too(tiny, client_for, author):
    client = client_for(author)
    form = client.get(FIGURE).context["form"]
    fields = {field.html_name: field.value() or "" for field in form} | {"label": LABEL[1]}

    text = save(client, FIGURE, fields).content.decode()

    assert LIST in text
    assert marked() == RESTS
    assert ContentEdit.objects.count() == 1
    index = client.get("/studio/").content.decode()
    assert "3 wait to be looked at" in index


def test_the_list_is_for_authors(tiny, client, client_for, author, alice, bob, mallory, eva):
    change(tiny, *LABEL)
    look = f"{LIST}{StaleMark.objects.first().pk}/look/"
    assert client_for(author).get(LIST).status_code == 200
    for other in (alice, bob, mallory, eva):
        assert client_for(other).get(LIST).status_code == 404
        assert client_for(other).post(look).status_code == 404
    assert client.get(LIST)["Location"] == "/account/login/"
    assert client.post(look).status_code == 401
    assert client_for(author).get(look).status_code == 405
    assert client_for(author).post(f"{LIST}999999/look/").status_code == 404
    assert not Looked.objects.exists()


def test_an_empty_list_says_so(tiny, client_for, author):
    assert "Nothing waits." in client_for(author).get(LIST).content.decode()


def test_what_is_no_longer_live_has_no_link(tiny, client_for, author):
    change(tiny, *LABEL)
    mark = stale_list.open_marks().get(kind="page")
    ExplainerVersion.objects.update(status=Status.RETIRED)
    text = client_for(author).get(LIST).content.decode()
    assert "no longer live" in text
    assert f'href="/library/{mark.key}/"' not in text


@pytest.mark.django_db
def test_a_text_of_the_library_has_a_link(db):
    change_of_figure = FigureChange.objects.create(figure=RULE, changes=[], day=DAY)
    StaleMark.objects.create(change=change_of_figure, kind="page", key="about-the-evidence")
    [row] = stale_list.stale_figures()[0].rows
    assert (row.address, row.is_live) == ("/library/about-the-evidence/", False)


@pytest.mark.django_db
def test_it_costs_the_same_number_of_queries_at_any_size(client_for, author):
    client = client_for(author)

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    def fill(changes: int, marks_a_kind: int) -> None:
        for n in range(changes):
            row = FigureChange.objects.create(
                figure=f"tiny-2020:f{n}-{marks_a_kind}", label="A", day=DAY,
                changes=[{"name": "label", "before": "A", "after": "B"}],
            )  # fmt: skip
            StaleMark.objects.bulk_create(
                StaleMark(change=row, kind=kind, key=f"tiny-2020/k{m}", title="T")
                for kind in ("page", "question", "module") for m in range(marks_a_kind)
            )  # fmt: skip

    fill(1, 1)
    few = queries(LIST), queries("/studio/")
    fill(6, 9)
    assert (queries(LIST), queries("/studio/")) == few


def test_everything_that_rests_on_a_figure_of_the_shipped_content_is_found():
    """Formulas, drawings, pages, questions, situations and modules, however far."""
    rests = rests_in(shipped())
    dependants = {
        (dependant.kind, dependant.key) for dependant in rests.resting_on("netclean-2018:alerts")
    }
    assert {
        ("figure", "netclean-2018:computers-per-alert"),
        ("chart", "netclean-2018:alerts-dots"),
        ("page", "netclean-2018/workplace"),
        ("question", "netclean-2018/alerts-are-not-people"),
        ("module", "why-this-is-a-workplace-topic"),
    } <= dependants
    # A number that stands in a caveat alone reaches whatever shows the caveat.
    officers = {
        (dependant.kind, dependant.key)
        for dependant in rests.resting_on("external-pages:officers-2019")
    }
    assert ("page", "netclean-2019/live-streaming") in officers
    assert not [key for kind, key in officers if kind == "figure" and "live-" in key]


def test_any_edition_of_a_text_and_a_situation_rest_on_what_they_name(planted):
    text = planted.folder / "library/03-who-is-asked.md"
    head = "---\ntitle: Who is asked\nlead: Officers.\norder: 3\n---\n"
    text.write_text(f"{head}Of {{figure:netclean-2018:respondents}} some did.\n")
    rule = planted.folder / "modules/what-to-do/the-rule.youth.md"
    rule.write_text(f"{rule.read_text()}\n\nOf {{figure:netclean-2018:respondents}} some did.\n")
    room = "Nobody else is in the room."
    heard = f"{room} {{figure:netclean-2018:respondents}} heard of it."
    planted.put("scenarios/shared-laptop.yaml", room, heard)
    dependants = rests_in(read_content([planted.root])).resting_on("netclean-2018:respondents")

    texts = {dependant.key: dependant.home for dependant in dependants if dependant.kind == "text"}
    assert texts["what-to-do/the-rule.md"] == "what-to-do"
    kinds = {(dependant.kind, dependant.key) for dependant in dependants}
    assert ("module", "what-to-do") in kinds
    assert ("page", "who-is-asked") in kinds
    assert any(key.startswith("scenario/s1-") for kind, key in kinds if kind == "question")


def test_a_second_person_who_presses_at_once_changes_nothing(tiny, author, site):
    change(tiny, *LABEL)
    mark = StaleMark.objects.select_related("change").first()
    second = make_person("Second Author", site, role="author")
    actions.mark_looked_at(mark, author, DAY)

    assert actions.mark_looked_at(mark, second, DAY) == 0
    assert Looked.objects.get().by == author


def test_a_pack_is_marked_as_a_whole(planted, settings, db):
    settings.CONTENT_DIRS = [planted.root]
    call_command("load_content", stdout=StringIO(), stderr=StringIO())
    planted.put_cell("alerts", "label", "All alerts")
    call_command("load_content", str(planted.folder / PACK), stdout=StringIO(), stderr=StringIO())

    assert FigureChange.objects.get().figure == "netclean-2018:alerts"
    assert {"figure", "chart", "page", "question", "module"} == {kind for kind, _ in marked()}
