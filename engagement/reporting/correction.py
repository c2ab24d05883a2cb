"""A correction: the next version of a released report, from the same organizations, with its reason and its changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from engagement.models import Report
from engagement.policies import reports as policies
from engagement.reporting import clearing, request, sections
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit

Payload = Mapping[str, Any]


@transaction.atomic
def correct(*, report: Report, reason: Mapping[str, str], by: User, now: datetime) -> Report:
    """Makes the REQUESTED next version of a released report, with its words to start from.

    `reason` maps language codes to text; the public reads it. It says that something was corrected, never which record.
    """
    report = clearing.locked(report)
    policies.check_can_correct(report, by=by)
    titles = {code: getattr(report, f"title_{code}") for code in sections.LANGUAGES}
    made = request.ask(
        phase=report.phase,
        kind=report.kind,
        slug=report.slug,
        corrects=report,
        period_from=report.period_from,
        period_to=report.period_to,
        by=by,
        now=now,
        **request.translated("title", titles),
        **request.translated("reason", reason),
    )
    sections.copy(of=report, to=made)
    details = {"slug": made.slug, "version": made.version, "corrects": report.version}
    audit("report.correction_requested", by=by, on=made, now=now, details=details)
    return made


def told(report: Report, payload: Payload) -> dict[str, Any] | None:
    """What a correction says of itself: reason, version corrected, changes. None for a report that is none."""
    if report.corrects is None or report.corrects.payload is None:
        return None
    reason = {code: getattr(report, f"reason_{code}") or report.reason for code in sections.LANGUAGES}
    before = report.corrects.payload
    return {"reason": reason, "of_version": before["version"], "changes": changes(before, payload)}


def changes(before: Payload, after: Payload) -> dict[str, Any]:
    """What differs between two payloads: figures (table, key, both cells) and words (section, theme, both texts).

    `names`: what the version before called the codes among them that the newer one knows no more.
    """
    figures, words = list(_figures(before, after)), list(_words(before, after))
    keys = [*(row["key"] for row in figures), *({"theme": row["theme"]} for row in words if row["theme"])]
    return {
        "figures": figures,
        "words": words,
        "quotes": [quote_count(before), quote_count(after)],
        "names": _names_gone(before, after, keys),
    }


def _names_gone(before: Payload, after: Payload, keys: Iterable[Mapping[str, str]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for dimension, code in {pair for key in keys for pair in key.items()}:
        name = before["labels"].get(dimension, {}).get(code)
        if name and code not in after["labels"].get(dimension, {}):
            found.setdefault(dimension, {})[code] = name
    return found


def quote_count(payload: Payload) -> int:
    """Quotes that are shown; a tombstone is none."""
    return sum(not quote.get("withdrawn_on") for quote in payload["quotes"])


def _cells(payload: Payload) -> dict[tuple[str, tuple[tuple[str, str], ...]], dict[str, Any]]:
    return {
        (table["name"], tuple(sorted(cell["key"].items()))): {"value": cell["value"], "word": cell["word"]}
        for table in payload["figures"]["tables"]
        for cell in table["cells"]
    }


def _figures(before: Payload, after: Payload) -> Iterator[dict[str, Any]]:
    old, new = _cells(before), _cells(after)
    for table, key in [*new, *(cell for cell in old if cell not in new)]:
        cells = {"before": old.get((table, key)), "after": new.get((table, key))}
        if cells["before"] != cells["after"]:
            yield {"table": table, "key": dict(key), **cells}


def _texts(payload: Payload) -> dict[tuple[str, str], dict[str, str] | None]:
    found = {(name, ""): text for name, text in payload["texts"].items()}
    for theme in payload["themes"]:
        for section, name in sections.OF_A_THEME.items():
            found[section.value, theme["code"]] = theme.get(name)
    return found


def _words(before: Payload, after: Payload) -> Iterator[dict[str, Any]]:
    old, new = _texts(before), _texts(after)
    for part in [*new, *(text for text in old if text not in new)]:
        texts = {"before": old.get(part), "after": new.get(part)}
        if (texts["before"] or None) != (texts["after"] or None):
            yield {"section": part[0], "theme": part[1], **texts}
