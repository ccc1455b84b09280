"""The structure of the employer, for superusers: sites, teams, people, roles. Nothing of what
somebody does here has a page in the admin, and nobody is deleted in it: leavers are deactivated.
"""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import BaseUserCreationForm
from django.contrib.auth.models import Group
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from awareness.people.forms import (
    MembershipForm,
    Memberships,
    PersonForm,
    RoleGrantForm,
    RoleGrants,
    SiteForm,
    TeamForm,
)
from awareness.people.models import Membership, RoleGrant, Site, Team, User


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
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Team)
class TeamAdmin(NobodyDeletes, OneAfterTheOther):
    form = TeamForm
    list_display = ("name", "parent")
    list_select_related = ("parent",)
    prepopulated_fields = {"slug": ("name",)}


class MembershipInline(admin.TabularInline):
    model, form, formset = Membership, MembershipForm, Memberships
    extra = 0


class RoleGrantInline(admin.TabularInline):
    model, form, formset = RoleGrant, RoleGrantForm, RoleGrants
    extra = 0


class NewPersonForm(PersonForm, BaseUserCreationForm):
    class Meta(PersonForm.Meta):
        pass


@admin.register(User)
class PersonAdmin(OneAfterTheOther, NobodyDeletes, UserAdmin):
    """When somebody signed in last is not shown: times are nobody's business."""

    form, add_form = PersonForm, NewPersonForm
    inlines = (MembershipInline, RoleGrantInline)
    ordering = ("name",)
    list_display = ("name", "sign_in", "site", "is_active")
    list_filter = ("is_active", "site")
    list_select_related = ("site",)
    search_fields = ("name", "email", "employee_number")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("name", "email", "employee_number", "site", "is_active", "password")}),
    )
    add_fieldsets = (
        (None, {"fields": ("name", "email", "employee_number", "site", "password1", "password2")}),
    )
