"""A report's file becomes kept text in a process of its own, which is ended when it takes too much.

No part of the file is parsed here. Nothing is written to disk: the file goes in by a pipe, lines
come out of another.
"""

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from awareness.content.reading.about import SelfDescription
from awareness.content.reading.finding.found import FoundStatistic
from awareness.content.reading.kept import KeptText
from awareness.content.reading.personal import PersonalText
from awareness.content.reading.proposals import Proposal
from awareness.content.reading.refused import MAX_BYTES, MAX_TEXT_LETTERS, FileRefused

MEMORY_BYTES = 1024 * 1024 * 1024  # bytes that the process may ask for, its libraries included
CPU_SECONDS = 110
SECONDS = 240  # by the clock, on a machine that does other things
OUTPUT_BYTES = 6 * MAX_TEXT_LETTERS  # bytes: JSON writes a letter in up to six
ROOT_FOLDER = Path(__file__).resolve().parents[3]
CONVERT_MODULE = "awareness.content.reading.converting.child"
FIND_MODULE = "awareness.content.reading.finding.child"


@dataclass(frozen=True)
class Examination:
    """What rules find in a kept text; `proposals` by the id of a number."""

    numbers: list[FoundStatistic]
    proposals: dict[str, list[Proposal]]
    disagreements: list[
        tuple[FoundStatistic, FoundStatistic]
    ]  # that may be: print one measure with other values
    about: dict[str, SelfDescription]
    personal: list[PersonalText]


