"""What is said of a report, as its report.yaml. Pure."""

from collections.abc import Mapping
from typing import Any

from awareness.content.files import read_yaml
from awareness.content.schema import ReportFile
from awareness.content.writing.yaml_files import NOWHERE, changed, entry

# What a file leaves out where it says nothing.
EMPTY: dict[str, Any] = {
    "numbers": "", "gathered": "survey", "fieldwork": None, "interests_where": "", "no_key": [],
    "charts": [],
}  # fmt: skip


def write_report(fields: Mapping[str, Any], before: str = "") -> str:
    """report.yaml with these keys; keys of the file that `fields` does not name stay as they are.

    A key that is as where nobody wrote it is left out.
    """
    old = read_yaml(NOWHERE, [], before).data if before else {}
    kept = old if isinstance(old, dict) else {}
    told = {name: fields.get(name, kept.get(name)) for name in ReportFile.model_fields}
    told |= {name: value for name, value in kept.items() if name not in told}
    value = {
        name: part
        for name, part in told.items()
        if (name in fields or name in kept) and (name not in EMPTY or part != EMPTY[name])
    }
    if not before:
        return "".join(f"{line}\n" for name in value for line in entry(name, value[name]))
    return changed(before, value)
