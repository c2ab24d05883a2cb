"""Bringing a document of a project."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.forms.attachments import AttachmentForm
from phases.enums import Licence
from resilience_portal.ui.layout import Row, inside

LANGUAGES = [code for code, _name in settings.LANGUAGES]


class DocumentForm(AttachmentForm):
    """A file, what it is called in every language, and on which terms others may use it."""

    licence = forms.ChoiceField(label=gettext_lazy("Licence"), choices=Licence)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        for code in LANGUAGES:
            self.fields[f"title_{code}"] = forms.CharField(
                max_length=200,
                required=code == LANGUAGES[0],
                label=_("Title (%(language)s)") % {"language": names[code]},
                widget=forms.TextInput(attrs={"lang": code, "dir": "rtl" if code == "ar" else "ltr"}),
            )
        self.helper = inside("file", Row(*[f"title_{code}" for code in LANGUAGES], css_class="row three"), "licence")

    def described(self) -> dict[str, str]:
        """Everything but the file."""
        return {name: value for name, value in self.cleaned_data.items() if name != "file"}
