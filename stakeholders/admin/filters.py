"""How the list of organizations is narrowed in the admin."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stakeholders.forms.custom import FILTERED, form_field
from stakeholders.models import CustomField

QUIET_DAYS = 90


class ArchivedFilter(admin.SimpleListFilter):
    """What is put away stays out of sight until it is asked for."""

    title = _("archived")
    parameter_name = "archived"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The list without archived ones is the default."""
        return [("yes", _("Archived")), ("all", _("All"))]

    def choices(self, changelist: Any) -> Any:
        """The default said in words."""
        default, *others = super().choices(changelist)
        return [{**default, "display": _("In use")}, *others]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Rows of the choice."""
        if self.value() == "all":
            return queryset
        return queryset.archived() if self.value() == "yes" else queryset.filter(archived_at=None)


class ContactFilter(admin.SimpleListFilter):
    """Whom we have not heard, or not for long."""

    title = _("last contact")
    parameter_name = "contact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Three answers to "when did we last talk"."""
        return [
            ("never", _("Never contacted")),
            ("recent", _("In the last %(days)d days") % {"days": QUIET_DAYS}),
            ("quiet", _("Not for %(days)d days") % {"days": QUIET_DAYS}),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Rows of the choice."""
        border = timezone.localdate() - timedelta(days=QUIET_DAYS)
        if self.value() == "never":
            return queryset.never_contacted()
        if self.value() == "recent":
            return queryset.filter(last_contact_on__gte=border)
        return queryset.filter(last_contact_on__lt=border) if self.value() == "quiet" else queryset


def own_filters() -> list[type[admin.SimpleListFilter]]:
    """A filter for each of our own fields that holds yes or no, or one of a list."""
    return [_own_filter(field) for field in CustomField.objects.in_use().filter(kind__in=FILTERED)]


def _own_filter(field: CustomField) -> type[admin.SimpleListFilter]:
    choices = [(value, label) for value, label in form_field(field).choices if value]  # type: ignore[attr-defined]  # a ChoiceField

    class OwnFilter(admin.SimpleListFilter):
        """One of our own fields."""

        title = field.label
        parameter_name = f"own_{field.code}"

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
            """What may be chosen."""
            return choices

        def queryset(self, request: HttpRequest, queryset: Any) -> Any:
            """Rows of the choice."""
            return queryset.having(field.code, self.value()) if self.value() else queryset

    return OwnFilter
