"""Run by test_publishing.py as a process of its own: kills publishing at the points that matter.

    python -m tests.studio.publishing_kills CONTENT WRITTEN AUTHOR SECOND

Each time two pages of two reports are drafted, approved and published; see kills.py. By itself

    python -m tests.studio.publishing_kills

kills it before each step that changes a file or the database, one after the other until it comes to
its end, on content of its own; takes some minutes, prints how many steps, and what did not hold.
"""

import json
import os
import sys
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from tests.studio.kills import in_a_process, main

REPORTS = ("tiny-2020", "tiny-2021")
POINTS = [
    ("publishing", "_stage_pinned", 0, "before"),
    ("publish_checks", "examine", 0, "before"),
    ("publishing", "load", 0, "after"),
    (
        "publishing",
        "note_events",
        0,
        "after",
    ),  # both drafts are closed, in an open transaction
    ("swap", "rename", 0, "after"),  # the journal
    ("swap", "rename", 1, "after"),
    ("swap", "rename", 2, "after"),
    ("swap", "rename", 3, "after"),
    (
        "swap",
        "exchange_all",
        0,
        "after",
    ),  # all folders are there, and the database has not committed
    ("editing", "repair", 0, "before"),  # the database has committed
    ("swap", "_carry_out", 1, "after"),
    ("swap", "unlink", 0, "after"),
    ("swap", "remove_folder", 0, "after"),
]


def save(label: str, author: int, second: int) -> None:
    """Draft the page of each report under a title, and publish both."""
    from django.utils import timezone

    from awareness.content.staging import published_object
    from awareness.content.writing import ObjectKind, ObjectRef
    from awareness.people.models import User
    from awareness.studio.drafts import drafting
    from awareness.studio.publishing import publish as publishing

    by, approved_by, now = User.objects.get(pk=author), User.objects.get(pk=second), timezone.now()
    pinned = []
    for report in REPORTS:
        place = ObjectRef(ObjectKind.PAGE, "tiny", report, "lost-property")
        there = published_object(place)
        body = {**(there.fields or {}), "title": label}
        draft, _new = drafting.begin(place, body, label, there.digest, by, now)
        pinned.append((draft.pk, 1))
    publishing.publish(pinned, by, approved_by, uuid4(), now)


def state(written: Path) -> dict:
    """Under which titles the pages stand in the files and in the database; what is on record."""
    from awareness.content.staging import published_object
    from awareness.content.writing import ObjectKind, ObjectRef
    from awareness.insights.models import ExplainerVersion
    from awareness.studio.models import Draft, DraftEvent, FolderChange, Job

    places = [ObjectRef(ObjectKind.PAGE, "tiny", each, "lost-property") for each in REPORTS]
    return {
        "files": sorted({(published_object(place).fields or {})["title"] for place in places}),
        "database": sorted(set(ExplainerVersion.objects.live().values_list("title", flat=True))),
        "open": Draft.objects.open().count(),
        "published": DraftEvent.objects.filter(code="published").count(),
        "changes": FolderChange.objects.count(),
        "waiting": Job.objects.waiting().count(),
        "left": sorted(path.name for path in written.glob(".edit")),
    }


def faults(rows: list[dict]) -> list[str]:
    """What does not hold of one state or the other after each kill, in words; [] where all does."""
    found, before = [], ["Most managers have a rule"]
    for acts, row in enumerate(rows):
        mended, after, label = row["mended"], row["after"], [row["label"]]
        taken = mended["database"] == label
        holds = {
            "mended and worked": (row["mending"], row["working"]) == (0, 0),
            "one state": mended["files"] == mended["database"] == (label if taken else before),
            "changes": mended["changes"] == acts + taken,
            "published": mended["published"] == 2 * (acts + taken),
            "open": (mended["open"], mended["waiting"]) == ((0, 0) if taken else (2, 1)),
            "tidy": mended["left"] == after["left"] == [],
            "done": after["files"] == after["database"] == label,
            "done once": (after["changes"], after["published"]) == (acts + 1, 2 * acts + 2),
            "nothing open": (after["open"], after["waiting"]) == (0, 0),
        }
        found += [f"{row['at']}: {name}" for name, held in holds.items() if not held]
        before = label
    return found


def every_step() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {"DATABASE_URL": f"sqlite:///{folder}/kills.sqlite3",
                       "AWARENESS_MODE": "demo"}  # fmt: skip
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "awareness.settings")
        content, written = folder / "content", folder / "written"
        in_a_process(lambda: _prepare(content, written, folder / "ids"))
        ids = json.loads((folder / "ids").read_text())
        keep = lambda label: save(label, *ids)  # noqa: E731
        rows = main(content, written, count(1), keep, state)
    killed = sum(row["killed"] == 9 for row in rows)
    print(json.dumps({"steps": killed, "do not hold": faults(rows)}, indent=2))


def _prepare(content: Path, written: Path, ids: Path) -> None:
    """Content of two reports, loaded, and two authors; their ids into a file."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from awareness.people.models import Site
    from tests.conftest import make_person
    from tests.studio.content import load_all
    from tests.studio.test_publishing import write_two

    call_command("migrate", verbosity=0)
    settings.CONTENT_DIRS = [write_two(content), written]
    settings.CONTENT_WRITE_DIR, settings.SOURCES_DIR = written, content / "sources"
    load_all()
    site = Site.objects.create(slug="one", name="One", country="SE", time_zone="Europe/Stockholm")
    people = [make_person(name, site, role="author") for name in ("Anna Ask", "Berit Berg")]
    ids.write_text(json.dumps([person.pk for person in people]))


if __name__ == "__main__":
    if len(sys.argv) == 1:
        every_step()
    else:
        content, written = Path(sys.argv[1]), Path(sys.argv[2])
        author, second = int(sys.argv[3]), int(sys.argv[4])
        keep = lambda label: save(label, author, second)  # noqa: E731
        print(json.dumps(main(content, written, POINTS, keep, state)))
