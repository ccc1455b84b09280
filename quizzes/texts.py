"""The editions of a question's texts. The plain one is shorter; where it is silent, the ordinary
text stands. The youth edition has words of its own for situations; where it is silent, the plain
one speaks. Keys, grading and order are the same in all."""

from collections.abc import Mapping
from typing import Any

EDITIONS = ("ordinary", "plain", "youth")


def in_edition(spec: Mapping[str, Any], edition: str) -> Mapping[str, Any]:
    """The spec with its texts in this edition; the spec given is not changed."""
    if edition == "ordinary":
        return spec
    if edition not in EDITIONS:
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
        young = edition == "youth"
        said = {key: _plain_node(node, young) for key, node in nodes}
        spec["scenario"] = {**spec["scenario"], "nodes": said}
    return spec


def speaks_to_youth(spec: Mapping[str, Any]) -> bool:
    """Whether a situation has words of its own for the youth edition."""
    nodes = (spec.get("scenario") or {}).get("nodes") or {}
    return any(node.get("youth") for node in nodes.values())


def _plain_node(node: Mapping[str, Any], young: bool) -> Mapping[str, Any]:
    node = _plain(node, node.get("youth") if young else None)
    if "choices" in node:
        node["choices"] = [_plain(choice) for choice in node["choices"]]
    return node


def _plain(holder: Mapping[str, Any], text: str | None = None) -> dict[str, Any]:
    """An option, choice or node with its plain text, given beside it or inside it."""
    own = holder.get("plain")
    own = own.get("text") if isinstance(own, Mapping) else own
    return {**holder, "text": text or own or holder["text"]}
