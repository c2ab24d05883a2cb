"""Narrowing the board of coverage. A facet that makes no sense is left out."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.domain.outreach import phase_at_work
from engagement.phrases import spoken_language
from engagement.reporting.coverage import Grouping
from phases.models import Phase
from stakeholders.models import Organization, OrganizationQuerySet, Sector, Ward


class CoverageFilter(forms.Form):
    """Phase, sector, ward, language, and what the lines are."""

    phase = forms.ModelChoiceField(
        Phase.objects.order_by("number"), required=False, to_field_name="slug", label=_("Phase"), empty_label=None
    )
    sector = forms.ModelChoiceField(
        Sector.objects.top_level(), required=False, to_field_name="code", label=_("Sector"), empty_label=_("Any")
    )
    ward = forms.ModelChoiceField(Ward.objects.all(), required=False, to_field_name="code", label=_("Ward"), empty_label=_("Any"))
    language = forms.ChoiceField(required=False, label=_("Main language"))
    by = forms.ChoiceField(choices=Grouping.choices, required=False, label=_("A line for each"))

    def __init__(self, data: QueryDict) -> None:
        """With the languages that are there, and the phase that is shown when none is asked for."""
        asked = data.copy()
        super().__init__(asked)
        spoken = Organization.objects.in_universe().order_by().values_list("main_language", flat=True).distinct()
        named = sorted(((code, spoken_language(code)) for code in spoken if code), key=lambda each: each[1])
        self.fields["language"].choices = [("", gettext("Any")), *named]  # type: ignore[attr-defined]
        phase = None if self._given("phase") else phase_at_work() or Phase.objects.order_by("number").first()
        if phase is not None:
            asked["phase"] = phase.slug
            self.full_clean()

    def _given(self, name: str) -> object:
        return self.cleaned_data.get(name) if self.is_valid() or name in self.cleaned_data else None

    def chosen_phase(self) -> Phase | None:
        """The one asked for; else the one in which organizations are asked, else the first."""
        asked = self._given("phase")
        return asked if isinstance(asked, Phase) else None

    def grouping(self) -> Grouping:
        """What the lines are."""
        return Grouping(str(self._given("by") or Grouping.SECTOR))

    def narrow(self, found: OrganizationQuerySet) -> OrganizationQuerySet:
        """`found` with the facets that make sense."""
        if isinstance(sector := self._given("sector"), Sector):
            found = found.filter(sector__parent=sector)
        if isinstance(ward := self._given("ward"), Ward):
            found = found.filter(ward=ward)
        if language := self._given("language"):
            found = found.filter(main_language=language)
        return found

    @property
    def is_narrowed(self) -> bool:
        """Whether sector, ward or language is chosen."""
        return any(self._given(name) for name in ("sector", "ward", "language"))
