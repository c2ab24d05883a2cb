"""Choices of importing."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportKind(models.TextChoices):
    """What the rows of a sheet are."""

    CONVERSATIONS = "conversations", _("Conversations")
    ORGANIZATIONS = "organizations", _("Organizations")
    PEOPLE = "people", _("People")
    REGISTRATIONS = "registrations", _("Registrations")


class ImportState(models.TextChoices):
    """`policies.IMPORT_TRANSITIONS` says which may follow which. Nothing of it is in the portal before RUNNING."""

    RECEIVING = "receiving", _("Being read")
    MATCHING = "matching", _("Match the columns")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked, not yet imported")
    RUNNING = "running", _("Being imported")
    DONE = "done", _("Imported")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Could not be imported")
