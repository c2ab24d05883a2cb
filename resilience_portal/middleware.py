"""What happens around every request: released bytes first, then language, caching and one log line."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import add_never_cache_headers

GetResponse = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("portal.request")

# Paths that never depend on who is asking. Everything else is private until proven otherwise.
PUBLIC_PREFIXES = ("/static/", "/en/", "/fr/", "/ar/", "/data/", "/api/", "/feeds/", "/healthz", "/readyz")


class ReleasedSiteMiddleware:
    """Answers a released page as finished bytes, before sessions, database or templates are touched."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class RequestLogMiddleware:
    """One line a request: method, path, status, milliseconds. No query string (searches), no address, no user."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.monotonic()
        response = self.get_response(request)
        milliseconds = round(1000 * (time.monotonic() - begun))
        path = request.path.encode("unicode_escape").decode("ascii")  # a control character can't forge a line
        log.info("%s %s %s %sms", request.method, path, response.status_code, milliseconds)
        return response


class StaffLocaleMiddleware(LocaleMiddleware):
    """The reader's language: the address on public pages, the account's own choice (else the browser's) on staff pages."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if not request.path.startswith(PUBLIC_PREFIXES) and chosen in dict(settings.LANGUAGES):
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen


class PrivateCacheMiddleware:
    """What is not public is never stored: not by a proxy, not by the browser's back button after sign-out."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(PUBLIC_PREFIXES):
            add_never_cache_headers(response)
        return response
