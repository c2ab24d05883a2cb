"""Choices of the registry."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganizationStatus(models.TextChoices):
    """A merge can be undone; two organizations may share a name."""

    PROPOSED = "proposed", _("Proposed")
    ACTIVE = "active", _("Active")
    INACTIVE = "inactive", _("Inactive")
    MERGED = "merged", _("Merged")


class OrganizationSize(models.TextChoices):
    """Rough size."""

    SMALL = "small", _("Small")
    MEDIUM = "medium", _("Medium")
    LARGE = "large", _("Large")


class ConsentPurpose(models.TextChoices):
    """What a person was asked for."""

    CONTACT = "contact", _("To be contacted again")
    PUBLIC_NAME = "public_name", _("To be named in public")


class ConsentAnswer(models.TextChoices):
    """What the person answered; withdrawing is a later row, never a deletion."""

    ASKED = "asked", _("Asked")
    GIVEN_VERBAL = "given_verbal", _("Given in words")
    GIVEN_WRITTEN = "given_written", _("Given in writing")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
