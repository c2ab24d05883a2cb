"""What machines ask for: the way in by language, robots, sitemap, health."""

from __future__ import annotations

from xml.sax.saxutils import escape

from celery import current_app
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, override
from django.views.decorators.http import require_safe

from phases.exports.site import addresses


@login_not_required
@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """To the reader's language."""
    with override(get_language_from_request(request)):
        response = HttpResponseRedirect(reverse("phases:home"))
    patch_vary_headers(response, ["Accept-Language"])
    return response


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Public pages may be found; the rest has nothing to find."""
    lines = ["User-agent: *", "Disallow: /staff/", "Disallow: /admin/", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page in every language."""
    rows = "".join(f"<url><loc>{escape(settings.SITE_URL + path)}</loc></url>" for path in addresses() if path.endswith("/"))
    body = f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Database and broker answer. No details to the public."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except (DatabaseError, OSError):
        return HttpResponse("not ready", status=503, content_type="text/plain")
    return HttpResponse("ready", content_type="text/plain")
