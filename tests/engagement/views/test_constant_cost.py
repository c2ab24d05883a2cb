"""Every list of the desk asks the database as often for thirty rows as for one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engagement.domain import codebook
from engagement.enums import ConversationState as S
from engagement.enums import ParticipantCheck, PointStatus, Stance
from engagement.enums.importing import ImportKind
from engagement.models import (
    Adjudication,
    CodebookVersion,
    Finding,
    ImportBatch,
    Point,
    PointTheme,
    Quote,
    SecondCode,
    SecondCoding,
)
from resilience_portal.accounts.roles import Role
from tests.cast import Cast, cast, make_user  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.engagement.scene import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
WORDS = {f"statement_{code}": "Trust first." for code in ("en", "fr", "ar")}
LISTS = ("quote-list", "finding-list", "codebook-list", "agreement-list", "import-list", "outreach-list")


@pytest.fixture
def world(cast: Cast):  # noqa: F811
    """Adds rows of every kind, by many people on many organizations, around one conversation and one theme."""
    codebook.open_first(by=None, now=NOW)
    talk = scene.conversation(cast.ana, S.SUBMITTED, notes="words " * 40)
    finding = Finding.objects.create(reference="F1-00", phase=talk.phase, written_by=cast.nia, **WORDS)
    finding.themes.set([scene.theme("T01")])
    made = {"talk": talk, "finding": finding, "numbers": iter(range(100, 1000))}

    def add(rows: int) -> None:
        for number in (next(made["numbers"]) for _row in range(rows)):
            _one_of_each(made, number, cast)

    add(1)
    return {**made, "add": add}


def _one_of_each(made, number: int, cast: Cast) -> None:  # noqa: F811
    officer, analyst = make_user(f"o{number}", Role.OFFICER), make_user(f"a{number}", Role.ANALYST)
    organization, talk = scene.organization(number), made["talk"]
    other = scene.conversation(officer, S.SUBMITTED, organization=organization, reference=f"P1-{number}")
    theme = scene.theme(f"T{number}")
    for place, spoken in ((talk, number % 40), (other, 0)):
        point = Point.objects.create(
            conversation=place, start=spoken, end=spoken + 4, created_at=NOW, status=PointStatus.RESOLVED, closed_by=analyst
        )
        for each in (theme, scene.theme("T01")):
            PointTheme.objects.create(point=point, theme=each, stance=Stance.MIXED, coder=analyst, coded_at=NOW)
    Quote.objects.create(
        conversation=other, point=point, text="People remember.", language="en", proposed_by=analyst, proposed_at=NOW
    )
    Quote.objects.create(conversation=talk, text="People remember.", language="en", proposed_by=analyst, proposed_at=NOW)
    found = Finding.objects.create(reference=f"F1-{number}", phase=talk.phase, written_by=analyst, **WORDS)
    found.themes.set([theme, scene.theme("T01")])
    found.conversations.set([talk, other])
    done = {"state": "submitted", "submitted_at": NOW, "first": ["T01"], "second": [theme.code], "codebook": ["T01", theme.code]}
    second = SecondCoding.objects.create(conversation=other, coder=cast.nia, asked_by=cast.lea, asked_at=NOW, **done)
    SecondCode.objects.create(second_coding=second, theme=theme, coded_at=NOW)
    Adjudication.objects.create(second_coding=second, theme=theme, is_given=True, by=analyst, at=NOW)
    sheet = {"created_by": cast.lea, "created_at": NOW, "updated_at": NOW}
    ImportBatch.objects.create(kind=ImportKind.CONVERSATIONS, name=f"{number}.csv", digest=str(number), **sheet)
    scene.check(other, officer, state=ParticipantCheck.CONFIRMED)
    scene.attempt(officer, number)
    CodebookVersion.objects.create(number=number, change="added", made_by=analyst, made_at=NOW, subjects=["T01"], content={})


def costs(client, world) -> dict[str, int]:
    """Address -> how many statements its page takes."""
    pages = [reverse(f"engagement:{name}") for name in LISTS]
    pages += [reverse(f"engagement:conversation-{name}", args=[world["talk"].pk]) for name in ("detail", "code")]
    pages += [reverse(f"engagement:theme-{name}", args=["T01"]) for name in ("detail", "split")]
    pages += [reverse(f"engagement:finding-{name}", args=[world["finding"].pk]) for name in ("detail", "support")]
    found = {}
    for page in pages:
        with CaptureQueriesContext(connection) as ran:
            assert client.get(page).status_code == 200, page
        found[page] = len(ran)
    return found


def test_thirty_rows_cost_what_one_costs(client, cast: Cast, world):  # noqa: F811
    both = make_user("both", Role.ANALYST, Role.LEAD)
    client.force_login(both)
    costs(client, world)  # what is looked up once
    one = costs(client, world)
    world["add"](29)
    assert costs(client, world) == one
