"""How far texts are in each language: missing, not read by a person yet, read. Changed words are unread again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from engagement.enums import Parity
from engagement.models import LanguageCheck
from phases.policies import Refused
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit

LANGUAGES = [code for code, _name in settings.LANGUAGES]
DEFAULT = settings.MODELTRANSLATION_DEFAULT_LANGUAGE
Words = Mapping[str, list[str]]  # language -> its texts, in a fixed order


def texts_of(record: Model, fields: tuple[str, ...]) -> dict[str, list[str]]:
    """What these fields say in every language."""
    return {code: [getattr(record, f"{field}_{code}") or "" for field in fields] for code in LANGUAGES}


def digest(words: Words, language: str) -> str:
    """Which words these are: those of the language, and those that they were translated from."""
    return hashlib.sha256(json.dumps([words[DEFAULT], words[language]], ensure_ascii=False).encode()).hexdigest()


def missing_in(words: Words) -> list[str]:
    """Languages whose readers see the words of another one."""
    original = words[DEFAULT]
    lacking = {code for code in LANGUAGES if any(text and not own for text, own in zip(original, words[code], strict=True))}
    return [code for code in LANGUAGES if code in lacking or not any(words[code])]


def parity(kind: str, record: Model, words: Words) -> dict[str, Parity]:
    """Language -> how far its texts are. The default language is what the others are held against."""
    checks = dict(LanguageCheck.objects.filter(kind=kind, subject=record.pk).values_list("language", "texts_digest"))
    missing = missing_in(words)
    read = [code for code in LANGUAGES if checks.get(code) == digest(words, code)]
    found = {code: Parity.CHECKED if code in read else Parity.MACHINE for code in LANGUAGES}
    return found | dict.fromkeys(missing, Parity.MISSING)


@transaction.atomic
def check(*, kind: str, record: Model, words: Words, language: str, seen: str, by: User, now: datetime) -> None:
    """A person has read these words in this language. `seen`: the digest of what they read; raises Refused where it changed."""
    if seen != digest(words, language):
        raise Refused(_("The words were changed since you opened the page. Read them again."))
    LanguageCheck.objects.update_or_create(
        kind=kind,
        subject=record.pk,
        language=language,
        defaults={"texts_digest": seen, "checked_by": by, "checked_at": now},
    )
    audit("translation.checked", by=by, on=record, now=now, details={"language": language})
