"""Forms of the registry's staff pages: organizations, people, consent, filters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from resilience_portal.accounts.forms import ColleagueField, colleagues
from resilience_portal.ui.layout import Fold, Row, Section, inside
from stakeholders.enums import OrganizationStatus
from stakeholders.forms.custom import FILTERED, PREFIX, form_field
from stakeholders.forms.directory import OrganizationForm, PersonForm
from stakeholders.models import Affiliation, Consent, CustomField, Organization, OrganizationQuerySet, Person, Sector, Tag, Ward

ANY = gettext_lazy("Any")
IN_USE, PUT_AWAY = "", "archived"
NO_NOTICE = "no notice"  # the space keeps it apart from every version


class OrganizationPage(OrganizationForm):
    """An organization in the staff area. Made by `with_custom_fields`, so that our own fields are on it."""

    relationship_owner = ColleagueField(required=False, label=gettext_lazy("Relationship owner"))
    website = forms.URLField(required=False, assume_scheme="https", label=gettext_lazy("Website"))
    tag_names = forms.CharField(
        required=False, max_length=300, label=gettext_lazy("Tags"), help_text=gettext_lazy("With a comma between them.")
    )

    class Meta:
        model = Organization
        widgets = OrganizationForm.Meta.widgets
        fields: ClassVar = [
            "name", "aliases", "sector", "ward", "status", "is_indigenous_led", "main_language", "languages", "size", "website",
            "email", "phone", "address", "relationship_owner", "do_not_contact", "may_be_listed", "in_universe", "note",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["relationship_owner"]
        owner.queryset = colleagues(already=[self.instance.relationship_owner_id])
        status: Any = self.fields["status"]
        status.choices = [choice for choice in OrganizationStatus.choices if choice[0] != OrganizationStatus.MERGED]
        if self.instance.pk and not self.instance._state.adding:
            self.fields["tag_names"].initial = ", ".join(self.instance.tags.values_list("name", flat=True))
        own = [Section(_("Fields of our own"), *self.own_names, css_id="o-own")] if self.own_names else []
        self.helper = inside(*self._sections(), *own)

    def _sections(self) -> list[Section | Fold | str]:
        return [
            "version_read",
            Section(_("Who it is"), "name", "aliases", Row("sector", "ward"), "is_indigenous_led", css_id="o-who"),
            Section(_("How to reach it"), Row("email", "phone"), "website", "address", "relationship_owner", css_id="o-reach"),
            Section(_("What may be known"), "do_not_contact", "may_be_listed", "in_universe", css_id="o-known"),
            Fold(
                _("More about it"), Row("main_language", "languages"), Row("size", "status"), "tag_names", "note", css_id="o-more"
            ),
        ]

    def clean_tag_names(self) -> list[str]:
        """Names without repeats, whatever the case."""
        given = [part.strip()[:60] for part in self.cleaned_data["tag_names"].replace("،", ",").split(",")]
        return list({name.casefold(): name for name in given if name}.values())

    @property
    def changed_fields(self) -> list[str]:
        """Tags are saved apart."""
        return [name for name in super().changed_fields if name != "tag_names"]


class PersonPage(PersonForm):
    """A person in the staff area."""

    class Meta:
        model = Person
        widgets = PersonForm.Meta.widgets
        fields: ClassVar = [
            "name", "email", "phone", "preferred_language", "channel", "safety", "do_not_contact", "access_needs", "note",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["preferred_language"].help_text = _("A language code such as en, fr or ar.")
        self.helper = inside(
            "version_read",
            Section(_("Who"), "name", Row("email", "phone"), "preferred_language", css_id="p-who"),
            Section(
                _("How to reach them safely"),
                Row("channel", "safety"),
                "do_not_contact",
                "access_needs",
                hint=_("Binds every reminder and every invitation."),
                css_id="p-safe",
            ),
            Section(_("Note"), "note", hint=_("About reaching them. Nothing of what they said, and no case."), css_id="p-note"),
        )


class AffiliationForm(forms.ModelForm[Affiliation]):
    """Whom somebody speaks for, in which role, from when until when."""

    class Meta:
        model = Affiliation
        fields: ClassVar = ["role", "started_on", "ended_on", "is_primary"]
        widgets: ClassVar = {
            "started_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "ended_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = inside(Section(_("Speaks for it"), "role", Row("started_on", "ended_on"), "is_primary", css_id="p-role"))

    def clean(self) -> dict[str, Any]:
        """An end lies after its beginning."""
        cleaned = super().clean() or self.cleaned_data
        begun, ended = cleaned.get("started_on"), cleaned.get("ended_on")
        if isinstance(begun, date) and isinstance(ended, date) and ended < begun:
            self.add_error("ended_on", _("The end lies before the beginning."))
        return cleaned


class ConsentForm(forms.ModelForm[Consent]):
    """One answer of a person: added to the trail, never changed; with what they had been told before they gave it.

    `notices`: the versions of the collection notice to choose from, the one in force first.
    """

    notice = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Collection notice"),
        help_text=gettext_lazy("The version that was read or shown before the answer. A withdrawal needs none."),
    )

    class Meta:
        model = Consent
        fields: ClassVar = ["purpose", "state", "how"]
        widgets: ClassVar = {"how": forms.TextInput(attrs={"placeholder": gettext_lazy("on the phone, in a letter…")})}

    def __init__(self, *args: Any, notices: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_force = notices[0] if notices else NO_NOTICE
        field: Any = self.fields["notice"]
        field.choices = [(version, version) for version in notices[1:]] + [(NO_NOTICE, _("None was read or shown"))]
        if notices:
            field.choices = [(self.in_force, _("%(version)s, in force today") % {"version": self.in_force}), *field.choices]
        field.initial = self.in_force

    def clean_notice(self) -> str:
        """The version chosen; the one in force where nothing was said."""
        chosen = self.cleaned_data["notice"] or self.in_force
        self.instance.notice_version = "" if chosen == NO_NOTICE else chosen
        return self.instance.notice_version


class OrganizationFilter(forms.Form):
    """Facets of the list of organizations; one that makes no sense is left out."""

    sector = forms.ModelChoiceField(
        Sector.objects.for_organizations(), required=False, to_field_name="code", label=gettext_lazy("Sector"), empty_label=ANY
    )
    ward = forms.ModelChoiceField(
        Ward.objects.all(), required=False, to_field_name="code", label=gettext_lazy("Ward"), empty_label=ANY
    )
    tag = forms.ModelChoiceField(
        Tag.objects.all(), required=False, to_field_name="name", label=gettext_lazy("Tag"), empty_label=ANY
    )
    contact = forms.ChoiceField(
        choices=[("", ANY), ("never", gettext_lazy("Never contacted")), ("silent", gettext_lazy("Do not contact"))],
        required=False,
        label=gettext_lazy("Contact"),
    )
    show = forms.ChoiceField(
        choices=[(IN_USE, gettext_lazy("In use")), (PUT_AWAY, gettext_lazy("Archived"))],
        required=False,
        label=gettext_lazy("Show"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in CustomField.objects.in_use().filter(kind__in=FILTERED):
            made: Any = form_field(field)
            made.choices = [("", ANY), *made.choices[1:]]
            self.fields[f"{PREFIX}{field.code}"] = made

    def narrow(self, found: OrganizationQuerySet) -> OrganizationQuerySet:
        """`found` with the facets that make sense."""
        self.is_valid()
        chosen = self.cleaned_data
        found = found.archived() if chosen.get("show") == PUT_AWAY else found.filter(archived_at=None)
        for name in ("sector", "ward"):
            if value := chosen.get(name):
                found = found.filter(**{name: value})
        if tag := chosen.get("tag"):
            found = found.filter(tags=tag)
        if chosen.get("contact") == "never":
            found = found.never_contacted()
        if chosen.get("contact") == "silent":
            found = found.filter(do_not_contact=True)
        for name, value in chosen.items():
            if name.startswith(PREFIX) and value:
                found = found.having(name.removeprefix(PREFIX), value)
        return found

    def address(self, path: str) -> str:
        """`path` with the chosen facets: what else stood in the address is not carried on."""
        chosen = {name: self.data[name] for name in self.fields if self.data.get(name)}
        return f"{path}?{urlencode(chosen)}" if chosen else path

    @property
    def is_narrowed(self) -> bool:
        """Whether any facet is chosen."""
        return any(self.cleaned_data.values()) if self.is_valid() else False


class MergeChoices(forms.Form):
    """Field by field: whose value stays."""

    def __init__(self, kept: Organization, gone: Organization, names: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in names:
            choices = [("kept", shown(kept, name)), ("gone", shown(gone, name))]
            label = Organization._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # none of these is a reverse relation
            self.fields[name] = forms.ChoiceField(choices=choices, widget=forms.RadioSelect, initial="kept", label=label)


def shown(organization: Organization, name: str) -> str:
    """A field in words."""
    display = getattr(organization, f"get_{name}_display", None)
    value = display() if display else getattr(organization, name)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(getattr(value, "display_name", value) or "–") if value is not None else "–"


def person_and_role(data: Any = None, person: Person | None = None) -> tuple[PersonPage, AffiliationForm]:
    """The two forms of a new person's page."""
    return PersonPage(data, instance=person or Person()), AffiliationForm(data, prefix="role")
