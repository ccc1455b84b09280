"""A file is opened within bounds and read by what its cells are."""

import io
import resource
import time
import zipfile
from datetime import date

import pytest

from awareness.staffing.reading import read as reading
from awareness.staffing.reading.cells import Answer, Number, Odd, pack, unpack
from awareness.staffing.reading.heads import Field, guess_fields
from awareness.staffing.reading.refused import MAX_BYTES, WORDS_BY_CODE, FileRefused
from tests.staffing.files import SCIENTIFIC, csv_bytes, repacked, xlsx_bytes

HEAD = ("Anst.nr", "E-post", "Förnamn", "Efternamn", "Ort")
ASA = ("00123", "asa@example.com", "Åsa", "Öberg", "Göteborg")


def refusal(data: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        reading.read(data)
    assert refused.value.words.endswith("Nothing was kept.")
    return refused.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_csv_in_every_encoding_with_every_delimiter(encoding, delimiter):
    """The same person, whatever the system wrote."""
    sheet = reading.read(csv_bytes(delimiter.join(HEAD), delimiter.join(ASA), encoding=encoding))
    fields = [Field.NUMBER, Field.EMAIL, Field.FIRST_NAME, Field.LAST_NAME, Field.SITE]
    assert sheet.columns.fields == fields
    assert [row.cells for row in sheet.rows] == [dict(zip(fields, ASA, strict=True))]


def test_rows_are_counted_as_the_spreadsheet_does():
    """The line that says the delimiter is none, an empty row is one, a cell may have two lines."""
    data = csv_bytes("sep=;", "Namn;Anst nr", '"Åsa', 'Öberg";1', "", "Bo Ek;2")
    assert [row.number for row in reading.read(data).rows] == [2, 4]


@pytest.mark.parametrize(
    ("head", "right"),
    [
        (
            ["Employee ID", "Work Email", "Preferred Name", "Location"],
            "number email first_name site",
        ),
        (["PERNR", "Nachname", "Vorname", "Eintritt"], "number last_name first_name start"),
        (["Name", "Vorname", "Personal-Nr."], "last_name first_name number"),
        (["ANSTÄLLNINGSNR", "Namn", "Närmaste chef", "Slutar"], "number name manager end"),
        (["Private e-mail", "E-mail", "Sjukskriven", "Lön"], "- email - -"),
        (["Role", "Roll", "Rolle", "Namn"], "- - - name"),
        (["Förnamn", "Efternamn", "Anställd"], "first_name last_name -"),
    ],
)
def test_columns_are_guessed_in_three_languages(head, right):
    taken = guess_fields(head)
    assert [taken.get(place, "-") for place in range(len(head))] == right.split()


def test_what_was_mapped_before_goes_before_every_guess():
    taken = guess_fields(["E-mail", "Nr im System"], {"email": "", "nrimsystem": "number"})
    assert taken == {1: Field.NUMBER}


def test_cells_of_a_workbook_keep_their_kind():
    data = xlsx_bytes(
        ["Staff list", None],
        ["Employee ID", "Start date", "Email"],
        [123, date(2026, 1, 2), "a@example.com"],
        [1.2e16, 45000, "=A3&1"],
        [7, True, "#REF!"],
        formats={"A3": "00000", "A4": SCIENTIFIC},
    )
    rows = [tuple(row.cells.values()) for row in reading.read(data).rows]
    assert rows == [
        (Number(123, "00000"), date(2026, 1, 2), "a@example.com"),
        (Number(1.2e16, SCIENTIFIC), Number(45000), Odd("formula", "=A3&1")),
        (Number(7), Odd("boolean", "TRUE"), Odd("error", "#REF!")),
    ]


def test_an_export_of_ours_comes_back_as_it_was():
    """What keeps a spreadsheet from running a cell is taken away again (T17)."""
    sheet = reading.read(csv_bytes("Name,Nr", '\'=Anna,="007"', "'''t Hart,8", "=1+1,9"))
    cells = [row.cells[Field.NAME] for row in sheet.rows]
    assert cells == ["=Anna", "''t Hart", Odd("formula", "=1+1")]
    assert sheet.rows[0].cells[Field.NUMBER] == "007"


def test_cells_are_kept_and_come_back():
    for cell in ("00123", "", date(2026, 1, 2), Number(1.5, "0.0"), Odd("error", "#N/A")):
        assert unpack(pack(cell)) == cell
    assert isinstance(unpack(pack(Answer("5"))), Answer)


def test_columns_that_are_not_mapped_are_dropped():
    sheet = reading.read(csv_bytes("Namn;Anst nr;Frånvaroorsak", "Åsa;1;sjuk"))
    assert sheet.columns.left == ["Frånvaroorsak"]
    assert "sjuk" not in repr(sheet.rows)


@pytest.mark.parametrize(
    "written",
    [
        "850412-1230",  # Swedish
        "19850412-1234",  # with its century, and a slip in the check digit
        "198504121230",
        "8504121230",
        "850472-1235",  # a coordination number: the day plus 60
        "pnr 850412-1230, sjuk",
        "12018512345"[:6] + "-" + "1234",  # Danish
        "131052-308T",  # Finnish
        "AB 12 34 56 C",  # British
        "65 170839 J 003",  # German pension insurance
        "078-05-1120",  # American
        "44051401359",  # Polish
    ],
)
def test_an_identity_number_stops_the_file(written):
    """In whatever column it stands, also one that would not be taken; and it is not repeated."""
    refused = refusal(csv_bytes("Anst nr;Namn;Notering", f"1;Åsa;{written}"))
    assert refused.code == "identity_number"
    assert "Row 2" in refused.words
    assert "Notering" in refused.words
    assert written not in refused.words


def test_all_that_has_to_be_taken_out_is_said_at_once():
    ours = "850412-1237"
    many = "".join(f"{n};{ours};x;\n" for n in range(4, 20))
    data = f"Anst nr;Roll;Namn;Personnr\n1;;Bo {ours};1\n2;;;\n3;;{ours};1\n{many}"
    error = refusal(data.encode())
    assert error.code == "identity_column"
    assert "Column “Roll” is filled" in error.words
    assert "column “Personnr”; row 2, column “Namn”; row 4, column “Namn”." in error.words
    assert ours not in error.words


def test_a_column_of_identity_numbers_stops_the_file():
    data = csv_bytes("Anst nr;Namn;Personnr", "1;Åsa;", "2;Bo;19850412-1234")
    assert refusal(data).code == "identity_column"
    assert reading.read(csv_bytes("Anst nr;Namn;Personnr", "1;Åsa;"))  # it is empty


def test_numbers_that_pass_by_chance_do_not():
    """Of 1,000 phone numbers some have a day and a check digit that fit."""
    phones = [f"070{n * 7919 % 10_000_000:07}" for n in range(1, 1000)]
    rows = [f"{n};Åsa;{phone}" for n, phone in enumerate(phones)]
    assert len(reading.read(csv_bytes("Anst nr;Namn;Telefon", *rows)).rows) == 999


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def book(**parts: bytes) -> bytes:
    return repacked(xlsx_bytes(["Name", "Nr"], ["Åsa", 1]), **parts)


def bombs():
    """(code, bytes) of files that are made to hang or to fill a reader."""
    cell = b'<c t="inlineStr"><is><t>a</t></is></c>'
    yield "too_big", b"a;b\n" * (MAX_BYTES // 4 + 1)
    yield "too_many_columns", csv_bytes("Name,Nr", ",".join("x" * 1_000_000))
    yield (
        "too_many_columns",
        book(sheet1=SHEET + b'<row r="1">' + cell * 100_000 + b"</row></sheetData></worksheet>"),
    )
    yield "too_many_rows", b"Name;Nr\n" + b"a;1\n" * 600_001
    yield "too_long", csv_bytes("Name;Nr", "a" * 3000 + ";1")
    yield "holds_nul", b"Name;Nr\nA\0sa;1\n"
    yield "holds_nul", csv_bytes("Name;Nr", "A\0sa;1", encoding="utf-16")
    yield "quote", csv_bytes("Name;Nr", '"Åsa;1', "Bo;2")
    yield "encoding", b"Name;Nr\n\x81\x8d;1\n"
    yield "unpacks_too_big", book(sheet1=SHEET + b" " * 300_000_000)  # a thousandth of it packed
    laughs = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 9))
    for entities in (
        b'<!ENTITY a0 "ha">' + laughs,  # a billion laughs
        b'<!ENTITY a "' + b"a" * 50_000 + b'">',  # for quadratic ones
        b'<!ENTITY a SYSTEM "file:///etc/passwd">',
    ):
        doctype = b"<!DOCTYPE x [" + entities + b"]>"
        for part in ("sheet1", "sharedStrings", "workbook", "styles"):
            yield "unpacks_too_big", book(**{part: doctype + b"<x>&a;</x>"})
    strings = b"<sst>" + b"".join(b"<si><t>%d</t></si>" % n for n in range(1_000_000)) + b"</sst>"
    yield "unpacks_too_big", book(sharedStrings=strings)
    yield "damaged", book()[:-200]
    yield "damaged", book(sheet1=SHEET)
    yield "locked", b"\xd0\xcf\x11\xe0" + b"\0" * 600
    yield "not_a_list", b"<html><table><tr><td>Name"
    yield "not_a_list", b"%PDF-1.7"
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as packed:
        packed.writestr("content.xml", "<office/>")
    yield "not_a_list", other.getvalue()
    yield "empty", b" \r\n"
    yield "empty", xlsx_bytes([])
    yield "no_head", csv_bytes("Åsa;1", "Bo;2")


