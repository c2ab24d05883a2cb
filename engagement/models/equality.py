"""Voluntary answers (GBA+): sealed until five people have answered, then totals. No table has a row that is one person's answers.

See docs/adr/0080-answers-that-lead-back-to-nobody.md.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from engagement.enums.equality import EqualityQuestion
from engagement.models.focus_group import FocusGroup
from resilience_portal.privacy.declare import Kind, Lifetime, declare


class SealedAnswers(models.Model):
    """What one person sent, answers or none, readable to the portal alone. Waits to be added up with others, then goes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(FocusGroup, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField(_("sealed answers"))

    privacy = declare(internal="id group", personal="sealed", kind=Kind.ANSWERS, lifetime=Lifetime.WORK)

    class Meta:
        verbose_name = _("sealed answers")
        verbose_name_plural = _("sealed answers")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.id)


class EqualityTotal(models.Model):
    """How many people of a group gave one answer to one question. Questions are never crossed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(FocusGroup, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(_("question"), max_length=20, choices=EqualityQuestion)
    answer = models.CharField(_("answer"), max_length=20, blank=True)  # blank: no answer to this question
    people = models.PositiveIntegerField(_("people"))

    privacy = declare(internal="id group question answer", confidential="people", kind=Kind.ANSWERS, lifetime=Lifetime.PHASE)

    class Meta:
        verbose_name = _("total of voluntary answers")
        verbose_name_plural = _("totals of voluntary answers")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "question", "answer"], name="equality_total_once_an_answer")
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.answer}"
