"""Coding a conversation: a theme on a passage or on the whole talk; the public summary."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.enums import Stance
from engagement.models import Conversation
from phases.models import Theme


class CodeForm(forms.Form):
    """A theme, its stance, and where: positions from the picker, the exact words typed or pasted, or nothing = the whole talk."""

    theme = forms.ModelChoiceField(
        queryset=Theme.objects.none(),
        to_field_name="code",
        label=gettext_lazy("Theme"),
        empty_label=gettext_lazy("Choose a theme"),
        error_messages={"invalid_choice": gettext_lazy("Choose a theme of the codebook.")},
    )
    stance = forms.ChoiceField(
        choices=Stance, label=gettext_lazy("It was raised as"), widget=forms.RadioSelect, initial=Stance.CONCERN
    )
    words = forms.CharField(
        required=False,
        max_length=20_000,
        strip=False,
        label=gettext_lazy("Words from the notes"),
        help_text=gettext_lazy("Select them in the notes, or paste them here. Empty: the theme belongs to the whole talk."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, notes: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notes = notes
        self.fields["theme"].queryset = Theme.objects.in_use()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Turns words into positions when no positions came. Both ends or none."""
        cleaned = super().clean() or self.cleaned_data
        start, end, words = cleaned.get("start"), cleaned.get("end"), (cleaned.get("words") or "").strip()
        if (start is None) != (end is None):
            raise ValidationError(_("The passage has only one end. Select it again."))
        if words and start is None:
            words = words.replace("\r\n", "\n")
            found = self.notes.count(words)
            if found != 1:
                absent, several = (
                    _("These words are not in the notes as they stand."),
                    _("These words occur more than once. Add more."),
                )
                self.add_error("words", several if found else absent)
                return cleaned
            cleaned["start"] = self.notes.find(words)
            cleaned["end"] = cleaned["start"] + len(words)
        return cleaned


class SummaryForm(forms.ModelForm[Conversation]):
    """The public summary."""

    class Meta:
        model = Conversation
        fields: ClassVar = ["public_summary"]
        widgets: ClassVar = {"public_summary": forms.Textarea(attrs={"rows": 5, "dir": "auto", "data-limit": 2000})}
        help_texts: ClassVar = {
            "public_summary": gettext_lazy(
                "Two or three sentences in your own words. No names, no places, nothing by which somebody could be recognized."
            )
        }
