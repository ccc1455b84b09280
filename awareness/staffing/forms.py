"""What HR fills in to bring people in."""

from collections.abc import Collection, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from awareness.people.fields import WordsField
from awareness.people.normal_forms import without_unseen
from awareness.staffing.planning.known import MAKE_PLACE, WITHOUT_PLACE, PlaceAnswer
from awareness.staffing.reading.heads import (
    FIELDS_OF_EARLIER,
    FIELDS_OF_PEOPLE,
    LABELS,
    NOT_TAKEN,
    Field,
    bare_name,
)
from awareness.staffing.reading.read import refuse_at_sight
from awareness.staffing.reading.refused import MAX_BYTES, WORDS_BY_CODE, FileRefused
from awareness.staffing.zones import countries
from awareness.workplace.forms import one_column

EARLIER_BYTES = 4 * 1024 * 1024  # read while the page waits
COLUMN_PREFIX = "column-"  # in front of the bare name of a column, in names of fields


class FileForm(forms.Form):
    """A list of people. With `head`, also what its columns are (`taken`: as they are read now)."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or XLSX, up to 32 MB. One of its first ten rows names the columns. Columns that "
            "are not needed may stay in it: they are dropped before anything is kept."
        ),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty."),
            "missing": _("Choose a file."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )

    columns = FIELDS_OF_PEOPLE  # what a column can be taken for

    def __init__(
        self,
        *args: Any,
        head: Sequence[str] = (),
        taken: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(NOT_TAKEN, _("not taken")), *((f.value, LABELS[f]) for f in self.columns)]
        for name in dict.fromkeys(name for name in head if bare_name(name)):
            self.fields[COLUMN_PREFIX + bare_name(name)[:80]] = forms.ChoiceField(
                label=name, choices=choices, required=False, initial=(taken or {}).get(name, "")
            )
        if self.is_bound:  # what is understood already stands chosen, and is sent along
            guessed = {
                COLUMN_PREFIX + bare_name(name)[:80]: field for name, field in (taken or {}).items()
            }
            self.data = guessed | {name: self.data[name] for name in self.data}
        named = [
            name for name in self.fields if not name.startswith(COLUMN_PREFIX) and name != "file"
        ]
        self.order_fields(
            [*named, *(n for n in self.fields if n.startswith(COLUMN_PREFIX)), "file"]
        )
        self.helper = one_column(self, _("Read the file"))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(str(WORDS_BY_CODE["too_big"]), code="too_big")
        try:
            refuse_at_sight(file.read(500))
        except FileRefused as refused:
            raise ValidationError(refused.words, code=refused.code) from refused
        file.seek(0)
        return file


class EarlierForm(FileForm):
    """A list of what people finished in another system, and how that is called."""

    columns = FIELDS_OF_EARLIER
    source = WordsField(
        label=_("Name of the earlier system"),
        max_length=80,
        help_text=_("It stands beside every completion, with the words “not checked here”."),
        error_messages={"required": _("Say which system the list comes from.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "CSV or XLSX, up to 4 MB. One of its first ten rows names the columns."
        )

    def clean_source(self) -> str:
        return without_unseen(self.cleaned_data["source"])

    def clean_file(self) -> Any:
        file = super().clean_file()
        if file.size > EARLIER_BYTES:
            raise ValidationError(str(WORDS_BY_CODE["too_many_at_once"]), code="too_many_at_once")
        return file


def read_mapping(
    sent: Mapping[str, Any], among: Collection[Field] = FIELDS_OF_PEOPLE
) -> dict[str, str]:
    """Field by the bare name of the column, of what a form with columns sent."""
    return {
        name.removeprefix(COLUMN_PREFIX): str(field)
        for name, field in sent.items()
        if name.startswith(COLUMN_PREFIX) and (field == NOT_TAKEN or field in among)
    }


class CellForm(forms.Form):
    """What stands in place of a cell; empty: the cell is left out."""

    row = forms.IntegerField(min_value=1, max_value=2_000_000)
    field = forms.ChoiceField(choices=[(f.value, f.value) for f in FIELDS_OF_PEOPLE])
    value = WordsField(max_length=254, required=False)


class CellsSent:
    """The cells that a page sent. `typed`: by row and field, as typed; `pressed`: those whose
    button was pressed, to take although nothing was changed; `problem`: what is wrong with the
    first that cannot be."""

    def __init__(self, sent: QueryDict) -> None:
        self.typed: dict[tuple[int, str], str] = {}
        self.pressed: set[tuple[int, str]] = set()
        self.problem = ""
        for name, value in sent.items():
            verb, _dash, place = name.partition("-")
            if verb in ("cell", "set"):
                self._read(place, str(value), pressed=verb == "set")
            elif verb == "take":
                self._read(place, sent.get(f"cell-{place}", ""), pressed=True)

    def _read(self, place: str, value: str, *, pressed: bool) -> None:
        row, _dash, field = place.partition("-")
        form = CellForm({"row": row, "field": field, "value": value})
        if form.is_valid():
            cell = form.cleaned_data["row"], form.cleaned_data["field"]
            if pressed or cell not in self.pressed:
                self.typed[cell] = form.cleaned_data["value"]
            if pressed:
                self.pressed.add(cell)
            return
        words = str(next(iter(form.errors.values()))[0])
        if "value" in form.errors and set(form.errors) == {"value"}:
            self.typed[(form.cleaned_data["row"], form.cleaned_data["field"])] = value
            words = _("Row %(n)s: %(why)s") % {"n": form.cleaned_data["row"], "why": words}
        self.problem = self.problem or words


class SiteForm(forms.Form):
    """What an unknown site is: the id of a known one, `make` a new one, or `without`."""

    name = WordsField(max_length=500)
    what = forms.CharField(max_length=20)
    country = forms.ChoiceField(choices=[("", ""), *countries()], required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        choice = cleaned.get("what", "")
        if choice == "make" and not cleaned.get("country") and "country" not in self.errors:
            words = _("Choose the country of each new site: it decides the support lines.")
            self.add_error("country", ValidationError(words, code="no_country"))
        if choice not in ("make", "without") and not choice.isdecimal():
            self.add_error("what", ValidationError(_("Choose one of these."), code="no_choice"))
        return cleaned

    @property
    def answer(self) -> PlaceAnswer:
        """What a form says that is valid."""
        choice = self.cleaned_data["what"]
        if choice == "make":
            return PlaceAnswer(is_made=True, country=self.cleaned_data["country"])
        return WITHOUT_PLACE if choice == "without" else PlaceAnswer(known_id=int(choice))


def read_site_forms(sent: QueryDict) -> list[SiteForm]:
    """One form for each site of the page."""
    columns = [sent.getlist(name) for name in ("name", "what", "country")]
    rows = zip_longest(*columns, fillvalue="")
    return [SiteForm({"name": n, "what": w, "country": c}) for n, w, c in rows]


class TeamsForm(forms.Form):
    """Whether unknown teams are made, or people come `without`; without a name it is all."""

    name = WordsField(max_length=500, required=False)
    what = forms.ChoiceField(choices=[("make", "make"), ("without", "without")])

    @property
    def answer(self) -> PlaceAnswer:
        """What a form says that is valid."""
        return MAKE_PLACE if self.cleaned_data["what"] == "make" else WITHOUT_PLACE


class BeginForm(forms.Form):
    """`read`: how many people HR has read that it changes or ends, where the brake holds.
    `without_mail`: nobody is written to about what they are asked by it."""

    read = forms.IntegerField(required=False, min_value=0)
    without_mail = forms.BooleanField(required=False)
