"""Speak-back by a one-time link: the person who spoke reads the summary, and confirms, corrects or withdraws. No account.

The link itself is shown once, to the member of staff who hands it on, and stored nowhere: the database keeps its fingerprint.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.domain.as_read import check_read
from engagement.enums import ConversationState, ParticipantCheck
from engagement.models import CheckRequest, Conversation, SpeakBackLink
from engagement.policies import CONVERSATION_TRANSITIONS, desk
from engagement.policies.refusal import Refused
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from resilience_portal.privacy.lifetimes import LINK


class Dead(Exception):
    """Used, too old, replaced, or never made: to whoever holds it, it is all the same."""


def fingerprint(token: str) -> str:
    """SHA-256 of a token of 256 random bits: there is nothing to guess, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_link(*, check: CheckRequest, by: User, now: datetime) -> str:
    """A fresh link for a check that waits for its answer; older ones of it die. Returns the token, the only copy there is."""
    check = CheckRequest.objects.select_for_update(of=("self",)).select_related("conversation").get(pk=check.pk)
    desk.check_can_answer_check(check, by=by)
    if not check.conversation.public_summary.strip():
        raise Refused(_("There is no summary yet that they could read. Write it first."))
    SpeakBackLink.objects.filter(check_request=check, used_at=None).update(expires_at=now)
    token = secrets.token_urlsafe(32)
    SpeakBackLink.objects.create(
        check_request=check, fingerprint=fingerprint(token), expires_at=now + LINK, made_by=by, made_at=now
    )
    audit("speak_back.link_made", by=by, on=check, now=now)
    return token


def opened(token: str, *, now: datetime) -> SpeakBackLink:
    """The link behind a token, with what it shows. Opening does not use it up: mail programs open links too. Raises Dead."""
    alive = SpeakBackLink.objects.alive(at=now).select_related("check_request__conversation", "made_by")
    link = alive.filter(fingerprint=fingerprint(token)).exclude(check_request__conversation__public_summary="").first()
    if link is None or link.check_request.conversation.state in (ConversationState.WITHDRAWN, ConversationState.DISPOSED):
        raise Dead
    return link


@transaction.atomic
def answer(*, token: str, says: ParticipantCheck, correction: str, now: datetime, seen: str | None = None) -> None:
    """Confirmed or corrected; the link is used up. A corrected talk is counted nowhere until it is accepted again.

    `seen`: the mark of the summary that they read (`as_read`); raises ReadAnew where it was changed since: the link lives on.
    """
    check, talk = _use(opened(token, now=now), now=now)
    check_read(seen, talk.public_summary)
    is_corrected = says == ParticipantCheck.CORRECTED
    check.state, check.answered_on, check.correction = says, timezone.localdate(now), correction if is_corrected else ""
    check.save()
    talk.participant_check, talk.updated_at = says, now
    if is_corrected and ConversationState.RETURNED in CONVERSATION_TRANSITIONS[ConversationState(talk.state)]:
        talk.state, talk.version = ConversationState.RETURNED, talk.version + 1
        talk.review_reason = _("They corrected the summary: %(words)s") % {"words": correction}
        audit("conversation.returned", by=None, on=talk, now=now, details={"speakers": True})
    talk.save()
    audit("speak_back.answered", by=None, on=check, now=now, details={"says": says.value})


@transaction.atomic
def withdraw(*, token: str, now: datetime) -> Conversation:
    """They take back what they said: nothing of the talk is counted or quoted from here on. Returns the talk.

    Quotes that are public already leave by `reporting.withdrawal`, called by the door in the same transaction.
    """
    check, talk = _use(opened(token, now=now), now=now)
    check.state, check.answered_on = ParticipantCheck.WITHDRAWN, timezone.localdate(now)
    check.save()
    before, talk.state = talk.state, ConversationState.WITHDRAWN
    talk.version, talk.updated_at, talk.participant_check = talk.version + 1, now, check.state
    talk.save()
    audit("speak_back.withdrawn", by=None, on=check, now=now)
    audit("conversation.withdrawn", by=None, on=talk, now=now, details={"from": before, "speakers": True})
    return talk


def _use(found: SpeakBackLink, *, now: datetime) -> tuple[CheckRequest, Conversation]:
    """Kills the link, under the lock of its row. Raises Dead for the second of two who press at once."""
    link = SpeakBackLink.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if link.used_at is not None:
        raise Dead
    link.used_at = now
    link.save(update_fields=["used_at"])
    check = CheckRequest.objects.select_for_update(of=("self",)).get(pk=link.check_request_id)
    if check.state != ParticipantCheck.SENT:
        raise Dead
    return check, Conversation.objects.select_for_update(of=("self",)).get(pk=check.conversation_id)
