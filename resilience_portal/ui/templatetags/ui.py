"""What pages are drawn with: figures, days, states, parts of a page. Reference: `docs/ui.md`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

from django import template
from django.contrib.staticfiles.finders import find
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms.boundfield import BoundField, BoundWidget
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from resilience_portal.ui.assets import PRELOADED, font_path
from resilience_portal.ui.icons import icon_svg
from resilience_portal.ui.phrases import BLANKS, as_day, colon, day_words, figure_words, match_words, named, period_words

register = template.Library()
register.filter("day", day_words)
register.filter("named", named)
register.simple_tag(period_words, name="period")
register.simple_tag(icon_svg, name="icon")
register.simple_tag(colon)

# Which entries of the staff navigation a role sees; names of roles, because this floor lies below the accounts.
TEAM = frozenset({"officer", "analyst", "reviewer", "lead"})
HUES = {"faith": "f", "youth": "y", "government": "g", "community": "p"}
TONES = {
    "on": {"open", "released", "building", "in_progress", "active", "running", "undoing", "checking", "receiving"},
    "ok": {"accepted", "approved", "published", "closed_report_available", "done", "confirmed", "given_verbal", "given_written"},
    "next": {
        "submitted",
        "ready",
        "in_review",
        "requested",
        "closed_analyzing",
        "candidate",
        "proposed",
        "sent",
        "team",
        "matching",
        "checked",
    },
    "warn": {"returned", "superseded", "corrected", "held_by_host", "pending", "restricted", "no_reply"},
    "bad": {"withdrawn", "failed", "declined", "not_for_publication", "closed_no_report", "not_going_forward"},
}
TONE_OF = {state: tone for tone, states in TONES.items() for state in states}
SHADES = 4


@register.simple_tag
def preload_fonts() -> SafeString:
    """Preload links of the fonts that the page's language needs; nothing where they were not made (the page works without)."""
    script = "arabic" if get_language() == "ar" else "latin"
    made = [path for path in (font_path(script, weight) for weight in PRELOADED) if find(path)]
    rows = ((staticfiles_storage.url(path),) for path in made)
    return format_html_join("", '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>\n', rows)


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> SafeString:
    """What a block of this page says, a second time: the title of the page as the title of its link elsewhere."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    with context.push():
        drawn: SafeString = block.nodelist.render(context)  # escaped as the block itself is
    return drawn


# --- Figures and days ---------------------------------------------------------------------------------------------------
@register.simple_tag
def figure(cell: Mapping[str, Any] | None, made: str = "", quiet: bool = False) -> SafeString:
    """A protected figure in words, kept together and apart from the direction of the text around it.

    `made`: the address of the page's notes; then the figure links to the note of its table, or to why there is no number.
    `quiet`: not a stop of the tab key, where a table has too many of them and its caption has the same link.
    """
    if not cell:
        return format_html('<span class="low">{}</span>', "–")
    css = "low" if cell["word"] == "fewer_than" or cell["word"] in BLANKS else "num"
    drawn = format_html('<bdi class="{}">{}</bdi>', css, figure_words(cell))
    if not made:
        return drawn
    note = made
    if css == "low":
        note = f"{made.partition('#')[0]}#made-{'withheld' if cell['word'] == 'fewer_than' else 'blanks'}"
    return format_html('<a class="fig" href="{}" tabindex="{}">{}</a>', note, "-1" if quiet else "0", drawn)


@register.simple_tag
def bar(value: float, of: float, hue: str = "") -> SafeString:
    """A bar `value` of `of`, drawn beside its figure and hidden from screen readers. `hue`: a sector's code."""
    share = round(100 * min(value / of, 1), 1) if of else 0
    return format_html(
        '<svg class="bar{}" width="100%" height="12" aria-hidden="true" focusable="false">'
        '<rect width="{}%" height="100%"/></svg>',
        f" {hue_class(hue)}" if hue else "", share,
    )  # fmt: skip


@register.filter
def hue_class(code: str) -> str:
    """The CSS class that gives a sector its hue."""
    return HUES.get(code, "o")


@register.simple_tag
def heat_class(cell: Mapping[str, Any] | None, largest: int) -> str:
    """The shade of a cell in a heat table: h0 (fewer than five, or nothing) to h4 (the largest)."""
    if not cell or not cell["value"] or not largest:
        return "h0"
    return f"h{max(1, min(SHADES, round(SHADES * cell['value'] / largest)))}"


