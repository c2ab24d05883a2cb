"""Consent: a trail to which rows are added and from which none is taken."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from stakeholders import policies
from stakeholders.enums import ConsentAnswer, ConsentPurpose
from stakeholders.models import Consent, Person

GIVEN = frozenset({ConsentAnswer.GIVEN_VERBAL, ConsentAnswer.GIVEN_WRITTEN})
REFUSED = frozenset({ConsentAnswer.DECLINED, ConsentAnswer.WITHDRAWN})


def has_consented(person: Person, purpose: ConsentPurpose) -> bool:
    """Whether the newest answer for this purpose is a yes. Asked on every use, so a withdrawal holds with the next request."""
    newest = Consent.objects.of(person, purpose).first()
    return newest is not None and newest.state in GIVEN


def notices_begun(day: date) -> list[str]:
    """The versions of the collection notice that somebody may have been told by this day, the one in force first.

    Notices stand a floor above the registry: the settings name who knows them.
    """
    versions: list[str] = import_string(settings.COLLECTION_NOTICES)(day)
    return versions


@transaction.atomic
def record_consent(
    *, person: Person, purpose: ConsentPurpose, state: ConsentAnswer, how: str, notice_version: str, by: User, now: datetime
) -> Consent:
    """Adds one answer to the trail and brings the person's own marks in line with it. `notice_version`: what was read to the
    person, or shown, before they answered; "" for nothing. Nothing is read to somebody who withdraws.
    """
    policies.check_can_record_consent(by)
    told = "" if state == ConsentAnswer.WITHDRAWN else notice_version
    answer = Consent(person=person, purpose=purpose, state=state, how=how, notice_version=told, recorded_by=by, recorded_at=now)
    answer.save(force_insert=True)
    if purpose == ConsentPurpose.CONTACT and state in GIVEN | REFUSED:
        person.may_contact = state in GIVEN
    if purpose == ConsentPurpose.PUBLIC_NAME:
        person.public_name_consent = state in GIVEN
    person.updated_at, person._history_user, person._history_date = now, by, now  # type: ignore[attr-defined]
    person.save(update_fields=["may_contact", "public_name_consent", "updated_at"])
    said = {"purpose": str(purpose), "state": str(state), "notice": told}
    audit("consent.recorded", by=by, on=person, now=now, details=said)
    return answer
