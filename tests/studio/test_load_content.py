"""`load_content`: all or nothing, and a second time changes nothing."""

from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command

from awareness.content import load as loader
from awareness.content.reader import read_content
from awareness.insights.models import ExplainerVersion, Figure
from awareness.learning.models import ModuleVersion
from quizzes.models import QuestionVersion, Response
from tests.studio.conftest import PACK, QUESTIONS, WORKPLACE

pytestmark = pytest.mark.django_db


def run(*paths, again=False) -> dict[str, str]:
    """What the command says of each kind."""
    out = StringIO()
    call_command("load_content", *map(str, paths), again=again, stdout=out, stderr=StringIO())
    return dict(line.split(": ", 1) for line in out.getvalue().splitlines())


def everything() -> dict[str, list]:
    """Every row of every table that content is written to."""
    rooms = ("insights", "quizzes", "bank", "learning", "workplace")
    return {
        model._meta.label: sorted(model.objects.values_list(), key=repr)
        for room in rooms
        for model in apps.get_app_config(room).get_models()
    }


@pytest.fixture
def small(planted, settings):
    """The small content as all there is."""
    settings.CONTENT_DIRS = [planted.root]
    return planted


def test_it_loads_what_ships_and_a_second_time_changes_nothing(
    monkeypatch, django_capture_on_commit_callbacks
):
    analysed = []
    monkeypatch.setattr(loader, "refresh_statistics", analysed.extend)
    with django_capture_on_commit_callbacks(execute=True):
        first = run()
    assert {Figure, ExplainerVersion, QuestionVersion, ModuleVersion} < set(analysed)
    assert Response not in analysed
    before = everything()
    second = run(again=True)

    content = read_content(settings.CONTENT_DIRS)
    figures, pages = len(content.ledger.figures), len(content.explainers)
    assert first["figures"] == f"{figures} ({figures} new)"
    assert first["explainers"] == f"{pages} ({pages} new)"
    assert set(second) == set(first)
    assert all(change.endswith("(nothing changed)") for change in second.values()), second
    assert everything() == before


def test_what_has_not_changed_is_not_read_again(small, monkeypatch):
    first = run()
    read = []
    monkeypatch.setattr(
        "awareness.content.reader.read_content",
        lambda *args: read.append(1) or read_content(*args),
    )

    assert {kind: change.split(" ")[0] for kind, change in run().items()} == {
        kind: change.split(" ")[0] for kind, change in first.items()
    }
    assert read == []
    small.put_cell("alerts", "label", "All alerts")
    assert run()["figures"].endswith(" (1 changed)")
    assert run(small.folder / PACK)["figures"].endswith(" (nothing changed)")
    assert len(read) == 2
    # A pack was put in by hand: the next load reads everything, whatever the files say.
    run()
    assert len(read) == 3


def test_a_load_that_is_refused_is_not_taken_for_one(small):
    run()
    small.put_cell("alerts", "value", "531")
    for _time in range(2):
        with pytest.raises(CommandError):
            run()


def test_a_changed_figure_makes_new_versions_of_what_shows_it(small):
    run()
    old = QuestionVersion.objects.get(
        question__key="netclean-2018/alerts-are-not-people", status="live"
    )
    label = Figure.objects.get(key="alerts").label
    small.put_cell("alerts", "label", "All alerts")

    changes = run(small.folder / PACK)

    assert changes["figures"].endswith(" (1 changed)")
    assert "changed" in changes["questions"]
    assert changes["explainers"].endswith(" (1 changed)")
    new = QuestionVersion.objects.get(question=old.question, status="live")
    assert new.number == old.number + 1
    assert Figure.objects.get(key="alerts").label == "All alerts"
    small.put_cell("alerts", "label", label)
    run()
    old.refresh_from_db()
    assert old.status == "live"  # the old text again is the old version


def test_what_the_content_no_longer_holds_is_retired(small):
    run()
    path = small.folder / QUESTIONS
    text = path.read_text(encoding="utf-8")
    start = text.index("- key: collected-over-years")
    path.write_text(text[:start] + text[text.index("\n- ", start) + 1 :], encoding="utf-8")

    changes = run(small.folder / PACK)

    assert "1 gone" in changes["questions"]
    version = QuestionVersion.objects.get(question__key="netclean-2018/collected-over-years")
    assert version.status == "retired"


def test_a_changed_page_moves_the_module_that_shows_it(small):
    run()
    small.put(WORKPLACE, "Knowing what to do", "To know what to do")

    changes = run(small.folder / PACK)

    assert changes["explainers"].endswith(" (1 changed)")
    assert changes["modules"].endswith(" (1 changed)")
    labels = {v.module.slug: v.label for v in ModuleVersion.objects.live()}
    assert labels["why-this-is-a-workplace-topic"] == "2.1"
    assert labels["what-to-do"] == "2.0"


def test_what_does_not_pass_loads_nothing(small):
    small.put_cell("alerts", "value", "531")

    with pytest.raises(CommandError, match="Nothing was loaded"):
        run(small.folder / PACK)

    assert not Figure.objects.exists()


def test_an_error_on_the_way_leaves_the_database_as_it_was(small, monkeypatch):
    run()
    before = everything()
    small.put_cell("alerts", "label", "All alerts")

    def break_off(*_arguments):
        raise RuntimeError

    monkeypatch.setattr(loader, "load_support", break_off)
    with pytest.raises(RuntimeError):
        run(small.folder / PACK)

    assert everything() == before
