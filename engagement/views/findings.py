"""Findings: the sentences that a report says, and what each rests on."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engagement.domain import findings, recording, strength
from engagement.domain.as_read import ReadAnew, mark
from engagement.forms.findings import FindingForm, FindingReturnForm, SupportForm
from engagement.forms.saved import SEEN, Saved
from engagement.models import Conversation, Finding, Point
from engagement.policies import analysis
from engagement.views.access import asker, for_roles, tells_refusals
from engagement.views.edits import edits_of
from engagement.views.first_steps import before_a_phase
from engagement.views.two_versions import sent, shows_conflicts, two_versions
from phases.enums import ItemKind
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES


def _all(request: HttpRequest) -> QuerySet[Finding]:
    return Finding.objects.visible_to(asker(request)).select_related("phase", "written_by", "approved_by")


def _found(request: HttpRequest, pk: Any) -> Finding:
    return get_object_or_404(_all(request), pk=pk)


@require_safe
@for_roles(*ENGAGEMENT_ROLES)
def finding_list(request: HttpRequest) -> HttpResponse:
    """Every finding by phase, with its state."""
    rows = _all(request).prefetch_related("themes").annotate(talks=Count("conversations", distinct=True))
    can_write = analysis.can_write_finding(by=asker(request))
    context = {"nav": "codebook", "rows": rows.order_by("phase__number", "reference"), "can_write": can_write}
    return render(request, "engagement/finding_list.html", context)


def _page(
    request: HttpRequest, finding: Finding, form: FindingReturnForm | None = None, anew: ReadAnew | None = None
) -> HttpResponse:
    user = asker(request)
    seen = Conversation.objects.visible_to(user).filter(findings=finding)
    context = {
        "nav": "codebook",
        "finding": finding,
        "themes": finding.themes.all(),
        "talks": seen.select_related("organization").order_by("reference"),
        "unseen": finding.conversations.count() - seen.count(),
        "strength": strength.of_conversations(seen),
        "form": form or FindingReturnForm(),
        "edits": edits_of(ItemKind.FINDING, finding, by=user),
        "seen": mark(findings.told_to_approver(finding)),
        "anew": anew,
        **_allowed(finding, user),
    }
    return render(request, "engagement/finding_detail.html", context, status=409 if anew else 422 if form else 200)


def _allowed(finding: Finding, user: User) -> dict[str, bool]:
    """Which buttons there are."""
    return {
        "can_edit": analysis.can_edit_finding(finding, by=user),
        "can_submit": analysis.can_submit_finding(finding, by=user),
        "can_approve": analysis.can_approve_finding(finding, by=user),
        "can_return": analysis.can_return_finding(finding, by=user),
    }


@require_safe
@for_roles(*ENGAGEMENT_ROLES)
def finding_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """One finding in every language, and what stands behind it."""
    return _page(request, _found(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def finding_create(request: HttpRequest) -> HttpResponse:
    """A new finding; next it is asked what it rests on."""
    analysis.check_can_write_finding(by=asker(request))
    form = FindingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {"phase": form.cleaned_data["phase"], "themes": form.cleaned_data["themes"]}
        made = findings.write(**given, statement=form.statement(), by=asker(request), now=timezone.now())
        messages.success(
            request, _("Kept as a draft: %(reference)s. Now choose what it rests on.") % {"reference": made.reference}
        )
        return redirect("engagement:finding-support", pk=made.pk)
    context = {"nav": "codebook", "form": form, "before": before_a_phase(asker(request))}
    return render(request, "engagement/finding_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
@shows_conflicts
def finding_edit(request: HttpRequest, pk: Any) -> HttpResponse:
    """Other words: the finding is a draft again."""
    finding = _found(request, pk)
    analysis.check_can_edit_finding(finding, by=asker(request))
    make = partial(FindingForm, instance=_found(request, pk))
    saved = Saved(make(), [finding], findings.WORDS, sent(request))
    if saved.differences:
        return two_versions(request, saved, up=_up(finding), nav="codebook")
    form = make(saved.data)
    if form.is_valid():
        given = {"statement": form.statement(), "themes": form.cleaned_data["themes"], "seen": saved.seen}
        findings.reword(finding=finding, **given, by=asker(request), now=timezone.now())
        messages.success(request, _("Saved as a draft. It goes to a second person again."))
        return redirect("engagement:finding-detail", pk=pk)
    context = {"nav": "codebook", "form": form, "finding": finding, "seen": saved.sent_seen}
    return render(request, "engagement/finding_form.html", context, status=422 if form.errors else 200)


def _up(finding: Finding) -> tuple[str, str]:
    return reverse("engagement:finding-detail", args=[finding.pk]), finding.reference


def _keys(data: QueryDict, name: str) -> list[uuid.UUID]:
    """The ticked rows; what is no key is left out."""
    keys = []
    for text in data.getlist(name):
        try:
            keys.append(uuid.UUID(text))
        except ValueError:
            continue
    return keys


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
@shows_conflicts
def finding_support(request: HttpRequest, pk: Any) -> HttpResponse:
    """Ticks the conversations and points that it rests on, among those that carry its themes."""
    finding, user = _found(request, pk), asker(request)
    analysis.check_can_edit_finding(finding, by=user)
    offered = _offered(finding, request)
    saved = Saved(SupportForm(finding=finding, rows=offered), [finding], findings.LINKS, sent(request))
    if saved.differences:
        return two_versions(request, saved, up=_up(finding), nav="codebook")
    if saved.data is not None:
        points = Point.objects.visible_to(user).filter(pk__in=_keys(saved.data, "points")).select_related("conversation")
        talks = Conversation.objects.visible_to(user).filter(pk__in=_keys(saved.data, "conversations"))
        given: dict[str, Any] = {"points": points, "conversations": talks, "seen": saved.seen}
        findings.rest_on(finding=finding, **given, by=user, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("engagement:finding-detail", pk=pk)
    context = {"nav": "codebook", "finding": finding, "rows": offered, "themes": finding.themes.all(), "seen": saved.sent_seen}
    return render(request, "engagement/finding_support.html", context)


def _offered(finding: Finding, request: HttpRequest) -> list[dict[str, Any]]:
    """What may be ticked, with the words of each point; that these were shown is written down."""
    talks = set(finding.conversations.values_list("pk", flat=True))
    points = set(finding.points.values_list("pk", flat=True))
    offered = list(findings.support(finding, user=asker(request)))
    talks_shown = [row["conversation"] for row in offered if any(point.start is not None for point in row["points"])]
    recording.passages_read(conversations=talks_shown, on=finding, by=asker(request), now=timezone.now())
    return [
        {
            "conversation": row["conversation"],
            "ticked": row["conversation"].pk in talks,
            "points": [
                {"point": point, "ticked": point.pk in points, "text": row["conversation"].notes[point.start : point.end]}
                for point in row["points"]
                if point.start is not None
            ],
        }
        for row in offered
    ]


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def finding_submit(request: HttpRequest, pk: Any) -> HttpResponse:
    """To a second person."""
    findings.submit(finding=_found(request, pk), by=asker(request), now=timezone.now())
    messages.success(request, _("Handed in. A second person approves it."))
    return redirect("engagement:finding-detail", pk=pk)


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def finding_approve(request: HttpRequest, pk: Any) -> HttpResponse:
    """A second person approves what they read."""
    seen = request.POST.get(SEEN, "")
    try:
        findings.approve(finding=_found(request, pk), by=asker(request), now=timezone.now(), seen=seen)
    except ReadAnew as anew:
        return _page(request, _found(request, pk), anew=anew)
    messages.success(request, _("Approved. The next report says it."))
    return redirect("engagement:finding-detail", pk=pk)


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def finding_return(request: HttpRequest, pk: Any) -> HttpResponse:
    """Back to its writer, with what has to change."""
    finding, form = _found(request, pk), FindingReturnForm(request.POST)
    analysis.check_can_return_finding(finding, by=asker(request))
    if not form.is_valid():
        return _page(request, finding, form)
    findings.return_(finding=finding, reason=form.cleaned_data["reason"], by=asker(request), now=timezone.now())
    messages.success(request, _("Returned to its writer."))
    return redirect("engagement:finding-detail", pk=pk)
