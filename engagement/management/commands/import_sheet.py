"""`manage.py import_sheet KIND FILE --by USERNAME`: a sheet of any kind, from the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from engagement.domain.importing import checking, receiving, writing
from engagement.domain.notices import versions_begun
from engagement.enums.importing import ImportKind
from engagement.models import FocusGroup, ImportBatch
from engagement.policies import Refused
from phases.models import Phase
from resilience_portal.accounts.models import User
from resilience_portal.sheets.bounds import Unreadable
from resilience_portal.sheets.issues import Severity
from resilience_portal.sheets.judging import Outcome
from resilience_portal.sheets.phrases import sentence

MOST_LISTED = 20  # rows of one kind that are named
ORDERS = {"day-first": "dmy", "month-first": "mdy"}


class Command(BaseCommand):
    """The same engine as the wizard, without its questions: what only a person can decide stays out, and is named."""

    help = "Import a CSV, TSV, XLSX or ODS file with English, French or Arabic headings. All rows or none, unless --good-rows."
    kind = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What, in whose name, into which phase, and how careful."""
        if not self.kind:
            parser.add_argument("kind", choices=ImportKind.values)
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, metavar="USERNAME", help="who brings this sheet")
        parser.add_argument("--phase", type=int, default=1, metavar="NUMBER", help="of conversations")
        parser.add_argument("--group", metavar="REFERENCE", help="focus group of registrations")
        parser.add_argument("--meet-criteria", action="store_true", help="its people were held against the group's criteria")
        parser.add_argument("--notice", default="", metavar="VERSION", help="of the collection notice that its people were told")
        parser.add_argument("--sheet", default="", metavar="NAME", help="worksheet to read; else the first visible one")
        parser.add_argument("--dates", choices=sorted(ORDERS), help="how 03/04/2019 is meant")
        parser.add_argument("--update", action="store_true", help="organizations that are there already take the sheet's words")
        parser.add_argument("--good-rows", action="store_true", help="write the good rows though others can't be written")
        parser.add_argument("--skip-ambiguous", action="store_true", help="leave out rows whose organization is not certain")
        parser.add_argument("--dry-run", action="store_true", help="judge every row, write nothing")

    def handle(self, *args: Any, file: Path, by: str, dry_run: bool, **options: Any) -> None:
        """Prints what came of it; exits with an error when nothing was written because of a row."""
        now = timezone.now()
        try:
            batch = self._received(file, by, options)
            checking.begin(batch=batch, by=batch.created_by, now=now)
            batch = checking.check(batch_id=batch.pk, now=now)
            self._report(batch)
            self._check_is_good(batch, options)
            if not dry_run and batch.to_do:
                writing.start(batch=batch, by=batch.created_by, now=now, in_worker=False)
                batch = writing.run(batch_id=batch.pk, now=now)
        except (Unreadable, Refused) as error:
            raise CommandError(str(error)) from error
        written, done = (batch.to_do, "would be written") if dry_run else (batch.done_count, "written")
        if dry_run or not batch.to_do:
            receiving.discard(batch=batch, by=batch.created_by, now=now)
        self.stdout.write(f"{written} of {batch.rows_count} {batch.kind} {done}.")

    def _received(self, file: Path, by: str, options: dict[str, Any]) -> ImportBatch:
        kind = self.kind or options["kind"]
        if options["notice"] and options["notice"] not in versions_begun(timezone.localdate()):
            raise CommandError(f"There is no collection notice {options['notice']} that anybody can have been told.")
        try:
            user = User.objects.get(username=by, is_active=True)
            phase = Phase.objects.get(number=options["phase"]) if kind == ImportKind.CONVERSATIONS else None
            group = FocusGroup.objects.visible_to(user).filter(reference__iexact=options["group"] or "").first()
            belongs: dict[str, Any] = {"phase": phase, "group": group, "sheet": options["sheet"]}
            with file.open("rb") as source:
                batch = receiving.receive(kind=kind, source=source, name=file.name, by=user, now=timezone.now(), **belongs)
        except OSError as error:
            raise CommandError(f"{file} can't be opened: {error.strerror}.") from error
        except User.DoesNotExist:
            raise CommandError(f"There is no active account called {by}.") from None
        except Phase.DoesNotExist:
            raise CommandError(f"There is no phase {options['phase']}.") from None
        chosen = {
            "dates": ORDERS.get(options["dates"] or "", ""),
            "known": "update" if options["update"] else "",
            "criteria": "met" if options["meet_criteria"] else "",
            "notice": options["notice"],
        }
        problems = receiving.match(batch=batch, fields=batch.fields, options=chosen, by=user, now=timezone.now())
        if problems:
            batch.delete()
            raise CommandError(" ".join(sentence(each) for each in problems))
        return batch

    def _check_is_good(self, batch: ImportBatch, options: dict[str, Any]) -> None:
        """Raises CommandError when a row stands against the whole."""
        bad = batch.rows.filter(outcome__in=[Outcome.REFUSED.value, Outcome.WAITING.value])
        if options["skip_ambiguous"]:
            bad = bad.exclude(pk__in=[row.pk for row in bad if _is_ambiguous_only(row.issues)])
        count = 0 if options["good_rows"] else bad.count()
        if count:
            receiving.discard(batch=batch, by=batch.created_by, now=timezone.now())
            raise CommandError(f"{count} rows can't be written. Nothing was written.")

    def _report(self, batch: ImportBatch) -> None:
        if batch.sheet:
            self.stdout.write(f"Sheet “{batch.sheet}”.")
        for issue in batch.file_issues:
            self.stdout.write(sentence(issue))
        names = {name: words for name, words in zip(batch.fields, batch.heading, strict=True) if name}
        for severity, out in ((Severity.WARNING, self.stdout), (Severity.ERROR, self.stderr)):
            rows = batch.rows.filter(severity=severity).order_by("number")
            for row in rows[:MOST_LISTED]:
                for issue in row.all_issues:
                    if issue.severity == severity:
                        where = f", {names[issue.column]}" if issue.column in names else ""
                        out.write(f"Row {row.number}{where}: {sentence(issue)}")
            if (more := rows.count() - MOST_LISTED) > 0:
                out.write(f"… and {more} more rows like this.")


def _is_ambiguous_only(issues: list[Any]) -> bool:
    """Nothing is wrong with a row but that its organization is not certain."""
    doubtful = {"org.ambiguous", "org.probable_duplicate", "org.new"}
    return all(each[1] in doubtful for each in issues if each[0] == Severity.ERROR)
