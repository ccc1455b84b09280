"""What authors choose and type in the studio."""

from django import forms
from django.utils.translation import gettext_lazy as _

from awareness.studio import queries
from quizzes.models import KindName

MADE = [("", _("Both")), ("generated", _("Generated")), ("authored", _("Written by hand"))]


class FilterForm(forms.Form):
    """Which questions to list. An unknown choice counts as none."""

    q = forms.CharField(label=_("Key or question contains"), required=False, max_length=100)
    report = forms.ChoiceField(label=_("Report"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *KindName.choices]
    )
    objective = forms.ChoiceField(label=_("Objective"), required=False)
    made = forms.ChoiceField(label=_("How it is made"), required=False, choices=MADE)

    def __init__(self, data, *, reports):
        super().__init__(data)
        named = [(report.slug, report.title) for report in reports]
        self.fields["report"].choices = [
            ("", _("All")), *named, (queries.SCENARIOS, _("Situations")),
        ]  # fmt: skip
        goals = queries.objectives()
        self.fields["objective"].choices = [("", _("All")), *((goal, goal) for goal in goals)]
        for field in self.fields.values():
            field.widget.attrs["class"] = (
                "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
            )

    def chosen(self) -> dict[str, str]:
        """The filters that hold, by name."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
