"""The conversation record: who, when, how, what, and who may open it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engagement.enums import (
    Attribution,
    ConsentState,
    ConversationState,
    DatePrecision,
    Level,
    Method,
    Notice,
    ParticipantCheck,
    RetentionClass,
    Sentiment,
)
from engagement.models.conversation_questions import CONSENT_TO_USE, ConversationQuerySet
from engagement.models.facets import FacetKeys
from engagement.models.notice import CollectionNotice
from phases.models import Phase
from resilience_portal.accounts.models import Institution, User
from resilience_portal.privacy.declare import Kind, Lifetime, declare
from stakeholders.models import Organization, Person, Tag

NOTES_MAX_LENGTH = 20_000
SUMMARY_MAX_LENGTH = 2_000


class ReferenceSeries(models.Model):
    """The last reference given out in a phase: P1-0042 is never used again, whatever becomes of the record."""

    phase = models.OneToOneField(Phase, on_delete=models.PROTECT, primary_key=True, related_name="+")
    last = models.PositiveIntegerField(default=0)

    privacy = declare(internal="phase last", lifetime=Lifetime.PERMANENT)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.phase_id}: {self.last}"


class Conversation(models.Model):
    """One talk with one organization."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    # db_index=False where one of Meta.indexes begins with the column: a second one would cost every save and serve no question.
    phase = models.ForeignKey(Phase, verbose_name=_("phase"), on_delete=models.PROTECT, related_name="+", db_index=False)
    organization = models.ForeignKey(
        Organization, verbose_name=_("stakeholder"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    held_on = models.DateField(_("date"))
    date_precision = models.CharField(_("date is exact to the"), max_length=8, choices=DatePrecision, default=DatePrecision.DAY)
    start_time = models.TimeField(_("start time"), null=True, blank=True)
    duration_minutes = models.PositiveSmallIntegerField(
        _("length in minutes"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(1440)]
    )
    method = models.CharField(_("how we talked"), max_length=16, choices=Method)
    lead = models.ForeignKey(User, verbose_name=_("led by"), on_delete=models.PROTECT, related_name="+", db_index=False)
    note_taker = models.ForeignKey(
        User, verbose_name=_("note taker"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    people = models.ManyToManyField(Person, verbose_name=_("who spoke"), through="Participation", blank=True, related_name="+")
    people_count = models.PositiveSmallIntegerField(
        _("number of people"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    police_present = models.BooleanField(_("police were present"), default=False)
    language = models.CharField(_("language spoken"), max_length=8, default="en")
    interpreter_used = models.BooleanField(_("an interpreter helped"), default=False)
    place = models.CharField(_("place"), max_length=200, blank=True)
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    notes = models.TextField(_("notes"), blank=True, validators=[MaxLengthValidator(NOTES_MAX_LENGTH)])
    public_summary = models.TextField(_("public summary"), blank=True, validators=[MaxLengthValidator(SUMMARY_MAX_LENGTH)])
    sentiment = models.CharField(_("overall mood"), max_length=10, choices=Sentiment, blank=True)
    notice = models.CharField(_("collection notice"), max_length=10, choices=Notice, default=Notice.NOT_GIVEN)
    collection_notice = models.ForeignKey(
        CollectionNotice, verbose_name=_("notice text"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    consent_state = models.CharField(_("consent"), max_length=16, choices=ConsentState, default=ConsentState.PENDING)
    consent_on = models.DateField(_("consent given on"), null=True, blank=True)
    attribution = models.CharField(_("may be attributed to"), max_length=20, choices=Attribution, default=Attribution.AGGREGATE)
    level = models.CharField(_("who may open it"), max_length=12, choices=Level, default=Level.TEAM)
    named_people = models.ManyToManyField(User, verbose_name=_("named people"), blank=True, related_name="+")
    closed_to = models.ManyToManyField(Institution, verbose_name=_("closed to"), blank=True, related_name="+")
    opened_to = models.ManyToManyField(Institution, verbose_name=_("opened to"), blank=True, related_name="+")
    participant_check = models.CharField(
        _("participant check"), max_length=16, choices=ParticipantCheck, default=ParticipantCheck.NOT_REQUESTED
    )
    assigned_to = models.ForeignKey(
        User, verbose_name=_("next step by"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    tags = models.ManyToManyField(Tag, verbose_name=_("tags"), blank=True, related_name="+")
    safety_protocol_on = models.DateField(_("safety protocol followed on"), null=True, blank=True)
    retention_class = models.CharField(_("kept as"), max_length=12, choices=RetentionClass, default=RetentionClass.NOTES)
    dispose_after = models.DateField(_("dispose of after"), null=True, blank=True)
    legal_hold = models.BooleanField(_("legal hold"), default=False)
    details_reason = models.CharField(_("why identifying details stay"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=ConversationState, default=ConversationState.DRAFT)
    version = models.PositiveIntegerField(_("version"), default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("logged by"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(_("logged at"))
    updated_at = models.DateTimeField(_("changed at"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        User, verbose_name=_("reviewed by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    review_reason = models.TextField(_("reason for returning"), blank=True)
    search_text = models.TextField(blank=True, editable=False)
    facets = FacetKeys(db_default="{}", editable=False)  # kept by the database
    import_batch = models.ForeignKey(
        "engagement.ImportBatch", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    import_row = models.PositiveIntegerField(null=True, blank=True, editable=False)  # as the sheet counts

    privacy = declare(
        internal="id reference phase held_on date_precision start_time duration_minutes method lead note_taker people_count "
        "police_present language interpreter_used sentiment notice consent_state consent_on attribution level named_people "
        "closed_to opened_to participant_check collection_notice safety_protocol_on retention_class dispose_after legal_hold "
        "state version created_by created_at updated_at submitted_at reviewed_at reviewed_by "
        "assigned_to tags import_batch import_row facets",
        personal="organization people place",
        confidential="purpose notes public_summary review_reason details_reason search_text",
        kind=Kind.NOTES,
        lifetime=Lifetime.PHASE,
    )

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering: ClassVar = ["-held_on", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["-held_on", "-id"], name="conversation_newest"),
            models.Index(fields=["phase", "-held_on", "-id"], name="conversation_by_phase"),
            models.Index(fields=["state", "-held_on", "-id"], name="conversation_by_state"),
            models.Index(fields=["organization", "-held_on", "-id"], name="conversation_by_org"),
            models.Index(fields=["created_by", "state"], name="conversation_by_author"),
            models.Index(fields=["phase", "state", "-held_on", "-id"], name="conversation_by_phase_state"),
            models.Index(fields=["level", "-held_on", "-id"], name="conversation_by_level"),
            models.Index(fields=["lead", "-held_on", "-id"], name="conversation_by_lead"),
            models.Index(fields=["assigned_to", "-held_on", "-id"], name="conversation_by_assignee"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None) | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="conversation_review_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("created_by")), name="conversation_reviewer_is_not_author"
            ),
            models.CheckConstraint(
                condition=~Q(state=ConversationState.ACCEPTED) | Q(reviewed_by__isnull=False),
                name="conversation_accepted_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def authors(self) -> frozenset[uuid.UUID]:
        """Ids of all who made this record: none of them may review it."""
        return frozenset(pk for pk in (self.created_by_id, self.lead_id, self.note_taker_id) if pk)

    @property
    def is_publishable(self) -> bool:
        """The one-row form of `ConversationQuerySet.publishable`."""
        return (
            self.state == ConversationState.ACCEPTED
            and self.consent_state in CONSENT_TO_USE
            and self.attribution != Attribution.NOT_FOR_PUBLICATION
        )


class Participation(models.Model):
    """One person who spoke, in the capacity of that day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participations")
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(_("capacity"), max_length=200, blank=True)

    privacy = declare(internal="id conversation", personal="person capacity", kind=Kind.NOTES, lifetime=Lifetime.PHASE)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "person"], name="participation_once_a_conversation")
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.capacity}"
