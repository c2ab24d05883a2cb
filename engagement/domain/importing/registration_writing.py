"""Registrations of a sheet: written under the lock that every place takes, in the order of the sheet; and taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from engagement.domain import registering
from engagement.domain.importing.checking import keep, keep_late, save_written
from engagement.domain.importing.kinds import judge_of
from engagement.models import FocusGroup, FocusGroupSession, ImportBatch, ImportRow, Registration
from phases.enums import RegistrationState
from resilience_portal.accounts.models import User
from resilience_portal.sheets.days import DayOrder
from resilience_portal.sheets.judging import Outcome, Verdict
from stakeholders.domain.importing.undoing import tied

WATCHED = ("state", "session_id", "meets_criteria", "name", "email", "phone", "reminded_at", "honorarium_due_on")


class RegistrationWriter:
    """Judges again under the sessions' locks, so that no place is given twice."""

    def __init__(self, batch: ImportBatch, *, order: DayOrder) -> None:
        assert batch.group is not None
        self.group, self.order = batch.group, order

    def write(self, batch: ImportBatch, rows: Sequence[ImportRow], *, now: datetime) -> int:
        """See writing.Writer."""
        sessions = {each.pk: each for each in _locked(self.group)}
        judge = judge_of(batch, self.order, by=batch.created_by, today=timezone.localdate(now))
        made, changed = [], []
        for row in rows:
            verdict = judge.verdict(row.number, row.cells)
            is_late = keep_late(batch, row, verdict)
            if verdict.outcome == Outcome.NEW:
                registration = self._registration(batch, verdict, sessions, now=now)
                made.append(registration)
                keep(row, verdict)  # the place may be another one than at the check
                row.record, row.before = registration.pk, _as_written(registration)
            if is_late or verdict.outcome == Outcome.NEW:
                changed.append(row)
        Registration.objects.bulk_create(made)
        save_written(changed)
        for pk in dict.fromkeys(each.session_id for each in made if each.state == RegistrationState.REGISTERED):
            registering.remind_in_time(sessions[pk], now=now)  # type: ignore[index]  # who is registered has a session
        return len(made)

    def _registration(
        self, batch: ImportBatch, verdict: Verdict, sessions: Mapping[UUID, FocusGroupSession], *, now: datetime
    ) -> Registration:
        fields = verdict.fields
        at = now + timedelta(microseconds=verdict.number)  # whoever stands higher in the sheet waits longer
        session = sessions.get(fields["session"])
        names = ("name", "email", "phone", "language", "accommodations", "consent_state", "recording_consent", "meets_criteria")
        return Registration(
            id=batch.record_id(verdict.number),
            receipt=registering.new_receipt(),
            group=self.group,
            session=session,
            told_sequence=session.sequence if session else 0,
            organization_id=fields["organization"],
            state=fields["state"],
            told_state=fields["state"],  # a sheet says what was arranged with them already
            notice_version=batch.options.get("notice", ""),
            created_at=at,
            waiting_since=at if fields["state"] == RegistrationState.WAITLISTED else None,
            **{name: fields[name] for name in names if name in fields},
        )


def _locked(group: FocusGroup) -> list[FocusGroupSession]:
    """The group's sessions, locked in one order."""
    return list(FocusGroupSession.objects.select_for_update(of=("self",)).filter(group=group).order_by("pk"))


def _as_written(registration: Registration) -> dict[str, Any]:
    """What taking back compares with, as JSON keeps it."""
    return {name: str(getattr(registration, name) or "") for name in WATCHED}


def touched_registrations(rows: Mapping[UUID, Mapping[str, Any] | None]) -> set[UUID]:
    """Those of the sheet's registrations that somebody has worked on since, moved up, or wrote to."""
    found = Registration.objects.filter(pk__in=rows)
    touched = {each.pk for each in found if _as_written(each) != rows[each.pk]}
    return touched | tied(Registration, list(rows), apart_from=())


def take_back_registrations(ids: Collection[UUID], *, group: FocusGroup, by: User, now: datetime) -> int:
    """Removes them; whoever waits longest moves up into the places that become free."""
    sessions = _locked(group)
    gone = Registration.objects.filter(pk__in=ids)
    held = set(gone.placed().values_list("session", flat=True))
    taken = gone.count()
    gone.delete()
    for session in sessions:
        if session.pk in held:
            registering.move_up(session, by=by, now=now)
    return taken
