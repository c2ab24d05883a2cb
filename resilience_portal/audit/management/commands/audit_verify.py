"""`manage.py audit_verify`: walks the audit chain from its first row. Run it daily, and before an audit."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from resilience_portal.audit.models import AuditEvent
from resilience_portal.audit.record import first_broken


class Command(BaseCommand):
    """Exit code 0: whole. Else the number of the first row that was altered, dropped or moved."""

    help = "Verify that no row of the audit log was altered, dropped or moved."

    def handle(self, *args: Any, **options: Any) -> None:
        """Reads every row once."""
        number = first_broken()
        if number is not None:
            raise CommandError(f"The audit chain is broken at number {number}.")
        self.stdout.write(f"The audit chain is whole: {AuditEvent.objects.count()} rows.")
