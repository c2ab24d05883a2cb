"""Compiles the catalogues (`.po` -> `.mo`) in Python alone: the machine needs no gettext. Compiled files stay out of git."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


def compile_catalogues() -> list[Path]:
    """Writes the `.mo` beside every `.po` that is newer. Returns what was written. Safe in several processes at once."""
    written = []
    for folder in settings.LOCALE_PATHS:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
                continue
            draft = target.with_name(f"{target.name}.{os.getpid()}")
            polib.pofile(str(source)).save_as_mofile(str(draft))
            draft.replace(target)  # a process that is reading keeps the old file
            written.append(target)
    return written


class Command(BaseCommand):
    """`manage.py compile_catalogues`."""

    help = "Compile the translations (.po to .mo) without gettext."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own declaration

    def handle(self, *args: Any, **options: Any) -> None:
        """Compiles and says what was written."""
        for path in compile_catalogues():
            self.stdout.write(f"wrote {path}")
