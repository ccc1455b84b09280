"""`scripts/setup` asks the installer for what was named now or before, and lets others read it."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

FILES = ("pyproject.toml", "uv.lock", "scripts/setup", "scripts/find-python")
# Stands for uv: writes down what it was asked for, and makes what the script goes on with.
INSTALLER = """#!/bin/sh
echo "$*" >>asked
mkdir -p .venv/bin .venv/lib
cp .tools/python .venv/bin/python
"""
PYTHON = "#!/bin/sh\necho /nowhere/python3.12\n"  # starts at once, and compiles nothing


@pytest.fixture
def house(tmp_path) -> Path:
    """A checkout with an installer that installs nothing."""
    for name in FILES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy2(settings.BASE_DIR / name, tmp_path / name)
    (tmp_path / ".tools" / "bin").mkdir(parents=True)
    for name, text in (("bin/uv", INSTALLER), ("python", PYTHON)):
        (tmp_path / ".tools" / name).write_text(text)
        (tmp_path / ".tools" / name).chmod(0o755)
    return tmp_path


def set_up(house: Path, *names: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["scripts/setup", *names], env=os.environ | {"PYTHON": str(house / ".tools" / "python")},
        cwd=house, capture_output=True, text=True, umask=0o077,
    )  # fmt: skip


def asked(house: Path) -> list[set[str]]:
    """The extras and groups of each time that the installer was called."""
    calls = (house / "asked").read_text().splitlines()
    return [set(re.findall(r"--((?:extra|group) \S+)", call)) for call in calls]


def test_what_was_asked_for_once_stays_after_an_update(house):
    for names in ((), ("anymail",), ("test", "lint"), ()):
        assert set_up(house, *names).returncode == 0
    certificates, mail = {"extra certificates"}, {"extra anymail"}
    groups = {"group test", "group lint"}
    assert asked(house) == [certificates, certificates | mail, certificates | mail | groups]

    with (house / "uv.lock").open("a") as lock:
        lock.write("# a newer release\n")
    assert set_up(house).returncode == 0
    assert asked(house)[3:] == [certificates | mail | groups]

    project = (house / "pyproject.toml").read_text()
    (house / "pyproject.toml").write_text(project.replace("\nlint = [", "\nother = ["))
    assert set_up(house).returncode == 0
    assert asked(house)[4:] == [certificates | mail | {"group test"}]


def test_a_name_that_is_none_is_one_sentence(house):
    refused = set_up(house, "test", "anymial")
    assert refused.returncode
    assert "anymial; there are: certificates anymail test lint" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert not (house / "asked").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only what root installs is for another user")
def test_what_root_fetched_for_itself_alone_the_site_can_read(house):
    """Where what is installed fits already, too, as after `git pull`."""
    assert set_up(house).returncode == 0
    for command in (["git", "init", "-q"], ["git", "add", "scripts", "uv.lock"]):
        subprocess.run(command, cwd=house, check=True)
    secret = house / "scripts" / "notes"
    secret.write_text("mine")
    closed = (house / "scripts", house / "scripts" / "setup", house / "uv.lock", secret)
    for path in closed:
        path.chmod(path.stat().st_mode & 0o700)
    assert set_up(house).returncode == 0
    assert [oct(path.stat().st_mode & 0o777) for path in closed] == [
        "0o755", "0o755", "0o644", "0o600",
    ]  # fmt: skip
    assert len(asked(house)) == 1
