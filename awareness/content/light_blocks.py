"""Whether an edit of a block is light: nothing but spelling, spacing and punctuation of its prose.

Pure (decision 35). In doubt it is not: then a second person reads it first.
"""

import csv
from io import StringIO

from awareness.content.blocks import Block
from awareness.content.files import read_yaml
from awareness.content.problems import Problem
from awareness.content.writing.pages import head_and_body
from awareness.content.writing.yaml_files import NOWHERE
from awareness.learning.light import differs_lightly, is_light

PROSE_COLUMNS = (
    "label",
    "statement",
    "population",
    "question",
    "reason",
)  # prose of a figure's row


def is_light_edit(block: Block, after: str) -> bool:
    """Whether `after` says what the block's text says. True for two equal texts."""
    if after == block.text:
        return True
    if block.cells is not None:
        return _is_light_row(block, after)
    if block.file.endswith(".yaml"):
        return _is_light_yaml(block.text, after)
    (head, body), (new_head, new_body) = head_and_body(block.text), head_and_body(after)
    return is_light(body, new_body) and _is_light_yaml(head, new_head)


def _is_light_row(block: Block, after: str) -> bool:
    rows, before = list(csv.reader(StringIO(after))), block.cells or {}
    if len(rows) != 1 or len(rows[0]) != len(before):
        return False
    return all(
        old == new or (name in PROSE_COLUMNS and is_light(old, new))
        for (name, old), new in zip(before.items(), rows[0], strict=True)
    )


def _is_light_yaml(before: str, after: str) -> bool:
    problems: list[Problem] = []
    old, new = (read_yaml(NOWHERE, problems, text).data for text in (before, after))
    return not problems and differs_lightly(old, new)
