"""What a version says of itself beside its figures: that it was superseded, corrected or withdrawn, and what changed.

Page, PDF, feed and mail draw on the same functions, so all say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.text import Truncator
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from phases.exports.figures import Payload, text, total, words_beside
from phases.models import PublishedReport
from phases.phrases import SECTIONS, TABLES
from resilience_portal.ui.phrases import colon, day_words, figure_words

Text = Mapping[str, str] | None
Labels = Mapping[str, Mapping[str, Text]]  # of a payload: dimension -> code -> what it is called
MOST_TOLD, LONGEST = 12, 200  # changes that feed and mail tell, and characters of a text in each


def written(words: Text) -> dict[str, Any] | None:
    """A staff-written text for the reader: in their language or, where it was left out on purpose, in another that has it."""
    if not words:
        return None
    wanted = get_language() or "en"
    language = wanted if words.get(wanted) else next(code for code, _name in settings.LANGUAGES if words.get(code))
    info = get_language_info(language)
    direction = "rtl" if info["bidi"] else "ltr"
    return {
        "text": words[language],
        "lang": language,
        "dir": direction,
        "is_other": language != wanted,
        "name": info["name_translated"],
    }


def banner(notice: Mapping[str, Any] | None) -> dict[str, str] | None:
    """Title and sentences of the banner on a version that is no longer the one to read; None for one that is."""
    if not notice:
        return None
    day = day_words(notice["on"])
    if notice["kind"] == "withdrawn":
        title, told = _("This report was withdrawn"), _("It was withdrawn on %(day)s.") % {"day": day}
    elif notice["kind"] == "corrected":
        title = _("This version was corrected")
        told = _("Version %(number)s of %(day)s corrects it.") % {"number": notice["version"], "day": day}
    else:
        title = _("This version was superseded")
        told = _("Version %(number)s of %(day)s takes its place.") % {"number": notice["version"], "day": day}
    return {"kind": notice["kind"], "title": title, "told": told, "reason": text(notice["reason"])}


def tombstone(quote: Mapping[str, Any]) -> str:
    """What stands in the place of a quote that was taken back."""
    return _("Quote %(number)s was withdrawn on %(day)s.") % {"number": quote["number"], "day": day_words(quote["withdrawn_on"])}


def quotes(payload: Payload) -> list[dict[str, Any]]:
    """Quotes and tombstones in their order: `gone` is the sentence of a tombstone."""
    return [{**quote, "gone": tombstone(quote) if quote.get("withdrawn_on") else ""} for quote in payload["quotes"]]


def _group(labels: Sequence[Labels], key: Mapping[str, str]) -> str:
    """What a key names, by the first of the labels that knows it."""
    names = (
        next((text(known[dimension][code]) for known in labels if known.get(dimension, {}).get(code)), code)
        for dimension, code in key.items()
    )
    return _(", ").join(names)


def _part(labels: Sequence[Labels], section: str, theme: str) -> str:
    name = str(SECTIONS.get(section, section))
    return f"{_group(labels, {'theme': theme})}{colon()}{name}" if theme else name


def changes(payload: Payload, found: Mapping[str, Any]) -> dict[str, Any]:
    """What differs between two versions, labelled: figures with both their words, texts with both their wordings."""
    labels = (payload["labels"], found.get("names", {}))
    figures = [
        {
            "label": str(TABLES.get(row["table"], row["table"])),
            "group": _group(labels, row["key"]),
            "before": figure_words(row["before"]) if row["before"] else "–",
            "after": figure_words(row["after"]) if row["after"] else "–",
        }
        for row in found["figures"]
    ]
    words = [
        {"label": _part(labels, row["section"], row["theme"]), "before": written(row["before"]), "after": written(row["after"])}
        for row in found["words"]
    ]
    before, after = found["quotes"]
    return {"figures": figures, "words": words, "fewer_quotes": before > after, "any": bool(figures or words or before > after)}


def correction(payload: Payload) -> dict[str, Any] | None:
    """Why a version corrects the one before, and what changed; None for a version that corrects nothing."""
    found = payload["correction"]
    if not found:
        return None
    told = changes(payload, found["changes"]) if "changes" in found else None
    return {"reason": text(found["reason"]), "of_version": found["of_version"], "changes": told}


def changed(payload: Payload) -> list[str]:
    """What a correction changed, a sentence for each figure and text as it was and as it is now; empty for any other version."""
    mended = correction(payload)
    if mended is None or mended["changes"] is None:
        return []
    found = mended["changes"]
    sentences = [
        _("%(what)s: %(before)s before, %(after)s now.")
        % {"what": _(", ").join(filter(None, (row["label"], row["group"]))), "before": row["before"], "after": row["after"]}
        for row in found["figures"]
    ]
    for row in found["words"]:
        before, after = (Truncator(row[side]["text"] if row[side] else "–").chars(LONGEST) for side in ("before", "after"))
        told = _("%(what)s: “%(before)s” before, “%(after)s” now.")
        sentences.append(told % {"what": row["label"], "before": before, "after": after})
    more = [_("And more, which its page tells.")] if len(sentences) > MOST_TOLD else []
    fewer = [_("Quotes were withdrawn.")] if found["fewer_quotes"] else []
    return [*sentences[:MOST_TOLD], *more, *fewer] or [_("No figure and no text changed.")]


def summary(report: PublishedReport) -> str:
    """A version in a few sentences, for the feed and for mail; of a correction also what changed."""
    stands = banner(report.notice)
    if stands and stands["kind"] == "withdrawn":
        return f"{stands['told']} {stands['reason']}".strip()
    payload = report.payload
    declared = payload["universe"]["organizations"]
    heard = words_beside(total(payload), declared)
    sentences = [_("From %(heard)s of %(declared)s organizations.") % {"heard": heard, "declared": declared}]
    if mended := correction(payload):
        sentences.insert(
            0, _("Corrects version %(number)s: %(reason)s") % {"number": mended["of_version"], "reason": mended["reason"]}
        )
    if stands:
        sentences.append(stands["told"])
    return " ".join([*sentences, *changed(payload)])
