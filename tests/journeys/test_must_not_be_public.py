"""The set's list of what must appear nowhere, sought in everything that a release makes: pages, PDF, data, feed, API, caches.

The text is taken out of each kind of file as a reader's program would: PDF text, cells, unpacked bytes. That this finds what
*is* public is asked first, in every kind, else finding nothing would mean nothing.
"""

from __future__ import annotations

import csv
import gzip
import html
import io
import re
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import brotli
import pikepdf
import pypdfium2
import pytest
from django.core.management import call_command
from django.test import Client, override_settings

from engagement.domain import points, telling
from engagement.enums import PointStatus
from engagement.models import Conversation, Point, Report
from engagement.reporting import approval, build, item_release, release, request
from phases.domain import log_keeping
from phases.enums import ItemKind
from phases.exports import site
from phases.models import Phase, PublishedFile, PublishedReport, Theme
from resilience_portal.accounts.models import User
from stakeholders.models import Organization, Person
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.thorough, pytest.mark.timeout(240)]
LIST = Path(__file__).parents[1] / "data" / "edmonton" / "must_not_be_public.csv"
TITLES = {"en": "What We Heard: Phase 1", "fr": "Ce que nous avons entendu : phase 1", "ar": "ما سمعناه: المرحلة الأولى"}
API = ("/api/v1/", "/api/v1/phases/", "/api/v1/items/", "/api/v1/reports/", "/api/v1/schema/")
UNSEEN = {n: None for n in range(sys.maxunicode + 1) if chr(n).isspace() or unicodedata.category(chr(n)) in ("Cf", "Cc")}
STAFF = ("/staff/", "/staff/conversations/", "/admin/", "/no/such/page")


def bare(text: str) -> str:
    """Without spaces, line ends, marks of direction and case, letters composed in one way: words match however lines break."""
    return unicodedata.normalize("NFKC", html.unescape(html.unescape(text))).casefold().translate(UNSEEN)


def text_of(body: bytes) -> str:
    """All words of a file, whatever its kind."""
    if body.startswith(b"%PDF-"):
        pages = " ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(body))
        with pikepdf.open(io.BytesIO(body)) as document:
            about = f"{dict(document.docinfo)} {document.Root.Metadata.read_bytes().decode()}"
        return f"{pages} {about}"
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return " ".join(name + re.sub(r"<[^>]*>", " ", archive.read(name).decode()) for name in archive.namelist())
    if body.startswith(b"\x89PNG"):  # a card: its words are dots, what else it says of itself is Latin-1
        return body.decode("latin-1")
    text = body.decode()
    return text + " " + re.sub(r"<[^>]*>", "", text) + " " + re.sub(r"\\u([0-9a-f]{4})", lambda c: chr(int(c[1], 16)), text)


@pytest.fixture(scope="module")
def made(kept, tmp_path_factory) -> Iterator[dict[str, str]]:
    """Everything, made once for both tests."""
    with override_settings(RELEASED_SITE_DIR=tmp_path_factory.mktemp("released") / "site"):
        yield make_everything(NOW)


@pytest.fixture
def everything(made, db) -> dict[str, str]:
    """Where -> the words that stand there; the records themselves are in the database."""
    return made


def make_everything(now: datetime) -> dict[str, str]:
    """The words of every place, after the demo's report was built and released."""
    call_command("load_demo", verbosity=0)
    phase, lead = Phase.objects.get(number=1), User.objects.get(username="lead")
    close_points(lead, User.objects.get(username="reviewer"), now=now)
    dates = {"period_from": phase.starts_on, "period_to": phase.ends_on}
    report = request.request_report(phase=phase, title=TITLES, by=lead, now=now, **dates)
    build.build(report_id=report.pk, now=now)
    approval.approve(report=Report.objects.get(pk=report.pk), by=User.objects.get(username="reviewer"), now=now)
    release.publish(report_id=report.pk, now=now)
    log_keeping.catch_up(now=now)  # the content of every item of the plan is public, too
    folder = site.build()
    found: dict[str, bytes] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            body = path.read_bytes()
            unpack = {".gz": gzip.decompress, ".br": brotli.decompress}.get(path.suffix, bytes)
            found[f"site {path.name}"] = unpack(body)
    client = Client()
    version = PublishedReport.objects.get().version
    for path in (*site.addresses(), *API, f"/api/v1/reports/what-we-heard-phase-1/v{version}/", *STAFF):
        answer = client.get(path, follow=True)
        found[f"answer {path}"] = answer.content + str(dict(answer.headers)).encode()
    for file in PublishedFile.objects.all():
        found[f"file {file.language} {file.name}"] = bytes(file.body)
    return {where: bare(text_of(body)) for where, body in found.items()}


