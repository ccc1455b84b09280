"""A file of each kind becomes kept text; what is hostile is refused in words, nothing stays."""

import json
import os
import subprocess
import sys
import tempfile
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import example, given, settings
from hypothesis import strategies as st

from awareness.content.reading import sealed
from awareness.content.reading.converting.child import messages_of
from awareness.content.reading.converting.html import lines_of_html
from awareness.content.reading.converting.tables import tables_of_page
from awareness.content.reading.file_kinds import file_kind
from awareness.content.reading.kept import KeptText, NotKeptTextError, parse_kept_text
from awareness.content.reading.refused import MAX_BYTES, REFUSAL_WORDS, FileRefused
from awareness.content.reading.shut_in import NICENESS
from tests.reading.made import LOCKED, WORD, docx, paragraph, pdf, zipped

HTML = b"""<!DOCTYPE html><html><head><title>No text</title><style>p{}</style></head><body>
<h1>Work</h1><script>var n = 12;</script><p>Of 1,200 women <b>67&nbsp;%</b> work.<br>Men: 79 %.</p>
<ul><li>One<li>Two</ul><table><tr><th>Age</th><th>Share</th></tr><tr><td>All</td><td>6|7</td></tr>
</table><img alt="A chart: 5 %" src="http://127.0.0.1:1/x"></body></html>"""


def lines(data: bytes) -> list[str]:
    return [line for line in sealed.convert(data).text.lines if line]


def code_of(data: bytes, **limits) -> str:
    with pytest.raises(FileRefused) as refusal:
        sealed.convert(data, **limits)
    assert str(REFUSAL_WORDS[refusal.value.code])
    return refusal.value.code


def test_a_pdf_keeps_its_pages():
    told = []
    conversion = sealed.convert(
        pdf(["# Work", "67 % of the women are at work."], ["Men: 79 %."], []),
        lambda page, count: told.append((page, count)),
    )
    text = conversion.text
    assert text.lines == (
        "=== page 1 ===", "# Work", "67 % of the women are at work.", "=== page 2 ===",
        "Men: 79 %.", "=== page 3 ===", "",
    )  # fmt: skip
    assert [text.page(number) for number in (1, 3, 5, 7)] == [1, 1, 2, 3]
    assert [*text.page_lines(2)] == [5]
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert conversion.without_text == [3]


def test_html_is_read_without_what_nobody_sees():
    assert lines(HTML) == [
        "# Work", "Of 1,200 women 67 % work.", "Men: 79 %.", "- One", "- Two", "| Age | Share |",
        "| --- |", "| All | 6/7 |", "![A chart: 5 %]",
    ]  # fmt: skip


# What is no page, and hidden text, each with what a reader of it sees.
SEEN = {
    '<p>Seen<b style="color:red; Display : none">no</b> too': ["Seen too"],
    '<p style="visibility:hidden">no<p>Seen': ["Seen"],
    "<p hidden>no<p hidden=hidden>no<p hidden=until-found>Seen": ["Seen"],
    '<p aria-hidden="true" style="display:block">Seen': ["Seen"],
    "<template>no</template><noscript>no</noscript><dialog>no</dialog><p>Seen": ["Seen"],
    "<dialog open>Seen</dialog><datalist><option>no</datalist>": ["Seen"],
    "<table><tr hidden><td>no<tr><td>Seen<td hidden>no<td>1<i hidden>2</i><script>3</script>4": [
        "| Seen | 1 4 |"
    ],
}


@pytest.mark.parametrize("markup", SEEN)
def test_hidden_parts_of_a_page_are_not_read(markup):
    assert [line for line in lines_of_html(markup.encode()) if line] == SEEN[markup]


