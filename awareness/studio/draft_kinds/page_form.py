"""The form of a page's editions, and the form that begins a page."""

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from awareness.content.checks.editions import NO_PLAIN_EDITION
from awareness.content.staging import current_content
from awareness.content.writing import Fields, ObjectKind, ObjectRef
from awareness.insights.models.explainers import ACROSS
from awareness.studio.draft_kinds.base import DraftForm, NewForm, PickTarget
from awareness.studio.draft_kinds.drafted_reports import report_owners
from awareness.studio.draft_kinds.field_problems import FieldProblem
from awareness.studio.draft_kinds.figure_sentences import in_a_sentence
from awareness.studio.draft_kinds.form_fields import (
    ABOUT,
    AUDIENCES,
    FindingField,
    checkboxes_field,
    number_field,
    words_field,
)
from awareness.studio.drafts import onward
from awareness.studio.drafts.drafting import with_newest_bodies
from awareness.studio.models import Draft

# Of each edition, by what its fields begin with: its name, and the card that it is read as.
NAME_BY_PREFIX = {"": _("Ordinary"), "plain_": _("Plain"), "youth_": _("Youth")}
WHOLE_NAME_BY_PREFIX = {
    "": _("The page"), "plain_": _("The plain edition"), "youth_": _("The youth edition"),
}  # fmt: skip
EDITION_SUFFIXES = ("title", "lead", "body")
TEXT_FIELDS = [f"{prefix}{suffix}" for prefix in NAME_BY_PREFIX for suffix in EDITION_SUFFIXES]
LONGEST_SLUG = 60  # letters


@dataclass(frozen=True)
class EditionFields:
    """An edition of a page in its form."""

    name: Any
    title: forms.BoundField
    lead: forms.BoundField
    body: forms.BoundField

    @property
    def fields(self) -> tuple[forms.BoundField, ...]:
        return self.title, self.lead, self.body


