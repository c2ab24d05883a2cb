"""Narrowing the board of coverage. A facet that makes no sense is left out."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from phases.enums import PhaseState
from phases.models import Phase
from resilience_portal.text import searchable
from stakeholders.models import OrganizationQuerySet, Sector, Ward


class CoverageFilter(forms.Form):
    """Phase, sector, ward, language."""

    phase = forms.ModelChoiceField(
        Phase.objects.order_by("number"), required=False, to_field_name="slug", label=_("Phase"), empty_label=None
    )
    sector = forms.ModelChoiceField(
        Sector.objects.top_level(), required=False, to_field_name="code", label=_("Sector"), empty_label=_("Any")
    )
    ward = forms.ModelChoiceField(Ward.objects.all(), required=False, to_field_name="code", label=_("Ward"), empty_label=_("Any"))
    language = forms.CharField(
        required=False, max_length=8, label=_("Main language"), help_text=_("A code such as en, fr or ar.")
    )

    def _given(self, name: str) -> object:
        return self.cleaned_data.get(name) if self.is_valid() or name in self.cleaned_data else None

    def chosen_phase(self) -> Phase | None:
        """The one asked for; else the one that is open, else the first."""
        asked = self._given("phase")
        if isinstance(asked, Phase):
            return asked
        ordered = Phase.objects.order_by("number")
        return ordered.filter(state=PhaseState.OPEN).first() or ordered.first()

    def narrow(self, found: OrganizationQuerySet) -> OrganizationQuerySet:
        """`found` with the facets that make sense."""
        if isinstance(sector := self._given("sector"), Sector):
            found = found.filter(sector__parent=sector)
        if isinstance(ward := self._given("ward"), Ward):
            found = found.filter(ward=ward)
        if language := searchable(str(self._given("language") or "")):
            found = found.filter(main_language=language)
        return found

    @property
    def is_narrowed(self) -> bool:
        """Whether sector, ward or language is chosen."""
        return any(self._given(name) for name in ("sector", "ward", "language"))
