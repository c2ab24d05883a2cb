"""Two records of one organization made one, and taken apart again.

What refers to an organization is found from the models themselves, hidden relations included: records on floors above follow
without this floor knowing them. See `docs/adr/0020-merge-by-metadata.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.db.models import ForeignKey, Model

from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from stakeholders import policies
from stakeholders.domain import directory
from stakeholders.enums import OrganizationStatus
from stakeholders.models import Merge, NotTheSame, Organization

# What a person may choose field by field. The rest follows from a rule or is the portal's own.
CHOOSABLE = (
    *("name", "sector", "ward", "main_language", "languages", "size", "website", "email", "phone", "address", "note"),
    *("is_indigenous_led", "in_universe", "influence", "interest", "relationship_owner", "status"),
)
# Kept on both sides as they were and brought back by an undo.
REMEMBERED = (
    *CHOOSABLE,
    *("aliases", "may_be_listed", "do_not_contact", "custom", "last_contact_on", "archived_at", "merged_into"),
)
KEPT, GONE = "kept", "gone"


def links() -> Iterator[tuple[type[Model], ForeignKey[Any, Any]]]:
    """Every foreign key of the portal that points to an organization, those of many-to-many tables included.

    Not among them: history, the merges themselves, known pairs of two, and an organization's own pointer to another.
    """
    own = {Merge, NotTheSame, Organization}
    for model in apps.get_models(include_auto_created=True):
        if model in own or hasattr(model, "history_id"):
            continue
        for field in model._meta.local_concrete_fields:
            if isinstance(field, ForeignKey) and field.related_model is Organization:
                yield model, field


def _column(name: str) -> models.Field[Any, Any]:
    """A field of an organization that has a column."""
    field = Organization._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field


def _plain(organization: Organization) -> dict[str, Any]:
    """The remembered fields as JSON."""
    values = {name: getattr(organization, _column(name).attname) for name in REMEMBERED}
    encoder = DjangoJSONEncoder()
    return {
        name: value if value is None or isinstance(value, (bool, int, str, dict)) else encoder.default(value)
        for name, value in values.items()
    }


def _put(organization: Organization, name: str, value: Any) -> None:
    """Sets a remembered field from its JSON form."""
    field = _column(name)
    column = field.target_field if isinstance(field, ForeignKey) else field
    setattr(organization, field.attname, column.to_python(value))


def _is_unique(model: type[Model], field: ForeignKey[Any, Any]) -> bool:
    """Whether a row may meet its twin at the other organization."""
    together = [name for names in model._meta.unique_together for name in names]
    constrained = [name for each in model._meta.constraints if isinstance(each, models.UniqueConstraint) for name in each.fields]
    return field.unique or field.name in {*together, *constrained}


def _move(model: type[Model], field: ForeignKey[Any, Any], *, keys: list[Any], to: Organization) -> list[Any]:
    """Points rows to `to`; returns those that went. A row whose twin is there already stays where it is."""
    rows = model._base_manager.filter(pk__in=keys)
    if not _is_unique(model, field):
        rows.update(**{field.name: to})
        return keys
    gone = []
    for key in keys:
        try:
            with transaction.atomic():
                rows.filter(pk=key).update(**{field.name: to})
        except IntegrityError:
            continue
        gone.append(key)
    return gone


def _join(kept: Organization, gone: Organization, chosen: Mapping[str, str]) -> None:
    """The kept record as it stands afterwards. Where safety is at stake the more careful answer wins."""
    earlier_names = kept.all_names
    for name in CHOOSABLE:
        if chosen.get(name) == GONE:
            setattr(kept, _column(name).attname, getattr(gone, _column(name).attname))
    joined = [*earlier_names, *gone.all_names]
    kept.aliases = "\n".join(name for name in dict.fromkeys(joined) if name != kept.name)
    kept.may_be_listed = kept.may_be_listed and gone.may_be_listed
    kept.do_not_contact = kept.do_not_contact or gone.do_not_contact
    kept.custom = {**gone.custom, **{code: value for code, value in kept.custom.items() if value not in (None, "")}}
    days = [day for day in (kept.last_contact_on, gone.last_contact_on) if day]
    kept.last_contact_on = max(days, default=None)


def _locked(*organizations: Organization) -> list[Organization]:
    """Fresh rows under a lock, taken in one order so that two merges can't wait for each other."""
    rows = Organization.objects.select_for_update(of=("self",)).filter(pk__in=[each.pk for each in organizations]).order_by("pk")
    by_pk = {row.pk: row for row in rows}
    return [by_pk[each.pk] for each in organizations]


