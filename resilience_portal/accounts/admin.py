"""Accounts, their roles and their institution. Nobody changes what they themselves may do."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple, ModelMultipleChoiceField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from resilience_portal.accounts.admin_site import AuditedAdmin, asker
from resilience_portal.accounts.granting import note_roles
from resilience_portal.accounts.models import Institution, User
from resilience_portal.accounts.roles import Role

# Roles are fixed in code, sessions and second factors are their owner's own business.
for model in (Group, EmailAddress, Authenticator, UserSession):
    if admin.site.is_registered(model):
        admin.site.unregister(model)

OWN_RIGHTS = ("groups", "may_read_notes", "is_active")


class RolesField(ModelMultipleChoiceField[Any]):
    """The seven roles, by the names that people use."""

    widget = CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Role names are translated; group names are codes."""
        return str(Role(obj.name).label)


@admin.register(User)
class AccountAdmin(AuditedAdmin, UserAdmin[User]):
    """Made by an administrator, never deleted: an account that nobody needs is switched off."""

    list_display = ("username", "display_name", "institution", "role_names", "is_active", "last_login")
    list_filter = ("is_active", "institution", "groups")
    list_select_related = ("institution",)
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email", "institution", "language")}),
        (
            _("What this account may do"),
            {
                "fields": OWN_RIGHTS,
                "description": _("A change holds with the next click of the person. Nobody can change their own rights."),
            },
        ),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "institution", "groups", "password1", "password2")}),
    )
    readonly_fields = ("last_login", "date_joined")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With the roles, so that a longer list asks no more questions."""
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("roles"))
    def role_names(self, user: User) -> str:
        """In words."""
        held = sorted(group.name for group in user.groups.all())
        return ", ".join(str(Role(name).label) for name in held if name in Role.values)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """On one's own account the rights are shown and can't be changed."""
        own = OWN_RIGHTS if obj is not None and obj.pk == request.user.pk else ()
        return (*self.readonly_fields, *own)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Roles as boxes to tick."""
        if db_field.name == "groups":
            roles = Group.objects.filter(name__in=Role.values)
            return RolesField(queryset=roles, required=False, label=_("roles"), help_text=_("One person may hold several roles."))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Roles given and taken are an audit event of their own, and so is the right to read notes."""
        before = list(form.instance.groups.values_list("name", flat=True))
        super().save_related(request, form, formsets, change)
        note_roles(user=form.instance, before=before, by=asker(request), now=timezone.now())


@admin.register(Institution)
class InstitutionAdmin(AuditedAdmin):
    """The partners that staff belong to."""

    list_display = ("name", "slug", "is_police")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}  # noqa: RUF012
