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


def is_light_edit(block: Block, new_text: str) -> bool:
    """Whether `new_text` says what the block's text says. True for two equal texts."""
    if new_text == block.text:
        return True
    if block.cells is not None:
        return _is_light_row(block, new_text)
    if block.file.endswith(".yaml"):
        return _is_light_yaml(block.text, new_text)
    (head, body), (new_head, new_body) = head_and_body(block.text), head_and_body(new_text)
    return is_light(body, new_body) and _is_light_yaml(head, new_head)


def _is_light_row(block: Block, new_text: str) -> bool:
    """Whether the CSV line `new_text` differs from the block's row in its prose alone, and
    lightly."""
    rows, old_cells = list(csv.reader(StringIO(new_text))), block.cells or {}
    if len(rows) != 1 or len(rows[0]) != len(old_cells):
        return False
    return all(
        old == new or (name in PROSE_COLUMNS and is_light(old, new))
        for (name, old), new in zip(old_cells.items(), rows[0], strict=True)
    )


def _is_light_yaml(old_text: str, new_text: str) -> bool:
    problems: list[Problem] = []
    old, new = (read_yaml(NOWHERE, problems, text).data for text in (old_text, new_text))
    return not problems and differs_lightly(old, new)
