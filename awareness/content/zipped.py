"""A subject or a report as a zip of the folders that are read: the same files, in order."""

import io
import zipfile
from pathlib import Path

from django.conf import settings

from awareness.content.files import PACKS_SHELF
from awareness.content.staging import folder_name
from awareness.content.text_files import listed_paths
from awareness.content.writing.content_files import is_known

FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # the same content is the same zip, whenever it is made


def content_files_of(subject: str, report_slug: str = "") -> dict[str, Path]:
    """The files of a subject by their path, its folder included, or of one report of it; {} for
    none. NoSubject as `folder_name`.

    Of two folders of content the later one counts: for a report whole, else file by file.
    """
    name = folder_name(subject)
    files: dict[str, Path] = {}
    for root in settings.CONTENT_DIRS:
        folder = Path(root) / name
        for pack in listed_paths(folder, f"{PACKS_SHELF}/*"):
            pack_prefix = f"{PACKS_SHELF}/{pack.name}/"
            for earlier_file in [file for file in files if file.startswith(pack_prefix)]:
                del files[earlier_file]
        for path in listed_paths(folder, "**/*"):
            if path.is_file():
                files[path.relative_to(folder).as_posix()] = path
    report_prefix = f"{PACKS_SHELF}/{report_slug}/" if report_slug else ""
    return {f"{name}/{name_within}": path for name_within, path in sorted(files.items())
            if name_within.startswith(report_prefix) and is_known(name_within)}  # fmt: skip


def zip_of(files: dict[str, Path]) -> bytes:
    """The files as one zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in files.items():
            archive.writestr(zipfile.ZipInfo(name, FIXED_TIME), path.read_bytes(),
                             zipfile.ZIP_DEFLATED)  # fmt: skip
    return buffer.getvalue()
