"""Makes what browsers load: subset fonts from the pip package, and one style sheet for the public, one more for staff.

Nothing here is in the repository: the fonts are the package's (SIL OFL; "Plex" is a reserved name, so the subset is renamed).
Where the package is not installed, the sheets are made without font rules and pages use the reader's own fonts.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
from pathlib import Path

from django.conf import settings

FONT_PACKAGE = "fontpkg_ibm_plex_sans_arabic"
WEIGHTS = {"regular": "Regular", "semibold": "SemiBold"}
CSS_WEIGHTS = {"regular": "400", "semibold": "600 700"}
PRELOADED = tuple(WEIGHTS)
# What each subset holds, as CSS writes it: the same list cuts the font and tells the browser when to load it.
SCRIPTS = {
    "latin": "U+20-7E,U+A0-FF,U+131,U+152-153,U+160-161,U+178,U+17D-17E,U+192,U+2C6,U+2DA,U+2DC,U+2010-2015,U+2018-201A,"
    "U+201C-201E,U+2020-2022,U+2026,U+202F,U+2030,U+2032-2033,U+2039-203A,U+2044,U+20AC,U+2116,U+2122,U+2190-2193,U+2212",
    "arabic": "U+60C,U+61B,U+61F,U+621-63A,U+640-652,U+660-66C,U+670,U+200C-200F,U+2066-2069",
    # Persian, Urdu, Kurdish letters and ready-made forms: as much again as Arabic itself, loaded where a name needs them.
    "arabic-more": "U+600-60B,U+60D-61A,U+61C-61E,U+620,U+63B-63F,U+653-65F,U+66D-66F,U+671-6FF,U+FB50-FDFF,U+FE70-FEFC",
}
# Figures and marks between Arabic words are in the Arabic cut too: a page in Arabic then needs no other.
MARKS = "U+20-22,U+25-3F,U+5B-5D,U+A0,U+AB,U+B7,U+BB,U+2010-2014,U+2018-201A,U+201C-201E,U+2026,U+202F,U+2190-2193,U+2212"
FEATURES = ["ccmp", "locl", "kern", "liga", "calt", "rlig", "init", "medi", "fina", "isol", "mark", "mkmk", "tnum", "curs"]
PUBLIC_SHEETS = ("tokens", "base", "layout", "components", "plan", "report", "print")
STAFF_SHEETS = ("staff", "import")
# Pages in Arabic take the second family (`tokens.css`), the others the first.
FAMILIES = {"Portal Sans": ("latin", "arabic", "arabic-more"), "Portal Arabic": ("arabic", "arabic-more")}
FACE = (
    '@font-face{{font-family:"{family}";src:url(../{path}) format("woff2");'
    "font-weight:{weight};font-display:swap;unicode-range:{points}}}"
)
QUOTED = re.compile(r"(\"[^\"]*\"|'[^']*')")


def font_files() -> Path:
    """Folder of the package's fonts. Raises ModuleNotFoundError when it is not installed."""
    spec = importlib.util.find_spec(FONT_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(FONT_PACKAGE)
    return Path(spec.origin).parent / "files"


def font_path(script: str, weight: str) -> str:
    """Path of a made font below the static root."""
    return f"fonts/portal-{script}-{weight}.woff2"


def font_faces(target: Path) -> str:
    """The rules that load the fonts which were made; empty where there are none."""
    return "".join(
        FACE.format(
            family=family, path=font_path(script, weight), weight=CSS_WEIGHTS[weight], points=_points(script, family=family)
        )
        for family, scripts in FAMILIES.items()
        for script in scripts
        for weight in WEIGHTS
        if (target / font_path(script, weight)).exists()
    )


def _points(script: str, *, family: str = "") -> str:
    """What a font is loaded for in that family; without one, all that it holds."""
    has_marks = script == "arabic" and family != "Portal Sans"
    return f"{SCRIPTS[script]},{MARKS}" if has_marks else SCRIPTS[script]


def squeeze(css: str) -> str:
    """The sheet without comments and needless space. What stands in quotes is never touched."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    parts = QUOTED.split(bare)  # odd parts are the quoted ones
    for index in range(0, len(parts), 2):
        text = re.sub(r"\s+", " ", parts[index])
        parts[index] = re.sub(r": ", ":", re.sub(r" ?([{};,>]) ?", r"\1", text)).replace(";}", "}")
    return "".join(parts).strip()


def build_sheets(target: Path) -> None:
    """css/portal.css for everybody, css/staff-pages.css on top of it for staff."""
    source = settings.BASE_DIR / "static" / "css"
    (target / "css").mkdir(parents=True, exist_ok=True)
    for name, parts, first in (("portal", PUBLIC_SHEETS, font_faces(target)), ("staff-pages", STAFF_SHEETS, "")):
        css = first + "".join(squeeze((source / f"{part}.css").read_text(encoding="utf-8")) for part in parts)
        _write(target / "css" / f"{name}.css", css.encode())


def build_fonts(target: Path, *, kept: bool) -> None:
    """Latin and Arabic subsets in two weights. The same package gives the same bytes. `kept`: those that are there may stay."""
    # fontTools is heavy and needed at set-up only.
    from fontTools import subset  # noqa: PLC0415
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    (target / "fonts").mkdir(parents=True, exist_ok=True)
    for weight, name in WEIGHTS.items():
        for script in SCRIPTS:
            if kept and (target / font_path(script, weight)).exists():
                continue
            font = TTFont(font_files() / f"IBMPlexSansArabic-{name}.ttf", recalcTimestamp=False)
            if "meta" in font:
                del font["meta"]
            options = subset.Options(flavor="woff2", layout_features=FEATURES, hinting=False)
            cutter = subset.Subsetter(options)
            cutter.populate(unicodes=subset.parse_unicodes(_points(script).replace("U+", "")))
            cutter.subset(font)
            for row in font["name"].names:
                if row.nameID in (1, 3, 4, 6, 16):
                    row.string = "PortalSans" if row.nameID == 6 else "Portal Sans"
            font.flavor = "woff2"
            draft = target / f"{font_path(script, weight)}.draft"
            font.save(draft)
            draft.replace(target / font_path(script, weight))  # a server that is reading never sees half a font


def font_digest() -> str:
    """Changes when a font, a subset or this module does."""
    told = hashlib.sha256(Path(__file__).read_bytes())
    for name in WEIGHTS.values():
        told.update((font_files() / f"IBMPlexSansArabic-{name}.ttf").read_bytes())
    return told.hexdigest()


def build(target: Path | None = None) -> bool:
    """Makes everything that is missing or out of date; True when fonts had to be made (seconds), False when not."""
    target = target or settings.ASSETS_DIR
    made = _fonts_are_made(target)
    build_sheets(target)
    return made


def _fonts_are_made(target: Path) -> bool:
    """Makes the fonts unless they are there already, or the package is not."""
    try:
        digest = font_digest()
    except ModuleNotFoundError:
        return False
    stamp = target / "fonts" / "made-from.txt"
    whole = all((target / font_path(script, weight)).exists() for script in SCRIPTS for weight in WEIGHTS)
    is_current = stamp.exists() and stamp.read_text() == digest
    if whole and is_current:
        return False
    build_fonts(target, kept=is_current)
    stamp.write_text(digest)
    return True


def _write(path: Path, body: bytes) -> None:
    """Writes only what changed, so that nothing downstream is made again for nothing."""
    if not path.exists() or path.read_bytes() != body:
        path.write_bytes(body)
