"""The roles of staff: permission groups by these names. What a role may do is said in each app's policies."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """One person may hold several roles; no role may review, approve or release what its holder authored."""

    OFFICER = "officer", _("Engagement officer")
    ANALYST = "analyst", _("Analyst")
    REVIEWER = "reviewer", _("Reviewer")
    LEAD = "lead", _("Engagement lead")
    LIAISON = "liaison", _("Partner liaison")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


# The roles that work with conversations and with who was spoken to.
ENGAGEMENT_ROLES = frozenset({Role.OFFICER, Role.ANALYST, Role.REVIEWER, Role.LEAD})
