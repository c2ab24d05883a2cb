"""A small scene for engagement tests: a phase, sectors, organizations, themes and staff, as plain functions."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Any

from engagement.domain.attaching import keeping
from engagement.enums import Attribution, ConsentState, ConversationState, Method, OutreachOutcome, Stance
from engagement.models import Attachment, CheckRequest, Conversation, OutreachAttempt, Point, PointTheme
from phases.enums import Iap2Level, ItemKind, PhaseKind, PhaseState, PublicRole
from phases.models import EngagementPlan, Phase, Theme, ThemeGroup
from resilience_portal.accounts.models import Institution, User
from resilience_portal.accounts.roles import Role
from stakeholders.models import Organization, Sector, Ward
from tests.cast import groups
from tests.factories.items import release

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


def institution(slug: str = "city", *, is_police: bool = False) -> Institution:
    """A partner, made once."""
    return Institution.objects.get_or_create(slug=slug, defaults={"name": slug.title(), "is_police": is_police})[0]


def staff(name: str, *roles: Role, at: str = "city") -> User:
    """A member of staff with these roles."""
    user = User.objects.filter(username=name).first() or User.objects.create(username=name, institution=institution(at))
    user.groups.add(*groups(*roles))
    return User.objects.get(pk=user.pk)


def phase(**fields: Any) -> Phase:
    """Phase 1 of the plan, open and public."""
    number = fields.get("number", 1)
    if (known := Phase.objects.filter(plan__slug="edmonton", number=number).first()) is not None:
        return known
    plan, _new = EngagementPlan.objects.get_or_create(slug="edmonton", defaults={"title": "Resiliency Project"})
    given = {
        "slug": "inform-and-consult",
        "kind": PhaseKind.INFORM_CONSULT,
        "title_en": "Inform and consult",
        "iap2_level": Iap2Level.CONSULT,
        "edmonton_role": PublicRole.ADVISE,
        "state": PhaseState.OPEN,
    } | fields
    made = Phase.objects.create(**{"plan": plan, "number": number} | given)
    made.refresh_from_db()  # days given as text are days
    release(ItemKind.PHASE, made)
    return made


def sector(code: str = "faith") -> Sector:
    """A second-level sector under the top-level one of this code."""
    top, _new = Sector.objects.get_or_create(code=code, defaults={"name": code.title()})
    return Sector.objects.get_or_create(code=f"{code}-sub", defaults={"name": code.title(), "parent": top})[0]


def ward(code: str = "dene") -> Ward:
    """A ward."""
    return Ward.objects.get_or_create(code=code, defaults={"name": code.title()})[0]


def organization(number: int = 1, **fields: Any) -> Organization:
    """An organization, told apart by its number."""
    if (known := Organization.objects.filter(reference=f"ORG-{number:03}").first()) is not None:
        return known
    given = {
        "name": f"Organization {number}",
        "sector": sector(),
        "ward": ward(),
        "search_text": f"org {number:03} organization {number}",
    } | fields
    return Organization.objects.create(**{"reference": f"ORG-{number:03}"} | given)


def theme(code: str = "TRU-STIG") -> Theme:
    """A theme of the codebook."""
    if (known := Theme.objects.filter(code=code).first()) is not None:
        return known
    group, _new = ThemeGroup.objects.get_or_create(code=code.split("-")[0], defaults={"name": code.split("-")[0]})
    given = {"slug": code.lower(), "group": group, "name_en": code, "definition_en": f"What {code} means."}
    return Theme.objects.create(code=code, **given)


def conversation(by: User, state: ConversationState = ConversationState.DRAFT, **fields: Any) -> Conversation:
    """A conversation in any state; accepted ones get a reviewer of their own."""
    given: dict[str, Any] = {
        "reference": f"P1-{Conversation.objects.count() + 1:04}",
        "phase": phase(),
        "organization": organization(),
        "held_on": date(2026, 11, 20),
        "method": Method.IN_PERSON,
        "lead": by,
        "notes": "They see young people pulled in through gaming chats.",
        "public_summary": "Young people are drawn in through games.",
        "consent_state": ConsentState.GIVEN_VERBAL,
        "attribution": Attribution.AGGREGATE,
        "created_by": by,
        "created_at": NOW,
        "updated_at": NOW,
        "state": state,
    }
    if state == ConversationState.ACCEPTED:
        given |= {"reviewed_by": staff("second.reader", Role.REVIEWER), "reviewed_at": NOW}
    many = {name: fields.pop(name) for name in ("named_people", "closed_to", "opened_to") if name in fields}
    made = Conversation.objects.create(id=fields.pop("id", uuid.uuid4()), **(given | fields))
    for name, values in many.items():
        getattr(made, name).set(values)
    return made


def coded(talk: Conversation, *codes: str, coder: User | None = None) -> Conversation:
    """The same conversation with these themes on the talk as a whole."""
    point = Point.objects.create(conversation=talk, created_at=NOW)
    for code in codes:
        PointTheme.objects.create(point=point, theme=theme(code), stance=Stance.CONCERN, coder=coder or talk.lead, coded_at=NOW)
    return talk


def attachment(talk: Conversation, by: User, body: bytes = b"Agenda") -> Attachment:
    """A text file of the conversation, in its place on the disk."""
    made = Attachment.objects.create(
        conversation=talk, name="agenda.txt", kind="txt", size=len(body), stored=uuid.uuid4().hex, added_by=by, added_at=NOW
    )
    keeping.place(made).parent.mkdir(parents=True, exist_ok=True)
    keeping.place(made).write_bytes(body)
    return made


def check(talk: Conversation, by: User, **fields: Any) -> CheckRequest:
    """They were asked to check the summary."""
    given = {"asked_on": date(2026, 11, 20), "due_on": date(2026, 12, 4)} | fields
    return CheckRequest.objects.create(conversation=talk, asked_by=by, **given)


def attempt(by: User, number: int = 1, **fields: Any) -> OutreachAttempt:
    """An attempt to reach an organization."""
    given = {"outcome": OutreachOutcome.NO_REPLY, "made_on": date(2026, 11, 20), "created_at": NOW} | fields
    return OutreachAttempt.objects.create(organization=organization(number), phase=phase(), made_by=by, **given)
