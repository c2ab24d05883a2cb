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
