"""The words of a theme in every language: how far each is, who read it, whether the public reads them already.

They become public with a report, never by themselves: the names that a report was read by stay its own.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engagement.policies import analysis
from engagement.reporting import parity
from engagement.reporting.payload import texts
from phases.exports.reading import newest_report
from phases.models import Theme
from resilience_portal.accounts.models import User

KIND = "theme"  # in the register of what was read
FIELDS = ("name", "definition", "full_definition", "use_when", "do_not_use_when", "example")
PUBLIC = ("name", "definition")


def words_of(theme: Theme) -> dict[str, list[str]]:
    """What the public reads of it in every language, in a fixed order."""
    return parity.texts_of(theme, PUBLIC)


def check_language(*, theme: Theme, language: str, seen: str, by: User, now: datetime) -> None:
    """A person has read these words in this language. `seen`: which words (`parity.digest`)."""
    analysis.check_can_keep_codebook(by=by)
    parity.check(kind=KIND, record=theme, words=words_of(theme), language=language, seen=seen, by=by, now=now)


def for_the_public(theme: Theme) -> dict[str, Any]:
    """What the next report says of it, as a payload holds it."""
    return {field: texts(theme, field) for field in PUBLIC}


def released(theme: Theme) -> dict[str, Any]:
    """`report`: the newest one that says something of it; `differs`: whether its words have changed since."""
    report = newest_report()
    row = next((row for row in report.payload["themes"] if row["code"] == theme.code), None) if report else None
    if report is None or row is None:
        return {"report": None, "differs": True}
    return {"report": report, "differs": any(row[field] != words for field, words in for_the_public(theme).items())}
