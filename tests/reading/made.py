"""Small reports of each kind, made here: bytes as a browser would send them."""

import io
import zipfile

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def docx(body: str, before: str = "", **parts: str | bytes) -> bytes:
    """A DOCX with this body; `parts` by name, where __ stands for / and _dot_ for the dot."""
    document = f"{before}<w:document {WORD}><w:body>{body}</w:body></w:document>"
    return zipped(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": RELATIONS,
            "word/document.xml": document,
            **{name.replace("__", "/").replace("_dot_", "."): text for name, text in parts.items()},
        }
    )


def zipped(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def pdf(*pages: list[str], encrypt: str = "", drawn: bytes = b"") -> bytes:
    """A PDF of these pages, lists of lines of ASCII: # begins a large one, tabs part cells."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, lines in enumerate(pages):
        stream = _shown(lines) + drawn
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 "
            b"R >> >> /Contents %d 0 R >>" % (5 + 2 * at)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return _file(objects, encrypt)


def _shown(lines: list[str]) -> bytes:
    told = [b"BT"]
    for at, line in enumerate(lines):
        size, text = (24, line[2:]) if line.startswith("# ") else (11, line)
        text = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        for column, cell in enumerate(text.split("\t")):
            place = f"/F1 {size} Tf 1 0 0 1 {50 + 150 * column} {800 - 28 * at} Tm ({cell}) Tj"
            told.append(place.encode("latin-1"))
    return b"\n".join([*told, b"ET"])


def _file(objects: list[bytes], encrypt: str) -> bytes:
    file, places = b"%PDF-1.4\n", []
    for number, held in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, encrypt.encode())
    return file + b"startxref\n%d\n%%%%EOF\n" % start


# Its password is no empty one: neither check value fits.
LOCKED = (
    "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 "
    f"/O <{'41' * 32}> /U <{'42' * 32}> >> /ID [<{'43' * 16}> <{'43' * 16}>]"
)
