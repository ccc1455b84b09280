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
    assert not registry.subject_problems()
    assert registry.subjects()["tiny"].name == "no" == read_yaml(path).data["name"]


def test_a_subject_that_comes_is_seen_by_a_process_that_runs(folder, monkeypatch):
    write_subject(folder)
    assert list(registry.subjects()) == ["tiny"]
    write_subject(folder, "other", order=2, name="Another")
    assert list(registry.subjects()) == ["tiny"]  # files are looked at once a second
    monkeypatch.setattr(registry, "SECONDS_UNCHECKED", 0.0)
    assert list(registry.subjects()) == ["tiny", "other"]
    write_subject(folder, "other", order=2, name="Named anew")
    assert registry.subjects()["other"].name == "Named anew"


def test_a_file_that_is_exchanged_just_then_is_back_at_once(folder):
    path = write_subject(folder, "tiny") / "subject.yaml"
    assert list(registry.subjects()) == ["tiny"]
    looked, stamp = registry._stamps[folder,]
    registry._stamps[folder,] = (looked - 2 * registry.SECONDS_UNCHECKED, stamp)
    aside = path.rename(path.with_name("aside"))
    assert list(registry.subjects()) == []
    aside.rename(path)
    assert list(registry.subjects()) == ["tiny"]


def test_what_was_read_without_a_file_is_not_kept_for_it(folder):
    """The file was there when it was looked for, and gone when it was to be read."""
    path = write_subject(folder, "tiny") / "subject.yaml"
    stamp = registry._current_stamp((folder,))
    aside = path.rename(path.with_name("aside"))
    assert list(registry.subjects()) == []
    aside.rename(path)  # with the time and size that it had
    registry._stamps.clear()
    assert list(registry.subjects()) == ["tiny"]
    assert registry._current_stamp((folder,)) == stamp
