"""Logging a conversation, changing it again."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from engagement import policies
from engagement.domain import drafting, recording
from engagement.domain.drafting import DraftConflict
from engagement.domain.recording import Conflict, Taken
from engagement.enums import ConsentState
from engagement.forms.conversations import NO_PHASE, ConversationForm
from engagement.forms.drafts import WAS, Typed, as_typed, chosen, differences, initial, marks, number, rival, typed
from engagement.models import Conversation, ConversationDraft
from engagement.policies import Refused
from engagement.views.access import asker, for_roles, tells_refusals
from engagement.views.drafting import apart, side_by_side, tab_of
from engagement.views.first_steps import before_a_phase
from engagement.views.work import unsent
from resilience_portal.accounts.models import User
from resilience_portal.accounts.preferences import remember, remembered
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES
from stakeholders.models import Sector

LAST_USED = ("method", "language", "phase")


def _form(request: HttpRequest, data: Any = None, **kwargs: Any) -> ConversationForm:
    opened = remembered(asker(request), "log").get("folds", ())
    return ConversationForm(data, user=asker(request), today=timezone.localdate(), opened=opened, **kwargs)


def _as_last_time(user: User) -> dict[str, Any]:
    """What this person chose with the last conversation and is likely to choose again."""
    last = remembered(user, "log")
    return {name: last[name] for name in LAST_USED if last.get(name)}


def _is_first(user: User) -> bool:
    """Whether the guide is shown: nothing logged yet, and it was not put away."""
    return remembered(user, "log").get("is_guided", True) and not Conversation.objects.filter(created_by=user).exists()


def _show(request: HttpRequest, form: ConversationForm, pk: uuid.UUID, **more: Any) -> HttpResponse:
    """The form, with what autosave needs; 422 when something typed has to change. `was`: the marks of what it showed first."""
    draft = ConversationDraft.objects.visible_to(asker(request)).filter(pk=pk).first()
    sectors = Sector.objects.for_organizations().order_by("order", "code")
    context = {"nav": "conversations", "form": form, "token": pk, "draft": draft, "sectors": sectors, **more}
    context["was"] = request.POST.get(WAS, "") if request.method == "POST" else context.get("was", marks(as_typed(form)))
    return render(request, "engagement/conversation_form.html", context, status=422 if form.errors else 200)


def _conflict(request: HttpRequest, form: ConversationForm, theirs: Typed, version: dict[str, Any]) -> HttpResponse:
    """What was posted beside what is saved; choosing sends it again."""
    sent_with = {"action": request.POST.get("action", "submit"), "tab": tab_of(request).name, **version}
    return side_by_side(request, form, typed(request.POST, form.fields), theirs, sent_with)


@require_safe
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def conversation_new(request: HttpRequest) -> HttpResponse:
    """A fresh form: its token becomes the record's key, so that a form sent twice makes one record."""
    if step := before_a_phase(asker(request)):
        return render(request, "engagement/refused.html", {"nav": "", "sentence": NO_PHASE, "step": step}, status=409)
    return redirect("engagement:conversation-create", token=uuid.uuid4())


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def conversation_create(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """The quick form. A token that was used leads to its record; an unsent draft of the token is in the form again."""
    user = asker(request)
    if Conversation.objects.visible_to(user).filter(pk=token, created_by=user).exists():
        return redirect("engagement:conversation-detail", pk=token)
    if request.method == "POST":
        return _record(request, token)
    draft = ConversationDraft.objects.visible_to(user).filter(pk=token).first()
    form = _form(request, initial=_as_last_time(user))
    if draft and draft.rivals:
        return apart(request, form, draft)
    if draft:
        form = _form(request, initial=initial(draft.fields, form.fields))
    others = [row for row in unsent(user) if row["draft"].pk != token]
    return _show(request, form, token, others=others, is_new=True, is_first=_is_first(user))


def _record(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Keeps, or records and hands in, what was posted."""
    user, now = asker(request), timezone.now()
    draft = ConversationDraft.objects.visible_to(user).filter(pk=token).first()
    theirs = draft.fields if draft else {}
    data = chosen(request.POST, theirs)
    handing_in = data.get("action", "submit") == "submit"
    form = _form(request, data, handing_in=handing_in)
    is_stale = draft is not None and "draft_version" in data and draft.version != number(data.get("draft_version"))
    if draft and is_stale and differences(form, typed(data, form.fields), theirs):
        return _conflict(request, form, theirs, {"draft_version": draft.version})
    if draft and rival(draft, but=tab_of(request).name):
        return apart(request, form, _kept(request, token, form) or draft)
    if not form.is_valid():
        return _incomplete(request, token, form, handing_in=handing_in)
    try:
        made = recording.record(id=token, fields=form.cleaned_data, by=user, now=now, tab=tab_of(request).name).conversation
    except Taken:
        raise Http404 from None
    remember(user, "log", **{name: data.get(name, "") for name in LAST_USED})
    return _after_recording(request, made, action=data.get("action", "submit"))


def _incomplete(request: HttpRequest, token: uuid.UUID, form: ConversationForm, *, handing_in: bool) -> HttpResponse:
    """Who wanted to send sees what has to change; who wanted to keep has kept."""
    if not _kept(request, token, form) or handing_in:
        return _show(request, form, token, is_new=True)
    messages.success(request, _("Kept, not sent. Continue whenever you like; it asks for the rest then."))
    return redirect("engagement:home")


def _kept(request: HttpRequest, pk: uuid.UUID, form: ConversationForm) -> ConversationDraft | None:
    """What can't be recorded yet is not lost either: it waits as an unsent draft. None when another tab keeps it already."""
    draft = ConversationDraft.objects.visible_to(asker(request)).filter(pk=pk).first()
    assert isinstance(form.data, QueryDict)
    fields, version, tab = typed(form.data, form.fields), 0, tab_of(request)
    if draft:
        version, tab = draft.version, replace(tab, changes=draft.tab_changes)
    try:
        return drafting.save_draft(id=pk, fields=fields, version=version, by=asker(request), now=timezone.now(), tab=tab)
    except (DraftConflict, Refused):
        return None  # another tab keeps it, or the token is not ours: the page itself still holds the text


def _after_recording(request: HttpRequest, conversation: Conversation, *, action: str) -> HttpResponse:
    """On to handing in, to the next conversation, or back to the record."""
    told = {"reference": conversation.reference}
    if action == "submit":
        if conversation.consent_state != ConsentState.PENDING:
            messages.info(request, _("%(reference)s is saved. Check consent and hand it in.") % told)
        return redirect("engagement:conversation-submit", pk=conversation.pk)
    messages.success(request, _("Kept as a draft: %(reference)s. Only you can see it.") % told)
    if action == "another":
        return redirect("engagement:conversation-new")
    return redirect("engagement:conversation-detail", pk=conversation.pk)


def _check_can_edit(request: HttpRequest, conversation: Conversation) -> None:
    """Refuses what was handed in. Text that was typed in another tab too late is told, so that it can be copied."""
    try:
        policies.check_can_edit(conversation, by=asker(request))
    except Refused as refusal:
        draft = ConversationDraft.objects.visible_to(asker(request)).filter(pk=conversation.pk).first()
        notes = "".join(draft.fields.get("notes", [])[-1:]) if draft else ""
        if notes.strip() and notes != conversation.notes:
            told = _("%(why)s What you typed too late is kept as an unsent draft: “%(notes)s”")
            raise Refused(told % {"why": refusal, "notes": notes}) from refusal
        raise


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def conversation_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Changes over exactly the version that was read; a save in between shows both and asks."""
    conversation = get_object_or_404(Conversation.objects.visible_to(asker(request)), pk=pk)
    _check_can_edit(request, conversation)
    if request.method == "POST":
        return _edit(request, conversation)
    recording.note_read(conversation=conversation, by=asker(request), now=timezone.now())
    version = conversation.version
    draft = ConversationDraft.objects.visible_to(asker(request)).filter(pk=pk).first()
    form = _form(request, instance=conversation)
    if draft and draft.rivals:
        return apart(request, form, draft)
    more: dict[str, Any] = {}
    if draft:  # typed over a version of which nobody knows any more what stood there
        form, more = _form(request, instance=conversation, initial=initial(draft.fields, form.fields)), {"was": ""}
        version = number("".join(draft.fields.get("version", [])[-1:])) or version
    return _show(request, form, pk, conversation=conversation, version=version, is_restored=draft is not None, **more)


def _edit(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """Saves, or lays both versions side by side."""
    user, now = asker(request), timezone.now()
    reference, stored = conversation.reference, as_typed(_form(request, instance=conversation))
    data = chosen(request.POST, stored)
    read = number(data.get("version"))
    if read != conversation.version:
        recording.note_read(conversation=conversation, by=user, now=now)
        return _conflict(request, _form(request, data), stored, {"version": conversation.version})
    form = _form(request, data, instance=conversation)
    if not form.is_valid():
        return _show(request, form, conversation.pk, conversation=conversation, version=read, reference=reference)
    try:
        fresh = Conversation.objects.visible_to(user).get(pk=conversation.pk)
        recording.edit(conversation=fresh, fields=form.cleaned_data, version=read, by=user, now=now, tab=tab_of(request).name)
    except Conflict as conflict:
        recording.note_read(conversation=conflict.theirs, by=user, now=now)
        theirs = as_typed(_form(request, instance=conflict.theirs))
        return _conflict(request, form, theirs, {"version": conflict.theirs.version})
    messages.success(request, _("Saved."))
    return redirect("engagement:conversation-detail", pk=conversation.pk)
