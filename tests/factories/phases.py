"""Realistic payloads: real protection over invented counts, 26 themes, four sectors, the demo's shape."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from phases.domain.rendered import RenderedFile
from phases.exports.files import render_files
from resilience_portal.disclosure.protect import protect
from resilience_portal.disclosure.rules import Rules
from resilience_portal.disclosure.tables import Counts, Dimension, SafeEdition, TableSpec, count, key
from resilience_portal.disclosure.words import strength

SECTORS = {"faith": ("Faith", "Confessionnel", "ديني", 9), "youth": ("Youth", "Jeunesse", "شبابي", 12)}
SECTORS |= {"government": ("Government", "Gouvernement", "حكومي", 9)}
SECTORS |= {"community": ("Community and non-profit", "Communauté et sans but lucratif", "مجتمعي وغير ربحي", 25)}
WARDS = {"dene": "Dene", "metis": "Métis", "o_daymin": "O-day'min", "papastew": "papastew"}
THEMES = [f"T{number:02}" for number in range(1, 27)]


def words(en: str, fr: str = "", ar: str = "") -> dict[str, str]:
    """A text in three languages; the foreign ones are marked where not given."""
    return {"en": en, "fr": fr or f"{en} (fr)", "ar": ar or f"{en} (عربي)"}


def units(heard: int = 53) -> list[dict[str, Any]]:
    """One row per organization: sector, ward, themes, how and in which language it was met."""
    sectors = [code for code, (_en, _fr, _ar, size) in SECTORS.items() for _ in range(size)]
    rows = []
    for number, sector in enumerate(sectors[:heard]):
        themes = [code for place, code in enumerate(THEMES) if (number * 7 + place * 5) % (place + 3) == 0]
        met = {"method": ["in_person", *(["phone"] if number % 5 == 0 else [])], "language": ["fr" if number % 4 == 0 else "en"]}
        rows.append({"sector": sector, "ward": list(WARDS)[number % 4], "theme": themes, **met})
    return rows


METHODS = {
    "in_person": words("In person", "En personne", "حضوريا"),
    "phone": words("Phone", "Téléphone", "هاتف"),
    "letter": words("Letter", "Lettre", "رسالة"),
}
LANGUAGES = {
    "en": words("English", "Anglais", "الإنجليزية"),
    "fr": words("French", "Français", "الفرنسية"),
    "ar": words("Arabic", "Arabe", "العربية"),
}
SECRET = "a secret for tests only"


@cache
def counts(heard: int = 53) -> Counts:
    """True counts of an edition of this size."""
    return counts_of(units(heard))


def counts_of(rows: list[dict[str, Any]]) -> Counts:
    """True counts of these organizations."""
    dims = [Dimension("sector", tuple(SECTORS)), Dimension("ward", tuple(WARDS)), Dimension("theme", tuple(THEMES), several=True)]
    dims += [Dimension("method", tuple(METHODS), several=True), Dimension("language", tuple(LANGUAGES), several=True)]
    specs = [
        TableSpec("organizations", "organization"),
        TableSpec("organizations_by_sector", "organization", ("sector",)),
        TableSpec("organizations_by_ward", "organization", ("ward",)),
        TableSpec("organizations_by_theme", "organization", ("theme",)),
        TableSpec("organizations_by_sector_and_theme", "organization", ("sector", "theme")),
        TableSpec("organizations_by_ward_and_theme", "organization", ("ward", "theme")),
        TableSpec("organizations_by_method", "organization", ("method",)),
        TableSpec("organizations_by_language", "organization", ("language",)),
    ]
    tables = [count(spec, rows) for spec in specs]
    tables.append(count(TableSpec("conversations", "conversation"), rows * 2))
    universe = {key(): 55, **{key(sector=code): size for code, (_e, _f, _a, size) in SECTORS.items()}}
    return Counts(dims, tables, universe, "phase-1")


@cache
def edition(heard: int = 53) -> SafeEdition:
    """Protected figures of an edition of this size."""
    return protect(counts(heard), [], Rules(), SECRET.encode())


def payload(*, heard: int = 53, **changes: Any) -> dict[str, Any]:
    """A whole payload as the builder makes it, released on 2026-11-24."""
    safe = edition(heard)
    total = safe.cell("organizations").value
    themes = []
    for code in THEMES:
        value = safe.cell("organizations_by_theme", theme=code).value
        theme = {
            "code": code,
            "slug": code.lower(),
            "group": "GRP",
            "name": words(f"Theme {code}", f"Thème {code}", f"محور {code}"),
            "definition": words(f"What {code} means."),
            "strength": strength(value, of=total),
            "statements": [words(f"Finding about {code}.")] if value >= 10 else [],
            "quotes": [],
        }
        themes.append((-value, code, theme))
    made: dict[str, Any] = {
        "schema": "resilience-portal/report/1",
        "slug": "what-we-heard-phase-1",
        "version": 1,
        "kind": "what_we_heard",
        "title": words("What We Heard: Phase 1", "Ce que nous avons entendu : phase 1", "ما سمعناه: المرحلة الأولى"),
        "phase": {
            "number": 1,
            "slug": "inform-and-consult",
            "title": words("Inform and consult", "Informer et consulter", "الإعلام والتشاور"),
        },
        "period": {"from": "2018-09-01", "to": "2019-06-30"},
        "released_on": "2026-11-24",
        "log_head": None,
        "correction": None,
        "plan": {name: words(f"The plan's {name}.") for name in PLAN_TEXTS},
        "role_of_public": "advise",
        "iap2_level": "consult",
        "promise": words("We will tell you what we heard."),
        "universe": {
            "organizations": 55,
            "by_sector": [{"code": code, "organizations": size} for code, (_e, _f, _a, size) in SECTORS.items()],
        },
        "labels": labels(),
        "methods": ["in_person", "phone"],
        "languages": ["en", "fr"],
        "figures": safe.to_payload(),
        "themes": [theme for _value, _code, theme in sorted(themes, key=lambda row: row[:2])],
        "theme_groups": [{"code": "GRP", "name": words("Group")}],
        "quotes": [{"text": "People remember who came back.", "language": "en", "sector": None}],
        "commitments": [],
        "next": {
            "phase": words("Focus groups", "Groupes de discussion", "مجموعات النقاش"),
            "report_due_on": None,
            "milestones": [],
        },
        "method": {"coders": 1, "second_coded": False, "codebook_version": "1", "agreement": None},
        "texts": {
            "at_a_glance": words("People want one number to call."),
            "why": None,
            "how": None,
            "differed": None,
            "next": None,
        },
    }
    return made | changes


PHASE_TITLE = words("Inform and consult", "Informer et consulter", "الإعلام والتشاور")
PLAN_TEXTS = ("title", "responsible", "land_acknowledgement", "funding", "decision", "contact", "disclaimer")


def labels() -> Mapping[str, Any]:
    """Names of the codes in use."""
    return {
        "sector": {code: words(en, fr, ar) for code, (en, fr, ar, _size) in SECTORS.items()},
        "ward": {code: words(name, name, name) for code, name in WARDS.items()},
        "theme": {code: words(f"Theme {code}", f"Thème {code}", f"محور {code}") for code in THEMES},
        "method": METHODS,
        "language": LANGUAGES,
    }


@cache
def released_files(version: int = 1) -> tuple[RenderedFile, ...]:
    """The files of `payload(version=version)`, made once a test process."""
    return tuple(render_files(payload(version=version)))
