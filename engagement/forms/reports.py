"""Asking for a report."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.forms.conversations import helper
from phases.models import Phase
from resilience_portal.ui.layout import Row, Section

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def proposed_titles(phase: Phase) -> dict[str, str]:
    """A title in every language of the portal."""
    found = {}
    for code in LANGUAGES:
        with translation.override(code):
            found[code] = _("What we heard: %(phase)s") % {"phase": phase.title}
    return found


class ReportForm(forms.Form):
    """Phase, period, a title and a first paragraph in every language."""

    phase = forms.ModelChoiceField(queryset=Phase.objects.public(), label=gettext_lazy("Phase"), empty_label=None)
    period_from = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    period_to = forms.DateField(
        label=gettext_lazy("To"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("Conversations held after this day wait for the next report."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        names = dict(settings.LANGUAGES)
        for code in LANGUAGES:
            direction = "rtl" if code == "ar" else "ltr"
            self.fields[f"title_{code}"] = forms.CharField(
                max_length=200,
                label=_("Title (%(language)s)") % {"language": names[code]},
                widget=forms.TextInput(attrs={"lang": code, "dir": direction}),
            )
        for code in LANGUAGES:
            direction = "rtl" if code == "ar" else "ltr"
            self.fields[f"at_a_glance_{code}"] = forms.CharField(
                required=False,
                max_length=2000,
                label=_("At a glance (%(language)s)") % {"language": names[code]},
                widget=forms.Textarea(attrs={"lang": code, "dir": direction, "rows": 3}),
            )

        self.helper = helper(
            Section(_("What it covers"), "phase", Row("period_from", "period_to"), css_id="covers"),
            Section(_("Title"), *[f"title_{code}" for code in LANGUAGES], css_id="title"),
            Section(
                _("At a glance"),
                *[f"at_a_glance_{code}" for code in LANGUAGES],
                hint=_("The first paragraph. In every language or in none."),
                css_id="glance",
            ),
        )

    def clean(self) -> dict[str, Any]:
        """The period runs forward and has ended or ends today; a first paragraph is written in all languages or in none."""
        cleaned = super().clean() or self.cleaned_data
        begin, end = cleaned.get("period_from"), cleaned.get("period_to")
        if begin and end and end < begin:
            self.add_error("period_to", _("The period ends before it begins."))
        if end and end > self.today:
            self.add_error("period_to", _("This date is in the future."))
        written = {code for code in LANGUAGES if cleaned.get(f"at_a_glance_{code}")}
        for code in LANGUAGES:
            if written and code not in written:
                self.add_error(f"at_a_glance_{code}", _("Written in another language, so it is needed here too."))
        return cleaned

    def words(self, field: str) -> dict[str, str]:
        """Language code -> text of `title` or `at_a_glance`."""
        return {code: self.cleaned_data[f"{field}_{code}"] for code in LANGUAGES}

    def asked(self) -> dict[str, Any]:
        """What `request_report` wants to know."""
        period = {name: self.cleaned_data[name] for name in ("phase", "period_from", "period_to")}
        return period | {"title": self.words("title"), "at_a_glance": self.words("at_a_glance")}
