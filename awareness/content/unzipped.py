"""A zip of a subject's or a report's folder, as `zipped` makes one: its files, or why not.

Nothing is written to disk, and what the zip says of itself is not believed: it is counted.
"""

import io
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISLNK

from django.utils.translation import gettext_lazy as _

from awareness.content.files import read_yaml
from awareness.content.text_files import ALLOWED_NAME, NotText, decode_utf8, is_left_out
from awareness.content.writing.content_files import is_known, report_folder_name
from awareness.content.writing.yaml_files import NOWHERE
from awareness.errors import CodedError
from awareness.subjects.folders import SUBJECT_FILE

MAX_ZIP_BYTES = 10 * 1024 * 1024  # of the zip as it is sent
MAX_FILES = 2_000
MAX_FILE_BYTES = 4 * 1024 * 1024  # bytes of one of its files
MAX_YAML_BYTES = 512 * 1024  # bytes of one that is YAML: reading it takes seconds for each of these
MAX_UNPACKED_BYTES = 20 * 1024 * 1024  # of all of them
MAX_PATH_LETTERS = 200  # letters below the subject's folder (Draft.key)
MAX_PART_BYTES = 255  # bytes of what a file or folder is called, for any system
ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")  # of a zip, and of an empty one
SLUG_PATTERN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
MAX_SLUG_LETTERS = 40
DAMAGE_ERRORS = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError,
    NotImplementedError, OverflowError,
)  # fmt: skip
READABLE_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

WORDS = {
    "too_big": _("The zip is larger than 10 MB."),
    "no_zip": _("This is no zip, whatever it is called. Send one as it was taken from here."),
    "broken": _("The zip is damaged or was cut off. Pack it once more."),
    "encrypted": _("The zip is locked with a password. Pack it without one."),
    "method": _("“%(name)s” is packed in a way that is not read here. Pack an ordinary zip."),
    "many_files": _("The zip holds more than 2,000 files."),
    "unpacks_too_big": _("The zip would unpack to more than content has (20 MB, a file 4 MB)."),
    "yaml_too_big": _("“%(name)s” is larger than a YAML file of content is (512 KB)."),
    "long_name": _("The name of “%(name)s” is too long. Call it something shorter."),
    "climbs_out": _("“%(name)s” leads out of the zip. Pack the folder alone."),
    "link": _("“%(name)s” is a link to another file. Pack the file itself."),
    "twice": _("“%(name)s” is in the zip twice."),
    "one_folder": _("All files of a zip lie in one folder, that of a subject. Pack that folder."),
    "unknown_file": _("“%(name)s” is no file that content is read from. Take it out."),
    "no_text": _("“%(name)s” cannot be read as text: %(why)s."),
    "nothing": _("There is no file of content in the zip."),
    "no_key": _("“%(name)s” names no subject: its `key` is missing or cannot be read."),
}  # fmt: skip


class ZipRefused(CodedError):
    """A whole zip is not taken. `code` is a key of WORDS; `name` the file that it is about."""

    def __init__(self, code: str, name: str = "", why: str = "") -> None:
        super().__init__(code)
        self.name, self.why = name, why

    @property
    def words(self) -> str:
        return str(WORDS[self.code]) % {"name": self.name[:200], "why": self.why[:200]}


@dataclass(frozen=True)
class Unzipped:
    """`files`: text by path below the subject's folder. `subject` is what its subject.yaml says,
    "" where the zip has none; `folder` is what the zip calls it."""

    folder: str
    subject: str
    files: dict[str, str]

    @property
    def reports(self) -> list[str]:
        return sorted({report_folder_name(path) for path in self.files} - {""})


def unzip(data: bytes) -> Unzipped:
    """The files of a zip. ZipRefused with any code of WORDS."""
    if len(data) > MAX_ZIP_BYTES:
        raise ZipRefused("too_big")
    if not data.startswith(ZIP_SIGNATURES):
        raise ZipRefused("no_zip")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            texts = dict(_named_texts(archive))
    except DAMAGE_ERRORS as error:
        raise ZipRefused("broken") from error
    folders = {name.partition("/")[0] for name in texts}
    if not texts:
        raise ZipRefused("nothing")
    if len(folders) > 1 or not all("/" in name for name in texts):
        raise ZipRefused("one_folder")
    files = {name.partition("/")[2]: text for name, text in sorted(texts.items())}
    for path in files:
        if not is_known(path):
            raise ZipRefused("unknown_file", path)
    return Unzipped(folders.pop(), _subject_key_of(files), files)


def _named_texts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """(name, text) of each file; what systems put into zips is left out."""
    entries = archive.infolist()
    if len(entries) > MAX_FILES:
        raise ZipRefused("many_files")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise ZipRefused("unpacks_too_big")
    bytes_left, names_seen = MAX_UNPACKED_BYTES, set()
    for entry in entries:
        name = unicodedata.normalize("NFC", entry.filename)
        _refuse_entry(entry, name)
        parts = Path(name).parts
        if entry.is_dir() or any(is_left_out(Path(part)) for part in parts):
            continue
        if name.casefold() in names_seen:
            raise ZipRefused("twice", name)
        names_seen.add(name.casefold())
        with archive.open(entry) as file:
            data = file.read(min(bytes_left, MAX_FILE_BYTES) + 1)
        bytes_left -= len(data)
        if len(data) > MAX_FILE_BYTES or bytes_left < 0:
            raise ZipRefused("unpacks_too_big")
        if name.endswith(".yaml") and len(data) > MAX_YAML_BYTES:
            raise ZipRefused("yaml_too_big", name)
        yield name, _as_text(name, data)


def _refuse_entry(entry: zipfile.ZipInfo, name: str) -> None:
    """An entry that is refused by its name or kind, whatever it holds."""
    raw_text = entry.orig_filename
    parts = name.removesuffix("/").split("/")
    if "\\" in raw_text or "\0" in raw_text or ":" in parts[0] or {"", ".", ".."} & set(parts):
        raise ZipRefused("climbs_out", name)
    if S_ISLNK(entry.external_attr >> 16):
        raise ZipRefused("link", name)
    if entry.flag_bits & 1:
        raise ZipRefused("encrypted")
    if entry.compress_type not in READABLE_METHODS:
        raise ZipRefused("method", name)
    is_content = not any(is_left_out(Path(part)) for part in parts)
    if is_content and not all(ALLOWED_NAME.fullmatch(part) for part in parts):
        raise ZipRefused("unknown_file", name)
    too_long = len(name.partition("/")[2]) > MAX_PATH_LETTERS
    if too_long or max(len(part.encode(errors="replace")) for part in parts) > MAX_PART_BYTES:
        raise ZipRefused("long_name", name)


def _as_text(name: str, data: bytes) -> str:
    """The text of a file of the zip. ZipRefused no_text."""
    try:
        text = decode_utf8(data)
    except NotText as error:
        raise ZipRefused("no_text", name, str(error)) from error
    if "\0" in text:
        raise ZipRefused("no_text", name, "NUL")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _subject_key_of(files: dict[str, str]) -> str:
    """The key in subject.yaml, "" where the zip has no such file. ZipRefused no_key."""
    if SUBJECT_FILE not in files:
        return ""
    data = read_yaml(NOWHERE, text=files[SUBJECT_FILE]).data
    key = data.get("key") if isinstance(data, dict) else None
    if not isinstance(key, str) or len(key) > MAX_SLUG_LETTERS or not SLUG_PATTERN.fullmatch(key):
        raise ZipRefused("no_key", SUBJECT_FILE)
    return key
