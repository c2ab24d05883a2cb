"""Promises and follow-ups: what, who, by when; and what is asked when one moves, ends or becomes public."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.enums import CommitmentState
from engagement.models import Commitment, Conversation, FollowUp
from engagement.models.commitment import PENDING, DueQuerySet
from resilience_portal.accounts.forms import ColleagueField, colleagues
from resilience_portal.accounts.models import User
from resilience_portal.ui.phrases import named
from stakeholders.models import Organization

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def day_field(**kwargs: Any) -> forms.DateField:
    """A day, picked or typed as 2026-11-24."""
    return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs)


def in_every_language(form: forms.Form, name: str, label: Any, *, required: bool, longest: int) -> None:
    """One field for each language of the portal: `name_en`, `name_fr`, ..."""
    for code, language in settings.LANGUAGES:
        attrs = {"lang": code, "dir": "rtl" if code == "ar" else "ltr", "rows": 2, "data-limit": longest}
        form.fields[f"{name}_{code}"] = forms.CharField(
            required=required,
            max_length=longest,
            label=_("%(what)s (%(language)s)") % {"what": label, "language": language},
            widget=forms.Textarea(attrs=attrs),
        )


class _DueForm(forms.ModelForm[Any]):
    """What, who, by when. The day of an existing one is moved elsewhere, with a reason."""

    owner = ColleagueField(label=gettext_lazy("Who does it"), empty_label=None)
    due_on = day_field(label=gettext_lazy("By when"), help_text=gettext_lazy("The owner is reminded until it is done."))

    def __init__(self, *args: Any, user: User, conversation: Conversation, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conversation, self.today = conversation, today
        self.fields["owner"].queryset = colleagues(already=[self.instance.owner_id])  # type: ignore[attr-defined]
        self.initial.setdefault("owner", user.pk)
        if not self.instance._state.adding and self.instance.due_on:
            del self.fields["due_on"]

    def clean_owner(self) -> User:
        """An owner who can't open the record could not do it either."""
        owner: User = self.cleaned_data["owner"]
        if not Conversation.objects.visible_to(owner).filter(pk=self.conversation.pk).exists():
            raise forms.ValidationError(
                _("%(name)s may not open this conversation. Choose somebody else.") % {"name": named(owner.display_name)}
            )
        return owner

    def clean_due_on(self) -> date:
        """A new thing is due today or later."""
        day: date = self.cleaned_data["due_on"]
        if day < self.today:
            raise forms.ValidationError(_("This day is over. Choose today or a later one."))
        return day


class FollowUpForm(_DueForm):
    """Something of our own to do."""

    class Meta:
        model = FollowUp
        fields: ClassVar = ["text", "owner", "due_on"]
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 2, "dir": "auto", "data-limit": 500})}
        labels: ClassVar = {"text": gettext_lazy("What is to be done")}


