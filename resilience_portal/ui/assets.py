"""Makes what browsers load: subset fonts from the pip package, and one style sheet for the public, one more for staff.

Nothing here is in the repository: the fonts are the package's (SIL OFL; "Plex" is a reserved name, so the subset is renamed).
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
from pathlib import Path

from django.conf import settings

FONT_PACKAGE = "fontpkg_ibm_plex_sans_arabic"
WEIGHTS = {"regular": "Regular", "semibold": "SemiBold"}
PRELOADED = tuple(WEIGHTS)
SCRIPTS = {
    "latin": "0020-007E,00A0-00FF,0131,0152-0153,0160-0161,0178,017D-017E,02C6,02DA,02DC,2010-2015,2018-201A,201C-201E,"
    "2020-2022,2026,202F,2030,2032-2033,2039-203A,2044,20AC,2116,2122,2190-2193,2212",
    "arabic": "0020,00A0,00AB,00BB,0600-06FF,200C-200F,2066-2069,FB50-FDFF,FE70-FEFC",
}
PUBLIC_SHEETS = ("tokens", "base", "layout", "components", "print")
STAFF_SHEETS = ("staff",)


def font_files() -> Path:
    """Folder of the package's fonts. Raises ModuleNotFoundError when it is not installed."""
    spec = importlib.util.find_spec(FONT_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(FONT_PACKAGE)
    return Path(spec.origin).parent / "files"


def font_path(script: str, weight: str) -> str:
    """Path of a made font below the static root."""
    return f"fonts/portal-{script}-{weight}.woff2"


def squeeze(css: str) -> str:
    """The sheet without comments and needless space; nothing else changes."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    bare = re.sub(r"\s+", " ", bare)
    return re.sub(r" ?([{};,>]) ?", r"\1", bare).replace(";}", "}").strip()


def build_sheets(target: Path) -> None:
    """css/portal.css for everybody, css/staff.css on top of it for staff."""
    source = settings.BASE_DIR / "static" / "css"
    (target / "css").mkdir(parents=True, exist_ok=True)
    for name, parts in (("portal", PUBLIC_SHEETS), ("staff-pages", STAFF_SHEETS)):
        css = "\n".join(squeeze((source / f"{part}.css").read_text()) for part in parts)
        _write(target / "css" / f"{name}.css", css.encode())


def build_fonts(target: Path) -> None:
    """Latin and Arabic subsets in two weights. The same package gives the same bytes."""
    # fontTools is heavy and needed at set-up only.
    from fontTools import subset  # noqa: PLC0415
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    (target / "fonts").mkdir(parents=True, exist_ok=True)
    for weight, name in WEIGHTS.items():
        for script, points in SCRIPTS.items():
            font = TTFont(font_files() / f"IBMPlexSansArabic-{name}.ttf", recalcTimestamp=False)
            if "meta" in font:
                del font["meta"]
            options = subset.Options(flavor="woff2", layout_features=["*"], hinting=False)
            cutter = subset.Subsetter(options)
            cutter.populate(unicodes=subset.parse_unicodes(points))
            cutter.subset(font)
            for row in font["name"].names:
                if row.nameID in (1, 3, 4, 6, 16):
                    row.string = "PortalSans" if row.nameID == 6 else "Portal Sans"
            font.flavor = "woff2"
            font.save(target / font_path(script, weight))


def font_digest() -> str:
    """Changes when a font, a subset or this module does."""
    told = hashlib.sha256(Path(__file__).read_bytes())
    for name in WEIGHTS.values():
        told.update((font_files() / f"IBMPlexSansArabic-{name}.ttf").read_bytes())
    return told.hexdigest()


def build(target: Path | None = None) -> bool:
    """Makes everything that is missing or out of date; True when fonts had to be made (seconds), False when not."""
    target = target or settings.ASSETS_DIR
    build_sheets(target)
    stamp, digest = target / "fonts" / "made-from.txt", font_digest()
    if stamp.exists() and stamp.read_text() == digest:
        return False
    build_fonts(target)
    stamp.write_text(digest)
    return True


def _write(path: Path, body: bytes) -> None:
    """Writes only what changed, so that nothing downstream is made again for nothing."""
    if not path.exists() or path.read_bytes() != body:
        path.write_bytes(body)
