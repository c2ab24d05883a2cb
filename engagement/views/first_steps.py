"""What has to be there before a form can be filled: said in the place of a choice that would be empty, with the way there."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from engagement.models import FocusGroup
from engagement.policies import importing
from phases.enums import ItemKind
from phases.models import EngagementPlan, Phase
from phases.policies import can_plan
from resilience_portal.accounts.models import User


@dataclass(frozen=True)
class FirstStep:
    """What is missing, what to do, and for whoever may do it where."""

    title: str
    told: str
    url: str = ""
    label: str = ""


def before_a_phase(user: User) -> FirstStep | None:
    """None once there is a phase to choose."""
    if Phase.objects.exists():
        return None
    may = can_plan(by=user)
    by_lead = "" if may else _("The plan is kept by an engagement lead.")
    if not EngagementPlan.objects.exists():
        told = _("The plan is begun first, then its first phase is made.")
        return _made(ItemKind.PLAN, _("There is no plan yet"), f"{told} {by_lead}".strip(), _("Begin the plan"), may=may)
    told = by_lead or _("Make the first phase; then this form asks to which phase it belongs.")
    return _made(ItemKind.PHASE, _("There is no phase yet"), told, _("Make the first phase"), may=may)


def before_a_phase_at_work(user: User) -> FirstStep | None:
    """None once there is a phase that goes forward."""
    if (step := before_a_phase(user)) or Phase.objects.public().exists():
        return step
    told = _("Every phase was given up. Make another one, or take one up again.")
    return FirstStep(_("No phase goes forward"), told, reverse("engagement:plan"), _("To the plan"))


def before_names(user: User) -> FirstStep | None:
    """None once there is a focus group whose list takes names."""
    groups = FocusGroup.objects.visible_to(user)
    if any(importing.can_take_names(group) for group in groups):
        return None
    if step := before_a_phase(user):
        return step
    may = can_plan(by=user)
    if not groups:
        told = _("People are registered for a focus group.") if may else _("The plan is kept by an engagement lead.")
        return _made(ItemKind.FOCUS_GROUP, _("There is no focus group yet"), told, _("Make the first focus group"), may=may)
    told = _("Groups that are over, and those whose list the host holds, take no names.")
    return FirstStep(_("No focus group takes names now"), told, reverse("engagement:plan"), _("To the plan"))


def _made(kind: ItemKind, title: str, told: str, label: str, *, may: bool) -> FirstStep:
    """With the way to the form, where this account may fill it."""
    return FirstStep(title, told, reverse("engagement:item-create", args=[kind.value]) if may else "", label)
