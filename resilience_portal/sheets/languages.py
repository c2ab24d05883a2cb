"""Languages by code and by name, in every language of the portal."""

from __future__ import annotations

import re
from functools import cache

from django.conf import settings
from django.utils.translation import gettext, override

from resilience_portal.sheets.issues import Issue, error, info
from resilience_portal.text import searchable

# In English; the catalogues know them in the others.
_NAMES = {
    "en": "English", "fr": "French", "ar": "Arabic", "am": "Amharic", "yue": "Cantonese", "cr": "Cree",
    "fa": "Persian or Dari", "pa": "Punjabi", "so": "Somali", "es": "Spanish", "tl": "Tagalog", "ti": "Tigrinya",
    "uk": "Ukrainian", "ur": "Urdu",
}  # fmt: skip
_MORE = {
    "fa": ("Persian", "Farsi", "Dari"), "zh": ("Chinese", "Mandarin", "Chinois"), "de": ("German", "Allemand"), "hi": ("Hindi",),
    "pt": ("Portuguese", "Portugais"), "ru": ("Russian", "Russe"), "vi": ("Vietnamese", "Vietnamien"), "tr": ("Turkish", "Turc"),
    "sw": ("Swahili",), "ku": ("Kurdish", "Kurde"), "om": ("Oromo",), "bn": ("Bengali",), "ko": ("Korean", "Coréen"),
    "pl": ("Polish", "Polonais"), "it": ("Italian", "Italien"), "ps": ("Pashto",), "ne": ("Nepali",), "tl": ("Filipino",),
    "ar": ("العربية", "عربي"), "en": ("الإنجليزية", "انجليزي"), "fr": ("الفرنسية", "فرنسي"),
}  # fmt: skip
_CODE = re.compile(r"[a-z]{2,3}(-[a-z]{2,4})?")


@cache
def _codes() -> dict[str, str]:
    found = {searchable(name): code for code, names in _MORE.items() for name in names}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {searchable(gettext(name)): code for code, name in _NAMES.items()}
    return found | {searchable(name): code for code, name in _NAMES.items()}


def read_language(text: str, column: str) -> tuple[str | None, list[Issue]]:
    """The code of a language from its code or its name, and what to say about it."""
    if code := _codes().get(searchable(text)):
        return code, [info("language.read", column, text=text, code=code)]
    if _CODE.fullmatch(text.strip().lower()):
        return text.strip().lower(), []
    return None, [error("language.unknown", column, text=text)]
