"""People who speak for organizations: their page, their roles, what they agreed to."""

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
from resilience_portal.ui.phrases import named
from stakeholders import policies
from stakeholders.domain import consent, directory
from stakeholders.enums import ConsentAnswer, ConsentPurpose
from stakeholders.forms.pages import AffiliationForm, ConsentForm, PersonPage, person_and_role
from stakeholders.models import Affiliation, Organization, Person


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(policies.can_keep_directory)
def person_create(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Somebody new who speaks for an organization."""
    organization = get_object_or_404(Organization.objects.visible_to(asker(request)), pk=pk)
    form, role = person_and_role(request.POST or None)
    if request.method == "POST" and form.is_valid() and role.is_valid():
        by, now = asker(request), timezone.now()
        with transaction.atomic():
            role.instance.person = directory.add_person(person=form.instance, by=by, now=now)
            role.instance.organization = organization
            directory.affiliate(affiliation=role.instance, by=by, now=now)
        messages.success(request, _("%(name)s is in the registry now.") % {"name": named(form.instance.name)})
        return redirect("engagement:organization-detail", pk=pk)
    context = {"nav": "organizations", "form": form, "role": role, "organization": organization}
    return render(request, "stakeholders/person_form.html", context, status=422 if form.errors or role.errors else 200)


def _person(request: HttpRequest, pk: uuid.UUID) -> Person:
    return get_object_or_404(Person.objects.visible_to(asker(request)), pk=pk)


def _notices() -> list[str]:
    return consent.notices_begun(timezone.localdate())


def _show(request: HttpRequest, person: Person, form: PersonPage, asked: ConsentForm) -> HttpResponse:
    context: dict[str, Any] = {
        "nav": "organizations",
        "person": person,
        "form": form,
        "asked": asked,
        "affiliations": person.affiliations.select_related("organization"),
        "trail": person.consents.select_related("recorded_by"),
        "can_keep": policies.can_keep_directory(asker(request)),
        "can_write": policies.can_write_to(person),
    }
    return render(request, "stakeholders/person_form.html", context, status=422 if form.errors or asked.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(policies.can_know_directory)
@tells(policies.Refused)
def person_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How to reach somebody, for the team; changes over exactly the version that was read, for those who keep the registry."""
    person = _person(request, pk)
    if request.method == "POST":
        policies.check_can_keep_directory(asker(request))
    with transaction.atomic():  # the form locks the row while it compares versions
        form = PersonPage(request.POST or None, instance=person)
        if request.method == "POST" and form.is_valid():
            if form.changed_fields:
                version, now = form.cleaned_data["version_read"], timezone.now()
                directory.update_person(person=person, changed=form.changed_fields, version=version, by=asker(request), now=now)
            messages.success(request, _("Saved."))
            return redirect("stakeholders:person-edit", pk=pk)
        return _show(request, _person(request, pk), form, ConsentForm(notices=_notices()))


@require_POST
@only_for(policies.can_record_consent)
def consent_record(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Adds an answer to the trail."""
    person, asked = _person(request, pk), ConsentForm(request.POST, notices=_notices())
    if not asked.is_valid():
        return _show(request, person, PersonPage(instance=person), asked)
    given = asked.cleaned_data
    consent.record_consent(
        person=person,
        purpose=ConsentPurpose(given["purpose"]),
        state=ConsentAnswer(given["state"]),
        how=given["how"],
        notice_version=given["notice"],
        by=asker(request),
        now=timezone.now(),
    )
    messages.success(request, _("The answer is in the trail. It holds from now on."))
    return redirect("stakeholders:person-edit", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(policies.can_keep_directory)
def affiliation_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A role, its beginning and its end: a person keeps the capacity they had on each day."""
    seen = Person.objects.visible_to(asker(request))
    affiliation = get_object_or_404(Affiliation.objects.select_related("organization", "person").filter(person__in=seen), pk=pk)
    form = AffiliationForm(request.POST or None, instance=affiliation)
    if request.method == "POST" and form.is_valid():
        directory.affiliate(affiliation=form.instance, by=asker(request), now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("stakeholders:person-edit", pk=affiliation.person_id)
    context = {"nav": "organizations", "form": form, "affiliation": affiliation}
    return render(request, "stakeholders/affiliation_edit.html", context, status=422 if form.errors else 200)
