"""Run by test_publishing_kill.py as a process of its own: kills publishing at every step.

    python -m tests.studio.publishing_kills CONTENT WRITTEN AUTHOR SECOND

Each time two pages of two reports are drafted, approved and published; see kills.py.
"""

import json
import sys
from pathlib import Path
from uuid import uuid4

from tests.studio.kills import main

REPORTS = ("tiny-2020", "tiny-2021")
POINTS = [
    ("publishing", "_stage", 0, "before"),
    ("publish_checks", "examine", 0, "before"),
    ("publishing", "load", 0, "after"),
    ("publishing", "note", 1, "after"),  # both drafts are closed, in a transaction that is open
    ("swap", "rename", 0, "after"),  # the journal
    ("swap", "rename", 1, "after"),
    ("swap", "rename", 2, "after"),
    ("swap", "rename", 3, "after"),
    ("swap", "put", 0, "after"),  # all folders are there, and the database has not committed
    ("editing", "repair", 0, "before"),  # the database has committed
    ("swap", "_carry_out", 1, "after"),
    ("swap", "unlink", 0, "after"),
    ("swap", "remove", 0, "after"),
]


def save(label: str, author: int, second: int) -> None:
    """Draft the page of each report under a title, and publish both."""
    from django.utils import timezone

    from awareness.content.staging import published
    from awareness.content.writing import ObjectKind, ObjectPlace
    from awareness.people.models import User
    from awareness.studio import drafting, publishing

    by, approved_by, now = User.objects.get(pk=author), User.objects.get(pk=second), timezone.now()
    pinned = []
    for report in REPORTS:
        place = ObjectPlace(ObjectKind.PAGE, "tiny", report, "lost-property")
        there = published(place)
        body = {**(there.fields or {}), "title": label}
        draft, _new = drafting.begin(place, body, label, there.digest, by, now)
        pinned.append((draft.pk, 1))
    publishing.publish(pinned, by, approved_by, uuid4(), now)


def state(written: Path) -> dict:
    """Under which titles the pages stand in the files and in the database; what is on record."""
    from awareness.content.staging import published
    from awareness.content.writing import ObjectKind, ObjectPlace
    from awareness.insights.models import ExplainerVersion
    from awareness.studio.models import Draft, DraftEvent, FolderChange, Job

    places = [ObjectPlace(ObjectKind.PAGE, "tiny", each, "lost-property") for each in REPORTS]
    return {
        "files": sorted({(published(place).fields or {})["title"] for place in places}),
        "database": sorted(set(ExplainerVersion.objects.live().values_list("title", flat=True))),
        "open": Draft.objects.open().count(),
        "published": DraftEvent.objects.filter(code="published").count(),
        "changes": FolderChange.objects.count(),
        "waiting": Job.objects.waiting().count(),
        "left": sorted(path.name for path in written.glob(".edit")),
    }


if __name__ == "__main__":
    content, written = Path(sys.argv[1]), Path(sys.argv[2])
    author, second = int(sys.argv[3]), int(sys.argv[4])
    keep = lambda label: save(label, author, second)  # noqa: E731
    print(json.dumps(main(content, written, POINTS, keep, state)))
