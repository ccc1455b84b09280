"""Puts folders and files of written content in the place of others; a kill leaves one state.

Files and the database cannot commit together. So the act is written into a journal, the folders
are exchanged by renaming, and last the database commits a row with the id of the act. Whoever comes
next finds the journal and asks the database for that row: it decides whether the act happened.

    .edit/new      what is to come, as <subject>/<shelf>/<name>, and what checks need
    .edit/old      what went; of a second exchange in the same act .edit/old-1, and so on
    .edit/journal  what is exchanged, from just before it begins until all is tidy
"""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path

from awareness.errors import CodedError

WORK_FOLDER, JOURNAL_FILE = ".edit", "journal"
# Of the folder for written content: folders that somebody took out of use.
SET_ASIDE_FOLDER = "set-aside"


class SwapError(CodedError):
    """Codes: journal (it cannot be read; nothing is touched)."""

    def __init__(self, code: str, path: Path) -> None:
        message = f"{path} cannot be read. Nothing was touched; the folders stand beside it"
        super().__init__(code, message)


@dataclass(frozen=True)
class Exchange:
    """What stands at one path. `target` and `keep` are paths below the folder for written content.

    `had`: a folder or file stood there before. `comes`: another one takes its place. `keep` is
    where the old one stays, "" when it goes.
    """

    target: str
    had: bool
    comes: bool = True
    keep: str = ""


@dataclass(frozen=True)
class Plan:
    """An act: all of its exchanges, or none."""

    act: str
    exchanges: tuple[Exchange, ...]

    @property
    def targets(self) -> str:
        return ", ".join(exchange.target for exchange in self.exchanges)


@dataclass(frozen=True)
class FoldersThere:
    """Which of the three folders are there."""

    target: bool
    old: bool
    new: bool


class Move(Enum):
    """A folder is renamed from the first of these places to the second."""

    TARGET_TO_OLD = ("target", "old")
    NEW_TO_TARGET = ("new", "target")
    TARGET_TO_NEW = ("target", "new")
    OLD_TO_TARGET = ("old", "target")


def moves(exchange: Exchange, disk: FoldersThere, committed: bool) -> tuple[Move, ...]:
    """What leads from any state that the act can be broken off in to its end, or to its beginning.

    Pure. `committed`: the database has the act, so the files follow; otherwise they go back.
    """
    if committed:
        if exchange.comes and disk.new:
            move_target_away = (Move.TARGET_TO_OLD,) if disk.target else ()
            return (*move_target_away, Move.NEW_TO_TARGET)
        return (Move.TARGET_TO_OLD,) if disk.target and not exchange.comes and not disk.old else ()
    target_is_the_new = (
        disk.old if exchange.had else True
    )  # nothing but the new folder can stand there
    goes_back = target_is_the_new and exchange.comes and disk.target and not disk.new
    return ((Move.TARGET_TO_NEW,) if goes_back else ()) + (
        (Move.OLD_TO_TARGET,) if disk.old else ()
    )


def exchange_all(root: Path, plan: Plan) -> None:
    """Exchange everything; the last thing before the database commits a row with `plan.act`."""
    _sync_below(root / WORK_FOLDER / "new")
    journal = root / WORK_FOLDER / JOURNAL_FILE
    _write_whole(journal, json.dumps(asdict(plan)))
    _carry_out(root, plan, committed=True)


def repair(root: Path, committed: Callable[[str], bool]) -> tuple[Plan, bool] | None:
    """Lead an act that was begun to its end or its beginning, and tidy up; None if there was none.

    Returns the act and whether it counts. `committed` says whether the database has an act.
    """
    plan = broken_off_swap(root)
    done = plan is not None and committed(plan.act)
    if plan:
        _carry_out(root, plan, done)
        for number, exchange in enumerate(plan.exchanges):
            old = _old_path(root, number)
            if done and exchange.keep and old.exists():
                (root / exchange.keep).parent.mkdir(parents=True, exist_ok=True)
                rename(old, root / exchange.keep)
        unlink(root / WORK_FOLDER / JOURNAL_FILE)
    if (root / WORK_FOLDER).exists():
        remove_folder(root / WORK_FOLDER)
    return (plan, done) if plan else None


def broken_off_swap(root: Path) -> Plan | None:
    """The act whose journal is there; None where none was begun. SwapError: journal."""
    path = root / WORK_FOLDER / JOURNAL_FILE
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        act = data.pop("act")
        # A release before this one wrote its only exchange beside the id of its act.
        exchanges = data.pop("exchanges") if "exchanges" in data else [data]
        return Plan(act, tuple(Exchange(**fields) for fields in exchanges))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise SwapError("journal", path) from error


def _carry_out(root: Path, plan: Plan, committed: bool) -> None:
    """Move the folders of a plan to its end, or back to its beginning."""
    for number, exchange in enumerate(plan.exchanges):
        paths = {
            "target": root / exchange.target,
            "old": _old_path(root, number),
            "new": root / WORK_FOLDER / "new" / exchange.target,
        }
        disk = FoldersThere(**{name: path.exists() for name, path in paths.items()})
        for move in moves(exchange, disk, committed):
            source, goal = (paths[name] for name in move.value)
            goal.parent.mkdir(parents=True, exist_ok=True)
            rename(source, goal)


def _old_path(root: Path, number: int) -> Path:
    """Where what went in the exchange of this number (from 0) lies."""
    return root / WORK_FOLDER / (f"old-{number}" if number else "old")


def rename(source: Path, goal: Path) -> None:
    """Rename, and have it on the disk before anything else is."""
    source.rename(goal)
    _sync(goal.parent)
    _sync(source.parent)


def unlink(path: Path) -> None:
    path.unlink()
    _sync(path.parent)


def remove_folder(folder: Path) -> None:
    shutil.rmtree(folder)


def _write_whole(path: Path, text: str) -> None:
    """A file that is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half_path = path.with_name(f"{path.name}.half")
    half_path.write_text(text, encoding="utf-8")
    _sync(half_path)
    rename(half_path, path)


def _sync_below(folder: Path) -> None:
    for path in folder.rglob("*") if folder.exists() else ():
        _sync(path)


def _sync(path: Path) -> None:
    """Have a file or folder on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
