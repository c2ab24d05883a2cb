"""The Celery application. Task arguments are ids only; results are never stored (`docs/adr/0002-outbox.md`)."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "resilience_portal.settings")

app = Celery("resilience_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect(dispatch_uid="portal.refuse_unsafe")
def refuse_unsafe(**_kwargs: Any) -> None:
    """A worker refuses unsafe production settings as the web server does."""
    from resilience_portal.checks import refuse_unsafe as refuse  # noqa: PLC0415 - it needs the apps loaded

    try:
        refuse()
    except Exception as error:
        raise SystemExit(str(error)) from error  # Celery swallows any other exception of a signal
