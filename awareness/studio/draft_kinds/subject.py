"""Drafts of subjects: its names, words that its texts leave out, needs, what an employer gives."""

from collections.abc import Iterator
from typing import Any, NamedTuple, cast

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
    ENTRY_KEYS_BY_GROUP,
    FIRST_KEY_BY_GROUP,
    FLAG_KEYS,
    NEEDS_FILE,
    TEXT_KEYS,
    entry_numbers,
    key_from_words,
)
from awareness.studio.draft_kinds import DraftKind
from awareness.studio.draft_kinds.base import DraftForm, NewForm, Preview
from awareness.studio.draft_kinds.field_problems import FieldProblem
from awareness.studio.draft_kinds.form_fields import (
    checkbox_field,
    checkboxes_field,
    number_field,
    select_field,
    words_field,
)
from awareness.studio.drafts import onward
from awareness.studio.models import Draft
from awareness.subjects import folders
from awareness.subjects.folders import SUBJECT_FILE
from awareness.subjects.schema import SubjectFile

SIGNS = [
    ("stop", _("Stop")), ("leave", _("Leave")), ("tell", _("Tell")), ("note", _("Note")),
    ("look-after", _("Look after")),
]  # fmt: skip
# Of what an employer gives; always asked for, and so no choice (subjects.schema.Employer.needed).
CONTACTS_GIVEN = "contacts"
EMPLOYER_FIELDS = [f"employer_{name}" for name in EMPLOYER_KEYS]
GIVES = [("policy", _("A policy")), ("support", _("Support lines"))]
SPARE_ENTRIES = 2  # empty ones at the end of each list
MOST_ENTRIES_BY_GROUP = {"card": 6, "term": 60, "need": 20}
LABELS_BY_GROUP = {
    "card": {"word": _("Word"), "say": _("The sentence beside it"), "sign": _("Drawn sign")},
    "term": {"words": _("Words, with | between them"), "mend": _("How a sentence is mended")},
    "need": {
        "label": _("What somebody may need"), "about": _("Whom it is for, if that is not clear"),
        "offer": _("Words of its link at the foot of pages"),
        "otherwise": _("Words of that link where a site has no line"),
        "nearest": _("What is nearest where there is no line"),
    },
}  # fmt: skip


class EntryList(NamedTuple):
    """One list of a subject in its form: what it is called and is for, the fields of each entry."""

    name: str  # the group that its numbered fields are of
    heading: Any
    about: Any
    entries: list[list[forms.BoundField]]


