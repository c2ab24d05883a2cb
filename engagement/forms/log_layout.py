"""How the quick form is laid out: five questions in sight, everything else folded; folds stay as their owner left them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from crispy_forms.helper import FormHelper
from django.utils.translation import gettext as _

from engagement.phrases import ATTRIBUTIONS, CONSENTS, LEVELS, NOTICES
from resilience_portal.ui.layout import Fold, Pick, Row, Section, inside

# The folds whose state is remembered: the only names that are kept.
FOLDS = ("purpose-fold", "named-fold", "partner-fold", "people-fold", "more-fold", "consent-fold", "kept-fold")


class _Folds:
    """Makes folds, open where they were left open."""

    def __init__(self, opened: Collection[str]) -> None:
        self.opened = opened

    def __call__(self, title: Any, *fields: Any, css_id: str, hint: Any = "") -> Fold:
        return Fold(title, *fields, hint=hint, css_id=css_id, is_open=css_id in self.opened)


def quick_log(*, institutions: list[str], opened: Collection[str]) -> FormHelper:
    """The five questions and the folds. `institutions`: the fields about partners that have something to choose from."""
    fold = _Folds(opened)
    return inside(*_sections(fold, institutions), *_folds(fold))


def _sections(fold: _Folds, institutions: list[str]) -> list[Any]:
    return [
        Section(
            _("Who"),
            "organization",
            fold(
                _("Who spoke"),
                "people",
                "people_count",
                hint=_("Names only where they are needed; a number is enough."),
                css_id="people-fold",
            ),
            hint=_("Names stay in the restricted record. Public pages never see them."),
            css_id="who",
        ),
        Section(_("When and how"), "held_on", "method", css_id="when"),
        Section(
            _("What was said"),
            "notes",
            fold(_("Purpose"), "purpose", css_id="purpose-fold"),
            hint=_("Write what was said, not who said it."),
            css_id="what",
        ),
        Section(
            _("Who may open it"),
            Pick("level", LEVELS),
            fold(_("Name people"), "named_people", hint=_("Who else may open a restricted record."), css_id="named-fold"),
            fold(_("Partner institutions"), *institutions, hint=_("Close it to one, or open it to one."), css_id="partner-fold"),
            css_id="level",
        ),
    ]


def _folds(fold: _Folds) -> list[Any]:
    return [
        fold(
            _("More about the conversation"),
            Row("start_time", "duration_minutes", "place"),
            Row("language", "lead", "note_taker"),
            "interpreter_used",
            "police_present",
            Row("phase", "date_precision"),
            hint=_("Time, length, place, language. Only if you have it."),
            css_id="more-fold",
        ),
        fold(
            _("Consent and notice"),
            Pick("consent_state", CONSENTS),
            "consent_on",
            Pick("attribution", ATTRIBUTIONS),
            Pick("notice", NOTICES),
            "collection_notice",
            "participant_check",
            "public_summary",
            hint=_("Asked when you hand the conversation in, if not now."),
            css_id="consent-fold",
        ),
        fold(
            _("Safety and keeping"),
            "safety_protocol_on",
            "retention_class",
            hint=_("When the safety protocol was followed, and how long the record is kept."),
            css_id="kept-fold",
        ),
    ]
