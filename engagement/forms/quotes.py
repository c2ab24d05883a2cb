"""The quote bank: licence and end of a quote, and why it is approved, taken back or withdrawn."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy

from engagement.enums import QuoteLicence, QuoteState
from engagement.models.quote import QuoteQuerySet


class QuoteFilter(forms.Form):
    """What the list shows. A filter that makes no sense is left out."""

    state = forms.ChoiceField(
        choices=[("", gettext_lazy("Any")), *QuoteState.choices], required=False, label=gettext_lazy("State")
    )
    licence = forms.ChoiceField(
        choices=[("", gettext_lazy("Any")), *QuoteLicence.choices], required=False, label=gettext_lazy("Licence")
    )

    def narrow(self, found: QuoteQuerySet) -> QuoteQuerySet:
        """`found` with what is chosen."""
        self.is_valid()
        for name in self.fields:
            if value := self.cleaned_data.get(name):
                found = found.filter(**{name: value})
        return found

    def address(self, page: int) -> str:
        """Another page of the same list."""
        chosen = {name: self.data[name] for name in self.fields if self.data.get(name)}
        return f"?{urlencode({**chosen, 'page': page})}"


class LicenceForm(forms.Form):
    """What may be done with the words, and how that was given."""

    licence = forms.ChoiceField(choices=QuoteLicence, label=gettext_lazy("Licence"))
    note = forms.CharField(
        max_length=500,
        label=gettext_lazy("How it was given"),
        help_text=gettext_lazy("For example: said so at the end of the talk; e-mail of 12 May."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


class EndForm(forms.Form):
    """The last day of use."""

    expires_on = forms.DateField(
        required=False,
        label=gettext_lazy("May be used until"),
        help_text=gettext_lazy("Empty: without end. The next release after this day leaves it out."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class QuoteReasonForm(forms.Form):
    """Why words are taken back."""

    reason = forms.CharField(
        max_length=500,
        label=gettext_lazy("Why"),
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": gettext_lazy("Say why. It stays in the trail of the quote.")},
    )


class ApproveForm(forms.Form):
    """Why identifying words may stay, if there are any."""

    reason = forms.CharField(
        required=False, max_length=500, label=gettext_lazy("Why they may stay"), widget=forms.TextInput(attrs={"dir": "auto"})
    )
