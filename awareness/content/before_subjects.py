"""Written folders from before there were subjects, carried into the subject they belong to.

They lay at `packs/<report>` and `modules/<module>`. Each is renamed to where what ships under its
name lies now; what nothing ships for stays, and reading the content refuses it in words.
"""

from pathlib import Path

from awareness.content import swap
from awareness.content.files import MODULES_SHELF, PACKS_SHELF
from awareness.content.written_folders import shipped_folder

SHELF_BY_OLD_FOLDER = {"packs": PACKS_SHELF, "modules": MODULES_SHELF}


def move_into_subjects(root: Path) -> list[str]:
    """Move each folder, with the write lock held; a sentence on each that moved.

    A kill leaves a folder at its old place or at its new one, and the next call goes on.
    """
    sentences = []
    for old, shelf in SHELF_BY_OLD_FOLDER.items():
        for folder in sorted(path for path in root.glob(f"{old}/*") if path.is_dir()):
            shipped = shipped_folder(shelf, folder.name)
            goal = shipped and root.joinpath(*shipped.parts[-3:])
            if goal is None or goal.exists():
                continue
            goal.parent.mkdir(parents=True, exist_ok=True)
            swap.rename(folder, goal)
            sentences.append(f"{old}/{folder.name} lies in {goal.relative_to(root)} now")
        if (root / old).is_dir() and not any((root / old).iterdir()):
            (root / old).rmdir()
    return sentences
