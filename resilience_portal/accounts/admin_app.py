"""Django's admin app with the portal's own site in place of the default one. Apart from `apps.py`, which Django searches."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    """In INSTALLED_APPS instead of `django.contrib.admin`."""

    default = False
    default_site = "resilience_portal.accounts.admin_site.PortalAdminSite"
