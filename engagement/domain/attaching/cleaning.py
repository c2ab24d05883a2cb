"""A file without what it tells about its maker: place, camera, author, times, earlier versions, programs. Pure: no database.

Runs in a process of its own (`apart`): whatever a hostile file does to a reader, it does to that process. What can't be cleaned
raises Dirty with a code; the words are said where the reader's language is known.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

MOST_PIXELS = 24_000_000
MOST_UNPACKED = 96 * 1024 * 1024
MOST_RATIO = 200
MOST_PARTS = 2_000
CONSTANT_TIME = (1980, 1, 1, 0, 0, 0)


class Dirty(Exception):
    """It can't be cleaned: `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean(body: bytes, kind: str) -> bytes:
    """The same file to a reader's eye. Raises Dirty."""
    if kind in ("jpg", "png", "webp"):
        return _image(body, kind)
    if kind == "pdf":
        return _pdf(body)
    if kind in ("docx", "xlsx", "pptx"):
        return _office(body, kind)
    return body.decode("utf-8-sig").encode()


def _image(body: bytes, kind: str) -> bytes:
    """Decoded to dots and written anew: nothing else of the file survives, not even a program hidden behind the picture."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415 - loaded only where it is needed

    name, out = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}[kind], io.BytesIO()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(body), formats=[name]) as found:
            if found.width * found.height > MOST_PIXELS:
                raise Dirty("pixels")
            ImageOps.exif_transpose(found, in_place=True)
            mode = "RGBA" if found.has_transparency_data and kind != "jpg" else "RGB"
            bare = found if found.mode == mode else found.convert(mode)
            bare.info = {}
            bare.save(out, name, **({"quality": 88} if kind != "png" else {}))
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Dirty("damaged") from None
    except (OSError, ValueError, SyntaxError, zlib.error, MemoryError):
        raise Dirty("damaged") from None
    return out.getvalue()


def without_segments(jpeg: bytes) -> bytes:
    """A JPEG without application segments and comments, dot for dot the same. What is no JPEG comes back as it was."""
    if not jpeg.startswith(b"\xff\xd8"):
        return jpeg
    kept, at = [b"\xff\xd8"], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4])
        is_told = (0xE1 <= marker <= 0xEF and marker not in (0xE2, 0xEE)) or marker == 0xFE  # ICC and Adobe say how to read it
        if not is_told:
            kept.append(jpeg[at : at + 2 + length])
        at += 2 + length
    return b"".join(kept) + jpeg[at:]


def _pdf(body: bytes) -> bytes:
    """Without author, dates, XMP, scripts, attached files and the EXIF of pictures inside."""
    import pikepdf  # noqa: PLC0415 - loaded only where it is needed

    try:
        with pikepdf.open(io.BytesIO(body)) as document:
            _strip_pdf(document, pikepdf)
            out = io.BytesIO()
            document.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except pikepdf.PasswordError:
        raise Dirty("locked") from None
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, RecursionError, MemoryError, OSError):
        raise Dirty("damaged") from None
    return out.getvalue()


_OF_THE_WHOLE = ("/Metadata", "/OpenAction", "/AA", "/PieceInfo", "/Collection", "/Extensions", "/SpiderInfo")


def _strip_pdf(document, pikepdf) -> None:  # type: ignore[no-untyped-def]  # loaded at run time
    if document.is_encrypted:
        raise Dirty("locked")
    root = document.Root
    told = [(document.trailer, "/Info"), *((root, name) for name in _OF_THE_WHOLE)]
    if "/Names" in root:
        told += [(root.Names, "/JavaScript"), (root.Names, "/EmbeddedFiles")]
    if "/AcroForm" in root:
        told.append((root.AcroForm, "/XFA"))
    for place, name in told:
        if name in place:
            del place[name]
    for found in document.objects:
        if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
            _strip_object(found, pikepdf)


_TOLD = ("/Metadata", "/PieceInfo", "/LastModified", "/AA")
_NOTES = ("/Text", "/Popup", "/Highlight", "/FreeText", "/Stamp", "/Ink", "/StrikeOut")  # comments somebody put on a page
_TOLD_BY_NOTES = ("/M", "/CreationDate", "/T", "/NM")
_FILES = ("/EF", "/FS")


def _strip_object(found, pikepdf) -> None:  # type: ignore[no-untyped-def]  # loaded at run time
    told = list(_TOLD)
    if str(found.get("/Subtype", "")) in _NOTES:
        told += _TOLD_BY_NOTES
    if found.get("/Type") == "/Filespec" or found.get("/Subtype") == "/FileAttachment":
        told += _FILES
    for name in told:
        if name in found:
            del found[name]
    action = found.get("/A")
    if isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) not in ("/URI", "/GoTo"):
        del found["/A"]
    if isinstance(found, pikepdf.Stream) and found.get("/Filter") == pikepdf.Name.DCTDecode:
        found.write(without_segments(found.read_raw_bytes()), filter=pikepdf.Name.DCTDecode)


_ACTIVE = re.compile(
    r"vbaProject|vbaData|/macrosheets/|/externalLinks/|/embeddings/|/activeX/|/ctrlProps/|customUI|\.bin$|\.exe$", re.IGNORECASE
)
_MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
_EMPTY = {
    "docProps/core.xml": b'<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties '
    b'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8"?><Properties '
    b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": b'<?xml version="1.0" encoding="UTF-8"?><Properties '
    b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
}
_WHO_AND_WHEN = re.compile(
    rb"((?:w:author|w:initials|w:date|w15:author|w15:userId|w15:providerId|userId|providerId|displayName|lastModifiedBy|"
    rb'initials|userName|dT)=")[^"]*"'
)
_AUTHOR = re.compile(rb"(<(?:\w+:)?(?:author|lastModifiedBy|creator|manager|company)>)[^<]*(</)", re.IGNORECASE)
_FROM_OUTSIDE = re.compile(rb'<Relationship\b(?![^>]*relationships/hyperlink)[^>]*TargetMode="External"', re.IGNORECASE)


def _office(body: bytes, kind: str) -> bytes:
    """Part by part, each read up to the size that it declares: properties emptied, names of authors too, pictures cleaned."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fresh:
            _check_parts(archive.infolist(), kind)
            for part in archive.infolist():
                with archive.open(part) as source:
                    content = source.read(part.file_size + 1)
                fresh.writestr(zipfile.ZipInfo(part.filename, CONSTANT_TIME), _part(part.filename, content), zipfile.ZIP_DEFLATED)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, MemoryError):
        raise Dirty("damaged") from None
    return out.getvalue()


