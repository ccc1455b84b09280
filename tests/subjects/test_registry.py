"""The subjects as pages read them: as the checks read them, and anew when a file changes."""

import pytest

from awareness.content.files import read_yaml
from awareness.subjects import registry
from tests.studio.content import write_subject


@pytest.fixture
def folder(settings, tmp_path):
    settings.CONTENT_DIRS = [tmp_path]
    return tmp_path


def test_words_are_read_as_the_checks_read_them(folder):
    path = write_subject(folder) / "subject.yaml"
    path.write_text(path.read_text().replace("name: Lost and found", "name: no"))
    assert not registry.problems()
    assert registry.subjects()["tiny"].name == "no" == read_yaml(path, []).data["name"]


def test_a_subject_that_comes_is_seen_by_a_process_that_runs(folder, monkeypatch):
    write_subject(folder)
    assert list(registry.subjects()) == ["tiny"]
    write_subject(folder, "other", order=2, name="Another")
    assert list(registry.subjects()) == ["tiny"]  # files are looked at once a second
    monkeypatch.setattr(registry, "SECONDS", 0.0)
    assert list(registry.subjects()) == ["tiny", "other"]
    write_subject(folder, "other", order=2, name="Named anew")
    assert registry.subjects()["other"].name == "Named anew"
