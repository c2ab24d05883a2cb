"""What the public writes to us, and how we answer."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.enums import ParticipantCheck
from engagement.enums.public import EnquiryKind, EnquiryState
from engagement.forms.intake import IntakeForm
from engagement.models.enquiry import EnquiryQuerySet
from resilience_portal.ui.layout import Row, Section, inside

MESSAGE_MAX_LENGTH = 4000
GIVEN = ("kind", "message", "about", "name", "email", "language")
WITHDRAW = "withdraw"


class EnquiryForm(IntakeForm):
    """As little as it takes. Who wants no answer gives no address."""

    kind = forms.ChoiceField(
        choices=EnquiryKind.choices,
        widget=forms.RadioSelect,
        label=gettext_lazy("Why do you write?"),
        error_messages={"required": gettext_lazy("Choose one, so that it reaches the right person.")},
    )
    message = forms.CharField(
        max_length=MESSAGE_MAX_LENGTH,
        label=gettext_lazy("What you want to tell us"),
        help_text=gettext_lazy("Please name no other people. In an emergency, call 911."),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Write what you want to tell us.")},
    )
    about = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    name = forms.CharField(
        required=False,
        max_length=120,
        label=gettext_lazy("What we may call you"),
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "dir": "auto"}),
    )
    email = forms.EmailField(
        required=False,
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("Only if you want an answer. It is deleted with your letter."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
    language = forms.ChoiceField(choices=settings.LANGUAGES, label=gettext_lazy("Answer me in"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = inside(
            Section(_("Your letter"), "kind", "message", css_id="letter"),
            Section(_("Your answer"), Row("name", "email"), "language", css_id="answer"),
            Field("stamp"),
            Field("about"),
        )

    def fields_given(self) -> dict[str, Any]:
        """What is kept."""
        return {name: self.cleaned_data[name] for name in GIVEN} | {"notice_version": self.agreed_to}


class AnswerForm(forms.Form):
    """Our answer."""

    text = forms.CharField(
        max_length=MESSAGE_MAX_LENGTH,
        label=gettext_lazy("Our answer"),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Write the answer first.")},
    )

    def __init__(self, *args: Any, is_mailed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = (
            _("It is mailed as it stands. Name nobody, and quote nothing that was said in confidence.")
            if is_mailed
            else _("They gave no address, so nothing is mailed. It is kept here for when they ask with their number.")
        )


class EnquiryFilter(forms.Form):
    """Facets of the list of letters."""

    state = forms.ChoiceField(
        choices=[("", gettext_lazy("Waiting")), *EnquiryState.choices, ("all", gettext_lazy("All"))],
        required=False,
        label=gettext_lazy("State"),
    )
    kind = forms.ChoiceField(
        choices=[("", gettext_lazy("Any")), *EnquiryKind.choices], required=False, label=gettext_lazy("Why they write")
    )

    def narrow(self, found: EnquiryQuerySet) -> EnquiryQuerySet:
        """`found` with the facets that make sense."""
        self.is_valid()
        state, kind = self.cleaned_data.get("state"), self.cleaned_data.get("kind")
        if state in EnquiryState.values:
            found = found.filter(state=state)
        elif state != "all":
            found = found.waiting()
        return found.filter(kind=kind) if kind else found


class SpeakBackForm(forms.Form):
    """The answer of somebody who spoke."""

    SAYS = (
        (ParticipantCheck.CONFIRMED.value, gettext_lazy("Yes, that is what I said")),
        (ParticipantCheck.CORRECTED.value, gettext_lazy("Not quite: I correct it below")),
        (WITHDRAW, gettext_lazy("I take it back: use nothing of it")),
    )
    says = forms.ChoiceField(
        choices=SAYS,
        widget=forms.RadioSelect,
        label=gettext_lazy("Is this what you said?"),
        error_messages={"required": gettext_lazy("Choose one of the three.")},
    )
    correction = forms.CharField(
        required=False,
        max_length=2000,
        label=gettext_lazy("What it should say"),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )

    def clean(self) -> dict[str, Any]:
        """A correction says what is to be corrected."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("says") == ParticipantCheck.CORRECTED and not cleaned.get("correction", "").strip():
            self.add_error("correction", _("Write what it should say."))
        return cleaned


def of_page(path: str) -> str:
    """The page that a letter is about, as far as it is one of ours: no address of somebody else, no question behind it."""
    return path.partition("?")[0][:200] if path.startswith("/") and not path.startswith("//") else ""
