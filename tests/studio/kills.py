"""Run by test_kill.py as a process of its own: kills edits at every step and says what is left.

    python -m tests.studio.kills CONTENT WRITTEN AUTHOR

Each kill is a process that ends as by kill -9, in the middle of doing one saved edit; each mending
is another one. Prints a JSON list, a row a kill: {at, killed, mended, after}.
"""

import json
import os
import sys
import traceback
from importlib import import_module
from pathlib import Path
from uuid import uuid4

FIGURE = ["tiny-2020", "with-rule"]
OWNERS = {
    "editing": "awareness.studio.publishing.editing",
    "publish_checks": "awareness.studio.publishing.checks",
    "publishing": "awareness.studio.publishing.publish",
    "swap": "awareness.content.swap",
}
# Where the process ends: (module, function, how many calls of it pass, before or after the call).
POINTS = [
    ("editing", "_copy_with_origin", 0, "before"),
    ("editing", "examine", 0, "before"),
    ("editing", "examine", 0, "after"),
    ("editing", "load", 0, "after"),
    ("swap", "exchange_all", 0, "before"),
    ("swap", "rename", 0, "before"),  # the journal
    ("swap", "rename", 0, "after"),
    ("swap", "rename", 1, "after"),  # what was there goes; in a first edit, what comes is there
    ("swap", "rename", 2, "after"),  # what comes is there, and the database has not committed
    ("swap", "exchange_all", 0, "after"),
    ("editing", "repair", 0, "before"),  # the database has committed
    ("swap", "_carry_out", 1, "after"),
    ("swap", "unlink", 0, "before"),
    ("swap", "unlink", 0, "after"),
    ("swap", "remove_folder", 0, "after"),
]


def arm(module: str, name: str, passes: int, when: str) -> None:
    """End this process as kill -9 does when the function is called for the last time of these."""
    owner = import_module(OWNERS[module])
    real, left = getattr(owner, name), [passes]

    def ends(*args, **kwargs):
        if left[0] == 0 and when == "before":
            os._exit(9)
        made = real(*args, **kwargs)
        if left[0] == 0:
            os._exit(9)
        left[0] -= 1
        return made

    setattr(owner, name, ends)


# What the system is asked that changes files.
CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.symlink",
           "os.truncate"}  # fmt: skip


def arm_step(number: int, written: Path) -> None:
    """End this process as kill -9 does before its step of that number, from one: a file below
    `written` is opened to be written, moved or removed, or the database is asked for anything but
    to read, or committed."""
    from django.db import connection

    left = [number]

    def step() -> None:
        left[0] -= 1
        if left[0] == 0:
            os._exit(9)

    def hook(event: str, args: tuple) -> None:
        writes = event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if (event in CHANGES or writes) and str(args[0]).startswith(str(written)):
            step()

    def count(execute, sql, params, many, context):
        if not sql.lstrip().upper().startswith("SELECT"):
            step()
        return execute(sql, params, many, context)

    commit = connection._commit

    def counted_commit() -> None:
        step()
        commit()
        step()

    sys.addaudithook(hook)
    connection.execute_wrappers.append(count)
    connection._commit = counted_commit


def in_a_process(function) -> int:
    """Run `what` in a fork; its exit code: 0, or 9 when it was killed."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    try:
        function()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def label_of(number: int) -> str:
    """The figure's label with marks between its words, other ones for each number: a light edit is
    the one that is published without a second person."""
    words = ["Managers", "with", "a", "written", "rule"]
    marks = [";" if (number + 1) >> place & 1 else "" for place in range(len(words))]
    return " ".join(f"{word}{mark}" for word, mark in zip(words, marks, strict=True))


def save(label: str, author: int) -> None:
    """Keep an edit of the figure's label, as its form does."""
    from django.utils import timezone

    from awareness.content import blocks
    from awareness.people.models import User
    from awareness.studio.publishing import jobs

    block = blocks.figure_block(*FIGURE)
    after = block.csv_row_with({"label": label})
    job_request = jobs.JobRequest("figure", FIGURE, "with-rule", block.token, block.text, after)
    jobs.submit(job_request, uuid4(), User.objects.get(pk=author), timezone.now())


def work() -> None:
    from django.utils import timezone

    from awareness.studio.publishing.jobs import work_off

    work_off(timezone.now)


def mend() -> None:
    """What every start does first."""
    from awareness.studio.publishing.write_lock import write_lock

    with write_lock():
        pass


def state(written: Path) -> dict:
    """What the files say, what people read, and who is on record for it."""
    from awareness.content import blocks
    from awareness.insights.models import Figure
    from awareness.studio.models import ContentEdit, FolderChange, Job

    newest = ContentEdit.objects.first()
    return {
        "file": blocks.figure_block(*FIGURE).cells["label"],
        "database": Figure.objects.get(key="with-rule").label,
        "record": newest and newest.after.split(",")[2],
        "by": newest and newest.by_id,
        "edits": ContentEdit.objects.count(),
        "changes": FolderChange.objects.count(),
        "waiting": Job.objects.waiting().count(),
        "left": sorted(path.name for path in written.glob(".edit")),
    }


def main(content: Path, written: Path, through, save, state) -> list[dict]:
    """`save` is told a label and keeps the work that is killed; `state` says what is left. A point
    of `through` is what `arm` takes, or the number of a step; the first that comes to its end alive
    is the last."""
    import django
    from django.conf import settings

    django.setup()
    settings.CONTENT_DIRS, settings.CONTENT_WRITE_DIR = [content, written], written
    settings.SOURCES_DIR = content / "sources"
    for module in ("awareness.studio.tasks", settings.ROOT_URLCONF):
        import_module(module)  # once, for all that come; nothing connects yet
    rows = []

    def tell(key: str, row: dict):
        ours, theirs = os.pipe()
        in_a_process(lambda: os.write(theirs, json.dumps(state(written)).encode()))
        os.close(theirs)
        row[key] = json.loads(os.read(ours, 65536) or b"null")
        os.close(ours)

    for n, point in enumerate(through):
        is_step = isinstance(point, int)
        row = {"at": str(point) if is_step else " ".join(map(str, point)), "label": label_of(n)}
        assert in_a_process(lambda row=row: save(row["label"])) == 0

        def killed(point=point, is_step=is_step):
            if is_step:
                arm_step(point, written)
            else:
                arm(*point)
            work()

        row["killed"] = in_a_process(killed)
        row["mending"] = in_a_process(mend)
        tell("mended", row)
        row["working"] = in_a_process(work)
        tell("after", row)
        rows.append(row)
        if row["killed"] == 0:
            break
    return rows


if __name__ == "__main__":
    content, written, author = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    print(json.dumps(main(content, written, POINTS, lambda label: save(label, author), state)))
