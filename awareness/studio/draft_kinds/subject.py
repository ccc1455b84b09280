"""Drafts of subjects: its names, words that its texts leave out, needs, what an employer gives."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from awareness.content.files import read_yaml
from awareness.content.problems import Problem
from awareness.content.schema_course import NeedsFile
from awareness.content.schema_validation import validate
from awareness.content.staging import RESERVED_FOLDERS, current_content, staged_folder
from awareness.content.writing import Fields, ObjectKind, ObjectRef, writers
from awareness.content.writing.subjects import (
    CHOSEN_KEYS,
    EMPLOYER_KEYS,
    ENTRY_KEYS_BY_PART,
    FIRST_FIELD_BY_PART,
    FLAG_KEYS,
    NEEDS_FILE,
    TEXT_KEYS,
    entry_numbers,
    key_from_words,
)
from awareness.studio import onward
from awareness.studio.draft_kinds import DraftKind
from awareness.studio.draft_kinds.base import DraftForm, FieldProblem, NewForm, Preview, words_field
from awareness.studio.draft_kinds.question_form import ticks
from awareness.studio.models import Draft
from awareness.subjects import folders
from awareness.subjects.folders import SUBJECT_FILE
from awareness.subjects.schema import SubjectFile

SIGNS = [
    ("stop", _("Stop")), ("leave", _("Leave")), ("tell", _("Tell")), ("note", _("Note")),
    ("look-after", _("Look after")),
]  # fmt: skip
# Contacts are always asked for, and so are no choice (subjects.schema.Employer.needed).
GAVE = "contacts"
OF_EMPLOYER = [f"employer_{name}" for name in EMPLOYER_KEYS]
GIVES = [("policy", _("A policy")), ("support", _("Support lines"))]
SPARE, MOST = 2, {"card": 6, "term": 60, "need": 20}  # empty entries at the end; entries at most
LABELS = {
    "card": {"word": _("Word"), "say": _("The sentence beside it"), "sign": _("Drawn sign")},
    "term": {"words": _("Words, with | between them"), "mend": _("How a sentence is mended")},
    "need": {
        "label": _("What somebody may need"), "about": _("Whom it is for, if that is not clear"),
        "offer": _("Words of its link at the foot of pages"),
        "otherwise": _("Words of that link where a site has no line"),
        "nearest": _("What is nearest where there is no line"),
    },
}  # fmt: skip


class SubjectForm(DraftForm):
    @classmethod
    def whole_of(cls, field: str, fields: Fields) -> str:
        return "" if cls.card_of(field) else str(_("The subject"))

    numbered = {"card": _("Help card"), "need": _("Need"), "term": _("Words left out")}
    parts = {name: label for labels in LABELS.values() for name, label in labels.items()}

    name = words_field(_("Name"), max_length=80)
    neutral = words_field(
        _("Neutral name"), max_length=80,
        help_text=_("Stands in mails, on certificates and wherever the subject is not named."),
    )  # fmt: skip
    about = words_field(_("What it is about, in a sentence"), long=2, max_length=300)
    order = forms.IntegerField(
        label=_("Place among the subjects"), required=False, min_value=1, max_value=99,
        widget=forms.NumberInput({"class": "form-control"}),
    )  # fmt: skip
    sensitive = forms.BooleanField(
        label=_("It is sensitive: nobody is to see over a shoulder what one reads"), required=False
    )
    from_start = forms.BooleanField(
        label=_("It is on until an employer chooses otherwise"), required=False
    )
    gives = ticks(
        _("What an employer gives before anything of it is assigned"),
        _("Somebody to turn to is always asked for."),
    )
    outside_line = forms.BooleanField(
        label=_("The manager may be the matter: the contact manages nobody at the site"),
        required=False,
    )
    employer_tell = words_field(_("Words above the contact, at the foot of pages"), max_length=80)
    employer_contact = words_field(_("Whom the contact is for, in a sentence"))
    employer_policy = words_field(_("What the policy is for, in a sentence"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.MultipleChoiceField, self.fields["gives"]).choices = GIVES
        self.initial["gives"] = [name for name in self.initial.get("gives", ()) if name != GAVE]
        for name in ("sensitive", "from_start", "outside_line"):
            self.fields[name].widget.attrs["class"] = "form-check-input"
        fields = self.data if self.is_bound else self.initial
        self.entries = {part: self._numbers(fields, part) for part in ENTRY_KEYS_BY_PART}
        for part, numbers_of_part in self.entries.items():
            for n in numbers_of_part:
                self._add_entry(part, n)

    def _numbers(self, fields: Fields, part: str) -> list[int]:
        """Those that there are, and some more."""
        sent = entry_numbers(fields, part)
        written = max(
            (n for n in sent if fields.get(f"{part}{n}_{FIRST_FIELD_BY_PART[part]}")), default=0
        )
        return list(range(1, min(max([written + SPARE, *sent]), MOST[part]) + 1))

    def _add_entry(self, part: str, n: int) -> None:
        for name in ENTRY_KEYS_BY_PART[part]:
            if name == "key":
                field: forms.Field = forms.CharField(
                    required=False, max_length=40, widget=forms.HiddenInput
                )
            elif name == "sign":
                select = forms.Select({"class": "form-select"})
                field = forms.ChoiceField(
                    label=LABELS[part][name], choices=SIGNS, required=False, widget=select
                )
            else:
                field = words_field(LABELS[part][name], max_length=400)
            self.fields[f"{part}{n}_{name}"] = field

    def key_in_words(self, key: str) -> str:
        return str(_("Somebody to turn to")) if key == GAVE else super().key_in_words(key)

    def as_fields(self) -> dict[str, Any]:
        fields = super().as_fields()
        fields["gives"] = [GAVE, *fields["gives"]]
        for part, numbers_of_part in self.entries.items():
            for n in numbers_of_part:
                entry = {f"{part}{n}_{name}": name for name in ENTRY_KEYS_BY_PART[part]}
                if not any(
                    fields[field] for field, name in entry.items() if name not in CHOSEN_KEYS
                ):
                    fields = {name: value for name, value in fields.items() if name not in entry}
        return fields

    @property
    def head(self) -> list[forms.BoundField]:
        return [self[name] for name in (*TEXT_KEYS, "order", *FLAG_KEYS)]

    @property
    def employer(self) -> list[forms.BoundField]:
        return [self[name] for name in ("gives", "outside_line", *OF_EMPLOYER)]

    @property
    def lists(self) -> list[tuple[str, Any, Any, list[list[forms.BoundField]]]]:
        """Of each list its part, heading, what it is for, and the fields of each entry."""
        named = {
            "card": (_("Help card"), _("Up to six words that are quick to read, with a sentence.")),
            "need": (_("Needs"), _("What somebody may want to talk to somebody outside for.")),
            "term": (_("Words that its texts leave out"), _("Checked in every text of it.")),
        }
        return [
            (part, *named[part], [[self[f"{part}{n}_{name}"] for name in ENTRY_KEYS_BY_PART[part]]
                                  for n in self.entries[part]])
            for part in named
        ]  # fmt: skip


class NewSubjectForm(NewForm):
    """What a subject is called."""

    name = words_field(_("Name"), max_length=80)
    neutral = words_field(
        _("Neutral name"), max_length=80,
        help_text=_("Stands in mails, on certificates and wherever the subject is not named."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in (
            ("name", _("Write a name; it can change later.")),
            ("neutral", _("Write a name that gives nothing away.")),
        ):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = words

    def ref(self) -> ObjectRef:
        taken_keys = {
            *current_content().subjects,
            *folders.subject_folder_names(settings.CONTENT_DIRS),
            *RESERVED_FOLDERS,
        }
        taken_keys |= set(
            Draft.objects.filter(kind=ObjectKind.SUBJECT).values_list("key", flat=True)
        )
        key = key_from_words(self.cleaned_data["name"], set(taken_keys))
        return ObjectRef(ObjectKind.SUBJECT, key, "", key)

    def as_fields(self) -> dict[str, Any]:
        orders = [subject.definition.shape.order for subject in current_content().subjects.values()]
        empty = dict.fromkeys(("about", *OF_EMPLOYER), "")
        return {
            **empty, **self.cleaned_data, "order": max(orders, default=0) + 1, "sensitive": False,
            "from_start": False, "gives": [GAVE], "outside_line": False, "card1_key": "",
            "card1_sign": "tell", "card1_word": "", "card1_say": "",
        }  # fmt: skip


def preview(draft: Draft, fields: Fields) -> Preview:
    """The help card, and what does not fit the files that the form stands for."""
    field_problems: list[FieldProblem] = []
    problems: list[Problem] = []
    with staged_folder([(draft.ref, fields)]) as folder:
        for name, shape in ((SUBJECT_FILE, SubjectFile), (NEEDS_FILE, NeedsFile)):
            if not (folder / name).is_file():
                continue
            document = read_yaml(folder / name, problems)
            if document.readable:
                validate(cast(Any, shape), document, problems)
        writer = writers()[ObjectKind.SUBJECT]
        for wrong in problems:
            path = folder / (NEEDS_FILE if wrong.path.endswith(NEEDS_FILE) else SUBJECT_FILE)
            field = writer.field_at_line(folder, draft.ref, path, wrong.line)
            field_problems.append(
                FieldProblem(field=field or "name", message=wrong.message, fix=wrong.fix)
            )
    other_subjects = current_content().subjects
    for key, other in other_subjects.items():
        if key != draft.key and other.definition.shape.order == fields.get("order"):
            message = gettext("another subject has this place")
            field_problems.append(
                FieldProblem(
                    field="order",
                    message=message,
                    fix=gettext("give it another number"),
                )
            )
    card = [{name: fields.get(f"card{n}_{name}", "") for name in ENTRY_KEYS_BY_PART["card"]}
            for n in entry_numbers(fields, "card") if fields.get(f"card{n}_word")]  # fmt: skip
    in_words = [SubjectForm.in_its_words(field_problem, fields) for field_problem in field_problems]
    return Preview("studio/drafts/_subject_preview.html", {"name": fields.get("name"),
                   "neutral": fields.get("neutral"), "card": card}, in_words)  # fmt: skip


KIND = DraftKind(
    kind=ObjectKind.SUBJECT,
    name=_("subject"),
    new_name=_("A new subject"),
    form=SubjectForm,
    template="studio/drafts/_subject_form.html",
    preview=preview,
    title_of=lambda fields: str(fields.get("name", "")),
    new=NewSubjectForm,
    tools=lambda draft, fields, query: {"then": onward.after_saving(draft)},
    seen_as=_("Its help card"),
)
