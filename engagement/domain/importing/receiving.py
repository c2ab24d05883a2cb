"""A sheet is received: read row by row into the staging table, its heading recognised, its columns matched as last time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import IO, Any

from django.db import transaction

from engagement.domain.importing.kinds import vocabulary_of
from engagement.enums.importing import ImportKind, ImportState
from engagement.models import FocusGroup, ImportBatch, ImportMatching, ImportRow
from engagement.policies import importing as policies
from phases.models import Phase
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from resilience_portal.privacy.lifetimes import CELLS
from resilience_portal.sheets import headings, rows
from resilience_portal.sheets.bounds import Unreadable
from resilience_portal.sheets.headings import Heading
from resilience_portal.sheets.issues import Issue, error, info
from resilience_portal.sheets.reading import Line, Sheet, read

OF_ITS_PEOPLE = ("criteria", "notice")  # said of each sheet anew: who was judged, and what they had been told
STEP = 2_000  # rows in memory at a time


def receive(
    *,
    kind: str,
    source: IO[bytes],
    name: str,
    phase: Phase | None,
    by: User,
    now: datetime,
    sheet: str = "",
    group: FocusGroup | None = None,
) -> ImportBatch:
    """Reads a file into the staging table; nothing of it is in the portal yet. Raises Unreadable, Refused."""
    policies.check_can_import(kind, by=by)
    if kind == ImportKind.REGISTRATIONS:
        policies.check_takes_names(group)
    found = read(source, sheet=sheet)
    heading, lines = headings.find(found, vocabulary_of(kind))
    batch = ImportBatch.objects.create(
        kind=kind,
        phase=phase,
        group=group,
        name=name[-200:],
        digest=_digest(source, found),
        is_text=found.kind == "csv",
        sheet=found.name[:200],
        created_by=by,
        created_at=now,
        updated_at=now,
        **_recognised(heading),
    )
    try:
        _stage(batch, found, heading, lines)
    except BaseException:  # half a sheet is no sheet
        batch.delete()
        raise
    _remember_last_time(batch, by=by)
    batch.state = ImportState.MATCHING
    batch.save()
    audit("import.received", by=by, on=batch, now=now, details={"kind": kind, "rows": batch.rows_count})
    return batch


def _recognised(heading: Heading) -> dict[str, Any]:
    return {
        "heading": heading.words,
        "heading_row": heading.row,
        "signature": heading.signature,
        "fields": heading.fields,
    }


def _digest(source: IO[bytes], sheet: Sheet) -> str:
    at = source.tell()
    source.seek(0)
    found = hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]
    source.seek(at)
    return found


def _stage(batch: ImportBatch, sheet: Sheet, heading: Heading, lines: Iterator[Line]) -> None:
    """Every line below the heading, a step at a time; blank ones are counted, and the first few kept to be told."""
    required = vocabulary_of(batch.kind).required
    held: list[ImportRow] = []
    blank = kept = number = 0
    for line in lines:
        number = line.number
        shape = rows.shape(line, heading, required, is_text=batch.is_text)
        if not any(line.cells) or (shape.issues and shape.issues[0].code == "row.blank"):
            blank += 1
            if blank > rows.MOST_BLANK_TOLD:
                continue
        batch.rows_count += shape.is_record
        kept += 1
        cells = line.cells[: heading.width] if shape.is_record else []
        told = [issue.as_json() for issue in shape.issues]
        held.append(ImportRow(batch=batch, number=number, cells=cells, is_record=shape.is_record, shape=told))
        if len(held) >= STEP:
            ImportRow.objects.bulk_create(held)
            held.clear()
    ImportRow.objects.bulk_create(held)
    if not batch.rows_count:
        raise Unreadable("file.no_rows")
    blank += max(sheet.last_row - number, 0)
    told_of_file = [*sheet.issues, *heading.issues]
    if blank:
        told_of_file.append(info("row.blank", count=f"{blank:,}"))
    batch.told = [issue.as_json() for issue in told_of_file]


def _remember_last_time(batch: ImportBatch, *, by: User) -> None:
    """The matching that was agreed for a sheet with the same headings: this person's last, else a colleague's."""
    known = ImportMatching.objects.filter(kind=batch.kind, signature=batch.signature)
    found = known.filter(owner=by).order_by("-used_at").first() or known.order_by("-used_at").first()
    if found and len(found.fields) == len(batch.heading):
        batch.fields, batch.options = found.fields, found.options | {"remembered": "yes"}
        batch.told = [each for each in batch.told if each[1] != "header.twice"]


def earlier(batch: ImportBatch) -> ImportBatch | None:
    """The same file, brought into the portal before: not undone, not given up."""
    same = ImportBatch.objects.written().filter(kind=batch.kind, digest=batch.digest).exclude(pk=batch.pk)
    return same.order_by("-created_at").first()


def matching_problems(batch: ImportBatch, fields: Sequence[str]) -> list[Issue]:
    """What stands against reading the sheet like this: a field twice, a field missing."""
    vocabulary = vocabulary_of(batch.kind)
    found = [
        error("header.twice", name, names=", ".join(f"“{batch.heading[at]}”" for at, each in enumerate(fields) if each == name))
        for name in dict.fromkeys(fields)
        if name and list(fields).count(name) > 1
    ]
    return found + [error("header.missing", name) for name in headings.missing(fields, vocabulary)]


@transaction.atomic
def match(*, batch: ImportBatch, fields: Sequence[str], options: Mapping[str, str], by: User, now: datetime) -> list[Issue]:
    """Says which column is which; remembered for sheets with these headings. Or what stands against it, and nothing is kept."""
    policies.check_can_import(batch.kind, by=by)
    if batch.state != ImportState.MATCHING:
        policies.check_import_transition(batch, ImportState.MATCHING)
    if problems := matching_problems(batch, fields):
        return problems
    batch.fields, batch.options = list(fields), dict(options)
    batch.state, batch.updated_at = ImportState.MATCHING, now
    batch.save()
    remembered = {name: value for name, value in options.items() if name not in OF_ITS_PEOPLE}
    ImportMatching.objects.update_or_create(
        kind=batch.kind,
        signature=batch.signature,
        owner=by,
        defaults={"fields": batch.fields, "options": remembered, "used_at": now},
    )
    return []


def forget(*, now: datetime) -> None:
    """Throws away sheets that were never imported, and empties the cells of those that were, a while after their last step."""
    old = ImportBatch.objects.filter(updated_at__lt=now - CELLS)
    unfinished = (ImportState.RECEIVING, ImportState.MATCHING, ImportState.CHECKING, ImportState.CHECKED)
    old.filter(state__in=unfinished).delete()
    over = old.filter(state__in=[ImportState.DONE, ImportState.UNDONE, ImportState.CANCELLED, ImportState.FAILED])
    ImportRow.objects.filter(batch__in=over).exclude(cells=[]).update(cells=[], issues=[], shape=[])


@transaction.atomic
def discard(*, batch: ImportBatch, by: User, now: datetime) -> None:
    """Throws away a sheet of which nothing is in the portal."""
    if batch.state not in (ImportState.MATCHING, ImportState.CHECKED, ImportState.CANCELLED, ImportState.FAILED):
        policies.check_import_transition(batch, ImportState.MATCHING)
    audit("import.discarded", by=by, on=batch, now=now)
    batch.delete()


def sample(batch: ImportBatch, count: int = 3) -> list[list[str]]:
    """For each column the first few things that stand in it, to match it by."""
    found: list[list[str]] = [[] for _words in batch.heading]
    first: Iterable[list[str]] = batch.rows.records().order_by("number").values_list("cells", flat=True)[:50]
    for cells in first:
        for column, cell in enumerate(cells[: len(found)]):
            if cell.strip() and len(found[column]) < count and cell not in found[column]:
                found[column].append(cell)
    return found