def test_a_line_that_begins_with_a_sign_of_numbers_is_no_heading():
    printed = pdf(["# Work", "Of the women most are at work.", "\t# of cases 12"])
    pages = [message["lines"] for message in messages_of(printed) if "page" in message]
    assert pages == [["# Work", "Of the women most are at work.", " # of cases 12"]]
    assert lines_of_html(b"<h1>Work</h1><p># of cases 12") == ["# Work", "", " # of cases 12", ""]


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def test_hidden_text_of_a_docx_is_not_read():
    """Hidden by itself, by its style, by its paragraph's; a run may say that it is shown."""
    styles = (
        f"<w:styles {WORD}>"
        '<w:style w:type="paragraph" w:styleId="Own"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Based"><w:basedOn w:val="Own"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Shown"><w:basedOn w:val="Own"/>'
        '<w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Round"><w:basedOn w:val="Round"/></w:style>'
        "</w:styles>"
    )
    body = (
        f"<w:p>{run('a')}{run('no', '<w:vanish/>')}{run('no', '''<w:vanish w:val="true"/>''')}"
        f"{run('b', '''<w:vanish w:val="false"/>''')}{run('no', '''<w:rStyle w:val="Based"/>''')}"
        f"{run('c', '''<w:rStyle w:val="Shown"/>''')}{run('d', '''<w:rStyle w:val="Round"/>''')}"
        f'{run("e", "<w:webHidden/>")}</w:p><w:p><w:pPr><w:pStyle w:val="Own"/></w:pPr>'
        f"{run('no')}{run('f', '''<w:vanish w:val="off"/>''')}</w:p>"
        '<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:fldChar w:fldCharType="begin"/><w:t>no</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    text = sealed.convert(docx(body, word__styles_dot_xml=styles)).text
    assert [line for line in text.lines if line] == ["abcde", "f"]


KINDS = {
    "pdf": [
        pdf(["x"]), b"\xef\xbb\xbf\r\n" + pdf(["x"]), b"\0" * 128 + pdf(["x"]),
        b"\x1b%-12345X@PJL ENTER LANGUAGE=PDF\r\n" + pdf(["x"]),
        b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n" + pdf(["x"]),
    ],
    "text": [
        b"A PDF begins with %PDF-1.7.\n%PDF-1.4 was before.", b"<https://example.org> is", b"<5 %",
        b"# A\n\n```\n<html>\n```\n", b"It is `<html>`.",
        b'<p align="center">\n<img src="x">\n</p>\n\n# Title\n\nWords.\n\nMore words.\n',
    ],
    "html": [
        b"<header>a", b"<ul><li>a", b"<nav>", b"<link rel=x>", b"<style>p{}</style>\n\nx\n\nx",
        b"<script>1</script>", b"<SPAN>a", b"\xef\xbb\xbf\n <b>a", "\ufeff<i>é".encode("utf-16-le"),
        b"<!-- a -->\n<!--" + b"x" * 9000 + b"--><br>", b"Not in the cache.\n<html lang=en>\n<p>a",
        b'<?xml version="1.0"?><!-- a --><!DOCTYPE html>', b"<!-- a --> " * 4000 + b"<p>a",
        b"<p>One\n\n- two\n\n<p>Three\n\n<p>Four",
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_told_by_what_a_file_holds(kind):
    assert {data[:60]: file_kind(data) for data in KINDS[kind]} == {
        data[:60]: kind for data in KINDS[kind]
    }


def test_a_page_is_looked_for_in_a_time_that_grows_as_the_file_does():
    for data in (b"<!-- -->" * 200_000, b"<!-- " * 200_000, b"<p>" + b"\n \n" * 200_000):
        assert file_kind(data) in ("html", "text")


def test_text_keeps_its_line_numbers():
    told = "# A\n\n- b\r\n| c | d |\n=== page 9 ===\n\u200b12\u00ad3 %  \n\n"
    text = sealed.convert(told.encode("utf-16")).text
    assert text.kind == "markdown"
    assert text.lines == ("# A", "", "- b", "| c | d |", " === page 9 ===", "123 %")
    assert sealed.convert("caf\xe9 12 %".encode("cp1252")).text.lines == ("café 12 %",)


def test_signs_of_one_font_alone_are_left_out_and_no_line_moves():
    told = "\uf0b7 93% of staff\nOf 12\uf0a07\n\uf0b7\n\uf0a7Last \U000f0001 one\n"
    text = sealed.convert(told.encode()).text
    assert text.lines == ("93% of staff", "Of 12 7", "", "Last one")


def test_a_docx_loses_comments_and_changes():
    change = 'w:id="1" w:author="A Person" w:date="2026-01-01T00:00:00Z"'
    body = (
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Work</w:t></w:r></w:p>'
        f'<w:p><w:r><w:t xml:space="preserve">Of them </w:t></w:r><w:del {change}><w:r><w:delText>'
        f"66</w:delText></w:r></w:del><w:ins {change}><w:r><w:t>67</w:t></w:r></w:ins><w:r><w:t> %"
        '</w:t></w:r><w:r><w:commentReference w:id="0"/></w:r></w:p>'
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>All</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>5"
        "</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    styles = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style '
        'w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>'
    )
    comment = f'<w:comment w:id="0" w:author="A Person">{paragraph("secret")}</w:comment>'
    comments = f"<w:comments {WORD}>{comment}</w:comments>"
    file = docx(body, word__styles_dot_xml=styles, word__comments_dot_xml=comments)
    conversion = sealed.convert(file)
    assert [line for line in conversion.text.lines if line] == [
        "# Work",
        "Of them 67 %",
        "| All | 5 |",
    ]
    assert conversion.removed == {"comments": 1, "changes": 2}
    assert "Person" not in str(conversion.text)
    assert "secret" not in str(conversion.text)


def test_kept_text_is_read_again_and_a_cut_one_is_seen():
    text = sealed.convert(pdf(["67 % of the women are at work."])).text
    assert parse_kept_text(str(text)) == text
    for cut in ("", str(text)[:-5], str(text).replace("67 % of the women are at work.\n", "", 1)):
        with pytest.raises(NotKeptTextError):
            parse_kept_text(cut)


DOCTYPE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
REFUSED = {
    "empty": b" \n\0",
    "unknown_type": b'<?xml version="1.0"?><svg>12 %</svg>',
    "older_word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 123",
    "encrypted": pdf(["67 % of the women are at work."], encrypt=LOCKED),
    "broken": b"%PDF-1.7\nnothing of one",
    "too_many_pages": pdf(*[["x"]] * 501),
    "no_text": pdf([], [], []),
    "holds_nul": b"some text\0 12 %",
    "encoding": b"\xff\xfe\x00\xd8\x41\x00",
    "entities": docx(paragraph("&e;"), DOCTYPE),
    "climbs_out": docx(paragraph("x"), **{"..__evil_dot_txt": "x"}),
    "unpacks_too_big": docx(paragraph("x"), word__media__x_dot_xml=b"\0" * 30_000_000),
}


@pytest.mark.parametrize("code", REFUSED)
def test_it_is_refused(code):
    with pytest.raises(FileRefused, match=f"^{code}$"):
        [*messages_of(REFUSED[code])]
    assert str(REFUSAL_WORDS[code])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zipped({"a.txt": "x"}), "unknown_type"),
        (b"\x89PNG\r\n\x1a\n123", "unknown_type"),
        (docx(paragraph("x"))[:-40], "broken"),
        (docx("<w:p>"), "broken"),
        (docx(""), "no_text"),
        (pdf(["x" * 50])[:300], "broken"),
    ],
)
def test_other_files_are_refused_too(data, code):
    with pytest.raises(FileRefused, match=f"^{code}$"):
        [*messages_of(data)]


