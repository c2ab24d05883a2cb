"""The Celery application. Task arguments are ids only; results are never stored (`docs/adr/0002-outbox.md`)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "resilience_portal.settings")

app = Celery("resilience_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