def _check_parts(parts: list[zipfile.ZipInfo], kind: str) -> None:
    names = [part.filename for part in parts]
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts) or 1
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked / packed > MOST_RATIO:
        raise Dirty("bursts")
    if len(set(names)) < len(names) or any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise Dirty("attack")
    if any(_ACTIVE.search(name) for name in names):
        raise Dirty("active")
    if _MAIN[kind] not in names:
        raise Dirty("damaged")


def _part(name: str, content: bytes) -> bytes:
    if name in _EMPTY:
        return _EMPTY[name]
    lower = name.lower()
    if lower.endswith((".jpg", ".jpeg", ".png")):
        return _image(content, "png" if lower.endswith(".png") else "jpg")
    if lower.endswith((".xml", ".rels")):
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:
            raise Dirty("attack")
        if lower.endswith(".rels") and _FROM_OUTSIDE.search(content):
            raise Dirty("active")
        return _AUTHOR.sub(rb"\1\2", _WHO_AND_WHEN.sub(rb'\1"', content))
    if lower.endswith((".emf", ".wmf", ".gif", ".svg", ".tif", ".tiff", ".webp", ".bmp", ".wdp")):
        return content
    if "thumbnail" in lower or lower.endswith((".fntdata", ".odttf", ".vml")):
        return content
    raise Dirty("active")
