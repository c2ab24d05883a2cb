"""I would like to come: an expression of interest in a focus group, without an account."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.enums.equality import NO_ANSWER, AgeRange, Background, EqualityQuestion, Gender
from engagement.forms.intake import IntakeForm
from resilience_portal.ui.layout import Fold, Row, Section, inside


class InterestForm(IntakeForm):
    """As little as it takes to be asked back."""

    name = forms.CharField(
        max_length=120,
        label=gettext_lazy("What we may call you"),
        help_text=gettext_lazy("Any name will do. It need not be the one in your papers."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    email = forms.EmailField(
        required=False, label=gettext_lazy("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"})
    )
    phone = forms.CharField(
        required=False,
        max_length=40,
        label=gettext_lazy("Phone"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "dir": "ltr"}),
    )
    language = forms.ChoiceField(choices=settings.LANGUAGES, label=gettext_lazy("Answer me in"))
    accommodations = forms.CharField(
        required=False,
        max_length=300,
        label=gettext_lazy("What you need to take part"),
        help_text=gettext_lazy("An interpreter, childcare, a step-free way, food. Nothing about your health is needed."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    age_range = forms.ChoiceField(choices=[NO_ANSWER, *AgeRange.choices], required=False, label=EqualityQuestion.AGE.label)
    gender = forms.ChoiceField(choices=[NO_ANSWER, *Gender.choices], required=False, label=EqualityQuestion.GENDER.label)
    background = forms.MultipleChoiceField(
        choices=Background.choices,
        required=False,
        label=EqualityQuestion.BACKGROUND.label,
        widget=forms.CheckboxSelectMultiple,
    )
    consent = forms.BooleanField(
        label=gettext_lazy(
            "You may keep what I wrote here to ask me to a session. It is deleted when my place is settled, or when I ask."
        ),
        error_messages={"required": gettext_lazy("Without your yes we can't keep this, so we can't answer you.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = inside(
            Section(_("How we reach you"), "name", Row("email", "phone"), "language", css_id="reach"),
            Section(_("What you need"), "accommodations", css_id="need"),
            Fold(
                _("Questions you may leave out"),
                Row("age_range", "gender"),
                "background",
                hint=_(
                    "Kept apart from your name: sealed until five people have answered, then only ever added up. Nobody can find "
                    "yours again, so they can't be taken out either. They tell us whom we have not reached."
                ),
                css_id="apart",
            ),
            Section(_("Your yes"), "consent", css_id="yes"),
            Field("stamp"),
        )

    def clean(self) -> dict[str, Any]:
        """One way to reach the person is enough, and needed."""
        cleaned = super().clean()
        if not cleaned.get("email") and not cleaned.get("phone") and "email" not in self.errors:
            self.add_error("email", _("Give an e-mail address or a phone number, so that we can answer you."))
        return cleaned

    def fields_given(self) -> dict[str, Any]:
        """What is kept of the person."""
        given = {name: self.cleaned_data[name] for name in ("name", "email", "phone", "language", "accommodations")}
        return given | {"notice_version": self.agreed_to}

    def equality_given(self) -> dict[str, list[str]]:
        """What is kept apart, by question."""
        given = {question: self.cleaned_data[question] for question in EqualityQuestion.values}
        return {question: [chosen] if isinstance(chosen, str) else chosen for question, chosen in given.items() if chosen}
