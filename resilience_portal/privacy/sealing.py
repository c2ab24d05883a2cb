"""Sealing: what the portal itself has to read again, and whoever reads the database or one of its backups must not."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet
from django.conf import settings


def key(purpose: str) -> bytes:
    """A key of its own for each purpose, from the one secret of the configuration, which is in no dump."""
    return hmac.new(settings.ADDRESS_SECRET.encode(), purpose.encode(), hashlib.sha256).digest()


def _fernet(purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key(purpose)))


def seal(words: str, *, purpose: str) -> bytes:
    """Encrypted and authenticated (Fernet). Shows how long the words are, to sixteen bytes, and when they were sealed."""
    return _fernet(purpose).encrypt(words.encode())


def unseal(sealed: bytes | memoryview, *, purpose: str) -> str:
    """The words. Raises cryptography.fernet.InvalidToken for what this secret did not seal."""
    return _fernet(purpose).decrypt(bytes(sealed)).decode()
