"""News by mail: an address and a language."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.forms.intake import IntakeForm
from resilience_portal.ui.layout import Section, inside


class NewsForm(IntakeForm):
    """Nothing but where to write, and in which language."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}))
    language = forms.ChoiceField(choices=settings.LANGUAGES, label=gettext_lazy("Language of the mails"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = inside(Section(_("Where to"), "email", "language", css_id="where"), Field("stamp"))


class LanguageForm(forms.Form):
    """Another language."""

    language = forms.ChoiceField(choices=settings.LANGUAGES, label=gettext_lazy("Language of the mails"))
