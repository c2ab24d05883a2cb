"""Which kind of sheet is read with which words, and judged by whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engagement.domain.importing import registrations, words
from engagement.domain.importing.conversations import ConversationJudge
from engagement.domain.importing.registrations import RegistrationJudge
from engagement.enums.importing import ImportKind
from engagement.models import ImportBatch
from engagement.policies import importing as policies
from resilience_portal.accounts.models import User
from resilience_portal.sheets.days import DayOrder
from resilience_portal.sheets.headings import Vocabulary
from resilience_portal.sheets.judging import Agreed, Judge
from stakeholders.domain.importing import organizations, people
from stakeholders.domain.importing.organizations import OrganizationJudge
from stakeholders.domain.importing.people import PersonJudge

DAYS: dict[str, tuple[str, ...]] = {
    ImportKind.CONVERSATIONS: ("held_on", "follow_up_due"),
    ImportKind.ORGANIZATIONS: (),
    ImportKind.PEOPLE: ("started_on", "ended_on"),
    ImportKind.REGISTRATIONS: ("session",),
}


def vocabulary_of(kind: str) -> Vocabulary:
    """The words of one kind of sheet; of organizations with the fields of our own."""
    if kind == ImportKind.ORGANIZATIONS:
        return organizations.vocabulary()
    fixed = {
        ImportKind.CONVERSATIONS: words.VOCABULARY,
        ImportKind.PEOPLE: people.VOCABULARY,
        ImportKind.REGISTRATIONS: registrations.VOCABULARY,
    }
    return fixed[ImportKind(kind)]


def agreed(batch: ImportBatch, order: DayOrder) -> Agreed:
    """What the person and the portal agreed about this sheet. An order of dates that was chosen goes before one that was seen."""
    chosen = DayOrder(batch.options.get("dates", ""))
    return Agreed(fields=batch.fields, day_order=chosen or order, answers=batch.answers, options=batch.options)


def judge_of(batch: ImportBatch, order: DayOrder, *, by: User, today: date, known: Iterable[bytes] = ()) -> Judge:
    """The judge of this sheet's rows, who has read the registry as it is now."""
    found = agreed(batch, order)
    if batch.kind == ImportKind.CONVERSATIONS:
        may_add = policies.can_import(ImportKind.ORGANIZATIONS, by=by)
        return ConversationJudge(found, by=by, today=today, known=known, may_add=may_add)
    if batch.kind == ImportKind.ORGANIZATIONS:
        return OrganizationJudge(found, by=by)
    if batch.kind == ImportKind.REGISTRATIONS:
        assert batch.group is not None
        return RegistrationJudge(found, group=batch.group, by=by, today=today)
    return PersonJudge(found, by=by, today=today)
