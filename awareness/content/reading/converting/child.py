"""The process that opens a report's file: `python -m awareness.content.reading.converting.child`.

The file comes in by its standard input, lines of JSON go out. No setting of the
site is loaded, no database. Once the file is read, the process can open nothing more: no file, no
connection (no descriptor is left to it), and where the system allows it, there is no network at
all. Told by `sealed.py` what it may use, and which page's tables to open instead, if any.
"""

import contextlib
import encodings.aliases
import importlib
import json
import sys
from collections.abc import Iterator
from typing import Any

from awareness.content.reading.converting import docx, html, letters, pdf
from awareness.content.reading.file_kinds import file_kind, is_markdown
from awareness.content.reading.refused import MAX_TEXT_LETTERS, FileRefused
from awareness.content.reading.shut_in import shut_in


def messages_of(data: bytes) -> Iterator[dict[str, Any]]:
    """Messages: {"kind"}, {"page", "of", "lines"} each page or once, {"removed"} for a DOCX."""
    kind, letter_count = file_kind(data), 0
    for message in _messages_of_kind(kind, data):
        letter_count += sum(map(len, message.get("lines", ())))
        if letter_count > MAX_TEXT_LETTERS:
            raise FileRefused("too_much_text")
        yield message


def _messages_of_kind(kind: str, data: bytes) -> Iterator[dict[str, Any]]:
    """The messages for a file of this kind. FileRefused: no_text, empty."""
    if kind == "pdf":
        yield {"kind": kind}
        for page_number, count, lines in pdf.lines_by_page(data):
            yield {"page": page_number, "of": count, "lines": lines}
        return
    if kind == "docx":
        lines, removed = docx.lines_of_docx(data)
        yield {"kind": kind, "removed": removed}
    elif kind == "html":
        lines = html.lines_of_html(data)
        yield {"kind": kind}
    else:
        text = letters.decode_any(data)
        lines = letters.clean_lines(text)
        yield {"kind": "markdown" if is_markdown(text) else "text"}
    if not any(map(str.strip, lines)):
        raise FileRefused("no_text" if kind == "docx" else "empty")
    yield {"lines": lines}


def load_codecs() -> None:
    """Load the encodings that a file may name: nothing can be loaded later."""
    for name in {*encodings.aliases.aliases.values(), "idna", "utf_8_sig"}:
        with contextlib.suppress(ImportError):  # those of another system
            importlib.import_module(f"encodings.{name}")


def main() -> None:
    """Read the file from standard input, shut the process in, and print its messages as JSON."""
    memory, seconds, page_number = map(int, sys.argv[1:])
    if page_number:
        # Slow to load, and nothing can be loaded later.
        from awareness.content.reading.converting.tables import tables_of_page
    load_codecs()
    data = sys.stdin.buffer.read()
    shut_in(memory, seconds, opens=False)
    try:
        messages = (
            [{"tables": tables_of_page(data, page_number)}] if page_number else messages_of(data)
        )
        for message in messages:
            print(json.dumps(message), flush=True)
        outcome: dict[str, Any] = {"done": True}
    except FileRefused as refusal:
        outcome = {"refused": refusal.code}
    except MemoryError:
        outcome = {"refused": "too_much_memory"}
    print(json.dumps(outcome), flush=True)


if __name__ == "__main__":
    main()
