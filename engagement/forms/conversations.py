"""Logging and handing in a conversation."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.enums import Method
from engagement.forms.pickers import OrganizationField, OrganizationSelect
from engagement.models import Conversation
from engagement.models.conversation import NOTES_MAX_LENGTH
from engagement.phrases import ATTRIBUTIONS, CONSENTS, LEVELS, NOTICES, SPOKEN_LANGUAGES
from phases.models import Phase
from resilience_portal.accounts.models import Institution, User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES, Role
from resilience_portal.ui.layout import Fold, Pick, Row, Section
from stakeholders.models import Organization

EARLIEST = date(2000, 1, 1)  # a slip of the finger in the year
TOO_LONG = gettext_lazy("This text has %(show_value)d characters; at most %(limit_value)d fit. Nothing was cut: shorten it here.")


def phase_on(day: date) -> Phase | None:
    """The phase that ran on this day; between two phases, the one before; before all of them, the first."""
    started = Phase.objects.filter(Q(starts_on=None) | Q(starts_on__lte=day)).order_by("-starts_on", "number")
    running = started.filter(Q(ends_on=None) | Q(ends_on__gte=day))
    return running.first() or started.first() or Phase.objects.order_by("number").first()


def helper(*layout: Any) -> FormHelper:
    """How a form is drawn inside the page's own form tag."""
    found = FormHelper()
    found.form_tag, found.disable_csrf = False, True
    found.layout = Layout(*layout)
    return found


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A colleague, by the name colleagues use."""

    def label_from_instance(self, obj: User) -> str:
        """The display name."""
        return obj.display_name


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Colleagues, by the names colleagues use."""

    def label_from_instance(self, obj: User) -> str:
        """The display name."""
        return obj.display_name


