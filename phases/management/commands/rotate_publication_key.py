"""`manage.py rotate_publication_key`: after a new PUBLICATION_SECRET, with the old one in PUBLICATION_SECRET_BEFORE."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from phases.domain import publication_log


class Command(BaseCommand):
    """Prints the new public key, to be told where readers can find it apart from the portal."""

    help = "Have the publication log name a new signing key, in an entry signed by the old one."

    def handle(self, *args: Any, **options: Any) -> None:
        """One entry; nothing when the keys do not fit."""
        try:
            entry = publication_log.rotate(by=None, now=timezone.now())
        except publication_log.WrongKey as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Entry {entry.number} names the new key {publication_log.public_key()}.")
        self.stdout.write("PUBLICATION_SECRET_BEFORE can be taken out of the configuration now.")
