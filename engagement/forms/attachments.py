"""Bringing a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from engagement.domain.attaching.kinds import ACCEPTED, MOST_BYTES, too_large


class AttachmentForm(forms.Form):
    """One file. What it is, its content says; that is looked at when it is taken in."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,  # said in the same words as other files that don't fit
        max_length=None,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        help_text=gettext_lazy(
            "A photo, PDF, Word, Excel, PowerPoint or text file of at most 10 MB. Place, author and times are taken out of it."
        ),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )

    def clean_file(self) -> Any:
        """Not read into memory when it is too large."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(str(too_large()))
        return file
