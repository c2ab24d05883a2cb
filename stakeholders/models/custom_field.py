"""Fields that an administrator adds without a developer: form, filter, import and export follow."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from resilience_portal.privacy.declare import Lifetime, declare
from stakeholders.enums import CustomFieldKind


class CustomFieldQuerySet(models.QuerySet["CustomField"]):
    """Questions about fields of our own."""

    def in_use(self) -> Self:
        """Asked for in forms; a retired one keeps what was entered and is only shown where it is filled."""
        return self.filter(is_active=True)


class CustomField(models.Model):
    """One more fact about an organization. Its values lie in `Organization.custom`, by code."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(_("code"), unique=True, help_text=_("The heading of its column in files. Never changes."))
    label = models.CharField(_("name"), max_length=80)
    help = models.CharField(_("hint"), max_length=200, blank=True)
    kind = models.CharField(_("holds"), max_length=10, choices=CustomFieldKind, default=CustomFieldKind.TEXT)
    options = models.TextField(_("list"), blank=True, help_text=_("One a line. Only for “One of a list”."))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    privacy = declare(
        internal="id code label label_en label_fr label_ar help help_en help_fr help_ar kind options order is_active",
        lifetime=Lifetime.PERMANENT,
    )

    objects = CustomFieldQuerySet.as_manager()

    class Meta:
        verbose_name = _("field of our own")
        verbose_name_plural = _("fields of our own")
        ordering: ClassVar = ["order", "code"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.label

    @property
    def choices(self) -> list[str]:
        """What may be chosen, in the order of the list."""
        return [line.strip() for line in self.options.splitlines() if line.strip()]

    def clean(self) -> None:
        """A list needs entries, and two of them."""
        if self.kind == CustomFieldKind.CHOICE and len(self.choices) < 2:
            raise ValidationError({"options": _("Write at least two entries, one a line.")})
