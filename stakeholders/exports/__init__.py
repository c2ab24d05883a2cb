"""Tables that go out and come back."""

from stakeholders.exports.organizations import OrganizationResource

__all__ = ["OrganizationResource"]
