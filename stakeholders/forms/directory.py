"""Forms of the registry's admin pages: an optimistic lock on records."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from resilience_portal.accounts.models import User
from resilience_portal.ui.phrases import named
from stakeholders.enums import OrganizationStatus
from stakeholders.forms.custom import PREFIX, stored
from stakeholders.models import Organization, Person, Sector, Ward


class VersionedForm(forms.ModelForm[Any]):
    """Says so when somebody else saved in between; what was typed stays, and a second save is then meant."""

    version_read = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version_read"].initial = self.instance.version

    @property
    def changed_fields(self) -> list[str]:
        """Names of the fields of the record that differ from what stands in the database."""
        return [name for name in self.changed_data if name != "version_read"]

    def clean(self) -> dict[str, Any]:
        """Locks the row and compares versions. Called inside the admin's transaction."""
        cleaned = super().clean() or self.cleaned_data
        if self.instance._state.adding:
            return cleaned
        now = type(self.instance)._default_manager.select_for_update().get(pk=self.instance.pk).version
        if cleaned.get("version_read") == now:
            return cleaned
        theirs = "; ".join(f"{self.fields[name].label}: “{named(self._shown(name))}”" for name in self.changed_fields)
        sent: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        sent[self.add_prefix("version_read")] = str(now)
        self.data = sent
        raise ValidationError(
            _(
                "Somebody else changed this record while you had it open. Your text is still here. Saved by them: %(theirs)s. "
                "Save again to put your version in its place."
            )
            % {"theirs": theirs or _("the same as yours")},
            code="conflict",
        )

    def _shown(self, name: str) -> str:
        """The stored value in words."""
        display = getattr(self.instance.__class__._default_manager.get(pk=self.instance.pk), f"get_{name}_display", None)
        return str(display() if display else getattr(type(self.instance)._default_manager.get(pk=self.instance.pk), name) or "–")


class OrganizationForm(VersionedForm):
    """The fields of the page, those of our own among them; what the portal keeps by itself is not."""

    class Meta:
        model = Organization
        fields = ("name",)  # the admin's fieldsets choose; a test sends more
        widgets: ClassVar = {"aliases": forms.Textarea(attrs={"rows": 3}), "note": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.own_names:
            self.fields[name].initial = self.instance.custom.get(name.removeprefix(PREFIX), "")

    @property
    def own_names(self) -> list[str]:
        """Names of the fields of our own."""
        return [name for name in self.fields if name.startswith(PREFIX)]

    def _post_clean(self) -> None:
        """Our own fields go where they are kept; a retired field keeps what was entered."""
        super()._post_clean()  # type: ignore[misc]  # Django's own, unknown to its stubs
        given = {name.removeprefix(PREFIX): stored(self.cleaned_data.get(name)) for name in self.own_names}
        kept = {**self.instance.custom, **given}
        self.instance.custom = {code: value for code, value in kept.items() if value}

    def _shown(self, name: str) -> str:
        """Our own fields as they are kept."""
        if not name.startswith(PREFIX):
            return super()._shown(name)
        stands = Organization.objects.values_list("custom", flat=True).get(pk=self.instance.pk)
        return stands.get(name.removeprefix(PREFIX)) or "–"


class BulkForm(forms.Form):
    """The fields that make sense for several organizations at once. Empty: each keeps its own."""

    sector = forms.ModelChoiceField(Sector.objects.for_organizations(), required=False, label=gettext_lazy("Sector"))
    ward = forms.ModelChoiceField(Ward.objects.all(), required=False, label=gettext_lazy("Ward"))
    status = forms.ChoiceField(
        choices=[("", "---------"), *(choice for choice in OrganizationStatus.choices if choice[0] != OrganizationStatus.MERGED)],
        required=False,
        label=gettext_lazy("Status"),
    )
    relationship_owner = forms.ModelChoiceField(
        User.objects.filter(is_active=True), required=False, label=gettext_lazy("Relationship owner")
    )
    in_universe = forms.NullBooleanField(required=False, label=gettext_lazy("In the declared universe"))

    @property
    def given(self) -> dict[str, Any]:
        """What was filled in."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


class PersonForm(VersionedForm):
    """The fields of the page; what follows from the trail of consent is not among them."""

    class Meta:
        model = Person
        fields = ("name",)
        widgets: ClassVar = {"note": forms.Textarea(attrs={"rows": 4})}
