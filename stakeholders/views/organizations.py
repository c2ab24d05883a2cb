"""The list of organizations, adding and changing one, putting one away."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from resilience_portal.accounts.doors import asker, only_for, tells
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES
from resilience_portal.audit.record import record as audit
from resilience_portal.ui.phrases import named
from stakeholders import policies
from stakeholders.domain import directory, duplicates
from stakeholders.exports import OrganizationResource
from stakeholders.forms.custom import with_custom_fields
from stakeholders.forms.pages import OrganizationFilter, OrganizationPage
from stakeholders.models import Organization, OrganizationQuerySet

PAGE = 50
MOST_COUNTED = 1000  # beyond this the exact number helps nobody and costs a scan
KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def _found(request: HttpRequest) -> tuple[OrganizationQuerySet, OrganizationFilter]:
    """What the facets (address) and the words (body, never an address) leave of the visible records."""
    facets = OrganizationFilter(request.GET)
    found = facets.narrow(Organization.objects.visible_to(asker(request)))
    return found.matching(request.POST.get("q", "")[:200].replace("\x00", "")), facets


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(policies.can_know_directory)
def organization_list(request: HttpRequest) -> HttpResponse:
    """By name, one page after the other; a search and its pages come by POST: no name stands in an address."""
    found, facets = _found(request)
    name, reference = (request.POST.get(part, "") for part in ("after_name", "after_reference"))
    rows = list((found.after(name, reference) if reference else found).by_name()[: PAGE + 1])
    total = found.order_by()[: MOST_COUNTED + 1].count()
    context = {
        "nav": "organizations",
        "rows": rows[:PAGE],
        "more": rows[PAGE - 1] if len(rows) > PAGE else None,
        "is_later_page": bool(reference),
        "total": total,
        "is_many": total > MOST_COUNTED,
        "facets": facets,
        "here": facets.address(request.path),
        "words": request.POST.get("q", "")[:200],
        "can_keep": policies.can_keep_directory(asker(request)),
        "sees_coverage": asker(request).has_role(*ENGAGEMENT_ROLES),
    }
    return render(request, "stakeholders/organization_list.html", context)


@require_POST
@only_for(policies.can_keep_directory)
def organization_export(request: HttpRequest) -> HttpResponse:
    """The rows of the list as a file whose cells no spreadsheet runs. Who took how many rows is written down."""
    found, _facets = _found(request)
    kind = request.POST.get("kind", "csv")
    kind = kind if kind in KINDS else "csv"
    table = OrganizationResource(by=asker(request)).export(found.order_by("name", "reference"))
    details = {"rows": len(table), "format": kind}
    audit("organization.exported", by=asker(request), on=None, now=timezone.now(), details=details)
    body = table.export("xlsx") if kind == "xlsx" else ("\ufeff" + table.export("csv")).encode()
    disposition = f'attachment; filename="organizations.{kind}"'
    return HttpResponse(body, content_type=KINDS[kind], headers={"Content-Disposition": disposition})


@require_POST
@only_for(policies.can_know_directory)
def organization_alike(request: HttpRequest) -> HttpResponse:
    """While a name is typed: which organizations have one like it, and which words say so."""
    typed = request.POST.get("name", "")[:300].replace("\x00", "")
    found = duplicates.lookalikes([typed], for_user=asker(request)) if typed.strip() else []
    return render(request, "stakeholders/parts/lookalikes.html", {"lookalikes": found})


def _save(request: HttpRequest, form: Any) -> Organization:
    """A valid form, by the registry's verbs."""
    by, now = asker(request), timezone.now()
    organization: Organization = form.instance
    with transaction.atomic():
        if organization._state.adding:
            directory.add_organization(organization=organization, by=by, now=now)
        elif form.changed_fields:
            version = form.cleaned_data["version_read"]
            directory.update_organization(organization=organization, changed=form.changed_fields, version=version, by=by, now=now)
        directory.tag_organization(organization=organization, names=form.cleaned_data["tag_names"], by=by, now=now)
    return organization


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(policies.can_keep_directory)
def organization_create(request: HttpRequest) -> HttpResponse:
    """A new one. When its name is like that of another, the page shows which and asks once."""
    form = with_custom_fields(OrganizationPage)(request.POST or None, instance=Organization())
    alike: list[duplicates.Lookalike] = []
    if request.method == "POST" and form.is_valid():
        alike = duplicates.lookalikes(form.instance.all_names, for_user=asker(request))
        if not alike or "is_new" in request.POST:
            made = _save(request, form)
            messages.success(request, _("%(name)s is in the registry now.") % {"name": named(made.name)})
            return redirect("engagement:organization-detail", pk=made.pk)
    context = {"nav": "organizations", "form": form, "lookalikes": alike}
    return render(request, "stakeholders/organization_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(policies.can_keep_directory)
def organization_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Changes over exactly the version that was read; a save in between is shown beside what was typed."""
    organization = get_object_or_404(Organization.objects.visible_to(asker(request)), pk=pk)
    with transaction.atomic():  # the form locks the row while it compares versions
        form = with_custom_fields(OrganizationPage)(request.POST or None, instance=organization)
        if request.method == "POST" and form.is_valid():
            _save(request, form)
            messages.success(request, _("Saved."))
            return redirect("engagement:organization-detail", pk=pk)
        stored = Organization.objects.get(pk=pk)  # `organization` holds what was typed
        context = {"nav": "organizations", "form": form, "organization": stored}
        return render(request, "stakeholders/organization_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(policies.can_keep_directory)
@tells(policies.Refused)
def organization_archive(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks first; then it is out of pickers, with its history kept."""
    organization = get_object_or_404(Organization.objects.visible_to(asker(request)), pk=pk)
    policies.check_can_archive(organization)
    if request.method != "POST":
        return render(request, "stakeholders/organization_archive.html", {"nav": "organizations", "organization": organization})
    directory.archive_organization(organization=organization, by=asker(request), now=timezone.now())
    messages.success(request, _("%(name)s is archived.") % {"name": named(organization.name)})
    return redirect("engagement:organization-detail", pk=pk)


@require_POST
@only_for(policies.can_keep_directory)
@tells(policies.Refused)
def organization_restore(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The way back from the archive."""
    organization = get_object_or_404(Organization.objects.visible_to(asker(request)), pk=pk)
    directory.restore_organization(organization=organization, by=asker(request), now=timezone.now())
    messages.success(request, _("%(name)s is back in use.") % {"name": named(organization.name)})
    return redirect("engagement:organization-detail", pk=pk)
