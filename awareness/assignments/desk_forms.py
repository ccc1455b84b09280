"""What the desk's addresses and buttons say, and what HR types about those who were chosen."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from awareness.assignments.access import site_or_404
from awareness.assignments.ask_actions import HR_CODES
from awareness.assignments.asklists import ListFilter, WhichAsks
from awareness.assignments.titles import read_titles
from awareness.learning.models import Module
from awareness.numerals.whole import whole_number
from awareness.people.fields import DayField, MarkedRowsField
from awareness.people.models import Team, User
from awareness.workplace.forms import one_column

LONGEST_SEARCH = 80  # letters of a search
MOST_MARKED = 500  # asks of one selection


class MarkedForm(forms.Form):
    """The asks of a list that were marked."""

    ask = MarkedRowsField(partial(whole_number, digits=18), MOST_MARKED + 1)


class AskAction(models.TextChoices):
    """What can be done to what several people are asked."""

    EXTEND = "extend", _("Give more time")
    EXCUSE = "excuse", _("Excuse")
    PAUSE = "pause", _("Pause")
    RESUME = "resume", _("Ask again")


class PreviewForm(forms.Form):
    """What of the preview under the form to assign was looked at: the day it is of; which group's
    names are open, and at which page (`done:2`); the fingerprint of what was shown. A field that is
    no such thing is left out."""

    on = DayField(required=False)
    names = forms.CharField(required=False, max_length=40)
    shown = forms.CharField(required=False, max_length=100)

    @classmethod
    def read(cls, posted: Mapping[str, Any]) -> dict[str, Any]:
        form = cls(posted)
        form.full_clean()
        return form.cleaned_data


class ActionForm(forms.Form):
    """Which button over a list was pressed."""

    do = forms.ChoiceField(choices=AskAction.choices)


def read_list_filter(
    sent: Mapping[str, Any], user: User, role: str, default: WhichAsks
) -> ListFilter:
    """What a list shows, by its address; 404 where that names what the viewer does not know of.
    BadRequest where it is no text, as of every address: a form can send it too."""
    if any("\0" in str(sent.get(name)) for name in ("which", "site", "team", "module", "q")):
        raise BadRequest("what the list shows is no text")
    which, slug = str(sent.get("which") or default), str(sent.get("module") or "")
    if which not in WhichAsks.values:
        raise Http404
    module = Module.objects.filter(slug=slug, opt_in=False).first() if slug else None
    team = Team.objects.filter(slug=str(sent["team"])).first() if sent.get("team") else None
    if (slug and module is None) or (sent.get("team") and team is None):
        raise Http404
    return ListFilter(
        which=WhichAsks(which),
        site=site_or_404(user, role, str(sent["site"])) if sent.get("site") else None,
        team=team,
        module=module,
        module_title=read_titles().get(module.pk, module.slug) if module else "",
        search_text=str(sent.get("q") or "").strip()[:LONGEST_SEARCH],
    )


class _CodeForm(forms.Form):
    """A reason of the list: nobody types one."""

    code = forms.ChoiceField(
        label=_("Reason"),
        choices=[(code.value, code.label) for code in HR_CODES],
        initial="personal",
        help_text=_("HR sees it, and the person. Managers and auditors do not."),
    )


class ExtendForm(_CodeForm):
    day = DayField(
        label=_("New due day"),
        help_text=_("Whoever has more time already keeps it."),
    )
    field_order = ("day", "code")


class ExcuseForm(_CodeForm):
    pass


class PauseForm(_CodeForm):
    day = DayField(
        label=_("Until (optional)"),
        required=False,
        help_text=_("That day included. Empty: until you end the pause."),
    )
    field_order = ("day", "code")


class ResumeForm(forms.Form):
    pass


FORM_BY_ACTION: dict[AskAction, type[forms.Form]] = {
    AskAction.EXTEND: ExtendForm,
    AskAction.EXCUSE: ExcuseForm,
    AskAction.PAUSE: PauseForm,
    AskAction.RESUME: ResumeForm,
}


def form_for(action: AskAction, data: Mapping[str, Any] | None) -> forms.Form:
    form = FORM_BY_ACTION[action](data)
    form.helper = one_column(form, action.label)  # type: ignore[attr-defined]
    return form
