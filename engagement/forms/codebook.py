"""Keeping the codebook: a theme in every language, where it goes, and why."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.domain.codebook import NAMES, TEXTS
from engagement.domain.codebook_files import Read, Unusable, read
from engagement.models import PointTheme
from phases.models import Theme, ThemeGroup
from resilience_portal.ui.layout import Row, Section, inside

CODE = RegexValidator(r"^[A-Z][A-Z0-9-]*\Z", gettext_lazy("Capital letters, digits and hyphens, for example NEE-TRAIN."))
REASON_HELP = gettext_lazy("It stands in the history of the codebook.")


class ReasonForm(forms.Form):
    """Why the codebook changes."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        help_text=REASON_HELP,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Say why, so that it can be understood in a year.")},
    )


def name_by_language(form: forms.BaseForm) -> None:
    """Labels and direction of the fields that stand in every language."""
    for code, name in settings.LANGUAGES:
        for field_name, field in form.fields.items():
            if field_name.endswith(f"_{code}"):
                field.label = _(str(name))
                field.widget.attrs |= {"lang": code, "dir": "rtl" if code in settings.LANGUAGES_BIDI else "ltr"}


def _in_languages(field: str) -> Row:
    return Row(*(f"{field}_{code}" for code, _name in settings.LANGUAGES))


class ThemeForm(ReasonForm, forms.ModelForm[Theme]):
    """A theme with MacQueen's fields, in every language of the portal."""

    class Meta:
        model = Theme
        fields: ClassVar = ["code", "group", "order", *TEXTS]
        widgets: ClassVar = {name: forms.Textarea(attrs={"rows": 3}) for name in TEXTS if not name.startswith("name_")}
        help_texts: ClassVar = {"order": gettext_lazy("Its place within the group.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].validators.append(CODE)
        self.fields["code"].help_text = CODE.message
        if self.instance.pk and not self.instance._state.adding:
            del self.fields["code"]
        for code, _name in settings.LANGUAGES:
            self.fields[f"name_{code}"].required = self.fields[f"definition_{code}"].required = True
        name_by_language(self)
        self.helper = inside(*self._layout())

    def _layout(self) -> list[Section]:
        place = [name for name in ("code", "group", "order") if name in self.fields]
        return [
            Section(_("Name"), _in_languages("name"), hint=_("As the public reads it.")),
            Section(_("Definition"), _in_languages("definition"), hint=_("Short. It is published with the theme.")),
            Section(
                _("Full definition"), _in_languages("full_definition"), hint=_("For coders, where the short one is not enough.")
            ),
            Section(_("Use when"), _in_languages("use_when")),
            Section(_("Do not use when"), _in_languages("do_not_use_when"), hint=_("And which theme to use instead.")),
            Section(_("Example"), _in_languages("example"), hint=_("Invented or beyond recognition.")),
            Section(_("Place"), Row(*place)),
            Section(_("Why"), "reason"),
        ]

    def clean_code(self) -> str:
        """A code is never used twice, in whatever letters."""
        code: str = self.cleaned_data["code"]
        if Theme.objects.filter(code__iexact=code).exists():
            raise forms.ValidationError(_("This code is taken. Codes are never used twice, not even of retired themes."))
        return code

    def kept(self) -> dict[str, Any]:
        """What the verb takes: everything but the reason."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}


class LoadForm(ReasonForm):
    """A codebook from a file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A REFI-QDA codebook (.qdc) or a CSV as this page exports it."),
        widget=forms.ClearableFileInput(attrs={"accept": ".qdc,.csv"}),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )
    field_order = ("file", "reason")

    def clean_file(self) -> list[Read]:
        """The themes that it holds."""
        found = self.cleaned_data["file"]
        try:
            return read(found.name, found.read())
        except Unusable as error:
            raise forms.ValidationError(str(error)) from error


class MergeForm(ReasonForm):
    """The theme that takes over."""

    into = forms.ModelChoiceField(
        Theme.objects.none(), to_field_name="code", label=gettext_lazy("Merge into"), empty_label=gettext_lazy("Choose a theme")
    )
    field_order = ("into", "reason")

    def __init__(self, *args: Any, theme: Theme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Theme.objects.in_use().exclude(pk=theme.pk)  # type: ignore[attr-defined]


class SplitForm(ThemeForm):
    """The new theme, and the codings that go to it."""

    def __init__(self, *args: Any, codings: list[PointTheme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codings = {str(coding.pk): coding for coding in codings}
        self.fields["codings"] = forms.MultipleChoiceField(
            choices=[(pk, pk) for pk in self.codings],
            label=_("Which passages go to the new theme"),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one passage for the new theme.")},
        )

    def kept(self) -> dict[str, Any]:
        """The new theme's fields."""
        return {name: value for name, value in super().kept().items() if name != "codings"}

    def chosen(self) -> list[PointTheme]:
        """The codings that go to it."""
        return [self.codings[pk] for pk in self.cleaned_data["codings"]]


class GroupForm(ReasonForm, forms.ModelForm[ThemeGroup]):
    """A group of themes."""

    class Meta:
        model = ThemeGroup
        fields: ClassVar = ["code", "order", *NAMES]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].validators.append(CODE)
        if not self.instance._state.adding:
            del self.fields["code"]
        for code, _name in settings.LANGUAGES:
            self.fields[f"name_{code}"].required = True
        name_by_language(self)
        place = [name for name in ("code", "order") if name in self.fields]
        self.helper = inside(
            Section(_("Name"), _in_languages("name")), Section(_("Place"), Row(*place)), Section(_("Why"), "reason")
        )

    def kept(self) -> dict[str, Any]:
        """What the verb takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}
