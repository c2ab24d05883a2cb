"""A release made again from what is stored, in another process: the same figures, the same bytes."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from engagement.reporting.rebuild import figures_again
from phases.exports import rebuild
from phases.exports.files import made_with
from phases.models import PublishedFile
from tests.cast import Cast, cast  # noqa: F401
from tests.engagement.reporting import desk
from tests.factories import phases as factory
from tests.worker import worker_environment

INPUTS = {
    "organizations": [],
    "counts": [
        {"table": table.spec.name, "cells": sorted([sorted(map(list, cell)), value] for cell, value in table.cells.items())}
        for table in factory.counts().tables
    ],
}


@pytest.fixture
def released(transactional_db, cast: Cast, now, settings):  # noqa: F811
    """Released with the counts that its figures were made of."""
    settings.DISCLOSURE_SECRET = factory.SECRET
    return desk.released(cast, now, payload=factory.payload(), inputs=INPUTS)


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
def test_figures_come_from_the_counts_and_the_secret(cast: Cast, now, settings, monkeypatch):  # noqa: F811
    desk.quick_files(monkeypatch)
    settings.DISCLOSURE_SECRET = factory.SECRET
    report = desk.released(cast, now, payload=factory.payload(), inputs=INPUTS)
    assert figures_again(report) == report.payload["figures"]
    settings.DISCLOSURE_SECRET = "another one"
    assert figures_again(report) != report.payload["figures"]
    report.inputs = {"organizations": []}
    assert figures_again(report) is None


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
