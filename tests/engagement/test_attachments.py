"""Files with a conversation: what they told about their maker is gone, what is hostile stays outside, nobody else gets them."""

from __future__ import annotations

import io
import os
import time
import zipfile
import zlib
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from engagement.domain.attaching import apart, cleaning, keeping
from engagement.domain.attaching.kinds import KINDS, Unfit, kind_of, plain_name
from engagement.enums import ConversationState as S
from engagement.enums import Level
from engagement.models import Attachment
from resilience_portal.audit.models import AuditEvent
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene

SECRET = b"Zirconflower"


def photo(form="JPEG", size=(40, 30), **more) -> bytes:
    """A picture that tells where, by whom and with what it was taken."""
    exif = Image.Exif()
    exif[0x013B], exif[0x010E] = SECRET.decode(), SECRET.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (53.5, 0, 0), 3: "W", 4: (113.5, 0, 0)})
    out = io.BytesIO()
    comment = {"comment": SECRET} if form == "JPEG" else {}
    Image.new("RGB", size, "teal").save(out, form, exif=exif, **comment, **more)
    return out.getvalue()


def office(kind="docx", parts=(), **more) -> bytes:
    """A document with an author, a comment, a picture inside."""
    main = {"docx": "word/document.xml", "pptx": "ppt/presentation.xml", "xlsx": "xl/workbook.xml"}[kind]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", '<Relationships><Relationship Id="1" Target="docProps/core.xml"/></Relationships>')
        archive.writestr(main, f'<doc><w:ins w:author="{SECRET.decode()}" w:date="2026-01-01">Hello</w:ins></doc>')
        archive.writestr("docProps/core.xml", f"<cp><dc:creator>{SECRET.decode()}</dc:creator></cp>")
        archive.writestr("docProps/custom.xml", SECRET)
        archive.writestr("word/comments.xml", f'<c w:author="{SECRET.decode()}" w:initials="Z"/>')
        archive.writestr("word/media/image1.jpeg", photo())
        for name, body in parts:
            archive.writestr(name, body)
    return out.getvalue()


