"""Search over what was released: reports, themes, phases, projects, focus groups and what they found, commitments, notices.
Reads payloads, nothing else.

Letters are folded as everywhere in the portal: with or without accents, in every form of the Arabic letters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from phases.enums import ItemKind
from phases.exports import items
from phases.exports.figures import text
from phases.models import PublishedReport, ReleasedItem
from resilience_portal.text import searchable, tokens

MOST = 50
AROUND = 90  # letters shown on each side of the first word found
LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)
ON_PAGES = (ItemKind.COMMITMENT, ItemKind.GROUP_FINDING)  # items that stand on the page of something else
WORTH = {"title": 3, "text": 1}  # a word in the title says more than one in the text


@dataclass(frozen=True)
class Document:
    """One thing that can be found, in the active language."""

    kind: str
    title: str
    url: str
    text: str


@dataclass(frozen=True)
class Hit:
    """A document with the words around the first one found."""

    document: Document
    excerpt: str


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
    return " ".join(" ".join(found.split()) for value in values for found in _texts(value) if found)


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
    return Document(str(kind.label), title, url, _joined(item.payload)) if title else None


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


def _excerpt(document: Document, words: list[str]) -> str:
    """What stands around the first word found. Found word by word, since folding changes the length of a text."""
    parts = document.text.split()
    place = next((number for number, part in enumerate(parts) if any(word in searchable(part) for word in words)), 0)
    before, after = " ".join(parts[:place])[-AROUND:], " ".join(parts[place:])[:AROUND]
    cut = before.partition(" ")[2] if len(before) == AROUND else before
    return f"{'… ' if cut != ' '.join(parts[:place]) else ''}{cut} {after}".strip() + ("…" if len(after) == AROUND else "")


def search(asked: str) -> list[Hit]:
    """What holds every word that was asked for (at most five), the best first, then by title."""
    words = tokens(asked)
    if not words:
        return []
    scored = [(score, row) for row in documents() if (score := _score(row, words))]
    best = sorted(scored, key=lambda pair: (-pair[0], pair[1].kind, pair[1].title))[:MOST]
    return [Hit(row, _excerpt(row, words)) for _score_, row in best]
