"""`check_content`: says everything at once, touches nothing, and knows a wrong path."""

import os
import re
import shutil
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.studio.conftest import FIXTURES, MODULE, PACK, SMALL, SUBJECT

BASE = FIXTURES.parent
SHIPPED = FIXTURES / SUBJECT
TEXT_ON_IT = "modules/what-surveys-tell/who-was-asked.md"


def run(*args, **options) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("check_content", *map(str, args), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def refused(*args, **options) -> tuple[str, list[str]]:
    """(the last line, the lines before it) of a run that failed."""
    err = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("check_content", *map(str, args), stdout=StringIO(), stderr=err, **options)
    return str(error.value), err.getvalue().splitlines()


# No test here asks for a database: pytest-django fails every one that would touch it.


def test_it_passes_and_says_that_the_comparison_was_left_out():
    out, err = run()

    assert re.match(r"Passed: \d+ reports?, \d+ figures, \d+ tables, \d+ explainers, ", out)
    assert "was left out" in out
    assert err == ""


def test_it_passes_with_the_sources(sources):
    out, _ = run(sources=str(sources))

    assert "Every printed number" in out
    assert "left out" not in out


def test_a_path_takes_the_place_of_the_pack_of_its_name(planted, settings):
    settings.CONTENT_DIRS = [planted.root]
    place = planted.put_cell("logged-on-only", "value", "205")
    folder = planted.folder / PACK
    elsewhere = planted.folder / "mine"
    shutil.copytree(folder, elsewhere)

    last, lines = refused(elsewhere)

    path = place.replace(str(folder), str(elsewhere))
    assert f"{path}: logged-on-only: `value` is 205; `as_printed` “250” says 250" in lines
    assert last.startswith("1 error. ")


def test_a_check_of_one_pack_looks_at_it_and_at_what_names_it(planted, settings):
    settings.CONTENT_DIRS = [planted.root]
    own = planted.put_cell("countries", "value", "31")
    names_it = planted.put(
        TEXT_ON_IT, "{figure:netclean-2018:respondents}", "{figure:netclean-2018:x}"
    )
    beside = planted.put(MODULE, "title: ", "title: Forty-three people and ")

    _, of_one = refused(planted.folder / PACK)
    _, of_all = refused()

    assert {line.split(": ")[0] for line in of_one} == {own, names_it}
    assert {line.split(": ")[0] for line in of_all} == {own, names_it, beside}


def test_all_errors_are_told_in_order(planted, settings):
    settings.CONTENT_DIRS = [planted.root]
    first = planted.put_cell("countries", "value", "31")
    second = planted.put_cell("share-europe", "where", "page 3")

    _, lines = refused(planted.folder / PACK)

    assert [line.split(": ")[0] for line in lines[:2]] == [first, second]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("no-such-folder", "no-such-folder is not there. Give the folder of a pack."),
        (SHIPPED / PACK / "figures.csv", "is a file. Give the folder of a pack."),
        (SHIPPED / "modules", "is no pack: it has no report.yaml."),
    ],
)
def test_a_path_that_is_no_pack(path, message):
    last, lines = refused(path)

    assert message in last
    assert lines == []


def test_sources_that_are_no_folder():
    assert "is no folder" in refused(sources="no-such-folder")[0]


def test_a_day_that_is_none():
    assert refused(as_of="soon")[0].startswith("--as-of soon is no day.")


def test_what_is_due_warns_and_passes(settings):
    settings.CONTENT_DIRS = [SMALL]
    out, err = run(as_of="2030-01-01")

    assert out.startswith("Passed")
    assert "alerts was to be reviewed by 2027-11-30" in err
    assert all(line.endswith("(warning)") for line in err.splitlines())


def test_what_is_no_claim_is_listed_for_review(settings):
    settings.CONTENT_DIRS = [SMALL]
    out, _ = run(verbosity=2)

    assert f"{SUBJECT}/{PACK}/insights/00-about-this-report.md:" in out
    assert ": say: " in out


def test_it_needs_no_database_at_all():
    away = os.environ | {"DATABASE_URL": "postgres://nobody:x@127.0.0.1:1/nowhere"}
    command = [sys.executable, BASE / "manage.py", "check_content"]
    run = subprocess.run(command, env=away, capture_output=True, text=True, check=False)

    assert (run.returncode, run.stdout[:6]) == (0, "Passed")
