"""A module as its file `modules/<slug>.yaml`. Pure.

The fields lie flat, as a form has them: `step1_title`, `objective1_text` ... What a file says
beyond these fields stays, also of each step.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from awareness.content.files import Document, read_yaml
from awareness.content.text_files import read_text
from awareness.content.writing import Fields, ObjectRef, Writer
from awareness.content.writing.yaml_files import changed_mapping, entry_lines

TEXT_KEYS = ("code", "title", "say", "about", "track", "reflection", "opens_with", "open_to")
NUMBER_KEYS = ("major", "minutes", "order")
FLAG_KEYS = ("mandatory", "opt_in")
# The keys of the file, in the order in which they are written.
KEY_ORDER = (
    "code", "slug", "title", "say", "about", "track", "major", "mandatory", "minutes", "order",
    "opens_with", "needs", "open_to", "opt_in", "objectives", "decisions", "pass_mark", "test_out",
    "reflection", "learnt", "steps",
)  # fmt: skip
# What a file leaves out, where it says nothing else.
DEFAULT_BY_KEY = {
    "opens_with": "", "needs": [], "open_to": "everyone", "opt_in": False, "decisions": {},
    "pass_mark": {}, "test_out": [], "reflection": "",
}  # fmt: skip
USED_KEY_BY_KIND = {
    "estimate": "question",
    "check": "questions",
    "scenario": "scenario",
}  # by kind of step


def exchanged_paths(ref: ObjectRef) -> tuple[str, ...]:
    """The paths that are exchanged when the module is published."""
    return (f"modules/{ref.key}.yaml",)


def _is_there(path: Path, ref: ObjectRef) -> bool:
    """A module is of no report: of one there is none."""
    return not ref.report and path.is_file()


def _stored_document(folder: Path, ref: ObjectRef) -> Document:
    path = folder / exchanged_paths(ref)[0]
    return read_yaml(path) if _is_there(path, ref) else Document(path)


def stored_text(folder: Path, ref: ObjectRef) -> str:
    """The lines of the module as its file holds them; "" where there is none."""
    path = folder / exchanged_paths(ref)[0]
    return (read_text(path, []) or "") if _is_there(path, ref) else ""


def read_fields(folder: Path, ref: ObjectRef) -> dict[str, Any] | None:
    """The module as the fields of its form; None where there is none."""
    data = _stored_document(folder, ref).data
    return form_fields_of(data) if isinstance(data, dict) else None


def form_fields_of(module: Mapping[str, Any]) -> dict[str, Any]:
    """A module as the fields of its form."""
    mark = module.get("pass_mark") or {}
    fields: dict[str, Any] = {
        name: module.get(name, DEFAULT_BY_KEY.get(name, "")) for name in TEXT_KEYS
    }
    fields |= {name: module.get(name) for name in NUMBER_KEYS}
    fields |= {name: module.get(name, False) for name in FLAG_KEYS}
    fields |= {"needs": list(module.get("needs", ())), "test_out": list(module.get("test_out", ()))}
    fields |= {"pass_percent": mark.get("percent"), "pass_why": mark.get("why", "")}
    fields["learnt"] = "\n".join(module.get("learnt", ()))
    for n, (key, words) in enumerate((module.get("objectives") or {}).items(), 1):
        fields |= {f"objective{n}_key": key, f"objective{n}_text": words}
    for n, step in enumerate(module.get("steps") or (), 1):
        fields |= {f"step{n}_{name}": step.get(name, "")
                   for name in ("slug", "kind", "title", "preview", "form")}  # fmt: skip
        fields[f"step{n}_uses"] = names_used_by(step)
    return fields


def names_used_by(step: Mapping[str, Any]) -> list[str]:
    """What a step leads through: a page or text, questions, a situation; nothing of a commit."""
    named: Any = step.get(USED_KEY_BY_KIND.get(step["kind"], "")) or (
        (step.get("explainer") or step.get("text")) if step["kind"] == "read" else ()
    )
    return list(named) if isinstance(named, list | tuple) else [named]


def part_numbers(fields: Fields, part: str) -> list[int]:
    """The numbers of the objectives or steps that the fields hold."""
    end = "key" if part == "objective" else "slug"
    matches = (re.fullmatch(rf"{part}([0-9]+)_{end}", name) for name in fields)
    return sorted(int(match[1]) for match in matches if match)


def module_of_fields(fields: Fields, slug: str, old_module: Mapping[str, Any]) -> dict[str, Any]:
    """The module that fields stand for, from what its file said before ({} for a new one)."""
    module: dict[str, Any] = {"slug": slug}
    module |= {
        name: fields.get(name)
        for name in (*TEXT_KEYS, *NUMBER_KEYS, *FLAG_KEYS, "needs", "test_out")
    }
    module["decisions"] = dict(old_module.get("decisions") or {})
    module["pass_mark"] = {}
    if fields.get("pass_percent"):
        module["pass_mark"] = {"percent": fields["pass_percent"], "why": fields["pass_why"]}
    module["learnt"] = [line for line in (fields.get("learnt") or "").split("\n") if line.strip()]
    module["objectives"] = {
        fields[f"objective{n}_key"]: fields[f"objective{n}_text"]
        for n in part_numbers(fields, "objective")
        if fields[f"objective{n}_key"]
    }
    old_steps = {step.get("slug"): step for step in old_module.get("steps") or ()}
    module["steps"] = [step_of_fields(fields, n, old_steps) for n in part_numbers(fields, "step")]
    kept_fields = {
        name: module[name]
        for name in KEY_ORDER
        if name not in DEFAULT_BY_KEY
        or module[name] != DEFAULT_BY_KEY[name]
        or old_module.get(name) == module[name]
    }
    return kept_fields | {
        name: value for name, value in old_module.items() if name not in KEY_ORDER
    }


def step_of_fields(
    fields: Fields, n: int, old_steps: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Step `n` as its file writes it; `old_steps` are the steps as it has them, by slug."""
    slug, kind = fields[f"step{n}_slug"], fields[f"step{n}_kind"]
    old_step = old_steps.get(slug, {})
    step: dict[str, Any] = {"slug": slug, "kind": kind}
    used_names = list(fields[f"step{n}_uses"] or ())
    if kind == "check":
        step["questions"] = used_names
    elif kind in USED_KEY_BY_KIND:
        step[USED_KEY_BY_KIND[kind]] = used_names[0] if used_names else ""
    elif kind == "read" and used_names:
        step["text" if used_names[0].endswith(".md") else "explainer"] = used_names[0]
    if kind == "scenario" and fields.get(f"step{n}_form"):
        step["form"] = fields[f"step{n}_form"]
    step |= {name: fields[f"step{n}_{name}"] for name in ("title", "preview")}
    dropped_keys = {"explainer", "text"} if kind == "read" else {"form"}
    return step | {k: v for k, v in old_step.items() if k not in step and k not in dropped_keys}


