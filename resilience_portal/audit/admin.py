"""The audit log, to be read by administrators: nothing here adds, changes or deletes."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from resilience_portal.audit.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(admin.ModelAdmin[AuditEvent]):
    """Newest first; found by kind, account, record id and time."""

    list_display = ("number", "at", "kind", "actor_name", "subject_type", "subject_id")
    list_filter = (("at", admin.DateFieldListFilter), "subject_type", "kind")
    search_fields = ("=kind", "=actor_name", "=subject_id")
    search_help_text = _("A kind such as conversation.read, a user name, or the id of a record: the whole of it.")
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Administrators; the admin site lets nobody else in. Auditors read the log on a staff page."""
        return getattr(request.user, "is_administrator", False)

    def has_view_permission(self, request: HttpRequest, obj: AuditEvent | None = None) -> bool:
        """Administrators."""
        return getattr(request.user, "is_administrator", False)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the verbs add."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEvent | None = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEvent | None = None) -> bool:
        """Nobody."""
        return False
