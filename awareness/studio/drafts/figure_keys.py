"""The key of a figure that is still drafted: it follows the words of its label."""

import re
from collections.abc import Iterator
from typing import Any

from awareness.content.reading.figure_fields import key_from_label
from awareness.content.writing import Fields, ObjectKind
from awareness.studio.drafts.drafting import with_newest_bodies
from awareness.studio.models import Draft, OfferDecision
from awareness.studio.reports.picking import figure_keys_of

NUMBER_AT_END = re.compile(r"-[0-9]+$")  # of a key whose words another had already
KEYS_ALONE = re.compile(r"[a-z0-9:;,/ -]+")


def key_and_body(draft: Draft, body: Fields) -> tuple[str, dict[str, Any]]:
    """The key that the label of a figure's draft gives it, where its key is still the one that the
    label before gave it, and the body under that key; "" for the same: once somebody has sent or
    published it, or anything refers to it. The measure that is its own goes with the key, unless
    somebody confirmed it."""
    fields = dict(body)
    old_label = str(draft.newest_revision().body.get("label", ""))
    new_label = str(body.get("label", ""))
    if draft.kind != ObjectKind.FIGURE or draft.started or new_label in ("", old_label):
        return "", fields
    is_derived = key_from_label(old_label) in (draft.key, NUMBER_AT_END.sub("", draft.key))
    if not is_derived or is_referred_to(draft):
        return "", fields
    new_key = key_from_label(new_label, figure_keys_of(draft.report) - {draft.key})
    own_measure = draft.key.replace("-", "_")
    is_confirmed = draft.confirmations.filter(field="measure", value=own_measure).exists()
    if body.get("measure") == own_measure and not is_confirmed:
        fields["measure"] = new_key.replace("-", "_")
    return new_key, fields


def is_referred_to(draft: Draft) -> bool:
    """Whether a figure's draft is known by its key: it was sent to a review, another draft names
    it, or somebody decided on an offer that asks about it."""
    full_key = f"{draft.report}:{draft.key}"
    decisions = OfferDecision.objects.filter(report=draft.report)
    if draft.reviewed.exists() or any(full_key in decision.figures for decision in decisions):
        return True
    in_braces = re.compile(rf"[{{:]{re.escape(draft.key)}[|}}]")
    others = list(Draft.objects.open().exclude(pk=draft.pk))
    return any(
        in_braces.search(text)
        or (KEYS_ALONE.fullmatch(text) and {draft.key, full_key} & {*re.split(r"[;, ]+", text)})
        for other in with_newest_bodies(others)
        for text in _texts_in(other.body)
    )


def _texts_in(value: Any) -> Iterator[str]:
    """All strings of a body, those in lists and in parts of it as well."""
    match value:
        case str():
            yield value
        case list():
            for part in value:
                yield from _texts_in(part)
        case dict():
            for part in value.values():
                yield from _texts_in(part)
