"""The writing of judged rows of organizations and people, and the taking back. Called within the importer's transaction.

One row of the audit log tells of a whole sheet; which record came from which row is kept beside the sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from simple_history.utils import bulk_create_with_history

from resilience_portal.accounts.models import User
from resilience_portal.sheets.judging import Outcome, Verdict
from resilience_portal.text import searchable
from stakeholders import policies
from stakeholders.domain import directory
from stakeholders.domain.importing.organizations import WRITABLE
from stakeholders.models import Affiliation, Organization, Person, ReferenceSeries

RESTORED = (*WRITABLE, "custom", "name", "sector_id", "ward_id", "search_text", "updated_at", "version")


@dataclass(frozen=True)
class Written:
    """What became of one row."""

    number: int
    record: UUID
    before: dict[str, Any] = field(default_factory=dict)


def references(prefix: str, count: int) -> list[str]:
    """The next references of a kind, counted under a lock, past those that were brought along. Call inside a transaction."""
    if not count:
        return []
    records = Organization.objects if prefix == directory.ORGANIZATION_PREFIX else Person.objects
    series, _created = ReferenceSeries.objects.select_for_update().get_or_create(prefix=prefix)
    taken = set(records.values_list("reference", flat=True))
    found: list[str] = []
    while len(found) < count:
        series.last += 1
        if (reference := f"{prefix}-{series.last:03d}") not in taken:
            found.append(reference)
    series.save(update_fields=["last"])
    return found


def write_organizations(verdicts: Sequence[Verdict], *, ids: Mapping[int, UUID], by: User, now: datetime) -> list[Written]:
    """Adds and updates what the rows say, with the people they name. Raises Refused."""
    policies.check_can_keep_directory(by)
    new = [verdict for verdict in verdicts if verdict.outcome == Outcome.NEW]
    numbers = references(directory.ORGANIZATION_PREFIX, len(new))
    made = [_organization(verdict.fields, ids[verdict.number], number, now) for verdict, number in zip(new, numbers, strict=True)]
    bulk_create_with_history(made, Organization, batch_size=200, default_user=by, default_date=now)
    written = [Written(verdict.number, each.pk) for verdict, each in zip(new, made, strict=True)]
    _add_contacts(list(zip(made, (verdict.fields for verdict in new), strict=True)), by=by, now=now)
    for verdict in verdicts:
        if verdict.outcome == Outcome.UPDATE:
            written.append(_update(verdict, by=by, now=now))
    return written


def _organization(fields: Mapping[str, Any], pk: UUID, reference: str, now: datetime) -> Organization:
    plain = {name: fields[name] for name in WRITABLE if fields.get(name) not in (None, "")}
    found = Organization(
        id=pk,
        reference=reference,
        name=fields["name"],
        sector_id=fields["sector"],
        ward_id=fields.get("ward"),
        created_at=now,
        updated_at=now,
        custom=dict(fields.get("custom", {})),
        **plain,
    )
    people = [fields["contact"]] if fields.get("contact") else []
    found.search_text = directory.findable(reference, found.name, found.aliases, people)
    return found


def add_organization(*, name: str, sector: UUID, pk: UUID, by: User, now: datetime) -> Organization:
    """One that a sheet of conversations names and the person agreed to add. Raises Refused."""
    policies.check_can_keep_directory(by)
    [reference] = references(directory.ORGANIZATION_PREFIX, 1)
    made = _organization({"name": name, "sector": sector}, pk, reference, now)
    bulk_create_with_history([made], Organization, default_user=by, default_date=now)
    return made


def _add_contacts(pairs: Sequence[tuple[Organization, Mapping[str, Any]]], *, by: User, now: datetime) -> list[Person]:
    named = [(organization, fields) for organization, fields in pairs if fields.get("contact")]
    numbers = references(directory.PERSON_PREFIX, len(named))
    people = [
        Person(
            reference=number,
            name=fields["contact"],
            search_text=searchable(f"{number} {fields['contact']}"),
            created_at=now,
            updated_at=now,
        )
        for (_organization, fields), number in zip(named, numbers, strict=True)
    ]
    bulk_create_with_history(people, Person, batch_size=200, default_user=by, default_date=now)
    Affiliation.objects.bulk_create(
        Affiliation(person=person, organization=organization, role=fields.get("contact_role", ""), is_primary=True)
        for (organization, fields), person in zip(named, people, strict=True)
    )
    return people


def _update(verdict: Verdict, *, by: User, now: datetime) -> Written:
    """The cells that hold something take the place of what stands in the record."""
    found = Organization.objects.select_for_update().get(pk=verdict.record)
    before = {name: _plain(getattr(found, name)) for name in RESTORED}
    for name in WRITABLE:
        if verdict.fields.get(name) not in (None, ""):
            setattr(found, name, verdict.fields[name])
    found.custom = {**found.custom, **verdict.fields.get("custom", {})}
    found.sector_id = verdict.fields.get("sector") or found.sector_id
    found.ward_id = verdict.fields.get("ward") or found.ward_id
    if verdict.fields.get("name") and verdict.fields.get("name") != found.name and _brought_reference(verdict):
        found.name = verdict.fields["name"]
    if all(_plain(getattr(found, name)) == before[name] for name in RESTORED):
        return Written(verdict.number, found.pk)
    found.version, found.updated_at = found.version + 1, now
    found.search_text = directory.search_text_of(found)
    found._history_user = by  # type: ignore[attr-defined]  # read by simple-history
    found._history_date = now  # type: ignore[attr-defined]
    found.save()
    return Written(verdict.number, found.pk, before | {"after": found.version})


def _brought_reference(verdict: Verdict) -> bool:
    """Whether the row says by reference which record it means, so that its name may be a new one."""
    return bool(verdict.fields.get("reference"))


def _plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def write_people(verdicts: Sequence[Verdict], *, ids: Mapping[int, UUID], by: User, now: datetime) -> list[Written]:
    """Adds the people that the rows name, and whom they speak for. Raises Refused."""
    policies.check_can_keep_directory(by)
    new = [verdict for verdict in verdicts if verdict.outcome == Outcome.NEW]
    numbers = references(directory.PERSON_PREFIX, len(new))
    people = [_person(verdict.fields, ids[verdict.number], number, now) for verdict, number in zip(new, numbers, strict=True)]
    bulk_create_with_history(people, Person, batch_size=200, default_user=by, default_date=now)
    pairs = list(zip(people, (verdict.fields for verdict in new), strict=True))
    Affiliation.objects.bulk_create(
        Affiliation(
            person=person,
            organization_id=fields["organization"],
            role=fields.get("role", ""),
            started_on=fields.get("started_on"),
            ended_on=fields.get("ended_on"),
        )
        for person, fields in pairs
        if fields.get("organization")
    )
    touched = {fields["organization"] for _person, fields in pairs if fields.get("organization")}
    directory.refresh_search_text(*Organization.objects.filter(pk__in=touched))
    return [Written(verdict.number, person.pk) for verdict, person in zip(new, people, strict=True)]


def _person(fields: Mapping[str, Any], pk: UUID, reference: str, now: datetime) -> Person:
    wishes = ("may_contact", "do_not_contact", "channel", "safety", "access_needs")
    names = ("email", "phone", "preferred_language", *wishes)
    return Person(
        id=pk,
        reference=reference,
        name=fields["name"],
        search_text=searchable(f"{reference} {fields['name']}"),
        created_at=now,
        updated_at=now,
        **{name: fields[name] for name in names if fields.get(name) not in (None, "")},
    )
