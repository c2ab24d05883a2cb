"""The admin site: administrators only, signed in through the portal's own page, changes written to the audit chain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit

if TYPE_CHECKING:
    from django.db.models import Model


def asker(request: HttpRequest) -> User:
    """The signed-in account behind a request that `PortalAdminSite` let through."""
    assert isinstance(request.user, User)
    return request.user


def is_administrator(request: HttpRequest) -> bool:
    """Whether an administrator is asking."""
    return isinstance(request.user, User) and request.user.is_administrator


class PortalAdminSite(admin.AdminSite):
    """To everybody else no page of it exists."""

    site_header = _("Resilience Portal: administration")
    site_title = _("Resilience Portal")
    index_title = _("Administration")
    site_url = "/staff/"
    enable_nav_sidebar = False  # lists need the width; the index is one click away

    def has_permission(self, request: HttpRequest) -> bool:
        """Administrators; whether Django's own `is_staff` mark is set says nothing here."""
        return is_administrator(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Anonymous: sign in first. Signed in without the role: the same 404 as for a page that never was."""
        inner = super().admin_view(view, cacheable)

        def closed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            answer: HttpResponseBase = inner(request, *args, **kwargs)
            return answer

        return closed

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """No second sign-in page: the portal's own has the throttle and the second factor."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.GET.get("next", "") or resolve_url("admin:index"))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The portal's own page."""
        return redirect("account_change_password")


PortalAdminSite.login.login_required = False  # type: ignore[attr-defined]  # else the middleware never lets it redirect


class AuditedAdmin(admin.ModelAdmin[Any]):
    """Administrators only; every change is an audit event instead of Django's own log, which would keep names."""

    show_full_result_count = False
    list_per_page = 50

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
        """Administrators."""
        return is_administrator(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody: records are archived or made inactive, so that what refers to them stays readable."""
        return False

    def _audit(self, verb: str, request: HttpRequest, obj: Model, message: Any) -> None:
        fields: list[str] = []
        for part in message if isinstance(message, list) else ():
            fields += [name for done in part.values() for name in done.get("fields", ())]
        kind = f"{obj._meta.model_name}.{verb}"
        audit(kind, by=asker(request), on=obj, now=timezone.now(), details={"fields": sorted(map(str, fields))} if fields else {})

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """To the audit chain; field names only."""
        self._audit("added", request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """To the audit chain; field names only."""
        self._audit("changed", request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """To the audit chain."""
        for obj in queryset:
            self._audit("deleted", request, obj, None)
