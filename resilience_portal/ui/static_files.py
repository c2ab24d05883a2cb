"""Which files browsers may load, and under which names: only those that pages name, each by its content."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage

# What packages bring along and no page here loads: `build_assets` leaves it. Pressing it took longer than all the rest.
READABLE = ("jquery.js", "select2.full.js", "xregexp.js", "htmx-2.js")  # beside their `.min.js`
UNUSED = ("rest_framework", "ext", "htmax-*", "htmx-4*", "django-htmx.js", *READABLE)


class PortalStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """A module imports another by its name with the digest, too: nothing is ever asked for by its plain name."""

    support_js_module_import_aggregation = True
