"""Records that may be one: listed, told apart, merged side by side, taken apart again."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from resilience_portal.accounts.doors import asker, only_for, tells
from resilience_portal.ui.phrases import named
from stakeholders import policies
from stakeholders.domain import duplicates, merging
from stakeholders.forms.pages import MergeChoices, shown
from stakeholders.models import Merge, Organization

MOST = 50


@require_safe
@only_for(policies.can_keep_directory)
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """Look-alikes with the words that agree, and the merges that can still be undone."""
    now = timezone.now()
    merges = Merge.objects.visible_to(asker(request)).standing().select_related("kept", "gone", "merged_by")
    context = {
        "nav": "organizations",
        "pairs": duplicates.pairs(for_user=asker(request))[:MOST],
        "merges": [merge for merge in merges[:MOST] if merge.may_be_undone(at=now)],
    }
    return render(request, "stakeholders/duplicate_list.html", context)


def _two(request: HttpRequest, pk: uuid.UUID, other: uuid.UUID) -> tuple[Organization, Organization]:
    seen = Organization.objects.visible_to(asker(request)).select_related("sector", "ward", "relationship_owner")
    return get_object_or_404(seen, pk=pk), get_object_or_404(seen, pk=other)


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(policies.can_keep_directory)
@tells(policies.Refused)
def organization_merge(request: HttpRequest, pk: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    """Side by side: which record stays, and whose value for each field that differs."""
    kept, gone = _two(request, pk, other)
    policies.check_can_merge(kept, gone)
    differing = [name for name in merging.CHOOSABLE if shown(kept, name) != shown(gone, name)]
    form = MergeChoices(kept, gone, differing, request.POST or None)
    if request.method == "POST" and form.is_valid():
        merging.merge(kept=kept, gone=gone, chosen=form.cleaned_data, by=asker(request), now=timezone.now())
        messages.success(
            request,
            _("%(gone)s is now part of %(kept)s. You can undo this for 90 days.")
            % {"gone": named(gone.name), "kept": named(kept.name)},
        )
        return redirect("engagement:organization-detail", pk=kept.pk)
    context = {"nav": "organizations", "kept": kept, "gone": gone, "form": form}
    return render(request, "stakeholders/organization_merge.html", context)


@require_POST
@only_for(policies.can_keep_directory)
def organization_apart(request: HttpRequest, pk: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    """They are two: not suggested again."""
    one, second = _two(request, pk, other)
    merging.tell_apart(one=one, other=second, by=asker(request), now=timezone.now())
    messages.success(request, _("Noted: %(one)s and %(other)s are two.") % {"one": named(one.name), "other": named(second.name)})
    return redirect("stakeholders:duplicate-list")


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(policies.can_keep_directory)
@tells(policies.Refused)
def merge_undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks first; then both records and all that belongs to them are as they were."""
    found = Merge.objects.visible_to(asker(request)).select_related("kept", "gone", "merged_by")
    merge, now = get_object_or_404(found, pk=pk), timezone.now()
    policies.check_can_undo_merge(merge, now=now)
    if request.method != "POST":
        return render(request, "stakeholders/merge_undo.html", {"nav": "organizations", "merge": merge})
    later = merging.undo(merge=merge, by=asker(request), now=now)
    messages.success(request, _("The merge is undone: there are two records again."))
    if later:
        names = ", ".join(str(Organization._meta.get_field(name).verbose_name) for name in later)  # type: ignore[union-attr]
        messages.info(request, _("Changed since the merge, and left as they are: %(names)s.") % {"names": names})
    return redirect("engagement:organization-detail", pk=merge.kept_id)
