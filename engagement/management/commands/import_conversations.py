"""`manage.py import_conversations FILE --by USERNAME`: a sheet of conversations, all rows or none."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from engagement.domain.importing.bounds import MOST_BYTES, Unreadable
from engagement.domain.importing.writing import Outcome, import_conversations
from engagement.policies import Refused
from phases.models import Phase
from resilience_portal.accounts.models import User

MOST_LISTED = 20  # rows of one kind that are named


class Command(BaseCommand):
    """The same engine as every other door to importing."""

    help = "Import conversations from a CSV or XLSX file with English, French or Arabic headings. All rows or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, in whose name, into which phase."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, metavar="USERNAME", help="who logs these conversations")
        parser.add_argument("--phase", type=int, default=1, metavar="NUMBER")
        parser.add_argument("--sheet", default="", metavar="NAME", help="worksheet to read; else the first visible one")
        parser.add_argument("--skip-ambiguous", action="store_true", help="leave out rows whose organization is not certain")
        parser.add_argument("--dry-run", action="store_true", help="judge every row, write nothing")

    def handle(self, *args: Any, file: Path, by: str, phase: int, dry_run: bool, **options: Any) -> None:
        """Prints what came of it; exits with an error when nothing was written because of a row."""
        try:
            with file.open("rb") as source:
                body = source.read(MOST_BYTES + 1)
            outcome = import_conversations(
                body=body,
                name=file.name,
                phase=Phase.objects.get(number=phase),
                by=User.objects.get(username=by, is_active=True),
                now=timezone.now(),
                sheet=options["sheet"],
                skip_ambiguous=options["skip_ambiguous"],
                dry_run=dry_run,
            )
        except OSError as error:
            raise CommandError(f"{file} can't be opened: {error.strerror}.") from error
        except User.DoesNotExist:
            raise CommandError(f"There is no active account called {by}.") from None
        except Phase.DoesNotExist:
            raise CommandError(f"There is no phase {phase}.") from None
        except (Unreadable, Refused) as error:
            raise CommandError(str(error)) from error
        self._report(outcome, dry_run=dry_run)

    def _report(self, outcome: Outcome, *, dry_run: bool) -> None:
        if outcome.sheet:
            self.stdout.write(f"Sheet “{outcome.sheet}”.")
        if outcome.unused:
            self.stdout.write(f"Columns that were not used: {', '.join(outcome.unused)}.")
        self._list([f"Row {problem.row} left out: {problem.value}. {problem.message}" for problem in outcome.left_out])
        self._list([f"Row {row} says the same as row {above} and was not taken twice." for row, above in outcome.repeated])
        self._list([f"Row {row} is in the portal already." for row in outcome.known])
        if outcome.problem_count:
            for problem in outcome.problems:
                where = f", {problem.column}" if problem.column else ""
                value = f" “{problem.value}”" if problem.value else ""
                self.stderr.write(f"Row {problem.row}{where}{value}: {problem.message}")
            more = outcome.problem_count - len(outcome.problems)
            rest = f" ({more} more are not shown)" if more else ""
            raise CommandError(f"{outcome.problem_count} problems{rest}. Nothing was written.")
        done = "would be written" if dry_run else "written"
        self.stdout.write(f"{outcome.new} of {outcome.rows} conversations {done}.")

    def _list(self, lines: list[str]) -> None:
        for line in lines[:MOST_LISTED]:
            self.stdout.write(line)
        if len(lines) > MOST_LISTED:
            self.stdout.write(f"… and {len(lines) - MOST_LISTED} more like this.")
