"""The next release can be frozen: the story it is made from still runs to its end."""

import pytest

from tests.migrated import migrated_file
from tests.upgrade.freeze import SAME, make


@pytest.mark.slow
def test_the_story_can_be_told_with_todays_code(tmp_path):
    database = migrated_file(tmp_path / "awareness.sqlite3")
    held = make(tmp_path / "made", f"sqlite:///{database}")

    assert set(SAME) <= set(held)
    assert held["counts"]["learning_completion"] > 0
    assert held["counts"]["learning_correction"] > 0  # what an author saved was written, and graded
