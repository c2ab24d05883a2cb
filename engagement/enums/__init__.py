"""States and choices of the engagement: the field's standard terms."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConversationState(models.TextChoices):
    """`policies.TRANSITIONS` says which may follow which."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    ACCEPTED = "accepted", _("Accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DISPOSED = "disposed", _("Disposed of")


class Method(models.TextChoices):
    """How we talked."""

    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("Phone")
    VIDEO = "video", _("Video call")
    EMAIL = "email", _("E-mail")
    SITE_VISIT = "site_visit", _("Site visit")
    EVENT = "event", _("Event")
    LETTER = "letter", _("Letter")
    ONLINE = "online", _("Online")
    OTHER = "other", _("Other")


class Level(models.TextChoices):
    """Who in the team may open the record. A record may also be closed to one partner institution."""

    TEAM = "team", _("Team")
    RESTRICTED = "restricted", _("Restricted")


class DatePrecision(models.TextChoices):
    """Notes are often written up later; "some time in May" is honest."""

    DAY = "day", _("Day")
    MONTH = "month", _("Month")


class ConsentState(models.TextChoices):
    """Whether what was said may be used at all."""

    PENDING = "pending", _("Not yet asked")
    GIVEN_VERBAL = "given_verbal", _("Given in words")
    GIVEN_WRITTEN = "given_written", _("Given in writing")
    NOT_REQUIRED = "not_required", _("Not required (public body speaking in its role)")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Attribution(models.TextChoices):
    """The most that may be said about where something came from; the upper limit for all that is derived."""

    AGGREGATE = "aggregate", _("Totals only")
    SECTOR = "sector", _("The sector")
    ORGANIZATION = "organization", _("The organization")
    NAMED = "named", _("The person, by name")
    NOT_FOR_PUBLICATION = "not_for_publication", _("Not for publication")


class Notice(models.TextChoices):
    """How the collection notice (purpose, authority, contact) was given."""

    SPOKEN = "spoken", _("Read out")
    WRITTEN = "written", _("Handed over or sent")
    NOT_GIVEN = "not_given", _("Not given")


class ParticipantCheck(models.TextChoices):
    """Whether those who spoke have checked the summary."""

    NOT_REQUESTED = "not_requested", _("Not requested")
    REQUESTED = "requested", _("To be sent")
    SENT = "sent", _("Sent")
    CONFIRMED = "confirmed", _("Confirmed")
    CORRECTED = "corrected", _("Corrected")
    NO_REPLY = "no_reply", _("No reply")
    WITHDRAWN = "withdrawn", _("Taken back by those who spoke")


class RetentionClass(models.TextChoices):
    """How long a record is kept: the years of each class are the operator's settings."""

    NOTES = "notes", _("Notes of an engagement")
    TRANSITORY = "transitory", _("Transitory")
    PERMANENT = "permanent", _("Permanent")


class OutreachOutcome(models.TextChoices):
    """What came of trying to reach somebody."""

    NO_REPLY = "no_reply", _("No reply")
    DECLINED = "declined", _("Declined")
    SCHEDULED = "scheduled", _("A conversation is planned")


class Sentiment(models.TextChoices):
    """Overall mood of a talk; crude, optional, never published."""

    POSITIVE = "positive", _("Positive")
    NEUTRAL = "neutral", _("Neutral")
    MIXED = "mixed", _("Mixed")
    NEGATIVE = "negative", _("Negative")


class Stance(models.TextChoices):
    """What a theme was, for those who raised it."""

    STRENGTH = "strength", _("Strength")
    CONCERN = "concern", _("Concern")
    MIXED = "mixed", _("Mixed")


class Seriousness(models.TextChoices):
    """How heavily a point weighed for those who raised it; empty = nobody judged."""

    LOW = "low", _("Minor")
    MEDIUM = "medium", _("Moderate")
    HIGH = "high", _("Serious")


class PointStatus(models.TextChoices):
    """Each point has a life of its own. Why one can't be resolved is said, and may be published."""

    OPEN = "open", _("Open")
    RESOLVED = "resolved", _("Resolved")
    NOT_RESOLVABLE = "not_resolvable", _("Can't be resolved")


