"""Documents of projects: cleaned when they are brought, public with the project's release only, gone with it, in the log."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from engagement.domain import documents, planning
from engagement.models import DocumentFile, ItemRelease, Project
from engagement.reporting import item_release
from phases.domain import log_keeping
from phases.enums import ItemKind
from phases.exports import site, verifier
from phases.models import ReleasedDocument
from phases.policies import Refused
from tests.cast import Cast, cast  # noqa: F401
from tests.factories.items import release
from tests.factories.plan import make_finding, make_project

pytestmark = pytest.mark.django_db
MAKER = b"Rosalind Hush"


def photo() -> bytes:
    """A picture that tells who made it."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x013B] = MAKER.decode()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG", exif=exif)
    assert MAKER in out.getvalue()
    return out.getvalue()


def as_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def project(db) -> Project:
    """One that may be released: it answers a public finding."""
    finding = make_finding()
    release(ItemKind.FINDING, finding)
    return make_project(finding)


def bring(client: Client, project: Project, body: bytes, name: str = "Our picture.jpg", **fields: str):
    given = {"title_en": "What we built", "title_fr": "Ce que nous avons bâti", "licence": "cc_by"} | fields
    file = SimpleUploadedFile(name, body)
    return client.post(f"/staff/phases/projects/{project.pk}/documents/new/", {**given, "file": file})


def propose(project: Project, by, now) -> ItemRelease:
    return item_release.propose(kind=ItemKind.PROJECT, record=Project.objects.get(pk=project.pk), by=by, now=now)


def copy_of(folder: Path, client: Client) -> list[verifier.Fault]:
    """What the offline verifier says of everything a reader downloads now."""
    for path in site.addresses():
        if path.startswith(("/data/items/", "/data/log")):
            target = folder / path.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(client.get(path).content)
    return verifier.check(folder, [])[1]


def test_a_document_is_public_with_its_project_and_goes_with_it(cast, project, now, tmp_path):  # noqa: F811
    lead, second, visitor = as_(cast.lea), as_(cast.bo), Client()
    assert bring(lead, project, photo()).status_code == 302
    assert "What we built" in second.get(f"/staff/phases/project/{project.pk}/").content.decode()
    public = f"/data/items/project/{project.slug}/documents/our-picture.jpg"
    release_ = propose(project, cast.lea, now)
    log_keeping.catch_up(now=now)
    assert visitor.get(public).status_code == 404
    page = second.get(f"/staff/phases/proposals/{release_.pk}/").content.decode()
    kept = DocumentFile.objects.get()
    assert f"/staff/phases/documents/{kept.pk}/" in page
    assert "Creative Commons" in page
    read = second.get(f"/staff/phases/documents/{kept.pk}/")
    assert read["Content-Disposition"].startswith("attachment")
    item_release.approve(release=release_, by=cast.bo, now=now)
    assert visitor.get(public).status_code == 404, "not before its entry"
    early = visitor.get(f"/en/projects/{project.slug}/").content.decode()
    assert "What we built" in early
    assert (public in early, "the file follows within minutes" in early) == (False, True), "no link that leads to nothing"
    log_keeping.catch_up(now=now)
    answer = visitor.get(public)
    assert (answer.status_code, answer["Content-Type"], answer["X-Content-Type-Options"]) == (200, "image/jpeg", "nosniff")
    assert answer["Content-Disposition"] == 'attachment; filename="our-picture.jpg"'
    assert answer.content == read.content
    assert MAKER not in answer.content
    french = visitor.get(f"/fr/projects/{project.slug}/").content.decode()
    assert public in french
    assert "Ce que nous avons bâti" in french
    folder = tmp_path / "copy"
    assert copy_of(folder, visitor) == []
    (folder / public.lstrip("/")).write_bytes(answer.content[:-1] + b"?")
    assert ["our-picture.jpg is not the file" in str(fault) for fault in verifier.check(folder, [])[1]] == [True]
    item_release.take_back(kind=ItemKind.PROJECT, subject=project.pk, slug=project.slug, reason="A face.", by=cast.bo, now=now)
    assert visitor.get(public).status_code == 404
    assert not ReleasedDocument.objects.exists(), "no byte of it stays in what the public process may read"
    log_keeping.catch_up(now=now)
    assert copy_of(tmp_path / "after", visitor) == []
    assert public not in site.addresses()


def test_what_is_no_document_is_said_beside_the_field_and_others_have_no_door(cast, project):  # noqa: F811
    lead = as_(cast.lea)
    wrong = bring(lead, project, b"MZ\x90\x00 a program", "Report.pdf")
    assert wrong.status_code == 422
    assert "What we built" in wrong.content.decode(), "nothing typed is lost"
    assert wrong.context["form"].errors["file"]
    assert bring(lead, project, photo(), title_en="").context["form"].errors["title_en"]
    assert bring(lead, project, photo(), licence="mine").context["form"].errors["licence"]
    for by in (cast.ana, cast.bo, cast.cy):
        assert bring(as_(by), project, photo()).status_code == 404
    assert not DocumentFile.objects.exists()


def test_a_name_becomes_an_address_that_is_free_and_safe(cast, project):  # noqa: F811
    lead = as_(cast.lea)
    for name in ("../../etc/Our picture.jpg", "our picture.JPG", "صورة.jpg"):
        assert bring(lead, project, photo(), name).status_code == 302
    assert sorted(project.documents.values_list("address", flat=True)) == ["document.jpg", "our-picture-2.jpg", "our-picture.jpg"]
    assert DocumentFile.objects.count() == 1, "the same bytes are kept once"


def test_what_a_proposal_names_is_kept_until_it_is_decided(cast, project, now):  # noqa: F811
    bring(as_(cast.lea), project, photo())
    first = propose(project, cast.lea, now)
    gone = {"record": project, "part": "documents", "changed": [], "by": cast.lea, "now": now}
    planning.keep_parts(removed=list(project.documents.all()), **gone)
    assert DocumentFile.objects.exists()
    item_release.drop(release=first, reason="Not this one.", by=cast.bo, now=now)
    assert documents.drop_unused() == 1
    stale = ItemRelease.objects.create(
        kind=ItemKind.PROJECT, subject=project.pk, slug=project.slug, payload=first.payload, proposed_by=cast.lea,
        proposed_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(Refused, match="not kept any more"):
        item_release.approve(release=stale, by=cast.bo, now=now)
    assert not ReleasedDocument.objects.exists()
