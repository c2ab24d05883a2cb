"""Who we talk to."""

from stakeholders.models.consent import Consent
from stakeholders.models.custom_field import CustomField
from stakeholders.models.merge import Merge, NotTheSame
from stakeholders.models.organization import Organization, OrganizationQuerySet, ReferenceSeries, Sector, Tag, Ward
from stakeholders.models.person import Affiliation, Person

__all__ = [
    "Affiliation",
    "Consent",
    "CustomField",
    "Merge",
    "NotTheSame",
    "Organization",
    "OrganizationQuerySet",
    "Person",
    "ReferenceSeries",
    "Sector",
    "Tag",
    "Ward",
]
