"""`load_content`: all or nothing, and a second time changes nothing."""

from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command

from awareness.insights.models import ExplainerVersion, Figure
from awareness.learning.models import ModuleVersion
from awareness.studio import load as loader
from awareness.studio.reader import read_content
from quizzes.models import QuestionVersion
from tests.studio.conftest import PACK, QUESTIONS, WORKPLACE

pytestmark = pytest.mark.django_db


def run(*paths) -> dict[str, str]:
    """What the command says of each kind."""
    out = StringIO()
    call_command("load_content", *map(str, paths), stdout=out, stderr=StringIO())
    return dict(line.split(": ", 1) for line in out.getvalue().splitlines())


def everything() -> dict[str, list]:
    """Every row of every table that content is written to."""
    rooms = ("insights", "quizzes", "bank", "learning", "workplace")
    return {
        model._meta.label: sorted(model.objects.values_list(), key=repr)
        for room in rooms
        for model in apps.get_app_config(room).get_models()
    }


def test_it_loads_what_ships_and_a_second_time_changes_nothing():
    first = run()
    before = everything()
    second = run()

    content = read_content(settings.CONTENT_DIRS)
    figures, pages = len(content.ledger.figures), len(content.explainers)
    assert first["figures"] == f"{figures} ({figures} new)"
    assert first["explainers"] == f"{pages} ({pages} new)"
    assert set(second) == set(first)
    assert all(said.endswith("(nothing changed)") for said in second.values()), second
    assert everything() == before


def test_a_changed_figure_makes_new_versions_of_what_shows_it(planted):
    run()
    old = QuestionVersion.objects.get(
        question__key="netclean-2018/alerts-are-not-people", status="live"
    )
    planted.put_cell("alerts", "label", "All alerts")

    said = run(planted.folder / PACK)

    assert said["figures"].endswith(" (1 changed)")
    assert "changed" in said["questions"]
    assert said["explainers"].endswith(" (2 changed)")
    new = QuestionVersion.objects.get(question=old.question, status="live")
    assert new.number == old.number + 1
    assert Figure.objects.get(key="alerts").label == "All alerts"
    run()
    old.refresh_from_db()
    assert old.status == "live"  # the old text again is the old version


def test_what_the_content_no_longer_holds_is_retired(planted):
    run()
    path = planted.folder / QUESTIONS
    text = path.read_text(encoding="utf-8")
    start = text.index("- key: collected-over-years")
    path.write_text(text[:start] + text[text.index("\n- ", start) + 1 :], encoding="utf-8")

    said = run(planted.folder / PACK)

    assert "1 gone" in said["questions"]
    version = QuestionVersion.objects.get(question__key="netclean-2018/collected-over-years")
    assert version.status == "retired"


def test_a_changed_page_moves_the_module_that_shows_it(planted):
    run()
    planted.put(WORKPLACE, "Knowing what to do", "To know what to do")

    said = run(planted.folder / PACK)

    assert said["explainers"].endswith(" (1 changed)")
    assert said["modules"].endswith(" (1 changed)")
    labels = {v.module.slug: v.label for v in ModuleVersion.objects.live()}
    assert labels["why-this-is-a-workplace-topic"] == "2.1"
    assert labels["what-to-do"] == "1.0"


def test_what_does_not_pass_loads_nothing(planted):
    planted.put_cell("alerts", "value", "531")

    with pytest.raises(CommandError, match="Nothing was loaded"):
        run(planted.folder / PACK)

    assert not Figure.objects.exists()


def test_an_error_on_the_way_leaves_the_database_as_it_was(planted, monkeypatch):
    run()
    before = everything()
    planted.put_cell("alerts", "label", "All alerts")

    def break_off(_definitions):
        raise RuntimeError

    monkeypatch.setattr(loader, "load_support", break_off)
    with pytest.raises(RuntimeError):
        run(planted.folder / PACK)

    assert everything() == before


def test_modules_show_their_figures_written_out():
    run()

    for version in [*ModuleVersion.objects.live(), *ExplainerVersion.objects.live()]:
        text = str(version.spec if hasattr(version, "spec") else version.body_markdown)
        assert "{figure:" not in text
        assert "{say:" not in text
