"""Handing in a conversation, and sending it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.domain.details import Identifying, barring
from engagement.domain.submissions import Comment
from engagement.enums import Notice, ParticipantCheck
from engagement.enums.analysis import ReviewedPart
from engagement.forms.days import DayField
from engagement.models import CollectionNotice, Conversation, Point
from engagement.phrases import ATTRIBUTIONS, CONSENTS, NOTICES
from resilience_portal.ui.layout import Fold, Pick, Section, inside

FIND = reverse_lazy("engagement:details-find")


class SubmitForm(forms.ModelForm[Conversation]):
    """What is asked when a conversation is handed in, if not before."""

    consent_on = DayField(
        required=False,
        label=gettext_lazy("Consent given on"),
        help_text=gettext_lazy("Leave empty if it was on the day of the conversation."),
    )
    collection_notice = forms.ModelChoiceField(
        queryset=CollectionNotice.objects.all(),
        required=False,
        label=gettext_lazy("Text of the notice"),
        empty_label=gettext_lazy("The one in force on that day"),
    )

    class Meta:
        model = Conversation
        fields: ClassVar = [
            "consent_state",
            "consent_on",
            "attribution",
            "notice",
            "collection_notice",
            "participant_check",
            "public_summary",
            "details_reason",
        ]
        widgets: ClassVar = {
            "consent_state": forms.RadioSelect,
            "attribution": forms.RadioSelect,
            "notice": forms.RadioSelect,
            "participant_check": forms.RadioSelect,
            "public_summary": forms.Textarea(attrs={"rows": 4, "dir": "auto", "data-limit": 2000, "data-details": FIND}),
            "details_reason": forms.Textarea(attrs={"rows": 2, "dir": "auto", "data-limit": 500}),
        }
        help_texts: ClassVar = {
            "public_summary": gettext_lazy("Optional now; an analyst can write it later. No names, no places."),
            "details_reason": gettext_lazy("The second reader sees this, and it is kept. For example: a public office holder."),
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self._offer_checks()
        self.helper = inside(
            Section(
                _("Consent"),
                Pick("consent_state", CONSENTS),
                "consent_on",
                hint=_("Did they agree that we use what they said?"),
                css_id="c1",
            ),
            Section(
                _("Attribution"),
                Pick("attribution", ATTRIBUTIONS),
                hint=_("The most that may ever be said about who spoke."),
                css_id="c2",
            ),
            Section(
                _("Notice"),
                Pick("notice", NOTICES),
                Fold(_("Another text of the notice"), "collection_notice", css_id="notice-fold"),
                hint=_("How they learned what we collect, and why."),
                css_id="c3",
            ),
            Section(
                _("Public summary"),
                "public_summary",
                Fold(
                    _("Keep identifying details"), "details_reason", hint=_("Only where they must stay."), css_id="details-fold"
                ),
                "participant_check",
                hint=_("The only text that may leave."),
                css_id="c4",
            ),
        )

    def _offer_checks(self) -> None:
        """Wanted or not; what has happened since stays what it is."""
        offered = [ParticipantCheck.REQUESTED, ParticipantCheck.NOT_REQUESTED]
        stored = ParticipantCheck(self.instance.participant_check)
        extra = [] if stored in offered else [stored]
        field = self.fields["participant_check"]
        field.choices = [(one.value, one.label) for one in [*extra, *offered]]  # type: ignore[attr-defined]
        field.required = False

    def clean_participant_check(self) -> str:
        """As it was, where nothing is said."""
        return self.cleaned_data["participant_check"] or self.instance.participant_check

    def clean(self) -> dict[str, Any]:
        """A consent that was given has a date; it is not in the future."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("consent_state", "").startswith("given") and not cleaned.get("consent_on"):
            cleaned["consent_on"] = self.instance.held_on
        if (day := cleaned.get("consent_on")) and day > self.today:
            self.add_error("consent_on", _("This date is in the future."))
        if cleaned.get("notice") != Notice.NOT_GIVEN and not cleaned.get("collection_notice"):
            cleaned["collection_notice"] = CollectionNotice.objects.in_force_on(self.instance.held_on)
        self._look_through(cleaned)
        return cleaned

    def _look_through(self, cleaned: dict[str, Any]) -> None:
        """Identifying details in what may become public: replaced, or kept for a reason."""
        summary, attribution = cleaned.get("public_summary", ""), cleaned.get("attribution", "")
        found = barring(summary, conversation=self.instance, attribution=attribution)
        if not found:
            cleaned["details_reason"] = ""  # nothing stays that a reason could be for
        elif not cleaned.get("details_reason", "").strip():
            self.add_error("public_summary", str(Identifying(found)))
            self.add_error("details_reason", _("Say why the details stay, or replace them."))


PARTS = (ReviewedPart.SUMMARY, ReviewedPart.NOTES, ReviewedPart.THEMES, ReviewedPart.CONSENT)


class ReopenForm(forms.Form):
    """Why an accepted conversation is opened again."""

    reason = forms.CharField(
        label=gettext_lazy("What has to change"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Say what has to change.")},
    )


class ReturnForm(forms.Form):
    """Why a conversation goes back to its author."""

    reason = forms.CharField(
        label=gettext_lazy("What has to change"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("The author reads this."),
        error_messages={"required": gettext_lazy("Say what has to change, so that the author knows what to do.")},
    )

    def __init__(self, *args: Any, points: Iterable[Point] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = {str(point.pk): point for point in points}
        for part in PARTS:
            self.fields[f"on_{part}"] = _comment_field(part.label)
        for pk in self.points:
            self.fields[f"on_point_{pk}"] = _comment_field(_("About this point"))

    def parts(self) -> list[BoundField]:
        """The fields for comments on parts."""
        return [self[f"on_{part}"] for part in PARTS]

    def comments(self) -> list[Comment]:
        """What was written, part by part and point by point."""
        given = [Comment(part, self.cleaned_data[f"on_{part}"]) for part in PARTS]
        given += [Comment(ReviewedPart.POINT, self.cleaned_data[f"on_point_{pk}"], point) for pk, point in self.points.items()]
        return [comment for comment in given if comment.text]


def _comment_field(label: Any) -> forms.CharField:
    return forms.CharField(required=False, max_length=1000, label=label, widget=forms.Textarea(attrs={"rows": 1, "dir": "auto"}))
