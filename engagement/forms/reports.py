"""Asking for a report."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from phases.models import Phase
from resilience_portal.ui.layout import Pick, Row, Section, inside

REASON_LENGTH = 1000
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def proposed_titles(phase: Phase) -> dict[str, str]:
    """A title in every language of the portal."""
    found = {}
    for code in LANGUAGES:
        with translation.override(code):
            found[code] = _("What we heard: %(phase)s") % {"phase": phase.title}
    return found


class ReportForm(forms.Form):
    """Phase, period, and a title in every language. The other texts are written once the report is asked for."""

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
            self.fields[f"title_{code}"] = forms.CharField(
                max_length=200,
                label=_("Title (%(language)s)") % {"language": names[code]},
                widget=forms.TextInput(attrs={"lang": code, "dir": direction(code)}),
            )
        self.helper = inside(
            Section(_("What it covers"), "phase", Row("period_from", "period_to"), css_id="covers"),
            Section(_("Title"), *[f"title_{code}" for code in LANGUAGES], css_id="title"),
        )

    def clean(self) -> dict[str, Any]:
        """The period runs forward and has ended or ends today."""
        cleaned = super().clean() or self.cleaned_data
        begin, end = cleaned.get("period_from"), cleaned.get("period_to")
        if begin and end and end < begin:
            self.add_error("period_to", _("The period ends before it begins."))
        if end and end > self.today:
            self.add_error("period_to", _("This date is in the future."))
        return cleaned

    def asked(self) -> dict[str, Any]:
        """What `request_report` wants to know."""
        period = {name: self.cleaned_data[name] for name in ("phase", "period_from", "period_to")}
        return period | {"title": in_languages(self, "title")}


class ReasonForm(forms.Form):
    """Why something released is corrected or withdrawn: the public reads it, so it is written in every language."""

    def __init__(self, *args: Any, hint: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in LANGUAGES:
            self.fields[f"reason_{code}"] = forms.CharField(
                max_length=REASON_LENGTH,
                label=_("Reason (%(language)s)") % {"language": dict(settings.LANGUAGES)[code]},
                widget=forms.Textarea(attrs={"lang": code, "dir": direction(code), "rows": 3, "data-limit": str(REASON_LENGTH)}),
            )
        self.helper = inside(Section(_("Reason"), *[f"reason_{code}" for code in LANGUAGES], hint=hint, css_id="reason"))


class ReleaseForm(forms.Form):
    """When an approved report becomes public."""

    NOW, LATER = "now", "later"
    when = forms.ChoiceField(
        label=gettext_lazy("When"),
        choices=[(NOW, gettext_lazy("At once")), (LATER, gettext_lazy("At a set time"))],
        widget=forms.RadioSelect,
        initial=NOW,
    )
    on = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    at = forms.TimeField(
        label=gettext_lazy("Time"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        hints = {
            self.NOW: _("The worker makes it public within a minute."),
            self.LATER: _(
                "It waits for that hour, Edmonton time; nobody outside sees anything of it before. It can be taken back."
            ),
        }
        self.helper = inside(Section(_("When"), Pick("when", hints), Row("on", "at"), css_id="when"))

    def clean(self) -> dict[str, Any]:
        """A set time is whole and lies ahead."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("when") != self.LATER:
            return cleaned
        for name, sentence in (("on", _("On which day?")), ("at", _("At what time?"))):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        moment = self.embargo_until()
        if moment is not None and moment <= self.now:
            self.add_error("on", _("This time is over."))
        return cleaned

    def embargo_until(self) -> datetime | None:
        """The set time in the portal's time zone; None for at once."""
        day, hour = self.cleaned_data.get("on"), self.cleaned_data.get("at")
        if self.cleaned_data.get("when") != self.LATER or day is None or hour is None:
            return None
        return timezone.make_aware(datetime.combine(day, hour))


def in_languages(form: forms.Form, field: str) -> dict[str, str]:
    """Language code -> what was written in that language's field."""
    return {code: form.cleaned_data[f"{field}_{code}"] for code in LANGUAGES}


def direction(code: str) -> str:
    """Which way a language is written, as HTML says it."""
    return "rtl" if get_language_info(code)["bidi"] else "ltr"
