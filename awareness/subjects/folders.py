"""Which folders of content hold which subject, by their names alone."""

from collections.abc import Sequence
from pathlib import Path

SUBJECT_FILE = "subject.yaml"
# What lies in a subject's folder. `packs` held the reports before there were subjects.
PARTS_OF_SUBJECT = (
    "reports", "modules", "scenarios", "library", "library.yaml", "discrepancies.yaml",
    "needs.yaml", "support.yaml",
)  # fmt: skip
FORMER_PARTS = {"packs": "reports"}


def subject_folder_names(dirs: Sequence[Path]) -> list[str]:
    """The folders that are subjects: each has a subject.yaml in one of `dirs`."""
    files = (path for folder in dirs for path in Path(folder).glob(f"*/{SUBJECT_FILE}"))
    return sorted({path.parent.name for path in files})


def folders_of_subject(dirs: Sequence[Path], name: str) -> list[Path]:
    """The folders of one subject, in the order of `dirs`: of two files the later one counts."""
    return [folder / name for folder in map(Path, dirs) if (folder / name).is_dir()]


def folders_of_all_subjects(dirs: Sequence[Path]) -> list[Path]:
    """The folders of all subjects, subject after subject."""
    return [
        folder for name in subject_folder_names(dirs) for folder in folders_of_subject(dirs, name)
    ]


def stray_paths(dirs: Sequence[Path]) -> list[Path]:
    """What lies beside the subjects' folders and belongs into one."""
    return [
        path
        for folder in map(Path, dirs)
        for part in (*PARTS_OF_SUBJECT, *FORMER_PARTS)
        if (path := folder / part).exists()
    ]