# No secret of the site is in it.
ENVIRONMENT = {"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}


@dataclass(frozen=True)
class ProcessLimits:
    """What the process may take; `output` in bytes."""

    memory: int = MEMORY_BYTES
    cpu_seconds: int = CPU_SECONDS
    seconds: float = SECONDS
    output: int = OUTPUT_BYTES


# Of the tables of a page, for which somebody waits, in the background.
PAGE_LIMITS = ProcessLimits(cpu_seconds=15, seconds=20)

Progress = Callable[[int, int], None]  # page, of how many


@dataclass
class Conversion:
    """A kept text; how many comments and tracked changes of a DOCX are not in it; the pages of a
    PDF that hold no text, as of a scan."""

    text: KeptText
    removed: dict[str, int] = field(default_factory=dict)
    without_text: list[int] = field(default_factory=list)


def convert_file(path: Path, progress: Progress | None = None, **limits: int) -> Conversion:
    """What a file on disk says, as kept text; refused by its size before it is opened. FileRefused
    as `convert`."""
    if path.stat().st_size > MAX_BYTES:
        raise FileRefused("too_big")
    return convert(path.read_bytes(), progress, **limits)


def convert(
    data: bytes,
    progress: Progress | None = None,
    **limits: int,
) -> Conversion:
    """What a file says, as kept text. FileRefused with any code of `refused.WORDS`."""
    messages = _messages_of(
        CONVERT_MODULE, _refuse_size(data), ProcessLimits(**limits), "0", progress=progress
    )
    return _conversion_of(messages, data)


def tables_of(data: bytes, page_number: int) -> list[list[list[str]]]:
    """The tables of a page of a PDF, as rows of cells. FileRefused as `convert`."""
    messages = _messages_of(CONVERT_MODULE, _refuse_size(data), PAGE_LIMITS, str(page_number))
    tables: list[list[list[str]]] = messages[0]["tables"]
    return tables


def examine_text(text: KeptText, **limits: int) -> Examination:
    """What rules find in a kept text. FileRefused: too_slow, too_much_text."""
    answer = _messages_of(FIND_MODULE, str(text).encode(), ProcessLimits(**limits))[0]
    numbers = [
        FoundStatistic(**row | {"value": Decimal(row["value"])}) for row in answer["numbers"]
    ]
    by_id = {number.id: number for number in numbers}
    return Examination(
        numbers,
        {key: [Proposal(**row) for row in rows] for key, rows in answer["proposals"].items()},
        [(by_id[one], by_id[other]) for one, other in answer["disagreements"]],
        {row["name"]: SelfDescription(**row) for row in answer["about"]},
        [PersonalText(**row) for row in answer["personal"]],
    )


def _refuse_size(data: bytes) -> bytes:
    """The bytes. FileRefused: too_big, empty."""
    if len(data) > MAX_BYTES:
        raise FileRefused("too_big")
    if not data:
        raise FileRefused("empty")
    return data


def _messages_of(
    module_name: str,
    data: bytes,
    limits: ProcessLimits,
    *arguments: str,
    progress: Progress | None = None,
) -> list[dict[str, Any]]:
    """All messages of the process but the last, which said that it is done."""
    process = _start_process(module_name, str(limits.memory), str(limits.cpu_seconds), *arguments)
    timed_out = threading.Event()
    timer = threading.Timer(limits.seconds, _kill_process, [process, timed_out])
    timer.start()
    writing_thread = threading.Thread(
        target=_write_to_pipe, args=[process.stdin, data], daemon=True
    )
    writing_thread.start()
    try:
        messages = _read_messages(process, limits.output, progress)
    finally:
        timer.cancel()
        _kill_process(process)
        process.wait()
        writing_thread.join()
        if process.stdout:
            process.stdout.close()
    return _checked_messages(messages, process.returncode, timed_out.is_set())


def _start_process(*arguments: str) -> subprocess.Popen[bytes]:
    """A Python process that runs a module of ours with these arguments."""
    return subprocess.Popen(  # noqa: S603  # our own module, no shell
        [sys.executable, "-m", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT_FOLDER,
        env=ENVIRONMENT,
        start_new_session=True,
    )


def _write_to_pipe(pipe: BinaryIO, data: bytes) -> None:
    """Give the process its input; run beside the reading, so that neither waits for the other."""
    try:
        with pipe:
            pipe.write(data)
    except BrokenPipeError:
        pass  # it ended before it had read all; why, its answer says


def _kill_process(
    process: subprocess.Popen[bytes], timed_out: threading.Event | None = None
) -> None:
    """End a process that runs still, and note in `timed_out` that it was the clock."""
    if process.poll() is None:
        if timed_out:
            timed_out.set()
        os.killpg(process.pid, signal.SIGKILL)


def _read_messages(
    process: subprocess.Popen[bytes], bytes_left: int, progress: Progress | None
) -> list[dict[str, Any]]:
    """The messages of a process until it says that it is done, refuses, or is gone. FileRefused
    too_much_text after `bytes_left`."""
    messages: list[dict[str, Any]] = []
    assert process.stdout is not None  # noqa: S101
    while line := process.stdout.readline(bytes_left + 1):
        bytes_left -= len(line)
        if bytes_left < 0:
            raise FileRefused("too_much_text")
        if not line.endswith(b"\n"):
            break
        messages.append(json.loads(line))
        if progress and "page" in messages[-1]:
            progress(messages[-1]["page"], messages[-1]["of"])
        if "done" in messages[-1] or "refused" in messages[-1]:
            break
    return messages


def _checked_messages(
    messages: list[dict[str, Any]], returncode: int, timed_out: bool
) -> list[dict[str, Any]]:
    """The messages but the last. FileRefused with the code that the process gave, too_slow or
    broken."""
    last = messages[-1] if messages else {}
    if "refused" in last:
        raise FileRefused(last["refused"])
    if "done" not in last:
        is_slow = timed_out or returncode == -signal.SIGXCPU
        raise FileRefused("too_slow" if is_slow else "broken")
    return messages[:-1]


def _conversion_of(messages: list[dict[str, Any]], data: bytes) -> Conversion:
    """The messages of the pages as one text."""
    lines: list[str] = []
    pages_without_text = []
    for message in messages:
        if "page" in message:
            lines.append(f"=== page {message['page']} ===")
            if not any(map(str.strip, message["lines"])):
                pages_without_text.append(message["page"])
        lines += message.get("lines", ())
    kept_text = KeptText(tuple(lines), messages[0]["kind"], hashlib.sha256(data).hexdigest())
    return Conversion(kept_text, messages[0].get("removed", {}), pages_without_text)
