"""Until when somebody is given the youth edition. Other pages: desk_views.py, selection_views.py,
team_views.py, assign_views.py."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from awareness.assignments import access, actions
from awareness.assignments.forms import YouthForm
from awareness.people.access import UserRequest, hr_only


@never_cache
@hr_only
@require_http_methods(["GET", "HEAD", "POST"])
def youth(request: UserRequest, pk: int) -> HttpResponse:
    """Until when somebody is given the youth edition; HR alone sees and sets it."""
    person = access.person_or_404(request.user, pk, request.user.today())
    form = YouthForm(request.POST or None, initial={"until": person.youth_until})
    if form.is_valid():
        actions.set_youth(person, form.cleaned_data["until"], request.user, timezone.now())
        messages.success(request, _("Saved."))
        return redirect("assignments:people")
    status = 422 if form.is_bound else 200
    context = {"person": person, "form": form}
    return render(request, "assignments/youth.html", context, status=status)
