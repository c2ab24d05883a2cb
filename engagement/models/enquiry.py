"""What the public writes to us: a question, a correction, a complaint, "I spoke with you". Answered by a day, never published."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagement.enums.public import EnquiryKind, EnquiryState
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import Role
from resilience_portal.privacy.declare import Kind, Lifetime, declare

OPEN = (EnquiryState.RECEIVED, EnquiryState.IN_HAND)


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    """Questions about what was written to us."""

    def visible_to(self, user: User | None) -> Self:
        """Leads read all; officers all but complaints, which may be about them. Nobody else."""
        if user is None or not user.is_authenticated:
            return self.none()
        if user.has_role(Role.LEAD):
            return self.all()
        return self.exclude(kind=EnquiryKind.COMPLAINT) if user.has_role(Role.OFFICER) else self.none()

    def waiting(self) -> Self:
        """Not answered yet."""
        return self.filter(state__in=OPEN)

    def late(self, *, today: date) -> Self:
        """Not answered by the day that was promised."""
        return self.waiting().filter(answer_by__lt=today)

    def for_list(self) -> Self:
        """With all that a row shows; what is due first comes first."""
        return self.select_related("taken_by").order_by("answer_by", "received_at", "id")


class Enquiry(models.Model):
    """One letter. A name and an address are given only by those who want an answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    receipt = models.CharField(_("receipt number"), max_length=16, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=EnquiryKind)
    message = models.TextField(_("message"), max_length=4000)
    about = models.CharField(_("page it is about"), max_length=200, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    notice_version = models.CharField(_("version of the collection notice"), max_length=50, blank=True, editable=False)
    received_at = models.DateTimeField(_("received"))
    answer_by = models.DateField(_("answer by"))
    state = models.CharField(_("state"), max_length=10, choices=EnquiryState, default=EnquiryState.RECEIVED)
    taken_by = models.ForeignKey(
        User, verbose_name=_("in the hands of"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(_("our answer"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        User, verbose_name=_("answered by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    mailed_at = models.DateTimeField(_("mailed"), null=True, blank=True)

    privacy = declare(
        internal="id receipt kind about language notice_version received_at answer_by state taken_by answered_at answered_by "
        "mailed_at",
        personal="name email",
        confidential="message answer",
        kind=Kind.LETTERS,
        lifetime=Lifetime.CONTACT,
    )

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        ordering: ClassVar = ["answer_by", "received_at", "id"]
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["state", "answer_by"], name="enquiry_by_day")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None) | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="enquiry_answered_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_by__isnull=False), name="enquiry_answered_by_someone"
            ),
        ]

    def __str__(self) -> str:
        return self.receipt

    @property
    def is_open(self) -> bool:
        """The one-row form of `EnquiryQuerySet.waiting`."""
        return self.state in OPEN
