"""Asking for a second coding, and deciding where two coders differ."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from engagement.domain.second_coding import MOST_AT_ONCE
from phases.models import Phase
from resilience_portal.accounts.forms import ColleagueField, colleagues
from resilience_portal.accounts.roles import Role


class SampleForm(forms.Form):
    """Who codes a second time, and how many."""

    phase = forms.ModelChoiceField(Phase.objects.none(), label=gettext_lazy("Phase"), empty_label=None)
    coder = ColleagueField(label=gettext_lazy("Second coder"), empty_label=gettext_lazy("Choose a person"))
    count = forms.IntegerField(
        min_value=1,
        max_value=MOST_AT_ONCE,
        initial=10,
        label=gettext_lazy("How many conversations"),
        help_text=gettext_lazy("They are drawn without regard to what is in them. One in five is usual."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coder"].queryset = colleagues([Role.ANALYST, Role.LEAD])  # type: ignore[attr-defined]
        self.fields["phase"].queryset = Phase.objects.order_by("number")  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """Whether a theme is given, and why."""

    given = forms.TypedChoiceField(choices=[("1", ""), ("0", "")], coerce=lambda value: value == "1")
    reason = forms.CharField(required=False, max_length=500)
