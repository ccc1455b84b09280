"""What authors type where something is edited, kept, taken or graded again: each becomes a job."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from awareness.content.blocks import Block
from awareness.people.fields import WordsField
from awareness.studio.draft_kinds import figure
from awareness.studio.models import JobKind

SPACES = re.compile(r"[ \t\r\n]+")  # narrow spaces are printed, and stay
# What an author mends most often stands first; all other columns are below it.
FIRST_COLUMNS = ("label", "statement", "value", "value_to", "qualifier", "as_printed", "where")
LONG_COLUMNS = ("statement", "population", "question", "reason", "formula", "label")


class JobForm(forms.Form):
    """Carries the hash of what somebody has in sight, so that nobody's work is lost unseen, and an
    id of its own, so that pressing twice asks once.
    """

    token = forms.RegexField("^[0-9a-f]{64}$", widget=forms.HiddenInput)
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class DecisionForm(JobForm):
    """What becomes of a written folder."""

    decision = forms.ChoiceField(
        choices=[(kind.value, kind.label) for kind in (JobKind.KEEP, JobKind.TAKE)]
    )


class EditForm(JobForm):
    """A block of a file as its author writes it; `follows` is the id of the job that this mends."""

    follows = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, block: Block, initial: dict[str, Any]
    ) -> None:
        super().__init__(data, initial={"token": block.token} | initial)

    def write(self, block: Block) -> str:
        """The block as its file holds it then."""
        raise NotImplementedError

    @property
    def typed(self) -> dict[str, str]:
        """What stood in each field as it was sent, to fill the form again."""
        return {
            field.html_name: field.value() or ""
            for field in (*self.open_fields, *self.folded_fields)
        }

    @property
    def open_fields(self) -> list[forms.BoundField]:
        """The fields that stand open."""
        return [field for field in self if not field.is_hidden]

    @property
    def folded_fields(self) -> list[forms.BoundField]:
        """The fields that stand folded up below the open ones."""
        return []

    @property
    def folded_have_errors(self) -> bool:
        """Whether something has to be mended in the fields that stand folded up."""
        return any(field.errors for field in self.folded_fields)

    def _style_fields(self, row_count: int = 2) -> None:
        for field in self.fields.values():
            field.widget.attrs |= {"class": "form-control", "spellcheck": "true"}
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = row_count


class RowForm(EditForm):
    """The columns of a CSV row as fields, called as in a draft of a figure; its keys stand fast."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, block: Block) -> None:
        self.cells = dict(block.cells or {})
        super().__init__(data, block=block, initial=self.cells)
        self.columns = _edited_columns(block)
        for name in self.columns:
            widget = forms.Textarea if name in LONG_COLUMNS else forms.TextInput
            label = figure.LABEL_BY_FIELD.get(name)
            self.fields[name] = WordsField(
                label=label or name, required=False, max_length=4000, widget=widget,
                help_text=_("Column %(name)s") % {"name": name} if label else "",
            )  # fmt: skip
        self._style_fields()

    @property
    def open_fields(self) -> list[forms.BoundField]:
        return [
            self[name] for name in self.columns if name in FIRST_COLUMNS or len(self.columns) < 4
        ]

    @property
    def folded_fields(self) -> list[forms.BoundField]:
        open_names = [field.name for field in self.open_fields]
        return [self[name] for name in self.columns if name not in open_names]

    def write(self, block: Block) -> str:
        """The row as a line of its file; as it was, when no cell says anything else."""
        typed_cells = {
            name: " ".join(SPACES.split(self.cleaned_data[name])) for name in self.columns
        }
        is_unchanged = all(typed_cells[name] == self.cells[name].strip() for name in self.columns)
        return block.text if is_unchanged else block.csv_row_with(typed_cells)


def _edited_columns(block: Block) -> list[str]:
    """The names of the columns that are edited: of a table's cell its number and its line."""
    if "/" in block.key:
        return [block.key.rpartition("/")[2], "line"]
    return [name for name in block.cells or () if name != "key"]


class TextForm(EditForm):
    """A question or a page as it stands in its file."""

    text = WordsField(label=_("The text of the file"), strip=False, max_length=60_000,
                           widget=forms.Textarea, error_messages={
                               "required": _("Write the text. To take it away, edit the files.")
                           })  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None = None, *, block: Block) -> None:
        super().__init__(data, block=block, initial={"text": block.text})
        self._style_fields(row_count=min(30, max(12, block.text.count("\n") + 3)))

    def write(self, block: Block) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
