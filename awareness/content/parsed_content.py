"""Everything that was read from the content files, each thing with its place."""

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from awareness.bank.authored import AnyQuestion, ScenarioFile
from awareness.content.files import Document, KeyPath, Text
from awareness.content.problems import Problem, problem
from awareness.content.schema import DiscrepancyDef, ReportFile, TableDef
from awareness.content.schema_course import ModuleFile, NeedsFile, SupportFile
from awareness.content.schema_library import LibraryFile
from awareness.content.text_files import shown_path
from awareness.insights.ledger import NO_RULES, Ledger, Location, Table
from awareness.subjects.kept import NOTHING_PROTECTED, ProtectedContent
from awareness.subjects.schema import Rules, SubjectFile

# Small letters, digits and single hyphens between them.
KEY_PATTERN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


def unread_name(report_slug: str, key: object) -> str:
    """What Content.unread says of a figure or table that does not fit: its full key, or the report
    where its key does not fit either and it may be any."""
    return (
        f"{report_slug}:{key}"
        if isinstance(key, str) and KEY_PATTERN.fullmatch(key)
        else report_slug
    )


@dataclass(frozen=True)
class Definition[Shape]:
    """A part of a YAML file as the model of its schema; `data` are the values as written."""

    report: str  # the pack it belongs to, "" outside packs
    shape: Shape
    data: dict[str, Any]
    document: Document = field(compare=False, repr=False)
    key_path: KeyPath = field(compare=False, default=())

    @property
    def location(self) -> Location:
        return self.document.location(*self.key_path)

    def location_of(self, *path: str | int) -> Location:
        """Where the part at a path of keys stands, within what is defined."""
        return self.document.location(*self.key_path, *path)

    def text(self, *path: str | int) -> Text:
        """The string at a path of keys, with its lines."""
        value: Any = self.data
        for key in path:
            value = value[key]
        return self.document.text(value, *self.key_path, *path)


@dataclass(frozen=True)
class Edition:
    """One edition of a module's own text."""

    body: Text

    @property
    def texts(self) -> tuple[Text, ...]:
        """All that it says, in the order of the page."""
        return (self.body,)


@dataclass(frozen=True)
class TitledEdition(Edition):
    """One edition of an explainer."""

    title: Text
    lead: Text

    @property
    def texts(self) -> tuple[Text, ...]:
        return (self.title, self.lead, self.body)


@dataclass(frozen=True)
class ParsedTable:
    """A table with what only its proof needs: printed words, and where its heading stands."""

    table: Table
    shape: TableDef
    definition: Definition[TableDef]
    is_complete: bool  # every row and cell could be read


@dataclass(frozen=True)
class Explainer:
    """A page of a report, or of the library's own (`report` "")."""

    report: str
    slug: str
    insight: str
    order: int
    ordinary: TitledEdition
    plain: TitledEdition | None
    location: Location
    youth: TitledEdition | None = None
    audience: tuple[str, ...] = ()
    # (report, slug, insight) of pages that are gone, to which it is moved.
    replaces: tuple[tuple[str, str, str], ...] = ()

    @property
    def editions(self) -> list[TitledEdition]:
        """The editions that there are, the ordinary one first."""
        return [edition for edition in (self.ordinary, self.plain, self.youth) if edition]


@dataclass(frozen=True)
class ModuleText:
    """A text that belongs to a module: `what-to-do/the-rule.md`."""

    name: str
    ordinary: Edition
    plain: Edition | None
    location: Location
    youth: Edition | None = None

    @property
    def editions(self) -> list[Edition]:
        """The editions that there are, the ordinary one first."""
        return [edition for edition in (self.ordinary, self.plain, self.youth) if edition]


@dataclass
class Subject:
    """A subject: its subject.yaml, and the files that it has once."""

    definition: Definition[SubjectFile]
    needs: Definition[NeedsFile] | None = None
    support: Definition[SupportFile] | None = None
    library: Definition[LibraryFile] | None = None  # library.yaml

    @property
    def key(self) -> str:
        return self.definition.shape.key


class Owner(NamedTuple):
    """The key of the subject that something belongs to, and where it stands."""

    subject: str
    location: Location


