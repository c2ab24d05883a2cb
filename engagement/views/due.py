"""Promises and follow-ups: lists, one of them, and what can be done with it. The address says which of both kinds."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engagement.domain import following_up
from engagement.domain.following_up import Item
from engagement.domain.plan_edits import Conflict
from engagement.exports import calendar
from engagement.forms.due import FORMS, CancelForm, DayForm, DueFilter, MoveForm, WordingForm
from engagement.forms.saved import Saved
from engagement.models import Commitment, Conversation, FollowUp, PublicCommitment
from engagement.policies import desk
from engagement.views.access import asker, for_roles, tells_refusals
from engagement.views.edits import edits_of
from engagement.views.two_versions import sent, shows_conflicts, two_versions
from phases.enums import ItemKind
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES
from stakeholders.enums import ContactSafety
from stakeholders.models import Person

KINDS: dict[str, type[Commitment] | type[FollowUp]] = {kind.kind: kind for kind in (Commitment, FollowUp)}
MOST = 200  # rows of a list; the facets narrow what is longer


def _found(request: HttpRequest, kind: str, pk: Any) -> Item:
    seen = KINDS[kind].objects.visible_to(asker(request))
    item = get_object_or_404(seen.select_related("owner", "created_by", "conversation__organization"), pk=pk)
    assert isinstance(item, Commitment | FollowUp)
    return item


def _back(item: Item) -> HttpResponse:
    return redirect("engagement:due-detail", kind=item.kind, pk=item.pk)


def _up(item: Item) -> tuple[str, str]:
    return reverse("engagement:due-detail", kwargs={"kind": item.kind, "pk": item.pk}), item.conversation.reference


def _read(request: HttpRequest) -> int:
    """Which of its changes was the last one that this person has read."""
    return int("".join(c for c in request.POST.get("sequence", "")[:9] if c.isdecimal()) or -1)


def _overtaken(request: HttpRequest, item: Item, form: forms.BaseForm, *, action: str) -> HttpResponse:
    """Somebody else was faster: what they saved stands above what was typed."""
    form.add_error(None, _("Somebody else changed this in between. What you typed is below: compare, then save again."))
    theirs = _found(request, item.kind, item.pk)
    return _ask(request, theirs, form, action=action, theirs=theirs)


def _ask(request: HttpRequest, item: Item, form: Any, **words: Any) -> HttpResponse:
    """A form about one item; 422 when something typed has to change."""
    context = {"nav": "due", "item": item, "kind": item.kind, "form": form, **words}
    return render(request, "engagement/due_form.html", context, status=422 if form.errors else 200)


@require_safe
@for_roles(*ENGAGEMENT_ROLES)
def due_list(request: HttpRequest, kind: str) -> HttpResponse:
    """What is due first comes first. Of one organization: all that we promised them."""
    user, today = asker(request), timezone.localdate()
    facets = DueFilter(request.GET, user=user, today=today)
    rows = list(facets.narrow(KINDS[kind].objects.visible_to(user)).for_list()[: MOST + 1])
    late = [row for row in rows[:MOST] if row.is_overdue(today=today)]
    context = {
        "nav": "due",
        "kind": kind,
        "facets": facets,
        "late": late,
        "rows": [row for row in rows[:MOST] if row not in late],
        "is_cut": len(rows) > MOST,
        "today": today,
    }
    return render(request, "engagement/due_list.html", context)


@require_safe
@for_roles(*ENGAGEMENT_ROLES)
def due_detail(request: HttpRequest, kind: str, pk: Any) -> HttpResponse:
    """One promise or follow-up: what, who, when, how the day moved, and what may be done next."""
    item, user, today = _found(request, kind, pk), asker(request), timezone.localdate()
    context = {
        "nav": "due",
        "item": item,
        "kind": kind,
        "moves": item.moves.select_related("moved_by"),
        "is_overdue": item.is_overdue(today=today),
        "edits": edits_of(ItemKind.COMMITMENT, item, by=user) if isinstance(item, Commitment) else (),
        "can_keep": desk.can_keep(item, by=user),
        "face": PublicCommitment.objects.filter(commitment=item.pk).first() if kind == Commitment.kind else None,
        "can_word": isinstance(item, Commitment) and desk.can_word(item, by=user),
        "day": DayForm(today=today),
        "must_not_contact": _must_not_contact(item.conversation),
    }
    return render(request, "engagement/due_detail.html", context)


def _must_not_contact(conversation: Conversation) -> bool:
    """Whether the organization, or somebody who spoke, asked not to be contacted, or may be in danger when contacted."""
    unwilling = Q(may_contact=False) | Q(do_not_contact=True) | ~Q(safety=ContactSafety.NO_CONCERN)
    spoke = Person.objects.filter(unwilling, pk__in=conversation.participations.values("person"))
    return conversation.organization.do_not_contact or spoke.exists()


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def due_create(request: HttpRequest, kind: str, pk: Any) -> HttpResponse:
    """A new one, from its conversation."""
    user, today = asker(request), timezone.localdate()
    conversation = get_object_or_404(Conversation.objects.visible_to(user).select_related("organization"), pk=pk)
    item = KINDS[kind](conversation=conversation)
    form = FORMS[KINDS[kind]](request.POST or None, instance=item, user=user, conversation=conversation, today=today)
    if request.method == "POST" and form.is_valid():
        following_up.add(item=form.instance, by=user, now=timezone.now())
        messages.success(request, _("Added. It is on the owner's list."))
        return redirect("engagement:conversation-detail", pk=pk)
    return _ask(request, item, form, is_new=True)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def due_edit(request: HttpRequest, kind: str, pk: Any) -> HttpResponse:
    """Other words, another owner."""
    item, user = _found(request, kind, pk), asker(request)
    desk.check_can_keep(item, by=user)
    form = FORMS[type(item)](
        request.POST or None, instance=item, user=user, conversation=item.conversation, today=timezone.localdate()
    )
    if request.method == "POST" and form.is_valid():
        try:
            following_up.change(item=item, fields=form.cleaned_data, sequence=_read(request), by=user, now=timezone.now())
        except Conflict:
            return _overtaken(request, item, form, action="edit")
        messages.success(request, _("Saved."))
        return _back(item)
    return _ask(request, item, form, action="edit")


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def due_move(request: HttpRequest, kind: str, pk: Any) -> HttpResponse:
    """Another day, with the reason."""
    item = _found(request, kind, pk)
    desk.check_can_keep(item, by=asker(request))
    desk.check_is_pending(item)
    form = MoveForm(request.POST or None, item=item, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        given = {"due_on": form.cleaned_data["due_on"], "reasons": form.reasons(), "sequence": _read(request)}
        try:
            following_up.move(item=item, **given, by=asker(request), now=timezone.now())
        except Conflict:
            return _overtaken(request, item, form, action="move")
        messages.success(request, _("Moved. The old day and the reason are kept."))
        return _back(item)
    return _ask(request, item, form, action="move")


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def due_cancel(request: HttpRequest, kind: str, pk: Any) -> HttpResponse:
    """It will not be done, and why."""
    item = _found(request, kind, pk)
    desk.check_can_keep(item, by=asker(request))
    desk.check_is_pending(item)
    form = CancelForm(request.POST or None, item=item)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"reasons": form.cleaned_data, "sequence": _read(request)}
        try:
            following_up.cancel(item=item, **given, by=asker(request), now=timezone.now())
        except Conflict:
            return _overtaken(request, item, form, action="cancel")
        messages.info(request, _("Cancelled. It can be reopened."))
        return _back(item)
    return _ask(request, item, form, action="cancel")


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
@shows_conflicts
def due_complete(request: HttpRequest, kind: str, pk: Any) -> HttpResponse:
    """Done, today or on another day."""
    item = _found(request, kind, pk)
    desk.check_can_keep(item, by=asker(request))
    form: forms.Form = DayForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        following_up.complete(item=item, on=form.cleaned_data["on"], by=asker(request), now=timezone.now())
        messages.success(request, _("Done. It can be reopened."))
        return _back(item)
    return _ask(request, item, form, action="complete")


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
@shows_conflicts
def due_begin(request: HttpRequest, kind: str, pk: Any) -> HttpResponse:
    """Somebody is at it."""
    item = _found(request, kind, pk)
    following_up.begin(item=item, by=asker(request), now=timezone.now())
    messages.success(request, _("In progress."))
    return _back(item)


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
@shows_conflicts
def due_reopen(request: HttpRequest, kind: str, pk: Any) -> HttpResponse:
    """Back to do."""
    item = _found(request, kind, pk)
    following_up.reopen(item=item, by=asker(request), now=timezone.now())
    messages.success(request, _("Reopened."))
    return _back(item)


@require_safe
@for_roles(*ENGAGEMENT_ROLES)
def due_calendar(request: HttpRequest, kind: str, pk: Any) -> HttpResponse:
    """The day as a calendar entry."""
    return _calendar([_found(request, kind, pk)])


@require_safe
@for_roles(*ENGAGEMENT_ROLES)
def due_calendar_mine(request: HttpRequest) -> HttpResponse:
    """All that is pending on one's own list."""
    user = asker(request)
    return _calendar([item for kind in KINDS.values() for item in kind.objects.visible_to(user).owned_by(user).pending()])


