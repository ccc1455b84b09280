"""Reads the YAML files of the content and remembers on which line everything stands."""

import pickle
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, cast

import yaml

from awareness.content.problems import Problem, problem
from awareness.content.text_files import CONTROL_SIGN, read_text, shown_path
from awareness.insights.ledger import Location
from awareness.subjects.core_yaml import CoreLoader

# Where packs and modules lie in a subject's folder, and what questions stand in.
PACKS_SHELF, MODULES_SHELF = "reports", "modules"
QUESTIONS_FILE = "questions.yaml"

type KeyPath = tuple[str | int, ...]  # keys and positions that lead to a part of a YAML file


@dataclass(frozen=True)
class Text:
    """A string of the content with its place."""

    value: str
    location: Location
    raw: tuple[str, ...] = ()  # the lines of the file that hold it

    def location_of(self, fragment: str, nth: int = 0) -> Location:
        """The line where `fragment` stands for the `nth` time (its first word, if it wraps),
        counted from 0; the first line of the text where it does not."""
        for words in (fragment, fragment.split()[0] if fragment.split() else fragment):
            to_skip = nth
            for offset, line in enumerate(self.raw):
                count = line.count(words)
                if to_skip < count:
                    return Location(self.location.path, self.location.line + offset)
                to_skip -= count
        return self.location


