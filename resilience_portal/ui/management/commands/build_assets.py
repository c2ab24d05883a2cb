"""`manage.py build_assets`: fonts and style sheets, before `collectstatic`; with `--collect` that, too."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from resilience_portal.ui import assets
from resilience_portal.ui.static_files import UNUSED


class Command(BaseCommand):
    """Makes var/assets/."""

    help = "Make the fonts and style sheets that browsers load."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own declaration

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to go on to what a server answers with."""
        parser.add_argument("--collect", action="store_true", help="collect and press all that browsers load, too")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says only whether the slow part was needed."""
        made = assets.build()
        if options["verbosity"]:
            self.stdout.write("Fonts and style sheets made." if made else "Fonts and style sheets are up to date.")
        if options["collect"]:
            call_command("collectstatic", verbosity=options["verbosity"], interactive=False, ignore_patterns=[*UNUSED])
