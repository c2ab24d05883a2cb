"""The key that signs the publication log: Ed25519, derived from a secret of the configuration, never stored.

Whoever changes PUBLICATION_SECRET puts the old value into PUBLICATION_SECRET_BEFORE and runs `manage.py rotate_publication_key`:
the log then tells its readers of the new key, in an entry that the old key signs.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"resilience-portal publication log signing key 1"


def key_from(secret: str) -> Ed25519PrivateKey:
    """The private key of a secret: always the same for the same secret."""
    seed = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_hex(key: Ed25519PrivateKey) -> str:
    """The public half, as the log writes it: 64 hexadecimal digits."""
    return key.public_key().public_bytes_raw().hex()


class NoKey(Exception):
    """This process signs nothing: PUBLICATION_SECRET is the worker's alone."""


def is_here() -> bool:
    """Whether this process holds the key."""
    return bool(settings.PUBLICATION_SECRET)


def current() -> Ed25519PrivateKey:
    """The key of this configuration. Raises NoKey in a process that does not hold it."""
    if not is_here():
        raise NoKey("PUBLICATION_SECRET is not set here: only the worker signs.")
    return key_from(settings.PUBLICATION_SECRET)


def before() -> Ed25519PrivateKey | None:
    """The key that a rotation leaves behind; None outside a rotation."""
    return key_from(settings.PUBLICATION_SECRET_BEFORE) if settings.PUBLICATION_SECRET_BEFORE else None
