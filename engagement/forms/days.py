"""A day that is typed as people say it, or picked; what was understood is shown back in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.domain.days import Reading, read
from resilience_portal.ui.phrases import day_words

UNKNOWN = gettext_lazy("Write the day as you say it: yesterday, last Tuesday, 18 November, 2026-11-18.")


def in_words(reading: Reading) -> str:
    """Tuesday 18 November 2026; or the month alone."""
    if reading.is_month:
        return _("%(month)s, the day is not known") % {"month": day_words(reading.day, "month")}
    return f"{date_format(reading.day, 'l')} {day_words(reading.day)}"


def which(readings: list[Reading]) -> str:
    """Asks which of two days is meant."""
    one, other = (day_words(reading.day) for reading in readings[:2])
    return _("This can be %(one)s or %(other)s. Write the one you mean.") % {"one": one, "other": other}


class DayInput(forms.DateInput):
    """A text field that `js/day-field.js` gives a calendar, short cuts and the day in words."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        own = {"data-day": reverse_lazy("engagement:day-read"), "autocomplete": "off", "dir": "auto", "spellcheck": "false"}
        super().__init__(format="%Y-%m-%d", attrs=own | (attrs or {}))

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        """The words of the buttons, in the reader's language."""
        words = {"data-pick": _("Pick from a calendar"), "data-today": _("Today"), "data-yesterday": _("Yesterday")}
        return super().build_attrs(base_attrs, extra_attrs) | words


class DayField(forms.DateField):
    """A day in any of the three languages. Two possible days are asked about, never guessed."""

    widget = DayInput

    def to_python(self, value: Any) -> date | None:
        """The day that was meant."""
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        found = read(str(value), today=timezone.localdate())
        if not found:
            raise ValidationError(UNKNOWN, code="invalid")
        if len(found) > 1:
            raise ValidationError(which(found), code="ambiguous")
        return found[0].day

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compared as text: an unreadable day has changed."""
        return str(initial or "") != str(data or "")