@dataclass
class Document:
    """A YAML file: its value, and the lines of every part by its path of keys and positions."""

    path: Path
    data: Any = None
    spans: Mapping[KeyPath, tuple[int, int]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    readable: bool = False  # it is YAML; nothing can be said about its shape otherwise

    def location(self, *key_path: str | int) -> Location:
        """Where the part at this path of keys stands; of its nearest parent when it is missing."""
        while key_path and key_path not in self.spans:
            key_path = key_path[:-1]
        return Location(shown_path(self.path), self.spans.get(key_path, (1, 1))[0])

    def part_at(self, line_number: int, within: KeyPath = ()) -> KeyPath | None:
        """The smallest part that has this line, of what stands at `within` and as a path from
        there; () where nothing smaller has it, None where the line is outside."""
        parts = [
            (last - first, -len(part), part)
            for part, (first, last) in self.spans.items()
            if part[: len(within)] == within and first <= line_number <= last
        ]
        return min(parts)[2][len(within) :] if parts else None

    def text(self, value: str, *key_path: str | int) -> Text:
        """A string of this file with its lines."""
        first, last = self.spans.get(key_path, (1, 1))
        return Text(
            value, Location(shown_path(self.path), first), tuple(self.lines[first - 1 : last])
        )


def _start_mark(event: yaml.Event) -> yaml.Mark:
    """Where it begins, which every event knows that was read from a text."""
    return cast(yaml.Mark, event.start_mark)


def _end_mark(event: yaml.Event) -> yaml.Mark:
    """Where it ends, as `_start_mark` says where it begins."""
    return cast(yaml.Mark, event.end_mark)


# Each reader of numbers would take these for another one: 010 is ten, or eight.
OCTAL_LIKE = re.compile(r"[-+]?0[0-9_]+(?:\.[0-9]*)?|0[oOxXbB][0-9a-fA-F_]+")
DAY_LIKE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


# Deeper than any file of ours; a reader that calls itself must not be led on without end.
MAX_DEPTH = 24
# They end a line for YAML and for no editor: lines would be counted otherwise than they are shown.
HIDDEN_BREAKS = "\x85\u2028\u2029"
TAG_PREFIX = "tag:yaml.org,2002:"
WHAT_IS_NO_KEY = {
    "int": "a number",
    "float": "a number",
    "null": "nothing",
    "bool": "true or false",
}


class UnreadableFile(Exception):
    """A file that somebody broke by hand, so that nothing can be written into it; its path, or what
    is wrong with it."""


class _RefusedYaml(Exception):
    """YAML that we do not read, though a machine could: line (from one), message, fix."""

    def __init__(self, line_number: int, message: str, fix: str):
        super().__init__(message)
        self.line, self.message, self.fix = line_number, message, fix


def read_yaml(
    path: Path,
    problems: list[Problem] | None = None,
    text: str | None = None,
    first: int = 1,
) -> Document:
    """A YAML file (or `text` that begins at line `first` of it). What is wrong with it is added to
    `problems`, where that is of interest; duplicate keys are.

    What an author cannot see through is refused in words: aliases, tags, keys that are no words,
    a second document. No bytes raise anything.
    """
    document = Document(path)
    problems = [] if problems is None else problems
    raw_text = read_text(path, problems) if text is None else text
    if raw_text is None:
        return document
    parsed = _parse_yaml(raw_text, first)
    problems += [
        problem(Location(shown_path(path), fault.line), fault.message, fault.fix)
        for fault in parsed.faults
    ]
    document.lines = [""] * (first - 1) + raw_text.split("\n")
    document.data, document.spans = pickle.loads(parsed.data), parsed.spans  # noqa: S301  (ours)
    document.readable = parsed.readable
    return document


class YamlFault(NamedTuple):
    """What is wrong with YAML, at a line of its file (from one), and what would be right."""

    line: int
    message: str
    fix: str


@dataclass(frozen=True)
class _ParsedYaml:
    """What a text says, and what is wrong with it."""

    data: bytes  # pickled: whoever reads it gets values of their own
    spans: Mapping[KeyPath, tuple[int, int]]
    faults: tuple[YamlFault, ...]
    readable: bool


@lru_cache(maxsize=256)  # an author's page and each check read the same files again and again
def _parse_yaml(raw: str, first: int) -> _ParsedYaml:
    """The values, lines and faults of a text that begins at line `first` of its file."""
    spans: dict[KeyPath, tuple[int, int]] = {}
    faults: list[YamlFault] = []
    try:
        data = _YamlBuilder(raw, spans, faults, first).build()
        return _ParsedYaml(pickle.dumps(data), spans, tuple(faults), readable=True)
    except _RefusedYaml as error:
        faults.append(YamlFault(error.line + first - 1, error.message, error.fix))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + first if mark else first
        reason = getattr(error, "problem", None) or str(error).split("\n")[0]
        fix = "mend the YAML (a text with `: ` or `#` in it stands in quotes)"
        at_fault = raw.split("\n")[mark.line :][:1] if mark else []
        if any("\t" in text[: len(text) - len(text.lstrip())] for text in at_fault):
            fix = "write spaces, not tabs, before what stands further in"
        faults.append(YamlFault(line, f"cannot be read: {reason}", fix))
    return _ParsedYaml(pickle.dumps(None), {}, tuple(faults), readable=False)


def _yaml_tag(plain: str) -> str:
    """What YAML takes a scalar without quotes for: str, int, null, ..."""
    for tag, pattern in CoreLoader.yaml_implicit_resolvers.get(plain[:1], ()):
        if pattern.match(plain):
            return tag.removeprefix(TAG_PREFIX)
    return "str"


@lru_cache(maxsize=4096)  # the same few hundred words stand in every file
def _why_no_key(plain: str) -> str:
    """What a scalar without quotes is that is no key; "" for a word."""
    if kind := WHAT_IS_NO_KEY.get(_yaml_tag(plain), ""):
        return kind
    if DAY_LIKE.fullmatch(plain):
        return "a day"
    return "" if any(map(str.isalnum, plain)) else "a sign"


class _YamlBuilder:
    """Makes plain values of YAML's events, one after the other; puts the lines of each into `spans`
    and what is wrong with it into `faults`."""

    def __init__(
        self,
        raw: str,
        spans: dict[KeyPath, tuple[int, int]],
        faults: list[YamlFault],
        first: int,
    ):
        for number, line in enumerate(raw.split("\n"), 1):
            for sign in HIDDEN_BREAKS:
                if sign in line:
                    message = f"a hidden line break (U+{ord(sign):04X}) stands here"
                    raise _RefusedYaml(number, message, "begin a new line instead, or take it out")
        try:
            raw.encode()
        except UnicodeEncodeError:
            raise _RefusedYaml(1, "is not UTF-8", "save it as UTF-8") from None
        self.loader, self.lines = CoreLoader(raw), raw.split("\n")
        self.spans, self.faults, self.first = spans, faults, first

    def build(self) -> Any:
        """The value of the whole text, None for an empty one. _RefusedYaml for two documents."""
        made, get = None, self.loader.get_event
        get()  # the stream begins
        if isinstance(get(), yaml.DocumentStartEvent):
            made = self.part(get(), ())
            get()  # the document ends
            another = get()
            if not isinstance(another, yaml.StreamEndEvent):
                fix = "keep one; give each file one document, without a second line of ---"
                raise _RefusedYaml(
                    _start_mark(another).line + 1, "a second document begins here", fix
                )
        return made

    def part(self, event: yaml.NodeEvent, key_path: KeyPath) -> Any:
        """The value that begins with `event`, and its lines."""
        self.refuse_pointers(event)
        if len(key_path) > MAX_DEPTH:
            message = f"more than {MAX_DEPTH} things stand within each other here"
            raise _RefusedYaml(_start_mark(event).line + 1, message, "write it flatter")
        begins = _start_mark(event).line + (getattr(event, "style", None) in ("|", ">"))
        # Its place in order.
        self.spans[key_path] = (begins + self.first, begins + self.first)
        made: Any
        match event:
            case yaml.MappingStartEvent():
                made, last = self.mapping(key_path)
            case yaml.SequenceStartEvent():
                made, last = self.sequence(key_path)
            case _:
                made, last = self.scalar(cast(yaml.ScalarEvent, event)), event
        end = _end_mark(last).line + (1 if _end_mark(last).column else 0)
        if isinstance(event, yaml.CollectionStartEvent) and not event.flow_style and made:
            # What stands in lines of its own ends with its last part: its mark is at what follows.
            part = next(reversed(made)) if isinstance(made, dict) else len(made) - 1
            end = self.spans[*key_path, part][1] - self.first + 1
        self.spans[key_path] = (begins + self.first, max(begins + 1, end) + self.first - 1)
        return made

    def refuse_pointers(self, event: yaml.NodeEvent) -> None:
        """Refuse what points elsewhere or says what a machine should make of it."""
        line_number = _start_mark(event).line + 1
        if isinstance(event, yaml.AliasEvent):
            message = f"`*{event.anchor}` is an alias, a pointer to another place"
            fix = "write out what it stands for; a text that begins with * stands in quotes"
            raise _RefusedYaml(line_number, message, fix)
        if event.anchor:
            message = f"`&{event.anchor}` is an anchor, a name for another place to point to"
            raise _RefusedYaml(
                line_number, message, "leave it out; a text that begins with & stands in quotes"
            )
        if tag := getattr(event, "tag", None):
            message = f"`{tag.replace(TAG_PREFIX, '!!')}` is a tag"
            raise _RefusedYaml(
                line_number, message, "leave it out; a text that begins with ! stands in quotes"
            )

    def sequence(self, key_path: KeyPath) -> tuple[list[Any], yaml.Event]:
        """The list that has begun, and the event that ends it."""
        made: list[Any] = []
        while not isinstance(event := self.loader.get_event(), yaml.SequenceEndEvent):
            made.append(self.part(event, (*key_path, len(made))))
        return made, event

    def mapping(self, key_path: KeyPath) -> tuple[dict[str, Any], yaml.Event]:
        """The mapping that has begun, and the event that ends it."""
        made: dict[str, Any] = {}
        while not isinstance(event := self.loader.get_event(), yaml.MappingEndEvent):
            key, line_number = self.key(event), _start_mark(event).line + self.first
            if key in made:
                fault = YamlFault(line_number, f"`{key}` stands twice", "keep one of them")
                self.faults.append(fault)
            child = self.loader.get_event()
            made[key] = self.part(child, (*key_path, key))
            if isinstance(child, yaml.CollectionStartEvent) and made[key]:
                # A key is on the line of its name, not on that of its first part.
                self.spans[(*key_path, key)] = (
                    line_number,
                    self.spans[(*key_path, key)][1],
                )
        return made, event

    def key(self, event: yaml.NodeEvent) -> str:
        """A key, which is a word: `<<`, numbers, days, lists and nothing are none."""
        self.refuse_pointers(event)
        line_number = _start_mark(event).line + 1
        if not isinstance(event, yaml.ScalarEvent):
            kind = "a list" if isinstance(event, yaml.SequenceStartEvent) else "a group of keys"
            if "{{" in self.lines[line_number - 1]:
                fix = 'a reference has one pair, and stands in quotes: "{figure:key}"'
                raise _RefusedYaml(line_number, "`{{` opens a group of keys, and no reference", fix)
            raise _RefusedYaml(line_number, f"a key is {kind}", "a key is one word before a colon")
        if event.implicit[0] and event.value == "<<":
            fix = "write out the keys that it stands for"
            raise _RefusedYaml(line_number, "`<<` takes over keys from another place", fix)
        if kind := _why_no_key(event.value) if event.implicit[0] else "":
            word = event.value
            message = f"the key `{word}` is {kind}" if word else "a key is missing before the colon"
            raise _RefusedYaml(
                line_number, message, f'write "{word}": in quotes' if word else "name it"
            )
        self.refuse_unstorable(event)
        return event.value

    def refuse_unstorable(self, event: yaml.ScalarEvent) -> None:
        """Refuse signs that a text in quotes spells out, and that no database takes."""
        if sign := CONTROL_SIGN.search(event.value):
            sign_name = "half a sign" if sign[0] >= "\ud800" else "a control sign"
            message = f"{sign_name} (U+{ord(sign[0]):04X}) is spelt out here"
            raise _RefusedYaml(
                _start_mark(event).line + 1, message, "take it out, or write the sign itself"
            )

    def scalar(self, event: yaml.ScalarEvent) -> Any:
        """The value of a single word or text; of one that cannot be read its letters."""
        self.refuse_unstorable(event)
        tag = _yaml_tag(event.value) if event.implicit[0] else "str"
        if event.implicit[0] and OCTAL_LIKE.fullmatch(event.value):
            plain = event.value.lstrip("0_") or "0"
            message = f"`{event.value}` can be read as two numbers"
            as_number = f"write {plain} for the number, or " if plain[0].isdigit() else ""
            fix = f"{as_number}put it in quotes if it is a text"
            self.faults.append(YamlFault(_start_mark(event).line + self.first, message, fix))
            return event.value
        if tag == "str":
            return event.value
        node = yaml.ScalarNode(
            TAG_PREFIX + tag, event.value, _start_mark(event), _end_mark(event), event.style
        )
        try:
            return self.loader.construct_object(node, deep=True)
        except (yaml.YAMLError, ArithmeticError, LookupError, ValueError) as error:
            reason = str(error).split("\n")[0]
            message = f"{event.value[:40]!r} cannot be read ({reason})"
            self.faults.append(
                YamlFault(_start_mark(event).line + self.first, message, "put it in quotes")
            )
            return event.value


def last_line_of_entry(lines: list[str], first: int, last: int) -> int:
    """The last line of an entry: what stands between two entries belongs to neither."""
    while last > first and (not lines[last - 1].strip() or lines[last - 1].startswith("#")):
        last -= 1
    return last