class ConversationForm(forms.ModelForm[Conversation]):
    """The quick form: five questions, everything else folded. Gives cleaned values; the verbs save."""

    organization = OrganizationField(
        widget=OrganizationSelect(attrs={"picker": reverse_lazy("engagement:organization-search")}),
        queryset=Organization.objects.none(),
        label=gettext_lazy("Stakeholder"),
        help_text=gettext_lazy("Start typing a name, another name, or a person."),
        error_messages={"invalid_choice": gettext_lazy("Choose an organization from the list.")},
    )
    phase = forms.ModelChoiceField(
        queryset=Phase.objects.all(), required=False, label=gettext_lazy("Phase"), empty_label=gettext_lazy("By the date")
    )
    language = forms.ChoiceField(required=False, label=gettext_lazy("Language spoken"))
    lead = PersonField(queryset=User.objects.none(), required=False, label=gettext_lazy("Led by"), empty_label=None)
    note_taker = PersonField(queryset=User.objects.none(), required=False, label=gettext_lazy("Note taker"))
    named_people = PeopleField(
        queryset=User.objects.none(),
        required=False,
        label=gettext_lazy("People who may open it"),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Conversation
        fields: ClassVar = [
            "organization", "held_on", "date_precision", "method", "notes", "purpose", "level", "closed_to", "opened_to",
            "named_people", "phase", "start_time", "duration_minutes", "people_count", "language", "interpreter_used",
            "police_present", "lead", "note_taker", "consent_state", "consent_on", "attribution", "notice", "public_summary",
        ]  # fmt: skip
        widgets: ClassVar = {
            "held_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "consent_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "start_time": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "method": forms.RadioSelect,
            "level": forms.RadioSelect,
            "consent_state": forms.RadioSelect,
            "attribution": forms.RadioSelect,
            "notice": forms.RadioSelect,
            "date_precision": forms.RadioSelect,
            "closed_to": forms.CheckboxSelectMultiple,
            "opened_to": forms.CheckboxSelectMultiple,
            "notes": forms.Textarea(attrs={"rows": 9, "dir": "auto", "data-limit": NOTES_MAX_LENGTH}),
            "public_summary": forms.Textarea(attrs={"rows": 4, "dir": "auto", "data-limit": 2000}),
        }
        help_texts: ClassVar = {
            "notes": gettext_lazy("What was said, not who said it. Case details belong in your own organization's system."),
            "purpose": gettext_lazy("For example: first conversation, follow-up."),
            "people_count": gettext_lazy("How many took part. Names are not needed."),
            "public_summary": gettext_lazy("The only text of this record that may ever leave: no names, no places."),
        }

    def __init__(self, *args: Any, user: User, today: date, handing_in: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.today = user, today
        self._offer_organizations()
        self._offer_people()
        known = dict(SPOKEN_LANGUAGES)
        extra = [] if self.instance.language in known else [(self.instance.language, self.instance.language)]
        self.fields["language"].choices = [*SPOKEN_LANGUAGES, *extra]  # type: ignore[attr-defined]
        self.fields["held_on"].widget.attrs["max"] = today.isoformat()
        self.fields["notes"].required = handing_in
        self.fields["notes"].error_messages["required"] = _("Write what was said before you hand the conversation in.")
        for name in ("notes", "public_summary"):
            self.fields[name].error_messages["max_length"] = TOO_LONG
        self.fields["method"].choices = Method.choices  # type: ignore[attr-defined]
        for name in ("date_precision", "notice", "attribution", "consent_state"):
            self.fields[name].required = False  # left out means: as it is by default

        self.helper = helper(*self._sections(), *self._folds())

    def _sections(self) -> list[Any]:
        closing = ["closed_to"] + (["opened_to"] if self.fields["opened_to"].queryset else [])  # type: ignore[attr-defined]
        return [
            Section(
                _("Who"),
                "organization",
                hint=_("Names stay in the restricted record. Public pages never see them."),
                css_id="who",
            ),
            Section(_("When and how"), "held_on", "method", css_id="when"),
            Section(
                _("What was said"),
                "notes",
                Fold(_("Purpose"), "purpose", css_id="purpose-fold"),
                hint=_("Write what was said, not who said it."),
                css_id="what",
            ),
            Section(
                _("Who may open it"),
                Pick("level", LEVELS),
                Fold(_("Name people"), "named_people", hint=_("Who else may open a restricted record."), css_id="named-fold"),
                Fold(_("Partner institutions"), *closing, hint=_("Close it to one, or open it to one."), css_id="partner-fold"),
                css_id="level",
            ),
        ]

    def _folds(self) -> list[Any]:
        return [
            Fold(
                _("More about the conversation"),
                Row("start_time", "duration_minutes", "people_count"),
                Row("language", "lead", "note_taker"),
                "interpreter_used",
                "police_present",
                Row("phase", "date_precision"),
                hint=_("Time, length, people, language. Only if you have it."),
                css_id="more-fold",
            ),
            Fold(
                _("Consent and notice"),
                Pick("consent_state", CONSENTS),
                "consent_on",
                Pick("attribution", ATTRIBUTIONS),
                Pick("notice", NOTICES),
                "public_summary",
                hint=_("Asked when you hand the conversation in, if not now."),
                css_id="consent-fold",
            ),
        ]

    def _offer_organizations(self) -> None:
        """Those the person may see and pick; and the record's own, which may have been archived since."""
        found = Organization.objects.visible_to(self.user)
        pickable = found.pickable()
        if self.instance.organization_id:
            pickable = pickable | found.filter(pk=self.instance.organization_id)
        try:
            chosen = str(uuid.UUID(str(self["organization"].value() or "")))
        except ValueError:
            chosen = ""
        self.fields["organization"].offer(pickable, chosen=chosen)  # type: ignore[attr-defined]

    def _offer_people(self) -> None:
        in_team = Q(is_active=True, groups__name__in=[role.value for role in ENGAGEMENT_ROLES])
        named_already = Q(pk__in=[pk for pk in (self.instance.lead_id, self.instance.note_taker_id) if pk])
        team = User.objects.filter(in_team | named_already).distinct().order_by("first_name", "last_name", "username")
        for name in ("lead", "note_taker", "named_people"):
            self.fields[name].queryset = team  # type: ignore[attr-defined]
        liaised = Q(pk__in=User.objects.filter(groups__name=Role.LIAISON.value).values("institution"))
        if self.instance.created_by_id:
            liaised |= Q(pk__in=self.instance.opened_to.values("pk"))
        self.fields["opened_to"].queryset = Institution.objects.filter(liaised)  # type: ignore[attr-defined]
        if not self.instance.created_by_id:
            self.initial.setdefault("lead", str(self.user.pk))

    def clean_held_on(self) -> date:
        """Not in the future, and in this century."""
        day: date = self.cleaned_data["held_on"]
        if day > self.today:
            raise ValidationError(_("This date is in the future. Log a conversation after it was held."), code="future")
        if day < EARLIEST:
            raise ValidationError(_("Check the year of this date."), code="past")
        return day

    def clean_notes(self) -> str:
        """One kind of line end: positions of coded passages count characters, and browsers count a line end as one."""
        return str(self.cleaned_data["notes"]).replace("\r\n", "\n")

    def clean_lead(self) -> User:
        """Whoever logs it, unless somebody else is named."""
        return self.cleaned_data["lead"] or self.user

    def clean_language(self) -> str:
        """English, unless something else is chosen."""
        return self.cleaned_data["language"] or "en"

    def clean(self) -> dict[str, Any]:
        """Defaults for what was left out; the phase follows from the date."""
        cleaned = super().clean() or self.cleaned_data
        for name in ("date_precision", "notice", "attribution", "consent_state"):
            if name in cleaned and not cleaned[name]:
                cleaned[name] = getattr(Conversation(), name)
        if not cleaned.get("phase") and (day := cleaned.get("held_on")):
            cleaned["phase"] = phase_on(day)
            if cleaned["phase"] is None:
                self.add_error("phase", _("There is no phase yet. A lead adds the first one."))
        given = cleaned.get("consent_on")
        if given and given > self.today:
            self.add_error("consent_on", _("This date is in the future."))
        return cleaned
