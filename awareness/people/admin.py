"""The structure of the employer, for superusers: sites, teams, people, roles. Nothing of what
somebody does here has a page in the admin, and nobody is deleted in it: leavers are deactivated.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.admin import EmailAddress  # registered by this, and taken out below
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import BaseUserCreationForm
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from awareness.people import changes
from awareness.people.forms import (
    LeaveForm,
    MembershipForm,
    Memberships,
    PersonForm,
    RoleGrantForm,
    RoleGrants,
    SiteForm,
    TeamForm,
)
from awareness.people.models import Identifier, Leave, Membership, RoleGrant, Site, Team, User
from awareness.people.searching import search_people

log = logging.getLogger(__name__)
admin_view = admin.site.admin_view


@login_not_required
def sign_in(request: HttpRequest, extra_context: Any = None) -> HttpResponseRedirect:
    """The site's own sign-in, which slows a guesser down; who is in and may not gets a 404."""
    if request.user.is_authenticated:
        raise Http404
    return redirect("account_login")


def change_password(request: HttpRequest, extra_context: Any = None) -> HttpResponseRedirect:
    """The site's own page: it counts tries at the password so far."""
    return redirect("account_change_password")


def is_superuser(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_superuser


def of_known_rows(view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
    """A page of the admin: 404 where what its address or form names cannot be the id of any row.

    Django looks rows up by what was sent before a form has checked it, and again as the page is
    made: letters are a ValueError there, and more digits than a column holds an OverflowError.
    """

    @wraps(view)
    def in_full(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            response = view(request, *args, **kwargs)
            return response.render() if isinstance(response, SimpleTemplateResponse) else response
        except (OverflowError, ValueError) as error:
            log.warning("An admin page was asked for no row", exc_info=error)  # or a fault of ours
            raise Http404 from error

    return admin_view(in_full, cacheable)


admin.site.admin_view = of_known_rows  # type: ignore[method-assign, assignment]
admin.site.login = sign_in  # type: ignore[method-assign]
admin.site.password_change = change_password  # type: ignore[method-assign, assignment]
admin.site.has_permission = is_superuser  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = admin.site.index_title = _("Structure")
# Roles decide here, not Django's groups; addresses are a field of people.
admin.site.unregister((Group, EmailAddress))


class NobodyDeletes:
    """No deleting, and so no page that lists what hangs on somebody."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OneAfterTheOther(admin.ModelAdmin):
    """Who saves at the same moment as somebody else finds what they typed, and what is wrong now.

    Both passed the checks, and the database took the first. Checked once more, the second meets
    what the first has saved, and is told in the words of the form.
    """

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            return super().changeform_view(request, *args, **kwargs)


@admin.register(Site)
class SiteAdmin(NobodyDeletes, OneAfterTheOther):
    form = SiteForm
    list_display = ("name", "country", "language", "time_zone")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Team)
class TeamAdmin(NobodyDeletes, OneAfterTheOther):
    form = TeamForm
    list_display = ("name", "parent")
    list_select_related = ("parent",)
    search_fields = ("name",)
    autocomplete_fields = ("parent",)  # nowhere a list of a thousand teams
    prepopulated_fields = {"slug": ("name",)}


class MembershipInline(admin.TabularInline):
    model, form, formset = Membership, MembershipForm, Memberships
    autocomplete_fields = ("team",)
    extra = 0


class RoleGrantInline(admin.TabularInline):
    model, form, formset = RoleGrant, RoleGrantForm, RoleGrants
    autocomplete_fields = ("team", "sites")
    extra = 0


class LeaveInline(admin.TabularInline):
    model, form = Leave, LeaveForm
    extra = 0


class NewPersonForm(PersonForm, BaseUserCreationForm):
    class Meta(PersonForm.Meta):
        pass


class UnusableFilter(admin.SimpleListFilter):
    """People with an address or a number that somebody else signs in with (decision 24)."""

    title = _("cannot sign in with it")
    parameter_name = "unusable"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("An address or number of theirs looks the same as somebody else's"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        if self.value() != "yes":
            return queryset
        unusable = Identifier.objects.filter(normal=None)
        return queryset.filter(pk__in=unusable.values("person"))


@admin.register(User)
class PersonAdmin(OneAfterTheOther, NobodyDeletes, UserAdmin):
    """When somebody signed in last is not shown: times are nobody's business."""

    form, add_form = PersonForm, NewPersonForm
    inlines = (MembershipInline, LeaveInline, RoleGrantInline)
    ordering = ("sort_key", "pk")
    list_display = ("name", "signs_in_with", "site", "is_active")
    list_filter = ("is_active", "site", UnusableFilter)
    list_select_related = ("site",)
    search_fields = ("name",)  # so that there is a field; `get_search_results` decides
    filter_horizontal = ()
    autocomplete_fields = ("site",)
    _ABOUT = ("name", "email", "employee_number", "site", "start_day", "end_day", "language")
    fieldsets = ((None, {"fields": (*_ABOUT, "is_active", "password")}),)
    add_fieldsets = ((None, {"fields": (*_ABOUT, "password1", "password2")}),)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        known = [obj.pk] if change else []
        request.states_before = changes.read_states(known)  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Everything is saved: what it changed goes to the journal, in the same transaction."""
        super().save_related(request, form, formsets, change)
        before = request.states_before  # type: ignore[attr-defined]
        states_after = changes.read_states([form.instance.pk])
        changes.note_changes(before, states_after, cast(User, request.user), timezone.now())

    @transaction.atomic
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        ids = [int(id)] if id.isdecimal() else []
        states_before = changes.read_states(ids)
        response = super().user_change_password(request, id, form_url)
        changes.note_changes(
            states_before, changes.read_states(ids), cast(User, request.user), timezone.now()
        )
        return response

    @admin.display(description=_("signs in with"))
    def signs_in_with(self, person: User) -> str:
        return ", ".join(filter(None, (person.email, person.employee_number)))

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return User.objects.with_identifiers()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        return search_people(queryset, search_term, timezone.localdate()), False
