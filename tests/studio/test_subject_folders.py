"""A subject is a folder, and identity is the key: where a file lies makes nothing new."""

import shutil

import pytest

from awareness.content.carried import carry_along
from awareness.content.checks import check, examine
from awareness.content.load import load
from awareness.content.reader import read_content
from awareness.insights.models import ExplainerVersion, Report
from awareness.learning.models import ModuleVersion
from quizzes.models import QuestionVersion
from tests.studio.content import write_subject, write_tiny


def problems(*dirs) -> list[str]:
    return [str(problem) for problem in check(read_content(dirs)) if not problem.warning]


def changes(*dirs) -> list[str]:
    content = read_content(dirs)
    checked = examine(content)
    assert not checked.errors, checked.errors
    return [str(change) for change in load(content, checked.built)]


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

    assert carry_along(written) == ["packs/tiny-2020 lies in tiny/reports/tiny-2020 now"]
    assert carry_along(written) == []

    assert (written / "tiny/reports/tiny-2020/figures.csv").is_file()
    assert [path.name for path in (written / "packs").iterdir()] == ["of-nobody"]
    assert any("lies in no subject" in problem for problem in problems(shipped, written))
