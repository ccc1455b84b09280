"""The releases that were frozen, as their folders hold them."""

import gzip
import json
import shutil
from pathlib import Path

from tests.upgrade.freeze import HERE, ROOT
from tests.upgrade.story import SUBJECT

RELEASES = sorted(path.parent.name for path in HERE.glob("*/expected.json"))
RIGHTS = "rights: {licence: None., credit: The club., may_we_use: true, why: Facts.}\n"


def expected(release: str) -> dict:
    return json.loads((HERE / release / "expected.json").read_text(encoding="utf-8"))


def frozen(release: str, name: str) -> bytes:
    return gzip.decompress((HERE / release / f"{name}.gz").read_bytes())


def as_it_ships_now(content: Path) -> None:
    """What a release shipped, where what ships lies now: in the folder of its subject. What its
    authors wrote stays as they left it."""
    if not (content / "packs").exists():
        return
    mine = content / SUBJECT
    mine.mkdir()
    for name in ("packs", "modules", "scenarios", "support.yaml"):
        (content / name).rename(mine / name.replace("packs", "reports"))
    shutil.copy(ROOT / "fixtures" / SUBJECT / "subject.yaml", mine)
    for path in mine.glob("reports/*/report.yaml"):  # what ships says how a report may be used
        path.write_text(f"{path.read_text(encoding='utf-8')}{RIGHTS}", encoding="utf-8")
