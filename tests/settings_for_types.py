"""Settings that the type checker loads: without modeltranslation, whose managers are made at run time and can't be seen by it.

So the admin must not look for its modules either: some of them ask modeltranslation for its fields.
"""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

INSTALLED_APPS.remove("modeltranslation")
INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig" if "admin" in name.rpartition(".")[2].lower() else name
    for name in INSTALLED_APPS
]
