"""What browsers load is there, under names that tell its content, and nothing beside it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings

from resilience_portal.ui import assets

REFERENCE = re.compile(r"""(?:\bfrom\s*|\burl\(\s*|@import\s*)["']?(\.{0,2}/?[\w./-]+\.(?:js|css|svg|woff2|png))["')]""")
NAMED = re.compile(r"""\{% static ['"]([^'"]+)['"] %\}""")


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> Path:
    """The folder that a server answers from, made as `make demo` and the image make it; without fonts, which take seconds."""
    root, made = tmp_path_factory.mktemp("static"), tmp_path_factory.mktemp("assets")
    places = {"STATIC_ROOT": root, "ASSETS_DIR": made, "STATICFILES_DIRS": [settings.BASE_DIR / "static", made]}
    backend = {**settings.STORAGES, "staticfiles": {"BACKEND": "resilience_portal.ui.static_files.PortalStaticFilesStorage"}}
    with override_settings(**places, STORAGES=backend), pytest.MonkeyPatch.context() as patch:
        patch.setattr(assets, "FONT_PACKAGE", "a_package_that_nobody_has")
        call_command("build_assets", "--collect", verbosity=0)
        for model_admin in admin.site._registry.values():
            str(model_admin.media)  # raises where a script or sheet that it names was not collected
        assert staticfiles_storage.url("js/portal.js") != "/static/js/portal.js"
    return root


def test_every_file_that_a_page_names_was_collected(collected):
    names = {name for page in settings.BASE_DIR.glob("templates/**/*.html") for name in NAMED.findall(page.read_text())}
    assert len(names) > 10
    assert names <= json.loads((collected / "staticfiles.json").read_text())["paths"].keys()


def test_every_file_that_another_loads_is_there_under_a_name_with_its_digest(collected):
    loaded = {
        file.parent / name
        for file in [*collected.rglob("*.js"), *collected.rglob("*.css")]
        for name in REFERENCE.findall(file.read_text(errors="replace"))
    }
    assert any(path.name.startswith("device-copies.") for path in loaded)
    for path in loaded:
        assert path.exists(), path
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", path.name), path


def test_what_no_page_loads_is_not_served(collected):
    names = {path.relative_to(collected).as_posix() for path in collected.rglob("*") if path.is_file()}
    assert not [name for name in names if name.startswith("rest_framework/") or "htmx-4" in name]
    assert not names & {"js/portal.js", "admin/css/base.css"}  # the plain names
