"""What the second person looks at before approving: withheld, changed, missing, overstated, unanswered, quoted. Staff only.

Figures come from the payload; of records only counts, and the references of those that the reader may open.
"""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone

from engagement.enums import ConversationState, ParticipantCheck, TextState
from engagement.models import Conversation, PointTheme, Quote, Report, ReportText
from engagement.models.conversation_questions import ConversationQuerySet
from engagement.phrases import DIMENSIONS, TABLES
from engagement.reporting import correction, earlier, sections
from engagement.reporting.sections import Key
from engagement.reporting.wording import CLAIM_LEVELS, WORDING_PROBLEMS
from phases.exports import figures, glyphs, notices
from resilience_portal.accounts.models import User
from resilience_portal.disclosure import claims
from resilience_portal.disclosure.rules import ORGANIZATION
from resilience_portal.disclosure.tables import SafeEdition, declared

Payload = Mapping[str, Any]
FEW_MENTIONS = 4  # below this, who said it most says nothing
MOSTLY = 0.5  # share of a theme's mentions from which one organization dominates it


def withheld(payload: Payload) -> dict[str, Any]:
    """Per table how many cells are published as "fewer than", which groups stand for several, which tables are not there yet."""
    made = payload["figures"]
    tables = []
    for table in made["tables"]:
        hidden = sum(cell["word"] == "fewer_than" for cell in table["cells"])
        if hidden:
            tables.append({"label": TABLES.get(table["name"], table["name"]), "withheld": hidden, "of": len(table["cells"])})
    grouped = [row["name"] for row in made["dimensions"] if not row["several"] and "other" in row["codes"]]
    rolled = [DIMENSIONS.get(name, name) for name in grouped]
    notes = made.get("notes", [])
    left_out = [TABLES.get(note["table"], note["table"]) for note in notes if note["code"] == "left_out"]
    later = [TABLES.get(note["table"], note["table"]) for note in notes if note["code"] == "later"]
    return {"tables": tables, "rolled": rolled, "left_out": left_out, "later": later, "rules": made.get("rules", {})}


def changes(report: Report, payload: Payload) -> dict[str, Any] | None:
    """Figures and words that differ from the version that readers have now; None where there is none."""
    earlier = Report.objects.published().filter(slug=report.slug, version__lt=report.version).order_by("-version").first()
    if earlier is None or earlier.payload is None:
        return None
    return {"version": earlier.version, **notices.changes(payload, correction.changes(earlier.payload, payload))}


def parity(found: Mapping[Key, ReportText], wanted: Iterable[sections.Part]) -> dict[str, Any]:
    """Gaps, and how many texts are in which state in each language."""
    parts = list(wanted)
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for (_section, _theme, language), row in found.items():
        counted[language][row.state] += 1
    rows = [
        {
            "language": language,
            "written": counted[language][TextState.WRITTEN] + counted[language][TextState.CHECKED],
            "checked": counted[language][TextState.CHECKED],
            "left_out": counted[language][TextState.LEFT_OUT],
        }
        for language in sections.LANGUAGES
    ]
    return {"gaps": sections.gaps(found, parts), "rows": rows}


@dataclass(frozen=True)
class Overstatement:
    """Words of a text that say more than the protected figures."""

    part: sections.Part
    key: Key
    words: str
    why: str

    @property
    def field(self) -> str:
        """The id of its field on the page where it is written."""
        return f"id_{self.key[0]}_{self.key[2]}"


def overstated(payload: Payload, found: Mapping[Key, ReportText], wanted: Iterable[sections.Part]) -> list[Overstatement]:
    """Sentences about numbers, held against the figures that will be published, in the order of the parts."""
    edition = SafeEdition.from_payload(payload["figures"], payload["universe"])
    universe = declared(payload["universe"])
    told = []
    for part in wanted:
        may = claims.allowed(edition, theme=part.theme or None, universe=universe)
        for key in part.texts():
            if key in found and found[key].text:
                told += [
                    Overstatement(part, key, finding.words, str(WORDING_PROBLEMS[finding.problem]))
                    for finding in claims.check(found[key].text, language=key[2], allowed=may)
                ]
    return told


def written_since(report: Report, moment: datetime | None) -> list[dict[str, Any]]:
    """The texts that somebody changed since then, with their name, in the order of the parts; none without a moment."""
    if moment is None or timezone.is_naive(moment):
        return []
    found = sections.texts(report)
    keys = [(part, key) for part in sections.parts(report) for key in part.texts() if key in found]
    return [
        {"label": sections.label_of(part, key[0]), "language": key[2], "row": found[key]}
        for part, key in keys
        if found[key].edited_at > moment
    ]


def counted(report: Report, talks: ConversationQuerySet) -> ConversationQuerySet:
    """Those conversations that the report rests on."""
    organizations = [uuid.UUID(pk) for pk in (report.inputs or {}).get("organizations", [])]
    found = talks.publishable().in_phase(report.phase).held_until(report.period_to)
    return found.filter(organization__in=organizations)