def pdf(**more) -> bytes:
    """A document with an author, XMP, a script, a comment, an attached file and a photo inside."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(200, 200))
    document.docinfo["/Author"] = SECRET.decode()
    document.Root.Metadata = pikepdf.Stream(document, b"<xmp>" + SECRET + b"</xmp>")
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=SECRET.decode())
    document.attachments["x.txt"] = pikepdf.AttachedFileSpec(document, SECRET, filename="x.txt")
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, T=SECRET.decode(), M=SECRET.decode(), Rect=[0, 0, 9, 9]
    )
    page.Annots = pikepdf.Array([document.make_indirect(note)])
    picture = pikepdf.Stream(document, photo())
    picture.Type, picture.Subtype, picture.Filter = pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DCTDecode
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=picture))
    out = io.BytesIO()
    document.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable, **more)
    return out.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_loses_place_camera_and_words_and_stays_a_photo(form):
    kind = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}[form]
    body = photo(form)
    assert SECRET in body
    clean = cleaning.clean(body, kind)
    assert SECRET not in clean
    with Image.open(io.BytesIO(clean)) as found:
        assert (found.format, found.size, dict(found.getexif())) == (form, (40, 30), {})
        assert not found.info.get("comment")


def test_a_turned_photo_is_still_the_right_way_up():
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.new("RGB", (40, 30)).save(out, "JPEG", exif=exif)
    assert Image.open(io.BytesIO(cleaning.clean(out.getvalue(), "jpg"))).size == (30, 40)


@pytest.mark.parametrize("kind", ["docx", "pptx", "xlsx"])
def test_an_office_file_loses_its_author_and_the_places_of_its_pictures(kind):
    clean = cleaning.clean(office(kind), kind)
    with zipfile.ZipFile(io.BytesIO(clean)) as archive:
        assert all(SECRET not in archive.read(name) for name in archive.namelist())
        assert {part.date_time for part in archive.infolist()} == {cleaning.CONSTANT_TIME}
        assert dict(Image.open(io.BytesIO(archive.read("word/media/image1.jpeg"))).getexif()) == {}
    assert kind_of(clean, f"x.{kind}").name == kind


def test_a_real_workbook_still_opens():
    book = openpyxl.Workbook()
    book.active["A1"], book.properties.creator = "Eleven", SECRET.decode()
    out = io.BytesIO()
    book.save(out)
    again = openpyxl.load_workbook(io.BytesIO(cleaning.clean(out.getvalue(), "xlsx")))
    assert again.active["A1"].value == "Eleven"
    assert again.properties.creator != SECRET.decode()


def test_a_pdf_loses_author_scripts_attached_files_and_the_place_of_its_photo():
    body = pdf()
    assert body.count(SECRET) >= 6
    clean = cleaning.clean(body, "pdf")
    with pikepdf.open(io.BytesIO(clean)) as document:
        everything = b"".join(
            bytes(found.read_raw_bytes()) + found.unparse() if isinstance(found, pikepdf.Stream) else found.unparse()
            for found in document.objects
        )
        assert len(document.pages) == 1
        assert not document.attachments
    assert SECRET not in clean + everything
    assert cleaning.clean(body, "pdf") == clean


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * (64 << 20))
    return out.getvalue()


def huge() -> bytes:
    """A picture that says of itself that it is 50,000 dots wide and high."""
    body = bytearray(photo("PNG"))
    body[16:24] = (50_000).to_bytes(4, "big") * 2
    return bytes(body)


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
OUTSIDE = b'<Relationship Type="x/attachedTemplate" Target="http://e.x" TargetMode="External"/>'
HOSTILE = {
    "svg with a script": ("x.svg", SCRIPT),
    "page of the web as a photo": ("x.jpg", b"<html><script>alert(1)</script>"),
    "page of the web as text": ("x.txt", b" <html><script>alert(1)</script>"),
    "program": ("x.exe", b"MZ\x90\0" + b"\0" * 200),
    "renamed program": ("minutes.pdf", b"MZ\x90\0" + b"\0" * 200),
    "renamed elf": ("photo.jpg", b"\x7fELF\x02\x01\x01" + b"\0" * 200),
    "archive that bursts": ("x.docx", None),
    "billion laughs": ("x.xlsx", None),
    "50,000 dots wide": ("x.png", None),
    "macros": ("x.docx", None),
    "macros by name": ("x.docm", b"PK\x03\x04" + b"\0" * 60),
    "template from outside": ("x.docx", None),
    "empty": ("x.txt", b""),
    "too large": ("x.pdf", b"%PDF-1.7\n" + b"0" * (11 << 20)),
    "old word": ("x.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "text that is none": ("x.csv", b"a,b\0c"),
    "locked pdf": ("x.pdf", None),
    "archive": ("x.zip", b"PK\x03\x04" + b"\0" * 60),
}


def hostile(name: str) -> tuple[str, bytes]:
    made = {
        "archive that bursts": bomb,
        "billion laughs": lambda: office("xlsx", [("xl/worksheets/sheet1.xml", LAUGHS)]),
        "50,000 dots wide": huge,
        "macros": lambda: office("docx", [("word/vbaProject.bin", b"x")]),
        "template from outside": lambda: office(
            "docx", [("word/_rels/settings.xml.rels", OUTSIDE)]
        ),
        "locked pdf": lambda: pdf(encryption=pikepdf.Encryption(owner="a", user="")),
    }  # fmt: skip
    file, body = HOSTILE[name]
    return file, made[name]() if body is None else body


@pytest.mark.parametrize("name", list(HOSTILE))
def test_what_is_hostile_is_refused_in_words(name):
    file, body = hostile(name)
    with pytest.raises((Unfit, cleaning.Dirty)) as refused:
        cleaning.clean(body, kind_of(body, file).name)
    error = refused.value
    assert str(error if isinstance(error, Unfit) else apart.refusal(error.code)).endswith(".")


def test_a_program_behind_a_picture_does_not_survive():
    body = photo("PNG") + b"PK\x03\x04<script>alert(1)</script>"
    assert b"script" not in cleaning.clean(body, kind_of(body, "x.png").name)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"), ("..\\..\\x.txt", "x.txt"), ("a\0b\u202etxt.exe.txt", "abtxt.exe.txt"),
        ("C:\\Users\\Ana\\minutes.TXT", "minutes.txt"), ("é" * 300 + ".txt", "é" * 114 + ".txt"), ("\u200f.txt", "txt.txt"),
        ('<img src=x>".txt', "img src=x.txt"), ("محضر.txt", "محضر.txt"),
    ],
)  # fmt: skip
def test_names_hold_no_folders_and_no_tricks(given, shown):
    assert plain_name(given, KINDS["txt"]) == shown


def upload(client, talk, name, body):
    address = reverse("engagement:attachment-create", args=[talk.pk])
    return client.post(address, {"file": SimpleUploadedFile(name, body)})


def test_from_the_page_to_the_download_and_gone_again(client, cast: Cast, django_capture_on_commit_callbacks):  # noqa: F811
    talk = scene.conversation(cast.ana, S.SUBMITTED)
    client.force_login(cast.ana)
    begun = time.monotonic()
    assert upload(client, talk, "Photo of the hall.jpg", photo()).status_code == 302
    assert time.monotonic() - begun < 20
    made = Attachment.objects.get()
    path = keeping.place(made)
    assert made.stored not in made.name
    assert path.stat().st_mode & 0o077 == 0
    assert SECRET not in path.read_bytes()
    detail = client.get(reverse("engagement:conversation-detail", args=[talk.pk])).content.decode()
    assert "Photo of the hall.jpg" in detail
    assert made.stored not in detail
    got = client.get(reverse("engagement:attachment-download", args=[made.pk]))
    assert got.content == path.read_bytes()
    assert got["Content-Disposition"].startswith("attachment")
    assert (got["X-Content-Type-Options"], got["Content-Type"]) == ("nosniff", "image/jpeg")
    assert "sandbox" in got["Content-Security-Policy"]
    assert "no-store" in got["Cache-Control"]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("engagement:attachment-remove", args=[made.pk]))
    assert not path.exists()
    kinds = list(AuditEvent.objects.filter(kind__startswith="attachment").order_by("number").values_list("kind", flat=True))
    assert kinds == ["attachment.added", "attachment.read", "attachment.removed"]
    assert "hall" not in str(list(AuditEvent.objects.values()))


def test_refusals_stand_beside_the_field_and_leave_nothing_behind(client, cast):  # noqa: F811
    talk = scene.conversation(cast.ana, S.SUBMITTED)
    client.force_login(cast.ana)
    before = set(Path(keeping.settings.ATTACHMENTS_DIR).rglob("*"))
    for name in ("renamed program", "empty", "too large", "locked pdf"):
        answer = upload(client, talk, *hostile(name))
        assert answer.status_code == 422, name
        assert set(answer.context["form"].errors) == {"file"}, name
    assert client.post(reverse("engagement:attachment-create", args=[talk.pk])).status_code == 422
    assert not Attachment.objects.exists()
    assert set(Path(keeping.settings.ATTACHMENTS_DIR).rglob("*")) == before


def test_nobody_else_gets_a_file_by_its_address(client, cast):  # noqa: F811
    talk = scene.conversation(cast.ana, S.SUBMITTED, level=Level.RESTRICTED, opened_to=[cast.police])
    made = scene.attachment(talk, cast.ana)
    address = reverse("engagement:attachment-download", args=[made.pk])
    expected = {"ana": 200, "bo": 200, "lea": 200, "ben": 404, "nia": 404, "cy": 404, "ada": 404, "abe": 404, "noone": 404}
    for name, status in expected.items():
        client.force_login(getattr(cast, name))
        assert client.get(address).status_code == status, name
    client.logout()
    assert client.get(address).status_code == 302
    keeping.place(made).unlink()
    client.force_login(cast.ana)
    assert client.get(address).status_code == 404


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits are POSIX")
def test_a_reader_that_eats_memory_ends_alone():
    """A PDF whose object stream unpacks to gigabytes: the process that opens it is ended, ours is not."""
    packer, block = zlib.compressobj(), b"0 0 " * (4 << 20)
    first, again = (packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH) for _n in range(2))
    body = first + again * 80 + packer.flush()
    head = b"%PDF-1.7\n1 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length " + str(len(body)).encode() + b">>stream\n"
    document = head + body + b"\nendstream endobj\n2 0 obj<</Type/Catalog/Pages 0 0 R>>endobj\ntrailer<</Root 2 0 R>>\n"
    assert len(document) < 10 << 20
    with pytest.raises(Unfit):
        apart.clean_apart(document, KINDS["pdf"])
