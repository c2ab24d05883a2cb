"""The registry in the Django admin."""

from stakeholders.admin.organizations import OrganizationAdmin
from stakeholders.admin.people import PersonAdmin
from stakeholders.admin.reference import SectorAdmin, WardAdmin

__all__ = ["OrganizationAdmin", "PersonAdmin", "SectorAdmin", "WardAdmin"]
