"""Finding an organization while logging, and proposing one that is not there."""

from __future__ import annotations

from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from engagement.forms.pickers import ProposalForm, row
from engagement.views.access import asker, for_roles
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES
from resilience_portal.text import searchable
from stakeholders.domain import directory
from stakeholders.domain.duplicates import Lookalike, lookalikes, misspelt
from stakeholders.models import Organization

MOST_FOUND = 12


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
def organization_search(request: HttpRequest) -> HttpResponse:
    """Organizations whose names, other names or people match. By POST: no name stands in an address or a log."""
    words = request.POST.get("q", "")[:200].replace("\x00", "")
    found = Organization.objects.visible_to(asker(request)).pickable().matching(words)
    folded = searchable(words)
    best_first = Case(
        When(name__istartswith=words.strip(), then=0),
        When(search_text__contains=f" {folded} ", then=1),  # whole words, initials
        When(search_text__contains=f" {folded}", then=2),
        default=3,
    )
    shown = found.select_related("sector", "ward").order_by(best_first, "name", "reference")[:MOST_FOUND]
    rows = [row(organization) for organization in shown]
    if not rows and words.strip():  # a slip of the finger, or other letters
        rows = [row(found) for found in misspelt(words, for_user=asker(request)) if found.is_pickable]
    return JsonResponse({"results": rows})


def _found_as(found: Lookalike) -> dict[str, str]:
    """A look-alike as the dialog shows it, with the words that say so."""
    words = ", ".join(here if here == there else f"{here} ~ {there}" for here, there in found.likeness.shared)
    return row(found.organization) | {"why": words}


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
def organization_likely(request: HttpRequest) -> HttpResponse:
    """While a new one is named: which organizations have a name like it. Only those a conversation may be logged with."""
    typed = request.POST.get("name", "")[:300].replace("\x00", "")
    found = lookalikes([typed], for_user=asker(request)) if typed.strip() else []
    return JsonResponse({"likely": [_found_as(one) for one in found if one.organization.is_pickable]})


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
def organization_propose(request: HttpRequest) -> HttpResponse:
    """A new one from the log form: a name and a sector. A lead confirms it; until then it is in no public figure."""
    form = ProposalForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": {name: errors[0] for name, errors in form.errors.items()}}, status=422)
    made = directory.propose_organization(organization=form.save(commit=False), by=asker(request), now=timezone.now())
    return JsonResponse(row(made), status=201)
