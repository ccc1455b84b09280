"""What was loaded and passes no more stays live as it is, is told with file, line and mend, and
holds up nothing but what rests on it."""

from dataclasses import replace
from datetime import date
from io import StringIO
from shutil import copytree

import pytest
from bs4 import BeautifulSoup
from django.core import checks
from django.core.management import CommandError, call_command

from awareness.content import held
from awareness.content.checks import examine
from awareness.content.load import load as put_in
from awareness.content.models import ContentLoaded
from awareness.content.reader import read_content
from awareness.insights.models import Explainer, ExplainerVersion, Figure, LibraryPart, SearchEntry
from awareness.learning import adoption
from awareness.learning.models import ModuleVersion
from awareness.people.models import User
from awareness.studio.models import JobOutcome, JobState
from awareness.subjects import registry
from awareness.subjects.registry import subjects
from quizzes.models import QuestionVersion
from tests.conftest import make_person
from tests.studio.content import printed, save, write_tiny

pytestmark = pytest.mark.django_db
RULE = "awareness.content.checks.check_rights"
LEDGER = "tiny/reports/tiny-2020/figures.csv"


@pytest.fixture
def two(settings, tmp_path):
    """The tiny subject with its module, and a second subject beside it whose report is another."""
    root = tmp_path / "content"
    for name, text in printed():
        if name.startswith("mine/shops/"):
            path = root / name.replace("mine/shops/", "tiny/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    write_tiny(tmp_path / "other")
    other = copytree(tmp_path / "other/tiny", root / "other")
    (other / "reports/tiny-2020").rename(other / "reports/other-2020")
    for path in other.rglob("*.*"):
        text = path.read_text().replace("tiny-2020", "other-2020")
        text = text.replace("key: tiny", "key: other")
        is_subject = path.name == "subject.yaml"
        path.write_text(text.replace("order: 1\n", "order: 77\n") if is_subject else text)
    settings.CONTENT_DIRS = [root]
    settings.SOURCES_DIR = tmp_path / "other/sources"
    load()
    return root


def load() -> str:
    """What the command says on its error output."""
    errors = StringIO()
    call_command("load_content", stdout=StringIO(), stderr=errors)
    return errors.getvalue()


def live() -> dict[str, set]:
    """All that people and authors are shown, row by row."""
    return {
        "figures": set(
            Figure.objects.filter(withdrawn=False).values_list("key", "value", "report")
        ),
        "pages": set(ExplainerVersion.objects.live().values_list("pk", "explainer__slug")),
        "questions": set(QuestionVersion.objects.live().values_list("pk", "question__key")),
        "modules": set(ModuleVersion.objects.live().values_list("pk", "module__subject")),
        "found": set(SearchEntry.objects.values_list("pk", "key", "subject")),
        "parts": set(LibraryPart.objects.values_list("pk", "slug", "subject")),
    }


def forget_digests() -> None:
    """As a release leaves it that noted none."""
    ContentLoaded.objects.all()._raw_delete("default")
    ContentLoaded.objects.create(fingerprint="", day="2026-01-01")


def edit(path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@pytest.fixture
def tightened(monkeypatch):
    """A rule that comes with an upgrade and refuses a word of the tiny report's first label."""
    from awareness.content import checks
    from awareness.content.problems import problem

    def refuse(content):
        for figure in content.ledger.figures.values():
            if figure.report == "tiny-2020" and figure.label == "Managers who answered":
                yield problem(figure.location, "`Managers` is refused", "write who they are")

    monkeypatch.setattr(checks, "check_rights", refuse)


def test_what_is_live_stays_and_all_else_is_loaded(two, tightened):
    before = live()
    edit(two / "other/reports/other-2020/figures.csv", "120 shop managers answered", "All answered")
    page = two / "other/reports/other-2020/insights/01-lost-property.md"
    edit(page, "Most managers have a rule", "Most have a rule")

    said = load()

    assert f"{LEDGER}:2: `Managers` is refused; write who they are" in said
    assert "module what-is-found: held up" in said  # it rests on the report
    after = live()
    assert Explainer.objects.filter(report__slug="other-2020").count()
    of_other = {row for row in after["pages"] ^ before["pages"]}
    assert len(of_other) == 2  # one version for another
    for kind in ("figures", "questions", "modules", "parts"):
        assert after[kind] == before[kind], kind
    assert {row[1:] for row in after["found"]} == {row[1:] for row in before["found"]}
    assert "held up" in load()  # again, until it is mended
    assert live() == after
    assert ContentLoaded.objects.first().held
    edit(two / LEDGER, "Managers who answered", "Shop managers who answered")
    assert "held up" not in load()
    assert ContentLoaded.objects.first().held == []


def test_what_is_changed_since_is_refused_as_before(two, tightened):
    load()
    before = live()
    edit(two / LEDGER, "Three quarters of the managers", "Most of the managers")
    with pytest.raises(CommandError, match="Nothing was loaded"):
        load()
    assert live() == before


def test_what_was_loaded_by_an_earlier_release_is_known_by_being_live(two, tightened):
    forget_digests()
    before = live()
    assert "held up" in load()
    assert live() == before


def test_nothing_is_held_up_of_what_never_was_live(settings, tmp_path, tightened):
    settings.CONTENT_DIRS = [write_tiny(tmp_path / "content")]
    with pytest.raises(CommandError, match="Nothing was loaded"):
        load()


def test_a_subject_whose_file_fits_no_more_stays_as_it_is(two, monkeypatch):
    """As where a schema is tightened: the key `danger` is unknown here."""
    before = live()
    edit(two / "tiny/subject.yaml", "order:", "unheard: of\norder:")
    monkeypatch.setattr(
        held, "digest_by_unit_name", lambda content: ContentLoaded.objects.first().units
    )

    said = load()

    assert "tiny/subject.yaml:" in said
    assert "unknown key `unheard`" in said
    assert live() == before
    with pytest.raises(CommandError):  # of a pack of it, too, it is one problem and no traceback
        call_command("check_content", str(two / "tiny/reports/tiny-2020"), stderr=StringIO())
    registry._stamps.clear()  # files are looked at again after a second
    assert subjects()["shops"].name  # pages go on wearing its words
    told = [each for each in checks.run_checks() if each.id == "subjects.W001"]
    assert ["unheard does not fit" in each.msg for each in told] == [True]
    assert not [each for each in told if each.is_serious()]  # `migrate` runs


def test_authors_and_it_are_told_and_edit_what_does_not_rest_on_it(
    two, tightened, client_for, author, site, any_edit, settings
):
    settings.CONTENT_DIRS = [two, settings.CONTENT_WRITE_DIR]
    edit(two / "other/reports/other-2020/figures.csv", "120 shop managers answered", "All answered")
    load()
    it = make_person("Rut", site)
    User.objects.filter(pk=it.pk).update(is_superuser=True, is_staff=True)
    mine, told = client_for(author), "`Managers` is refused; write who they are"
    assert told in BeautifulSoup(mine.get("/studio/").content, "html.parser").get_text()
    page = client_for(User.objects.get(pk=it.pk)).get("/structure/").content
    assert told in BeautifulSoup(page, "html.parser").get_text()
    for report, state in (("other-2020", JobState.TAKEN), ("tiny-2020", JobState.REFUSED)):
        address = f"/studio/edit/pages/{report}/lost-property/ordinary/"
        fields = {f.html_name: f.value() or "" for f in mine.get(address).context["form"]}
        save(mine, address, fields | {"text": fields["text"] + "\n\nAnd no more."})
        outcome = JobOutcome.objects.latest("pk")
        assert outcome.state == state, outcome.problems
    assert any(told in line for line in outcome.problems)
    assert ModuleVersion.objects.live().count() == 1


def test_a_value_that_an_earlier_release_kept_unscaled_is_published_once_as_a_minor_change(
    two, second
):
    """0.2.0 held 1.86 with “million” in its unit. That is refused now: what is live stays, the line
    and its mend are told; mended it is one new minor version of what shows it, to be adopted."""
    report = two / "tiny/reports/tiny-2020"
    row = (
        "things,01,Things kept,Calculated.,{value},,,{unit},1.86 million,,things,Shop managers who "
        "chose to answer,How many?,,,,2020:11,CAVEAT,,CHOSE,,2020-03-31,2030-12-31,S;M\n"
    )
    with (report / "figures.csv").open("a") as figures:
        figures.write(row.format(value="1.86", unit="million things"))
    page = report / "insights/01-lost-property.md"
    edit(page, "{chart:where}", "They keep {figure:things}.\n\n{chart:where}")
    content = read_content([two])
    key = "tiny-2020:things"
    content.ledger.figures[key] = replace(content.ledger.figures[key], scale=1)  # as it was kept
    put_in(content, examine(content).built_questions)
    forget_digests()
    before = ModuleVersion.objects.live().get()
    adoption.adopt(before, ["Ada Berg", second.name], date(2026, 1, 1))

    said = load()

    assert f"{LEDGER}:5: " in said
    assert "1860000" in said
    assert ModuleVersion.objects.live().get() == before
    edit(report / "figures.csv", "1.86,,,million things", "1860000,,,things")
    load()
    after = ModuleVersion.objects.live().get()
    assert (after.major, after.minor) == (before.major, before.minor + 1)
    figure = Figure.objects.get(key="things")
    assert (figure.value, figure.scale) == (1860000, 1000000)
    shown = ExplainerVersion.objects.live().get(explainer__report__slug="tiny-2020")
    assert "They keep [1.86\N{NO-BREAK SPACE}million things]" in shown.body_markdown
    assert not adoption.is_adopted(after)  # its number is another: two people look again
    versions = ModuleVersion.objects.count(), ExplainerVersion.objects.count()
    load()
    call_command("load_content", again=True, stdout=StringIO())
    assert (ModuleVersion.objects.count(), ExplainerVersion.objects.count()) == versions
