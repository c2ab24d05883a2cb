"""Which column is which, and what its values mean, in English, French and Arabic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from engagement.domain.importing.reading import Unreadable
from engagement.enums import Attribution, ConsentState, Method, Sentiment
from resilience_portal.text import searchable

HEADINGS: dict[str, tuple[str, ...]] = {
    "organization": ("Organization", "Organisation", "Stakeholder", "Organisme", "المنظمة"),
    "organization_reference": ("Organization reference", "Référence de l'organisme", "رقم المنظمة"),
    "sector": ("Sector", "Secteur", "القطاع"),
    "held_on": ("Date", "التاريخ"),
    "start_time": ("Start time", "Heure de début", "وقت البدء"),
    "duration_minutes": ("Minutes", "Durée (min)", "المدة بالدقائق"),
    "method": ("How", "Method", "Mode", "الطريقة"),
    "people_count": ("Number of people", "Nombre de personnes", "عدد الأشخاص"),
    "language": ("Language", "Langue", "اللغة"),
    "notes": ("Notes", "الملاحظات"),
    "public_summary": ("Public summary", "Résumé public", "الملخص العام"),
    "themes": ("Themes", "Thèmes", "المحاور"),
    "sentiment": ("Sentiment", "Tonalité", "النبرة"),
    "consent_state": ("Consent", "Consentement", "الموافقة"),
    "attribution": ("May be attributed to", "Attribution permise", "مستوى النسبة"),
    "follow_up": ("Follow-up", "Suivi", "المتابعة"),
    "follow_up_owner": ("Follow-up owner", "Responsable du suivi", "المسؤول عن المتابعة"),
    "follow_up_due": ("Follow-up due", "Échéance du suivi", "موعد المتابعة"),
}
REQUIRED = ("organization", "held_on", "method", "notes")
VALUES: dict[str, dict[str, tuple[str, ...]]] = {
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
}
_FIELD_OF = {searchable(words): field for field, names in HEADINGS.items() for words in (field, *names)}
_VALUE_OF = {
    field: {searchable(words): value for value, names in values.items() for words in (value, *names)}
    for field, values in VALUES.items()
}


def recognise(heading: Sequence[str]) -> dict[str, int]:
    """Field -> column. Raises Unreadable when a needed column is missing or named twice; unknown columns are left alone."""
    found: dict[str, int] = {}
    for number, words in enumerate(heading):
        field = _FIELD_OF.get(searchable(words))
        if field in found:
            raise Unreadable(_("Two columns are called “%(name)s”. Keep one of them.") % {"name": words.strip()})
        if field:
            found[field] = number
    missing = [HEADINGS[field][0] for field in REQUIRED if field not in found]
    if missing:
        raise Unreadable(_("These columns are missing: %(names)s.") % {"names": ", ".join(missing)})
    return found


def meaning(field: str, words: str) -> str | None:
    """The stored value of a word of one of the VALUES fields, in any of the languages; None when it has none."""
    return _VALUE_OF[field].get(searchable(words))


def cells(row: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    """The row by field, outer spaces removed; cells beyond the end of a short row are empty."""
    return {field: row[column].strip() if column < len(row) else "" for field, column in columns.items()}
