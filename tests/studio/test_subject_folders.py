"""A subject is a folder, and identity is the key: where a file lies makes nothing new."""

import re
import shutil
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from awareness.content.before_subjects import move_into_subjects
from awareness.content.checks import check, examine
from awareness.content.load import load
from awareness.content.reader import read_content
from awareness.insights.models import ExplainerVersion, Report
from awareness.insights.page_contexts import ORDINARY, PLAIN, explainer_context
from awareness.learning.models import ModuleVersion
from quizzes.models import QuestionVersion
from tests.studio.content import write_subject, write_tiny


def problems(*dirs) -> list[str]:
    return [str(problem) for problem in check(read_content(dirs)) if not problem.warning]


def changes(*dirs) -> list[str]:
    content = read_content(dirs)
    checked = examine(content)
    assert not checked.errors, checked.errors
    return [str(change) for change in load(content, checked.built_questions)]


def versions() -> list[set]:
    models = (ExplainerVersion, QuestionVersion, ModuleVersion)
    return [set(model.objects.values_list("pk", flat=True)) for model in models]


def test_neither_another_folder_nor_another_subject_makes_a_version(db, tmp_path):
    write_tiny(tmp_path)
    changes(tmp_path)
    before = versions()
    assert before[0]
    assert before[1]

    (tmp_path / "tiny").rename(tmp_path / "elsewhere")
    assert all("nothing changed" in line for line in changes(tmp_path))
    other = write_subject(tmp_path, "other", order=2)
    shutil.move(tmp_path / "elsewhere/reports", other)
    changed = [line for line in changes(tmp_path) if "nothing changed" not in line]
    assert changed == ["reports: 1 (1 changed)"]  # whose it is, which stands in no version
    assert Report.objects.get().subject == "other"

    assert versions() == before


def test_a_slug_is_one_across_subjects(tmp_path):
    write_tiny(tmp_path)
    other = write_subject(tmp_path, "other", order=2)
    shutil.copytree(tmp_path / "tiny/reports", other / "reports")
    told = [problem for problem in problems(tmp_path) if "stands twice" in problem]
    assert len(told) == 1
    assert "the report `tiny-2020` stands twice" in told[0]
    assert told[0].startswith(f"{tmp_path}/other/reports/tiny-2020/report.yaml:1: ")
    assert f"also in {tmp_path}/tiny/reports/tiny-2020/report.yaml" in told[0]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("sensitive: false", "sensitive: perhaps", "`sensitive` 'perhaps' is neither true nor"),
        ("neutral:", "neutrale:", "did you mean `neutral`?"),
        ("key: tiny", "key: Tiny One", "`key` 'Tiny One' is not of the right form"),
    ],
)
def test_subject_yaml_is_read_strictly(tmp_path, old, new, told):
    path = write_tiny(tmp_path) / "tiny/subject.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert any(f"{path}:" in problem and told in problem for problem in problems(tmp_path))


def test_what_lies_in_no_subject_is_refused_in_words(tmp_path):
    write_tiny(tmp_path)
    (tmp_path / "tiny/reports").rename(tmp_path / "packs")
    (refused,) = [problem for problem in problems(tmp_path) if "no subject" in problem]
    assert refused == (
        f"{tmp_path / 'packs'}:1: lies in no subject; "
        "move it to <subject>/reports, beside its subject.yaml"
    )


def test_what_was_written_before_there_were_subjects_is_carried_along(tmp_path, settings):
    shipped, written = write_tiny(tmp_path / "shipped"), tmp_path / "written"
    shutil.copytree(shipped / "tiny/reports", written / "packs")
    shutil.copytree(written / "packs/tiny-2020", written / "packs/of-nobody")
    settings.CONTENT_DIRS, settings.CONTENT_WRITE_DIR = [shipped, written], written

    assert move_into_subjects(written) == ["packs/tiny-2020 lies in tiny/reports/tiny-2020 now"]
    assert move_into_subjects(written) == []

    assert (written / "tiny/reports/tiny-2020/figures.csv").is_file()
    assert [path.name for path in (written / "packs").iterdir()] == ["of-nobody"]
    assert any("lies in no subject" in problem for problem in problems(shipped, written))


@pytest.mark.parametrize(
    ("planted", "line", "message"),
    [
        ("about: [never closed", 4, "cannot be read"),
        ("about: fine: not fine", 4, "cannot be read"),
        ("about: Tiny.\nabuot: Tiny.", 5, "unknown key `abuot`; did you mean `about`?"),
        ("about: Tiny.\nname: Again", 5, "name"),
        ("about: ''", 4, "is empty"),
    ],
)
def test_what_is_wrong_in_subject_yaml_is_told_with_its_line(
    tmp_path, settings, planted, line, message
):
    write_tiny(tmp_path)
    settings.CONTENT_DIRS = [tmp_path]
    path = tmp_path / "tiny/subject.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.split("\n")[3] == "about: Tiny."
    path.write_text(text.replace("about: Tiny.", planted), encoding="utf-8")
    err = StringIO()
    with pytest.raises(CommandError, match=r"1 error\."):
        call_command("check_content", stdout=StringIO(), stderr=err)
    [told] = err.getvalue().splitlines()
    # An unclosed list is missed where the next key begins.
    assert re.match(rf"{path}:{line + ('[' in planted)}: ", told), told
    assert message in told


def test_a_plain_edition_is_asked_for_where_editions_names_it(tmp_path):
    write_tiny(tmp_path)
    page = tmp_path / "tiny/reports/tiny-2020/insights/01-lost-property.md"
    plain = page.with_suffix(".plain.md")
    text = tmp_path / "tiny/modules/found-things/rule.md"
    text.parent.mkdir(parents=True)
    text.write_text("Ask at the desk.\n", encoding="utf-8")
    plain.rename(plain.with_suffix(".kept"))
    told = [f"{path}:1: has no plain edition" for path in (page, text)]
    missed = [line for line in problems(tmp_path) if "no plain edition" in line]
    assert [line.partition(";")[0] for line in missed] == sorted(told)

    write_subject(tmp_path, editions=[])
    assert "edition" not in "".join(problems(tmp_path))
    plain.with_suffix(".kept").rename(plain)
    plain.write_bytes(b"\xff\xfe\x00")  # it is there, though nobody can read it
    write_subject(tmp_path)
    text.with_suffix(".plain.md").write_text("Ask.\n", encoding="utf-8")
    assert [line for line in problems(tmp_path) if "no plain edition" in line] == []
    assert any(line.startswith(f"{plain}:") for line in problems(tmp_path))


def test_a_page_without_a_plain_edition_is_loaded_and_the_ordinary_one_stands_in(db, tmp_path):
    write_tiny(tmp_path)
    write_subject(tmp_path, editions=[])
    (tmp_path / "tiny/reports/tiny-2020/insights/01-lost-property.plain.md").unlink()
    changes(tmp_path)
    version = ExplainerVersion.objects.get()
    assert version.plain is None
    for edition in (ORDINARY, PLAIN):
        page = explainer_context(version, edition)
        assert (page["edition"], page["has_plain"]) == (ORDINARY, False)
        assert "three quarters" in page["html"].lower()