def close_points(lead: User, second: User, *, now: datetime) -> None:
    """Two points that can't be resolved, with reasons let out and worded for the public; only the first is released."""
    for word, point in zip(("periwinkle", "quicksilver"), Point.objects.filter(conversation__state="accepted")[:2], strict=True):
        Conversation.objects.filter(pk=point.conversation_id).update(consent_state="given_verbal", attribution="aggregate")
        words = {code: f"{word} {code}" for code in ("en", "fr", "ar")}
        points.answer(point=point, status=PointStatus.NOT_RESOLVABLE, answer="", reason=words, by=lead, now=now)
        points.let_out(point=point, by=second, now=now)
        told = telling.tell(point=point, wording={f"wording_{code}": text for code, text in words.items()}, by=lead, now=now)
        told.themes.add(Theme.objects.in_use()[0])
        if word == "periwinkle":
            proposal = item_release.propose(kind=ItemKind.COMMITMENT, record=told, by=lead, now=now)
            item_release.approve(release=proposal, by=second, now=now)


def secrets() -> list[tuple[str, str]]:
    """(reference, text) of each row of the list."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return [(row["ref"], row["text"]) for row in csv.DictReader(file)]


def test_nothing_of_the_list_is_anywhere(everything):
    assert len(everything) > 200
    theme = bare("Trust in police")
    for kind in ("site ", "answer /en/reports/", "answer /api/v1/reports/what", "file en report.pdf", "file en figures.en.xlsx"):
        assert any(theme in words for where, words in everything.items() if where.startswith(kind)), (
            f"the search is blind: {kind}"
        )
    assert any(bare(TITLES["ar"]) in words for where, words in everything.items() if where.startswith("answer /ar/reports/"))
    assert any(where.startswith("answer /data/items/project/") for where in everything), "items are sought, too"

    listed = secrets()
    assert len(listed) == 337
    references = {ref for ref, _text in listed} | set(Conversation.objects.values_list("reference", flat=True))
    sought = {bare(text) for _ref, text in listed} | {bare(ref) for ref in references}
    places = {words: where for where, words in everything.items()}  # a page, its packed forms and its answer are one text
    assert [(text, where) for text in sought for words, where in places.items() if text in words] == []


def test_a_closing_reason_is_public_once_it_was_released_and_not_before(everything):
    assert [where for where, words in everything.items() if "quicksilver" in words] == []
    assert "periwinklefr" in everything["answer /fr/commitments/"]


def test_neither_are_notes_people_and_names_that_may_not_be_listed(everything):
    joined = "\n".join(everything.values())
    notes = [talk for talk in Conversation.objects.all() if bare(talk.notes)[:60] in joined]
    assert [talk.reference for talk in notes] == []
    ids = [*Conversation.objects.values_list("pk", flat=True), *Person.objects.values_list("pk", flat=True)]
    ids += Organization.objects.values_list("pk", flat=True)
    ids += User.objects.values_list("pk", flat=True)
    assert [pk for pk in ids if str(pk) in joined or pk.hex in joined] == []
    people = [bare(name) for name in Person.objects.filter(public_name_consent=False).values_list("name", flat=True)]
    assert [name for name in people if len(name) > 4 and name in joined] == []  # one is called "M."
    private = Organization.objects.filter(may_be_listed=False)
    assert [organization.reference for organization in private if bare(organization.name) in joined] == []
