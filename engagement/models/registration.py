"""Who would like to come, who is invited, who came. Personal: nothing of this is ever public."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.enums import ConsentState
from engagement.models.focus_group import FocusGroup, FocusGroupSession
from phases.enums import RegistrationState, SessionState
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import Role
from resilience_portal.privacy.declare import Kind, Lifetime, declare
from stakeholders.models import Organization

HOLDS_A_PLACE = (RegistrationState.REGISTERED, RegistrationState.ATTENDED, RegistrationState.NO_SHOW)

NOT_HELD = (SessionState.POSTPONED, SessionState.CANCELLED)  # whatever day they have


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Questions about places."""

    def visible_to(self, user: User | None) -> Self:
        """Officers and leads, who invite; nobody else needs to know who comes."""
        if user is None or not user.is_authenticated or not user.has_role(Role.OFFICER, Role.LEAD):
            return self.none()
        return self.all()

    def placed(self) -> Self:
        """Those that hold one of the session's places."""
        return self.filter(state__in=HOLDS_A_PLACE)

    def waiting(self) -> Self:
        """The waiting list, in its order."""
        return self.filter(state=RegistrationState.WAITLISTED).order_by("waiting_since", "created_at", "pk")

    def interested(self) -> Self:
        """Who wrote that they would like to come, and has no answer yet."""
        return self.filter(state=RegistrationState.INTERESTED)

    def to_remind(self) -> Self:
        """Registered, with an address, and not reminded yet."""
        return self.filter(state=RegistrationState.REGISTERED, reminded_at=None).exclude(email="")

    def unsettled(self, *, today: date) -> Self:
        """Had a place in a session whose day is over, and nobody has noted whether they came."""
        held = self.filter(state=RegistrationState.REGISTERED, session__held_on__lt=today)
        return held.exclude(session__state__in=NOT_HELD)

    def may_be_owed(self, *, today: date) -> Self:
        """Unsettled, and whoever came is owed an honorarium."""
        return self.unsettled(today=today).filter(group__honorarium__gt=0)

    def owed(self) -> Self:
        """Came, and their honorarium is not paid yet; the longest owed first."""
        return self.filter(honorarium_due_on__isnull=False, honorarium_paid_on=None).order_by("honorarium_due_on", "pk")


class Registration(models.Model):
    """One person and one group; later one session."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    receipt = models.CharField(_("receipt number"), max_length=16, unique=True)
    group = models.ForeignKey(FocusGroup, on_delete=models.PROTECT, related_name="registrations")
    session = models.ForeignKey(FocusGroupSession, on_delete=models.PROTECT, null=True, blank=True, related_name="registrations")
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    organization = models.ForeignKey(
        Organization, verbose_name=_("organization"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    language = models.CharField(_("language"), max_length=8, default="en")
    accommodations = models.CharField(_("what you need to take part"), max_length=300, blank=True)
    meets_criteria = models.BooleanField(_("meets the criteria"), null=True, blank=True)
    consent_state = models.CharField(_("consent"), max_length=16, choices=ConsentState, default=ConsentState.PENDING)
    notice_version = models.CharField(_("version of the collection notice"), max_length=50, blank=True, editable=False)
    recording_consent = models.BooleanField(_("agrees to a recording"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=RegistrationState, default=RegistrationState.INTERESTED)
    created_at = models.DateTimeField(_("received"), default=timezone.now)
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    told_sequence = models.PositiveIntegerField(_("change of the session that they were told"), default=0, editable=False)
    told_state = models.CharField(
        _("state of the place that they were told"), max_length=10, choices=RegistrationState, blank=True, editable=False
    )
    honorarium_due_on = models.DateField(_("honorarium due"), null=True, blank=True)
    honorarium_paid_on = models.DateField(_("honorarium paid"), null=True, blank=True)

    privacy = declare(
        internal="id receipt group session language meets_criteria consent_state notice_version recording_consent state "
        "created_at waiting_since reminded_at told_sequence told_state honorarium_due_on honorarium_paid_on",
        personal="name email phone organization",
        confidential="accommodations",
        kind=Kind.PLACES,
        lifetime=Lifetime.CONTACT,
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering: ClassVar = ["created_at", "id"]
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["session", "state", "waiting_since"], name="registration_by_session")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(session__isnull=False) | Q(state__in=["interested", "cancelled", "withdrawn"]),
                name="registration_of_a_session",
            )
        ]

    def __str__(self) -> str:
        return self.receipt

    @property
    def is_known(self) -> bool:
        """Whether anything of the person is kept yet."""
        return bool(self.name or self.email or self.phone or self.accommodations or self.organization_id)
