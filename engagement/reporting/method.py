"""The method box of a report: who coded, with which codebook, and how far two coders agreed."""

from __future__ import annotations

from datetime import date
from typing import Any

from engagement.domain import codebook
from engagement.domain.second_coding import agreement
from engagement.models import Conversation, PointTheme, SecondCoding
from phases.models import Phase

FEWEST_CODED_TWICE = 5  # fewer would be a figure about a few talks; and the number itself is told in fives


def method_box(phase: Phase, *, until: date) -> dict[str, Any]:
    """coders, second_coded, codebook_version, and `agreement` {kappa, alpha, conversations} or None."""
    counted = Conversation.objects.publishable().in_phase(phase).held_until(until)
    coders = PointTheme.objects.filter(point__conversation__in=counted).order_by().values("coder").distinct().count()
    seconds = list(SecondCoding.objects.submitted().filter(conversation__in=counted))
    return {
        "coders": coders,
        "second_coded": bool(seconds),
        "codebook_version": str(codebook.current_number()),
        "agreement": _agreement(seconds),
    }


def _agreement(seconds: list[SecondCoding]) -> dict[str, Any] | None:
    if len(seconds) < FEWEST_CODED_TWICE:
        return None
    found = agreement(seconds)
    if found.kappa is None or found.alpha is None:
        return None
    return {
        "kappa": round(found.kappa, 2),
        "alpha": round(found.alpha, 2),
        "conversations": found.units - found.units % FEWEST_CODED_TWICE,
    }