def test_bombs_are_refused_fast_in_words():
    """T18, T19: none takes longer than two seconds of work, or more than 200 MB beyond its own."""
    refused = set()
    for code, data in bombs():
        began, held = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        found = refusal(data)
        assert found.code == code, (found.code, data[:60])
        assert time.process_time() - began < 2, code
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) // 1024
        assert grown < 200, (code, grown)
        refused.add(code)
    assert WORDS_BY_CODE.keys() - refused == {
        "lost", "too_slow", "nothing_to_know_by", "identity_number", "identity_column",
        "no_title_or_day", "too_many_at_once",
    }  # fmt: skip


def test_reading_ends_after_a_minute(monkeypatch):
    monkeypatch.setattr(reading, "MAX_SECONDS", -1)
    assert refusal(b"Name;Nr\n" + b"a;1\n" * 600).code == "too_slow"


def test_formatted_rows_to_the_end_of_the_sheet_are_no_rows():
    """A sheet whose last row is the last there is takes no longer for it."""
    last = b'<row r="1048576"><c r="A1048576" s="1"/></row>'
    first = b'<row r="1"><c t="inlineStr"><is><t>Namn</t></is></c></row>'
    second = b'<row r="3"><c t="inlineStr"><is><t>Ewa</t></is></c></row>'
    sheet = reading.read(book(sheet1=SHEET + first + second + last + b"</sheetData></worksheet>"))
    assert [row.number for row in sheet.rows] == [3]


