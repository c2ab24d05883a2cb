"""Coding: themes on passages of the notes, or on the talk as a whole."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement import policies
from engagement.domain.recording import search_text_of
from engagement.enums import Stance
from engagement.models import Conversation, Point, PointTheme
from phases.models import Theme
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit


@transaction.atomic
def code(
    *,
    conversation: Conversation,
    theme: Theme,
    stance: Stance,
    start: int | None = None,
    end: int | None = None,
    by: User,
    now: datetime,
) -> PointTheme:
    """Gives `theme` to the passage [start, end) of the notes in code points, or to the whole talk when both are None.

    The same theme on the same passage again changes only its stance.
    """
    policies.check_can_code(conversation, by=by)
    if start is not None and not (end is not None and 0 <= start < end <= len(conversation.notes)):
        raise policies.Refused(_("The passage does not lie within the notes. Select it again."))
    point = Point.objects.filter(conversation=conversation, start=start, end=end).order_by("created_at").first()
    if point is None:
        point = Point.objects.create(conversation=conversation, start=start, end=end, created_at=now)
    coding, _was_new = PointTheme.objects.update_or_create(
        point=point, theme=theme, defaults={"stance": stance, "coder": by, "coded_at": now}
    )
    audit("conversation.coded", by=by, on=conversation, now=now, details={"theme": theme.code, "stance": stance})
    return coding


@transaction.atomic
def uncode(*, coding: PointTheme, by: User, now: datetime) -> None:
    """Takes a theme off again; a point without a theme goes with it."""
    conversation = coding.point.conversation
    policies.check_can_code(conversation, by=by)
    audit("conversation.uncoded", by=by, on=conversation, now=now, details={"theme": coding.theme.code})
    point = coding.point
    coding.delete()
    if not point.codings.exists():
        point.delete()


@transaction.atomic
def summarize(*, conversation: Conversation, public_summary: str, by: User, now: datetime) -> Conversation:
    """Sets the public summary, the only free text that may leave."""
    conversation = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
    policies.check_can_code(conversation, by=by)
    conversation.public_summary = public_summary
    conversation.search_text = search_text_of(conversation)
    conversation.updated_at, conversation.version = now, conversation.version + 1
    conversation.save()
    audit("conversation.summarized", by=by, on=conversation, now=now)
    return conversation
