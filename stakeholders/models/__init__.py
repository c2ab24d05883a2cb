"""Who we talk to."""

from stakeholders.models.consent import Consent
from stakeholders.models.organization import Organization, OrganizationQuerySet, ReferenceSeries, Sector, Ward
from stakeholders.models.person import Affiliation, Person

__all__ = ["Affiliation", "Consent", "Organization", "OrganizationQuerySet", "Person", "ReferenceSeries", "Sector", "Ward"]
