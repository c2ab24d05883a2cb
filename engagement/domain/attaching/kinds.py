"""What a file is, by its content; its name has to agree. What is not on the list does not come in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

import filetype
from django.utils.translation import gettext as _

MOST_BYTES = 10 * 1024 * 1024
LONGEST_NAME = 120
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Unfit(Exception):
    """The file does not come in. The message says why, in words for the person who brought it."""


@dataclass(frozen=True)
class Kind:
    """A kind of file: its media type, and the endings that its name may have."""

    name: str
    media_type: str
    endings: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    kind.name: kind
    for kind in (
        Kind("jpg", "image/jpeg", ("jpg", "jpeg")),
        Kind("png", "image/png", ("png",)),
        Kind("webp", "image/webp", ("webp",)),
        Kind("pdf", "application/pdf", ("pdf",)),
        Kind("docx", f"{_OFFICE}wordprocessingml.document", ("docx",)),
        Kind("xlsx", f"{_OFFICE}spreadsheetml.sheet", ("xlsx",)),
        Kind("pptx", f"{_OFFICE}presentationml.presentation", ("pptx",)),
        Kind("txt", "text/plain; charset=utf-8", ("txt", "md")),
        Kind("csv", "text/csv; charset=utf-8", ("csv", "tsv")),
    )
}
IMAGES, OFFICE, TEXTS = ("jpg", "png", "webp"), ("docx", "xlsx", "pptx"), ("txt", "csv")
ACCEPTED = ",".join(f".{ending}" for kind in KINDS.values() for ending in kind.endings)


def kind_of(body: bytes, name: str) -> Kind:
    """What it is. Raises Unfit for what is empty, too large, not on the list, or named as something else."""
    if not body:
        raise Unfit(_("The file is empty."))
    if len(body) > MOST_BYTES:
        raise too_large()
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    guess = filetype.guess(body[:8192])
    found = guess.extension if guess else None
    if found == "zip" and ending in OFFICE:
        found = ending  # an office file whose parts stand in another order; `cleaning` looks at them
    if found is None and ending in (*KINDS["txt"].endings, *KINDS["csv"].endings) and _is_text(body):
        found = "csv" if ending in KINDS["csv"].endings else "txt"
    if found not in KINDS:
        raise Unfit(
            _("This kind of file is not taken. Bring a photo (JPEG, PNG, WebP), PDF, Word, Excel, PowerPoint or text file.")
        )
    if ending not in KINDS[found].endings:
        raise Unfit(_("The file is not what its name says. Save it again under the right name."))
    return KINDS[found]


def too_large() -> Unfit:
    """The refusal of what is larger than MOST_BYTES."""
    return Unfit(_("The file is larger than %(most)s MB.") % {"most": MOST_BYTES // 1024**2})


def _is_text(body: bytes) -> bool:
    """UTF-8 without control characters, and no page or script of the web under another name."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not _CONTROL.search(text) and not text.lstrip().startswith(("<", "%!", "#!"))


def plain_name(name: str, kind: Kind) -> str:
    """The name as it is shown and downloaded: no folders, no invisible or turning marks, the ending of its kind."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*')
    stem = " ".join(PurePosixPath(shown).stem.split()).strip(". ")[: LONGEST_NAME - 6] or _("file")
    ending = PurePosixPath(shown).suffix.lower().lstrip(".")
    return f"{stem}.{ending if ending in kind.endings else kind.endings[0]}"
