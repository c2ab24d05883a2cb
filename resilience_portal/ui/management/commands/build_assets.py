"""`manage.py build_assets`: fonts and style sheets, before `collectstatic`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from resilience_portal.ui import assets


class Command(BaseCommand):
    """Makes var/assets/."""

    help = "Make the fonts and style sheets that browsers load."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own declaration

    def handle(self, *args: Any, **options: Any) -> None:
        """Says only whether the slow part was needed."""
        made = assets.build()
        if options["verbosity"]:
            self.stdout.write("Fonts and style sheets made." if made else "Fonts and style sheets are up to date.")
