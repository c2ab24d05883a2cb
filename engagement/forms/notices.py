"""Writing the collection notice, in the admin: whoever was overtaken sees what was saved beside each field."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from engagement.domain.plan_edits import fingerprint
from engagement.forms.saved import SEEN
from engagement.models import CollectionNotice


class NoticeForm(forms.ModelForm[CollectionNotice]):
    """A version in every language."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = CollectionNotice
        exclude: ClassVar = ["text", "changed"]  # the columns of the languages hold them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now_seen = "" if self.instance._state.adding else fingerprint([self.instance])
        self.initial[SEEN] = self.now_seen
        if original := self.fields.get(f"text_{settings.MODELTRANSLATION_DEFAULT_LANGUAGE}"):  # none where it is only read
            original.required = True

    def clean(self) -> dict[str, Any]:
        """Nothing is written over what was saved in between; what was typed stays in its field."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.pop(SEEN, "") != self.now_seen:
            data = cast("QueryDict", self.data).copy()
            data[self.add_prefix(SEEN)] = self.now_seen
            self.data = data
            self.add_error(None, _("Somebody else changed this in between. What you typed is below: compare, then save again."))
            for name in set(self.changed_data) - {SEEN}:
                self.add_error(name, f"{_('What is saved now')}: {self.initial.get(name) or '–'}")
        return cleaned
