"""Writing one part of a report: each text in every language, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from engagement.enums import TextState
from engagement.forms.reports import direction
from engagement.models import ReportText
from engagement.models.report_text import MAX_WORDS
from engagement.reporting.sections import Key, Part, Written

LEFT_OUT = "left_out"


def field_name(section: str, language: str) -> str:
    """The form's field of a text in a language."""
    return f"{section}_{language}"


class PartForm(forms.Form):
    """For every text and language of a part: the words, and whether they are left out on purpose."""

    def __init__(self, *args: Any, part: Part, found: Mapping[Key, ReportText], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part = part
        self.names = dict(settings.LANGUAGES)
        for key in part.texts():
            self._add(key, found.get(key))

    def _add(self, key: Key, row: ReportText | None) -> None:
        section, _theme, language = key
        name = field_name(section, language)
        attrs = {"lang": language, "dir": direction(language), "rows": 8, "data-limit": str(MAX_WORDS)}
        self.fields[name] = forms.CharField(
            required=False,
            max_length=MAX_WORDS,
            label=get_language_info(language)["name_local"],
            widget=forms.Textarea(attrs=attrs),
            initial=row.text if row else "",
        )
        self.fields[f"{name}_{LEFT_OUT}"] = forms.BooleanField(
            required=False,
            label=_("Left out on purpose in %(language)s") % {"language": get_language_info(language)["name_translated"]},
            initial=row is not None and row.state == TextState.LEFT_OUT,
        )

    def written(self) -> dict[Key, Written]:
        """What stands in the form, text by text."""
        found = {}
        for key in self.part.texts():
            name = field_name(key[0], key[2])
            text = self.cleaned_data[name].replace("\r\n", "\n")
            found[key] = Written(text, left_out=self.cleaned_data[f"{name}_{LEFT_OUT}"])
        return found
