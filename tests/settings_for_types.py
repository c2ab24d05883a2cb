"""Settings that the type checker loads: without modeltranslation, whose managers are made at run time and can't be seen by it.

So the admin must not look for its modules either: some of them ask modeltranslation for its fields.
"""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

ADMIN = "resilience_portal.accounts.admin_app.PortalAdminConfig"
INSTALLED_APPS.remove("modeltranslation")
INSTALLED_APPS[INSTALLED_APPS.index(ADMIN)] = "django.contrib.admin.apps.SimpleAdminConfig"
