"""Identifying details while a text is typed: found here, on our machine, and named with what may stand in their place."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.views.decorators.http import require_POST

from engagement.domain.details import look_through
from engagement.phrases import DETAIL_KINDS, ROLE_OF_SECTOR, ROLES
from engagement.views.access import for_roles
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES
from resilience_portal.privacy.scrub import Detail, Kind
from stakeholders.models import Organization

MOST_LOOKED_THROUGH = 100_000  # characters: a longer text is refused when it is sent
_ARABIC = re.compile(r"[\u0621-\u064a]")


def _language_of(text: str) -> str:
    """What stands in for a name is in the language of the text, as far as letters tell it."""
    if _ARABIC.search(text):
        return "ar"
    here = translation.get_language() or "en"
    return "en" if here == "ar" else here


def _roles(detail: Detail, first: dict[str, int]) -> list[str]:
    offered = [str(role) for role in ROLES[detail.kind]]
    at = first.get(detail.role, 0)
    return [offered[at], *offered[:at], *offered[at + 1 :]]


def told(text: str) -> list[dict[str, Any]]:
    """The details as the page shows them. Places count code points."""
    found = look_through(text)
    keys = [detail.role for detail in found if detail.kind == Kind.ORGANIZATION and detail.role]
    sectors = Organization.objects.filter(pk__in=keys).values_list("pk", "sector__code") if keys else ()
    first = {str(pk): ROLE_OF_SECTOR.get(code, 0) for pk, code in sectors}
    with translation.override(_language_of(text)):
        roles = [_roles(detail, first) for detail in found]
    return [
        {
            "start": detail.start,
            "end": detail.end,
            "text": detail.text,
            "kind": str(DETAIL_KINDS[detail.kind]),
            "is_sure": detail.is_sure,
            "roles": offered,
        }
        for detail, offered in zip(found, roles, strict=True)
    ]


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
def details_find(request: HttpRequest) -> HttpResponse:
    """What in the posted text could identify somebody. The text is looked at and forgotten."""
    return JsonResponse({"details": told(request.POST.get("text", "")[:MOST_LOOKED_THROUGH])})