class StepKind(models.TextChoices):
    """What a coder did in one step; each can be undone and redone."""

    THEME = "theme", _("Theme")
    PLACE = "place", _("Place")
    RATING = "rating", _("Rating")


class SecondCodingState(models.TextChoices):
    """A second coder sees nothing of the first one's codes until the work is handed in."""

    IN_PROGRESS = "in_progress", _("In progress")
    SUBMITTED = "submitted", _("Submitted")


class QuoteLicence(models.TextChoices):
    """What may be done with the words. The default lets them be counted, not shown."""

    NONE = "none", _("No use")
    COUNTED = "counted", _("Counted only")
    PARAPHRASE = "paraphrase", _("In our words")
    VERBATIM = "verbatim", _("Word for word, unattributed")
    ATTRIBUTED = "attributed", _("Word for word, attributed")


class QuoteState(models.TextChoices):
    """A candidate never leaves the building."""

    CANDIDATE = "candidate", _("Candidate")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class FindingState(models.TextChoices):
    """`held_by_host`: the words belong to the host (OCAP); only that there is a finding is ours to say."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")
    HELD_BY_HOST = "held_by_host", _("Held by the host")


class CommitmentState(models.TextChoices):
    """Overdue is computed, never stored. Declined was asked for and never promised; cancelled was promised once."""

    OPEN = "open", _("Open")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    DECLINED = "declined", _("Not promised")


class ReportKind(models.TextChoices):
    """What a transparency report tells."""

    WHAT_WE_HEARD = "what_we_heard", _("What we heard")
    PROGRESS = "progress", _("Progress")


class ReportState(models.TextChoices):
    """The worker makes it; two people release it; then it is frozen."""

    REQUESTED = "requested", _("Requested")
    BUILDING = "building", _("Being built")
    READY = "ready", _("Ready to preview")
    IN_REVIEW = "in_review", _("Approved by one of two")
    APPROVED = "approved", _("Approved, being published")
    RELEASED = "released", _("Released")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    FAILED = "failed", _("Could not be built")
    CANCELLED = "cancelled", _("Cancelled")


class ReportStep(models.TextChoices):
    """The named steps a person watches while the worker builds."""

    WAITING = "waiting", _("Waiting for the worker")
    COUNTING = "counting", _("Counting organizations")
    PROTECTING = "protecting", _("Protecting the figures")
    WRITING = "writing", _("Writing the report")
    RENDERING = "rendering", _("Making pages and files in three languages")
    DONE = "done", _("Done")


class ItemReleaseState(models.TextChoices):
    """One item of the plan on its way to the public."""

    PROPOSED = "proposed", _("Waits for a second person")
    APPROVED = "approved", _("Approved, waits for its day")
    RELEASED = "released", _("Released")
    DROPPED = "dropped", _("Not released")
    TAKEN_BACK = "taken_back", _("Taken back")


class Parity(models.TextChoices):
    """How far a text is in one language. `missing` is computed, and so is a check that the original has overtaken."""

    MISSING = "missing", _("Missing")
    MACHINE = "machine", _("To be checked")
    CHECKED = "checked", _("Checked")


class ReportSection(models.TextChoices):
    """The texts that staff write beside the machine's figures, in the report's order. The last two are written per theme."""

    AT_A_GLANCE = "at_a_glance", _("At a glance")
    WHY = "why", _("Why we asked")
    NOT_HEARD = "not_heard", _("Who we have not heard from")
    HOW = "how", _("How we listened")
    LIMITS = "limits", _("Limits")
    DIFFERED = "differed", _("Where people differed")
    DONE = "done", _("What we did")
    WILL_DO = "will_do", _("What we will do")
    WILL_NOT = "will_not", _("What we will not do, and why")
    NEXT = "next", _("What comes next")
    QUESTIONS = "questions", _("Questions we asked")
    THEME_SUMMARY = "theme_summary", _("What was said")
    THEME_DIFFERED = "theme_differed", _("Where people differed about it")


class TextState(models.TextChoices):
    """How far a text is in one language."""

    MISSING = "missing", _("Missing")
    LEFT_OUT = "left_out", _("Left out on purpose")
    WRITTEN = "written", _("Written")
    CHECKED = "checked", _("Checked")