def dominated(report: Report) -> list[str]:
    """Codes of themes of whose mentions one organization makes more than half: "many" would mislead."""
    rows = (
        PointTheme.objects.filter(point__conversation__in=counted(report, Conversation.objects.all()))
        .order_by()
        .values_list("theme__code", "point__conversation__organization")
        .annotate(mentions=Count("pk"))
    )
    by_theme: dict[str, list[int]] = defaultdict(list)
    for code, _organization, mentions in rows:
        by_theme[code].append(mentions)
    return sorted(code for code, each in by_theme.items() if sum(each) >= FEW_MENTIONS and max(each) > MOSTLY * sum(each))


def barely_heard(report: Report) -> list[str]:
    """Groups shown theme by theme of which one to four were heard: whoever saw all of them come may tell what they raised."""
    counts, payload = earlier.counts(report), report.payload
    if counts is None or payload is None:
        return []
    crossed = {name for table in payload["figures"]["tables"] if len(table["dims"]) == 2 for name in table["dims"]}
    small = [
        next(iter(codes))
        for (unit, codes), size in counts.values.items()
        if unit == ORGANIZATION and len(codes) == 1 and 0 < size < payload["figures"]["rules"]["base"]
    ]
    return sorted(figures.text(payload["labels"][name][code]) for name, code in small if name in crossed and name != "theme")


def unanswered(report: Report, *, by: User) -> dict[str, Any]:
    """Summaries sent back to those who spoke, and not yet answered: how many, and those that this reader may open."""
    waiting = Conversation.objects.filter(participant_check=ParticipantCheck.SENT)
    shown = counted(report, waiting.visible_to(by)).order_by("reference").values("pk", "reference")[:20]
    return {"number": counted(report, waiting).count(), "rows": list(shown)}


def withdrawn_since(report: Report, *, by: User) -> dict[str, Any]:
    """Withdrawn after the figures were made, which may hold them still; how many of them those who spoke took back."""
    if report.built_at is None:
        return {"number": 0, "by_speakers": 0, "rows": []}
    organizations = [uuid.UUID(pk) for pk in (report.inputs or {}).get("organizations", [])]
    gone = Conversation.objects.in_phase(report.phase).held_until(report.period_to).in_state(ConversationState.WITHDRAWN)
    gone = gone.filter(organization__in=organizations, updated_at__gte=report.built_at)
    shown = gone.visible_to(by).order_by("reference").values("pk", "reference")[:20]
    by_speakers = gone.filter(participant_check=ParticipantCheck.WITHDRAWN).count()
    return {"number": gone.count(), "by_speakers": by_speakers, "rows": list(shown)}


def quotes(report: Report) -> list[dict[str, Any]]:
    """The quotes of a report with the licence that each of them has now."""
    keys = [pk for pk in (report.inputs or {}).get("quotes", []) if pk]
    found = {str(quote.pk): quote for quote in Quote.objects.filter(pk__in=keys)}
    rows = []
    for shown, pk in zip((report.payload or {}).get("quotes", []), (report.inputs or {}).get("quotes", []), strict=False):
        quote = found.get(str(pk))
        licence = quote.get_licence_display() if quote else ""
        rows.append({"text": shown["text"], "language": shown["language"], "licence": licence, "gone": shown.get("withdrawn_on")})
    return rows


def everything(report: Report, *, by: User) -> dict[str, Any]:
    """All of it, for the panel beside the preview. A fixed number of queries."""
    payload = sections.laid_over(report)
    found, parts = sections.texts(report), sections.parts(report)
    names = {theme["code"]: theme["name"] for theme in payload["themes"]}
    return {
        "withheld": withheld(payload),
        "changes": changes(report, payload),
        "parity": parity(found, parts),
        "overstated": overstated(payload, found, parts),
        "barely_heard": barely_heard(report),
        "dominated": [figures.text(names[code]) for code in dominated(report) if code in names],
        "unanswered": unanswered(report, by=by),
        "gone": withdrawn_since(report, by=by),
        "quotes": quotes(report),
        "undrawable": glyphs.missing(payload),
    }


def beside(payload: Payload, part: sections.Part) -> dict[str, Any]:
    """The machine's figures for whoever writes a part: labelled rows in words, and the strongest word they carry."""
    edition = SafeEdition.from_payload(payload["figures"], payload["universe"])
    may = claims.allowed(edition, theme=part.theme or None)
    strongest = CLAIM_LEVELS[may.strongest]
    if part.theme:
        support = claims.support(edition, part.theme)
        mostly = figures.text(payload["labels"]["sector"].get(support.dominant)) if support.dominant else ""
        found = figures.table(payload, "organizations_by_theme")
        heard = [row.words for row in found.rows if row.codes == (part.theme,)] if found else []
        crossed = figures.by_size(figures.table(payload, "organizations_by_sector_and_theme"))
        rows = [(row.labels[0], row.words) for row in crossed if row.codes[1] == part.theme]
        return {"heard": "".join(heard), "rows": rows, "strongest": strongest, "mostly": mostly}
    total = figures.words_beside(figures.total(payload), payload["universe"]["organizations"])
    rows = [(found["row"].labels[0], found["words"]) for found in figures.sectors_beside_declared(payload)]
    return {"heard": total, "rows": rows, "strongest": strongest, "mostly": ""}
