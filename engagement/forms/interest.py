"""I would like to come: an expression of interest in a focus group, without an account."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.forms.intake import IntakeForm
from resilience_portal.ui.layout import Fold, Row, Section, inside

AGES = [
    ("", gettext_lazy("No answer")), ("16-24", "16–24"), ("25-34", "25–34"), ("35-44", "35–44"), ("45-54", "45–54"),
    ("55-64", "55–64"), ("65+", "65+"),
]  # fmt: skip
GENDERS = [
    ("", gettext_lazy("No answer")),
    ("woman", gettext_lazy("Woman")),
    ("man", gettext_lazy("Man")),
    ("another", gettext_lazy("Another gender")),
]
BACKGROUNDS = [
    ("indigenous", gettext_lazy("First Nations, Métis or Inuit")),
    ("racialized", gettext_lazy("Racialized")),
    ("newcomer", gettext_lazy("Came to Canada in the last ten years")),
    ("disability", gettext_lazy("Living with a disability")),
]
EQUALITY = ("age_range", "gender", "background")


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
    age_range = forms.ChoiceField(choices=AGES, required=False, label=gettext_lazy("Age"))
    gender = forms.ChoiceField(choices=GENDERS, required=False, label=gettext_lazy("Gender"))
    background = forms.MultipleChoiceField(
        choices=BACKGROUNDS,
        required=False,
        label=gettext_lazy("Any of these that you wish to name"),
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
                hint=_("Kept apart from your name, and only ever added up. They tell us whom we have not reached."),
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

    def equality_given(self) -> dict[str, str]:
        """What is kept apart."""
        return {
            "age_range": self.cleaned_data["age_range"],
            "gender": self.cleaned_data["gender"],
            "background": ",".join(self.cleaned_data["background"]),
        }
