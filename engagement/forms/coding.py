"""Coding a conversation: a theme on a passage or on the whole talk; the public summary."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.enums import PointStatus, QuoteLicence, Seriousness, Stance
from engagement.models import Conversation, Point
from engagement.models.point import REASON_MAX_LENGTH
from phases.models import Theme


class PlaceForm(forms.Form):
    """Where in the notes: positions from the script, or the exact words, typed or pasted."""

    words = forms.CharField(
        required=False,
        max_length=20_000,
        strip=False,
        label=gettext_lazy("Words from the notes"),
        help_text=gettext_lazy("Select them in the notes, or paste them here."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    needs_words = True

    def __init__(self, *args: Any, notes: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notes = notes

    def clean(self) -> dict[str, Any]:
        """Turns words into positions when no positions came. Both ends or none."""
        cleaned = super().clean() or self.cleaned_data
        start, end, words = cleaned.get("start"), cleaned.get("end"), (cleaned.get("words") or "").strip()
        if (start is None) != (end is None):
            raise ValidationError(_("The passage has only one end. Select it again."))
        if start is not None:
            return cleaned
        if words:
            words = words.replace("\r\n", "\n")
            if (found := self.notes.count(words)) != 1:
                absent = _("These words are not in the notes as they stand.")
                self.add_error("words", _("These words occur more than once. Add more.") if found else absent)
                return cleaned
            cleaned["start"] = self.notes.find(words)
            cleaned["end"] = cleaned["start"] + len(words)
        elif self.needs_words:
            self.add_error("words", _("Select the words in the notes first."))
        return cleaned

    def place(self) -> dict[str, Any]:
        """start and end, in code points."""
        return {name: self.cleaned_data[name] for name in ("start", "end")}


class CodeForm(PlaceForm):
    """A theme, its stance, and where; without words it belongs to the whole talk."""

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

    needs_words = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = Theme.objects.in_use()  # type: ignore[attr-defined]
        self.fields["words"].help_text = _(
            "Select them in the notes, or paste them here. Empty: the theme belongs to the whole talk."
        )


class RatingForm(forms.Form):
    """How heavily a point weighed, and what may be done with its words."""

    seriousness = forms.ChoiceField(
        choices=[("", gettext_lazy("Not judged")), *Seriousness.choices], required=False, label=gettext_lazy("Seriousness")
    )
    quote_licence = forms.ChoiceField(choices=QuoteLicence, label=gettext_lazy("What may be done with the words"))


class AnswerForm(forms.Form):
    """What became of a point."""

    status = forms.ChoiceField(choices=PointStatus, label=gettext_lazy("Status"), widget=forms.RadioSelect)
    answer = forms.CharField(
        required=False,
        max_length=2000,
        label=gettext_lazy("Our answer"),
        help_text=gettext_lazy("What we said or did. Only the team reads it."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "data-limit": 2000}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            self.fields[f"reason_{code}"] = forms.CharField(
                required=False,
                max_length=REASON_MAX_LENGTH,
                label=_("Why it can't be resolved (%(language)s)") % {"language": _(str(name))},
                widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "lang": code, "data-limit": REASON_MAX_LENGTH}),
            )

    @staticmethod
    def of(point: Point) -> dict[str, Any]:
        """What stands on the point."""
        reasons = {f"reason_{code}": getattr(point, f"closing_reason_{code}") or "" for code, _name in settings.LANGUAGES}
        return {"status": point.status, "answer": point.answer, **reasons}

    def reason(self) -> dict[str, str]:
        """Language code -> reason."""
        return {code: self.cleaned_data[f"reason_{code}"] for code, _name in settings.LANGUAGES}

    def clean(self) -> dict[str, Any]:
        """What can't be resolved is given a reason."""
        cleaned = super().clean() or self.cleaned_data
        reasons = [cleaned.get(f"reason_{code}") for code, _name in settings.LANGUAGES]
        if cleaned.get("status") == PointStatus.NOT_RESOLVABLE and not any(reasons):
            self.add_error("reason_en", _("Say why it can't be resolved. Those who raised it will want to know."))
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
