"""Search over what was released: reports, themes, phases, projects, focus groups and what they found, commitments, notices.
Reads payloads, nothing else.

Letters are folded as everywhere in the portal: with or without accents, in every form of the Arabic letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from phases.enums import ItemKind
from phases.exports import items
from phases.exports.figures import text
from phases.exports.plan_items import language_of
from phases.models import PublishedReport, ReleasedItem
from resilience_portal.text import searchable, tokens, words_at

MOST = 50
AROUND = 90  # letters shown on each side of the first word found
LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)
ON_PAGES = (ItemKind.COMMITMENT, ItemKind.GROUP_FINDING)  # items that stand on the page of something else
TITLES = ("title", "wording", "statement", "phase")  # said by the title already, or no words of its own
SAID_FIRST = ("summary", "goal", "purpose")  # what the item says of itself
ARTICLE = re.compile("^(?:[وفبك]?ال|لل)(?=.{3})")  # "the", also behind "and", "then", "with", "like"; "for the"
WORTH = {"title": 3, "text": 1}  # a word in the title says more than one in the text


@dataclass(frozen=True)
class Document:
    """One thing that can be found, in the active language."""

    kind: str
    title: str
    url: str
    text: str
    lang: str = ""  # of the title, where it is said in another language only


@dataclass(frozen=True)
class Hit:
    """A document with the words around the first one found: pieces of text, and whether each is a word that was asked for."""

    document: Document
    excerpt: list[tuple[str, bool]]


def _texts(value: Any) -> Iterator[str]:
    """Every text of a payload in the active language, in its order; codes, days and numbers are none."""
    if isinstance(value, Mapping):
        if value and value.keys() <= LANGUAGES:
            yield text(value)
            return
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _joined(*values: Any) -> str:
    """Texts with a sign between them, each once."""
    return " · ".join(dict.fromkeys(" ".join(found.split()) for value in values for found in _texts(value) if found))


def _of_report(report: PublishedReport) -> Iterator[Document]:
    """The report itself, and each of its themes on the theme's own page."""
    payload = report.payload
    url = reverse("phases:report-detail", args=[report.slug])
    yield Document(_("Report"), text(payload["title"]), url, _joined(payload["texts"], payload["promise"]))
    for theme in payload["themes"]:
        more = (theme["definition"], theme["statements"], theme.get("summary"), theme.get("differed"))
        yield Document(_("Theme"), text(theme["name"]), reverse("phases:theme-detail", args=[theme["slug"]]), _joined(*more))


def _of_item(item: ReleasedItem) -> Document | None:
    """An item at its own address; a commitment or a finding at its place on the page where it stands."""
    kind = ItemKind(item.kind)
    title, url = items.title_of(kind, item.slug, item.payload), items.address_of(kind, item.slug, item.payload)
    # In an order of our own: PostgreSQL keeps the names of a payload in its.
    names = sorted(item.payload.keys() - {*TITLES}, key=lambda name: (name not in SAID_FIRST, name))
    lang = language_of(item.payload) if "written" in item.payload else ""
    said_in = "" if lang == get_language() else lang
    return Document(str(kind.label), title, url, _joined(*map(item.payload.get, names)), said_in) if title else None


def documents() -> list[Document]:
    """All that can be found. Two queries, whatever there is."""
    found: list[Document] = []
    themes: set[str] = set()
    for report in PublishedReport.objects.current():
        fresh = [row for row in _of_report(report) if row.url not in themes]  # a theme's page reads the newest report
        themes |= {row.url for row in fresh}
        found += fresh
    rows = list(ReleasedItem.objects.current().filter(kind__in=[*items.PAGES, *ON_PAGES]).order_by("kind", "slug"))
    groups = {item.slug for item in rows if item.kind == ItemKind.FOCUS_GROUP}
    standing = (item for item in rows if item.kind != ItemKind.GROUP_FINDING or item.payload["group"]["slug"] in groups)
    return found + [row for item in standing if (row := _of_item(item))]


def _score(document: Document, words: list[str]) -> int:
    """0 unless every word occurs."""
    title, body = searchable(document.title), searchable(document.text)
    scores = [WORTH["title"] * (word in title) + WORTH["text"] * (word in body) for word in words]
    return sum(scores) if all(scores) else 0


def _excerpt(document: Document, words: list[str]) -> list[tuple[str, bool]]:
    """What stands around the first word found, cut between words."""
    text, placed = document.text, words_at(document.text)
    marks = [(begun, end) for part, begun, end in placed if any(word in part for word in words)]
    first = marks[0][0] if marks else 0
    start = min((begun for _part, begun, _end in placed if begun >= first - AROUND), default=0)
    stop = max((end for _part, _begun, end in placed if end <= first + AROUND), default=0)
    pieces, here = [("… ", False)] if start else [], start
    for begun, end in marks:
        if end <= stop:
            pieces += [(text[here:begun], False), (text[begun:end], True)]
            here = end
    more = " …" if stop < len(text.rstrip(" .")) else ""
    return [piece for piece in [*pieces, (text[here:stop] + more, False)] if piece[0]]


def asked_for(asked: str) -> list[str]:
    """The words to look for (at most five). An Arabic word is the same with its article, which is written as a part of it."""
    return list(dict.fromkeys(ARTICLE.sub("", word) for word in tokens(asked)))


def search(asked: str) -> list[Hit]:
    """What holds every word that was asked for (at most five), the best first, then by title."""
    words = asked_for(asked)
    if not words:
        return []
    scored = [(score, row) for row in documents() if (score := _score(row, words))]
    best = sorted(scored, key=lambda pair: (-pair[0], pair[1].kind, pair[1].title))[:MOST]
    return [Hit(row, _excerpt(row, words)) for _score_, row in best]
