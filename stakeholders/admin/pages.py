"""What the registry's admin pages share."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from simple_history.admin import SimpleHistoryAdmin

from resilience_portal.accounts.admin_site import AuditedAdmin, asker
from stakeholders import policies


class RegistryRights:
    """Who keeps the registry, on a page and on the rows inside it."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """See `policies.can_keep_directory`."""
        return policies.can_keep_directory(asker(request)) if request.user.is_authenticated else False

    has_module_permission = has_add_permission = has_change_permission = has_view_permission


class RegistryAdmin(RegistryRights, SimpleHistoryAdmin, AuditedAdmin):  # type: ignore[misc]  # simple-history ships no types
    """Visible records only, found by the folded search, with history. The verbs write the audit log."""

    object_history_list_template = "admin/stakeholders/object_history_list.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        """What this account may see, by every door of the page: list, record, history, autocomplete, export."""
        rows: Any = super().get_queryset(request)
        return rows.visible_to(asker(request))

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Names, aliases, references and people's names; the same answers on every database."""
        return queryset.matching(search_term), False

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """The verb did."""

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """The verb did."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """404 for an id that is none."""
        return super().history_view(request, _known(object_id), extra_context)

    def history_form_view(self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None) -> HttpResponse:
        """404 for an id that is none."""
        page: HttpResponse = super().history_form_view(request, _known(object_id), _known(version_id), extra_context)
        return page


class RegistryInline(RegistryRights, admin.TabularInline[Any, Any]):
    """Rows inside a registry page."""

    extra = 0

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A row entered by mistake may go; an affiliation that ended gets its date."""
        return policies.can_keep_directory(asker(request))


def _known(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise Http404 from None
