"""The collection notice: one that was given to somebody, or released, stays as it was."""

from __future__ import annotations

from django.utils.translation import gettext as _

from engagement.models import CollectionNotice, Conversation, Registration
from phases.enums import ItemKind
from phases.models import ReleasedItem
from phases.policies import Refused
from stakeholders.models import Consent


def was_used(notice: CollectionNotice) -> bool:
    """Given before a talk, told with a consent or a registration, or released."""
    return (
        Conversation.objects.filter(collection_notice=notice.pk).exists()
        or Registration.objects.filter(notice_version=notice.version).exists()
        or Consent.objects.filter(notice_version=notice.version).exists()
        or ReleasedItem.objects.of(ItemKind.NOTICE, notice.slug).exists()
    )


def check_is_unused(notice: CollectionNotice) -> None:
    """A new text is a new version."""
    if was_used(notice):
        raise Refused(_("This version was given to somebody or released, so it stays as it is. Write a new version."))
