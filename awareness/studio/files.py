"""Reads content files and remembers on which line everything stands."""

import csv
import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import yaml

from awareness.insights.ledger import Place
from awareness.studio.problems import Problem, problem


def shown(path: Path) -> str:
    """A path as an author knows it: from the folder the command runs in, where that is shorter."""
    return _shown(path, os.getcwd())


@lru_cache(maxsize=4096)
def _shown(path: Path, here: str) -> str:
    near = os.path.relpath(path, here)
    return near if not near.startswith("..") else str(path)


@dataclass(frozen=True)
class Text:
    """A string of the content with its place. `raw` are the lines of the file that hold it."""

    value: str
    place: Place
    raw: tuple[str, ...] = ()

    def place_of(self, fragment: str, nth: int = 0) -> Place:
        """The line where `fragment` stands for the `nth` time (its first word, if it wraps)."""
        for words in (fragment, fragment.split()[0] if fragment.split() else fragment):
            left = nth
            for offset, line in enumerate(self.raw):
                count = line.count(words)
                if left < count:
                    return Place(self.place.path, self.place.line + offset)
                left -= count
        return self.place


@dataclass
class Document:
    """A YAML file: its value, and the lines of every part by its path of keys and positions."""

    path: Path
    data: object = None
    spans: dict[tuple, tuple[int, int]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    readable: bool = False  # it is YAML; nothing can be said about its shape otherwise

    def place(self, *at) -> Place:
        """Where the part at this path of keys stands; of its nearest parent when it is missing."""
        while at and at not in self.spans:
            at = at[:-1]
        return Place(shown(self.path), self.spans.get(at, (1, 1))[0])

    def text(self, value: str, *at) -> Text:
        """A string of this file with its lines."""
        first, last = self.spans.get(at, (1, 1))
        return Text(value, Place(shown(self.path), first), tuple(self.lines[first - 1 : last]))


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML 1.2's booleans alone: `no` is the code of Norway, `yes` an answer in a table."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in found if tag != "tag:yaml.org,2002:bool"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", __import__("re").compile("^(?:true|false)$"), list("tf")
)


def read_yaml(
    path: Path, problems: list[Problem], text: str | None = None, first: int = 1
) -> Document:
    """A YAML file (or `text` that begins at line `first` of it). Duplicate keys are problems."""
    document = Document(path)
    raw = read_text(path, problems) if text is None else text
    if raw is None:
        return document
    document.lines = [""] * (first - 1) + raw.split("\n")
    try:
        loader = _Loader(raw)
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + first if mark else first
        said = getattr(error, "problem", None) or str(error).split("\n")[0]
        right = "mend the YAML (a text with `: ` or `#` in it stands in quotes)"
        problems.append(problem(Place(shown(path), line), f"cannot be read: {said}", right))
        return document
    document.readable = True
    if node is not None:
        document.data = _build(loader, node, (), document, problems, first)
    return document


def _build(loader, node, at: tuple, document: Document, problems: list, first: int):
    block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
    end = node.end_mark.line + (1 if node.end_mark.column else 0)
    start = node.start_mark.line + (1 if block else 0)
    document.spans[at] = (start + first, max(start + 1, end) + first - 1)
    match node:
        case yaml.MappingNode():
            return _mapping(loader, node, at, document, problems, first)
        case yaml.SequenceNode():
            return [
                _build(loader, child, (*at, n), document, problems, first)
                for n, child in enumerate(node.value)
            ]
    try:
        return loader.construct_object(node, deep=True)
    except (yaml.YAMLError, ValueError) as error:
        place = Place(shown(document.path), node.start_mark.line + first)
        problems.append(
            problem(place, f"{node.value!r} cannot be read ({error})", "put it in quotes")
        )
        return node.value


def _mapping(loader, node, at: tuple, document: Document, problems: list, first: int) -> dict:
    made = {}
    for key_node, child in node.value:
        key = key_node.value
        place = Place(shown(document.path), key_node.start_mark.line + first)
        if key in made:
            problems.append(problem(place, f"`{key}` stands twice", "keep one of them"))
        made[key] = _build(loader, child, (*at, key), document, problems, first)
        if isinstance(child, yaml.MappingNode | yaml.SequenceNode) and made[key]:
            # A key is on the line of its name, not on that of its first part.
            document.spans[(*at, key)] = (place.line, document.spans[(*at, key)][1])
    return made


@dataclass(frozen=True)
class Row:
    """One record of a CSV file."""

    cells: dict[str, str]
    place: Place
    raw: tuple[str, ...]
    whole: bool = True  # as many cells as the head has

    def text(self, column: str) -> Text:
        return Text(self.cells[column], self.place, self.raw)


def read_csv(path: Path, problems: list[Problem]) -> tuple[list[str], list[Row]]:
    """(columns, records). A record of the wrong length is a problem, and is not `whole`."""
    raw = read_text(path, problems)
    if raw is None:
        return [], []
    lines = raw.split("\n")
    reader = csv.reader(lines_of(raw), strict=True)
    head: list[str] = []
    rows: list[Row] = []
    first = 1
    try:
        for record in reader:
            place = Place(shown(path), first)
            kept = tuple(lines[first - 1 : reader.line_num])
            first = reader.line_num + 1
            if not record:
                continue
            if not head:
                head = record
                continue
            whole = len(record) == len(head)
            if not whole:
                what = f"this row has {len(record)} cells, the head has {len(head)}"
                problems.append(problem(place, what, "put a text with commas in quotes"))
            cells = dict(zip(head, record, strict=False))
            rows.append(Row(cells, place, kept, whole))
    except csv.Error as error:
        place = Place(shown(path), first)
        problems.append(problem(place, f"cannot be read: {error}", "close the quotes"))
    if not head:
        problems.append(
            problem(Place(shown(path), 1), "is empty", "it begins with its column names")
        )
    return head, rows


def lines_of(raw: str):
    return (line + "\n" for line in raw.removesuffix("\n").split("\n"))


def read_text(path: Path, problems: list[Problem]) -> str | None:
    """A file's text, or None and a problem."""
    place = Place(shown(path), 1)
    try:
        return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        problems.append(problem(place, "is missing", "every pack has this file"))
    except UnicodeDecodeError:
        problems.append(problem(place, "is not UTF-8", "save it as UTF-8"))
    except OSError as error:
        problems.append(problem(place, f"cannot be opened ({error.strerror})", "let it be read"))
    return None
