"""Fields of our own in sheets: an administrator adds one, and a column of its name or code is read."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from resilience_portal.sheets.days import DayOrder, read_day
from resilience_portal.sheets.headings import Words
from resilience_portal.sheets.issues import warning
from resilience_portal.sheets.judging import Cells
from resilience_portal.sheets.texts import digits
from resilience_portal.text import searchable
from stakeholders.domain.importing.choices import read_yes_no
from stakeholders.enums import CustomFieldKind
from stakeholders.models import CustomField

PREFIX = "custom-"
LONGEST = 300
NEVER = date(9999, 1, 1)


def own_fields() -> dict[str, CustomField]:
    """Those in use, by the name that a column is matched to."""
    return {f"{PREFIX}{field.code}": field for field in CustomField.objects.in_use()}


def own_words() -> dict[str, Words]:
    """Their headings: the code, as in our exports, and the name in every language."""
    return {
        name: {
            code: tuple(word for word in (field.code, getattr(field, f"label_{code}", "") or field.label) if word)
            for code, _language in settings.LANGUAGES
        }
        for name, field in own_fields().items()
    }


def read_own(field: CustomField, cells: Cells, name: str) -> str:
    """The value as it is kept (`stakeholders.forms.custom.stored`); "" for what can't be meant, and that is said."""
    text, found = cells[name], ""
    if field.kind == CustomFieldKind.NUMBER:
        plain = digits(text).replace("−", "-")
        found = plain if plain.removeprefix("-").isdigit() and len(plain) < 10 else ""
    elif field.kind == CustomFieldKind.DATE:
        day = read_day(text, column=name, order=DayOrder.UNKNOWN, today=NEVER, future=True)
        found = day.value.isoformat() if day.value else ""
    elif field.kind == CustomFieldKind.YES_NO:
        answer = read_yes_no(text)
        found = "" if answer is None else "yes" if answer else "no"
    elif field.kind == CustomFieldKind.CHOICE:
        found = next((each for each in field.choices if searchable(each) == searchable(text)), "")
    else:
        found = " ".join(text.split())[:LONGEST]
    if not found:
        cells.say(warning("choice.unknown", name, text=text))
    return found
