"""Logging and handing in a conversation."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.domain.days import read
from engagement.enums import DatePrecision, Method, Notice, ParticipantCheck
from engagement.forms.days import DayField
from engagement.forms.log_layout import quick_log
from engagement.forms.participants import as_lines, who_spoke
from engagement.forms.pickers import SEARCH, OrganizationField, OrganizationSelect, as_key
from engagement.models import CollectionNotice, Conversation
from engagement.models.conversation import NOTES_MAX_LENGTH
from phases.models import Phase
from phases.phrases import SPOKEN_LANGUAGES
from resilience_portal.accounts.forms import ColleagueField, ColleaguesField, colleagues
from resilience_portal.accounts.models import Institution, User
from resilience_portal.accounts.roles import Role
from stakeholders.models import Organization

NO_PHASE = gettext_lazy(
    "Every conversation belongs to a phase, and there is none yet. An engagement lead makes the first one, under “The plan”."
)
EARLIEST = date(2000, 1, 1)  # a slip of the finger in the year
FIND = reverse_lazy("engagement:details-find")
DEFAULTED = ("date_precision", "notice", "attribution", "consent_state", "retention_class")
TOO_LONG = gettext_lazy("This text has %(show_value)d characters; at most %(limit_value)d fit. Nothing was cut: shorten it here.")


def phase_on(day: date) -> Phase | None:
    """The phase that ran on this day; between two phases, the one before; before all of them, the first."""
    started = Phase.objects.filter(Q(starts_on=None) | Q(starts_on__lte=day)).order_by("-starts_on", "number")
    running = started.filter(Q(ends_on=None) | Q(ends_on__gte=day))
    return running.first() or started.first() or Phase.objects.order_by("number").first()


class ConversationForm(forms.ModelForm[Conversation]):
    """The quick form: five questions, everything else folded. Gives cleaned values; the verbs save."""

    organization = OrganizationField(
        widget=OrganizationSelect(attrs={"picker": SEARCH, "create_in": "new-organization"}),
        queryset=Organization.objects.none(),
        label=gettext_lazy("Stakeholder"),
        help_text=gettext_lazy("Start typing a name, another name, or a person."),
        error_messages={"invalid_choice": gettext_lazy("Choose an organization from the list.")},
    )
    held_on = DayField(
        label=gettext_lazy("Date"), help_text=gettext_lazy("As you say it: yesterday, last Tuesday, 18 November, 2026-11-18.")
    )
    people = forms.CharField(
        required=False,
        label=gettext_lazy("Who spoke, in which capacity that day"),
        help_text=gettext_lazy("One a line: the name, a comma, the capacity. Only people known at this organization."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        max_length=8000,
    )
    consent_on = DayField(required=False, label=gettext_lazy("Consent given on"))
    safety_protocol_on = DayField(
        required=False,
        label=gettext_lazy("Safety protocol followed on"),
        help_text=gettext_lazy("The day only, never what it was about: that belongs in your own organization's system."),
    )
    collection_notice = forms.ModelChoiceField(
        queryset=CollectionNotice.objects.all(),
        required=False,
        label=gettext_lazy("Text of the notice"),
        empty_label=gettext_lazy("The one in force on that day"),
    )
    participant_check = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Let them check the summary"),
        help_text=gettext_lazy("With Indigenous-led organizations they check it unless you say otherwise."),
    )
    phase = forms.ModelChoiceField(
        queryset=Phase.objects.all(), required=False, label=gettext_lazy("Phase"), empty_label=gettext_lazy("By the date")
    )
    language = forms.ChoiceField(required=False, label=gettext_lazy("Language spoken"))
    lead = ColleagueField(required=False, label=gettext_lazy("Led by"), empty_label=None)
    note_taker = ColleagueField(required=False, label=gettext_lazy("Note taker"))
    named_people = ColleaguesField(
        required=False, label=gettext_lazy("People who may open it"), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Conversation
        fields: ClassVar = [
            "organization", "held_on", "date_precision", "method", "notes", "purpose", "level", "closed_to", "opened_to",
            "named_people", "phase", "start_time", "duration_minutes", "people_count", "language", "interpreter_used",
            "police_present", "lead", "note_taker", "place", "consent_state", "consent_on", "attribution", "notice",
            "collection_notice", "participant_check", "public_summary", "safety_protocol_on", "retention_class",
        ]  # fmt: skip
        widgets: ClassVar = {
            "start_time": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "method": forms.RadioSelect,
            "level": forms.RadioSelect,
            "consent_state": forms.RadioSelect,
            "attribution": forms.RadioSelect,
            "notice": forms.RadioSelect,
            "date_precision": forms.RadioSelect,
            "closed_to": forms.CheckboxSelectMultiple,
            "opened_to": forms.CheckboxSelectMultiple,
            "notes": forms.Textarea(
                attrs={
                    "rows": 9,
                    "dir": "auto",
                    "data-limit": NOTES_MAX_LENGTH,
                    "data-details": FIND,
                    "data-details-tone": "notes",
                }
            ),
            "public_summary": forms.Textarea(attrs={"rows": 4, "dir": "auto", "data-limit": 2000, "data-details": FIND}),
        }
        help_texts: ClassVar = {
            "notes": gettext_lazy("What was said, not who said it. Case details belong in your own organization's system."),
            "place": gettext_lazy("Where you met, if it matters. Never public."),
            "purpose": gettext_lazy("For example: first conversation, follow-up."),
            "people_count": gettext_lazy("How many took part. Names are not needed."),
            "public_summary": gettext_lazy("The only text of this record that may ever leave: no names, no places."),
        }

    def __init__(
        self, *args: Any, user: User, today: date, handing_in: bool = True, opened: Collection[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.today = user, today
        self._offer_organizations()
        self._offer_people()
        known = dict(SPOKEN_LANGUAGES)
        extra = [] if self.instance.language in known else [(self.instance.language, self.instance.language)]
        self.fields["language"].choices = [*SPOKEN_LANGUAGES, *extra]  # type: ignore[attr-defined]
        self.fields["notes"].required = handing_in
        self.fields["notes"].error_messages["required"] = _("Write what was said before you hand the conversation in.")
        for name in ("notes", "public_summary"):
            self.fields[name].error_messages["max_length"] = TOO_LONG
        self.fields["method"].choices = Method.choices  # type: ignore[attr-defined]
        self._offer_checks()
        for name in DEFAULTED:
            self.fields[name].required = False  # left out means: as it is by default
        institutions = ["closed_to"] + (["opened_to"] if self.fields["opened_to"].queryset else [])  # type: ignore[attr-defined]
        self.helper = quick_log(institutions=institutions, opened=opened)

    def _offer_checks(self) -> None:
        """Wanted, not wanted, or as is usual with the organization; what has happened since stays what it is."""
        stored = ParticipantCheck(self.instance.participant_check)
        offered = [ParticipantCheck.REQUESTED, ParticipantCheck.NOT_REQUESTED]
        usual = [("", _("As usual"))] if self.instance._state.adding else []
        extra = [] if stored in offered else [stored]
        choices = [*usual, *((one.value, one.label) for one in [*extra, *offered])]
        self.fields["participant_check"].choices = choices  # type: ignore[attr-defined]
        if self.instance._state.adding:
            self.initial["participant_check"] = ""
        else:
            self.initial.setdefault("people", as_lines(self.instance))

    def _offer_organizations(self) -> None:
        """Those the person may see and pick; and the record's own, which may have been archived since."""
        found = Organization.objects.visible_to(self.user)
        pickable = found.pickable()
        if self.instance.organization_id:
            pickable = pickable | found.filter(pk=self.instance.organization_id)
        chosen = as_key(self["organization"].value())
        self.fields["organization"].offer(pickable, chosen=chosen)  # type: ignore[attr-defined]

    def _offer_people(self) -> None:
        named = [] if self.instance._state.adding else self.instance.named_people.values_list("pk", flat=True)
        team = colleagues(already=[self.instance.lead_id, self.instance.note_taker_id, *named])
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

    def clean_participant_check(self) -> str:
        """With Indigenous-led organizations the summary goes back to them, unless somebody decides otherwise."""
        organization = self.cleaned_data.get("organization")
        usual = ParticipantCheck.REQUESTED if organization and organization.is_indigenous_led else ParticipantCheck.NOT_REQUESTED
        return self.cleaned_data["participant_check"] or usual

    def clean_lead(self) -> User:
        """Whoever logs it, unless somebody else is named."""
        return self.cleaned_data["lead"] or self.user

    def clean_language(self) -> str:
        """English, unless something else is chosen."""
        return self.cleaned_data["language"] or "en"

    def clean(self) -> dict[str, Any]:
        """Defaults for what was left out; the phase and the notice follow from the date."""
        cleaned = super().clean() or self.cleaned_data
        for name in DEFAULTED:
            if name in cleaned and not cleaned[name]:
                cleaned[name] = getattr(Conversation(), name)
        if day := cleaned.get("held_on"):
            self._follow_day(cleaned, day)
        for name in ("consent_on", "safety_protocol_on"):
            if (given := cleaned.get(name)) and given > self.today:
                self.add_error(name, _("This date is in the future."))
        self._recognize(cleaned)
        return cleaned

    def _follow_day(self, cleaned: dict[str, Any], day: date) -> None:
        if not cleaned.get("phase"):
            cleaned["phase"] = phase_on(day)
            if cleaned["phase"] is None:
                self.add_error("phase", str(NO_PHASE))
        if any(one.is_month for one in read(str(self["held_on"].value() or ""), today=self.today)):
            cleaned["date_precision"] = DatePrecision.MONTH
        if cleaned.get("notice") != Notice.NOT_GIVEN and not cleaned.get("collection_notice"):
            cleaned["collection_notice"] = CollectionNotice.objects.in_force_on(day)

    def _recognize(self, cleaned: dict[str, Any]) -> None:
        """Those who spoke, as people of the organization."""
        text, organization = cleaned.get("people"), cleaned.get("organization")
        if text is None or organization is None:
            cleaned.pop("people", None)
            return
        try:
            cleaned["people"] = who_spoke(text, organization=organization, user=self.user)
        except ValidationError as error:
            self.add_error("people", error)
