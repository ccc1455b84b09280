"""What a zip may hold, before anybody looks at what its files say."""

import contextlib
import io
import stat
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from awareness.content import unzipped
from awareness.content.unzipped import WORDS, ZipRefused, unzip


def packed(files) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items() if isinstance(files, dict) else files:
            archive.writestr(name, text)
    return made.getvalue()


def link(name: str, target: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        entry = zipfile.ZipInfo(name)
        entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, target)
    return made.getvalue()


def with_bit(bit: int) -> bytes:
    """A zip whose only file says of itself that a bit is set."""
    data = bytearray(packed({"t/subject.yaml": "key: t\n"}))
    central = data.index(b"PK\x01\x02")
    data[6] |= bit
    data[central + 8] |= bit
    return bytes(data)


S = "t/subject.yaml"
REFUSED = {
    "too_big": lambda: b"PK\x03\x04" + bytes(unzipped.MAX_ZIP_BYTES),
    "no_zip": lambda: b"key: t",
    "broken": lambda: packed({S: "key: t"})[:-30],
    "encrypted": lambda: with_bit(1),
    "many_files": lambda: packed({f"t/library/{n}.md": "" for n in range(unzipped.MAX_FILES + 1)}),
    "unpacks_too_big": lambda: packed({"t/library/a.md": " " * (unzipped.MAX_FILE_BYTES + 1)}),
    "climbs_out": lambda: packed({"t/../../subject.yaml": "key: t"}),
    "link": lambda: link("t/library/a.md", "/etc/passwd"),
    "twice": lambda: packed([(S, "key: t"), ("t/Subject.yaml", "key: t")]),
    "one_folder": lambda: packed({S: "key: t", "u/subject.yaml": "key: u"}),
    "unknown_file": lambda: packed({"t/reports/r/run.py": "print()"}),
    "no_text": lambda: packed({S: b"key: \xff\xfe\x00"}),
    "nothing": lambda: packed({}),
    "yaml_too_big": lambda: packed(
        {S: "key: t", "t/library.yaml": " " * (unzipped.MAX_YAML_BYTES + 1)}
    ),
    "long_name": lambda: packed({S: "key: t", f"t/library/{'字' * 90}.md": "Words."}),
    "no_key": lambda: packed({S: "name: T\n"}),
}


@pytest.mark.parametrize("code", [*REFUSED, "method"])
def test_a_zip_is_refused_in_words(code):
    if code == "method":
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_LZMA) as archive:
            archive.writestr(S, "key: t")
        data = made.getvalue()
    else:
        data = REFUSED[code]()
    with pytest.raises(ZipRefused) as refusal:
        unzip(data)
    assert refusal.value.code == code
    assert "%(" not in refusal.value.words
    assert set(WORDS) == {*REFUSED, "method"}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("modules/x.yaml/questions.yaml", "unknown_file"),  # x.yaml is a file
        ("reports/x.csv/figures.csv", "unknown_file"),
        (f"library/{'a' * 200}.md", "long_name"),
        (f"reports/{chr(0x10330) * 70}/report.yaml", "long_name"),  # four bytes a letter
    ],
)
def test_a_name_that_no_disk_or_draft_takes_is_refused(path, code):
    with pytest.raises(ZipRefused) as refusal:
        unzip(packed({S: "key: t", f"t/{path}": "x: 1"}))
    assert refusal.value.code == code


def test_an_entry_that_lies_nowhere_is_a_damaged_zip():
    """What says that it begins beyond what a file can be long."""
    name, beyond = b"t/a.md", struct.pack("<HHQ", 1, 8, 2**63)
    entry = struct.pack(
        "<4s4B4HL2L5H2L", b"PK\x01\x02", 45, 3, 45, 0, 0, 0, 0, 0, 0, 1, 1, len(name), len(beyond),
        0, 0, 0, 0, 0xFFFFFFFF,
    )  # fmt: skip
    listed = entry + name + beyond
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(listed), 4, 0)
    with pytest.raises(ZipRefused) as refusal:
        unzip(b"PK\x03\x04" + listed + end)
    assert refusal.value.code == "broken"


@pytest.mark.parametrize(
    "name", ["/t/subject.yaml", "../t/subject.yaml", "t\\subject.yaml", "C:/x.yaml", "t//x.md"]
)
def test_no_name_leads_out(name):
    with pytest.raises(ZipRefused) as refusal:
        unzip(packed({name: "key: t"}))
    assert refusal.value.code == "climbs_out"


def test_a_bomb_that_lies_about_its_size_is_counted():
    data = bytearray(packed({"t/library/a.md": " " * (unzipped.MAX_FILE_BYTES * 3)}))
    size = (unzipped.MAX_FILE_BYTES * 3).to_bytes(4, "little")
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(ZipRefused) as refusal:
        unzip(bytes(data))
    assert refusal.value.code in ("broken", "unpacks_too_big")


def test_names_are_composed_and_what_systems_add_is_left_out():
    files = {
        "t/subject.yaml": "\ufeffkey: t\r\n", "t/library/o\u0308l.md": "x",
        "__MACOSX/t/._subject.yaml": "", "t/.DS_Store": "",
    }  # fmt: skip
    found = unzip(packed(files))
    assert found.files == {"library/öl.md": "x", "subject.yaml": "key: t\n"}
    assert (found.folder, found.subject) == ("t", "t")


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_byte_breaks_it(data):
    good = bytearray(packed({S: "key: t\n", "t/library/a.md": "Words.\n"}))
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ZipRefused):
        unzip(bytes(good))
