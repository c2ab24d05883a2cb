"""Resilience Portal: wiring of the project."""

from resilience_portal.celery import app as celery_app

__all__ = ["celery_app"]