class SubjectForm(DraftForm):
    """What subject.yaml and needs.yaml say of a subject. Entries of its three lists are numbered
    fields of the groups `card`, `term` and `need`."""

    label_by_group = {"card": _("Help card"), "need": _("Need"), "term": _("Words left out")}
    label_by_suffix = {
        suffix: label for labels in LABELS_BY_GROUP.values() for suffix, label in labels.items()
    }

    name = words_field(_("Name"), max_length=80)
    neutral = words_field(
        _("Neutral name"), max_length=80,
        help_text=_("Stands in mails, on certificates and wherever the subject is not named."),
    )  # fmt: skip
    about = words_field(_("What it is about, in a sentence"), rows=2, max_length=300)
    order = number_field(_("Place among the subjects"), least=1, most=99)
    sensitive = checkbox_field(
        _("It is sensitive: nobody is to see over a shoulder what one reads")
    )
    from_start = checkbox_field(_("It is on until an employer chooses otherwise"))
    gives = checkboxes_field(
        _("What an employer gives before anything of it is assigned"),
        _("Somebody to turn to is always asked for."),
        choices=GIVES,
    )
    outside_line = checkbox_field(
        _("The manager may be the matter: the contact manages nobody at the site")
    )
    employer_tell = words_field(_("Words above the contact, at the foot of pages"), max_length=80)
    employer_contact = words_field(_("Whom the contact is for, in a sentence"))
    employer_policy = words_field(_("What the policy is for, in a sentence"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["gives"] = [
            name for name in self.initial.get("gives", ()) if name != CONTACTS_GIVEN
        ]
        fields = self.data if self.is_bound else self.initial
        self.numbers_by_group = {
            group: self._numbers_with_spare(fields, group) for group in ENTRY_KEYS_BY_GROUP
        }
        for group, numbers in self.numbers_by_group.items():
            for number in numbers:
                self._add_entry(group, number)

    def _numbers_with_spare(self, fields: Fields, group: str) -> list[int]:
        """The numbers of the entries that the form shows: those of the fields, and some empty ones
        behind the last that says something."""
        numbers = entry_numbers(fields, group)
        first_key = FIRST_KEY_BY_GROUP[group]
        last_filled = max((n for n in numbers if fields.get(f"{group}{n}_{first_key}")), default=0)
        count = min(max([last_filled + SPARE_ENTRIES, *numbers]), MOST_ENTRIES_BY_GROUP[group])
        return list(range(1, count + 1))

    def _add_entry(self, group: str, number: int) -> None:
        for suffix in ENTRY_KEYS_BY_GROUP[group]:
            if suffix == "key":
                field: forms.Field = forms.CharField(
                    required=False, max_length=40, widget=forms.HiddenInput
                )
            elif suffix == "sign":
                field = select_field(LABELS_BY_GROUP[group][suffix], SIGNS)
            else:
                field = words_field(LABELS_BY_GROUP[group][suffix], max_length=400)
            self.fields[f"{group}{number}_{suffix}"] = field

    def as_fields(self) -> dict[str, Any]:
        """Without entries of which nothing is typed."""
        fields = super().as_fields()
        fields["gives"] = [CONTACTS_GIVEN, *fields["gives"]]
        for group, numbers in self.numbers_by_group.items():
            for number in numbers:
                suffix_by_name = {
                    f"{group}{number}_{suffix}": suffix for suffix in ENTRY_KEYS_BY_GROUP[group]
                }
                if not any(
                    fields[name]
                    for name, suffix in suffix_by_name.items()
                    if suffix not in CHOSEN_KEYS
                ):
                    fields = {
                        name: value for name, value in fields.items() if name not in suffix_by_name
                    }
        return fields

    @classmethod
    def whole_name_of(cls, field_name: str, fields: Fields) -> str:
        return "" if cls.card_name_of(field_name) else str(_("The subject"))

    def key_in_words(self, key: str) -> str:
        if key == CONTACTS_GIVEN:
            return str(_("Somebody to turn to"))
        return super().key_in_words(key)

    @property
    def head_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in (*TEXT_KEYS, "order", *FLAG_KEYS)]

    @property
    def employer_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("gives", "outside_line", *EMPLOYER_FIELDS)]

    @property
    def entry_lists(self) -> list[EntryList]:
        headings = {
            "card": (_("Help card"), _("Up to six words that are quick to read, with a sentence.")),
            "need": (_("Needs"), _("What somebody may want to talk to somebody outside for.")),
            "term": (_("Words that its texts leave out"), _("Checked in every text of it.")),
        }
        return [
            EntryList(
                name=group,
                heading=heading,
                about=about,
                entries=[
                    [self[f"{group}{number}_{suffix}"] for suffix in ENTRY_KEYS_BY_GROUP[group]]
                    for number in self.numbers_by_group[group]
                ],
            )
            for group, (heading, about) in headings.items()
        ]


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
        return ObjectRef(ObjectKind.SUBJECT, subject=key, report="", key=key)

    def as_fields(self) -> dict[str, Any]:
        orders = [subject.definition.shape.order for subject in current_content().subjects.values()]
        empty_texts = dict.fromkeys(("about", *EMPLOYER_FIELDS), "")
        return {
            **empty_texts, **self.cleaned_data, "order": max(orders, default=0) + 1,
            "sensitive": False, "from_start": False, "gives": [CONTACTS_GIVEN],
            "outside_line": False, "card1_key": "", "card1_sign": "tell", "card1_word": "",
            "card1_say": "",
        }  # fmt: skip


def preview(draft: Draft, fields: Fields) -> Preview:
    """The help card, and what does not fit the files that the form stands for."""
    field_problems = [*_problems_of_files(draft, fields)]
    for key, other_subject in current_content().subjects.items():
        if key != draft.key and other_subject.definition.shape.order == fields.get("order"):
            field_problems.append(
                FieldProblem(
                    field_name="order",
                    message=gettext("another subject has this place"),
                    fix=gettext("give it another number"),
                )
            )
    card = [
        {suffix: fields.get(f"card{number}_{suffix}", "") for suffix in ENTRY_KEYS_BY_GROUP["card"]}
        for number in entry_numbers(fields, "card")
        if fields.get(f"card{number}_word")
    ]
    context = {"name": fields.get("name"), "neutral": fields.get("neutral"), "card": card}
    in_words = [SubjectForm.problem_in_words(problem, fields) for problem in field_problems]
    return Preview("studio/drafts/_subject_preview.html", context, in_words)


def _problems_of_files(draft: Draft, fields: Fields) -> Iterator[FieldProblem]:
    """What does not fit the schemas of subject.yaml and needs.yaml, each at its field; at the name
    where it is in none."""
    problems: list[Problem] = []
    with staged_folder([(draft.ref, fields)]) as folder:
        for file_name, model in ((SUBJECT_FILE, SubjectFile), (NEEDS_FILE, NeedsFile)):
            if not (folder / file_name).is_file():
                continue
            document = read_yaml(folder / file_name, problems)
            if document.readable:
                validate(cast(Any, model), document, problems)
        writer = writers()[ObjectKind.SUBJECT]
        for problem in problems:
            path = folder / (NEEDS_FILE if problem.path.endswith(NEEDS_FILE) else SUBJECT_FILE)
            field_name = writer.field_at_line(folder, draft.ref, path, problem.line)
            yield FieldProblem(
                field_name=field_name or "name", message=problem.message, fix=problem.fix
            )


KIND = DraftKind(
    kind=ObjectKind.SUBJECT,
    name=_("subject"),
    new_name=_("A new subject"),
    form_class=SubjectForm,
    template="studio/drafts/_subject_form.html",
    preview=preview,
    title_of=lambda fields: str(fields.get("name", "")),
    new_form_class=NewSubjectForm,
    tools_context=lambda draft, fields, query: {"then": onward.after_saving(draft)},
    preview_heading=_("Its help card"),
)
