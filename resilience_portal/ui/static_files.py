"""Which files browsers may load, and under which names: only those that pages name, each by its content."""

from __future__ import annotations

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage

# What packages bring along and no page here loads. Pressing it took longer than pressing all the rest.
READABLE = ("jquery.js", "select2.full.js", "xregexp.js", "htmx-2.js")  # beside their `.min.js`
UNUSED = ("rest_framework", "ext", "htmax-*", "htmx-4*", "django-htmx.js", *READABLE)


class PortalStaticFilesConfig(StaticFilesConfig):
    """Collects what pages load."""

    ignore_patterns: list[str] = [*StaticFilesConfig.ignore_patterns, *UNUSED]  # noqa: RUF012 - Django's own declaration


class PortalStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """A module imports another by its name with the digest, too: nothing is ever asked for by its plain name."""

    support_js_module_import_aggregation = True
