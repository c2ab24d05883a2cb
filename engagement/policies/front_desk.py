"""Who answers the public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from engagement.models import Enquiry
from engagement.policies.refusal import Refused, answers
from resilience_portal.accounts.roles import Role

if TYPE_CHECKING:
    from resilience_portal.accounts.models import User


def may_answer_the_public(user: User) -> bool:
    """Officers and leads keep the front desk. Which letters they see: `Enquiry.objects.visible_to`."""
    return user.has_role(Role.OFFICER, Role.LEAD)


def check_can_answer(enquiry: Enquiry, *, by: User) -> None:
    """A letter that waits, by somebody who may read it."""
    if not Enquiry.objects.visible_to(by).filter(pk=enquiry.pk).exists():
        raise Refused(_("Only the front desk answers what the public writes."))
    if not enquiry.is_open:
        raise Refused(_("This was answered or closed already. Load the page again to see by whom."))


can_answer = answers(check_can_answer)
