"""How the numbers of a report were made: the method box, a note for each table, and the four words for what is not a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from phases.exports.figures import Payload, tables, total, words_beside
from phases.phrases import COUNTED, DEFINITIONS
from resilience_portal.ui.phrases import BLANKS, day_words


@dataclass(frozen=True)
class Note:
    """How one table's figures were made. `number` is how print refers to it, `key` how a link does."""

    number: int
    key: str
    title: str
    definition: str
    counted: str
    cut_off: str
    rounding: str
    withheld: str


def notes(payload: Payload) -> list[Note]:
    """One for each table of figures, in the payload's order."""
    day = day_words(payload["period"]["to"])
    rounding, reason = roundings(payload), withheld(payload)
    return [
        Note(number, table.name, table.title, str(DEFINITIONS[table.name]), str(COUNTED), day, rounding, reason)
        for number, table in enumerate(tables(payload), 1)
    ]


def roundings(payload: Payload) -> str:
    """What was done to every figure before it left."""
    base = payload["figures"]["rules"]["base"]
    reach = max(
        [base - 1, *(int(note["value"]) for note in payload["figures"].get("notes", []) if note["code"] == "off_by_up_to")]
    )
    return _("Rounded to a multiple of %(base)s, at most %(reach)s from the true count; sums add up in all tables together.") % {
        "base": base,
        "reach": reach,
    }


def withheld(payload: Payload) -> str:
    """Why a figure is not given."""
    base = payload["figures"]["rules"]["base"]
    return _(
        "Figures under %(base)s are withheld, because they would point at a few organizations. They are written “fewer than "
        "%(base)s”, which may also mean none."
    ) % {"base": base}


def blanks() -> list[tuple[str, str]]:
    """The four words for what is not a number, and what each means."""
    meanings = {
        "zero": _("We counted, and there was nothing to count."),
        "withheld": _("There may be a number, and it would say too much about a few organizations."),
        "not_asked": _("The question was not put, so there is no answer to count."),
        "not_yet_coded": _("There is an answer, and it has not been read and coded yet."),
    }
    return [(str(BLANKS[code]), words) for code, words in meanings.items()]


def box(payload: Payload) -> list[tuple[str, str]]:
    """The method box: (what, how)."""
    method, rules = payload["method"], payload["figures"]["rules"]
    coders = ngettext("%(count)s person coded the conversations.", "%(count)s people coded the conversations.", method["coders"])
    return [
        (_("Who coded"), coders % {"count": number_format(method["coders"])}),
        (_("Second coding"), _second_coding(method)),
        (_("Agreement"), _agreement(method)),
        (
            _("Rules of coding"),
            _("Codebook version %(version)s. Each conversation was accepted by a second person who had no part in it.")
            % {"version": method["codebook_version"]},
        ),
        (_("What is counted"), _("Organizations that raised a theme, not how many people agree. This is not a survey.")),
        (_("Rounding"), roundings(payload)),
        (
            _("Editions"),
            _("A new edition takes in at least %(gate)s new organizations; smaller groups than %(smallest)s are shown together.")
            % {"gate": rules["gate"], "smallest": rules["smallest_group"]},
        ),
        (_("What is missing"), missing(payload)),
    ]


def _second_coding(method: dict[str, Any]) -> str:
    if not method["second_coded"]:
        return _("%(blank)s: no second person has coded the same conversations.") % {"blank": BLANKS["not_yet_coded"]}
    if not method["agreement"]:
        return _("A part was coded again by a second coder.")
    told = _("About %(count)s conversations were coded again by a second person, who did not see the first coding.")
    return told % {"count": number_format(method["agreement"]["conversations"])}


def _agreement(method: dict[str, Any]) -> str:
    found = method["agreement"]
    if not found:
        return str(BLANKS["not_yet_coded"])
    return _(
        "Cohen's kappa %(kappa)s, Krippendorff's alpha %(alpha)s; 1 is full agreement, 0 is what chance alone would give."
    ) % {
        "kappa": number_format(found["kappa"], 2),
        "alpha": number_format(found["alpha"], 2),
    }


def missing(payload: Payload) -> str:
    """What the figures do not hold."""
    declared = payload["universe"]["organizations"]
    parts = [
        _("We heard %(heard)s of %(declared)s organizations; the others are in no figure.")
        % {"heard": words_beside(total(payload), declared), "declared": declared},
        _("Conversations after %(day)s are not in it.") % {"day": day_words(payload["period"]["to"])},
    ]
    if any(note["code"] == "left_out" for note in payload["figures"].get("notes", [])):
        parts.append(_("A table could not be made safe and is withheld."))
    if any(note["code"] == "later" for note in payload["figures"].get("notes", [])):
        parts.append(
            _(
                "What each sector and each ward raised is published when the phase closes: until then, whoever knows who came "
                "could tell what a few of them said."
            )
        )
    return " ".join(parts)


def as_date(iso: str | None) -> date | None:
    """A day of the payload."""
    return date.fromisoformat(iso) if iso else None
