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


class ContactChannel(models.TextChoices):
    """How a person wants to be reached."""

    ANY = "any", _("Any way")
    EMAIL = "email", _("By e-mail")
    PHONE = "phone", _("By phone")
    LETTER = "letter", _("By letter")
    IN_PERSON = "in_person", _("In person only")


class ContactSafety(models.TextChoices):
    """Whether a message could put the person at risk. Binds every door that writes to a person."""

    NO_CONCERN = "no_concern", _("No concern known")
    DISCREET = "discreet", _("Discreet: no message may name the project")
    NEVER_WRITE = "never_write", _("Never write, never leave a message")


class CustomFieldKind(models.TextChoices):
    """What a field of one's own holds."""

    TEXT = "text", _("Text")
    NUMBER = "number", _("Whole number")
    DATE = "date", _("Date")
    YES_NO = "yes_no", _("Yes or no")
    CHOICE = "choice", _("One of a list")
