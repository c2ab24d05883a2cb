"""The registry's verbs: organizations, people, and who speaks for whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from resilience_portal.text import searchable
from stakeholders import policies
from stakeholders.domain.likeness import acronyms, skeleton, words_of
from stakeholders.enums import OrganizationStatus
from stakeholders.models import Affiliation, Organization, Person, ReferenceSeries, Tag

ORGANIZATION_PREFIX = "ORG"
PERSON_PREFIX = "CON"
HEARD = "~"  # before how a word sounds: no word that somebody types has it


class Conflict(Exception):
    """Somebody else saved in between. The record was not touched."""


def search_text_of(organization: Organization) -> str:
    """What the search for organizations looks in, folded: reference, names, and the people who speak or spoke for it."""
    people = Person.objects.filter(affiliations__organization=organization.pk).order_by("id").values_list("name", flat=True)
    return findable(organization.reference, organization.name, organization.aliases, people)


def findable(reference: str, name: str, aliases: str, people: Iterable[str]) -> str:
    """The folded text that a search for an organization looks in: initials, so that LIA finds it, and how its words sound."""
    names = (name, *aliases.splitlines())
    initials = [letters for each in names for letters in acronyms(each) if len(letters) > 2]
    sounds = [f"{HEARD}{heard}" for each in names for word in words_of(each) if len(heard := skeleton(word)) > 1]
    first = " ".join((searchable(reference), *dict.fromkeys(initials), *dict.fromkeys(sounds)))
    return f"{first} {searchable(' '.join((name, aliases, *people)))}"


def refresh_search_text(*organizations: Organization) -> None:
    """Brings the search text up to date after people came, went or changed their names."""
    for organization in organizations:
        organization.search_text = search_text_of(organization)
        Organization.objects.filter(pk=organization.pk).update(search_text=organization.search_text)


def next_reference(prefix: str) -> str:
    """ORG-056, CON-092: counted under a lock, past those that an import brought along. Call inside a transaction."""
    records = Organization.objects if prefix == ORGANIZATION_PREFIX else Person.objects
    series, _created = ReferenceSeries.objects.select_for_update().get_or_create(prefix=prefix)
    series.last += 1
    while records.filter(reference=f"{prefix}-{series.last:03d}").exists():
        series.last += 1
    series.save(update_fields=["last"])
    return f"{prefix}-{series.last:03d}"


def _save(record: Organization | Person, *, by: User | None, now: datetime, new: bool) -> None:
    """Saves with its line of history: who and when."""
    record.updated_at = now
    if new:
        record.created_at = now
    record._history_user = by  # type: ignore[union-attr]  # read by simple-history
    record._history_date = now  # type: ignore[union-attr]
    record.save(force_insert=new)


@transaction.atomic
def add_organization(*, organization: Organization, by: User, now: datetime) -> Organization:
    """Saves a new organization; gives it a reference unless it brings one."""
    policies.check_can_keep_directory(by)
    organization.reference = organization.reference or next_reference(ORGANIZATION_PREFIX)
    organization.search_text = search_text_of(organization)
    _save(organization, by=by, now=now, new=True)
    audit("organization.added", by=by, on=organization, now=now, details={"status": organization.status})
    return organization


@transaction.atomic
def propose_organization(*, organization: Organization, by: User, now: datetime) -> Organization:
    """Saves one that somebody met and that is not in the registry yet. It is in no public figure until its keeper confirms it."""
    policies.check_can_propose_organization(by)
    organization.status, organization.in_universe = OrganizationStatus.PROPOSED, False
    organization.relationship_owner = by
    organization.reference = next_reference(ORGANIZATION_PREFIX)
    organization.search_text = search_text_of(organization)
    _save(organization, by=by, now=now, new=True)
    audit("organization.proposed", by=by, on=organization, now=now)
    return organization


@transaction.atomic
def update_organization(*, organization: Organization, changed: Collection[str], version: int, by: User, now: datetime) -> None:
    """Saves changes over exactly the version that was read; raises Conflict when another save came in between.

    `changed` names the fields that differ, for the audit log.
    """
    policies.check_can_keep_directory(by)
    if not Organization.objects.filter(pk=organization.pk, version=version).update(version=F("version") + 1):
        raise Conflict(organization.reference)
    organization.version = version + 1
    organization.search_text = search_text_of(organization)
    _save(organization, by=by, now=now, new=False)
    audit("organization.changed", by=by, on=organization, now=now, details={"fields": sorted(changed)})


@transaction.atomic
def update_together(*, organizations: QuerySet[Organization], form_values: Mapping[str, Any], by: User, now: datetime) -> int:
    """Gives all of them the same values; each gets its own line of history and of audit. Returns how many changed."""
    policies.check_can_keep_directory(by)
    changed = 0
    for organization in organizations.select_for_update(of=("self",)):
        fields = [name for name, value in form_values.items() if getattr(organization, name) != value]
        if not fields:
            continue
        for name in fields:
            setattr(organization, name, form_values[name])
        update_organization(organization=organization, changed=fields, version=organization.version, by=by, now=now)
        changed += 1
    return changed


@transaction.atomic
def tag_organization(*, organization: Organization, names: Collection[str], by: User, now: datetime) -> None:
    """Gives it exactly these tags; a word not used before becomes a tag, whatever the case of an old one."""
    policies.check_can_keep_directory(by)
    known = {tag.name.casefold(): tag for tag in Tag.objects.all()}
    tags = [known.get(name.casefold()) or Tag.objects.create(name=name) for name in names]
    if {tag.pk for tag in tags} == set(organization.tags.values_list("pk", flat=True)):
        return
    organization.tags.set(tags)
    audit("organization.tagged", by=by, on=organization, now=now, details={"tags": len(tags)})


@transaction.atomic
def place_organization(
    *, organization: Organization, influence: int | None, interest: int | None, by: User, now: datetime
) -> None:
    """Puts it on the map of influence and interest (1 to 5 each), or takes it off (None)."""
    policies.check_can_place(by)
    locked = Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
    locked.influence, locked.interest, locked.version = influence, interest, locked.version + 1
    _save(locked, by=by, now=now, new=False)
    organization.influence, organization.interest, organization.version = influence, interest, locked.version
    audit("organization.placed", by=by, on=organization, now=now, details={"influence": influence, "interest": interest})


@transaction.atomic
def archive_organization(*, organization: Organization, by: User, now: datetime) -> None:
    """Takes it out of pickers; its conversations and history stay."""
    policies.check_can_keep_directory(by)
    locked = Organization.objects.select_for_update().get(pk=organization.pk)
    policies.check_can_archive(locked)
    locked.archived_at, locked.version = now, locked.version + 1
    _save(locked, by=by, now=now, new=False)
    organization.archived_at, organization.version = locked.archived_at, locked.version
    audit("organization.archived", by=by, on=organization, now=now)


@transaction.atomic
def restore_organization(*, organization: Organization, by: User, now: datetime) -> None:
    """Brings an archived organization back."""
    policies.check_can_keep_directory(by)
    locked = Organization.objects.select_for_update().get(pk=organization.pk)
    policies.check_can_restore(locked)
    locked.archived_at, locked.version = None, locked.version + 1
    _save(locked, by=by, now=now, new=False)
    organization.archived_at, organization.version = None, locked.version
    audit("organization.restored", by=by, on=organization, now=now)


def touch_contact(*, organization: Organization, held_on: date) -> None:
    """Moves the day of the last contact forward, never back. Called by the verbs that log a conversation."""
    older = Q(last_contact_on=None) | Q(last_contact_on__lt=held_on)
    Organization.objects.filter(older, pk=organization.pk).update(last_contact_on=held_on)


@transaction.atomic
def add_person(*, person: Person, by: User, now: datetime) -> Person:
    """Saves a new person; gives them a reference unless they bring one."""
    policies.check_can_keep_directory(by)
    person.reference = person.reference or next_reference(PERSON_PREFIX)
    person.search_text = searchable(f"{person.reference} {person.name}")
    _save(person, by=by, now=now, new=True)
    audit("person.added", by=by, on=person, now=now)
    return person


@transaction.atomic
def update_person(*, person: Person, changed: Collection[str], version: int, by: User, now: datetime) -> None:
    """Saves changes over exactly the version that was read, and lets their organizations be found by the new name."""
    policies.check_can_keep_directory(by)
    if not Person.objects.filter(pk=person.pk, version=version).update(version=F("version") + 1):
        raise Conflict(person.reference)
    person.version = version + 1
    person.search_text = searchable(f"{person.reference} {person.name}")
    _save(person, by=by, now=now, new=False)
    refresh_search_text(*Organization.objects.filter(affiliations__person=person).distinct())
    audit("person.changed", by=by, on=person, now=now, details={"fields": sorted(changed)})


@transaction.atomic
def people_changed(*, organizations: Collection[Organization], by: User, now: datetime) -> None:
    """To be called after affiliations were added, changed or ended: search text and audit follow."""
    policies.check_can_keep_directory(by)
    refresh_search_text(*organizations)
    for organization in organizations:
        count = organization.affiliations.count()
        audit("organization.people_changed", by=by, on=organization, now=now, details={"people": count})


@transaction.atomic
def affiliate(*, affiliation: Affiliation, by: User, now: datetime) -> Affiliation:
    """Saves whom a person speaks for, new or changed; the organization is found by the person's name."""
    policies.check_can_keep_directory(by)
    affiliation.save()
    people_changed(organizations=[affiliation.organization], by=by, now=now)
    return affiliation
