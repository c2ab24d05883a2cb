"""Forms of the steps of a release: why, which day, when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.forms.plan_items import LANGUAGES, dress
from resilience_portal.ui.layout import inside


class ReasonForm(forms.Form):
    """One sentence on why, for the record."""

    reason = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
        self.helper = inside("reason")


class MovedDateForm(forms.Form):
    """A new day, and why, in every language."""

    to = forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].label = _("New date")
        names = dict(settings.LANGUAGES)
        for code in LANGUAGES:
            self.fields[f"reason_{code}"] = forms.CharField(
                max_length=300, required=code == LANGUAGES[0], label=_("Why (%(language)s)") % {"language": names[code]}
            )
        dress(self)
        self.fields[f"reason_{LANGUAGES[0]}"].required = True
        self.helper = inside("to", *[f"reason_{code}" for code in LANGUAGES])

    def reasons(self) -> dict[str, str]:
        """By language."""
        return {code: self.cleaned_data[f"reason_{code}"] for code in LANGUAGES}


class ReleaseForm(forms.Form):
    """When it goes out."""

    goes_public_on = forms.DateField(required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["goes_public_on"].label = _("On a day (empty: as soon as it is approved)")
        self.helper = inside("goes_public_on")

    def clean_goes_public_on(self) -> date | None:
        """Not a day that is over."""
        day: date | None = self.cleaned_data["goes_public_on"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Leave it empty to release as soon as it is approved."))
        return day
