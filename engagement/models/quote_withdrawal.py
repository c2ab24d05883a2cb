"""Words taken back after they were licensed: who asked for it, and when nothing public held them any more."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from engagement.models.quote import Quote
from resilience_portal.accounts.models import User
from resilience_portal.privacy.declare import Lifetime, declare


class QuoteWithdrawal(models.Model):
    """Why is in the quote's trail. `completed_at`: set by the worker once the words are in no released version or file."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    quote = models.OneToOneField(Quote, verbose_name=_("quote"), on_delete=models.CASCADE, related_name="withdrawal")
    by = models.ForeignKey(User, verbose_name=_("withdrawn by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("withdrawn at"))
    completed_at = models.DateTimeField(_("gone everywhere at"), null=True, blank=True)

    privacy = declare(internal="id quote by at completed_at", lifetime=Lifetime.PHASE)

    class Meta:
        verbose_name = _("withdrawal of a quote")
        verbose_name_plural = _("withdrawals of quotes")
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return str(self.quote_id)
