"""A sheet of conversations: what its columns are called, and what the words in them mean, in three languages."""

from __future__ import annotations

from functools import cache, lru_cache

from django.conf import settings
from django.db import models
from django.utils.translation import override

from engagement.enums import Attribution, ConsentState, DatePrecision, Level, Method, Sentiment
from resilience_portal.sheets.headings import Vocabulary
from resilience_portal.text import searchable

VOCABULARY = Vocabulary(
    fields={
        "organization": {
            "en": ("Organization", "Organisation", "Stakeholder", "Organization name", "Group", "Who", "Name of organization"),
            "fr": ("Organisme", "Partie prenante", "Nom de l'organisme"),
            "ar": ("المنظمة", "اسم المنظمة", "الجهة"),
        },
        "organization_reference": {
            "en": ("Organization reference",),
            "fr": ("Référence de l'organisme",),
            "ar": ("رقم المنظمة",),
        },
        "sector": {"en": ("Sector",), "fr": ("Secteur",), "ar": ("القطاع",)},
        "held_on": {
            "en": ("Date", "Held on", "Date of conversation", "When", "Meeting date"),
            "fr": ("Date", "Date de la rencontre", "Quand"),
            "ar": ("التاريخ", "تاريخ اللقاء"),
        },
        "date_precision": {
            "en": ("Date is exact to the", "Date precision", "Approximate"),
            "fr": ("Précision de la date",),
            "ar": ("دقة التاريخ",),
        },
        "start_time": {
            "en": ("Start time", "Time", "Start"),
            "fr": ("Heure de début", "Heure"),
            "ar": ("وقت البدء", "الوقت"),
        },
        "duration_minutes": {
            "en": ("Minutes", "Duration", "Length", "Duration minutes", "Length in minutes"),
            "fr": ("Durée (min)", "Durée"),
            "ar": ("المدة بالدقائق", "المدة"),
        },
        "method": {
            "en": ("How", "Method", "How we talked", "Channel", "Type"),
            "fr": ("Mode", "Comment"),
            "ar": ("الطريقة", "كيف"),
        },
        "people_count": {
            "en": ("Number of people", "People", "Participants", "Attendance"),
            "fr": ("Nombre de personnes", "Participants"),
            "ar": ("عدد الأشخاص", "عدد المشاركين"),
        },
        "police_present": {"en": ("Police present", "Police"), "fr": ("Présence policière",), "ar": ("حضور الشرطة",)},
        "language": {"en": ("Language", "Language spoken"), "fr": ("Langue",), "ar": ("اللغة",)},
        "interpreter_used": {"en": ("Interpreter",), "fr": ("Interprète",), "ar": ("مترجم",)},
        "purpose": {"en": ("Purpose",), "fr": ("Objet",), "ar": ("الغرض",)},
        "notes": {
            "en": ("Notes", "What was said", "Note", "Comments"),
            "fr": ("Notes", "Ce qui a été dit", "Remarques", "Commentaires"),
            "ar": ("الملاحظات", "ما قيل"),
        },
        "public_summary": {
            "en": ("Public summary", "Summary"),
            "fr": ("Résumé public", "Résumé"),
            "ar": ("الملخص العام", "الملخص"),
        },
        "themes": {"en": ("Themes", "Theme", "Codes"), "fr": ("Thèmes", "Thème"), "ar": ("المحاور", "المحور")},
        "sentiment": {"en": ("Sentiment", "Mood", "Overall mood"), "fr": ("Tonalité",), "ar": ("النبرة",)},
        "consent_state": {"en": ("Consent",), "fr": ("Consentement",), "ar": ("الموافقة",)},
        "attribution": {
            "en": ("May be attributed to", "Attribution"),
            "fr": ("Attribution permise", "Attribution"),
            "ar": ("مستوى النسبة",),
        },
        "level": {
            "en": ("Who may open it", "Level", "Confidentiality"),
            "fr": ("Accès", "Confidentialité"),
            "ar": ("مستوى الوصول", "السرية"),
        },
        "follow_up": {"en": ("Follow-up", "Next step", "Action"), "fr": ("Suivi", "Prochaine étape"), "ar": ("المتابعة",)},
        "follow_up_owner": {"en": ("Follow-up owner", "Owner"), "fr": ("Responsable du suivi",), "ar": ("المسؤول عن المتابعة",)},
        "follow_up_due": {"en": ("Follow-up due", "Due"), "fr": ("Échéance du suivi", "Échéance"), "ar": ("موعد المتابعة",)},
    },
    required=("organization", "held_on", "method", "notes"),
)
VALUES: dict[str, dict[models.TextChoices, tuple[str, ...]]] = {
    "method": {
        Method.IN_PERSON: ("In person", "Face to face", "En personne", "حضوريا"),
        Method.PHONE: ("Phone", "Telephone", "Call", "Téléphone", "هاتفيا"),
        Method.VIDEO: ("Video call", "Video", "Zoom", "Teams", "Visioconférence", "مكالمة فيديو", "عبر الفيديو"),
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
        ConsentState.GIVEN_VERBAL: ("Yes, verbal", "Verbal", "Oui, verbal", "نعم، شفهية"),
        ConsentState.GIVEN_WRITTEN: ("Yes, written", "Written", "Oui, écrit", "نعم، خطية"),
        ConsentState.NOT_REQUIRED: ("Not required", "Non requis", "غير مطلوبة"),
        ConsentState.DECLINED: ("Declined", "No", "Refused", "Refusé", "Non", "مرفوضة", "لا"),
        ConsentState.WITHDRAWN: ("Withdrawn", "Retiré", "مسحوبة"),
        ConsentState.PENDING: ("Not yet asked", "Pending", "Pas encore demandé", "لم تُطلب بعد"),
    },
    "attribution": {
        Attribution.NAMED: ("Person by name", "Personne nommée", "الشخص بالاسم"),
        Attribution.ORGANIZATION: ("Organization", "Organisme", "المنظمة"),
        Attribution.SECTOR: ("Sector only", "Sector", "Secteur seulement", "القطاع فقط"),
        Attribution.AGGREGATE: ("Totals only", "Totaux seulement", "المجاميع فقط"),
        Attribution.NOT_FOR_PUBLICATION: ("Not for publication", "Ne pas publier", "ليس للنشر"),
    },
    "level": {
        Level.TEAM: ("Team", "Équipe", "الفريق"),
        Level.RESTRICTED: ("Restricted", "Restreint", "مقيّد"),
    },
    "date_precision": {
        DatePrecision.DAY: ("Day", "Exact", "Jour", "No", "يوم", "اليوم"),
        DatePrecision.MONTH: ("Month", "Approximate", "Mois", "Yes", "شهر", "الشهر"),
    },
}


@lru_cache(maxsize=5_000)
def meaning(field: str, words: str) -> str | None:
    """The stored value of a word of one of the VALUES fields, in any of the languages; None when it has none."""
    return _values()[field].get(searchable(words))


@cache
def _values() -> dict[str, dict[str, str]]:
    """Folded word -> value, for each field: our own lists, and the words that the portal itself shows."""
    found: dict[str, dict[str, str]] = {
        field: {searchable(words): str(value) for value, names in values.items() for words in (value, *names)}
        for field, values in VALUES.items()
    }
    for code, _name in settings.LANGUAGES:
        with override(code):
            for field, values in VALUES.items():
                for value in values:
                    found[field].setdefault(searchable(str(value.label)), str(value))
    return found