@register.inclusion_tag("components/tiles.html")
def tiles(groups: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The grid: one tile for each organization of the declared universe, filled as far as the published figure goes.

    `groups`: {"code", "label", "organizations": exact and public, "cell": a published cell or None}. Where a figure says
    "nearly all" the last tile is drawn half, because "all" is never said.
    """
    drawn = []
    for group in groups:
        cell, whole = group.get("cell"), int(group["organizations"])
        full = min(int(cell["value"]), whole) if cell else 0
        part = 1 if full and full == whole else 0
        hue = hue_class(group["code"])
        marks = [hue] * (full - part) + [f"{hue} part"] * part + ["todo"] * (whole - full)
        drawn.append({**group, "hue": hue, "marks": marks})
    return {"groups": drawn, "has_todo": any("todo" in group["marks"] for group in drawn)}


@register.simple_tag
def on(value: date | datetime | str | None, precision: str = "day") -> str:
    """A day in the reader's language, inside `<time>`. `precision`: day, month, year."""
    found = as_day(value)
    if found is None:
        return ""
    exact = {"year": "%Y", "month": "%Y-%m"}.get(precision, "%Y-%m-%d")
    return format_html('<time datetime="{}">{}</time>', found.strftime(exact), day_words(found, precision))


@register.simple_tag
def at(value: datetime | None) -> str:
    """A moment in the portal's time zone: day and time, inside `<time>`."""
    if value is None:
        return ""
    here = timezone.localtime(value) if timezone.is_aware(value) else value
    words = _("%(day)s, %(time)s") % {"day": day_words(here), "time": formats.date_format(here, "H:i")}
    return format_html('<time datetime="{}">{}</time>', here.isoformat(timespec="minutes"), words)


# --- Parts of a page -------------------------------------------------------------------------------------------------------
@register.inclusion_tag("components/state.html")
def state(value: str, label: Any) -> dict[str, Any]:
    """A state as a tag: colour and word. Works for the states of every model."""
    return {"tone": TONE_OF.get(str(value), ""), "label": label}


@register.simple_tag
def crumb(label: Any, url: str = "") -> SafeString:
    """One step of the breadcrumbs; without an address, the page itself."""
    if url:
        return format_html('<li><a href="{}">{}</a></li>', url, label)
    return format_html('<li aria-current="page">{}</li>', label)


@register.simple_block_tag
def callout(content: str, tone: str = "info", title: Any = "", live: bool = False) -> SafeString:
    """A box that stands out. `tone`: info, warn, error, ok. `live`: told at once by screen readers (role=alert)."""
    return format_html(
        '<div class="callout {}"{}>{}<div>{}{}</div></div>',
        tone,
        format_html(' role="{}"', "alert") if live else "",
        icon_svg(tone),
        format_html('<p class="callout-title">{}</p>', title) if title else "",
        content,
    )


@register.simple_block_tag
def nothing(content: str, title: Any = "", level: int = 2) -> SafeString:
    """What a list says when it is empty: why, and what to do."""
    return format_html('<div class="empty"><h{0}>{1}</h{0}>{2}</div>', level, title, content)


@register.inclusion_tag("components/quote.html")
def quote(text: str, language: str = "", source: Any = "") -> dict[str, Any]:
    """Someone's words, in their language and writing direction. `source`: what may be said about who spoke, if anything."""
    return {"text": text, "language": language, "source": source}


@register.simple_tag
def fact(label: Any, value: Any) -> SafeString:
    """A row of `<dl class="facts">`. An empty value is said as a dash."""
    return format_html("<dt>{}</dt><dd><bdi>{}</bdi></dd>", label, value if value not in (None, "") else "–")


@register.inclusion_tag("components/timeline.html")
def timeline(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Milestones: `title`, `due_on`, and if any `done_on`, `original_due_on` with `moved_reason`, `note`, `is_now`, `url`."""
    return {"items": items}


@register.inclusion_tag("components/steps.html")
def steps(items: Iterable[tuple[str, Any]], now: str, failed: bool = False) -> dict[str, Any]:
    """Steps of a job: `items` are (value, label) in order, `now` the value under way; the last value means all done."""
    rows = list(items)
    names = [str(value) for value, _label in rows]
    here = names.index(str(now)) if str(now) in names else 0
    is_over = here == len(rows) - 1 and not failed
    drawn = []
    for index, (_value, label) in enumerate(rows):
        name = "done" if index < here or is_over else "now" if index == here else "todo"
        is_failed = failed and index == here
        drawn.append({"label": label, "css": "failed" if is_failed else name, "icon": "error" if is_failed else name})
    return {"steps": drawn}


@register.inclusion_tag("components/pager.html")
def pager(newer: str = "", older: str = "") -> dict[str, str]:
    """Newer and older, by address; a list ordered by day has no page numbers."""
    return {"newer": newer, "older": older}


@register.inclusion_tag("components/download.html")
def download(url: str, label: Any, kind: str, size: int | None = None) -> dict[str, Any]:
    """An `<li>` of `<ul class="files">`: what it is, its kind and size."""
    return {"url": url, "label": label, "kind": kind, "size": size}


@register.inclusion_tag("components/difference.html")
def difference(before: str, after: str, before_title: Any, after_title: Any, language: str = "") -> dict[str, Any]:
    """Two texts beside each other, word by word, with what was taken out and put in marked; `language`: theirs, if known."""
    old, new = before.split(" "), after.split(" ")
    sides: dict[str, list[tuple[str, str]]] = {"old": [], "new": []}
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old_to > old_from:
            sides["old"].append(("" if kind == "equal" else "del", " ".join(old[old_from:old_to])))
        if new_to > new_from:
            sides["new"].append(("" if kind == "equal" else "ins", " ".join(new[new_from:new_to])))
    return {"columns": [(before_title, sides["old"]), (after_title, sides["new"])], "language": language}


@register.simple_tag
def match_attributes() -> SafeString:
    """Attributes for the picker: how many answers there are, in every plural form of the language."""
    return format_html_join("", ' data-count-{}="{}"', match_words().items())


@register.filter
def limit(field: BoundField) -> int:
    """The most characters that a long text may have; 0 where nothing is counted."""
    return int(field.field.widget.attrs.get("data-limit", 0))


@register.filter
def hint_of(option: BoundWidget, hints: Mapping[str, Any] | None) -> Any:
    """The sentence that says what a choice means: from the layout's `Pick`, else carried by the choice itself."""
    return (hints or {}).get(str(option.data["value"])) or getattr(option.choice_label, "hint", "")


@register.simple_tag(takes_context=True)
def can_log(context: Context) -> bool:
    """Whether this account logs conversations."""
    user = context.get("user")
    return bool(user and user.is_authenticated and {str(role.value) for role in user.roles} & TEAM)


# --- Staff -------------------------------------------------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def staff_nav(context: Context) -> list[dict[str, str]]:
    """Entries of the staff navigation for this account."""
    roles = {str(role.value) for role in context["user"].roles}
    entries = []
    if roles & TEAM:
        entries.append({"name": "conversations", "label": _("Conversations"), "url": reverse("engagement:conversation-list")})
        entries.append({"name": "outreach", "label": _("Outreach"), "url": reverse("engagement:outreach-list")})
        entries.append({"name": "due", "label": _("To do"), "url": reverse("engagement:due-list", kwargs={"kind": "follow-ups"})})
    if roles & {*TEAM, "administrator"}:
        entries.append({"name": "organizations", "label": _("Organizations"), "url": reverse("stakeholders:organization-list")})
    if roles & {"officer", "lead"}:
        entries.append({"name": "enquiries", "label": _("Letters"), "url": reverse("engagement:enquiry-list")})
    if roles & TEAM:
        entries.append({"name": "codebook", "label": _("Analysis"), "url": reverse("engagement:codebook-list")})
        entries.append({"name": "plan", "label": _("The plan"), "url": reverse("engagement:plan")})
        entries.append({"name": "reports", "label": _("Reports"), "url": reverse("engagement:report-list")})
    if "administrator" in roles:
        entries.append({"name": "admin", "label": _("Administration"), "url": reverse("admin:index")})
    if roles & {"auditor", "administrator"}:
        entries.append({"name": "audit", "label": _("Audit"), "url": reverse("engagement:audit-list")})
    return entries
