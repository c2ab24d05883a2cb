"""What happens around every request: released bytes first, then language, caching and one log line."""

from __future__ import annotations

import json
import logging
import os
import re
import time
from collections.abc import Callable

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.cache import add_never_cache_headers

GetResponse = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("portal.request")

SECRET_PATH = re.compile(r"(/take-part/(?:your-words|news/\w+)/).+")
# Paths that never depend on who is asking. Everything else is private until proven otherwise.
PUBLIC_PREFIXES = ("/static/", "/en/", "/fr/", "/ar/", "/data/", "/api/", "/feeds/", "/healthz", "/readyz")


class ReleasedSiteMiddleware:
    """Answers a released page as finished bytes, before sessions, database or templates are touched.

    What is not among the released files (nothing is, before the first release) goes on to the views.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.generation = ""
        self.manifest: dict[str, dict[str, str]] = {}
        self.bodies: dict[str, bytes] = {}
        self.headers = {
            "Content-Security-Policy": build_policy(),
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": settings.X_FRAME_OPTIONS,
            "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
            "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
            "Cache-Control": "public, max-age=60",
            "Vary": "Accept-Encoding",
        }
        self.framed = {  # cards made for other people's pages
            "Content-Security-Policy": build_policy(replace={"frame-ancestors": ["*"]}),
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        if settings.SECURE_HSTS_SECONDS:
            self.headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD") and (request.is_secure() or not settings.SECURE_SSL_REDIRECT):
            entry = self._entries().get(request.path_info)
            if entry is not None:
                return self._answer(request, entry)
        return self.get_response(request)

    def _entries(self) -> dict[str, dict[str, str]]:
        """The manifest of the current generation, read again when another one has been switched to."""
        try:
            generation = os.readlink(settings.RELEASED_SITE_DIR / "current")
        except OSError:
            return {}
        if generation != self.generation:
            manifest = json.loads((settings.RELEASED_SITE_DIR / generation / "manifest.json").read_bytes())
            self.generation, self.manifest, self.bodies = generation, manifest, {}
        return self.manifest

    def _answer(self, request: HttpRequest, entry: dict[str, str]) -> HttpResponse:
        name, encoding = entry["body"], _encoding(request, entry["content_type"])
        etag = f'"{name[:32]}{encoding}"'
        if etag in [tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")]:
            response = HttpResponse(status=304, headers=self.headers | {"ETag": etag})
            del response["Content-Type"]
            return response
        body = self._body(name + SUFFIXES[encoding])
        response = HttpResponse(b"" if request.method == "HEAD" else body, content_type=entry["content_type"])
        for header, value in (self.headers | {"ETag": etag, "Content-Length": str(len(body))}).items():
            response[header] = value
        if "/embed/" in request.path_info:
            del response["X-Frame-Options"]
            for header, value in self.framed.items():
                response[header] = value
        if encoding:
            response["Content-Encoding"] = encoding
        if entry["disposition"]:
            response["Content-Disposition"] = entry["disposition"]
        return response

    def _body(self, file: str) -> bytes:
        if file not in self.bodies:
            self.bodies[file] = (settings.RELEASED_SITE_DIR / self.generation / "bodies" / file).read_bytes()
        return self.bodies[file]


SUFFIXES = {"": "", "br": ".br", "gzip": ".gz"}
PRESSED = ("application/pdf", "image/png")
"""Kinds of body that are compressed in themselves: the released site holds them once."""


def _encoding(request: HttpRequest, content_type: str) -> str:
    """The best encoding that the reader takes, of those that a body has."""
    accepted = {part.partition(";")[0].strip() for part in request.headers.get("Accept-Encoding", "").split(",")}
    if content_type.startswith(PRESSED):
        return ""
    return "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""


def without_secret_path(text: str) -> str:
    """A line of the log without what follows the address of a one-time link."""
    return SECRET_PATH.sub(r"\1…", text)


class NoSecretPaths(logging.Filter):
    """Django, too, logs the path of what it refuses: a one-time link leaves no trace, whoever writes the line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Never drops a line, only what is secret in it."""
        said = record.getMessage()
        if (cleaned := without_secret_path(said)) != said:
            record.msg, record.args = cleaned, ()
        return True


class RequestLogMiddleware:
    """One line a request: method, path, status, milliseconds. No query string (searches), no address, no user."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.monotonic()
        response = self.get_response(request)
        milliseconds = round(1000 * (time.monotonic() - begun))
        path = without_secret_path(request.path)
        path = path.encode("unicode_escape").decode("ascii")  # a control character can't forge a line
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


class SignOutMiddleware:
    """Signing out takes what this site kept in the browser with it: copies of drafts, cached pages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.path = reverse_lazy("account_logout")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and request.path == str(self.path) and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response