def _keep(organization: Organization, *, by: User, now: datetime) -> None:
    """Saves with a line of history, a new version and the search text."""
    organization.version += 1
    organization.updated_at = now
    organization.search_text = directory.search_text_of(organization)
    organization._history_user, organization._history_date = by, now  # type: ignore[attr-defined]  # read by simple-history
    organization.save()


@transaction.atomic
def merge(*, kept: Organization, gone: Organization, chosen: Mapping[str, str], by: User, now: datetime) -> Merge:
    """Makes `gone` a part of `kept`: everything that refers to it follows, its names become other names.

    `chosen` maps a field of CHOOSABLE to KEPT (the default) or GONE: whose value stays. Raises Refused.
    """
    policies.check_can_keep_directory(by)
    kept, gone = _locked(kept, gone)
    policies.check_can_merge(kept, gone)
    before = {KEPT: _plain(kept), GONE: _plain(gone)}
    moved = []
    for model, field in links():
        keys = list(model._base_manager.filter(**{field.name: gone}).order_by("pk").values_list("pk", flat=True))
        if went := _move(model, field, keys=keys, to=kept):
            moved.append([model._meta.label_lower, field.name, [str(key) for key in went]])
    _join(kept, gone, chosen)
    gone.status, gone.merged_into, gone.in_universe = OrganizationStatus.MERGED, kept, False
    gone.archived_at = gone.archived_at or now
    for organization in (gone, kept):
        _keep(organization, by=by, now=now)
    after = {KEPT: _plain(kept), GONE: _plain(gone)}
    done = Merge.objects.create(kept=kept, gone=gone, before=before, after=after, moved=moved, merged_by=by, merged_at=now)
    audit(
        "organization.merged", by=by, on=kept, now=now, details={"gone": str(gone.pk), "rows": sum(len(row[2]) for row in moved)}
    )
    return done


@transaction.atomic
def undo(*, merge: Merge, by: User, now: datetime) -> list[str]:
    """Takes a merge apart: both records and all that refers to them as before. Returns fields that were changed since and stay.

    Rows logged with the kept record after the merge stay with it. Raises Refused after 90 days.
    """
    policies.check_can_keep_directory(by)
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    policies.check_can_undo_merge(merge, now=now)
    kept, gone = _locked(merge.kept, merge.gone)
    for label, name, keys in merge.moved:
        model = apps.get_model(label)
        model._base_manager.filter(pk__in=keys, **{name: kept}).update(**{name: gone})
    later = []
    for side, organization in ((KEPT, kept), (GONE, gone)):
        now_stands = _plain(organization)
        for field, value in merge.before[side].items():
            if now_stands[field] == merge.after[side][field]:
                _put(organization, field, value)
            else:
                later.append(field)
    for organization in (gone, kept):
        _keep(organization, by=by, now=now)
    merge.undone_by, merge.undone_at = by, now
    merge.save(update_fields=["undone_by", "undone_at"])
    audit("organization.merge_undone", by=by, on=kept, now=now, details={"gone": str(gone.pk), "kept_later": sorted(later)})
    return sorted(later)


@transaction.atomic
def tell_apart(*, one: Organization, other: Organization, by: User, now: datetime) -> None:
    """Notes that two look-alikes are two: they are not suggested again."""
    policies.check_can_keep_directory(by)
    smaller, larger = sorted((one, other), key=lambda each: str(each.pk))
    NotTheSame.objects.get_or_create(one=smaller, other=larger, defaults={"said_by": by, "said_at": now})
    audit("organization.told_apart", by=by, on=one, now=now, details={"other": str(other.pk)})
