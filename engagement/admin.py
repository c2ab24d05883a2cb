"""Conversations and reports in the admin: to be read, never changed. Conversations only with the separate right to read notes."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from engagement.domain import recording
from engagement.domain.plan_edits import changing
from engagement.forms.notices import NoticeForm
from engagement.models import CollectionNotice, Conversation, Report
from engagement.policies.notices import was_used
from resilience_portal.accounts.admin_site import asker, is_administrator
from resilience_portal.audit.record import record as audit


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Nothing here adds, changes or deletes: the verbs on the staff pages do."""

    show_full_result_count = False
    list_per_page = 50
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever may view."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Administrators."""
        return is_administrator(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False


@admin.register(CollectionNotice)
class CollectionNoticeAdmin(admin.ModelAdmin[CollectionNotice]):
    """Versions of the notice. One that was given to somebody stays as it was: a new text is a new version."""

    form = NoticeForm
    list_display = ("version", "in_force_from")
    ordering = ("-in_force_from",)
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Administrators."""
        return is_administrator(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Administrators."""
        return is_administrator(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Administrators."""
        return is_administrator(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Administrators, until it was given to somebody, or released."""
        return is_administrator(request) and not (isinstance(obj, CollectionNotice) and was_used(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """As for a change."""
        return self.has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: CollectionNotice, form: Any, change: bool) -> None:
        """Written to the audit log in the same transaction; what was changed is kept, so that it can be undone."""
        by, now = asker(request), timezone.now()
        with changing(obj, subject=obj.pk, by=by, now=now) if change else nullcontext():
            super().save_model(request, obj, form, change)
        audit("collection_notice.saved", by=by, on=obj, now=now, details={"version": obj.version})

    def delete_model(self, request: HttpRequest, obj: CollectionNotice) -> None:
        """Written to the audit log in the same transaction."""
        audit("collection_notice.deleted", by=asker(request), on=obj, now=timezone.now(), details={"version": obj.version})
        super().delete_model(request, obj)


@admin.register(Conversation)
class ConversationAdmin(ReadOnlyAdmin):
    """Asked as by every other door; opening one is written to the audit chain. No search: words would stand in the address."""

    list_display = ("reference", "held_on", "phase", "method", "state", "level")
    list_filter = ("state", "level", "phase")
    list_select_related = ("phase",)
    ordering = ("-held_on", "-id")
    exclude = ("search_text",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Shown to administrators who were given the right to read notes; to the others the list is empty."""
        return is_administrator(request) and asker(request).may_read_notes

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        """Only what this account may open on the staff pages too."""
        return Conversation.objects.visible_to(asker(request)).select_related("phase")

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The record; that its notes were read is written down."""
        if self.has_view_permission(request) and (found := self.get_object(request, object_id)):
            recording.note_read(conversation=found, by=asker(request), now=timezone.now())
        return super().change_view(request, object_id, form_url, extra_context)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """No history of its own: the audit log has it."""
        return self.change_view(request, object_id, "", extra_context)


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    """Reports in the making and released ones, without what they count (`inputs`)."""

    list_display = ("slug", "version", "state", "requested_at", "released_at")
    list_filter = ("state",)
    ordering = ("-requested_at",)
    exclude = ("inputs", "payload")
