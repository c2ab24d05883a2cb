"""Asking those who spoke to check the summary, and what they answered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.enums import ParticipantCheck
from engagement.forms.due import day_field

PATIENCE = timedelta(days=14)


class AskForm(forms.Form):
    """When they got the summary, and by when an answer is hoped for."""

    on = day_field(label=gettext_lazy("Sent on"))
    due_on = day_field(
        label=gettext_lazy("Answer hoped for by"), help_text=gettext_lazy("After this day it stands on your list as unanswered.")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial.update({"on": today, "due_on": today + PATIENCE})

    def clean(self) -> dict[str, Any]:
        """Sent before it is answered, and not in the future."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("on") and cleaned["on"] > self.today:
            self.add_error("on", _("This date is in the future."))
        if cleaned.get("on") and cleaned.get("due_on") and cleaned["due_on"] <= cleaned["on"]:
            self.add_error("due_on", _("Leave them at least a day."))
        return cleaned


class AnswerForm(forms.Form):
    """What they said of the summary."""

    ANSWERS = (ParticipantCheck.CONFIRMED, ParticipantCheck.CORRECTED, ParticipantCheck.NO_REPLY)

    state = forms.ChoiceField(
        choices=[(answer.value, answer.label) for answer in ANSWERS], widget=forms.RadioSelect, label=gettext_lazy("Their answer")
    )
    on = day_field(label=gettext_lazy("Answered on"))
    correction = forms.CharField(
        required=False,
        max_length=2000,
        label=gettext_lazy("What they corrected"),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "data-limit": 2000}),
        help_text=gettext_lazy("In their words. Then change the summary, or ask an analyst to."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial["on"] = today

    def clean(self) -> dict[str, Any]:
        """A correction says what is corrected."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("on") and cleaned["on"] > self.today:
            self.add_error("on", _("This date is in the future."))
        if cleaned.get("state") == ParticipantCheck.CORRECTED and not cleaned.get("correction", "").strip():
            self.add_error("correction", _("Write what they corrected."))
        return cleaned