def test_a_file_is_refused_by_its_size_before_it_is_opened(tmp_path):
    large = tmp_path / "large.html"
    with large.open("wb") as file:
        file.truncate(2 * 1024**3)
    with pytest.raises(FileRefused, match="too_big"):
        sealed.convert_file(large)
    assert code_of(b"x" * (MAX_BYTES + 1)) == "too_big"


def test_what_takes_too_much_is_ended():
    table = b"<table>" + b"<tr><td>1<td>2" * 200_000
    assert code_of(table, memory=150 * 1024**2) in ("too_much_memory", "broken")
    assert code_of(table, seconds=0.05) == "too_slow"
    assert code_of(b"x 12\n" * 200_000, output=1000) == "too_much_text"
    assert code_of(b"x" * 300_000) == "too_much_text"
    slow = KeptText(("12 % of " * 20_000,) * 20, "text", "0" * 64)
    with pytest.raises(FileRefused, match="too_slow"):
        sealed.examine_text(slow, cpu_seconds=1)


def test_a_pdf_that_unpacks_to_far_more_is_ended():
    packed = zlib.compress(b"(x) Tj " * 30_000_000, 9)
    head = b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed)
    file = pdf(["x" * 50])
    start = file.index(b"5 0 obj")
    end = file.index(b"endobj", start)
    bomb = file[:start] + b"5 0 obj\n" + head + packed + b"\nendstream\n" + file[end:]
    assert code_of(bomb, memory=300 * 1024**2, cpu_seconds=10, seconds=20) in (
        "too_slow", "too_much_memory", "broken", "too_much_text", "no_text",
    )  # fmt: skip


