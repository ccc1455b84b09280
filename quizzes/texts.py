"""The two editions of a question's texts. The plain one is shorter; where it is silent, the
ordinary text stands. Keys, grading and order are the same in both."""

from collections.abc import Mapping
from typing import Any

EDITIONS = ("ordinary", "plain")


def in_edition(spec: Mapping[str, Any], edition: str) -> Mapping[str, Any]:
    """The spec with its texts in this edition; the spec given is not changed."""
    if edition == "ordinary":
        return spec
    if edition != "plain":
        raise ValueError(f"there is no edition {edition!r}")
    plain = spec.get("plain") or {}
    spec = {**spec, "stem": plain.get("stem") or spec.get("stem", "")}
    if "options" in spec:
        texts = plain.get("options") or {}
        if not isinstance(texts, Mapping):
            texts = {option["key"]: option["text"] for option in texts}
        spec["options"] = [_plain(o, texts.get(o["key"])) for o in spec["options"]]
    if "matching" in spec:
        texts = plain.get("options") or {}
        groups = {
            name: [_plain(row, texts.get(row["key"])) for row in spec["matching"][name]]
            for name in ("stems", "targets")
        }
        spec["matching"] = {**spec["matching"], **groups}
    if "scenario" in spec:
        nodes = spec["scenario"]["nodes"].items()
        spec["scenario"] = {**spec["scenario"], "nodes": {k: _plain_node(n) for k, n in nodes}}
    return spec


def _plain_node(node: Mapping[str, Any]) -> Mapping[str, Any]:
    node = _plain(node)
    if "choices" in node:
        node["choices"] = [_plain(choice) for choice in node["choices"]]
    return node


def _plain(holder: Mapping[str, Any], text: str | None = None) -> dict[str, Any]:
    """An option, choice or node with its plain text, given beside it or inside it."""
    own = holder.get("plain")
    own = own.get("text") if isinstance(own, Mapping) else own
    return {**holder, "text": text or own or holder["text"]}
