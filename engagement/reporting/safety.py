"""What a report shows, proved again: its quotes; its figures, alone and beside every edition that anybody still holds."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from engagement.models import Quote, Report
from engagement.policies.refusal import Refused
from engagement.reporting import earlier
from phases.models import Phase
from resilience_portal.disclosure.differencing import find_leaks
from resilience_portal.disclosure.tables import SafeEdition, declared
from resilience_portal.disclosure.verify import UnsafeEdition


def check(report: Report, *, on: date) -> None:
    """Raises Refused with a sentence unless figures and quotes as stored may become public on that day.

    Call inside a transaction: of two reports of one phase that are approved at once, the second sees the first.
    """
    assert report.payload is not None
    Phase.objects.select_for_update().get(pk=report.phase_id)
    _check_quotes(report, on=on)
    try:
        edition = SafeEdition.from_payload(report.payload["figures"], report.payload["universe"])
    except UnsafeEdition as error:
        raise Refused(_("The figures of this report did not pass the safety check, so it can't be released.")) from error
    if not earlier.is_still_the_latest(report):
        raise Refused(_("Another report of this phase was approved since this one was built. Build it again."))
    held = earlier.editions(earlier.reports(report))
    if find_leaks([*held, edition], declared(report.payload["universe"])):  # everybody knows the universe
        raise Refused(
            _("Beside an earlier release, these figures would tell what a few organizations said. Cancel and ask again later.")
        )


def _check_quotes(report: Report, *, on: date) -> None:
    """Words that were licensed when the report was built may have been taken back since, or have come to their end."""
    shown = [pk for pk in (report.inputs or {}).get("quotes", []) if pk]
    if shown and Quote.objects.publishable(on=on).filter(pk__in=shown).count() < len(shown):
        raise Refused(_("A quote in this report may no longer be published. Build the report again; its texts stay."))
