"""A page of a report: `insights/NN-slug.md` and its other editions beside it."""

from pathlib import Path
from typing import Any

from awareness.content.explainers import PAGE_FILE_NAME, PLAIN_ENDING, YOUTH_ENDING
from awareness.content.files import read_yaml
from awareness.content.text_files import read_text
from awareness.content.writing import Fields, ObjectRef, Writer
from awareness.content.writing.yaml_files import changed_mapping, entry_lines

HEAD_KEYS = ("title", "lead", "insight", "order", "audience")  # `replaces` stays as it is
# How the files of the normal, plain and youth editions end, by how their fields' names begin.
ENDING_BY_FIELD_PREFIX = {"": ".md", "plain_": PLAIN_ENDING, "youth_": YOUTH_ENDING}
EDITION_FIELDS = ("title", "lead", "body")  # of every edition


def exchanged_paths(ref: ObjectRef) -> tuple[str, ...]:
    """The paths that are exchanged when the page is published."""
    return (f"reports/{ref.report}",)


def _path_without_ending(folder: Path, ref: ObjectRef) -> Path | None:
    """The page's path without its ending, as its report's folder has it."""
    for path in sorted((folder / exchanged_paths(ref)[0] / "insights").glob("*.md")):
        name = PAGE_FILE_NAME.match(path.stem)
        if not path.name.endswith((PLAIN_ENDING, YOUTH_ENDING)) and name and name[1] == ref.key:
            return path.with_name(path.stem)
    return None


def stored_text(folder: Path, ref: ObjectRef) -> str:
    """The text of all editions, one after the other; "" where there is no page."""
    stem = _path_without_ending(folder, ref)
    if stem is None:
        return ""
    paths = [stem.with_name(stem.name + ending) for ending in ENDING_BY_FIELD_PREFIX.values()]
    return "\n".join(read_text(path, []) or "" for path in paths if path.exists())


def read_page(folder: Path, ref: ObjectRef) -> dict[str, Any] | None:
    """All editions' fields, "" (of the audience []) where a file does not have one; None where no
    page stands there."""
    stem = _path_without_ending(folder, ref)
    if stem is None:
        return None
    fields: dict[str, Any] = {}
    for field_prefix, ending in ENDING_BY_FIELD_PREFIX.items():
        path = stem.with_name(stem.name + ending)
        head, body = head_and_body(read_text(path, []) or "") if path.exists() else ("", "")
        data = read_yaml(path, text=head).data if head else {}
        front_matter = data if isinstance(data, dict) else {}
        fields |= {
            f"{field_prefix}{name}": front_matter.get(name, "") for name in ("title", "lead")
        }
        fields[f"{field_prefix}body"] = body
        if not field_prefix:
            fields |= {name: front_matter.get(name, "") for name in ("insight", "order")}
            fields["audience"] = front_matter.get("audience", [])
    return fields


def write_fields(folder: Path, ref: ObjectRef, fields: Fields) -> None:
    """Put the page into its file below `folder`."""
    stem = _path_without_ending(folder, ref)
    if stem is None:
        insights = folder / exchanged_paths(ref)[0] / "insights"
        insights.mkdir(parents=True, exist_ok=True)
        stem = insights / f"{int(fields.get('order') or 0):02d}-{ref.key}"
    for field_prefix, ending in ENDING_BY_FIELD_PREFIX.items():
        path = stem.with_name(stem.name + ending)
        if field_prefix and not fields.get(f"{field_prefix}body"):
            path.unlink(missing_ok=True)
            continue
        text_before = (read_text(path, []) or "") if path.exists() else ""
        path.write_text(
            write_page(_edition_fields(fields, field_prefix), text_before), encoding="utf-8"
        )


def _edition_fields(fields: Fields, field_prefix: str) -> Fields:
    """The fields of one edition without the prefix by which the form tells it from others."""
    edition = {name: fields.get(f"{field_prefix}{name}", "") for name in EDITION_FIELDS}
    if not field_prefix:
        edition |= {name: fields.get(name, "") for name in ("insight", "order")}
        edition["audience"] = list(fields.get("audience") or []) or None
    return edition


def write_page(fields: Fields, text_before: str) -> str:
    """One edition as its file holds it, from the text that stood there before ("" for a new one).

    The body is kept as it was typed; of the head only lines that say something else change. Where
    the body says the same, its lines stay with the empty ones around them.
    """
    head, body = head_and_body(text_before)
    values = {name: fields[name] for name in HEAD_KEYS if name in fields}
    new_body = str(fields["body"]).strip("\n").rstrip()
    body_lines = (
        text_before.split("\n---\n", 1)[1] if text_before and new_body == body else f"{new_body}\n"
    )
    return f"---\n{_changed_head(head, values)}\n---\n{body_lines}"


def _changed_head(head_before: str, values: Fields) -> str:
    """The head with these values for its keys; None takes a key away, others stay."""
    old_values = (
        read_yaml(Path("head.yaml"), text=head_before).data if head_before.strip() else None
    )
    head = {**(old_values if isinstance(old_values, dict) else {}), **values}
    head = {name: value for name, value in head.items() if value is not None}
    if not isinstance(old_values, dict):
        return "\n".join(line for name in head for line in entry_lines(name, head[name]))
    return changed_mapping(head_before, head).rstrip("\n")


def head_and_body(page: str) -> tuple[str, str]:
    """The head without its lines of ---, and the body without empty lines around it."""
    lines = page.split("\n")
    if lines[0] != "---" or "---" not in lines[1:]:
        return "", page.strip("\n").rstrip()
    end = lines.index("---", 1)
    return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]).strip("\n").rstrip()


def field_at_line(folder: Path, ref: ObjectRef, path: Path, line_number: int) -> str:
    """The form's field (`body`, `plain_title`) that a line of one of the page's editions is of; ""
    for a file that is none of them. A line of the head belongs to the key above it."""
    stem = _path_without_ending(folder, ref)
    for field_prefix, ending in ENDING_BY_FIELD_PREFIX.items() if stem else ():
        if stem is None or path.name != stem.name + ending or path.parent != stem.parent:
            continue
        lines = (read_text(path, []) or "").split("\n")
        end = lines.index("---", 1) if lines[0] == "---" and "---" in lines[1:] else 0
        if line_number > end + 1:
            return f"{field_prefix}body"
        for above in reversed(lines[1:line_number]):
            key = above.partition(":")[0]
            if key in HEAD_KEYS and not above.startswith(" "):
                return f"{field_prefix}{key}"
        return f"{field_prefix}title"
    return ""


WRITER = Writer(exchanged_paths, stored_text, read_page, write_fields, field_at_line)
