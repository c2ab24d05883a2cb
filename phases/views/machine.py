"""What machines ask for: the way in by language, robots, sitemap, health."""

from __future__ import annotations

from collections.abc import Mapping
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

from phases.enums import ItemKind
from phases.exports import calendar as exports_calendar
from phases.exports import catalogue as exports_catalogue
from phases.exports.items import PAGES
from phases.exports.site import addresses
from phases.models import PublishedReport, ReleasedItem


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


def _listed(path: str, days: Mapping[str, str]) -> str:
    """A page of the sitemap, with its day, the same page in every language, and for readers of another the English one."""
    rest = path.split("/", 2)[2]
    pages = {code: code for code, _name in settings.LANGUAGES} | {"x-default": settings.LANGUAGE_CODE}
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{name}" href="{escape(f"{settings.SITE_URL}/{code}/{rest}")}"/>'
        for name, code in pages.items()
    )
    day = f"<lastmod>{days[rest]}</lastmod>" if rest in days else ""
    return f"<url><loc>{escape(settings.SITE_URL + path)}</loc>{day}{others}</url>"


def _days() -> dict[str, str]:
    """When the pages of items and reports were released last, by address without the language. Days: no time of day."""
    items = ReleasedItem.objects.current().filter(kind__in=PAGES).values_list("kind", "slug", "payload__released_on")
    with override(settings.LANGUAGE_CODE):
        found = {reverse(PAGES[ItemKind(kind)], args=[slug]): day for kind, slug, day in items}
        for report in PublishedReport.objects.readable().defer("payload").order_by("released_at"):
            for name, args in (("report-detail", [report.slug]), ("report-version", [report.slug, report.version])):
                found[reverse(f"phases:{name}", args=args)] = report.released_on.isoformat()
    return {path.split("/", 2)[2]: day for path, day in found.items()}


@login_not_required
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page in every language, each with its others. Cards made for other people's pages are none."""
    codes = dict(settings.LANGUAGES)
    pages = [path for path in addresses() if path.endswith("/") and path.split("/")[1] in codes and "/embed/" not in path]
    days = _days()
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    body = f'<?xml version="1.0" encoding="UTF-8"?><urlset {spaces}>{"".join(_listed(path, days) for path in pages)}</urlset>'
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


@login_not_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The plan's days, in the language of the address."""
    headers = {"Content-Disposition": 'inline; filename="resilience-portal.ics"'}
    return HttpResponse(exports_calendar.calendar(), content_type=exports_calendar.CONTENT_TYPE, headers=headers)


@login_not_required
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """The open data catalogue, for other catalogues."""
    return HttpResponse(exports_catalogue.catalogue(), content_type=exports_catalogue.CONTENT_TYPE)


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
