"""What HR types about a site or a team."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from awareness.people.fields import WordsField
from awareness.people.models import Site, Team
from awareness.staffing.people_forms import languages, teams
from awareness.staffing.planning.known import fold_place
from awareness.staffing.zones import countries, zone_of
from awareness.workplace.forms import one_column


class PlaceForm(forms.ModelForm):  # type: ignore[type-arg]
    """The name is nobody else's, however it is written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].error_messages["required"] = _("Write the name.")

    def refuse_taken(self, others: Any, taken: ValidationError) -> None:
        name = fold_place(self.cleaned_data.get("name", ""))
        names = others.exclude(pk=self.instance.pk).values_list("name", flat=True)
        if name and name in {fold_place(other) for other in names}:
            self.add_error("name", taken)


class StaffSiteForm(PlaceForm):
    class Meta:
        model = Site
        fields = ("name", "country", "language", "time_zone")
        field_classes = {"name": WordsField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"] = forms.ChoiceField(
            label=_("Country"),
            choices=[("", "–"), *countries()],
            help_text=_("It decides the support lines."),
            error_messages={"required": _("Choose the country.")},
        )
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=languages(), help_text=_("What most people there read.")
        )
        # Names of places; “Etc/GMT-14” is east of Greenwich and read the other way. What a site has
        # already stays.
        places = {z for z in available_timezones() if "/" in z and not z.startswith("Etc/")}
        zones = sorted(
            places | ({self.initial["time_zone"]} - {"UTC"} if self.instance.pk else set())
        )
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"),
            required=False,
            choices=[("", _("that of the country")), *((zone, zone) for zone in ["UTC", *zones])],
            help_text=_("A due day ends at midnight there."),
        )
        if self.instance.pk is None:
            self.initial["time_zone"] = ""
        self.helper = one_column(self, _("Save the site"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        words = _("There is a site of this name already.")
        self.refuse_taken(Site.objects.all(), ValidationError(words, code="taken"))
        if not cleaned.get("time_zone") or self._clock_of_the_country_before(cleaned):
            cleaned["time_zone"] = zone_of(cleaned.get("country", ""))
        return cleaned

    def _clock_of_the_country_before(self, cleaned: dict[str, Any]) -> bool:
        """Whether the site moved to another country, and its clock is still that of the one so far:
        it was made with the wrong country, and nobody thought of the clock."""
        before = str(self.initial.get("country", ""))
        moved = self.instance.pk is not None and cleaned.get("country") != before
        return moved and cleaned["time_zone"] == zone_of(before)


class StaffTeamForm(PlaceForm):
    class Meta:
        model = Team
        fields = ("name", "parent")
        field_classes = {"name": WordsField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields["parent"]
        parent.label, parent.required = _("Below the team"), False
        parent.help_text = _("Who manages a team manages those below it.")
        parent.widget = forms.Select(choices=[("", _("none")), *teams()])
        self.helper = one_column(self, _("Save the team"))

    def clean(self) -> dict[str, Any]:
        # As in /structure/: who hangs teams below each other at once comes one after the other.
        list(Team.objects.select_for_update().order_by("pk").values_list("pk"))
        cleaned: dict[str, Any] = super().clean() or {}
        beside = Team.objects.filter(parent=cleaned.get("parent"))
        words = _("There is a team of this name here already.")
        self.refuse_taken(beside, ValidationError(words, code="taken"))
        return cleaned
