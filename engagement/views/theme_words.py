"""The words of a theme in three languages: side by side, read by a person, as the public will read them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from engagement.reporting import theme_words
from engagement.reporting.parity import LANGUAGES
from engagement.views.access import for_roles
from engagement.views.languages import columns, states
from phases.exports.preview import render_theme
from phases.models import Theme
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES


def in_languages(theme: Theme) -> dict[str, Any]:
    """For its page: the words in every language, how far each is, whether the public reads them."""
    read = states(
        theme_words.KIND,
        theme,
        theme_words.words_of(theme),
        to=lambda language: reverse("engagement:theme-check", args=[theme.code, language]),
    )
    told = [row for row in columns(theme, theme_words.FIELDS) if any(words for _code, words in row["texts"])]
    return {"languages_read": read, "rows": told, "languages": LANGUAGES, "released": theme_words.released(theme)}


def theme_in(code: str, language: str) -> Theme:
    """The theme of an address that names a language of the portal."""
    if language not in LANGUAGES:
        raise Http404
    return get_object_or_404(Theme, code=code)


@require_safe
@for_roles(*ENGAGEMENT_ROLES)
def theme_preview(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """Its public page with the words as they are now: the next report says them."""
    theme = theme_in(code, language)
    words = theme_words.for_the_public(theme)
    return HttpResponse(render_theme(theme.code, words, language=language, today=timezone.localdate()))