def write_fields(folder: Path, ref: ObjectRef, fields: Fields) -> None:
    """Put the module into its file below `folder`."""
    path, data = folder / exchanged_paths(ref)[0], _stored_document(folder, ref).data
    old_fields = data if isinstance(data, dict) else {}
    module = module_of_fields(fields, ref.key, old_fields)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not old_fields:
        lines = (line for name in module for line in entry_lines(name, module[name]))
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    elif module != old_fields:
        path.write_text(changed_mapping(stored_text(folder, ref), module), encoding="utf-8")


def field_at_line(folder: Path, ref: ObjectRef, path: Path, line_number: int) -> str:
    """The form's field of the smallest part that has this line; "" for other files."""
    if path != folder / exchanged_paths(ref)[0]:
        return ""
    document = _stored_document(folder, ref)
    match document.part_at(line_number):
        case ("steps", int(n), *rest):
            name = str(rest[0]) if rest else "title"
            return f"step{n + 1}_{name if name in ('title', 'preview') else 'uses'}"
        case ("objectives", str(key), *_rest) if isinstance(document.data, dict):
            return f"objective{list(document.data['objectives']).index(key) + 1}_text"
        case ("pass_mark", *_rest):
            return "pass_why"
        case (str(name), *_rest):
            return name
    return "title"


WRITER = Writer(exchanged_paths, stored_text, read_fields, write_fields, field_at_line)
