"""Narrowing the lists. A filter that makes no sense is left out, never an error page; searched words travel by POST only."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.domain.listing import Place
from engagement.enums import ConversationState, Level, ParticipantCheck
from engagement.forms.due import day_field
from engagement.models.conversation_questions import ConversationQuerySet
from phases.models import Phase, Theme
from resilience_portal.accounts.forms import ColleagueField, colleagues
from resilience_portal.accounts.models import User
from resilience_portal.audit.models import AuditEvent
from stakeholders.models import Organization, Sector, Tag, Ward

ANY = [("", _("Any"))]
FOLLOW_UP = [*ANY, ("open", _("Something to do")), ("overdue", _("Overdue")), ("none", _("Nothing to do"))]
MOST_TICKED = 500
NUMBERED = ("phase", "state", "level", "lead", "assigned", "organization", "check", "ward", "theme", "tag", "person")
SIMPLE = {
    "phase": "phase",
    "state": "state",
    "level": "level",
    "lead": "lead",
    "assigned": "assigned_to",
    "organization": "organization",
    "held_from": "held_on__gte",
    "held_to": "held_on__lte",
    "tag": "tags",
    "check": "participant_check",
}


class ConversationFilter(forms.Form):
    """Facets of the list of conversations. Each stands in the address; none of them is a word that was searched for."""

    phase = forms.ModelChoiceField(
        Phase.objects.all(), required=False, to_field_name="slug", label=_("Phase"), empty_label=_("Any")
    )
    sector = forms.ModelChoiceField(
        Sector.objects.top_level(), required=False, to_field_name="code", label=_("Sector"), empty_label=_("Any")
    )
    ward = forms.ModelChoiceField(Ward.objects.all(), required=False, to_field_name="code", label=_("Ward"), empty_label=_("Any"))
    theme = forms.ModelChoiceField(
        Theme.objects.in_use(), required=False, to_field_name="code", label=_("Theme"), empty_label=_("Any")
    )
    state = forms.ChoiceField(choices=[*ANY, *ConversationState.choices], required=False, label=_("State"))
    level = forms.ChoiceField(choices=[*ANY, *Level.choices], required=False, label=_("Who may open it"))
    lead = ColleagueField(required=False, label=_("Led by"), empty_label=_("Anybody"))
    assigned = ColleagueField(required=False, label=_("Next step by"), empty_label=_("Anybody"))
    tag = forms.ModelChoiceField(Tag.objects.all(), required=False, label=_("Tag"), empty_label=_("Any"))
    check = forms.ChoiceField(choices=[*ANY, *ParticipantCheck.choices], required=False, label=_("Participant check"))
    follow_up = forms.ChoiceField(choices=FOLLOW_UP, required=False, label=_("Follow-up"))
    held_from = day_field(required=False, label=_("From"))
    held_to = day_field(required=False, label=_("To"))
    mine = forms.BooleanField(required=False, label=_("Mine only"))
    organization = forms.UUIDField(required=False, widget=forms.HiddenInput)
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        for name in ("lead", "assigned"):
            self.fields[name].queryset = colleagues()  # type: ignore[attr-defined]

    def narrow(self, found: ConversationQuerySet) -> ConversationQuerySet:
        """`found` with the facets that make sense."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        for name, field in SIMPLE.items():
            if name in chosen:
                found = found.filter(**{field: chosen[name]})
        if "sector" in chosen:
            found = found.filter(organization__in=_pks(Organization.objects.filter(sector__parent=chosen["sector"])))
        if "ward" in chosen:
            found = found.filter(organization__in=_pks(Organization.objects.filter(ward=chosen["ward"])))
        if "theme" in chosen:
            found = found.with_theme(chosen["theme"], seen_by=self.user)
        if "follow_up" in chosen:
            found = found.with_follow_up(chosen["follow_up"], today=timezone.localdate())
        if "person" in chosen:
            found = found.filter(participations__person=chosen["person"])
        return self._mine(found)

    def narrow_quickly(self, found: ConversationQuerySet) -> ConversationQuerySet:
        """As `narrow`, by the numbers of facets: what it finds is a superset by chance only. Where `listing.is_quick`."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        every = [f"{name}:{getattr(value, 'pk', value)}" for name, value in chosen.items() if name in NUMBERED]
        if chosen.get("follow_up") in ("open", "overdue"):
            every.append("follow_up:open")
        one_of = []
        if "sector" in chosen:
            one_of.append([f"sector:{pk}" for pk in Sector.objects.filter(parent=chosen["sector"]).values_list("pk", flat=True)])
        found = found.having(every, one_of)
        if chosen.get("follow_up") in ("overdue", "none"):
            found = found.with_follow_up(chosen["follow_up"], today=timezone.localdate())
        for name in ("held_from", "held_to"):
            if name in chosen:
                found = found.filter(**{SIMPLE[name]: chosen[name]})
        if "theme" in chosen:
            found = found.not_blind_to(self.user)
        return self._mine(found)

    def _mine(self, found: ConversationQuerySet) -> ConversationQuerySet:
        if not self.cleaned_data.get("mine"):
            return found
        return found.filter(Q(created_by=self.user) | Q(lead=self.user) | Q(note_taker=self.user))

    def chosen(self) -> dict[str, str]:
        """The facets as an address holds them: what else stood there is not carried on."""
        return {name: str(self.data[name]) for name in self.fields if self.data.get(name) and name not in self.errors}

    def address(self, path: str) -> str:
        """`path` with the chosen facets."""
        return f"{path}?{urlencode(self.chosen())}" if self.chosen() else path

    @property
    def is_narrowed(self) -> bool:
        """Whether any facet is chosen."""
        return bool(self.chosen())


def _pks(found: QuerySet[Organization]) -> list[uuid.UUID]:
    """Looked up first: to the list of conversations they are keys, not another table to join."""
    return list(found.values_list("pk", flat=True))


class AuditFilter(forms.Form):
    """Facets of the audit log."""

    kind = forms.CharField(required=False, max_length=60, label=_("What"), help_text=_("For example conversation.accepted"))
    who = forms.CharField(required=False, max_length=150, label=_("Who"), help_text=_("A user name, the whole of it"))
    subject = forms.CharField(required=False, max_length=64, label=_("Record"), help_text=_("Its id"))
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def narrow(self, found: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        """`found` with the facets that make sense."""
        self.is_valid()
        for name, field in (
            ("kind", "kind__startswith"),
            ("who", "actor_name"),
            ("subject", "subject_id"),
            ("before", "number__lt"),
        ):
            if value := self.cleaned_data.get(name):
                found = found.filter(**{field: value})
        return found


def position(text: str) -> Place | None:
    """Where the next page of conversations starts: `2026-11-20_<uuid>` as the pager writes it; None for anything else."""
    day, _sep, pk = text.partition("_")
    try:
        return Place(datetime.strptime(day, "%Y-%m-%d").date(), uuid.UUID(pk))
    except ValueError:
        return None


class ViewForm(forms.Form):
    """A name for the facets that are chosen."""

    name = forms.CharField(max_length=60, label=_("Name of the view"))
    is_shared = forms.BooleanField(required=False, label=_("Share it with the team"))


class BulkForm(forms.Form):
    """What to do with the records that were ticked."""

    ACTIONS = ("assign", "tag", "untag", "submit", "csv", "xlsx")

    action = forms.ChoiceField(choices=[(name, name) for name in ACTIONS])
    to = ColleagueField(required=False, label=_("Assign to"), empty_label=_("Nobody"))
    tag = forms.CharField(required=False, max_length=60, label=_("Tag"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A tag has a name."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["tag"] = " ".join(cleaned.get("tag", "").split())
        if cleaned.get("action") in ("tag", "untag") and not cleaned["tag"]:
            self.add_error("tag", _("Write the tag, or choose one that is there."))
        return cleaned


def ticked(values: list[str]) -> list[uuid.UUID]:
    """The keys among what was posted."""
    found = []
    for value in values[:MOST_TICKED]:
        try:
            found.append(uuid.UUID(value))
        except ValueError:
            continue
    return found
