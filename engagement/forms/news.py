"""News by mail: an address, a language, and what of."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.forms.intake import IntakeForm
from engagement.models.news import EVERYTHING, REPORTS
from phases.exports import items
from resilience_portal.ui.layout import Section, inside


class PreferencesForm(forms.Form):
    """What of, and in which language."""

    wants = forms.ChoiceField(label=gettext_lazy("News of"), initial=REPORTS)
    language = forms.ChoiceField(choices=settings.LANGUAGES, label=gettext_lazy("Language of the mails"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        phases = [
            (phase["slug"], _("Phase %(number)s: %(title)s") % {"number": phase["number"], "title": phase["title"]})
            for phase in items.phases(today=timezone.localdate())
        ]
        several = [(REPORTS, _("Reports and their corrections")), (EVERYTHING, _("Everything, at most one more mail a day"))]
        self.fields["wants"].choices = [*several, *phases]  # type: ignore[attr-defined]  # a ChoiceField


class NewsForm(PreferencesForm, IntakeForm):
    """Nothing but where to write, in which language, and what of."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = inside(Section(_("Where to"), "email", "wants", "language", css_id="where"), Field("stamp"))
