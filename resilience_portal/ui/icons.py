"""Icons: drawn on 24 by 24, in the colour of the text, hidden from screen readers; the words beside them say it."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

_SHAPES = {
    "check": ("M5 12.5l4.5 4.5L19 7.5", ""),
    "done": ("M7.5 12.4l3 3 6-6.4", "M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19Z"),
    "todo": ("M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z", ""),
    "now": ("M12 3a9 9 0 1 1-9 9", ""),
    "info": ("M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 11v5.5M12 7.4v.3", ""),
    "warn": ("M12 3 1.8 20.5h20.4L12 3ZM12 9.5v5M12 17.2v.3", ""),
    "error": ("M8 3h8l5 5v8l-5 5H8l-5-5V8l5-5ZM9 9l6 6M15 9l-6 6", ""),
    "ok": ("M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8 12.3l2.8 2.8L16 9.5", ""),
    "arrow": ("M4 12h15m-6-6 6 6-6 6", ""),
    "download": ("M12 4v11m-5-4.5 5 5 5-5M4.5 20h15", ""),
    "person": ("M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6", ""),
    "lock": ("M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3", ""),
    "clock": ("M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 7.5V12l3 2.5", ""),
    "search": ("M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.5 15.5 20 20", ""),
    "plus": ("M12 5v14M5 12h14", ""),
    "edit": ("M4 20l1-4L16 5l3 3L8 19l-4 1Z", ""),
}


def icon_svg(name: str) -> SafeString:
    """The icon `name`. Raises KeyError for a name that is not drawn."""
    line, ground = _SHAPES[name]
    turned = " arrow" if name == "arrow" else ""
    under = format_html('<path d="{}" fill="currentColor"/>', ground) if ground else ""
    ink = "var(--surface)" if ground else "currentColor"
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" focusable="false">{}'
        '<path d="{}" fill="none" stroke="{}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></svg>',
        turned, under, line, ink,
    )  # fmt: skip
