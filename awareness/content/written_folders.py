"""The folders that authors wrote, held against those that ship: what each came from, what differs.

A written folder hides the shipped one of its name. It remembers in `.origin.json` which one it came
from, so that an update that changes both is seen.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from awareness.content import swap
from awareness.content.csv_files import read_csv
from awareness.content.files import (
    MODULES_SHELF,
    PACKS_SHELF,
    QUESTIONS_FILE,
    last_line_of_entry,
    read_yaml,
)
from awareness.content.text_files import listed_paths, read_text
from awareness.subjects.folders import folders_of_all_subjects, subject_folder_names

ORIGIN_FILE = ".origin.json"
# (file, key) -> its text; "" is the key of what stands outside all entries of a file.
EntryTexts = Mapping[tuple[str, str], str]


class FolderStatus(StrEnum):
    """How a written folder stands to the shipped one of its name."""

    OURS = "ours"  # it was edited here; what ships is what it came from
    SAME = "same"  # nothing differs: it can go
    BOTH = "both"  # it was edited here, and what ships has changed since
    UNKNOWN = "unknown"  # nobody noted what it came from, and it differs from what ships
    GONE = "gone"  # what it came from ships no more
    ALONE = "alone"  # nothing of this name ever shipped

    @property
    def waits(self) -> bool:
        """Somebody has to decide."""
        return self in (FolderStatus.BOTH, FolderStatus.UNKNOWN, FolderStatus.GONE)


@dataclass(frozen=True)
class Origin:
    """What a written folder came from: `shipped_digest` is that of the shipped one ("" for none).

    `parts` are short digests of its entries by file and key, to say on which side one changed.
    """

    shipped_digest: str
    day: date
    parts: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Difference:
    """An entry that differs: its text here and as it ships; None where it is not there.

    `ours` and `theirs`: who changed it since; None when nobody can say.
    """

    file: str
    key: str
    written: str | None
    shipped: str | None
    ours: bool | None
    theirs: bool | None

    @property
    def sides(self) -> str:
        """In words: on which side it changed, and whether the other has it at all."""
        if self.ours and self.theirs:
            text = _("changed on both sides")
        elif self.ours:
            text = _("changed here")
        elif self.theirs:
            text = _("changed in what ships")
        else:
            text = _("differs")
        if self.shipped is None:
            alone = _("stands here alone")  # xgettext reads no f-strings
        elif self.written is None:
            alone = _("stands in what ships alone")
        else:
            return text
        return f"{text}, {alone}"


@dataclass(frozen=True)
class WrittenFolder:
    """A folder below CONTENT_WRITE_DIR that takes the place of a shipped one.

    `subject` is the folder of its subject; the name is unique without it.
    """

    subject: str
    shelf: str
    name: str
    folder: Path
    shipped: Path | None
    origin: Origin | None
    status: FolderStatus
    state: str  # digests of both: whoever decides has seen these

    @property
    def path(self) -> str:
        return f"{self.subject}/{self.shelf}/{self.name}"

    @property
    def status_text(self) -> str:
        """How it stands to what ships, in words for authors."""
        day = date_format(self.origin.day) if self.origin else ""
        match self.status:
            case FolderStatus.BOTH:
                text = _("Edited here, and what ships has changed since %(day)s")
            case FolderStatus.UNKNOWN:
                text = _("Differs from what ships, and nobody noted what it came from")
            case FolderStatus.GONE:
                text = _("Edited here, and ships no more (it did on %(day)s)")
            case FolderStatus.SAME:
                text = _("Is as it ships; the next load takes the copy away")
            case FolderStatus.ALONE:
                text = _("Nothing of this name ships")
            case FolderStatus.OURS:
                text = _("Edited here; what ships is as it was on %(day)s")
        return text % {"day": day}


def folder_status(origin: Origin | None, shipped: str, written: str) -> FolderStatus:
    """How a written folder stands, by its digest and that of the shipped one ("" where nothing
    ships) and by what it came from. Pure."""
    if shipped == written:
        return FolderStatus.SAME
    if origin is None:
        return FolderStatus.UNKNOWN if shipped else FolderStatus.ALONE
    if origin.shipped_digest == shipped:
        return FolderStatus.OURS if shipped else FolderStatus.ALONE
    return FolderStatus.BOTH if shipped else FolderStatus.GONE


def all_written_folders() -> list[WrittenFolder]:
    """Every written folder, in order of its path."""
    root = settings.CONTENT_WRITE_DIR
    if not root:
        return []
    subject_folders = [root / name for name in subject_folder_names(settings.CONTENT_DIRS)]
    packs = [
        path
        for folder in subject_folders
        for path in folder.glob(f"{PACKS_SHELF}/*")
        if path.is_dir()
    ]
    modules = [
        path.parent
        for folder in subject_folders
        for path in folder.glob(f"{MODULES_SHELF}/*/{QUESTIONS_FILE}")
    ]
    return [written_folder(*path.parts[-3:]) for path in sorted([*modules, *packs])]


def waiting_folders() -> list[WrittenFolder]:
    """The written folders for which somebody has to decide."""
    return [folder for folder in all_written_folders() if folder.status.waits]


def write_dir() -> Path:
    """The folder that edits are written to. Asked only where there is one: without it no edit is
    taken (decision 18)."""
    folder: Path | None = settings.CONTENT_WRITE_DIR
    if folder is None:
        raise ImproperlyConfigured("CONTENT_WRITE_DIR is not set")
    return folder


def written_folder(subject: str, shelf: str, name: str) -> WrittenFolder:
    """The written folder of this name, which is there."""
    folder = write_dir() / subject / shelf / name
    shipped, origin = shipped_folder(shelf, name), read_origin(folder)
    written_digest, shipped_digest = (
        folder_digest(folder, shelf),
        folder_digest(shipped, shelf) if shipped else "",
    )
    status = folder_status(origin, shipped_digest, written_digest)
    state = sha256(
        f"{written_digest} {shipped_digest} {origin and origin.shipped_digest}".encode()
    ).hexdigest()
    return WrittenFolder(subject, shelf, name, folder, shipped, origin, status, state)


def find_written_folder(shelf: str, name: str) -> WrittenFolder | None:
    """The written folder of this name among those there are; no path comes from outside."""
    return next(
        (
            folder
            for folder in all_written_folders()
            if (folder.shelf, folder.name) == (shelf, name)
        ),
        None,
    )


def shipped_folder(shelf: str, name: str) -> Path | None:
    """The folder of this name that is read where nobody wrote one: the last of CONTENT_DIRS."""
    needed_file = "report.yaml" if shelf == PACKS_SHELF else QUESTIONS_FILE
    dirs = [folder for folder in settings.CONTENT_DIRS if folder != settings.CONTENT_WRITE_DIR]
    folders = [
        folder / shelf / name
        for folder in folders_of_all_subjects(dirs)
        if (folder / shelf / name / needed_file).is_file()
    ]
    return folders[-1] if folders else None


def counted_files(folder: Path, shelf: str) -> list[Path]:
    """The files that count: of a pack all, of a module its questions."""
    if shelf == MODULES_SHELF:
        return [path for path in (folder / QUESTIONS_FILE,) if path.is_file()]
    return [path for path in listed_paths(folder, "**/*") if path.is_file()]


def folder_digest(folder: Path, shelf: str) -> str:
    """SHA-256 over names and bytes of its files; "" when it has none."""
    digest, files = sha256(), counted_files(folder, shelf)
    for path in files:
        data = path.read_bytes()
        digest.update(f"{path.relative_to(folder)}\0{len(data)}\0".encode() + data)
    return digest.hexdigest() if files else ""


def read_origin(folder: Path) -> Origin | None:
    """What a written folder came from; None where that was not noted, or cannot be read."""
    try:
        data = json.loads((folder / ORIGIN_FILE).read_text(encoding="utf-8"))
        return Origin(str(data["of"]), date.fromisoformat(data["day"]), dict(data["parts"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def remember_origin(folder: Path, shelf: str, shipped: Path | None, today: date) -> None:
    """Write into `folder` that it comes from `shipped` as it is now."""
    digests: dict[str, dict[str, str]] = {}
    for (file, key), text in entry_texts(shipped, shelf).items() if shipped else ():
        digests.setdefault(file, {})[key] = _short_digest(text)
    shipped_digest = folder_digest(shipped, shelf) if shipped else ""
    data = {"of": shipped_digest, "day": today.isoformat(), "parts": digests}
    (folder / ORIGIN_FILE).write_text(
        json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8"
    )


def differences(written: WrittenFolder) -> list[Difference]:
    """Every entry that differs between what was written and what ships, by file and key."""
    written_parts = entry_texts(written.folder, written.shelf)
    shipped_parts = entry_texts(written.shipped, written.shelf) if written.shipped else {}
    rows = []
    for file, key in dict.fromkeys([*written_parts, *shipped_parts]):
        ours, theirs = written_parts.get((file, key)), shipped_parts.get((file, key))
        if ours != theirs:
            changed = _sides_changed(written.origin, file, key, ours, theirs)
            rows.append(Difference(file, key, ours, theirs, *changed))
    return sorted(rows, key=lambda row: (row.file, row.key))


def _sides_changed(
    origin: Origin | None, file: str, key: str, ours: str | None, theirs: str | None
) -> tuple[bool | None, bool | None]:
    """Whether the entry changed here, and in what ships; None when nobody can say."""
    if origin is None:
        return None, None
    origin_digest = origin.parts.get(file, {}).get(key)
    ours_now, theirs_now = (
        None if text is None else _short_digest(text) for text in (ours, theirs)
    )
    return ours_now != origin_digest, theirs_now != origin_digest


def _short_digest(text: str) -> str:
    """The first sixteen signs of its SHA-256."""
    return sha256(text.encode()).hexdigest()[:16]


def entry_texts(folder: Path, shelf: str) -> EntryTexts:
    """The entries of its files: rows of a CSV, entries of a YAML file; any other file is one."""
    text_by_entry: dict[tuple[str, str], str] = {}
    for path in counted_files(folder, shelf):
        file, text = str(path.relative_to(folder)), read_text(path, [])
        if text is None:
            text_by_entry[file, ""] = sha256(path.read_bytes()).hexdigest()
            continue
        lines, next_line = text.split("\n"), 1
        lines_between: list[str] = []
        for key, first, last in _entries(path):
            lines_between += lines[next_line - 1 : first - 1]
            text_by_entry[file, key] = "\n".join(lines[first - 1 : last])
            next_line = last + 1
        lines_between += lines[next_line - 1 :]
        if outside := "\n".join(line for line in lines_between if line.strip()):
            text_by_entry[file, ""] = outside
    return text_by_entry


def _entries(path: Path) -> list[tuple[str, int, int]]:
    """(key, first line, last line) of the entries of a file, in order; [] when it has none."""
    lines_by_key: dict[str, tuple[int, int]] = {}
    if path.suffix == ".csv":
        for row in read_csv(path).rows:
            first = row.location.line
            lines_by_key[next(iter(row.cells.values()), "")] = (first, first + len(row.raw) - 1)
    elif path.suffix == ".yaml":
        document = read_yaml(path)
        data = document.data
        if isinstance(data, list):
            entries = [
                (str(d.get("key", n)), (n,)) for n, d in enumerate(data) if isinstance(d, dict)
            ]
        else:
            entries = [(key, (key,)) for key in data] if isinstance(data, dict) else []
        for key, place in entries:
            first, last = document.spans[place]
            lines_by_key[key] = (first, last_line_of_entry(document.lines, first, last))
    return [
        (key, *span) for key, span in sorted(lines_by_key.items(), key=lambda item: item[1]) if key
    ]


def remove_unchanged_folders() -> list[str]:
    """Take away written folders that are as they ship, with the write lock held; their paths."""
    same_folders = [
        folder for folder in all_written_folders() if folder.status == FolderStatus.SAME
    ]
    for folder in same_folders:
        if folder.shelf == PACKS_SHELF:
            goal = write_dir() / swap.WORK_FOLDER / "same"
            goal.parent.mkdir(exist_ok=True)
            swap.rename(
                folder.folder, goal
            )  # whoever reads meanwhile finds it whole, or not at all
            swap.remove_folder(goal.parent)
            continue
        for name in (QUESTIONS_FILE, ORIGIN_FILE):
            (folder.folder / name).unlink(missing_ok=True)
        if not any(folder.folder.iterdir()):
            folder.folder.rmdir()
    return [folder.path for folder in same_folders]


def status_lines(written: WrittenFolder) -> list[str]:
    """What a command says of a folder that waits: how it stands, and what differs, a line each."""
    day = written.origin.day if written.origin else ""
    status = {
        FolderStatus.BOTH: f"was edited here, and what ships has changed since {day}",
        FolderStatus.UNKNOWN: "differs from what ships, and nobody noted what it came from",
        FolderStatus.GONE: f"was edited here, and ships no more (it did on {day})",
    }[written.status]
    advice = "what was edited here is read; decide in the studio, under What was edited here"
    return [f"{written.path}: {status}; {advice}", *map(_difference_line, differences(written))]


def _difference_line(difference: Difference) -> str:
    """The file and key of an entry that differs, and who changed it, for a command."""
    where = f"{difference.file}, `{difference.key}`" if difference.key else difference.file
    sides: dict[tuple[bool | None, bool | None], str] = {
        (True, True): "changed on both sides",
        (True, False): "changed here",
        (False, True): "changed in what ships",
    }
    words = sides.get((difference.ours, difference.theirs), "differs")
    if difference.shipped is None:
        words += ", stands here alone"
    elif difference.written is None:
        words += ", stands in what ships alone"
    return f"  {where}: {words}"