def test_the_process_reaches_nothing():
    """What runs where a file is opened: no file, no connection, no secret of the site."""
    script = (
        "import json, os, socket, sys\n"
        "from awareness.content.reading.shut_in import shut_in\n"
        "sys.stdin.buffer.read()\n"
        "shut_in(2**30, 10, opens=False)\n"
        "def tried(act):\n"
        "    try:\n        act()\n    except OSError as error:\n        return error.errno\n"
        "told = [tried(lambda: open('/etc/hostname')), tried(lambda: open('/tmp/x', 'w')),"
        " tried(socket.socket), sorted(os.environ), os.nice(0)]\n"
        "print(json.dumps(told))\n"
    )
    process = subprocess.run(
        [sys.executable, "-c", script], input=b"", capture_output=True,
        cwd=sealed.ROOT_FOLDER, env=sealed.ENVIRONMENT, check=True,
    )  # fmt: skip
    told = json.loads(process.stdout)
    assert told[:3] == [24, 24, 24]  # EMFILE
    assert not {name for name in told[3] if name not in (*sealed.ENVIRONMENT, "LC_CTYPE")}
    assert told[4] - os.nice(0) >= min(NICENESS, 19 - os.nice(0))  # answers to people come first


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    """Nor in the folder of temporary files, nor where it runs. The folder is the test's own: others
    that run meanwhile put files into the common one."""
    monkeypatch.setitem(sealed.ENVIRONMENT, "TMPDIR", str(tmp_path))  # of the process that reads
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = {path: os.listdir(path) for path in (tempfile.gettempdir(), str(sealed.ROOT_FOLDER))}
    for data in (
        HTML,
        REFUSED["entities"],
        REFUSED["broken"],
        pdf(["67 % of the women are at work."]),
    ):
        with suppress(FileRefused):
            sealed.convert(data)
    after = {path: os.listdir(path) for path in before}
    new = {name for path in before for name in set(after[path]) - set(before[path])}
    assert not {name for name in new if "__pycache__" not in name and "pytest" not in name}


def test_the_tables_of_a_page_open():
    rows = ["Country\tYes\tNo", "Sweden\t71.3\t28.7", "Norway\t60.1\t39.9"]
    file = pdf(["x"], rows)
    tables = sealed.tables_of(file, 2)
    assert tables == [[row.split("\t") for row in rows]]
    assert sealed.tables_of(file, 9) == []


STARTS = [b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html>", b"| a |\n"]


def read_or_refused(data: bytes) -> bool:
    """In this process: whatever a library raises of its own would be a traceback there."""
    try:
        return bool([*messages_of(data)])
    except FileRefused as refusal:
        return refusal.code in REFUSAL_WORDS


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(STARTS))
@example(b"<table><tr><td colspan=99999999999>1", b"<html>")
@example(b"<p>" * 130, b"<html>")
def test_any_bytes_are_read_or_refused(data, start):
    assert read_or_refused(start + data)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2000), st.integers(0, 255))
def test_a_damaged_file_is_read_or_refused(at, sign):
    for whole in (pdf(["67 % of the women are at work."]), docx(paragraph("67 %")), HTML):
        damaged = bytearray(whole)
        damaged[at % len(damaged)] = sign
        assert read_or_refused(bytes(damaged))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 700), st.integers(0, 255))
def test_tables_of_a_damaged_file_open_or_are_refused(at, sign):
    damaged = bytearray(pdf(["a\tb", "1\t2"]))
    damaged[at % len(damaged)] = sign
    try:
        assert isinstance(tables_of_page(bytes(damaged), 1), list)
    except FileRefused as refusal:
        assert refusal.code == "broken"  # noqa: PT017  # either is right


def test_the_command_prints_numbers_and_refuses_in_words(tmp_path, capsys):
    report = tmp_path / "report.html"
    report.write_bytes(HTML)
    call_command("read_report", str(report), format="csv")
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "id,line,page,as_printed,value,unit,kind,in_table"
    assert '3.4,3,,"1,200",1200,women,count,false' in told
    assert "3.16,3,,67 %,67,percent,share,false" in told
    for other in ("json", "kept", "about"):
        call_command("read_report", str(report), format=other)
    assert "=== end of" in capsys.readouterr().out
    report.write_bytes(b"%PDF-1.4 nothing")
    with pytest.raises(CommandError, match="damaged"):
        call_command("read_report", str(report))
    with pytest.raises(CommandError, match="no file"):
        call_command("read_report", str(Path(tmp_path) / "none"))