@dataclass
class Content:
    """What `read_content` found. With problems it is incomplete and fit for reporting only."""

    ledger: Ledger
    reports: dict[str, Definition[ReportFile]] = field(default_factory=dict)  # report.yaml by slug
    tables: dict[str, ParsedTable] = field(
        default_factory=dict
    )  # entries of tables.yaml by full key
    figures: dict[str, dict[str, Text]] = field(default_factory=dict)  # figures.csv by full key
    discrepancies: dict[str, Definition[DiscrepancyDef]] = field(default_factory=dict)
    discrepancy_sources: dict[str, str] = field(default_factory=dict)
    explainers: list[Explainer] = field(default_factory=list)
    texts: list[ModuleText] = field(default_factory=list)
    questions: list[Definition[AnyQuestion]] = field(default_factory=list)
    scenarios: list[Definition[ScenarioFile]] = field(default_factory=list)
    modules: list[Definition[ModuleFile]] = field(default_factory=list)
    subjects: dict[str, Subject] = field(default_factory=dict)  # by key, in their order
    # By (kind, key) of everything that belongs to a subject.
    owners: dict[tuple[str, str], Owner] = field(default_factory=dict)
    library_texts: list[Explainer] = field(default_factory=list)  # of no report
    named_packs: set[str] = field(default_factory=set)  # packs that were asked for by their path
    # The folders of packs that are looked at with what names them, and nothing else; () for all.
    only_folders: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    # What could not be read, so that nobody is told that it is missing: full keys of figures and
    # tables, or the report of all of them; else the kind of which one did not fit: modules,
    # scenarios, questions, explainers, texts, discrepancies, needs.
    unread: set[str] = field(default_factory=set)

    # What is held up of a load, by unit (held.py), with why; and all that stays as it is for it.
    held_problems: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    kept: ProtectedContent = NOTHING_PROTECTED

    # Every string with its place, those that are looked at and the others: checks.content_texts
    # makes them when the first rule asks.
    texts_by_scope: tuple[Any, ...] | None = field(default=None, compare=False, repr=False)
    # The folders of subjects, as their paths are shown, and whose they are.
    subject_folders: list[tuple[str, str]] = field(default_factory=list)

    def subject_at(self, location: Location) -> str:
        """The key of the subject that a file belongs to; "" for none."""
        matching_folders = [
            (len(folder), key)
            for folder, key in self.subject_folders
            if location.path.startswith(folder)
        ]
        return max(matching_folders, default=(0, ""))[1]

    def rules_at(self, location: Location) -> Rules:
        """What the subject of a file forbids; nothing for a file of no subject."""
        subject = self.subjects.get(self.subject_at(location))
        return subject.definition.shape.rules if subject else NO_RULES

    def is_unread(self, key: str, report_slug: str) -> bool:
        """Whether a figure, table, drawing or caveat of a report (or `report:key`) is there and
        could not be read, which is reported where it stands."""
        full_key = key if ":" in key else f"{report_slug}:{key}"
        names = {full_key, full_key.partition("/")[0], full_key.partition(":")[0]}
        return not self.unread.isdisjoint(names)

    def is_fully_read(self, report_slug: str) -> bool:
        """Whether every figure and table of a report could be read."""
        return not any(name.partition(":")[0] == report_slug for name in self.unread)

    def limit_to_named_packs(self) -> None:
        """Let the rules that go through every text look at the named packs alone, and at what
        names them elsewhere: a check of everything takes several times as long. A pack that cannot
        be read may be anywhere, so then they look at all."""
        if self.named_packs <= self.reports.keys():
            folders = (self.reports[slug].document.path.parent for slug in sorted(self.named_packs))
            self.only_folders = tuple(f"{shown_path(folder)}/" for folder in folders)

    def is_in_scope(self, location: Location, *texts: str) -> bool:
        """Whether a rule that goes through every text looks at what stands at `location`: all, or
        where some packs alone are looked at what is of them, and texts that name them."""
        return (
            not self.only_folders
            or location.path.startswith(self.only_folders)
            or any(slug in words for words in texts for slug in self.named_packs)
        )

    def register(self, kind: str, key: str, subject: str, location: Location) -> bool:
        """Note to which subject it belongs; False and a problem where something else of the kind
        has the key already.

        Keys are unique across subjects: a thing is the same wherever its file lies.
        """
        _owner, first_location = self.owners.setdefault((kind, key), Owner(subject, location))
        if first_location == location:
            return True
        message = f"the {kind} `{key}` stands twice; also in {first_location.path}"
        self.problems.append(problem(location, message, "give each its own, also across subjects"))
        return False