class PageForm(DraftForm):
    """A file of explainers/, with its plain and youth editions, whose fields begin with a
    prefix."""

    title = words_field(_("Title: what was found, in one line"))
    lead = words_field(_("Lead: one sentence under the title"), rows=2, max_length=1000)
    body = words_field(_("Text"), rows=16, strip=False)
    plain_title = words_field(_("Title"))
    plain_lead = words_field(_("Lead"), rows=2, max_length=1000)
    plain_body = words_field(_("Text"), rows=12, strip=False)
    youth_title = words_field(_("Title"))
    youth_lead = words_field(_("Lead"), rows=2, max_length=1000)
    youth_body = words_field(_("Text"), rows=12, strip=False)
    insight = FindingField(also=[ACROSS])
    order = number_field(_("Place among the report's pages"), least=0, most=999)
    audience = checkboxes_field(
        _("For whom"), _("Nobody chosen: for everybody."), choices=AUDIENCES
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for prefix in NAME_BY_PREFIX:
            self.fields[f"{prefix}body"].widget.attrs["data-takes"] = ""

    def as_fields(self) -> dict[str, Any]:
        """With lines that end as in files; the order is 0 where none is typed."""
        fields = super().as_fields()
        for prefix in NAME_BY_PREFIX:  # browsers send \r\n
            fields[f"{prefix}body"] = fields[f"{prefix}body"].replace("\r\n", "\n")
        fields["order"] = fields["order"] or 0
        return fields

    @classmethod
    def whole_name_of(cls, field_name: str, fields: Fields) -> str:
        """Each edition is read as one; what is said of all of them with the ordinary one."""
        prefixes = (prefix for prefix in ("plain_", "youth_") if field_name.startswith(prefix))
        return str(WHOLE_NAME_BY_PREFIX[next(prefixes, "")])

    @classmethod
    def problem_in_words(cls, problem: FieldProblem, fields: Fields) -> FieldProblem:
        """That a plain edition is missing is said at its text: authors write it in this form and
        know of no file for it."""
        if problem.message == NO_PLAIN_EDITION:
            return FieldProblem(
                field_name="plain_body",
                message=problem.message,
                fix=gettext("write it under “Plain edition”"),
            )
        return super().problem_in_words(problem, fields)

    @property
    def editions(self) -> list[EditionFields]:
        """The ordinary one, the plain one, the one for the young."""
        return [
            EditionFields(name, *(self[f"{prefix}{suffix}"] for suffix in EDITION_SUFFIXES))
            for prefix, name in NAME_BY_PREFIX.items()
        ]

    @property
    def pick_targets(self) -> list[PickTarget]:
        return [PickTarget(name, f"{prefix}body") for prefix, name in NAME_BY_PREFIX.items()]


class FiguresField(forms.MultipleChoiceField):
    """Figures to begin with. Those of another report than the chosen one are left out."""

    def valid_value(self, value: str) -> bool:
        return True


class NewPageForm(NewForm):
    """Which report a page is of, what it is to be called, and with which figures it begins."""

    next_field_name = "lead"

    report = forms.ChoiceField(
        label=_("Report"), widget=forms.Select({"class": "form-select"}),
        error_messages={"required": _("Choose a report.")},
    )  # fmt: skip
    title = words_field(_("Title: what was found, in one line"))
    figures = FiguresField(
        label=_("Figures that it begins with"), required=False,
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
        help_text=_("Each stands in the text in a sentence of its own, which you make yours."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner_by_slug = report_owners()
        chosen_slug = self.data.get("report") or self.initial.get("report", "")
        is_known = chosen_slug in self.owner_by_slug
        confirmed_drafts = onward.progress_of(chosen_slug).confirmed_drafts if is_known else []
        self.figure_drafts = {
            draft.key: draft for draft in confirmed_drafts if draft.kind == ObjectKind.FIGURE
        }
        figures = cast(forms.ChoiceField, self.fields["figures"])
        figures.choices = [(key, draft.title or key) for key, draft in self.figure_drafts.items()]
        self.initial.setdefault("figures", list(self.figure_drafts))
        if not self.figure_drafts:
            del self.fields["figures"]
        titles_and_slugs = ((owner.title, slug) for slug, owner in self.owner_by_slug.items())
        report = cast(forms.ChoiceField, self.fields["report"])
        report.choices = [(slug, title) for title, slug in sorted(titles_and_slugs)]
        self.fields["title"].required = True
        self.fields["title"].error_messages["required"] = _("Write a title; it can change later.")

    def ref(self) -> ObjectRef:
        report_slug = self.cleaned_data["report"]
        pages = current_content().explainers
        taken_keys = {page.slug for page in pages if page.report == report_slug}
        taken_keys |= set(Draft.objects.filter(report=report_slug).values_list("key", flat=True))
        slug = slugify(self.cleaned_data["title"])[:LONGEST_SLUG].strip("-") or "page"
        numbered = (f"{slug}-{number}" for number in range(2, 10_000))
        key = next(candidate for candidate in (slug, *numbered) if candidate not in taken_keys)
        subject_key = self.owner_by_slug[report_slug].subject
        return ObjectRef(ObjectKind.PAGE, subject_key, report_slug, key)

    def as_fields(self) -> dict[str, Any]:
        """A page of which the title is written, and a sentence of each figure that was chosen."""
        report_slug = self.cleaned_data["report"]
        pages = current_content().explainers
        orders = [page.order for page in pages if page.report == report_slug]
        chosen_drafts = [
            self.figure_drafts[key]
            for key in self.cleaned_data.get("figures", ())
            if key in self.figure_drafts
        ]
        sentences = [
            in_a_sentence(draft.key, fields) for draft, fields in with_newest_bodies(chosen_drafts)
        ]
        return {
            **dict.fromkeys(TEXT_FIELDS, ""), "body": "\n\n".join(sentences),
            "title": self.cleaned_data["title"], "insight": ABOUT,
            "order": max(orders, default=0) + 1, "audience": [],
        }  # fmt: skip