def _calendar(items: list[Any]) -> HttpResponse:
    response = HttpResponse(calendar.entries(items), content_type=calendar.CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="due.ics"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
@shows_conflicts
def commitment_word(request: HttpRequest, pk: Any) -> HttpResponse:
    """What the public reads, in every language."""
    commitment = _found(request, Commitment.kind, pk)
    assert isinstance(commitment, Commitment)
    desk.check_can_word(commitment, by=asker(request))
    make = partial(WordingForm, commitment=commitment)
    saved = Saved(make(), [commitment], following_up.WORDS, sent(request))
    if saved.differences:
        return two_versions(request, saved, up=_up(commitment), nav="due")
    form = make(saved.data)
    if form.is_valid():
        told = form.cleaned_data["is_public"]
        following_up.word(
            commitment=commitment, is_public=told, wording=form.wording(), seen=saved.seen, by=asker(request), now=timezone.now()
        )
        messages.success(request, _("Saved. The public reads it once two people have released it.") if told else _("Saved."))
        return _back(commitment)
    return _ask(request, commitment, form, action="word", seen=saved.sent_seen)


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def commitment_report_back(request: HttpRequest, pk: Any) -> HttpResponse:
    """They were told what came of it."""
    commitment = _found(request, Commitment.kind, pk)
    assert isinstance(commitment, Commitment)
    form = DayForm(request.POST, today=timezone.localdate())
    if form.is_valid():
        given = {"on": form.cleaned_data["on"], "sequence": _read(request)}
        try:
            following_up.report_back(commitment=commitment, **given, by=asker(request), now=timezone.now())
        except Conflict:
            return _overtaken(request, commitment, form, action="report")
        messages.success(request, _("Noted that they were told."))
        return _back(commitment)
    return _ask(request, commitment, form, action="report")
