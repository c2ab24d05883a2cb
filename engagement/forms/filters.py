"""Narrowing the lists. A filter that makes no sense is left out, never an error page; searched words travel by POST only."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from engagement.enums import ConversationState, Level
from engagement.models import Conversation, Point, PointTheme
from engagement.models.conversation import ConversationQuerySet
from phases.models import Phase, Theme
from resilience_portal.accounts.models import User
from resilience_portal.audit.models import AuditEvent
from stakeholders.models import Sector

ANY = [("", _("Any"))]


class ConversationFilter(forms.Form):
    """Facets of the list of conversations."""

    phase = forms.ModelChoiceField(
        Phase.objects.all(), required=False, to_field_name="slug", label=_("Phase"), empty_label=_("Any")
    )
    sector = forms.ModelChoiceField(
        Sector.objects.top_level(), required=False, to_field_name="code", label=_("Sector"), empty_label=_("Any")
    )
    theme = forms.ModelChoiceField(
        Theme.objects.in_use(), required=False, to_field_name="code", label=_("Theme"), empty_label=_("Any")
    )
    state = forms.ChoiceField(choices=[*ANY, *ConversationState.choices], required=False, label=_("State"))
    level = forms.ChoiceField(choices=[*ANY, *Level.choices], required=False, label=_("Who may open it"))
    mine = forms.BooleanField(required=False, label=_("Mine only"))

    def narrow(self, found: ConversationQuerySet, *, user: User) -> ConversationQuerySet:
        """`found` with the facets that make sense."""
        self.is_valid()
        chosen = self.cleaned_data
        if phase := chosen.get("phase"):
            found = found.in_phase(phase)
        if sector := chosen.get("sector"):
            found = found.filter(organization__sector__parent=sector)
        if theme := chosen.get("theme"):
            coded = PointTheme.objects.filter(theme=theme, point__in=Point.objects.visible_to(user))
            found = found.filter(pk__in=coded.values("point__conversation"))
        for name in ("state", "level"):
            if value := chosen.get(name):
                found = found.filter(**{name: value})
        if chosen.get("mine"):
            found = found.filter(Q(created_by=user) | Q(lead=user) | Q(note_taker=user))
        return found

    def address(self, path: str) -> str:
        """`path` with the chosen facets: what else stood in the address is not carried on."""
        chosen = {name: self.data[name] for name in self.fields if self.data.get(name)}
        return f"{path}?{urlencode(chosen)}" if chosen else path

    @property
    def is_narrowed(self) -> bool:
        """Whether any facet is chosen."""
        return any(self.cleaned_data.values()) if self.is_valid() else False


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


def position(text: str) -> tuple[date, uuid.UUID] | None:
    """Where the next page of conversations starts: `2026-11-20_<uuid>` as the pager writes it; None for anything else."""
    day, _sep, pk = text.partition("_")
    try:
        return datetime.strptime(day, "%Y-%m-%d").date(), uuid.UUID(pk)
    except ValueError:
        return None


def after(found: QuerySet[Conversation], where: tuple[date, uuid.UUID] | None) -> Any:
    """Rows older than `where`, in the order of `for_list`."""
    if where is None:
        return found
    day, pk = where
    return found.filter(Q(held_on__lt=day) | Q(held_on=day, pk__lt=pk))
