"""What pages are drawn with. Reference: `docs/ui.md`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.contrib.staticfiles.finders import find
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from resilience_portal.ui.assets import PRELOADED, font_path
from resilience_portal.ui.phrases import figure_words

register = template.Library()

# Which entries of the staff navigation a role sees; names of roles, because this floor lies below the accounts.
TEAM = frozenset({"officer", "analyst", "reviewer", "lead"})


@register.simple_tag
def preload_fonts() -> SafeString:
    """Preload links of the fonts that the page's language needs; nothing where they were not made (the page works without)."""
    script = "arabic" if get_language() == "ar" else "latin"
    made = [path for path in (font_path(script, weight) for weight in PRELOADED) if find(path)]
    rows = ((staticfiles_storage.url(path),) for path in made)
    return format_html_join("", '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>\n', rows)


@register.simple_tag
def figure(cell: Mapping[str, Any]) -> SafeString:
    """A protected figure in words, kept together and apart from the direction of the text around it."""
    css = "low" if cell["word"] == "fewer_than" else "num"
    return format_html('<bdi class="{}">{}</bdi>', css, figure_words(cell))


@register.simple_tag
def bar(value: float, of: float) -> SafeString:
    """A bar `value` of `of`, drawn beside its figure and hidden from screen readers."""
    share = round(100 * min(value / of, 1), 1) if of else 0
    return format_html(
        '<svg class="bar" width="100%" height="12" aria-hidden="true" focusable="false"><rect width="{}%" height="100%"/></svg>',
        share,
    )


@register.simple_tag(takes_context=True)
def staff_nav(context: Context) -> list[dict[str, str]]:
    """Entries of the staff navigation for this account."""
    user = context["user"]
    roles = {str(role.value) for role in user.roles}
    entries = []
    if roles & TEAM:
        entries.append({"name": "conversations", "label": _("Conversations"), "url": reverse("engagement:conversation-list")})
        entries.append({"name": "reports", "label": _("Reports"), "url": reverse("engagement:report-list")})
    if "administrator" in roles:
        entries.append({"name": "admin", "label": _("Organizations"), "url": reverse("admin:stakeholders_organization_changelist")})
    if roles & {"auditor", "administrator"}:
        entries.append({"name": "audit", "label": _("Audit"), "url": reverse("engagement:audit-list")})
    return entries


@register.inclusion_tag("components/state.html")
def state(value: str, label: str) -> dict[str, str]:
    """A state as a tag: colour and word."""
    tones = {
        "accepted": "ok", "released": "on", "open": "on", "closed_report_available": "ok", "ready": "next", "submitted": "next",
        "returned": "warn", "superseded": "warn", "withdrawn": "bad", "failed": "bad",
    }  # fmt: skip
    return {"tone": tones.get(value, ""), "label": label}
