"""Handing in a conversation, and sending it back."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.forms.conversations import helper
from engagement.models import Conversation
from engagement.phrases import ATTRIBUTIONS, CONSENTS, NOTICES
from resilience_portal.ui.layout import Pick, Section


class SubmitForm(forms.ModelForm[Conversation]):
    """What is asked when a conversation is handed in, if not before."""

    class Meta:
        model = Conversation
        fields: ClassVar = ["consent_state", "consent_on", "attribution", "notice", "public_summary"]
        widgets: ClassVar = {
            "consent_state": forms.RadioSelect,
            "attribution": forms.RadioSelect,
            "notice": forms.RadioSelect,
            "consent_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "public_summary": forms.Textarea(attrs={"rows": 4, "dir": "auto", "data-limit": 2000}),
        }
        help_texts: ClassVar = {
            "public_summary": gettext_lazy("Optional now; an analyst can write it later. No names, no places."),
            "consent_on": gettext_lazy("Leave empty if it was on the day of the conversation."),
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.helper = helper(
            Section(
                _("Consent"),
                Pick("consent_state", CONSENTS),
                "consent_on",
                hint=_("Did they agree that we use what they said?"),
                css_id="c1",
            ),
            Section(
                _("Attribution"),
                Pick("attribution", ATTRIBUTIONS),
                hint=_("The most that may ever be said about who spoke."),
                css_id="c2",
            ),
            Section(_("Notice"), Pick("notice", NOTICES), hint=_("How they learned what we collect, and why."), css_id="c3"),
            Section(_("Public summary"), "public_summary", hint=_("The only text that may leave."), css_id="c4"),
        )

    def clean(self) -> dict[str, Any]:
        """A consent that was given has a date; it is not in the future."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("consent_state", "").startswith("given") and not cleaned.get("consent_on"):
            cleaned["consent_on"] = self.instance.held_on
        if (day := cleaned.get("consent_on")) and day > self.today:
            self.add_error("consent_on", _("This date is in the future."))
        return cleaned


class ReturnForm(forms.Form):
    """Why a conversation goes back to its author."""

    reason = forms.CharField(
        label=gettext_lazy("What has to change"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("The author reads this."),
        error_messages={"required": gettext_lazy("Say what has to change, so that the author knows what to do.")},
    )
