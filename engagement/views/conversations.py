"""The list of conversations, and one of them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from engagement import policies
from engagement.domain import recording
from engagement.forms.filters import ConversationFilter, after, position
from engagement.models import Conversation
from engagement.models.conversation import ConversationQuerySet
from engagement.views.access import asker
from engagement.views.passages import passages, segments
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES, Role

PAGE = 25
MOST_COUNTED = 1000  # beyond this the exact number helps nobody and costs a scan


def check_may_list(user: User) -> None:
    """The page exists for those who may open any record at all."""
    reads_notes = user.has_role(Role.ADMINISTRATOR) and user.may_read_notes
    if not (user.has_role(*ENGAGEMENT_ROLES, Role.LIAISON) or reads_notes):
        raise Http404


def found_by(request: HttpRequest, user: User) -> tuple[ConversationQuerySet, ConversationFilter]:
    """What the facets (address) and the words (body, never an address) leave of the visible records."""
    facets = ConversationFilter(request.GET)
    found = facets.narrow(Conversation.objects.visible_to(user), user=user)
    words = request.POST.get("q", "")[:200]
    return (found.matching(words) if words.strip() else found), facets


@require_http_methods(["GET", "HEAD", "POST"])
def conversation_list(request: HttpRequest) -> HttpResponse:
    """Rows of visible records, newest first, one page after the other; a search and its pages come by POST."""
    user = asker(request)
    check_may_list(user)
    found, facets = found_by(request, user)
    where = (request.POST if request.method == "POST" else request.GET).get("after", "")
    rows = list(after(found.for_list(), position(where))[: PAGE + 1])
    total = found.order_by()[: MOST_COUNTED + 1].count()
    context = {
        "nav": "conversations",
        "rows": rows[:PAGE],
        "more": rows[PAGE - 1] if len(rows) > PAGE else None,
        "total": total,
        "is_many": total > MOST_COUNTED,
        "facets": facets,
        "here": facets.address(request.path),
        "words": request.POST.get("q", "")[:200],
        "is_later_page": position(where) is not None,
        "can_record": policies.can_record(by=user),
    }
    return render(request, "engagement/conversation_list.html", context)


def actions(conversation: Conversation, user: User) -> dict[str, bool]:
    """What this account may do with this record now."""
    return {
        "can_edit": policies.can_edit(conversation, by=user),
        "can_submit": policies.can_submit(conversation, by=user),
        "can_code": policies.can_code(conversation, by=user),
        "can_review": policies.can_review(conversation, by=user),
        "can_withdraw": policies.can_withdraw(conversation, by=user),
    }


def opened(request: HttpRequest, pk: Any) -> Conversation:
    """A record whose notes are about to be shown; that they were read is written down."""
    user = asker(request)
    found = Conversation.objects.visible_to(user).select_related(
        "organization__sector", "organization__ward", "phase", "created_by", "lead", "note_taker", "reviewed_by"
    )
    conversation = get_object_or_404(found, pk=pk)
    recording.note_read(conversation=conversation, by=user, now=timezone.now())
    return conversation


@require_safe
def conversation_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """The record as it is read: facts, notes with their passages, history, and what may be done next."""
    conversation = opened(request, pk)
    coded = passages(conversation, asker(request))
    context = {
        "nav": "conversations",
        "conversation": conversation,
        "segments": segments(conversation.notes, coded),
        "passages": coded,
        "commitments": conversation.commitments.for_list(),
        "follow_ups": conversation.follow_ups.for_list(),
        "can_follow_up": policies.can_follow_up(by=asker(request)),
        "today": timezone.localdate(),
        "closed_to": conversation.closed_to.all(),
        "named_people": conversation.named_people.all(),
        **actions(conversation, asker(request)),
    }
    return render(request, "engagement/conversation_detail.html", context)
