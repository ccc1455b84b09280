"""Drawings as drafts: proposed of a page's figures, taken, changed, published with the page."""

from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from awareness.content.files import read_yaml
from awareness.content.staging import published_object
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.content.writing.charts import WRITER, entry_of_fields, form_fields_of
from awareness.content.writing.yaml_files import changed_within
from awareness.insights.models import ExplainerVersion, Report
from awareness.studio.drafts import drafting
from awareness.studio.models import Draft, JobOutcome
from awareness.studio.publishing import jobs
from awareness.studio.publishing import publish as publishing
from tests.conftest import make_person
from tests.studio.conftest import FIXTURES, SMALL
from tests.studio.content import load_all
from tests.studio.test_drafts import BEGIN, LIST, filled, save

FILES = sorted(FIXTURES.glob("*/reports/*/report.yaml"))


@pytest.fixture
def tiny(tiny_files):
    report = tiny_files / "tiny/reports/tiny-2020"
    put(report / "tables/tables.yaml", "  chart: bars\n", '  chart: ""\n')
    put(report / "insights/01-lost-property.md", "\n{chart:where}\n", "")
    load_all()
    return tiny_files


def put(path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.fixture
def client(client_for, author):
    return client_for(author)


@pytest.fixture
def page(tiny, client) -> Draft:
    assert client.post(BEGIN).status_code == 302
    return Draft.objects.get()


def tools(client, draft) -> dict:
    return client.get(f"{LIST}{draft.pk}/").context["tools"]


def named(page) -> list[str]:
    """Two figures of the tiny report that may stand in one drawing."""
    from awareness.content.staging import current_content
    from awareness.insights.charts.proposing import propose_drawings

    ledger = current_content().ledger
    figures = [each for each in ledger.figures.values() if each.report == page.report]
    made, _refused = propose_drawings(ledger, page.report, figures)
    return [figure.key for figure in made[0].figures[:2]]


def use(client, draft, key: str, **values):
    fields = filled(client, draft) | {"drawing": key} | values
    return client.post(f"{LIST}{draft.pk}/draw/", fields)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_drawings_that_ship_are_written_as_they_are(path):
    before = path.read_text()
    for entry in read_yaml(path).data.get("charts") or ():
        made = entry_of_fields(form_fields_of(entry), entry["key"], entry)
        assert made == entry
        assert changed_within(before, "charts", entry["key"], made) == before


def test_one_is_changed_or_added_and_other_lines_stay():
    path = next(path for path in FILES if path.parent.name == "netclean-2018")
    before = path.read_text()
    [first, *_others] = read_yaml(path).data["charts"]
    changed = changed_within(before, "charts", first["key"], first | {"sub": "Other words"})
    assert read_yaml(path, text=changed).data["charts"][0]["sub"] == "Other words"
    differ = set(changed.split("\n")) ^ set(before.split("\n"))
    assert len(differ) == 2, differ
    new = {"key": "new-bars", "kind": "bars", "title": "T", "sub": "S", "rows": ["a", "b"]}
    added = changed_within(before, "charts", "new-bars", new)
    assert read_yaml(path, text=added).data["charts"][-1] == new
    assert set(before.split("\n")) <= set(added.split("\n"))
    none = changed_within("slug: x\n", "charts", "new-bars", new)
    assert read_yaml(path, text=none).data == {"slug": "x", "charts": [new]}


def test_its_figures_propose_one_which_is_taken(page, client):
    first, second = named(page)
    save(client, page, body=f"Some say {{figure:{first}}}, others {{figure:{second}}}.")
    shown = tools(client, page)
    [made] = shown["proposed"]
    soup = BeautifulSoup(client.get(f"{LIST}{page.pk}/").content, "html.parser")
    part = soup.select_one(f"article[aria-labelledby='chart-{made.key}']")
    assert "Why this:" in part.text
    assert "A line." in part.text
    assert part.select_one("svg")
    assert part.select_one("table")
    assert part.select_one("textarea").text.strip() == made.proposal.chart.title
    answer = use(client, page, made.key, **{f"title-{made.key}": "A finding of our own"})
    assert answer["Location"].endswith("#drawings")
    drawing = Draft.objects.get(kind=ObjectKind.CHART)
    body = drawing.newest_revision().body
    assert (body["title"], body["rows"]) == ("A finding of our own", [first, second])
    assert page.newest_revision().body["body"].endswith(f"\n\n{{chart:{drawing.key}}}\n")
    again = tools(client, page)
    assert again["proposed"] == []
    assert f"{{chart:{drawing.key}}}" in {each.reference for each in again["drawings"]}
    # The page's preview draws it, and so does its own draft.
    shown = client.get(f"{LIST}{page.pk}/").content.decode()
    assert "A finding of our own" in shown
    own = client.get(f"{LIST}{drawing.pk}/")
    assert own.context["preview"].context["chart"]["kind"] == "bars"
    assert [each.message for each in own.context["preview"].problems] == []


def test_figures_that_nobody_published_yet_propose_one_which_is_taken(page, client, author):
    fields = published_object(ObjectRef(ObjectKind.FIGURE, "tiny", "tiny-2020", "managers")).fields
    for key in ("new-1", "new-2"):
        place = ObjectRef(ObjectKind.FIGURE, "tiny", "tiny-2020", key)
        drafting.begin(place, {**fields, "label": key}, key, "", author, timezone.now())
    save(client, page, body="Some say {figure:new-1}, others {figure:new-2}.")
    [made] = tools(client, page)["proposed"]
    use(client, page, made.key, **{f"title-{made.key}": "A finding of our own"})
    drawing = Draft.objects.get(kind=ObjectKind.CHART)
    body = drawing.newest_revision().body
    assert (body["title"], body["rows"]) == ("A finding of our own", ["new-1", "new-2"])
    assert page.newest_revision().body["body"].endswith(f"\n\n{{chart:{drawing.key}}}\n")
    assert tools(client, page)["proposed"] == []


def test_a_table_that_is_drawn_already_is_proposed_as_it_is(page, client, tiny):
    put(tiny / "tiny/reports/tiny-2020/tables/tables.yaml", '  chart: ""\n', "  chart: bars\n")
    save(client, page, body="{figure:where/city/share} {figure:where/country/share}")
    [made] = tools(client, page)["proposed"]
    assert (made.key, made.proposal.is_new) == ("where", False)
    use(client, page, "where")
    assert page.newest_revision().body["body"].endswith("\n\n{chart:where}\n")
    assert not Draft.objects.filter(kind=ObjectKind.CHART).exists()


def test_what_is_not_proposed_any_more_is_said_and_what_was_typed_stays(page, client):
    typed = {"body": "Nothing to draw here.", "title-gossip": "A finding of our own"}
    answer = use(client, page, "gossip", **typed)
    soup = BeautifulSoup(client.get(answer["Location"]).content, "html.parser")
    told = soup.select_one(".aw-notice:not(.aw-notice--done)")
    assert "propose another drawing now" in told.text
    assert "A finding of our own" in told.text
    assert page.newest_revision().body["body"] == "Nothing to draw here."
    assert not Draft.objects.filter(kind=ObjectKind.CHART).exists()


@pytest.mark.parametrize("trouble", ["\0", "\x02"])
def test_a_title_that_cannot_be_kept_is_said_and_stays_as_it_was_typed(page, client, trouble):
    first, second = named(page)
    body = f"Some say {{figure:{first}}}, others {{figure:{second}}}."
    save(client, page, body=body)
    [made] = tools(client, page)["proposed"]
    typed = {f"title-{made.key}": f"A finding{trouble} of our own", "title": "Another of the page"}
    answer = use(client, page, made.key, **typed)
    assert answer.status_code == 422
    soup = BeautifulSoup(answer.content, "html.parser")
    assert "cannot be kept" in soup.select_one("#refused").text
    assert "of our own" in soup.select_one(f"#title-{made.key}").text
    assert soup.select_one("[name=title]")["value"] == "Another of the page"
    assert not answer.context["changes"]
    assert not Draft.objects.filter(kind=ObjectKind.CHART).exists()


def test_whoever_is_too_late_keeps_the_title_of_a_drawing(page, client):
    first, second = named(page)
    save(client, page, body=f"Some say {{figure:{first}}}, others {{figure:{second}}}.")
    [made] = tools(client, page)["proposed"]
    late = {f"title-{made.key}": "A finding of our own", "based_on": "1", "title": "Changed"}
    answer = use(client, page, made.key, **late)
    assert (answer.status_code, answer.context["code"]) == (422, "stale")
    soup = BeautifulSoup(answer.content, "html.parser")
    assert soup.select_one(f"#title-{made.key}").text.strip() == "A finding of our own"


def test_what_no_text_can_hold_is_not_picked_into_one(page, client):
    for trouble in ("\0", "\x02"):
        save(client, page, put=f"{{figure:rules{trouble}}}", into="body", body="A text.")
        assert page.newest_revision().body["body"].strip() == "A text."
        assert save(client, page, body="Another.").status_code == 302
        save(client, page, body="A text.")


def test_a_drawing_is_picked_into_a_line_of_its_own(page, client):
    save(client, page, put="{chart:some-bars}", body="A text.")
    assert page.newest_revision().body["body"] == "A text.\n\n{chart:some-bars}\n"


def test_what_cannot_be_drawn_is_told_at_its_figures(page, client):
    first, second = named(page)
    save(client, page, body=f"{{figure:{first}}} {{figure:{second}}}")
    use(client, page, tools(client, page)["proposed"][0].key)
    drawing = Draft.objects.get(kind=ObjectKind.CHART)
    save(client, drawing, rows=f"{first} gossip")
    form = client.get(f"{LIST}{drawing.pk}/").context["form"]
    assert any("gossip" in f"{each.message} {each.fix}" for each in form["rows"].problems)


def test_nobody_else_takes_one(page, client_for, alice, mallory, eva):
    for other in (alice, mallory, eva):
        assert client_for(other).post(f"{LIST}{page.pk}/draw/").status_code == 404


def test_of_what_is_no_page_none_is_drawn(page, client):
    place = ObjectRef(ObjectKind.CHART, "tiny", "tiny-2020", "none")
    assert published_object(place).fields is None
    first, second = named(page)
    save(client, page, body=f"{{figure:{first}}} {{figure:{second}}}")
    use(client, page, tools(client, page)["proposed"][0].key)
    drawing = Draft.objects.get(kind=ObjectKind.CHART)
    assert client.post(f"{LIST}{drawing.pk}/draw/").status_code == 404


def test_it_is_published_with_its_page(page, client, author, site, tiny):
    second = make_person("Berit Berg", site, role="author")
    first, other = named(page)
    before = page.newest_revision().body["body"].rstrip()
    save(client, page, body=f"{before}\n\nMore: {{figure:{first}}} and {{figure:{other}}}.\n")
    use(client, page, tools(client, page)["proposed"][0].key)
    drawing = Draft.objects.get(kind=ObjectKind.CHART)
    pinned = [(each.pk, each.newest_revision().number) for each in (page, drawing)]
    publishing.publish(pinned, author, second, uuid4(), timezone.now())
    jobs.work_off(timezone.now)
    outcome = JobOutcome.objects.latest("pk")
    assert outcome.state == "taken", outcome.problems
    assert drawing.key in Report.objects.get(slug="tiny-2020").charts
    live = ExplainerVersion.objects.live().get(explainer__slug="lost-property")
    assert drawing.key in live.resolved["charts"]
    place = ObjectRef(ObjectKind.CHART, "tiny", "tiny-2020", drawing.key)
    assert published_object(place).fields == drawing.newest_revision().body
    line = WRITER.stored_text(tiny / "tiny", place)
    assert line == "" or drawing.key in line


def test_drawings_that_are_published_are_listed_and_begun(client, settings, db):
    settings.CONTENT_DIRS = [SMALL]
    listed = client.get("/studio/contents/?kind=chart&q=about one alert").context["page"]
    [row] = [row for row in listed if row.key == "alerts-dots"]
    assert client.post(row.begin_address).status_code == 302
    drawing = Draft.objects.get(kind=ObjectKind.CHART)
    shown = client.get(f"{LIST}{drawing.pk}/").context["preview"]
    assert shown.context["chart"]["kind"] == "dots"
    save(client, drawing, title="Another title, of ours")
    body = drawing.newest_revision().body
    assert (body["title"], body["marks"]) == ("Another title, of ours", "computers-per-alert")
    two = save(client, drawing, marks="computers-per-alert alerts")
    assert two.context["form"].has_error("marks", "one_figure")
    assert two.context["form"]["marks"].value() == "computers-per-alert alerts"
