"""The method box of a report: who coded, with which codebook, and how far two coders agreed."""

from __future__ import annotations

from datetime import date
from typing import Any

from engagement.domain import codebook
from engagement.domain.second_coding import agreement
from engagement.models import Conversation, PointTheme, SecondCoding
from phases.models import Phase
from resilience_portal.disclosure.protect import protect
from resilience_portal.disclosure.rules import CONVERSATION, Rules
from resilience_portal.disclosure.tables import Counts, CountTable, TableSpec, key

FEWEST_CODED_TWICE = 10  # agreement over fewer, by the published figure, would be a figure about a few talks


def method_box(phase: Phase, *, until: date, rules: Rules, secret: bytes) -> dict[str, Any]:
    """coders, second_coded, codebook_version, and `agreement` {kappa, alpha, conversations} or None."""
    counted = Conversation.objects.publishable().in_phase(phase).held_until(until)
    coders = PointTheme.objects.filter(point__conversation__in=counted).order_by().values("coder").distinct().count()
    seconds = list(SecondCoding.objects.submitted().filter(conversation__in=counted))
    number = coded_twice(len(seconds), series=f"phase-{phase.number}-coded-twice", rules=rules, secret=secret)
    return {
        "coders": coders,
        "second_coded": bool(seconds),
        "codebook_version": str(codebook.current_number()),
        "agreement": _agreement(seconds, number) if number >= FEWEST_CODED_TWICE else None,
    }


def coded_twice(number: int, *, series: str, rules: Rules, secret: bytes) -> int:
    """How many conversations two people coded, protected like any other total: nobody can watch the fifth or the tenth come."""
    total = CountTable(TableSpec("conversations", CONVERSATION), {key(): number})
    return protect(Counts([], [total], series=series), (), rules, secret).cell("conversations").value


def _agreement(seconds: list[SecondCoding], number: int) -> dict[str, Any] | None:
    found = agreement(seconds)
    if found.kappa is None or found.alpha is None:
        return None
    return {"kappa": round(found.kappa, 2), "alpha": round(found.alpha, 2), "conversations": number}
