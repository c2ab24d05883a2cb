"""People of the registry, whom they speak for, and what they agreed to."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from resilience_portal.accounts.admin_site import asker
from stakeholders.admin.pages import RegistryAdmin, RegistryInline
from stakeholders.domain import consent, directory
from stakeholders.forms.directory import PersonForm
from stakeholders.forms.pages import ConsentForm
from stakeholders.models import Affiliation, Consent, Organization, Person


class AffiliationInline(RegistryInline):
    """Whom this person speaks for."""

    model = Affiliation
    fields = ("organization", "role", "started_on", "ended_on", "is_primary")
    autocomplete_fields = ("organization",)


class ConsentInline(RegistryInline):
    """The trail: rows are added; none is changed or taken away."""

    model = Consent
    form = ConsentForm
    fields = ("purpose", "state", "how", "notice", "recorded_by", "recorded_at")
    readonly_fields = ("recorded_by", "recorded_at")
    verbose_name_plural = _("consents: add a row for every answer; a withdrawal is a row too")

    @admin.display(description=_("collection notice"))
    def notice(self, obj: Consent) -> str:
        """What the person had been told, in words."""
        return obj.notice

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


@admin.register(Person)
class PersonAdmin(RegistryAdmin):
    """Never public, and apart from what they said."""

    form = PersonForm
    list_display = ("name", "reference", "preferred_language", "may_contact", "public_name_consent")
    list_filter = ("may_contact", "do_not_contact", "safety", "public_name_consent", "preferred_language")
    search_fields = ("search_text",)
    search_help_text = _("Names and references, with or without accents, in any script.")
    ordering = ("name", "reference")
    readonly_fields = ("reference", "may_contact", "public_name_consent")
    inlines = (AffiliationInline, ConsentInline)
    fieldsets = (
        (None, {"fields": ("reference", "name", "email", "phone", "preferred_language", "note", "version_read")}),
        (_("How to reach them safely"), {"fields": ("channel", "safety", "do_not_contact", "access_needs")}),
        (
            _("What the person agreed to"),
            {
                "fields": ("may_contact", "public_name_consent"),
                "description": _("These two follow from the newest answers below."),
            },
        ),
    )

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        """By the registry's verbs."""
        by, now = asker(request), timezone.now()
        if not change:
            directory.add_person(person=obj, by=by, now=now)
        elif form.changed_fields:
            version = form.cleaned_data["version_read"]
            directory.update_person(person=obj, changed=form.changed_fields, version=version, by=by, now=now)

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """The versions of the collection notice to choose from: asked for once, not once a row."""
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, ConsentInline):
            kwargs["form_kwargs"] = {"notices": consent.notices_begun(timezone.localdate())}
        return kwargs

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """A consent is recorded by its verb; organizations are found by the names of their people."""
        by, now = asker(request), timezone.now()
        if formset.model is Consent:
            for new in formset.save(commit=False):
                given = {"purpose": new.purpose, "state": new.state, "how": new.how, "notice_version": new.notice_version}
                consent.record_consent(person=form.instance, **given, by=by, now=now)
            return
        before = set(Organization.objects.filter(affiliations__person=form.instance))
        super().save_formset(request, form, formset, change)
        if formset.has_changed():
            touched = before | set(Organization.objects.filter(affiliations__person=form.instance))
            directory.people_changed(organizations=touched, by=by, now=now)
