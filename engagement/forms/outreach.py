"""Noting an attempt: whom, what came of it; the rest is filled in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.enums import Method, OutreachOutcome
from engagement.forms.due import day_field
from engagement.forms.pickers import SEARCH, OrganizationField, OrganizationSelect, as_key
from phases.models import Phase
from resilience_portal.accounts.models import User
from stakeholders.models import Organization


class AttemptForm(forms.Form):
    """One attempt."""

    organization = OrganizationField(
        widget=OrganizationSelect(attrs={"picker": SEARCH}),
        queryset=Organization.objects.none(),
        label=gettext_lazy("Stakeholder"),
        error_messages={"invalid_choice": gettext_lazy("Choose an organization from the list.")},
    )
    outcome = forms.ChoiceField(choices=OutreachOutcome.choices, widget=forms.RadioSelect, label=gettext_lazy("What came of it"))
    method = forms.ChoiceField(choices=Method.choices, initial=Method.PHONE, label=gettext_lazy("How we tried"))
    made_on = day_field(label=gettext_lazy("On"))
    phase = forms.ModelChoiceField(queryset=Phase.objects.public(), label=gettext_lazy("Phase"), empty_label=None)
    note = forms.CharField(
        required=False,
        max_length=300,
        label=gettext_lazy("Note"),
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=gettext_lazy("For example when to try again. Nothing about a case."),
    )

    def __init__(self, *args: Any, user: User, today: date, phase: Phase | None, organization: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial.update({"made_on": today, "phase": phase, "organization": organization})
        chosen = as_key(self["organization"].value())
        self.fields["organization"].offer(Organization.objects.visible_to(user).pickable(), chosen=chosen)  # type: ignore[attr-defined]

    def clean_made_on(self) -> date:
        """Not in the future."""
        day: date = self.cleaned_data["made_on"]
        if day > self.today:
            raise forms.ValidationError(_("This date is in the future."))
        return day
