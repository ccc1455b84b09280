"""`make run` on a copy of the working tree, with an empty HOME: comes up, says where and as whom,
stops without orphans, starts again quickly, and says in one sentence what is wrong."""

import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from awareness.home.demo.company import sign_ins
from tests.journeys.server import ROOT, free_port
from tests.signals import as_in_a_terminal

# Seconds to be ready, installing everything and with everything there: only what hangs takes more,
# also on a busy machine. How long it took is printed.
FIRST, SECOND = 900, 180
PATIENCE = 60  # seconds, for a mail or an end

pytestmark = pytest.mark.skipif(
    not (os.environ.get("CI") or os.environ.get("RUN_TWO_COMMANDS")),
    reason="installs everything anew: only where CI or RUN_TWO_COMMANDS is set",
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """What is committed or about to be, and nothing that was installed or made."""
    folder = tmp_path_factory.mktemp("fresh") / "awareness"
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    assert not (folder.parent / "shared").exists()
    return folder


def environment(copy: Path, **more) -> dict[str, str]:
    home = copy.parent / "home"
    home.mkdir(exist_ok=True)
    dropped = ("AWARENESS", "DATABASE_URL", "DEBUG", "SECRET", "DJANGO", "VIRTUAL_ENV", "CHROMIUM")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(dropped)}
    path = os.pathsep.join(
        part for part in kept["PATH"].split(os.pathsep) if not part.startswith(str(ROOT))
    )
    return kept | {"HOME": str(home), "PATH": path} | more


class Run:
    """One `make run` and what it says, in a process group of its own."""

    def __init__(self, copy: Path, port: int):
        self.port, self.said = port, copy.parent / f"said-{port}.txt"
        self.log = self.said.open("w")
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            ["make", "run"], cwd=copy, env=environment(copy, PORT=str(port)),
            stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True, umask=0o077,
            preexec_fn=as_in_a_terminal,
        )  # fmt: skip

    def ready(self, within: float) -> float:
        """Seconds until the sign-in page answers and the sign-ins are said."""
        while time.monotonic() - self.began < within and self.process.poll() is None:
            if "Password for all" in self.text:
                with urllib.request.urlopen(f"http://localhost:{self.port}/account/login/") as page:
                    assert page.status == 200
                return time.monotonic() - self.began
            time.sleep(0.1)
        raise AssertionError(f"not ready within {within} s; it said:\n{self.text}")

    @property
    def text(self) -> str:
        return self.said.read_text(encoding="utf-8")

    def stop(self, how: signal.Signals) -> None:
        os.killpg(self.process.pid, how)
        self.process.wait(PATIENCE)
        self.log.close()

    def kill(self) -> None:
        """Whatever a failed test has left running."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(PATIENCE)
        self.log.close()

    def left(self) -> list[str]:
        """Processes of this run that are still there: those of its session, the dead left out."""
        alive = []
        for process in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # it ended meanwhile
                name, _, rest = process.read_text().rpartition(")")
                state, _parent, _group, session = rest.split()[:4]
                if int(session) == self.process.pid and state != "Z":
                    alive.append(name)
        return alive


@pytest.fixture
def run(copy) -> Iterator[Run]:
    begun = Run(copy, free_port())
    yield begun
    begun.kill()


def gone(run: Run) -> None:
    until = time.monotonic() + PATIENCE
    while run.left() and time.monotonic() < until:
        time.sleep(0.1)
    assert run.left() == []
    with socket.socket() as knock:
        assert knock.connect_ex(("127.0.0.1", run.port)) != 0, "something still listens"


def test_the_first_start_says_where_and_as_whom(copy, run):
    took = run.ready(FIRST)
    print(f"first start: {took:.1f} s")
    assert "Installing the libraries" in run.text
    where, head, *rows, password = run.text.rstrip().splitlines()[-len(sign_ins()) - 3 :]
    assert where.startswith(f"Awareness runs at http://localhost:{run.port}/")
    assert head == "Sign in as"
    assert "maja.lindqvist@example.com" in rows[0]
    assert password.startswith("Password for all: ")
    run.stop(signal.SIGINT)
    gone(run)
    assert closed_to_others(copy / ".venv") + closed_to_others(copy / ".tools") == []


def closed_to_others(folder: Path) -> list[Path]:
    """What the user who runs a site could not read, had somebody else installed it (under a umask
    that keeps files to oneself, as above)."""
    return [
        path
        for path in folder.rglob("*")
        if not path.is_symlink() and not path.stat().st_mode & stat.S_IROTH
    ]


def ask_for_a_password(run: Run, email: str) -> None:
    url = f"http://localhost:{run.port}/account/password/reset/"
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', browser.open(url).read().decode())[1]
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "email": email}).encode()
    assert browser.open(url, form).url == f"{url}sent/"


def test_the_worker_prints_a_link_that_can_be_copied_and_nothing_outlives_a_kill(run):
    run.ready(SECOND)
    ask_for_a_password(run, "maja.lindqvist@example.com")
    until, link = time.monotonic() + PATIENCE, None
    while not link and time.monotonic() < until:
        link = re.search(
            rf"^http://localhost:{run.port}/account/password/reset/key/\S+$", run.text, re.M
        )
        time.sleep(0.1)
    with urllib.request.build_opener(urllib.request.HTTPCookieProcessor()).open(link[0]) as page:
        assert "password1" in page.read().decode()
    run.kill()
    gone(run)


def test_the_second_start_installs_nothing_and_stops_as_well_when_told_to(copy, run):
    took = run.ready(SECOND)
    print(f"second start: {took:.1f} s")
    assert "Installing" not in run.text
    with socket.socket() as taken:  # while it runs, its port is taken
        assert taken.connect_ex(("127.0.0.1", run.port)) == 0
    other = subprocess.run(
        ["make", "--silent", "run"], cwd=copy, env=environment(copy, PORT=str(run.port)),
        capture_output=True, text=True, timeout=SECOND,
    )  # fmt: skip
    assert other.returncode
    said = [line for line in other.stderr.splitlines() if not line.startswith("make")]
    assert len(said) == 1
    assert said[0].startswith(f"Port {run.port} is taken by another program.")
    run.stop(signal.SIGTERM)
    gone(run)


@pytest.mark.parametrize("port", ["eighty", "70000", "0"])
def test_a_port_that_is_none_is_one_sentence(copy, port):
    refused = subprocess.run(
        ["scripts/run"], cwd=copy, env=environment(copy, PORT=port),
        capture_output=True, text=True, timeout=SECOND,
    )  # fmt: skip
    assert refused.returncode
    assert refused.stderr.startswith("PORT is ")
    assert refused.stderr.count("\n") == 1


def test_without_python_one_sentence_says_what_to_install(copy, tmp_path):
    """PATH holds what every system has, and no Python."""
    for name in ("sh", "cat", "cksum", "cut", "dirname", "id", "sed", "tr", "uname"):
        (tmp_path / name).symlink_to(shutil.which(name))
    bare = copy.parent / "bare"
    shutil.copytree(copy / "scripts", bare / "scripts")
    for name in ("uv.lock", "pyproject.toml"):
        shutil.copy(copy / name, bare / name)
    for script in ("scripts/setup", "scripts/run"):
        refused = subprocess.run(
            [str(tmp_path / "sh"), script], cwd=bare, env={"PATH": str(tmp_path)},
            capture_output=True, text=True, timeout=SECOND,
        )  # fmt: skip
        assert refused.returncode
        assert "install Python 3.12 or newer" in refused.stderr
        assert refused.stderr.count("\n") == 1
