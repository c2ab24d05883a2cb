"""The registry's verbs."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from resilience_portal.text import searchable
from stakeholders.models import Organization


def search_text_of(organization: Organization) -> str:
    """What the search for organizations looks in, folded."""
    return searchable(" ".join((organization.reference, organization.name, organization.aliases)))


def touch_contact(*, organization: Organization, held_on: date) -> None:
    """Moves the day of the last contact forward, never back."""
    older = Q(last_contact_on=None) | Q(last_contact_on__lt=held_on)
    Organization.objects.filter(older, pk=organization.pk).update(last_contact_on=held_on)
