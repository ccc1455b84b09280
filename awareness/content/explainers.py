"""Reads explainers and modules' own texts: Markdown, with a head of YAML where they have one."""

import re
from pathlib import Path

from awareness.content.files import Document, Text, read_yaml
from awareness.content.parsed_content import Edition, Explainer, ModuleText, TitledEdition
from awareness.content.problems import Problem, problem
from awareness.content.schema_course import (
    LONGEST_SLUG,
    FrontMatter,
    PlainFrontMatter,
    ReplacedPage,
    TextFrontMatter,
)
from awareness.content.schema_validation import validate
from awareness.content.text_files import listed_paths, read_text, shown_path
from awareness.insights.ledger import Location

PAGE_FILE_NAME = re.compile(r"^(?:\d+-)?([a-z0-9]+(?:-[a-z0-9]+)*)$")
PLAIN_ENDING, YOUTH_ENDING = ".plain.md", ".youth.md"
EDITION_BY_ENDING = {
    PLAIN_ENDING: "plain",
    YOUTH_ENDING: "youth",
}  # editions that stand beside an ordinary one


def is_other_edition(path: Path, problems: list[Problem]) -> bool:
    """Whether a file is another edition; a problem when the ordinary one is missing."""
    for ending, edition in EDITION_BY_ENDING.items():
        if not path.name.endswith(ending):
            continue
        if not path.with_name(path.name.removesuffix(ending) + ".md").exists():
            message, fix = f"is the {edition} edition of nothing", "add the ordinary edition"
            problems.append(problem(Location(shown_path(path), 1), message, fix))
        return True
    return False


def read_explainers(folder: Path, report_slug: str, problems: list[Problem]) -> list[Explainer]:
    """The explainers of a pack: `NN-slug.md`, each with `NN-slug.plain.md` beside it, and some with
    `NN-slug.youth.md`. `report_slug` is "" for the texts of the library's own.
    """
    explainers: dict[str, Explainer] = {}
    for path in listed_paths(folder, "*.md"):
        if is_other_edition(path, problems):
            continue
        name_match = PAGE_FILE_NAME.match(path.stem)
        if not name_match or len(name_match[1]) > LONGEST_SLUG:
            message = "the file's name is no slug"
            if name_match:
                message = f"the file's name has more than {LONGEST_SLUG} letters"
            fix = "call it 07-slug.md, small letters and hyphens"
            problems.append(problem(Location(shown_path(path), 1), message, fix))
            continue
        explainer = _read_explainer(path, report_slug, name_match[1], problems)
        if explainer and name_match[1] in explainers:
            first_path = explainers[name_match[1]].location.path
            message = f"the slug `{name_match[1]}` stands twice; first in {first_path}"
            problems.append(problem(explainer.location, message, "give each page its own slug"))
        elif explainer:
            explainers[name_match[1]] = explainer
    return sorted(explainers.values(), key=lambda explainer: (explainer.order, explainer.slug))


def _read_explainer(
    path: Path, report_slug: str, slug: str, problems: list[Problem]
) -> Explainer | None:
    """The explainer of the ordinary edition at `path`, with the editions beside it. None where its
    head cannot be read or is not as its kind of text has it; `problems` say why."""
    head, body = _head_and_body(path, problems)
    if head is None:
        return None
    front_matter: FrontMatter | TextFrontMatter | None = (
        validate(FrontMatter, head, problems)
        if report_slug
        else validate(TextFrontMatter, head, problems)
    )
    if front_matter is None:
        return None
    of_report = front_matter if isinstance(front_matter, FrontMatter) else None
    return Explainer(
        report=report_slug,
        slug=slug,
        insight=of_report.insight if of_report else "",
        order=front_matter.order,
        ordinary=_titled_edition(head, body),
        plain=_edition_beside(path.with_name(path.stem + PLAIN_ENDING), problems),
        location=Location(shown_path(path), 1),
        youth=_edition_beside(path.with_name(path.stem + YOUTH_ENDING), problems),
        audience=tuple(of_report.audience) if of_report else (),
        replaces=tuple(map(_replaced_page, of_report.replaces)) if of_report else (),
    )


def _replaced_page(replaced: ReplacedPage) -> tuple[str, str, str]:
    """(report, slug, insight) of a page that another one took the place of."""
    report_slug, _slash, slug = replaced.page.partition("/")
    return report_slug, slug, replaced.insight


def _edition_beside(path: Path, problems: list[Problem]) -> TitledEdition | None:
    """The edition in a file beside the ordinary one; None when there is none."""
    if not path.exists():
        return None
    head, body = _head_and_body(path, problems)
    return (
        _titled_edition(head, body) if head and validate(PlainFrontMatter, head, problems) else None
    )


def _titled_edition(head: Document, body: Text) -> TitledEdition:
    """An edition with the title and lead of its head."""
    return TitledEdition(
        title=head.text(head.data["title"], "title"),
        lead=head.text(head.data["lead"], "lead"),
        body=body,
    )


def _head_and_body(path: Path, problems: list[Problem]) -> tuple[Document | None, Text]:
    """The head between two lines of `---`, and the body with the line it begins on. Without a head
    that can be read: None and an empty body, and `problems` say why."""
    location = Location(shown_path(path), 1)
    raw_text = read_text(path, problems)
    if raw_text is None:
        return None, Text("", location)
    lines = raw_text.split("\n")
    try:
        end = lines.index("---", 1) if lines[0] == "---" else 0
    except ValueError:
        end = 0
    if not end:
        fix = "begin it with a head between two lines of ---"
        problems.append(problem(location, "has no head", fix))
        return None, Text("", location)
    head = read_yaml(path, problems, "\n".join(lines[1:end]), first=2)
    if not head.readable:
        return None, Text("", location)
    if not isinstance(head.data, dict):
        problems.append(problem(location, "has an empty head", "give it title and lead"))
        return None, Text("", location)
    return head, _body_from_line(path, lines, end + 1)


def _body_from_line(path: Path, lines: list[str], start: int) -> Text:
    """The text from line `start` (counted from nought), without empty lines around it."""
    while start < len(lines) and not lines[start].strip():
        start += 1
    body = "\n".join(lines[start:]).rstrip()
    return Text(body, Location(shown_path(path), start + 1), tuple(body.split("\n")))


def read_module_texts(folder: Path, problems: list[Problem]) -> list[ModuleText]:
    """Modules' own texts: `<module>/<text>.md`, without a head."""
    texts = []
    for path in listed_paths(folder, "*/*.md"):
        if is_other_edition(path, problems):
            continue
        raw_text = read_text(path, problems)
        if raw_text is None:
            continue
        ordinary = Edition(_body_from_line(path, raw_text.split("\n"), 0))
        name = f"{path.parent.name}/{path.name}"
        youth = _edition_without_head(path.with_name(path.stem + YOUTH_ENDING), problems)
        plain = _edition_without_head(path.with_name(path.stem + PLAIN_ENDING), problems)
        texts.append(ModuleText(name, ordinary, plain, Location(shown_path(path), 1), youth))
    return texts


def _edition_without_head(path: Path, problems: list[Problem]) -> Edition | None:
    """The edition in a file that is all body; None where it is not there, empty or unreadable."""
    raw_text = read_text(path, problems) if path.exists() else None
    return Edition(_body_from_line(path, raw_text.split("\n"), 0)) if raw_text else None
