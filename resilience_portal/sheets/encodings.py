"""In which letters a text file is written. What is not certain is refused: wrong letters must not come in unseen."""

from __future__ import annotations

import codecs
import re
from typing import IO

from resilience_portal.sheets.bounds import Unreadable

CHUNK = 1 << 20
SAMPLE = 1 << 18
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NAMES = {
    "cp1252": "Windows-1252",
    "cp1256": "Windows-1256",
    "iso8859-6": "ISO-8859-6",
    "mac-roman": "Mac Roman",
    "cp850": "MS-DOS",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
}
WESTERN = frozenset("éèêëàâäáåçîïíìôöóòûùüúÿñœæßÉÈÊËÀÂÄÁÅÇÎÏÍÔÖÓÛÙÜÚÑŒÆ«»‹›’‘“”„–—…°•·€£©®²³½¼¾×¡¿ªº\u00a0\u202f")
WESTERN_LEAST = 0.75  # of the letters beyond ASCII
ARABIC_LEAST = 0.9
_HIGH = re.compile(rb"[\x80-\xff]+")
_WESTERN_ENCODINGS = ("cp1252", "mac-roman", "cp850")
_INSIDE = re.compile(r"[a-zß-öø-ÿœ][À-ÖØ-ÞŒ]|[A-ZÀ-ÖØ-ÞŒ][ß-öø-ÿœ](?=[A-ZÀ-ÖØ-ÞŒ])")  # large and small mixed within a word
_FOREIGN = re.compile(r"[^\W\d_\x00-\x7f]{4}")  # no Western word has four accented letters in a row
_ARABIC = re.compile(r"[\u0621-\u0652]")
_ARABIC_MARKS = frozenset("،؛؟٪ـ٠١٢٣٤٥٦٧٨٩«»–—…’‘“”\u200c\u200d\u200e\u200f\u00a0")
_ARABIC_ENCODINGS = ("cp1256", "iso8859-6")
# Short words that any Arabic sheet holds: they tell two tables of letters apart.
_ARABIC_WORDS = re.compile(
    r"(?<!\w)(?:في|من|على|إلى|عن|مع|أن|إن|لا|ما|هذا|هذه|التي|الذي|كان|نعم|كل|بعد|قبل|المنظمة|التاريخ|الملاحظات|القطاع|الطريقة|"
    r"اسم|الاسم|هاتفيا|حضوريا)(?!\w)"
)


def detect(source: IO[bytes]) -> str:
    """The codec of a seekable text file, read from its start. Raises Unreadable."""
    source.seek(0)
    head = source.read(SAMPLE)
    for mark, codec in MARKS:
        if head.startswith(mark):
            return _checked(source, codec)
    if b"\0" in head:
        return _checked(source, _without_mark(head))
    if _is_valid(source, "utf-8"):
        return "utf-8"
    if _is_broken_utf8(head):
        raise Unreadable("file.letters_broken")
    return _single_byte(source, _loud(source))


def _checked(source: IO[bytes], codec: str) -> str:
    if not _is_valid(source, codec):
        raise Unreadable("file.letters_broken")
    return codec


def _without_mark(head: bytes) -> str:
    """UTF-16 as some programs write it, without a mark: every second byte of ASCII is NUL. Any other NUL is no text."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) / 2
    if odd > 0.3 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.3 * half and odd < 0.05 * half:
        return "utf-16-be"
    raise Unreadable("file.binary")


def _is_valid(source: IO[bytes], codec: str) -> bool:
    source.seek(0)
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        while chunk := source.read(CHUNK):
            if "\0" in decoder.decode(chunk):
                raise Unreadable("file.binary")
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _is_broken_utf8(head: bytes) -> bool:
    """UTF-8 that was cut off or mixed: most bytes beyond ASCII make letters of it. In any other encoding hardly one does."""
    text = head.decode("utf-8", "replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    return sum(c > "\x7f" for c in text) - broken > broken


def _loud(source: IO[bytes]) -> bytes:
    """The lines that hold bytes beyond ASCII, up to SAMPLE: they may begin deep in the file."""
    source.seek(0)
    found, length = [], 0
    while length < SAMPLE and (line := source.readline(CHUNK)):
        if _HIGH.search(line):
            found.append(line[:SAMPLE])
            length += len(line)
    return b"".join(found)


def _single_byte(source: IO[bytes], sample: bytes) -> str:
    """The one table of letters that makes sense of the sample; Unreadable when none does."""
    western = {codec: _western(sample, codec) for codec in _WESTERN_ENCODINGS}
    best = max(western, key=lambda codec: western[codec])  # the first wins a draw: Excel for Windows is the likelier
    arabic = {codec: _arabic(sample, codec) for codec in _ARABIC_ENCODINGS}
    likely = max(arabic, key=lambda codec: arabic[codec])
    if arabic[likely] > 0 and western[best] < WESTERN_LEAST:
        best = likely
    elif western[best] < WESTERN_LEAST:
        raise Unreadable("file.letters_unknown")
    if not _is_valid(source, best):
        raise Unreadable("file.letters_unknown")
    return best


def _western(sample: bytes, codec: str) -> float:
    """The share of letters beyond ASCII that English and French are written with, less those that stand where none would."""
    try:
        text = sample.decode(codec)
    except UnicodeDecodeError:
        return 0.0
    high = [c for c in text if c > "\x7f"]
    if not high or _FOREIGN.search(text):
        return 0.0
    return (sum(c in WESTERN for c in high) - len(_INSIDE.findall(text))) / len(high)


def _arabic(sample: bytes, codec: str) -> float:
    """More than nothing for Arabic: nearly all letters are, none stands against a Latin one, and known words occur."""
    try:
        text = sample.decode(codec)
    except UnicodeDecodeError:
        return 0.0
    high = [c for c in text if c > "\x7f"]
    letters = sum(bool(_ARABIC.match(c)) or c in _ARABIC_MARKS for c in high)
    if not high or letters / len(high) < ARABIC_LEAST:
        return 0.0
    words = len(_ARABIC_WORDS.findall(text)) + text.count(" ال") + text.count(",ال") + text.count(";ال")
    return words / len(high) * 100 if words else 0.0
