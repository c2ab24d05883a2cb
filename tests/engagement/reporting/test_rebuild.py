"""A release made again from what is stored, in another process: the same figures, the same bytes."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import asdict
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from phases.exports import rebuild
from phases.exports.files import made_with
from phases.models import PublishedFile
from resilience_portal.disclosure.protect import Course
from resilience_portal.disclosure.rules import Rules
from resilience_portal.disclosure.stored import pack
from tests.cast import Cast, cast  # noqa: F401
from tests.engagement.reporting import desk
from tests.factories import phases as factory
from tests.worker import worker_environment

INPUTS = {
    "organizations": [],
    "counts": pack(factory.counts()),
    "rules": asdict(Rules()),
    "course": Course.GROWING.value,
    "beside": [],
}


@pytest.fixture
def released(transactional_db, cast: Cast, now, settings):  # noqa: F811
    """Released with the counts that its figures were made of."""
    settings.DISCLOSURE_SECRET = factory.SECRET
    return desk.released(cast, now, payload=factory.payload(), inputs=INPUTS)


@pytest.mark.thorough
def test_a_fresh_process_makes_the_same_bytes_and_names_the_file_that_is_not(released):
    command = [sys.executable, "manage.py", "rebuild_release", released.slug, "1"]
    again = subprocess.run(command, env=worker_environment(), capture_output=True, text=True, timeout=110)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "figures: same, from the stored counts" in again.stdout
    assert again.stdout.count("same   ") == released.published.files.count()
    for name in ("report.pdf", "figures.ar.xlsx", "datapackage.json"):
        assert name in again.stdout
    changed = PublishedFile.objects.filter(name="figures.fr.xlsx")
    changed.update(sha256="0" * 64)
    with pytest.raises(CommandError, match="Not the same"):
        call_command("rebuild_release", released.slug, 1)
    broken = [row.path for row in rebuild.rebuild(released.published) if not row.is_same]
    assert broken == ["data/what-we-heard-phase-1/v1/figures.fr.xlsx"]


@pytest.mark.django_db
@pytest.mark.thorough
def test_other_figures_than_the_stored_counts_give_are_named(cast: Cast, now, settings, monkeypatch):  # noqa: F811
    settings.DISCLOSURE_SECRET = factory.SECRET
    report = desk.released(cast, now, payload=factory.payload(), inputs=INPUTS)
    out = StringIO()
    call_command("rebuild_release", report.slug, 1, stdout=out)
    assert "figures: same" in out.getvalue()
    settings.DISCLOSURE_SECRET = "another one"
    with pytest.raises(CommandError, match="Not the same"):
        call_command("rebuild_release", report.slug, 1, stdout=out)
    assert "figures: DIFFERENT" in out.getvalue()


@pytest.mark.django_db
def test_what_made_the_files_is_frozen_with_them(cast: Cast, now, settings, monkeypatch):  # noqa: F811
    desk.quick_files(monkeypatch)
    report = desk.released(cast, now)
    assert report.payload["made_with"] == made_with()["made_with"]
    assert rebuild.other_makers(report.payload) == []
    assert report.payload["log_head"]["number"] == 1, (
        "the log begins before the first release, so that the first copy is a witness"
    )
    then = report.payload | {"made_with": report.payload["made_with"] | {"typst": "0.1"}}
    settings.SITE_URL = "https://elsewhere.example.org"
    assert [words.split()[0] for words in rebuild.other_makers(then)] == ["typst", "the"]


@pytest.mark.django_db
def test_there_is_nothing_to_make_again_where_nothing_was_released():
    with pytest.raises(CommandError, match="no release"):
        call_command("rebuild_release", "nothing", 1)
