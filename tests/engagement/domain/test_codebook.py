"""The codebook: numbered versions, and every change of it can be taken back with the codings it moved."""

from __future__ import annotations

import pytest

from engagement.domain import codebook, codebook_undo, strength
from engagement.enums import ConversationState as S
from engagement.enums import Stance
from engagement.enums.analysis import CodebookChange as Change
from engagement.models import CodebookVersion, Finding, PointTheme, SecondCode, SecondCoding
from engagement.policies import Refused
from phases.models import Theme
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.engagement.scene import NOW

pytestmark = pytest.mark.django_db
WORDS = {f"{field}_{code}": f"{field} {code}" for field in ("name", "definition") for code in ("en", "fr", "ar")}


@pytest.fixture
def told(cast: Cast):  # noqa: F811
    return {"reason": "Two coders mixed them up.", "by": cast.nia, "now": NOW}


@pytest.fixture
def book(cast: Cast):  # noqa: F811
    """Three themes; a talk with both of the first two on one point, and one with the first alone."""
    one, two, three = (scene.theme(code) for code in ("NEE-TOOLS", "NEE-TRAIN", "TRU-STIG"))
    scene.coded(scene.conversation(cast.ana, S.ACCEPTED), "NEE-TOOLS", "NEE-TRAIN", coder=cast.nia)
    scene.coded(scene.conversation(cast.ana, S.ACCEPTED), "NEE-TOOLS", coder=cast.nia)
    return one, two, three


def codings():
    rows = PointTheme.objects.values_list("pk", "point", "theme__code", "stance", "coder", "coded_at")
    return sorted(map(str, rows)), codebook.content()


def test_a_merge_moves_every_coding_and_is_taken_back_to_the_letter(cast: Cast, book, told):  # noqa: F811
    one, two, _three = book
    finding = Finding.objects.create(reference="F1-01", phase=scene.phase(), statement_en="Tools first.")
    finding.themes.add(one)
    before = codings()
    codebook.merge(theme=one, into=two, **told)
    assert set(PointTheme.objects.values_list("theme__code", flat=True)) == {"NEE-TRAIN"}
    assert PointTheme.objects.count() == 2  # the point that carried both carries one
    one.refresh_from_db()
    assert (one.retired_at, one.merged_into) == (NOW, two)
    assert set(finding.themes.all()) == {one, two}
    assert codebook_undo.last_change().change == Change.MERGED
    codebook_undo.undo(by=cast.lea, now=NOW)
    assert codings() == before
    assert set(finding.themes.all()) == {one}
    assert [row.number for row in CodebookVersion.objects.all()] == [3, 2, 1]
    with pytest.raises(Refused):
        codebook_undo.undo(by=cast.lea, now=NOW)


def test_a_split_gives_the_chosen_codings_to_a_new_theme_and_back(cast: Cast, book, told):  # noqa: F811
    one, _two, _three = book
    before = codings()
    chosen = PointTheme.objects.filter(theme=one)[:1]
    fields = {**WORDS, "code": "NEE-CARD", "group": one.group, "order": 3}
    made = codebook.split(theme=one, fields=fields, codings=chosen, **told)
    assert PointTheme.objects.filter(theme=made).count() == PointTheme.objects.filter(theme=one).count() == 1
    codebook_undo.undo(by=cast.nia, now=NOW)
    assert codings() == before
    assert not Theme.objects.filter(code="NEE-CARD").exists()


def test_a_rename_is_a_version_with_who_when_and_why_and_the_address_stays(cast: Cast, book, told):  # noqa: F811
    one, _two, _three = book
    assert codebook.current_number() == 1
    codebook.change(theme=one, fields={"name_en": "Simple tools"}, **told)
    made = CodebookVersion.objects.get(number=2)
    assert (made.change, made.subjects, made.made_by, made.reason) == (
        Change.RENAMED, ["NEE-TOOLS"], cast.nia, "Two coders mixed them up.",
    )  # fmt: skip
    one.refresh_from_db()
    assert (one.name_en, one.slug) == ("Simple tools", "nee-tools")
    first = {row["code"]: row["name_en"] for row in CodebookVersion.objects.get(number=1).content["themes"]}
    assert first["NEE-TOOLS"] == "NEE-TOOLS"
    assert codebook.change(theme=one, fields={"name_en": "Simple tools"}, **told) is None
    codebook_undo.undo(by=cast.nia, now=NOW)
    one.refresh_from_db()
    assert one.name_en == "NEE-TOOLS"


def test_retired_and_brought_back_and_a_code_is_never_used_twice(cast: Cast, book, told):  # noqa: F811
    one, two, _three = book
    codebook.retire(theme=one, **told)
    assert one not in Theme.objects.in_use()
    for wrong in (
        lambda: codebook.retire(theme=one, **told),
        lambda: codebook.merge(theme=one, into=two, **told),
        lambda: codebook.add(fields={**WORDS, "code": "nee-tools", "group": two.group}, **told),
        lambda: codebook.restore(theme=two, **told),
    ):
        with pytest.raises(Refused):
            wrong()
    codebook.restore(theme=one, **told)
    assert one in Theme.objects.in_use()
    with pytest.raises(Refused):
        codebook.retire(theme=one, **(told | {"by": cast.bo}))


def test_an_added_theme_that_is_in_use_by_now_is_retired_by_undo_not_lost(cast: Cast, book, told):  # noqa: F811
    made = codebook.add(fields={**WORDS, "code": "NEE-CARD", "group": book[0].group, "order": 1}, **told)
    scene.coded(scene.conversation(cast.ana, S.SUBMITTED), "NEE-CARD", coder=cast.nia)
    codebook_undo.undo(by=cast.nia, now=NOW)
    made.refresh_from_db()
    assert made.retired_at == NOW
    assert PointTheme.objects.filter(theme=made).count() == 1


def test_a_second_coder_at_work_goes_on_with_the_theme_that_took_over(cast: Cast, book, told):  # noqa: F811
    one, two, _three = book
    second = SecondCoding.objects.create(
        conversation=scene.conversation(cast.ana, S.SUBMITTED), coder=cast.lea, asked_by=cast.nia, asked_at=NOW
    )
    SecondCode.objects.create(second_coding=second, theme=one, coded_at=NOW, stance=Stance.CONCERN)
    codebook.merge(theme=one, into=two, **told)
    assert second.codes.get().theme == two


def test_one_organization_with_more_than_half_is_named_as_dominant(cast: Cast):  # noqa: F811
    for number, talks in ((1, 3), (2, 1), (3, 1)):
        for _talk in range(talks):
            organization = scene.organization(number, sector=scene.sector("faith" if number < 3 else "youth"))
            scene.coded(scene.conversation(cast.ana, S.SUBMITTED, organization=organization), "TRU-STIG", coder=cast.nia)
    [found] = strength.by_theme(cast.nia).values()
    assert (found.organizations, found.conversations, found.sectors, found.share) == (3, 5, 2, 60)
    assert found.dominant == scene.organization(1).pk
    scene.coded(scene.conversation(cast.ana, S.SUBMITTED, organization=scene.organization(4)), "TRU-STIG", coder=cast.nia)
    assert strength.by_theme(cast.nia)[scene.theme().pk].dominant is None  # exactly half is not more than half
    assert strength.by_theme(cast.cy) == {}  # who may open nothing counts nothing
