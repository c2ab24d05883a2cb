"""Which column is which, and what its values mean, in English, French and Arabic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from engagement.domain.importing.bounds import LINES_TRIED, Unreadable
from engagement.domain.importing.reading import Sheet
from engagement.enums import Attribution, ConsentState, Level, Method, Sentiment
from engagement.phrases import SPOKEN_LANGUAGES
from resilience_portal.text import searchable, without_formula_guard

HEADINGS: dict[str, tuple[str, ...]] = {
    "organization": ("Organization", "Organisation", "Stakeholder", "Organisme", "المنظمة"),
    "organization_reference": ("Organization reference", "Référence de l'organisme", "رقم المنظمة"),
    "sector": ("Sector", "Secteur", "القطاع"),
    "held_on": ("Date", "التاريخ"),
    "start_time": ("Start time", "Heure de début", "وقت البدء"),
    "duration_minutes": ("Minutes", "Durée (min)", "المدة بالدقائق"),
    "method": ("How", "Method", "Mode", "الطريقة"),
    "people_count": ("Number of people", "Nombre de personnes", "عدد الأشخاص"),
    "police_present": ("Police present", "Présence policière", "حضور الشرطة"),
    "language": ("Language", "Langue", "اللغة"),
    "interpreter_used": ("Interpreter", "Interprète", "مترجم"),
    "purpose": ("Purpose", "Objet", "الغرض"),
    "notes": ("Notes", "الملاحظات"),
    "public_summary": ("Public summary", "Résumé public", "الملخص العام"),
    "themes": ("Themes", "Thèmes", "المحاور"),
    "sentiment": ("Sentiment", "Tonalité", "النبرة"),
    "consent_state": ("Consent", "Consentement", "الموافقة"),
    "attribution": ("May be attributed to", "Attribution permise", "مستوى النسبة"),
    "level": ("Who may open it", "Level", "Accès", "مستوى الوصول"),
    "follow_up": ("Follow-up", "Suivi", "المتابعة"),
    "follow_up_owner": ("Follow-up owner", "Responsable du suivi", "المسؤول عن المتابعة"),
    "follow_up_due": ("Follow-up due", "Échéance du suivi", "موعد المتابعة"),
}
REQUIRED = ("organization", "held_on", "method", "notes")
VALUES: dict[str, dict[models.TextChoices, tuple[str, ...]]] = {
    "method": {
        Method.IN_PERSON: ("In person", "En personne", "حضوريا"),
        Method.PHONE: ("Phone", "Telephone", "Téléphone", "هاتفيا"),
        Method.VIDEO: ("Video call", "Video", "Visioconférence", "مكالمة فيديو", "عبر الفيديو"),
        Method.EMAIL: ("E-mail", "Email", "Courriel", "بريد إلكتروني", "بالبريد الإلكتروني"),
        Method.SITE_VISIT: ("Site visit", "Visite sur place", "زيارة ميدانية"),
        Method.EVENT: ("Event", "Événement", "فعالية"),
        Method.LETTER: ("Letter", "Lettre", "رسالة"),
        Method.ONLINE: ("Online", "En ligne", "عبر الإنترنت"),
        Method.OTHER: ("Other", "Autre", "أخرى"),
    },
    "sentiment": {
        Sentiment.POSITIVE: ("Positive", "إيجابية"),
        Sentiment.NEUTRAL: ("Neutral", "Neutre", "محايدة"),
        Sentiment.MIXED: ("Mixed", "Partagée", "متباينة"),
        Sentiment.NEGATIVE: ("Negative", "Négative", "سلبية"),
    },
    "consent_state": {
        ConsentState.GIVEN_VERBAL: ("Yes, verbal", "Oui, verbal", "نعم، شفهية"),
        ConsentState.GIVEN_WRITTEN: ("Yes, written", "Oui, écrit", "نعم، خطية"),
        ConsentState.NOT_REQUIRED: ("Not required", "Non requis", "غير مطلوبة"),
        ConsentState.DECLINED: ("Declined", "Refusé", "مرفوضة"),
        ConsentState.WITHDRAWN: ("Withdrawn", "Retiré", "مسحوبة"),
        ConsentState.PENDING: ("Not yet asked", "Pas encore demandé", "لم تُطلب بعد"),
    },
    "attribution": {
        Attribution.NAMED: ("Person by name", "Personne nommée", "الشخص بالاسم"),
        Attribution.ORGANIZATION: ("Organization", "Organisme", "المنظمة"),
        Attribution.SECTOR: ("Sector only", "Secteur seulement", "القطاع فقط"),
        Attribution.AGGREGATE: ("Totals only", "Totaux seulement", "المجاميع فقط"),
        Attribution.NOT_FOR_PUBLICATION: ("Not for publication", "Ne pas publier", "ليس للنشر"),
    },
    "level": {
        Level.TEAM: ("Team", "Équipe", "الفريق"),
        Level.RESTRICTED: ("Restricted", "Restreint", "مقيّد"),
    },
}
YES_OR_NO = ("police_present", "interpreter_used")
_YES = {"yes", "true", "y", "1", "oui", "vrai", "o", "نعم"}
_NO = {"no", "false", "n", "0", "non", "faux", "لا"}
_FIELD_OF = {searchable(words): field for field, names in HEADINGS.items() for words in (field, *names)}
_LANGUAGE_NAMES = {
    "en": ("English", "Anglais", "الإنجليزية"),
    "fr": ("French", "Français", "الفرنسية"),
    "ar": ("Arabic", "Arabe", "العربية"),
}


@dataclass(frozen=True)
class Table:
    """The rows under the heading, and which column is which."""

    rows: list[tuple[int, list[str]]]
    where: Mapping[str, int]
    headings: Mapping[str, str]  # field -> the words of the file
    width: int
    unused: tuple[str, ...] = ()  # columns whose name says nothing to us


def recognise(sheet: Sheet) -> Table:
    """Finds the heading, which may stand under titles, and its columns. Raises Unreadable when one is missing or twice there."""
    above = sheet.rows[:LINES_TRIED]
    place, (_number, heading) = max(enumerate(above), key=lambda row: (len(set(_fields(row[1][1])) - {None}), -row[0]))
    fields = _fields(heading)
    for column, field in enumerate(fields):
        if field and field in fields[:column]:
            raise Unreadable(_("Two columns are called “%(name)s”. Keep one of them.") % {"name": heading[column].strip()})
    missing = [HEADINGS[field][0] for field in REQUIRED if field not in fields]
    if missing:
        raise Unreadable(_("These columns are missing: %(names)s.") % {"names": ", ".join(missing)} + _sheets(sheet))
    rows = [(number, row) for number, row in sheet.rows[place + 1 :] if row != heading]  # pasted together: headings again
    if not rows:
        raise Unreadable(_("There are column names but no rows."))
    return Table(
        rows=rows,
        where={field: column for column, field in enumerate(fields) if field},
        headings={field: heading[column].strip() for column, field in enumerate(fields) if field},
        width=max(column for column, words in enumerate(heading) if words.strip()) + 1,
        unused=tuple(words.strip() for words, field in zip(heading, fields, strict=True) if words.strip() and not field),
    )


def _fields(row: Sequence[str]) -> list[str | None]:
    return [_FIELD_OF.get(searchable(words)) if len(words) < 100 else None for words in row]


def _sheets(sheet: Sheet) -> str:
    """Which sheet was looked at, where there were several."""
    if not sheet.others:
        return ""
    found = {"name": sheet.name, "others": ", ".join(sheet.others)}
    return " " + _("The sheet “%(name)s” was read, and not: %(others)s.") % found


def meaning(field: str, words: str) -> str | None:
    """The stored value of a word of one of the VALUES fields, in any of the languages; None when it has none."""
    return _values()[field].get(searchable(words))


def languages() -> Mapping[str, str]:
    """Folded name, in any language of the portal -> code of a language that is spoken."""
    return _values()["language"]


def yes_or_no(words: str) -> bool | None:
    """True, False, or None for anything else."""
    folded = searchable(words)
    return True if folded in _YES else False if folded in _NO else None


@cache
def _values() -> dict[str, dict[str, str]]:
    """Folded word -> value, for each field: our own lists, and the words that the portal itself shows."""
    found: dict[str, dict[str, str]] = {
        field: {searchable(words): str(value) for value, names in values.items() for words in (value, *names)}
        for field, values in VALUES.items()
    }
    found["language"] = {searchable(name): code for code, names in _LANGUAGE_NAMES.items() for name in names}
    for code, _name in settings.LANGUAGES:
        with override(code):
            for field, values in VALUES.items():
                for value in values:
                    found[field].setdefault(searchable(str(value.label)), str(value))
            for spoken, name in SPOKEN_LANGUAGES:
                found["language"].setdefault(searchable(str(name)), spoken)
    return found


def cells(row: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    """The row by field: outer spaces removed, one kind of line end, our own guard against formulas taken off again."""
    return {field: _plain(row[column]) if column < len(row) else "" for field, column in columns.items()}


def _plain(cell: str) -> str:
    return without_formula_guard(cell.replace("\r\n", "\n").replace("\r", "\n").strip())
