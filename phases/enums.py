"""States and choices of the plan: the field's standard terms."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PhaseKind(models.TextChoices):
    """A plan runs phases of three kinds."""

    INFORM_CONSULT = "inform_consult", _("Inform and consult")
    FOCUS_GROUPS = "focus_groups", _("Focus groups")
    COLLABORATIVE_PROJECTS = "collaborative_projects", _("Collaborative projects")


class PhaseState(models.TextChoices):
    """As in the federal consultations registry; NOT_GOING_FORWARD is not public."""

    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Open: taking part is possible")
    CLOSED_ANALYZING = "closed_analyzing", _("Closed: analysis under way")
    CLOSED_REPORT_AVAILABLE = "closed_report_available", _("Closed: report available")
    CLOSED_NO_REPORT = "closed_no_report", _("Closed: no report")
    NOT_GOING_FORWARD = "not_going_forward", _("Not going forward")


class Iap2Level(models.TextChoices):
    """The level of engagement in the words of the profession."""

    INFORM = "inform", _("Inform")
    CONSULT = "consult", _("Consult")
    INVOLVE = "involve", _("Involve")
    COLLABORATE = "collaborate", _("Collaborate")
    EMPOWER = "empower", _("Empower")


class PublicRole(models.TextChoices):
    """The level of public influence in the city's four words."""

    ADVISE = "advise", _("Advise")
    REFINE = "refine", _("Refine")
    CREATE = "create", _("Create")
    DECIDE = "decide", _("Decide")


class ReleaseState(models.TextChoices):
    """A released version is never edited; it is superseded or withdrawn, and stays at its address."""

    RELEASED = "released", _("Released")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class LogKind(models.TextChoices):
    """What the publication log records."""

    KEY = "key", _("First key")
    RELEASE = "release", _("Release of a report")
    CORRECTION = "correction", _("Correction of a report")
    SUPERSEDE = "supersede", _("Superseded by a newer version")
    WITHDRAWAL = "withdrawal", _("Withdrawal of a report")
    QUOTE_TOMBSTONE = "quote_tombstone", _("Withdrawal of a quote")
    KEY_ROTATION = "key_rotation", _("New key")
    ITEM_RELEASE = "item_release", _("Release of an item of the plan")
    ITEM_SUPERSEDE = "item_supersede", _("Item superseded by a newer version")
    ITEM_WITHDRAWAL = "item_withdrawal", _("Withdrawal of an item of the plan")


class ItemKind(models.TextChoices):
    """What of the plan is released item by item; reports have their own release."""

    PLAN = "plan", _("The plan")
    PHASE = "phase", _("Phase")
    FOCUS_GROUP = "focus_group", _("Focus group")
    SESSION = "session", _("Session")
    FINDING = "finding", _("Finding")  # of conversations
    GROUP_FINDING = "group_finding", _("Finding of a focus group")
    PROJECT = "project", _("Project")
    COMMITMENT = "commitment", _("Commitment")
    NOTICE = "notice", _("Collection notice")


class FocusGroupState(models.TextChoices):
    """Of a group; its sessions have states of their own."""

    PLANNED = "planned", _("Planned")
    RECRUITING = "recruiting", _("Looking for people")
    IN_PROGRESS = "in_progress", _("Under way")
    COMPLETED = "completed", _("Completed")
    POSTPONED = "postponed", _("Postponed")
    CANCELLED = "cancelled", _("Cancelled")


class SessionState(models.TextChoices):
    """Of one sitting."""

    PLANNED = "planned", _("Planned")
    SCHEDULED = "scheduled", _("Date set")
    COMPLETED = "completed", _("Held")
    POSTPONED = "postponed", _("Postponed")
    CANCELLED = "cancelled", _("Cancelled")


class SessionMode(models.TextChoices):
    """Where people meet."""

    IN_PERSON = "in_person", _("In person")
    VIDEO = "video", _("By video call")
    PHONE = "phone", _("By phone")


