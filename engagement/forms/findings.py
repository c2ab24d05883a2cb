"""Writing findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.forms.codebook import name_by_language
from engagement.models import Conversation, Finding
from phases.models import Phase, Theme

STATEMENTS = tuple(f"statement_{code}" for code, _name in settings.LANGUAGES)


class FindingForm(forms.ModelForm[Finding]):
    """A finding in every language, its phase and its themes."""

    class Meta:
        model = Finding
        fields: ClassVar = ["phase", *STATEMENTS, "themes"]
        widgets: ClassVar = {
            "themes": forms.CheckboxSelectMultiple,
            **{name: forms.Textarea(attrs={"rows": 3, "data-limit": 1000}) for name in STATEMENTS},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phase"].queryset = Phase.objects.order_by("number")  # type: ignore[attr-defined]
        self.fields["phase"].empty_label = None  # type: ignore[attr-defined]
        self.fields["themes"].queryset = Theme.objects.in_use()  # type: ignore[attr-defined]
        self.fields["themes"].error_messages["required"] = _("Choose at least one theme.")
        if not self.instance._state.adding:
            del self.fields["phase"]
        name_by_language(self)

    def statement(self) -> dict[str, str]:
        """Language code -> text."""
        return {code: self.cleaned_data[f"statement_{code}"] or "" for code, _name in settings.LANGUAGES}


class SupportForm(forms.Form):
    """What a finding rests on, in words: two people's ticks are laid side by side by it. `rows`: what may be ticked."""

    def __init__(self, *args: Any, finding: Finding, rows: Sequence[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        points = [item for row in rows for item in row["points"]]
        offered = {
            "conversations": [(row["conversation"].pk, self._talk(row["conversation"]), row["ticked"]) for row in rows],
            "points": [(item["point"].pk, self._words(item["text"]), item["ticked"]) for item in points],
        }
        for name, choices in offered.items():
            field: Any = Finding._meta.get_field(name)
            told = [(str(pk), words) for pk, words, _on in choices]
            self.fields[name] = forms.MultipleChoiceField(choices=told, label=field.verbose_name)
            self.initial[name] = [pk for pk, _words, is_ticked in choices if is_ticked]

    @staticmethod
    def _talk(talk: Conversation) -> str:
        return f"{talk.reference} {talk.organization.name}"

    @staticmethod
    def _words(text: str) -> str:
        return f"“{Truncator(text).chars(80)}”"


class FindingReturnForm(forms.Form):
    """What has to change in a finding."""

    reason = forms.CharField(
        max_length=1000,
        label=gettext_lazy("What has to change"),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Say what has to change.")},
    )
