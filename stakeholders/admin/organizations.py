"""Organizations, to work in all day: find, filter, change, import, export, put away, look back."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import models
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from import_export.admin import ExportMixin
from import_export.forms import ExportForm

from resilience_portal.accounts.admin_site import asker
from resilience_portal.audit.record import record as audit
from stakeholders import policies
from stakeholders.admin.filters import ArchivedFilter, ContactFilter, own_filters
from stakeholders.admin.pages import RegistryAdmin, RegistryInline
from stakeholders.domain import directory
from stakeholders.exports import OrganizationResource
from stakeholders.exports.formats import FORMATS
from stakeholders.forms.custom import custom_fields, with_custom_fields
from stakeholders.forms.directory import BulkForm, OrganizationForm
from stakeholders.models import Affiliation, Consent, Organization


class AffiliationInline(RegistryInline):
    """Who speaks for it, in which role, from when until when."""

    model = Affiliation
    fields = ("person", "role", "started_on", "ended_on", "is_primary", "agreed")
    autocomplete_fields = ("person",)
    readonly_fields = ("agreed",)
    verbose_name_plural = _("people")

    def get_queryset(self, request: HttpRequest) -> Any:
        """With what each person answered: one more question for all rows."""
        newest_first = Prefetch("person__consents", Consent.objects.order_by("-recorded_at", "-id"))
        return super().get_queryset(request).select_related("person").prefetch_related(newest_first)

    @admin.display(description=_("agreed to"))
    def agreed(self, row: Affiliation) -> str:
        """The newest answer for each purpose, and the way to the trail, where answers are added."""
        if row.person_id is None:
            return ""
        newest = {consent.purpose: consent for consent in reversed(row.person.consents.all())}
        answers = [(each.get_purpose_display(), each.get_state_display()) for _purpose, each in sorted(newest.items())]
        trail = reverse("admin:stakeholders_person_change", args=[row.person_id])
        told = format_html_join(", ", "{}: {}", answers) or _now("Nobody asked yet")
        return format_html('{} <a href="{}#consents-group">{}</a>', told, trail, _now("Trail of answers"))


@admin.register(Organization)
class OrganizationAdmin(ExportMixin, RegistryAdmin):  # type: ignore[misc]  # import-export ships no types
    """Conversations are not here: who keeps the list of organizations does not thereby read what they said."""

    form = OrganizationForm
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}  # noqa: RUF012
    resource_classes = (OrganizationResource,)
    export_form_class = ExportForm
    import_export_change_list_template = "admin/stakeholders/organization/change_list.html"  # leads to the wizard of imports
    skip_admin_log = True
    to_encoding = "utf-8"
    list_display = ("name", "reference", "sector", "ward", "status", "last_contact_on", "main_language", "may_be_listed")
    list_filter = (
        ArchivedFilter,
        ContactFilter,
        "status",
        "sector",
        "ward",
        ("main_language", admin.AllValuesFieldListFilter),
        "may_be_listed",
        "in_universe",
        "is_indigenous_led",
    )
    list_select_related = ("sector", "ward")
    search_fields = ("search_text",)
    search_help_text = _("Names, other names, references and people, with or without accents, in any script.")
    ordering = ("name", "reference")
    autocomplete_fields = ("relationship_owner",)
    filter_horizontal = ("tags",)
    inlines = (AffiliationInline,)
    actions = ("edit_selected", "merge_selected", "archive_selected", "restore_selected")
    readonly_fields = ("reference", "last_contact_on", "archived_at")
    fieldsets = (
        (None, {"fields": ("reference", "name", "aliases", "sector", "ward", "status", "is_indigenous_led")}),
        (_("Languages and size"), {"fields": ("main_language", "languages", "size")}),
        (_("How to reach it"), {"fields": ("website", "email", "phone", "address", "relationship_owner", "last_contact_on")}),
        (_("What may be known"), {"fields": ("do_not_contact", "may_be_listed", "in_universe", "note", "archived_at")}),
    )

    # --- Our own fields --------------------------------------------------------------------------------------------------------
    def get_form(self, request: HttpRequest, obj: Organization | None = None, change: bool = False, **kwargs: Any) -> Any:
        """With the fields that an administrator has added."""
        return super().get_form(request, obj, change, form=with_custom_fields(OrganizationForm), **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Organization | None = None) -> Any:
        """The fixed ones, then ours."""
        own = tuple(custom_fields())
        ours = [(_("Fields of our own"), {"fields": own})] if own else []
        return [*super().get_fieldsets(request, obj), *ours, (None, {"fields": ("tags", "version_read")})]

    def get_list_filter(self, request: HttpRequest) -> Any:
        """The fixed ones, and our own that hold one of a few values."""
        return [*self.list_filter, *own_filters()]

    # --- Saving --------------------------------------------------------------------------------------------------------------
    def save_model(self, request: HttpRequest, obj: Organization, form: Any, change: bool) -> None:
        """By the registry's verbs."""
        by, now = asker(request), timezone.now()
        if not change:
            directory.add_organization(organization=obj, by=by, now=now)
        elif form.changed_fields:
            version = form.cleaned_data["version_read"]
            directory.update_organization(organization=obj, changed=form.changed_fields, version=version, by=by, now=now)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Search text and audit follow the people."""
        super().save_related(request, form, formsets, change)
        if any(formset.has_changed() for formset in formsets):
            directory.people_changed(organizations=[form.instance], by=asker(request), now=timezone.now())

    # --- Putting away ----------------------------------------------------------------------------------------------------------
    @admin.action(description=_("Merge two chosen organizations"), permissions=["change"])
    def merge_selected(self, request: HttpRequest, queryset: QuerySet[Organization]) -> HttpResponse | None:
        """To the page where both stand side by side; the older record is the one that stays, until it is swapped there."""
        chosen = list(queryset.order_by("created_at", "reference")[:3])
        if len(chosen) != 2:
            messages.error(request, _now("Choose exactly two organizations to merge."))
            return None
        return redirect("stakeholders:organization-merge", pk=chosen[0].pk, other=chosen[1].pk)

    @admin.action(description=_("Archive the chosen organizations"), permissions=["change"])
    def archive_selected(self, request: HttpRequest, queryset: QuerySet[Organization]) -> HttpResponse | None:
        """Asks first; then takes them out of pickers."""
        chosen = [each for each in queryset.order_by("name", "reference") if policies.can_archive(each)]
        if "confirmed" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": _now("Archive organizations"),
                "opts": self.opts,
                "chosen": chosen,
                "left_out": queryset.count() - len(chosen),
                "field_name": ACTION_CHECKBOX_NAME,
            }
            return TemplateResponse(request, "admin/stakeholders/organization/archive_selected.html", context)
        for organization in chosen:
            directory.archive_organization(organization=organization, by=asker(request), now=timezone.now())
        text = ngettext("%(count)d organization is archived.", "%(count)d organizations are archived.", len(chosen))
        messages.success(request, text % {"count": len(chosen)})
        return None

    @admin.action(description=_("Bring the chosen organizations back"), permissions=["change"])
    def restore_selected(self, request: HttpRequest, queryset: QuerySet[Organization]) -> None:
        """The reverse of archiving; those not archived are left as they are."""
        chosen = [each for each in queryset if policies.can_restore(each)]
        for organization in chosen:
            directory.restore_organization(organization=organization, by=asker(request), now=timezone.now())
        text = ngettext("%(count)d organization is back in use.", "%(count)d organizations are back in use.", len(chosen))
        messages.success(request, text % {"count": len(chosen)})

    # --- Several at once -------------------------------------------------------------------------------------------------------
    @admin.action(description=_("Change the chosen organizations together"), permissions=["change"])
    def edit_selected(self, request: HttpRequest, queryset: QuerySet[Organization]) -> HttpResponse | None:
        """One form for all of them; a field left empty stays as it is in each."""
        form = BulkForm(request.POST if "confirmed" in request.POST else None)
        if "confirmed" not in request.POST or not form.is_valid():
            context = {
                **self.admin_site.each_context(request),
                "title": _now("Change organizations together"),
                "opts": self.opts,
                "chosen": list(queryset.order_by("name", "reference")),
                "form": form,
                "field_name": ACTION_CHECKBOX_NAME,
            }
            return TemplateResponse(request, "admin/stakeholders/organization/edit_selected.html", context)
        count = directory.update_together(organizations=queryset, form_values=form.given, by=asker(request), now=timezone.now())
        text = ngettext("%(count)d organization is changed.", "%(count)d organizations are changed.", count)
        messages.success(request, text % {"count": count})
        return None

    # --- Files -----------------------------------------------------------------------------------------------------------------
    def get_export_formats(self) -> list[Any]:
        """CSV and Excel."""
        return FORMATS

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Who keeps the registry."""
        return policies.can_keep_directory(asker(request))

    def get_export_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        """The export asks who."""
        return {"by": asker(request)}

    def get_export_data(self, file_format: Any, request: HttpRequest, queryset: Any, **kwargs: Any) -> Any:
        """Every export is an audit event: how many rows, which kind of file."""
        data = super().get_export_data(file_format, request, queryset, **kwargs)
        details = {"rows": queryset.count(), "format": file_format.get_extension()}
        audit("organization.exported", by=asker(request), on=None, now=timezone.now(), details=details)
        return data
