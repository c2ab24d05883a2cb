"""What every form for the public has: a field that only machines fill in, and a signed time at which the form was handed out.

No third party, no riddle, no script. What a machine sends is refused with words that a person would understand, too.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phases.exports import collection_notice

SALT = "intake"
FASTEST_SECONDS = 3  # nobody reads and fills in the form faster
SLOWEST_SECONDS = 24 * 60 * 60


class IntakeForm(forms.Form):
    """The base of a public form. `stamp` says when the page was made, and which version of the collection notice it showed;
    nothing about who asked for it. `notice`: that version, as it was released, for the page to name.
    """

    website = forms.CharField(
        required=False,
        label=gettext_lazy("Leave this field empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notice = collection_notice.in_force(today=timezone.localdate())
        self.agreed_to = ""  # the version that the sender was shown; known once the form is valid
        self.fresh_stamp = signing.TimestampSigner(salt=SALT).sign(self.notice["slug"] if self.notice else "")
        self.initial.setdefault("stamp", self.fresh_stamp)

    def clean(self) -> dict[str, Any]:
        """Machines fill in what is hidden, or are too fast; a form left open overnight is asked for once more."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("website"):
            raise forms.ValidationError(_("This could not be sent. Leave the field that is to stay empty, empty."), code="trap")
        try:
            self.agreed_to = signing.TimestampSigner(salt=SALT).unsign(cleaned.get("stamp", ""), max_age=SLOWEST_SECONDS)
        except signing.BadSignature as error:
            assert isinstance(self.data, QueryDict)
            # What was typed stays; the page that comes back has a stamp of now.
            self.data = MultiValueDict({**dict(self.data.lists()), "stamp": [self.fresh_stamp]})
            raise forms.ValidationError(_("The form was open for too long. Please send it once more."), code="stamp") from error
        if self._age() < FASTEST_SECONDS:
            raise forms.ValidationError(_("That was too fast for a person. Please send it once more."), code="fast")
        return cleaned

    def _age(self) -> float:
        signer = signing.TimestampSigner(salt=SALT)
        try:
            signer.unsign(self.cleaned_data["stamp"], max_age=FASTEST_SECONDS)
        except signing.SignatureExpired:
            return FASTEST_SECONDS
        return 0.0
