"""Who may keep the registry. Whether an account may *see* a record is `visible_to` on its QuerySet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from resilience_portal.accounts.roles import ENGAGEMENT_ROLES, Role
from resilience_portal.ui.phrases import named
from stakeholders.enums import ContactChannel, ContactSafety, OrganizationStatus

if TYPE_CHECKING:
    from datetime import datetime

    from resilience_portal.accounts.models import User
    from stakeholders.models import Merge, Organization, Person


class Refused(Exception):
    """The rules forbid it. The message is a sentence for the person who asked, in their language."""


def can_keep_directory(user: User | None) -> bool:
    """Add, change, archive, merge, import and export organizations and people: administrators, and leads in the staff area."""
    return user is not None and user.is_authenticated and (user.is_administrator or user.has_role(Role.LEAD))


def check_can_keep_directory(user: User | None) -> None:
    """Raises Refused unless the account keeps the registry."""
    if not can_keep_directory(user):
        raise Refused(_("Only an administrator or a lead may change the registry of organizations."))


def can_know_directory(user: User | None) -> bool:
    """See whom we talk to: the engagement team and administrators. Which records: `visible_to`."""
    return can_keep_directory(user) or (user is not None and user.is_authenticated and user.has_role(*ENGAGEMENT_ROLES))


def can_place(user: User | None) -> bool:
    """Put organizations on the map of influence and interest: the engagement team and administrators."""
    return can_know_directory(user)


def check_can_place(user: User | None) -> None:
    """Raises Refused for everybody else."""
    if not can_place(user):
        raise Refused(_("Only the engagement team may place organizations on the map."))


def can_propose_organization(user: User | None) -> bool:
    """Name one that was met and is not in the registry yet: those who talk with people."""
    return can_keep_directory(user) or (user is not None and user.is_authenticated and user.has_role(*ENGAGEMENT_ROLES))


def check_can_propose_organization(user: User | None) -> None:
    """Raises Refused unless the account may propose an organization."""
    if not can_propose_organization(user):
        raise Refused(_("Only the engagement team may propose an organization."))


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
        raise Refused(_("%(name)s is archived already.") % {"name": named(organization.name)})


def can_restore(organization: Organization) -> bool:
    """Whether it may come back: a merged one stands in another record and comes back by undoing the merge."""
    return organization.is_archived and organization.status != OrganizationStatus.MERGED


def check_can_restore(organization: Organization) -> None:
    """Raises Refused for what is not archived, or merged."""
    if not can_restore(organization):
        raise Refused(_("%(name)s is not archived, so there is nothing to restore.") % {"name": named(organization.name)})


def can_merge(kept: Organization, gone: Organization) -> bool:
    """Two records, neither of which is part of a third."""
    return kept.pk != gone.pk and OrganizationStatus.MERGED not in (kept.status, gone.status)


def check_can_merge(kept: Organization, gone: Organization) -> None:
    """Raises Refused for a record with itself, or one that is merged already."""
    if not can_merge(kept, gone):
        raise Refused(_("These two can't be merged: choose two records, neither of which was merged before."))


def can_undo_merge(merge: Merge, *, now: datetime) -> bool:
    """Within 90 days, once, and not below another merge of the kept record that still stands."""
    return merge.may_be_undone(at=now) and merge.kept.status != OrganizationStatus.MERGED


def check_can_undo_merge(merge: Merge, *, now: datetime) -> None:
    """Raises Refused after 90 days, a second time, or below a later merge."""
    if merge.undone_at is not None:
        raise Refused(_("This merge was undone already."))
    if not merge.may_be_undone(at=now):
        raise Refused(_("A merge can be undone for 90 days. After that, make a new record and move what belongs to it."))
    if not can_undo_merge(merge, now=now):
        raise Refused(_("%(name)s was itself merged later. Undo that merge first.") % {"name": named(merge.kept.name)})


def can_write_to(person: Person) -> bool:
    """Whether a reminder or an invitation by mail may go to this person. Asked by every door that would write to somebody.

    The one-row form of `PersonQuerySet.may_be_written_to`.
    """
    return type(person)._default_manager.filter(pk=person.pk).may_be_written_to().exists()


def check_can_write_to(person: Person) -> None:
    """Raises Refused with the reason that its reader may act on."""
    if can_write_to(person):
        return
    if person.safety != ContactSafety.NO_CONCERN:
        raise Refused(_("A message could put this person at risk. Reach them the way their record says."))
    if person.channel not in (ContactChannel.ANY, ContactChannel.EMAIL) or not person.email:
        raise Refused(_("This person can't be reached by e-mail. Their record says how."))
    raise Refused(_("This person, or their organization, asked not to be contacted."))
