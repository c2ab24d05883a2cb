"""WSGI entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "resilience_portal.settings")

application = get_wsgi_application()

from resilience_portal.checks import refuse_unsafe  # noqa: E402 - it needs the apps loaded

refuse_unsafe()
