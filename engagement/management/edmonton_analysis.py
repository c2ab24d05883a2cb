"""How the Edmonton demo set was analysed: a second coder's codes."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password

from engagement.enums import SecondCodingState
from engagement.management.edmonton_files import rows
from engagement.models import Conversation, PointTheme, SecondCode, SecondCoding
from phases.models import Theme
from resilience_portal.accounts.granting import set_roles
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import Role


def load_second_coding(talks: dict[str, Conversation], now: datetime) -> None:
    """Every fifth record, coded again by somebody who cannot sign in."""
    lead, themes = User.objects.get(username="lead"), {theme.code: theme for theme in Theme.objects.all()}
    coder = User.objects.create(
        username="second.coder",
        first_name="Wren",
        last_name="Fallowmere",
        institution=lead.institution,
        password=make_password(None),
    )
    set_roles(user=coder, roles=[Role.ANALYST], by=None, now=now)
    second: dict[str, list[str]] = {}
    for row in rows("second_coding"):
        second.setdefault(row["conversation_ref"], []).append(row["theme_code"])
    made = {}
    for reference, codes in second.items():
        talk = talks[reference]
        first = PointTheme.objects.filter(point__conversation=talk).values_list("theme__code", flat=True)
        made[reference] = SecondCoding(
            conversation=talk,
            coder=coder,
            asked_by=lead,
            asked_at=talk.updated_at,
            state=SecondCodingState.SUBMITTED,
            submitted_at=talk.updated_at,
            first=sorted(set(first)),
            second=sorted(codes),
            codebook=sorted(themes),
        )
    SecondCoding.objects.bulk_create(made.values())
    SecondCode.objects.bulk_create(
        SecondCode(second_coding=made[reference], theme=themes[code], coded_at=made[reference].asked_at)
        for reference, codes in second.items()
        for code in codes
    )
