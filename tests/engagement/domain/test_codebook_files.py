"""A codebook goes out to other tools and comes back the same; a hostile or broken file says why in words."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from engagement.domain import codebook, codebook_undo
from engagement.domain.codebook_files import Unusable, read
from engagement.exports.codebook import as_csv, as_qdc
from engagement.models import CodebookVersion
from phases.models import Theme, ThemeGroup
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.engagement.scene import NOW

pytestmark = pytest.mark.django_db
OTHERS = b"""<?xml version="1.0" encoding="utf-8"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Taguette 1.4.1"><Codes>
<Code guid="0D8C5C1A-0000-4000-8000-000000000001" name="Trust" isCodable="true">
<Code guid="0D8C5C1A-0000-4000-8000-000000000002" name="Trust in schools" isCodable="true"><Description>When schools are \
believed.</Description></Code></Code>
<Code guid="0D8C5C1A-0000-4000-8000-000000000003" name="=SUM(1)" isCodable="true"/></Codes><Sets/></CodeBook>"""


def test_out_and_in_again_nothing_has_changed(cast: Cast):  # noqa: F811
    scene.theme("TRU-STIG")
    theme = Theme.objects.get()
    Theme.objects.update(use_when_en="=cmd", example_ar="مثال", definition_fr="Sens : un mot")
    themes = list(Theme.objects.in_use())
    for name, body in (("a.csv", as_csv(themes)), ("a.qdc", as_qdc(themes, language="en"))):
        [row] = read(name, body)
        assert (row.code, row.group) == (theme.code, theme.group.code)
        assert row.fields["use_when_en"] == "=cmd"
        with pytest.raises(codebook.policies.Refused):
            codebook.load(rows=[row], reason="Again.", by=cast.nia, now=NOW)
    assert as_qdc(themes, language="en") == as_qdc(themes, language="en")


@pytest.mark.thorough
def test_the_demo_codebook_survives_the_exchange(db):
    call_command("load_demo", verbosity=0)
    before, themes = codebook.content(), list(Theme.objects.in_use())
    assert len(read("a.qdc", as_qdc(themes, language="en"))) == len(read("a.csv", as_csv(themes))) == 26
    assert codebook.content() == before


def test_another_tools_codebook_is_loaded_as_one_version_and_undone(client, cast: Cast):  # noqa: F811
    scene.theme("TRU-STIG")
    client.force_login(cast.nia)
    file = SimpleUploadedFile("theirs.qdc", OTHERS)
    assert client.post(reverse("engagement:codebook-load"), {"file": file, "reason": "From the university."}).status_code == 302
    made = Theme.objects.get(code="TRUST-IN-SCHOOLS")
    assert (made.group.name_en, made.definition_en) == ("Trust", "When schools are believed.")
    assert Theme.objects.count() == 3
    assert CodebookVersion.objects.count() == 2
    codebook_undo.undo(by=cast.nia, now=NOW)
    assert (Theme.objects.count(), ThemeGroup.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("x.csv", b"\xff\xfe\x00"),
        ("x.csv", b"name\nTrust\n"),
        ("x.csv", b"code,group,name_en\n,TRU,Trust\n"),
        ("x.csv", b""),
        ("x.qdc", b"<html>"),
        ("x.qdc", b"<html/>"),
        ("x.qdc", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>&a;</Codes></CodeBook>'),
        ("x.qdc", b"x" * 2_000_001),
    ],
)
def test_what_is_no_codebook_says_so(name, body):
    with pytest.raises(Unusable, match=r"\w"):
        read(name, body)


def test_exports_go_to_the_team_and_are_written_down(client, cast: Cast):  # noqa: F811
    scene.theme("TRU-STIG")
    client.force_login(cast.ana)
    for kind in ("qdc", "csv"):
        answer = client.get(reverse("engagement:codebook-export", args=[kind]))
        assert answer.status_code == 200
        assert f"codebook-v1.{kind}" in answer["Content-Disposition"]
    assert client.get(reverse("engagement:codebook-export", args=["exe"])).status_code == 404