class CommitmentForm(_DueForm):
    """Something that we promised them."""

    class Meta:
        model = Commitment
        fields: ClassVar = ["text", "owner", "due_on", "point"]
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 2, "dir": "auto", "data-limit": 500})}
        labels: ClassVar = {"text": gettext_lazy("What we promised")}
        help_texts: ClassVar = {"text": gettext_lazy("As it was said. What the public reads of it is written apart.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        points = self.fields["point"]
        points.queryset = self.conversation.points.prefetch_related("codings__theme")  # type: ignore[attr-defined]
        points.label_from_instance = self._point  # type: ignore[attr-defined]
        points.empty_label = _("The talk as a whole")  # type: ignore[attr-defined]
        if not points.queryset.exists():  # type: ignore[attr-defined]
            del self.fields["point"]

    def _point(self, point: Any) -> str:
        """A point by its themes and the first words of its passage."""
        themes = ", ".join(coding.theme.name for coding in point.codings.all())
        words = "" if point.is_whole else " ".join(self.conversation.notes[point.start : point.end].split())[:60]
        return " – ".join(part for part in (themes, words) if part) or _("The talk as a whole")


FORMS: dict[type[Commitment] | type[FollowUp], type[_DueForm]] = {Commitment: CommitmentForm, FollowUp: FollowUpForm}


class MoveForm(forms.Form):
    """Another day, and why. Of a promise the reason may be read by the public, so it is asked in every language."""

    due_on = day_field(label=gettext_lazy("New day"))

    def __init__(self, *args: Any, item: Commitment | FollowUp, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item, self.today = item, today
        if isinstance(item, Commitment) and item.is_public:
            in_every_language(self, "reason", _("Why it moves"), required=True, longest=300)
        else:
            attrs = {"rows": 2, "dir": "auto", "data-limit": 300}
            self.fields["reason"] = forms.CharField(max_length=300, label=_("Why it moves"), widget=forms.Textarea(attrs=attrs))

    def clean_due_on(self) -> date:
        """Another day than now, not in the past."""
        day: date = self.cleaned_data["due_on"]
        if day == self.item.due_on:
            raise forms.ValidationError(_("This is the day it has now."))
        if day < self.today:
            raise forms.ValidationError(_("This day is over. Choose today or a later one."))
        return day

    def reasons(self) -> dict[str, str]:
        """By field of `DateMove`."""
        return {name: value for name, value in self.cleaned_data.items() if name.startswith("reason")}


class CancelForm(forms.Form):
    """Why it will not be done."""

    def __init__(self, *args: Any, item: Commitment | FollowUp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(item, Commitment):
            in_every_language(self, "cancel_reason", _("Why it is cancelled"), required=True, longest=300)
        else:
            attrs = {"rows": 2, "dir": "auto", "data-limit": 300}
            self.fields["cancel_reason"] = forms.CharField(
                max_length=300, label=_("Why it is cancelled"), widget=forms.Textarea(attrs=attrs)
            )


class DayForm(forms.Form):
    """On which day it was done, or told."""

    on = day_field(label=gettext_lazy("On"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["on"], self.today = today, today

    def clean_on(self) -> date:
        """Not in the future."""
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(_("This date is in the future."))
        return day


class WordingForm(forms.Form):
    """What the public reads of a promise."""

    is_public = forms.BooleanField(
        required=False,
        label=gettext_lazy("The public is told of this promise"),
        help_text=gettext_lazy("With its state and every moved day, once two people have released it."),
    )

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        now = {f"wording_{code}": getattr(commitment, f"wording_{code}") or "" for code in LANGUAGES}
        super().__init__(*args, **kwargs)
        self.initial.update({"is_public": commitment.is_public, **now})
        in_every_language(self, "wording", _("Public wording"), required=False, longest=500)

    def clean(self) -> dict[str, Any]:
        """Public in every language or not at all; the missing one is named."""
        cleaned = super().clean() or self.cleaned_data
        for code in LANGUAGES:
            if cleaned.get("is_public") and not cleaned.get(f"wording_{code}"):
                self.add_error(f"wording_{code}", _("Needed before the public is told: the promise in this language."))
        return cleaned

    def wording(self) -> dict[str, str]:
        """By field of `Commitment`."""
        return {name: value for name, value in self.cleaned_data.items() if name.startswith("wording")}


class TellForm(forms.Form):
    """What the public reads of a point that is closed: what was done, or what was asked for; the reason stands on the point."""

    def __init__(self, *args: Any, told: Commitment | None, is_done: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update({f"wording_{code}": getattr(told, f"wording_{code}") or "" for code in LANGUAGES if told})
        label = _("What was done") if is_done else _("What was asked for")
        in_every_language(self, "wording", label, required=True, longest=500)


class DueFilter(forms.Form):
    """Facets of the lists of promises and follow-ups."""

    whose = forms.ChoiceField(
        choices=[("mine", gettext_lazy("Mine")), ("all", gettext_lazy("Everybody's"))],
        required=False,
        label=gettext_lazy("Whose"),
    )
    state = forms.ChoiceField(
        choices=[
            ("pending", gettext_lazy("To do")),
            ("overdue", gettext_lazy("Overdue")),
            *[(state.value, state.label) for state in CommitmentState if state not in PENDING],
            ("all", gettext_lazy("All")),
        ],
        required=False,
        label=gettext_lazy("State"),
    )
    organization = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, user: User, today: date) -> None:
        super().__init__(data)
        self.user, self.today = user, today
        self.towards = self._organization()
        self.is_valid()
        self.chosen_whose = self.cleaned_data.get("whose") or ("all" if self.towards else "mine")
        self.chosen_state = self.cleaned_data.get("state") or ("all" if self.towards else "pending")
        self.initial = {"whose": self.chosen_whose, "state": self.chosen_state}

    def _organization(self) -> Organization | None:
        try:
            pk = uuid.UUID(str(self.data.get("organization", "")))
        except ValueError:
            return None
        return Organization.objects.visible_to(self.user).filter(pk=pk).first()

    def narrow(self, found: DueQuerySet[Any]) -> DueQuerySet[Any]:
        """`found` with the facets that make sense."""
        if self.towards:
            found = found.towards(self.towards)
        if self.chosen_whose == "mine":
            found = found.owned_by(self.user)
        if self.chosen_state == "pending":
            return found.pending()
        if self.chosen_state == "overdue":
            return found.overdue(today=self.today)
        return found if self.chosen_state == "all" else found.filter(state=self.chosen_state)