class QuestionKind(models.TextChoices):
    """A guide goes from opening to closing."""

    OPENING = "opening", _("Opening")
    KEY = "key", _("Key question")
    CLOSING = "closing", _("Closing")


class ListHolder(models.TextChoices):
    """Who keeps the list of those who take part. With the host, the portal knows numbers only."""

    PROJECT = "project", _("The project")
    HOST = "host", _("The host (OCAP)")


class HowMany(models.TextChoices):
    """The qualitative scale of a focus group: never a percentage, never a count of people."""

    NONE = "none", _("Nobody")
    ONE = "one", _("One person")
    A_FEW = "a_few", _("A few")
    SOME = "some", _("Some")
    MANY = "many", _("Many")
    MOST = "most", _("Most")
    ALMOST_ALL = "almost_all", _("Almost all")
    ALL = "all", _("All")


class ProjectState(models.TextChoices):
    """Leaves `proposed` only with a primary finding that it answers."""

    PROPOSED = "proposed", _("Proposed")
    PLANNED = "planned", _("Planned")
    ACTIVE = "active", _("Under way")
    PAUSED = "paused", _("Paused")
    COMPLETED = "completed", _("Completed")
    ENDED_EARLY = "ended_early", _("Ended early")


PROJECTS_OVER = (ProjectState.COMPLETED, ProjectState.ENDED_EARLY)


class OutcomeArea(models.TextChoices):
    """What a project is to change. There is no counter of "people prevented"."""

    RESILIENCE = "resilience", _("Resilience")
    DIVERSION = "diversion", _("Diversion")
    DISENGAGEMENT = "disengagement", _("Disengagement")
    CAPABILITY = "capability", _("Capability")


class StepState(models.TextChoices):
    """Of a step of a project; overdue is computed."""

    PLANNED = "planned", _("Planned")
    IN_PROGRESS = "in_progress", _("Under way")
    DONE = "done", _("Done")
    AT_RISK = "at_risk", _("At risk")
    PAUSED = "paused", _("Paused")


class IndicatorUnit(models.TextChoices):
    """What an indicator is counted in."""

    PERCENT = "percent", _("percent")
    COUNT = "count", _("number")
    DAYS = "days", _("days")
    YES_NO = "yes_no", _("yes or no")


class CriterionKind(models.TextChoices):
    """Who is looked for, and who is not; never by belief or case."""

    INCLUDE = "include", _("Can take part")
    EXCLUDE = "exclude", _("Can't take part")


class RegistrationState(models.TextChoices):
    """A person's place in a session. Capacity is enforced at `registered`."""

    INTERESTED = "interested", _("Interested")
    INVITED = "invited", _("Invited")
    REGISTERED = "registered", _("Registered")
    WAITLISTED = "waitlisted", _("On the waiting list")
    ATTENDED = "attended", _("Came")
    NO_SHOW = "no_show", _("Did not come")
    CANCELLED = "cancelled", _("Cancelled")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PartnerRole(models.TextChoices):
    """Of an organization in a project."""

    LEAD = "lead", _("Leads")
    PARTNER = "partner", _("Partner")


class MouState(models.TextChoices):
    """Of the memorandum of understanding with one partner."""

    NONE = "none", _("No memorandum")
    DRAFT = "draft", _("Memorandum in draft")
    IN_NEGOTIATION = "in_negotiation", _("Memorandum being agreed")
    SIGNED = "signed", _("Memorandum signed")
    EXPIRED = "expired", _("Memorandum expired")


class Licence(models.TextChoices):
    """Under which terms others may use a document."""

    OGL_CANADA = "ogl_canada", _("Open Government Licence – Canada 2.0")
    CC_BY = "cc_by", _("Creative Commons Attribution 4.0")
    RESERVED = "reserved", _("All rights reserved; shown here with permission")


class Bearing(models.TextChoices):
    """How much of a project rests on a finding."""

    PRIMARY = "primary", _("Mainly answers")
    SUPPORTING = "supporting", _("Also answers")
