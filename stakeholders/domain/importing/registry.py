"""The registry as one account may see it, read once: what a name, a sector or a ward in a sheet means. Several are several."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from resilience_portal.accounts.models import User
from resilience_portal.sheets.issues import Issue, error, info, warning
from resilience_portal.text import searchable
from stakeholders.domain.likeness import KnownNames
from stakeholders.models import Organization, Sector, Ward

LONGEST_NAME = 300
_QUOTES = str.maketrans(dict.fromkeys('«»“”„"', " "))
_OLD_WARD = re.compile(r"(?:ward|quartier|arrondissement|حي|دائرة) ?(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Known:
    """An organization, as much of it as judging needs."""

    pk: UUID
    reference: str
    name: str
    names: tuple[str, ...]
    sector: UUID
    ward: UUID | None


@dataclass(frozen=True)
class Found:
    """What a name came to. `how`: exact, folded (accents and forms aside), alike, or "" for nobody."""

    how: str
    matches: tuple[Known, ...] = ()


def exactly(name: str) -> str:
    """A name without the differences that nobody sees: composed letters, case, spaces, the kind of quotation mark."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().translate(_QUOTES).split())


class Registry:
    """Organizations that may be picked, sectors and wards."""

    def __init__(self, *, by: User) -> None:
        self.known: dict[UUID, Known] = {}
        self._references: dict[str, Known] = {}
        self._exact: defaultdict[str, list[Known]] = defaultdict(list)
        self._folded: defaultdict[str, list[Known]] = defaultdict(list)
        rows = Organization.objects.visible_to(by).pickable().only("id", "reference", "name", "aliases", "sector_id", "ward_id")
        for each in rows.order_by("reference"):
            self._add(Known(each.pk, each.reference, each.name, tuple(each.all_names), each.sector_id, each.ward_id))
        self._names = KnownNames((each.pk, name) for each in self.known.values() for name in each.names)
        self._asked: dict[str, Found] = {}
        self.sectors = Sectors()
        self.wards = Wards()
        self.sizes = Counter(each.sector for each in self.known.values())

    def _add(self, found: Known) -> None:
        self.known[found.pk] = found
        self._references[found.reference.casefold()] = found
        for name in {exactly(name) for name in found.names}:
            self._exact[name].append(found)
        for name in {searchable(name) for name in found.names} - {""}:
            self._folded[name].append(found)

    def by_reference(self, reference: str) -> Known | None:
        """The one with this reference."""
        return self._references.get(reference.strip().casefold())

    def by_id(self, key: str) -> Known | None:
        """The one with this id."""
        try:
            return self.known.get(UUID(key))
        except ValueError:
            return None

    def find(self, name: str) -> Found:
        """All that go by this name, first or other; else those that it resembles."""
        if name not in self._asked:
            if len(self._asked) > 50_000:
                self._asked.clear()
            self._asked[name] = self._find(name)
        return self._asked[name]

    def _find(self, name: str) -> Found:
        if not name or len(name) > LONGEST_NAME:
            return Found("")
        if same := self._exact.get(exactly(name)):
            return Found("exact", tuple(same))
        if same := self._folded.get(searchable(name)):
            return Found("folded", tuple(same))
        alike = tuple(self.known[match.key] for match in self._names.like(name, most=3))
        return Found("alike", alike) if alike else Found("")


class Sectors:
    """Sectors that organizations belong to, by code and by name in every language."""

    def __init__(self) -> None:
        rows = list(Sector.objects.for_organizations())
        self.by_id = {each.pk: each for each in rows}
        self._as_written: dict[str, Sector] = {}
        self._exact: dict[str, Sector] = {}
        self._folded: dict[str, Sector] = {}
        for each in rows:
            for name in (each.code, *(getattr(each, f"name_{code}", "") or "" for code, _name in settings.LANGUAGES)):
                self._as_written[name] = self._exact[exactly(name)] = each
                self._folded[searchable(name.replace("_", " "))] = each

    def read(self, text: str, column: str) -> tuple[Sector | None, list[Issue]]:
        """The sector of these words, and what to say about it."""
        if found := self._as_written.get(text):
            return found, []
        if found := self._exact.get(exactly(text)):
            return found, []
        folded = searchable(text.replace("_", " "))
        found = self._folded.get(folded)
        if found is None and len(folded) > 3:
            begins = {
                each.pk: each for words, each in self._folded.items() if words.startswith(folded) or folded.startswith(words)
            }
            found = next(iter(begins.values())) if len(begins) == 1 else None
        if found:
            return found, [info("sector.alias", column, text=text, name=found.name)]
        names = ", ".join(each.name for each in self.by_id.values())
        return None, [error("sector.unknown", column, text=text, names=names)]


class Wards:
    """Wards by code, name, and by the parts of a name in two scripts."""

    def __init__(self) -> None:
        self._rows = list(Ward.objects.order_by("order", "code"))
        self._exact = {exactly(name): each for each in self._rows for name in (each.name, each.code)}
        self._folded: dict[str, Ward] = {}
        for each in self._rows:
            for name in (each.code.replace("_", " "), each.name, *each.name.split()):
                self._folded.setdefault(searchable(name), each)

    def name(self, pk: UUID | None) -> str:
        """Its name; "" for none."""
        return next((each.name for each in self._rows if each.pk == pk), "")

    def read(self, text: str, column: str) -> tuple[Ward | None, list[Issue]]:
        """The ward of these words, and what to say about it."""
        if found := self._exact.get(exactly(text)):
            return found, []
        folded = searchable(text)
        if found := self._folded.get(folded):
            is_spelling = exactly(text) == exactly(found.name) or searchable(found.name) == folded
            return found, [] if is_spelling else [info("ward.alias", column, text=text, name=found.name)]
        match = _OLD_WARD.fullmatch(folded)
        if match and 1 <= int(match[1]) <= len(self._rows):
            return None, [warning("ward.old_number", column, text=text, name=self._rows[int(match[1]) - 1].name)]
        return None, [warning("ward.unknown", column, text=text)]
