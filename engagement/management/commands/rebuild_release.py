"""`manage.py rebuild_release SLUG VERSION`: makes a release again and compares every SHA-256. Changes nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from engagement.models import Report
from engagement.reporting.tabulate import rebuilt
from phases.exports.rebuild import other_makers, rebuild
from phases.models import PublishedReport


class Command(BaseCommand):
    """Exit code 0: the same figures from the same counts, the same bytes in every file. Else it names what differs."""

    help = "Make a release again from its stored inputs and compare it with what was published, byte for byte."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which one."""
        parser.add_argument("slug")
        parser.add_argument("version", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        """Figures first, then the files."""
        report = PublishedReport.objects.filter(slug=options["slug"], version=options["version"]).first()
        if report is None:
            raise CommandError(f"There is no release {options['slug']} v{options['version']}.")
        is_same = self._figures(report)
        for row in rebuild(report):
            self.stdout.write(f"{'same   ' if row.is_same else 'DIFFERS'} {row.stored or 'missing':<64} {row.path}")
            is_same = is_same and row.is_same
        if not is_same:
            made = "; ".join(other_makers(report.payload))
            raise CommandError(f"Not the same as it was published.{f' Made by: {made}.' if made else ''}")
        self.stdout.write("Every file came out as it was published.")

    def _figures(self, published: PublishedReport) -> bool:
        report = Report.objects.filter(published=published).first()
        if report is None or "beside" not in (report.inputs or {}):
            self.stdout.write("figures: not made again, their counts are not stored")
            return True
        is_same = rebuilt(report, settings.DISCLOSURE_SECRET.encode()).to_payload() == published.payload["figures"]
        self.stdout.write(f"figures: {'same' if is_same else 'DIFFERENT'}, from the stored counts")
        return bool(is_same)