def test_a_sheet_is_read_once_though_it_does_not_say_its_size(monkeypatch):
    """Once by the guard, once by the reader."""
    opened = []
    once = zipfile.ZipFile.open
    monkeypatch.setattr(
        zipfile.ZipFile,
        "open",
        lambda self, name, *more, **named: (
            opened.append(getattr(name, "filename", name)),
            once(self, name, *more, **named),
        )[1],
    )
    row = b'<row r="%d"><c t="inlineStr"><is><t>%s</t></is></c></row>'
    unsized = SHEET + row % (1, b"Namn") + row % (2, b"Ewa") + b"</sheetData></worksheet>"
    data = book(sheet1=unsized)
    opened.clear()
    assert [read.cells[Field.NAME] for read in reading.read(data).rows] == ["Ewa"]
    assert opened.count("xl/worksheets/sheet1.xml") == 2


def test_a_cell_stands_in_its_own_column():
    """Also where those before it are left out; far to the right only what is empty may stand."""
    row = b'<row r="%d"><c r="%s" t="inlineStr"><is><t>%s</t></is></c>%s</row>'
    head = b'<row r="1"><c t="str"><v>Namn</v></c><c t="str"><v>Ort</v></c></row>'
    empty = SHEET + head + row % (2, b"B2", b"Lund", b'<c r="XFD2" s="1"/>')
    [lund] = reading.read(book(sheet1=empty + b"</sheetData></worksheet>")).rows
    assert lund.cells == {Field.SITE: "Lund"}
    far = SHEET + head + row % (2, b"XFD2", b"Lund", b"") + b"</sheetData></worksheet>"
    assert refusal(book(sheet1=far)).code == "too_many_columns"


def test_two_rows_of_one_number_are_a_damaged_file():
    """One of them would stand in the place of the other, or be lost."""
    row = b'<row r="%d"><c t="inlineStr"><is><t>%s</t></is></c></row>'
    rows = b"".join(row % each for each in ((1, b"Namn"), (2, b"Ewa"), (2, b"Bo")))
    assert refusal(book(sheet1=SHEET + rows + b"</sheetData></worksheet>")).code == "damaged"
