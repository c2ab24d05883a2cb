"""Who may keep the registry. Whether an account may *see* a record is `visible_to` on its QuerySet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from resilience_portal.accounts.roles import ENGAGEMENT_ROLES
from stakeholders.enums import OrganizationStatus

if TYPE_CHECKING:
    from resilience_portal.accounts.models import User
    from stakeholders.models import Organization


class Refused(Exception):
    """The rules forbid it. The message is a sentence for the person who asked, in their language."""


def can_keep_directory(user: User | None) -> bool:
    """Add, change, archive, import and export organizations and people: administrators."""
    return user is not None and user.is_authenticated and user.is_administrator


def check_can_keep_directory(user: User | None) -> None:
    """Raises Refused unless the account keeps the registry."""
    if not can_keep_directory(user):
        raise Refused(_("Only an administrator may change the registry of organizations."))


def can_record_consent(user: User | None) -> bool:
    """Write down what a person answered: those who talk with people, and administrators on request."""
    return can_keep_directory(user) or (user is not None and user.is_authenticated and user.has_role(*ENGAGEMENT_ROLES))


def check_can_record_consent(user: User | None) -> None:
    """Raises Refused unless the account may add to the trail of consent."""
    if not can_record_consent(user):
        raise Refused(_("Only the engagement team or an administrator may record a consent."))


def can_archive(organization: Organization) -> bool:
    """Whether it is not put away already."""
    return not organization.is_archived


def check_can_archive(organization: Organization) -> None:
    """Raises Refused for what is archived already."""
    if not can_archive(organization):
        raise Refused(_("%(name)s is archived already.") % {"name": organization.name})


def can_restore(organization: Organization) -> bool:
    """Whether it may come back: a merged one stands in another record and comes back by undoing the merge."""
    return organization.is_archived and organization.status != OrganizationStatus.MERGED


def check_can_restore(organization: Organization) -> None:
    """Raises Refused for what is not archived, or merged."""
    if not can_restore(organization):
        raise Refused(_("%(name)s is not archived, so there is nothing to restore.") % {"name": organization.name})
