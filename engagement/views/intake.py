"""What the public forms share: whoever sends too often is slowed down; a receipt is an address that we signed.

Addresses of connections are not kept: a keyed trace of one, for an hour, in the cache.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import date
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import Http404, HttpRequest

AN_HOUR = 60 * 60
FROM_ONE_ADDRESS = 6
FROM_EVERYBODY = 300

# Of pages behind a link with a secret: other sites and logs hear which site the reader comes from, never the address. Not
# `no-referrer`: with it a browser sends `Origin: null` along with a form, which is refused.
LINK_POLICY = "strict-origin"


def is_too_often(request: HttpRequest, door: str) -> bool:
    """Counts this one in. Whoever is behind the same address shares the count, so it is generous."""
    address = request.META.get("REMOTE_ADDR", "")
    trace = hmac.new(settings.SECRET_KEY.encode(), f"{door} {address}".encode(), hashlib.sha256).hexdigest()[:24]
    counts = [_count(f"intake:{door}:{trace}"), _count(f"intake:{door}")]
    return counts[0] > FROM_ONE_ADDRESS or counts[1] > FROM_EVERYBODY


def _count(key: str) -> int:
    cache.add(key, 0, AN_HOUR)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two calls
        cache.set(key, 1, AN_HOUR)
        return 1


def receipt_path(number: str, *, answer_by: date) -> str:
    """The part of an address that shows a number and our day again, and that nobody else can make up."""
    return signing.Signer(salt="receipt").sign(f"{number}_{answer_by.isoformat()}")


def receipt(given: str) -> dict[str, Any]:
    """What it says, for the page. Nothing is looked up: whoever has one learns nothing else. Raises Http404 for one not ours."""
    try:
        number, _mark, day = signing.Signer(salt="receipt").unsign(given).partition("_")
    except signing.BadSignature as error:
        raise Http404 from error
    return {"receipt": number, "answer_by": date.fromisoformat(day)}
